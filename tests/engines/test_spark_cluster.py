"""A whole build on a real cluster: a master and two workers on this machine, two hundred thousand events.

What Spark writes equals what DuckDB builds from the same files, row by row: every column of sessions, of their
sources, and of users.
"""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from engines import spark
from segment_models import segment
from sharing import WITHOUT_VISITS

pytestmark = [
    pytest.mark.engine("spark"),
    pytest.mark.skipif(spark.missing() is not None, reason=f"spark: {spark.missing()}"),
]

EVENTS = 210_000  # some are copies
ROOT = Path(__file__).parents[2]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(port, process, seconds=120):
    """Wait until somebody listens, as long as the process lives."""
    for _ in range(seconds * 10):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, "the master ended"
        time.sleep(0.1)
    pytest.fail(f"nobody listens at {port}")


@contextmanager
def started(name, *arguments, log, environment):
    """Run one of Spark's own programs as long as the block lasts."""
    import pyspark  # noqa: PLC0415 may be missing

    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class"), name, *map(str, arguments)]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def environment():
    return os.environ | {
        "JAVA_HOME": str(spark.java_home()),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_NO_DAEMONIZE": "1",
    }


@pytest.fixture(scope="module")
def master(tmp_path_factory, environment):
    """A master with two workers of one core each; everything listens on the loopback only."""
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    host = ("--host", "127.0.0.1", "--webui-port", 0)
    with ExitStack() as stack:
        process = stack.enter_context(
            started(
                "org.apache.spark.deploy.master.Master",
                *(*host, "--port", port),
                log=folder / "master.log",
                environment=environment,
            )
        )
        wait_for(port, process)
        for number in range(2):
            stack.enter_context(
                started(
                    "org.apache.spark.deploy.worker.Worker",
                    *(*host, "--cores", 1, "--memory", "2g", "--work-dir", folder / f"work{number}"),
                    f"spark://127.0.0.1:{port}",
                    log=folder / f"worker{number}.log",
                    environment=environment,
                )
            )
        yield f"spark://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """The raw tables: a database for DuckDB, and Parquet files with the same rows; times with a zone and without."""
    place = ROOT / "benchmarks" / "events.py"
    specification = importlib.util.spec_from_file_location("benchmark_events", place)
    events = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(events)
    folder = tmp_path_factory.mktemp("events")
    events.make(folder / "events.duckdb", EVENTS, {})
    (folder / "raw").mkdir()
    with duckdb.connect(folder / "events.duckdb") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table, kind in (("pages", "TIMESTAMPTZ"), ("tracks", "TIMESTAMP"), ("identifies", "TIMESTAMPTZ")):
            zoned = ", ".join(
                f"{name}::{kind} AS {name}" for name in ("timestamp", "received_at", "loaded_at", "uuid_ts")
            )
            connection.execute(
                f"COPY (SELECT * REPLACE ({zoned}) FROM web.{table}) TO '{folder}/raw/{table}.parquet' (FORMAT parquet)"
            )
    return folder


@pytest.fixture(scope="module")
def built(raw, master, environment):
    """What the build on the cluster said."""
    script = Path(__file__).with_name("cluster_build.py")
    done = subprocess.run(
        [sys.executable, str(script), master, str(raw)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def both(raw, built):
    """A DuckDB with its own build, and beside each model what Spark wrote, in the same types."""
    with duckdb.connect(raw / "events.duckdb") as connection:
        models = segment(segment_schema="web", custom_user_fields=["email", "name"], models=WITHOUT_VISITS)
        report = models.run(connection)
        for model in ("sessions", "session_sources", "users"):
            connection.execute(f"CREATE TABLE spark_{model} AS FROM segment_models.segment_{model} LIMIT 0")
            files = built["files"][model].removeprefix("file:")
            connection.execute(f"INSERT INTO spark_{model} BY NAME FROM read_parquet('{files}/*.parquet')")
        yield connection, {one.model.name: one.rows for one in report.built}


def test_two_workers_did_it(built):
    """Both executors took part."""
    assert built["executors"] == 2


def test_as_many_rows(built, both):
    """Every table has as many rows as DuckDB's, and there are more than two hundred thousand events."""
    _, rows = both
    assert built["rows"] == rows
    assert rows["sessionized_events"] > 200_000


@pytest.mark.parametrize("model", ["sessions", "session_sources", "users"])
def test_the_same_rows(both, model):
    """A hash over every column, structs and records included, is the same, row for row."""
    connection, _ = both
    ours, theirs = f"segment_models.segment_{model}", f"spark_{model}"
    names = [name for (name,) in connection.execute(f"SELECT column_name FROM (DESCRIBE {ours})").fetchall()]
    assert len(names) >= 9
    key = "user_id" if model == "users" else "session_id"
    differing = ", ".join(f"count(*) FILTER (ours.{name} IS DISTINCT FROM theirs.{name})" for name in names)
    counted = connection.execute(
        f"SELECT {differing} FROM {ours} ours FULL JOIN {theirs} theirs USING ({key})"
    ).fetchone()
    assert dict(zip(names, counted, strict=True)) == dict.fromkeys(names, 0)
    hashed = ", ".join(f"sum(hash({key}, {name}))" for name in names)
    assert connection.execute(f"SELECT count(*), {hashed} FROM {theirs}").fetchone() == (
        connection.execute(f"SELECT count(*), {hashed} FROM {ours}").fetchone()
    )
