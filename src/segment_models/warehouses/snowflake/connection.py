"""An open Snowflake connection."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote

import snowflake.connector
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from segment_models.errors import ConfigError, WarehouseError
from segment_models.fields import EVENT_TYPES, IDENTIFY
from segment_models.sources import Column
from segment_models.sql import query, text
from segment_models.warehouses import urls
from segment_models.warehouses.connection import Warehouse, is_old
from segment_models.warehouses.relation import Kind, Relation, Rows
from segment_models.warehouses.snowflake.dialect import COLLATED, DIALECT
from segment_models.warehouses.snowflake.names import spelled, stored, written
from segment_models.warehouses.snowflake.refusals import NO_RIGHT, SECRETS, closed_door, refusal

T = TypeVar("T")

QUERY_TAG = "segment-models"
"""What the statements of a run are tagged with in Snowflake's query history."""

_PARAMETERS = {"QUERY_TAG": text(QUERY_TAG), "QUOTED_IDENTIFIERS_IGNORE_CASE": exp.false()}
"""The session's parameters that a run sets, and restores: the second would fold names in quotes."""

_SECONDS_TO_STOP = 10
"""How long a cancelled statement is waited for."""

_WHOLE_NUMBERS = ("port", "login_timeout", "network_timeout", "socket_timeout")
_KINDS = {"NUMBER": "number({precision}, {scale})", "TIMESTAMP_NTZ": "timestamp_ntz(9)", "TEXT": "varchar"}

_BROKE_OFF = (snowflake.connector.errors.OperationalError, snowflake.connector.errors.InterfaceError)

_SOURCE_TABLES = frozenset(one.table for one in (*EVENT_TYPES, IDENTIFY))


class Snowflake(Warehouse):
    """An open Snowflake connection, its own or one handed over by the caller."""

    dialect = DIALECT

    def __init__(self, connection: Any, *, owned: bool = False) -> None:  # noqa: ANN401 the driver has no types
        """Take a connection; ``owned`` says that `close` may close it."""
        super().__init__(connection, owned=owned)
        self._own_parameters: dict[str, exp.Expr | None] = {}
        self._own_schema: str | None = None

    # -- looking ----------------------------------------------------------------------------------------------------

    def is_closed(self) -> bool:
        """Return whether the connection is closed."""
        return bool(self.connection.is_closed())

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds, from the information schema of its database."""
        wanted = {schema: self._split(schema) for schema in schemas}
        if not wanted:
            return {name: {} for name in self._schemas(self._database())}
        held: dict[str, dict[str, dict[str, Column]] | None] = {}
        for database in dict.fromkeys(database for database, _ in wanted.values()):
            there = self._schemas(database)
            if database == self._database():
                held |= {name: {} for name in there}
            tables: dict[str, dict[str, dict[str, Column]] | None] = {}
            for schema, (of, name) in wanted.items():
                if of == database:
                    if name not in tables:
                        tables[name] = self._tables(database, name) if spelled(name).lower() in there else None
                    held[schema] = tables[name]
        return held

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, from the information schema of their databases."""
        wanted = {relation: (*self._split(relation.schema), stored(relation.name)) for relation in relations}
        found: dict[tuple[str, str, str], Kind] = {}
        for database, schema in dict.fromkeys((database, schema) for database, schema, _ in wanted.values()):
            rows = self._ask(
                """
                SELECT table_name, 'table' AS kind FROM :tables WHERE table_schema = :schema AND table_type <> 'VIEW'
                UNION ALL
                SELECT table_name, 'view' AS kind FROM :views WHERE table_schema = :schema
                """,
                tables=_information(database, "tables"),
                views=_information(database, "views"),
                schema=text(schema),
            )
            found |= {(database, schema, name): kind for name, kind in rows}
        return {relation: found[place] for relation, place in wanted.items() if place in found}

    def size(self, tables: Iterable[Relation]) -> int:
        """Return the rows of tables as Snowflake keeps count of them; 0 for a view."""
        names: dict[tuple[str, str], set[str]] = {}
        for one in tables:
            names.setdefault(self._split(one.schema), set()).add(stored(one.name))
        total = 0
        for (database, schema), wanted in names.items():
            rows = self._ask(
                "SELECT table_name, row_count FROM :tables WHERE table_schema = :schema",
                tables=_information(database, "tables"),
                schema=text(schema),
            )
            total += sum(int(count or 0) for name, count in rows if name in wanted)
        return total

    def leftovers(self, stage_schema: str) -> tuple[Relation, ...]:
        """Return the tables of runs that died more than a day ago."""
        database, schema = self._split(stage_schema)
        rows = self._ask(
            "SELECT table_name FROM :tables WHERE table_schema = :schema",
            tables=_information(database, "tables"),
            schema=text(schema),
        )
        now = datetime.now(UTC)
        return tuple(Relation(stage_schema, name.lower()) for (name,) in rows if is_old(name, now))

    def _tables(self, database: str, schema: str) -> dict[str, dict[str, Column]]:
        rows = self._ask(
            """
            SELECT table_name, column_name, data_type, numeric_precision, numeric_scale, collation_name
            FROM :columns
            WHERE table_schema = :schema
            ORDER BY table_name, ordinal_position
            """,
            columns=_information(database, "columns"),
            schema=text(schema),
        )
        found = _by_table(rows)
        for table in found:
            if table.lower() in _SOURCE_TABLES and table.upper() not in found:
                place, as_found = Relation(schema, table.upper()), Relation(spelled(schema), spelled(table))
                view = DIALECT.replace("view", place, exp.select("*").from_(as_found.node()))
                raise WarehouseError(
                    f"The table {table!r} of {database}.{schema} can be read only by its quoted name. "
                    f"Segment writes {table.upper()}. Create a view with that name: {' '.join(view.split())}"
                )
        return {table.lower(): found[table] for table in sorted(found, key=lambda name: name == name.upper())}

    def _schemas(self, database: str) -> list[str]:
        rows = self._ask("SELECT schema_name FROM :schemata", schemata=_information(database, "schemata"))
        return [spelled(name).lower() for (name,) in rows if name != "INFORMATION_SCHEMA"]

    def _split(self, schema: str) -> tuple[str, str]:
        database, _, name = schema.rpartition(".")
        return stored(database) if database else self._database(), stored(name)

    def _database(self) -> str:
        if self.connection.database:
            return str(self.connection.database).strip('"')
        raise WarehouseError(
            "The session has no database: there is none of the name given, or the role may not use it. "
            "Name one, as in snowflake://user@account/DATABASE, and grant it: "
            f"GRANT USAGE ON DATABASE … TO ROLE {self._role()}"
        )

    def _role(self) -> str:
        return str(self.connection.role or "…").strip('"')

    def _ask(self, sql: str, **parts: exp.Expr) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._run(DIALECT.render(query(sql, **parts)), lambda cursor: cursor.fetchall())
        return rows

    # -- doing ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Tag what follows in the query history, and read names in quotes as they stand.

        Refuses inside a transaction of the caller's, which the first CREATE would commit.
        """
        if self._run("SELECT CURRENT_TRANSACTION()", lambda cursor: cursor.fetchone())[0] is not None:
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        self._own_schema = self.connection.schema
        self._own_parameters = {name: self._parameter(name) for name in _PARAMETERS}
        for name, value in _PARAMETERS.items():
            self._set(name, value)

    def commit(self) -> None:
        """Restore the session's parameters, and its schema, which making one changes."""
        for name, value in self._own_parameters.items():
            self._set(name, value)
        self._own_parameters = {}
        if self._own_schema and self._own_schema != self.connection.schema:
            self._do(f"USE SCHEMA {written(spelled(self._own_schema))}")

    def rollback(self) -> None:
        """Restore the session's parameters; silent where the connection is gone."""
        with suppress(WarehouseError):
            self.commit()

    def _parameter(self, name: str) -> exp.Expr | None:
        """Return the value that the session itself has given a parameter, or None."""
        rows = self._run(
            f"SHOW PARAMETERS LIKE {text(name).sql('snowflake')} IN SESSION", lambda cursor: cursor.fetchall()
        )
        for row in rows:
            _, value, _, level, *_ = row
            if level == "SESSION":
                return exp.var(value) if value in ("true", "false") else text(value)
        return None

    def _set(self, name: str, value: exp.Expr | None) -> None:
        change = f"UNSET {name}" if value is None else f"SET {name} = {value.sql(DIALECT.sqlglot)}"
        self._do(f"ALTER SESSION {change}")

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        try:
            self._do(sql)
        except WarehouseError as error:
            if getattr(error.__cause__, "errno", None) != NO_RIGHT or not self._made_already(sql):
                raise

    def _made_already(self, sql: str) -> bool:
        """Return whether a statement only makes a schema that is there: for that, too, Snowflake wants the right to."""
        made = parse_one(sql, dialect=DIALECT.sqlglot)
        if not (isinstance(made, exp.Create) and made.kind == "SCHEMA" and made.args.get("exists")):
            return False
        place = made.this
        with suppress(WarehouseError):
            database = stored(place.catalog) if place.catalog else self._database()
            return spelled(stored(place.db)).lower() in self._schemas(database)
        return False

    def at_once(self, statements: Sequence[str], *, unless: str, lock: str | None) -> None:
        """Carry statements out in one transaction; none of them is one that would commit it.

        The lock is held until its end: a second run that wants it waits, and then finds that the first was there.
        """
        self._do("BEGIN")
        try:
            if lock:
                self._do(lock)
            self.require_alone(unless)
            for statement in statements:
                self._do(statement)
            self._do("COMMIT")
        except BaseException:
            with suppress(WarehouseError):
                self._do("ROLLBACK")
            raise

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query; OBJECTs and ARRAYs are JSON text."""

        def answer(cursor: Any) -> Rows:  # noqa: ANN401 the driver has no types
            rows = Rows.of(cursor, limit)
            return Rows(tuple(map(_public, rows.columns)), rows.values)

        return self._run(sql, answer)

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table; OBJECTs and ARRAYs are JSON text."""
        import pyarrow as pa  # noqa: F401, PLC0415 so that its want is told before the query runs

        table = self._run(sql, lambda cursor: cursor.fetch_arrow_all(force_return_table=True))
        return table.rename_columns([_public(name) for name in table.column_names])

    def close(self) -> None:
        """Close the connection if this object opened it."""
        if self._owned:
            with suppress(snowflake.connector.errors.Error):
                self.connection.close()

    def _do(self, sql: str) -> None:
        self._run(sql, lambda _: None)

    def _run(self, sql: str, then: Callable[[Any], T]) -> T:
        """Carry a statement out in a thread, so that Ctrl-C is heard meanwhile, and cancels it there."""
        done: list[T] = []
        failed: list[BaseException] = []

        def work() -> None:
            try:
                done.append(then(self.connection.cursor().execute(sql)))
            except BaseException as error:  # noqa: BLE001 raised again below
                failed.append(error)

        worker = Thread(target=work, daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(1.0)
        except KeyboardInterrupt:
            self._cancel()
            worker.join(_SECONDS_TO_STOP)  # what is dropped next must not be under way any more
            raise
        if not failed:
            return done[0]
        error = failed[0]
        if isinstance(error, snowflake.connector.errors.Error):
            broke_off = isinstance(error, _BROKE_OFF)
            raise WarehouseError(refusal(error.errno, _message(error), self._role(), broke_off=broke_off)) from error
        raise error

    def _cancel(self) -> None:
        """Stop what the session is doing: a statement that nobody waits for would go on and be paid for."""
        with suppress(snowflake.connector.errors.Error):
            session = int(self.connection.session_id)
            self.connection.cursor().execute(f"SELECT SYSTEM$CANCEL_ALL_QUERIES({session})")


def _by_table(rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, Column]]:
    """Return the columns of each table by their names in small letters.

    Of columns that differ in case only, the one counts that SQL finds without quotes; where there is none, the first.
    """
    found: dict[str, dict[str, Column]] = {}
    for table, name, kind, precision, scale, collation in rows:
        columns = found.setdefault(table, {})
        if name.lower() not in columns or name == name.upper():
            columns[name.lower()] = Column(spelled(name), _data_type(kind, precision, scale, collation))
    return found


def _information(database: str, view: str) -> exp.Expr:
    return exp.table_(view, db="information_schema", catalog=exp.to_identifier(spelled(database)))


def _data_type(kind: str, precision: int | None, scale: int | None, collation: str | None) -> exp.DataType:
    name = _KINDS.get(kind, kind).format(precision=precision or 38, scale=scale or 0)
    try:
        found = exp.DataType.build(name, dialect="snowflake")
    except SqlglotError:
        found = exp.DataType.build("variant", dialect="snowflake")
    if collation and collation.lower() not in ("utf8", "bin"):
        found.meta[COLLATED] = True
    return found


def _public(name: str) -> str:
    """Return a column's name as the models' documentation has it."""
    return name.lower() if spelled(name) == name == name.upper() else name


def _message(error: Exception) -> str:
    return " ".join(str(getattr(error, "msg", None) or error).split())


# -- opening --------------------------------------------------------------------------------------------------------


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> Snowflake:  # noqa: ARG001 files
    """Open ``snowflake://user@account/database/schema?warehouse=…&role=…``, or ``snowflake://?connection_name=prod``.

    What stands after the question mark goes to the driver as it is, but for ``private_key_file``, which is relative to
    the configuration.

    Raises:
        ConfigError: the URL names no account, or a number in it is none.
        WarehouseError: the connection cannot be opened.
    """
    given = _arguments(url, base)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # the driver's own plans for logging out
            connection = snowflake.connector.connect(**given)
    except (snowflake.connector.errors.Error, ValueError, OSError) as error:
        raise WarehouseError(closed_door(_message(error), given)) from None  # its text may have a secret in it
    return Snowflake(connection, owned=True)


def _arguments(url: str, base: Path) -> dict[str, Any]:
    parts = urls.split(url, DIALECT.url)
    given: dict[str, Any] = {
        name: _argument(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
    }
    if parts.netloc:
        given |= {"user": unquote(parts.username or "") or None, "password": unquote(parts.password or "") or None}
        given.setdefault("account", unquote(parts.hostname or ""))
        if parts.port:
            given |= {"host": parts.hostname, "port": parts.port}
    database, _, schema = unquote(parts.path).strip("/").partition("/")
    given = {**given, "database": database or given.get("database"), "schema": schema or given.get("schema")}
    given = {name: value for name, value in given.items() if value not in (None, "")}
    named = "connection_name" in given or not (parts.netloc or parts.query)
    if not named and "account" not in given:
        raise ConfigError("The connection names no account. It looks like snowflake://user@account/database")
    if "private_key_file" in given:
        given["private_key_file"] = str(base / Path(given["private_key_file"]).expanduser())
    if given:
        given.setdefault("application", "segment_models")
    return given


def _argument(name: str, value: str) -> str | int | bool:
    if name in _WHOLE_NUMBERS:
        if not value.isdigit():
            raise ConfigError(f"{name} in the connection is not a whole number: {value!r}")
        return int(value)
    if value.lower() in ("true", "false") and name not in SECRETS:
        return value.lower() == "true"
    return value


take = Snowflake
