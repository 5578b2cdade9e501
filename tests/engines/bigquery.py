"""Stories on BigQuery: our dialect's statements, carried out by Google's own evaluator (see googlesql.py)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.sources import Column, Columns
from segment_models.warehouses.bigquery.dialect import DIALECT
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Kind, Relation, Rows
from stories import StoryWarehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stories import Raw

PARTITION = "_PARTITIONTIME"
DIVIDED = {PARTITION: "TIMESTAMP"}
NOT_FINITE = ("infinity", "-infinity")


class EvaluatorWarehouse(Warehouse):
    """A warehouse whose statements Google's analyzer accepts and its evaluator carries out. It keeps them in order."""

    dialect = DIALECT

    def __init__(self) -> None:
        from engines.googlesql import GoogleSQL  # noqa: PLC0415 a package that may be missing

        self.engine = GoogleSQL(thorough=False)
        self.done: list[str] = []

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what the engine holds."""
        held: dict[str, Any] = {schema: {} for schema in self.engine.schemas}
        for schema in schemas:
            tables = {name: self.columns(f"{schema}.{name}") for name in self.names(schema)}
            held[schema] = tables if schema in self.engine.schemas else None
        return held

    def names(self, schema: str) -> list[str]:
        """Return the relations of a schema."""
        every = (*self.engine.tables, *self.engine.views)
        return [name.rpartition(".")[2] for name in every if name.rpartition(".")[0] == schema]

    def columns(self, name: str) -> dict[str, Column]:
        """Return the columns of a table or a view, as a dry run of a query of all of them says."""
        found = self.engine.columns(name)
        columns = Columns(partition=PARTITION if found.pop(PARTITION, None) else None)
        for one, kind in found.items():
            columns[one.lower()] = Column(one, exp.DataType.build(kind, dialect="bigquery"))
        return columns

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:  # noqa: ARG002
        """Return nothing: all is in one project."""
        return {}

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations there are."""
        wanted = list(relations)
        views = {one: "view" for one in wanted if str(one) in self.engine.views}
        return views | {one: "table" for one in wanted if str(one) in self.engine.tables}

    def size(self, tables: Iterable[Relation]) -> int:
        """Return how many rows tables have."""
        return sum(len(self.engine.tables[str(one)].content.table_data.row) for one in tables)

    def rows_at_once(self, columns: int) -> int:  # noqa: ARG002
        """Return more than a story has."""
        return 1_000_000

    def begin(self) -> None:
        """There is no transaction."""

    commit = rollback = close = begin

    def execute(self, sql: str) -> None:
        """Analyse a statement and carry it out."""
        self.done.append(sql)
        self.engine.execute(sql)

    def bind(self, name: str, value: object) -> None:
        """Give a parameter its value."""
        self.engine.parameters[name] = value

    def at_once(self, statements: Sequence[str], *, unless: str, lock: str | None) -> None:  # noqa: ARG002
        """Carry all statements out, or none."""
        self.require_alone(unless)
        before = self.engine.copied()
        try:
            for statement in statements:
                self.execute(statement)
        except BaseException:
            self.engine.put_back(before)
            raise

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Evaluate a query."""
        self.done.append(sql)
        columns, rows = self.engine.query(sql)
        return Rows(columns, tuple(rows[:limit]))

    def arrow(self, sql: str) -> Any:
        """There is no client here that could."""
        raise NotImplementedError(sql)


class BigQueryWarehouse(StoryWarehouse):
    """Datasets in memory."""

    sample_rows = 600  # the evaluator sends every row again with every statement
    worlds = (1, 40)
    incremental = True
    loads = (1, 30)
    growing_worlds = ("what visits are worth", "event models as views", "killed in between")
    types = {  # noqa: RUF012 read only
        "text": "STRING",
        "timestamp": "TIMESTAMP",
        "timestamp with zone": "TIMESTAMP",
        "timestamp in nanoseconds": "STRING",  # BigQuery's own types have microseconds
        "date": "DATE",
        "integer": "INT64",
        "double": "FLOAT64",
        "boolean": "BOOL",
    }
    gaps = {  # noqa: RUF012 read only
        "test_a_table_name_in_capitals": "BigQuery tells table names apart by case; Segment writes small letters there",
        "TestSession::": "never: a job has no settings that last, and the evaluator knows no SET",
        "test_other_names_and_places": "the evaluator clones no table whose name has a space",
    }

    def __init__(self) -> None:
        """Start empty."""
        self.connection = EvaluatorWarehouse()

    @classmethod
    def missing(cls) -> str | None:
        """Say so where the evaluator is not installed."""
        return None if find_spec("zetasql") else "zetasql is not installed"

    def create_schema(self, name: str) -> None:
        """Make a dataset."""
        self.connection.engine.schemas.add(name)

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table. A time without end, which BigQuery has not, is NULL unless the column is of text."""
        columns = {column: self.types[kind] for column, kind in raw.layout().items()}
        rows = _finite(raw, columns)
        self.connection.engine.write(f"{schema}.{name}", columns | DIVIDED, _divided(rows))

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table, with the columns that are new in them."""
        columns = {column: self.types[kind] for column, kind in raw.layout().items()}
        self.connection.engine.append(f"{schema}.{name}", columns | DIVIDED, _divided(_finite(raw, columns)))

    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view."""
        columns, rows = self.connection.engine.read(f"{schema}.{name}")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """Return what the statements of the run said of a relation."""
        return self.kinds(schema)[name], *self.connection.engine.described(f"{schema}.{name}")

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a dataset."""
        relations = [Relation(schema, name) for name in self.connection.names(schema)]
        return {relation.name: kind for relation, kind in self.connection.kinds(relations).items()}


def _finite(raw: Raw, columns: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            column: None if kind != "STRING" and row.get(column) in NOT_FINITE else row.get(column)
            for column, kind in columns.items()
        }
        for row in raw.rows
    ]


def _divided(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with the partition that each is in: of the day it was received, which need not be that of its load.

    Those that came without such a time are in none yet, like what has just been streamed.
    """
    return [{**row, PARTITION: str(row["received_at"])[:10] if row.get("received_at") else None} for row in rows]
