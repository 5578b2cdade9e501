"""The ``users`` table: what is known of each user, drawn from ``identifies``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.load.columns import LOAD_TIMES, SENT_TIMES, TIMESTAMP, VARCHAR
from segment_models.load.tables import converted, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segment_models.load.tables import RawSchema, RawTable

_NOT_OF_A_USER = frozenset({"id", "user_id", "anonymous_id", *SENT_TIMES, *LOAD_TIMES})

MOST_TRAITS = 100
"""Traits brought up to date at a time: each costs memory for every user."""

# Every name that goes into these statements is quoted.
_LATEST = """
    WITH calls AS (
        SELECT
            user_id, received_at, {traits}
            -- No trait can have this name: a column that Segment names has no space in it.
            ROW_NUMBER() OVER (
                ORDER BY received_at NULLS FIRST, "timestamp" NULLS FIRST, id NULLS FIRST, rowid
            ) AS "turn of the call"
        FROM {identifies}
        WHERE user_id IN (SELECT user_id FROM {identifies} WHERE loaded_at = $loaded_at AND user_id <> '')
    )
    SELECT
        user_id AS id, MAX(received_at) AS received_at,
        $loaded_at::TIMESTAMP AS uuid_ts, $loaded_at::TIMESTAMP AS loaded_at{latest}
    FROM calls
    GROUP BY user_id
"""


def update_users(schema: RawSchema) -> None:
    """Bring ``users`` up to date with the identify calls of this load.

    One row per user id that was identified: of each trait and each ``context_*`` column the latest value that
    is not NULL, by ``received_at`` over all of ``identifies``, so the order in which calls arrive does not
    matter. A value that ``users`` has and ``identifies`` has not is kept.
    """
    identifies, users = schema.table("identifies"), schema.table("users")
    if not identifies.rows or "user_id" not in identifies.types:
        return
    traits = {name: type_name for name, type_name in identifies.types.items() if name not in _NOT_OF_A_USER}
    found = {
        "id": VARCHAR,
        "received_at": identifies.types["received_at"],
        **dict.fromkeys(LOAD_TIMES, TIMESTAMP),
        **traits,
    }
    types = users.require(found)
    new = {name: converted(f"new.{quoted(name)}", found[name], types[name]) for name in found}
    of_all = {name: sql for name, sql in new.items() if name not in traits}
    for some in in_batches(list(traits)):
        chosen = of_all | {name: new[name] for name in some}
        merge = _merge(users, _latest(identifies, some), chosen)
        (users.rows,) = schema.connection.execute(merge, {"loaded_at": schema.loaded_at}).fetchone() or (0,)


def in_batches(traits: Sequence[str]) -> list[Sequence[str]]:
    """Return the traits, MOST_TRAITS at a time; one batch, empty, if there is none."""
    return [traits[start : start + MOST_TRAITS] for start in range(0, max(len(traits), 1), MOST_TRAITS)]


def _latest(identifies: RawTable, traits: Sequence[str]) -> str:
    return _LATEST.format(
        identifies=identifies.sql,
        traits="".join(f"{quoted(name)}, " for name in traits),
        latest="".join(f', ARG_MAX({quoted(name)}, "turn of the call") AS {quoted(name)}' for name in traits),
    )


def _merge(users: RawTable, latest: str, new: dict[str, str]) -> str:
    names = ", ".join(map(quoted, new))
    updates = ", ".join(
        f"{quoted(name)} = COALESCE({sql}, old.{quoted(name)})" for name, sql in new.items() if name != "id"
    )
    return (
        f"MERGE INTO {users.sql} AS old USING ({latest}) AS new ON old.id = new.id "  # noqa: S608  # as above
        f"WHEN MATCHED THEN UPDATE SET {updates} "
        f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({', '.join(new.values())})"
    )
