"""CONTRIBUTING's "Add a model", followed: three files and one record are enough for all that a model has."""

from contextlib import closing

import pytest

import recipe
from conftest import ASIDE, story_warehouse
from segment_models import ConfigError, segment
from segment_models.models import definitions
from stories import call, web
from test_docs import load_script

ENGINES = ("duckdb", "postgres", "aside", "merging")
INCREMENTAL = {"default_config": {"type": "incremental", "schema": "out"}}
CONFIGURATIONS = {
    "incremental": {},
    "a view": {"models": {recipe.NAME: {"type": "view"}}},
    "a table among incremental ones": {"models": {recipe.NAME: {"type": "table"}}},
    "pages as tables": {"models": {"sessionized_pages": {"type": "table"}}},
    "without pages": {"include_pages": False},
}


def loaded(day, *calls):
    return [{**one, "loaded_at": f"2024-03-0{day} 12:00:00"} for one in calls]


LOADS = [
    web(
        pages=loaded(1, call("p1", "10:00:00"), call("p2", "10:01:00"), call("q1", "10:00:00", device="e")),
        tracks=loaded(1, call("t1", "10:00:30", event="seen")),
    ),
    web(
        pages=loaded(2, call("p1b", "10:00:20"), call("p3", "2024-03-02 09:00:00")),
        identifies=loaded(2, call("i1", "2024-03-02 09:05:00", user="u", device="e")),
    ),
    web(
        pages=loaded(3, call("q2", "10:10:00", user="u", device="d"), call("p2", "10:02:00")),
        tracks=loaded(3, call("t2", "2024-03-02 09:20:00", event="seen")),
    ),
]
"""A first day; a late page and a log-in that re-owns one; a page of somebody's other device, and a second copy."""

EXPECTED = [  # page, person, place in its session, milliseconds to the next page
    ("p1", "u", 1, 0),
    ("p1b", "u", 3, 40_000),
    ("p2", "u", 4, 540_000),
    ("p3", "u", 1, None),
    ("q1", "u", 2, 20_000),
    ("q2", "u", 5, None),
]
"""Both devices are u's in the end: a visit on 1 March, in which p1 and q1 are of one moment, and one a day later."""


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    for known in (definitions.DEFINITIONS, definitions.CONFIGURABLE):
        monkeypatch.setitem(known, recipe.NAME, recipe.DEFINITION)


TOLD = [
    pytest.param(
        *(engine, options),
        id=f"{engine}-{name}",
        marks=pytest.mark.full if engine in ASIDE and name not in ("incremental", "without pages") else (),
    )
    for engine in ENGINES
    for name, options in CONFIGURATIONS.items()
]
"""Each engine with each configuration; where a run is no transaction, the quick part has a share of these."""


@pytest.fixture(params=ENGINES)
def warehouse(request):
    with closing(story_warehouse(request.param)()) as opened:
        yield opened


def everything(built, options):
    """Return every row of every model that readers see."""
    names = segment(**options).graph().models
    return {name: sorted(map(repr, built.rows(name))) for name in names if not name.endswith("_calls")}


@pytest.mark.parametrize(("warehouse", "options"), TOLD, indirect=["warehouse"])
@pytest.mark.filterwarnings("ignore")
def test_it_is_brought_up_to_date_like_every_model(warehouse, options):
    """After each of three loads verify finds no difference; and all rows are those of a full refresh in the end."""
    options = {**INCREMENTAL, **options, "segment_schema": "web"}
    for load in LOADS:
        warehouse.append(load)
        built = warehouse.run(**options)
        compared = [one.model.name for one in segment(**options).verify(warehouse.opened()).compared]
        assert (recipe.NAME in compared) == options.get("include_pages", True)
    brought_up_to_date = everything(built, options)
    if options.get("include_pages", True):
        rows = built(recipe.NAME, "page_id", "user_id", "page_index", "millis_to_next_page")
        assert rows == EXPECTED
    assert everything(warehouse.run(full_refresh=True, **options), options) == brought_up_to_date


def test_it_is_checked_by_its_key(warehouse):
    """A run has a check of its key; whoever damages the table is told by it, and by verify."""
    options = {**INCREMENTAL, "segment_schema": "web"}
    warehouse.append(LOADS[0])
    report = warehouse.run(**options).report
    assert f"{recipe.NAME}_key" in [one.check.name for one in report.checked]


def test_explain_knows_the_run_that_wrote_it(warehouse):
    """The log of runs has the model among those that a run brought up to date."""
    options = {**INCREMENTAL, "segment_schema": "web"}
    for load in LOADS[:2]:
        warehouse.append(load)
        built = warehouse.run(**options)
    recorded = dict(zip(built.report.recorded.columns, built.report.recorded.values[0], strict=True))
    assert recipe.NAME in recorded["models"].split(",")
    session = next(row["session_id"] for row in built.rows(recipe.NAME) if row["page_id"] == "p1")
    explained = segment(**options).explain_session(session, warehouse.opened())
    assert explained.written_by.run_id == recorded["run_id"]


def test_it_is_exported(tmp_path):
    """dbt and Dataform have a file for it, with its columns."""
    models = segment(segment_schema="web", include_screens=True)
    models.export_dbt(tmp_path / "dbt", target="duckdb")
    own = tmp_path / "dbt" / "models" / "segment"
    assert "ref('segment_sessionized_pages')" in (own / f"segment_{recipe.NAME}.sql").read_text(encoding="utf-8")
    assert "millis_to_next_page" in (own / "_segment__models.yml").read_text(encoding="utf-8")
    models.export_dataform(tmp_path / "dataform", offline=True)
    action = tmp_path / "dataform" / "definitions" / "segment" / f"segment_{recipe.NAME}.sqlx"
    assert "uniqueKey" in action.read_text(encoding="utf-8")


def test_it_has_a_page():
    """The docs get a page with its columns and its SQL."""
    graph = segment(segment_schema="javascript", include_screens=True).graph()
    example = dict.fromkeys((column.name for column in graph.models[recipe.NAME].columns), "x")
    page = load_script().model_page(graph, recipe.NAME, example)
    assert "| `page_index` | bigint |" in page
    assert "FROM beside_next" in page


def test_a_configuration_may_name_it():
    """Its settings are known; a near miss is offered the name."""
    models = segment(segment_schema="web", models={recipe.NAME: {"name": "pages_seen"}})
    assert models.page_engagement.name == "pages_seen"
    with pytest.raises(ConfigError, match=r"no model 'page_engagment'\. Did you mean 'page_engagement'"):
        segment(segment_schema="web", models={"page_engagment": {}})
