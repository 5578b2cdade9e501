"""What a warehouse must answer, and nothing more.

A `Dialect` says how an engine *means* things and spells statements; it needs no connection, so `compile` works without
one. A `Warehouse` is an open connection: it looks at what is there and carries statements out.
Compare two files of this folder and you see what a warehouse is.
"""

from __future__ import annotations

import re
import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.fields import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlglot.dialects.dialect import DialectType

    from segment_models.fields import Field
    from segment_models.load import LoadReport
    from segment_models.sources import Column

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

    def named(self) -> exp.Table:
        """Return the reference to it under its own name, by which its columns are told from those of others."""
        node = self.node()
        node.set("alias", exp.TableAlias(this=exp.to_identifier(self.name, quoted=True)))
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


@dataclass(frozen=True)
class Rows:
    """The answer to a small query, for reports and checks: never event rows of a whole model."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


class Dialect(ABC):
    """How one engine means things. Methods take and give syntax trees; times are UTC with microseconds."""

    name: str
    """The engine, as in a connection's URL."""

    sqlglot: DialectType
    """The engine's dialect in sqlglot."""

    # -- what people are told of it; the README's table is made of these --------------------------------------------

    title: str
    """The engine as its vendor writes it."""

    extra: str | None
    """The extra that brings its driver; None where nothing more is needed."""

    url: str
    """An example of a connection."""

    nesting: str
    """What becomes of structs and records."""

    publishing: str
    """How a reader is kept from half of a run."""

    level: str
    """How much of it is proven, and how."""

    # -- what it has ------------------------------------------------------------------------------------------------

    structs: bool
    """True if columns can be structs: stats, first and last values are, then, and flat columns elsewhere."""

    records: bool
    """True if a session can hold its records."""

    transactional: bool
    """True if a whole run is one transaction. Elsewhere a run builds every table aside, checks it, and only then
    publishes each."""

    incremental: bool = False
    """True if tables can be brought up to date: in the transaction of the run where it is `transactional`, else at its
    end (`Warehouse.at_once`). Elsewhere an incremental model is built anew."""

    merging: bool = False
    """True if no transaction spans several tables, and each is brought up to date at once by a MERGE of its own."""

    waits: bool = True
    """True if a transaction that changes a table waits for another that does; elsewhere one of them is stopped."""

    def updates(self, form: str | None) -> bool:  # noqa: ARG002 for engines with several formats
        """Return whether a table of a format (None for the usual one) can be brought up to date."""
        return self.incremental

    @property
    def not_incremental(self) -> str:
        """The sentence for people who ask for incremental models where there are none."""
        return f"{self.title}: incremental models are built anew in every run, as tables. The rows are the same."

    segment_types: Mapping[str, exp.DataType]
    """The types Segment gives columns here: ``text`` and one for each time column that exists here."""

    can_inline: bool
    """True if a step can be kept from being computed in full for readers of a few of its columns."""

    notes: Mapping[str, str]
    """Options that this engine has no use for, each with the sentence that a run reports."""

    def unused(self, relation: Relation, layout: Layout) -> Iterator[str]:  # noqa: ARG002 for engines that look at it
        """Yield a sentence for each option of a layout that this engine has no use for."""
        return (self.notes[option] for option in layout.used() if option in self.notes)

    # -- reading raw columns, defensively (R1) ---------------------------------------------------------------------

    @abstractmethod
    def type(self, kind: FieldType) -> exp.DataType:
        """Return the engine's type for a published column."""

    @abstractmethod
    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as text."""

    @abstractmethod
    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as a UTC timestamp: finer digits cut, NULL where it is none or not finite."""

    def moment(self, moment: datetime) -> exp.Expr:
        """Return a moment (UTC, without a zone) as a constant of the engine's type of times."""
        return exp.cast(
            exp.Literal.string(f"{moment.isoformat(sep=' ', timespec='microseconds')}+00:00"),
            self.type(FieldType.TIMESTAMP),
        )

    def parameter(self, name: str) -> exp.Expr | None:  # noqa: ARG002 for engines that prune by constants only
        """Return a moment that a run finds out, as a constant of the statements after it; see `Warehouse.bind`.

        None where an engine passes over old blocks by itself, or has no use for it.
        """
        return None

    def at_or_after(self, column: exp.Expr, found: exp.DataType, moment: datetime) -> exp.Expr:
        """Return whether a raw column is a moment or later; if in doubt, yes.

        Where the column is a time by itself it is compared as it stands, so that an engine can pass over blocks and
        partitions of older rows.
        """
        return exp.GTE(this=self.timestamp(column, found), expression=self.moment(moment))

    @abstractmethod
    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the type that holds every value of columns of these types."""

    @abstractmethod
    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""

    @abstractmethod
    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return whether a regular expression is found in a text."""

    # -- meaning ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the exact microseconds between two times, as an integer (R8)."""

    @abstractmethod
    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the whole milliseconds between two times, as an integer."""

    @abstractmethod
    def md5(self, text: exp.Expr) -> exp.Expr:
        """Return the lower-case hex MD5 of a text's UTF-8 bytes (R9)."""

    @abstractmethod
    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return a struct of named values; a value's ``type`` is known where an engine's structs would lose it."""

    @abstractmethod
    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:
        """Return one field of a struct, NULL where the struct is NULL.

        ``kind`` is its type, for engines whose structs do not know it; None for a struct in a struct, and for a value
        that only goes into another struct.
        """

    def constant(self, value: str) -> exp.Expr:
        """Return a text of ours as a column, compared like every other text (R7)."""
        return exp.Literal.string(value)

    def no_value(self, kind: exp.DataType) -> exp.Expr:
        """Return the NULL of a type, as a column."""
        return exp.cast(exp.null(), kind.copy())

    def no_struct(self) -> exp.Expr:
        """Return the NULL that stands where other rows have a struct."""
        return exp.null()

    ordered_list_why: str = "Records are listed in their order."
    """How that list comes to be in order, for the reader of the SQL."""

    @abstractmethod
    def ordered_list(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the aggregate that lists every value of a group by its position."""

    @abstractmethod
    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the element of an array at a position, counted from 1; NULL where the position is NULL."""

    @abstractmethod
    def at_last(self, value: exp.Expr, position: exp.Expr) -> exp.Expr | None:
        """Return the aggregate that gives the value, not NULL, at the highest position of a group (R11).

        None where there is no such aggregate: then the value is joined by that position.
        """

    @abstractmethod
    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return a number from 0 to ``buckets - 1``, the same for equal texts."""

    def differ(self, one: exp.Expr, other: exp.Expr, kind: FieldType) -> exp.Expr:  # noqa: ARG002 for engines that compare no structs
        """Return whether two values of a column differ, to the innermost; NULL is like NULL and unlike all else."""
        return exp.NullSafeNEQ(this=one, expression=other)

    @abstractmethod
    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Return the query over the elements of an array, which are ``record`` at ``position``, from 1."""

    # -- statements ------------------------------------------------------------------------------------------------

    stage_schema: str
    """Where a run keeps tables for itself; made by the run and removed by it."""

    session_schema: bool = False
    """True if that schema is always there and of this session alone, as that of temporary tables: then a run neither
    makes nor removes it."""

    def drop_schema(self, schema: str) -> str:
        """Return the statement that removes an empty schema."""
        return self.render(exp.Drop(tables=[schema_node(schema)], kind="SCHEMA"))

    def create_schema(self, schema: str) -> str:
        """Return the statement that makes a schema if it is not there."""
        return self.render(exp.Create(this=schema_node(schema), kind="SCHEMA", exists=True))

    @abstractmethod
    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:
        """Return the statement that makes a view or a table of a query, replacing one of the same kind."""

    def publish(self, aside: Relation, target: Relation, layout: Layout) -> tuple[str, ...]:
        """Return the statements that put a table built aside into its place, so that no reader sees half of it.

        Only for engines that are not `transactional`. What is left aside is dropped afterwards, if it is there.
        """
        raise NotImplementedError

    def aside(self, model: str, target: Relation, stage_schema: str, run: str) -> Relation:  # noqa: ARG002
        """Return where a run builds a model's table before it is published, where a run is no transaction."""
        return Relation(stage_schema, f"{model}_{run}")

    binding: bool = False
    """True if a view holds on to what it reads, and nothing can be replaced by something with other columns: then what
    is in the way is dropped first, and a table whose columns are the same is refilled where it stands."""

    def refill(self, relation: Relation, columns: Sequence[str], query: exp.Query) -> tuple[str, ...]:
        """Return the statements that give a table other rows, where the engine is `binding`."""
        raise NotImplementedError

    def settle(self, relation: Relation) -> tuple[str, ...]:  # noqa: ARG002 for engines that need it
        """Return the statements that a table needs once it is filled, such as to gather statistics."""
        return ()

    def insert(self, relation: Relation, query: exp.Query) -> str:
        """Return the statement that adds a query's rows to a table."""
        return self.render(exp.Insert(this=relation.node(), expression=query))

    def delete(self, relation: Relation, condition: exp.Expr, using: exp.Expr | None = None) -> str:
        """Return the statement that removes the rows of a table that meet a condition, with a row of another table.

        A join and not EXISTS: engines look for a match under a condition with an inequality row by row.
        """
        where = exp.Where(this=condition)
        return self.render(exp.Delete(this=relation.node(), using=[using] if using else None, where=where))

    def create_table(self, relation: Relation, columns: Iterable[Field]) -> str:
        """Return the statement that makes an empty table if it is not there."""
        schema = exp.Schema(this=relation.node(), expressions=[self.defined(one) for one in columns])
        said = [*self.said_of_new(relation)]
        properties = exp.Properties(expressions=said) if said else None
        return self.render(exp.Create(this=schema, kind="TABLE", exists=True, properties=properties))

    def said_of_new(self, relation: Relation) -> Iterable[exp.Expr]:  # noqa: ARG002 for engines with several formats
        """Return what such a table is made with, beside its columns."""
        return ()

    def defined(self, column: Field) -> exp.ColumnDef:
        """Return the definition of a column of such a table; text compares by its bytes, as everywhere (R7)."""
        return exp.ColumnDef(this=exp.to_identifier(column.name, quoted=True), kind=self.type(column.type))

    def divided_by(self, moment: str) -> str | None:  # noqa: ARG002 for engines that have partitions
        """Return the `Layout.partition_by` of a large table kept up to date that is divided by a column of times."""
        return None

    def index(self, relation: Relation, columns: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002 for engines that have indexes
        """Return the statements that let rows of a table be found by these columns without reading all of it."""
        return ()

    def drop(self, kind: Kind, relation: Relation, *, if_exists: bool = False) -> str:
        """Return the statement that removes a view or a table; never CASCADE: what depends on it may be another's."""
        return self.render(exp.Drop(tables=[relation.node()], kind=kind.upper(), exists=if_exists))

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return the statements that describe a view or a table and its columns: here, COMMENT ON for each."""
        table = relation.node()
        statements = [exp.Comment(this=table, kind=kind.upper(), expression=exp.Literal.string(description))]
        for name, sentence in columns.items():
            parts = [part.copy() for part in (exp.to_identifier(name, quoted=True), *reversed(table.parts))]
            column = exp.Column(**dict(zip(("this", "table", "db", "catalog"), parts, strict=False)))
            statements.append(exp.Comment(this=column, kind="COLUMN", expression=exp.Literal.string(sentence)))
        return tuple(self.render(statement) for statement in statements)

    def render(self, query: exp.Expr) -> str:
        """Return a syntax tree as text, laid out for people."""
        return query.sql(dialect=self.sqlglot, pretty=True)


MEANWHILE = "Another run has brought the models up to date meanwhile. This one has changed nothing: run again."


def run_name(now: datetime) -> str:
    """Return what tells a run from any other: its time, then chance."""
    return f"{now:%Y%m%d%H%M%S}_{secrets.token_hex(3)}"


def is_old(table: str, now: datetime) -> bool:
    """Return whether a table's name ends with that of a run which began more than a day ago."""
    match = re.search(r"_(\d{14})_[0-9a-f]{6}$", table.lower())
    return match is not None and match[1] < f"{now - timedelta(days=1):%Y%m%d%H%M%S}"


class Warehouse(ABC):
    """An open connection. Every method raises WarehouseError when the engine refuses."""

    dialect: Dialect

    only_here: bool = False
    """True if what is in it is gone when it is closed: a database in memory."""

    @abstractmethod
    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds: tables and views, their columns by lower-case name; None for no schema.

        Schemas that exist but were not asked for come along empty, so that an error can offer the nearest name.
        """

    @abstractmethod
    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return those schemas that have to be written longer than they are, and how."""

    @abstractmethod
    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which of these relations exist, and as what."""

    def existing_schemas(self, schemas: Iterable[str]) -> frozenset[str]:  # noqa: ARG002 for engines that need it
        """Return those schemas that exist, where making one that exists asks for a right that people may not have."""
        return frozenset()

    def same_columns(
        self,
        wanted: Mapping[Relation, Mapping[str, exp.DataType]],  # noqa: ARG002 for engines that are `binding`
    ) -> frozenset[Relation]:
        """Return which relations have exactly these columns of these types already, where the engine is `binding`."""
        return frozenset()

    def unreplaceable(self, layouts: Mapping[Relation, Layout]) -> frozenset[Relation]:  # noqa: ARG002 for engines with such
        """Return the tables that stand in the way of new ones laid out like this, and have to be dropped first."""
        return frozenset()

    @abstractmethod
    def size(self, schema: str, table: str) -> int:
        """Return about how many rows a table has, without reading it."""

    @abstractmethod
    def rows_at_once(self, columns: int) -> int:
        """Return how many events of so many columns one statement may gather within the engine's memory."""

    def warnings(self) -> tuple[str, ...]:
        """Return what somebody who builds over this connection should know of it."""
        return ()

    def make_way(self, aside: Relation, target: Relation) -> None:  # noqa: B027 for engines that need it
        """Prepare a place for the table built aside, which `Dialect.publish` puts there next."""

    @abstractmethod
    def begin(self) -> None:
        """Start a run: its transaction, where the engine has them, and the settings of the session that it needs."""

    @abstractmethod
    def commit(self) -> None:
        """End a run that went well: publish what was done since `begin`, and restore the session's settings."""

    @abstractmethod
    def rollback(self) -> None:
        """End a run that did not: undo what was done since `begin`, and restore the session's settings."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """Carry a statement out."""

    @abstractmethod
    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query, at most ``limit`` rows of it."""

    def bind(self, name: str, value: object) -> None:  # noqa: B027 for engines that have parameters
        """Give a parameter its value, for every statement after this one; see `Dialect.parameter`."""

    def at_once(self, statements: Sequence[str], *, unless: str, lock: str | None) -> None:  # noqa: ARG002
        """Carry out statements that change rows in one transaction, where the whole run is none.

        Nothing is changed, and `MEANWHILE` raised as a WarehouseError, if the query ``unless`` has an answer by then.
        ``lock`` is a statement that changes nothing and makes another transaction that does the same wait, where the
        engine `waits`. Here, as on one that is `merging`, there is no transaction: the first statement logs that they
        have begun.
        """
        self.require_alone(unless)
        for statement in statements:
            self.execute(statement)

    def require_alone(self, unless: str) -> None:
        """Raise `MEANWHILE` as a WarehouseError if a query has an answer: another run has finished."""
        if self.fetch(unless).values:
            raise WarehouseError(MEANWHILE)

    @abstractmethod
    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""

    def billed(self) -> int | None:
        """Return the bytes billed for everything done so far; None where the engine does not bill by the byte."""
        return None

    def leftovers(self, stage_schema: str) -> tuple[Relation, ...]:  # noqa: ARG002 for engines that need it
        """Return the tables that runs which died left in the schema they stage in: older than a day, see `is_old`.

        Empty where the engine removes them by itself, or has transactions.
        """
        return ()

    bills_bytes: bool = False
    """True if the engine bills by the byte, so that `billed` and `estimate` have answers."""

    def estimate(self, sql: str) -> int | None:  # noqa: ARG002 for engines that can
        """Return the bytes a statement would process; None where the engine cannot say."""
        return None

    def load(
        self,
        paths: Sequence[str | Path],  # noqa: ARG002 for engines that can
        *,
        schema: str | None,  # noqa: ARG002
        rejects: str | Path | None,  # noqa: ARG002
        on_progress: Callable[[int, int], None] | None,  # noqa: ARG002
    ) -> LoadReport:
        """Load raw Segment events into the tables Segment would have made."""
        raise WarehouseError(
            f"load does not write to {self.dialect.title}: there, Segment itself does. "
            "To try messages on this machine: segment-models load FILE… --connection duckdb:///events.duckdb"
        )

    @abstractmethod
    def close(self) -> None:
        """Close the connection if this object opened it."""
