"""Where columns come from: by hand for some, the same on engines with the same columns, and in every form."""

import pytest

import small_shop
from segment_models import ConfigError, segment, warehouses
from segment_models.lineage import Lineage, Origin

URLS = {"postgres": "postgresql://localhost/shop"}


@pytest.fixture(scope="module")
def every():
    """Where all columns of the small shop come from, with its conversions."""
    return segment(**small_shop.WORTH).lineage()


def origins(found, column):
    model, _, column = column.partition(".")
    return [str(one) for one in found[model][column]]


def test_every_column_of_every_model_is_there(every):
    """In the order of the models and of their columns."""
    graph = segment(**small_shop.WORTH).graph()
    expected = {name: [one.name for one in model.columns] for name, model in graph.models.items()}
    assert {name: list(columns) for name, columns in every.columns.items()} == expected
    assert list(every.columns) == list(graph.models)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("page_events.path", ["ios.pages.path", "web.pages.path"]),
        ("page_events.category", ["ios.pages.category", "web.pages.category"]),
        ("track_events.coupon code", ["ios.tracks.coupon code", "web.tracks.coupon code"]),
        ("sessionized_pages.path", ["page_events.path"]),
        ("sessionized_pages.session_id", ["sessionized_events.session_id"]),
        ("sessions.user_id", ["sessionized_events.user_id"]),
        ("sessions.session_start_timestamp", ["sessionized_events.timestamp"]),
        ("active_days.active_date", ["sessionized_events.timestamp"]),
        ("daily.channel", ["session_facts.channel"]),
        ("daily.pages", ["session_facts.total_pages"]),
        ("daily.sessions", []),
        ("conversions.value", ["conversion_calls.value"]),
    ],
)
def test_a_column_comes_from(every, column, expected):
    """One step back: the columns of models, or of raw tables with their schema and in Segment's own names."""
    assert origins(every, column) == expected


def test_what_only_chooses_rows_is_no_origin(every):
    """The receipt of a call decides which of its copies counts, and is not in its path."""
    assert "web.pages.received_at" not in origins(every, "page_events.path")


@pytest.mark.parametrize("name", warehouses.NAMES)
def test_it_is_of_the_sql_of_each_engine(every, name):
    """Every engine's SQL is read; names are as people write them, also where the engine writes capitals."""
    models = segment(**small_shop.WORTH, connection=URLS.get(name, f"{name}://somewhere"))
    found = models.lineage("page_events", "user_map", "session_sources", "daily", "active_days")
    for model in ("page_events", "user_map", "daily", "active_days"):
        assert found[model] == every[model]
    assert {one.table for columns in found.columns.values() for every in columns.values() for one in every} <= {
        *models.graph().models,
        *(f"{schema}.{table}" for schema in ("web", "ios") for table in small_shop.OWN),
    }


def test_names_are_those_of_select():
    """With or without the prefix, and the nearest for one that there is not."""
    models = segment(**small_shop.OPTIONS)
    assert list(models.lineage("segment_user_map", "users").columns) == ["user_map", "users"]
    with pytest.raises(ConfigError, match="users"):
        models.lineage("usres")


def test_a_model_that_is_renamed_keeps_its_name():
    """It is told by its name without prefix, wherever it stands; and a raw table with its database."""
    models = segment(
        segment_schema="lake.web", models={"sessionized_events": {"name": "calls", "schema": "other"}}, nested=False
    )
    found = models.lineage("active_days", "page_events")
    assert origins(found, "active_days.user_id") == ["sessionized_events.user_id"]
    assert origins(found, "page_events.path") == ["lake.web.pages.path"]


# In every form


SMALL = Lineage(
    {"daily": {"pages": (Origin("facts", "total"), Origin('we"b.pages', "a|b", is_raw=True)), "sessions": ()}}
)


def test_as_data():
    assert SMALL.as_data() == [
        {
            "model": "daily",
            "column": "pages",
            "from": [
                {"kind": "model", "table": "facts", "column": "total"},
                {"kind": "raw", "table": 'we"b.pages', "column": "a|b"},
            ],
        },
        {"model": "daily", "column": "sessions", "from": []},
    ]


def test_as_mermaid():
    """A box for each table with its columns; what Mermaid would obey is escaped."""
    assert SMALL.mermaid().splitlines() == [
        "flowchart LR",
        '  subgraph t0["facts"]',
        '    t0_0["total"]',
        "  end",
        '  subgraph t1["we#34;b.pages"]',
        '    t1_0["a#124;b"]',
        "  end",
        '  subgraph t2["daily"]',
        '    t2_0["pages"]',
        '    t2_1["sessions"]',
        "  end",
        "  t0_0 --> t2_0",
        "  t1_0 --> t2_0",
    ]


def test_mermaid_says_where_it_has_too_many_arrows(every):
    """It draws 500, and a document cannot allow it more."""
    drawn = every.mermaid()
    assert drawn.splitlines()[1] == f"  %% {drawn.count(' --> ')} arrows. Mermaid draws 500: name fewer models."
    assert "%%" not in SMALL.mermaid()
