"""`segment_sessionized_events`: every event with its person and its session; and the calls of one type with theirs."""

from sqlglot import exp

from segment_models import fields
from segment_models.fields import CallType, Field
from segment_models.models.calls import all_events
from segment_models.models.chain import Context, Step, chain
from segment_models.models.touched import events_now
from segment_models.sql import aliased, column, piece, query


def sessionized_events(context: Context) -> exp.Query:
    """One row per event.

    Columns: `columns`.
    """
    events = Step("events", "The events of every enabled call type in one list.", all_events(context))
    return _sessionized(context, [events, _persons()], [_numbered()])


def events_again(context: Context) -> exp.Query:
    """Return the same of everyone affected by an incremental run, from their cut on."""
    why = "The events of everyone touched, from their cut on, each with its person as it is now (R6)."
    return _sessionized(context, [Step("persons", why, events_now())], [_counted(), _after_kept()])


def columns(context: Context) -> tuple[Field, ...]:
    """Return source, timestamp, user_id (the person, R6), anonymous_id, an id per call type, and the session (R9)."""
    ids = tuple(
        one.id.named(one.id_name, f"{one.id.description} NULL for an event of another type.")
        for one in context.config.call_types
    )
    session = (fields.SESSION_START_EVENT, fields.SESSION_INDEX, fields.SESSION_ID)
    return (fields.SOURCE, fields.TIMESTAMP, fields.PERSON, fields.ANONYMOUS_ID, *ids, *session)


def _sessionized(context: Context, persons: list[Step], numbered: list[Step]) -> exp.Query:
    return chain(
        [*persons, _lagged(), _session_starts(context), *numbered, _session_ids(context)],
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


def _own_id(call_type: CallType) -> exp.Expr:
    value = piece(f"CASE WHEN numbered.call_type = '{call_type.name}' THEN numbered.event_id END")
    return aliased(value, call_type.id_name)


def _persons() -> Step:
    return Step.of(
        "persons",
        "Whose event it is: its own user, else the user its anonymous id belongs to, else that id (R6).",
        """
        SELECT
            events.source, events.call_type, events.event_id, events.timestamp,
            coalesce(events.user_id, user_map.user_id, events.anonymous_id) AS user_id,
            events.anonymous_id
        FROM events
        LEFT JOIN model.user_map AS user_map ON events.anonymous_id = user_map.anonymous_id
        """,
    )


def _lagged() -> Step:
    return Step.of(
        "lagged",
        "The time of the person's event before, in an order that has no ties (R7).",
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id,
            lag(timestamp) OVER (
                PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
            ) AS previous_timestamp
        FROM persons
        """,
    )


def _session_starts(context: Context) -> Step:
    gap = context.dialect.micros_between(column("previous_timestamp"), column("timestamp"))
    return Step.of(
        "session_starts",
        "A session starts with the first event, and after a gap of the timeout or more, in exact microseconds (R8).",
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id,
            previous_timestamp IS NULL OR :gap >= :timeout AS session_start_event
        FROM lagged
        """,
        gap=gap,
        timeout=context.timeout_micros(),
    )


_COUNTED = """
    SELECT
        source, call_type, event_id, timestamp, user_id, anonymous_id, session_start_event,
        CAST(sum(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
            PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS session_index
    FROM session_starts
    """


def _numbered() -> Step:
    return Step("numbered", "Counting the starts so far numbers the person's sessions from 1 (R9).", query(_COUNTED))


def _counted() -> Step:
    return Step("counted", "Counting the starts so far numbers the sessions from the cut on.", query(_COUNTED))


def _after_kept() -> Step:
    return Step.of(
        "numbered",
        "The person's sessions before the cut are kept, and come first (R9).",
        """
        SELECT
            counted.source, counted.call_type, counted.event_id, counted.timestamp, counted.user_id,
            counted.anonymous_id, counted.session_start_event,
            cuts.sessions_kept + counted.session_index AS session_index
        FROM counted
        JOIN stage.cuts AS cuts ON counted.user_id = cuts.user_id
        """,
    )


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


def sessionized(context: Context, call_type: CallType) -> exp.Query:
    """One row per page, track or screen.

    Columns: `sessionized_columns`.
    """
    call_id = call_type.id_name
    return query(
        f"""
        SELECT
            events.source, events.timestamp, events.user_id, events.{call_id},
            events.session_index, events.session_id, :fields
        FROM model.sessionized_events AS events
        JOIN model.{call_type.name}_events AS {call_type.table}
          ON events.source = {call_type.table}.source AND events.{call_id} = {call_type.table}.{call_id}
        """,
        fields=[column(field.name, call_type.table, custom=field.custom) for field in context.config.fields(call_type)],
    )


def sessionized_columns(context: Context, call_type: CallType) -> tuple[Field, ...]:
    """Return source, timestamp, user_id (the person), the call's id, the session, the call type's fields."""
    session = (fields.SESSION_INDEX, fields.SESSION_ID)
    head = (fields.SOURCE, fields.TIMESTAMP, fields.PERSON, call_type.id, *session)
    return (*head, *context.config.fields(call_type))
