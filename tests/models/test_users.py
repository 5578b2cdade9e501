"""`segment_users`: one row per person (R11)."""

import pytest

from stories import Raw, at, identify, page, screen, track, web


@pytest.mark.in_turn
def test_a_user(warehouse):
    """Seen over all calls, known since the first call with the user id, counted over events."""
    tables = web(
        pages=[page("p1", "10:00:00"), page("p2", "12:00:00", user="ann")],
        tracks=[track("t1", "12:01:00")],
        screens=[screen("s1", "12:02:00")],
        identifies=[identify("i1", "13:00:00", user="ann", email="a@x.org")],
    )
    built = warehouse.build(tables, include_screens=True, custom_user_fields=["email"])
    assert built.rows("users") == [
        {
            "user_id": "ann",
            "is_identified": True,
            "first_seen_at": at("10:00:00"),
            "last_seen_at": at("13:00:00"),
            "first_identified_at": at("12:00:00"),
            "total_sessions": 2,
            "total_tracks": 1,
            "total_pages": 2,
            "total_screens": 1,
            "first_source": "(direct)",
            "first_medium": "(none)",
            "first_campaign": "(direct)",
            "first_channel": "Direct",
            "email": "a@x.org",
        }
    ]


def test_a_user_known_from_a_page_only(warehouse):
    """No identify is needed."""
    built = warehouse.build(web(pages=[page("p1", "10:00:00", user="ann")]))
    assert built("users", "user_id", "is_identified", "first_identified_at") == [("ann", True, at("10:00:00"))]


def test_a_user_known_from_an_identify_only(warehouse):
    """There are no sessions, and a row."""
    built = warehouse.build(web(pages=[], identifies=[identify("i1", "10:00:00", user="ann", device=None)]))
    assert built("users", "user_id", "total_sessions", "total_pages", "first_seen_at", "last_seen_at") == [
        ("ann", 0, 0, at("10:00:00"), at("10:00:00"))
    ]


def test_an_anonymous_person_who_sent_an_identify(warehouse):
    """They have traits and a row, and are not identified."""
    tables = web(
        pages=[page("p1", "09:00:00")],
        identifies=[identify("i1", "10:00:00", email="d@x.org")],
    )
    built = warehouse.build(tables, custom_user_fields=["email"])
    assert built("users", "user_id", "is_identified", "first_identified_at", "first_seen_at", "email") == [
        ("d", False, None, at("09:00:00"), "d@x.org")
    ]


def test_visitors_are_no_users(warehouse):
    """Somebody who never said anything has a row only if such people are included."""
    tables = web(pages=[page("p1", "10:00:00", device="a"), page("p2", "10:00:00", device="b", user="bob")])
    assert warehouse.build(tables)("users", "user_id") == [("bob",)]
    everyone = warehouse.build(tables, include_anonymous_users=True)
    assert everyone("users", "user_id", "is_identified", "total_sessions") == [("a", False, 1), ("bob", True, 1)]


@pytest.mark.in_turn
def test_one_row_for_all_devices(warehouse):
    """A user's anonymous ids have no rows of their own, not even when visitors are included."""
    rows = [
        page("p1", "10:00:00", device="a", user="ann"),
        page("p2", "09:00:00", device="b"),
        page("p3", "11:00:00", device="b", user="ann"),
    ]
    built = warehouse.build(web(pages=rows), include_anonymous_users=True)
    assert built("users", "user_id", "first_seen_at", "total_pages") == [("ann", at("09:00:00"), 3)]


@pytest.mark.in_turn
def test_a_trait_is_the_latest_that_is_known(warehouse):
    """A later identify without it does not erase it; each trait is found by itself."""
    rows = [
        identify("i1", "10:00:00", user="ann", email="old@x.org", plan="free"),
        identify("i2", "11:00:00", user="ann", email="new@x.org"),
        identify("i3", "12:00:00", user="ann"),
    ]
    built = warehouse.build(web(pages=[], identifies=rows), custom_user_fields=["email", "plan"])
    assert built("users", "email", "plan") == [("new@x.org", "free")]


@pytest.mark.in_turn
def test_traits_sent_at_the_same_time(warehouse):
    """The source decides, then the id (R7)."""
    tables = {
        "web": {
            "pages": [],
            "identifies": [
                identify("9", "10:00:00", user="ann", email="9", plan="web 9"),
                identify("10", "10:00:00", user="ann", email="10"),
            ],
        },
        "app": {"identifies": [identify("99", "10:00:00", user="ann", email="app", name="app")]},
    }
    built = warehouse.build(tables, custom_user_fields=["email", "plan", "name"])
    assert built("users", "email", "plan", "name") == [("9", "web 9", "app")]


def test_traits_from_before_the_log_in(warehouse):
    """What an anonymous visitor said is the user's, once they log in."""
    rows = [identify("i1", "10:00:00", email="d@x.org"), identify("i2", "11:00:00", user="ann")]
    built = warehouse.build(web(pages=[], identifies=rows), custom_user_fields=["email"])
    assert built("users", "user_id", "email", "first_seen_at", "first_identified_at") == [
        ("ann", "d@x.org", at("10:00:00"), at("11:00:00"))
    ]


def test_traits_keep_their_types(warehouse):
    """A number is a number, a truth a truth; a trait of two types is text."""
    rows = Raw(
        [identify("i1", "10:00:00", user="ann", age=7, vip=False, size=1)],
        {"age": "integer", "vip": "boolean", "size": "integer"},
    )
    other = [identify("i2", "09:00:00", user="ann", size="L")]
    tables = {"web": {"pages": [], "identifies": rows}, "app": {"identifies": other}}
    row = warehouse.build(tables, custom_user_fields=["age", "vip", "size"]).one("users")
    assert [row["age"], row["vip"], row["size"]] == [7, False, "1"]


@pytest.mark.in_turn
def test_columns_of_switched_off_types_are_absent(warehouse):
    """Where tracks are off, there is no total of them."""
    row = warehouse.build(web(pages=[page("p1", "10:00:00", user="ann")]), include_tracks=False).one("users")
    assert list(row) == [
        *("user_id", "is_identified", "first_seen_at", "last_seen_at", "first_identified_at"),
        *("total_sessions", "total_pages"),
        *("first_source", "first_medium", "first_campaign", "first_channel"),
    ]
