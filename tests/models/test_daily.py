"""`segment_daily`: sessions and what they are worth, by day and by where they came from (M1)."""

from datetime import date
from decimal import Decimal

import pytest

from segment_models import ConfigError, segment
from stories import page, properties, web
from worth_shop import AD, WORTH, look, order, shop, visit

COLUMNS = (
    *("session_date", "channel", "traffic_source", "traffic_medium"),
    *("sessions", "engaged_sessions", "bounces", "users", "new_users", "pages", "duration_millis"),
    *("conversions", "conversion_value", "signed_up_count", "signed_up_value"),
    *("order_completed_count", "order_completed_value", "demo_count", "demo_value"),
)
NOTHING, PAID, CENT = Decimal("0.000000"), Decimal("19.990000"), Decimal("0.010000")
NONE = (0, NOTHING)


def test_days_and_channels(warehouse):
    """Each day and source is a row: what adds up, and people, who do not."""
    tables = shop(
        pages=[
            visit("a1", "2024-03-01 10:00:00", device="a", **AD),
            visit("a2", "2024-03-01 10:00:20", device="a"),
            visit("a3", "2024-03-01 15:00:00", device="a", **AD),
            visit("b1", "2024-03-01 12:00:00", device="b"),
            visit("c1", "2024-03-01 22:59:59", device="c"),
            visit("c2", "2024-03-01 23:30:00", device="c"),
        ],
        tracks=[
            order("a4", "2024-03-01 10:00:30.000900", device="a"),
            order("c3", "2024-03-01 23:30:00", device="c"),
            order("c4", "2024-03-01 23:30:01", device="c"),
            look("d1", "2024-03-01 10:00:00", device="d"),
        ],
        order_completed=[
            properties("a4", revenue=19.99, order_id="o1"),
            properties("c3", revenue=0.01, order_id="o2"),
            properties("c4", revenue=7.0, order_id="o1"),
        ],
    )
    built = warehouse.build({"web": tables}, **WORTH)
    first, second = date(2024, 3, 1), date(2024, 3, 2)
    assert sorted(built("daily", *COLUMNS), key=lambda row: row[:2]) == [
        (first, "Direct", "(direct)", "(none)", 2, 0, 2, 2, 2, 2, 0, 0, NOTHING, *NONE, *NONE, *NONE),
        (first, "Paid Search", "google", "cpc", 2, 1, 1, 1, 1, 3, 30_000, 1, PAID, *NONE, 1, PAID, *NONE),
        (first, "Unassigned", None, None, 1, 0, 0, 1, 1, 0, 0, 0, NOTHING, *NONE, *NONE, *NONE),
        (second, "Direct", "(direct)", "(none)", 1, 1, 0, 1, 0, 1, 1_000, 1, CENT, *NONE, 1, CENT, *NONE),
    ]
    assert tuple(built.rows("daily")[0]) == COLUMNS


@pytest.mark.in_turn
def test_other_dimensions(warehouse):
    """Any columns of session facts, in the order configured, of which NULL is a value; days are of UTC by default."""
    rows = [
        page("a1", "2024-03-01 23:59:59", device="a", path="/"),
        page("b1", "2024-03-01 10:00:00", device="b", path="/"),
        page("c1", "2024-03-01 10:00:00", device="c"),
        page("d1", "2024-03-01 10:00:00", device="d"),
        page("d2", "2024-03-01 10:00:01", device="d"),
    ]
    built = warehouse.build(web(pages=rows), daily_dimensions=["is_bounce", "landing_path"])
    assert list(built.rows("daily")[0])[:4] == ["session_date", "is_bounce", "landing_path", "sessions"]
    told = built("daily", "session_date", "is_bounce", "landing_path", "sessions", "bounces", "users")
    day = date(2024, 3, 1)
    assert sorted(told, key=str) == [
        (day, False, None, 1, 0, 1),
        (day, True, "/", 2, 2, 2),
        (day, True, None, 1, 1, 1),
    ]


@pytest.mark.in_turn
def test_no_dimension(warehouse):
    """One row is left of each day."""
    rows = [page("a1", "10:00:00", device="a"), page("b1", "10:00:00", device="b"), page("a2", "12:00:00", device="a")]
    built = warehouse.build(web(pages=rows), daily_dimensions=[])
    assert built("daily", "session_date", "sessions", "users", "new_users") == [(date(2024, 3, 1), 3, 2, 2)]


@pytest.mark.in_turn
def test_a_conversion_called_like_a_total(warehouse):
    """Its columns are called as it is, in the day as in the session."""
    tables = web(pages=[page("p1", "10:00:00")], tracks=[page("t1", "10:00:00", event="signed_up")])
    asked = {"conversions": {"total_conversions": {"event": "signed_up", "value": 2}}}
    built = warehouse.build(tables, **asked)
    names = ("total_conversions_count", "total_conversions_value")
    assert built("session_facts", "total_conversions", *names) == [(1, 1, Decimal("2.000000"))]
    assert built("daily", "conversions", *names) == [(1, 1, Decimal("2.000000"))]


@pytest.mark.parametrize("name", ["conversion_value", "signed_up_count", "signed_up_value", "session_date"])
def test_a_dimension_that_days_add_up(name):
    """A day has that column already."""
    with pytest.raises(ConfigError, match=f"daily_dimensions: '{name}' is no column .* that daily can be grouped by"):
        segment(segment_schema="web", conversions={"signed_up": {}}, daily_dimensions=[name])
