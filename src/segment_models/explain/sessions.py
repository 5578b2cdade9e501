"""Why a session starts and ends where it does (R8), and whose its events are (R6)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from sqlglot import exp

from segment_models.errors import ExplainError
from segment_models.explain import worth
from segment_models.explain.answers import (
    Event,
    Neighbour,
    SessionExplained,
    SharedRule,
    SourceExplained,
    Traffic,
    WrittenBy,
    micros,
    moment,
)
from segment_models.explain.calls import MOST, asking, rule
from segment_models.fields import PAGE, TRACK, CallType, FieldType
from segment_models.graph import Graph
from segment_models.incremental import log
from segment_models.incremental.past import lacking_in_log
from segment_models.models.chain import Step, chain
from segment_models.models.persons import by_call, with_persons
from segment_models.models.server_calls import are_apart, is_server, of_clients
from segment_models.sql import column, piece, query, text, union_all
from segment_models.warehouses.connection import Warehouse

if TYPE_CHECKING:
    from segment_models.explain.answers import Rule
    from segment_models.explain.calls import Asking
    from segment_models.models.chain import Context


def explain_session(graph: Graph, warehouse: Warehouse, session_id: str) -> SessionExplained:
    """Return why a session starts and ends where it does, and whose its events are.

    Raises:
        ExplainError: there is no such session; it says what the id is, if it is something else.
        WarehouseError: the models are not built, or the warehouse refused.
    """
    reads = ("user_map", "sessionized_events", "session_sources", "session_facts", "conversions")
    with asking(graph, warehouse, *reads) as asked:
        return _explained(asked, session_id)


def _explained(asking: Asking, session_id: str) -> SessionExplained:
    rows = asking.ask(
        """
        SELECT user_id, session_index, min(timestamp) AS start_at, max(:own) AS end_at, count(*) AS events
        FROM model.sessionized_events WHERE session_id = :id GROUP BY user_id, session_index
        """,
        own=of_clients(asking.graph.context, column("timestamp")),
        id=text(session_id),
    )
    if not rows:
        raise ExplainError(_instead(asking, session_id))
    start, end = moment(rows[0]["start_at"]), moment(rows[0]["end_at"])
    person, index = str(rows[0]["user_id"]), int(rows[0]["session_index"])
    around = _around(asking, person, index, start, end)
    told = _told(asking, session_id)
    conversions, conversion_calls = worth.conversions(asking, session_id)
    return SessionExplained(
        session_id=session_id,
        session_index=index,
        user_id=person,
        start=start,
        end=end,
        timeout_micros=asking.graph.context.config.session_timeout_millis * 1000,
        previous=around.get(index - 1),
        next=around.get(index + 1),
        events=int(rows[0]["events"]),
        events_by_rule=_by_rule(told),
        mappings=asking.mappings(_mapped(told)),
        timeline=_timeline(told),
        written_by=_written_by(asking, person, start),
        source=_source(asking, session_id),
        engagement=worth.engagement(asking, session_id),
        conversions=conversions,
        conversion_calls=conversion_calls,
    )


def _source(asking: Asking, session_id: str) -> SourceExplained | None:
    """Return where a session came from, and why; None where sources of sessions are switched off."""
    if "session_sources" not in asking.graph.models:
        return None
    rows = asking.ask(
        """
        SELECT traffic_source, traffic_medium, traffic_campaign, channel, touch, touch_page_id, click_id_name,
            referrer_host, attributed_source, attributed_medium, attributed_campaign, attributed_channel,
            attributed_session_id
        FROM model.session_sources WHERE session_id = :id
        """,
        id=text(session_id),
    )
    if not rows:
        return None
    (row,) = rows
    traffic = ("traffic_source", "traffic_medium", "traffic_campaign", "channel")
    attributed = ("attributed_source", "attributed_medium", "attributed_campaign", "attributed_channel")
    return SourceExplained(
        own=Traffic(*(row[name] for name in traffic)),
        touch=row["touch"],
        page_id=row["touch_page_id"],
        click_id_name=row["click_id_name"],
        referrer_host=row["referrer_host"],
        attributed=Traffic(*(row[name] for name in attributed)),
        attributed_session_id=row["attributed_session_id"],
    )


def _written_by(asking: Asking, person: str, start: datetime) -> WrittenBy | None:
    """Return the last run that wrote the person's history from the session's start or earlier, if runs are logged."""
    runs, rewrites = log.log(asking.graph), log.rewrites(asking.graph)
    if len(asking.warehouse.kinds([runs, rewrites])) < 2:  # noqa: PLR2004 both of them
        return None
    lacking = [one.name for one in lacking_in_log(asking.graph, asking.warehouse.catalog([runs.schema]))]
    rows = asking.ask(
        """
        SELECT runs.run_id, runs.started_at, runs.kind, :run_order AS run_order
        FROM :log
        JOIN :rewrites ON runs.run_id = rewrites.run_id
        WHERE (rewrites.user_id IS NULL OR rewrites.user_id = :person)
            AND (rewrites.cut_at IS NULL OR rewrites.cut_at <= :start)
        ORDER BY run_order DESC, runs.started_at DESC
        LIMIT 1
        """,
        run_order=log.run_order(lacking, "runs"),
        log=runs.node("runs"),
        rewrites=rewrites.node("rewrites"),
        person=text(person),
        start=asking.graph.context.dialect.moment(start),
    )
    return WrittenBy(rows[0]["run_id"], moment(rows[0]["started_at"]), rows[0]["kind"]) if rows else None


def _around(asking: Asking, person: str, index: int, start: datetime, end: datetime) -> dict[int, Neighbour]:
    """Return the person's sessions before and after one, by their number."""
    rows = asking.ask(
        f"""
        SELECT session_id, session_index, min(timestamp) AS start_at, max(:own) AS end_at
        FROM model.sessionized_events
        WHERE user_id = :person AND session_index IN ({index - 1:d}, {index + 1:d})
        GROUP BY session_id, session_index
        """,
        own=of_clients(asking.graph.context, column("timestamp")),
        person=text(person),
    )
    found = {}
    for row in rows:
        number, first, last = int(row["session_index"]), moment(row["start_at"]), moment(row["end_at"])
        gap = micros(last, start) if number < index else micros(end, first)
        found[number] = Neighbour(row["session_id"], number, first, last, gap)
    return found


def events_of(context: Context, is_wanted: exp.Expr) -> list[Step]:
    """Return the steps that end in ``events``: those of some sessions, with what their calls carried."""
    types = context.config.call_types
    ids = [column(one.id_name) for one in types]
    own = query(
        "SELECT source, session_id, :ids FROM model.sessionized_events WHERE :is_wanted", ids=ids, is_wanted=is_wanted
    )
    carried = [
        query(
            f"""
            SELECT own_events.session_id, calls.source, '{one.name}' AS call_type, calls.{one.id_name} AS event_id,
                calls.timestamp, calls.user_id, calls.anonymous_id, :what AS what
            FROM own_events
            JOIN model.{one.name}_events AS calls
              ON own_events.source = calls.source AND own_events.{one.id_name} = calls.{one.id_name}
            """,
            what=_what(one),
        )
        for one in types
    ]
    no_text = context.dialect.no_value(context.dialect.type(FieldType.TEXT))
    judged = query(
        """
        SELECT calls.session_id, calls.source, calls.call_type, calls.event_id, calls.timestamp, calls.user_id,
            calls.anonymous_id, calls.what, :rule AS person_rule, :log_in AS log_in_event_id, :is_server AS is_server
        FROM carried AS calls
        """,
        rule=rule(context, "calls"),
        log_in=column("log_in_event_id", "shared_calls") if by_call(context.config) else no_text,
        is_server=is_server(context, "calls") if are_apart(context) else exp.false(),
    )
    judged = with_persons(context, judged, "calls")
    return [
        Step("own_events", "The events that are asked about.", own),
        Step("carried", "What their calls carried.", union_all(carried)),
        Step("events", "By which rule each is the person's (R6).", judged),
    ]


def _what(call_type: CallType) -> exp.Expr:
    """Return what tells a call from others of its type."""
    if call_type is TRACK:
        return piece("calls.event")
    return piece("coalesce(calls.path, calls.url, calls.name)" if call_type is PAGE else "calls.name")


def _told(asking: Asking, session_id: str) -> list[dict[str, Any]]:
    """Return the first events in order (R7), and the first of each rule and anonymous id with how many there are."""
    order, kind = "ORDER BY timestamp, source, call_type, event_id", "PARTITION BY person_rule, anonymous_id"
    placed = query(
        f"""
        SELECT timestamp, source, call_type, event_id, what, user_id, anonymous_id, person_rule, log_in_event_id,
            is_server,
            row_number() OVER ({order}) AS place,
            row_number() OVER ({kind} {order}) AS place_of_kind,
            count(*) OVER ({kind}) AS number
        FROM events
        """
    )
    is_wanted = exp.EQ(this=column("session_id"), expression=text(session_id))
    steps = [*events_of(asking.graph.context, is_wanted), Step("placed", "Their places in the session (R7).", placed)]
    listed = f"SELECT * FROM placed WHERE place <= {MOST:d} OR place_of_kind = 1 ORDER BY place"
    return asking.ask(chain(steps, query(listed)))


def _by_rule(rows: list[dict[str, Any]]) -> dict[Rule, int]:
    """Return how many events are the person's by each rule."""
    kinds = [row for row in rows if int(row["place_of_kind"]) == 1]
    rules: tuple[Rule, ...] = ("user_id", *get_args(SharedRule), "mapping", "anonymous_id")
    counts = {rule: sum(int(row["number"]) for row in kinds if row["person_rule"] == rule) for rule in rules}
    return {rule: number for rule, number in counts.items() if number}


def _mapped(rows: list[dict[str, Any]]) -> list[str]:
    """Return the anonymous ids that made some events the person's."""
    return sorted({row["anonymous_id"] for row in rows if row["person_rule"] == "mapping"})[:MOST]


def _timeline(rows: list[dict[str, Any]]) -> tuple[Event, ...]:
    found: list[Event] = []
    for row in rows[:MOST]:
        at = moment(row["timestamp"])
        gap = micros(found[-1].timestamp, at) if found else None
        found.append(
            Event(
                timestamp=at,
                gap_micros=gap,
                source=row["source"],
                call_type=row["call_type"],
                id=row["event_id"],
                what=row["what"],
                user_id=row["user_id"],
                anonymous_id=row["anonymous_id"],
                rule=row["person_rule"],
                log_in_event_id=row["log_in_event_id"],
                is_server=bool(row["is_server"]),
            )
        )
    return tuple(found)


def _instead(asking: Asking, wanted: str) -> str:
    """Say that there is no such session, and what the id is of, if of anything."""
    none = f"There is no session {wanted!r}."
    for one in asking.graph.context.config.call_types:
        found = asking.ask(
            "SELECT session_id, user_id FROM model.sessionized_events "
            f"WHERE {one.id_name} = :id ORDER BY source LIMIT 1",
            id=text(wanted),
        )
        if found:
            session = found[0]["session_id"]
            if session is None:
                person = found[0]["user_id"]
                return (
                    f"{none} It is a {one.name} call of {person!r} that a server sent, and that is in no session "
                    f"(R8a): segment-models explain user {person}"
                )
            return f"{none} It is a {one.name} call of session {session}: segment-models explain session {session}"
    if "rejected_events" in asking.graph.models:
        order = "ORDER BY source, call_type, reason LIMIT 1"
        sql = f"SELECT source, call_type, reason FROM model.rejected_events WHERE event_id = :id {order}"
        for row in asking.ask(sql, id=text(wanted)):
            return (
                f"{none} It is a {row['call_type']} call of {row['source']} that is in no session, because it cannot "
                f"be used: {row['reason']} (R5)."
            )
    if asking.ask("SELECT user_id FROM model.sessionized_events WHERE user_id = :id LIMIT 1", id=text(wanted)):
        return f"{none} It is a person: segment-models explain user {wanted}"
    like = asking.ask(
        "SELECT DISTINCT session_id FROM model.sessionized_events WHERE :begin = :id ORDER BY session_id LIMIT 3",
        begin=exp.func("left", piece("session_id"), exp.Literal.number(len(wanted))),
        id=text(wanted.lower()),
    )
    if wanted and like:
        return f"{none} Sessions that begin so: {', '.join(row['session_id'] for row in like)}"
    return (
        f"{none} A session is named for its first event, so an event that came late and became the first gives it "
        "another id, and so does an older version of its call. To find it: segment-models explain user USER_ID"
    )
