"""Incremental runs through Google's own client, against the emulator, and what BigQuery can pass over in them."""

from importlib.util import find_spec

import pytest

if find_spec("google.cloud.bigquery") is None:
    pytest.skip("bigquery: google-cloud-bigquery is not installed", allow_module_level=True)

from google.cloud import bigquery

from engines.emulator import Emulator, emulator_python
from segment_models import segment
from stories import at, call, session_id

if emulator_python() is None:
    pytest.skip("bigquery: there is no .venv-bqemulator", allow_module_level=True)

COMMON = (
    "id STRING, timestamp TIMESTAMP, received_at TIMESTAMP, loaded_at TIMESTAMP, user_id STRING, anonymous_id STRING"
)
FIRST, SECOND = "2024-03-02 12:00", "2024-03-03 12:00"
page = identify = call


@pytest.fixture(scope="module")
def emulator():
    started = Emulator()
    yield started
    started.stop()


@pytest.fixture
def client(emulator):
    """Return a client of a project of its own, with a source whose tables are divided as Segment's are."""
    opened = emulator.client()
    for dataset in opened.list_datasets():
        opened.delete_dataset(dataset.dataset_id, delete_contents=True)
    opened.query("CREATE SCHEMA `web`").result()
    for table in ("pages", "identifies"):
        opened.query(f"CREATE TABLE `web`.`{table}` ({COMMON}) PARTITION BY _PARTITIONDATE").result()
    load(opened, FIRST, pages=[page("p1", "10:00:00"), page("p2", "11:00:00"), page("q1", "10:00:00", device="e")])
    return opened


def load(client, when, **tables):
    """Add rows to raw tables, loaded at one time."""
    names = ("id", "timestamp", "loaded_at", "user_id", "anonymous_id")
    for table, rows in tables.items():
        values = [{"loaded_at": at(when), **row} for row in rows]
        made = bigquery.QueryJobConfig(
            query_parameters=[
                bigquery.ScalarQueryParameter(
                    None, "TIMESTAMP" if name in ("timestamp", "loaded_at") else "STRING", row.get(name)
                )
                for row in values
                for name in names
            ]
        )
        marks = ", ".join("(" + ", ".join("?" for _ in names) + ")" for _ in rows)
        client.query(f"INSERT INTO `web`.`{table}` ({', '.join(names)}) VALUES {marks}", job_config=made).result()


def models(**more):
    return segment(
        segment_schema="web", include_tracks=False, default_config={"schema": "built", "type": "incremental"}, **more
    )


def rows(client, sql):
    return [tuple(row.values()) for row in client.query(sql).result()]


SESSIONS = "SELECT user_id, session_index, session_id FROM built.segment_sessions ORDER BY user_id, session_index"


def test_a_log_in_and_a_late_page(client):
    """What a later load changes is written, and nothing else; verify finds the rows of a rebuild."""
    first = models().run(client)
    assert not any(one.updated for one in first.built)
    load(client, SECOND, pages=[page("p0", "09:45:00")], identifies=[identify("i1", "12:00:00", user="ann")])
    report = models().run(client)
    assert all(one.updated for one in report.built)
    assert rows(client, SESSIONS) == [
        ("ann", 1, session_id("web", "page", "p0")),
        ("ann", 2, session_id("web", "page", "p2")),
        ("e", 1, session_id("web", "page", "q1")),
    ]
    logged = dict(zip(report.recorded.columns, report.recorded.values[0], strict=True))
    told = ("kind", "calls_new", "persons_touched", "mappings_changed", "sessions_added", "sessions_removed")
    assert [logged[name] for name in told] == ["incremental", 2, 2, 1, 1, 1]
    assert models().verify(client).differing == []
    assert list(client.list_tables("_segment_models_run")) == []


def test_nothing_new(client):
    """A run without new rows changes no row."""
    models().run(client)
    before = rows(client, SESSIONS)
    report = models().run(client)
    assert [one.rows for one in report.built if one.model.name in ("sessions", "users")] == [0, 0]
    assert rows(client, SESSIONS) == before
