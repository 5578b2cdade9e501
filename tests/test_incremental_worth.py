"""What a later load changes in what visits are worth: stories of two or three loads, a run after each.

The rows of an event's own table come apart from their calls; a key is taken by an earlier call; a log-in gives
conversions to somebody else. What the whole history says, each run says.
"""

from datetime import date
from decimal import Decimal

from stories import Raw, at, call, properties, session_id
from worth_shop import AD, WORTH, order, shop, sign_up, visit

FIRST, SECOND, THIRD = "2024-03-02 12:00", "2024-03-03 12:00", "2024-03-04 12:00"


def load(growing, when=FIRST, **tables):
    """Append rows loaded at one time, where they say nothing else, and run."""
    made = {}
    for table, raw in shop(**tables).items():
        column = "loaded_at" if "loaded_at" in raw.columns else "uuid_ts"
        rows = [row | {column: row.get(column) or at(when)} for row in raw.rows]
        made[table] = Raw(rows, raw.types, tuple(dict.fromkeys((*raw.columns, column))))
    growing.append({"web": made})
    return growing.run(segment_schema=["web"], default_config={"type": "incremental"}, **WORTH)


def worth(built, *names):
    """Return the conversions by their calls."""
    return built("conversions", "track_id", *names)


class TestRowsOfEvents:
    """The row of an event's table and its call do not come together."""

    def test_the_row_comes_later(self, growing):
        """Until then the order is worth nothing that is known; then session, day and path say what it is worth."""
        built = load(growing, pages=[visit("p1", "10:00:00", **AD)], tracks=[order("t1", "10:00:05")])
        assert worth(built, "value", "conversion_key") == [("t1", None, None)]
        row = properties("t1", revenue=20.0, order_id="o1", currency="EUR")
        built = load(growing, SECOND, order_completed=[row])
        assert worth(built, "value", "conversion_key") == [("t1", Decimal("20.000000"), "o1")]
        assert built("event_order_completed", "track_id", "revenue", "currency") == [("t1", 20.0, "EUR")]
        assert built("session_facts", "total_conversions", "conversion_value") == [(1, Decimal("20.000000"))]
        assert built("daily", "conversions", "conversion_value") == [(1, Decimal("20.000000"))]
        assert built("attribution", "value", "linear_weight") == [(Decimal("20.000000"), 1.0)]

    def test_the_row_comes_first(self, growing):
        """It waits for its call, through any number of runs."""
        built = load(growing, order_completed=[properties("t1", revenue=20.0, order_id="o1")])
        assert worth(built) == []
        load(growing, SECOND, pages=[visit("p1", "10:00:00")])
        built = load(growing, THIRD, tracks=[order("t1", "10:00:05")])
        assert worth(built, "value", "session_id") == [("t1", Decimal("20.000000"), session_id("web", "page", "p1"))]

    def test_a_first_copy_comes_later(self, growing):
        """A copy that was loaded earlier, but is seen later, takes the place of the one that was there (R4)."""
        load(
            growing,
            tracks=[order("t1", "10:00:00")],
            order_completed=[properties("t1", loaded="2024-03-02 12:00", revenue=1.0, order_id="o1")],
        )
        copies = [
            properties("t1", loaded="2024-03-02 11:00", revenue=2.0, order_id="o2"),
            properties("t1", loaded="2024-03-03 11:00", revenue=3.0, order_id="o3"),
        ]
        built = load(growing, SECOND, order_completed=copies)
        assert worth(built, "value", "conversion_key") == [("t1", Decimal("2.000000"), "o2")]

    def test_a_copy_that_differs_in_a_property_alone(self, growing):
        """Loaded at the same time, the copy of the lower value is the first (R4); nothing else tells them apart."""
        copies = [properties("t1", loaded=FIRST, revenue=revenue, order_id="o1") for revenue in (3.0, 2.0)]
        built = load(growing, tracks=[order("t1", "10:00:00")], order_completed=copies[:1])
        assert worth(built, "value") == [("t1", Decimal("3.000000"))]
        built = load(growing, SECOND, order_completed=copies[1:])
        assert worth(built, "value") == [("t1", Decimal("2.000000"))]
        assert built("event_order_completed", "track_id", "revenue") == [("t1", 2.0)]
        assert built("session_facts", "conversion_value") == [(Decimal("2.000000"),)]

    def test_a_condition_is_met_later(self, growing):
        """A form is a demo as soon as its row says so, and the visit is an engaged one from then on."""
        built = load(growing, pages=[visit("p1", "10:00:00")], tracks=[call("t1", "10:00:01", event="form_submitted")])
        assert built("session_facts", "is_engaged", "is_bounce", "demo_count") == [(False, True, 0)]
        built = load(growing, SECOND, form_submitted=[properties("t1", form="demo")])
        assert built("session_facts", "is_engaged", "is_bounce", "demo_count") == [(True, False, 1)]
        assert built("daily", "session_date", "engaged_sessions", "bounces", "demo_value") == [
            (date(2024, 3, 1), 1, 0, Decimal("250.000000"))
        ]


class TestKeys:
    """A key counts once, whenever its calls come."""

    def orders(self, *told):
        """Return orders of one key: id, clock and whose it is."""
        return {
            "tracks": [order(name, clock, user=user, device=user) for name, clock, user in told],
            "order_completed": [properties(name, revenue=5.0, order_id="o1") for name, _, _ in told],
        }

    def test_an_earlier_call_comes_later(self, growing):
        """It takes the order from the person who had it, of whom nothing new has come."""
        built = load(growing, **self.orders(("t2", "10:00:00", "mina"), ("t3", "11:00:00", "mina")))
        assert worth(built, "is_repeat", "conversion_index") == [("t2", False, 1), ("t3", True, None)]
        built = load(growing, SECOND, **self.orders(("t1", "09:00:00", "paul")))
        assert worth(built, "is_repeat", "conversion_index") == [
            ("t1", False, 1),
            ("t2", True, None),
            ("t3", True, None),
        ]
        assert built("session_facts", "user_id", "session_index", "order_completed_value", "is_engaged") == [
            ("mina", 1, Decimal("0.000000"), False),
            ("mina", 2, Decimal("0.000000"), False),
            ("paul", 1, Decimal("5.000000"), True),
        ]
        assert built("attribution", "track_id", "user_id") == [("t1", "paul")]

    def test_the_number_after_a_repeat(self, growing):
        """A repeat of an earlier visit has no number, and the next order goes on from the last one that has."""
        load(growing, **self.orders(("t1", "09:00:00", "mina"), ("t2", "09:10:00", "mina")))
        load(growing, SECOND, **self.orders(("t3", "12:00:00", "mina")))
        later = [order("t4", "2024-03-02 10:00", user="mina", device="mina")]
        built = load(growing, THIRD, tracks=later, order_completed=[properties("t4", revenue=5.0, order_id="o2")])
        assert worth(built, "session_index", "is_repeat", "conversion_index") == [
            ("t1", 1, False, 1),
            ("t2", 1, True, None),
            ("t3", 2, True, None),
            ("t4", 3, False, 2),
        ]

    def test_the_first_gets_another_key(self, growing):
        """Its row is replaced by a copy that was loaded before, with another key: the second is the first now."""
        load(growing, **self.orders(("t1", "09:00:00", "paul"), ("t2", "10:00:00", "mina")))
        copy = properties("t1", loaded="2024-03-02 10:00", revenue=5.0, order_id="o9")
        built = load(growing, SECOND, order_completed=[copy])
        assert worth(built, "conversion_key", "is_repeat") == [("t1", "o9", False), ("t2", "o1", False)]
        assert built("session_facts", "user_id", "order_completed_count") == [("mina", 1), ("paul", 1)]

    def test_the_first_is_another_event(self, growing):
        """The first copy of its call says that it was no order at all."""
        load(growing, **self.orders(("t1", "09:00:00", "paul"), ("t2", "10:00:00", "mina")))
        earlier = call("t1", "09:00:00", user="paul", device="paul", event="looked", uuid_ts=at("2024-03-02 10:00"))
        built = load(growing, SECOND, tracks=[earlier])
        assert worth(built, "user_id", "is_repeat") == [("t2", "mina", False)]


class TestPersons:
    """Whose a conversion is turns out later."""

    def test_a_log_in(self, growing):
        """The visitor's sign-up is the user's, after one that the user had before; and its path is longer."""
        visits = [visit("p1", "2024-03-01 10:00", user="mina", **AD), visit("p2", "2024-03-02 10:00", device="e")]
        signed = [
            sign_up("t1", "2024-03-01 10:01", user="mina"),
            sign_up("t2", "2024-03-02 10:01", device="e"),
        ]
        built = load(growing, pages=visits, tracks=signed)
        assert worth(built, "user_id", "conversion_index") == [("t1", "mina", 1), ("t2", "e", 1)]
        login = call("i1", "2024-03-02 18:00", user="mina", device="e")
        built = load(growing, SECOND, identifies=[login])
        assert worth(built, "user_id", "session_index", "conversion_index") == [
            ("t1", "mina", 1, 1),
            ("t2", "mina", 2, 2),
        ]
        assert built("attribution", "track_id", "touch_number", "channel", "linear_weight") == [
            ("t1", 1, "Paid Search", 1.0),
            ("t2", 1, "Paid Search", 1.0),
            ("t2", 2, "Direct", 0.0),
        ]
        assert built("active_days", "user_id", "active_date", "is_first_day") == [
            ("mina", date(2024, 3, 1), True),
            ("mina", date(2024, 3, 2), False),
        ]

    def test_an_order_of_today(self, growing):
        """Its path goes back to visits that no run looks at again, as far as the lookback lets it."""
        visits = [visit(f"p{day}", f"2024-03-0{day} 10:00", user="mina", **(AD if day == 1 else {})) for day in (1, 2)]
        load(growing, pages=visits)
        later = visit("p4", "2024-03-04 10:00", user="mina")
        built = load(growing, THIRD, pages=[later], tracks=[sign_up("t1", "2024-03-04 10:01", user="mina")])
        assert built("attribution", "track_id", "session_index", "touches", "channel", "linear_weight") == [
            ("t1", 1, 3, "Paid Search", 1.0),
            ("t1", 2, 3, "Direct", 0.0),
            ("t1", 3, 3, "Direct", 0.0),
        ]
        assert built("session_facts", "session_index", "attributed_channel") == [
            (1, "Paid Search"),
            (2, "Paid Search"),
            (3, "Paid Search"),
        ]

    def test_a_page_between(self, growing):
        """It takes its part of the time of the page before it, and joins two sessions and their days."""
        built = load(growing, pages=[visit("p1", "22:40:00", path="/a"), visit("p3", "23:20:00", path="/c")])
        assert built("daily", "session_date", "sessions", "new_users") == [
            (date(2024, 3, 1), 1, 1),
            (date(2024, 3, 2), 1, 0),
        ]
        built = load(growing, SECOND, pages=[visit("p2", "23:00:00", path="/b")])
        names = ("page_id", "page_index", "is_entrance", "is_exit", "time_on_page_millis", "previous_path", "next_path")
        assert built("page_views", *names) == [
            ("p1", 1, True, False, 1_200_000, None, "/b"),
            ("p2", 2, False, False, 1_200_000, "/a", "/c"),
            ("p3", 3, False, True, 0, "/b", None),
        ]
        assert built("daily", "session_date", "sessions", "pages", "duration_millis") == [
            (date(2024, 3, 1), 1, 3, 2_400_000)
        ]
