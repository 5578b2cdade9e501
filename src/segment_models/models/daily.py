"""`segment_daily`: what the sessions of a day add up to; `segment_active_days`: the days on which people were there."""

from sqlglot import exp

from segment_models import fields
from segment_models.config import Config
from segment_models.fields import Field, FieldType
from segment_models.models import session_facts
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import aliased, column, piece, query, union_all


def exists(config: Config) -> bool:
    """Return whether there are facts of sessions to add up."""
    return config.enabled("session_facts") and session_facts.exists(config)


def possible_dimensions(config: Config) -> list[str]:
    """Return the columns of the facts of sessions that `daily_dimensions` may name."""
    counted = {one.name for one in (fields.SESSION_DATE, *fields.DAILY_COUNTS)}
    counted |= set(session_facts.conversion_names(config))
    return [one.name for one in session_facts.columns(config) if one.name not in counted]


def daily(context: Context) -> exp.Query:
    """One row per day and combination of `daily_dimensions`.

    Columns: `columns`.
    """
    names = ("session_date", *context.config.daily_dimensions)
    rows = exp.select(*(column(name) for name in names)).from_("model.session_facts AS facts", copy=False)
    rows = rows.select(*(aliased(value, name) for name, value in _counts(context).items()), copy=False)
    return rows.group_by(*(column(name) for name in names), copy=False)


def daily_again(context: Context) -> exp.Query:
    """Return the same of the days on which a session started that has changed, was or is new."""
    days = "facts.session_date IN (SELECT dates.session_date FROM stage.dates_touched AS dates)"
    rows = daily(context)
    return rows.where(piece(days), copy=False) if isinstance(rows, exp.Select) else rows


def columns(context: Context) -> tuple[Field, ...]:
    """Return the day, the dimensions, and what adds up: no rates, which do not."""
    known = {one.name: one for one in session_facts.columns(context.config)}
    dimensions = tuple(known[name] for name in context.config.daily_dimensions if name in known)
    counts = (fields.SESSION_DATE, *dimensions, *fields.DAILY_COUNTS)
    if not session_facts.has_conversions(context.config):
        return counts
    totals = fields.conversion_totals(context.config.conversions, "sessions")
    return (*counts, fields.total_conversions("sessions").named("conversions"), *totals)


def _counts(context: Context) -> dict[str, exp.Expr]:
    whole = context.dialect.type(FieldType.INTEGER)

    def added(value: str) -> exp.Expr:
        return exp.cast(piece(f"sum({value})"), whole.copy())

    return {
        "sessions": piece("count(*)"),
        "engaged_sessions": piece("count(CASE WHEN is_engaged THEN 1 END)"),
        "bounces": piece("count(CASE WHEN is_bounce THEN 1 END)"),
        "users": piece("count(DISTINCT user_id)"),
        "new_users": piece("count(CASE WHEN is_first_session THEN 1 END)"),
        "pages": added("total_pages"),
        "duration_millis": added("duration_millis"),
        **{
            name.replace("total_conversions", "conversions"): added(name)
            if not name.endswith("_value")
            else exp.cast(piece(f"sum({name})"), context.dialect.type(FieldType.DECIMAL))
            for name in session_facts.conversion_names(context.config)
        },
    }


def dates_touched(context: Context) -> exp.Query:
    """One row per day on which a session starts that an incremental run removes, writes anew or adds.

    Columns: session_date.
    """
    day = context.dialect.local_day(column("timestamp"), context.config.time_zone)
    starts = [
        query(f"SELECT :day AS session_date FROM stage.{table} WHERE session_start_event", day=day)
        for table in ("events_before", "events_rebuilt")
    ]
    both = Step("starts", "The days of sessions as they were, and as they are.", union_all(starts))
    return chain([both], "SELECT DISTINCT session_date FROM starts")


def active_days(context: Context) -> exp.Query:
    """One row per person and day with an event of theirs.

    Columns: `active_columns`.
    """
    events = query(
        "SELECT user_id, :day AS active_date, session_id FROM model.sessionized_events AS events",
        day=context.dialect.local_day(column("timestamp", "events"), context.config.time_zone),
    )
    last = query(
        """
        SELECT user_id, active_date, events, sessions,
            active_date = min(active_date) OVER (PARTITION BY user_id) AS is_first_day
        FROM days
        """
    )
    return chain([Step("events", "Every event, with the day it falls on (M1).", events), _days()], last)


def active_days_again(context: Context) -> exp.Query:
    """Return the same of people affected, from the first day on that has an event which changes."""
    day = context.dialect.local_day(column("timestamp", "events"), context.config.time_zone)
    kept = query(
        """
        SELECT events.user_id, :day AS active_date, events.session_id
        FROM model.sessionized_events AS events
        JOIN stage.cuts AS cuts ON events.user_id = cuts.user_id
        JOIN stage.days_touched AS touched ON events.user_id = touched.user_id
        WHERE events.timestamp < cuts.cut_at AND :day >= touched.first_day
        """,
        day=day,
    )
    anew = query(
        "SELECT events.user_id, :day AS active_date, events.session_id FROM stage.events_rebuilt AS events", day=day
    )
    earlier = query(
        """
        SELECT DISTINCT kept.user_id
        FROM model.active_days AS kept
        JOIN stage.days_touched AS touched ON kept.user_id = touched.user_id
        WHERE kept.active_date < touched.first_day
        """
    )
    steps = [
        Step(
            "events", "Their events from that day on, also those before the cut, which stay.", union_all([kept, anew])
        ),
        _days(),
        Step("earlier", "Those of them who have an earlier day, which is kept.", earlier),
    ]
    return chain(
        steps,
        """
        SELECT days.user_id, days.active_date, days.events, days.sessions,
            earlier.user_id IS NULL
                AND days.active_date = min(days.active_date) OVER (PARTITION BY days.user_id) AS is_first_day
        FROM days
        LEFT JOIN earlier ON days.user_id = earlier.user_id
        """,
    )


def days_touched(context: Context) -> exp.Query:
    """One row per person affected: from which day on what they did may have changed.

    Columns: user_id, first_day. Where clocks go back at midnight a later event may fall on an earlier day, so all are
    asked.
    """
    day = context.dialect.local_day(column("timestamp"), context.config.time_zone)
    events = [
        query(f"SELECT user_id, :day AS active_date FROM stage.{table}", day=day)
        for table in ("events_before", "events_rebuilt")
    ]
    both = Step("events", "The days of events as they were, and as they are.", union_all(events))
    return chain([both], "SELECT user_id, min(active_date) AS first_day FROM events GROUP BY user_id")


def active_columns(_: Context) -> tuple[Field, ...]:
    """Return the person, the day, and what they did on it."""
    return fields.ACTIVE_DAYS


def _days() -> Step:
    return Step.of(
        "days",
        "One row per person and day.",
        """
        SELECT user_id, active_date, count(*) AS events, count(DISTINCT session_id) AS sessions
        FROM events
        GROUP BY user_id, active_date
        """,
    )
