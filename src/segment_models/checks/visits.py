"""The checks of what comes after sessions: page views, facts of sessions, days."""

from collections.abc import Iterator

from sqlglot import exp

from segment_models.checks.check import Check
from segment_models.fields import FieldType
from segment_models.graph import Graph
from segment_models.models.chain import Context, Step, chain
from segment_models.models.sessions import stat
from segment_models.sql import aliased, column, piece, query


def checks(graph: Graph) -> Iterator[Check]:
    """Yield each; of those whose models are not there, too."""
    yield _page_times(graph)
    yield _facts(graph)
    yield _daily_key(graph)
    yield _daily()
    yield _active_days()


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
        duration=dialect.millis_between(start, end),
        before=dialect.millis_between(start, column("first_at", "pages")),
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
    "new_users": "count(CASE WHEN is_first_session THEN 1 END)",
    "pages": "sum(total_pages)",
    "duration_millis": "sum(duration_millis)",
}
"""What a row of daily adds up, and how that is counted in the facts of sessions."""


def _daily() -> Check:
    steps = [
        Step.of(
            "days",
            "What the rows of each day add up to.",
            f"SELECT session_date, {', '.join(f'sum({name}) AS {name}' for name in _ADDED)} FROM model.daily "
            "GROUP BY session_date",
        ),
        Step.of(
            "facts",
            "What the facts of its sessions add up to.",
            f"SELECT session_date, {', '.join(f'{value} AS {name}' for name, value in _ADDED.items())} "
            "FROM model.session_facts GROUP BY session_date",
        ),
    ]
    differs = " OR ".join(f"days.{name} <> facts.{name}" for name in _ADDED)
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
