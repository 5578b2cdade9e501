"""The queries of docs/coming-from-dbt-segment.md show what that page says, on a story with each difference once."""

import re
from pathlib import Path

import duckdb
import pytest

from segment_models import segment
from stories import at, page, session_id, track

PAGE = (Path(__file__).parents[1] / "docs" / "coming-from-dbt-segment.md").read_text(encoding="utf-8")
QUERIES = [
    query
    for query in re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    if "segment_session_sources" not in query  # of acquisition, which has stories of its own
]

PAGES = [
    page("p1", "10:00", device="phone"),
    page("p2", "10:10", user="ann", device="laptop"),  # while her phone is in use
    page("p3", "10:20", user="ann", device="phone"),
    page("p4", "12:00", device="other"),
    page("p5", "12:30", device="other"),  # the cutoff later, to the second
    page("p6", "13:00", device=None),
    page("p7", "14:00", user="ben", device="shared"),
    page("p8", "14:05", user="cat", device="shared"),
]
TRACKS = [track("t1", "15:00", device="app", event="opened")]

THEIR_SESSIONS = [  # by browser, of pages only: session_id, anonymous_id, session_start_tstamp, blended_user_id
    ("laptop-1", "laptop", at("10:10"), "ann"),
    ("nobody-1", None, at("13:00"), None),
    ("other-1", "other", at("12:00"), "other"),
    ("phone-1", "phone", at("10:00"), "ann"),
    ("shared-1", "shared", at("14:00"), "cat"),
]
THEIR_PAGES = [  # page_view_id, session_id
    *(("p1", "phone-1"), ("p2", "laptop-1"), ("p3", "phone-1"), ("p4", "other-1")),
    *(("p5", "other-1"), ("p6", "nobody-1"), ("p7", "shared-1"), ("p8", "shared-1")),
]
ANN, OTHER, LATER, BEN, CAT = (session_id("web", "page", first) for first in ("p1", "p4", "p5", "p7", "p8"))
EXPECTED = {
    "old_sessions": [(at("10:00").date(), 5, 6)],  # ours: ann, other twice, ben, cat, and the app's
    "old_session_id": [
        ("laptop-1", ANN),
        *sorted([("other-1", OTHER), ("other-1", LATER)]),
        ("phone-1", ANN),
        *sorted([("shared-1", BEN), ("shared-1", CAT)]),
    ],
    "sessions_without_pages": [(1,)],
    "devices": [(ANN, "ann", 2)],
    "old_person": [("shared", "cat", "ben", 1)],
    "reason": [("missing_person", 1)],
}


@pytest.fixture(scope="module")
def db():
    """The raw tables, the models beside them, and what the package would have made."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA web")
        for name, rows, more in (("pages", PAGES, ""), ("tracks", TRACKS, ", event text")):
            columns = f"id text, timestamp timestamp, user_id text, anonymous_id text{more}"
            connection.execute(f"CREATE TABLE web.{name} ({columns})")
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO web.{name} VALUES ({marks})", [list(row.values()) for row in rows])
        connection.execute("CREATE SCHEMA dbt_segment")
        connection.execute(
            "CREATE TABLE dbt_segment.segment_web_sessions "
            "(session_id text, anonymous_id text, session_start_tstamp timestamp, blended_user_id text)"
        )
        connection.executemany("INSERT INTO dbt_segment.segment_web_sessions VALUES (?, ?, ?, ?)", THEIR_SESSIONS)
        connection.execute(
            "CREATE TABLE dbt_segment.segment_web_page_views__sessionized (page_view_id text, session_id text)"
        )
        connection.executemany("INSERT INTO dbt_segment.segment_web_page_views__sessionized VALUES (?, ?)", THEIR_PAGES)
        segment(segment_schema="web").run(connection)
        yield connection


def query_with(word):
    """Return the one query of the page that gives a column."""
    (found,) = (query for query in QUERIES if re.search(rf"\b{word}\b", query.split("ORDER BY")[0]))
    return found


def test_every_query_is_tried():
    """None is left out, and none is tried twice."""
    assert sorted(map(query_with, EXPECTED)) == sorted(QUERIES)


@pytest.mark.parametrize("column", EXPECTED)
def test_a_query_shows_what_the_page_says(db, column):
    assert db.execute(query_with(column)).fetchall() == EXPECTED[column]


def test_every_column_of_the_package_is_told():
    """Its sessions have 29, which are numbered; ours that are named for them are there."""
    numbers = re.findall(r"^\| (\d+) \| `\w+` \|", PAGE, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 30)]
