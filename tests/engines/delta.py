"""Stories told on real Delta tables: LakeSail's Sail reads and writes them, in a process and an environment of its own.

The statements are those that Databricks is sent, or a Spark session that writes Delta tables. Sail is neither, and a
young engine, so some are told otherwise here. None of it changes what a query means:

* `CREATE TABLE … AS` becomes a table whose columns may be NULL, and INSERT (`sail_server.create`): Sail writes NOT NULL
  where it takes a column to have no NULL, holds later rows to it, and lets OR REPLACE keep the columns there were.
* Descriptions of tables and columns are left out: Sail has no COMMENT ON and no ALTER COLUMN … COMMENT.
* ``sort_array(…).record`` becomes ``transform(sort_array(…), one -> one.record)``: Sail has no field of a list of
  structs.
* The NULL in a part of a UNION where another part has a struct becomes that struct of no row: Sail takes the type of a
  column from the first part. Likewise, in the MERGE of sessions the rows that come are told before those that go.
* Regular expressions lose their `(?d)`: Sail's, which are Rust's, do not know it and mean the same without it, because
  no other character than a line feed ends a line in them (docs.rs/regex).
* The decimal 0.0001 that a double is compared with becomes 1e-4: Sail makes a decimal of the double, and 1e300 is none.
* The columns of SHOW VIEWS have other names.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa
from sqlglot import exp, parse_one

from engines.spark import SparkWarehouse, _plain
from segment_models.errors import WarehouseError
from segment_models.warehouses.databricks.dialect import DIALECT
from segment_models.warehouses.relation import Rows
from segment_models.warehouses.spark.looking import Looking
from stories import Raw, StoryWarehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from segment_models.warehouses.dialect import Dialect

HERE = Path(__file__).parent

MADE_OF_A_QUERY = re.compile(
    r"CREATE (?:OR REPLACE )?TABLE (?P<table>`[^`]+`\.`[^`]+`)\s+(?:USING DELTA\s+)?AS\s+(?P<query>.+)",
    re.DOTALL | re.IGNORECASE,
)
UNIX_LINES = "(?d)"
DESCRIBES = re.compile(r"COMMENT ON |ALTER TABLE \S+\s+ALTER COLUMN .+? COMMENT ")


def sail_python() -> Path | None:
    """Return the Python of Sail's environment, None where there is none."""
    named = os.environ.get("SAIL_PYTHON")
    python = Path(named) if named else HERE.parents[1] / ".venv-sail" / "bin" / "python"
    return python if python.exists() else None


class Sail:
    """The engine, started and asked; nothing of it stays."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="segment-models-delta-")
        command = [str(sail_python()), "-I", str(HERE / "sail_server.py"), self._folder.name]
        settings = {
            name: value for name, value in os.environ.items() if not name.startswith("SAIL_")
        }  # Sail reads them
        settings["SAIL_SPARK__SESSION_TIMEOUT_SECS"] = "86400"
        self._log = Path(self._folder.name, "log")
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=settings
            )
        atexit.register(self.stop)

    def ask(self, sql: str, *, create: str | None = None, texts: pa.Table | None = None) -> pa.Table | None:
        """Return the answer to a statement; None where it has none."""
        sent = b""
        if texts is not None:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, texts.schema) as writer:
                writer.write_table(texts)
            sent = sink.getvalue().to_pybytes()
        asked = {"sql": sql, "bytes": len(sent), **({"create": create} if create else {})}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n" + sent)
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise WarehouseError(f"Sail has ended.\n{self._log.read_text()[-2000:]}")
        told = json.loads(line)
        found = self._process.stdout.read(told["bytes"])
        if told["error"]:
            raise WarehouseError(f"{told['error']}\n{sql}")
        return pa.ipc.open_stream(found).read_all() if found else None

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


@cache
def sail() -> Sail:
    """Return the engine of this test process, started when it is first asked."""
    return Sail()


def as_sail_reads(query: str) -> str:
    """Return a query in which no field is taken of a list of structs, and a NULL beside structs has their type."""
    query = query.replace(UNIX_LINES, "").replace("BETWEEN 0.0001 AND", "BETWEEN 1e-4 AND")
    if query.startswith("MERGE") and "NULL AS stats" in query:
        return _coming_before_going(query)
    if "sort_array" not in query.lower():
        return query
    tree = parse_one(query, dialect=DIALECT.sqlglot)
    for field in list(tree.find_all(exp.Dot)):
        if isinstance(field.this, exp.ArraySort):
            one = exp.to_identifier("one")
            of_each = exp.Lambda(this=exp.Dot(this=one.copy(), expression=field.expression), expressions=[one])
            field.replace(exp.Transform(this=field.this, expression=of_each))
    for union in list(tree.find_all(exp.Union)):
        if not isinstance(union.parent, exp.Union):
            _give_nulls_a_type(list(_selects(union)))
    return tree.sql(dialect=DIALECT.sqlglot)


def _coming_before_going(merge: str) -> str:
    tree = parse_one(merge, dialect=DIALECT.sqlglot)
    union = tree.args["using"].this
    assert isinstance(union, exp.Union)
    assert not union.args["distinct"]
    assert isinstance(union.this, exp.Select)
    going, coming = union.this, union.expression
    union.set("this", coming)
    union.set("expression", going)
    return tree.sql(dialect=DIALECT.sqlglot)


def _selects(tree: exp.Expr) -> Iterator[exp.Select]:
    if isinstance(tree, exp.Union):
        yield from _selects(tree.this)
        yield from _selects(tree.expression)
    else:
        yield tree


def _give_nulls_a_type(selects: list[exp.Select]) -> None:
    """Ask the part of a UNION that has a struct for one, but for no row: that is a NULL, too."""
    for column in zip(*(one.expressions for one in selects), strict=True):
        part = next((one for one, value in zip(selects, column, strict=True) if _is(value, exp.Struct)), None)
        for value in column if part else ():
            if _is(value, exp.Null):
                struct = next(one.this for one in part.expressions if one.alias == value.alias)
                known = exp.Is(this=struct.expressions[1].expression.copy(), expression=exp.null())
                none = part.copy().select(exp.case().when(known, struct.copy()), append=False).where(exp.false())
                value.set("this", exp.Subquery(this=none))


def _is(value: exp.Expr, kind: type[exp.Expr]) -> bool:
    return isinstance(value, exp.Alias) and isinstance(value.this, kind)


class Delta(Looking):
    """Sail as a connection that models are built over."""

    def __init__(self, engine: Sail, dialect: Dialect) -> None:
        self.engine, self.dialect = engine, dialect

    def told(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of SHOW or DESCRIBE."""
        rows = self.engine.ask(sql).to_pylist()
        return [{**row, "viewName": row["tableName"]} for row in rows] if sql.startswith("SHOW VIEWS") else rows

    def begin(self) -> None:
        """There is nothing to begin."""

    def commit(self) -> None:
        """There is nothing to commit."""

    def rollback(self) -> None:
        """There is nothing to roll back."""

    def execute(self, sql: str) -> None:
        """Carry a statement out, as Sail reads it."""
        if DESCRIBES.match(sql):
            return
        if made := MADE_OF_A_QUERY.fullmatch(sql):
            self.engine.ask(as_sail_reads(made["query"]), create=made["table"])
        else:
            self.engine.ask(as_sail_reads(sql))

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query."""
        found = self.engine.ask(as_sail_reads(sql))
        rows = found.to_pylist() if limit is None else found.slice(0, limit).to_pylist()
        return Rows(tuple(found.column_names), tuple(tuple(_plain(value) for value in row.values()) for row in rows))

    def arrow(self, sql: str) -> pa.Table:
        """Return the answer to a query."""
        return self.engine.ask(as_sail_reads(sql))

    def close(self) -> None:
        """Leave the engine to the next test."""


class DeltaWarehouse(StoryWarehouse):
    """A catalog of Delta tables that is empty but for what the test writes; runs are Databricks's."""

    incremental = True
    loads: ClassVar[tuple[int, int]] = (1, 20)
    types: ClassVar[dict[str, str]] = SparkWarehouse.types
    dialect: ClassVar[Dialect] = DIALECT

    @classmethod
    def missing(cls) -> str | None:
        """Return what is missing on this machine."""
        return None if sail_python() else "there is no .venv-sail"

    def __init__(self) -> None:
        """Take the engine that all tests share."""
        self.connection = Delta(sail(), self.dialect)

    def close(self) -> None:
        """Leave the catalog as it was."""
        for schema in self.connection._schemas(""):
            for name, kind in self.kinds(schema).items():
                self._do(f"DROP {kind} `{schema}`.`{name}`")
            if schema != "default":
                self._do(f"DROP SCHEMA `{schema}`")

    def _do(self, sql: str, **sent: Any) -> pa.Table | None:
        return self.connection.engine.ask(sql, **sent)

    def create_schema(self, name: str) -> None:
        """Make a schema if it is not there."""
        self._do(f"CREATE SCHEMA IF NOT EXISTS `{name}`")

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table: text that is cast."""
        self._do(_cast(raw), create=f"`{schema}`.`{name}`", texts=_texts(raw))

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table by the names of their columns, which it has: Sail can add none."""
        if not raw.rows:
            return
        place = f"`{schema}`.`{name}`"
        there = {row["col_name"]: row["data_type"] for row in self._do(f"DESCRIBE TABLE {place}").to_pylist()}
        missing = raw.layout().keys() - there
        assert not missing, f"{place} has no {missing}"
        values = (f"`{one}`" if one in raw.layout() else f"CAST(NULL AS {kind})" for one, kind in there.items())
        self._do(f"INSERT INTO {place} SELECT {', '.join(values)} FROM ({_cast(raw)})", texts=_texts(raw))

    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view; times come with a zone, and are told in UTC without one."""
        return [_plain(row) for row in self._do(f"SELECT * FROM `{schema}`.`{name}`").to_pylist()]

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """There are none, see above."""
        raise NotImplementedError

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema; none where there is no schema."""
        if not self.connection.has_schema(schema):
            return {}
        tables, views = self.connection.names(schema), self.connection._views(schema)
        return dict.fromkeys(tables, "table") | dict.fromkeys(views, "view")


def _cast(raw: Raw) -> str:
    columns = (f"{DeltaWarehouse.types[kind].format(name)} AS `{name}`" for name, kind in raw.layout().items())
    return f"SELECT {', '.join(columns)} FROM texts"


def _texts(raw: Raw) -> pa.Table:
    layout = raw.layout()
    rows = [{name: None if row.get(name) is None else str(row[name]) for name in layout} for row in raw.rows]
    return pa.Table.from_pylist(rows, pa.schema(dict.fromkeys(layout, pa.string())))
