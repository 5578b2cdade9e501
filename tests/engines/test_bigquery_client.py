"""Whole runs through Google's own client, against an emulator in an environment of its own."""

import os
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from segment_models import segment
from stories import identify, page, session_id, track

PROJECT = "the-project"
HERE = Path(__file__).parent


def emulator_python():
    """Return the Python of the emulator's environment, None where there is none."""
    named = os.environ.get("BQEMULATOR_PYTHON")
    python = Path(named) if named else HERE.parents[1] / ".venv-bqemulator" / "bin" / "python"
    return python if python.exists() else None


pytestmark = [
    pytest.mark.skipif(find_spec("google.cloud.bigquery") is None, reason="bigquery: its client is not installed"),
    pytest.mark.skipif(emulator_python() is None, reason="bigquery: there is no .venv-bqemulator; make bqemulator"),
]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


class Emulator:
    """The emulator in a process of its own."""

    def __init__(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [str(emulator_python()), str(HERE / "bqemulator_server.py"), port, free_port()]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                with urlopen(f"{self.url}/bigquery/v2/projects/{PROJECT}/datasets", timeout=1):
                    return
            except (URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        self.stop()
        pytest.fail("the emulator does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def client(self, **options):
        """Return a client of Google's that talks to it."""
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import bigquery

        return bigquery.Client(
            project=PROJECT,
            credentials=AnonymousCredentials(),
            client_options={"api_endpoint": self.url},
            **options,
        )


@pytest.fixture(scope="module")
def emulator():
    started = Emulator()
    yield started
    started.stop()


COLUMNS = {
    "pages": "id STRING, timestamp TIMESTAMP, received_at TIMESTAMP, user_id STRING, anonymous_id STRING, title STRING",
    "tracks": "id STRING, timestamp TIMESTAMP, received_at TIMESTAMP, user_id STRING, anonymous_id STRING, event STRING",
    "identifies": "id STRING, timestamp TIMESTAMP, received_at TIMESTAMP, user_id STRING, anonymous_id STRING, email STRING",
}
ROWS = {
    "pages": [page("p1", "10:00:00", title="Home"), page("p2", "10:30:00", title="It's \\ \"here\""), page("p2", "10:30:00")],
    "tracks": [track("t1", "10:29:59.999999", user="ann", event="signed_up"), track(None, "10:00:00")],
    "identifies": [identify("i1", "10:29:00", user="ann", email="ann@example.com")],
}


def literal(value):
    return "NULL" if value is None else repr(value.isoformat() if hasattr(value, "isoformat") else value)


def write(client, dataset, tables=ROWS, partition=""):
    """Write raw tables as Segment lays them out; ``partition`` is a clause."""
    client.query(f"CREATE SCHEMA `{dataset}`").result()
    for table, rows in tables.items():
        client.query(f"CREATE TABLE `{dataset}`.`{table}` ({COLUMNS[table]}) {partition}").result()
        names = [column.split()[0] for column in COLUMNS[table].split(", ")]
        values = ", ".join(f"({', '.join(literal(row.get(name)) for name in names)})" for row in rows)
        client.query(f"INSERT INTO `{dataset}`.`{table}` ({', '.join(names)}) VALUES {values}").result()


@pytest.fixture(scope="module")
def client(emulator):
    """Return a client of a project with one source, named web."""
    opened = emulator.client()
    write(opened, "web", partition="PARTITION BY DATE(_PARTITIONTIME)")
    return opened


def models(schema, **options):
    return segment(segment_schema="web", custom_user_fields=["email"], default_config={"schema": schema}, **options)


def rows(client, sql):
    return [tuple(row.values()) for row in client.query(sql).result()]


def test_a_run(client):
    """Every model is built and checked, and to_arrow gives its rows."""
    built = models("built")
    report = built.run(client)
    assert {one.model.name for one in report.built} == {model.key for model in built}
    assert all(check.broken == 0 for check in report.checked)
    sessions = sorted(built.sessions.to_arrow().to_pylist(), key=lambda row: row["session_index"])
    assert [(row["user_id"], row["session_index"], row["session_id"]) for row in sessions] == [
        ("ann", 1, session_id("web", "page", "p1")),
    ]
