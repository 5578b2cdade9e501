"""Runs where there is no transaction: tables are built aside, checked, and each put in place at once.

DuckDB without its transactions stands in for such an engine: every statement counts as soon as it is executed, and a
table is published by one statement. What the engines themselves do is tested in engines/.
"""

import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
import sqlglot
from sqlglot import exp

import small_shop
from aside import AsideDuckDB
from segment_models import CheckError, WarehouseError, segment
from segment_models.holding import Holding
from segment_models.plan import Build, Execute, Publish, RunCheck, Stage, make_plan
from segment_models.run import carry_out
from segment_models.warehouses.connection import run_name

STAGE = "_segment_models_run"


@pytest.fixture
def shop():
    with closing(small_shop.open_shop()) as connection:
        yield connection


@pytest.fixture
def ready(shop):
    """The shop with its models built, and a page more since then."""
    segment(**small_shop.OPTIONS).run(AsideDuckDB(shop))
    row = {
        "id": "p6",
        "timestamp": "2026-03-09 09:00",
        "received_at": "2026-03-09 09:00",
        "user_id": "u1",
        "anonymous_id": "a1",
    }
    small_shop.insert(shop, "web.pages", row)
    return shop


def staged(connection):
    """Return the tables that runs keep for themselves."""
    sql = "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?"
    return [name for (name,) in connection.execute(sql, [STAGE]).fetchall()]


def steps(plan, kind):
    return [step for step in plan.steps if isinstance(step, kind)]


def test_the_rows_are_those_of_a_run_in_a_transaction(shop):
    """How a model gets to its place changes nothing in it."""
    segment(**small_shop.OPTIONS).run(shop)
    expected = small_shop.built(shop)
    with closing(small_shop.open_shop()) as other:
        report = segment(**small_shop.OPTIONS).run(AsideDuckDB(other))
        assert small_shop.built(other) == expected
        assert staged(other) == []
    assert {built.model.name: built.rows for built in report.built} == (
        dict.fromkeys(small_shop.VIEW_ROWS) | small_shop.TABLE_ROWS
    )


def test_everything_is_checked_before_anything_is_published(ready):
    """The plan has its checks between the last table built aside and the first that is put in place."""
    plan = segment(**small_shop.OPTIONS).plan(AsideDuckDB(ready))
    kinds = [type(step) for step in plan.steps]
    assert max(i for i, kind in enumerate(kinds) if kind is Build) < kinds.index(RunCheck)
    assert max(i for i, kind in enumerate(kinds) if kind is RunCheck) < kinds.index(Publish)
    assert plan.steps[-1].purpose == "tidy"
    statements = list(plan.statements())
    assert "BEGIN TRANSACTION" not in statements
    assert "COMMIT" not in statements
    published = [step.model.name for step in steps(plan, Publish)]
    assert published == list(segment(**small_shop.OPTIONS).graph().models)


def test_tables_and_checks_read_what_this_run_built(ready):
    """No statement before the first one published reads a model's table in its place: it is the old one."""
    plan = segment(**small_shop.OPTIONS).plan(AsideDuckDB(ready))
    before = [step for step in plan.steps if isinstance(step, Stage | Build | RunCheck)]
    sql = [one for step in before for one in ((step.sql,) if isinstance(step, RunCheck) else step.statements)]
    assert len(sql) > 20
    assert not [one for one in sql if '"segment_models"."segment_' in one]


def test_what_is_not_selected_is_read_in_its_place(ready):
    """A run of some models reads the others as they stand, and leaves them so."""
    before = small_shop.built(ready)
    segment(**small_shop.OPTIONS).run(AsideDuckDB(ready), select=["users"])
    assert small_shop.built(ready) == before  # users are made of the sessionized events, which are as they were
    segment(**small_shop.OPTIONS).run(AsideDuckDB(ready), select=["+sessions"])
    after = small_shop.built(ready)
    assert after["sessions"] != before["sessions"]
    assert after["users"] == before["users"]


def test_a_failed_check_publishes_nothing(shop):
    """What was built aside is gone, and the tables are as they were."""
    models = segment(**small_shop.OPTIONS)
    models.run(AsideDuckDB(shop))
    before = small_shop.contents(shop)
    warehouse = AsideDuckDB(shop)
    plan = models.plan(warehouse)
    broken = next(step for step in steps(plan, Build) if step.model.name == "sessions")
    target = broken.statements[0].split(" AS", 1)[0].removeprefix("CREATE OR REPLACE TABLE ")
    execute = warehouse.execute

    def spoil(sql):
        execute(sql)
        if sql == broken.statements[0]:
            shop.execute(f"UPDATE {target} SET session_index = session_index + 1")

    warehouse.execute = spoil
    with pytest.raises(CheckError, match=r"sessions_numbered.*Nothing was published"):
        carry_out(plan, warehouse, lambda _: None)
    assert small_shop.contents(shop) == before


PAGES = {"segment_schema": ["web"], "include_tracks": False}
SHARES = 3
"""The statements are made to fail in so many shares: of three that follow one another, each is of another share."""
LATER = {
    "id": "p6",
    "timestamp": "2026-03-09 09:00",
    "received_at": "2026-03-09 09:00",
    "user_id": "u1",
    "anonymous_id": "a1",
}


@pytest.fixture(scope="module")
def second_run(tmp_path_factory):
    """A database that one run has built and to which a page came since; the rows of then and of a second run; and the
    places of the statements of that run, without the comments."""
    path = tmp_path_factory.mktemp("shop") / "shop.duckdb"
    with closing(small_shop.open_shop(path)) as connection:
        segment(**PAGES).run(AsideDuckDB(connection))
        old = pages_built(connection)
        small_shop.insert(connection, "web.pages", LATER)
    later = path.with_name("later.duckdb")
    shutil.copy(path, later)
    with closing(duckdb.connect(str(later))) as connection:
        warehouse = AsideDuckDB(connection)
        segment(**PAGES).run(warehouse)
        places = [number for number, sql in enumerate(warehouse.done) if not sql.startswith("COMMENT")]
        return path, old, pages_built(connection), places


def pages_built(connection):
    """Return every row of the tables."""
    return {name: small_shop.rows(connection, f"segment_models.segment_{name}") for name in small_shop.TABLE_ROWS}


@pytest.mark.parametrize(
    ("dead", "share"),
    [
        pytest.param(dead, share, id=f"{what}-{share}", marks=() if share == int(dead) else pytest.mark.full)
        for dead, what in ((False, "one statement fails"), (True, "the connection is lost"))
        for share in range(SHARES)
    ],
)
def test_a_run_that_fails_anywhere_leaves_whole_models_and_the_next_one_finishes(second_run, tmp_path, dead, share):
    """Each table is the old one or the new one, all of them old until the checks are done; the next run finishes."""
    path, old, new, places = second_run
    mixed = 0
    for number in places[share::SHARES]:
        with closing(duckdb.connect(shutil.copy(path, tmp_path / f"{number}.duckdb"))) as connection:
            with pytest.raises(WarehouseError, match="lost") as caught:
                segment(**PAGES).run(AsideDuckDB(connection, fail_at=number, dead_after=dead))
            tables = pages_built(connection)
            assert all(rows in (old[name], new[name]) for name, rows in tables.items()), number
            published = [name for name, rows in tables.items() if rows != old[name]]
            assert bool(published) <= ("Published before the error" in str(caught.value)), number
            mixed += 0 < len(published) < len([name for name in tables if old[name] != new[name]])
            if not dead:
                assert staged(connection) == [], number
            segment(**PAGES).run(AsideDuckDB(connection))
            assert pages_built(connection) == new, number
    assert mixed > 0


def test_a_model_that_changes_its_kind_makes_room_when_it_is_published(ready):
    """A view where a table will be stays until the table is ready."""
    models = segment(**small_shop.OPTIONS, models={"sessions": {"type": "view"}})
    plan = models.plan(AsideDuckDB(ready))
    assert not [step for step in steps(plan, Execute) if step.purpose == "drop"]
    (sessions,) = (step for step in steps(plan, Publish) if step.model.name == "sessions")
    assert sessions.statements[0] == 'DROP TABLE "segment_models"."segment_sessions"'
    models.run(AsideDuckDB(ready))
    assert len(small_shop.rows(ready, "segment_models.segment_sessions")) == 5


def test_what_a_dead_run_left_is_removed_by_a_later_one(ready):
    """Not at once, for it may be alive: after a day."""
    models = segment(**small_shop.OPTIONS)
    with pytest.raises(WarehouseError):
        models.run(AsideDuckDB(ready, fail_at=10, dead_after=True))
    left = staged(ready)
    assert left
    models.run(AsideDuckDB(ready))
    assert staged(ready) == left
    name = f"sessions_{run_name(datetime.now(UTC) - timedelta(days=2))}"
    ready.execute(f"CREATE TABLE {STAGE}.{name} (x INTEGER); CREATE TABLE {STAGE}.notes (x INTEGER)")
    models.run(AsideDuckDB(ready))
    assert sorted(staged(ready)) == sorted([*left, "notes"])


def test_two_runs_at_once_do_not_meet(ready):
    """Each keeps its tables under a name of its own."""
    names = {step.statements for _ in range(2) for step in plan_of(ready).steps[-1:]}
    assert len(names) == 2


def plan_of(connection):
    return segment(**small_shop.OPTIONS).plan(AsideDuckDB(connection))


@pytest.mark.parametrize("name", ["duckdb", "postgres", "bigquery"])
def test_no_query_has_two_steps_of_one_name(name):
    """Also where views are read as the queries they are: the steps of each stay its own."""
    kept = {"touches": {"type": "table"}, "sessionized_events": {"type": "table"}}  # or it takes a minute to read them
    graph = segment(**small_shop.OPTIONS, default_config={"type": "view"}, models=kept).graph(name)
    plan = make_plan(graph, Holding({}, events=10, rows_at_once=100, run="r"), tuple(graph.models))
    several = 0
    for step in plan.steps:
        if isinstance(step, RunCheck):
            for steps in sqlglot.parse_one(step.sql, dialect=graph.context.dialect.sqlglot).find_all(exp.With):
                names = [one.alias for one in steps.expressions]
                assert len(names) == len(set(names)), step.check.name
                several += len(names) > 1
    assert several > 10
