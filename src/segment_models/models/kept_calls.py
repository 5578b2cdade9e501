"""The calls that are kept from run to run, and what a run finds to be new or changed among them.

`segment_page_calls` and its sisters have every call of one type once, rejected ones too, with its load time. An
incremental run reads the raw rows loaded since, compares them with what is kept (R4), and takes the difference.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlglot import exp

from segment_models import fields
from segment_models.fields import CallType, Field
from segment_models.models.bounds import among_known
from segment_models.models.calls import (
    cleaned,
    is_forgotten,
    judged,
    judged_step,
    kept_columns,
    looked_up,
    once_columns,
    order_of_copies,
    united,
)
from segment_models.models.chain import Context, Judged, Step, chain
from segment_models.sql import aliased, ascending, column, piece, query, text, union_all


def kept_calls(context: Context, call_type: CallType) -> exp.Query:
    """One row per call of one type, rejected ones too: what later runs compare with what has arrived since.

    Columns: `columns`.
    """
    return judged(context, call_type)


def columns(context: Context, call_type: CallType) -> tuple[Field, ...]:
    """Return source, the call's id, its times, user_id, anonymous_id, the call type's fields, reject_reason."""
    times = (fields.TIMESTAMP, *fields.CALL_TIMES)
    who = (fields.USER_ID, fields.ANONYMOUS_ID)
    return (fields.SOURCE, call_type.id, *times, *who, *context.config.fields(call_type), fields.REJECT_REASON)


def in_kept(call_type: CallType) -> Judged:
    """Return where the calls of a type are that are kept from run to run."""
    return Judged(f"model.{call_type.kept}", "Every call once, as kept (R1 to R5).")


def in_stage(call_type: CallType) -> Judged:
    """Return where the calls of a type are that a run, or verify, keeps for itself."""
    return Judged(f"stage.{call_type.table}", "The calls of this run, each once, judged already (R1 to R5).")


def in_changed(call_type: CallType) -> Judged:
    """Return where the calls of a type are that are new or changed in an incremental run."""
    why = "The calls that are new, or whose copy loaded first is another now (R4)."
    return Judged(f"stage.{call_type.table}_changed", why)


def arrived(context: Context, call_type: CallType, since: Mapping[str, datetime]) -> exp.Query:
    """Return the query of the raw rows loaded since a moment, by source; all of a source that has none.

    A row without any load time could have come at any time, and is always among them. Columns: those of a call before
    it is judged.
    """
    steps = [united(context, call_type, since), *cleaned(context, call_type)]
    rows = query(f"SELECT :columns FROM {call_type.table}_cleaned", columns=once_columns(context, call_type))
    return chain(steps, rows.where(loaded_since(context, since)) if since else rows)


def loaded_since(
    context: Context, since: Mapping[str, datetime], table: str | exp.Identifier | None = None
) -> exp.Expr:
    """Return the test that a call was loaded at its source's moment or later, or that nobody knows when."""
    tests = [
        piece(
            "(:own <> :source OR :loaded_at >= :moment OR :loaded_at IS NULL)",
            own=exp.column("source", table),
            loaded_at=exp.column("call_loaded_at", table),
            source=text(source),
            moment=context.dialect.moment(moment),
        )
        for source, moment in since.items()
    ]
    return exp.and_(*tests)


def changed(context: Context, call_type: CallType) -> exp.Query:
    """Return the query of the calls that what has arrived changes; as `in_changed` has them.

    Of an id that arrived, every copy that is in the raw tables now has been read: the one loaded first counts. Where
    that is the kept one, the call is not among them. Calls without an id are all new: the kept ones that were loaded
    since then make way for them.
    """
    table, call_id = call_type.table, call_type.id_name
    columns = once_columns(context, call_type)
    copies = [
        query(f"SELECT :columns FROM stage.{table}_arrived WHERE {call_id} IS NOT NULL", columns=columns),
        query(f"SELECT :columns FROM stage.{table}_again", columns=columns),
    ]
    ranked = query(
        f"""
        SELECT :columns, row_number() OVER (PARTITION BY source, {call_id} ORDER BY :order) AS call_copy
        FROM {table}_copies AS copies
        """,
        columns=columns,
        order=[ascending(key) for key in order_of_copies(context, call_type)],
    )
    differing = query(
        f"""
        SELECT :columns FROM {table}_ranked AS ranked
        LEFT JOIN stage.{table}_known AS known ON ranked.source = known.source AND ranked.{call_id} = known.{call_id}
        WHERE ranked.call_copy = 1 AND (known.source IS NULL OR :differs)
        """,
        columns=once_columns(context, call_type, "ranked"),
        differs=exp.or_(*_differences(context, call_type)),
    )
    once = [
        differing,
        query(f"SELECT :columns FROM stage.{table}_arrived WHERE {call_id} IS NULL", columns=columns),
    ]
    judged_last = judged_step(context, call_type)
    steps = [
        Step(f"{table}_copies", "What has arrived, beside the other copies of calls in doubt.", union_all(copies)),
        Step(f"{table}_ranked", "The copy loaded first in front (R4).", ranked),
        Step(f"{table}_once", "The calls whose first copy is another than the one kept before (R4).", union_all(once)),
    ]
    return chain(steps, judged_last.query)


KEPT_AS_THEY_ARE = """
    stage.{table}_known AS known
    LEFT JOIN stage.{table}_changed AS changed ON known.source = changed.source AND known.{id} = changed.{id}
    WHERE changed.source IS NULL
    """
"""What a query reads of the kept calls of which copies have arrived, and that do not change."""


def _differences(context: Context, call_type: CallType) -> list[exp.Expr]:
    """Return of each column of a call but its key whether the first copy has another value than the kept one."""
    columns = {one.name: one for one in columns_of_copies(context, call_type)}
    return [
        context.dialect.differ(
            column(name, "ranked", custom=one.custom), column(name, "known", custom=one.custom), one.type
        )
        for name, one in columns.items()
    ]


def columns_of_copies(context: Context, call_type: CallType) -> list[Field]:
    """Return the columns in which copies of one call may differ."""
    same = {fields.SOURCE.name, call_type.id.name, fields.REJECT_REASON.name}
    return [one for one in columns(context, call_type) if one.name not in same]


def doubtful(call_type: CallType) -> exp.Query:
    """Return the query of the calls in doubt: an id that arrived, but not the copy that is kept.

    That was loaded before what this run reads, or a loader that merges by id has replaced its row. Which copies there
    are now, only a look at the raw tables tells.
    """
    table, call_id = call_type.table, call_type.id_name
    return query(
        f"""
        SELECT known.source, known.{call_id} FROM stage.{table}_known AS known
        WHERE NOT EXISTS (
            SELECT 1 FROM stage.{table}_arrived AS arrived
            WHERE known.source = arrived.source AND known.{call_id} = arrived.{call_id}
                AND (
                    known.call_loaded_at = arrived.call_loaded_at
                    OR (known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL)
                )
        )
        """
    )


def again(context: Context, call_type: CallType, since: Mapping[str, datetime]) -> exp.Query:
    """Return the query of the raw copies of calls in doubt that were loaded before what has arrived.

    None, where every row has arrived. Columns: those of `arrived`.
    """
    columns = once_columns(context, call_type)
    if not since:
        return query(f"SELECT :columns FROM stage.{call_type.table}_arrived WHERE 1 = 0", columns=columns)
    steps = [looked_up(context, call_type, since), *cleaned(context, call_type)]
    rows = query(f"SELECT :columns FROM {call_type.table}_cleaned", columns=columns)
    return chain(steps, rows.where(exp.not_(loaded_since(context, since))))


def known(context: Context, call_type: CallType, anew: Mapping[str, exp.DataType] = MappingProxyType({})) -> exp.Query:
    """Return the query of the kept calls of which copies have arrived.

    ``anew`` has the types of the columns where no call is kept yet, and the table will be made anew with them.
    """
    table, call_id = call_type.table, call_type.id_name
    found = query(
        f"""
        SELECT :columns FROM model.{call_type.kept} AS calls
        WHERE EXISTS (
            SELECT 1 FROM stage.{table}_arrived AS arrived
            WHERE calls.source = arrived.source AND calls.{call_id} = arrived.{call_id}
        )
        """,
        columns=[
            aliased(context.dialect.no_value(anew[one.name]), one.name) if one.name in anew else one
            for one in kept_columns(context, call_type, "calls")
        ],
    )
    if within := among_known(context, call_type, column("timestamp", "calls")):
        found = found.where(within)
    return found.where(exp.not_(_exists_forgotten(context))) if context.forgetting else found


def superseded(context: Context) -> tuple[str, ...]:
    """Return which of a run's tables have calls that no longer are as they are kept: ``changed``, ``leaving``."""
    return ("changed", "leaving") if context.forgetting else ("changed",)


def stays(context: Context, kept: str, table: str, call_id: str) -> str:
    """Return the condition that a kept call is as it was; ``kept`` is the name of its columns' table."""
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM stage.{table}_{what} AS {what} "
        f"WHERE {kept}.source = {what}.source AND {kept}.{call_id} = {what}.{call_id})"
        for what in superseded(context)
    )


def leaving(context: Context, call_type: CallType) -> exp.Query:
    """Return the query of the kept calls of people who are forgotten in this run."""
    columns = kept_columns(context, call_type, "calls")
    kept = query(f"SELECT :columns FROM model.{call_type.kept} AS calls", columns=columns)
    return kept.where(_exists_forgotten(context))


def _exists_forgotten(context: Context) -> exp.Expr:
    if context.forgotten is None:
        return exp.false()
    found = exp.select("1").from_(context.forgotten.node("forgotten")).where(is_forgotten(context, "calls"))
    return exp.Exists(this=found)
