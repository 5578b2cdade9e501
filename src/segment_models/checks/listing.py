"""Every check, and how an incremental run reads it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time

from sqlglot import exp

from segment_models import account
from segment_models.checks import visits
from segment_models.checks.check import Check, unlike
from segment_models.checks.gaps import gaps_inside
from segment_models.checks.records import FIRST_AND_LAST_AGREE, RECORDS_AGREE, first_and_last_agree, records_agree
from segment_models.errors import ConfigError, nearest
from segment_models.fields import IDENTIFY, FieldType
from segment_models.graph import Graph
from segment_models.models import channels, persons, server_calls
from segment_models.models.bounds import lookback_micros
from segment_models.models.calls import all_calls, id_of_event, judged_calls, kind_of_event
from segment_models.models.chain import Context, Step, chain
from segment_models.models.definitions import definitions
from segment_models.models.lost_values import COLUMNS, lost_values
from segment_models.models.sessionized_events import days_differ, is_campaign
from segment_models.models.sessions import stat
from segment_models.reading import as_rows
from segment_models.sql import aliased, column, piece, query, union_all

ROWS_ACCOUNTED = "rows_accounted"
VALUES_KEPT = "values_kept"
SHARED_CALLS_OWNED = "shared_calls_owned"
SHARED_IDS_LIMITED = "shared_ids_limited"
"""All are known by name even where there is nothing to look at: a configuration may serve several warehouses."""


def checks(graph: Graph, *, resolved: bool = True) -> tuple[Check, ...]:
    """Return every check whose models are all enabled; ``resolved=False`` is quicker where its query is not needed.

    Raises:
        ConfigError: the configuration sets a check that does not exist.
    """
    found = [*_keys(graph), _event_keys(graph), _rejected_keys(), _numbered(), _apart(graph), gaps_inside(graph)]
    found += [_named(graph), _bounds(graph), *records_agree(graph), *first_and_last_agree(graph)]
    found += [_touches(graph), *_session_sources(graph), *visits.checks(graph)]
    found += [_totals(graph), _known(graph), _mapped(graph), *_shared(graph), _reasons(graph), _accounted(graph)]
    found += _values_kept(graph)
    severities = graph.context.config.checks
    every = definitions(graph.context.config)
    names = sorted(every, key=lambda name: every[name].is_kept)
    optional = (
        RECORDS_AGREE,
        FIRST_AND_LAST_AGREE,
        VALUES_KEPT,
        SHARED_CALLS_OWNED,
        SHARED_IDS_LIMITED,
        visits.PROPERTIES_FOUND,
    )
    own = (*(check.name for check in found), *optional)
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
    if check.name in _OF_CALLS:
        (anew,) = (one for one in _OF_CALLS[check.name](graph) if one.name == check.name)
        return graph.resolved(anew.query)
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
        found.append(Check(f"{name}_key", why, (name,), query(counted), keyed=True))
    return sorted(found, key=lambda check: graph.models[check.reads[0]].definition.is_kept)


def _event_keys(graph: Graph) -> Check:
    ids = [one.id_name for one in graph.context.config.call_types]
    count = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ids)
    context = graph.context
    none = column("session_id")
    if server_calls.are_apart(context):
        in_none = server_calls.is_server(context)
        none = piece("CASE WHEN session_id IS NOT NULL OR :in_none THEN 1 END", in_none=in_none)
    broken = query(
        f"""
        SELECT source, {", ".join(ids)}, count(*) AS copies, count(session_id) AS in_sessions
        FROM model.sessionized_events
        GROUP BY source, {", ".join(ids)}
        HAVING count(*) > 1 OR source IS NULL OR {count} <> 1 OR count(session_id) <> count(session_index)
            OR count(:session_or_none) <> count(*) OR count(user_id) <> count(*)
        """,
        session_or_none=none,
    )
    why = "Every event is in sessionized_events once, with one id, one person and one session, or a server's none."
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
    dialect, campaigns = graph.context.dialect, graph.context.config.session_campaign
    apart = dialect.micros_between(column("previous_end_timestamp"), column("session_start_timestamp"))
    broken = query(
        """
        SELECT user_id, session_id, session_index, previous_end_timestamp, session_start_timestamp
        FROM in_order
        WHERE :too_near
        """,
        too_near=_too_near(graph.context, apart),
    )
    reads: tuple[str, ...] = ("sessions",)
    if campaigns:
        reads = ("sessions", "sessionized_events", "touches")
        led = query(
            """
            SELECT 1 FROM model.sessionized_events AS starts
            JOIN model.touches AS touches ON starts.source = touches.source AND starts.page_id = touches.page_id
            WHERE starts.session_id = in_order.session_id AND starts.session_start_event AND :is_campaign
            """,
            is_campaign=is_campaign("touches"),
        )
        broken = broken.where(exp.not_(exp.Exists(this=led)), copy=False)
    why = "A person's sessions do not overlap and lie at least the timeout apart (R8)."
    if graph.context.config.session_midnight:
        why = "A person's sessions do not overlap and lie at least the timeout apart, or midnight between (R8, R8b)."
    if campaigns:
        why = f"{why.removesuffix('.')}; those that a campaign started may follow sooner (R8c)."
    apart_check = Check("sessions_apart", why, reads, chain([order], broken), whole_history=True)
    return replace(apart_check, whole_models=True) if campaigns else apart_check


def _too_near(context: Context, apart: exp.Expr) -> exp.Expr:
    near = piece(":apart < :timeout", apart=apart, timeout=context.timeout_micros())
    if not context.config.session_midnight:
        return near
    ends, starts = column("previous_end_timestamp"), column("session_start_timestamp")
    return piece(
        ":near AND (:apart < 0 OR NOT :days_differ)",
        near=near,
        apart=apart,
        days_differ=days_differ(context, ends, starts),
    )


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


def _bounds(graph: Graph) -> Check:
    context = graph.context
    types = context.config.call_types
    events = Step.of(
        "events",
        "What the events say of each session.",
        """
        SELECT session_id, min(user_id) AS user_id, min(session_index) AS session_index,
            min(timestamp) AS first_at, max(:own) AS last_at, max(user_id) AS other_user_id,
            count(CASE WHEN session_start_event THEN 1 END) AS starts,
            min(CASE WHEN session_start_event THEN timestamp END) AS start_at, :totals
        FROM model.sessionized_events
        WHERE session_id IS NOT NULL
        GROUP BY session_id
        """,
        own=server_calls.of_clients(context, column("timestamp")),
        totals=[aliased(exp.func("count", column(one.id_name)), f"total_{one.table}") for one in types],
    )
    duration = context.dialect.millis_between(column("first_at", "events"), column("last_at", "events"))
    pairs = [
        *((column(name, "sessions"), column(name, "events")) for name in ("user_id", "session_index")),
        (column("session_start_timestamp", "sessions"), column("first_at", "events")),
        (column("start_at", "events"), column("first_at", "events")),
        (column("session_end_timestamp", "sessions"), column("last_at", "events")),
        (stat(context, "duration_millis", "sessions"), duration),
        *((stat(context, f"total_{one.table}", "sessions"), column(f"total_{one.table}", "events")) for one in types),
    ]
    differs = [
        piece("events.user_id <> events.other_user_id OR events.starts <> 1"),
        *(unlike(*pair) for pair in pairs),
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


def _touches(graph: Graph) -> Check:
    known = [exp.Literal.string(name) for name in channels.names(graph.context.config)]
    told = [
        piece("touch = 'utm'"),
        piece("(touch = 'click_id' AND click_id IS NOT NULL)"),
        piece("(touch = 'referrer' AND referrer_host IS NOT NULL)"),
    ]
    broken = query(
        """
        SELECT source, page_id, touch, traffic_source, traffic_medium, traffic_campaign, channel
        FROM model.touches
        WHERE channel IS NULL OR NOT :is_known OR traffic_source IS NULL OR traffic_medium IS NULL
            OR traffic_campaign IS NULL OR NOT coalesce(:told, FALSE) OR (click_id IS NULL) <> (click_id_name IS NULL)
        """,
        is_known=column("channel").isin(*known),
        told=exp.paren(exp.or_(*told, wrap=False)),
    )
    why = "Every touch has what it comes from, a source, a medium, a campaign, and a channel that there is (C1 to C20)."
    return Check("touches_known", why, ("touches",), broken)


def _session_sources(graph: Graph) -> list[Check]:
    starts = Step.of(
        "starts",
        "Every session, by the event that starts it.",
        """
        SELECT session_id, session_index, user_id, timestamp AS session_start_timestamp
        FROM model.sessionized_events WHERE session_start_event
        """,
    )
    same = ("session_index", "user_id", "session_start_timestamp")
    agreeing = query(
        """
        SELECT coalesce(sources.session_id, starts.session_id) AS session_id,
            sources.session_id IS NULL AS not_in_sources, starts.session_id IS NULL AS not_in_events, sources.touch
        FROM model.session_sources AS sources
        FULL JOIN starts ON sources.session_id = starts.session_id
        WHERE sources.session_id IS NULL OR starts.session_id IS NULL OR :differs
        """,
        differs=exp.or_(*(unlike(column(name, "sources"), column(name, "starts")) for name in same), wrap=False),
    )
    age = graph.context.dialect.micros_between(
        column("session_start_timestamp", "earlier"), column("session_start_timestamp", "sources")
    )
    taken = {
        "source": "traffic_source",
        "medium": "traffic_medium",
        "campaign": "traffic_campaign",
        "channel": "channel",
    }
    others = [
        graph.context.dialect.differ(column(f"attributed_{name}", "sources"), column(own, "earlier"), FieldType.TEXT)
        for name, own in taken.items()
    ]
    attributed = query(
        """
        SELECT sources.user_id, sources.session_id, sources.attributed_session_id, sources.touch,
            earlier.touch AS earlier_touch, sources.session_start_timestamp,
            earlier.session_start_timestamp AS earlier_start_timestamp
        FROM model.session_sources AS sources
        LEFT JOIN model.session_sources AS earlier
          ON sources.user_id = earlier.user_id AND sources.attributed_session_id = earlier.session_id
        WHERE earlier.session_id IS NULL OR :others
            OR coalesce(sources.attributed_is_own <> (sources.session_id = earlier.session_id), TRUE)
            OR (sources.session_id <> earlier.session_id AND (
                :age > :lookback OR earlier.session_index >= sources.session_index
                OR earlier.touch IN ('direct', 'none') OR sources.touch NOT IN ('direct', 'none')
            ))
        """,
        others=exp.or_(*others, wrap=False),
        age=age,
        lookback=lookback_micros(graph.context),
    )
    agrees = "Every session has one row in session_sources, of its person, its number and its start (A9)."
    within = "An attributed source is the session's own, or an earlier one's with a touch, within the lookback (A10)."
    return [
        Check("session_sources_agree", agrees, ("session_sources", "sessionized_events"), chain([starts], agreeing)),
        Check("attributed_in_lookback", within, ("session_sources",), attributed, whole_history=True),
    ]


def _totals(graph: Graph) -> Check:
    context = graph.context
    totals = [f"total_{one.table}" for one in context.config.call_types]
    steps = [
        Step.of(
            "people",
            "What the sessions say of each person.",
            """
            SELECT user_id, count(*) AS total_sessions, min(session_start_timestamp) AS first_at,
                max(session_end_timestamp) AS last_at, :totals
            FROM model.sessions AS sessions
            GROUP BY user_id
            """,
            totals=[aliased(exp.func("sum", stat(context, name, "sessions")), name) for name in totals],
        )
    ]
    reads: tuple[str, ...] = ("users", "sessions")
    if server_calls.are_apart(context):
        steps = [replace(steps[0], name="in_sessions"), *_with_outside(context)]
        reads = ("users", "sessions", "sessionized_events")
    names = ("total_sessions", *totals)
    differs = [unlike(column(name, "users"), column(name, "people")) for name in names]
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
    return Check("users_agree", why, reads, chain(steps, broken), whole_history=True, together=True)


def _with_outside(context: Context) -> list[Step]:
    """Return the steps that add to what the sessions say of people, which ``in_sessions`` has, their events outside."""
    types = context.config.call_types
    totals = [f"total_{one.table}" for one in types]
    outside = Step.of(
        "outside",
        "What each person's events of servers outside sessions say (R8a).",
        """
        SELECT user_id, 0 AS total_sessions, min(timestamp) AS first_at, max(timestamp) AS last_at, :totals
        FROM model.sessionized_events AS events
        WHERE session_id IS NULL
        GROUP BY user_id
        """,
        totals=[aliased(exp.func("count", column(one.id_name)), name) for one, name in zip(types, totals, strict=True)],
    )
    both = Step.of(
        "people",
        "Both together.",
        f"""
        SELECT user_id, sum(total_sessions) AS total_sessions, min(first_at) AS first_at, max(last_at) AS last_at,
            {", ".join(f"sum({name}) AS {name}" for name in totals)}
        FROM (SELECT * FROM in_sessions UNION ALL SELECT * FROM outside) AS together
        GROUP BY user_id
        """,
    )
    return [outside, both]


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


def _mapped(graph: Graph) -> Check:
    theirs = " AND NOT user_map.is_shared" if graph.context.config.shared_devices == "first" else ""
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
        f"""
        SELECT coalesce(user_map.anonymous_id, seen.anonymous_id) AS anonymous_id, user_map.user_id,
            user_map.mapped_at, seen.user_id AS seen_user_id, seen.last_at,
            users.first_identified_at, users.last_seen_at
        FROM model.user_map AS user_map
        FULL JOIN seen ON user_map.anonymous_id = seen.anonymous_id
        LEFT JOIN model.users AS users ON user_map.user_id = users.user_id
        WHERE user_map.anonymous_id IS NULL
            OR (user_map.user_id IS NULL) <> (user_map.mapped_at IS NULL)
            OR (user_map.user_id IS NULL AND seen.user_id <> seen.anonymous_id)
            OR (seen.last_at > user_map.mapped_at AND seen.user_id <> user_map.user_id{theirs})
            OR (user_map.user_id IS NOT NULL AND coalesce(
                user_map.mapped_at < users.first_identified_at OR user_map.mapped_at > users.last_seen_at, TRUE
            ))
        """
    )
    why = "After its log-in an anonymous id's events are its user's, without one its own (R6)."
    reads = ("user_map", "sessionized_events", "users")
    return Check("user_map_agrees", why, reads, chain([seen], broken), together=True, whole_models=True)


def _shared(graph: Graph) -> list[Check]:
    context = graph.context
    if not persons.by_call(context.config):
        return []
    reads = ("shared_calls", "user_map", *(f"{one.name}_events" for one in context.config.call_types))
    calls = Step("calls", "Every good call of every type.", all_calls(context))
    owned = query(
        """
        SELECT shared.source, shared.call_type, shared.event_id, shared.anonymous_id, shared.user_id, shared.rule,
            shared.log_in_event_id
        FROM model.shared_calls AS shared
        LEFT JOIN log_ins
          ON shared.anonymous_id = log_ins.anonymous_id AND shared.log_in_event_id = log_ins.event_id
            AND shared.user_id = log_ins.user_id
        LEFT JOIN model.user_map AS user_map ON shared.anonymous_id = user_map.anonymous_id
        WHERE log_ins.event_id IS NULL OR NOT coalesce(user_map.is_shared, FALSE)
        """
    )
    log_ins = Step.of(
        "log_ins",
        "Every call that carried an anonymous id and a user id.",
        "SELECT DISTINCT anonymous_id, event_id, user_id FROM calls WHERE user_id IS NOT NULL",
    )
    why = "A call on a shared device is of somebody who logged in there, by the call that says so (R6c)."
    counted = Step.of(
        "counted",
        "How many calls each shared anonymous id has.",
        """
        SELECT calls.anonymous_id, count(*) AS calls_of_id
        FROM calls
        JOIN model.user_map AS user_map ON calls.anonymous_id = user_map.anonymous_id
        WHERE user_map.is_shared
        GROUP BY calls.anonymous_id
        """,
    )
    many = query(
        "SELECT anonymous_id, calls_of_id FROM counted WHERE calls_of_id > :most",
        most=exp.Literal.number(context.config.shared_id_limit),
    )
    known = judged_calls(context, IDENTIFY)
    return [
        Check(SHARED_CALLS_OWNED, why, reads, chain([*known, calls, log_ins], owned), together=True, whole_models=True),
        Check(
            SHARED_IDS_LIMITED,
            "No shared anonymous id has so many calls that it is left to its latest user (shared_id_limit).",
            reads[1:],
            chain([*known, calls, counted], many),
            severity="warn",
            together=True,
            whole_models=True,
        ),
    ]


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


def _accounted(graph: Graph) -> Check:
    known = ("already_known",) if graph.updated is not None else ()
    parts = (*known, "duplicates", "rejected", "used", "outside")
    rows = exp.select("source", "call_type", "calls", *parts)
    rows = rows.from_(as_rows(account.account(graph), "account"), copy=False)
    broken = rows.where(f"calls <> {' + '.join(parts)}", copy=False)
    why = "Every row read is a duplicate, rejected, or used exactly once: in one session, or a server's outside (R12)."
    return Check(ROWS_ACCOUNTED, why, account.READS, broken)


def _values_kept(graph: Graph) -> list[Check]:
    """Return the check of values that their type could not hold, where sources disagree on the type of a field.

    It reads raw columns whole, so an incremental run leaves it to `check`.
    """
    context = graph.context
    found: list[exp.Query] = []
    reads: list[str] = []
    for one in context.read_types:
        name = "users" if one is IDENTIFY else f"event_{one.event.lower()}" if one.event else f"{one.name}_events"
        queries = list(lost_values(context, one)) if name in graph.models else []
        found += queries
        reads += [name] if queries else []
    if not found:
        return []
    why = "Every value of a custom field has one in the type that holds those of all sources (R1)."
    broken = as_rows(union_all(found), "lost")
    lost = exp.select(*COLUMNS).from_(broken).order_by("source", "call_type", "column_name")
    return [Check(VALUES_KEPT, why, tuple(reads), lost, severity="warn", whole_models=True)]


_OF_CALLS: Mapping[str, Callable[[Graph], list[Check]]] = {
    ROWS_ACCOUNTED: lambda graph: [_accounted(graph)],
    SHARED_CALLS_OWNED: _shared,
    SHARED_IDS_LIMITED: _shared,
    visits.PROPERTIES_FOUND: lambda graph: list(visits.event_properties(graph)),
}
"""The checks that read calls, which a run has in tables of its own: made again from the graph of who reads."""
