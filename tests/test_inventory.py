"""What runs have built is written down, so that what an earlier configuration left is said and can be removed."""

import duckdb
import pytest

from segment_models import ConfigError, RunError, segment
from stories import page, web

SHOP = web(pages=[page("p1", "10:00:00", user="u", url="/a")])
RENAMED = {"models": {"sessions": {"name": "visits"}, "users": {"enabled": False}}}
PAGES = """
    CREATE SCHEMA IF NOT EXISTS web;
    CREATE TABLE web.pages AS
    SELECT 'p1' AS id, 'd' AS anonymous_id, 'u' AS user_id, TIMESTAMP '2024-03-01' AS timestamp,
        TIMESTAMP '2024-03-01' AS received_at
"""
BUILT = {
    *("segment_page_events", "segment_rejected_events", "segment_sessionized_events", "segment_sessionized_pages"),
    *("segment_sessions", "segment_user_map", "segment_users", "segment_inventory"),
    *("segment_traffic_sources", "segment_touches", "segment_session_sources", "segment_shared_calls"),
    *("segment_page_views", "segment_session_facts", "segment_daily", "segment_active_days"),
}


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute(PAGES)
        yield opened


def models(schema="out", **options):
    return segment(segment_schema="web", include_tracks=False, default_config={"schema": schema}, **options)


def there(connection, schema="out"):
    found = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = ?", [schema])
    return {name for (name,) in found.fetchall()}


def left(report):
    """The notes on what earlier runs have left."""
    return [note for note in report.warnings if "earlier runs" in note or "prefix" in note or "not removed" in note]


def test_what_a_renamed_and_a_disabled_model_leave_is_said_and_removed(warehouse):
    """Every run says it, until one is asked to remove it; that removes nothing else, and then nothing is left."""
    warehouse.build(SHOP, include_tracks=False)
    before = warehouse.kinds("out")
    again = models(**RENAMED)
    for _ in range(2):
        (note,) = left(again.run(warehouse.opened()))
        assert "out.segment_sessions (sessions is out.visits now)" in note
        assert "out.segment_users (users is not built any more)" in note
        assert note.startswith("Left of earlier runs")
        assert note.endswith("segment-models run --remove-old")
    assert set(warehouse.kinds("out")) == {*before, "visits"}
    (note,) = left(again.run(warehouse.opened(), remove_old=True))
    assert note.startswith("Removed what earlier runs had built: the")
    assert set(warehouse.kinds("out")) == {*before, "visits"} - {"segment_sessions", "segment_users"}
    assert left(again.run(warehouse.opened())) == []


def test_nothing_is_written_where_nothing_has_changed(connection):
    """A run that builds what stands there adds no row; one that builds another kind adds one for each model."""
    models().run(connection)
    assert there(connection) == BUILT
    assert connection.execute("SELECT count(*) FROM out.segment_inventory").fetchall() == [(15,)]
    models().run(connection)
    assert connection.execute("SELECT count(*) FROM out.segment_inventory").fetchall() == [(15,)]
    assert not any("segment_inventory" in one for one in models().plan(connection).statements())


def test_it_stands_beside_models_that_stand_elsewhere(connection):
    """No model is in the schema of `default_config`, which the run makes for it."""
    names = [model.key for model in models()]
    elsewhere = {name: {"schema": "shop"} for name in names}
    for _ in range(2):
        assert left(models(models=elsewhere).run(connection)) == []
    assert there(connection) == {"segment_inventory"}


def test_a_dry_run_shows_what_would_be_removed(connection):
    models().run(connection)
    told = [one.sql for one in models(**RENAMED).dry_run(connection, remove_old=True)]
    drops = [sql for sql in told if sql.startswith("DROP") and '"out"' in sql]
    assert drops == ['DROP TABLE IF EXISTS "out"."segment_users"', 'DROP TABLE IF EXISTS "out"."segment_sessions"']
    assert there(connection) == BUILT


def test_a_model_that_comes_back_is_not_old(connection):
    """Renamed and back again, the other name is what is left."""
    models().run(connection)
    models(**RENAMED).run(connection)
    (note,) = left(models().run(connection, remove_old=True))
    assert note == "Removed what earlier runs had built: the table out.visits (sessions is out.segment_sessions now)."
    assert there(connection) == BUILT


def test_a_run_of_some_models_removes_nothing(connection):
    """A model that is left out, as a view, may still read what would be removed."""
    models().run(connection)
    with pytest.raises(ConfigError, match="--remove-old needs a run of all models"):
        models(**RENAMED).run(connection, select=["user_map"], remove_old=True)


def test_what_stops_a_run_keeps_what_is_old(connection):
    """The removal is a part of the run's transaction."""
    models().run(connection)
    connection.execute("INSERT INTO web.pages SELECT NULL, 'd', 'u', NULL, TIMESTAMP '2024-03-01' FROM range(200)")
    with pytest.raises(RunError, match="Nothing was published"):
        models(**RENAMED).run(connection, remove_old=True)
    assert there(connection) == BUILT


@pytest.mark.parametrize(
    "taken",
    [
        "DROP TABLE out.segment_users; CREATE VIEW out.segment_users AS SELECT 1 AS mine",
        "DROP TABLE out.segment_users; CREATE TABLE out.segment_users AS SELECT * FROM web.pages",
    ],
)
def test_what_somebody_has_put_there_since_stays(connection, taken):
    """It is of another kind, or has the columns of a raw table."""
    models().run(connection)
    connection.execute(taken)
    models(**RENAMED).run(connection, remove_old=True)
    assert there(connection) == (BUILT | {"visits"}) - {"segment_sessions"}


def test_what_stands_in_a_schema_of_raw_tables_by_now_stays(connection):
    """Segment may write there: nothing is removed, and nothing is called old."""
    models(models={"users": {"schema": "people"}}).run(connection)
    connection.execute("CREATE TABLE people.pages AS SELECT * FROM web.pages")
    both = segment(segment_schema=["web", "people"], include_tracks=False, default_config={"schema": "out"})
    assert left(both.run(connection, remove_old=True)) == []
    assert there(connection, "people") == {"segment_users", "pages"}


def test_what_another_configuration_builds_by_now_stays(connection):
    """Its inventory says so, in another schema; the note names it."""
    models(models={"users": {"schema": "people"}}).run(connection)
    models("team", models={"users": {"schema": "people"}}).run(connection)
    (note,) = left(models().run(connection, remove_old=True))
    assert note == (
        "the table people.segment_users was not removed: team.segment_inventory says that runs of another schema or "
        "prefix build it."
    )
    assert there(connection, "people") == {"segment_users"}


@pytest.mark.parametrize("spelled", ["OUT", "memory.out"])
def test_one_place_in_two_spellings_is_not_old(connection, spelled):
    """A schema in capitals, or with its database, is the same to the engine: nothing of it is removed."""
    models().run(connection)
    assert left(models(spelled).run(connection, remove_old=True)) == []
    assert there(connection) == BUILT


@pytest.mark.parametrize("moved", [{"schema": "shop"}, {"model_prefix": "shop_"}])
def test_a_configuration_that_was_moved_takes_over_what_it_built_before(connection, moved):
    """Its first run there names the other inventory, which may be another configuration's: only who is asked knows."""
    models(default := "out").run(connection)
    there_now = models(**{"schema": default} | moved)
    (note,) = left(there_now.run(connection))
    assert note == (
        "Runs of another schema or prefix have built out.segment_sessions and more, see out.segment_inventory. If this "
        "configuration stood there before, no run updates that. Remove it with: segment-models run --moved-from "
        "out.segment_inventory --remove-old"
    )
    assert left(there_now.run(connection, remove_old=True)) == []
    assert there(connection) >= BUILT
    there_now.run(connection, remove_old=True, moved_from="out.segment_inventory")
    assert there(connection) & BUILT == set()
    assert left(there_now.run(connection)) == []


def test_what_is_taken_over_can_be_removed_later(connection):
    """Without --remove-old it is said in every run; the log of incremental runs goes with it."""
    incremental = {"default_config": {"schema": "out", "type": "incremental"}}
    segment(segment_schema="web", include_tracks=False, **incremental).run(connection)
    assert "segment_runs" in there(connection)
    assert left(models("shop").run(connection, moved_from="out.segment_inventory"))[0].startswith("Left of earlier")
    assert "segment_inventory" not in there(connection)
    models("shop").run(connection, remove_old=True)
    assert there(connection) == set()


def test_an_inventory_that_is_none_is_an_error(connection):
    models().run(connection)
    with pytest.raises(ConfigError, match=r"out.inventory is not an inventory .* There is no other."):
        models().run(connection, moved_from="out.inventory")
    with pytest.raises(ConfigError, match=r"Did you mean .*out.segment_inventory"):
        models("shop").run(connection, moved_from="out.inventory")


def test_a_damaged_inventory_is_said(connection):
    """The error names the table and the way out."""
    models().run(connection)
    connection.execute("ALTER TABLE out.segment_inventory DROP COLUMN kind")
    with pytest.raises(RunError, match=r"out.segment_inventory, the inventory .* drop it: the next run creates it"):
        models().run(connection)
    connection.execute("DROP TABLE out.segment_inventory")
    models().run(connection)
