"""Who a person is, by which calls (R6), and where their values come from (R11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segment_models.errors import ExplainError
from segment_models.explain import worth
from segment_models.explain.answers import RejectedCall, SessionOf, Traffic, Trait, UserExplained, moment
from segment_models.explain.calls import MOST, asking, call, rule, told
from segment_models.fields import IDENTIFY
from segment_models.graph import Graph
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Step, chain
from segment_models.models.persons import person as whose
from segment_models.models.persons import with_persons
from segment_models.sql import aliased, ascending, column, piece, query, text
from segment_models.warehouses.connection import Warehouse

if TYPE_CHECKING:
    from segment_models.explain.answers import Mapping, Rule
    from segment_models.explain.calls import Asking


def explain_user(graph: Graph, warehouse: Warehouse, user_id: str) -> UserExplained:
    """Return who a person is, by which calls, what they did, and where their values come from.

    Raises:
        ExplainError: there is no such person; it says whose an anonymous id is.
        WarehouseError: the models are not built, or the warehouse refused.
    """
    reads = ("user_map", "sessionized_events", "rejected_events", "session_sources", "conversions")
    with asking(graph, warehouse, *reads) as asked:
        return _explained(asked, user_id)


def _explained(asking: Asking, user_id: str) -> UserExplained:
    calls = _told(asking, user_id)
    if not calls:
        raise ExplainError(_instead(asking, user_id))
    rules = _rules(calls)
    mappings, anonymous_ids = _mappings(asking, user_id)
    sessions, first_session, last_session = _sessions(asking, user_id)
    rejected, rejected_calls = _rejected(asking, user_id)
    return UserExplained(
        user_id=user_id,
        is_identified=any("user_id" in counts for counts in rules.values()),
        first_call=call(calls[0]),
        last_call=call(calls[-1]),
        mappings=mappings,
        anonymous_ids=anonymous_ids,
        calls_by_rule=rules,
        sessions=sessions,
        first_session=first_session,
        last_session=last_session,
        traits=_traits(asking, user_id),
        rejected=rejected,
        rejected_calls=rejected_calls,
        first_source=_first_source(asking, user_id),
        conversions=worth.converted(asking, user_id),
    )


def _first_source(asking: Asking, person: str) -> Traffic | None:
    """Return where the person's first session came from (A11); of anonymous people, too, who need not be users."""
    if "session_sources" not in asking.graph.models:
        return None
    rows = asking.ask(
        """
        SELECT traffic_source, traffic_medium, traffic_campaign, channel
        FROM model.session_sources WHERE user_id = :person AND session_index = 1
        """,
        person=text(person),
    )
    return Traffic(*rows[0].values()) if rows else None


def _told(asking: Asking, person: str) -> list[dict[str, Any]]:
    """Return the first and the last call of each type and rule, in order (R7), each with how many there are."""
    context = asking.graph.context
    own = query(
        """
        SELECT calls.source, calls.call_type, calls.event_id, calls.timestamp, :rule AS person_rule
        FROM calls
        WHERE :whose = :person
        """,
        rule=rule(context, "calls"),
        whose=whose(context, "calls"),
        person=text(person),
    )
    own = with_persons(context, own, "calls")
    kind = "PARTITION BY call_type, person_rule ORDER BY"
    ranked = query(
        f"""
        SELECT source, call_type, event_id, timestamp, person_rule,
            count(*) OVER (PARTITION BY call_type, person_rule) AS number,
            row_number() OVER ({kind} timestamp, source, event_id) AS from_first,
            row_number() OVER ({kind} timestamp DESC, source DESC, event_id DESC) AS from_last
        FROM own_calls
        """
    )
    ends = query(
        """
        SELECT source, call_type, event_id, timestamp, person_rule, number FROM ranked
        WHERE from_first = 1 OR from_last = 1 ORDER BY timestamp, source, call_type, event_id
        """
    )
    named = Step("own_calls", "The calls of the person (R6).", own)
    return asking.ask(
        chain([*asking.calls(), named, Step("ranked", "Their places, from both ends (R7).", ranked)], ends)
    )


def _rules(calls: list[dict[str, Any]]) -> dict[str, dict[Rule, int]]:
    found: dict[str, dict[Rule, int]] = {}
    for row in sorted(calls, key=lambda row: (row["call_type"], row["person_rule"])):
        found.setdefault(row["call_type"], {})[row["person_rule"]] = int(row["number"])
    return found


def _mappings(asking: Asking, person: str) -> tuple[tuple[Mapping, ...], int]:
    (counted,) = asking.ask("SELECT count(*) AS number FROM model.user_map WHERE user_id = :id", id=text(person))
    first = "SELECT anonymous_id FROM model.user_map WHERE user_id = :id ORDER BY anonymous_id"
    ids = [str(row["anonymous_id"]) for row in asking.ask(f"{first} LIMIT {MOST:d}", id=text(person))]
    return asking.mappings(ids), int(counted["number"])


def _sessions(asking: Asking, person: str) -> tuple[int, SessionOf | None, SessionOf | None]:
    """Return how many sessions there are, the first and the last."""
    starts = query(
        """
        SELECT session_id, session_index, timestamp,
            row_number() OVER (ORDER BY session_index) AS from_first,
            row_number() OVER (ORDER BY session_index DESC) AS from_last,
            count(*) OVER () AS sessions
        FROM model.sessionized_events WHERE user_id = :person AND session_start_event
        """,
        person=text(person),
    )
    ends = query("SELECT * FROM starts WHERE from_first = 1 OR from_last = 1 ORDER BY from_first")
    rows = asking.ask(chain([Step("starts", "The first event of each session.", starts)], ends))
    if not rows:
        return 0, None, None
    found = [SessionOf(row["session_id"], int(row["session_index"]), moment(row["timestamp"])) for row in rows]
    return int(rows[0]["sessions"]), found[0], found[-1]


def _traits(asking: Asking, person: str) -> tuple[Trait, ...]:
    """Return each custom field with its latest value that is not NULL, and the identify that sent it (R11)."""
    context = asking.graph.context
    fields = context.config.custom_fields(IDENTIFY)
    if not fields:
        return ()
    values = [column(field.name, "identifies", custom=True) for field in fields]
    rank = """
        row_number() OVER (
            PARTITION BY CASE WHEN :value IS NULL THEN 1 ELSE 0 END
            ORDER BY identifies.timestamp DESC, identifies.source DESC, identifies.identify_id DESC
        )
    """
    ranks = [piece(rank, value=value) for value in values]
    ranked = query(
        """
        SELECT identifies.source, identifies.identify_id, identifies.timestamp, :sent, :ranks
        FROM identifies_judged AS identifies
        WHERE identifies.reject_reason IS NULL AND :whose = :person
        """,
        whose=whose(context, "identifies"),
        sent=[aliased(value, f"value_{number}") for number, value in enumerate(values, start=1)],
        ranks=[aliased(rank, f"rank_{number}") for number, rank in enumerate(ranks, start=1)],
        person=text(person),
    )
    ranked = with_persons(context, ranked, "identifies", IDENTIFY)
    tests = [f"(value_{number} IS NOT NULL AND rank_{number} = 1)" for number, _ in enumerate(fields, start=1)]
    latest = query(
        "SELECT ranked.*, 'identify' AS call_type, identify_id AS event_id FROM ranked WHERE :is_latest",
        is_latest=piece(" OR ".join(tests)),
    )
    steps = [*judged_calls(context, IDENTIFY), Step("ranked", "The latest value of each trait in front (R11).", ranked)]
    rows = asking.ask(chain(steps, latest))
    return tuple(_trait(field.name, number, rows) for number, field in enumerate(fields, start=1))


def _trait(name: str, number: int, rows: list[dict[str, Any]]) -> Trait:
    value, rank = f"value_{number}", f"rank_{number}"
    row = next((row for row in rows if row[value] is not None and int(row[rank]) == 1), None)
    return Trait(name, row[value], call(row)) if row else Trait(name, None, None)


def _rejected(asking: Asking, person: str) -> tuple[tuple[RejectedCall, ...], int]:
    if "rejected_events" not in asking.graph.models:
        return (), 0
    own = query(
        """
        SELECT rejected.source, rejected.call_type, rejected.event_id, rejected.timestamp, rejected.reason,
            count(*) OVER () AS number
        FROM model.rejected_events AS rejected
        LEFT JOIN model.user_map AS user_map ON rejected.anonymous_id = user_map.anonymous_id
        WHERE coalesce(rejected.user_id, user_map.user_id, rejected.anonymous_id) = :person
        """,
        person=text(person),
    )
    order = [ascending(column(name)) for name in ("timestamp", "source", "call_type", "event_id", "reason")]
    first = query("SELECT * FROM own_rejected").order_by(*order).limit(MOST)
    rows = asking.ask(chain([Step("own_rejected", "Calls of the person that cannot be used (R5).", own)], first))
    found = []
    for row in rows:
        at = moment(row["timestamp"]) if row["timestamp"] else None
        found.append(RejectedCall(row["source"], row["call_type"], row["event_id"], at, row["reason"]))
    return tuple(found), int(rows[0]["number"]) if rows else 0


def _instead(asking: Asking, wanted: str) -> str:
    """Say that there is no such person, and whose the id is, if anybody's."""
    none = f"There is no person {wanted!r}."
    for mapping in asking.mappings([wanted]):
        said = f", by the {told(mapping.call)}" if mapping.call else ""
        return (
            f"{none} It is an anonymous id of {mapping.user_id!r}{said}: segment-models explain user {mapping.user_id}"
        )
    if asking.ask("SELECT session_id FROM model.sessionized_events WHERE session_id = :id LIMIT 1", id=text(wanted)):
        return f"{none} It is a session: segment-models explain session {wanted}"
    alike = asking.ask(
        "SELECT DISTINCT user_id FROM model.sessionized_events WHERE lower(user_id) = :id ORDER BY user_id LIMIT 3",
        id=text(wanted.strip().lower()),
    )
    if alike:
        return f"{none} Did you mean {' or '.join(repr(row['user_id']) for row in alike)}? Ids differ by case."
    return (
        f"{none} A person is a user id, or the anonymous id of somebody who never logged in; one whose calls are all "
        "rejected is nobody (R5)."
    )
