"""Visits and people by day, new and returning, by hour and weekday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.journeys.options import Days
from segment_models.models.chain import Step, chain
from segment_models.report import charts, texts
from segment_models.report.asking import Asked, Asking, Scope, whole
from segment_models.report.content import Figure, Finding, Missing, Part, Section, Table
from segment_models.report.sections.overview import Outline, last_week
from segment_models.sql import column, query
from segment_models.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = tuple(name[:3] for name in DAYS)
_WEEK = timedelta(days=7)
_TEN = 10
"""Visits a day of which fewer are told with a digit after the point."""
GRAINS = {"day": "day", "week": "week (from Monday)", "month": "month"}


def starts(scope: Scope) -> Step:
    """Return the step of the first event of every visit in the days."""
    day = scope.day_of(column("timestamp"))
    rows = query(
        """
        SELECT user_id, session_index, :day AS session_date, :hour AS hour
        FROM model.sessionized_events AS events
        WHERE session_start_event
        """,
        day=day,
        hour=scope.context.dialect.local_hour(column("timestamp"), scope.context.config.time_zone),
    )
    return Step("starts", "The first event of every visit, with its day and hour (M1).", scope.of_times(rows))


def by_day(scope: Scope) -> exp.Query:
    """One row per day, week or month with a visit."""
    dated = query(
        "SELECT :start AS day, user_id, session_index FROM starts", start=scope.start_of(column("session_date"))
    )
    return chain(
        [starts(scope), Step("dated", f"The {scope.grain} of each.", dated)],
        """
        SELECT day, count(*) AS visits, count(DISTINCT user_id) AS people,
            count(CASE WHEN session_index = 1 THEN 1 END) AS new_visits
        FROM dated
        GROUP BY day
        ORDER BY day
        """,
    )


def by_hour(scope: Scope) -> exp.Query:
    """One row per weekday and hour with a visit."""
    dated = query("SELECT :weekday AS weekday, hour FROM starts", weekday=scope.weekday_of(column("session_date")))
    return chain(
        [starts(scope), Step("dated", "The weekday of each, from 0 for a Monday.", dated)],
        "SELECT weekday, hour, count(*) AS visits FROM dated GROUP BY weekday, hour ORDER BY weekday, hour",
    )


QUERIES = {
    "visits_by_day": by_day,
    "visits_by_week": lambda scope: by_day(replace(scope, grain="week")),
    "visits_by_month": lambda scope: by_day(replace(scope, grain="month")),
    "visits_by_hour": by_hour,
}


def section(asking: Asking, found: Outline, draw: charts.Draughtsman) -> Section:
    """Return the section."""
    days = asking.ask(by_day)
    if not days.rows:
        parts: tuple[Part, ...] = (Missing("Visits", "No visit starts in this period."),)
    else:
        parts = (_by_day(asking, found, days, draw), _new(asking, days, draw), _by_hour(asking, draw))
    return Section("visits", "Visits", "Visits and people", _LEAD, parts, (_last_week(asking, found),))


_LEAD = "A visit is a session: a person's events, each less than the session timeout after the one before."


def _last_week(asking: Asking, found: Outline) -> Finding:
    question, monday = "How many visits were there last week?", last_week(found)
    if monday is None or found.first_day is None or monday + _WEEK <= found.first_day:
        return Finding(question, "No week of this period is whole yet.", "visits")
    scope = asking.at(days=Days(monday - _WEEK, monday + _WEEK), grain="week")
    rows = {as_day(row["day"]): row for row in asking.ask(by_day, scope).rows}
    visits, people = (whole(rows.get(monday, {}).get(name)) for name in ("visits", "people"))
    before = whole(rows.get(monday - _WEEK, {}).get("visits"))
    week = f"the week from {texts.day(monday)} to {texts.day(monday + timedelta(days=6))}"
    said = f"{counted(visits, 'visit')} of {texts.people(people)} in {week}"
    if found.first_ever is None or found.first_ever > monday - _WEEK or not before:
        return Finding(question, f"{said}. There is no whole week before it to compare with.", "visits")
    change = 100 * (visits - before) / before
    moved = f"{'up' if change > 0 else 'down'} {abs(change):.1f} %" if visits != before else "as many as"
    then = f"from {before:,} the week before" if visits != before else "the week before"
    sign = f"  {'▲' if change > 0 else '▼'} {abs(change):.1f}\u00a0%" if visits != before else ""
    return Finding(question, f"{said}: {moved} {then}.", "visits", headline=f"{visits:,}{sign}")


def as_day(value: Any) -> date:  # noqa: ANN401 the driver's
    """Return a day as the driver gives it as a date."""
    return value.date() if isinstance(value, datetime) else value


def _by_day(asking: Asking, found: Outline, days: Asked, draw: charts.Draughtsman) -> Figure:
    grain = asking.scope.grain
    counts = filled(asking, days, "visits")
    before, name, sql = _before(asking, found, counts)
    people = {as_day(row["day"]): whole(row["people"]) for row in days.rows}
    names = ("Visits", "People", *((name,) if before else ()))
    lines = [
        {
            "day": day.isoformat(),
            "series": series,
            "value": value,
            "told": f"{texts.day(day)}: {value:,} {series.lower()}",
        }
        for series, values in (
            ("Visits", counts),
            ("People", {day: people.get(day, 0) for day in counts}),
            (name, before),
        )
        for day, value in values.items()
    ]
    best = max(counts, key=lambda day: (counts[day], day))
    mean = sum(counts.values()) / len(counts)
    average = f"{mean:,.0f}" if mean >= _TEN else f"{mean:.1f}"
    said = (
        f"{counted(sum(counts.values()), 'visit')} of {texts.people(found.people)}; on average {average} visits a "
        f"{grain}. "
        f"Most were on {texts.day(best)}: {counts[best]:,}."
    )
    if grain != "day":
        said = said.replace("were on", f"were in the {grain} from")
    table = Table(
        (f"{GRAINS[grain].capitalize()}", "Visits", "People", "New people"),
        tuple(
            (texts.day(as_day(row["day"])), *(f"{whole(row[name]):,}" for name in ("visits", "people", "new_visits")))
            for row in days.rows
        ),
        frozenset({1, 2, 3}),
    )
    label = f"Lines: visits and people by {grain}. {said}"
    drawing = draw.draw(charts.lines(lines, names, name, date_format(grain)), label)
    return Figure(f"Visits and people by {grain}", said, (days.sql, *sql), ("R8", "R6", "M1"), drawing, table)


def date_format(grain: str) -> str:
    """Return how an axis says the days."""
    return "%b %Y" if grain == "month" else "%-d %b"


def filled(asking: Asking, days: Asked, name: str) -> dict[date, int]:
    """Return a count of every day; 0 for days between the first and the last that have no row."""
    found = {as_day(row["day"]): whole(row[name]) for row in days.rows}
    if asking.scope.grain == "month":
        return found
    step = _WEEK if asking.scope.grain == "week" else timedelta(days=1)
    day, last = min(found), max(found)
    every: dict[date, int] = {}
    while day <= last:
        every[day] = found.get(day, 0)
        day += step
    return every


def _before(asking: Asking, found: Outline, counts: dict[date, int]) -> tuple[dict[date, int], str, Sequence[str]]:
    """Return the visits of the period before, moved to the days of this one; else those of a week earlier."""
    grain, since = asking.scope.grain, asking.scope.days.since
    if grain == "day" and since and found.last_day and found.first_ever and found.first_ever < since:
        length = (asking.scope.days.until or found.last_day + timedelta(days=1)) - since
        earlier = asking.ask(by_day, asking.at(days=Days(since - length, since)))
        moved = {as_day(row["day"]) + length: whole(row["visits"]) for row in earlier.rows}
        return {day: moved.get(day, 0) for day in counts}, "Visits, the period before", (earlier.sql,)
    if grain != "day":
        return {}, "", ()
    moved = {day + _WEEK: value for day, value in counts.items() if day + _WEEK in counts}
    return moved, "Visits, a week earlier", ()


def _new(asking: Asking, days: Asked, draw: charts.Draughtsman) -> Figure:
    grain = asking.scope.grain
    rows = []
    for row in days.rows:
        day, new = as_day(row["day"]), whole(row["new_visits"])
        for series, value in (("Returning", whole(row["visits"]) - new), ("New", new)):
            told = f"{texts.day(day)}: {value:,} {series.lower()}"
            rows.append({"day": day.isoformat(), "series": series, "value": value, "told": told})
    new, visits = (sum(whole(row[name]) for row in days.rows) for name in ("new_visits", "visits"))
    said = (
        f"{new:,} of {visits:,} visits are a person's first ({texts.percent(new, visits)}); the others are of "
        "people who were there before."
    )
    make = charts.stacked(rows, ("Returning", "New"), date_format(grain))
    drawing = draw.draw(make, f"Bars: new and returning visits by {grain}. {said}")
    return Figure("New and returning", said, (days.sql,), ("R9",), drawing)


def _by_hour(asking: Asking, draw: charts.Draughtsman) -> Figure:
    asked = asking.ask(by_hour)
    counts = {(whole(row["weekday"]), whole(row["hour"])): whole(row["visits"]) for row in asked.rows}
    rows = [
        {
            "across": f"{hour:02}",
            "down": name,
            "value": counts.get((weekday, hour), 0),
            "told": f"{name} {hour:02}:00: {counts.get((weekday, hour), 0):,} visits",
        }
        for weekday, name in enumerate(WEEKDAYS)
        for hour in range(24)
    ]
    (weekday, hour), most = max(counts.items(), key=lambda one: (one[1], one[0]))
    said = (
        f"Most visits start on a {DAYS[weekday]} between {hour:02}:00 and {hour + 1:02}:00: {most:,} in all. "
        f"Times are {asking.scope.context.config.time_zone}."
    )
    drawing = draw.draw(
        charts.heat(rows, [f"{hour:02}" for hour in range(24)], WEEKDAYS, most, less=2),
        f"A square for each hour of each weekday, darker with more visits. {said}",
    )
    table = Table(
        ("Hour", *WEEKDAYS),
        tuple((f"{hour:02}:00", *(f"{counts.get((day, hour), 0):,}" for day in range(7))) for hour in range(24)),
        frozenset(range(1, 8)),
    )
    return Figure("By hour and weekday", said, (asked.sql,), ("M1",), drawing, table)
