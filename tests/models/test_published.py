"""What every model has in common: its columns in their order, its descriptions, its place and kind."""

import pytest

from conftest import ENGINES, known_gap, opened
from segment_models import ConfigError, segment
from stories import INVENTORY, identify, page, properties, screen, session_id, track, web

PAGE = ["url", "referrer", "title", "name", "search", "path"]
PAGE += ["utm_content", "utm_medium", "utm_source", "utm_campaign", "utm_term"]

TRAFFIC = (
    *("traffic_source", "traffic_medium", "traffic_campaign", "traffic_term", "traffic_content", "traffic_category"),
    *("channel", "click_id_name", "click_id", "referrer_host"),
)
WEIGHTS = [
    *("first_weight", "last_weight", "first_non_direct_weight", "last_non_direct_weight"),
    *("linear_weight", "position_weight", "time_decay_weight"),
]
COLUMNS = {  # with every call type, a custom field of each, and a conversion with its event's table
    "page_events": ["source", "page_id", "timestamp", "user_id", "anonymous_id", *PAGE, "c_page"],
    "track_events": ["source", "track_id", "timestamp", "user_id", "anonymous_id", "event", "c_track"],
    "screen_events": ["source", "screen_id", "timestamp", "user_id", "anonymous_id", "name", "c_screen"],
    "rejected_events": [
        *("source", "call_type", "event_id", "timestamp", "received_at", "user_id", "anonymous_id", "reason"),
    ],
    "user_map": ["anonymous_id", "user_id", "mapped_at", "is_shared"],
    "shared_calls": [
        *("source", "call_type", "event_id", "timestamp", "anonymous_id", "user_id", "rule", "log_in_event_id"),
    ],
    "sessionized_events": [
        *("source", "timestamp", "user_id", "anonymous_id", "track_id", "page_id", "screen_id"),
        *("session_start_event", "session_index", "session_id"),
    ],
    "sessionized_pages": [
        *("source", "timestamp", "user_id", "page_id", "session_index", "session_id", *PAGE, "c_page"),
    ],
    "sessionized_tracks": [
        *("source", "timestamp", "user_id", "track_id", "session_index", "session_id", "event", "c_track"),
    ],
    "sessionized_screens": [
        *("source", "timestamp", "user_id", "screen_id", "session_index", "session_id", "name", "c_screen"),
    ],
    "sessions": [
        *("session_id", "session_index", "user_id", "session_start_timestamp", "session_end_timestamp", "stats"),
        *("first_page_values", "last_page_values", "first_screen_values", "last_screen_values", "records"),
    ],
    "users": [
        *("user_id", "is_identified", "first_seen_at", "last_seen_at", "first_identified_at"),
        *("total_sessions", "total_tracks", "total_pages", "total_screens"),
        *("first_source", "first_medium", "first_campaign", "first_channel", "c_user"),
    ],
    "traffic_sources": ["key", "match", "source", "category"],
    "touches": ["source", "page_id", "timestamp", "touch", *TRAFFIC],
    "session_sources": [
        *("session_id", "session_index", "user_id", "session_start_timestamp", "touch", "touch_page_id", *TRAFFIC),
        *("landing_host", "landing_path", "attributed_source", "attributed_medium", "attributed_campaign"),
        *("attributed_channel", "attributed_session_id", "attributed_is_own"),
    ],
    "page_views": [
        *("source", "page_id", "timestamp", "user_id", "session_id", "session_index"),
        *("page_index", "is_entrance", "is_exit", "time_on_page_millis", "previous_path", "next_path"),
        *("host", "path", "title", "referrer_host", "c_page"),
    ],
    "event_bought": [
        *("source", "track_id", "timestamp", "user_id", "anonymous_id", "session_id", "session_index", "event_text"),
        *("price", "order_id", "currency"),
    ],
    "conversion_calls": [
        *("conversion", "source", "track_id", "timestamp", "value", "currency", "conversion_key", "is_repeat"),
    ],
    "conversions": [
        *("conversion", "source", "track_id", "timestamp", "user_id", "session_id", "session_index"),
        *("value", "currency", "conversion_key", "is_repeat", "conversion_index"),
    ],
    "session_facts": [
        *("session_id", "user_id", "session_index", "is_first_session"),
        *("session_start_timestamp", "session_end_timestamp", "session_date", "duration_millis"),
        *("total_pages", "total_tracks", "total_screens", "unique_paths", "sources", "is_mixed_sources"),
        *("is_engaged", "is_bounce", "is_single_page", "landing_host", "landing_path", "exit_path"),
        *("touch", "touch_page_id", *TRAFFIC),
        *("attributed_source", "attributed_medium", "attributed_campaign"),
        *("attributed_channel", "attributed_session_id", "attributed_is_own"),
        *("total_conversions", "conversion_value", "bought_count", "bought_value"),
    ],
    "daily": [
        *("session_date", "channel", "traffic_source", "traffic_medium"),
        *("sessions", "engaged_sessions", "bounces", "users", "new_users", "pages", "duration_millis"),
        *("conversions", "conversion_value", "bought_count", "bought_value"),
    ],
    "attribution": [
        *("conversion", "source", "track_id", "timestamp", "user_id", "value", "session_id", "session_index"),
        *("touch_number", "touches", "days_before"),
        *("channel", "traffic_source", "traffic_medium", "traffic_campaign", *WEIGHTS),
    ],
    "active_days": ["user_id", "active_date", "events", "sessions", "is_first_day"],
}
MODELS = tuple(COLUMNS)
EVERYTHING = {
    "include_screens": True,
    **{f"custom_{kind}_fields": [f"c_{kind}"] for kind in ("page", "track", "screen", "user")},
    "conversions": {"bought": {"value": "price", "key": "order_id", "currency": "currency"}},
}
ONLY_PAGES = {"include_tracks": False, "shared_devices": "latest", "custom_page_fields": ["c_page"]}
VIEWS = {
    *("page_events", "track_events", "screen_events", "page_views"),
    *("sessionized_pages", "sessionized_tracks", "sessionized_screens"),
}


def a_bit_of_everything() -> dict:
    """Return calls of every type, of two people who are alike but for case, with copies and rejected ones.

    Of what they bought one order is there twice, and one differs from it by case.
    """
    return web(
        pages=[
            page("p1", "10:00:00", c_page="1", title="A"),
            page("P1", "10:00:00", device="D", c_page="2", title="a"),
            page("p1", "10:00:00", c_page="3", title="a"),
            page("p2", "2024-03-10 02:30:00", user="Ann", referrer="https://www.google.com/"),
            page("p3", None),
        ],
        tracks=[
            track("t1", "10:29:59.999", event="bought", c_track="4"),
            track("T1", "10:59:59.999", user="ann", event="bought"),
            track("t2", "11:10:00", user="Ann", event="bought"),
        ],
        bought=[
            properties("t1", event_text="Bought", price="1.50", order_id="o1", currency="EUR"),
            properties("T1", event_text="Bought", price="2.50", order_id="O1", currency="EUR"),
            properties("t2", event_text="Bought", price="2.50", order_id="O1", currency="EUR"),
        ],
        screens=[screen("s1", "10:10:00", device="NULL", name="n", c_screen="5")],
        identifies=[
            identify("i1", "2024-02-01 00:00:00", user="Ann", c_user="6"),
            identify("I1", "10:00:00", device="D", user="ann", c_user="7"),
        ],
    )


def everything(built, models=MODELS) -> dict:
    """Return every row of every model, in an order of their own."""
    return {model: sorted(map(repr, built.rows(model))) for model in models}


def test_columns_are_declared_as_they_are_built():
    """Docs and exported projects name the columns in the order in which they stand in the warehouse."""
    models = segment(segment_schema="web", **EVERYTHING).graph().models
    assert {name: [column.name for column in model.columns] for name, model in models.items()} == COLUMNS


@pytest.mark.in_turn
def test_a_description_of_ones_own(warehouse):
    """It stands in the place of ours."""
    built = warehouse.build(a_bit_of_everything(), models={"users": {"description": "It's our customers."}})
    assert warehouse.comments(built.schema, "segment_users")[1] == "It's our customers."


def stay_tables(warehouse) -> set[str]:
    """Return the models that stay tables where all others are views: views of views of these take minutes to plan."""
    return {"session_sources"} if warehouse.views_of_all else {"session_sources", "touches"}


@pytest.mark.parametrize("kind", ["view", "table"])
def test_a_kind_for_all(warehouse, kind):
    """Whether views or tables, the rows are the same; each model changes its kind in its place.

    All engines but one have pages only where models are views.
    """
    few = kind == "view" and not warehouse.views_of_all
    options = ONLY_PAGES if few else EVERYTHING
    models = segment(segment_schema="web", **options).graph().models
    built = warehouse.build(a_bit_of_everything(), **options)
    expected = everything(built, models)
    kept = {name: {"type": "table"} for name in stay_tables(warehouse)} if kind == "view" else {}
    again = warehouse.run(segment_schema="web", default_config={"type": kind}, models=kept, **options)
    kinds = {name: is_one for name, is_one in warehouse.kinds(again.schema).items() if name != INVENTORY}
    assert kinds == {f"segment_{name}": kept.get(name, {"type": kind})["type"] for name in models}
    assert everything(again, models) == expected


def test_each_model_of_the_other_kind(warehouse):
    """Views become tables and tables views, in the places they have, and back; see `test_a_kind_for_all`."""
    options = EVERYTHING if warehouse.views_of_all else ONLY_PAGES
    models = segment(segment_schema="web", **options).graph().models
    expected = everything(warehouse.build(a_bit_of_everything(), **options), models)
    other = {model: {"type": "table" if model in VIEWS | stay_tables(warehouse) else "view"} for model in models}
    again = warehouse.run(segment_schema="web", models=other, **options)
    kinds = {name: is_one for name, is_one in warehouse.kinds(again.schema).items() if name != INVENTORY}
    assert kinds == {f"segment_{model}": changed["type"] for model, changed in other.items()}
    assert everything(again, models) == expected
    back = warehouse.run(segment_schema="web", **options)
    assert {name for name, kind in warehouse.kinds(back.schema).items() if kind == "view"} == {
        f"segment_{model}" for model in VIEWS & set(models)
    }
    assert everything(back, models) == expected


THIRDS = [MODELS[start::3] for start in range(3)]


class TestOneBuild:
    """What is asked of one build of everything; then models of it change their kind, one or a third at a time."""

    @pytest.fixture(scope="class", params=ENGINES)
    @classmethod
    def warehouse(cls, request):
        """Return one warehouse for all of them."""
        yield from opened(request)

    @pytest.fixture(scope="class")
    @classmethod
    def built(cls, warehouse):
        """Return the models of a bit of everything."""
        return warehouse.build(a_bit_of_everything(), **EVERYTHING)

    @pytest.fixture(scope="class")
    @classmethod
    def expected(cls, built):
        """Return the rows where each has its usual kind."""
        return everything(built)

    @pytest.fixture(autouse=True)
    def _gap(self, request, warehouse):
        """Expect what cannot hold on an engine to fail: `opened` is asked of the class, which has no gap."""
        if reason := known_gap(type(warehouse), request.node):
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True))

    def test_columns_and_their_order(self, built):
        """They are public: a query that names them, or counts on their places, works tomorrow."""
        missing = set() if built.warehouse.records else {"records"}
        expected = {model: [name for name in names if name not in missing] for model, names in COLUMNS.items()}
        assert {model: list(built.rows(model)[0]) for model in MODELS} == expected

    def test_fields_of_structs_and_their_order(self, built):
        """What is inside a session is public, too."""
        row = next(row for row in built.rows("sessions") if row["stats"]["total_screens"])
        assert list(row["stats"]) == ["total_tracks", "total_pages", "total_screens", "duration_millis"]
        assert list(row["first_screen_values"]) == ["first_name", "first_c_screen"]
        assert list(row["last_screen_values"]) == ["last_name", "last_c_screen"]
        (record,) = row["records"]
        assert list(record) == ["timestamp", "track", "page", "screen"]
        assert list(record["screen"]) == ["timestamp", "screen_id", "name", "c_screen"]
        row = next(row for row in built.rows("sessions") if row["stats"]["total_pages"])
        assert list(row["first_page_values"]) == [f"first_{name}" for name in (*PAGE, "c_page")]
        assert list(row["last_page_values"]) == [f"last_{name}" for name in (*PAGE, "c_page")]

    def test_descriptions(self, warehouse, built):
        """Every relation and every column is described in the database, on tables and on views."""
        for model in MODELS:
            kind, comment, columns = warehouse.comments(built.schema, f"segment_{model}")
            assert kind == ("view" if model in VIEWS else "table")
            assert comment.startswith("One row per "), model
            assert list(columns) == list(warehouse.fetch(built.schema, f"segment_{model}")[0])
            undescribed = [name for name, sentence in columns.items() if not (sentence or "").endswith((".", ")"))]
            assert undescribed == [], model

    @pytest.mark.parametrize("some", [*((model,) for model in MODELS), *THIRDS], ids=" ".join)
    def test_one_model_of_the_other_kind(self, warehouse, expected, some):
        """They are of that kind alone, and read as before; those that changed last change back.

        The engines of the second part are told it of a third of the models at a time (`conftest.is_left_out`).
        """
        other = {model: {"type": "table" if model in VIEWS else "view"} for model in some}
        again = warehouse.run(segment_schema="web", models=other, **EVERYTHING)
        views = {f"segment_{name}" for name in VIEWS ^ set(some)}
        assert {name for name, one in warehouse.kinds(again.schema).items() if one == "view"} == views
        assert everything(again) == expected


def test_other_names_and_places(warehouse):
    """Prefix, name and schema say where a model stands, and its readers find it there."""
    elsewhere = warehouse.build(
        a_bit_of_everything(),
        default_config={"schema": "marts"},
        model_prefix="App ",
        models={
            "user_map": {"schema": "shared", "name": "who"},
            "page_events": {"name": "App page_events", "schema": "marts"},
        },
        **EVERYTHING,
    )
    expected = everything(warehouse.run(segment_schema=["web"], **EVERYTHING))
    assert set(warehouse.kinds("marts")) - {"App inventory"} == {
        f"App {model}" for model in MODELS if model != "user_map"
    }
    assert set(warehouse.kinds("shared")) == {"who"}
    assert sorted(map(repr, warehouse.fetch("shared", "who"))) == expected["user_map"]
    for model in set(MODELS) - {"user_map"}:
        assert sorted(map(repr, elsewhere.rows(model))) == expected[model]


@pytest.mark.in_turn
def test_no_prefix(warehouse):
    """A model may be called what it is."""
    built = warehouse.build(web(pages=[page("p1", "10:00:00")]), model_prefix="")
    assert built.one("sessions")["session_id"] == session_id("web", "page", "p1")


@pytest.mark.in_turn
def test_two_models_in_one_place(warehouse):
    """One would overwrite the other."""
    warehouse.write(a_bit_of_everything())
    with pytest.raises(ConfigError, match=r"sessions and users would both be out\.People\."):
        warehouse.run(segment_schema="web", models={"sessions": {"name": "people"}, "users": {"name": "People"}})


@pytest.mark.in_turn
def test_two_sets_of_models_in_one_schema(warehouse):
    """Web and app can stand side by side, apart by their prefix."""
    warehouse.write({name: {"pages": [page(name, "10:00:00")]} for name in ("web", "app")})
    sets = {name: warehouse.run(segment_schema=name, model_prefix=f"{name}_") for name in ("web", "app")}
    assert {name: one("sessionized_pages", "page_id") for name, one in sets.items()} == {
        "web": [("web",)],
        "app": [("app",)],
    }


@pytest.mark.in_turn
def test_a_disabled_model(warehouse):
    """It is left out, and the others are built."""
    off = {name: {"enabled": False} for name in ("users", "sessions", "sessionized_pages")}
    built = warehouse.build(a_bit_of_everything(), models=off)
    assert "segment_sessionized_events" in warehouse.kinds(built.schema)
    assert not {f"segment_{name}" for name in off} & set(warehouse.kinds(built.schema))


@pytest.mark.in_turn
def test_rejected_events_disabled(warehouse):
    """No other model reads them, so they can be left out."""
    built = warehouse.build(a_bit_of_everything(), models={"rejected_events": {"enabled": False}})
    assert "segment_rejected_events" not in warehouse.kinds(built.schema)


@pytest.mark.in_turn
def test_a_disabled_model_that_another_reads(warehouse):
    """The reader is named, and what to do about it."""
    warehouse.write(a_bit_of_everything())
    with pytest.raises(ConfigError, match=r"models\.user_map is disabled, but \w+ reads it\. Disable"):
        warehouse.run(segment_schema="web", models={"user_map": {"enabled": False}})
    assert warehouse.kinds("out") == {}


class TestSession:
    """The session of whoever runs has settings of its own; they change no row."""

    @pytest.mark.parametrize("kind", ["view", "table"])
    def test_a_time_zone(self, warehouse, kind):
        """A session in New York builds and reads the same rows as one in Tokyo."""
        warehouse.ask("SET TimeZone = 'Asia/Tokyo'")  # first, so that an engine that cannot builds nothing in vain
        kept = {name: {"type": "table"} for name in ("touches", "session_sources")} if kind == "view" else {}
        options = {"default_config": {"type": kind}, "models": kept, **(ONLY_PAGES if kept else EVERYTHING)}
        models = segment(segment_schema="web", **options).graph().models
        expected = everything(warehouse.build(a_bit_of_everything(), **options), models)
        warehouse.ask("SET TimeZone = 'America/New_York'")
        again = warehouse.run(segment_schema="web", **options)
        assert everything(again, models) == expected

    @pytest.mark.parametrize("kind", [None, "table"])
    def test_what_comparing_and_ordering_mean(self, warehouse, kind):
        """A session that compares, sorts or writes in another way builds the same rows, and keeps its settings."""
        assert warehouse.settings
        options = {"default_config": {"type": kind}, **EVERYTHING}
        expected = everything(warehouse.build(a_bit_of_everything(), **options))
        for setting, value in warehouse.settings.items():
            warehouse.ask(f"SET {setting} = '{value}'")
        again = warehouse.run(segment_schema="web", **options)
        for setting, value in warehouse.settings.items():
            assert tuple(warehouse.ask(f"SELECT current_setting('{setting}')")) == (value,)
            warehouse.ask(f"RESET {setting}")
        assert everything(again) == expected
