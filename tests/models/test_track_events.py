"""`segment_track_events`: track calls that can be used."""

import pytest

from stories import Raw, at, track, web


@pytest.mark.in_turn
def test_a_track(warehouse):
    """It has its event, and its custom fields behind."""
    raw = Raw([track("t1", "10:00:00", user="u", event="order_completed", revenue=9.5)], {"revenue": "double"})
    built = warehouse.build(web(tracks=raw), custom_track_fields=["revenue"])
    assert built.rows("track_events") == [
        {
            "source": "web",
            "track_id": "t1",
            "timestamp": at("10:00:00"),
            "user_id": "u",
            "anonymous_id": "d",
            "event": "order_completed",
            "revenue": 9.5,
        }
    ]


@pytest.mark.in_turn
def test_only_tracks(warehouse):
    """Where pages and screens are off, sessions are made of tracks; other columns and models are absent."""
    tables = web(tracks=[track("t1", "10:00:00"), track("t2", "10:40:00")], pages=[track("p1", "10:20:00")])
    built = warehouse.build(tables, include_pages=False)
    assert built("sessionized_events", "track_id", "session_index") == [("t1", 1), ("t2", 2)]
    assert list(built.rows("sessionized_events")[0]) == [
        *("source", "timestamp", "user_id", "anonymous_id", "track_id"),
        *("session_start_event", "session_index", "session_id"),
    ]
    assert list(built.rows("sessions")[0]["stats"]) == ["total_tracks", "duration_millis"]
    assert sorted(warehouse.kinds(built.schema)) == [
        "segment_active_days",
        "segment_daily",
        "segment_inventory",
        "segment_rejected_events",
        "segment_session_facts",
        "segment_session_sources",
        "segment_sessionized_events",
        "segment_sessionized_tracks",
        "segment_sessions",
        "segment_shared_calls",
        "segment_track_events",
        "segment_user_map",
        "segment_users",
    ]
