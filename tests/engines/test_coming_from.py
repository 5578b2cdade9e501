"""The queries of docs/coming-from-dataform-segment.md show what that page says, on BigQuery's own evaluator."""

import re
from contextlib import closing
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("zetasql") is None:
    pytest.skip("bigquery: zetasql is not installed", allow_module_level=True)

from engines.bigquery import BigQueryWarehouse
from segment_models import segment
from stories import Raw, at, identify, page, session_id, track

pytestmark = pytest.mark.engine("bigquery")

PAGE = Path(__file__).parents[2] / "docs" / "coming-from-dataform-segment.md"
QUERIES = re.findall(r"^```sql\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

RAW = {
    "pages": [
        page("p4", "09:00", device="d2"),
        page("p1", "10:00", device="d1"),
        page("p2", "10:10", user="ann", device="d1", title="Tea"),
        page("p2", "10:10", user="ann", device="d1", title="Tea, again"),
        page("p3", "12:00", device="d1"),  # after she logged out
    ],
    "tracks": [
        track("t1", "10:10", user="ann", device="d1"),
        track("t2", "11:00", user="ben", device=None),  # from a server
        track("t3", "11:30", device=None),
    ],
    "identifies": [identify("i1", "10:05", user="ann", device="d1")],
}

THEIRS = {
    # What the package makes of that: d1's last call carries no user, so d1 is nobody's.
    "segment_user_map": (
        {"anonymous_id": "STRING", "user_id": "STRING"},
        [("d1", None), ("d2", None), (None, None)],
    ),
    # p2 is there as two rows, in the events and in the pages, which are joined by its id.
    "segment_sessionized_pages": (
        {"page_id": "STRING", "user_id": "STRING", "session_index": "INT64", "session_id": "STRING"},
        [("p4", "d2", 1, "d2-1"), ("p1", "d1", 1, "d1-1"), *4 * [("p2", "ann", 1, "ann-1")], ("p3", "d1", 2, "d1-2")],
    ),
    "segment_sessions": (
        {"session_id": "STRING", "session_start_timestamp": "TIMESTAMP"},
        [
            ("d2-1", at("09:00")),
            ("d1-1", at("10:00")),
            ("d1-2", at("12:00")),
            ("ann-1", at("10:10")),
            ("ben-1", at("11:00")),
            (None, at("11:30")),
        ],
    ),
    # Everyone by their anonymous ids: ben has none.
    "segment_users": (
        {"user_id": "STRING", "first_seen_at": "TIMESTAMP"},
        [("ann", at("10:05")), ("d2", None), (None, None)],
    ),
}
FIRST, NEXT, D2 = (session_id("javascript", "page", first) for first in ("p1", "p3", "p4"))
EXPECTED = {
    "old_sessions": [(at("09:00").date(), 6, 4)],
    "copies": [("p2", 4)],
    "reason": [("track", "missing_person", 1)],
    "user_id, timestamp, COUNT": [("ann", at("10:10"), 2)],
    "theirs.user_id IS NULL AND": [("d1", "ann")],
    "old_session_id": [("ann-1", FIRST), ("d1-1", FIRST), ("d1-2", NEXT), ("d2-1", D2)],
    "without_pages": [(4, 1)],
    "is_new": [
        ("ann", False, at("10:05"), at("10:00")),
        ("ben", True, None, at("11:00")),
        ("d2", False, None, at("09:00")),
    ],
}

OUTSIDE, SHARED = "session_id IS NULL", "of_another_user"
"""The two that ask for what the old meanings do not know."""


@pytest.fixture(scope="module")
def engine():
    """BigQuery with the raw tables, the models beside, and what the package would have made."""
    with closing(BigQueryWarehouse()) as warehouse:
        warehouse.write({"javascript": {name: Raw(rows) for name, rows in RAW.items()}})
        old = {"server_events": "session", "shared_devices": "latest"}  # as `init --from-dataform` writes them
        segment(segment_schema="javascript", include_anonymous_users=True, **old).run(warehouse.connection)
        found = warehouse.connection.engine
        for name, (columns, rows) in THEIRS.items():
            named = [dict(zip(columns, row, strict=True)) for row in rows]
            found.write(f"dataform_segment.{name}", columns, named)
        yield found


def query_with(word):
    """Return the one query of the page that speaks of something."""
    (found,) = (query for query in QUERIES if re.search(rf"\b{word}\b", query))
    return found


def test_every_query_is_tried():
    """None is left out, and none is tried twice."""
    assert sorted(map(query_with, [*EXPECTED, OUTSIDE, SHARED])) == sorted(QUERIES)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_query_shows_what_the_page_says(engine, name):
    """As a team would run it, on a story that has each difference once."""
    rows = engine.query(query_with(name))[1]
    assert [tuple(map(plain, row)) for row in rows] == EXPECTED[name]


def test_without_the_old_meanings():
    """Ben's call from a server is near no session of his; on a shared device a visit is whose log-in is in it."""
    shared = [
        *(page("q1", "08:00", device="d9"), page("q2", "08:05", user="cy", device="d9")),
        *(page("q3", "08:10", device="d9"), page("q4", "2024-03-05 08:00", user="dee", device="d9")),
    ]
    raw = RAW | {"pages": [*RAW["pages"], *shared]}
    with closing(BigQueryWarehouse()) as warehouse:
        warehouse.write({"javascript": {name: Raw(rows) for name, rows in raw.items()}})
        segment(segment_schema="javascript").run(warehouse.connection, select=["+sessionized_events"])
        found = warehouse.connection.engine
        assert found.query(query_with(OUTSIDE))[1] == [("javascript", 1)]
        rules = [("earlier_in_visit", 1, 1), ("later_in_visit", 1, 1)]
        assert sorted(found.query(query_with(SHARED))[1]) == rules


def plain(value):
    """Return a time without its zone, which is UTC."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
