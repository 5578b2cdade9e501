"""Incremental runs where a run is no transaction: aside, checked, then all at once; whatever kills them."""

import warnings
from contextlib import closing

import pytest

from aside import AsideDuckDB, AsideWarehouse
from killing import Killed, mortal
from segment_models import CheckError, WarehouseError, segment
from segment_models.plan import Execute, Publish, Record, RunCheck
from segment_models.run import carry_out
from stories import MODELS_SCHEMA, at, call, session_id, web
from test_incremental import WORLDS
from test_killed_runs import CONFIGURATION, Growth, contents

FIRST, SECOND = "2024-03-02 12:00", "2024-03-03 12:00"


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing table is worth a warning, and here it is meant
        yield


@pytest.fixture
def warehouse():
    with closing(AsideWarehouse()) as opened:
        yield opened


@pytest.fixture
def growth(warehouse):
    """Return histories of which the first of three loads is built."""
    growth = Growth(warehouse, "aside", 6, 3)
    growth.load()
    warehouse.run(**WORLDS["everything"].configuration())
    return growth


def plan_of(warehouse, *, full_refresh=False):
    return segment(**CONFIGURATION).plan(AsideDuckDB(warehouse.connection), full_refresh=full_refresh)


def models(warehouse):
    """Return every row of every model and of the log; not what runs keep for themselves."""
    return {place: rows for place, rows in contents(warehouse).items() if place[0] == MODELS_SCHEMA}


def steps(plan, kind):
    return [step for step in plan.steps if kind_of(step) == kind]


def kind_of(step):
    """The class of a step; what it is for where it only executes, and "at once" where it changes all models."""
    if isinstance(step, Record) and step.unless:
        return "at once"
    return step.purpose if isinstance(step, Execute) else type(step)


def test_nothing_changes_before_everything_is_checked(growth):
    """An incremental run has its checks before the one step that changes rows, which is followed by tidying up."""
    growth.load()
    plan = plan_of(growth.warehouse)
    kinds = [kind_of(step) for step in plan.steps]
    assert kinds.count("at once") == 1
    assert max(place for place, kind in enumerate(kinds) if kind is RunCheck) < kinds.index("at once")
    assert set(kinds[kinds.index("at once") + 1 :]) <= {Publish, "tidy"}
    places = {one.relation for one in segment(**CONFIGURATION).graph("duckdb").models.values()}
    before = [sql for step in plan.steps[: kinds.index("at once")] for sql in getattr(step, "statements", ())]
    for place in places:
        assert not any(f'INTO "{place.schema}"."{place.name}"' in sql for sql in before)


@pytest.mark.parametrize("every", [pytest.param(7, id="a seventh"), pytest.param(1, id="all", marks=pytest.mark.full)])
def test_a_run_that_is_killed_between_any_two_statements(growth, every):
    """The models are as they were until all is changed at once; a later run is what the rules say, with or without.

    In the quick part it is killed at every seventh: what it does by then is its own, aside or in the one transaction.
    """
    growth.load()
    warehouse = growth.warehouse
    plan = plan_of(warehouse)
    before, statements, survived = models(warehouse), 0, False
    changed_after = None
    while not survived:
        try:
            carry_out(plan, mortal(warehouse.opened(), statements), lambda _: None)
            survived = True
        except Killed:
            if models(warehouse) != before:  # all of it was there, and only the tidying up was left
                changed_after = statements
                growth.require_rules()
                break
            statements += every
    assert statements > 50
    assert survived or changed_after
    growth.load()
    warehouse.run(**WORLDS["everything"].configuration())
    growth.require_rules()


def test_a_full_build_that_is_killed_while_it_publishes(growth):
    """Some tables are new then and some are old: the next run does not go on from that, and builds everything."""
    growth.load()
    warehouse = growth.warehouse
    plan = plan_of(warehouse, full_refresh=True)
    kinds = [kind_of(step) for step in plan.steps]
    assert kinds.index("mark") < kinds.index(Publish) < kinds.index(Record)
    published = [place for place, kind in enumerate(kinds) if kind is Publish]
    for place in (*published[::4], kinds.index(Record)):
        upto = type(plan)(plan.steps[:place], plan.warnings, plan.transactional)
        carry_out(upto, AsideDuckDB(warehouse.connection), lambda _: None)
        assert not steps(plan_of(warehouse), "at once")
    carry_out(plan, AsideDuckDB(warehouse.connection), lambda _: None)
    assert steps(plan_of(warehouse), "at once")
    growth.require_rules()
    growth.load()
    warehouse.run(**WORLDS["everything"].configuration())
    growth.require_rules()


def test_the_log_of_a_full_build_has_one_row_of_it(growth):
    """The row that said it was under way is gone."""
    kinds = growth.warehouse.fetch(MODELS_SCHEMA, "segment_runs")
    assert [row["kind"] for row in kinds] == ["full"]


def test_two_runs_at_a_time(growth):
    """Of two that go on from the same run the second changes nothing, and says that the first was there."""
    growth.load()
    warehouse = growth.warehouse
    first, second = plan_of(warehouse), plan_of(warehouse)
    carry_out(first, AsideDuckDB(warehouse.connection), lambda _: None)
    growth.require_rules()
    before = models(warehouse)
    with pytest.raises(WarehouseError, match=r"since this one began\. This run changed nothing\. Run again\.$"):
        carry_out(second, AsideDuckDB(warehouse.connection), lambda _: None)
    assert models(warehouse) == before
    assert growth.warehouse.kinds("_segment_models_run") == {}


def test_a_statement_that_fails_while_rows_change(growth):
    """It is undone, the run's own tables are removed, and the next run does the work."""
    growth.load()
    warehouse = growth.warehouse
    before, plan = models(warehouse), plan_of(warehouse)
    counting = AsideDuckDB(warehouse.connection)
    (update,) = steps(plan, "at once")
    ahead = sum(len(step.statements) for step in plan.steps[: plan.steps.index(update)] if hasattr(step, "statements"))
    counting.fail_at = ahead + len(update.statements) // 2
    with pytest.raises(WarehouseError, match="connection was lost"):
        carry_out(plan, counting, lambda _: None)
    assert any(sql in counting.done for sql in update.statements)
    assert models(warehouse) == before
    assert warehouse.kinds("_segment_models_run") == {}
    warehouse.run(**WORLDS["everything"].configuration())
    growth.require_rules()


def test_a_check_that_fails(warehouse):
    """Nothing has changed: not the models, not the log."""
    loaded = {"loaded_at": at(FIRST)}
    how = {"segment_schema": ["web"], "include_tracks": False, "default_config": {"type": "incremental"}}
    warehouse.append(web(pages=[{**call("p1", "10:00:00"), **loaded}]))
    warehouse.run(**how)
    warehouse.ask("UPDATE out.segment_sessionized_events SET session_index = 3")
    before = models(warehouse)
    warehouse.append(web(pages=[{**call("p2", "12:00:00"), "loaded_at": at(SECOND)}]))
    with pytest.raises(CheckError, match="sessions_numbered"):
        warehouse.run(**how)
    assert models(warehouse) == before
    how = {"segment_schema": ["web"], "include_tracks": False, "default_config": {"type": "incremental"}}
    built = warehouse.run(full_refresh=True, **how)
    assert built("sessions", "session_index", "session_id") == [
        (1, session_id("web", "page", "p1")),
        (2, session_id("web", "page", "p2")),
    ]


def test_a_first_session_after_calls_of_servers(warehouse):
    """The server's call of long before stays where it is, outside, and counts for its person (R8a, R11)."""
    how = {"default_config": {"type": "incremental"}}
    sent = call("t1", "2023-01-01 10:00:00", user="A", device=None)
    warehouse.append(web(pages=[], tracks=[{**sent, "loaded_at": at(FIRST)}]))
    warehouse.run(segment_schema=["web"], **how)
    warehouse.append(web(pages=[{**call("p1", "10:00:00", user="A"), "loaded_at": at(SECOND)}], tracks=[]))
    built = warehouse.run(segment_schema=["web"], **how)
    visit = session_id("web", "page", "p1")
    assert built("sessionized_events", "page_id", "track_id", "session_id") == [
        ("p1", None, visit),
        (None, "t1", None),
    ]
    columns = ("user_id", "first_seen_at", "last_seen_at", "total_sessions", "total_pages", "total_tracks")
    assert built("users", *columns) == [("A", at("2023-01-01 10:00:00"), at("10:00:00"), 1, 1, 1)]


def test_campaigns_that_start_sessions_beside_a_list_that_is_built_anew(warehouse):
    """What new pages tell of campaigns is asked before any table is made aside, the list of hosts among them (R8c)."""
    leading = ("sessionized_events", "user_map", "shared_calls", "touches")
    models = {name: {"type": "incremental"} for name in leading}
    how = {"segment_schema": ["web"], "include_tracks": False, "session_campaign": True, "models": models}
    ad = "https://shop.example.com/?utm_source=google&utm_medium=cpc&utm_campaign=may"
    first = call("p1", "10:00:00", url="https://shop.example.com/")
    warehouse.append(web(pages=[{**first, "loaded_at": at(FIRST)}]))
    warehouse.run(**how)
    warehouse.append(web(pages=[{**call("p2", "10:05:00", url=ad), "loaded_at": at(SECOND)}]))
    built = warehouse.run(**how)
    assert built("sessionized_events", "page_id", "session_index") == [("p1", 1), ("p2", 2)]
    assert built("session_sources", "session_index", "channel") == [(1, "Direct"), (2, "Paid Search")]
