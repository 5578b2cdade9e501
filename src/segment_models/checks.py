"""Each check is a query for the rows that break it: no rows, and it passes.

The checks know the rules, not the models' SQL: they read what was built and compare it with itself and the raw rows.
"""

from dataclasses import dataclass, replace

from sqlglot import exp

from segment_models import account
from segment_models.config import Severity
from segment_models.errors import ConfigError, nearest
from segment_models.fields import CallType, FieldType
from segment_models.graph import Graph
from segment_models.models.chain import Context, Step, chain
from segment_models.models.definitions import DEFINITIONS
from segment_models.models.sessions import has_records, has_structs
from segment_models.reading import as_rows
from segment_models.sql import aliased, column, piece, query

ROWS_ACCOUNTED = "rows_accounted"
RECORDS_AGREE = "records_agree"
"""Known by name even where there are no records: a configuration may serve warehouses with and without."""


@dataclass(frozen=True)
class Check:
    """A query for the rows that break a rule."""

    name: str
    description: str
    reads: tuple[str, ...]
    query: exp.Query
    severity: Severity = "error"
    whole_history: bool = False
    """True if it looks at all sessions of a person together, also those that an incremental run leaves alone."""


def checks(graph: Graph, *, resolved: bool = True) -> tuple[Check, ...]:
    """Return every check whose models are all enabled; ``resolved=False`` is quicker where its query is not needed.

    Raises:
        ConfigError: the configuration sets a check that does not exist.
    """
    found = [*_keys(graph), _event_keys(graph), _rejected_keys(), _numbered(), _apart(graph), _gaps(graph)]
    found += [_bounds(graph), *_records(graph), _accounted(graph)]
    severities = graph.context.config.checks
    names = sorted(DEFINITIONS, key=lambda name: DEFINITIONS[name].is_kept)
    known = list(dict.fromkeys([*(f"{name}_key" for name in names), *(check.name for check in found), RECORDS_AGREE]))
    for name in severities:
        if name not in known:
            raise ConfigError(f"checks: there is no check {name!r}.{nearest(name, known)} Checks: {', '.join(known)}.")
    return tuple(
        replace(
            check,
            query=as_read(graph, check) if resolved else check.query,
            severity=severities.get(check.name, "error"),
        )
        for check in found
        if all(model in graph.models for model in check.reads)
    )


def follows(graph: Graph, check: Check) -> bool:
    """Return whether an incremental run need not look: a view's rows follow from those of the tables it reads."""
    return graph.updated is not None and all(graph.models[name].kind == "view" for name in check.reads)


def as_read(graph: Graph, check: Check) -> exp.Query:
    """Return the query of a check that is not resolved yet, as a graph reads it; after an incremental run, narrowed."""
    if check.name == ROWS_ACCOUNTED:
        return graph.resolved(_accounted(graph).query)
    return graph.narrowed(check.query.copy(), whole_history=check.whole_history)


def _keys(graph: Graph) -> list[Check]:
    """Return the check of each key; that of a model whose rows may lack a part of it has a check of its own."""
    found = []
    for name, one in ((name, model.definition) for name, model in graph.models.items()):
        keys, where, wrong = ", ".join(one.key), "", "count(*) > 1"
        if one.key_is_whole:
            wrong += "".join(f" OR {key} IS NULL" for key in one.key)
            why = f"{keys} is unique and never NULL in {name}."
        elif one.is_kept:
            where = f" WHERE {one.key[-1]} IS NOT NULL"
            why = f"A call is kept once in {name} (R4)."
        else:
            continue
        counted = f"SELECT {keys}, count(*) AS copies FROM model.{name}{where} GROUP BY {keys} HAVING {wrong}"
        found.append(Check(f"{name}_key", why, (name,), query(counted)))
    return sorted(found, key=lambda check: graph.models[check.reads[0]].definition.is_kept)


def _event_keys(graph: Graph) -> Check:
    ids = [one.id_name for one in graph.context.config.call_types]
    count = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ids)
    broken = query(
        f"""
        SELECT source, {", ".join(ids)}, count(*) AS copies, count(session_id) AS in_sessions
        FROM model.sessionized_events
        GROUP BY source, {", ".join(ids)}
        HAVING count(*) > 1 OR source IS NULL OR {count} <> 1
            OR count(session_id) <> count(*) OR count(user_id) <> count(*)
        """
    )
    why = "Every event is in sessionized_events once, with one id, one person and one session."
    return Check("sessionized_events_key", why, ("sessionized_events",), broken)


def _rejected_keys() -> Check:
    broken = query(
        """
        SELECT source, call_type, event_id, min(reason) AS reason, count(*) AS copies
        FROM model.rejected_events
        GROUP BY source, call_type, event_id
        HAVING (event_id IS NOT NULL AND count(*) > 1) OR count(rejected_events.reason) <> count(*) OR source IS NULL
        """
    )
    why = "A rejected call is listed once, with its reason; calls without an id are listed each."
    return Check("rejected_events_key", why, ("rejected_events",), broken)


def _numbered() -> Check:
    broken = query(
        """
        SELECT user_id, count(*) AS sessions, min(session_index) AS first_index, max(session_index) AS last_index
        FROM model.sessions
        GROUP BY user_id
        HAVING min(session_index) <> 1 OR max(session_index) <> count(*)
            OR count(DISTINCT session_index) <> count(*)
        """
    )
    why = "A person's sessions are numbered 1, 2, 3 … (R9)."
    return Check("sessions_numbered", why, ("sessions",), broken, whole_history=True)


def _apart(graph: Graph) -> Check:
    order = Step.of(
        "in_order",
        "Each session beside the one before it.",
        """
        SELECT user_id, session_id, session_index, session_start_timestamp,
            lag(session_end_timestamp) OVER (PARTITION BY user_id ORDER BY session_index) AS previous_end_timestamp
        FROM model.sessions
        """,
    )
    dialect = graph.context.dialect
    apart = dialect.micros_between(column("previous_end_timestamp"), column("session_start_timestamp"))
    broken = query(
        """
        SELECT user_id, session_id, session_index, previous_end_timestamp, session_start_timestamp
        FROM in_order
        WHERE :apart < :timeout
        """,
        apart=apart,
        timeout=graph.context.timeout_micros(),
    )
    why = "A person's sessions do not overlap and lie at least the timeout apart (R8)."
    return Check("sessions_apart", why, ("sessions",), chain([order], broken), whole_history=True)


def _gaps(graph: Graph) -> Check:
    order = Step.of(
        "in_order",
        "Each event beside the one before it in its session.",
        """
        SELECT user_id, session_id, timestamp,
            lag(timestamp) OVER (PARTITION BY session_id ORDER BY timestamp) AS previous_timestamp
        FROM model.sessionized_events
        """,
    )
    gap = graph.context.dialect.micros_between(column("previous_timestamp"), column("timestamp"))
    broken = query(
        "SELECT user_id, session_id, previous_timestamp, timestamp FROM in_order WHERE :gap >= :timeout",
        gap=gap,
        timeout=graph.context.timeout_micros(),
    )
    why = "Inside a session every gap is shorter than the timeout (R8)."
    return Check("gaps_inside", why, ("sessionized_events",), chain([order], broken))


def _bounds(graph: Graph) -> Check:
    context = graph.context
    types = context.config.call_types

    def stat(name: str) -> exp.Expr:
        if not has_structs(context):
            return column(name, "sessions")
        return context.dialect.struct_field(column("stats", "sessions"), name, FieldType.INTEGER)

    events = Step.of(
        "events",
        "What the events say of each session.",
        """
        SELECT session_id, min(user_id) AS user_id, min(session_index) AS session_index,
            min(timestamp) AS first_at, max(timestamp) AS last_at, count(DISTINCT user_id) AS people, :totals
        FROM model.sessionized_events
        GROUP BY session_id
        """,
        totals=[aliased(exp.func("count", column(one.id_name)), f"total_{one.table}") for one in types],
    )
    duration = context.dialect.millis_between(column("first_at", "events"), column("last_at", "events"))
    pairs = [
        *((column(name, "sessions"), column(name, "events")) for name in ("user_id", "session_index")),
        (column("session_start_timestamp", "sessions"), column("first_at", "events")),
        (column("session_end_timestamp", "sessions"), column("last_at", "events")),
        (stat("duration_millis"), duration),
        *((stat(f"total_{one.table}"), column(f"total_{one.table}", "events")) for one in types),
    ]
    differs = [piece("events.people <> 1"), *(_differ(*pair) for pair in pairs)]
    broken = query(
        """
        SELECT coalesce(sessions.session_id, events.session_id) AS session_id,
            sessions.session_id IS NULL AS not_in_sessions, events.session_id IS NULL AS not_in_events,
            sessions.session_start_timestamp, events.first_at, sessions.session_end_timestamp, events.last_at
        FROM model.sessions AS sessions
        FULL JOIN events ON sessions.session_id = events.session_id
        WHERE sessions.session_id IS NULL OR events.session_id IS NULL OR :differs
        """,
        differs=exp.or_(*differs, wrap=False),
    )
    why = "A session's person, number, bounds, counts and duration are those of its events."
    return Check("sessions_agree", why, ("sessions", "sessionized_events"), chain([events], broken))


def _differ(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """Two values that are never NULL: where one is, they differ, too."""
    return piece("coalesce(:one <> :other, TRUE)", one=one, other=other)


def _records(graph: Graph) -> list[Check]:
    context = graph.context
    if not has_records(context):
        return []
    types = context.config.call_types
    record = column("record")
    ids = [_call_id(context, record, one) for one in types]
    recorded = query(
        "SELECT session_id, position, :moment AS timestamp, :event_id AS event_id FROM model.sessions",
        moment=context.dialect.struct_field(record, "timestamp", FieldType.TIMESTAMP),
        event_id=_first_of(ids),
    )
    recorded = context.dialect.with_elements(recorded, column("records"))
    branches = " ".join(f"WHEN {one.id_name} IS NOT NULL THEN '{one.name}'" for one in types)
    expected = query(
        f"""
        SELECT session_id, timestamp, :event_id AS event_id,
            row_number() OVER (
                PARTITION BY session_id ORDER BY timestamp, source, CASE {branches} END, :event_id
            ) AS position
        FROM model.sessionized_events
        """,
        event_id=_first_of([column(one.id_name) for one in types]),
    )
    steps = [
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
        other_event=_differ(column("event_id", "recorded"), column("event_id", "expected")),
        other_time=_differ(column("timestamp", "recorded"), column("timestamp", "expected")),
    )
    why = "A session's records are its events, each once, in order (R7)."
    return [Check(RECORDS_AGREE, why, ("sessions", "sessionized_events"), chain(steps, broken))]


def _call_id(context: Context, record: exp.Expr, call_type: CallType) -> exp.Expr:
    call = context.dialect.struct_field(record, call_type.name)
    return context.dialect.struct_field(call, call_type.id_name, FieldType.TEXT)


def _first_of(values: list[exp.Expr]) -> exp.Expr:
    return exp.func("coalesce", *values) if len(values) > 1 else values[0]


def _accounted(graph: Graph) -> Check:
    parts = (*(("already_known",) if graph.updated is not None else ()), "duplicates", "rejected", "used")
    rows = exp.select("source", "call_type", "calls", *parts)
    rows = rows.from_(as_rows(account.account(graph), "account"))
    broken = rows.where(f"calls <> {' + '.join(parts)}")
    why = "Every row read is a duplicate, rejected, or used exactly once (R12)."
    return Check(ROWS_ACCOUNTED, why, account.READS, broken)
