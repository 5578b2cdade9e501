"""An open Redshift connection."""

import inspect
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import redshift_connector
from redshift_connector.error import Error
from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.sources import Column, Columns
from segment_models.warehouses import urls
from segment_models.warehouses.postgres.looking import Looking, among
from segment_models.warehouses.redshift.dialect import DIALECT
from segment_models.warehouses.refusals import advised
from segment_models.warehouses.relation import Relation, Rows

PORT = 5439
_SWITCHES = {"true": True, "false": False}


class Redshift(Looking):
    """An open connection to a Redshift database, its own or one handed over by the caller."""

    dialect = DIALECT
    begins = ("BEGIN", "SET LOCAL datestyle TO 'ISO, MDY'", "SET LOCAL timezone TO 'UTC'")

    def __init__(self, connection: Any, *, owned: bool = False) -> None:  # noqa: ANN401 the driver has no types
        """Take a connection; ``owned`` says that `close` may close it.

        Raises:
            WarehouseError: it is closed or inside a transaction.
        """
        super().__init__(connection, owned=owned)
        self._autocommit = connection.autocommit
        if connection.in_transaction:
            raise WarehouseError("The connection is inside a transaction. Commit it or roll it back before the run.")
        connection.autocommit = True

    def is_closed(self) -> bool:
        """Return whether the connection is closed: then the driver has dropped its socket."""
        return getattr(self.connection, "_sock", self.connection) is None

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds, from Redshift's own catalog, where names are in lower case."""
        names, schemas = self.schemas(), list(schemas)
        held: dict[str, dict[str, dict[str, Column]] | None] = {name: {} for name in names}
        wanted: dict[str, dict[str, dict[str, Column]]] = {self.own(one): {} for one in schemas}
        sql = (
            "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE {among('n.nspname', wanted)} AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped "
            "ORDER BY c.relname, a.attnum"
        )
        for schema, table, column, kind in self.ask(sql, *wanted) if wanted else ():
            columns = wanted[schema].setdefault(table.lower(), Columns(table if table != table.lower() else None))
            columns.setdefault(column.lower(), Column(column, DIALECT.found(kind)))
        return held | {one: wanted[self.own(one)] if self.own(one) in names else None for one in schemas}

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return those schemas that are written in capitals: Redshift folds names to lower case."""
        names = self.schemas()
        return {one: one.lower() for one in schemas if one not in names and one.lower() in names}

    def same_columns(self, wanted: Mapping[Relation, Mapping[str, exp.DataType]]) -> frozenset[Relation]:
        """Return which relations have exactly these columns; of texts, the width does not matter to a view."""
        held = self.catalog(dict.fromkeys(relation.schema for relation in wanted))
        same = set()
        for relation, columns in wanted.items():
            found = (held[relation.schema] or {}).get(relation.name.lower(), {})
            if [(one.name, one.type) for one in found.values()] == list(columns.items()):
                same.add(relation)
        return frozenset(same)

    def do(self, sql: str) -> None:
        """Carry a statement out."""
        self._run(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query; the driver has fetched all of it by then."""
        return Rows.of(self._run(sql), limit)

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
            raise WarehouseError(_explained(error)) from error

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the answer to a question to the catalog."""
        return [tuple(row) for row in self._run(sql.replace("%s", "?"), *parameters).fetchall()]

    def schemas(self) -> list[str]:
        """Return the names of all schemas but the server's own."""
        names = [name for (name,) in self.ask("SELECT nspname FROM pg_namespace ORDER BY nspname")]
        return [
            name
            for name in names
            if not name.startswith("pg_") and name not in ("information_schema", "catalog_history")
        ]

    def own(self, schema: str) -> str:
        """Return a schema's name without its database."""
        return schema.rpartition(".")[2]


_ADVICE = {
    "permission denied": "GRANT what is missing there, or run as its owner.",
    "other objects depend on it": (
        "Columns or the kind of a model changed, so it has to be made anew, and Redshift keeps what others depend "
        "on. Build the models among those in the same run; drop the rest, run, and make them again."
    ),
}


def _explained(error: Exception) -> str:
    told = error.args[0] if error.args else ""
    if isinstance(error, OSError) or not isinstance(told, dict):
        return f"The connection to Redshift is lost, and nothing was published: run again. ({told})"
    said = ": ".join(part for part in (told.get("M"), told.get("D") or told.get("H")) if part)
    return advised(said, _ADVICE, "Redshift refused a statement")


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> Redshift:  # noqa: ARG001 what only reads, only reads
    """Open ``redshift://user:password@host:5439/database``; options of the driver follow a question mark.

    Among these are those of IAM: ``?iam=true&profile=default&cluster_identifier=events&region=eu-west-1&db_user=me``.

    Raises:
        ConfigError: the URL is none, or has an option that the driver lacks.
        WarehouseError: the connection cannot be opened.
    """
    arguments = _arguments(url)
    try:
        connection = redshift_connector.connect(**arguments)
    except Exception as error:  # noqa: BLE001 the driver raises its own, the network's and AWS's
        raise WarehouseError(_explain_open(error, arguments)) from None
    return Redshift(connection, owned=True)


def _arguments(url: str) -> dict[str, Any]:
    parts = urls.split(url, DIALECT.url)
    found: dict[str, Any] = {"port": parts.port or PORT}
    given = {"user": parts.username, "password": parts.password, "host": parts.hostname, "database": parts.path[1:]}
    found |= {name: unquote(value) for name, value in given.items() if value}
    known = inspect.signature(redshift_connector.connect).parameters
    for name, value in urls.options(parts.query, known).items():
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


take = Redshift
