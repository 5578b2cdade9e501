"""The checks of a session's records, and of the first and last values that come from them (R7, R10)."""

from sqlglot import exp

from segment_models.checks.check import Check, unlike
from segment_models.fields import CallType, Field, FieldType
from segment_models.graph import Graph
from segment_models.models import server_calls
from segment_models.models.calls import id_of_event, kind_of_event
from segment_models.models.chain import Context, Step, chain
from segment_models.models.sessions import VALUED, flat_name, has_records, has_structs, stat
from segment_models.sql import column, piece, query

RECORDS_AGREE = "records_agree"
FIRST_AND_LAST_AGREE = "first_and_last_agree"


def records_agree(graph: Graph) -> list[Check]:
    """Return the check, where sessions have records.

    Where the engine has a quick way to tell that a session's records are its events, the others alone are looked at one
    by one: those with another sum of fingerprints, and those with events at the same moment, whose order is another's.
    """
    context = graph.context
    if not has_records(context):
        return []
    types = context.config.call_types
    moment = context.dialect.struct_field(column("record"), "timestamp", FieldType.TIMESTAMP)
    call_id = _first_of([_call_id(context, column("record"), one) for one in types])
    doubtful = _doubtful(context, moment, call_id)
    recorded = query(
        f"SELECT session_id, position, :moment AS timestamp, :event_id AS event_id FROM {_SESSIONS[bool(doubtful)]}",
        moment=moment,
        event_id=call_id,
    )
    recorded = context.dialect.with_elements(recorded, column("records"))
    expected = query(
        f"""
        SELECT session_id, timestamp, :event_id AS event_id,
            row_number() OVER (
                PARTITION BY session_id ORDER BY timestamp, source, :call_type, :event_id
            ) AS position
        FROM model.sessionized_events{" JOIN doubtful ON session_id = doubtful_session_id" if doubtful else ""}
        WHERE session_id IS NOT NULL
        """,
        call_type=kind_of_event(types),
        event_id=id_of_event(types),
    )
    steps = [
        *doubtful,
        Step("recorded", "Every record with its place in the session.", recorded),
        Step("expected", "Every event with the place it should have (R7).", expected),
    ]
    broken = query(
        """
        SELECT coalesce(recorded.session_id, expected.session_id) AS session_id,
            coalesce(recorded.position, expected.position) AS position,
            recorded.event_id AS recorded_event_id, expected.event_id AS expected_event_id,
            recorded.timestamp AS recorded_timestamp, expected.timestamp AS expected_timestamp
        FROM recorded
        FULL JOIN expected ON recorded.session_id = expected.session_id AND recorded.position = expected.position
        WHERE :other_event OR :other_time
        """,
        other_event=unlike(column("event_id", "recorded"), column("event_id", "expected")),
        other_time=unlike(column("timestamp", "recorded"), column("timestamp", "expected")),
    )
    why = "A session's records are its events, each once, in order (R7)."
    return [Check(RECORDS_AGREE, why, ("sessions", "sessionized_events"), chain(steps, broken))]


_SESSIONS = {True: "doubtful_sessions", False: "model.sessions"}


def _doubtful(context: Context, moment: exp.Expr, call_id: exp.Expr) -> list[Step]:
    """Return the steps that find the sessions whose records have to be looked at; none where the engine has no way."""
    dialect = context.dialect
    event = dialect.fingerprint(column("timestamp"), id_of_event(context.config.call_types))
    if event is None:
        return []
    of_events = query(
        """
        SELECT session_id, sum(:event) AS fingerprints
        FROM model.sessionized_events
        WHERE session_id IS NOT NULL
        GROUP BY session_id
        """,
        event=event,
    )
    of_records = query(
        "SELECT session_id, :fingerprints AS fingerprints, :in_order AS in_order FROM model.sessions",
        fingerprints=dialect.fingerprints(column("records"), moment, call_id),
        in_order=dialect.ascends(column("records"), moment),
    )
    doubtful = query(
        """
        SELECT coalesce(of_records.session_id, of_events.session_id) AS doubtful_session_id
        FROM of_records
        FULL JOIN of_events ON of_records.session_id = of_events.session_id
        WHERE coalesce(of_records.fingerprints <> of_events.fingerprints OR NOT of_records.in_order, TRUE)
        """
    )
    these = "SELECT session_id, records FROM model.sessions JOIN doubtful ON session_id = doubtful_session_id"
    why = "Sessions whose records may not be their events, and those with several events at one moment."
    return [
        Step("of_events", "The fingerprints of each session's events, added up.", of_events),
        Step("of_records", "Those of its records, and whether each of them is later than the one before.", of_records),
        Step("doubtful", why, doubtful),
        Step.of("doubtful_sessions", "Their records.", these),
    ]


def first_and_last_agree(graph: Graph) -> list[Check]:
    """Return the check, where sessions have records."""
    context = graph.context
    if not has_records(context):
        return []
    dialect, types = context.dialect, context.config.call_types
    valued = [one for one in VALUED if one in types]
    if not valued:
        return []
    differs: list[exp.Expr] = []
    for one in valued:
        total = stat(context, f"total_{one.table}", "sessions")
        places = {
            "first": exp.Literal.number(1),
            "last": _sum([stat(context, f"total_{each.table}", "sessions") for each in types]),
        }
        for which, place in places.items():
            call = dialect.struct_field(dialect.element(column("records", "sessions"), place), one.name)
            is_one = piece(":id IS NOT NULL", id=dialect.struct_field(call, one.id_name, FieldType.TEXT))
            if which == "last" and server_calls.are_in_sessions(context):
                is_one = exp.and_(is_one, _ends_alone(context, place))
            values = [
                (_valued_field(context, which, one, field), dialect.struct_field(call.copy(), field.name, field.type))
                for field in one.fields
            ]
            other = exp.or_(*(dialect.differ(*pair, FieldType.TEXT) for pair in values), wrap=False)
            filled = exp.or_(*(piece(":value IS NOT NULL", value=value) for value, _ in values), wrap=False)
            differs.append(
                piece(
                    "(:is_one AND (:other)) OR (:total = 0 AND (:filled))",
                    is_one=is_one,
                    other=other,
                    total=total,
                    filled=filled,
                )
            )
    broken = query(
        "SELECT user_id, session_id, session_index FROM model.sessions AS sessions WHERE :differs",
        differs=exp.or_(*differs, wrap=False),
    )
    why = "A session that begins (ends) with a page or screen has its first (last) values; one without has none (R10)."
    return [Check(FIRST_AND_LAST_AGREE, why, ("sessions",), broken)]


def _ends_alone(context: Context, last: exp.Expr) -> exp.Expr:
    """Return whether a session's last record is the only one at its end: then it is no server's (R8a)."""

    def at(place: exp.Expr) -> exp.Expr:
        record = context.dialect.element(column("records", "sessions"), place)
        return context.dialect.struct_field(record, "timestamp", FieldType.TIMESTAMP)

    return piece(
        ":last_at = sessions.session_end_timestamp AND (:last = 1 OR :before_at <> sessions.session_end_timestamp)",
        last=last,
        last_at=at(last),
        before_at=at(piece("CASE WHEN :last > 1 THEN :last - 1 ELSE 1 END", last=last)),
    )


def _sum(values: list[exp.Expr]) -> exp.Expr:
    first, *others = values
    for other in others:
        first = exp.Add(this=first, expression=other)
    return exp.Paren(this=first) if others else first


def _valued_field(context: Context, which: str, call_type: CallType, field: Field) -> exp.Expr:
    if not has_structs(context):
        return column(flat_name(which, call_type, field), "sessions")
    values = column(f"{which}_{call_type.name}_values", "sessions")
    return context.dialect.struct_field(values, f"{which}_{field.name}", field.type)


def _call_id(context: Context, record: exp.Expr, call_type: CallType) -> exp.Expr:
    call = context.dialect.struct_field(record, call_type.name)
    return context.dialect.struct_field(call, call_type.id_name, FieldType.TEXT)


def _first_of(values: list[exp.Expr]) -> exp.Expr:
    return exp.func("coalesce", *values) if len(values) > 1 else values[0]
