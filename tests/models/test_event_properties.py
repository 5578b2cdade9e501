"""`segment_event_<event>`: the good track calls of an event with the properties of its own table (E1, E2)."""

import pytest

from stories import Raw, at, call, properties, session_id, track
from worth_shop import EVENT_PROPERTIES, OF_EVENT, WORTH, order, shop, visit

TOLD = ("track_id", "event_text", "revenue", "order_id", "currency")


def test_an_order_with_what_it_is_worth(warehouse):
    """Whose it is, and in which session, is the track call's; the properties are those of the event's row."""
    tables = shop(
        pages=[visit("p1", "10:00:00")],
        tracks=[order("t1", "10:01:00", user="mina")],
        order_completed=[
            properties("t1", "10:01:00", event_text="Order Completed", revenue=12.5, order_id="o1", currency="EUR")
        ],
    )
    assert warehouse.build({"web": tables}, **WORTH).one("event_order_completed") == {
        "source": "web",
        "track_id": "t1",
        "timestamp": at("10:01:00"),
        "user_id": "mina",
        "anonymous_id": "d",
        "session_id": session_id("web", "page", "p1"),
        "session_index": 1,
        "event_text": "Order Completed",
        "revenue": 12.5,
        "order_id": "o1",
        "currency": "EUR",
    }


def test_a_row_without_a_call_and_a_call_without_a_row(warehouse):
    """A call whose row has not come has no properties; a row that no good call of this event has makes nothing."""
    tables = shop(
        tracks=[
            order("t1", "10:00:00"),
            track("t2", "10:00:00", event="looked"),
            order("t3", None),
            order("t4", "10:00:00", device=None),
        ],
        order_completed=[
            *(properties(name, revenue=1.0, order_id=f"o{name}") for name in ("t2", "t3", "t4", "t5")),
            properties(None, revenue=2.0, order_id="o6"),
        ],
    )
    assert warehouse.build({"web": tables}, **WORTH)("event_order_completed", *TOLD) == [("t1", None, None, None, None)]


def test_the_row_is_of_the_same_source(warehouse):
    """The same id in another source is another call, with another row."""
    tables = {
        "web": shop(tracks=[order("t1", "10:00:00")], order_completed=[properties("t1", revenue=1.0)]),
        "app": shop(tracks=[order("t1", "10:00:00"), order("t2", "10:00:00")]),
        "ios": shop(order_completed=[properties("t2", revenue=2.0)]),
    }
    built = warehouse.build(tables, **WORTH)
    assert built("event_order_completed", "source", "track_id", "revenue") == [
        ("app", "t1", None),
        ("app", "t2", None),
        ("web", "t1", 1.0),
    ]


def test_the_copy_loaded_first(warehouse):
    """Of several rows that one is taken, whole (R4); of two loaded at once the earlier, then the lower values."""
    tables = shop(
        tracks=[order(name, "10:00:00") for name in ("t1", "t2", "t3", "t4")],
        order_completed=[
            properties("t1", loaded="12:00:00", revenue=1.0, order_id="late"),
            properties("t1", loaded="11:00:00", revenue=2.0),
            properties("t2", "10:00:01", loaded="11:00:00", revenue=1.0),
            properties("t2", "10:00:00", loaded="11:00:00", revenue=2.0),
            properties("t3", "10:00:00", revenue=9.0, order_id="a"),
            properties("t3", "10:00:00", revenue=10.0, order_id="a"),
            properties("t4", revenue=1.0),
            properties("t4", loaded="23:00:00", revenue=None, order_id="told"),
        ],
    )
    assert warehouse.build({"web": tables}, **WORTH)("event_order_completed", "track_id", "revenue", "order_id") == [
        ("t1", 2.0, None),
        ("t2", 2.0, None),
        ("t3", 9.0, "a"),
        ("t4", None, "told"),
    ]


def test_a_call_of_another_event_in_its_first_copy(warehouse):
    """The event of a call is that of its first copy, as all of it is."""
    tables = shop(order_completed=[properties("t1", revenue=1.0), properties("t2", revenue=2.0)])
    tables["tracks"] = Raw(
        [
            call("t1", "10:00:00", event="looked", loaded_at=at("11:00:00")),
            call("t1", "10:00:00", event="order_completed", loaded_at=at("12:00:00")),
            call("t2", "10:00:00", event="order_completed", loaded_at=at("11:00:00")),
            call("t2", "10:00:00", event="looked", loaded_at=at("12:00:00")),
        ]
    )
    assert warehouse.build({"web": tables}, **WORTH)("event_order_completed", "track_id", "revenue") == [("t2", 2.0)]


def test_names_that_are_taken(warehouse):
    """A table may be called otherwise than its event, and a property may be published by another name."""
    tables = shop(
        tracks=[track("t1", "10:00:00", event="open"), track("t2", "10:00:00", event="signed")],
        _open=[properties("t1", channel="mail")],
        signed=[properties("t2", session_id="c7")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("event_open", "track_id", "channel") == [("t1", "mail")]
    assert built("event_signed", "track_id", "checkout_session") == [("t2", "c7")]


def test_what_only_a_conversion_names(warehouse):
    """The event of such a conversion has a model as well; that of one that names no property has none."""
    tables = shop(
        tracks=[track("t1", "10:00:00", event="form_submitted")], form_submitted=[properties("t1", form="demo")]
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("event_form_submitted", "track_id", "form") == [("t1", "demo")]
    with pytest.raises(Exception, match=r"(?i)event_signed_up"):
        built.rows("event_signed_up")


def test_outside_sessions(warehouse):
    """The call of a server that no session takes has its properties and no session."""
    tables = shop(
        tracks=[order("t1", "10:00:00", user="mina", device=None)], order_completed=[properties("t1", revenue=3.0)]
    )
    tables["pages"] = shop(pages=[visit("p1", "10:00:00", device="e")])["pages"]
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("event_order_completed", "user_id", "session_id", "session_index", "revenue") == [
        ("mina", None, None, 3.0)
    ]


@pytest.mark.in_turn
def test_a_text_here_and_a_number_there(warehouse):
    """The property is text in all sources, and a number is written as R1 says; a column that one lacks is NULL."""
    tables = {
        "web": shop(
            tracks=[order("t1", "10:00:00"), order("t2", "10:00:00")],
            order_completed=[properties("t1", revenue="abc"), properties("t2", revenue="12.50")],
            revenue="text",
        ),
        "app": shop(
            tracks=[order("t3", "10:00:00"), order("t4", "10:00:00")],
            order_completed=[properties("t3", revenue=12.0), properties("t4", revenue=0.5)],
        ),
        "ios": shop(tracks=[order("t5", "10:00:00")])
        | {"order_completed": Raw([properties("t5", currency="EUR")], columns=(*OF_EVENT, "currency"))},
    }
    built = warehouse.build(tables, **WORTH)
    assert built("event_order_completed", "track_id", "revenue", "currency") == [
        ("t1", "abc", None),
        ("t2", "12.50", None),
        ("t3", "12", None),
        ("t4", "0.5", None),
        ("t5", None, "EUR"),
    ]


@pytest.mark.in_turn
def test_without_conversions(warehouse):
    """Events have their models, and nothing of conversions is there."""
    tables = shop(tracks=[order("t1", "10:00:00")], order_completed=[properties("t1", revenue=1.0)])
    built = warehouse.build({"web": tables}, event_properties=EVENT_PROPERTIES)
    assert built("event_order_completed", "track_id", "revenue") == [("t1", 1.0)]
    assert not [name for name in warehouse.kinds("out") if "conversion" in name or "attribution" in name]
    assert not [name for name in built.one("session_facts") if "conversion" in name]
