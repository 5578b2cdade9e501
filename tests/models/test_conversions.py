"""`segment_conversions` and `segment_conversion_calls`: calls that are worth something, each once (V1 to V4)."""

from decimal import Decimal

import pytest

from stories import Raw, at, properties, session_id, track
from worth_shop import ORDER, WORTH, order, shop, sign_up, visit

MOMENT = "10:00:00"


def money(told):
    """Return a sum of money as it is published."""
    return None if told is None else Decimal(told).quantize(Decimal("0.000001"))


def orders(*told, **others):
    """Return the shop with an order for each of these: id and properties; each of a visitor of its own."""
    return shop(
        tracks=[order(name, MOMENT, device=f"d{name}") for name, _ in told],
        order_completed=[properties(name, **row) for name, row in told],
        **others,
    )


def test_the_three_of_the_page(warehouse):
    """An event by its name, one with a value and a key, and one that only counts with a property, at a fixed value."""
    tables = shop(
        pages=[visit("p1", "10:00:00")],
        tracks=[
            sign_up("t1", "10:01:00"),
            order("t2", "10:02:00", user="mina"),
            track("t3", "10:03:00", event="form_submitted"),
            track("t4", "10:04:00", event="form_submitted"),
            track("t5", "10:05:00", event="form_submitted"),
            track("t6", "10:06:00", event="Signed_up"),
            track("t7", "10:07:00", event=None),
        ],
        order_completed=[properties("t2", revenue=19.99, order_id="o1", currency="EUR")],
        form_submitted=[properties("t3", form="demo"), properties("t4", form="Demo")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    visit_id = session_id("web", "page", "p1")
    names = ("conversion", "source", "track_id", "timestamp", "user_id", "session_id", "session_index")
    assert built("conversions", *names) == [
        ("demo", "web", "t3", at("10:03:00"), "mina", visit_id, 1),
        ("order_completed", "web", "t2", at("10:02:00"), "mina", visit_id, 1),
        ("signed_up", "web", "t1", at("10:01:00"), "mina", visit_id, 1),
    ]
    names = ("conversion", "value", "currency", "conversion_key", "is_repeat")
    told = [
        ("demo", money("250"), None, None, False),
        ("order_completed", money("19.99"), "EUR", "o1", False),
        ("signed_up", None, None, None, False),
    ]
    assert built("conversions", *names, "conversion_index") == [(*row, 1) for row in told]
    assert built("conversion_calls", *names) == told


def test_a_key_counts_once_over_sources_and_people(warehouse):
    """A browser and a server send one order; somebody loads the thank-you page again, and another sends it on."""
    tables = {
        "web": shop(
            tracks=[
                order("t2", "10:00:01", user="mina"),
                order("t3", "10:30:00", user="mina"),
                order("t4", "2026-03-01 10:00:00", user="paul", device="e"),
                order("t5", "10:40:00", user="mina"),
            ],
            order_completed=[
                *(properties(name, revenue=20.0, order_id="o1") for name in ("t2", "t3", "t4")),
                properties("t5", revenue=5.0, order_id="O1"),
            ],
        ),
        "server": shop(
            tracks=[order("t1", "10:00:00", user="mina", device=None)],
            order_completed=[properties("t1", revenue=20.5, order_id="o1")],
        ),
    }
    built = warehouse.build(tables, **WORTH)
    assert built("conversions", "source", "track_id", "value", "is_repeat", "conversion_index") == [
        ("server", "t1", money("20.5"), False, 1),
        ("web", "t2", money("20"), True, None),
        ("web", "t3", money("20"), True, None),
        ("web", "t4", money("20"), True, None),
        ("web", "t5", money("5"), False, 2),
    ]


def test_repeats_at_the_same_time(warehouse):
    """The source decides, then the id, by their bytes (R7)."""
    tables = {
        "web": orders(("9", {"order_id": "o1"}), ("10", {"order_id": "o2"})),
        "app": orders(("z", {"order_id": "o1"}), ("B", {"order_id": "o1"}), ("9", {"order_id": "o2"})),
    }
    built = warehouse.build(tables, **WORTH)
    assert built("conversions", "source", "track_id", "is_repeat") == [
        ("app", "9", False),
        ("app", "B", False),
        ("app", "z", True),
        ("web", "10", True),
        ("web", "9", True),
    ]


def test_keys_that_are_none(warehouse):
    """Blank and junk keys are NULL, as ids are (R3), and then each counts; any other is as sent, with its spaces."""
    keys = ["", "", "  ", "null", "0", None, " o1", "o1", "o1", "00000000-0000-0000-0000-000000000000"]
    told = [(f"t{number}", {"order_id": key, "revenue": 1.0}) for number, key in enumerate(keys)]
    built = warehouse.build({"web": orders(*told)}, **WORTH)
    assert built("conversions", "track_id", "conversion_key", "is_repeat") == [
        ("t0", None, False),
        ("t1", None, False),
        ("t2", None, False),
        ("t3", None, False),
        ("t4", None, False),
        ("t5", None, False),
        ("t6", " o1", False),
        ("t7", "o1", False),
        ("t8", "o1", True),
        ("t9", None, False),
    ]


def test_an_order_without_its_row(warehouse):
    """It is a conversion without a value and without a key, so each counts; a condition is not met."""
    tables = shop(
        tracks=[
            order("t1", "10:00:00"),
            order("t2", "10:00:00"),
            track("t3", "10:00:00", event="form_submitted"),
        ]
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("conversions", "conversion", "track_id", "value", "is_repeat", "conversion_index") == [
        ("order_completed", "t1", None, False, 1),
        ("order_completed", "t2", None, False, 2),
    ]


def test_a_key_belongs_to_a_rejected_call(warehouse):
    """A call that does not count is the first of no key."""
    tables = shop(
        tracks=[order("t1", "1999-12-31 10:00:00"), order("t2", "10:00:00")],
        order_completed=[properties("t1", order_id="o1"), properties("t2", order_id="o1")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("conversions", "track_id", "is_repeat") == [("t2", False)]


def test_the_persons_first_and_second(warehouse):
    """They are counted for each person and name, in the order of R7; a log-in later on makes them one person's."""
    tables = shop(
        tracks=[
            order("t1", "10:00:00"),
            order("t2", "10:01:00", user="mina"),
            sign_up("t3", "10:02:00"),
            order("t4", "10:03:00", user="paul", device="e"),
            order("t5", "10:04:00"),
        ],
        order_completed=[properties("t2", order_id="o1"), properties("t5", order_id="o1")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("conversions", "track_id", "user_id", "conversion_index") == [
        ("t1", "mina", 1),
        ("t2", "mina", 2),
        ("t3", "mina", 1),
        ("t4", "paul", 1),
        ("t5", "mina", None),
    ]


def test_outside_sessions(warehouse):
    """A server's order an hour after the visit is in no session; within the timeout it joins."""
    tables = shop(
        pages=[visit("p1", "10:00:00", user="mina")],
        tracks=[
            order("t1", "10:29:00", user="mina", device=None),
            order("t2", "11:00:00", user="mina", device=None),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("conversions", "track_id", "session_id", "session_index", "conversion_index") == [
        ("t1", session_id("web", "page", "p1"), 1, 1),
        ("t2", None, None, 2),
    ]


DOUBLES = [
    (12.5, "12.5"),
    (-3.0, "-3"),
    (0.1, "0.1"),
    (2.675, "2.675"),
    (0.0000005, "0.000001"),
    (0.0000004, "0"),
    (-0.0000005, "0"),
    (-0.0000006, "-0.000001"),
    (1.0000015, "1.000002"),
    (9e12, "9000000000000"),
    (-9e12, "-9000000000000"),
    (9.1e12, None),
    (-1e300, None),
    (None, None),
]
TEXTS = [
    ("12.50", "12.5"),
    ("-3", "-3"),
    (" 7 ", "7"),
    ("1e3", "1000"),
    ("-2.5E-1", "-0.25"),
    ("1.9999999", "1.999999"),
    ("-1.9999999", "-1.999999"),
    ("-0.0000001", "0"),
    ("0010", "10"),
    ("9000000000000", "9000000000000"),
    ("9000000000001", None),
    ("1234567890123456789", None),
    ("1e400", None),
    ("1e-400", "0"),
    ("1e13", None),
    ("abc", None),
    ("", None),
    (" ", None),
    ("NaN", None),
    ("Infinity", None),
    ("-inf", None),
    ("12,50", None),
    ("1 2", None),
    ("0x10", None),
    ("1_000", None),
    ("1e", None),
    ("e3", None),
    ("-", None),
    (".", None),
    ("\t5", None),
    ("5\n", None),
    ("12.50 EUR", None),
    ("1.2.3", None),
    ("\u0663", None),
]
WHOLE = [(12, "12"), (-3, "-3"), (0, "0"), (9_000_000_000_000, "9000000000000"), (9_000_000_000_001, None)]
WHOLE += [(1_234_567_890_123_456_789, None), (-9_223_372_036_854_775_807, None)]


def named(values):
    """Return the values with a name each, in the order of names."""
    return [(f"t{number:02}", value) for number, value in enumerate(values)]


def told_values(built):
    """Return the values of the conversions, in the order of their names."""
    return [value for _, value in built("conversions", "track_id", "value")]


def test_doubles(warehouse):
    """A double is kept to the nearest millionth, the same on every engine; NULL beyond 9 million millions."""
    told = [(name, {"revenue": value}) for name, value in named([value for value, _ in DOUBLES])]
    built = warehouse.build({"web": orders(*told)}, **WORTH)
    assert told_values(built) == [money(expected) for _, expected in DOUBLES]


def test_texts(warehouse):
    """A text is read as a decimal, digits beyond the sixth cut; with an exponent as a double; any other is NULL.

    Engines differ in what they take for a number, so each is asked.
    """
    told = [(name, {"revenue": value}) for name, value in named([value for value, _ in TEXTS])]
    built = warehouse.build({"web": orders(*told, revenue="text")}, **WORTH)
    assert told_values(built) == [money(expected) for _, expected in TEXTS]


@pytest.mark.in_turn
def test_whole_numbers(warehouse):
    """A whole number is kept as it is."""
    told = [(name, {"revenue": value}) for name, value in named([value for value, _ in WHOLE])]
    built = warehouse.build({"web": orders(*told, revenue="integer")}, **WORTH)
    assert told_values(built) == [money(expected) for _, expected in WHOLE]


@pytest.mark.in_turn
def test_no_finite_numbers(warehouse):
    """What a double can be beside numbers is NULL."""
    told = [(name, {"revenue": value}) for name, value in named([float("nan"), float("inf"), float("-inf"), 1.5])]
    built = warehouse.build({"web": orders(*told)}, conversions={"order_completed": {"value": "revenue"}})
    assert told_values(built) == [None, None, None, money("1.5")]


def test_currencies_are_carried(warehouse):
    """Two of them under one name are told, and never converted; without a value that is a property there is none."""
    tables = orders(
        ("t1", {"revenue": 1.0, "currency": "EUR"}),
        ("t2", {"revenue": 2.0, "currency": "usd "}),
        ("t3", {"revenue": 3.0, "currency": ""}),
        ("t4", {"currency": "EUR"}),
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("conversions", "track_id", "value", "currency") == [
        ("t1", money("1"), "EUR"),
        ("t2", money("2"), "usd "),
        ("t3", money("3"), ""),
        ("t4", None, "EUR"),
    ]


@pytest.mark.in_turn
def test_a_currency_that_no_table_has(warehouse):
    """It is NULL, and the run goes on."""
    tables = shop(tracks=[order("t1", "10:00:00")])
    tables["order_completed"] = Raw([properties("t1", revenue=1.0)], {"revenue": "double"}, ORDER[:-2])
    built = warehouse.build({"web": tables}, conversions={"order_completed": {"value": "revenue"}})
    assert built("conversions", "value", "currency") == [(money("1"), None)]
    assert built("event_order_completed", "track_id", "revenue") == [("t1", 1.0)]
    assert built("event_order_completed", "currency") == [(None,)]


@pytest.mark.in_turn
def test_conditions_are_compared_as_text(warehouse):
    """A number equals its digits, and a truth `true`; all conditions must hold; two names may count one call."""
    columns = {"size": "integer", "half": "double", "vip": "boolean"}
    rows = [
        properties("t1", size=3, half=1.5, vip=True),
        properties("t2", size=3, half=1.5, vip=False),
        properties("t3", size=3, half=2.0, vip=True),
        properties("t4", size=None, half=1.5, vip=True),
    ]
    tables = shop(tracks=[track(name, "10:00:00", event="bought") for name in ("t1", "t2", "t3", "t4")])
    tables["bought"] = Raw(rows, columns)
    wanted = {
        "large": {
            "event": "bought",
            "where": {"size": "3", "half": "1.5", "vip": "true"},
            "value": Decimal("0.1234567"),
        },
        "twice": {"event": "bought", "where": {"half": "2"}},
        "bought": {},
    }
    built = warehouse.build({"web": tables}, conversions=wanted)
    assert built("conversions", "conversion", "track_id", "value") == [
        ("bought", "t1", None),
        ("bought", "t2", None),
        ("bought", "t3", None),
        ("bought", "t4", None),
        ("large", "t1", Decimal("0.123456")),
        ("twice", "t3", None),
    ]


@pytest.mark.in_turn
def test_a_key_that_is_a_number(warehouse):
    """It is that number as text, and the same key as the text in another source."""
    tables = {
        "web": shop(tracks=[order("t1", "10:00:00")]),
        "app": shop(tracks=[order("t2", "10:01:00")]),
    }
    tables["web"]["order_completed"] = Raw(
        [properties("t1", order_id=17)], {"order_id": "integer", "revenue": "double"}, ORDER
    )
    tables["app"]["order_completed"] = Raw([properties("t2", order_id="17")], {"revenue": "double"}, ORDER)
    built = warehouse.build(tables, **WORTH)
    assert built("conversions", "track_id", "conversion_key", "is_repeat") == [("t1", "17", False), ("t2", "17", True)]
