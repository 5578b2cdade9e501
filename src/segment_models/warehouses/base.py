"""What a warehouse must answer, and nothing more.

A `Dialect` says how an engine *means* things and spells statements; it needs no connection, so `compile` works without
one. A `Warehouse` is an open connection: it looks at what is there and carries statements out.
Compare two files of this folder and you see what a warehouse is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlglot.dialects.dialect import DialectType

    from segment_models.fields import FieldType
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

    def __str__(self) -> str:
        """Return the name as people write it."""
        return f"{self.schema}.{self.name}"


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

    nested: bool
    """True if the engine has structs and arrays of structs."""

    segment_types: Mapping[str, exp.DataType]
    """The types Segment gives columns here: ``text`` and one for each time column that exists here."""

    can_inline: bool
    """True if a step can be kept from being computed in full for readers of a few of its columns."""

    notes: Mapping[str, str]
    """Options that this engine has no use for, each with the sentence that a run reports."""

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
        """Return a struct of named values."""

    @abstractmethod
    def struct_field(self, struct: exp.Expr, name: str) -> exp.Expr:
        """Return one field of a struct; NULL where the struct is NULL."""

    @abstractmethod
    def ordered_list(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the aggregate that lists every value of a group by its position."""

    @abstractmethod
    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the element of an array at a position, counted from 1; NULL where the position is NULL."""

    @abstractmethod
    def at_first(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the aggregate that gives the value, not NULL, at the lowest position of a group (R10)."""

    @abstractmethod
    def at_last(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the aggregate that gives the value, not NULL, at the highest position of a group (R10, R11)."""

    @abstractmethod
    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return a number from 0 to ``buckets - 1``, the same for equal texts."""

    @abstractmethod
    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Return the query over the elements of an array, which are ``record`` at ``position``, from 1."""

    # -- statements ------------------------------------------------------------------------------------------------

    stage_schema: str
    """Where a run keeps tables for itself; made by the run and removed by it."""

    @abstractmethod
    def drop_schema(self, schema: str) -> str:
        """Return the statement that removes an empty schema."""

    @abstractmethod
    def create_schema(self, schema: str) -> str:
        """Return the statement that makes a schema if it is not there."""

    @abstractmethod
    def replace(self, kind: Kind, relation: Relation, query: exp.Query) -> str:
        """Return the statement that makes a view or a table of a query, replacing one of the same kind."""

    @abstractmethod
    def insert(self, relation: Relation, query: exp.Query) -> str:
        """Return the statement that adds a query's rows to a table."""

    @abstractmethod
    def drop(self, kind: Kind, relation: Relation) -> str:
        """Return the statement that removes a view or a table."""

    @abstractmethod
    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return the statements that describe a view or a table and its columns."""

    def render(self, query: exp.Expr) -> str:
        """Return a syntax tree as text, laid out for people."""
        return query.sql(dialect=self.sqlglot, pretty=True)


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

    @abstractmethod
    def size(self, schema: str, table: str) -> int:
        """Return about how many rows a table has, without reading it."""

    @abstractmethod
    def rows_at_once(self, columns: int) -> int:
        """Return how many events of so many columns one statement may gather within the engine's memory."""

    @abstractmethod
    def begin(self) -> None:
        """Start the transaction of a run."""

    @abstractmethod
    def commit(self) -> None:
        """Publish what was done since `begin`."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo what was done since `begin`."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """Carry a statement out."""

    @abstractmethod
    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query, at most ``limit`` rows of it."""

    @abstractmethod
    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""

    @abstractmethod
    def load(
        self,
        paths: Sequence[str | Path],
        *,
        schema: str | None,
        rejects: str | Path | None,
        on_progress: Callable[[int, int], None] | None,
    ) -> LoadReport:
        """Load raw Segment events into the tables Segment would have made."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection if this object opened it."""
