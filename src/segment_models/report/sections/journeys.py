"""Conversions, the funnel to them, and who comes back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.journeys.funnel import Funnel
from segment_models.journeys.retention import Retention
from segment_models.report import charts, texts
from segment_models.report.asking import Asking, Scope, whole
from segment_models.report.content import Figure, Missing, Part, Section, Table
from segment_models.report.sections.visits import as_day
from segment_models.sql import query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from segment_models.config import Config
    from segment_models.report.sections.overview import Outline

_WITHIN, _STEPS, _WEEKS = "30 days", 6, 12


def steps_of(config: Config) -> tuple[str, ...]:
    """Return the steps of the funnel: any page or screen, then the conversions in the order of the configuration."""
    kinds = [one.name for one in config.call_types]
    begin = next((f"{kind}:*" for kind in ("page",) if kind in kinds), None)
    return (*((begin,) if begin else ()), *(f"conversion:{name}" for name in config.conversions))[:_STEPS]


def funnel(scope: Scope) -> exp.Query:
    """One row per step; see `journeys.Funnel`."""
    asked = Funnel.of(steps_of(scope.context.config), _WITHIN, None, scope.days.since, scope.days.until)
    return asked.query(scope.context)


def retention(scope: Scope) -> exp.Query:
    """One row per week of the first visit, and week since; see `journeys.Retention`."""
    asked = Retention.of("any", "any", "week", _WEEKS, None, scope.days.since, scope.days.until)
    return asked.query(scope.context)


def conversions(scope: Scope) -> exp.Query:
    """One row per conversion and currency."""
    rows = query(
        """
        SELECT conversion, currency, count(CASE WHEN NOT is_repeat THEN 1 END) AS conversions,
            count(DISTINCT CASE WHEN NOT is_repeat THEN user_id END) AS people,
            count(CASE WHEN is_repeat THEN 1 END) AS repeats,
            sum(CASE WHEN NOT is_repeat THEN value END) AS value,
            count(CASE WHEN NOT is_repeat AND session_id IS NULL THEN 1 END) AS outside
        FROM model.conversions AS conversions
        """
    )
    rows = scope.of_times(rows)
    return rows.group_by("conversion", "currency").order_by("conversions DESC", "conversion", "repeats")  # type: ignore[attr-defined, no-any-return]


QUERIES = {"conversions": conversions, "funnel": funnel, "retention": retention}


def section(asking: Asking, found: Outline, draw: charts.Draughtsman) -> Section:
    """Return the section."""
    parts: list[Part] = []
    config = asking.graph.context.config
    if asking.has("conversions"):
        parts.append(_conversions(asking))
        enough = len(steps_of(config)) > 1
        pages = asking.has("sessionized_pages")
        if enough and pages:
            parts.append(_funnel(asking, draw))
        else:
            why = asking.why_not("sessionized_pages") if not pages else "It needs pages or two conversions."
            parts.append(Missing("The funnel", why))
    else:
        parts.append(Missing("Conversions and the funnel", asking.why_not("conversions")))
    if asking.has("active_days"):
        parts.append(_retention(asking, found, draw))
    else:
        parts.append(Missing("Who comes back", asking.why_not("active_days")))
    lead = "What people did that counts, how far they get on the way there, and whether they come back."
    return Section("journeys", "Conversions", "Conversions, funnel and retention", lead, tuple(parts))


def _conversions(asking: Asking) -> Part:
    asked = asking.ask(conversions)
    if not asked.rows:
        return Missing("Conversions", "There is none in this period.")
    names = ("conversions", "people", "repeats", "outside")
    rows = tuple(
        (
            texts.shown(row["conversion"]),
            *(f"{whole(row[name]):,}" for name in names),
            texts.NOTHING if row["value"] is None else texts.number(float(row["value"])),
            texts.shown(row["currency"]),
        )
        for row in asked.rows
    )
    first = asked.rows[0]
    currencies = {row["currency"] for row in asked.rows if row["currency"] is not None}
    said = (
        f"The most frequent is {texts.shown(first['conversion'])}: {whole(first['conversions']):,} by "
        f"{texts.people(whole(first['people']))}."
    )
    if len(currencies) > 1:
        said += (
            f" Values are of {len(currencies)} currencies and are not converted: sums over them on this page mix them."
        )
    columns = ("Conversion", "Count", "People", "Repeats", "Outside visits", "Value", "Currency")
    return Figure(
        "What visits bring",
        said,
        (asked.sql,),
        ("V1", "V2", "V3"),
        table=Table(columns, rows, frozenset({1, 2, 3, 4, 5})),
    )


def _funnel(asking: Asking, draw: charts.Draughtsman) -> Figure:
    asked = asking.ask(funnel)
    steps = [(_step(str(row["step"])), whole(row["people"])) for row in asked.rows]
    first = steps[0][1]
    rows = [
        {
            "name": f"{place}. {name}",
            "value": people,
            "said": f"{people:,} · {texts.percent(people, first)}",
            "told": f"{name}: {people:,} people",
        }
        for place, (name, people) in enumerate(steps, start=1)
    ]
    said = _drop(steps)
    drawing = draw.draw(charts.bars(rows), f"Bars: people at each step. {said}")
    cells = tuple(
        (
            f"{place}. {name}",
            f"{people:,}",
            texts.percent(people, first),
            texts.percent(people, steps[place - 2][1]) if place > 1 else "",
        )
        for place, (name, people) in enumerate(steps, start=1)
    )
    table = Table(("Step", "People", "Of the first", "Of the step before"), cells, frozenset({1, 2, 3}))
    title = f"The funnel: any page, then each conversion as configured, within {_WITHIN}"
    return Figure(title, said, (asked.sql,), ("funnels", "V1"), drawing, table)


def _step(told: str) -> str:
    return "any page" if told == "page:*" else texts.shown(told.partition(":")[2])


def _drop(steps: list[tuple[str, int]]) -> str:
    (name, first), (_, last) = steps[0], steps[-1]
    if not first:
        return "Nobody took the first step in this period."
    pairs = list(pairwise(steps))
    (_, before), (worst, after) = max(pairs, key=lambda pair: pair[0][1] - pair[1][1])
    return (
        f"Of {first:,} people with {name}, {last:,} take every step ({texts.percent(last, first)}). Most "
        "are lost before "
        f"{worst}: {before - after:,} people do not go on."
    )


def _retention(asking: Asking, found: Outline, draw: charts.Draughtsman) -> Part:
    asked = asking.ask(retention)
    if not asked.rows:
        return Missing("Who comes back", "Nobody came for the first time in this period.")
    cohorts = sorted({as_day(row["cohort"]) for row in asked.rows})[-_WEEKS:]
    shown = [row for row in asked.rows if as_day(row["cohort"]) in cohorts]
    weeks = [str(number) for number in range(max(whole(row["period_number"]) for row in shown) + 1)]
    people = {as_day(row["cohort"]): whole(row["people"]) for row in shown}
    names = {day: f"{texts.short_day(day)} ({people[day]:,})" for day in cohorts}
    rows = [
        {
            "across": str(whole(row["period_number"])),
            "down": names[as_day(row["cohort"])],
            "value": 0 if whole(row["period_number"]) == 0 else float(row["share"] or 0),
            "said": f"{100 * float(row['share'] or 0):.0f}%",
            "told": f"Came first in the week of {texts.day(as_day(row['cohort']))}, {whole(row['period_number'])} "
            f"weeks later: {whole(row['returned']):,} of {whole(row['people']):,}",
        }
        for row in shown
    ]
    most = max((float(row["value"]) for row in rows), default=0)
    said = _after_a_week(shown, found)
    make = charts.heat(rows, weeks, list(names.values()), most, said=True)
    drawing = draw.draw(make, f"A triangle: the share of each week's new people who came in later weeks. {said}")
    return Figure(
        "Who comes back: week of the first visit, and weeks since",
        said,
        (asked.sql,),
        ("retention", "M1"),
        drawing,
        _triangle(shown, cohorts, weeks, people),
    )


def _triangle(rows: list[Mapping[str, Any]], cohorts: list[date], weeks: list[str], people: dict[date, int]) -> Table:
    shares = {(as_day(row["cohort"]), str(whole(row["period_number"]))): float(row["share"] or 0) for row in rows}
    cells = tuple(
        (
            texts.day(day),
            f"{people[day]:,}",
            *(f"{100 * shares[day, week]:.1f} %" if (day, week) in shares else "" for week in weeks),
        )
        for day in cohorts
    )
    columns = ("Week from", "New people", *(f"Week {week}" for week in weeks))
    return Table(columns, cells, frozenset(range(1, len(columns))))


def _after_a_week(rows: list[Mapping[str, Any]], found: Outline) -> str:
    whole_weeks = [
        row
        for row in rows
        if whole(row["period_number"]) == 1
        and found.last_day
        and as_day(row["cohort"]) + timedelta(days=13) <= found.last_day
    ]
    came, of = (sum(whole(row[name]) for row in whole_weeks) for name in ("returned", "people"))
    if not of:
        return "Nobody's second week is whole yet."
    return (
        f"In the week after their first, {texts.percent(came, of)} of new people come back ({came:,} of "
        f"{of:,}, of weeks that are whole)."
    )
