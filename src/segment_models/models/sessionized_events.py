"""`segment_sessionized_events`: every event with its person and its session; and the calls of one type with theirs."""

from dataclasses import replace

from sqlglot import exp

from segment_models import fields
from segment_models.fields import CallType, Field
from segment_models.models import server_calls
from segment_models.models.calls import all_events
from segment_models.models.chain import Context, Step, chain
from segment_models.models.persons import person, with_persons
from segment_models.models.touched import events_now, touches_now
from segment_models.sql import aliased, column, piece, query


def sessionized_events(context: Context) -> exp.Query:
    """One row per event.

    Columns: `columns`.
    """
    events = Step("events", "The events of every enabled call type in one list.", all_events(context))
    return _sessionized(context, [events, _persons(context)], "model.touches", [_numbered(context)])


def events_again(context: Context) -> exp.Query:
    """Return the same of everyone affected by an incremental run, from their cut on."""
    why = "The events of everyone touched, from their cut on, each with its person as it is now (R6)."
    persons = [Step("persons", why, events_now())]
    if context.config.session_campaign:
        persons.append(Step("touches_now", "What pages tell of campaigns, as they are now.", touches_now()))
    return _sessionized(context, persons, "touches_now", [_counted(context), _after_kept()])


def columns(context: Context) -> tuple[Field, ...]:
    """Return source, timestamp, user_id (the person, R6), anonymous_id, an id per call type, and the session (R9)."""
    ids = tuple(
        one.id.named(one.id_name, f"{one.id.description} NULL for an event of another type.")
        for one in context.config.call_types
    )
    session = (fields.SESSION_START_EVENT, fields.SESSION_INDEX, fields.SESSION_ID)
    return (fields.SOURCE, fields.TIMESTAMP, fields.PERSON, fields.ANONYMOUS_ID, *ids, *session)


def _sessionized(context: Context, persons: list[Step], touches: str, numbered: list[Step]) -> exp.Query:
    join = "LEFT JOIN" if server_calls.are_apart(context) else "JOIN"
    return chain(
        [*persons, _lagged(context), *_starts(context, touches), *numbered, _session_ids(context)],
        query(
            f"""
            SELECT
                numbered.source, numbered.timestamp, numbered.user_id, numbered.anonymous_id, :ids,
                numbered.session_start_event, numbered.session_index, session_ids.session_id
            FROM numbered
            {join} session_ids
              ON numbered.user_id = session_ids.user_id AND numbered.session_index = session_ids.session_index
            """,
            ids=[_own_id(call_type) for call_type in context.config.call_types],
        ),
    )


def _own_id(call_type: CallType) -> exp.Expr:
    value = piece(f"CASE WHEN numbered.call_type = '{call_type.name}' THEN numbered.event_id END")
    return aliased(value, call_type.id_name)


def _persons(context: Context) -> Step:
    rows = query(
        """
        SELECT
            events.source, events.call_type, events.event_id, events.timestamp, :person AS user_id,
            events.anonymous_id
        FROM events
        """,
        person=person(context, "events"),
    )
    why = "Whose event it is: its own user, else the user its anonymous id belongs to, else that id (R6)."
    return Step("persons", why, with_persons(context, rows, "events"))


def _lagged(context: Context) -> Step:
    if not server_calls.are_apart(context):
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
    return Step.of(
        "lagged",
        "The time of the person's last event before that is no server's (R8a), in an order that has no ties (R7).",
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id, :is_server AS is_server,
            max(:of_clients) OVER (
                PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS previous_timestamp
        FROM persons
        """,
        is_server=server_calls.is_server(context),
        of_clients=server_calls.of_clients(context, column("timestamp")),
    )


def _starts(context: Context, touches: str) -> list[Step]:
    """Return the steps that end in ``session_starts``; ``touches`` is where it says what pages tell of campaigns."""
    if not context.config.session_campaign:
        return [_session_starts(context)]
    return [replace(_session_starts(context), name="gap_starts"), *_campaign_starts(context, touches)]


def _campaign_starts(context: Context, touches: str) -> list[Step]:
    apart = server_calls.are_apart(context)
    spans = Step.of(
        "spans",
        "The spans between such starts, numbered.",
        """
        SELECT source, call_type, event_id, timestamp, user_id, anonymous_id,
            sum(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
                PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS span
        FROM gap_starts
        """,
    )
    own = "PARTITION BY spans.user_id ORDER BY spans.timestamp, spans.source, spans.event_id"
    keys = ("traffic_source", "traffic_medium", "traffic_campaign")
    before = ", ".join(f"lag(touches.{key}) OVER ({own}) AS {key}_before" for key in keys)
    campaigns = query(
        f"""
        SELECT spans.source, spans.event_id, spans.span, {", ".join(f"touches.{key}" for key in keys)},
            coalesce(touches.click_id, '') AS click_id,
            lag(spans.span) OVER ({own}) AS span_before, {before},
            lag(coalesce(touches.click_id, '')) OVER ({own}) AS click_id_before
        FROM spans
        JOIN {touches} AS touches ON spans.source = touches.source AND spans.event_id = touches.page_id
        WHERE spans.call_type = 'page' AND :is_campaign
        """,
        is_campaign=is_campaign("touches"),
    )
    if apart:
        campaigns = campaigns.where(exp.not_(server_calls.is_server(context, "spans")))
    differs = " OR ".join(f"{key} <> {key}_before" for key in (*keys, "click_id"))
    splits = Step.of(
        "campaign_starts",
        "Those of another campaign than the one before, or without one before in their span.",
        f"SELECT source, event_id FROM campaigns WHERE span_before IS NULL OR span <> span_before OR {differs}",
    )
    starts = Step.of(
        "session_starts",
        "There a session starts, too (R8c).",
        f"""
        SELECT gap_starts.source, gap_starts.call_type, gap_starts.event_id, gap_starts.timestamp, gap_starts.user_id,
            gap_starts.anonymous_id,
            gap_starts.session_start_event OR campaign_starts.event_id IS NOT NULL AS session_start_event
            {", gap_starts.is_outside" if apart else ""}
        FROM gap_starts
        LEFT JOIN campaign_starts
          ON gap_starts.source = campaign_starts.source AND gap_starts.call_type = 'page'
            AND gap_starts.event_id = campaign_starts.event_id
        """,
    )
    why = "The pages of each person that a campaign or a paid click led to, each beside the one before."
    return [spans, Step("campaigns", why, campaigns), splits, starts]


def is_campaign(touches: str) -> exp.Expr:
    """Return whether a touch may start a session: it is a campaign's, or a paid click's (R8c)."""
    return piece(f"({touches}.touch = 'utm' OR ({touches}.touch = 'click_id' AND {touches}.traffic_medium = 'cpc'))")


def _session_starts(context: Context) -> Step:
    is_start, whys = _is_start(context)
    if not server_calls.are_apart(context):
        return Step.of(
            "session_starts",
            " ".join(whys),
            """
            SELECT
                source, call_type, event_id, timestamp, user_id, anonymous_id,
                :is_start AS session_start_event
            FROM lagged
            """,
            is_start=is_start,
        )
    outside = column("is_server")
    whys.append("An event of a server is in none (R8a).")
    if server_calls.are_in_sessions(context):
        outside = piece("is_server AND (:after_gap)", after_gap=_after_gap(context))
        whys[-1] = "An event of a server starts none; after such a gap it is in none (R8a)."
    return Step.of(
        "session_starts",
        " ".join(whys),
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id,
            NOT is_server AND (:is_start) AS session_start_event,
            :outside AS is_outside
        FROM lagged
        """,
        is_start=is_start,
        outside=outside,
    )


def _after_gap(context: Context) -> exp.Expr:
    return context.is_after_gap(column("previous_timestamp"), column("timestamp"))


def _is_start(context: Context) -> tuple[exp.Expr, list[str]]:
    """Return whether an event starts a session, but for what it is of, and the reasons."""
    is_start = _after_gap(context)
    whys = [
        "A session starts with the first event, and after a gap of the timeout or more, in exact microseconds (R8)."
    ]
    if context.config.session_midnight:
        is_start = exp.or_(
            is_start, days_differ(context, column("previous_timestamp"), column("timestamp")), wrap=False
        )
        whys.append(f"So it does on another day in {context.config.session_midnight} (R8b).")
    return is_start, whys


def days_differ(context: Context, one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """Return whether two times fall on different days of the zone whose midnight ends sessions (R8b)."""
    zone = context.config.session_midnight or "UTC"
    one, other = (context.dialect.local_day(moment, zone) for moment in (one, other))
    return exp.NEQ(this=one, expression=other)


def _counting(context: Context) -> exp.Query:
    number = piece(
        """
        CAST(sum(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
            PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT)
        """
    )
    if server_calls.are_apart(context):
        number = exp.case().when(exp.not_(column("is_outside")), number)
    return query(
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id, session_start_event,
            :number AS session_index
        FROM session_starts
        """,
        number=number,
    )


def _numbered(context: Context) -> Step:
    why = "Counting the starts so far numbers the person's sessions from 1 (R9)."
    return Step("numbered", why, _counting(context))


def _counted(context: Context) -> Step:
    return Step("counted", "Counting the starts so far numbers the sessions from the cut on.", _counting(context))


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
