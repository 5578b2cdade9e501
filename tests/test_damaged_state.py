"""What earlier runs left is damaged: a run says so and how to repair it, and changes nothing."""

import threading
from contextlib import closing

import duckdb as driver
import pytest

from aside import AsideWarehouse
from segment_models import CheckError, RunError, VerifyError, WarehouseError, segment
from stories import DuckDBWarehouse, at, web
from stories import call as page

MODELS = {
    "segment_schema": ["web"],
    "include_tracks": False,
    "default_config": {"schema": "out", "type": "incremental"},
}


def pages(warehouse, number, **others):
    """Load a page of a visitor of its own; a later one is loaded a day later."""
    row = page(f"p{number}", "10:00:00", device=f"d{number}", uuid_ts=at(f"2024-03-0{number} 12:00"), url="/old")
    warehouse.append(web(pages=[{**row, **others}]))


def run(warehouse, **how):
    return segment(**MODELS).run(warehouse.opened(), **how)


@pytest.fixture
def duckdb():
    with closing(DuckDBWarehouse()) as opened:
        pages(opened, 1)
        run(opened)
        pages(opened, 2)
        yield opened


DAMAGES = {
    "a column is gone": ("ALTER TABLE out.segment_sessions DROP COLUMN stats", "no column stats"),
    "a column of kept calls is gone": ("ALTER TABLE out.segment_page_calls DROP COLUMN url", "no column url"),
    "a column is not ours": (
        "ALTER TABLE out.segment_users ADD COLUMN score INTEGER",
        "it has score, which",
    ),
    "the configuration is no JSON": ("UPDATE out.segment_runs SET configuration = '{'", "segment_runs is damaged"),
    "the raw columns are a list": ("UPDATE out.segment_runs SET raw_columns = '[]'", "segment_runs is damaged"),
    "the places are no JSON": ("UPDATE out.segment_runs SET places = 'x'", "segment_runs is damaged"),
    "the time is gone": ("UPDATE out.segment_runs SET started_at = NULL", "segment_runs is damaged"),
    "the models are gone": ("UPDATE out.segment_runs SET models = NULL", "segment_runs is damaged"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_that_is_seen_before_anything_is_done(duckdb, damage):
    """The error names the table, what is wrong with it and the way out, which works."""
    statement, said = DAMAGES[damage]
    duckdb.ask(statement)
    with pytest.raises(RunError, match="--full-refresh") as caught:
        run(duckdb)
    assert said in str(caught.value)
    run(duckdb, full_refresh=True)
    run(duckdb)
    segment(**MODELS).verify(duckdb.connection)


@pytest.mark.parametrize("kind", [DuckDBWarehouse, AsideWarehouse])
def test_a_kept_call_that_was_deleted_by_hand_fails_a_check(kind):
    """Its raw row is read again, as a new call, and is in the events twice; the error says what to do."""
    with closing(kind()) as warehouse:
        pages(warehouse, 1)
        run(warehouse)
        warehouse.ask("DELETE FROM out.segment_page_calls")
        with pytest.raises(CheckError, match=r"what earlier runs have left is damaged.*--full-refresh") as caught:
            run(warehouse)
        assert caught.value.report.failures
        run(warehouse, full_refresh=True)
        run(warehouse)


def test_a_column_of_another_type_is_told_with_the_way_out(duckdb):
    """The engine refuses a value; the message goes on with what to do if that comes again."""
    duckdb.ask("ALTER TABLE out.segment_user_map ALTER COLUMN mapped_at SET DATA TYPE INTEGER USING 1")
    with pytest.raises(WarehouseError, match=r"If that comes again: where.*--full-refresh"):
        run(duckdb)
    run(duckdb, full_refresh=True)


@pytest.mark.parametrize("table", ["segment_runs", "segment_rewrites"])
def test_a_log_without_a_column_is_dropped_and_made_anew(duckdb, table):
    """No run can be written down there, a full refresh neither."""
    duckdb.ask(f"ALTER TABLE out.{table} DROP COLUMN run_id")
    with pytest.raises(RunError, match=rf"out.{table} is damaged: it has no column run_id. Rename or drop it"):
        run(duckdb, full_refresh=True)
    duckdb.ask(f"DROP TABLE out.{table}")
    run(duckdb)


def test_check_and_verify_name_the_way_out_of_a_lost_column(duckdb):
    """A plain run would not mend an incremental table."""
    duckdb.ask("ALTER TABLE out.segment_sessions DROP COLUMN stats")
    for verb in (segment(**MODELS).check, segment(**MODELS).verify):
        with pytest.raises(RunError, match=r"Rebuild with: segment-models run --full-refresh"):
            verb(duckdb.connection)


def test_verify_says_of_kept_calls_what_became_of_their_raw_rows(duckdb):
    """One is loaded since, one is gone, one was changed in place: in the words of the guarantee."""
    pages(duckdb, 3)
    run(duckdb)
    duckdb.ask("DELETE FROM web.pages WHERE id = 'p1'")
    duckdb.ask("UPDATE web.pages SET url = '/new' WHERE id = 'p2'")
    pages(duckdb, 4)
    with pytest.raises(VerifyError) as caught:
        segment(**MODELS).verify(duckdb.connection)
    told = str(caught.value)
    assert "Of the calls in out.segment_page_calls, 1 were loaded since the last run" in told
    assert "1 are gone from the raw table; 1 were changed in the raw table, or replaced there" in told


def test_a_load_time_that_is_refreshed_alone(duckdb):
    """Before the next run verify says that it is that and nothing published; after it, verify holds."""
    run(duckdb)
    duckdb.ask("UPDATE web.pages SET uuid_ts = TIMESTAMP '2024-06-01'")
    with pytest.raises(VerifyError, match="2 have another load time in the raw table now, and no published") as caught:
        segment(**MODELS).verify(duckdb.connection)
    assert [one.model.name for one in caught.value.report.differing] == ["page_calls"]
    run(duckdb)
    segment(**MODELS).verify(duckdb.connection)


def test_a_row_that_was_replaced_is_told_apart_from_duplicates(duckdb):
    """p1 is replaced by a later row: a changed call. p2 comes again a day later: a known row and a duplicate."""
    run(duckdb)
    duckdb.ask("UPDATE web.pages SET url = '/new', uuid_ts = TIMESTAMP '2024-03-03' WHERE id = 'p1'")
    pages(duckdb, 2, uuid_ts=at("2024-03-03 12:00"), url="/again")
    report = run(duckdb)
    row = dict(zip(report.recorded.columns, report.recorded.values[0], strict=True))
    told = {name: row[name] for name in ("calls_read", "calls_new", "calls_changed", "calls_known", "calls_duplicate")}
    assert told == {"calls_read": 3, "calls_new": 0, "calls_changed": 1, "calls_known": 1, "calls_duplicate": 1}
    assert report.account.columns[2:] == ("calls", "already_known", "duplicates", "rejected", "used", "outside")
    assert report.account.values == (("web", "page", 3, 1, 1, 0, 1, 0),)
    urls = duckdb.connection.execute("SELECT page_id, url FROM out.segment_page_events ORDER BY page_id").fetchall()
    assert urls == [("p1", "/new"), ("p2", "/old")]


def test_first_runs_side_by_side(tmp_path):
    """Threads with cursors of one database, each with models in a schema of its own: they wait for one another."""
    database = driver.connect(str(tmp_path / "side.duckdb"))
    database.execute("CREATE SCHEMA web; CREATE TABLE web.pages (id VARCHAR, timestamp TIMESTAMP, user_id VARCHAR)")
    database.execute("INSERT INTO web.pages VALUES ('1', '2024-03-01', 'u')")
    failed = []

    def work(number):
        try:
            config = {"schema": f"models_{number % 3}"}  # two threads build the same models
            segment(segment_schema="web", include_tracks=False, default_config=config).run(database.cursor())
        except Exception as error:  # noqa: BLE001 whatever it is, the test tells it
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert database.execute("SELECT user_id FROM models_2.segment_sessions").fetchall() == [("u",)]
    database.close()
