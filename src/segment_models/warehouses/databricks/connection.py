"""An open connection to Databricks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from databricks import sql as connector
from databricks.sql.exc import Error as DatabricksError

from segment_models.errors import ConfigError, WarehouseError, not_installed
from segment_models.warehouses import urls
from segment_models.warehouses.databricks.dialect import DIALECT
from segment_models.warehouses.refusals import advised
from segment_models.warehouses.relation import Rows, without_zones
from segment_models.warehouses.spark.looking import Looking

if TYPE_CHECKING:
    from databricks.sql.client import Connection

_OPTIONS = ("profile", "catalog")
_ADVICE = {
    "PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS": (
        "Databricks denies it. Needed: USE CATALOG and USE SCHEMA, SELECT on Segment's tables, CREATE SCHEMA in "
        "the catalog or CREATE TABLE in the schema of the models."
    ),
}


class Databricks(Looking):
    """An open connection to Databricks, its own or one handed over by the caller."""

    dialect = DIALECT
    connection: Connection

    def is_closed(self) -> bool:
        """Return whether the connection's session is closed."""
        return not self.connection.open

    def told(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of SHOW or DESCRIBE."""
        rows = self.fetch(sql)
        return [dict(zip(rows.columns, row, strict=True)) for row in rows.values]

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        with _guarded(), self.connection.cursor() as cursor:
            cursor.execute(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query."""
        with _guarded(), self.connection.cursor() as cursor:
            cursor.execute(sql)
            rows = Rows.of(cursor, limit)
        return Rows(rows.columns, tuple(tuple(without_zones(value) for value in row) for row in rows.values))

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


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (DatabricksError, OSError, ValueError) as error:
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise WarehouseError(advised(said, _ADVICE, "Databricks refused")) from None


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
    options = urls.options(query, _OPTIONS)
    host, _, path = where.partition("/")
    path = path or os.environ.get("DATABRICKS_HTTP_PATH", "")
    return Databricks(_connect(host, path, options), owned=True)


def _connect(host: str, path: str, options: dict[str, str]) -> Connection:
    try:
        from databricks.sdk.core import Config  # noqa: PLC0415 takes seconds
    except ModuleNotFoundError:
        raise not_installed("databricks-sdk", "databricks") from None
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


take = Databricks
