"""What scripts/bytes_read.py says that statements of BigQuery's read, beside what is written here by hand."""

import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlglot import parse_one

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from bytes_read import Divided, Reader, Scan

COLUMNS = {
    "web": {"pages": {"id": "STRING", "url": "STRING", "timestamp": "TIMESTAMP", "title": "STRING"}},
    "out": {
        "calls": {"id": "STRING", "user_id": "STRING", "timestamp": "TIMESTAMP", "title": "STRING"},
        "visits": {
            "id": "STRING",
            "stats": "STRUCT<pages INT64, tracks INT64>",
            "records": "ARRAY<STRUCT<id STRING, page STRUCT<url STRING, title STRING>>>",
        },
    },
}
CALLS, PAGES, VISITS = ("out", "calls"), ("web", "pages"), ("out", "visits")
MAY = datetime.fromisoformat("2026-05-20 12:00")


def scans(sql, views=None, first=MAY):
    """Return what a statement reads, where calls are divided by month and a run has found out the parameter first."""
    views = {place: parse_one(view, dialect="bigquery") for place, view in (views or {}).items()}
    reader = Reader(COLUMNS, {CALLS: Divided("timestamp", "MONTH")}, views, {"first": first})
    return reader.scans(parse_one(sql, dialect="bigquery"))


def paths(sql, place, **more):
    """Return the columns that a statement reads of a table, written with points."""
    return {".".join(path) for path in scans(sql, **more)[place].paths}


def test_a_column_that_nothing_needs_is_not_read():
    """The title is carried by the step and asked for by nobody; the condition's column is read."""
    sql = "WITH a AS (SELECT id, url, title FROM `web`.`pages` WHERE timestamp > '2026-01-01') SELECT id, url FROM a"
    assert paths(sql, PAGES) == {"id", "url", "timestamp"}


def test_what_groups_are_chosen_by_is_read():
    """A column that only HAVING or an order names is read as well."""
    sql = "SELECT id FROM `out`.`calls` GROUP BY id HAVING COUNT(user_id) > 1 ORDER BY MIN(title)"
    assert paths(sql, CALLS) == {"id", "user_id", "title"}


def test_a_table_that_is_filled_reads_its_query():
    """Of CREATE TABLE and INSERT, the query reads; the rows that are counted need no column."""
    assert paths("CREATE OR REPLACE TABLE `out`.`x` AS SELECT url FROM `web`.`pages`", PAGES) == {"url"}
    assert paths("INSERT INTO `out`.`x` SELECT COUNT(*) FROM `web`.`pages`", PAGES) == set()


def test_fields_of_structs_and_of_elements():
    """A field of a struct is read without the others, and so is a field of the structs in an array."""
    assert paths("SELECT v.stats.pages FROM `out`.`visits` AS v", VISITS) == {"stats.pages"}
    one = "SELECT v.id, record.page.url FROM `out`.`visits` AS v CROSS JOIN UNNEST(v.records) AS record"
    assert paths(one, VISITS) == {"id", "records.page.url"}
    whole = "SELECT v.id, record FROM `out`.`visits` AS v CROSS JOIN UNNEST(v.records) AS record"
    assert paths(whole, VISITS) == {"id", "records"}


@pytest.mark.parametrize(
    ("where", "since"),
    [
        ("timestamp >= @first", MAY),
        ("timestamp >= @first OR timestamp IS NULL", MAY),
        ("user_id = 'a' AND timestamp >= CAST('2026-04-01 00:00:00Z' AS TIMESTAMP)", datetime(2026, 4, 1)),  # noqa: DTZ001
        ("timestamp >= SAFE.TIMESTAMP_SUB(@first, INTERVAL 86400000000 MICROSECOND)", MAY.replace(day=19)),
        ("timestamp >= @first OR user_id = 'a'", None),
        ("id IN (SELECT id FROM `web`.`pages`)", None),
    ],
)
def test_constants_prune_partitions(where, since):
    """A condition that every row meets, of the dividing time and a constant, tells where reading begins."""
    assert scans(f"SELECT id FROM `out`.`calls` WHERE {where}")[CALLS].since == since


def test_a_condition_outside_reaches_the_table():
    """What the reader of a subquery asks of the time holds inside it."""
    sql = "SELECT a.id FROM (SELECT id, timestamp FROM `out`.`calls`) AS a WHERE a.timestamp >= @first"
    assert scans(sql)[CALLS].since == MAY


def test_no_moment_to_begin_at():
    """Nothing is at or after NULL, so no partition is read."""
    assert scans("SELECT id FROM `out`.`calls` WHERE timestamp >= @first", first=None)[CALLS].nothing


def test_several_references():
    """A column counts once, and is read from the earliest partition that any reference needs."""
    late = "SELECT id FROM `out`.`calls` WHERE timestamp >= @first"
    found = scans(f"{late} UNION ALL SELECT title FROM `out`.`calls`")[CALLS]
    assert found == Scan(CALLS, frozenset({("id",), ("timestamp",), ("title",)}))


def test_a_view_is_its_query():
    """A view that names a view reads what is under both."""
    views = {
        ("out", "events"): "SELECT id, title FROM `out`.`calls` WHERE user_id IS NOT NULL",
        ("out", "ids"): "SELECT id FROM `out`.`events`",
    }
    assert paths("SELECT x.id FROM `out`.`ids` AS x", CALLS, views=views) == {"id", "user_id"}


def test_delete_writes_whole_partitions():
    """A DELETE is billed for what its condition reads, and for every column of the partitions that it may change."""
    sql = "DELETE FROM `out`.`calls` AS `calls` WHERE `calls`.timestamp >= @first AND `calls`.user_id = 'a'"
    statement = parse_one(sql, dialect="bigquery")
    reader = Reader(COLUMNS, {CALLS: Divided("timestamp", "MONTH")}, {}, {"first": MAY})
    assert reader.scans(statement)[CALLS].paths == {("timestamp",), ("user_id",)}
    changed = reader.first_changed(statement)
    assert changed == Scan(CALLS, frozenset((name,) for name in COLUMNS["out"]["calls"]), MAY)
