"""Incremental runs through Google's own client, against the emulator."""

from contextlib import closing
from dataclasses import replace

import pytest

from installed import is_installed

if not is_installed("google.cloud.bigquery"):
    pytest.skip("bigquery: google-cloud-bigquery is not installed", allow_module_level=True)

from google.cloud import bigquery

from engines.emulator import Emulator, emulator_python
from segment_models import WarehouseError, segment, warehouses
from segment_models.plan import Record
from segment_models.run import carry_out
from sharing import WITHOUT_VISITS
from stories import at, call, session_id

pytestmark = pytest.mark.engine("bigquery")

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


def models():
    """Return the models of pages, without those of visits: a statement takes the emulator a second."""
    kept = {"schema": "built", "type": "incremental"}
    return segment(segment_schema="web", include_tracks=False, default_config=kept, models=WITHOUT_VISITS)


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


def test_what_it_would_process(client):
    """A dry run tells it for what reads tables that are there; what names a moment found out first, nobody knows."""
    models().run(client)
    load(client, SECOND, pages=[page("p0", "09:45:00")])
    told = models().dry_run(client)
    texts = [one.sql for one in told]
    assert "BEGIN TRANSACTION" in texts
    assert not any(sql.startswith("UPDATE") for sql in texts), "BigQuery stops one of two transactions, none waits"
    assert all(one.bytes is None for one in told if "@first_" in one.sql)
    assert any(one.bytes is not None for one in told if one.sql.startswith("CREATE OR REPLACE TABLE"))
    assert rows(client, "SELECT COUNT(*) FROM built.segment_page_events") == [(3,)]


class TestAtOnce:
    """All tables are changed by one script."""

    @pytest.fixture
    def plan(self, client):
        """Return what the next run will do, before which nothing else does."""
        models().run(client)
        load(client, SECOND, pages=[page("p0", "09:45:00")])
        with closing(warehouses.connect(client, base=None)) as opened:
            return models().plan(opened)

    def everything(self, client):
        return {
            table.table_id: sorted(map(repr, rows(client, f"SELECT * FROM built.{table.table_id}")))
            for table in client.list_tables("built")
        }

    def test_one_that_fails_changes_nothing(self, client, plan):
        """Neither the tables changed before it failed, nor the log; and the next run does the work."""
        before = self.everything(client)
        (update,) = (step for step in plan.steps if isinstance(step, Record))
        half = len(update.statements) // 2
        statements = (*update.statements[:half], "INSERT INTO `built`.`nowhere` SELECT 1")
        broken = tuple(replace(step, statements=statements) if step is update else step for step in plan.steps)
        with pytest.raises(WarehouseError, match="nowhere"):
            carry_out(replace(plan, steps=broken), warehouses.connect(client, base=None), lambda _: None)
        assert self.everything(client) == before
        assert list(client.list_tables("_segment_models_run")) == []
        models().run(client)
        assert rows(client, SESSIONS)[0] == ("d", 1, session_id("web", "page", "p0"))

    def test_the_second_of_two_runs(self, client, plan):
        """It finds that the first has finished, and changes nothing."""
        models().run(client)
        before = self.everything(client)
        with pytest.raises(WarehouseError, match=r"^Another run has updated the models since this one began"):
            carry_out(plan, warehouses.connect(client, base=None), lambda _: None)
        assert self.everything(client) == before
