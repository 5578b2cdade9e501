"""What a session or a person has brought (V1 to V4), and why a session was engaged (P3)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from segment_models.explain.answers import Call, ConversionExplained, Converted, Engagement, FirstOfKey, moment
from segment_models.explain.calls import MOST
from segment_models.fields import PAGE, SCREEN, TRACK
from segment_models.models.server_calls import of_clients
from segment_models.sql import column, text

if TYPE_CHECKING:
    from segment_models.explain.calls import Asking


def engagement(asking: Asking, session_id: str) -> Engagement | None:
    """Return whether a session was engaged, and by what; None where facts of sessions are switched off."""
    graph = asking.graph
    if "session_facts" not in graph.models:
        return None
    config = graph.context.config
    rows = asking.ask(
        """
        SELECT is_engaged, is_bounce, duration_millis, :brought
        FROM model.session_facts WHERE session_id = :id
        """,
        brought=[column(name) for name in ("total_conversions", "conversion_value") if config.conversions],
        id=text(session_id),
    )
    if not rows:
        return None
    (row,) = rows
    return Engagement(
        is_engaged=bool(row["is_engaged"]),
        is_bounce=None if row["is_bounce"] is None else bool(row["is_bounce"]),
        duration_millis=int(row["duration_millis"]),
        engaged_after_millis=config.engaged_after_millis,
        views=_views(asking, session_id),
        conversions=int(row.get("total_conversions") or 0),
        value=Decimal(row.get("conversion_value") or 0),
    )


def _views(asking: Asking, session_id: str) -> int:
    """Return how many pages and screens a session has that are no server's."""
    context = asking.graph.context
    viewed = [column(one.id_name) for one in (PAGE, SCREEN) if one in context.config.call_types]
    if not viewed:
        return 0
    counts = " + ".join(f"count(:view_{place:d})" for place, _ in enumerate(viewed))
    (row,) = asking.ask(
        f"SELECT {counts} AS views FROM model.sessionized_events WHERE session_id = :id",
        id=text(session_id),
        **{f"view_{place:d}": of_clients(context, one) for place, one in enumerate(viewed)},
    )
    return int(row["views"])


def conversions(asking: Asking, session_id: str) -> tuple[tuple[ConversionExplained, ...], int]:
    """Return the first conversions of a session, repeats too, each with the one that it repeats; and how many."""
    if "conversions" not in asking.graph.models:
        return (), 0
    rows = asking.ask(
        f"""
        SELECT own.conversion, own.source, own.track_id, own.timestamp, own.value, own.currency, own.conversion_key,
            own.conversion_index, earlier.source AS first_source, earlier.track_id AS first_track_id,
            earlier.timestamp AS first_timestamp, earlier.user_id AS first_user_id, count(*) OVER () AS number
        FROM model.conversions AS own
        LEFT JOIN model.conversions AS earlier
            ON own.is_repeat AND NOT earlier.is_repeat
            AND own.conversion = earlier.conversion AND own.conversion_key = earlier.conversion_key
        WHERE own.session_id = :id
        ORDER BY own.timestamp, own.source, own.track_id, own.conversion
        LIMIT {MOST:d}
        """,
        id=text(session_id),
    )
    return tuple(map(_conversion, rows)), int(rows[0]["number"]) if rows else 0


def _conversion(row: dict[str, Any]) -> ConversionExplained:
    first = None
    if row["first_track_id"] is not None:
        call = Call(row["first_source"], TRACK.name, row["first_track_id"], moment(row["first_timestamp"]))
        first = FirstOfKey(call, row["first_user_id"])
    return ConversionExplained(
        conversion=row["conversion"],
        call=Call(row["source"], TRACK.name, row["track_id"], moment(row["timestamp"])),
        value=None if row["value"] is None else Decimal(row["value"]),
        currency=row["currency"],
        key=row["conversion_key"],
        index=None if row["conversion_index"] is None else int(row["conversion_index"]),
        repeats=first,
    )


def converted(asking: Asking, person: str) -> tuple[Converted, ...]:
    """Return what a person has brought, by the names of the conversions; inside sessions and outside."""
    if "conversions" not in asking.graph.models:
        return ()
    rows = asking.ask(
        """
        SELECT conversion, count(conversion_index) AS counting,
            count(CASE WHEN session_id IS NULL AND NOT is_repeat THEN 1 END) AS outside,
            count(CASE WHEN is_repeat THEN 1 END) AS repeats,
            sum(CASE WHEN NOT is_repeat THEN value END) AS worth
        FROM model.conversions WHERE user_id = :person GROUP BY conversion ORDER BY conversion
        """,
        person=text(person),
    )
    return tuple(
        Converted(
            row["conversion"],
            int(row["counting"]),
            int(row["outside"]),
            int(row["repeats"]),
            Decimal(row["worth"] or 0),
        )
        for row in rows
    )
