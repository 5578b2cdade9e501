"""What is DuckDB's own: how its files are made, which databases a URL names, and what it says when memory is short."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from segment_models import segment
from segment_models.errors import ConfigError, WarehouseError
from segment_models.warehouses.duckdb.connection import DuckDB, database_of, open_url


def storage_version(warehouse):
    return warehouse.fetch("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").values[0][0]


def test_a_new_file_can_be_opened_by_duckdb_1(tmp_path):
    """Its storage version is that of DuckDB 1.0, whichever DuckDB makes it, and stays when it is opened again."""
    for _ in range(2):
        warehouse = open_url("duckdb:///shop.duckdb", tmp_path, create=True)
        assert storage_version(warehouse) == {"storage_version": "v1.0.0+"}
        warehouse.close()


def test_a_url_can_ask_for_another_storage_version(tmp_path):
    """The option is for a new file."""
    warehouse = open_url("duckdb:///shop.duckdb?storage_version=v1.5.0", tmp_path, create=True)
    assert storage_version(warehouse) == {"storage_version": "v1.5.0+"}
    warehouse.close()


def test_a_storage_version_that_is_none_leaves_no_file(tmp_path):
    """DuckDB's error lists those that there are."""
    with pytest.raises(WarehouseError, match="'one' is not a known DuckDB version, valid options are"):
        open_url("duckdb:///shop.duckdb?storage_version=one", tmp_path, create=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("duckdb://", ""),
        ("duckdb:///:memory:", ""),
        ("duckdb:///a%3Fb.duckdb", "/shop/a?b.duckdb"),
        ("duckdb:////data/a.duckdb", "/data/a.duckdb"),
        ("duckdb:///md:shop", "md:shop"),
        ("duckdb://md:shop", "md:shop"),
    ],
)
def test_a_url_names_a_database(url, database):
    """A database on MotherDuck is no file below the configuration's folder."""
    assert database_of(url, Path("/shop")) == (database, {})


def test_an_option_that_is_none_is_refused():
    """A token in a URL would be one: the error names its variable, and not its value."""
    with pytest.raises(ConfigError, match="only the option storage_version, not 'motherduck_token'") as refused:
        database_of("duckdb:///md:shop?motherduck_token=s3cret", Path())
    assert "s3cret" not in str(refused.value)


def test_a_session_too_large_for_memory_is_told_what_helps():
    """The error has the advice of docs/duckdb.md."""
    connection = duckdb.connect(config={"memory_limit": "20MB", "threads": 1, "temp_directory": ""})
    with pytest.raises(WarehouseError, match=r"out of memory.*lower threads, .* or set nested: false"):
        DuckDB(connection).execute("SELECT list(i || 'a long text for each of many events') FROM range(1000000) t(i)")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024-03-01T10:00", 10),
        ("2024-03-01T10:00Z", 10),
        ("2024-03-01 10:00 UTC", 10),
        ("2024-03-01T10:00+02", 8),
        ("2024-03-01T10:00 -0200", 12),
    ],
)
def test_a_text_without_seconds(text, hour):
    """R1: DuckDB 1.5 reads a zone after seconds only, and a text without one in the zone of the session."""
    moment = DuckDB.dialect.timestamp(exp.column("c"), exp.DataType.build("text"))
    with closing(duckdb.connect()) as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        query = exp.select(moment).from_("t").sql("duckdb")
        connection.execute("CREATE TABLE t AS SELECT ? AS c", [text])
        assert connection.execute(query).fetchone() == (datetime(2024, 3, 1, hour),)  # noqa: DTZ001 as DuckDB has it


def test_a_generator_from_its_source_writes_the_same():
    """So it can stand in for a compiled one (see `segment_models.warehouses.generators`)."""
    from sqlglot.generators.duckdb import DuckDBGenerator as own  # noqa: N813, PLC0415

    from segment_models.warehouses import generators  # noqa: PLC0415

    source = generators._from_source("sqlglot.generators.duckdb").DuckDBGenerator
    assert source is not own
    assert not issubclass(source, own)
    tree = duckdb_query()
    assert source(pretty=True).generate(tree) == own(pretty=True).generate(tree)


def duckdb_query():
    import sqlglot  # noqa: PLC0415

    sql = segment(segment_schema="web").compile("duckdb")["sessions"]
    return sqlglot.parse_one(sql, dialect="duckdb")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("sqlite", "sqlite is not a DuckDB database. Name another file in `connection`, or move this one away."),
        ("damaged", "The database damaged cannot be opened: Corrupt database file"),
    ],
)
def test_a_file_that_is_no_sound_database(tmp_path, monkeypatch, made, said):
    """The message is of what it is: a damaged *block* is no *lock* of another process."""
    monkeypatch.chdir(tmp_path)
    if made == "sqlite":
        with closing(sqlite3.connect(made)) as connection:
            connection.execute("CREATE TABLE t (a)")
    else:
        with duckdb.connect(made) as connection:
            connection.execute("CREATE TABLE t AS SELECT 1")
        whole = bytearray(Path(made).read_bytes())
        whole[12300::997] = bytes(one ^ 255 for one in whole[12300::997])
        Path(made).write_bytes(whole)
    with pytest.raises(WarehouseError) as refused:
        open_url(f"duckdb:///{made}", Path())
    assert str(refused.value).startswith(said)


def test_a_time_inside_of_a_value_becomes_text_in_utc():
    """In structs, lists and maps that have to be text, whatever the session's zone is (R1)."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'")
        connection.execute("CREATE SCHEMA web; CREATE SCHEMA ios")
        connection.execute(
            "CREATE TABLE web.pages AS SELECT 'p1' AS id, TIMESTAMP '2026-01-01' AS timestamp, 'a' AS anonymous_id, "
            "{'at': TIMESTAMPTZ '2026-01-01 00:00:00+02', 'n': 1} AS struct, "
            "[TIMESTAMPTZ '2026-01-01 00:00:00+02', NULL] AS list, "
            "MAP {'k': [{'part': TIMESTAMPTZ '2026-01-01 00:00:00+02'}]} AS map, NULL::STRUCT(t TIMESTAMPTZ) AS none"
        )
        connection.execute(
            "CREATE TABLE ios.pages AS SELECT 'p2' AS id, TIMESTAMP '2026-01-01' AS timestamp, 'b' AS anonymous_id, "
            "'s' AS struct, 'l' AS list, 'm' AS map, 'n' AS none"
        )
        fields = ["struct", "list", "map", "none"]
        segment(segment_schema=["web", "ios"], custom_page_fields=fields, include_tracks=False).run(connection)
        rows = connection.execute(
            "SELECT struct, list, map, none FROM segment_models.segment_page_events WHERE source = 'web'"
        ).fetchall()
    assert rows == [
        (
            "{'at': '2025-12-31 22:00:00', 'n': 1}",
            "['2025-12-31 22:00:00', NULL]",
            "{k=[{'part': '2025-12-31 22:00:00'}]}",
            None,
        )
    ]
