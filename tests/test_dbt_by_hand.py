"""Exported incremental models on every engine, without dbt: after each run of the project they are what the rules say.

`test_dbt_incremental` runs dbt itself where its adapter reaches an engine. Here `engines.dbt_by_hand` does what dbt
does, with the same files: on the stand-ins of engines that no adapter reaches from here, and on DuckDB, to show that it
does.
"""

import hashlib
import warnings
from contextlib import closing

import pytest

import loads
from engines.dbt_by_hand import KINDS, Run
from stories import at, identify, page
from test_incremental import OTHERS, WORLDS, find_difference

FORGOTTEN, DAYS = "segment_forgotten", "segment_time_spine"
TOLD = (
    ("duckdb", "as dataform-segment"),
    ("bigquery", "campaigns and midnight"),
    ("snowflake", "each source another cursor"),
    ("redshift", "worth, half of it missing"),
    ("redshift", "event models as views"),
    ("redshift", "campaigns and midnight"),
    ("databricks", "what visits are worth"),
)


def kind_of(engine):
    """Return the warehouse in which a project runs on an engine; skip where the engine cannot be had."""
    kind = KINDS[engine]
    if reason := kind.missing():
        pytest.skip(f"{engine}: {reason}")
    return kind


@pytest.mark.parametrize(("engine", "name"), TOLD)
def test_after_every_run_the_models_are_what_the_rules_say(engine, name):
    """Random histories in four loads, the third run a full refresh: after each, every row and column is right."""
    kind, world = kind_of(engine), WORLDS[name]
    told = loads.random_loads(f"by hand {name}", kind.loads[1], world, loads=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing table is worth a warning, and here it is meant
        difference = find_difference(kind, loads.side_by_side(told), world, OTHERS | {FORGOTTEN, DAYS})
    assert difference is None, f"{difference.model}: {difference.text}"


FIRST, SECOND = "2024-03-02 12:00", "2024-03-03 12:00"
VISITS = {
    "pages": [page("p1", "10:00:00", loaded_at=at(FIRST)), page("x1", "09:00:00", device="e", loaded_at=at(FIRST))],
    "identifies": [identify("i1", "09:30:00", user="eva", device="e", loaded_at=at(FIRST))],
}
LATE = {"pages": [page("p2", "10:10:00", user="ada", loaded_at=at(SECOND))]}
MODELS = ("page_calls", "page_events", "user_map", "sessionized_events", "sessions", "users")


def rows(warehouse):
    """Return every row of some models."""
    return {name: sorted(map(repr, warehouse.fetch("out", f"segment_{name}"))) for name in MODELS}


@pytest.mark.parametrize("engine", KINDS)
def test_what_is_refused_and_who_is_forgotten(engine):
    """The project's tests pass; a run that another has overtaken changes nothing; who is forgotten is written down."""
    with closing(kind_of(engine)()) as warehouse:
        warehouse.write({"web": VISITS})
        warehouse.run(segment_schema=["web"], include_tracks=False, default_config={"type": "incremental"})
        project = warehouse.project
        assert project.broken() == {}

        warehouse.append({"web": LATE})
        before, run = rows(warehouse), Run()
        project.build("segment_run_started", run)
        assert project.row("segment_run_started")["is_full"] == 0
        started, marker = project.place("segment_run_started"), project.place("segment_run_publish")
        columns = "based_on, is_full, configuration, started_at, until"
        warehouse.carry_out(
            f"DELETE FROM {marker} WHERE TRUE; INSERT INTO {marker} SELECT 'another', {columns} FROM {started}"
        )
        warehouse.changed()
        if warehouse.refuses:
            with pytest.raises(Exception, match=warehouse.refuses):
                project.build("segment_run_publish", run)
        assert rows(warehouse) == before

        for _ in range(2):  # the second time nobody is new
            project.operate("segment_forget", ids=["eva"])
        hashes = {hashlib.md5(one.encode(), usedforsecurity=False).hexdigest() for one in ("eva", "e")}
        assert sorted(row["id_hash"] for row in warehouse.fetch("out", FORGOTTEN)) == sorted(hashes)
        project.build("segment_run_started", Run())
        assert project.row("segment_run_started")["is_full"] == 1
