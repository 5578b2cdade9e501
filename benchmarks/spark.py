"""Measure a whole run on Spark, in this machine's own session, against one sorted copy of the raw rows. See README.md.

It needs what tests need (`make .venv/.test`): Spark and its Java come from there, unless JAVA_HOME names another.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import duckdb
import events
from rich.console import Console
from rich.table import Table
from run import WAYS, Cost, Measured, alone, least, measured, parts_table

from segment_models import segment
from segment_models.plan import Build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

sys.path.append(str(Path(__file__).parent.parent / "tests"))

SETTINGS = {
    "spark.driver.memory": "6g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=4 -XX:ReservedCodeCacheSize=512m",
}
"""Those of a session on one machine; all else is as Spark comes."""

QUERY = re.compile(r"\b(?:WITH|SELECT)\b.*", re.DOTALL)
"""What a statement makes a table of: all of it from there on."""

ORDER = "ORDER BY coalesce(user_id, anonymous_id), timestamp"


class Session:
    """A Spark session with the raw tables of ``raw``, a file that `events.make` has made."""

    def __init__(self, folder: Path, raw: Path) -> None:
        """Start it, and write the tables as Parquet."""
        self.spark = _started(folder)
        self._java = self.spark.sparkContext._gateway.proc.pid  # noqa: SLF001 nothing public says it
        with duckdb.connect(str(raw), read_only=True) as made:
            made.execute("SET TimeZone = 'UTC'")
            for table in events.RAW:
                rows = folder / f"{table}.parquet"
                made.execute(f"COPY (SELECT * FROM {table}) TO '{rows}' (FORMAT parquet)")
                self.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.partition('.')[0]}")
                self.spark.read.parquet(str(rows)).write.saveAsTable(table)
                rows.unlink()

    def now(self) -> Cost:
        """Return the wall clock, and the CPU seconds of Java's process."""
        fields = Path(f"/proc/{self._java}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return Cost(perf_counter(), sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK"))

    def copied(self) -> Cost:
        """Write the raw events once more, in the order sessions need, and remove them."""
        tables = [table for table in events.RAW if table.endswith((".pages", ".tracks"))]
        frames = [self.spark.table(table) for table in tables]
        united = frames[0]
        for frame in frames[1:]:
            united = united.unionByName(frame, allowMissingColumns=True)
        united.createOrReplaceTempView("united")
        before = self.now()
        self.spark.sql(f"CREATE TABLE copied AS SELECT * FROM united {ORDER}")
        cost = self.now() - before
        self.spark.sql("DROP TABLE copied")
        return cost

    def ran(self, **options: Any) -> Measured:  # noqa: ANN401
        """Build and check all models with the public API."""
        self.spark.sql("DROP SCHEMA IF EXISTS segment_models CASCADE")
        models = segment(segment_schema=list(events.SOURCES), custom_user_fields=["email", "name"], **options)
        return measured(models, self.spark, self.now)[0]

    def plans(self, names: list[str], **options: Any) -> dict[str, tuple[int, int]]:  # noqa: ANN401
        """Return how often the plan of each model's query shuffles rows, and how often it reads a table."""
        self.spark.sql("DROP SCHEMA IF EXISTS segment_models CASCADE")
        found: dict[str, tuple[int, int]] = {}

        def listen(event: object) -> None:
            if isinstance(event, Build) and event.model.name in names:
                query = QUERY.search(event.statements[0])
                told = self.spark.sql(f"EXPLAIN {query[0] if query else ''}").collect()[0][0]
                found[event.model.name] = told.count("Exchange "), told.count("FileScan ")

        models = segment(segment_schema=list(events.SOURCES), custom_user_fields=["email", "name"], **options)
        models.run(self.spark, listen=listen)
        return found


def _started(folder: Path) -> SparkSession:
    from pyspark.sql import SparkSession  # noqa: PLC0415 only where it is measured

    if "JAVA_HOME" not in os.environ:
        from engines.spark import java_home  # noqa: PLC0415 from the tests

        os.environ["JAVA_HOME"] = str(java_home())
    builder = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", str(folder / "warehouse"))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@contextmanager
def started(raw: Path) -> Iterator[Session]:
    """Start a session beside the raw tables, and end it."""
    with tempfile.TemporaryDirectory(prefix="segment-spark-") as folder:
        session = Session(Path(folder), raw)
        try:
            yield session
        finally:
            session.spark.stop()


def dearest(run: Measured, many: int = 2) -> list[str]:
    """Return the models that took the most CPU seconds."""
    models = {name: cost.cpu for (kind, name), cost in run.parts.items() if kind == "model"}
    return sorted(models, key=models.__getitem__)[-many:]


def main() -> None:
    """Measure each size, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes to measure")
    parser.add_argument("--times", type=int, default=2, help="how often; the least CPU seconds count")
    parser.add_argument("--folder", type=Path, help="keeps the raw tables; else a temporary one")
    options = parser.parse_args()
    console = Console(width=130)
    whole = Table("events", "models", "copy", "build", "checks", "run", "build/copy", "run/copy", title="Wall / CPU s")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for size in options.events:
            raw = events.place(folder, size)
            alone(events.make, raw, size, {})
            with started(raw) as session:
                copies = [session.copied() for _ in range(options.times + 1)][1:]  # the first compiles Spark's code
                runs = {way: least([session.ran(**told) for _ in range(options.times)]) for way, told in WAYS.items()}
                plans = session.plans(dearest(runs["all models"]))
            copy = min(copies, key=lambda one: one.cpu)
            console.print(parts_table(size, runs))
            for name, (shuffles, reads) in plans.items():
                console.print(f"{name}: its plan shuffles {shuffles} times and reads {reads} tables")
            for way, one in runs.items():
                whole.add_row(f"{size:,}", way, str(copy), *one.costs, *one.beside(copy))
    console.print(whole)


if __name__ == "__main__":
    main()
