"""Where visits came from: channels over time, campaigns, and what the first and the last visit are credited with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.models.chain import Step, chain
from segment_models.report import charts, texts
from segment_models.report.asking import Asked, Asking, Scope, whole
from segment_models.report.content import Figure, Finding, Missing, Part, Section, Table
from segment_models.report.sections.tops import first_of, has_others, others, top
from segment_models.report.sections.visits import as_day, date_format
from segment_models.sql import column, query

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CHANNELS = 6
_FEW = 30
"""Visits of a channel below which its share of buyers says little."""
_TITLE = "Where visits came from"
_QUESTION = "Which channel brings buyers?"


def _facts(scope: Scope) -> exp.Query:
    """Return the facts of the days' sessions; without conversions, they bring nothing."""
    brought = (
        "total_conversions, conversion_value"
        if scope.context.config.conversions
        else "0 AS total_conversions, 0 AS conversion_value"
    )
    rows = query(
        f"""
        SELECT session_date, user_id, channel, traffic_source, traffic_medium, traffic_campaign, is_engaged, {brought}
        FROM model.session_facts AS facts
        """
    )
    return scope.of_days(rows, column("session_date"))


_COUNTS = """count(*) AS visits, count(CASE WHEN is_engaged THEN 1 END) AS engaged,
    count(CASE WHEN total_conversions > 0 THEN 1 END) AS converting, sum(total_conversions) AS conversions,
    sum(conversion_value) AS conversion_value"""


def channels(scope: Scope) -> exp.Query:
    """One row per channel."""
    return chain(
        [Step("facts_of_days", "The sessions of the days.", _facts(scope))],
        f"SELECT channel, {_COUNTS}, count(DISTINCT user_id) AS people, "
        "count(CASE WHEN conversion_value > 0 THEN 1 END) AS paying FROM facts_of_days GROUP BY channel "
        "ORDER BY visits DESC, channel",
    )


def channels_by_day(scope: Scope) -> exp.Query:
    """One row per day (week, month) and channel."""
    dated = query("SELECT :start AS day, channel FROM facts_of_days", start=scope.start_of(column("session_date")))
    steps = [
        Step("facts_of_days", "The sessions of the days.", _facts(scope)),
        Step("dated", f"The {scope.grain} of each.", dated),
    ]
    return chain(
        steps, "SELECT day, channel, count(*) AS visits FROM dated GROUP BY day, channel ORDER BY day, channel"
    )


def campaigns(scope: Scope) -> exp.Query:
    """One row per source, medium and campaign of the most visits, and one for all others."""
    keys = ("traffic_source", "traffic_medium", "traffic_campaign")
    measures = ("visits", "engaged", "converting", "conversions", "conversion_value")
    names = ", ".join(f"coalesce({name}, '(none)') AS {name}" for name in keys)
    named = query(f"SELECT {names}, is_engaged, total_conversions, conversion_value FROM facts_of_days")
    steps = [
        Step("facts_of_days", "The sessions of the days.", _facts(scope)),
        Step("named", "What is not known has a name.", named),
    ]
    return top(f"SELECT {', '.join(keys)}, {_COUNTS} FROM named GROUP BY {', '.join(keys)}", keys, measures, steps)


def attributed(scope: Scope) -> exp.Query:
    """One row per channel: the conversions of the days, by the first and by the last session that was not direct."""
    rows = query(
        """
        SELECT channel, coalesce(CAST(value AS DOUBLE), 0) AS value, first_non_direct_weight, last_non_direct_weight
        FROM model.attribution AS attribution
        """
    )
    summed = """
        SELECT channel, sum(first_non_direct_weight) AS first_conversions,
            sum(value * first_non_direct_weight) AS first_value, sum(last_non_direct_weight) AS last_conversions,
            sum(value * last_non_direct_weight) AS last_value
        FROM credited
        GROUP BY channel
        ORDER BY last_value DESC, last_conversions DESC, channel
        """
    return chain([Step("credited", "What each session has of a conversion (T3).", scope.of_times(rows))], summed)


QUERIES = {
    "channels": channels,
    "channels_by_day": channels_by_day,
    "campaigns": campaigns,
    "attributed": attributed,
}


def section(asking: Asking, draw: charts.Draughtsman) -> Section:
    """Return the section."""
    lead = (
        "A visit's own source is what its pages say: a campaign, a click id or a referrer. Without one, it is direct."
    )
    if not asking.has("session_facts"):
        missing = Missing(_TITLE, asking.why_not("session_facts"))
        return Section(
            "sources",
            "Sources",
            _TITLE,
            lead,
            (missing,),
            (Finding(_QUESTION, f"Not known. {missing.sentence}", "sources"),),
        )
    found = asking.ask(channels)
    if not found.rows:
        return Section("sources", "Sources", _TITLE, lead, (Missing(_TITLE, "No visit starts in this period."),), ())
    parts: list[Part] = [_over_time(asking, found, draw), _channels(asking, found), _campaigns(asking)]
    parts.append(
        _attributed(asking)
        if asking.has("attribution")
        else Missing("First and last visit", asking.why_not("attribution"))
    )
    return Section("sources", "Sources", _TITLE, lead, tuple(parts), (_buyers(asking, found),))


def _buyers(asking: Asking, found: Asked) -> Finding:
    if not asking.graph.context.config.conversions:
        return Finding(_QUESTION, f"Not known. {asking.why_not('conversions')}", "sources")
    counted = "paying" if any(whole(row["paying"]) for row in found.rows) else "converting"
    what = "that brought a value" if counted == "paying" else "with a conversion"
    best = min(found.rows, key=lambda row: (-whole(row[counted]), str(row["channel"])))
    brought, total = whole(best[counted]), sum(whole(row[counted]) for row in found.rows)
    if total == 0:
        return Finding(_QUESTION, "No visit of this period has a conversion.", "sources")
    name, share = texts.shown(best["channel"]), texts.percent(brought, total)
    said = (
        f"{name}: {brought:,} of {total:,} visits {what} came that way ({share}). {_most_often(found, best, counted)}"
    )
    if best["channel"] == "Direct" and asking.has("attribution"):
        said += _behind_direct(asking)
    return Finding(_QUESTION, said, "sources", headline=f"{name}  {share}")


def _most_often(found: Asked, best: Mapping[str, object], counted: str) -> str:
    """Say of which channel's visits the largest share brings something; channels of few visits do not count."""
    many = [row for row in found.rows if whole(row["visits"]) >= _FEW]
    first = max(many, key=lambda row: whole(row[counted]) / whole(row["visits"]), default=best)
    share = texts.percent(whole(first[counted]), whole(first["visits"]))
    if first is best:
        return f"Of all visits by {texts.shown(best['channel'])}, {share} do so, the highest share of any channel."
    return f"The highest share of its visits does so by {texts.shown(first['channel'])}: {share}."


def _behind_direct(asking: Asking) -> str:
    """Say what brings most where direct visits count for the last one before them that was not direct."""
    credited = [row for row in asking.ask(attributed).rows if row["channel"] != "Direct"]
    if not credited:
        return ""
    name = texts.shown(credited[0]["channel"])
    return f" Direct says little of what led there: by the last visit that was not direct, {name} brings most."


def _over_time(asking: Asking, found: Asked, draw: charts.Draughtsman) -> Figure:
    grain = asking.scope.grain
    names = [texts.shown(row["channel"]) for row in found.rows[:MOST_CHANNELS]]
    more = len(found.rows) > MOST_CHANNELS
    asked = asking.ask(channels_by_day)
    counts: dict[tuple[str, str], int] = {}
    for row in asked.rows:
        name = texts.shown(row["channel"])
        key = (as_day(row["day"]).isoformat(), name if name in names else "Others")
        counts[key] = counts.get(key, 0) + whole(row["visits"])
    names += ["Others"] if more else []
    days = {day: as_day(row["day"]) for row in asked.rows for day in [as_day(row["day"]).isoformat()]}
    rows = [
        {"day": day, "series": name, "value": value, "told": f"{texts.day(days[day])}, {name}: {value:,} visits"}
        for (day, name), value in counts.items()
    ]
    visits = sum(whole(row["visits"]) for row in found.rows)
    first = found.rows[0]
    said = (
        f"Most visits come by {texts.shown(first['channel'])}: {whole(first['visits']):,} of {visits:,} "
        f"({texts.percent(whole(first['visits']), visits)})."
    )
    drawing = draw.draw(charts.stacked(rows, names, date_format(grain)), f"Bars: visits by {grain} and channel. {said}")
    table = Table(
        (f"{grain.capitalize()}", *names),
        tuple((texts.day(days[day]), *(f"{counts.get((day, name), 0):,}" for name in names)) for day in days),
        frozenset(range(1, len(names) + 1)),
    )
    return Figure("Channels over time", said, (asked.sql,), ("A9", "C1", "M1"), drawing, table)


def _brought(asking: Asking, row: Mapping[str, object]) -> tuple[str, ...]:
    visits = whole(row["visits"])
    cells: tuple[str, ...] = (f"{visits:,}", texts.percent(whole(row["engaged"]), visits))
    if asking.graph.context.config.conversions:
        value = float(row["conversion_value"] or 0)  # type: ignore[arg-type]
        cells += (
            f"{whole(row['conversions']):,}",
            texts.percent(whole(row["converting"]), visits),
            texts.number(value),
        )
    return cells


def _brought_columns(asking: Asking) -> tuple[str, ...]:
    more = ("Conversions", "Visits that convert", "Value") if asking.graph.context.config.conversions else ()
    return ("Visits", "Engaged", *more)


def _channels(asking: Asking, found: Asked) -> Figure:
    columns = ("Channel", "People", *_brought_columns(asking))
    rows = tuple(
        (texts.shown(row["channel"]), f"{whole(row['people']):,}", *_brought(asking, row)) for row in found.rows
    )
    visits, engaged = (sum(whole(row[name]) for row in found.rows) for name in ("visits", "engaged"))
    said = f"{texts.percent(engaged, visits)} of the visits are engaged."
    if asking.graph.context.config.conversions:
        converting = sum(whole(row["converting"]) for row in found.rows)
        said += f" {converting:,} have a conversion ({texts.percent(converting, visits)})."
    return Figure(
        "Channels, and what they bring",
        said,
        (found.sql,),
        ("P3", "V1", "V3"),
        table=Table(columns, rows, frozenset(range(1, len(columns)))),
    )


def _campaigns(asking: Asking) -> Figure:
    asked = asking.ask(campaigns)
    columns = ("Source", "Medium", "Campaign", *_brought_columns(asking))
    rows = [
        (
            *(texts.shown(row[name]) for name in ("traffic_source", "traffic_medium", "traffic_campaign")),
            *_brought(asking, row),
        )
        for row in first_of(asked)
    ]
    if has_others(asked):
        rows.append((others(asked, "campaigns"), "", "", *_brought(asking, asked.rows[-1])))
    named = [row for row in first_of(asked) if not str(row["traffic_campaign"]).startswith("(")]
    said = "No campaign is among the most frequent sources."
    if named:
        best = named[0]
        said = (
            f"The campaign with most visits is {texts.shown(best['traffic_campaign'])}, by "
            f"{texts.shown(best['traffic_source'])} / {texts.shown(best['traffic_medium'])}: "
            f"{whole(best['visits']):,} visits."
        )
    return Figure(
        "Sources, media and campaigns",
        said,
        (asked.sql,),
        ("A4", "A9"),
        table=Table(columns, tuple(rows), frozenset(range(3, len(columns)))),
    )


def _attributed(asking: Asking) -> Part:
    asked = asking.ask(attributed)
    if not asked.rows:
        return Missing("First and last visit", "No conversion is in this period.")
    rows = tuple(
        (texts.shown(row["channel"]), *(texts.number(float(row[name] or 0)) for name in _CREDITS)) for row in asked.rows
    )
    first, last = (
        max(asked.rows, key=lambda row: float(row[name] or 0))["channel"]
        for name in ("first_conversions", "last_conversions")
    )
    said = (
        f"By the first visit that was not direct, {texts.shown(first)} brings most conversions; by the last "
        f"one, {texts.shown(last)}{' as well' if first == last else ''}."
    )
    columns = ("Channel", "Conversions by the first", "Value", "Conversions by the last", "Value")
    return Figure(
        "First and last visit that was not direct",
        said,
        (asked.sql,),
        ("T1", "T2", "T3"),
        table=Table(columns, rows, frozenset({1, 2, 3, 4})),
    )


_CREDITS = ("first_conversions", "first_value", "last_conversions", "last_value")
