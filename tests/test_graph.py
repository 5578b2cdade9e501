"""The graph: who reads whom, in which order models can be built, and how some of them are chosen."""

import pytest

from segment_models import ConfigError, segment
from segment_models.graph import build
from segment_models.selection import find, select

EDGES = {
    # by hand, from what each model is made of
    "page_events": set(),
    "track_events": set(),
    "screen_events": set(),
    "rejected_events": set(),
    "traffic_sources": set(),
    "touches": {"traffic_sources"},
    "user_map": {"page_events", "track_events", "screen_events"},
    "shared_calls": {"page_events", "track_events", "screen_events", "user_map"},
    "sessionized_events": {"page_events", "track_events", "screen_events", "user_map", "shared_calls"},
    "sessionized_pages": {"sessionized_events", "page_events"},
    "sessionized_tracks": {"sessionized_events", "track_events"},
    "sessionized_screens": {"sessionized_events", "screen_events"},
    "sessions": {"sessionized_events", "page_events", "track_events", "screen_events"},
    "session_sources": {"sessionized_events", "page_events", "touches"},
    "page_views": {"sessionized_events", "page_events", "sessions"},
    "session_facts": {"sessions", "session_sources", "page_views", "sessionized_events"},
    "daily": {"session_facts"},
    "active_days": {"sessionized_events"},
    "users": {"sessionized_events", "session_sources", "user_map", "shared_calls"}
    | {"page_events", "track_events", "screen_events"},
}
OF_CONVERSIONS = {
    "conversion_calls": {"track_events"},
    "conversions": {"conversion_calls", "sessionized_events"},
    "session_facts": EDGES["session_facts"] | {"conversions"},
    "attribution": {"conversions", "session_sources"},
    "event_bought": {"sessionized_events", "track_events"},
}
"""What there is beside, where a conversion is configured that has its value from its event's table."""
RAW = {
    "page_events": {"pages"},
    "track_events": {"tracks"},
    "screen_events": {"screens"},
    "rejected_events": {"pages", "tracks", "screens", "identifies"},
    "touches": {"pages"},
    "user_map": {"identifies"},
    "shared_calls": {"identifies"},
    "users": {"identifies"},
}
STORY = list(EDGES)
"""The order in which the models are told, which is also one in which they can be built."""


@pytest.fixture(scope="module")
def graph():
    """The graph of two sources with every call type."""
    return graph_of()


def graph_of(**options):
    return segment(**{"segment_schema": ["web", "ios"], "include_screens": True} | options).graph()


def test_each_model_reads_the_models_it_is_made_of(graph):
    """The edges are those of the design's table, no more and no fewer."""
    assert {name: set(model.reads) for name, model in graph.models.items()} == EDGES


def test_models_of_conversions_read_calls_and_sessions():
    """They are there where a conversion is configured; the facts of sessions then read them, too."""
    models = graph_of(conversions={"bought": {"value": "price"}}).models
    assert {name: set(model.reads) for name, model in models.items()} == EDGES | OF_CONVERSIONS
    assert {name for name, model in models.items() if "web.bought" in model.reads_raw} == {
        "conversion_calls",
        "event_bought",
    }


def test_each_model_reads_the_raw_tables_of_every_source(graph):
    """A model that reads a raw table reads it in each schema of the configuration."""
    for name, model in graph.models.items():
        expected = {f"{schema}.{table}" for schema in ("web", "ios") for table in RAW.get(name, set())}
        assert set(model.reads_raw) == expected, name


def test_models_come_after_those_they_read(graph):
    """The order of the graph is one to build in, and the order in which the models are told."""
    assert list(graph.models) == STORY
    for name, model in graph.models.items():
        assert set(model.reads) <= set(STORY[: STORY.index(name)])


@pytest.mark.parametrize(
    ("off", "gone"),
    [
        ("include_pages", {"page_events", "sessionized_pages", "page_views", "touches", "traffic_sources"}),
        ("include_tracks", {"track_events", "sessionized_tracks"}),
        ("include_screens", {"screen_events", "sessionized_screens"}),
    ],
)
def test_a_call_type_that_is_off_has_no_models(off, gone):
    """Switching a call type off removes its models, and nobody reads them or its raw table."""
    models = graph_of(**{off: False}).models
    assert set(models) == set(EDGES) - gone
    assert {name: set(model.reads) for name, model in models.items()} == {name: EDGES[name] - gone for name in models}
    table = off.removeprefix("include_")
    assert not [raw for model in models.values() for raw in model.reads_raw if raw.endswith(f".{table}")]


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([], set(EDGES)),
        (["sessions"], {"sessions"}),
        (["segment_sessions"], {"sessions"}),
        (["SEGMENT_Sessions"], {"sessions"}),
        (
            ["+user_map"],
            {"user_map", "page_events", "track_events", "screen_events"},
        ),
        (["sessionized_pages+"], {"sessionized_pages"}),
        (["+touches"], {"touches", "traffic_sources"}),
        (
            ["+users"],
            {"users", "sessionized_events", "user_map", "shared_calls", "page_events", "track_events", "screen_events"}
            | {"session_sources", "touches", "traffic_sources"},
        ),
        (
            ["user_map+"],
            {"user_map", "shared_calls", "sessionized_events", "sessions", "session_sources", "users"}
            | {"sessionized_pages", "sessionized_tracks", "sessionized_screens"}
            | {"page_views", "session_facts", "daily", "active_days"},
        ),
        (["+rejected_events+"], {"rejected_events"}),
        (["+sessionized_events+"], set(EDGES) - {"rejected_events", "traffic_sources", "touches"}),
        (["+segment_user_map"], {"user_map", "page_events", "track_events", "screen_events"}),
        (["sessions", "users"], {"sessions", "users"}),
        (["sessions,users"], {"sessions", "users"}),
        (["sessions users"], {"sessions", "users"}),
        (["sessions, segment_users", "user_map"], {"sessions", "users", "user_map"}),
        (["sessions", "sessions"], {"sessions"}),
        (["tag:segment"], set(EDGES)),
    ],
)
def test_selectors_choose_models(graph, selectors, expected):
    """A selector is a name with or without prefix, ``+`` before and behind it adds readers and read, several add up."""
    chosen = select(graph, selectors)
    assert set(chosen) == expected
    assert list(chosen) == [name for name in STORY if name in expected]


def test_tags_choose_models():
    """``tag:NAME`` and the option for tags choose the models of a tag; ``+`` works on all of them."""
    graph = graph_of(models={"sessions": {"tags": ["daily"]}, "user_map": {"tags": ["daily", "people"]}})
    assert select(graph, ["tag:daily"]) == ("user_map", "sessions")
    assert select(graph, (), ["people"]) == ("user_map",)
    assert select(graph, ["rejected_events"], ["people"]) == ("rejected_events", "user_map")
    assert set(select(graph, ["+tag:people"])) == {"user_map", "page_events", "track_events", "screen_events"}
    assert "sessions" not in select(graph, ["tag:segment"])


def test_an_unknown_name_offers_the_nearest(graph):
    """The error for a name that is no model offers the nearest and lists all."""
    with pytest.raises(ConfigError, match=r"no model 'sesions'\. Did you mean 'sessions'\? Models: page_events, "):
        select(graph, ["sesions"])
    with pytest.raises(ConfigError, match=r"no model 'segment_user'\. Did you mean 'segment_users'\?"):
        select(graph, ["segment_user"])


def test_a_model_of_a_call_type_that_is_off_cannot_be_chosen():
    """It is not there, so its name is unknown."""
    with pytest.raises(ConfigError, match="There is no model 'sessionized_pages'"):
        select(graph_of(include_pages=False), ["sessionized_pages"])


def test_an_unknown_tag_offers_the_nearest():
    """The error for a tag that no model has offers the nearest and lists those in use."""
    graph = graph_of(models={"sessions": {"tags": ["daily"]}})
    with pytest.raises(ConfigError, match=r"tag 'dayly'\. Did you mean 'daily'\? Tags in use: daily, segment\."):
        select(graph, ["tag:dayly"])
    with pytest.raises(ConfigError, match="No model has the tag 'weekly'"):
        select(graph, (), ["weekly"])


@pytest.mark.parametrize("empty", [[""], [" , "], ["sessions", ""], ""])
def test_an_empty_selector_is_refused(graph, empty):
    """An unset variable would otherwise choose no model, and nothing would be built, checked or verified."""
    with pytest.raises(ConfigError, match="--select is empty"):
        select(graph, empty)
    with pytest.raises(ConfigError, match="--tag is empty"):
        select(graph, (), empty)


def test_a_selector_may_be_given_alone(graph):
    """A text is one selector, and not a list of its letters."""
    assert select(graph, "sessions") == ("sessions",)


def test_a_disabled_model_that_nobody_reads_is_gone():
    """``enabled: false`` leaves a model out."""
    graph = graph_of(models={"users": {"enabled": False}})
    assert list(graph.models) == [name for name in STORY if name != "users"]


def test_a_disabled_model_that_is_read_is_an_error():
    """The error names who reads it, and what to do."""
    with pytest.raises(ConfigError, match=r"models\.user_map is disabled, but shared_calls reads it"):
        graph_of(models={"user_map": {"enabled": False}})


def test_two_models_cannot_stand_at_one_place():
    """Two models with one name in one schema are refused, whatever the case they are written in."""
    with pytest.raises(ConfigError, match=r"sessions and users would both be segment_models\.Segment_Sessions"):
        graph_of(models={"users": {"name": "Segment_Sessions"}})


def test_two_models_can_share_a_name_in_two_schemas():
    """Another schema makes another place."""
    models = {"users": {"name": "segment_sessions", "schema": "people"}}
    assert str(graph_of(models=models).models["users"].relation) == "people.segment_sessions"


def test_names_schemas_and_prefix_say_where_a_model_stands():
    """A model stands in its own schema or everyone's, under its own name or the prefix and the model's name."""
    graph = graph_of(
        model_prefix="web_",
        default_config={"schema": "lake.models"},
        models={"users": {"schema": "crm"}, "sessions": {"name": "visits"}},
    )
    assert str(graph.models["users"].relation) == "crm.web_users"
    assert str(graph.models["sessions"].relation) == "lake.models.visits"
    assert str(graph.models["user_map"].relation) == "lake.models.web_user_map"
    assert find(graph, "visits") == "sessions"
    assert find(graph, "web_users") == "users"


def test_references_follow_a_model_to_where_it_stands():
    """A model that reads another reads it where it stands."""
    sql = graph_of(models={"user_map": {"schema": "crm", "name": "who"}}).sql("sessionized_events")
    assert '"crm"."who" AS user_map' in sql
    assert "model." not in sql


@pytest.mark.parametrize(
    ("options", "name", "kind"),
    [
        ({}, "sessions", "table"),
        ({}, "page_events", "view"),
        ({"default_config": {"type": "view"}}, "sessions", "view"),
        ({"default_config": {"type": "table"}}, "page_events", "table"),
        ({"default_config": {"type": "view"}, "models": {"sessions": {"type": "table"}}}, "sessions", "table"),
    ],
)
def test_the_kind_of_a_model_is_its_own_else_everyones_else_what_suits_it(options, name, kind):
    """``models`` sets one, ``default_config.type`` all, and where none is given each has a sensible one."""
    assert graph_of(**options).models[name].kind == kind


def test_ancestors_and_descendants_reach_all_the_way(graph):
    """What a model reads, directly or not, and the reverse."""
    assert graph.ancestors("sessions") == {
        "sessionized_events",
        "shared_calls",
        "user_map",
        "page_events",
        "track_events",
        "screen_events",
    }
    assert graph.descendants("screen_events") == {
        "user_map",
        "shared_calls",
        "sessionized_events",
        "sessionized_pages",
        "sessionized_tracks",
        "sessionized_screens",
        "sessions",
        "session_sources",
        "page_views",
        "session_facts",
        "daily",
        "active_days",
        "users",
    }


def test_a_graph_can_be_built_twice_and_is_the_same(graph):
    """Building touches nothing: the same context gives equal models."""
    assert build(graph.context).models == graph.models


@pytest.mark.parametrize(
    ("dialect", "longest", "told"),
    [
        ("postgres", 57, "64 bytes. Postgres allows 63"),
        ("redshift", 121, "128 bytes. Redshift allows 127"),
        ("snowflake", 249, "256 characters. Snowflake allows 255"),
        ("bigquery", 294, "301 characters. BigQuery allows 300"),
        ("databricks", 249, "256 characters. Databricks allows 255"),
    ],
)
def test_names_longer_than_the_engine_allows(dialect, longest, told):
    """A custom page field is published as first_…, too: what would be cut is refused, the longest possible not."""
    segment(segment_schema="web", custom_page_fields=["f" * longest]).compile(dialect)
    with pytest.raises(ConfigError, match=f"The name of the column .* has {told}"):
        segment(segment_schema="web", custom_page_fields=["f" * (longest + 1)]).compile(dialect)
