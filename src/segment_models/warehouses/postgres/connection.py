"""An open Postgres connection."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.sources import Column, Columns
from segment_models.warehouses.postgres.dialect import DIALECT
from segment_models.warehouses.postgres.looking import Looking, among
from segment_models.warehouses.relation import Relation, Rows, without_zones

OLDEST = 150000
"""Postgres 15: before it, a difference of times was not exact."""

_BEGIN = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ",
    "SET LOCAL search_path = pg_catalog",
    "SET LOCAL standard_conforming_strings = on",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL cursor_tuple_fraction = 1",
    "SET LOCAL row_security = off",
    "SET LOCAL bytea_output = hex",
    "SET LOCAL lc_monetary = 'C'",
    "SET LOCAL jit = off",
    """
    SELECT set_config(name, 'lz4', true) FROM pg_settings
    WHERE name = 'default_toast_compression' AND source = 'default' AND 'lz4' = ANY (enumvals)
    """,
)
"""The run sees the raw tables as they are at its start. Functions are Postgres's own, a backslash is one, a number
is written with all its digits, and the rows that a check looks for are planned for as all of them. A policy that would
hide rows is an error. Bytes and money become the same text for everybody. No query is compiled (JIT): at a million
events, compiling the many expressions takes longer than it saves. Records are compressed with LZ4 where the server has
it and nobody has chosen otherwise: they take as much room as with pglz, in a fraction of the time."""

_TOLD = {"DateStyle": "ISO", "IntervalStyle": "postgres", "TimeZone": "UTC"}
"""The settings by which a server tells times, of which it keeps a connection informed, and what they have to be: the
driver reads ISO times only, and a zone may put a time beyond the years that it can tell."""


class Postgres(Looking):
    """An open connection to a Postgres database, its own or one handed over by the caller."""

    dialect = DIALECT
    begins = _BEGIN
    connection: psycopg.Connection[Any]

    def __init__(self, connection: psycopg.Connection[Any], *, owned: bool = False) -> None:
        """Take a connection; ``owned`` says that `close` may close it.

        Raises:
            WarehouseError: it is closed or inside a transaction, or the server or its encoding will not do.
        """
        super().__init__(connection, owned=owned)
        self._autocommit = connection.autocommit
        self._refuse_unfit()
        self._before: dict[str, str] = {}
        with self._guarded():
            connection.set_autocommit(True)
        for name, wanted in _TOLD.items():
            set_to = connection.info.parameter_status(name) or ""
            if set_to.partition(",")[0] != wanted:
                self._before[name] = set_to
                self.ask("SELECT set_config(%s, %s, false)", name, wanted)

    def is_closed(self) -> bool:
        """Return whether the connection is closed, by somebody here or by the server."""
        return self.connection.closed

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds, from Postgres's own catalog.

        Of names that differ only in case, the one in lower case counts, as Segment writes it; else the first by bytes.
        """
        names = self.schemas()
        held: dict[str, dict[str, dict[str, Column]] | None] = {name: {} for name in names}
        spelled = {schema: self._spelled(schema, names) for schema in schemas}
        wanted: dict[str, dict[str, dict[str, Column]]] = {self.own(name): {} for name in spelled.values() if name}
        sql = f"""
            SELECT spaces.nspname, relations.relname, columns.attname, format_type(base.oid, CASE base.oid
                WHEN columns.atttypid THEN columns.atttypmod ELSE types.typtypmod END)
            FROM pg_class AS relations
            JOIN pg_namespace AS spaces ON spaces.oid = relations.relnamespace
            JOIN pg_attribute AS columns ON columns.attrelid = relations.oid
            JOIN pg_type AS types ON types.oid = columns.atttypid
            JOIN pg_type AS base ON base.oid = CASE types.typtype WHEN 'd' THEN types.typbasetype ELSE types.oid END
            WHERE {among("spaces.nspname", wanted)} AND relations.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND columns.attnum > 0 AND NOT columns.attisdropped
            ORDER BY relations.relname = lower(relations.relname) DESC, relations.relname COLLATE "C", columns.attnum
        """
        first: dict[tuple[str, str], str] = {}
        for schema, table, column, kind in self.ask(sql, *wanted) if wanted else ():
            key = table.lower()
            if first.setdefault((schema, key), table) == table:
                columns = wanted[schema].setdefault(key, Columns(table if table != key else None))
                other = columns.get(column.lower())
                if other is None or column == column.lower() or (column < other.name != other.name.lower()):
                    columns[column.lower()] = Column(column, _type_of(kind))
        return held | {schema: wanted[self.own(name)] if name else None for schema, name in spelled.items()}

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return those schemas that exist in another case only, as they are spelled."""
        names = self.schemas()
        spelled = {schema: self._spelled(schema, names) for schema in schemas}
        return {schema: name for schema, name in spelled.items() if name and name != schema}

    def same_columns(self, wanted: Mapping[Relation, Mapping[str, exp.DataType]]) -> frozenset[Relation]:
        """Return which relations have exactly these columns, texts compared by their bytes."""
        schemas = {self.own(one.schema) for one in wanted}
        sql = (
            "SELECT spaces.nspname, relations.relname, columns.attname, "
            "format_type(columns.atttypid, columns.atttypmod), collations.collname "
            "FROM pg_attribute AS columns JOIN pg_class AS relations ON relations.oid = columns.attrelid "
            "JOIN pg_namespace AS spaces ON spaces.oid = relations.relnamespace "
            "LEFT JOIN pg_collation AS collations ON collations.oid = columns.attcollation "
            f"WHERE {among('spaces.nspname', schemas)} AND columns.attnum > 0 AND NOT columns.attisdropped "
            "ORDER BY columns.attnum"
        )
        found: dict[tuple[str, str], list[tuple[str, exp.DataType | None]]] = {}
        for schema, table, name, kind, collation in self.ask(sql, *schemas):
            by_bytes = collation in (None, "C")
            found.setdefault((schema, table), []).append((name, _type_of(kind) if by_bytes else None))
        places = {one: found.get((self.own(one.schema), one.name)) for one in wanted}
        return frozenset(one for one, columns in wanted.items() if places[one] == list(columns.items()))

    def secured(self, relations: Iterable[Relation]) -> frozenset[Relation]:
        """Return the tables that have row-level security switched on, or policies for it."""
        has = (
            "relations.relrowsecurity OR EXISTS (SELECT 1 FROM pg_policy AS policies "
            "WHERE policies.polrelid = relations.oid)"
        )
        return frozenset(one for one, found in self._told(has, relations).items() if found)

    def do(self, sql: str) -> None:
        """Carry a statement out, or several in one text, which the driver must not prepare."""
        with self._guarded(sql), self._cursor() as cursor:
            cursor.execute(sql, prepare=False)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query; with a limit, the server keeps the rest."""
        with self._guarded(sql), self._cursor("" if limit is None else "segment_models") as cursor:
            cursor.execute(sql)
            return Rows.of(cursor, limit)

    def parts(self, sql: str) -> Iterator[Rows]:
        """Yield the answer to a query part by part; the server keeps the rest."""
        with self._guarded(sql), self._cursor("segment_models") as cursor:
            cursor.execute(sql)
            yield from Rows.parts(cursor)

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table; times in UTC, jsonb as its text."""
        import pyarrow as pa  # noqa: PLC0415 an extra

        with self._guarded(sql), self._cursor() as cursor:
            rows = cursor.execute(sql).fetchall()
            columns = [(column.name, column.type_code) for column in cursor.description or ()]
        kinds = {20: pa.int64(), 16: pa.bool_(), 701: pa.float64(), 1184: pa.timestamp("us")}
        arrays = []
        for place, (_, oid) in enumerate(columns):
            values = (_plain(row[place]) for row in rows)
            arrays.append(pa.array(values, kinds.get(oid, pa.string() if oid in (25, 3802) else None)))
        return pa.Table.from_arrays(arrays, names=[name for name, _ in columns])

    def close(self) -> None:
        """Close the connection if this object opened it; else leave it as it was handed over."""
        if self._owned:
            self.connection.close()
        elif not self.connection.closed:
            with suppress(WarehouseError, psycopg.Error):
                for name, before in self._before.items():
                    self.ask("SELECT set_config(%s, %s, false)", name, before)
                self.connection.set_autocommit(self._autocommit)

    def _refuse_unfit(self) -> None:
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        version = self.connection.info.server_version
        if version < OLDEST:
            raise WarehouseError(f"The server is Postgres {version // 10000}. Postgres 15 or newer is needed.")
        encoding = self.connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise WarehouseError(
                f"The database's encoding is {encoding}. Ids and orders are defined on UTF8: "
                "copy the database into one made with ENCODING 'UTF8'."
            )

    def _cursor(self, name: str = "") -> Any:  # noqa: ANN401 of the server where it has a name, else of the client
        return self.connection.cursor(name, row_factory=tuple_row)

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the answer to a question to the catalog."""
        with self._guarded(), self._cursor() as cursor:
            return list(cursor.execute(sql, parameters or None).fetchall())

    @contextmanager
    def _guarded(self, sql: str = "") -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise WarehouseError(_explain(error, self.connection, sql)) from error

    def schemas(self) -> list[str]:
        """Return the names of all schemas but the server's own, in the order of their bytes."""
        sql = (
            "SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' "
            'ORDER BY nspname COLLATE "C"'
        )
        return [name for (name,) in self.ask(sql)]

    def own(self, schema: str) -> str:
        """Return a schema's name without its database, which must be the one that the connection is to."""
        database, _, name = schema.rpartition(".")
        if database and database != self.connection.info.dbname:
            raise WarehouseError(
                f"The schema {schema} is in another database, and a Postgres connection reads one: "
                f"this is {self.connection.info.dbname}. Connect to {database}, or bring the schema over."
            )
        return name

    def _spelled(self, schema: str, names: list[str]) -> str | None:
        """Return a schema as it is spelled there: exactly so, else the one that differs in case only."""
        database, _, _ = schema.rpartition(".")
        name = self.own(schema)
        alike = [one for one in names if one.lower() == name.lower()]
        found = name if name in names else (alike[0] if len(alike) == 1 else None)
        return f"{database}.{found}" if database and found else found


def _type_of(told: str) -> exp.DataType:
    """Return a type as the catalog tells it: in quotes (``"text"``), where ``quote_all_identifiers`` is on."""
    return DIALECT.found(told.replace('"', ""))


def _plain(value: object) -> object:
    """Return a value as Arrow takes it: a time in UTC without a zone, jsonb as its text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else without_zones(value)


def _explain(error: psycopg.Error, connection: psycopg.Connection[Any], sql: str) -> str:
    message = error.diag.message_primary or str(error).strip() or type(error).__name__
    if connection.closed:
        return f"The server closed the connection, and nothing was published: run again. ({message})"
    if hidden := re.fullmatch(r"query would be affected by row-level security policy for table \"(.+)\"", message):
        return _explain_hidden_rows(hidden[1], connection)
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return _explain_privilege(message, connection)
    details = "; ".join(part for part in (error.diag.message_detail, error.diag.message_hint) if part)
    if index := re.search(r'^index row .* for index "(.+)"', message):
        return f"{_TOO_LONG.format(index=_quoted(index[1]))} ({message})"
    for kind, told in _EXPLAINED.items():
        if isinstance(error, kind):
            told = told.format(tables=_tables_in(sql))  # noqa: PLW2901 what the message is about
            return f"{told} ({message}{': ' if details else ''}{'; '.join(details.splitlines())})"
    return f"Postgres refused a statement: {message}" + (f" {details}" if details else "")


_EXPLAINED: Mapping[type[psycopg.Error], str] = {
    psycopg.errors.UniqueViolation: (  # of the catalog: two sessions make a schema or a table of one name
        "Another run made the same schema or table at the same moment, and this one published nothing: run again."
    ),
    psycopg.errors.DependentObjectsStillExist: (
        "Columns or the kind of a model have changed, so it has to be made anew, and Postgres keeps what others depend "
        "on. Build the models among those in the same run; drop the rest, run, and make them again."
    ),
    psycopg.errors.SerializationFailure: (
        "Another run changed the tables meanwhile, and this one published nothing: run again."
    ),
    psycopg.errors.ReadOnlySqlTransaction: "The database is read-only (a replica?): no model can be built.",
    **dict.fromkeys(
        (psycopg.errors.DuplicateTable, psycopg.errors.DuplicateObject),
        "Something that is no table or view of ours has the name of {tables}: a sequence, an index or a type, or, "
        "where that is in pg_temp, a temporary table of the session. Drop or rename it, or give the model another name "
        "or schema; from a temporary table, a connection of its own keeps the run.",
    ),
    psycopg.errors.LockNotAvailable: (
        "Another session holds a lock, and lock_timeout ended the wait for it, in a statement over {tables}. Nothing "
        "was published. Run again, or wait longer: ALTER ROLE … SET lock_timeout."
    ),
    psycopg.errors.QueryCanceled: (
        "The server ended a statement over {tables}, and nothing was published. Where statement_timeout did, let it be "
        "longer: ALTER ROLE … SET statement_timeout."
    ),
    psycopg.errors.InvalidRegularExpression: "junk_id_pattern is no regular expression that Postgres knows.",
    psycopg.errors.DiskFull: "The disk of the server is full.",
    psycopg.errors.ProgramLimitExceeded: (
        "A value grew larger than Postgres allows: a session's records take up to 256 MB. "
        "Carry fewer custom fields, or leave the records out with nested: false."
    ),
}
"""What an error means for a run, and what to do; the server's own words follow."""


_TOO_LONG = (
    "An index that a run of today does not make refuses so long a value. Drop it, and run again: DROP INDEX {index}. "
    "If you need it, make it USING hash."
)


def _tables_in(sql: str) -> str:
    """Return the tables that a statement of ours names, the one that it writes first."""
    found = dict.fromkeys(re.findall(r'"((?:[^"]|"")+)"\."((?:[^"]|"")+)"(?!\.)', sql))
    return ", ".join(".".join(names) for names in found) or "the catalog"


def _explain_hidden_rows(table: str, connection: psycopg.Connection[Any]) -> str:
    user = _quoted(connection.info.user)
    return (
        f"Row-level security of the table {table} hides rows from the role {user}, and no count would be right. "
        f"Nothing was published. Run as the table's owner, or let the role read all rows: ALTER ROLE {user} BYPASSRLS. "
        "If the models shall have a part of the rows, make a schema with views of that part, owned by the table's "
        "owner, and name it in segment_schema."
    )


def _explain_privilege(message: str, connection: psycopg.Connection[Any]) -> str:
    user = _quoted(connection.info.user)
    denied = re.fullmatch(r"permission denied for ([\w ]+?) (\S.*)", message)
    grants = {
        "database": "GRANT CREATE ON DATABASE {name} TO {user} (or let its owner make the schema of the models)",
        "schema": (
            "GRANT USAGE ON SCHEMA {name} TO {user} (to read it), GRANT CREATE ON SCHEMA {name} TO {user} (to build)"
        ),
        "table": "GRANT SELECT ON {name} TO {user}, with its schema in front",
        "view": "GRANT SELECT ON {name} TO {user}, with its schema in front",
    }
    if denied and denied[1] in grants:
        missing = grants[denied[1]].format(name=_quoted(denied[2]), user=user)
        return f"{message[0].upper()}{message[1:]}. What is missing: {missing}."
    if owned := re.fullmatch(r"must be owner of (.+)", message):
        return (
            f"Another role owns the {owned[1]}, and only its owner can build it again. "
            f"Run as that role, or: ALTER … OWNER TO {user}."
        )
    return f"Postgres refused a statement: {message}"


def _quoted(name: str) -> str:
    plain = re.fullmatch(r"[a-z_][a-z0-9_]*", name)
    return name if plain else '"' + name.replace('"', '""') + '"'


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> Postgres:  # noqa: ARG001
    """Open ``postgresql://user@host:port/database``; what the URL lacks, libpq finds in PG* variables and ~/.pgpass.

    Raises:
        WarehouseError: there is no server, no such database or user, or the password is wrong; it is never shown.
    """
    try:
        connection = psycopg.connect(url, autocommit=True, fallback_application_name="segment-models")
    except psycopg.ProgrammingError:
        raise WarehouseError(
            "The connection is no URL that libpq can read. It looks like postgresql://user@host:5432/database; "
            "a mark such as @ or / in a password is written %40, %2F there, or the password kept in ~/.pgpass."
        ) from None
    except psycopg.Error as error:
        raise WarehouseError(_explain_open(url, str(error))) from None
    try:
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        return Postgres(connection, owned=True)
    except WarehouseError:
        connection.close()
        raise


def _explain_open(url: str, message: str) -> str:
    """Tell what the server said, unless it has any part of the URL that may be a password."""
    told = " ".join(message.split())
    if any(secret in told for secret in _secrets(url)):
        told = "the server's name, user or password is not as it should be"
    hint = "Check the host and the port, and that the server is running."
    if "does not exist" in told:
        hint = "Name another database in the URL, or make this one."
    elif "CONNECT privilege" in told or "permission denied for database" in told:
        hint = "What is missing: GRANT CONNECT ON DATABASE … TO the role."
    elif "not permitted to log in" in told:
        hint = "Name another role in the URL, or: ALTER ROLE … LOGIN."
    elif "too many" in told or "connection slots" in told:
        hint = "Close other connections, or wait until some are closed."
    elif "pg_hba.conf" in told:
        hint = (
            "The server lets this role in from other hosts, or otherwise, only: its administrator changes pg_hba.conf."
        )
    elif "starting up" in told or "shutting down" in told or "not currently accepting" in told:
        hint = "Wait, and run again."
    elif "password" in told or "authentication" in told:
        hint = "Set PGPASSWORD, or keep the password in ~/.pgpass."
    return f"Postgres cannot be reached: {told}. {hint}"


def _secrets(url: str) -> set[str]:
    rest = url.partition("://")[2]
    _, mark, password = rest.rpartition("@")[0].partition(":")
    found = {password, unquote(password), *re.split(r"[@:/?#\[\]]", password)} if mark else set()
    with suppress(ValueError):
        found |= {value for name, value in parse_qsl(urlsplit(url).query) if name in ("password", "sslpassword")}
    return {secret for secret in found if secret}


take = Postgres
