"""`segment_sessionized_pages`: pages with their session and their fields."""

import pytest

from stories import at, page, session_id, track, web


@pytest.mark.in_turn
def test_a_page(warehouse):
    """The person, the session, and what the page carried; tracks are elsewhere."""
    rows = [page("p1", "10:00:00", user="ann", path="/", category="home"), page("p2", "11:00:00", path="/a")]
    built = warehouse.build(web(pages=rows, tracks=[track("t1", "10:00:00")]), custom_page_fields=["category"])
    columns = ("source", "timestamp", "user_id", "page_id", "session_index", "session_id", "path", "category")
    assert built("sessionized_pages", *columns) == [
        ("web", at("10:00:00"), "ann", "p1", 1, session_id("web", "page", "p1"), "/", "home"),
        ("web", at("11:00:00"), "ann", "p2", 2, session_id("web", "page", "p2"), "/a", None),
    ]


def test_the_same_id_in_two_sources(warehouse):
    """Each page has the fields of its own source."""
    tables = {name: {"pages": [page("1", "10:00:00", title=name)]} for name in ("app", "web")}
    assert warehouse.build(tables)("sessionized_pages", "source", "title") == [("app", "app"), ("web", "web")]
