"""What visits are worth as read in plain Python: its values and shares by hand, and the stories that engines are told.

Every story of these models is told to the oracle, too, so that two readings of the rules, the rows written by hand and
the oracle, agree before any SQL is asked.
"""

import inspect
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

import histories
import test_incremental_worth
from models import (
    test_active_days,
    test_attribution,
    test_conversions,
    test_daily,
    test_event_properties,
    test_page_views,
    test_session_facts,
)
from odd_addresses import with_addresses
from oracle import Options, build, columns
from oracle_values import local_date
from stories import Built, Raw, StoryWarehouse
from test_acquisition_oracle import HOSTS
from test_oracle import app, at, call, one, only
from test_property import WORLDS
from worth_oracle import Event, as_text, decay, definitions, events_read, millionths, money, sum_of, weights_of

MODULES = (
    test_event_properties,
    test_conversions,
    test_page_views,
    test_session_facts,
    test_daily,
    test_active_days,
    test_attribution,
)
STORIES = [
    pytest.param(story, id=f"{module.__name__.rpartition('.')[2]}::{name}")
    for module in MODULES
    for name, story in vars(module).items()
    if name.startswith("test_") and inspect.isfunction(story) and story.__module__ == module.__name__
    if [*inspect.signature(story).parameters] == ["warehouse"]  # others ask what is refused, before anything is built
]
TYPES = {
    "text": histories.TEXT,
    "integer": histories.WHOLE,
    "double": histories.NUMBER,
    "boolean": histories.TRUTH,
    "timestamp": histories.TIME,
}


def told_events(configured: dict) -> dict:
    """Return events with their tables and properties as the oracle takes them, from what `segment` takes."""
    made = {}
    for event, said in configured.items():
        told = said if isinstance(said, dict) else {"properties": said}
        pairs = [one if isinstance(one, dict) else {"column": one, "as": one} for one in told["properties"]]
        made[event] = (told.get("table", event), tuple((pair["column"], pair["as"]) for pair in pairs))
    return made


class OracleWarehouse(StoryWarehouse):
    """A warehouse where the oracle builds the models."""

    connection = None

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.raw, self.models = {}, {}

    def close(self) -> None:
        """Nothing is open."""

    def create_schema(self, name: str) -> None:
        """Make room for the tables of a source."""
        self.raw.setdefault(name, {})

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Keep a raw table."""
        self.raw[schema][name] = raw

    def run(self, *, segment_schema: list[str], **options):
        """Build what the rules say."""
        options.pop("default_config", None)
        if "lookback" in options:
            number, unit = options["lookback"].split()
            options["lookback"] = timedelta(**{unit: int(number)})
        if "event_properties" in options:
            options["event_properties"] = told_events(options["event_properties"])
        options = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
        sources = {source: {table: raw.rows for table, raw in self.raw[source].items()} for source in segment_schema}
        layout = {
            source: {
                table: {name: TYPES[kind] for name, kind in raw.layout().items()}
                for table, raw in self.raw[source].items()
            }
            for source in segment_schema
        }
        self.models = build(sources, Options(**options), layout=layout, hosts=HOSTS)
        return Built(self, None)

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table."""
        before = self.raw[schema][name]
        columns = tuple(dict.fromkeys((*before.layout(), *raw.layout())))
        self.raw[schema][name] = Raw([*before.rows, *raw.rows], before.types | raw.types, columns)

    def fetch(self, schema: str, name: str) -> list[dict]:  # noqa: ARG002 as every warehouse is asked
        """Return the rows of a model."""
        return self.models[name]

    def comments(self, schema: str, name: str) -> tuple:  # noqa: ARG002 likewise
        """Say nothing of a model."""
        return "table", None, {}

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the tables of a source, or the models."""
        return dict.fromkeys(self.raw.get(schema, self.models), "table")


GROWING = [
    pytest.param(getattr(told(), name), id=name)
    for told in vars(test_incremental_worth).values()
    if inspect.isclass(told) and told.__name__.startswith("Test")
    for name in vars(told)
    if name.startswith("test_")
]


@pytest.mark.parametrize("story", [*STORIES, *GROWING])
def test_the_oracle_is_told_the_stories(story):
    """What stands in a story is what the oracle says."""
    story(OracleWarehouse())


class TestValues:
    """V3, V4."""

    @pytest.mark.parametrize(
        ("value", "expected"), [*test_conversions.DOUBLES, *test_conversions.TEXTS, *test_conversions.WHOLE]
    )
    def test_the_values_of_the_stories(self, value, expected):
        """A value is told in millionths, whatever it is of."""
        assert money(millionths(value)) == test_conversions.money(expected)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (Decimal("1.23456789"), 1_234_567),
            (Decimal("-1.23456789"), -1_234_567),
            (Decimal("9000000000000.0000001"), None),
            (Decimal("NaN"), None),
            (float("nan"), None),
            (float("-inf"), None),
            (True, None),
            (datetime.fromisoformat("2024-03-01"), None),
            (0.1 + 0.2, 300_000),
            ("0.30000000000000004", 300_000),
            (1.0000015, 1_000_002),
            ("1.0000015", 1_000_001),
            ("10000015e-7", 1_000_002),
            ("+3", 3_000_000),
            (".5", 500_000),
            ("5.", 5_000_000),
        ],
    )
    def test_others(self, value, expected):
        """Decimals are cut, doubles rounded, and a text with an exponent is a double; what is no number is NULL."""
        assert millionths(value) == expected

    def test_a_double_in_its_own_steps(self):
        """The product is rounded before the half is added, and the sum before it is cut, as every engine does."""
        value = 1.0049995
        assert (value * 1000000.0 + 0.5) != Fraction(value) * 10**6 + Fraction(1, 2)
        assert millionths(value) == int(value * 1000000.0 + 0.5)

    def test_sums(self):
        """Ten times ten cents are exactly one, NULL is nothing, and the sum of nothing is 0 with six digits."""
        assert repr(sum_of([Decimal("0.100000")] * 10 + [None])) == "Decimal('1.000000')"
        assert repr(sum_of([])) == "Decimal('0.000000')"

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (3, "3"),
            (True, "true"),
            (False, "false"),
            (12.0, "12"),
            (-0.0, "0"),
            (0.5, "0.5"),
            (1e20, "1e20"),
            (1e-5, "1e-5"),
            (0.0001, "0.0001"),
            (1.5e300, "1.5e300"),
            (float("nan"), None),
            (datetime.fromisoformat("2026-01-05T03:00:00.500"), "2026-01-05 03:00:00.5"),
            (datetime.fromisoformat("2026-01-05T03:00:00"), "2026-01-05 03:00:00"),
            (None, None),
            (" a", " a"),
        ],
    )
    def test_as_text(self, value, expected):
        """R1 says how a value is written that becomes text."""
        assert as_text(value) == expected


def event_call(id_, clock, event, **others) -> dict:
    """Return a raw track call of an event."""
    return call(id_, clock, event=event, **others)


ORDERS = {"order_completed": {"value": "revenue", "key": "order_id"}}


def orders(*told, **configured) -> dict:
    """Build from orders in the source `app`: id, clock, user, key."""
    calls = [event_call(name, clock, "order_completed", user=user, device=user) for name, clock, user, _ in told]
    rows = [{"id": name, "order_id": key, "revenue": 1.0} for name, _, _, key in told]
    configured = {"conversions": ORDERS} | configured
    return build(app(tracks=calls, order_completed=rows), Options(**configured), hosts=HOSTS)


class TestConversions:
    """V1, V2."""

    def test_a_key_over_people(self):
        """Whoever was first has it; at the same moment the id decides, by its bytes."""
        built = orders(
            ("t3", "10:00:00", "mina", "o1"),
            ("t1", "10:00:00.000001", "paul", "o1"),
            ("a", "10:00:01", "mina", "o2"),
            ("B", "10:00:01", "paul", "o2"),
        )
        told = only(built["segment_conversions"], "track_id", "user_id", "is_repeat", "conversion_index")
        assert told == [
            ("B", "paul", False, 1),
            ("a", "mina", True, None),
            ("t1", "paul", True, None),
            ("t3", "mina", False, 1),
        ]

    def test_a_first_copy_that_comes_late(self):
        """An earlier call with the key takes it from the one that had it: order of calls, not of loads, decides."""
        later = ("t2", "10:00:00", "mina", "o1")
        earlier = ("t1", "09:00:00", "paul", "o1")
        assert [row["is_repeat"] for row in orders(later)["segment_conversions"]] == [False]
        both = orders(later, earlier)
        assert only(both["segment_conversions"], "track_id", "is_repeat") == [("t1", False), ("t2", True)]
        assert only(both["segment_session_facts"], "user_id", "total_conversions") == [("mina", 0), ("paul", 1)]
        assert only(both["segment_attribution"], "track_id") == [("t1",)]

    def test_each_name_has_its_own_keys(self):
        """One order may be two conversions, and is the first of its key in both."""
        told = {"sale": {"event": "order_completed", "key": "order_id"}} | ORDERS
        built = orders(("t1", "10:00:00", "mina", "o1"), ("t2", "10:00:01", "mina", "o1"), conversions=told)
        assert only(built["segment_conversions"], "conversion", "track_id", "is_repeat") == [
            ("order_completed", "t1", False),
            ("order_completed", "t2", True),
            ("sale", "t1", False),
            ("sale", "t2", True),
        ]
        assert only(built["segment_session_facts"], "total_conversions", "sale_count", "sale_value") == [
            (2, 1, Decimal("0.000000"))
        ]

    def test_a_log_in_gives_conversions_to_somebody(self):
        """The person of a conversion is that of its call, and so is its number."""
        calls = [
            event_call("t1", "10:00:00", "signed_up", device="d"),
            event_call("t2", "10:01:00", "signed_up", device="d", user="mina"),
        ]
        built = build(app(tracks=calls), Options(conversions={"signed_up": {}}), hosts=HOSTS)
        told = only(built["segment_conversions"], "track_id", "user_id", "conversion_index")
        assert told == [("t1", "mina", 1), ("t2", "mina", 2)]


class TestEvents:
    """E1, E2."""

    def test_what_conversions_name(self):
        """Listed properties come first, then value, key, conditions and currency, each once."""
        options = Options(
            event_properties={"bought": ("_bought", (("a", "a"), ("session_id", "basket")))},
            conversions={
                "one": {"event": "bought", "where": {"c": "1", "b": "2"}, "key": "session_id", "value": "a"},
                "two": {"event": "bought", "value": "basket", "currency": "money"},
                "three": {"event": "left", "where": {"why": "x"}, "value": 3},
                "four": {"event": "came", "value": 3},
            },
        )
        assert events_read(options) == [
            Event(
                "bought",
                "_bought",
                (
                    *(("a", "a"), ("session_id", "basket"), ("c", "c"), ("b", "b")),
                    *(("currency", "currency"), ("money", "money")),
                ),
            ),
            Event("left", "left", (("why", "why"),)),
        ]
        assert [definition.name for definition in definitions(options)] == ["one", "two", "three", "four"]
        assert events_read(options)[0].published("session_id") == "basket"

    def test_the_order_of_copies(self):
        """Load time, then time, user id, anonymous id, the text of the event, the properties; NULL last."""
        copies = [
            {"loaded_at": at("09:00:00"), "timestamp": at("10:00:00"), "user_id": "z"},
            {"loaded_at": at("09:00:00"), "timestamp": at("10:00:00"), "user_id": "null"},  # junk is NULL
            {"uuid_ts": at("09:00:00"), "timestamp": at("10:00:01"), "user_id": "a"},
            {"received_at": at("09:00:00.000001"), "timestamp": at("09:00:00"), "user_id": "a"},
            {"timestamp": at("08:00:00"), "user_id": "a"},
        ]
        rows = [{"id": "t1", "size": number, **copy} for number, copy in enumerate(copies)]
        options = Options(event_properties={"bought": ("bought", (("size", "size"),))})
        while rows:
            sources = app(tracks=[event_call("t1", "10:00:00", "bought", device="d")], bought=rows[::-1])
            assert one(build(sources, options, hosts=HOSTS)["segment_event_bought"])["size"] == rows[0]["size"]
            rows = rows[1:]

    def test_a_whole_number_beside_doubles(self):
        """It becomes a double, and NULL where a double would round it (R1)."""
        tables = {
            "a": {"tracks": [event_call("t1", "10:00:00", "bought", device="d")], "bought": [{"id": "t1", "size": 2}]},
            "b": {
                "tracks": [event_call("t2", "10:00:00", "bought", device="d")],
                "bought": [{"id": "t2", "size": 2**53 + 1}, {"id": "t3", "size": 0.5}],
            },
        }
        options = Options(event_properties={"bought": ("bought", (("size", "size"),))})
        rows = build(tables, options, hosts=HOSTS)["segment_event_bought"]
        assert [repr(row["size"]) for row in rows] == ["2.0", "None"]


class TestDays:
    """M1."""

    @pytest.mark.parametrize(
        ("moment", "zone", "day"),
        [
            ("2024-03-31T00:59:59", "Europe/Berlin", date(2024, 3, 31)),
            ("2024-03-30T23:00:00", "Europe/Berlin", date(2024, 3, 31)),
            ("2024-03-30T22:59:59.999999", "Europe/Berlin", date(2024, 3, 30)),
            ("2024-10-27T22:59:59", "Europe/Berlin", date(2024, 10, 27)),
            ("2024-04-25T21:59:59.999999", "Africa/Cairo", date(2024, 4, 25)),
            ("2024-04-25T22:00:00", "Africa/Cairo", date(2024, 4, 26)),
            ("2011-12-30T09:59:59", "Pacific/Apia", date(2011, 12, 29)),
            ("2011-12-30T10:00:00", "Pacific/Apia", date(2011, 12, 31)),  # the 30th never was there
            ("2024-03-01T00:00:00", "UTC", date(2024, 3, 1)),
        ],
    )
    def test_local_date(self, moment, zone, day):
        """The date on the clocks of a zone, whatever they did that night."""
        assert local_date(datetime.fromisoformat(moment), zone) == day


class TestShares:
    """T2, T3."""

    def test_ad_direct_mail(self):
        """The table of the page."""
        assert weights_of([14, 7, 0], [True, False, True]) == {
            "first": [1, 0, 0],
            "last": [0, 0, 1],
            "first_non_direct": [1, 0, 0],
            "last_non_direct": [0, 0, 1],
            "linear": [0.5, 0, 0.5],
            "position": [0.5, 0, 0.5],
            "time_decay": [0.2, 0, 0.8],
        }

    def test_first_and_last_are_of_all(self):
        """A direct session may be the first and the last."""
        made = weights_of([2, 1, 0], [False, True, False])
        assert (made["first"], made["last"]) == ([1, 0, 0], [0, 0, 1])
        assert all(made[name] == [0, 1, 0] for name in made if name not in ("first", "last"))

    @pytest.mark.parametrize("count", range(1, 101))
    def test_each_sums_to_1(self, count):
        """So does every way to share, of a path of any length; and each number is one division of integers."""
        made = weights_of(list(range(count - 1, -1, -1)), [True] * count)
        assert all(sum(weights) == pytest.approx(1, abs=1e-9) for weights in made.values())
        assert count < 3 or made["position"] == [2 / 5, *[1 / (5 * (count - 2))] * (count - 2), 2 / 5]
        assert made["linear"] == [1 / count] * count

    def test_decay(self):
        """Half in a week, and never nothing."""
        assert [decay(days) for days in (0, 7, 14, 70, 90, 209, 210, 5000)] == [
            *(1_000_000_000, 500_000_000, 250_000_000, 976_562, 134_777, 1, 1, 1),
        ]

    def test_its_own_session_is_the_last(self):
        """A visit that begins at the same moment, but after the order in the order of calls, did nothing for it."""
        pages = [
            call("p1", "10:00:00", device="d", url="https://shop.example.com/?gclid=1"),
            call("p2", "10:10:00", device="d", url="https://shop.example.com/?gclid=2"),
        ]
        sources = {"web": {"pages": pages}, "app": {"tracks": [event_call("t1", "10:10:00", "signed_up", device="d")]}}
        options = Options(conversions={"signed_up": {}}, session_campaign=True)
        built = build(sources, options, hosts=HOSTS)
        assert only(built["segment_sessions"], "session_index") == [(1,), (2,)]
        assert only(built["segment_conversions"], "session_index") == [(1,)]
        assert only(built["segment_attribution"], "session_index", "touches") == [(1, 1)]


@pytest.mark.parametrize("name", ["what visits are worth", "worth, half of it missing"])
@pytest.mark.parametrize("seed", range(3))
def test_what_holds_of_any_history(name, seed):
    """Sums add up, weights sum to 1, a key counts once, and every row has the columns of its model."""
    options, layout = WORLDS[name]
    world = with_addresses(histories.random_world(f"{name} {seed}", 120, layout=layout), f"{seed}")
    built = build(world, options, layout=layout, hosts=HOSTS)
    expected = columns(options, acquisition=True)
    assert set(built) == set(expected)
    for model, rows in built.items():
        assert all(list(row) == list(expected[model]) for row in rows), model

    facts, days, made = (built[f"segment_{model}"] for model in ("session_facts", "daily", "conversions"))
    counted = [row for row in made if not row["is_repeat"]]
    inside = [row for row in counted if row["session_id"] is not None]
    assert sum(row["sessions"] for row in days) == len(facts) == len(built["segment_sessions"])
    assert sum(row["conversions"] for row in days) == sum(row["total_conversions"] for row in facts) == len(inside)
    assert sum(row["conversion_value"] for row in days) == sum_of(row["value"] for row in inside)
    assert {row["session_id"]: row["total_tracks"] for row in facts} == {
        row["session_id"]: row["stats"]["total_tracks"] for row in built["segment_sessions"]
    }
    keys = [(row["conversion"], row["conversion_key"]) for row in counted if row["conversion_key"] is not None]
    assert len(keys) == len(set(keys))
    assert len(keys) < sum(row["conversion_key"] is not None for row in made)

    paths = {}
    for row in built["segment_attribution"]:
        paths.setdefault((row["conversion"], row["source"], row["track_id"]), []).append(row)
    assert len(paths) == len(counted)
    for rows in paths.values():
        assert [row["touch_number"] for row in rows] == [*range(1, rows[0]["touches"] + 1)] or rows[0]["touches"] == 0
        weights = [weight for weight in rows[0] if weight.endswith("_weight")]
        assert all(sum(row[weight] for row in rows) == pytest.approx(1, abs=1e-9) for weight in weights)

    millis = {}
    for row in built["segment_page_views"]:
        if row["page_index"] is not None:
            millis.setdefault(row["session_id"], []).append(row["time_on_page_millis"])
    durations = {row["session_id"]: row["duration_millis"] for row in facts}
    assert all(sum(told) <= durations[session] for session, told in millis.items())
    active = built["segment_active_days"]
    assert sum(row["events"] for row in active) == len(built["segment_sessionized_events"])
    assert sum(row["is_first_day"] for row in active) == len({row["user_id"] for row in active})
