"""`segment_sessionized_tracks`: tracks with their session and their fields."""

import pytest

from stories import at, page, session_id, track, web


@pytest.mark.in_turn
def test_a_track(warehouse):
    """It is in the session that a page began."""
    tables = web(pages=[page("p1", "10:00:00")], tracks=[track("t1", "10:01:00", event="clicked", colour="red")])
    built = warehouse.build(tables, custom_track_fields=["colour"])
    assert built.rows("sessionized_tracks") == [
        {
            "source": "web",
            "timestamp": at("10:01:00"),
            "user_id": "d",
            "track_id": "t1",
            "session_index": 1,
            "session_id": session_id("web", "page", "p1"),
            "event": "clicked",
            "colour": "red",
        }
    ]
