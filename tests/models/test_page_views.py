"""`segment_page_views`: each page call, its place in the session and how long it was looked at (P1, P2)."""

import pytest

from stories import Raw, at, page, screen, session_id, track, web
from worth_shop import WORTH, look, look_at_screen, shop, visit

PLACE = ("page_id", "page_index", "is_entrance", "is_exit", "time_on_page_millis", "previous_path", "next_path")


def test_three_pages(warehouse):
    """Each page lasts until the next; the last until the session's last event of any kind."""
    tables = shop(
        pages=[
            visit("p1", "10:00:00", path="/"),
            visit("p2", "10:00:10.500900", path="/tea"),
            visit("p3", "10:20:00", path="/cart"),
            visit("p4", "11:00:00", path="/"),
        ],
        tracks=[look("t1", "10:21:00.000999")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("page_views", *PLACE) == [
        ("p1", 1, True, False, 10_500, None, "/tea"),
        ("p2", 2, False, False, 1_189_499, "/", "/cart"),
        ("p3", 3, False, True, 60_000, "/tea", None),
        ("p4", 1, True, True, 0, None, None),
    ]


def test_events_before_the_first_page(warehouse):
    """A track before it takes nothing from the page, and the page is the first all the same."""
    tables = shop(
        pages=[visit("p1", "10:05:00")],
        tracks=[look("t1", "10:00:00")],
        screens=[look_at_screen("s1", "10:05:07")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("page_views", *PLACE) == [("p1", 1, True, True, 7_000, None, None)]


def test_pages_at_the_same_time(warehouse):
    """They stand in the order of R7: source, then id, by their bytes."""
    tables = {
        "web": shop(pages=[visit("9", "10:00:00", path="/9"), visit("10", "10:00:00", path="/10")]),
        "app": shop(pages=[visit("z", "10:00:00", path="/z")]),
    }
    built = warehouse.build(tables, **WORTH)
    assert sorted(built("page_views", "page_index", "source", "page_id", "time_on_page_millis", "previous_path")) == [
        (1, "app", "z", 0, None),
        (2, "web", "10", 0, "/z"),
        (3, "web", "9", 0, "/10"),
    ]


def test_pages_of_servers(warehouse):
    """They have no place, in a session or outside, and move nobody else's."""
    tables = shop(
        pages=[
            visit("p1", "10:00:00", user="mina", path="/"),
            visit("p2", "10:01:00", user="mina", device=None, path="/rendered"),
            visit("p3", "10:02:00", user="mina", path="/cart"),
            visit("p4", "10:03:00", user="mina", device=None, path="/rendered"),
            visit("p5", "12:00:00", user="mina", device=None, path="/rendered"),
        ]
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("page_views", *PLACE) == [
        ("p1", 1, True, False, 120_000, None, "/cart"),
        ("p2", None, False, False, None, None, None),
        ("p3", 2, False, True, 0, "/", None),
        ("p4", None, False, False, None, None, None),
        ("p5", None, False, False, None, None, None),
    ]
    session = session_id("web", "page", "p1")
    assert built("page_views", "page_id", "session_id", "session_index") == [
        ("p1", session, 1),
        ("p2", session, 1),
        ("p3", session, 1),
        ("p4", session, 1),
        ("p5", None, None),
    ]


def test_paths_that_are_not_there(warehouse):
    """A page without a path is a page; its neighbours have no path before or after."""
    tables = shop(
        pages=[
            visit("p1", "10:00:00", path="/"),
            visit("p2", "10:00:01", path=None),
            visit("p3", "10:00:02", path="/cart"),
        ]
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("page_views", "page_id", "previous_path", "path", "next_path") == [
        ("p1", None, "/", None),
        ("p2", "/", None, "/cart"),
        ("p3", None, "/cart", None),
    ]


def test_hosts(warehouse):
    """They are read as those of touches are (A3): in lower case, without `www.`, port and user."""
    addresses = {
        "p1": ("https://user@WWW.Example.com:443/a", "https://news.ycombinator.com/item"),
        "p2": ("/relative", ""),
        "p3": (None, None),
        "p4": ("https://shop.example.com?x", "android-app://com.google.android.gm"),
        "p5": ("https://www./", "https://shop.example.com/tea and more"),
    }
    tables = shop(
        pages=[visit(name, "10:00:00", url=url, referrer=referrer) for name, (url, referrer) in addresses.items()]
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("page_views", "page_id", "host", "referrer_host") == [
        ("p1", "example.com", "news.ycombinator.com"),
        ("p2", None, None),
        ("p3", None, None),
        ("p4", "shop.example.com", "com.google.android.gm"),
        ("p5", None, "shop.example.com"),
    ]


@pytest.mark.in_turn
def test_every_column(warehouse):
    """Custom fields stand at the end, and no conversions need be configured."""
    rows = [page("p1", "10:00:00", url="https://a.example/x", path="/x", title="X", scroll=40)]
    built = warehouse.build(
        web(pages=Raw(rows, {"scroll": "integer"}), tracks=[track("t1", "10:00:00")]), custom_page_fields=["scroll"]
    )
    assert list(built.one("page_views").items()) == [
        ("source", "web"),
        ("page_id", "p1"),
        ("timestamp", at("10:00:00")),
        ("user_id", "d"),
        ("session_id", session_id("web", "page", "p1")),
        ("session_index", 1),
        ("page_index", 1),
        ("is_entrance", True),
        ("is_exit", True),
        ("time_on_page_millis", 0),
        ("previous_path", None),
        ("next_path", None),
        ("host", "a.example"),
        ("path", "/x"),
        ("title", "X"),
        ("referrer_host", None),
        ("scroll", 40),
    ]


@pytest.mark.in_turn
def test_servers_events_that_make_sessions(warehouse):
    """With `server_events: session` their pages have a place like any other."""
    rows = [page("p1", "10:00:00", user="mina", device=None), page("p2", "10:00:01", user="mina")]
    built = warehouse.build(web(pages=rows), server_events="session")
    assert built("page_views", "page_id", "page_index", "time_on_page_millis") == [("p1", 1, 1000), ("p2", 2, 0)]


@pytest.mark.in_turn
def test_without_pages(warehouse):
    """Where pages are off there are no page views."""
    tables = web(screens=[screen("s1", "10:00:00")], tracks=[track("t1", "10:00:00")])
    warehouse.build(tables, include_pages=False, include_screens=True)
    assert "segment_page_views" not in warehouse.kinds("out")
