"""`segment_shared_calls`: whose a call is on a device where several users logged in (R6a to R6d)."""

import pytest

from stories import at, identify, page, track, web

MON, WED, THU, FRI = "2024-03-04", "2024-03-06", "2024-03-07", "2024-03-08"
THE_PAGE_OF_RULES = [
    page("p1", f"{MON} 10:00:00"),
    page("p2", f"{MON} 10:05:00", user="A"),
    page("p3", f"{MON} 10:09:00"),
    page("p4", f"{WED} 20:00:00"),
    page("p5", f"{THU} 09:00:00"),
    page("p6", f"{THU} 09:02:00", user="B"),
    page("p7", f"{FRI} 09:00:00"),
]
COLUMNS = ("event_id", "user_id", "rule", "log_in_event_id")


def test_the_four_rules(warehouse):
    """The table of R6c: later in the visit, earlier in it, the next at all, the last before."""
    built = warehouse.build(web(pages=THE_PAGE_OF_RULES))
    assert built("shared_calls", *COLUMNS) == [
        ("p1", "A", "later_in_visit", "p2"),
        ("p3", "A", "earlier_in_visit", "p2"),
        ("p4", "B", "next_log_in", "p6"),
        ("p5", "B", "later_in_visit", "p6"),
        ("p7", "B", "last_log_in", "p6"),
    ]
    assert next(row for row in built.rows("shared_calls") if row["event_id"] == "p1") == {
        "source": "web",
        "call_type": "page",
        "event_id": "p1",
        "timestamp": at(f"{MON} 10:00:00"),
        "anonymous_id": "d",
        "user_id": "A",
        "rule": "later_in_visit",
        "log_in_event_id": "p2",
    }
    assert built("sessionized_events", "page_id", "user_id") == [
        *(("p1", "A"), ("p2", "A"), ("p3", "A")),
        *(("p4", "B"), ("p5", "B"), ("p6", "B"), ("p7", "B")),
    ]
    assert built("user_map", "anonymous_id", "user_id", "is_shared") == [("d", "B", True)]


def test_a_visit_is_cut_by_the_timeout(warehouse):
    """A microsecond less than 30 minutes is one visit, 30 minutes are two; calls that carry a user id count (R6b)."""
    pages = [
        page("p1", "10:00:00", user="A"),
        page("p2", "10:29:59.999999"),
        page("p3", "10:59:59.999999"),
        page("p4", "12:00:00", user="B"),
    ]
    built = warehouse.build(web(pages=pages))
    assert built("shared_calls", *COLUMNS) == [
        ("p2", "A", "earlier_in_visit", "p1"),
        ("p3", "B", "next_log_in", "p4"),
    ]


def test_identifies_are_of_the_visit_and_of_its_person(warehouse):
    """A log-in by identify counts; an identify without a user id has an owner, whose trait it sends."""
    tables = web(
        pages=[page("p1", "10:00:00"), page("p2", "2024-03-02 10:00:00", user="B")],
        identifies=[
            identify("i1", "10:00:00", user="A"),
            identify("i2", "10:01:00", email="a@x.org"),
            identify("i3", "2024-03-02 10:01:00", email="b@x.org"),
        ],
    )
    built = warehouse.build(tables, custom_user_fields=["email"])
    assert built("shared_calls", "call_type", *COLUMNS) == [
        ("identify", "i2", "A", "earlier_in_visit", "i1"),
        ("identify", "i3", "B", "earlier_in_visit", "p2"),
        ("page", "p1", "A", "earlier_in_visit", "i1"),
    ]
    assert built("users", "user_id", "email", "total_sessions") == [("A", "a@x.org", 1), ("B", "b@x.org", 1)]


def test_one_user_makes_no_id_shared(warehouse):
    """All of that device's calls are the user's, whenever they came, and there is nothing to decide (R6a)."""
    pages = [page("p1", "10:00:00"), page("p2", "12:00:00", user="A"), page("p3", "14:00:00", user="A")]
    built = warehouse.build(web(pages=pages))
    assert built.rows("shared_calls") == []
    assert built("sessionized_events", "page_id", "user_id") == [("p1", "A"), ("p2", "A"), ("p3", "A")]
    assert built("user_map", "is_shared") == [(False,)]


def test_a_rejected_call_makes_no_id_shared(warehouse):
    """Good calls only tell who logged in (R5)."""
    pages = [page("p1", "10:00:00"), page("p2", "10:01:00", user="A"), page("p3", "10:02:00", user="B")]
    pages[2]["received_at"] = at("2024-02-01 00:00:00")
    pages[0]["received_at"] = pages[1]["received_at"] = at("10:02:00")
    assert warehouse.build(web(pages=pages)).rows("shared_calls") == []


@pytest.mark.in_turn
@pytest.mark.parametrize(("shared_devices", "owner"), [("latest", "B"), ("first", "A")])
def test_the_other_ways(warehouse, shared_devices, owner):
    """`latest` gives every call to who logged in last, `first` to who did first; own user ids stay."""
    built = warehouse.build(web(pages=THE_PAGE_OF_RULES), shared_devices=shared_devices)
    named = {"p2": "A", "p6": "B"}
    assert built("sessionized_events", "page_id", "user_id") == [
        (f"p{number}", named.get(f"p{number}", owner)) for number in range(1, 8)
    ]
    if shared_devices == "first":
        assert built("shared_calls", "rule", "log_in_event_id") == [("first_log_in", "p2")] * 5


@pytest.mark.in_turn
def test_an_id_with_too_many_calls(warehouse):
    """It is left to its latest user; one with as many as the limit is not."""
    assert len(warehouse.build(web(pages=THE_PAGE_OF_RULES), shared_id_limit=7).rows("shared_calls")) == 5
    built = warehouse.build(web(pages=THE_PAGE_OF_RULES), shared_id_limit=6)
    assert built.rows("shared_calls") == []
    assert built("sessionized_events", "page_id", "user_id")[0] == ("p1", "B")


def test_equal_times(warehouse):
    """R7 decides what is before: an identify at the time of a page is, and of two tracks the one with the lower id."""
    tables = web(
        pages=[page("p1", "10:00:00"), page("p9", "2024-03-02 10:00:00", user="C")],
        identifies=[identify("i1", "10:00:00", user="A")],
        tracks=[track("t1", "10:00:00", user="B"), track("t0", "10:00:00")],
    )
    # In order: i1 (A), p1, t0, t1 (B): the next log-in in the visit goes before the last one.
    assert warehouse.build(tables)("shared_calls", *COLUMNS) == [
        ("p1", "B", "later_in_visit", "t1"),
        ("t0", "B", "later_in_visit", "t1"),
    ]
