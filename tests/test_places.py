"""No model stands where a raw table is or may come, nor where something else of ours is."""

import duckdb
import pytest

from segment_models import ConfigError, segment
from segment_models.errors import LoadError
from segment_models.load import load

MESSAGE = '{"type": "page", "messageId": "p1", "userId": "u", "timestamp": "2024-03-01T10:00:00Z"}\n'
PAGES = """
    CREATE TABLE {schema}.pages AS
    SELECT 'p1' AS id, 'd' AS anonymous_id, TIMESTAMP '2024-03-01' AS timestamp, TIMESTAMP '2024-03-01' AS received_at
"""


@pytest.fixture
def message(tmp_path):
    path = tmp_path / "message.json"
    path.write_text(MESSAGE)
    return path


@pytest.fixture
def warehouse():
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA web;" + PAGES.format(schema="web"))
        yield connection


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"default_config": {"schema": "web"}}, "default_config.schema: 'web' is a schema of raw tables"),
        ({"default_config": {"schema": "WEB"}}, "default_config.schema: 'WEB' is a schema of raw tables"),
        ({"models": {"users": {"schema": "ios"}}}, "models.users.schema: 'ios' is a schema of raw tables"),
        ({"default_config": {"schema": "lake.web"}}, "If they are two schemas, write both with their database"),
        (
            {"default_config": {"schema": "_segment_models_run"}},
            "'_segment_models_run' is reserved. Runs use schemas that begin with _segment_models_ for staging",
        ),
        ({"segment_schema": "_segment_models_verify"}, "segment_schema: '_segment_models_verify' is reserved."),
        ({"models": {"users": {"name": "Segment_Runs"}}}, "is already the name of the log of runs"),
        ({"models": {"users": {"name": "segment_forgotten"}}}, "is already the name of the list of who is forgotten"),
        (
            {"models": {"users": {"name": "segment_page_calls"}}},
            "is already the name of the calls that incremental runs keep",
        ),
        (
            {"model_prefix": "", "models": {"users": {"name": "rewrites"}}},
            "is already the name of whose history runs wrote",
        ),
    ],
)
def test_a_place_that_is_taken_is_refused(options, said):
    """The error names the key, and what has the place."""
    with pytest.raises(ConfigError) as caught:
        segment(**{"segment_schema": ["web", "ios"]} | options)
    assert said in str(caught.value)


def test_a_schema_of_its_own_is_no_raw_schema():
    """Two databases may have a schema of one name, and another schema may have a table of a name that is taken here."""
    segment(segment_schema="raw.web", default_config={"schema": "models.web"})
    segment(segment_schema="web", models={"users": {"name": "segment_runs", "schema": "people"}})


def test_a_model_among_raw_tables_that_no_key_names_is_refused(warehouse):
    """Segment writes to that schema, too: an event of a model's name would take its place. Nothing has changed."""
    warehouse.execute("CREATE SCHEMA ios;" + PAGES.format(schema="ios"))
    with pytest.raises(ConfigError, match="ios holds raw Segment tables: pages"):
        segment(segment_schema="web", default_config={"schema": "ios"}).run(warehouse)
    assert warehouse.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(2,)]


def test_a_model_may_be_called_like_a_raw_table_in_a_schema_of_its_own(warehouse):
    """It is known as ours in the next run, and is no raw table by its columns once it is called otherwise."""
    models = segment(segment_schema="web", models={"page_events": {"name": "pages", "type": "table"}})
    models.run(warehouse)
    models.run(warehouse)
    segment(segment_schema="web").run(warehouse)


def test_load_into_the_schema_of_models_is_refused(message, warehouse):
    """Whether the configuration says that models are there, or the database: nothing is loaded."""
    models = segment(segment_schema="web", default_config={"schema": "shop"})
    with pytest.raises(LoadError, match=r"shop is where models are built \(default_config.schema: 'shop'\)"):
        models.load([message], warehouse, schema="shop")
    models.run(warehouse)
    with pytest.raises(LoadError, match=r"shop holds models \(segment_(session|page_views)"):
        load(warehouse, [message], schema="shop")
    assert warehouse.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%loads'").fetchall() == [(0,)]
