"""Funnels, retention and paths: told by hand, on every engine; their SQL; and what cannot be asked."""

import os
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlglot import exp, parse

import small_shop
from segment_models import ConfigError, JourneyError, RunError, WarehouseError, segment
from segment_models.journeys import as_data
from segment_models.journeys.targets import Target
from segment_models.warehouses import NAMES, dialect_of
from stories import MODELS_SCHEMA, DuckDBWarehouse, page, screen, track, web

GOLDEN = Path(__file__).parent / "golden" / "journeys"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
IN = {"default_config": {"schema": MODELS_SCHEMA}}


def told(warehouse, tables, **options):
    """Build a world and return its models, which ask that warehouse."""
    warehouse.build(web(**tables), **options)
    models = segment(segment_schema="web", **IN, **options)
    models.session.last = warehouse.connection
    return models


@pytest.fixture
def duck():
    with closing(DuckDBWarehouse()) as warehouse:
        yield warehouse


# On every engine


def test_the_same_on_every_engine(warehouse):
    """Ties, odd paths, a repeat of a key, an event outside sessions, a month's end in a zone: told alike everywhere."""
    tables = {
        "pages": [
            page("p1", "2024-02-29 23:30:00", device="ada", path="/products/50%_off"),  # 1 March in Berlin
            page("p2", "2024-03-01 10:00:00", device="ada", path="/cart"),
            page("p3", "2024-03-01 10:00:00", device="bob", path="/products/500_off"),
            page("p4", "2024-03-01 10:01:00", device="bob", path="/products/50%_off"),
            page("p5", "2024-03-02 10:00:00", device="cy", path="/"),
            page("p6", "2024-03-02 10:00:01", device="cy", path=None),
            page("p7", "2024-04-01 10:00:00", device="cy", path="/"),
            page("p8", "2024-04-01 10:00:02", device="cy", path=None),
        ],
        "tracks": [
            track("t1", "2024-03-01 10:00:00", device="ada", event="order_completed"),
            track("t2", "2024-03-01 10:02:00", device="bob", event="order_completed"),
            track("t3", "2024-03-08 10:01:00.000001", device="bob", event="order_completed"),
            track("t4", "2024-03-20 10:00:00", device=None, user="dan", event="order_completed"),
        ],
        "order_completed": [
            track("t1", "2024-03-01 10:00:00", device="ada", order_id="o1"),
            track("t2", "2024-03-01 10:02:00", device="bob", order_id="o1"),
            track("t3", "2024-03-08 10:01:00.000001", device="bob", order_id="o2"),
        ],
    }
    paid = {"paid": {"event": "order_completed", "key": "order_id"}}
    models = told(warehouse, tables, conversions=paid, time_zone="Europe/Berlin")

    off = "page:/products/50%_off"  # with no star, a path as it is
    found = models.funnel([off, "page:/cart", "track:order_completed"], within="11 hours")
    assert found.rows().columns == (
        *("step_number", "step", "people", "share_of_first", "share_of_previous", "median_millis", "p90_millis"),
    )
    assert list(found) == [  # ada's page is before her order of the same moment, by its call type
        (1, off, 2, 1.0, None, 0, 0),
        (2, "page:/cart", 1, 0.5, 0.5, 37_800_000, 37_800_000),
        (3, "track:order_completed", 1, 0.5, 1.0, 37_800_000, 37_800_000),
    ]
    found = models.funnel(["page:/products/50%*", "conversion:paid"], within="7 days", by="landing_path")
    assert list(found) == [  # bob's first order repeats ada's key, his second is a microsecond late
        ("/products/50%_off", 1, "page:/products/50%*", 1, 1.0, None, 0, 0),
        ("/products/50%_off", 2, "conversion:paid", 1, 1.0, 1.0, 37_800_000, 37_800_000),
        ("/products/500_off", 1, "page:/products/50%*", 1, 1.0, None, 0, 0),
        ("/products/500_off", 2, "conversion:paid", 0, 0.0, 0.0, None, None),
    ]
    found = models.funnel(["track:order_completed", "conversion:paid"], by="channel", since="2024-03-20")
    assert list(found) == [  # dan's order is a server's, in no session
        (None, 1, "track:order_completed", 1, 1.0, None, 0, 0),
        (None, 2, "conversion:paid", 0, 0.0, 0.0, None, None),
    ]
    march, april = date(2024, 3, 1), date(2024, 4, 1)
    assert list(models.retention("any", period="month")) == [
        (march, 0, 4, 4, 1.0),
        (march, 1, 4, 1, 0.25),
    ]
    assert list(models.retention("any", "order_completed", "week", periods=2, until="2024-03-02")) == [
        (date(2024, 2, 26), 0, 2, 2, 1.0),
        (date(2024, 2, 26), 1, 2, 1, 0.5),
        (date(2024, 2, 26), 2, 2, 0, 0.0),
    ]
    assert list(models.retention("page:/", "any", "day", periods=30, by="landing_path"))[0::30] == [
        ("/", date(2024, 3, 2), 0, 1, 1, 1.0),
        ("/", date(2024, 3, 2), 30, 1, 1, 1.0),
    ]
    assert list(models.paths(length=2, top=2)) == [
        (1, "/", "(no path)", 1, 2, 1, 0.4),
        (2, "/cart", None, 1, 1, 1, 0.2),
        (None, None, None, 2, 2, 2, 0.4),
    ]
    assert list(models.paths(start="/products/*", end="*50%*", since=april)) == []
    assert list(models.paths(start="/products/*", end="*50%*", until=april, length=2)) == [
        (1, "/products/500_off", "/products/50%_off", 1, 1, 1, 1.0),
    ]


# Step by step


def people(models, steps, **options):
    return [row[2] for row in models.funnel(steps, **options)]


def test_a_naive_funnel_would_count_steps_in_any_order(duck):
    """Ann orders and looks at a product after it; Ben the other way round. Who ignores order counts two."""
    tables = {
        "pages": [page("p1", "12:00", device="ann", path="/tea"), page("p2", "10:00", device="ben", path="/tea")],
        "tracks": [track("t1", "11:00", device="ann", event="paid"), track("t2", "11:00", device="ben", event="paid")],
    }
    assert people(told(duck, tables), ["page:/tea", "track:paid"]) == [2, 1]


def test_the_first_event_starts_the_only_attempt(duck):
    """Ann enters twice. Her order is in time for the second look only, so it is none: no re-entry."""
    tables = {
        "pages": [page("p1", "10:00", path="/tea"), page("p2", "11:30", path="/tea")],
        "tracks": [track("t1", "12:00", event="paid")],
    }
    models = told(duck, tables)
    assert people(models, ["page:/tea", "track:paid"], within="1 hour") == [1, 0]
    assert people(models, ["page:/tea", "track:paid"], within="2 hours") == [1, 1]
    assert people(models, ["page:/tea", "track:paid"], within=timedelta(hours=2)) == [1, 1]


def test_in_the_days_asked_for_the_first_event_of_these_starts_it(duck):
    """An entry before `since` counts for nothing; steps after `until` count; days are those of the time zone."""
    tables = {
        "pages": [page("p1", "2024-03-01 22:59", path="/tea"), page("p2", "2024-03-01 23:00", path="/tea")],
        "tracks": [track("t1", "2024-03-05 12:00", event="paid"), track("t2", "2024-03-01 22:59:30", event="paid")],
    }
    models = told(duck, tables, time_zone="Europe/Berlin")
    asked = ["page:/tea", "track:paid"]
    (_, first) = models.funnel(asked)
    assert first[5] == 30_000
    (entry, first) = models.funnel(asked, since="2024-03-02", until="2024-03-03")
    assert (entry[2], first[2], first[5]) == (1, 1, (3 * 24 + 13) * 3_600_000)
    assert people(models, asked, since=date(2024, 3, 3)) == [0, 0]
    assert people(models, asked, until=date(2024, 3, 1)) == [0, 0]


def test_one_event_is_not_two_steps(duck):
    """The same event twice needs two calls; a track call and its conversion are one call."""
    tables = {
        "tracks": [
            track("t1", "10:00", device="ann", event="paid"),
            track("t4", "10:00", device="ben", event="paid"),
            track("t2", "10:00", device="cy", event="paid"),
            track("t3", "10:00", device="cy", event="paid"),
        ]
    }
    models = told(duck, tables, conversions={"paid": {}})
    assert people(models, ["track:paid", "track:paid"]) == [3, 1]
    assert people(models, ["track:paid", "conversion:paid"]) == [3, 1]
    assert people(models, ["conversion:paid", "track:paid", "track:paid"]) == [3, 1, 0]


def test_the_time_is_inclusive_to_the_microsecond(duck):
    """Exactly `within` after the entry is in time; a microsecond later is not."""
    tables = {
        "pages": [page("p1", "10:00", device="ann", path="/"), page("p2", "10:00", device="ben", path="/")],
        "tracks": [
            track("t1", "11:00:00.000000", device="ann", event="paid"),
            track("t2", "11:00:00.000001", device="ben", event="paid"),
        ],
    }
    assert people(told(duck, tables), ["page:/", "track:paid"], within="60 minutes") == [2, 1]


def test_a_time_without_end(duck):
    """A duration beyond all times is none that an engine could not count; with days, too."""
    tables = {
        "pages": [page("p1", "2024-03-01 10:00", path="/")],
        "tracks": [track("t1", "2034-03-01 10:00", event="paid")],
    }
    models = told(duck, tables, max_clock_ahead="10000 days")
    asked = {"within": "99999999 days", "until": "2024-03-02", "since": "0001-01-01"}
    assert people(models, ["page:/", "track:paid"], **asked) == [1, 1]


def test_a_step_is_the_first_after_the_one_before(duck):
    """A later first step would leave no second one: greedy takes the earliest, so the third is found."""
    tables = {
        "pages": [page(f"p{n}", f"10:0{n}", path=path) for n, path in enumerate(("/a", "/b", "/a", "/b", "/c"))],
    }
    models = told(duck, tables)
    assert people(models, ["page:/a", "page:/b", "page:/a", "page:/c"]) == [1, 1, 1, 1]
    assert people(models, ["page:/b", "page:/a", "page:/a"]) == [1, 1, 0]


def test_a_step_nobody_took_has_rows_with_0(duck):
    """Also where nobody took the first one, in these days."""
    tables = {
        "pages": [page("p1", "10:00", path="/tea")],
        "tracks": [track("t1", "09:00", event="paid"), track("t2", "09:00", device="e", event="sent")],
    }
    models = told(duck, tables, conversions={"never_happened": {}})
    found = list(models.funnel(["page:/tea", "track:paid", "track:sent"]))
    assert [row[2:] for row in found] == [(1, 1.0, None, 0, 0), (0, 0.0, 0.0, None, None), (0, 0.0, None, None, None)]
    assert people(models, ["page:/tea", "track:paid"], since="2025-01-01") == [0, 0]
    assert list(models.funnel(["page:/tea", "track:paid"], since="2025-01-01", by="channel")) == []
    assert people(models, ["conversion:never_happened", "track:paid"]) == [0, 0]
    assert list(models.retention("conversion:never_happened")) == []


def test_screens_and_the_slowest_tenth(duck):
    """Ten people, a second, two seconds, … ten seconds after: half had it in 5 seconds, nine tenths in 9."""
    tables = {
        "screens": [screen(f"a{n}", "10:00:00", device=f"d{n}", name="Start") for n in range(1, 11)]
        + [screen(f"b{n}", f"10:00:{n:02}", device=f"d{n}", name="Cart") for n in range(1, 11)]
    }
    models = told(duck, tables, include_screens=True)
    assert list(models.funnel(["screen:Start", "screen:Cart"]))[1] == (2, "screen:Cart", 10, 1.0, 1.0, 5000, 9000)


def test_tables_of_every_kind(duck):
    """Arrow, pandas and polars have what the rows have; data for JSON has days as texts."""
    models = told(duck, {"pages": [page("p1", "10:00", path="/tea")]})
    answer = models.retention("any")
    assert answer.rows().values == ((date(2024, 2, 26), 0, 1, 1, 1.0),)
    assert answer.to_arrow().to_pylist() == [
        {"cohort": date(2024, 2, 26), "period_number": 0, "people": 1, "returned": 1, "share": 1.0}
    ]
    assert answer.to_pandas()["people"].tolist() == [1]
    assert answer.to_polars()["returned"].to_list() == [1]
    assert as_data(answer.rows())[0]["cohort"] == "2024-02-26"
    with pytest.raises(JourneyError, match=r"no page has the path '/teas'. Did you mean '/tea'"):
        models.funnel(["page:/tea", "page:/teas"]).to_arrow()


# What cannot be asked


@pytest.fixture(scope="module")
def shop():
    """The small shop, built."""
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS)
        models.run(connection)
        models.session.last = connection
        yield models


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda m: m.funnel(["pages:/", "page:/"]), "Step 1 'pages:/' begins with 'pages:'. Did you mean 'page'?"),
        (lambda m: m.funnel(["page:/", "signed_up"]), "Step 2 'signed_up' says no kind of call. Write it as page:"),
        (lambda m: m.funnel(["page:/", "track: "]), "Step 2 'track: ' names no track."),
        (lambda m: m.funnel(["page:/", 7]), "Step 2 is 7, and not a text."),
        (lambda m: m.funnel("page:/"), "A funnel has two steps or more, and 20 at most. This one has 1: page:/."),
        (lambda m: m.funnel([]), "This one has 0: none."),
        (lambda m: m.funnel(["page:/"] * 21), "This one has 21:"),
        (lambda m: m.funnel(["page:/"] * 2, within="a week"), "within: 'a week' is no duration above 0."),
        (lambda m: m.funnel(["page:/"] * 2, within="0 days"), "within: '0 days' is no duration above 0."),
        (lambda m: m.funnel(["page:/"] * 2, within=7), "within: 7 is no duration above 0."),
        (lambda m: m.funnel(["page:/"] * 2, by="chanel"), "has no column 'chanel'. Did you mean 'channel'?"),
        (lambda m: m.funnel(["page:/"] * 2, since="yesterday"), "since: 'yesterday' is no day."),
        (
            lambda m: m.funnel(["page:/"] * 2, since="2026-03-02", until="2026-03-02"),
            "The period is empty: it starts on 2026-03-02",
        ),
        (lambda m: m.funnel(["page:/", "conversion:x"]), "no conversion is called 'x'. Conversions: none."),
        (lambda m: m.retention(period="weeks"), "period: there is no 'weeks'. Did you mean 'week'?"),
        (lambda m: m.retention(periods=-1), "periods: -1 is no number of later periods, from 0 to 400."),
        (lambda m: m.retention("trak:x"), "first 'trak:x' begins with 'trak:'. Did you mean 'track'?"),
        (lambda m: m.paths(length=0), "length: 0 is no whole number from 1 to 20."),
        (lambda m: m.paths(top=True), "top: True is no whole number from 1 to 10,000."),
        (lambda m: m.paths("/a", "/b", 1), "length: from one page to another it takes two pages or more."),
    ],
)
def test_what_cannot_be_asked(shop, asked, said):
    """It is said at once, before anything is asked of the warehouse."""
    with pytest.raises(ConfigError) as raised:
        asked(shop)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            lambda m: m.funnel(["page:/", "track:signed_upp"]),
            "track:signed_upp: no track call has the event 'signed_upp'. Did you mean 'signed_up'? The most",
        ),
        (lambda m: m.funnel(["page:/tee/*", "page:/"]), "no page has the path '/tee/*'."),
        (lambda m: m.funnel(["screen:cart", "page:/"]), "no screen has the name 'cart'. Did you mean 'Cart'?"),
        (lambda m: m.retention("sign_up"), "no track call has the event 'sign_up'. Did you mean 'signed_up'?"),
        (lambda m: m.retention("any", "screen:Car"), "no screen has the name 'Car'. Did you mean 'Cart'?"),
        (lambda m: m.paths(start="/crt"), "no page has the path '/crt'. Did you mean '/cart'?"),
    ],
)
def test_what_nobody_ever_did(shop, asked, said):
    """A name that no call has is an error with the nearest one; it is asked in the engine."""
    with pytest.raises(JourneyError) as raised:
        asked(shop).rows()
    assert said in str(raised.value)


def test_what_is_switched_off():
    """Pages that a step needs, or a model that an answer is made of; and how to have it again."""
    with pytest.raises(ConfigError, match=r"page:/: page calls are switched off. .* include_pages: true"):
        segment(segment_schema="web", include_pages=False).funnel(["page:/", "track:x"])
    with pytest.raises(ConfigError, match=r"screen:Cart: screen calls are switched off. .* include_screens: true"):
        segment(segment_schema="web").retention("screen:Cart")
    with pytest.raises(ConfigError, match="page calls are switched off"):
        segment(segment_schema="web", include_pages=False).paths()
    without = segment(segment_schema="web", models={"sessionized_tracks": {"enabled": False}})
    with pytest.raises(ConfigError, match=r"The answer needs the model sessionized_tracks\. It is switched off"):
        without.funnel(["track:a", "track:b"]).sql()


def test_models_that_are_not_built():
    """Nothing is there, or it is of another configuration: run comes first."""
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS)
        with pytest.raises(WarehouseError, match=r"sessionized_pages is not built. Build the models with: segment-mod"):
            models.funnel(["page:/", "page:/"]).rows(connection)
        models.run(connection)
        other = segment(**small_shop.OPTIONS | {"custom_page_fields": ["category"]})
        with pytest.raises(RunError, match="was built with another configuration"):
            other.paths().to_arrow(connection)
    with pytest.raises(ConfigError, match="There is no connection"):
        segment(**small_shop.OPTIONS).paths().rows()


# Their SQL


ASKED = {
    "funnel": lambda m: m.funnel(["page:/products/*", "track:product_added", "conversion:order_completed"]),
    "funnel_by": lambda m: m.funnel(
        ["screen:50%_*", "track:order_completed"],
        within="30 minutes",
        by="channel",
        since="2026-03-01",
        until="2026-04-01",
    ),
    "retention_week": lambda m: m.retention(periods=2),
    "retention_month_by": lambda m: m.retention("any", "page:/", "month", periods=1, by="landing_path"),
    "paths": lambda m: m.paths(length=2),
    "paths_between": lambda m: m.paths("/products/*", "/cart", length=3, top=5, since="2026-03-01"),
}


@pytest.fixture(scope="module")
def compiling():
    conversions = {"order_completed": {}}
    return segment(segment_schema="web", include_screens=True, conversions=conversions, time_zone="Europe/Berlin")


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("dialect", NAMES)
def test_the_sql_is_the_golden(compiling, dialect, name):
    """Without a connection it is the file's, and the engine's grammar takes it."""
    sql = ASKED[name](compiling).sql(dialect)
    file = GOLDEN / dialect / f"{name}.sql"
    if UPDATE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{sql}\n", encoding="utf-8")
    assert f"{sql}\n" == file.read_text(encoding="utf-8"), "look at the change; UPDATE_GOLDEN=1 accepts it"
    (tree,) = parse(sql, dialect=dialect)
    steps = [step.alias for step in tree.find_all(exp.CTE)]
    assert len(steps) == len(set(steps))
    assert not any(step[-1].isdigit() for step in steps)


def test_no_golden_is_left_over():
    """Each file is of a question that is asked above, on an engine that there is."""
    files = {path.relative_to(GOLDEN).with_suffix("").as_posix() for path in GOLDEN.rglob("*.sql")}
    assert files == {f"{dialect}/{name}" for dialect in NAMES for name in ASKED}


@pytest.mark.parametrize("dialect", NAMES)
def test_signs_of_like_are_taken_for_themselves(dialect):
    """A percent sign, an underscore and a backslash of a path match themselves, however the engine says so."""
    engine = dialect_of(dialect)
    plain = engine.render(engine.like(exp.column("path"), ["/a!/", "/b"]))
    assert plain == "path LIKE '/a!/%/b'"
    odd = engine.render(engine.like(exp.column("path"), ["/50%_a", ""]))
    assert odd in ("path LIKE '/50!%!_a%' ESCAPE '!'", r"path LIKE '/50\\%\\_a%'")


def test_a_target_is_told_as_it_was_asked():
    """Spaces around it are none of it; a colon in the name is."""
    assert str(Target.of(" page:/a:b ", "Step 1")) == "page:/a:b"
    assert Target.of("track: signed_up", "Step 1") == Target("track", "signed_up")
