"""Runs: everything is published together or nothing is, and the report says what was done."""

import shutil
from contextlib import closing

import duckdb
import pytest

import small_shop
from segment_models import CheckError, RunError, WarehouseError, segment, warehouses
from segment_models.plan import Build, RunCheck, Stage
from segment_models.run import Built, Checked, Planned, Planning, Staged, carry_out
from stories import INVENTORY

STAGED, MODELS, CHECKS = 5, 19, 40
"""The call types and the account, each staged once for all that read it; every model; the checks of all of them."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A database with the raw tables, and the same with the models built."""
    folder = tmp_path_factory.mktemp("shop")
    small_shop.open_shop(folder / "raw.duckdb").close()
    shutil.copy(folder / "raw.duckdb", folder / "built.duckdb")
    with closing(duckdb.connect(str(folder / "built.duckdb"))) as connection:
        segment(**small_shop.OPTIONS).run(connection)
    return folder


@pytest.fixture
def raw(files, tmp_path):
    with closing(duckdb.connect(shutil.copy(files / "raw.duckdb", tmp_path / "shop.duckdb"))) as connection:
        yield connection


@pytest.fixture
def ready(files, tmp_path):
    """The shop with its models built."""
    with closing(duckdb.connect(shutil.copy(files / "built.duckdb", tmp_path / "shop.duckdb"))) as connection:
        yield connection


@pytest.fixture(scope="module")
def plan(files):
    """The plan of a second run."""
    with closing(duckdb.connect(str(files / "built.duckdb"))) as connection:
        return segment(**small_shop.OPTIONS).plan(connection)


def one_more_page(connection):
    """Another page of u1, in a session of its own: a run that counts it changes most tables."""
    row = {
        "id": "p6",
        "timestamp": "2026-03-09 09:00",
        "received_at": "2026-03-09 09:00",
        "user_id": "u1",
        "anonymous_id": "a1",
    }
    small_shop.insert(connection, "web.pages", row)


# What a run builds and reports


def test_a_run_reports_what_it_built_in_order(raw):
    """The report has every model with its rows; a view has none until it is read."""
    report = segment(**small_shop.OPTIONS).run(raw)
    rows = {built.model.name: built.rows for built in report.built}
    assert rows == dict.fromkeys(small_shop.VIEW_ROWS) | small_shop.TABLE_ROWS
    assert [built.model.name for built in report.built][-3:] == ["daily", "active_days", "users"]
    assert all(built.seconds >= 0 for built in report.built)
    assert 0 < report.planning_seconds < report.seconds
    assert report.seconds >= report.planning_seconds + sum(built.seconds for built in report.built)


def test_the_report_accounts_for_every_row(raw):
    """R12 and R5 of the shop, counted by hand."""
    report = segment(**small_shop.OPTIONS).run(raw)
    assert report.account.columns == ("source", "call_type", "calls", "duplicates", "rejected", "used", "outside")
    assert report.account.values == small_shop.ACCOUNT
    assert report.rejected.columns == ("source", "call_type", "reason", "calls")
    assert report.rejected.values == small_shop.REJECTED
    assert report.warnings == ()
    assert report.failures == []
    assert all(checked.broken == 0 for checked in report.checked)


def test_what_was_built_is_the_shop(ready):
    """Persons, sessions and users are those that the shop's rows were written for."""
    found = ready.execute("SELECT user_id, session_index, stats.* FROM segment_models.segment_sessions ORDER BY 1, 2")
    assert found.fetchall() == [
        # user_id, session_index, tracks, pages, screens, milliseconds
        ("a2", 1, 0, 1, 0, 0),
        ("u1", 1, 1, 2, 0, 600_000),
        ("u1", 2, 0, 1, 0, 0),
        ("u1", 3, 1, 0, 2, 1_200_000),
    ]
    sql = 'SELECT user_id, is_identified, email, "company name" FROM segment_models.segment_users ORDER BY user_id'
    assert ready.execute(sql).fetchall() == [
        ("a4", False, "a4@example.com", None),
        ("u1", True, "u1@example.com", "Tea & Co"),
    ]
    views = {name: len(small_shop.rows(ready, f"segment_models.segment_{name}")) for name in small_shop.VIEW_ROWS}
    assert views == small_shop.VIEW_ROWS


def test_the_rows_that_count_are_those_loaded_first(ready):
    """R4: of the two copies of p2, the earlier one."""
    sql = "SELECT path FROM segment_models.segment_page_events WHERE page_id = 'p2'"
    assert ready.execute(sql).fetchall() == [("/tea",)]


def test_every_model_and_column_is_described_in_the_database(ready):
    """Tables, views and each published column have their sentence as a comment."""
    found = small_shop.contents(ready)
    models = [row for row in (*found["tables"], *found["views"]) if row[0] == "segment_models" and row[1] != INVENTORY]
    assert len(models) == MODELS
    assert all(comment for *_, comment in models)
    columns = [row for row in found["columns"] if row[0] == "segment_models" and row[1] != INVENTORY]
    assert [(table, name) for _, table, name, _, comment in columns if not comment] == []
    told = {(table, name): comment for _, table, name, _, comment in columns}
    assert told["segment_user_map", "user_id"] == (
        "User of the latest call that carried this anonymous id and a user id; NULL if none did."
    )


def test_the_listener_hears_each_step_begin_and_end(raw):
    """A step is told when it starts, and again with its result."""
    heard = []
    segment(**small_shop.OPTIONS).run(raw, listen=heard.append)
    pairs = {Planning: Planned, Stage: Staged, Build: Built, RunCheck: Checked}
    assert [type(end) for end in heard[1::2]] == [pairs[type(start)] for start in heard[::2]]
    assert len(heard) == 2 * (1 + STAGED + MODELS + CHECKS)
    assert [type(one) for one in heard[:2]] == [Planning, Planned]


def test_a_run_again_gives_identical_rows(ready):
    """Nothing in the tables depends on when a run was."""
    before = small_shop.contents(ready), small_shop.built(ready)
    segment(**small_shop.OPTIONS).run(ready)
    assert (small_shop.contents(ready), small_shop.built(ready)) == before


def test_two_runs_through_a_url_one_after_another(files, tmp_path):
    """A file is opened for a run and closed after it, so the next run, or anyone, can have it."""
    url = f"duckdb:///{shutil.copy(files / 'raw.duckdb', tmp_path / 'shop.duckdb')}"
    first = segment(**small_shop.OPTIONS).run(url)
    with closing(duckdb.connect(str(tmp_path / "shop.duckdb"))) as connection:
        once = small_shop.built(connection)
    second = segment(**small_shop.OPTIONS).run(url)
    with closing(duckdb.connect(str(tmp_path / "shop.duckdb"))) as connection:
        assert small_shop.built(connection) == once
    assert [built.rows for built in first.built] == [built.rows for built in second.built]


def test_kinds_can_change_between_runs(ready):
    """All but three become views and then tables, and the rows stay what they were."""
    before = small_shop.built(ready)
    for kind in ("view", "table"):
        names = ("touches", "sessionized_events", "session_sources")  # views of these take half a minute to be planned
        kept = {name: {"type": "table"} for name in names}
        segment(**small_shop.OPTIONS, default_config={"type": kind}, models=kept).run(ready)
        found = small_shop.contents(ready)
        of_kind, all_kinds = found[f"{kind}s"], (*found["tables"], *found["views"])
        changed = len([row for row in of_kind if row[0] == "segment_models" and row[1] != INVENTORY])
        assert changed == MODELS - (len(kept) if kind == "view" else 0)
        assert len([row for row in all_kinds if row[0] == "segment_models" and row[1] != INVENTORY]) == MODELS
        assert small_shop.built(ready) == before


def test_models_can_stand_in_several_schemas(raw):
    """Each schema is made; the rows are the same."""
    models = segment(**small_shop.OPTIONS, model_prefix="s_", models={"users": {"schema": "crm", "name": "people"}})
    models.run(raw)
    assert len(small_shop.rows(raw, "crm.people")) == 2
    assert len(small_shop.rows(raw, "segment_models.s_sessions")) == 4


def test_a_selection_leaves_the_rest_as_it_was(ready):
    """Only the chosen models are built again: the sessions know the new page when they and the events are chosen."""
    one_more_page(ready)
    users = small_shop.rows(ready, "segment_models.segment_users")
    report = segment(**small_shop.OPTIONS).run(ready, select=["sessionized_events", "sessions"])
    assert [built.model.name for built in report.built] == ["sessionized_events", "sessions"]
    assert len(small_shop.rows(ready, "segment_models.segment_sessions")) == 5
    assert small_shop.rows(ready, "segment_models.segment_users") == users


# All or nothing


def test_another_connection_sees_the_old_rows_until_the_run_is_done(ready):
    """At every step of a run, somebody else reads the tables as they were; afterwards, the new ones."""
    old = small_shop.built(ready)
    one_more_page(ready)
    reader = ready.cursor()
    tables = [*small_shop.TABLE_ROWS]
    seen = []

    def look(event):
        if isinstance(event, Built | Checked):
            seen.append({name: small_shop.rows(reader, f"segment_models.segment_{name}") for name in tables})

    segment(**small_shop.OPTIONS).run(ready, listen=look)
    assert len(seen) == MODELS + CHECKS
    assert all(found == {name: old[name] for name in tables} for found in seen)
    assert len(small_shop.rows(reader, "segment_models.segment_sessions")) == 5


STEPS = 2 * (STAGED + MODELS + CHECKS)


@pytest.mark.parametrize("step", range(STEPS))
def test_an_interrupted_run_leaves_everything_as_it_was(ready, plan, step):
    """Ctrl-C at any step: every table, view, comment and schema is as before, and the connection can be used."""
    one_more_page(ready)
    before = small_shop.contents(ready)
    left = iter(range(step))

    def interrupt(_):
        if next(left, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(plan, warehouses.connect(ready), interrupt)
    assert small_shop.contents(ready) == before
    assert ready.execute("SELECT 1").fetchone() == (1,)


def test_an_interrupted_first_run_leaves_nothing(raw):
    """Before the first run there are no models and no schema for them; after one that failed, neither."""
    before = small_shop.contents(raw)

    def interrupt(event):
        if isinstance(event, Checked):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        segment(**small_shop.OPTIONS).run(raw, listen=interrupt)
    assert small_shop.contents(raw) == before


def test_a_run_after_an_interrupted_one_succeeds(ready, plan):
    """The connection that was interrupted carries out the next run."""

    def interrupt(event):
        if isinstance(event, Build):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(plan, warehouses.connect(ready), interrupt)
    assert len(carry_out(plan, warehouses.connect(ready), lambda _: None).built) == MODELS


def test_a_column_that_goes_between_plan_and_run_changes_nothing(ready):
    """The statement that misses it fails, and the error says what the warehouse said."""
    models = segment(**small_shop.OPTIONS)
    plan = models.plan(ready, select=["users", "sessions"])
    ready.execute('ALTER TABLE web.identifies DROP COLUMN "company name"')
    before = small_shop.contents(ready)
    with pytest.raises(WarehouseError, match="company name"):
        carry_out(plan, warehouses.connect(ready), lambda _: None)
    assert small_shop.contents(ready) == before


def test_a_statement_that_fails_at_the_very_end_changes_nothing(ready, plan):
    """Even the last step, the removal of the run's own tables, can fail and take everything back."""
    one_more_page(ready)
    before = small_shop.contents(ready)
    warehouse = warehouses.connect(ready)
    execute = warehouse.execute
    warehouse.execute = lambda sql: execute("DROP SCHEMA nobody" if sql.startswith("DROP TABLE") else sql)
    with pytest.raises(WarehouseError, match="nobody"):
        carry_out(plan, warehouse, lambda _: None)
    assert small_shop.contents(ready) == before


def break_checks(plan):
    """The plan with a first check that always finds rows."""
    steps = list(plan.steps)
    place = next(index for index, step in enumerate(steps) if isinstance(step, RunCheck))
    broken = "SELECT page_id FROM web_pages_that_are_wrong"
    steps[place] = RunCheck(steps[place].check, f"WITH web_pages_that_are_wrong(page_id) AS (VALUES ('p1')) {broken}")
    return type(plan)(tuple(steps), plan.warnings)


def test_a_check_that_fails_publishes_nothing(ready, plan):
    """The error has the report with the rows; the tables are as they were, and all checks were run."""
    one_more_page(ready)
    before = small_shop.contents(ready)
    with pytest.raises(CheckError, match=r"1 check failed: page_events_key \(1 row\)\. Nothing was") as error:
        carry_out(break_checks(plan), warehouses.connect(ready), lambda _: None)
    assert small_shop.contents(ready) == before
    assert isinstance(error.value, RunError)
    report = error.value.report
    assert [(one.check.name, one.rows.values) for one in report.failures] == [("page_events_key", (("p1",),))]
    assert len(report.checked) == CHECKS


def test_a_run_inside_a_transaction_of_the_callers_is_refused(raw):
    """Whoever began a transaction ends it: the run says so, and leaves it open."""
    raw.execute("BEGIN")
    raw.execute("CREATE TABLE mine AS SELECT 1 AS one")
    with pytest.raises(WarehouseError, match="inside a transaction"):
        segment(**small_shop.OPTIONS).run(raw)
    assert raw.execute("FROM mine").fetchall() == [(1,)]
    raw.execute("ROLLBACK")
    with pytest.raises(duckdb.CatalogException):
        raw.execute("FROM mine")


def test_a_table_of_somebody_elses_in_the_schema_stays(raw):
    """The schema of the models may hold other things; a run does not look at them."""
    raw.execute("CREATE SCHEMA segment_models; CREATE TABLE segment_models.notes AS SELECT 'mine' AS note")
    segment(**small_shop.OPTIONS).run(raw)
    assert raw.execute("FROM segment_models.notes").fetchall() == [("mine",)]
