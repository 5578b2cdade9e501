"""`segment_session_facts`: all of a session in one flat row; engagement, bounce and conversions (P3, V2, M1)."""

from datetime import date
from decimal import Decimal

import pytest

from segment_models import ConfigError, segment
from stories import at, page, properties, session_id, track, web
from worth_shop import AD, WORTH, look, look_at_screen, order, shop, sign_up, visit

NO_MONEY = Decimal("0.000000")


def test_engaged_and_bounce(warehouse):
    """The table of the rule: ten seconds, two pages or a conversion are enough; without a page nothing bounces."""
    tables = shop(
        pages=[
            visit("a1", "10:00:00", device="a"),
            visit("b1", "10:00:00", device="b"),
            visit("c1", "10:00:00", device="c"),
            visit("c2", "10:00:02", device="c"),
            visit("d1", "10:00:00", device="d"),
            visit("f1", "10:00:00", device="f"),
            visit("h1", "10:00:00", device="h"),
        ],
        screens=[look_at_screen("f2", "10:00:00", device="f"), look_at_screen("g1", "10:00:00", device="g")],
        tracks=[
            look("a2", "10:00:09.999999", device="a"),
            look("b2", "10:00:10", device="b"),
            order("d2", "10:00:00", device="d"),
            look("e1", "10:00:00", device="e"),
            look("e2", "10:00:02", device="e"),
            look("i1", "10:00:00", device="i"),
            look("i2", "10:00:10", device="i"),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("session_facts", "user_id", "is_engaged", "is_bounce", "is_single_page") == [
        ("a", False, True, True),
        ("b", True, False, True),
        ("c", True, False, False),
        ("d", True, False, True),
        ("e", False, None, False),
        ("f", True, False, True),
        ("g", False, True, False),
        ("h", False, True, True),
        ("i", True, None, False),
    ]


def test_a_visit_with_all_of_it(warehouse):
    """Each column once, from two sources and two orders of which one is sent twice."""
    tables = {
        "web": shop(
            pages=[
                visit("p1", "2024-03-01 23:30:00", user="mina", path="/", **AD),
                visit("p2", "2024-03-01 23:40:00", user="mina", path="/tea"),
                visit("p3", "2024-03-01 23:41:00", user="mina", path="/"),
            ],
            tracks=[
                order("t1", "2024-03-01 23:41:00", user="mina"),
                order("t2", "2024-03-01 23:42:00.000900", user="mina"),
                order("t3", "2024-03-01 23:42:00", user="mina"),
                sign_up("t4", "2024-03-01 23:41:30", user="mina"),
            ],
            order_completed=[
                properties("t1", revenue=10.0, order_id="o1"),
                properties("t2", revenue=10.0, order_id="o1"),
                properties("t3", revenue=0.5, order_id="o2"),
            ],
        ),
        "server": shop(
            tracks=[order("t5", "2024-03-01 23:50:00", user="mina", device=None)],
            order_completed=[properties("t5", order_id="o3")],
        ),
    }
    row = warehouse.build(tables, **WORTH).one("session_facts")
    visit_id = session_id("web", "page", "p1")
    assert list(row.items()) == [
        ("session_id", visit_id),
        ("user_id", "mina"),
        ("session_index", 1),
        ("is_first_session", True),
        ("session_start_timestamp", at("2024-03-01 23:30:00")),
        ("session_end_timestamp", at("2024-03-01 23:42:00.000900")),
        ("session_date", date(2024, 3, 2)),
        ("duration_millis", 720_000),
        ("total_pages", 3),
        ("total_tracks", 5),
        ("total_screens", 0),
        ("unique_paths", 2),
        ("sources", "server, web"),
        ("is_mixed_sources", True),
        ("is_engaged", True),
        ("is_bounce", False),
        ("is_single_page", False),
        ("landing_host", "shop.example.com"),
        ("landing_path", "/"),
        ("exit_path", "/"),
        ("touch", "click_id"),
        ("touch_page_id", "p1"),
        ("traffic_source", "google"),
        ("traffic_medium", "cpc"),
        ("traffic_campaign", "(not set)"),
        ("traffic_term", None),
        ("traffic_content", None),
        ("traffic_category", "search"),
        ("channel", "Paid Search"),
        ("click_id_name", "gclid"),
        ("click_id", "x1"),
        ("referrer_host", None),
        ("attributed_source", "google"),
        ("attributed_medium", "cpc"),
        ("attributed_campaign", "(not set)"),
        ("attributed_channel", "Paid Search"),
        ("attributed_session_id", visit_id),
        ("attributed_is_own", True),
        ("total_conversions", 4),
        ("conversion_value", Decimal("10.500000")),
        ("signed_up_count", 1),
        ("signed_up_value", NO_MONEY),
        ("order_completed_count", 3),
        ("order_completed_value", Decimal("10.500000")),
        ("demo_count", 0),
        ("demo_value", NO_MONEY),
    ]


def test_money_is_exact(warehouse):
    """Ten times ten cents are one; a repeat counts nowhere, and whose first is elsewhere has none."""
    tables = shop(
        tracks=[
            *(order(f"a{number}", "10:00:00", device="a") for number in range(10)),
            order("b1", "10:00:01", device="b"),
        ],
        order_completed=[
            *(properties(f"a{number}", revenue=0.1, order_id=f"o{number}") for number in range(10)),
            properties("b1", revenue=0.1, order_id="o1"),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("session_facts", "user_id", "total_conversions", "conversion_value", "order_completed_value") == [
        ("a", 10, Decimal("1.000000"), Decimal("1.000000")),
        ("b", 0, NO_MONEY, NO_MONEY),
    ]


def test_a_repeat_engages_nobody(warehouse):
    """A conversion that does not count does not make a visit an engaged one."""
    tables = shop(
        pages=[visit("a1", "10:00:00", device="a"), visit("b1", "10:00:01", device="b")],
        tracks=[order("a2", "10:00:00", device="a"), order("b2", "10:00:01", device="b")],
        order_completed=[properties("a2", order_id="o1"), properties("b2", order_id="o1")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("session_facts", "user_id", "is_engaged", "is_bounce") == [("a", True, False), ("b", False, True)]


def test_servers(warehouse):
    """A server's page is counted, and is neither landing nor exit, nor a path, nor a second page; its order engages."""
    tables = {
        "web": shop(
            pages=[
                visit("p1", "10:00:00", user="mina", path="/"),
                visit("p2", "10:05:00", user="mina", device=None, path="/rendered"),
                visit("q1", "10:00:00", user="paul", device="e", path="/"),
            ]
        ),
        "server": shop(
            tracks=[
                order("t1", "10:00:00", user="paul", device=None),
                order("t2", "10:20:00", user="paul", device=None),
                order("t3", "23:00:00", user="paul", device=None),
            ]
        ),
    }
    built = warehouse.build(tables, **WORTH)
    names = ("user_id", "duration_millis", "total_pages", "unique_paths", "exit_path", "is_engaged", "is_single_page")
    assert built("session_facts", *names) == [
        ("mina", 0, 2, 1, "/", False, False),
        ("paul", 0, 1, 1, "/", True, True),
    ]
    assert built("session_facts", "user_id", "sources", "is_mixed_sources", "total_conversions", "total_tracks") == [
        ("mina", "web", False, 0, 0),
        ("paul", "server, web", True, 1, 1),
    ]


def test_paths_and_screens(warehouse):
    """Paths that are not there are not counted; a session of tracks has no landing, and no page at all."""
    tables = shop(
        pages=[
            visit("a1", "10:00:00", device="a", path=None, url=None),
            visit("a2", "10:00:01", device="a", path="/tea"),
            visit("a3", "10:00:02", device="a", path="/Tea"),
            visit("a4", "10:00:03", device="a", path=None),
        ],
        tracks=[look("b1", "10:00:00", device="b")],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    names = ("user_id", "total_pages", "unique_paths", "landing_host", "landing_path", "exit_path", "channel")
    assert built("session_facts", *names) == [
        ("a", 4, 2, None, None, None, "Direct"),
        ("b", 0, 0, None, None, None, "Unassigned"),
    ]


def test_the_second_session(warehouse):
    """Its date is that of its own start on the clocks of the zone, and it is not the first."""
    tables = shop(pages=[visit("p1", "2024-07-01 21:59:59"), visit("p2", "2024-07-01 22:59:59")])
    built = warehouse.build({"web": tables}, **WORTH)
    assert built("session_facts", "session_index", "is_first_session", "session_date") == [
        (1, True, date(2024, 7, 1)),
        (2, False, date(2024, 7, 2)),
    ]


@pytest.mark.in_turn
def test_a_day_that_begins_at_one(warehouse):
    """In Cairo the clocks of 26 April 2024 went from midnight to one: its first moment is 22:00 in UTC."""
    rows = [
        page("p1", "2024-04-25 21:59:59.999999", device="a"),
        page("p2", "2024-04-25 22:00:00", device="b"),
        page("p3", "2024-04-26 20:59:59.999999", device="c"),
        page("p4", "2024-04-26 21:00:00", device="d"),
    ]
    built = warehouse.build(web(pages=rows), time_zone="Africa/Cairo")
    assert built("session_facts", "user_id", "session_date") == [
        ("a", date(2024, 4, 25)),
        ("b", date(2024, 4, 26)),
        ("c", date(2024, 4, 26)),
        ("d", date(2024, 4, 27)),
    ]


@pytest.mark.in_turn
def test_a_type_that_is_off(warehouse):
    """Its total is there and 0, and what looks at it has nothing to look at; engagement begins when it is told to."""
    tables = web(pages=[page("p1", "10:00:00", path="/")], tracks=[track("t1", "10:00:00"), track("t2", "10:00:01")])
    built = warehouse.build(tables, include_pages=False, engaged_after_millis=1000)
    names = ("total_pages", "total_tracks", "total_screens", "unique_paths", "exit_path", "is_engaged", "is_bounce")
    assert built("session_facts", *names, "is_single_page") == [(0, 2, 0, 0, None, True, None, False)]


@pytest.mark.parametrize("name", ["conversion", "Conversion"])
def test_a_conversion_whose_columns_are_taken(name):
    """Engines do not tell capital from small letters in the names of columns."""
    told = rf"would have the column 'conversion_value' twice. Rename the conversion '{name}'"
    with pytest.raises(ConfigError, match=told):
        segment(segment_schema="web", conversions={name: {"event": "signed_up"}})
