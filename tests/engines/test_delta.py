"""Incremental runs on real Delta tables, where each model is brought up to date by one MERGE.

Sail stands in for Databricks and for Spark: `engines.delta` says what it is told otherwise.
"""

import re
import warnings
from contextlib import closing

import pytest

import loads
from engines.delta import DeltaWarehouse
from killing import Killed
from segment_models.warehouses.spark.dialect import SparkDialect
from stories import at, call, session_id, web
from test_incremental import WORLDS, find_difference

pytestmark = pytest.mark.engine("databricks")

if DeltaWarehouse.missing():
    pytest.skip(f"delta: {DeltaWarehouse.missing()}", allow_module_level=True)

FIRST, SECOND, THIRD = "2024-03-02 12:00", "2024-03-03 12:00", "2024-03-04 12:00"
page = identify = call
VISITS = [page("p1", "10:00:00"), page("p3", "10:50:00"), page("q1", "10:00:00", device="e")]
LOG_IN = identify("i1", "2024-03-03 09:00", user="ann")


MODELS = (
    *("page_calls", "identify_calls", "page_events", "rejected_events", "traffic_sources", "touches"),
    *("user_map", "shared_calls", "sessionized_events", "sessionized_pages", "sessions", "session_sources", "users"),
    *("page_views", "session_facts", "daily", "active_days"),
)


class SparkDeltaWarehouse(DeltaWarehouse):
    """The same tables, told in the SQL of a Spark session that writes Delta."""

    dialect = SparkDialect(default_format="delta", current_catalog="sail")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (DeltaWarehouse, "everything"),
        (DeltaWarehouse, "killed in between"),
        (SparkDeltaWarehouse, "worth, half of it missing"),
    ],
)
def test_after_every_run_the_models_are_what_the_rules_say(kind, name):
    """Random histories in three loads, the same every time: after each, every row and column is that of a rebuild."""
    world = WORLDS[name]
    _, count = kind.loads
    told = loads.random_loads(f"delta {name}", count, world, loads=3)
    difference = find_difference(kind, loads.side_by_side(told), world)
    assert difference is None, f"{difference.model}: {difference.text}"


@pytest.fixture
def warehouse():
    with closing(DeltaWarehouse()) as opened:
        yield opened


def load(warehouse, when, **tables):
    """Append rows loaded at one time, and run."""
    warehouse.append(web(**{name: [{"loaded_at": at(when), **row} for row in rows] for name, rows in tables.items()}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing table is worth a warning, and here it is meant
        return warehouse.run(segment_schema=["web"], include_tracks=False, default_config={"type": "incremental"})


def changes(sent):
    """Return what statements do to the tables of the models and the log: the verb, and the table's name."""
    found = (re.match(r"(MERGE|INSERT|DELETE)\b.*?`out`\.`segment_(\w+)`", sql) for sql in sent)
    return [one.groups() for one in found if one]


def sessions(built):
    return [
        (*row[:3], [record["page"]["page_id"] for record in row[3]])
        for row in built("sessions", "user_id", "session_index", "session_id", "records")
    ]


def test_a_log_in_and_a_late_page(warehouse, monkeypatch):
    """A log-in makes a visitor's sessions Ann's, and a late page makes one of them; another visitor's stay."""
    first, third, other = (session_id("web", "page", name) for name in ("p1", "p3", "q1"))
    built = load(warehouse, FIRST, pages=VISITS)
    assert sessions(built) == [("d", 1, first, ["p1"]), ("d", 2, third, ["p3"]), ("e", 1, other, ["q1"])]
    assert built("users", "user_id") == []

    sent = []
    execute = warehouse.connection.execute
    monkeypatch.setattr(warehouse.connection, "execute", lambda sql: (sent.append(sql), execute(sql)))
    built = load(warehouse, SECOND, identifies=[LOG_IN])
    assert sessions(built) == [("ann", 1, first, ["p1"]), ("ann", 2, third, ["p3"]), ("e", 1, other, ["q1"])]
    assert built("user_map", "anonymous_id", "user_id") == [("d", "ann"), ("e", None)]
    assert built("users", "user_id", "total_sessions", "total_pages") == [("ann", 2, 2)]
    assert sorted(changes(sent)) == [
        ("DELETE", "runs"),  # the row that said it is unfinished
        ("INSERT", "rewrites"),
        ("INSERT", "runs"),
        ("INSERT", "runs"),
        *(("MERGE", model) for model in sorted(MODELS)),
    ]

    built = load(warehouse, THIRD, pages=[page("p2", "10:25:00")])
    assert sessions(built) == [("ann", 1, first, ["p1", "p2", "p3"]), ("e", 1, other, ["q1"])]
    assert built("users", "user_id", "total_sessions", "total_pages") == [("ann", 1, 3)]
    assert built("page_events", "page_id") == [("p1",), ("p2",), ("p3",), ("q1",)]


@pytest.mark.parametrize(("merges", "then"), [(1, "full"), (7, "full"), (len(MODELS), "incremental")])
def test_a_run_that_is_killed_after_some_merges(warehouse, monkeypatch, merges, then):
    """The log says that it began. The next run builds all anew, or goes on where every model had been changed."""
    first, other = (session_id("web", "page", name) for name in ("p1", "q1"))
    load(warehouse, FIRST, pages=VISITS)
    left, execute = iter(["MERGE"] * merges), warehouse.connection.execute

    def dying(sql):
        for verb, _ in changes([sql]):
            if (verb == "MERGE" and next(left, None) is None) or verb == "DELETE":
                raise Killed
        execute(sql)

    monkeypatch.setattr(warehouse.connection, "execute", dying)
    with pytest.raises(Killed):
        load(warehouse, SECOND, pages=[page("p2", "10:25:00")], identifies=[LOG_IN])
    monkeypatch.undo()
    log = warehouse.fetch("out", "segment_runs")
    assert [row["kind"] for row in log].count("unfinished") == 1

    built = load(warehouse, THIRD)
    assert sessions(built) == [("ann", 1, first, ["p1", "p2", "p3"]), ("e", 1, other, ["q1"])]
    assert built("users", "user_id", "total_sessions", "total_pages") == [("ann", 1, 3)]
    assert built("page_events", "page_id") == [("p1",), ("p2",), ("p3",), ("q1",)]
    log = sorted(warehouse.fetch("out", "segment_runs"), key=lambda row: row["started_at"])
    assert log[-1]["kind"] == then
