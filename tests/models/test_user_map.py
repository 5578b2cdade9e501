"""`segment_user_map`: which user an anonymous id belongs to (R6)."""

from stories import at, identify, page, screen, track, web


def test_the_latest_call_with_both_ids(warehouse):
    """On a shared device the one who logged in last has it."""
    rows = [page("p1", "10:00:00", user="ann"), page("p2", "11:00:00", user="bob"), page("p3", "10:30:00", user="cat")]
    built = warehouse.build(web(pages=rows))
    assert built.rows("user_map") == [
        {"anonymous_id": "d", "user_id": "bob", "mapped_at": at("11:00:00"), "is_shared": True}
    ]


def test_a_call_without_a_user_erases_nothing(warehouse):
    """Somebody who logs out is still known."""
    built = warehouse.build(web(pages=[page("p1", "10:00:00", user="ann"), page("p2", "11:00:00")]))
    assert built("user_map", "anonymous_id", "user_id", "mapped_at") == [("d", "ann", at("10:00:00"))]


def test_every_anonymous_id_has_a_row(warehouse):
    """Also one that nobody logged in on; a call without an anonymous id adds none."""
    rows = [page("p1", "10:00:00", device="a"), page("p2", "10:00:00", device=None, user="ann")]
    built = warehouse.build(web(pages=rows))
    assert built("user_map", "anonymous_id", "user_id", "mapped_at") == [("a", None, None)]


def test_every_enabled_call_type_counts(warehouse):
    """A log-in shows in identifies and in any enabled type, and not in one that is switched off."""
    tables = web(
        pages=[page("1", "10:00:00", device="a", user="ann")],
        tracks=[track("1", "10:00:00", device="b", user="bob")],
        screens=[screen("1", "10:00:00", device="c", user="cat")],
        identifies=[identify("1", "10:00:00", device="i", user="ida")],
    )
    every = [("a", "ann"), ("b", "bob"), ("c", "cat"), ("i", "ida")]
    assert warehouse.build(tables, include_screens=True)("user_map", "anonymous_id", "user_id") == every
    assert warehouse.build(tables, include_tracks=False)("user_map", "anonymous_id", "user_id") == [every[0], every[3]]


def test_equal_times(warehouse):
    """R7 decides: a later source by its bytes, then a later call type, then a later id."""
    tables = {
        "Zed": {"tracks": [track("9", "10:00:00", device=device, user="Zed") for device in ("a",)]},
        "app": {
            "pages": [page("9", "10:00:00", device="a", user="page"), page("p9", "10:00:00", device="b", user="page")],
            "screens": [
                screen("1", "10:00:00", device="a", user="screen"),
                screen("2", "10:00:00", device="b", user="s2"),
            ],
            "identifies": [identify("99", "10:00:00", device="b", user="identify")],
        },
    }
    tables["app"]["screens"].append(screen("10", "10:00:00", device="b", user="s10"))
    built = warehouse.build(tables, include_screens=True)
    # a: sources "Zed" < "app" by bytes, so app's; there page < screen.  b: identify < page < screen, and "10" < "2".
    assert built("user_map", "anonymous_id", "user_id") == [("a", "screen"), ("b", "s2")]


def test_rejected_calls_tell_nothing(warehouse):
    """A call from the year 2538 does not own the device for five hundred years."""
    rows = [
        page("p1", "10:00:00", user="ann", received_at=at("10:00:00")),
        page("p2", "2538-01-01 00:00:00", user="bob", received_at=at("10:00:00")),
    ]
    assert warehouse.build(web(pages=rows))("user_map", "anonymous_id", "user_id") == [("d", "ann")]
