"""`segment_rejected_events`: what was set aside, and why (R5)."""

from datetime import timedelta

import pytest

from stories import Raw, at, identify, page, screen, track, web


def test_every_reason(warehouse):
    """A call without id, timestamp or person, or dated long after its arrival, is kept aside with its reason."""
    rows = [
        page(None, "10:00:00"),
        page("p1", None),
        page("p2", "10:00:00", device=None),
        page("p3", "2024-03-02 10:00:00.001", received_at=at("10:00:00")),
        page("p4", "10:00:00"),
    ]
    built = warehouse.build(web(pages=rows))
    assert built.rows("page_events")[0]["page_id"] == "p4"
    columns = ("source", "call_type", "event_id", "timestamp", "received_at", "user_id", "anonymous_id", "reason")
    assert list(built.rows("rejected_events")[0]) == list(columns)
    assert built("rejected_events", *columns) == [
        ("web", "page", "p1", None, None, None, "d", "missing_timestamp"),
        ("web", "page", "p2", at("10:00:00"), None, None, None, "missing_person"),
        ("web", "page", "p3", at("2024-03-02 10:00:00.001"), at("10:00:00"), None, "d", "clock_ahead"),
        ("web", "page", None, at("10:00:00"), None, None, "d", "missing_id"),
    ]


def test_the_first_reason_counts(warehouse):
    """A call with nothing at all is without an id first of all."""
    built = warehouse.build(web(pages=Raw([{"id": " ", "timestamp": None, "anonymous_id": "null"}])))
    assert built("rejected_events", "reason") == [("missing_id",)]


def test_calls_without_an_id_are_nobodys_copies(warehouse):
    """Two of them are two."""
    built = warehouse.build(web(pages=[page(None, "10:00:00"), page("null", "10:00:00")]))
    assert built("rejected_events", "event_id", "reason") == [(None, "missing_id"), (None, "missing_id")]


def test_every_call_type(warehouse):
    """Identifies are rejected like events."""
    late = {"received_at": at("2024-02-01 00:00:00")}
    built = warehouse.build(
        web(
            pages=[page("1", "10:00:00", **late)],
            tracks=[track("1", "10:00:00", **late)],
            screens=[screen("1", "10:00:00", **late)],
            identifies=[identify("1", "10:00:00", user="u", **late)],
        ),
        include_screens=True,
    )
    assert built("rejected_events", "call_type", "event_id", "reason") == [
        ("identify", "1", "clock_ahead"),
        ("page", "1", "clock_ahead"),
        ("screen", "1", "clock_ahead"),
        ("track", "1", "clock_ahead"),
    ]
    assert [built.rows(model) for model in ("user_map", "users", "sessions")] == [[], [], []]


@pytest.mark.parametrize(
    ("limit", "accepted", "rejected"),
    [
        ("24 hours", "2024-03-02 10:00:00", "2024-03-02 10:00:00.000001"),
        ("90 minutes", "11:30:00", "11:30:00.000001"),
        ("0s", "10:00:00", "10:00:00.000001"),
        (timedelta(milliseconds=1), "10:00:00.001", "10:00:00.001001"),
    ],
)
@pytest.mark.in_turn
def test_how_far_ahead(warehouse, limit, accepted, rejected):
    """Exactly as far as the limit is not too far; a microsecond more is. The past and the unknown are no matter."""
    rows = [
        page("exact", accepted, received_at=at("10:00:00")),
        page("ahead", rejected, received_at=at("10:00:00")),
        page("old", "2000-01-01 00:00:00", received_at=at("10:00:00")),
        page("unknown", "2538-01-01 00:00:00"),
    ]
    built = warehouse.build(web(pages=rows), max_clock_ahead=limit)
    assert built("rejected_events", "event_id", "reason") == [("ahead", "clock_ahead")]
    assert built("page_events", "page_id") == [("exact",), ("old",), ("unknown",)]


def test_how_far_behind(warehouse):
    """A clock that lost its time starts in 1970 or so: what is dated before 2000 is no time of a call."""
    rows = [page("epoch", "1970-01-01 00:00:01"), page("last", "1999-12-31 23:59:59.999999")]
    built = warehouse.build(web(pages=[*rows, page("first", "2000-01-01 00:00:00")]))
    assert built("rejected_events", "event_id", "reason") == [("epoch", "clock_behind"), ("last", "clock_behind")]
    assert built("page_events", "page_id") == [("first",)]


def test_the_original_time_of_a_call_without_another(warehouse):
    """What the client's clock said counts where `timestamp` is missing or cannot be read, and nowhere else."""
    rows = [
        {"id": "good", "timestamp": "2024-03-01T10:00:00Z", "original_timestamp": "2024-03-01T09:00:00Z"},
        {"id": "none", "timestamp": None, "original_timestamp": "2024-03-01T09:00:00Z"},
        {"id": "odd", "timestamp": "yesterday", "original_timestamp": "2024-03-01T09:30:00Z"},
        {"id": "both", "timestamp": "yesterday", "original_timestamp": "today"},
    ]
    raw = Raw([{**row, "anonymous_id": "d"} for row in rows], {"timestamp": "text", "original_timestamp": "text"})
    built = warehouse.build(web(pages=raw))
    assert built("page_events", "page_id", "timestamp") == [
        ("good", at("10:00:00")),
        ("none", at("09:00:00")),
        ("odd", at("09:30:00")),
    ]
    assert built("rejected_events", "event_id", "reason") == [("both", "missing_timestamp")]


def test_a_good_copy_does_not_save_a_bad_one(warehouse):
    """Which copy counts is decided before what it is worth."""
    rows = [
        page("p1", None, loaded_at=at("10:00:00")),
        page("p1", "10:00:00", loaded_at=at("11:00:00")),
    ]
    built = warehouse.build(web(pages=rows))
    assert built("rejected_events", "event_id", "reason") == [("p1", "missing_timestamp")]
    assert built.rows("sessions") == []
