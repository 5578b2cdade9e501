"""Where things stand in a warehouse, how a table is laid out there, and the answer to a small query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal

from sqlglot import exp

from segment_models.display import MOST_LINES, Display, Displayed, Table, listed
from segment_models.words import counted

Kind = Literal["view", "table"]


@dataclass(frozen=True)
class Relation:
    """A table or view in the warehouse: a schema, qualified if need be, and a name."""

    schema: str
    name: str

    def node(self, alias: str | None = None) -> exp.Table:
        """Return the reference to it in a query, every part quoted."""
        *catalog, database = self.schema.split(".")
        return exp.table_(self.name, db=database, catalog=".".join(catalog) or None, quoted=True, alias=alias)

    @property
    def own(self) -> exp.Identifier:
        """What its columns are told by from those of others, in a statement that changes it."""
        return exp.to_identifier(self.name, quoted=True)

    def named(self) -> exp.Table:
        """Return the reference to it under its own name, by which its columns are told from those of others."""
        node = self.node()
        node.set("alias", exp.TableAlias(this=self.own))
        return node

    def __str__(self) -> str:
        """Return the name as people write it."""
        return f"{self.schema}.{self.name}"


def schema_node(schema: str) -> exp.Table:
    """Return the reference to a schema, every part quoted."""
    *catalog, name = schema.split(".")
    return exp.table_("", db=name, catalog=".".join(catalog) or None, quoted=True)


@dataclass(frozen=True)
class Layout:
    """How a table is laid out on disk, and what it is labelled and described with: what is asked for one model."""

    partition_by: str | None = None
    """An expression or a column, in the engine's own words."""
    cluster_by: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    """Keys and values, in order."""
    format: str | None = None
    """The format of the files, where the engine has a choice: parquet, delta, iceberg."""
    description: str = ""
    """What it is described with, for engines that say so where they make it; see `Dialect.comment` for the others."""
    columns: tuple[tuple[str, str], ...] = ()
    """Its columns' names and descriptions, likewise."""

    def used(self) -> Iterator[str]:
        """Yield the options that are set."""
        return (option for option in ("partition_by", "cluster_by", "labels", "format") if getattr(self, option))


NO_LAYOUT = Layout()


def without_zones(value: Any) -> Any:  # noqa: ANN401 as a driver gives it
    """Return a value with every time as UTC without a zone, to the innermost."""
    match value:
        case datetime(tzinfo=zone) if zone:
            return value.astimezone(UTC).replace(tzinfo=None)
        case dict():
            return {name: without_zones(inner) for name, inner in value.items()}
        case list():
            return [without_zones(inner) for inner in value]
    return value


AT_ONCE = 2000
"""How many rows of a large answer are fetched at a time."""


@dataclass(frozen=True, repr=False)
class Rows(Displayed):
    """The answer to a small query, for reports and checks, or a part of a large one: never all rows of a model."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, cursor: Any, limit: int | None = None) -> Rows:  # noqa: ANN401 of any driver
        """Return what a driver's cursor (PEP 249) has to give, at most ``limit`` rows of it."""
        values = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        return cls(tuple(column[0] for column in cursor.description or ()), tuple(map(tuple, values)))

    @classmethod
    def parts(cls, cursor: Any) -> Iterator[Rows]:  # noqa: ANN401 of any driver
        """Yield the same part by part, at least one."""
        part = cls.of(cursor, AT_ONCE)
        yield part
        while len(part.values) == AT_ONCE:
            part = cls.of(cursor, AT_ONCE)
            yield part

    @classmethod
    def in_parts(cls, columns: tuple[str, ...], values: Iterator[tuple[Any, ...]]) -> Iterator[Rows]:
        """Yield rows that come one by one part by part, at least one."""
        while True:
            part = cls(columns, tuple(islice(values, AT_ONCE)))
            yield part
            if len(part.values) < AT_ONCE:
                return

    def table(self, title: str = "", total: int | None = None) -> Table:
        """Return it as a table to be shown, of ``total`` rows if these are the first of more."""
        return Table(self.columns, self.values, title, more=(total or len(self.values)) - len(self.values))

    def _display(self) -> Display:
        title = f"{counted(len(self.values), 'row')} of {listed(self.columns)}"
        return Display(title, [str(row) for row in self.values[:MOST_LINES]], (self.table(),))
