"""`segment_session_sources`: where each session came from, by its own pages and by last non-direct (A9, A10)."""

import pytest

from models.test_touches import visits
from sixty import VISITS
from stories import at, page, screen, session_id, track, web

HOME, AD = "https://shop.example.com/", "https://shop.example.com/?utm_source=news&utm_medium=email&utm_campaign=may"
OTHER_AD = "https://shop.example.com/?gclid=x1"
OWN = ("touch_page_id", "touch", "traffic_source", "traffic_medium", "traffic_campaign", "channel")
NEWS = ("utm", "news", "email", "may", "Email")
DIRECT = ("direct", "(direct)", "(none)", "(direct)", "Direct")


def test_sixty_visits(warehouse):
    """Each is a session that came from where its only page did; without a touch it is direct."""
    built = warehouse.build(web(pages=visits()))
    told = built("session_sources", "user_id", "traffic_source", "traffic_medium", "channel")
    assert sorted(told, key=lambda row: int(row[0][1:])) == [
        (f"v{number}", source, medium, channel) for number, (*_, source, medium, channel) in enumerate(VISITS, start=1)
    ]


def test_the_first_page_that_tells(warehouse):
    """A visit that begins without a source and has an ad on its third page came by the ad; a later ad is none of it."""
    rows = [
        page("p1", "10:00:00", url=HOME, path="/"),
        page("p2", "10:01:00", url=f"{HOME}tea", path="/tea"),
        page("p3", "10:02:00", url=AD),
        page("p4", "10:03:00", url=OTHER_AD),
    ]
    built = warehouse.build(web(pages=rows))
    assert built("session_sources", *OWN) == [("p3", *NEWS)]
    assert built("session_sources", "landing_host", "landing_path") == [("shop.example.com", "/")]
    assert built("touches", "page_id", "touch") == [("p3", "utm"), ("p4", "click_id")]


def test_touches_at_the_same_time(warehouse):
    """The source decides, then the id (R7)."""
    tables = {
        "web": {"pages": [page("p1", "10:00:00", url=AD)]},
        "app": {"pages": [page("9", "10:00:00", url=AD), page("10", "10:00:00", url=OTHER_AD)]},
    }
    assert warehouse.build(tables)("session_sources", "touch_page_id", "touch") == [("10", "click_id")]


def test_sessions_without_a_touch(warehouse):
    """With a page or a screen they are direct; with tracks alone nothing is known, and no channel assigned."""
    tables = web(
        pages=[page("p1", "10:00:00", device="a", url=HOME)],
        screens=[screen("s1", "10:00:00", device="b")],
        tracks=[track("t1", "10:00:00", device="c")],
    )
    built = warehouse.build(tables, include_screens=True)
    assert built("session_sources", "user_id", *OWN) == [
        ("a", None, *DIRECT),
        ("b", None, *DIRECT),
        ("c", None, "none", None, None, None, "Unassigned"),
    ]


@pytest.mark.in_turn
def test_without_pages(warehouse):
    """Where pages are off there are no touches, and every session is direct or none."""
    tables = web(screens=[screen("s1", "10:00:00", device="b")], tracks=[track("t1", "10:00:00", device="c")])
    built = warehouse.build(tables, include_pages=False, include_screens=True)
    assert built("session_sources", "user_id", "touch", "channel", "attributed_channel", "attributed_is_own") == [
        ("b", "direct", "Direct", "Direct", True),
        ("c", "none", "Unassigned", "Unassigned", True),
    ]


ATTRIBUTED = ("session_index", "attributed_source", "attributed_channel", "attributed_session_id", "attributed_is_own")


def test_last_non_direct(warehouse):
    """A direct session, or one of tracks, has the source of the latest with a touch, for 90 days to the microsecond."""
    tables = web(
        pages=[
            page("p1", "2024-01-01 10:00:00", url=HOME),
            page("p2", "2024-01-02 10:00:00", url=OTHER_AD),
            page("p3", "2024-01-03 10:00:00", url=AD),
            page("p5", "2024-04-02 10:00:00", url=HOME),
            page("p6", "2024-04-02 12:00:00.000001", url=HOME),
        ],
        tracks=[track("t4", "2024-02-01 10:00:00")],
    )
    first, second, third, last = (session_id("web", "page", one) for one in ("p1", "p2", "p3", "p6"))
    assert warehouse.build(tables)("session_sources", *ATTRIBUTED) == [
        (1, "(direct)", "Direct", first, True),
        (2, "google", "Paid Search", second, True),
        (3, "news", "Email", third, True),
        (4, "news", "Email", third, False),
        (5, "news", "Email", third, False),
        (6, "(direct)", "Direct", last, True),
    ]


@pytest.mark.in_turn
def test_the_moment_of_the_lookback(warehouse):
    """A day back means 24 hours: a microsecond more is too long."""
    rows = [
        page("p1", "2024-03-01 10:00:00", device="a", url=AD),
        page("p2", "2024-03-02 10:00:00", device="a", url=HOME),
        page("q1", "2024-03-01 10:00:00", device="b", url=AD),
        page("q2", "2024-03-02 10:00:00.000001", device="b", url=HOME),
    ]
    built = warehouse.build(web(pages=rows), lookback="1 day")
    assert built("session_sources", "user_id", "session_index", "attributed_source") == [
        ("a", 1, "news"),
        ("a", 2, "news"),
        ("b", 1, "news"),
        ("b", 2, "(direct)"),
    ]


def test_where_a_person_came_from_first(warehouse):
    """The first session says it, direct or not (A11); a person without a session came from nowhere."""
    tables = web(
        pages=[
            page("p1", "2024-03-01 10:00:00", user="ann", url=HOME),
            page("p2", "2024-03-02 10:00:00", user="ann", url=AD),
            page("p3", "2024-03-01 10:00:00", user="bob", device="b", url=AD),
        ],
        identifies=[{"id": "i1", "timestamp": at("2024-03-01 10:00:00"), "user_id": "cem", "anonymous_id": None}],
    )
    built = warehouse.build(tables)
    assert built("users", "user_id", "first_source", "first_medium", "first_campaign", "first_channel") == [
        ("ann", "(direct)", "(none)", "(direct)", "Direct"),
        ("bob", "news", "email", "may", "Email"),
        ("cem", None, None, None, None),
    ]
