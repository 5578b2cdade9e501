"""The checks of what comes after sessions: page views, facts of sessions, days."""

from collections.abc import Iterator

from sqlglot import exp

from segment_models.checks.check import Check
from segment_models.fields import FieldType
from segment_models.graph import Graph
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.models.session_facts import conversion_names
from segment_models.models.sessions import stat
from segment_models.sql import aliased, column, piece, query, union_all


def checks(graph: Graph) -> Iterator[Check]:
    """Yield each; of those whose models are not there, too."""
    yield _page_times(graph)
    yield _facts(graph)
    yield _daily_key(graph)
    yield _daily(graph)
    yield _active_days()
    yield _conversions_once()
    yield _conversions(graph)
    yield _conversions_add_up()
    yield _currencies()
    yield _weights()
    yield from event_properties(graph)


def differ(context: Context, one: exp.Expr, other: exp.Expr, kind: FieldType = FieldType.TEXT) -> exp.Expr:
    """Return whether two values differ; a NULL differs from all but NULL."""
    return context.dialect.differ(one, other, kind)


def _page_times(graph: Graph) -> Check:
    dialect = graph.context.dialect
    pages = Step.of(
        "pages",
        "What the pages of each session say.",
        """
        SELECT session_id, min(timestamp) AS first_at, count(*) AS pages, min(page_index) AS first_index,
            max(page_index) AS last_index, count(DISTINCT page_index) AS places, sum(time_on_page_millis) AS millis,
            count(time_on_page_millis) AS timed, count(CASE WHEN is_entrance THEN 1 END) AS entrances,
            count(CASE WHEN is_exit THEN 1 END) AS exits, min(time_on_page_millis) AS least
        FROM model.page_views
        WHERE page_index IS NOT NULL
        GROUP BY session_id
        """,
    )
    start, end = (column(f"session_{one}_timestamp", "sessions") for one in ("start", "end"))
    lost = piece(
        ":duration - pages.millis - :before",
        duration=exp.paren(dialect.millis_between(start, end)),
        before=exp.paren(dialect.millis_between(start, column("first_at", "pages"))),
    )
    broken = query(
        """
        SELECT pages.session_id, sessions.user_id, pages.pages, pages.first_index, pages.last_index, pages.entrances,
            pages.exits, pages.millis, :lost AS millis_lost
        FROM pages
        LEFT JOIN model.sessions AS sessions ON pages.session_id = sessions.session_id
        WHERE sessions.session_id IS NULL OR pages.first_index <> 1 OR pages.last_index <> pages.pages
            OR pages.places <> pages.pages OR pages.timed <> pages.pages OR pages.least < 0
            OR pages.entrances <> 1 OR pages.exits <> 1 OR :lost < 0 OR :lost > pages.pages
        """,
        lost=lost,
    )
    why = (
        "A session's pages are numbered from 1, one is its entrance and one its exit, and the times on them add up to "
        "its duration, but for parts of milliseconds (P1, P2)."
    )
    return Check("page_times_add_up", why, ("page_views", "sessions"), chain([pages], broken))


def _facts(graph: Graph) -> Check:
    context = graph.context
    totals = [f"total_{one.table}" for one in context.config.call_types]
    same = [
        differ(context, column(name, "facts"), column(name, "sessions"), kind)
        for name, kind in {
            "user_id": FieldType.TEXT,
            "session_index": FieldType.INTEGER,
            "session_start_timestamp": FieldType.TIMESTAMP,
            "session_end_timestamp": FieldType.TIMESTAMP,
        }.items()
    ]
    same += [
        differ(context, column(name, "facts"), stat(context, name, "sessions"), FieldType.INTEGER)
        for name in ("duration_millis", *totals)
    ]
    broken = query(
        """
        SELECT coalesce(facts.session_id, sessions.session_id) AS session_id,
            facts.session_id IS NULL AS not_in_facts, sessions.session_id IS NULL AS not_in_sessions,
            facts.user_id, facts.is_engaged, facts.is_bounce, :totals
        FROM model.session_facts AS facts
        FULL JOIN model.sessions AS sessions ON facts.session_id = sessions.session_id
        WHERE facts.session_id IS NULL OR sessions.session_id IS NULL OR :differs
            OR facts.is_engaged IS NULL OR facts.is_first_session <> (facts.session_index = 1)
            OR facts.is_bounce = facts.is_engaged OR facts.session_date IS NULL OR facts.channel IS NULL
        """,
        totals=[aliased(column(name, "facts"), name) for name in totals],
        differs=exp.or_(*same, wrap=False),
    )
    why = "Every session has one row of facts, with the counts, the times and the person of the session (P3)."
    return Check("facts_agree", why, ("session_facts", "sessions"), broken)


def _daily_key(graph: Graph) -> Check:
    names = ", ".join(("session_date", *graph.context.config.daily_dimensions))
    broken = query(
        f"""
        SELECT {names}, count(*) AS copies
        FROM model.daily
        GROUP BY {names}
        HAVING count(*) > 1 OR count(session_date) = 0
        """
    )
    return Check(
        "daily_key", "A day has one row in daily for each combination of its dimensions (M1).", ("daily",), broken
    )


_ADDED = {
    "sessions": "count(*)",
    "engaged_sessions": "count(CASE WHEN is_engaged THEN 1 END)",
    "bounces": "count(CASE WHEN is_bounce THEN 1 END)",
    "new_users": "count(CASE WHEN is_first_session THEN 1 END)",
    "pages": "sum(total_pages)",
    "duration_millis": "sum(duration_millis)",
}
"""What a row of daily adds up, and how that is counted in the facts of sessions; what they brought is added to it."""


def _daily(graph: Graph) -> Check:
    brought = conversion_names(graph.context.config)
    added = _ADDED | {"conversions" if name == "total_conversions" else name: f"sum({name})" for name in brought}
    steps = [
        Step.of(
            "days",
            "What the rows of each day add up to.",
            f"SELECT session_date, {', '.join(f'sum({name}) AS {name}' for name in added)} FROM model.daily "
            "GROUP BY session_date",
        ),
        Step.of(
            "facts",
            "What the facts of its sessions add up to.",
            f"SELECT session_date, {', '.join(f'{value} AS {name}' for name, value in added.items())} "
            "FROM model.session_facts GROUP BY session_date",
        ),
    ]
    differs = " OR ".join(f"days.{name} <> facts.{name}" for name in added)
    broken = query(
        f"""
        SELECT coalesce(days.session_date, facts.session_date) AS session_date, days.sessions,
            facts.sessions AS sessions_of_facts, days.pages, facts.pages AS pages_of_facts
        FROM days
        FULL JOIN facts ON days.session_date = facts.session_date
        WHERE days.session_date IS NULL OR facts.session_date IS NULL OR {differs}
        """
    )
    why = "What daily has of a day is the sum of its sessions' facts (M1)."
    return Check(
        "daily_agrees", why, ("daily", "session_facts"), chain(steps, broken), together=True, whole_models=True
    )


def _active_days() -> Check:
    steps = [
        Step.of(
            "days",
            "What the days of each person add up to.",
            """
            SELECT user_id, sum(events) AS events, count(CASE WHEN is_first_day THEN 1 END) AS first_days,
                min(active_date) AS first_date, min(CASE WHEN is_first_day THEN active_date END) AS marked_date
            FROM model.active_days
            GROUP BY user_id
            """,
        ),
        Step.of(
            "counted",
            "How many events each person has.",
            "SELECT user_id, count(*) AS events FROM model.sessionized_events GROUP BY user_id",
        ),
    ]
    broken = query(
        """
        SELECT coalesce(days.user_id, counted.user_id) AS user_id, days.events, counted.events AS events_counted,
            days.first_days
        FROM days
        FULL JOIN counted ON days.user_id = counted.user_id
        WHERE days.user_id IS NULL OR counted.user_id IS NULL OR days.events <> counted.events
            OR days.first_days <> 1 OR days.first_date <> days.marked_date
        """
    )
    why = "Every event is on one day of its person, of which one is the first (M1)."
    return Check(
        "active_days_agree",
        why,
        ("active_days", "sessionized_events"),
        chain(steps, broken),
        together=True,
        whole_models=True,
    )


def _conversions_once() -> Check:
    ranked = Step.of(
        "ranked",
        "The place of each call among those of its key (R7).",
        """
        SELECT conversion, source, track_id, timestamp, conversion_key, is_repeat,
            row_number() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) AS place
        FROM model.conversion_calls
        """,
    )
    broken = query(
        """
        SELECT conversion, conversion_key, source, track_id, timestamp, place, is_repeat
        FROM ranked
        WHERE coalesce(is_repeat <> (conversion_key IS NOT NULL AND place > 1), TRUE)
        """
    )
    why = "Of the conversions of one key the first counts, and every other is a repeat (V2)."
    return Check("conversions_once", why, ("conversion_calls",), chain([ranked], broken))


def _conversions(graph: Graph) -> Check:
    kinds = {"value": FieldType.DECIMAL, "currency": FieldType.TEXT, "conversion_key": FieldType.TEXT}
    differs = [
        differ(graph.context, column(name, "calls"), column(name, "conversions"), kind) for name, kind in kinds.items()
    ]
    broken = query(
        """
        SELECT coalesce(calls.conversion, conversions.conversion) AS conversion,
            coalesce(calls.source, conversions.source) AS source,
            coalesce(calls.track_id, conversions.track_id) AS track_id, conversions.user_id,
            calls.track_id IS NULL AS not_in_calls, conversions.track_id IS NULL AS not_in_conversions
        FROM model.conversion_calls AS calls
        FULL JOIN model.conversions AS conversions
          ON calls.conversion = conversions.conversion AND calls.source = conversions.source
            AND calls.track_id = conversions.track_id
        WHERE calls.track_id IS NULL OR conversions.is_repeat IS NULL OR calls.is_repeat <> conversions.is_repeat
            OR (conversions.conversion_index IS NULL) <> conversions.is_repeat OR :differs
        """,
        differs=exp.or_(*differs, wrap=False),
    )
    why = "Every call that converts is a conversion of one person, worth what the call is worth (V1, V3)."
    return Check(
        "conversions_agree", why, ("conversion_calls", "conversions"), broken, together=True, whole_models=True
    )


def _conversions_add_up() -> Check:
    brought = Step.of(
        "brought",
        "What the conversions of each session are, without repeats.",
        """
        SELECT session_id, count(*) AS conversions, coalesce(sum(value), 0) AS value
        FROM model.conversions
        WHERE session_id IS NOT NULL AND NOT is_repeat
        GROUP BY session_id
        """,
    )
    broken = query(
        """
        SELECT coalesce(facts.session_id, brought.session_id) AS session_id, facts.user_id, facts.total_conversions,
            brought.conversions, facts.conversion_value, brought.value
        FROM model.session_facts AS facts
        FULL JOIN brought ON facts.session_id = brought.session_id
        WHERE facts.session_id IS NULL OR facts.total_conversions <> coalesce(brought.conversions, 0)
            OR facts.conversion_value <> coalesce(brought.value, 0)
            OR (facts.total_conversions > 0 AND NOT facts.is_engaged)
        """
    )
    why = "What a session's facts say that it brought is the sum of its conversions (V2, V4, P3)."
    return Check("conversions_add_up", why, ("session_facts", "conversions"), chain([brought], broken), together=True)


def _currencies() -> Check:
    several = query(
        """
        SELECT conversion, count(DISTINCT currency) AS currencies, min(currency) AS one, max(currency) AS other,
            count(*) AS conversions
        FROM model.conversion_calls
        WHERE value IS NOT NULL AND NOT is_repeat
        GROUP BY conversion
        HAVING count(DISTINCT currency) > 1
        """
    )
    why = "The values of one conversion are in one currency; they are never converted (V3)."
    return Check("one_currency", why, ("conversion_calls",), several, severity="warn", whole_models=True)


WEIGHTS = ("first", "last", "first_non_direct", "last_non_direct", "linear", "position", "time_decay")


def _weights() -> Check:
    path = Step.of(
        "paths",
        "What the path of each conversion adds up to.",
        f"""
        SELECT conversion, source, track_id, count(*) AS path_rows, count(DISTINCT session_id) AS sessions,
            max(touches) AS touches, {", ".join(f"sum({name}_weight) AS {name}_weight" for name in WEIGHTS)}
        FROM model.attribution
        GROUP BY conversion, source, track_id
        """,
    )
    counted = Step.of(
        "conversions",
        "The conversions that count.",
        """
        SELECT own.conversion, own.source, own.track_id, own.user_id
        FROM model.conversions AS own
        WHERE NOT own.is_repeat
        """,
    )
    wrong = " OR ".join(f"abs(paths.{name}_weight - 1) > 0.000000001" for name in WEIGHTS)
    broken = query(
        f"""
        SELECT coalesce(paths.conversion, conversions.conversion) AS conversion,
            coalesce(paths.track_id, conversions.track_id) AS track_id, conversions.user_id, paths.path_rows,
            paths.touches, {", ".join(f"paths.{name}_weight" for name in WEIGHTS)}
        FROM paths
        FULL JOIN conversions
          ON paths.conversion = conversions.conversion AND paths.source = conversions.source
            AND paths.track_id = conversions.track_id
        WHERE paths.conversion IS NULL OR conversions.conversion IS NULL OR paths.sessions <> paths.touches
            OR paths.path_rows <> CASE WHEN paths.touches = 0 THEN 1 ELSE paths.touches END OR {wrong}
        """
    )
    why = "Every conversion that counts has a path, and each of the seven weights sums to 1 over it (T1 to T3)."
    return Check("weights_sum", why, ("attribution", "conversions"), chain([path, counted], broken), together=True)


PROPERTIES_FOUND = "properties_found"


def event_properties(graph: Graph) -> Iterator[Check]:
    """Yield the check that a call has its properties, and properties their call, where any are read.

    It reads the rows of events' own tables, which a run may have in tables of its own: it is made anew for each reader.
    """
    context = graph.context
    steps: list[Step] = []
    counts: list[exp.Query] = []
    for rows in context.config.properties.values():
        event = (rows.event or "").lower()
        steps += judged_calls(context, rows)
        counts.append(
            query(
                f"""
                SELECT :event AS event, count(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
                    count(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
                FROM model.event_{event} AS calls
                FULL JOIN (SELECT source, track_id FROM {rows.table}_judged WHERE track_id IS NOT NULL) AS properties
                  ON calls.source = properties.source AND calls.track_id = properties.track_id
                """,
                event=context.dialect.constant(event),
            )
        )
    if counts:
        counted = Step("counted", "What has no counterpart, by event.", union_all(counts))
        reads = tuple(f"event_{(one.event or '').lower()}" for one in context.config.properties.values())
        broken = (
            "SELECT event, calls_without, properties_without FROM counted WHERE calls_without + properties_without > 0"
        )
        why = "A call of an event has its row in the event's own table, and each row there its call (E1)."
        found = chain([*steps, counted], broken)
        yield Check(PROPERTIES_FOUND, why, reads, found, severity="warn", whole_models=True)
