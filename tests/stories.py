"""What a story is made of: raw rows as Segment would have written them, and a warehouse to build from them.

A story is a test: a sentence (its docstring), the raw rows given, the rows expected, written by hand from the rules. It
names raw tables and models, never an engine, so every warehouse tells the same stories::

    def test_a_gap_of_30_minutes(warehouse):
        \"""Exactly 30:00.000 after the event before, a new session starts.\"""
        built = warehouse.build(web(pages=[page("p1", "10:00:00"), page("p2", "10:30:00")]))
        assert built("sessionized_pages", "page_id", "session_index") == [("p1", 1), ("p2", 2)]

Clock times without a date are of 1 March 2024. Times are UTC; those expected have no zone, as in the models.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import duckdb
import pyarrow as pa

import shapes
from segment_models import segment

MODELS_SCHEMA = "out"
INVENTORY = "segment_inventory"
"""The list of what was built, which stands beside the models and is of no story."""

NAMES = ("id", "timestamp", "user_id", "anonymous_id")
"""The columns of a table without rows."""

TYPES = {  # column -> its type, where a story says nothing else; any other is text
    "timestamp": "timestamp",
    "received_at": "timestamp",
    "uuid_ts": "timestamp",
    "loaded_at": "timestamp",
}


@dataclass(frozen=True)
class Raw:
    """A raw table: its rows, and the types of the columns that are not as usual. A key that a row lacks is NULL.

    ``columns`` gives the columns and their order; where it is not given, they are those of the rows as they come.
    """

    rows: list[dict[str, Any]]
    types: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def layout(self) -> dict[str, str]:
        """Return each column with its type."""
        names = self.columns or tuple(dict.fromkeys(name for row in self.rows for name in row)) or NAMES
        return {name: self.types.get(name, TYPES.get(name.lower(), "text")) for name in names}


def at(clock: str) -> datetime:
    """Return a moment: a clock time of 1 March 2024, or a date with a time."""
    return datetime.fromisoformat(clock if "-" in clock else f"2024-03-01T{clock}")


def call(id_: Any, clock: str | None, *, user: Any = None, device: Any = "d", **others: Any) -> dict[str, Any]:
    """Return a raw row of a call that device `d` made, if nothing else is said."""
    when = at(clock) if clock else None
    return {"id": id_, "timestamp": when, "user_id": user, "anonymous_id": device, **others}


page = track = screen = identify = call


def properties(id_: Any, clock: str | None = None, *, loaded: str | None = None, **others: Any) -> dict[str, Any]:
    """Return a raw row of an event's own table: the id of the track call, and what else Segment writes there.

    Nothing of it says when the call counts, nor whose it is: the row of `tracks` does.
    """
    when = at(clock) if clock else None
    row = {"id": id_, "timestamp": when, "loaded_at": at(loaded) if loaded else None, "event_text": None}
    return row | {"user_id": None, "anonymous_id": None} | others


def web(**tables: Any) -> dict[str, dict[str, Any]]:
    """Return one source named web, with tables."""
    return {"web": tables}


def session_id(source: str, call_type: str, event_id: str) -> str:
    """Return the id of the session that starts with this event (R9)."""
    name = f"{call_type}|{len(source)}|{source}|{event_id}"
    return hashlib.md5(name.encode("utf-8"), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Built:
    """The models as built. Calling it gives rows of a model, in order, as tuples of the columns asked for."""

    warehouse: StoryWarehouse
    report: Any
    schema: str = MODELS_SCHEMA
    prefix: str = "segment_"
    nested: bool = True
    """False where flat columns were asked for."""

    def rows(self, model: str) -> list[dict[str, Any]]:
        """Return every row of a model, in any order, each column by its name, in their order."""
        rows = self.warehouse.fetch(self.schema, self.prefix + model)
        return [shapes.nested(row) for row in rows] if self.nested and not self.warehouse.structs else rows

    def one(self, model: str) -> dict[str, Any]:
        """Return the only row of a model."""
        (row,) = self.rows(model)
        return row

    def __call__(self, model: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return some columns of every row; ``stats.total_pages`` is a field of a struct. Sorted, NULLs last."""
        rows = [tuple(_value(row, column) for column in columns) for row in self.rows(model)]
        return sorted(rows, key=lambda row: [(value is None, str(type(value)), value or 0) for value in row])


def _value(row: dict[str, Any], column: str) -> Any:
    value: Any = row
    for part in column.split("."):
        value = None if value is None else value[part]
    return value


class StoryWarehouse(ABC):
    """What an engine answers so that the stories can be told there."""

    connection: Any
    """What is handed to `run`."""

    structs: ClassVar[bool] = True
    """False where sessions have a column for each field of their structs; `Built.rows` puts them together again."""

    records: ClassVar[bool] = True
    """False where a session cannot hold its records."""

    struct_order: ClassVar[bool] = True
    """False where the fields of a struct have no order that an engine keeps."""

    worlds: ClassVar[tuple[int, int]] = (1, 100)
    """Of each world of random histories: how many builds, and how many histories in each (see test_property.py)."""

    settings: ClassVar[dict[str, str]] = {}
    """What a session may have set that changes what comparing, ordering or writing means, and would change rows."""

    sample_rows: ClassVar[int | None] = None
    """How many rows of each raw table of the sample are enough, where all would take too long (see test_same_rows)."""

    incremental: ClassVar[bool] = False
    """True where models can be built incrementally."""

    loads: ClassVar[tuple[int, int]] = (1, 60)
    """Of each world of histories that come in loads: how many worlds, and how many histories in each."""

    views_of_all: ClassVar[bool] = False
    """Whether every model may be a view at once, in every configuration: views of views take minutes to be planned."""

    growing_worlds: ClassVar[tuple[str, ...]] = ()
    """Which of these worlds are told here; all, where none is named: an engine may take seconds for a run."""

    gaps: ClassVar[dict[str, str]] = {}
    """Parts of the names of tests that cannot hold here, each with the reason: strict expected failures."""

    left_out: dict[str, Any] = {}  # noqa: RUF012 set anew, never changed
    """What a configuration without a word on models says of them: a story in which an engine is slow needs not all."""

    @classmethod
    def missing(cls) -> str | None:
        """Return what is missing on this machine, in words for the summary; None where the engine can be had."""
        return None

    def close(self) -> None:
        """Close what this object opened."""
        self.connection.close()

    def build(self, sources: dict[str, dict[str, Any]], **options: Any) -> Built:
        """Write the raw tables of each source, build every model from them, and check them."""
        self.write(sources)
        return self.run(segment_schema=list(sources), **options)

    def write(self, sources: dict[str, dict[str, Any]]) -> None:
        """Write the raw tables, which replace those of the same names."""
        for source, tables in sources.items():
            self.create_schema(source)
            for table, rows in tables.items():
                self.create_table(source, table, rows if isinstance(rows, Raw) else Raw(rows))

    def append(self, sources: dict[str, dict[str, Any]]) -> None:
        """Add rows to the raw tables, as the next load does. A table or a column that is not there yet is made."""
        for source, tables in sources.items():
            self.create_schema(source)
            there = self.kinds(source)
            for table, rows in tables.items():
                raw = rows if isinstance(rows, Raw) else Raw(rows)
                if table in there:
                    self.insert(source, table, raw)
                else:
                    self.create_table(source, table, raw)

    def run(self, *, connection: Any = None, full_refresh: bool = False, **options: Any) -> Built:
        """Build every model from what is written; over another connection, if one is given."""
        where = {"schema": MODELS_SCHEMA, **options.pop("default_config", {})}
        options = {"models": self.left_out, **options} if self.left_out else options
        how = {"full_refresh": True} if full_refresh else {}
        report = segment(default_config=where, **options).run(connection or self.opened(), **how)
        nested = options.get("nested", True)
        return Built(self, report, where["schema"], options.get("model_prefix", "segment_"), nested)

    def opened(self) -> Any:
        """Return what runs are given: a connection, or a warehouse over one."""
        return self.connection

    def ask(self, sql: str) -> Any:
        """Carry a statement out on the connection that runs the models; return the first row, where it gives rows."""
        result = self.connection.execute(sql)
        return result.fetchone() if result.description else None

    def reader(self) -> Any:
        """Return another connection to the same database, whose statements are transactions by themselves."""
        raise NotImplementedError

    @abstractmethod
    def create_schema(self, name: str) -> None:
        """Make a schema if it is not there."""

    @abstractmethod
    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table, replacing one of that name."""

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table, by the names of their columns; a column that it lacks is added to it."""
        raise NotImplementedError

    @abstractmethod
    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view, structs as dicts and arrays as lists."""

    @abstractmethod
    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """Return what a relation is ('table' or 'view'), its comment, and that of each column."""

    @abstractmethod
    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema, and whether each is a table or a view."""


class DuckDBWarehouse(StoryWarehouse):
    """A DuckDB database, in memory if nothing else is said."""

    settings = {  # noqa: RUF012 read only
        "default_collation": "nocase",
        "default_order": "DESC",
        "default_null_order": "NULLS_FIRST",
    }
    views_of_all = True
    worlds = (4, 320)  # 13 worlds x 4 x 320 = 16,640 histories
    incremental = True
    loads = (2, 160)  # 21 worlds x 2 x 160 = 6,720 histories
    types = {  # noqa: RUF012 read only
        "text": "VARCHAR",
        "timestamp": "TIMESTAMP",
        "timestamp with zone": "TIMESTAMPTZ",
        "timestamp in nanoseconds": "TIMESTAMP_NS",
        "date": "DATE",
        "integer": "BIGINT",
        "double": "DOUBLE",
        "boolean": "BOOLEAN",
    }

    def __init__(self, path: str = ":memory:") -> None:
        """Open the database; or one in a file, which is made where there is none."""
        self.connection = duckdb.connect(path)

    def reader(self) -> duckdb.DuckDBPyConnection:
        """Return another connection to the database."""
        return self.connection.cursor()

    def create_schema(self, name: str) -> None:
        """Make a schema if it is not there."""
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_quoted(name)}")

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table."""
        columns = ", ".join(f"{_quoted(column)} {self.types[kind]}" for column, kind in raw.layout().items())
        self.connection.execute(f"CREATE OR REPLACE TABLE {_quoted(schema)}.{_quoted(name)} ({columns})")
        self.insert(schema, name, raw)

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table; a value goes in as text that DuckDB casts."""
        layout = raw.layout()
        place = f"{_quoted(schema)}.{_quoted(name)}"
        for column, kind in layout.items():
            added = f"{_quoted(column)} {self.types[kind]}"
            self.connection.execute(f"ALTER TABLE {place} ADD COLUMN IF NOT EXISTS {added}")
        texts = [
            {column: None if row.get(column) is None else str(row[column]) for column in layout} for row in raw.rows
        ]
        self.connection.register("texts", pa.Table.from_pylist(texts, pa.schema(dict.fromkeys(layout, pa.string()))))
        self.connection.execute(f"INSERT INTO {place} BY NAME SELECT * FROM texts")
        self.connection.unregister("texts")

    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view."""
        result = self.connection.execute(f"SELECT * FROM {_quoted(schema)}.{_quoted(name)}")
        columns = [column[0] for column in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """Return what DuckDB's catalog says."""
        kind = self.kinds(schema)[name]
        (comment,) = self.connection.execute(
            f"SELECT comment FROM duckdb_{kind}s() WHERE schema_name = ? AND {kind}_name = ?", [schema, name]
        ).fetchone()
        columns = self.connection.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = ? AND table_name = ? "
            "ORDER BY column_index",
            [schema, name],
        ).fetchall()
        return kind, comment, dict(columns)

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema."""
        rows = self.connection.execute(
            "SELECT table_name, CASE table_type WHEN 'VIEW' THEN 'view' ELSE 'table' END "
            "FROM information_schema.tables WHERE table_schema = ?",
            [schema],
        ).fetchall()
        return dict(rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
