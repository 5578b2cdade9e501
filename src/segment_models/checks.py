"""Each check is a query for the rows that break it: no rows, and it passes.

The checks know the rules, not the models' SQL: they read what was built and compare it with itself and the raw rows.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlglot import exp

from segment_models import account
from segment_models.config import Severity
from segment_models.errors import ConfigError, nearest
from segment_models.fields import IDENTIFY, CallType, Field, FieldType
from segment_models.graph import Graph
from segment_models.models.calls import id_of_event, kind_of_event
from segment_models.models.chain import Context, Step, chain
from segment_models.models.definitions import DEFINITIONS
from segment_models.models.lost_values import COLUMNS, lost_values
from segment_models.models.sessions import VALUED, flat_name, has_records, has_structs
from segment_models.reading import as_rows
from segment_models.sql import aliased, column, piece, query, union_all

ROWS_ACCOUNTED = "rows_accounted"
RECORDS_AGREE = "records_agree"
FIRST_AND_LAST_AGREE = "first_and_last_agree"
VALUES_KEPT = "values_kept"
"""All are known by name even where there is nothing to look at: a configuration may serve several warehouses."""


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
    together: bool = False
    """True if its models agree only where one run has built all of them."""
    whole_models: bool = False
    """True if it compares whole models with one another, of which an incremental run has written a part only."""


def checks(graph: Graph, *, resolved: bool = True) -> tuple[Check, ...]:
    """Return every check whose models are all enabled; ``resolved=False`` is quicker where its query is not needed.

    Raises:
        ConfigError: the configuration sets a check that does not exist.
    """
    found = [*_keys(graph), _event_keys(graph), _rejected_keys(), _numbered(), _apart(graph), _gaps(graph)]
    found += [_named(graph), _bounds(graph), *_records(graph), *_first_and_last(graph)]
    found += [_totals(graph), _known(graph), _mapped(), _reasons(graph), _accounted(graph), *_values_kept(graph)]
    severities = graph.context.config.checks
    names = sorted(DEFINITIONS, key=lambda name: DEFINITIONS[name].is_kept)
    own = (*(check.name for check in found), RECORDS_AGREE, FIRST_AND_LAST_AGREE, VALUES_KEPT)
    known = list(dict.fromkeys([*(f"{name}_key" for name in names), *own]))
    for name in severities:
        if name not in known:
            raise ConfigError(f"checks: there is no check {name!r}.{nearest(name, known)} Checks: {', '.join(known)}.")
    return tuple(
        replace(
            check,
            query=as_read(graph, check) if resolved else check.query,
            severity=severities.get(check.name, check.severity),
        )
        for check in found
        if all(model in graph.models for model in check.reads)
    )


def follows(graph: Graph, check: Check) -> bool:
    """Return whether an incremental run need not look.

    A view's rows follow from those of the tables it reads. Whole models were compared with one another when they were
    built, and are by `check`.
    """
    if graph.updated is None:
        return False
    return check.whole_models or all(graph.models[name].kind == "view" for name in check.reads)


def as_read(graph: Graph, check: Check) -> exp.Query:
    """Return the query of a check that is not resolved yet, as a graph reads it; after an incremental run, narrowed.

    It is changed in place: a check is read once.
    """
    if check.name == ROWS_ACCOUNTED:
        return graph.resolved(_accounted(graph).query)
    return graph.narrowed(check.query, whole_history=check.whole_history)


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


def _named(graph: Graph) -> Check:
    types = graph.context.config.call_types
    event_id = id_of_event(types)
    name = piece(
        ":call_type || '|' || CAST(length(source) AS TEXT) || '|' || source || '|' || :event_id",
        call_type=kind_of_event(types),
        event_id=event_id,
    )
    broken = query(
        """
        SELECT user_id, session_id, source, :event_id AS event_id, :name AS session_id_expected
        FROM model.sessionized_events
        WHERE session_start_event AND coalesce(session_id <> :name, TRUE)
        """,
        event_id=event_id,
        name=graph.context.dialect.md5(name),
    )
    why = "A session's id is the MD5 of its first event (R9)."
    return Check("sessions_named", why, ("sessionized_events",), broken)


def _stat(context: Context, name: str) -> exp.Expr:
    if not has_structs(context):
        return column(name, "sessions")
    return context.dialect.struct_field(column("stats", "sessions"), name, FieldType.INTEGER)


def _bounds(graph: Graph) -> Check:
    context = graph.context
    types = context.config.call_types
    events = Step.of(
        "events",
        "What the events say of each session.",
        """
        SELECT session_id, min(user_id) AS user_id, min(session_index) AS session_index,
            min(timestamp) AS first_at, max(timestamp) AS last_at, max(user_id) AS other_user_id,
            count(CASE WHEN session_start_event THEN 1 END) AS starts,
            min(CASE WHEN session_start_event THEN timestamp END) AS start_at, :totals
        FROM model.sessionized_events
        GROUP BY session_id
        """,
        totals=[aliased(exp.func("count", column(one.id_name)), f"total_{one.table}") for one in types],
    )
    duration = context.dialect.millis_between(column("first_at", "events"), column("last_at", "events"))
    pairs = [
        *((column(name, "sessions"), column(name, "events")) for name in ("user_id", "session_index")),
        (column("session_start_timestamp", "sessions"), column("first_at", "events")),
        (column("start_at", "events"), column("first_at", "events")),
        (column("session_end_timestamp", "sessions"), column("last_at", "events")),
        (_stat(context, "duration_millis"), duration),
        *((_stat(context, f"total_{one.table}"), column(f"total_{one.table}", "events")) for one in types),
    ]
    differs = [
        piece("events.user_id <> events.other_user_id OR events.starts <> 1"),
        *(_differ(*pair) for pair in pairs),
    ]
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
    why = (
        "A session's person, number, bounds, counts and duration are those of its events, of which the first starts it."
    )
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
    expected = query(
        """
        SELECT session_id, timestamp, :event_id AS event_id,
            row_number() OVER (
                PARTITION BY session_id ORDER BY timestamp, source, :call_type, :event_id
            ) AS position
        FROM model.sessionized_events
        """,
        call_type=kind_of_event(types),
        event_id=id_of_event(types),
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


def _first_and_last(graph: Graph) -> list[Check]:
    context = graph.context
    if not has_records(context):
        return []
    dialect, types = context.dialect, context.config.call_types
    valued = [one for one in VALUED if one in types]
    if not valued:
        return []
    differs: list[exp.Expr] = []
    for one in valued:
        total = _stat(context, f"total_{one.table}")
        places = {
            "first": exp.Literal.number(1),
            "last": _sum([_stat(context, f"total_{each.table}") for each in types]),
        }
        for which, place in places.items():
            call = dialect.struct_field(dialect.element(column("records", "sessions"), place), one.name)
            is_one = piece(":id IS NOT NULL", id=dialect.struct_field(call, one.id_name, FieldType.TEXT))
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


def _totals(graph: Graph) -> Check:
    context = graph.context
    totals = [f"total_{one.table}" for one in context.config.call_types]
    people = Step.of(
        "people",
        "What the sessions say of each person.",
        """
        SELECT user_id, count(*) AS total_sessions, min(session_start_timestamp) AS first_at,
            max(session_end_timestamp) AS last_at, :totals
        FROM model.sessions AS sessions
        GROUP BY user_id
        """,
        totals=[aliased(exp.func("sum", _stat(context, name)), name) for name in totals],
    )
    names = ("total_sessions", *totals)
    differs = [_differ(column(name, "users"), column(name, "people")) for name in names]
    broken = query(
        """
        SELECT users.user_id, users.total_sessions, people.total_sessions AS sessions, users.first_seen_at,
            people.first_at, users.last_seen_at, people.last_at, users.is_identified, users.first_identified_at
        FROM model.users AS users
        JOIN people ON users.user_id = people.user_id
        WHERE :differs
            OR coalesce(users.first_seen_at > people.first_at OR users.last_seen_at < people.last_at, TRUE)
            OR coalesce(users.is_identified <> (users.first_identified_at IS NOT NULL), TRUE)
            OR users.first_identified_at < users.first_seen_at OR users.first_identified_at > users.last_seen_at
        """,
        differs=exp.or_(*differs, wrap=False),
    )
    why = "A user's totals are those of their sessions, which lie between first and last seen (R11)."
    return Check("users_agree", why, ("users", "sessions"), chain([people], broken), whole_history=True, together=True)


def _known(graph: Graph) -> Check:
    everybody = graph.context.config.include_anonymous_users
    steps = [
        Step.of("people", "Everyone who has a session.", "SELECT DISTINCT user_id FROM model.sessions"),
        Step(
            "known",
            "Who must be a user: whoever an anonymous id belongs to, and everyone seen who is no anonymous id.",
            query(
                f"""
                SELECT user_id FROM model.user_map WHERE user_id IS NOT NULL
                UNION DISTINCT
                SELECT people.user_id FROM people
                LEFT JOIN model.user_map AS own ON people.user_id = own.anonymous_id
                WHERE {"TRUE" if everybody else "own.anonymous_id IS NULL"}
                """
            ),
        ),
    ]
    broken = query(
        f"""
        SELECT coalesce(users.user_id, known.user_id) AS user_id, users.is_identified,
            known.user_id IS NOT NULL AS must_be_there, people.user_id IS NOT NULL AS has_sessions
        FROM model.users AS users
        FULL JOIN known ON users.user_id = known.user_id
        LEFT JOIN people ON users.user_id = people.user_id
        LEFT JOIN model.user_map AS own ON users.user_id = own.anonymous_id
        WHERE users.user_id IS NULL
            OR coalesce(users.is_identified <> (users.first_identified_at IS NOT NULL), TRUE)
            OR (NOT users.is_identified AND own.anonymous_id IS NULL)
            {"" if everybody else "OR (known.user_id IS NOT NULL AND NOT users.is_identified)"}
            OR (people.user_id IS NULL AND users.total_sessions <> 0)
            OR users.total_sessions IS NULL
            OR coalesce(users.first_seen_at > users.last_seen_at, TRUE)
        """
    )
    why = "Everyone known by a user id is a user, and a user who is not is somebody's anonymous id (R11)."
    return Check(
        "users_known", why, ("users", "user_map", "sessions"), chain(steps, broken), together=True, whole_models=True
    )


def _mapped() -> Check:
    seen = Step.of(
        "seen",
        "Whose the events of each anonymous id are, and when the last of them was.",
        """
        SELECT anonymous_id, user_id, max(timestamp) AS last_at
        FROM model.sessionized_events
        WHERE anonymous_id IS NOT NULL
        GROUP BY anonymous_id, user_id
        """,
    )
    broken = query(
        """
        SELECT coalesce(user_map.anonymous_id, seen.anonymous_id) AS anonymous_id, user_map.user_id,
            user_map.mapped_at, seen.user_id AS seen_user_id, seen.last_at,
            users.first_identified_at, users.last_seen_at
        FROM model.user_map AS user_map
        FULL JOIN seen ON user_map.anonymous_id = seen.anonymous_id
        LEFT JOIN model.users AS users ON user_map.user_id = users.user_id
        WHERE user_map.anonymous_id IS NULL
            OR (user_map.user_id IS NULL) <> (user_map.mapped_at IS NULL)
            OR (user_map.user_id IS NULL AND seen.user_id <> seen.anonymous_id)
            OR (seen.last_at > user_map.mapped_at AND seen.user_id <> user_map.user_id)
            OR (user_map.user_id IS NOT NULL AND coalesce(
                user_map.mapped_at < users.first_identified_at OR user_map.mapped_at > users.last_seen_at, TRUE
            ))
        """
    )
    why = "After its log-in an anonymous id's events are its user's, without one its own (R6)."
    reads = ("user_map", "sessionized_events", "users")
    return Check("user_map_agrees", why, reads, chain([seen], broken), together=True, whole_models=True)


def _reasons(graph: Graph) -> Check:
    ahead = graph.context.dialect.micros_between(column("received_at"), column("timestamp"))
    limit = exp.Literal.number(int(graph.context.config.max_clock_ahead.total_seconds() * 1_000_000))
    broken = query(
        """
        SELECT source, call_type, event_id, timestamp, received_at, user_id, anonymous_id, reason
        FROM model.rejected_events
        WHERE NOT coalesce(CASE
            WHEN event_id IS NULL THEN reason = 'missing_id'
            WHEN timestamp IS NULL THEN reason = 'missing_timestamp'
            WHEN user_id IS NULL AND anonymous_id IS NULL THEN reason = 'missing_person'
            WHEN :ahead > :limit THEN reason = 'clock_ahead'
            ELSE reason = 'clock_behind' AND timestamp < :earliest
        END, FALSE) AND reason IS NOT NULL
        """,
        ahead=ahead,
        limit=limit,
        earliest=graph.context.dialect.moment(datetime.combine(graph.context.config.earliest_timestamp, time())),
    )
    why = "A rejected call has the first reason that holds (R5)."
    return Check("rejected_reasons", why, ("rejected_events",), broken)


def _call_id(context: Context, record: exp.Expr, call_type: CallType) -> exp.Expr:
    call = context.dialect.struct_field(record, call_type.name)
    return context.dialect.struct_field(call, call_type.id_name, FieldType.TEXT)


def _first_of(values: list[exp.Expr]) -> exp.Expr:
    return exp.func("coalesce", *values) if len(values) > 1 else values[0]


def _accounted(graph: Graph) -> Check:
    parts = (*(("already_known",) if graph.updated is not None else ()), "duplicates", "rejected", "used")
    rows = exp.select("source", "call_type", "calls", *parts)
    rows = rows.from_(as_rows(account.account(graph), "account"), copy=False)
    broken = rows.where(f"calls <> {' + '.join(parts)}", copy=False)
    why = "Every row read is a duplicate, rejected, or used exactly once (R12)."
    return Check(ROWS_ACCOUNTED, why, account.READS, broken)


def _values_kept(graph: Graph) -> list[Check]:
    """Return the check of values that their type could not hold, where sources disagree on the type of a field.

    It reads raw columns whole, so an incremental run leaves it to `check`.
    """
    context = graph.context
    found: list[exp.Query] = []
    reads: list[str] = []
    for one in context.all_types:
        name = "users" if one is IDENTIFY else f"{one.name}_events"
        queries = list(lost_values(context, one)) if name in graph.models else []
        found += queries
        reads += [name] if queries else []
    if not found:
        return []
    why = "Every value of a custom field has one in the type that holds those of all sources (R1)."
    broken = as_rows(union_all(found), "lost")
    lost = exp.select(*COLUMNS).from_(broken).order_by("source", "call_type", "column_name")
    return [Check(VALUES_KEPT, why, tuple(reads), lost, severity="warn", whole_models=True)]
