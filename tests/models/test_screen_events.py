"""`segment_screen_events`: screen calls that can be used."""

import pytest

from stories import at, page, screen, track, web


@pytest.mark.in_turn
def test_a_screen(warehouse):
    """It has its name, and its custom fields behind."""
    raw = [screen("s1", "10:00:00", name="Home", variation="blue")]
    built = warehouse.build(web(screens=raw), include_screens=True, custom_screen_fields=["variation"])
    assert built.rows("screen_events") == [
        {
            "source": "web",
            "screen_id": "s1",
            "timestamp": at("10:00:00"),
            "user_id": None,
            "anonymous_id": "d",
            "name": "Home",
            "variation": "blue",
        }
    ]


def test_screens_are_off_at_first(warehouse):
    """Nobody is asked: screens that are there count only if they are switched on."""
    built = warehouse.build(web(pages=[page("p1", "10:00:00")], screens=[screen("s1", "10:20:00")]))
    assert "segment_screen_events" not in warehouse.kinds(built.schema)
    assert "screen_id" not in built.one("sessionized_events")


@pytest.mark.in_turn
def test_only_screens(warehouse):
    """Where they are the only type, the session's values are those of screens."""
    built = warehouse.build(
        web(screens=[screen("s1", "10:00:00", name="Home")]),
        include_screens=True,
        include_pages=False,
        include_tracks=False,
    )
    row = built.one("sessions")
    assert row["stats"] == {"total_screens": 1, "duration_millis": 0}
    assert row["first_screen_values"] == {"first_name": "Home"}
    assert not {"first_page_values", "last_page_values"} & set(row)
    assert row["records"] == [
        {"timestamp": at("10:00:00"), "screen": {"timestamp": at("10:00:00"), "screen_id": "s1", "name": "Home"}}
    ]


def test_nobody_sent_a_screen_or_a_page(warehouse):
    """Screens are included, and there is no table of them, nor of pages or identifies: sessions are made of tracks."""
    built = warehouse.build(web(tracks=[track("t1", "10:00:00")]), include_screens=True)
    assert built("sessions", "user_id", "stats.total_tracks", "stats.total_screens") == [("d", 1, 0)]
    assert warehouse.kinds(built.schema)["segment_screen_events"] == "view"
    assert [built.rows(model) for model in ("page_events", "screen_events", "sessionized_screens", "users")] == [[]] * 4
