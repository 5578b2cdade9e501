"""An open Redshift connection."""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sqlglot import exp
from sqlglot.errors import SqlglotError

from segment_models.errors import WarehouseError, nearest
from segment_models.sources import Column, Columns
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.redshift.dialect import DIALECT
from segment_models.warehouses.relation import Kind, Relation, Rows

try:
    import redshift_connector
    from redshift_connector.error import Error
except ImportError as error:
    raise WarehouseError(
        f"The driver of Redshift cannot be loaded ({error}): pip install 'segment-models[redshift]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PORT = 5439
_SWITCHES = {"true": True, "false": False}


class Redshift(Warehouse):
    """An open connection to a Redshift database, its own or one handed over by the caller."""

    def __init__(self, connection: Any, *, owned: bool = False) -> None:  # noqa: ANN401 the driver has no types
        """Take a connection; ``owned`` says that `close` may close it.

        Raises:
            WarehouseError: it is inside a transaction.
        """
        self.dialect = DIALECT
        self.connection = connection
        self._owned = owned
        self._autocommit = connection.autocommit
        if connection.in_transaction:
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        connection.autocommit = True

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds, from Redshift's own catalog, where names are in lower case."""
        names = self._schemas()
        held: dict[str, dict[str, dict[str, Column]] | None] = {name: {} for name in names}
        sql = (
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = ? AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped "
            "ORDER BY c.relname, a.attnum"
        )
        for schema in schemas:
            if self._own(schema) not in names:
                held[schema] = None
                continue
            tables: dict[str, dict[str, Column]] = {}
            for table, column, kind in self._query(sql, self._own(schema)):
                columns = tables.setdefault(table.lower(), Columns(table if table != table.lower() else None))
                columns.setdefault(column.lower(), Column(column, _data_type(kind)))
            held[schema] = tables
        return held

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return those schemas that are written in capitals: Redshift folds names to lower case."""
        names = self._schemas()
        return {one: one.lower() for one in schemas if one not in names and one.lower() in names}

    def existing_schemas(self, schemas: Iterable[str]) -> frozenset[str]:
        """Return those schemas that exist: to make one if it is not there takes the right to make any."""
        return frozenset(schemas) & frozenset(self._schemas())

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, from Redshift's own catalog."""
        sql = (
            "SELECT c.relkind::varchar FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'v')"
        )
        found: dict[Relation, Kind] = {}
        for relation in relations:
            for (kind,) in self._query(sql, self._own(relation.schema), relation.name):
                found[relation] = "view" if kind == "v" else "table"
        return found

    def same_columns(self, wanted: Mapping[Relation, Mapping[str, exp.DataType]]) -> frozenset[Relation]:
        """Return which relations have exactly these columns; of texts, the width does not matter to a view."""
        held = self.catalog(dict.fromkeys(relation.schema for relation in wanted))
        same = set()
        for relation, columns in wanted.items():
            found = (held[relation.schema] or {}).get(relation.name.lower(), {})
            if [(one.name, one.type) for one in found.values()] == list(columns.items()):
                same.add(relation)
        return frozenset(same)

    def size(self, schema: str, table: str) -> int:
        """Return the catalog's estimate of a table's rows."""
        sql = (
            "SELECT c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = ? AND c.relname = ?"
        )
        rows = self._query(sql, self._own(schema), table)
        return max(0, int(rows[0][0])) if rows else 0

    def rows_at_once(self, columns: int) -> int:  # noqa: ARG002 there are no lists
        """Return more than there are: nothing is gathered in memory."""
        return 2**62

    def begin(self) -> None:
        """BEGIN."""
        self._run("BEGIN")

    def commit(self) -> None:
        """COMMIT."""
        self._run("COMMIT")

    def rollback(self) -> None:
        """ROLLBACK; silent where the connection is lost, which has rolled back."""
        with suppress(Error, OSError):
            self.connection.cursor().execute("ROLLBACK")

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        self._run(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query; the driver has fetched all of it by then."""
        cursor = self._run(sql)
        values = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        return Rows(tuple(column[0] for column in cursor.description or ()), tuple(tuple(row) for row in values))

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""
        import pyarrow as pa  # noqa: PLC0415 an extra

        rows = self.fetch(sql)
        return pa.Table.from_pylist([dict(zip(rows.columns, row, strict=True)) for row in rows.values])

    def close(self) -> None:
        """Close the connection if this object opened it; else leave it as it was handed over."""
        if self._owned:
            self.connection.close()
        else:
            self.connection.autocommit = self._autocommit

    def _run(self, sql: str, *parameters: object) -> Any:  # noqa: ANN401 a cursor of the driver
        cursor = self.connection.cursor()
        cursor.paramstyle = "qmark"
        try:
            return cursor.execute(sql, parameters)
        except (Error, OSError) as error:
            raise WarehouseError(_explain(error)) from error

    def _query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._run(sql, *parameters).fetchall()]

    def _schemas(self) -> list[str]:
        names = [name for (name,) in self._query("SELECT nspname FROM pg_namespace ORDER BY nspname")]
        return [
            name
            for name in names
            if not name.startswith("pg_") and name not in ("information_schema", "catalog_history")
        ]

    def _own(self, schema: str) -> str:
        return schema.rpartition(".")[2]


def _data_type(text: str) -> exp.DataType:
    try:
        return exp.DataType.build(text, dialect="redshift")
    except SqlglotError:
        return exp.DataType.build("unknown")


def _explain(error: Exception) -> str:
    told = error.args[0] if error.args else ""
    message = told.get("M", "") if isinstance(told, dict) else str(told)
    detail = told.get("D") or told.get("H") if isinstance(told, dict) else None
    if isinstance(error, OSError) or not isinstance(told, dict):
        return f"The connection to Redshift is lost, and nothing was published: run again. ({message})"
    if "permission denied" in message:
        return f"Redshift refused a statement: {message}. GRANT what is missing there, or run as its owner."
    if "other objects depend on it" in message:
        return (
            "Columns or the kind of a model changed, so it has to be made anew, and Redshift keeps what others depend "
            "on. Build the models among those in the same run; drop the rest, run, and make them again. "
            f"({message}: {detail})"
        )
    return f"Redshift refused a statement: {message}" + (f" {detail}" if detail else "")


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> Redshift:  # noqa: ARG001 what only reads, only reads
    """Open ``redshift://user:password@host:5439/database``; options of the driver follow a question mark.

    Among these are those of IAM: ``?iam=true&profile=default&cluster_identifier=events&region=eu-west-1&db_user=me``.

    Raises:
        WarehouseError: the URL is none, has an option that the driver lacks, or the connection cannot be opened.
    """
    arguments = _arguments(url)
    try:
        connection = redshift_connector.connect(**arguments)
    except Exception as error:  # noqa: BLE001 the driver raises its own, the network's and AWS's
        raise WarehouseError(_explain_open(error, arguments)) from None
    return Redshift(connection, owned=True)


def _arguments(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        raise WarehouseError(
            "The connection is no URL. It looks like redshift://user:password@host:5439/database; "
            "a mark such as @ or / in a password is written %40, %2F there."
        ) from None
    found: dict[str, Any] = {"port": port}
    given = {"user": parts.username, "password": parts.password, "host": parts.hostname, "database": parts.path[1:]}
    found |= {name: unquote(value) for name, value in given.items() if value}
    known = inspect.signature(redshift_connector.connect).parameters
    for name, value in parse_qsl(parts.query):
        if name not in known:
            raise WarehouseError(f"The driver of Redshift has no option {name!r}.{nearest(name, known)}")
        found[name] = _SWITCHES.get(value.lower(), int(value) if value.isdigit() else value)
    return found


def _explain_open(error: Exception, arguments: Mapping[str, Any]) -> str:
    told = error.args[0] if error.args else ""
    message = str(told.get("M", "") if isinstance(told, dict) else told)
    secrets = [str(arguments.get(name) or "") for name in ("password", "secret_access_key", "session_token")]
    if any(secret and secret in message for secret in secrets):
        message = type(error).__name__
    return (
        f"Redshift cannot be reached: {message}. Check host, port, user and database, and that the cluster lets this "
        "machine in."
    )


def take(connection: Any) -> Redshift:  # noqa: ANN401 the driver has no types
    """Use a connection that the caller has open; it stays open, and as it was."""
    return Redshift(connection)
