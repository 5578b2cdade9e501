"""Incremental models inside dbt, carried out by the real one: after every `dbt run` they are what the rules say.

The export's project is run as a team would run it: loads come, dbt runs, runs fail and are tried again.
"""

import re
import warnings
from contextlib import closing

import pytest

import loads
from engines import dbt
from engines.dbt import DbtOnDuckDB, DbtOnPostgres
from stories import at, identify, page, track
from test_incremental import OTHERS, WORLDS, find_difference

pytestmark = [
    pytest.mark.engine("dbt"),
    pytest.mark.skipif(dbt.missing() is not None, reason=f"dbt: {dbt.missing()}"),
]

DATABASES = {"duckdb": DbtOnDuckDB, "postgres": DbtOnPostgres}
OWN = {"segment_forgotten", "segment_time_spine"}
"""What an exported project has beside our models."""
TOLD = (
    *(("duckdb", name) for name in ("worth, rows are replaced", "tables come late", "campaigns split")),
    *(("postgres", name) for name in ("each source another cursor", "as dataform-segment", "campaigns and midnight")),
    *(("postgres", name) for name in ("the first user, servers apart", "worth, half of it missing")),
)


def opened(database):
    """Return an empty warehouse whose models dbt builds; skip where the server cannot be had."""
    kind = DATABASES[database]
    if reason := kind.missing():
        pytest.skip(f"{database}: {reason}")
    return kind()


@pytest.mark.parametrize(("database", "name"), TOLD)
def test_after_every_run_of_dbt_the_models_are_what_the_rules_say(database, name):
    """Random histories in random loads: after each `dbt run`, every row and column is that of a rebuild."""
    opened(database).close()
    kind, world = DATABASES[database], WORLDS[name]
    told = loads.random_loads(f"dbt {name}", kind.loads[1], world)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing table is worth a warning, and here it is meant
        difference = find_difference(kind, loads.side_by_side(told), world, OTHERS | OWN)
    assert difference is None, f"{difference.model}: {difference.text}"


FIRST, SECOND, THIRD = "2024-03-02 12:00", "2024-03-03 12:00", "2024-03-04 12:00"
MODELS = ("user_map", "sessionized_events", "sessions", "users", "rejected_events", "session_sources", "touches")
HOW = {"segment_schema": ["web"], "default_config": {"type": "incremental"}}


def loaded(moment, *calls):
    return [{**one, "loaded_at": at(moment)} for one in calls]


LOADS = (
    {
        "pages": loaded(FIRST, page("p1", "10:00:00"), page("p2", "10:10:00"), page("x1", "09:00:00", device="e")),
        "tracks": loaded(FIRST, track("t1", "10:05:00", event="signed_up")),
        "identifies": loaded(FIRST, identify("i1", "09:30:00", user="eva", device="e", email="eva@example.com")),
    },
    {  # somebody logs in, a late call joins two sessions, and an id comes twice
        "pages": loaded(SECOND, page("p3", "10:35:00"), page("p4", "11:00:00", user="ada"), page("p1", "10:00:00")),
        "tracks": loaded(SECOND, track("t2", "12:00:00", device=None, user="eva", event="renewed")),
        "identifies": [],
    },
    {
        "pages": loaded(THIRD, page("p5", "10:20:00", user="ada"), page("x2", "13:00:00", device="e", user="eva")),
        "tracks": [],
        "identifies": loaded(THIRD, identify("i2", "13:00:00", user="ada", email="ada@example.com")),
    },
)


ON_POSTGRES = ("days_of_a_team", "while_it_publishes", "is_killed", "forgotten")
"""The stories of which the database has a part; the others are told on DuckDB. What rows are is told on both."""


@pytest.fixture
def shop(request):
    """Some calls of two people, built by dbt; two loads are to come."""
    warehouse = opened("postgres" if any(name in request.node.name for name in ON_POSTGRES) else "duckdb")
    with closing(warehouse):
        load(warehouse, 0)
        warehouse.run(**HOW)
        yield warehouse


def load(warehouse, number):
    warehouse.append({"web": LOADS[number]})


def rows(warehouse):
    """Return every row of the models that dbt keeps."""
    return {
        name: sorted(map(repr, warehouse.fetch("out", f"segment_{name}")))
        for name in MODELS
        if f"segment_{name}" in warehouse.kinds("out")
    }


def rebuilt(warehouse):
    """Return the same of models that are built by nobody but a full run of the same raw rows."""
    before = rows(warehouse)
    with warehouse.left_to_dbt():
        warehouse.dbt("run", "--full-refresh")
    after = rows(warehouse)
    assert started(warehouse)["is_full"] == 1
    return before, after


def started(warehouse):
    (row,) = warehouse.fetch("out_run", "segment_run_started")
    return row


def refused(warehouse, verb, *arguments):
    """Return what dbt says when it refuses something, on one line."""
    with warehouse.left_to_dbt():
        said = warehouse.dbt(verb, *arguments, code=1)
    return re.sub(r"\s+", " ", said)


def test_days_of_a_team(shop):
    """Loads and runs; a selection, an exclusion, `dbt test`; at the end everything is what a full refresh builds."""
    load(shop, 1)
    with shop.left_to_dbt():
        shop.dbt("build")
    assert started(shop)["is_full"] == 0
    sessions = shop.fetch("out", "segment_sessions")
    assert {(row["user_id"], row["session_index"]) for row in sessions} == {("ada", 1), ("eva", 1)}
    load(shop, 2)
    with shop.left_to_dbt():  # whatever is left out, no table is left behind
        shop.dbt("run", "--exclude", "segment_sessions")
        shop.dbt("test")
    before, after = rebuilt(shop)
    assert before == after
    with shop.left_to_dbt():
        shop.dbt("run", "--select", "+segment_sessions")
    assert rows(shop) == after
    assert started(shop)["is_full"] == 0


def test_what_would_mix_two_states_is_refused(shop):
    """A part of a run alone, a full refresh of some of the models, rows left out on purpose."""
    before = rows(shop)
    load(shop, 1)
    alone = "cannot be built by itself: what it is made from is of another run. Select the folder, dbt build --select"
    assert f"segment_sessions {alone} segment_models.segment" in refused(shop, "run", "--select", "segment_sessions")
    assert f"segment_run_cuts {alone}" in refused(shop, "run", "--select", "segment_run_cuts")
    assert alone in refused(shop, "run", "--full-refresh", "--select", "segment_users")
    assert "but segment_users is not selected" in refused(shop, "run", "--full-refresh", "--exclude", "segment_users")
    assert "cannot be built with --empty" in refused(shop, "run", "--empty")
    assert rows(shop) == before
    with shop.left_to_dbt():
        shop.dbt("run")
    assert len(set(map(len, rebuilt(shop)))) == 1


def test_a_run_that_fails_while_it_publishes(shop):
    """Nothing has changed; `dbt retry` ends it; and where another run was there meanwhile, it is refused."""
    before = rows(shop)
    load(shop, 1)
    shop.ask("ALTER TABLE out.segment_users RENAME COLUMN user_id TO person")
    refused(shop, "run")
    shop.ask("ALTER TABLE out.segment_users RENAME COLUMN person TO user_id")
    assert rows(shop) == before
    with shop.left_to_dbt():
        shop.dbt("retry")
    before, after = rebuilt(shop)
    assert before == after

    load(shop, 2)
    shop.ask("ALTER TABLE out.segment_users RENAME COLUMN user_id TO person")
    refused(shop, "run")
    shop.ask("ALTER TABLE out.segment_users RENAME COLUMN person TO user_id")
    shop.ask("UPDATE out_run.segment_run_publish SET run_id = 'another'")
    assert "Another run of segment has changed the models meanwhile" in refused(shop, "retry")
    assert rows(shop) == after


def test_a_run_that_fails_before(shop):
    """A raw table that is away fails it early; `dbt retry` builds what is left, and publishes."""
    load(shop, 1)
    shop.ask("ALTER TABLE web.tracks RENAME TO tracks_away")
    refused(shop, "build")
    shop.ask("ALTER TABLE web.tracks_away RENAME TO tracks")
    with shop.left_to_dbt():
        shop.dbt("retry")
    before, after = rebuilt(shop)
    assert before == after


def test_a_run_that_is_killed(shop):
    """At any moment, even while it publishes: readers see the state before or after, and the next run is right."""
    load(shop, 1)
    before, seen = rows(shop), []
    for seconds in (4, 5, 6, 7, 8):
        shop.project.dbt_killed("run", seconds)
        seen.append(rows(shop))
    with shop.left_to_dbt():
        shop.dbt("run")
    after = rows(shop)
    assert all(one in (before, after) for one in seen)
    load(shop, 2)
    with shop.left_to_dbt():
        shop.dbt("run")
    assert started(shop)["is_full"] == 0
    before, after = rebuilt(shop)
    assert before == after


def test_two_targets_have_states_of_their_own(shop):
    """A developer's first run is full, and that of the other goes on."""
    shop.project.add_target("dev", {**shop.target(), "schema": "dev"})
    load(shop, 1)
    with shop.left_to_dbt():
        shop.dbt("run", "--target", "dev")
        shop.dbt("run")
    (dev,) = shop.fetch("dev_run", "segment_run_started")
    assert (dev["is_full"], started(shop)["is_full"]) == (1, 0)
    assert sorted(map(repr, shop.fetch("dev", "segment_users"))) == rows(shop)["users"]


def test_what_makes_a_run_build_everything(shop):
    """Another timeout, a new custom field, a model that is gone, a full refresh that died half way."""
    with shop.left_to_dbt():
        shop.dbt("run")
    assert started(shop)["is_full"] == 0
    with shop.left_to_dbt():
        shop.dbt("run", "--vars", "segment_session_timeout_millis: 60000")
    assert started(shop)["is_full"] == 1
    assert len(shop.fetch("out", "segment_sessions")) == 4

    built = shop.run(**HOW, custom_user_fields=["email"])
    assert started(shop)["is_full"] == 1
    assert built("users", "user_id", "email") == [("eva", "eva@example.com")]

    shop.ask("DROP TABLE out.segment_users CASCADE")
    shop.run(**HOW, custom_user_fields=["email"])
    assert started(shop)["is_full"] == 1
    assert built("users", "user_id", "email") == [("eva", "eva@example.com")]

    shop.ask("DELETE FROM out_run.segment_run_publish")  # as a full run leaves it until all models are there
    shop.run(**HOW, custom_user_fields=["email"])
    assert started(shop)["is_full"] == 1


def test_somebody_is_forgotten(shop):
    """Out of every model with the next run, which is full; and out of what comes later."""
    load(shop, 1)
    with shop.left_to_dbt():
        shop.dbt("run-operation", "segment_forget", "--args", "{ids: [eva]}")
        shop.dbt("run")
    assert started(shop)["is_full"] == 1
    load(shop, 2)
    with shop.left_to_dbt():
        shop.dbt("run")
    assert started(shop)["is_full"] == 0
    assert "eva" not in repr(rows(shop))
    assert [row["user_id"] for row in shop.fetch("out", "segment_users")] == ["ada"]


def test_a_failed_check_publishes_nothing(shop):
    """`dbt build` tests what is about to be written, before it is."""
    load(shop, 1)
    shop.ask("UPDATE out.segment_sessionized_events SET session_index = 7 WHERE user_id = 'eva'")
    before = rows(shop)
    said = refused(shop, "build")
    assert "segment_sessions_numbered" in said
    assert rows(shop) == before


def test_a_failed_generic_test_publishes_nothing(shop):
    """A call that is kept twice becomes two events: the test of their key is on the table that has them, before."""
    load(shop, 1)
    shop.ask("INSERT INTO out.segment_page_calls SELECT * FROM out.segment_page_calls WHERE page_id = 'p2'")
    before = rows(shop)
    said = refused(shop, "build")
    assert "Failure in test segment_sessionized_events_key (models/segment/run/_segment_run__models.yml)" in said
    assert rows(shop) == before
    assert shop.fetch("out_run", "segment_run_publish")[0]["run_id"] == started(shop)["based_on"]
