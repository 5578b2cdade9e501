"""`segment_sessionized_screens`: screens with their session and their fields."""

from stories import at, screen, session_id, web


def test_a_screen(warehouse):
    """It has its person, its session and its name."""
    built = warehouse.build(web(screens=[screen("s1", "10:00:00", user="ann", name="Home")]), include_screens=True)
    assert built.rows("sessionized_screens") == [
        {
            "source": "web",
            "timestamp": at("10:00:00"),
            "user_id": "ann",
            "screen_id": "s1",
            "session_index": 1,
            "session_id": session_id("web", "screen", "s1"),
            "name": "Home",
        }
    ]
