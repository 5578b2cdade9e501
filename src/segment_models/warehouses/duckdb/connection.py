"""An open DuckDB connection."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, unquote

import duckdb
from sqlglot import exp

from segment_models.errors import ConfigError, WarehouseError
from segment_models.sources import Column
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.duckdb.dialect import DIALECT
from segment_models.warehouses.refusals import advised
from segment_models.warehouses.relation import Kind, Relation, Rows

if TYPE_CHECKING:
    from segment_models.load import LoadReport

T = TypeVar("T")

_ORDER = {"default_collation": "", "default_order": "ASC", "default_null_order": "NULLS_LAST"}
"""The settings of a session that change what comparing and ordering mean, as the rules want them."""

_BYTES_PER_EVENT, _BYTES_PER_COLUMN = 100, 60
"""What an event takes while it waits in a list for its session to be complete (measured, see benchmarks/)."""

READABLE = "v1.0.0"
"""The storage version of a new file, unless the URL asks for another: every DuckDB from 1.0 on reads and writes it."""

HOSTED = "md:"
"""What the name of a database on MotherDuck begins with: it is no file."""

_RUNS: dict[str | None, threading.RLock] = {}
"""A lock for each database of this process: runs over cursors of one wait for one another, as DuckDB would let them
make the same schema for themselves and then end one with a conflict. Databases in memory share one."""


_ADVICE = {
    "write-write conflict|Conflict on|Catalog write": (
        "Somebody else changes the same tables in this process at the same time. Nothing was published: run again."
    ),
    "read-only": "The database is read-only, and the models cannot be built in it. Open it for writing.",
    "Ambiguous reference to catalog or schema": (
        "A schema has the name of the database file, or of DuckDB's own databases, temp and system, and DuckDB cannot "
        "make a view that reads it. Rename the file or the schema, or build tables only, with default_config: "
        "{type: table}."
    ),
    "invalid (perl operator|escape sequence|repetition size|character class)|bad repetition": (
        "junk_id_pattern is no regular expression that DuckDB knows. It has neither look-around nor back-references."
    ),
    "connection is busy|transaction within a transaction": (
        "Another thread uses this connection. Give each thread one of its own: connection.cursor()"
    ),
    "No space left": "The disk is full: make room, also in DuckDB's temp_directory.",
    "Out of Memory|could not allocate|failed to allocate|Allocation failure": (
        "DuckDB ran out of memory. The records of a session are a list, which DuckDB cannot put on disk. Raise "
        "memory_limit, lower threads, carry fewer custom fields, or set nested: false, which leaves the records out. "
        "If temp_directory is full or not set, give it room."
    ),
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
        self._alone: threading.RLock | None = None

    def beside(self) -> DuckDB:
        """Return a cursor: it takes no rows away from an answer that the caller is reading."""
        return DuckDB(self._guarded(self.connection.cursor), owned=True)

    def is_closed(self) -> bool:
        """Return whether the connection is closed: then it gives no cursor."""
        try:
            self.connection.cursor().close()
        except duckdb.ConnectionException:
            return True
        return False

    @classmethod
    def open(
        cls, path: str, *, read_only: bool = False, create: bool = False, storage_version: str = READABLE
    ) -> DuckDB:
        """Open a database file, or one in memory for an empty path; a file is made only if ``create`` says so.

        ``storage_version`` is how a new file is written. A path that begins with ``md:`` is a database on MotherDuck.

        Raises:
            WarehouseError: the file is locked by another process, is no database, or cannot be read.
        """
        is_file = bool(path) and not path.startswith(HOSTED)
        if is_file and not Path(path).parent.is_dir():
            raise WarehouseError(f"There is no folder {Path(path).parent} for the database {path}.")
        if is_file and not create and not Path(path).exists():
            raise WarehouseError(f"There is no database {path}. Load events into one with: segment-models load FILE…")
        try:
            if is_file and not Path(path).exists():
                _make(path, storage_version)
            connection = _connect(path, read_only=read_only)
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(_explain_open(path, str(error))) from error
        return cls(connection, owned=True, only_here=not path)

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds, from DuckDB's own catalog functions."""
        held: dict[str, dict[str, dict[str, Column]] | None] = {}
        wanted: dict[tuple[str, str], dict[str, dict[str, Column]]] = {}
        known = self._run("SELECT database_name, schema_name, internal FROM duckdb_schemas()").fetchall()
        current = self._database()
        held |= {name: {} for database, name, internal in known if database == current and not internal}
        there = {(database, name.lower()) for database, name, _ in known}
        for schema in schemas:
            database, name = self._split(schema, current)
            exists = (database, name.lower()) in there
            held[schema] = wanted.setdefault((database, name.lower()), {}) if exists else None
        sql = (
            "SELECT database_name, lower(schema_name), table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE list_contains($1, lower(schema_name)) ORDER BY table_name ASC, column_index ASC"
        )
        names = [name for _, name in wanted]
        for database, name, table, column, kind in self._run(sql, [names]).fetchall() if names else ():
            if (tables := wanted.get((database, name))) is not None:
                tables.setdefault(table.lower(), {})[column.lower()] = Column(column, DIALECT.found(kind))
        return held

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return ``database.schema`` for a schema that bears the name of a database: alone, DuckDB refuses it."""
        databases = {row[0].lower() for row in self._run("SELECT database_name FROM duckdb_databases()").fetchall()}
        alike = [name for name in schemas if name.lower() in databases]
        return {name: ".".join(self._split(name, self._database())) for name in alike}

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, from DuckDB's own catalog functions."""
        sql = (
            "SELECT database_name, lower(schema_name), lower(table_name), 'table' FROM duckdb_tables() "
            "UNION ALL SELECT database_name, lower(schema_name), lower(view_name), 'view' FROM duckdb_views() "
            "WHERE NOT internal"
        )
        there = {tuple(place): kind for *place, kind in self._run(sql).fetchall()}
        current = self._database()
        split = {one: self._split(one.schema, current) for one in relations}
        places = {one: (database, schema.lower(), one.name.lower()) for one, (database, schema) in split.items()}
        return {one: there[place] for one, place in places.items() if place in there}

    def size(self, tables: Iterable[Relation]) -> int:
        """Return DuckDB's own estimate of tables' rows; a view is counted."""
        sql = "SELECT database_name, schema_name, table_name, estimated_size FROM duckdb_tables()"
        sizes = {tuple(place): size for *place, size in self._run(sql).fetchall()}
        current, total = self._database(), 0
        for one in tables:
            size = sizes.get((*self._split(one.schema, current), one.name))
            if size is None:
                size = self.fetch(self.dialect.render(exp.select("count(*)").from_(one.node()))).values[0][0]
            total += int(size)
        return total

    def rows_at_once(self, columns: int) -> int:
        """Return how many events fit in half of DuckDB's `memory_limit`."""
        row = self._run("SELECT current_setting('memory_limit')").fetchone()
        room = _bytes(row[0] if row else "1 GiB") // 2
        return max(1, room // (_BYTES_PER_EVENT + _BYTES_PER_COLUMN * columns))

    def has_temporary(self) -> bool:
        """Return whether the database is in this process: for one on MotherDuck, temporary tables are far away."""
        sql = "SELECT type FROM duckdb_databases() WHERE database_name = current_database()"
        return self._run(sql).fetchone() == ("duckdb",)

    def begin(self) -> None:
        """BEGIN TRANSACTION, with text compared by its bytes and NULLs last (R7), whatever the session has set.

        Refuses inside a transaction of the caller's, whose end would not be ours to decide. Outside one, each statement
        is a transaction by itself; to try BEGIN would abort the caller's.
        """
        if self._in_transaction():
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        self._wait_for_others()
        try:
            self._own_settings = {name: self._setting(name) for name in _ORDER}
            for name, value in _ORDER.items():
                self._set(name, value)
            self._guarded(self.connection.begin)
        except BaseException:
            self._let_others_run()
            raise

    def _in_transaction(self) -> bool:
        return len({self._run("SELECT txid_current()").fetchone() for _ in range(2)}) == 1

    def commit(self) -> None:
        """COMMIT."""
        self._guarded(self.connection.commit)
        self._restore_settings()
        self._let_others_run()

    def rollback(self) -> None:
        """ROLLBACK; silent where the engine has rolled back by itself."""
        try:
            with suppress(duckdb.Error):
                self.connection.rollback()
            self._restore_settings()
        finally:
            self._let_others_run()

    def _wait_for_others(self) -> None:
        row = self._run("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
        self._alone = _RUNS.setdefault(row[0] if row else None, threading.RLock())
        self._alone.acquire()

    def _let_others_run(self) -> None:
        if self._alone:
            self._alone.release()
        self._alone = None

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

    def parts(self, sql: str) -> Iterator[Rows]:
        """Yield the answer to a query part by part, as DuckDB works it out."""
        found = Rows.parts(self._run(sql))
        while part := self._guarded(lambda: next(found, None)):
            yield part

    def stream(self, sql: str) -> Any:  # noqa: ANN401 a relation, or a pyarrow.Table inside a transaction
        """Return the answer to a query as what gives an Arrow stream, worked out while that is read.

        It has a connection of its own, so that a stream which nobody reads to its end keeps nobody waiting. Inside a
        transaction that would not see what this one has changed.
        """
        if self._in_transaction():
            return self.arrow(sql)
        row = self._run("SELECT current_database(), current_schema()").fetchone() or ()
        place = ".".join(exp.to_identifier(name, quoted=True).sql("duckdb") for name in row)

        def started() -> Any:  # noqa: ANN401
            own = self.connection.cursor()
            own.execute(f"USE {place}")
            return own.sql(sql)

        return self._guarded(started)

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

    def _database(self) -> str:
        row = self._run("SELECT current_database()").fetchone()
        return str(row[0]) if row else ""

    @staticmethod
    def _split(schema: str, current: str) -> tuple[str, str]:
        database, _, name = schema.rpartition(".")
        return database or current, name


def _bytes(text: str) -> int:
    number, unit = re.fullmatch(r"([\d.]+)\s*(\w+)", text).groups()  # type: ignore[union-attr]
    units = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
    return int(float(number) * units.get(unit, 1))


def _explain_open(path: str, message: str) -> str:
    if path.startswith(HOSTED):
        return (
            f"The MotherDuck database {path} cannot be opened. DuckDB needs its extension motherduck, which it "
            f"downloads once, and a token in the environment variable motherduck_token. DuckDB says: {message}"
        )
    if "storage version" in message or "storage_version" in message:
        return (
            f"The database {path} cannot be opened with DuckDB {duckdb.__version__}: {message} Install the DuckDB that "
            "wrote the file, or name another storage_version in the connection."
        )
    if re.search(r"\block\b", message):  # and not a block
        return (
            f"The database {path} is open in another process, and DuckDB lets one write at a time. "
            "Close it there (a notebook, a DuckDB shell?) and run again."
        )
    if "not a valid DuckDB database" in message or "sqlite_scanner" in message:  # an extension for another's files
        return f"{path} is not a DuckDB database. Name another file in `connection`, or move this one away."
    if "different configuration" in message:
        return (
            f"This process has opened the database {path} already, read-only or with other settings, and DuckDB "
            "opens a file in one way at a time. Close that connection, or hand over one that can write: "
            "models.run(connection)."
        )
    return f"The database {path} cannot be opened: {message}"


def _connect(path: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        can_be_read_only = bool(path) and not path.startswith(HOSTED)
        return duckdb.connect(path or ":memory:", read_only=can_be_read_only and read_only)
    except duckdb.ConnectionException:
        if not read_only:
            raise
        return duckdb.connect(path)  # this process has it open for writing, and DuckDB wants all its opens alike


def _make(path: str, storage_version: str) -> None:
    """Make an empty database file: a setting of the connection's would have to be the same in all of a process."""
    place, version = (exp.Literal.string(one).sql("duckdb") for one in (path, storage_version))
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH {place} AS made (STORAGE_VERSION {version})")
        connection.execute("CHECKPOINT made")


def database_of(url: str, base: Path) -> tuple[str, dict[str, str]]:
    """Return the database that a URL names, a path, ``md:name`` or nothing for memory, and the URL's options.

    Raises:
        ConfigError: an option is not one of DuckDB's.
    """
    place, _, query = url.partition("://")[2].partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    if wrong := sorted(options.keys() - {"storage_version"}):
        raise ConfigError(
            f"A DuckDB connection has only the option storage_version, not {wrong[0]!r}. A ? in the name of a file is "
            "written %3F, and the token of MotherDuck is read from the environment variable motherduck_token."
        )
    path = unquote(place.removeprefix("/"))
    if path in ("", ":memory:"):
        return "", options
    return path if path.startswith(HOSTED) else str(base / path), options


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> DuckDB:
    """Open ``duckdb:///relative.duckdb``, ``duckdb:////absolute.duckdb``, ``duckdb:///md:name`` or ``duckdb://``.

    ``?storage_version=latest`` makes a new file as this DuckDB likes it best.
    """
    path, options = database_of(url, base)
    return DuckDB.open(path, read_only=read_only, create=create, **options)


def take(connection: object) -> DuckDB:
    """Return the warehouse behind an open connection.

    Raises:
        WarehouseError: it is something else of DuckDB's, such as a relation.
    """
    if not isinstance(connection, duckdb.DuckDBPyConnection):
        raise WarehouseError(
            f"A {type(connection).__name__} is not a connection. Give what duckdb.connect() returns, or a URL."
        )
    return DuckDB(connection)
