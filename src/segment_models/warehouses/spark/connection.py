"""An open Spark session."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from py4j.protocol import Py4JError, Py4JJavaError  # type: ignore[import-untyped]
from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession, functions
from pyspark.sql.types import TimestampType

from segment_models.errors import ConfigError, WarehouseError
from segment_models.warehouses import urls
from segment_models.warehouses.connection import is_old
from segment_models.warehouses.refusals import advised
from segment_models.warehouses.relation import Relation, Rows
from segment_models.warehouses.spark.dialect import SESSION_CATALOG, SparkDialect, of_session
from segment_models.warehouses.spark.looking import Looking, written

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_IN_MEMORY = (
    "This Spark session has no Hive support: its catalog is in memory. The models can be queried in this session "
    "and are gone when it ends; only the files of the tables stay. To keep them: "
    "SparkSession.builder.enableHiveSupport()"
)

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 times in the models have no zone

_SECONDS_TO_ANSWER = 5
"""How long a master may take to take a call. Spark itself would try for a minute."""

_OPTIONS = ("warehouse", "format", "catalog")
"""The options of a URL besides Spark's own, which all begin with ``spark.``."""


class Spark(Looking):
    """An open Spark session, its own or one handed over by the caller."""

    dialect: SparkDialect

    def __init__(self, session: SparkSession, *, owned: bool = False, default_format: str | None = None) -> None:
        """Take a session; ``owned`` says that `close` may stop it.

        Raises:
            WarehouseError: the session is stopped.
        """
        self.session = session
        self._owned = owned
        with _guarded():
            catalog = str(session.sql("SELECT current_catalog()").head()[0])  # type: ignore[index]
            form = default_format or self._setting("spark.sql.sources.default", "parquet")
        self.dialect = of_session(form.lower(), catalog)

    def told(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of SHOW or DESCRIBE."""
        with _guarded():
            return [row.asDict() for row in self.session.sql(sql).collect()]

    def warnings(self) -> tuple[str, ...]:
        """Say that a catalog in memory ends with its session."""
        if self.dialect.current_catalog != SESSION_CATALOG:
            return ()
        if self._setting("spark.sql.catalogImplementation", "in-memory") != "in-memory":
            return ()
        return (_IN_MEMORY,)

    def make_way(self, aside: Relation, target: Relation) -> None:
        """See that a table of files can be pointed at what was built aside, and remove the files of older runs.

        Pointing needs the same columns. Where they changed, the table is dropped and made anew: between these two
        changes of the catalog, there is none. What readers may still be reading stays: the files of the run before.
        """
        built = self._described(aside)
        files, current = built.get("Type") == "EXTERNAL", ""
        if self.kinds([target]).get(target) == "table":
            there = self._described(target)
            alike = there.get("Provider") == built.get("Provider")
            if files:
                alike = alike and there.get("Type") == "EXTERNAL" and self._type_of(target) == self._type_of(aside)
            if alike:
                current = there.get("Location", "")
            else:
                self.execute(self.dialect.drop("table", target))
        if files:
            self._remove_old_runs(target, built["Location"], current)

    def execute(self, sql: str) -> None:
        """Carry a statement out."""
        with _guarded():
            self.session.sql(sql)

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query; at most ``limit`` rows leave the cluster."""
        with _guarded():
            frame = self.session.sql(sql)
            frame = frame if limit is None else frame.limit(limit)
            return Rows(tuple(frame.columns), tuple(_python_rows(frame)))

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table, its times in UTC without a zone."""
        with _guarded():
            found = self.session.sql(sql).toArrow()
        return found.cast(_without_zones(found.schema))

    def close(self) -> None:
        """Stop the session if this object started it."""
        if self._owned:
            self.session.stop()

    # -- looking ----------------------------------------------------------------------------------------------------

    def _setting(self, name: str, default: str) -> str:
        with _guarded():
            return str(self.session.conf.get(name, default))

    def _type_of(self, relation: Relation) -> str:
        """Return the names and types of all columns, to the innermost, without what is said of them."""
        with _guarded():
            return self.session.table(written(relation)).schema.simpleString()

    def _described(self, relation: Relation) -> dict[str, str]:
        """Return what the catalog tells of a table besides its columns: Type, Provider, Location."""
        rows = self.told(f"DESCRIBE TABLE EXTENDED {written(relation)}")
        names = [row["col_name"] for row in rows]
        return {row["col_name"]: row["data_type"] for row in rows[names.index("# Detailed Table Information") :]}

    # -- cleaning ---------------------------------------------------------------------------------------------------

    def _remove_old_runs(self, target: Relation, built: str, current: str) -> None:
        """Remove what runs before the current one built for a table, and what a run left that began a day ago."""
        folder, _, run = built.rpartition("/")
        until = current.rpartition("/")[2]
        keep, now = {run, until}, datetime.now(UTC)

        def is_over(name: str) -> bool:
            run = self.dialect.run_of(Relation(target.schema, name), target)
            return run is not None and run not in keep and (run < until or is_old(name, now))

        for name in self.names(target.schema):
            if is_over(name):
                self.execute(self.dialect.drop("table", Relation(target.schema, name)))
        self._remove_folders(folder, lambda run: is_over(f"{target.name}_{run}"))

    def _remove_folders(self, folder: str, is_over: Callable[[str], bool]) -> None:
        """Remove folders of files; a session of Spark Connect cannot, and what cannot be removed stays."""
        gateway: Any = getattr(self.session, "_jvm", None)
        if gateway is None:
            return
        with suppress(Py4JError):
            path = gateway.org.apache.hadoop.fs.Path(folder)
            files = path.getFileSystem(self.session._jsparkSession.sessionState().newHadoopConf())  # noqa: SLF001 Spark has no other way to its files
            for one in files.listStatus(path):
                if is_over(one.getPath().getName()):
                    files.delete(one.getPath(), True)  # noqa: FBT003 Hadoop's word for: with what is in it


class _guarded:  # noqa: N801 used as a function is
    """Turn what Spark raises into one message, and keep it from writing its stack to the terminal as well."""

    _LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")

    def __enter__(self) -> None:
        self._were = [(one, one.disabled) for one in map(PySparkLogger.getLogger, self._LOGGERS)]
        for logger, _ in self._were:
            logger.disabled = True

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        for logger, was in self._were:
            logger.disabled = was
        if isinstance(error, PySparkException | Py4JError | ConnectionError):
            raise WarehouseError(_explain(error)) from None
        if isinstance(error, AttributeError) and "NoneType" in str(error):  # a session whose context is gone
            raise WarehouseError(_STOPPED) from None


_STOPPED = "The Spark session is stopped. Start another one and hand it over: SparkSession.builder.getOrCreate()"


_ADVICE = {
    r"REPLACE TABLE AS SELECT|UNSUPPORTED_FEATURE\.TABLE_OPERATION": (
        "The catalog cannot do that for this format. Configure the catalog of the format, too."
    ),
    "INVALID_TABLE_NAME|INVALID_TABLE_OR_VIEW_NAME|not a valid name": (
        "Spark takes letters, digits and _ in names of tables only: change model_prefix or name."
    ),
    "All masters are unresponsive": "No Spark master answers as one. Is the address right?",
}

_SIGNS_OF_A_STOP = ("stopped SparkContext", "LiveListenerBus is stopped", "Connection refused", "Answer from Java side")


def _explain(error: BaseException) -> str:
    message = _message(error)
    if any(sign in message for sign in _SIGNS_OF_A_STOP):
        return _STOPPED
    if found := re.search(r"DATA_SOURCE_NOT_FOUND\].*?data source: (\S+?)\.", message):
        return (
            f"This Spark session has no format {found[1].lower()!r}. Start the session with its package, as the "
            "format's documentation says (spark.jars.packages, spark.sql.extensions), or set format: parquet."
        )
    return advised(message, _ADVICE, "Spark refused a statement")


def _message(error: BaseException) -> str:
    """Return the first line of what happened: the rest is the stack, or the statement again."""
    told = str(error.java_exception) if isinstance(error, Py4JJavaError) else str(error)
    first = next((line for line in told.splitlines() if line.strip()), type(error).__name__)
    return re.sub(r"^[\w.$]+(?:Exception|Error): ", "", first).strip()


def _python_rows(frame: DataFrame) -> Iterable[tuple[Any, ...]]:
    """Yield rows of plain values, times as UTC: PySpark's own would be in the zone of this machine."""
    times = {number for number, field in enumerate(frame.schema.fields) if isinstance(field.dataType, TimestampType)}
    columns = [frame[number] for number in range(len(frame.columns))]
    told = [functions.unix_micros(one) if number in times else one for number, one in enumerate(columns)]
    for row in frame.select(*told).collect():
        yield tuple(
            _EPOCH + timedelta(microseconds=value) if number in times and value is not None else value
            for number, value in enumerate(row)
        )


def _without_zones(schema: Any) -> Any:  # noqa: ANN401 pyarrow is an extra
    """Return the schema with every time as UTC without a zone, also inside of structs and arrays."""
    import pyarrow as pa  # noqa: PLC0415 an extra

    def plain(kind: Any) -> Any:  # noqa: ANN401
        if pa.types.is_timestamp(kind):
            return pa.timestamp("us")
        if pa.types.is_struct(kind):
            return pa.struct([field.with_type(plain(field.type)) for field in kind])
        if pa.types.is_list(kind):
            return pa.list_(kind.value_field.with_type(plain(kind.value_type)))
        return kind

    return pa.schema([field.with_type(plain(field.type)) for field in schema])


# -- opening --------------------------------------------------------------------------------------------------------


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> Spark:  # noqa: ARG001 no difference here
    """Start a session: ``spark://host:port`` on that master, ``spark://local[2]`` or ``spark://`` on this machine.

    Options follow a question mark: ``warehouse`` (a folder or a URL for new schemas), ``format`` (of new tables),
    ``catalog`` (``hive``, as usual, or ``in-memory``), and any setting of Spark's own that begins with ``spark.``

    Raises:
        ConfigError: an option is none.
        WarehouseError: no such master, no Java, or a session of this process is there already.
    """
    where, _, query = url.removeprefix("spark://").partition("?")
    options = urls.options(query, _OPTIONS, prefix="spark.")
    if SparkSession.getActiveSession() is not None:
        raise WarehouseError(
            "This process has a Spark session already, and Spark allows only one. Pass it: models.run(spark)"
        )
    master = _master(unquote(where).rstrip("/"))
    _require_java()
    settings = _settings(options, base) | {name: value for name, value in options.items() if name.startswith("spark.")}
    builder = SparkSession.builder.master(master).appName("segment-models")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, RuntimeError, OSError) as error:
        raise WarehouseError(_explain_start(error, master)) from None
    return Spark(session, owned=True, default_format=options.get("format"))


def _master(where: str) -> str:
    if not where:
        return "local[*]"
    if re.fullmatch(r"local(\[[\d*]+(,\d+)?\])?|yarn", where):
        return where
    if "@" in where:
        raise ConfigError(
            "A Spark master takes no user and no password in its address. A connection looks like spark://host:7077"
        )
    for place in where.split(","):
        host, _, port = place.rpartition(":")
        if not host or not port.isdecimal():
            raise ConfigError(
                f"{where!r} is no Spark master. A connection looks like spark://host:7077 or spark://local[2]"
            )
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=_SECONDS_TO_ANSWER):
            return f"spark://{where}"
    raise WarehouseError(
        f"No Spark master answers at {where} within {_SECONDS_TO_ANSWER} seconds. "
        "Is the address right, and the master started?"
    )


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if which("java", path=str(Path(home) / "bin") if home else None) is None:
        place = f"JAVA_HOME is {home}, which has no bin/java" if home else "there is no java, and JAVA_HOME is not set"
        raise WarehouseError(f"Spark needs Java 17 or newer: {place}. Install it, or set JAVA_HOME.")


def _explain_start(error: BaseException, master: str) -> str:
    message = _message(error)
    if "JAVA_GATEWAY_EXITED" in message:
        return f"Spark's Java did not start: Spark 4 needs Java 17 or newer. What it said stands above. ({message})"
    return f"Spark did not start on {master}: {message}"


def _settings(options: dict[str, str], base: Path) -> dict[str, str]:
    """Return a session's settings. A catalog that stays needs Hive's metastore: a site's own, else one in a folder."""
    catalog = options.get("catalog", "hive")
    if catalog not in ("hive", "in-memory"):
        raise ConfigError(f"catalog={catalog} is unknown. Catalogs of a session: hive, in-memory")
    settings = {
        "spark.sql.catalogImplementation": catalog,
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if warehouse := options.get("warehouse"):
        local = not urlsplit(warehouse).scheme
        place = str((base / warehouse).resolve()) if local else warehouse
        settings["spark.sql.warehouse.dir"] = place
        if local and catalog == "hive" and not _has_metastore():
            settings["spark.hadoop.javax.jdo.option.ConnectionURL"] = (
                f"jdbc:derby:;databaseName={place}/metastore_db;create=true"
            )
            settings["spark.driver.extraJavaOptions"] = f"-Dderby.stream.error.file={place}/derby.log"
    return settings


def _has_metastore() -> bool:
    """Return whether the site says where Hive's metastore is."""
    folders = [os.environ.get("SPARK_CONF_DIR"), os.environ.get("HADOOP_CONF_DIR"), os.environ.get("HIVE_CONF_DIR")]
    return any(folder and (Path(folder) / "hive-site.xml").exists() for folder in folders)


take = Spark
