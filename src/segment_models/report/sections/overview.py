"""What is shown: the period, its sources, how fresh it is, the last run, and whether the checks pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.explain.answers import moment
from segment_models.incremental import log
from segment_models.incremental.past import lacking_in_log
from segment_models.models.calls import read_steps
from segment_models.models.chain import Step, chain, of_each
from segment_models.report import texts
from segment_models.report.asking import Asked, Asking, Scope, whole
from segment_models.report.content import Figure, Missing, Part, Section, Table, Tone
from segment_models.sql import aliased, column, piece, query
from segment_models.words import counted

if TYPE_CHECKING:
    from segment_models.run import Checked


@dataclass(frozen=True)
class Outline:
    """What all sections are about."""

    first_ever: date | None
    """The day of the first event of all; None where there is none."""
    latest: datetime | None
    """The time of the latest event of all, in UTC."""
    first_day: date | None
    """The first day of the period with an event."""
    last_day: date | None
    events: int
    visits: int
    people: int
    sources: Asked
    totals: Asked

    @property
    def days(self) -> int:
        """How many days there are from the first to the last."""
        return (self.last_day - self.first_day).days + 1 if self.first_day and self.last_day else 0


def all_time(scope: Scope) -> exp.Query:
    """One row: the first day of all events, and the latest event."""
    return query(
        "SELECT min(:day) AS first_day, max(timestamp) AS last_at FROM model.sessionized_events AS events",
        day=scope.day_of(column("timestamp")),
    )


def sources(scope: Scope) -> exp.Query:
    """One row per Segment source with events in the period."""
    rows = exp.select("source", "count(*) AS events").from_("model.sessionized_events AS events")
    for one in scope.context.config.call_types:
        rows = rows.select(aliased(piece(f"count({one.id_name})"), one.table))
    rows = rows.select("min(timestamp) AS first_at", "max(timestamp) AS last_at").group_by("source")
    return scope.of_times(rows).order_by("source")


def totals(scope: Scope) -> exp.Query:
    """One row: the days, visits and people of the period."""
    rows = query(
        """
        SELECT min(:day) AS first_day, max(:day) AS last_day,
            count(CASE WHEN session_start_event THEN 1 END) AS visits, count(DISTINCT user_id) AS people
        FROM model.sessionized_events AS events
        """,
        day=scope.day_of(column("timestamp")),
    )
    return scope.of_times(rows)


def loads(scope: Scope) -> exp.Query:
    """One row per Segment source: when a row was loaded last."""
    types = scope.context.all_types
    steps = [step for one in types for step in read_steps(scope.context, one)]
    loaded = of_each(types, "SELECT source, max(call_loaded_at) AS loaded_at FROM {table}_cleaned GROUP BY source")
    last = Step("loaded", "When a row of each type was loaded last.", loaded)
    return chain(
        [*steps, last], "SELECT source, max(loaded_at) AS loaded_at FROM loaded GROUP BY source ORDER BY source"
    )


QUERIES = {"all_time": all_time, "sources": sources, "totals": totals, "loads": loads}


def outline(asking: Asking) -> Outline:
    """Return what the page is about."""
    ever, found, summed = asking.ask(all_time).rows[0], asking.ask(sources), asking.ask(totals)
    row = summed.rows[0]
    return Outline(
        first_ever=_day(ever["first_day"]),
        latest=moment(ever["last_at"]) if ever["last_at"] else None,
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
        events=sum(whole(one["events"]) for one in found.rows),
        visits=whole(row["visits"]),
        people=whole(row["people"]),
        sources=found,
        totals=summed,
    )


def _day(value: Any) -> date | None:  # noqa: ANN401 the driver's
    return value.date() if isinstance(value, datetime) else value


def section(asking: Asking, found: Outline, checked: list[Checked] | None) -> Section:
    """Return the section."""
    parts: list[Part] = [_sources(asking, found), _run(asking), _checks(checked)]
    return Section(
        "period",
        "State",
        "The period, its sources and its state",
        "What the page is about, how fresh it is, and whether the rules hold that every run checks.",
        tuple(parts),
    )


def _sources(asking: Asking, found: Outline) -> Figure:
    loaded = asking.ask(loads)
    at = {row["source"]: moment(row["loaded_at"]) for row in loaded.rows if row["loaded_at"]}
    types = asking.graph.context.config.call_types
    rows = tuple(
        (
            texts.shown(row["source"]),
            *(f"{whole(row[one.table]):,}" for one in types),
            texts.minute(asking.local(moment(row["first_at"]))),
            texts.minute(asking.local(moment(row["last_at"]))),
            texts.minute(asking.local(at[row["source"]])) if row["source"] in at else "not known",
        )
        for row in found.sources.rows
    )
    latest = f" The latest event is of {texts.minute(asking.local(found.latest))}" if found.latest else ""
    load = f"; the latest row was loaded on {texts.minute(asking.local(max(at.values())))}." if at else "."
    said = f"{counted(found.events, 'event')} of {texts.people(found.people)}, from {counted(len(rows), 'source')}."
    columns = ("Source", *(f"{one.table.capitalize()}" for one in types), "First event", "Latest event", "Latest load")
    return Figure(
        "Sources and freshness",
        said + latest + load,
        (found.sources.sql, found.totals.sql, loaded.sql),
        ("R1", "R4"),
        table=Table(columns, rows, frozenset(range(1, len(types) + 1))),
    )


def _run(asking: Asking) -> Part:
    graph = asking.graph
    runs = log.log(graph)
    if not asking.warehouse.kinds([runs]):
        return Missing(
            "The last run",
            "Runs are not logged, because no model is incremental. The log, segment_runs, comes with "
            "default_config: {type: incremental}",
        )
    lacking = [one.name for one in lacking_in_log(graph, asking.warehouse.catalog([runs.schema]))]
    names = ("calls_new", "calls_changed", "persons_touched", "sessions_rewritten", "sessions_added")
    rows = exp.select("started_at", "kind", *names).from_(runs.node("runs"))
    rows = rows.select(aliased(log.run_order(lacking, "runs"), "run_order"))
    asked = asking.ask(rows.order_by("run_order DESC", "started_at DESC").limit(5))
    told = tuple(_told(row, names) for row in asked.rows)
    if not asked.rows:
        return Missing("The last run", "The log of runs is empty: no run has finished yet.")
    last = asked.rows[0]
    said = (
        f"The last run was {last['kind']} and began on {texts.minute(moment(last['started_at']))} UTC: "
        f"{counted(whole(last['calls_new']), 'new call')}, {counted(whole(last['sessions_added']), 'new session')}."
    )
    columns = ("Started (UTC)", "Kind", "New calls", "Changed calls", "People affected", "Sessions rewritten", "Added")
    return Figure("The last runs", said, (asked.sql,), table=Table(columns, told, frozenset(range(2, 7))))


def _told(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    counts = (texts.NOTHING if row[name] is None else f"{whole(row[name]):,}" for name in names)
    return texts.minute(moment(row["started_at"])), str(row["kind"]), *counts


def _checks(checked: list[Checked] | None) -> Part:
    if checked is None:
        return Missing("Checks", "The checks were not run, because of --no-checks. Run them with: segment-models check")
    broken = [one for one in checked if one.broken]
    failed = [one for one in checked if one.failed]
    ordered = sorted(checked, key=lambda one: (not one.failed, not one.broken))
    rows = tuple(
        (
            one.check.name,
            one.check.description,
            f"fails: {counted(one.broken, 'row')}"
            if one.failed
            else f"warns: {counted(one.broken, 'row')}"
            if one.broken
            else "passes",
        )
        for one in ordered
    )
    if failed:
        said = (
            f"{len(failed)} of {counted(len(checked), 'check')} fail: "
            f"{texts.joined([one.check.name for one in failed])}."
        )
    elif broken:
        said = (
            f"No check fails; {len(broken)} of {len(checked)} warn: {texts.joined([one.check.name for one in broken])}."
        )
    else:
        said = f"All {counted(len(checked), 'check')} pass."
    bad = frozenset(place for place, one in enumerate(ordered) if one.failed)
    tone: Tone = "bad" if failed else "plain"
    return Figure("Checks", said, (), table=Table(("Check", "What it looks for", "Result"), rows, bad=bad), tone=tone)


def last_week(found: Outline) -> date | None:
    """Return the Monday of the last week that is whole by the period's last day; None without a day."""
    if found.last_day is None:
        return None
    monday = found.last_day - timedelta(days=found.last_day.weekday())
    return monday if found.last_day.weekday() == 6 else monday - timedelta(days=7)  # noqa: PLR2004 a Sunday
