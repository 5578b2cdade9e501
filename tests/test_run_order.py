"""Which run was the last, and what it says of a table: the log of runs has an order that no clock makes."""

from contextlib import closing

import pytest

from aside import AsideWarehouse, MergingWarehouse
from stories import DuckDBWarehouse, at, web
from stories import call as page
from test_incremental_stories import set_clock

INCREMENTAL = {"default_config": {"type": "incremental"}, "include_tracks": False}
ADDED = ("rejected_clock_behind", "run_number", "places", "calls_known")
"""The columns of the log that older versions did not write."""


@pytest.fixture
def duckdb():
    with closing(DuckDBWarehouse()) as opened:
        yield opened


def load(warehouse, number, **options):
    """Load one page of a visitor of its own, and run."""
    warehouse.append(web(pages=[page(f"p{number}", f"10:0{number}:00", device=f"d{number}", uuid_ts=at("11:00:00"))]))
    return warehouse.run(segment_schema=["web"], **{**INCREMENTAL, **options})


def kinds(warehouse):
    """Return the kinds of the runs in their order; no two have one number, and those of older versions have none."""
    log = warehouse.fetch("out", "segment_runs")
    numbers = [row["run_number"] for row in log if row["run_number"] is not None]
    assert len(set(numbers)) == len(numbers)
    return [row["kind"] for row in sorted(log, key=lambda row: row["run_number"] or 0)]


@pytest.mark.parametrize("elsewhere", [{"name": "visits"}, {"schema": "elsewhere"}])
def test_a_model_that_was_elsewhere_in_the_last_run_is_built_in_full(duckdb, elsewhere):
    """Its old table lacks what the last run put into the other one."""
    load(duckdb, 1)
    load(duckdb, 2, models={"sessions": elsewhere})
    built = load(duckdb, 3)
    assert built("sessions", "user_id") == [("d1",), ("d2",), ("d3",)]
    (sessions,) = [one for one in built.report.built if one.model.name == "sessions"]
    assert not sessions.updated


@pytest.mark.parametrize("leading", ["user_map", "sessionized_events"])
def test_models_that_lead_and_were_elsewhere_let_all_be_built_in_full(duckdb, leading):
    """What has changed would be looked up in a table that is older than the kept calls."""
    load(duckdb, 1)
    load(duckdb, 2, models={leading: {"name": "another"}})
    built = load(duckdb, 3)
    assert not any(one.updated for one in built.report.built)
    assert built("sessionized_events", "user_id") == [("d1",), ("d2",), ("d3",)]


@pytest.mark.parametrize("kind", [DuckDBWarehouse, AsideWarehouse, MergingWarehouse])
def test_a_clock_that_was_ahead_makes_no_run_the_last_one(kind, monkeypatch):
    """The second run is on a host whose clock is right; the third sees that it left the users out."""
    with closing(kind()) as warehouse:
        set_clock(monkeypatch, "2024-03-05 12:00")
        load(warehouse, 1)
        set_clock(monkeypatch, "2024-03-04 12:00")
        load(warehouse, 2, models={"users": {"enabled": False}}, include_anonymous_users=False)
        built = load(warehouse, 3)
        (users,) = [one for one in built.report.built if one.model.name == "users"]
        assert not users.updated
        assert kinds(warehouse) == ["full", "incremental", "incremental"]


def test_a_full_refresh_counts_though_its_clock_is_behind(duckdb, monkeypatch):
    """The next run goes on from it, and not from the run before, which had another configuration."""
    set_clock(monkeypatch, "2024-03-05 12:00")
    load(duckdb, 1)
    set_clock(monkeypatch, "2024-03-04 12:00")
    duckdb.run(full_refresh=True, segment_schema=["web"], session_timeout_millis=60_000, **INCREMENTAL)
    built = load(duckdb, 2, session_timeout_millis=60_000)
    assert built("sessionized_events", "user_id") == [("d1",), ("d2",)]
    assert (
        dict(zip(built.report.recorded.columns, built.report.recorded.values[0], strict=True))["kind"] == "incremental"
    )


@pytest.mark.parametrize("kind", [DuckDBWarehouse, AsideWarehouse, MergingWarehouse])
def test_the_log_of_an_older_version_gets_the_columns_that_it_lacks(kind):
    """The run goes on from what the older version kept; its own row comes after that one's."""
    with closing(kind()) as warehouse:
        load(warehouse, 1)
        for column in ADDED:
            warehouse.ask(f"ALTER TABLE out.segment_runs DROP COLUMN {column}")
        built = load(warehouse, 2)
        assert all(one.updated for one in built.report.built if one.model.incremental)
        assert kinds(warehouse) == ["full", "incremental"]
        load(warehouse, 3, default_config={"type": "table"})
        built = load(warehouse, 4)
        assert built("sessionized_events", "user_id") == [("d1",), ("d2",), ("d3",), ("d4",)]
        assert kinds(warehouse) == ["full", "incremental", "table", "full"]


def test_a_run_as_tables_completes_the_log_of_an_older_version(duckdb):
    """It says there that it passed the kept calls over."""
    load(duckdb, 1)
    for column in ADDED:
        duckdb.ask(f"ALTER TABLE out.segment_runs DROP COLUMN {column}")
    load(duckdb, 2, default_config={"type": "table"})
    assert kinds(duckdb) == ["full", "table"]
