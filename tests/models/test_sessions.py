"""`segment_sessions`: each visit, with its records."""

import pytest

from stories import at, page, screen, session_id, track, web

PAGE_VALUES = ("url", "referrer", "title", "name", "search", "path")
CAMPAIGN = ("utm_content", "utm_medium", "utm_source", "utm_campaign", "utm_term")


def values(which: str, **known) -> dict:
    """Return the struct of first or last page values, NULL where nothing is known."""
    return {f"{which}_{name}": known.get(name) for name in (*PAGE_VALUES, *CAMPAIGN)}


def record_of_page(id_: str, clock: str, **known) -> dict:
    """Return the record of a page."""
    fields = {name: known.get(name) for name in (*PAGE_VALUES, *CAMPAIGN)}
    return {"timestamp": at(clock), "track": None, "page": {"timestamp": at(clock), "page_id": id_, **fields}}


def record_of_track(id_: str, clock: str, event: str) -> dict:
    """Return the record of a track."""
    struct = {"timestamp": at(clock), "track_id": id_, "event": event}
    return {"timestamp": at(clock), "track": struct, "page": None}


def test_a_visit(warehouse):
    """A session is its person, its bounds, its counts, its first and last page, and its events in order."""
    tables = web(
        pages=[
            page("p2", "10:20:00.5", title="Cart", path="/cart"),
            page("p1", "10:00:00", title="Home", path="/", context_campaign_source="news"),
        ],
        tracks=[track("t1", "10:10:00", event="clicked")],
    )
    assert warehouse.build(tables).rows("sessions") == [
        {
            "session_id": session_id("web", "page", "p1"),
            "session_index": 1,
            "user_id": "d",
            "session_start_timestamp": at("10:00:00"),
            "session_end_timestamp": at("10:20:00.5"),
            "stats": {"total_tracks": 1, "total_pages": 2, "duration_millis": 1_200_500},
            "first_page_values": values("first", title="Home", path="/", utm_source="news"),
            "last_page_values": values("last", title="Cart", path="/cart"),
            "records": [
                record_of_page("p1", "10:00:00", title="Home", path="/", utm_source="news"),
                record_of_track("t1", "10:10:00", "clicked"),
                record_of_page("p2", "10:20:00.5", title="Cart", path="/cart"),
            ],
        }
    ]


def test_first_and_last_values_are_of_one_page(warehouse):
    """NULLs are kept: what the first page lacks is not borrowed from the second (R10)."""
    rows = [page("p1", "10:00:00", path="/"), page("p2", "10:01:00", title="T"), page("p3", "10:02:00", path="/b")]
    row = warehouse.build(web(pages=rows)).one("sessions")
    assert row["first_page_values"] == values("first", path="/")
    assert row["last_page_values"] == values("last", path="/b")


def test_a_page_of_nothing_but_nulls(warehouse):
    """It is the first page nevertheless."""
    rows = [page("p1", "10:00:00"), page("p2", "10:01:00", path="/")]
    row = warehouse.build(web(pages=rows)).one("sessions")
    assert row["first_page_values"] == values("first")


def test_pages_at_the_same_time(warehouse):
    """The id decides which is first and which is last (R7)."""
    rows = [page("b", "10:00:00", path="/b"), page("a", "10:00:00", path="/a"), page("c", "10:00:00", path="/c")]
    row = warehouse.build(web(pages=rows)).one("sessions")
    assert (row["first_page_values"]["first_path"], row["last_page_values"]["last_path"]) == ("/a", "/c")


def test_a_visit_without_pages(warehouse):
    """There are no page values, as opposed to page values that are all NULL."""
    row = warehouse.build(web(pages=[], tracks=[track("t1", "10:00:00", event="clicked")])).one("sessions")
    assert row["first_page_values"] is row["last_page_values"] is None
    assert row["stats"] == {"total_tracks": 1, "total_pages": 0, "duration_millis": 0}


def test_first_and_last_screens(warehouse):
    """Screens have values of their own beside those of pages."""
    tables = web(
        pages=[page("p1", "10:00:00", name="page")],
        screens=[screen("s1", "10:01:00", name="one"), screen("s2", "10:02:00", name="two")],
    )
    row = warehouse.build(tables, include_screens=True).one("sessions")
    assert row["first_screen_values"] == {"first_name": "one"}
    assert row["last_screen_values"] == {"last_name": "two"}
    assert row["first_page_values"]["first_name"] == "page"
    assert list(row["records"][0]) == ["timestamp", "track", "page", "screen"]


@pytest.mark.in_turn
def test_custom_fields(warehouse):
    """They follow the fields of their type, in values and in records."""
    tables = web(
        pages=[page("p1", "10:00:00", depth="3")],
        tracks=[track("t1", "10:00:00", event="e", browser="b")],
    )
    row = warehouse.build(tables, custom_page_fields=["depth"], custom_track_fields=["browser"]).one("sessions")
    assert row["first_page_values"] == {**values("first"), "first_depth": "3"}
    assert list(row["first_page_values"])[-1] == "first_depth"
    assert row["records"][0]["page"]["depth"] == "3"
    assert row["records"][1]["track"] == {"timestamp": at("10:00:00"), "track_id": "t1", "event": "e", "browser": "b"}


def test_a_duration_is_whole_milliseconds(warehouse):
    """Microseconds are cut off it, not rounded."""
    rows = [page("p1", "10:00:00.000001"), page("p2", "10:00:01.000999")]
    assert warehouse.build(web(pages=rows)).one("sessions")["stats"]["duration_millis"] == 1000


def test_flat(warehouse):
    """With nested: false there are columns instead of structs, and no records."""
    tables = web(
        pages=[page("p1", "10:00:00", title="Home", depth="1"), page("p2", "10:01:00", title="Cart")],
        screens=[screen("s1", "10:00:30", name="one")],
        tracks=[track("t1", "10:00:40")],
    )
    row = warehouse.build(tables, nested=False, include_screens=True, custom_page_fields=["depth"]).one("sessions")
    assert list(row) == [
        *("session_id", "session_index", "user_id", "session_start_timestamp", "session_end_timestamp"),
        *("total_tracks", "total_pages", "total_screens", "duration_millis"),
        *(f"first_{name}" for name in (*PAGE_VALUES, *CAMPAIGN, "depth")),
        *(f"last_{name}" for name in (*PAGE_VALUES, *CAMPAIGN, "depth")),
        *("first_screen_name", "last_screen_name"),
    ]
    assert {name: value for name, value in row.items() if value is not None} == {
        "session_id": session_id("web", "page", "p1"),
        "session_index": 1,
        "user_id": "d",
        "session_start_timestamp": at("10:00:00"),
        "session_end_timestamp": at("10:01:00"),
        "total_tracks": 1,
        "total_pages": 2,
        "total_screens": 1,
        "duration_millis": 60_000,
        "first_title": "Home",
        "first_depth": "1",
        "last_title": "Cart",
        "first_screen_name": "one",
        "last_screen_name": "one",
    }


@pytest.mark.in_turn
@pytest.mark.parametrize("nested", [True, False])
def test_people_share_nothing(warehouse, nested):
    """Two visitors at the same time have a session each."""
    rows = [page(f"p{n}", "10:00:00", device=device, path=device) for n, device in enumerate(("a", "b", "A"))]
    built = warehouse.build(web(pages=rows), nested=nested)
    path = "first_page_values.first_path" if nested else "first_path"
    assert built("sessions", "user_id", path, "session_index") == [("A", "A", 1), ("a", "a", 1), ("b", "b", 1)]
