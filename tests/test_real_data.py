"""What Segment's own clients sent, and what others counted: sessions known without this package.

``shared/data`` beside the repository holds the inputs, and says where they are from. It is not part of the package,
so these tests are skipped where it is absent.
"""

import csv
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from segment_models import segment

DATA = Path(__file__).parents[2] / "shared" / "data"


def needs(folder: str) -> pytest.MarkDecorator:
    """Skip a test where a folder of the data is absent."""
    return pytest.mark.skipif(not (DATA / folder).is_dir(), reason=f"needs shared/data/{folder}")


def at(moment: str) -> datetime:
    """Return a moment of the scenario, which plays on 3 and 4 March 2025."""
    return datetime.fromisoformat(f"2025-03-0{moment}")


# scenario.json: one visitor, all six call types. In the visitor's clock, the calls that make sessions are
#
#     3 March  10:00:00.000  page /                      first event
#              10:01:10.000  track Product Viewed
#              10:05:30.000  page /products/p1
#              10:35:30.000  page /cart                  30:00.000 later: a new session (R8: the timeout or more)
#              11:05:30.001  page /                      30:00.001 later: a new session
#             (11:06:00.000  identify user_42            is no event of a session, but says who it is)
#             (11:06:30.000  group acct_7                is read by no model)
#              11:07:00.000  track Order Completed       1:29.999 after the page
#     4 March  09:00:00.000  page /account               a new session
#             (09:00:05.000  alias user_42_new           is read by no model)
#              09:01:00.000  screen Settings             only where screens are included
#
# Segment corrects a client's clock by the time a request takes: timestamp = receivedAt - (sentAt - original). So all
# events of one request are moved by the same milliseconds, and events of two requests by different ones, which
# changes the gap between them. The milliseconds below are those in the files, read off by hand.
SESSIONS = {  # source -> first and last event of each session, without screens
    # One request has the first two events (13 ms late), the next the third (2 ms), the next the cart (2 ms), the next
    # the four until Order Completed (1 ms). So from product to cart it is 30:00.000 + 2 - 2 ms = 30:00.000, and from
    # cart to home 30:00.001 + 1 - 2 ms = 30:00.000: a new session each, the second by a hair.
    "browser_sdk_batching": [
        ("3T10:00:00.013", "3T10:05:30.002", 2, 1),
        ("3T10:35:30.002", "3T10:35:30.002", 1, 0),
        ("3T11:05:30.002", "3T11:07:00.001", 1, 1),
        ("4T09:00:00.002", "4T09:00:00.002", 1, 0),
    ],
    # One request per event. Product and cart are both 2 ms late (30:00.000); home is 1 ms late, so from cart to home it
    # is 30:00.001 + 1 - 2 ms = 30:00.000. Had the cart been 3 ms late and the home 1 ms, 29:59.999 would join them.
    "browser_sdk_standard": [
        ("3T10:00:00.012", "3T10:05:30.002", 2, 1),
        ("3T10:35:30.002", "3T10:35:30.002", 1, 0),
        ("3T11:05:30.002", "3T11:07:00.001", 1, 1),
        ("4T09:00:00.001", "4T09:00:00.001", 1, 0),
    ],
    # One request has everything until the third visit's home (25 ms late), so those gaps are the scenario's own:
    # 30:00.000 and 30:00.001. Order Completed and the next day come with the next request (8 ms late).
    "node_sdk_batch": [
        ("3T10:00:00.025", "3T10:05:30.025", 2, 1),
        ("3T10:35:30.025", "3T10:35:30.025", 1, 0),
        ("3T11:05:30.026", "3T11:07:00.008", 1, 1),
        ("4T09:00:00.008", "4T09:00:00.008", 1, 0),
    ],
    # A single request: every gap is the scenario's own.
    "python_sdk_batch": [
        ("3T10:00:00.004", "3T10:05:30.004", 2, 1),
        ("3T10:35:30.004", "3T10:35:30.004", 1, 0),
        ("3T11:05:30.005", "3T11:07:00.004", 1, 1),
        ("4T09:00:00.004", "4T09:00:00.004", 1, 0),
    ],
}
SCREENS = {  # the screen of the last session; in the node client's a third request, 7 ms late
    "browser_sdk_batching": "4T09:01:00.002",
    "browser_sdk_standard": "4T09:01:00.001",
    "node_sdk_batch": "4T09:01:00.007",
    "python_sdk_batch": "4T09:01:00.004",
}
IDENTIFIED = {  # 11:06:00.000 and the milliseconds of its request
    "browser_sdk_batching": "3T11:06:00.001",
    "browser_sdk_standard": "3T11:06:00.001",
    "node_sdk_batch": "3T11:06:00.008",
    "python_sdk_batch": "3T11:06:00.004",
}


@pytest.fixture
def db():
    with duckdb.connect() as connection:
        yield connection


def built(connection, *sources, **options):
    """Load the logs of these sources, build, and return a function that reads a model's columns in order."""
    models = segment(
        segment_schema=list(sources),
        default_config={"schema": "out"},
        custom_user_fields=["email", "plan"],
        **options,
    )
    models.load([DATA / "segment-logs" / source for source in sources], connection)
    models.run(connection)
    return lambda sql: connection.execute(f"SELECT {sql}").fetchall()


@needs("segment-logs")
@pytest.mark.parametrize("source", SESSIONS)
class TestWhatTheClientsSent:
    """The scenario, as each of Segment's clients sent it."""

    def test_sessions(self, db, source):
        """Four visits; a gap of 30 minutes starts one, also where the network shortened it to exactly that."""
        select = built(db, source)
        rows = select(
            "session_start_timestamp, session_end_timestamp, stats.total_pages, stats.total_tracks "
            "FROM out.segment_sessions ORDER BY session_index"
        )
        assert rows == [(at(start), at(end), pages, tracks) for start, end, pages, tracks in SESSIONS[source]]

    def test_sessions_with_screens(self, db, source):
        """The screen joins the last visit, a minute after its page."""
        select = built(db, source, include_screens=True)
        rows = select(
            "session_index, session_end_timestamp, stats.total_screens, first_screen_values.first_name "
            "FROM out.segment_sessions ORDER BY session_index"
        )
        ends = [at(end) for _, end, _, _ in SESSIONS[source]][:3]
        assert rows[:3] == [(1, ends[0], 0, None), (2, ends[1], 0, None), (3, ends[2], 0, None)]
        assert rows[3:] == [(4, at(SCREENS[source]), 1, "Settings")]

    def test_a_log_in_names_the_earlier_sessions(self, db, source):
        """The identify maps the anonymous id, so even the first visit is user_42's; alias and group change nothing."""
        select = built(db, source)
        assert select("DISTINCT user_id FROM out.segment_sessions") == [("user_42",)]
        assert select("user_id, mapped_at FROM out.segment_user_map") == [("user_42", at(last_call(source)))]

    def test_the_person(self, db, source):
        """One row: seen from the first page to the last call, known since the identify, sent by an ad; its traits."""
        (row,) = built(db, source, include_screens=True)("* FROM out.segment_users")
        first, last = SESSIONS[source][0][0], SCREENS[source]
        assert row == (
            *("user_42", True, at(first), at(last), at(IDENTIFIED[source])),
            *(4, 2, 5, 1),
            *("google", "cpc", "spring", "Paid Search"),
            *("a@example.com", "free"),
        )

    def test_first_and_last_pages(self, db, source):
        """Campaign, title and path are what the visitor saw."""
        rows = built(db, source)(
            "first_page_values.first_path, last_page_values.last_path, first_page_values.first_utm_source, "
            "first_page_values.first_utm_campaign, last_page_values.last_title "
            "FROM out.segment_sessions ORDER BY session_index"
        )
        paths = [row[:2] for row in rows]
        assert paths == [("/", "/products/p1"), ("/cart", "/cart"), ("/", "/"), ("/account", "/account")]
        assert rows[3][4] == "Account \u2013 \u00dcbersicht"
        if not source.startswith("browser"):
            return  # the browser's client reads the campaign out of the address, the others are not told any
        assert [row[2:4] for row in rows] == [
            ("google", "spring"),
            (None, None),
            (None, None),
            ("newsletter", "March Deals"),
        ]


def last_call(source: str) -> str:
    """Return when the last call with both ids was made, screens off: the page of the second day."""
    return SESSIONS[source][3][0]


@needs("segment-logs")
def test_the_four_clients_are_one_person(db):
    """With all four sources the gaps are those between any two of them.

    The latest product page is Node's (10:05:30.025), the earliest cart a browser's (10:35:30.002): 29:59.977 lie
    between, so nothing starts there; nor between Node's cart (10:35:30.025) and a browser's home (11:05:30.002).
    """
    select = built(db, *SESSIONS)
    assert select(
        "session_index, session_start_timestamp, session_end_timestamp, stats.total_pages, stats.total_tracks "
        "FROM out.segment_sessions ORDER BY session_index"
    ) == [
        (1, at("3T10:00:00.004"), at("3T11:07:00.008"), 16, 8),
        (2, at("4T09:00:00.001"), at("4T09:00:00.008"), 4, 0),
    ]


@needs("reconstructr")
@pytest.mark.parametrize(("timeout", "sessions"), [(1_800_000, 22_226), (1_800_001, 22_224)])
def test_readers_of_wikipedia(db, timeout, sessions):
    """An independent sessionizer counted as many sessions in 63,524 page views; two gaps are 30 minutes exactly."""
    db.execute("CREATE SCHEMA web")
    db.execute("CREATE TABLE web.pages AS FROM read_parquet(?)", [str(DATA / "reconstructr" / "pages.parquet")])
    models = segment(segment_schema="web", session_timeout_millis=timeout, include_tracks=False)
    models.run(db)
    rows = db.execute(
        "SELECT count(*), count(DISTINCT user_id), sum(stats.total_pages) FROM segment_models.segment_sessions"
    ).fetchall()
    assert rows == [(sessions, 10_000, 63_524)]


@needs("snowplow_ecommerce")
def test_visitors_of_a_shop(db):
    """The shop's tracker numbered its sessions itself, 62 of visitors: the same events are together in each."""
    folder = DATA / "snowplow_ecommerce"
    db.execute("CREATE SCHEMA shop")
    db.execute("CREATE TABLE shop.tracks AS FROM read_parquet(?)", [str(folder / "tracks.parquet")])
    segment(segment_schema="shop", include_pages=False).run(db)
    in_sessions = db.execute("SELECT track_id, session_id FROM segment_models.segment_sessionized_events").fetchall()
    rejected = dict(db.execute("SELECT event_id, reason FROM segment_models.segment_rejected_events").fetchall())

    with (folder / "truth.csv").open(encoding="utf-8", newline="") as lines:
        tracked = {row["id"]: row["session_id"] for row in csv.DictReader(lines)}
    # Eleven events have no visitor: ten came from a phone whose tracker gave them no session either, and one from a
    # browser, alone in a session of its own.
    nobodys = {event for event, session in tracked.items() if not session}
    nobodys.add("611b0eeb-d77d-485d-b7c7-9324c930e955")
    assert len(nobodys) == 11
    assert rejected == dict.fromkeys(nobodys, "missing_person")

    expected = together((event, session) for event, session in tracked.items() if event not in nobodys)
    assert len(expected) == 62
    assert together(in_sessions) == expected


def together(events) -> set[frozenset[str]]:
    """Return the sets of events that share a session, given (event, session)."""
    sessions: dict[str, set[str]] = {}
    for event, session in events:
        sessions.setdefault(session, set()).add(event)
    return {frozenset(members) for members in sessions.values()}
