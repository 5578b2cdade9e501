"""The warehouses, and how a connection is found: by URL, or by an object the caller has open already."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Literal, get_args

from segment_models.errors import ConfigError, WarehouseError, nearest
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.dialect import Dialect

Name = Literal["duckdb", "postgres", "bigquery", "snowflake", "redshift", "databricks", "spark"]
"""The name of a warehouse, for editors and type checkers."""

NAMES: tuple[Name, ...] = get_args(Name)
"""Every warehouse: a folder here, whose driver is imported only when a connection is asked for."""

SCHEMES: Mapping[str, str] = {**{name: name for name in NAMES}, "postgresql": "postgres"}
"""Each warehouse by the scheme of its URLs."""

OBJECTS: Mapping[str, str] = {
    "duckdb": "duckdb",
    "_duckdb": "duckdb",
    "psycopg": "postgres",
    "google.cloud.bigquery": "bigquery",
    "snowflake.connector": "snowflake",
    "redshift_connector": "redshift",
    "databricks.sql": "databricks",
    "pyspark": "spark",
}
"""Each warehouse by the module that its driver's connections are of."""


def named(name: str) -> Name:
    """Return the name of a warehouse that somebody has written.

    Raises:
        ConfigError: there is no such warehouse.
    """
    if not isinstance(name, str):
        raise ConfigError(
            f"A dialect is the name of a warehouse, not {type(name).__name__}. What takes a connection takes it as "
            "connection=…"
        )
    if name not in NAMES:
        raise ConfigError(
            f"There is no warehouse {name!r}.{nearest(name, NAMES)} This version has: {', '.join(NAMES)}."
        )
    return name


def dialect_of(name: str) -> Dialect:
    """Return the dialect of a warehouse by its name.

    Raises:
        ConfigError: there is no such dialect.
    """
    found: Dialect = _module(name, "dialect").DIALECT
    return found


def name_of(connection: object) -> str:
    """Return the name of the warehouse behind a URL or an open connection, without opening anything.

    Raises:
        ConfigError: the URL names no warehouse.
        WarehouseError: the connection is of a kind we do not know.
    """
    if isinstance(connection, Warehouse):
        return connection.dialect.name
    if isinstance(connection, str):
        scheme, mark, _ = connection.partition("://")
        if not mark:
            raise ConfigError("The connection is not a URL. For a DuckDB file it looks like duckdb:///events.duckdb")
        return SCHEMES.get(scheme.lower(), scheme.lower())
    of = f"{type(connection).__module__}."
    for prefix, name in OBJECTS.items():
        if of.startswith(f"{prefix}."):
            return name
    raise WarehouseError(
        f"A {of}{type(connection).__name__} is not a connection we know. "
        f"Give a URL or a connection of: {', '.join(NAMES)}."
    )


def connect(
    connection: object, *, base: Path | None = None, read_only: bool = False, create: bool = False
) -> Warehouse:
    """Return the warehouse behind a URL or an open connection; ``create`` allows a database file to be made.

    A relative path in a URL is relative to ``base``, the configuration file's folder. An open connection stays open.

    Raises:
        ConfigError: the URL names no warehouse.
        WarehouseError: the connection cannot be opened, is closed, or is of a kind we do not know.
    """
    if isinstance(connection, Warehouse):
        connection.require_open()
        return connection
    module = _module(name_of(connection), "connection")
    if isinstance(connection, str):
        opened: Warehouse = module.open_url(connection, base or Path(), read_only=read_only, create=create)
        return opened
    taken: Warehouse = module.take(connection)
    return taken


def _module(name: str, part: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 a module of this folder, whose shape tests hold
    name = named(name)
    try:
        return import_module(f"{__name__}.{name}.{part}")
    except ImportError as error:
        dialect = dialect_of(name)
        if part == "dialect" or dialect.extra is None:
            raise
        raise WarehouseError(
            f"The driver of {dialect.title} cannot be loaded ({error}): pip install 'segment-models[{dialect.extra}]'"
        ) from None
