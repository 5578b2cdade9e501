"""An open DuckDB connection."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

import duckdb
from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.sources import Column
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.duckdb.dialect import DIALECT
from segment_models.warehouses.refusals import advised
from segment_models.warehouses.relation import Kind, Relation, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from segment_models.load import LoadReport

T = TypeVar("T")

_ORDER = {"default_collation": "", "default_order": "ASC", "default_null_order": "NULLS_LAST"}
"""The settings of a session that change what comparing and ordering mean, as the rules want them."""

_BYTES_PER_EVENT, _BYTES_PER_COLUMN = 100, 60
"""What an event takes while it waits in a list for its session to be complete (measured, see benchmarks/)."""


_ADVICE = {
    "read-only": "The database is read-only, and the models cannot be built in it. Open it for writing.",
    "Ambiguous reference to catalog or schema": (
        "A schema has the name of the database file, and DuckDB cannot make a view that reads it. Rename the file, "
        "or build tables only, with default_config: {type: table}."
    ),
    "No space left": "The disk is full: make room, also in DuckDB's temp_directory.",
    "^Out of Memory": "DuckDB ran out of memory. Raise memory_limit, or give it a temp_directory with more room.",
}


class DuckDB(Warehouse):
    """An open DuckDB connection, its own or one handed over by the caller."""

    dialect = DIALECT
    connection: duckdb.DuckDBPyConnection

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, owned: bool = False, only_here: bool = False) -> None:
        """Take a connection; ``owned`` says that `close` may close it."""
        super().__init__(connection, owned=owned)
        self.only_here = only_here
        self._own_settings: dict[str, str] = {}

    @classmethod
    def open(cls, path: str, *, read_only: bool = False, create: bool = False) -> DuckDB:
        """Open a database file, or one in memory for an empty path; a file is made only if ``create`` says so.

        Raises:
            WarehouseError: the file is locked by another process, is no database, or cannot be read.
        """
        if path and not Path(path).parent.is_dir():
            raise WarehouseError(f"There is no folder {Path(path).parent} for the database {path}.")
        if path and not create and not Path(path).exists():
            raise WarehouseError(f"There is no database {path}. Load events into one with: segment-models load FILE…")
        try:
            connection = _connect(path, read_only=read_only)
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(_explain_open(path, str(error))) from error
        return cls(connection, owned=True, only_here=not path)

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
                "WHERE database_name = ? AND lower(schema_name) = lower(?) ORDER BY table_name ASC, column_index ASC"
            )
            tables: dict[str, dict[str, Column]] = {}
            for table, column, kind in self._run(sql, [database, name]).fetchall():
                tables.setdefault(table.lower(), {})[column.lower()] = Column(column, DIALECT.found(kind))
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
        """BEGIN TRANSACTION, with text compared by its bytes and NULLs last (R7), whatever the session has set.

        Refuses inside a transaction of the caller's, whose end would not be ours to decide. Outside one, each statement
        is a transaction by itself; to try BEGIN would abort the caller's.
        """
        if len({self._run("SELECT txid_current()").fetchone() for _ in range(2)}) == 1:
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        self._own_settings = {name: self._setting(name) for name in _ORDER}
        for name, value in _ORDER.items():
            self._set(name, value)
        self._guarded(self.connection.begin)

    def commit(self) -> None:
        """COMMIT."""
        self._guarded(self.connection.commit)
        self._restore_settings()

    def rollback(self) -> None:
        """ROLLBACK; silent where the engine has rolled back by itself."""
        with suppress(duckdb.Error):
            self.connection.rollback()
        self._restore_settings()

    def _restore_settings(self) -> None:
        for name, value in self._own_settings.items():
            self._set(name, value)
        self._own_settings = {}

    def _setting(self, name: str) -> str:
        row = self._run(f"SELECT current_setting('{name}')").fetchone()
        return str(row[0]) if row else ""

    def _set(self, name: str, value: str) -> None:
        self._run(f"SET {name} = {exp.Literal.string(value).sql('duckdb')}")

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        self._run(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query."""
        cursor = self._run(sql)
        return self._guarded(lambda: Rows.of(cursor, limit))

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""
        self.connection.abort()  # a result that was not read to its end, which `sql` would trip over
        return self._guarded(lambda: self.connection.sql(sql).to_arrow_table())

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

    def _run(self, sql: str, parameters: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        return self._guarded(lambda: self.connection.execute(sql, parameters))

    @staticmethod
    def _guarded(call: Callable[[], T]) -> T:
        try:
            return call()
        except duckdb.Error as error:
            raise WarehouseError(advised(str(error), _ADVICE, "DuckDB refused a statement")) from error
        except RuntimeError as error:
            if "interrupted" in str(error).lower():  # the driver's word for Ctrl-C
                raise KeyboardInterrupt from error
            raise

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


def _connect(path: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path or ":memory:", read_only=bool(path) and read_only)
    except duckdb.ConnectionException:
        if not read_only:
            raise
        return duckdb.connect(path)  # this process has it open for writing, and DuckDB wants all its opens alike


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> DuckDB:
    """Open ``duckdb:///relative.duckdb``, ``duckdb:////absolute.duckdb`` or ``duckdb://`` (in memory)."""
    path = unquote(url.removeprefix("duckdb://").removeprefix("/"))
    if path in ("", ":memory:"):
        return DuckDB.open("")
    return DuckDB.open(str(base / path), read_only=read_only, create=create)


take = DuckDB
