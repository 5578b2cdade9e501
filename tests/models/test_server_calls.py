"""Events of servers and sessions: they make none, and join the one that they fall into (R8a); midnight (R8b)."""

import pytest

from stories import at, page, session_id, track, web

DAY = [  # the table of R8a
    page("p1", "10:00:00", user="A"),
    page("p2", "10:50:00", user="A"),
]
SENT = [
    track("t1", "10:25:00", device=None, user="A"),
    track("t2", "23:00:00", device=None, user="A"),
]
FIRST, SECOND = session_id("web", "page", "p1"), session_id("web", "page", "p2")


def test_a_servers_event_joins_the_session_that_it_falls_into(warehouse):
    """It counts and is recorded there; start, end, first and last values are those of the others."""
    built = warehouse.build(web(pages=DAY, tracks=SENT))
    assert built("sessionized_events", "page_id", "track_id", "session_index", "session_id", "session_start_event") == [
        ("p1", None, 1, FIRST, True),
        ("p2", None, 2, SECOND, True),
        (None, "t1", 1, FIRST, False),
        (None, "t2", None, None, False),
    ]
    start, end = at("10:00:00"), at("10:50:00")
    columns = (
        "session_id",
        "session_start_timestamp",
        "session_end_timestamp",
        "stats.total_tracks",
        "stats.total_pages",
    )
    assert built("sessions", *columns) == sorted([(FIRST, start, start, 1, 1), (SECOND, end, end, 0, 1)])
    assert built("users", "user_id", "total_sessions", "total_tracks", "last_seen_at") == [
        ("A", 2, 2, at("23:00:00")),
    ]


def test_the_gap_to_a_session(warehouse):
    """A microsecond less than the timeout after the last event that is no server's is in, the timeout is not."""
    tracks = [
        track("t1", "10:29:59.999999", device=None, user="A"),
        track("t2", "10:30:00", device=None, user="A"),
        track("t3", "09:59:59.999999", device=None, user="A"),
    ]
    built = warehouse.build(web(pages=[page("p1", "10:00:00", user="A")], tracks=tracks))
    assert built("sessionized_events", "track_id", "session_index") == [
        ("t1", 1),
        ("t2", None),
        ("t3", None),
        (None, 1),
    ]


@pytest.mark.in_turn
def test_apart(warehouse):
    """No event of a server is in a session then, however near."""
    built = warehouse.build(web(pages=DAY, tracks=SENT), server_events="apart")
    assert built("sessionized_events", "track_id", "session_index") == [
        ("t1", None),
        ("t2", None),
        (None, 1),
        (None, 2),
    ]


@pytest.mark.in_turn
def test_session(warehouse):
    """Events of servers make, bridge and end sessions like all others."""
    built = warehouse.build(web(pages=DAY, tracks=SENT), server_events="session")
    assert built("sessionized_events", "page_id", "track_id", "session_index") == [
        ("p1", None, 1),
        ("p2", None, 1),
        (None, "t1", 1),
        (None, "t2", 2),
    ]


@pytest.mark.in_turn
def test_a_source_of_servers(warehouse):
    """All its events are a server's, with an anonymous id, too."""
    tables = {"web": {"pages": DAY}, "api": {"tracks": [track("t1", "10:40:00", user="A")]}}
    built = warehouse.build(tables, server_sources=["api"])
    assert built("sessionized_events", "page_id", "track_id", "session_index") == [
        ("p1", None, 1),
        ("p2", None, 2),
        (None, "t1", None),
    ]


@pytest.mark.in_turn
def test_where_there_are_only_servers(warehouse):
    """Without a column for an anonymous id in any event table, their events make sessions."""
    row = {"id": "t1", "timestamp": at("10:00:00"), "user_id": "A", "event": "paid"}
    built = warehouse.build(web(tracks=[row]))
    assert built("sessionized_events", "track_id", "session_index") == [("t1", 1)]


def test_a_person_of_servers_only(warehouse):
    """Somebody without a visit is a user without a session."""
    built = warehouse.build(web(pages=DAY[:1], tracks=[track("t1", "10:00:00", device=None, user="S")]))
    assert built("users", "user_id", "total_sessions", "total_tracks") == [("A", 1, 0), ("S", 0, 1)]


@pytest.mark.parametrize(
    ("zone", "sessions"),
    [
        (None, [("p1", 1), ("p2", 1), ("p3", 1)]),
        ("Europe/Berlin", [("p1", 1), ("p2", 2), ("p3", 2)]),
        ("UTC", [("p1", 1), ("p2", 1), ("p3", 2)]),
    ],
)
def test_midnight(warehouse, zone, sessions):
    """In Berlin midnight of 1 July is at 22:00 UTC (R8b)."""
    pages = [
        page("p1", "2024-06-30 21:59:59.999999"),
        page("p2", "2024-06-30 22:00:00"),
        page("p3", "2024-07-01 00:00:00"),
    ]
    built = warehouse.build(web(pages=pages), session_midnight=zone, session_timeout_millis=36_000_000)
    assert built("sessionized_events", "page_id", "session_index") == sessions
