"""Raw tables of other tools, which call Segment's columns otherwise."""

import duckdb
import pytest

from segment_models import ConfigError, RunError, SourceError, segment

JITSU = """
    CREATE SCHEMA jitsu;
    CREATE TABLE jitsu.pages AS
    SELECT * FROM (VALUES
        ('p1', 'd', NULL, TIMESTAMP '2024-03-01 10:00:00', TIMESTAMP '2024-03-01 10:00:01', '/a', 'x'),
        ('p2', 'd', 'u', TIMESTAMP '2024-03-01 10:05:00', TIMESTAMP '2024-03-01 10:05:01', '/b', 'y')
    ) AS calls (message_id, anonymousid, userid, timestamp, received_at, path, id);
    CREATE TABLE jitsu.identifies AS
    SELECT 'i1' AS message_id, 'd' AS anonymousid, 'u' AS userid, TIMESTAMP '2024-03-01 10:05:00' AS timestamp,
        TIMESTAMP '2024-03-01 10:05:01' AS received_at, 'a@b.c' AS email
"""
WEB = """
    CREATE SCHEMA web;
    CREATE TABLE web.pages AS
    SELECT 'p9' AS id, 'e' AS anonymous_id, 'u' AS user_id, TIMESTAMP '2024-03-01 10:10:00' AS timestamp,
        TIMESTAMP '2024-03-01 10:10:01' AS received_at, '/c' AS path
"""
CALLED = {"id": "message_id", "anonymous_id": "anonymousid", "user_id": "userid"}
EVENTS = """
    SELECT events.source, page_id, calls.anonymous_id, events.user_id, path
    FROM segment_models.segment_sessionized_pages AS events
    INNER JOIN segment_models.segment_page_events AS calls USING (page_id, path)
    ORDER BY page_id
    """


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute(JITSU)
        yield opened


def models(columns, *schemas, **options):
    return segment(segment_schema=schemas or "jitsu", include_tracks=False, columns=columns, **options)


def test_columns_that_are_called_otherwise_are_read(connection):
    """Ids and persons come from them; a custom field keeps its own name, though Segment's column has it."""
    models(CALLED, custom_page_fields="id", custom_user_fields="email").run(connection)
    assert connection.execute(EVENTS).fetchall() == [
        ("jitsu", "p1", "d", "u", "/a"),
        ("jitsu", "p2", "d", "u", "/b"),
    ]
    assert connection.execute(
        "SELECT page_id, id FROM segment_models.segment_page_events ORDER BY page_id"
    ).fetchall() == [("p1", "x"), ("p2", "y")]
    assert connection.execute("SELECT user_id, email FROM segment_models.segment_users").fetchall() == [("u", "a@b.c")]


def test_one_schema_may_call_them_otherwise(connection):
    """Beside one of Segment's own; what is said of a schema comes before what is said of all."""
    connection.execute(WEB)
    models({"jitsu": CALLED}, "jitsu", "web").run(connection)
    expected = [
        ("jitsu", "p1", "d", "u", "/a"),
        ("jitsu", "p2", "d", "u", "/b"),
        ("web", "p9", "e", "u", "/c"),
    ]
    assert connection.execute(EVENTS).fetchall() == expected
    models({**CALLED, "web": {name: name for name in CALLED}}, "jitsu", "web").run(connection)
    assert connection.execute(EVENTS).fetchall() == expected


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"idd": "message_id"}, "columns.idd: that is no column of Segment's that the models read. Did you mean 'id'?"),
        ({"jitsu": {"idd": "x"}}, "columns.jitsu.idd: that is no column of Segment's"),
        ({"jitsy": CALLED}, "columns.jitsy: that is no schema of segment_schema. Did you mean 'jitsu'?"),
        ({"id": ""}, "columns.id"),
        ({"id": 5}, "columns.id"),
        ({"id": ["a"]}, "columns.id"),
    ],
)
def test_a_key_that_names_nothing_is_an_error(columns, said):
    with pytest.raises(ConfigError) as caught:
        models(columns)
    assert said in str(caught.value)


@pytest.mark.parametrize("columns", [{"id": "messageid"}, {"jitsu": {"id": "messageid"}}])
def test_a_column_that_no_table_has_is_an_error(connection, columns):
    """It names the nearest, and the tables that were looked at."""
    with pytest.raises(SourceError, match=r"'messageid' is not a column of jitsu.pages, .*Did you mean 'message_id'\?"):
        models(columns).run(connection)


def test_a_table_without_the_column_has_a_note(connection):
    """Another one has it: the column may have been sent there only (R2)."""
    connection.execute("ALTER TABLE jitsu.identifies DROP COLUMN anonymousid")
    report = models(CALLED).run(connection)
    assert any(
        note.startswith("jitsu.identifies has no column `anonymousid`, so it is NULL") for note in report.warnings
    )


def test_tables_whose_ids_are_called_otherwise_stop_a_run_that_says_how(connection):
    """Every call would be rejected: the error names the key that reads it."""
    connection.execute("ALTER TABLE jitsu.pages DROP COLUMN id")
    with pytest.raises(RunError, match=r"say so with columns: \{id: message_id\}"):
        models({}, rejected_floor=1).run(connection)


def test_another_name_is_another_meaning(connection):
    """Rows kept from one column and rows read from another do not mean the same."""
    incremental = {"default_config": {"type": "incremental"}}
    models(CALLED, **incremental).run(connection)
    with pytest.raises(RunError, match=r"columns was .*userid.* --full-refresh"):
        models({**CALLED, "user_id": "path"}, **incremental).run(connection)


def test_sql_without_a_connection_and_exports_read_them_too(tmp_path):
    """Where nobody has looked, the tables are taken to be as the configuration says."""
    own = models({**CALLED, "loaded_at": "_timestamp"})
    assert '"message_id"' in own.page_events.sql()
    assert '"id"' not in own.page_events.sql()
    own.export_dbt(tmp_path / "dbt", target="duckdb", offline=True)
    (sources,) = (tmp_path / "dbt").rglob("*sources*.yml")
    assert "loaded_at_field: _timestamp" in sources.read_text()
    written = "".join(path.read_text() for path in (tmp_path / "dbt").rglob("*.sql"))
    assert "message_id" in written
