"""Funnels, retention and paths agree with an independent reading in plain Python, on 2,000 random histories."""

import random
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest

import funnel_oracle as oracle
from funnel_oracle import Event
from segment_models import segment
from stories import MODELS_SCHEMA, DuckDBWarehouse

WORLDS, PERSONS = 4, 500
BERLIN = "Europe/Berlin"
START = datetime.fromisoformat("2024-03-29T22:00")  # a Friday: Berlin's clocks change on Sunday, the month after it
STEPS = (
    *(timedelta(0), timedelta(0), timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=10)),
    *(timedelta(minutes=29, seconds=59, microseconds=999_999), timedelta(minutes=30), timedelta(hours=5)),
    *(timedelta(days=1) - timedelta(microseconds=1), timedelta(days=1), timedelta(days=3), timedelta(days=9)),
)
PATHS = ("/", "/products/a", "/products/b", "/Products/a", "/products/", "/cart", "/a_b", "/aXb", "/50%", None)
TRACKS = ("signed_up", "product_added", "order_completed", None)
SCREENS = ("Start", "Cart")
FUNNELS = (
    (("page:/products/*", "track:product_added", "track:order_completed"), "1 day"),
    (("page:*", "page:*", "page:*", "page:*"), "30 minutes"),
    (("track:product_added", "track:product_added"), "9 days"),
    (("track:order_completed", "conversion:order_completed", "screen:Cart"), "3 days"),
    (("conversion:order_completed", "track:order_completed"), "1s"),
    (("screen:Start", "page:/a_*", "page:/*d*/*"), "24 hours"),
    (("page:*_b", "page:/50%"), "10 days"),
)
OPTIONS = {"include_screens": True, "conversions": {"order_completed": {}}, "time_zone": BERLIN}
SPANS = ({}, {"since": "2024-03-31"}, {"until": "2024-04-01"}, {"since": "2024-03-30", "until": "2024-04-02"})


def history(chance, person):
    """The events of one person: many at one time, at the very end of sessions and durations, from two sources."""
    moment = START + chance.choice((timedelta(0), timedelta(minutes=59), timedelta(hours=1), timedelta(days=2)))
    for number in range(chance.randint(1, 9)):
        moment += chance.choice(STEPS)
        kind = chance.choice(("page", "page", "page", "track", "track", "screen"))
        name = chance.choice({"page": PATHS, "track": TRACKS, "screen": SCREENS}[kind])
        prefix = chance.choice(("a", "B", "é"))
        source = chance.choice(("web", "ios"))
        is_conversion = name == "order_completed"
        yield Event(person, moment, source, kind, f"{prefix}{number}{person}", name, is_conversion)


def raw(events):
    """The raw tables of these events; every second person logs in with their last call."""
    column = {"page": "path", "track": "event", "screen": "name"}
    last = {event.person: event for event in events}
    found = {source: {"pages": [], "tracks": [], "screens": []} for source in ("web", "ios")}
    for event in events:
        known = event.person.startswith("user")
        row = {
            "id": event.id,
            "timestamp": event.timestamp,
            "user_id": event.person if known and event is last[event.person] else None,
            "anonymous_id": f"device of {event.person}" if known else event.person,
            column[event.call_type]: event.name,
        }
        found[event.source][f"{event.call_type}s"].append(row)
    return found


@pytest.fixture(scope="module", params=range(WORLDS))
def world(request):
    """The events of one world, and its models as built."""
    chance = random.Random(f"world {request.param}")  # noqa: S311
    people = [f"{'user' if number % 2 else 'visitor'} {number}" for number in range(PERSONS)]
    events = [event for person in people for event in history(chance, person)]
    events.sort(key=lambda event: event.timestamp)
    with closing(DuckDBWarehouse()) as warehouse:
        warehouse.build(raw(events), **OPTIONS)
        models = segment(segment_schema=["web", "ios"], default_config={"schema": MODELS_SCHEMA}, **OPTIONS)
        models.session.last = warehouse.connection
        yield World(events, models, warehouse.connection, SPANS[request.param])


class World(NamedTuple):
    """Events, the models of these, and the span of days that is asked for."""

    events: list[Event]
    models: object
    connection: object
    span: dict[str, str]


def days(span):
    return {name: date.fromisoformat(day) for name, day in span.items()}


def duration(told):
    return {
        "1 day": timedelta(days=1),
        "24 hours": timedelta(days=1),
        "30 minutes": timedelta(minutes=30),
        "1s": timedelta(seconds=1),
    }.get(told) or timedelta(days=int(told.split()[0]))


def counted(rows, *, by):
    """A funnel's rows as the oracle has them."""
    return {(*((row[0],) if by else (None,)), *(row[place + by] for place in (0, 2, 5, 6))) for row in rows}


@pytest.mark.parametrize(("steps", "within"), FUNNELS, ids=lambda one: one if isinstance(one, str) else ">".join(one))
def test_funnels(world, steps, within):
    """Every step, its people and its times; divided by the landing path of the entry's session; in spans of days."""
    asked = {"zone": BERLIN} | days(world.span)
    found = world.models.funnel(steps, within=within, **world.span).rows().values
    assert counted(found, by=False) == oracle.funnel(world.events, steps, duration(within), **asked)
    divided = world.models.funnel(steps, within=within, by="landing_path", **world.span).rows().values
    assert counted(divided, by=True) == oracle.funnel(world.events, steps, duration(within), by=True, **asked)
    for row in found:
        assert row[3] == (row[2] / found[0][2] if found[0][2] else None)
    assert [row[0] for row in found] == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_retention(world, period):
    """Days, weeks from Monday and months of a zone whose clocks change meanwhile."""
    asked = [("any", "any"), ("track:signed_up", "any"), ("page:/products/*", "conversion:order_completed")]
    for first, returning in [*asked, ("any", "screen:Cart"), ("track:order_completed", "track:order_completed")]:
        found = world.models.retention(first, returning, period, periods=4, **world.span).rows().values
        expected = oracle.retention(world.events, first, returning, period, 4, zone=BERLIN, **days(world.span))
        assert {row[:4] for row in found} == expected
        assert len(found) == len(expected)
        assert all(row[4] == row[3] / row[2] for row in found)


def test_retention_divided_adds_up(world):
    """Divided by a column, the people and those who returned of all its values are those of all."""
    models = world.models
    for first in ("any", "track:signed_up"):
        total = {row[:2]: row[2:4] for row in models.retention(first, period="day").rows().values}
        parts = {}
        for _, cohort, number, people, returned, _ in models.retention(first, period="day", by="channel").rows().values:
            one, other = parts.get((cohort, number), (0, 0))
            parts[cohort, number] = one + people, other + returned
        assert parts == total


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), ("/products/*", None), (None, "/cart"), ("*", "/a_b"), ("/", "/")]
)
def test_paths(world, start, end):
    """From the landing page, from a page, to a page, and between two."""
    for length, top in ((1, 3), (2, 5), (3, 500)):
        if length == 1 and start and end:
            continue
        found = world.models.paths(start, end, length, top=top, **world.span).rows().values
        expected = oracle.paths(
            world.events, start=start, end=end, length=length, top=top, zone=BERLIN, **days(world.span)
        )
        assert [(row[0], row[1 : length + 1], *row[length + 1 : length + 4]) for row in found] == expected
        assert sum(row[-1] for row in found) == pytest.approx(1 if found else 0)


BROKEN = {
    "one call for two steps": {"place > place_1": "place >= place_1"},
    "steps in any order": {"place >= place_1": "place > 0", "place > place_": "place <> place_"},
    "a step after the entry only": {"place > place_2": "place > place_1"},
    "ties by the id alone": {"timestamp, source, call_type, event_id": "timestamp, event_id"},
    "the time is exclusive": {"<= 86400000000": "< 86400000000"},
    "no limit of time": {"<= 86400000000": ">= -86400000000"},
    "a conversion is another call than its track": {"DENSE_RANK()": "ROW_NUMBER()"},
    "the last entry": {"MIN(CASE WHEN is_step_1 THEN": "MAX(CASE WHEN is_step_1 THEN"},
    "the upper median": {"2 * rank_in_step >=": "2 * rank_in_step >"},
}
"""Each rule that a funnel could break, and how its SQL would be then."""


@pytest.mark.parametrize("world", [0], indirect=True)
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_seen(world, broken):
    """The comparison can fail: if one of the rules is broken, a funnel of this world differs from the oracle."""
    seen = False
    for steps, _ in FUNNELS:
        sql = world.models.funnel(steps, within="1 day").sql("duckdb")
        for right, wrong in broken.items():
            assert right in sql or len(steps) == 2
            sql = sql.replace(right, wrong)
        found = world.connection.execute(sql).fetchall()
        seen |= counted(found, by=False) != oracle.funnel(world.events, steps, timedelta(days=1), zone=BERLIN)
    assert seen


@pytest.mark.parametrize("world", [0], indirect=True)
def test_unbroken_it_is_the_same(world):
    """The same comparison holds for the SQL as it is."""
    for steps, _ in FUNNELS:
        found = world.connection.execute(world.models.funnel(steps, within="1 day").sql("duckdb")).fetchall()
        assert counted(found, by=False) == oracle.funnel(world.events, steps, timedelta(days=1), zone=BERLIN)
