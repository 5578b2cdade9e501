"""Writes the page: asks the sections one after the other, and puts what they say into the template."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

from segment_models import __version__
from segment_models.checks import checks
from segment_models.report import charts, texts
from segment_models.report.asking import MOST_POINTS, Asking, Grain, asking, built, require_fit
from segment_models.report.content import Finding, Missing, Section
from segment_models.report.page import ReportPage
from segment_models.report.rules import cited
from segment_models.report.sections import acquisition, drawn, journeys, overview, pages, people, quality, visits
from segment_models.run import CheckError, run_checks
from segment_models.sql import many_trees

if TYPE_CHECKING:
    from segment_models.graph import Graph
    from segment_models.journeys.options import Days
    from segment_models.run import Checked
    from segment_models.warehouses.connection import Warehouse

_QUESTIONS = ("visits", "sources", "pages", "people", "quality")
"""The sections that answer the questions at the top, in their order."""


def write_report(
    graph: Graph, warehouse: Warehouse, days: Days, *, with_ids: bool = False, with_checks: bool = True
) -> ReportPage:
    """Return the page, of some days, and of what the checks find.

    Raises:
        WarehouseError: no model is built, the warehouse refused, or the extra ``report`` is not installed.
        RunError: a model was built with another configuration.
    """
    charts.require_altair()
    require_fit(graph, warehouse)
    checked = _checked(graph, warehouse) if with_checks else None
    with asking(graph, warehouse, days, with_ids=with_ids) as asked, many_trees():
        found = overview.outline(asked)
        if found.events == 0:
            return _empty(asked, found)
        by_grain = replace(asked, scope=asked.at(grain=_grain(found.days)))
        sections = _sections(by_grain, found, checked)
    by_section = {one.section: one for section in sections for one in section.findings}
    findings = tuple(by_section[name] for name in _QUESTIONS if name in by_section)
    return _page(asked, found, sections, findings)


def _checked(graph: Graph, warehouse: Warehouse) -> list[Checked]:
    """Return what the checks of built models find; one that fails is told on the page, and stops nothing."""
    there = built(graph, warehouse)
    due = [one for one in checks(graph) if there.issuperset(one.reads)]
    try:
        return run_checks(due, warehouse, lambda _: None).checked
    except CheckError as error:
        return error.report.checked


def _grain(days: int) -> Grain:
    if days <= MOST_POINTS:
        return "day"
    return "week" if days <= 7 * MOST_POINTS else "month"


def _sections(asked: Asking, found: overview.Outline, checked: list[Checked] | None) -> tuple[Section, ...]:
    draw = charts.Draughtsman(count(1))
    return (
        overview.section(asked, found, checked),
        visits.section(asked, found, draw),
        acquisition.section(asked, draw),
        pages.section(asked),
        journeys.section(asked, found, draw),
        people.section(asked, draw),
        quality.section(asked, checked, draw),
        drawn.section(asked),
    )


def _empty(asked: Asking, found: overview.Outline) -> ReportPage:
    """Return the page of a period without an event: it says so, and when there are some."""
    if found.first_ever and found.latest:
        there = f"Events are there from {texts.day(found.first_ever)} to {texts.day(found.latest.date())}."
    else:
        there = "There is no event at all: load some, and build the models with: segment-models run"
    section = Section(
        "period", "Period", "The period", "", (Missing("No events", f"There is no event in this period. {there}"),)
    )
    return _page(asked, found, (section,), (Finding("What is there?", f"No event in this period. {there}", "period"),))


def _page(
    asked: Asking, found: overview.Outline, sections: tuple[Section, ...], findings: tuple[Finding, ...]
) -> ReportPage:
    import jinja2  # noqa: PLC0415 an extra

    here = files("segment_models.report")
    style = (here / "style.css").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["kind"] = lambda part: type(part).__name__
    template = environment.from_string((here / "template.html").read_text(encoding="utf-8"))
    html = template.render(
        style=style,
        style_hash=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        head=_head(asked, found),
        sections=sections,
        findings=findings,
        rules=cited(sections),
    )
    return ReportPage(html, findings, tuple(asked.asked))


@dataclass(frozen=True)
class Head:
    """What stands at the top of the page."""

    title: str
    period: str
    zone: str
    written: str
    version: str
    with_ids: bool


def _head(asked: Asking, found: overview.Outline) -> Head:
    days, first, last = asked.scope.days, found.first_day, found.last_day
    begin = days.since or first
    if begin is None:
        period = "no events"
    elif last is None:
        period = f"from {texts.day(begin)}"
    else:
        period = f"{texts.day(begin)} to {texts.day(last)}"
    names = ", ".join(texts.shown(name) for name in asked.graph.context.source_names)
    now = f"{texts.minute(datetime.now(UTC))} UTC"
    zone = asked.graph.context.config.time_zone
    return Head(f"Visits of {names}", period, zone, now, __version__, asked.with_ids)
