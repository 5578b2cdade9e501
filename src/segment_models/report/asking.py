"""Whom the page asks: the built models of one configuration, in one moment of the tables, for one span of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.holding import require_built
from segment_models.journeys.options import Days
from segment_models.models.chain import Context
from segment_models.sql import column, piece

if TYPE_CHECKING:
    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse

Grain = Literal["day", "week", "month"]
MOST_POINTS = 400
"""Days that a chart shows one by one; beyond that it shows weeks, then months."""
MONDAY = date(1, 1, 1)
"""A Monday, and no day is before it."""


@dataclass(frozen=True)
class Scope:
    """What queries depend on: how the engine says things, the days, the models that there are, some sessions."""

    context: Context
    days: Days = field(default_factory=Days)
    models: frozenset[str] = frozenset()
    grain: Grain = "day"
    sessions: tuple[str, ...] = ()
    """The sessions that are drawn event by event, by their ids."""

    def of_days(self, rows: exp.Query, day: exp.Expr) -> exp.Query:
        """Return the rows of a SELECT whose day is in the span."""
        wanted = self.days.has(self.context, day)
        return rows.where(wanted, copy=False) if wanted is not None and isinstance(rows, exp.Select) else rows

    def of_times(self, rows: exp.Query, table: str | None = None, name: str = "timestamp") -> exp.Query:
        """Return the rows of a SELECT whose time is in the span."""
        moment = column(name, table)
        about = self.days.about(self.context, moment, timedelta(0))
        if about is not None and isinstance(rows, exp.Select):
            rows.where(about, copy=False)
        return self.of_days(rows, self.day_of(moment))

    def day_of(self, moment: exp.Expr) -> exp.Expr:
        """Return the day of a time, in the configured time zone."""
        return self.context.dialect.local_day(moment, self.context.config.time_zone)

    def week_of(self, day: exp.Expr) -> exp.Expr:
        """Return the Monday of a day's week."""
        dialect = self.context.dialect
        return dialect.days_after(day, exp.Neg(this=exp.paren(piece("MOD(:days, 7)", days=self._number(day)))))

    def weekday_of(self, day: exp.Expr) -> exp.Expr:
        """Return 0 for a Monday to 6 for a Sunday."""
        return piece("MOD(:days, 7)", days=self._number(day))

    def start_of(self, day: exp.Expr) -> exp.Expr:
        """Return the first day of the day, week or month that a chart has one point for."""
        match self.grain:
            case "day":
                return day.copy()
            case "week":
                return self.week_of(day)
        return self.context.dialect.days_after(day, piece("1 - extract(day FROM :day)", day=day))

    def _number(self, day: exp.Expr) -> exp.Expr:
        return self.context.dialect.days_between(self.context.dialect.day(MONDAY), day)


Query = Callable[[Scope], exp.Query]


@dataclass(frozen=True)
class Asked:
    """The answer to one query, and the query as the engine was asked it."""

    rows: tuple[Mapping[str, Any], ...]
    sql: str


@dataclass(frozen=True)
class Asking:
    """A connection, and what is asked over it."""

    graph: Graph
    warehouse: Warehouse
    scope: Scope
    with_ids: bool = False
    asked: list[str] = field(default_factory=list)
    """Every query so far."""

    def has(self, *models: str) -> bool:
        """Return whether models are built."""
        return self.scope.models.issuperset(models)

    def ask(self, question: Query | exp.Query, scope: Scope | None = None) -> Asked:
        """Return the answer to a query."""
        tree = question if isinstance(question, exp.Query) else question(scope or self.scope)
        sql = self.warehouse.dialect.render_once(self.graph.resolved(tree))
        rows = self.warehouse.fetch(sql)
        self.asked.append(sql)
        names = tuple(name.lower() for name in rows.columns)
        return Asked(tuple(dict(zip(names, values, strict=True)) for values in rows.values), sql)

    def at(self, **changes: Any) -> Scope:  # noqa: ANN401 as the fields are
        """Return the scope with something else in it."""
        return replace(self.scope, **changes)

    def local(self, moment: datetime) -> datetime:
        """Return a time in UTC as the clocks of the configured time zone show it."""
        zone = ZoneInfo(self.graph.context.config.time_zone)
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def why_not(self, model: str) -> str:
        """Say why a model is not there, and how to get it."""
        if model in self.graph.models:
            return f"{self.graph.models[model].relation} is not built. Build it with: segment-models run"
        settings = self.graph.context.config.models.get(model)
        if settings is not None and settings.enabled is False:
            return f"{model} is switched off. Switch it on with models: {{{model}: {{enabled: true}}}}"
        return f"This configuration has no model {model}. {_KEYS.get(model, '')}".strip()


_PAGES = "It needs page calls: include_pages: true"
_CONVERSIONS = (
    "No conversions are configured. Say which events count, as in conversions: {order_completed: {value: revenue}}"
)
_KEYS = {
    "session_facts": "It needs sources of sessions and page views. " + _PAGES,
    "session_sources": _PAGES,
    "page_views": _PAGES,
    "daily": "It needs session_facts.",
    "sessionized_screens": "Screens of apps are switched off. Switch them on with include_screens: true",
    "conversions": _CONVERSIONS,
    "attribution": _CONVERSIONS,
    "shared_calls": "Calls on shared devices are not told apart by who logged in: shared_devices: latest",
}
"""Which key of the configuration brings a model."""


def built(graph: Graph, warehouse: Warehouse) -> frozenset[str]:
    """Return the models that are built."""
    kinds = warehouse.kinds(model.relation for model in graph.models.values())
    return frozenset(name for name, model in graph.models.items() if model.relation in kinds)


def require_fit(graph: Graph, warehouse: Warehouse) -> None:
    """Ask for models that everything is made of, and that are as configured.

    Raises:
        WarehouseError: they are not built.
        RunError: a model was built with another configuration.
    """
    there = built(graph, warehouse)
    if "sessionized_events" not in there:
        raise WarehouseError(
            "There is nothing to report: the models are not built. Build them with: segment-models run"
        )
    require_built(graph, warehouse, sorted(there))


@contextmanager
def asking(graph: Graph, warehouse: Warehouse, days: Days, *, with_ids: bool) -> Iterator[Asking]:
    """Ask within one moment of the tables, and with the comparing and ordering of a run."""
    there = built(graph, warehouse)
    warehouse.begin()
    try:
        yield Asking(graph, warehouse, Scope(graph.context, days, there), with_ids)
    finally:
        warehouse.rollback()


def whole(value: object) -> int:
    """Return a number of a driver's as an int; 0 for NULL."""
    return int(value or 0)  # type: ignore[call-overload, no-any-return]
