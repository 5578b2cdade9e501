"""A whole build on a Spark cluster, in a process of its own: python cluster_build.py MASTER FOLDER.

Reads the raw tables from Parquet files in FOLDER/raw, builds every model, and prints where the files of some are.
"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from segment_models import segment

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.executor.cores": "1",
    "spark.executor.memory": "1500m",
    "spark.log.level": "ERROR",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "Asia/Kolkata",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def main(master: str, folder: Path) -> None:
    """Build, and print the models' files, their rows, and how many machines took part."""
    builder = SparkSession.builder.master(master).config("spark.sql.warehouse.dir", str(folder / "warehouse"))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sql("CREATE SCHEMA web")
    for file in sorted((folder / "raw").glob("*.parquet")):
        spark.sql(f"CREATE TABLE web.{file.stem} USING parquet LOCATION '{file}'")
    few = {name: {"enabled": False} for name in ("page_views", "session_facts", "daily", "active_days")}
    report = segment(segment_schema="web", custom_user_fields=["email", "name"], models=few).run(spark)
    found = {"rows": {built.model.name: built.rows for built in report.built}, "files": {}}
    for model in ("sessions", "session_sources", "users"):
        described = spark.sql(f"DESCRIBE TABLE EXTENDED segment_models.segment_{model}").collect()
        found["files"][model] = next(row["data_type"] for row in described if row["col_name"] == "Location")
    tracker = spark.sparkContext._jsc.sc().statusTracker()
    found["executors"] = len(tracker.getExecutorInfos()) - 1
    sys.stdout.write(json.dumps(found) + "\n")
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
