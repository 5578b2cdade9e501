"""Plans: a value that says everything a run will do, before it does any of it."""

from contextlib import closing
from dataclasses import replace

import duckdb
import pytest

import small_shop
from segment_models import RunError, segment, warehouses
from segment_models.holding import Holding
from segment_models.plan import Account, Build, Execute, RunCheck, Stage, make_plan
from segment_models.run import carry_out
from segment_models.warehouses.relation import Relation

SESSIONS = Relation("segment_models", "segment_sessions")


@pytest.fixture
def shop():
    with closing(small_shop.open_shop()) as connection:
        yield connection


def recorded(connection):
    """A warehouse that writes down every statement of a run; looking at the catalog is not one."""
    warehouse = warehouses.connect(connection)
    warehouse.statements = []
    execute, fetch = warehouse.execute, warehouse.fetch

    def execute_recorded(sql):
        warehouse.statements.append(sql)
        execute(sql)

    def fetch_recorded(sql, limit=None):
        warehouse.statements.append(sql)
        return fetch(sql, limit)

    warehouse.execute, warehouse.fetch = execute_recorded, fetch_recorded
    return warehouse


def steps(plan, kind):
    """The steps of a kind, or those that are carried out for a purpose."""
    return [step for step in plan.steps if (isinstance(step, kind) if isinstance(kind, type) else of(step) == kind)]


def of(step):
    return step.purpose if isinstance(step, Execute) else None


def staged(plan):
    return {step.name for step in steps(plan, Stage) if step.calls}


def planned(shop, rows_at_once, **options):
    """The plan of a run in which one statement may gather so many events."""
    models = segment(**small_shop.OPTIONS | options)
    warehouse = warehouses.connect(shop)
    graph = models.graph_in(warehouse)
    kinds = warehouse.kinds(model.relation for model in graph.models.values())
    return make_plan(graph, Holding(kinds, events=12, rows_at_once=rows_at_once), tuple(graph.models))


def test_two_plans_for_one_state_are_equal(shop):
    """A plan is a value: made twice, it is equal, step by step."""
    models = segment(**small_shop.OPTIONS)
    assert models.plan(shop) == models.plan(shop)


def test_plans_differ_where_the_state_does(shop):
    """What stands in the warehouse is part of what a plan depends on."""
    before = segment(**small_shop.OPTIONS).plan(shop)
    shop.execute("CREATE SCHEMA segment_models; CREATE VIEW segment_models.segment_sessions AS SELECT 1 AS one")
    after = segment(**small_shop.OPTIONS).plan(shop)
    assert [step for step in after.steps if step not in before.steps] == [
        Execute("drop", str(SESSIONS), ('DROP VIEW "segment_models"."segment_sessions"',))
    ]


def test_planning_touches_nothing(shop):
    """Making and reading a plan leaves the database as it was."""
    before = small_shop.contents(shop)
    list(segment(**small_shop.OPTIONS).plan(shop).statements())
    assert small_shop.contents(shop) == before


def test_statements_are_exactly_what_a_run_executes(shop):
    """`Plan.statements()` gives what reaches the connection, in order; BEGIN and COMMIT are the warehouse's own."""
    warehouse = recorded(shop)
    models = segment(**small_shop.OPTIONS)
    statements = list(models.plan(warehouse).statements())
    assert (statements[0], statements[-1]) == ("BEGIN TRANSACTION", "COMMIT")
    models.run(warehouse)
    assert warehouse.statements == statements[1:-1]


def test_statements_are_exactly_what_a_run_in_parts_executes(shop):
    """The same holds where the sessions are built part by part and a view has to make room."""
    segment(**small_shop.OPTIONS, default_config={"type": "view"}).run(shop)
    plan = planned(shop, rows_at_once=5)
    assert steps(plan, "drop")
    warehouse = recorded(shop)
    carry_out(plan, warehouse, lambda _: None)
    assert warehouse.statements == list(plan.statements())[1:-1]


def test_a_select_plans_its_models_only(shop):
    """A plan for some models builds them and nothing else."""
    segment(**small_shop.OPTIONS).run(shop)
    plan = segment(**small_shop.OPTIONS).plan(shop, select=["sessions", "users"])
    assert [model.name for model in plan.models()] == ["sessions", "users"]
    assert not steps(plan, Account)


def test_the_checks_of_a_plan_are_those_its_models_touch(shop):
    """Selecting the users checks the users; selecting the sessions checks them with the events they were made of."""
    models = segment(**small_shop.OPTIONS)
    models.run(shop)
    due = {name: [one.check.name for one in steps(models.plan(shop, select=[name]), RunCheck)] for name in models_of()}
    assert due["users"] == ["users_key"]
    assert due["sessions"] == [
        "sessions_key",
        "sessions_numbered",
        "sessions_apart",
        "sessions_agree",
        "records_agree",
        "first_and_last_agree",
        "page_times_add_up",
    ]


def models_of():
    return ("users", "sessions")


@pytest.mark.parametrize(("old", "new"), [("table", "view"), ("view", "table")])
def test_a_model_that_changes_its_kind_drops_the_other(shop, old, new):
    """A view where a table will be is dropped first, and the reverse; nothing else is."""
    options = small_shop.OPTIONS
    segment(**options, models={"sessions": {"type": old}}).run(shop)
    plan = segment(**options, models={"sessions": {"type": new}}).plan(shop)
    assert steps(plan, "drop") == [
        Execute("drop", str(SESSIONS), (f'DROP {old.upper()} "segment_models"."segment_sessions"',))
    ]
    kinds = [of(step) or type(step).__name__ for step in plan.steps if is_sessions(step)]
    assert kinds == ["drop", "Build", "describe"]


def is_sessions(step):
    about = getattr(getattr(step, "model", None), "name", getattr(step, "about", None))
    return about in ("sessions", str(SESSIONS))


def test_a_model_that_keeps_its_kind_drops_nothing(shop):
    """A second run replaces what is there."""
    models = segment(**small_shop.OPTIONS)
    models.run(shop)
    assert not steps(models.plan(shop), "drop")


def test_a_parent_that_is_not_built_is_an_error_with_the_command(shop):
    """Selecting a model without what it reads says what is missing and which selection has it."""
    with pytest.raises(RunError) as error:
        segment(**small_shop.OPTIONS).plan(shop, select=["sessions"])
    assert str(error.value) == (
        "sessions reads segment_models.segment_sessionized_events, which is not built. Build both: --select +sessions"
    )
    assert segment(**small_shop.OPTIONS).plan(shop, select=["+sessions"]).models()


def test_raw_tables_that_several_statements_read_are_staged(shop):
    """In a whole run every raw table is read more than once, so each is read once into a table of the run's own."""
    plan = segment(**small_shop.OPTIONS).plan(shop)
    assert staged(plan) == {"pages", "tracks", "screens", "identifies"}


def test_raw_tables_that_one_statement_reads_are_not_staged(shop):
    """Users alone read each raw table in one statement: there is nothing to save."""
    models = segment(**small_shop.OPTIONS)
    models.run(shop)
    plan = models.plan(shop, select=["users"])
    assert staged(plan) == set()
    assert not steps(plan, "tidy")
    assert [step.about for step in steps(plan, "schema")] == ["segment_models"]


def test_only_the_call_types_that_are_read_twice_are_staged(shop):
    """The user map and the rejected calls both read the identifies; with the events as tables, nothing else twice."""
    options = small_shop.OPTIONS | {
        "models": {f"{kind}_events": {"type": "table"} for kind in ("page", "track", "screen")}
    }
    models = segment(**options)
    models.run(shop)
    assert staged(models.plan(shop, select=["user_map", "users"])) == {"identifies"}
    assert staged(models.plan(shop, select=["user_map"])) == set()
    assert staged(models.plan(shop, select=["page_events", "rejected_events"])) == {"pages"}


def test_parts_are_readers_each(shop):
    """Sessions built in several parts read the events several times, so the events are staged; a check reads pages."""
    models = segment(**small_shop.OPTIONS)
    models.run(shop)
    graph = models.graph_in(warehouses.connect(shop))
    state = Holding(
        warehouses.connect(shop).kinds(model.relation for model in graph.models.values()), events=8, rows_at_once=8
    )
    assert staged(make_plan(graph, state, ("sessions",))) == {"pages"}
    assert staged(make_plan(graph, replace(state, rows_at_once=4), ("sessions",))) == {"pages", "tracks", "screens"}


def test_a_staged_run_reads_each_raw_table_once(shop):
    """Beside the stages, only views name raw tables: they are for later readers."""
    plan = segment(**small_shop.OPTIONS).plan(shop)
    readers = {
        type(step).__name__
        for step in plan.steps
        for sql in (
            step.statements
            if isinstance(step, Stage) or (isinstance(step, Build) and step.model.kind == "table")
            else [getattr(step, "sql", "")]
        )
        if '"web"."' in sql
    }
    assert readers == {"Stage"}


def test_the_account_is_worked_out_once(shop):
    """The check and the report read it in a table of the run's own; it counts the rows of raw tables themselves."""
    plan = segment(**small_shop.OPTIONS).plan(shop)
    (made,) = (step for step in steps(plan, Stage) if step.name == "account")
    assert '"web"."pages"' in made.statements[0]
    check = next(step.sql for step in steps(plan, RunCheck) if step.check.name == "rows_accounted")
    (account,) = steps(plan, Account)
    for sql in (check, account.rows):
        assert '"_segment_models_run_account"' in sql
        assert "JOIN" not in sql


def test_the_runs_own_tables_are_gone_at_the_end(shop):
    """The last step drops what was staged; a run leaves none of it."""
    plan = segment(**small_shop.OPTIONS).plan(shop)
    names = ("tracks", "pages", "screens", "identifies", "account")
    drops = tuple(f'DROP TABLE "temp"."main"."_segment_models_run_{name}"' for name in names)
    assert plan.steps[-1] == Execute("tidy", "", drops)
    segment(**small_shop.OPTIONS).run(shop)
    assert {schema for (schema, _) in small_shop.contents(shop)["schemas"]} == {"web", "ios", "segment_models"}
    assert not shop.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()


def test_more_events_than_fit_in_memory_are_staged_in_the_database(shop):
    """There they are compressed. The schema is dropped with them; both ways give the same rows."""
    (later,) = (step for step in planned(shop, 11).steps if of(step) == "tidy")
    assert later == Execute(
        "tidy",
        "",
        (
            'DROP TABLE "_segment_models_run"."tracks"',
            'DROP TABLE "_segment_models_run"."pages"',
            'DROP TABLE "_segment_models_run"."screens"',
            'DROP TABLE "_segment_models_run"."identifies"',
            'DROP TABLE "_segment_models_run"."account"',
            'DROP SCHEMA "_segment_models_run"',
        ),
    )
    segment(**small_shop.OPTIONS).run(shop)
    in_memory = small_shop.built(shop)
    carry_out(planned(shop, 11), warehouses.connect(shop), lambda _: None)
    assert small_shop.built(shop) == in_memory
    assert {schema for (schema, _) in small_shop.contents(shop)["schemas"]} == {"web", "ios", "segment_models"}


def test_a_run_reads_a_raw_view_as_others_do(shop):
    """DuckDB looks for a table without a schema among temporary ones first: a run's have names that nobody uses."""
    options = small_shop.OPTIONS | {"segment_schema": ["web", "ios", "kiosk"]}
    shop.execute("CREATE SCHEMA kiosk; CREATE TABLE kiosk.screens AS FROM ios.screens")
    segment(**options).run(shop)
    before = small_shop.built(shop)
    shop.execute("CREATE TABLE main.pages AS FROM kiosk.screens; DROP TABLE kiosk.screens")
    shop.execute("CREATE VIEW kiosk.screens AS SELECT * FROM pages")
    segment(**options).run(shop)
    assert small_shop.built(shop) == before


def test_views_that_stay_do_not_read_the_runs_own_tables(shop):
    """A view is read after the run, when its tables are gone."""
    plan = segment(**small_shop.OPTIONS, default_config={"type": "view"}).plan(shop)
    for step in steps(plan, Build):
        assert "_segment_models_run" not in step.statements[0], step.model.name


@pytest.mark.parametrize(("rows_at_once", "parts"), [(12, 1), (11, 2), (6, 2), (5, 3), (1, 12)])
def test_sessions_are_built_in_as_many_parts_as_the_events_need(shop, rows_at_once, parts):
    """Twelve events at most so many at once: the parts are rounded up, and nothing else is built in parts."""
    made = {step.model.name: len(step.statements) for step in steps(planned(shop, rows_at_once), Build)}
    assert made.pop("sessions") == parts
    assert set(made.values()) == {1}


def test_a_view_of_sessions_is_never_built_in_parts(shop):
    """A view is one query."""
    plan = planned(shop, 1, models={"sessions": {"type": "view"}})
    assert {len(step.statements) for step in steps(plan, Build)} == {1}


@pytest.mark.parametrize("nested", [True, False])
def test_sessions_built_in_parts_are_the_same_rows(shop, nested):
    """Every column of every session is equal, whether built at once or one person or two at a time."""
    carry_out(planned(shop, 12, nested=nested), warehouses.connect(shop), lambda _: None)
    at_once = small_shop.built(shop)
    assert len(at_once["sessions"]) == 4
    for rows_at_once in (6, 1):
        shop.execute("DROP TABLE segment_models.segment_sessions")
        carry_out(planned(shop, rows_at_once, nested=nested), warehouses.connect(shop), lambda _: None)
        assert small_shop.built(shop) == at_once


def test_memory_decides_how_many_events_are_gathered_at_once(shop):
    """DuckDB's memory limit is what ``rows_at_once`` comes from: half the memory, half the rows."""
    shop.execute("SET memory_limit = '2GiB'")
    much = warehouses.connect(shop).rows_at_once(10)
    shop.execute("SET memory_limit = '1GiB'")
    assert warehouses.connect(shop).rows_at_once(10) == much // 2


def test_a_plan_notes_what_is_missing_and_what_is_ignored(shop):
    """A missing table and an option that the warehouse ignores are warnings of the plan."""
    shop.execute("DROP TABLE web.screens; DROP TABLE ios.screens")
    options = small_shop.OPTIONS | {"custom_screen_fields": []}
    models = segment(**options, models={"sessions": {"partition_by": "date(session_start_timestamp)"}})
    warnings = models.plan(shop).warnings
    assert any(one.startswith("web has no `screens` table") for one in warnings)
    assert any(one.startswith("sessions: ") and "partition_by is ignored" in one for one in warnings)


def test_the_statements_run_by_themselves(shop):
    """Fed to another connection one by one, the statements build the same tables."""
    statements = list(segment(**small_shop.OPTIONS).plan(shop).statements())
    with closing(small_shop.open_shop()) as other:
        for statement in statements:
            other.execute(statement)
        segment(**small_shop.OPTIONS).run(shop)
        assert small_shop.contents(other) == small_shop.contents(shop)
        assert isinstance(other, duckdb.DuckDBPyConnection)


def checked(selected, **options):
    """The checks of a run of some models, where all of them stand."""
    graph = segment(**small_shop.OPTIONS | options).graph()
    holding = Holding({model.relation: model.kind for model in graph.models.values()})
    return {step.check.name for step in steps(make_plan(graph, holding, selected), RunCheck)}


def test_a_part_of_a_run_checks_what_belongs_together():
    """A table that is left as it is goes with those built from it: not with the raw rows, nor with its own parents."""
    both = ("rejected_events", "sessionized_events")
    assert "rows_accounted" in checked(both)
    assert "rows_accounted" not in checked(("user_map", "sessionized_events", "sessions"))
    assert "rows_accounted" not in checked(("rejected_events",))
    assert "rows_accounted" not in checked(both, models={"page_events": {"type": "table"}})
    assert "sessions_agree" in checked(("sessions",))
    assert "sessions_agree" not in checked(both)


def test_a_part_of_a_run_accounts_for_what_a_view_shows():
    """A view that is not named stands over what the run builds: its rows are of this run, too."""
    assert "rows_accounted" in checked(("sessionized_events",), models={"rejected_events": {"type": "view"}})
