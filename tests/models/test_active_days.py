"""`segment_active_days`: each person and date with an event (M1)."""

from datetime import date

from stories import call, session_id
from worth_shop import WORTH, look, look_at_screen, shop, visit


def test_days_of_a_person(warehouse):
    """Events of every kind count on their own date in the zone; a session over midnight is one of both days."""
    tables = shop(
        pages=[visit("p1", "2024-03-01 22:50:00"), visit("p2", "2024-03-01 23:10:00")],
        screens=[look_at_screen("s1", "2024-03-01 08:00:00")],
        tracks=[look("t1", "2024-03-01 23:10:00"), look("t2", "2024-03-05 12:00:00", user="mina")],
        identifies=[call("i1", "2024-02-01 10:00:00", user="mina")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("active_days", "user_id", "active_date", "events", "sessions", "is_first_day") == [
        ("mina", date(2024, 3, 1), 2, 2, True),
        ("mina", date(2024, 3, 2), 2, 1, False),
        ("mina", date(2024, 3, 5), 1, 1, False),
    ]
    assert list(built.rows("active_days")[0]) == ["user_id", "active_date", "events", "sessions", "is_first_day"]


def test_outside_sessions(warehouse):
    """A server's event makes a day active, in a session or not."""
    tables = shop(
        pages=[visit("p1", "2024-03-02 10:00:00", user="mina")],
        tracks=[
            look("t1", "2024-03-01 10:00:00", user="mina", device=None),
            look("t2", "2024-03-02 10:05:00", user="mina", device=None),
            look("t3", "2024-03-02 20:00:00", user="mina", device=None),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("active_days", "user_id", "active_date", "events", "sessions", "is_first_day") == [
        ("mina", date(2024, 3, 1), 1, 0, True),
        ("mina", date(2024, 3, 2), 3, 1, False),
    ]
    assert built("sessions", "session_id") == [(session_id("web", "page", "p1"),)]


def test_when_clocks_change(warehouse):
    """The last night of March has 23 hours in Berlin, and that of October 25."""
    moments = {
        "a": ("2024-03-30 22:59:59.999999", date(2024, 3, 30)),
        "b": ("2024-03-30 23:00:00", date(2024, 3, 31)),
        "c": ("2024-03-31 21:59:59.999999", date(2024, 3, 31)),
        "d": ("2024-03-31 22:00:00", date(2024, 4, 1)),
        "e": ("2024-10-26 21:59:59.999999", date(2024, 10, 26)),
        "f": ("2024-10-26 22:00:00", date(2024, 10, 27)),
        "g": ("2024-10-27 22:59:59.999999", date(2024, 10, 27)),
        "h": ("2024-10-27 23:00:00", date(2024, 10, 28)),
    }
    tables = shop(pages=[visit(f"p{who}", clock, device=who) for who, (clock, _) in moments.items()])
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("active_days", "user_id", "active_date") == [(who, day) for who, (_, day) in moments.items()]
