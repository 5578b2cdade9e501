"""An open connection to Databricks."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from segment_models.errors import ConfigError, WarehouseError, nearest
from segment_models.warehouses.databricks.dialect import DIALECT
from segment_models.warehouses.relation import Rows
from segment_models.warehouses.spark.looking import Looking

try:
    from databricks import sql as connector
    from databricks.sql.exc import Error as DatabricksError
except ModuleNotFoundError as missing:
    raise WarehouseError(f"{missing.name} is not installed: pip install 'segment-models[databricks]'") from None

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from databricks.sql.client import Connection

_OPTIONS = ("profile", "catalog")


class Databricks(Looking):
    """An open connection to Databricks, its own or one handed over by the caller."""

    def __init__(self, connection: Connection, *, owned: bool = False) -> None:
        """Take a connection; ``owned`` says that `close` may close it."""
        self.dialect = DIALECT
        self.connection = connection
        self._owned = owned

    def told(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of SHOW or DESCRIBE."""
        rows = self.fetch(sql)
        return [dict(zip(rows.columns, row, strict=True)) for row in rows.values]

    def begin(self) -> None:
        """Begin a run: every table is replaced by one statement, and what our statements mean depends on no setting."""

    def commit(self) -> None:
        """End a run."""

    def rollback(self) -> None:
        """End a run that failed."""

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        with _guarded(), self.connection.cursor() as cursor:
            cursor.execute(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query."""
        with _guarded(), self.connection.cursor() as cursor:
            cursor.execute(sql)
            columns = tuple(item[0] for item in cursor.description or ())
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        return Rows(columns, tuple(tuple(_without_zone(value) for value in row) for row in rows))

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""
        with _guarded(), self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall_arrow()

    def close(self) -> None:
        """Close the connection if this object opened it."""
        if self._owned:
            with suppress(DatabricksError, OSError):
                self.connection.close()


def _without_zone(value: Any) -> Any:  # noqa: ANN401 as the column is
    """Return a time in UTC without its zone, and any other value as it is."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (DatabricksError, OSError, ValueError) as error:
        raise WarehouseError(_explain(error)) from None


def _explain(error: Exception) -> str:
    message = next(iter(str(error).splitlines()), type(error).__name__)
    if "PERMISSION_DENIED" in message or "INSUFFICIENT_PERMISSIONS" in message:
        return (
            "Databricks denies it. Needed: USE CATALOG and USE SCHEMA, SELECT on Segment's tables, CREATE SCHEMA in "
            f"the catalog or CREATE TABLE in the schema of the models. ({message})"
        )
    return f"Databricks refused: {message}"


def open_url(
    url: str,
    base: Path,  # noqa: ARG001 nothing is relative to it
    *,
    read_only: bool = False,  # noqa: ARG001 no difference here
    create: bool = False,  # noqa: ARG001 likewise
) -> Databricks:
    """Open ``databricks://host/http_path``, or ``databricks://`` with DATABRICKS_HOST and DATABRICKS_HTTP_PATH set.

    Who connects is found as all tools of the vendor find it (unified authentication): DATABRICKS_TOKEN, a profile of
    ``~/.databrickscfg`` (``?profile=NAME``), OAuth, a cloud's command line. ``?catalog=NAME`` is where schemas are.

    Raises:
        ConfigError: the URL holds a token, or an unknown option.
        WarehouseError: host or path are missing, nobody is known to connect as, or the connection is refused.
    """
    where, _, query = url.removeprefix("databricks://").partition("?")
    if "@" in where:
        raise ConfigError("A token does not belong in the connection. Set DATABRICKS_TOKEN, or use ?profile=NAME.")
    options = dict(parse_qsl(query))
    for name in options:
        if name not in _OPTIONS:
            raise ConfigError(
                f"The connection has an unknown option {name!r}.{nearest(name, _OPTIONS)} "
                f"Options: {', '.join(_OPTIONS)}"
            )
    host, _, path = where.partition("/")
    path = path or os.environ.get("DATABRICKS_HTTP_PATH", "")
    return Databricks(_connect(host, path, options), owned=True)


def _connect(host: str, path: str, options: dict[str, str]) -> Connection:
    try:
        from databricks.sdk.core import Config  # noqa: PLC0415 takes seconds
    except ModuleNotFoundError:
        raise WarehouseError("databricks-sdk is not installed: pip install 'segment-models[databricks]'") from None
    if not path:
        raise WarehouseError(
            "There is no HTTP path. A connection looks like databricks://host/sql/1.0/warehouses/id; "
            "or set DATABRICKS_HTTP_PATH."
        )
    try:
        found = Config(host=f"https://{host}" if host else None, profile=options.get("profile"))
    except ValueError as error:
        raise WarehouseError(f"Databricks does not know who connects. {str(error).split(' Config:')[0]}") from None
    with _guarded():
        return connector.connect(
            server_hostname=found.host.removeprefix("https://").rstrip("/"),
            http_path=f"/{path.lstrip('/')}",
            credentials_provider=lambda: found.authenticate,
            catalog=options.get("catalog"),
        )


def take(connection: Connection) -> Databricks:
    """Use a connection that the caller has open; it stays open."""
    return Databricks(connection)
