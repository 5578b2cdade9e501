"""DuckDB: the default, in process.

Times are TIMESTAMP in UTC, never TIMESTAMP WITH TIME ZONE: so a day is the same day on every laptop, whatever its zone.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

import duckdb
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB as SqlglotDuckDB
from sqlglot.errors import SqlglotError
from sqlglot.generators.duckdb import DuckDBGenerator

from segment_models.errors import WarehouseError
from segment_models.sources import Column
from segment_models.sql import aliased, is_not_null, piece, text
from segment_models.warehouses.base import Dialect, Kind, Relation, Rows, Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlglot.generator import Generator

    from segment_models.fields import FieldType
    from segment_models.load import LoadReport

T = TypeVar("T")

TEXT = exp.DataType.build("text")
TIMESTAMP = exp.DataType.build("timestamp", dialect="duckdb")
BIGINT = exp.DataType.build("bigint")
DOUBLE = exp.DataType.build("double")

_TIMESTAMPS = (
    exp.DataType.Type.TIMESTAMP,
    exp.DataType.Type.TIMESTAMPNTZ,
    exp.DataType.Type.TIMESTAMP_S,
    exp.DataType.Type.TIMESTAMP_MS,
)
_BYTES_PER_EVENT, _BYTES_PER_COLUMN = 100, 60
"""What an event takes while it waits in a list for its session to be complete (measured, see benchmarks/)."""


class _Readable(SqlglotDuckDB):
    """sqlglot's DuckDB, laid out for people: long structs one field a line."""

    class Generator(DuckDBGenerator):
        """How DuckDB's SQL is written."""

        TRANSFORMS = DuckDBGenerator.TRANSFORMS | {
            exp.Not: is_not_null,
            exp.Struct: lambda self, struct: _struct_sql(self, struct),  # noqa: PLW0108 defined below
        }


def _struct_sql(self: Generator, struct: exp.Struct) -> str:
    entries = [f"{self.sql(text(entry.this.name))}: {self.sql(entry, 'expression')}" for entry in struct.expressions]
    return f"{{{self.format_args(*entries)}}}"


class DuckDBDialect(Dialect):
    """DuckDB 2."""

    name = "duckdb"
    sqlglot = _Readable
    nested = True
    segment_types = {  # noqa: RUF012 read only
        "text": TEXT,
        "timestamp": TIMESTAMP,
        "received_at": TIMESTAMP,
        "uuid_ts": TIMESTAMP,
        "loaded_at": TIMESTAMP,
    }
    stage_schema = "_segment_models_run"
    notes = {  # noqa: RUF012 read only
        "partition_by": "DuckDB has no partitions: partition_by is ignored.",
        "cluster_by": "DuckDB does not cluster tables: cluster_by is ignored.",
    }

    def type(self, kind: FieldType) -> exp.DataType:
        """Return DuckDB's type for a published column."""
        return exp.DataType.build(kind.value, dialect="duckdb")

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as VARCHAR."""
        return column if found.is_type(*exp.DataType.TEXT_TYPES) else exp.cast(column, TEXT)

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP in UTC.

        Text without a zone is read as UTC by appending one: the text that has its own zone is none then, and is read
        as it stands. Nanoseconds are cut, where DuckDB's own cast rounds them.
        """
        match found.this:
            case kind if kind in _TIMESTAMPS:
                return exp.case().when(exp.func("isfinite", column), _as_timestamp(column, found))
            case exp.DataType.Type.TIMESTAMPTZ:
                return exp.func("make_timestamp", exp.func("epoch_us", column))
            case exp.DataType.Type.TIMESTAMP_NS:
                return piece(
                    "make_timestamp(CAST(floor(epoch_ns(:c) / 1000::DECIMAL(38, 0)) AS BIGINT))",
                    "duckdb",
                    c=column,
                )
            case exp.DataType.Type.DATE:
                return piece("CASE WHEN isfinite(:c) THEN CAST(:c AS TIMESTAMP) END", "duckdb", c=column)
        text = self.text(column, found)
        zoned = ", ".join(f"TRY_CAST({one} AS TIMESTAMPTZ)" for one in (":c || 'Z'", ":c || ' 00:00:00Z'", ":c"))
        return piece(f"make_timestamp(epoch_us(COALESCE({zoned})))", "duckdb", c=text)

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the one type found, or the narrowest of BIGINT, DOUBLE, TIMESTAMP, VARCHAR that holds them all."""
        if len({kind.sql("duckdb") for kind in found}) == 1:
            return found[0]
        if all(kind.is_type(*exp.DataType.SIGNED_INTEGER_TYPES) for kind in found):
            return BIGINT
        if all(kind.is_type(*exp.DataType.NUMERIC_TYPES) for kind in found):
            return DOUBLE
        if all(kind.is_type(*exp.DataType.TEMPORAL_TYPES) for kind in found):
            return TIMESTAMP
        return TEXT

    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""
        if found == wanted:
            return column
        if wanted == TEXT:
            return self.text(column, found)
        if wanted == TIMESTAMP:
            return self.timestamp(column, found)
        return exp.TryCast(this=column, to=wanted.copy())

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return whether a regular expression (RE2) is found in a text."""
        return exp.func("regexp_matches", text, exp.Literal.string(pattern), dialect="duckdb")

    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the difference of the two times' microseconds since 1970: no calendar, no rounding."""
        return piece("epoch_us(:later) - epoch_us(:earlier)", "duckdb", earlier=earlier, later=later)

    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the whole milliseconds between two times."""
        return piece("(epoch_us(:later) - epoch_us(:earlier)) // 1000", "duckdb", earlier=earlier, later=later)

    def md5(self, text: exp.Expr) -> exp.Expr:
        """Return DuckDB's `md5`, which is lower-case hex."""
        return exp.func("md5", text, dialect="duckdb")

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return ``{'name': value, …}``."""
        entries = [exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in values.items()]
        return exp.Struct(expressions=entries)

    def struct_field(self, struct: exp.Expr, name: str) -> exp.Expr:
        """Return ``struct.name``."""
        return exp.Dot(this=struct, expression=exp.to_identifier(name, quoted=True))

    def ordered_list(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the list put in order by a list of the positions: a third of the cost of ``list(… ORDER BY …)``.

        Both lists are filled row by row in one aggregation, so they stay in step; the check `records_agree` proves it
        in every run.
        """
        return piece(
            "list_select(list(:value), list_grade_up(list(:position)))",
            "duckdb",
            value=value,
            position=position,
        )

    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return ``list_extract(array, position)``."""
        return exp.func("list_extract", array, position, dialect="duckdb")

    def at_first(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return `arg_min`, which passes over NULL values."""
        return exp.ArgMin(this=value, expression=position)

    def at_last(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return `arg_max`, which passes over NULL values."""
        return exp.ArgMax(this=value, expression=position)

    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return DuckDB's `hash` modulo ``buckets``."""
        return piece(f"hash(:c) % {buckets:d}", "duckdb", c=text)

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Unnest the array in a subquery, each element beside its subscript."""
        elements = exp.select(
            exp.Star(),
            aliased(exp.func("unnest", array.copy(), dialect="duckdb"), "record"),
            aliased(piece("generate_subscripts(:c, 1)", "duckdb", c=array), "position"),
        ).from_(query.args["from_"].this.copy())
        alias = exp.TableAlias(this=exp.to_identifier("elements"))
        over = query.copy()
        over.set("from_", exp.From(this=exp.Subquery(this=elements, alias=alias)))
        return over

    def create_schema(self, schema: str) -> str:
        """Return CREATE SCHEMA IF NOT EXISTS."""
        return self.render(exp.Create(this=_schema(schema), kind="SCHEMA", exists=True))

    def drop_schema(self, schema: str) -> str:
        """Return DROP SCHEMA."""
        return self.render(exp.Drop(tables=[_schema(schema)], kind="SCHEMA"))

    def replace(self, kind: Kind, relation: Relation, query: exp.Query) -> str:
        """Return CREATE OR REPLACE VIEW or TABLE."""
        return self.render(exp.Create(this=relation.node(), kind=kind.upper(), replace=True, expression=query))

    def insert(self, relation: Relation, query: exp.Query) -> str:
        """Return INSERT INTO … SELECT."""
        return self.render(exp.Insert(this=relation.node(), expression=query))

    def drop(self, kind: Kind, relation: Relation) -> str:
        """Return DROP VIEW or DROP TABLE."""
        return self.render(exp.Drop(tables=[relation.node()], kind=kind.upper()))

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return COMMENT ON for the relation and each column."""
        table = relation.node()
        statements = [exp.Comment(this=table, kind=kind.upper(), expression=exp.Literal.string(description))]
        for name, sentence in columns.items():
            parts = [part.copy() for part in (exp.to_identifier(name, quoted=True), *reversed(table.parts))]
            column = exp.Column(**dict(zip(("this", "table", "db", "catalog"), parts, strict=False)))
            statements.append(exp.Comment(this=column, kind="COLUMN", expression=exp.Literal.string(sentence)))
        return tuple(self.render(statement) for statement in statements)


def _schema(schema: str) -> exp.Table:
    *catalog, name = schema.split(".")
    return exp.table_("", db=name, catalog=".".join(catalog) or None, quoted=True)


def _as_timestamp(column: exp.Expr, found: exp.DataType) -> exp.Expr:
    exact = found.this in (exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ)
    return column.copy() if exact else exp.cast(column.copy(), TIMESTAMP)


class DuckDB(Warehouse):
    """An open DuckDB connection, its own or one handed over by the caller."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, owned: bool = False, only_here: bool = False) -> None:
        """Take a connection; ``owned`` says that `close` may close it."""
        self.dialect = DIALECT
        self.connection = connection
        self.only_here = only_here
        self._owned = owned
        self._collation = ""

    @classmethod
    def open(cls, path: str, *, read_only: bool = False) -> DuckDB:
        """Open a database file, or one in memory for an empty path.

        Raises:
            WarehouseError: the file is locked by another process, is no database, or cannot be read.
        """
        if path and not Path(path).parent.is_dir():
            raise WarehouseError(f"There is no folder {Path(path).parent} for the database {path}.")
        if path and read_only and not Path(path).exists():
            raise WarehouseError(f"There is no database {path}. Load events into one with: segment-models load FILE…")
        try:
            return cls(duckdb.connect(path or ":memory:", read_only=read_only), owned=True, only_here=not path)
        except duckdb.Error as error:
            raise WarehouseError(_explain_open(path, str(error))) from error

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds, from DuckDB's own catalog functions."""
        held: dict[str, dict[str, dict[str, Column]] | None] = {name: {} for name in self._schemas()}
        for schema in schemas:
            database, name = self._split(schema)
            if not self._has_schema(database, name):
                held[schema] = None
                continue
            sql = (
                "SELECT table_name, column_name, data_type FROM duckdb_columns() "
                "WHERE database_name = ? AND lower(schema_name) = lower(?) ORDER BY table_name, column_index"
            )
            tables: dict[str, dict[str, Column]] = {}
            for table, column, kind in self._run(sql, [database, name]).fetchall():
                tables.setdefault(table, {})[column.lower()] = Column(column, _data_type(kind))
            held[schema] = tables
        return held

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return ``database.schema`` for a schema that bears the name of a database: alone, DuckDB refuses it."""
        databases = {row[0].lower() for row in self._run("SELECT database_name FROM duckdb_databases()").fetchall()}
        return {name: ".".join(self._split(name)) for name in schemas if name.lower() in databases}

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, from DuckDB's own catalog functions."""
        found: dict[Relation, Kind] = {}
        sql = (
            "SELECT 'table' FROM duckdb_tables() WHERE database_name = $1 AND lower(schema_name) = lower($2) "
            "AND lower(table_name) = lower($3) UNION ALL "
            "SELECT 'view' FROM duckdb_views() WHERE database_name = $1 AND lower(schema_name) = lower($2) "
            "AND lower(view_name) = lower($3)"
        )
        for relation in relations:
            row = self._run(sql, [*self._split(relation.schema), relation.name]).fetchone()
            if row:
                found[relation] = row[0]
        return found

    def size(self, schema: str, table: str) -> int:
        """Return DuckDB's own estimate of a table's rows; a view is counted."""
        database, name = self._split(schema)
        sql = (
            "SELECT estimated_size FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? AND table_name = ?"
        )
        row = self._run(sql, [database, name, table]).fetchone()
        if row is None:
            counted = exp.select("count(*)").from_(Relation(schema, table).node())
            row = self._run(self.dialect.render(counted)).fetchone()
        return int(row[0]) if row else 0

    def rows_at_once(self, columns: int) -> int:
        """Return how many events fit in half of DuckDB's `memory_limit`."""
        row = self._run("SELECT current_setting('memory_limit')").fetchone()
        room = _bytes(row[0] if row else "1 GiB") // 2
        return max(1, room // (_BYTES_PER_EVENT + _BYTES_PER_COLUMN * columns))

    def begin(self) -> None:
        """BEGIN TRANSACTION, comparing text by its bytes (R7) whatever collation the session has.

        Refuses inside a transaction of the caller's, whose end would not be ours to decide. Outside one, each statement
        is a transaction by itself; to try BEGIN would abort the caller's.
        """
        if len({self._run("SELECT txid_current()").fetchone() for _ in range(2)}) == 1:
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        row = self._run("SELECT current_setting('default_collation')").fetchone()
        self._collation = row[0] if row else ""
        self._run("SET default_collation = ''")
        self._guarded(self.connection.begin)

    def commit(self) -> None:
        """COMMIT."""
        self._guarded(self.connection.commit)
        self._restore_collation()

    def rollback(self) -> None:
        """ROLLBACK; silent where the engine has rolled back by itself."""
        with suppress(duckdb.Error):
            self.connection.rollback()
        self._restore_collation()

    def _restore_collation(self) -> None:
        if self._collation:
            self._run(f"SET default_collation = {exp.Literal.string(self._collation).sql('duckdb')}")
            self._collation = ""

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        self._run(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query."""
        cursor = self._run(sql)
        columns = tuple(item[0] for item in cursor.description or ())
        values = self._guarded(lambda: cursor.fetchall() if limit is None else cursor.fetchmany(limit))
        return Rows(columns, tuple(tuple(row) for row in values))

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""
        return self._run(sql).to_arrow_table()

    def load(
        self,
        paths: Sequence[str | Path],
        *,
        schema: str | None,
        rejects: str | Path | None,
        on_progress: Callable[[int, int], None] | None,
    ) -> LoadReport:
        """Load raw Segment events; see `segment_models.load`."""
        from segment_models.load import load  # noqa: PLC0415 a run needs none of it

        return load(self.connection, paths, schema=schema, rejects=rejects, on_progress=on_progress)

    def close(self) -> None:
        """Close the connection if this object opened it."""
        if self._owned:
            self.connection.close()

    def _run(self, sql: str, parameters: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        return self._guarded(lambda: self.connection.execute(sql, parameters))

    @staticmethod
    def _guarded(call: Callable[[], T]) -> T:
        try:
            return call()
        except duckdb.Error as error:
            raise WarehouseError(_explain(error)) from error

    def _schemas(self) -> list[str]:
        sql = "SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database() AND NOT internal"
        return [row[0] for row in self._run(sql).fetchall()]

    def _split(self, schema: str) -> tuple[str, str]:
        database, _, name = schema.rpartition(".")
        if not database:
            row = self._run("SELECT current_database()").fetchone()
            database = row[0] if row else ""
        return database, name

    def _has_schema(self, database: str, name: str) -> bool:
        sql = "SELECT 1 FROM duckdb_schemas() WHERE database_name = ? AND lower(schema_name) = lower(?)"
        return self._run(sql, [database, name]).fetchone() is not None


def _data_type(text: str) -> exp.DataType:
    try:
        return exp.DataType.build(text, dialect="duckdb")
    except SqlglotError:
        return exp.DataType.build("unknown")


def _bytes(text: str) -> int:
    number, unit = re.fullmatch(r"([\d.]+)\s*(\w+)", text).groups()  # type: ignore[union-attr]
    units = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
    return int(float(number) * units.get(unit, 1))


def _explain_open(path: str, message: str) -> str:
    if "lock" in message:
        return (
            f"The database {path} is open in another process, and DuckDB lets one write at a time. "
            "Close it there (a notebook, a DuckDB shell?) and run again."
        )
    if "not a valid DuckDB database" in message:
        return f"{path} is not a DuckDB database. Name another file in `connection`, or move this one away."
    return f"The database {path} cannot be opened: {message}"


def _explain(error: duckdb.Error) -> str:
    message = str(error)
    if "read-only" in message:
        return f"The database is read-only, and the models cannot be built in it. Open it for writing. ({message})"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"DuckDB ran out of memory. Raise memory_limit, or give it a temp_directory with more room. ({message})"
    return f"DuckDB refused a statement: {message}"


DIALECT = DuckDBDialect()


def open_url(url: str, base: Path, *, read_only: bool = False) -> DuckDB:
    """Open ``duckdb:///relative.duckdb``, ``duckdb:////absolute.duckdb`` or ``duckdb://`` (in memory)."""
    path = unquote(url.removeprefix("duckdb://").removeprefix("/"))
    if path in ("", ":memory:"):
        return DuckDB.open("")
    return DuckDB.open(str(base / path), read_only=read_only)


def take(connection: duckdb.DuckDBPyConnection) -> DuckDB:
    """Use a connection that the caller has open; it stays open."""
    return DuckDB(connection)
