"""`segment_sessionized_events`: every event with its person and its session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.models.bounds import after_first_cut
from segment_models.models.calls import all_events
from segment_models.models.chain import Step, chain
from segment_models.models.touched import events_now
from segment_models.sql import aliased, column, piece, query, union_all

if TYPE_CHECKING:
    from sqlglot import exp

    from segment_models.fields import CallType
    from segment_models.models.chain import Context


def sessionized_events(context: Context) -> exp.Query:
    """One row per event.

    Columns: source, timestamp, user_id (the person, R6), anonymous_id, one of track_id, page_id and screen_id,
    session_start_event, session_index (R9), session_id (R9).
    """
    steps = [*_with_persons(context), _lagged(), _session_starts(context), *_numbered(context), _session_ids(context)]
    return chain(
        steps,
        query(
            """
            SELECT
                numbered.source, numbered.timestamp, numbered.user_id, numbered.anonymous_id, :ids,
                numbered.session_start_event, numbered.session_index, session_ids.session_id
            FROM numbered
            JOIN session_ids
              ON numbered.user_id = session_ids.user_id AND numbered.session_index = session_ids.session_index
            """,
            ids=[_own_id(call_type) for call_type in context.config.call_types],
        ),
    )


def built_events(context: Context) -> str:
    """Return what the models after this one read: all of it, or the part that an incremental run has built again."""
    return "stage.events_rebuilt" if context.moving else "model.sessionized_events"


def changing(context: Context, joined: exp.Query, table: str) -> exp.Query:
    """Return a query that joins those with a table of calls: an incremental run reads what it may need of them."""
    within = after_first_cut(context, column("timestamp", table)) if context.moving else None
    return joined.where(within) if within else joined


def _own_id(call_type: CallType) -> exp.Expr:
    value = piece(f"CASE WHEN numbered.call_type = '{call_type.name}' THEN numbered.event_id END")
    return aliased(value, call_type.id_name)


def _with_persons(context: Context) -> list[Step]:
    """Return the steps up to the one named persons: every event, or those that an incremental run builds again."""
    if context.moving:
        why = "The events of everyone touched, from their cut on, each with its person as it is now (R6)."
        return [Step("persons", why, events_now())]
    every = union_all(all_events(context))
    return [Step("events", "The events of every enabled call type in one list.", every), _persons()]


def _persons() -> Step:
    return Step(
        "persons",
        "Whose event it is: its own user, else the user its anonymous id belongs to, else that id (R6).",
        query(
            """
            SELECT
                events.source, events.call_type, events.event_id, events.timestamp,
                coalesce(events.user_id, user_map.user_id, events.anonymous_id) AS user_id,
                events.anonymous_id
            FROM events
            LEFT JOIN model.user_map AS user_map ON events.anonymous_id = user_map.anonymous_id
            """,
        ),
    )


def _lagged() -> Step:
    return Step(
        "lagged",
        "The time of the person's event before, in an order that has no ties (R7).",
        query(
            """
            SELECT
                source, call_type, event_id, timestamp, user_id, anonymous_id,
                lag(timestamp) OVER (
                    PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
                ) AS previous_timestamp
            FROM persons
            """,
        ),
    )


def _session_starts(context: Context) -> Step:
    gap = context.dialect.micros_between(column("previous_timestamp"), column("timestamp"))
    return Step(
        "session_starts",
        "A session starts with the first event, and after a gap of the timeout or more, in exact microseconds (R8).",
        query(
            """
            SELECT
                source, call_type, event_id, timestamp, user_id, anonymous_id,
                previous_timestamp IS NULL OR :gap >= :timeout AS session_start_event
            FROM lagged
            """,
            gap=gap,
            timeout=context.timeout_micros(),
        ),
    )


def _numbered(context: Context) -> list[Step]:
    counted = query(
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id, session_start_event,
            CAST(sum(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
                PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS BIGINT) AS session_index
        FROM session_starts
        """,
    )
    if not context.moving:
        return [Step("numbered", "Counting the starts so far numbers the person's sessions from 1 (R9).", counted)]
    after_kept = query(
        """
        SELECT
            counted.source, counted.call_type, counted.event_id, counted.timestamp, counted.user_id,
            counted.anonymous_id, counted.session_start_event,
            cuts.sessions_kept + counted.session_index AS session_index
        FROM counted
        JOIN stage.cuts AS cuts ON counted.user_id = cuts.user_id
        """,
    )
    return [
        Step("counted", "Counting the starts so far numbers the sessions from the cut on.", counted),
        Step("numbered", "The person's sessions before the cut are kept, and come first (R9).", after_kept),
    ]


def _session_ids(context: Context) -> Step:
    name = piece("call_type || '|' || CAST(length(source) AS TEXT) || '|' || source || '|' || event_id")
    return Step(
        "session_ids",
        "A session is named for its first event; the source's length keeps two events from making one text (R9).",
        query(
            "SELECT user_id, session_index, :session_id AS session_id FROM numbered WHERE session_start_event",
            session_id=context.dialect.md5(name),
        ),
    )
