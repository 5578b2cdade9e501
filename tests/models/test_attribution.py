"""`segment_attribution`: what each session of a conversion's path did for it, by seven ways to share (T1 to T3)."""

from decimal import Decimal

import pytest

from stories import page, properties, session_id, track, web
from worth_shop import AD, MAIL, WORTH, order, shop, sign_up, visit

WEIGHTS = tuple(
    f"{name}_weight"
    for name in ("first", "last", "first_non_direct", "last_non_direct", "linear", "position", "time_decay")
)
PLACE = ("touch_number", "touches", "days_before")


def test_ad_direct_mail(warehouse):
    """The first table of the rule: the direct visit between gets nothing, and 14 days are two halvings."""
    tables = shop(
        pages=[
            visit("p1", "2024-03-01 10:00:00", user="mina", **AD),
            visit("p2", "2024-03-08 10:00:00", user="mina"),
            visit("p3", "2024-03-15 10:00:00", user="mina", **MAIL),
        ],
        tracks=[order("t1", "2024-03-15 10:00:00", user="mina")],
        order_completed=[properties("t1", revenue=20.0, order_id="o1")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("attribution", *PLACE, *WEIGHTS) == [
        (1, 3, 14, 1.0, 0.0, 1.0, 0.0, 0.5, 0.5, 0.2),
        (2, 3, 7, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (3, 3, 0, 0.0, 1.0, 0.0, 1.0, 0.5, 0.5, 0.8),
    ]
    names = ("touch_number", "session_id", "session_index", "channel", "traffic_source", "traffic_medium")
    assert built("attribution", *names, "traffic_campaign") == [
        (1, session_id("web", "page", "p1"), 1, "Paid Search", "google", "cpc", "(not set)"),
        (2, session_id("web", "page", "p2"), 2, "Direct", "(direct)", "(none)", "(direct)"),
        (3, session_id("web", "page", "p3"), 3, "Email", "news", "email", "may"),
    ]
    about = {built.rows("attribution")[0][name] for name in ("conversion", "source", "track_id", "user_id", "value")}
    assert about == {"order_completed", "web", "t1", "mina", Decimal("20.000000")}


def test_direct_twice(warehouse):
    """The second table of the rule: where no session has a touch, all share, the first and the last as they are."""
    tables = shop(
        pages=[visit("p1", "2024-03-01 10:00:00"), visit("p2", "2024-03-04 10:00:00")],
        tracks=[sign_up("t1", "2024-03-04 10:00:00")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    before = 742_997_145 / 1_742_997_145
    assert built("attribution", *PLACE, *WEIGHTS) == [
        (1, 2, 3, 1.0, 0.0, 1.0, 0.0, 0.5, 0.5, before),
        (2, 2, 0, 0.0, 1.0, 0.0, 1.0, 0.5, 0.5, 1_000_000_000 / 1_742_997_145),
    ]


def test_one_touch_between(warehouse):
    """It has all of what only touches have; first and last are those of all sessions."""
    tables = shop(
        pages=[
            visit("p1", "2024-03-01 10:00:00"),
            visit("p2", "2024-03-02 10:00:00", **AD),
            visit("p3", "2024-03-03 10:00:00"),
        ],
        tracks=[sign_up("t1", "2024-03-03 10:10:00")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("attribution", "touch_number", *WEIGHTS) == [
        (1, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (2, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0),
        (3, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    ]


def test_many_touches(warehouse):
    """By position the first and the last have two fifths each, and the others share the last fifth."""
    tables = shop(
        pages=[visit(f"p{day}", f"2024-03-0{day} 10:00:00", **(AD if day % 2 else MAIL)) for day in range(1, 6)],
        tracks=[sign_up("t1", "2024-03-05 10:00:00.000001")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("attribution", "touch_number", "days_before", "linear_weight", "position_weight") == [
        (1, 4, 0.2, 0.4),
        (2, 3, 0.2, 1 / 15),
        (3, 2, 0.2, 1 / 15),
        (4, 1, 0.2, 1 / 15),
        (5, 0, 0.2, 0.4),
    ]
    assert sum(row["time_decay_weight"] for row in built.rows("attribution")) == pytest.approx(1, abs=1e-9)


def test_the_lookback(warehouse):
    """90 days to the microsecond; whole days are counted, and a part of one is none."""
    tables = shop(
        pages=[
            visit("a1", "2024-01-01 10:00:00", device="a", **AD),
            visit("b1", "2024-01-01 09:59:59.999999", device="b", **AD),
            visit("a2", "2024-03-31 09:50:00", device="a"),
            visit("b2", "2024-03-31 09:50:00", device="b"),
        ],
        tracks=[
            sign_up("a3", "2024-03-31 10:00:00", device="a"),
            sign_up("b3", "2024-03-31 10:00:00", device="b"),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("attribution", "user_id", *PLACE, "linear_weight") == [
        ("a", 1, 2, 90, 1.0),
        ("a", 2, 2, 0, 0.0),
        ("b", 1, 1, 0, 1.0),
    ]


def test_no_session_in_the_path(warehouse):
    """A server's order before any visit has one row, and its whole weight is nobody's."""
    tables = shop(
        pages=[visit("p1", "12:00:00", user="mina", **AD)],
        tracks=[order("t1", "10:00:00", user="mina", device=None)],
        order_completed=[properties("t1", revenue=5.0)],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    names = ("track_id", "value", "session_id", "session_index", *PLACE, "channel", "traffic_source", "traffic_medium")
    assert built("attribution", *names, "traffic_campaign", *WEIGHTS) == [
        ("t1", Decimal("5.000000"), None, None, None, 0, None, "Unassigned", None, None, None, *[1.0] * 7)
    ]


def test_outside_sessions_after_a_visit(warehouse):
    """A server's order hours after the visit is in no session, and the visit is its path all the same."""
    tables = shop(
        pages=[visit("p1", "10:00:00", user="mina", **AD)],
        tracks=[order("t1", "20:00:00", user="mina", device=None)],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("conversions", "track_id", "session_id") == [("t1", None)]
    assert built("attribution", "track_id", "session_index", *PLACE, "channel") == [("t1", 1, 1, 1, 0, "Paid Search")]


def test_sessions_of_tracks(warehouse):
    """They have no touch: beside a visit that has one they get nothing, and alone they are Unassigned."""
    tables = shop(
        pages=[visit("p1", "2024-03-01 10:00:00", device="a", **AD)],
        tracks=[
            sign_up("t1", "2024-03-02 10:00:00", device="a"),
            sign_up("t2", "2024-03-02 10:00:00", device="b"),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("attribution", "user_id", "touch_number", "channel", "last_weight", "linear_weight") == [
        ("a", 1, "Paid Search", 0.0, 1.0),
        ("a", 2, "Unassigned", 1.0, 0.0),
        ("b", 1, "Unassigned", 1.0, 1.0),
    ]


def test_repeats_have_no_path(warehouse):
    """An order that does not count is attributed to nothing; each that counts has a path of its own."""
    tables = shop(
        pages=[visit("p1", "10:00:00", **AD)],
        tracks=[order("t1", "10:00:01"), order("t2", "10:00:02"), sign_up("t3", "10:00:03")],
        order_completed=[properties("t1", order_id="o1"), properties("t2", order_id="o1")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("attribution", "conversion", "track_id", "touches") == [
        ("order_completed", "t1", 1),
        ("signed_up", "t3", 1),
    ]


@pytest.mark.in_turn
def test_a_shorter_lookback(warehouse):
    """A session that began before it is in no path, even if the conversion is in that session."""
    rows = [page(f"p{number}", f"10:{number * 20:02}:00", **AD) for number in range(3)]
    tables = web(pages=rows, tracks=[track("t1", "10:50:00", event="signed_up")])
    built = warehouse.build(tables, conversions={"signed_up": {}}, lookback="49 minutes")
    assert built("conversions", "session_index") == [(1,)]
    assert built("attribution", "touches", "channel", "linear_weight") == [(0, "Unassigned", 1.0)]
