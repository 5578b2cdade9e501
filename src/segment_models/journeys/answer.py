"""A question about journeys and its answer: SQL that can be seen, and rows that the engine works out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from segment_models.display import Display, html, text
from segment_models.errors import ConfigError, not_installed
from segment_models.fields import FieldType
from segment_models.graph import Graph
from segment_models.holding import require_built
from segment_models.journeys.targets import refuse_unseen
from segment_models.warehouses.relation import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from sqlglot import exp

    from segment_models.config import Config
    from segment_models.fields import Field
    from segment_models.journeys.targets import Target
    from segment_models.models.chain import Context
    from segment_models.warehouses import Name
    from segment_models.warehouses.connection import Warehouse


_ASK = "Its rows come when you ask for them: for row in answer, answer.rows(), answer.to_pandas()."


class Question(Protocol):
    """What is asked of the built models."""

    def refuse(self, config: Config) -> None:
        """Raise ConfigError where a configuration has not what is asked for."""

    def reads(self) -> tuple[str, ...]:
        """Return the models that it reads."""

    def query(self, context: Context) -> exp.Query:
        """Return its SQL, in which models are ``model.NAME``."""

    def columns(self, config: Config) -> tuple[Field, ...]:
        """Return the columns of its answer."""

    def unmet(self, rows: Rows) -> Sequence[Target]:
        """Return what nobody did by this answer: it may be called otherwise, so it is looked for."""


class Asked(Protocol):
    """Who is asked: the models of a configuration."""

    config: Config

    def graph(self, dialect: Name | None = None) -> Graph:
        """Return the models' graph without a connection."""

    def graph_in(self, warehouse: Warehouse) -> Graph:
        """Return the models' graph for what a warehouse holds."""

    def opened(self, connection: object | None = None) -> AbstractContextManager[Warehouse]:
        """Open a connection to read from."""

    def look(self) -> AbstractContextManager[Warehouse | None]:
        """Open the connection that is meant, if it costs nothing to read from it unasked."""


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer to a funnel, to retention or to paths. Nothing is asked of the warehouse before rows are wanted.

    Iterating gives its rows as tuples, `rows` these with the names of the columns, `to_arrow`, `to_pandas` and
    `to_polars` a table. Each of these asks anew. So does a notebook that shows the answer, of DuckDB in this process
    only: from any other warehouse, rows come when you ask for them.

    Raises:
        ConfigError: a model that it reads is switched off.
        WarehouseError: a model that it reads is not built, or the warehouse refused.
        RunError: one was built with another configuration.
        JourneyError: nobody ever did what a step names.
    """

    question: Question
    models: Asked

    def sql(self, dialect: Name | None = None) -> str:
        """Return its SQL, for the connection's engine where none is named. It needs no connection."""
        graph = self.models.graph(dialect)
        return graph.context.dialect.render_once(self._query(graph))

    def __repr__(self) -> str:
        """Show what is asked; a Python prompt asks nothing."""
        return text(Display(self._title(), (_ASK,)))

    def _repr_html_(self) -> str:
        """Return its rows as HTML for a notebook, where it costs nothing to ask for them."""
        asked = self._title()
        try:
            with self.models.look() as warehouse:
                rows = self.rows(warehouse) if warehouse else None
        except Exception as error:  # noqa: BLE001 a driver's, too: what shows itself never fails
            return html(Display(asked, (str(error),)))
        return html(Display(asked, (), (rows.table(),)) if rows else Display(asked, (_ASK,)))

    def _title(self) -> str:
        columns = ", ".join(one.name for one in self.question.columns(self.models.config))
        return f"{type(self.question).__name__}: {columns}"

    def rows(self, connection: object | None = None) -> Rows:
        """Return its rows, with the names of the columns."""
        with self._asking(connection) as (graph, warehouse):
            rows = warehouse.fetch(warehouse.dialect.render_once(self._query(graph)))
            found = self._typed(rows)
            refuse_unseen(graph, warehouse, self.question.unmet(found))
        return found

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield its rows."""
        return iter(self.rows().values)

    def to_arrow(self, connection: object | None = None) -> pa.Table:
        """Return its rows as a pyarrow.Table (needs the extra ``arrow``)."""
        with self._asking(connection) as (graph, warehouse):
            try:
                table = warehouse.arrow(warehouse.dialect.render_once(self._query(graph)))
            except ModuleNotFoundError:
                raise not_installed("pyarrow", "arrow") from None
            columns = [column.to_pylist() for column in table.columns]
            values = tuple(zip(*columns, strict=True))
            refuse_unseen(graph, warehouse, self.question.unmet(self._typed(Rows((), values))))
        return table

    def to_pandas(self, connection: object | None = None) -> pd.DataFrame:
        """Return its rows as a pandas.DataFrame (needs the extra ``pandas``)."""
        return self.to_arrow(connection).to_pandas()

    def to_polars(self, connection: object | None = None) -> pl.DataFrame:
        """Return its rows as a polars.DataFrame (needs the extra ``polars``)."""
        try:
            import polars as pl  # noqa: PLC0415 an extra
        except ModuleNotFoundError:
            raise not_installed("polars", "polars") from None
        frame: pl.DataFrame = pl.from_arrow(self.to_arrow(connection))  # type: ignore[assignment]
        return frame

    @contextmanager
    def _asking(self, connection: object | None) -> Iterator[tuple[Graph, Warehouse]]:
        """Ask within one moment of the tables, and with the comparing and ordering of a run."""
        with self.models.opened(connection) as warehouse:
            graph = self.models.graph_in(warehouse)
            self._refuse_disabled(graph)
            require_built(graph, warehouse, self.question.reads())
            warehouse.begin()
            try:
                yield graph, warehouse
            finally:
                warehouse.rollback()

    def _query(self, graph: Graph) -> exp.Query:
        self.question.refuse(graph.context.config)
        self._refuse_disabled(graph)
        return graph.resolved(self.question.query(graph.context))

    def _refuse_disabled(self, graph: Graph) -> None:
        for name in self.question.reads():
            if name not in graph.models:
                raise ConfigError(
                    f"The answer needs the model {name}. It is switched off under models, or a model that it reads is. "
                    f"Switch it on with models: {{{name}: {{enabled: true}}}}"
                )

    def _typed(self, rows: Rows) -> Rows:
        """Return rows with values of the columns' types, whatever a driver has for these."""
        columns = self.question.columns(self.models.config)
        values = (
            tuple(_value(one.type, value) for one, value in zip(columns, row, strict=True))
            for row in rows.values  # noqa: PD011 no data frame
        )
        return Rows(tuple(one.name for one in columns), tuple(values))


def _value(kind: FieldType, value: Any) -> Any:  # noqa: ANN401 as a driver gives it
    match kind, value:
        case _, None:
            return None
        case FieldType.INTEGER, _:
            return int(value)
        case FieldType.DOUBLE, _:
            return float(value)
        case FieldType.DATE, datetime():
            return value.date()
    return value


def as_data(rows: Rows) -> list[dict[str, Any]]:
    """Return rows as JSON has them: days and times as ISO texts, exact numbers as texts that are exact."""
    return [dict(zip(rows.columns, map(_plain, row), strict=True)) for row in rows.values]  # noqa: PD011 no data frame


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return value
