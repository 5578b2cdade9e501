"""Fixtures that many tests share."""

import gc
from importlib import import_module
from pathlib import Path

import duckdb
import pytest

import parts
from parts import QUICK, engine_of, group_of, part_of
from seconds import PROPERTY, SecondsByEngine
from segment_models.graph import BUILT
from sharing import WITHOUT_VISITS, SharedBuilds, SharingWarehouse, is_about_visits, shared_builds

gc.set_threshold(4_000_000, 20, 100)
"""A syntax tree is made of cycles, and each plan of hundreds of trees: by default, looking for garbage takes as long as
planning does, and with a quarter of this threshold it takes a fifth of a worker's time. What lives on while it looks is
looked at again, so it looks when most trees are dead."""


def pytest_collection_finish():
    """Take what was collected out of the sight of the garbage collector: it stays to the end."""
    gc.collect()
    gc.freeze()


def on_one_thread(connect):
    """Return what opens a database with one thread, where nothing else is said: more only cost, for a few rows."""

    def opened(database=":memory:", read_only=False, config=None):  # noqa: FBT002 as DuckDB has it
        return connect(database, read_only, {"threads": 1} | (config or {}))

    return opened


duckdb.connect = on_one_thread(duckdb.connect)

WAREHOUSES = {
    "duckdb": "stories:DuckDBWarehouse",
    "postgres": "engines.postgres:PostgresWarehouse",
    "bigquery": "engines.bigquery:BigQueryWarehouse",
    "spark": "engines.spark:SparkWarehouse",
    "snowflake": "engines.snowflake:SnowflakeWarehouse",
    "redshift": "engines.redshift:RedshiftWarehouse",
    "databricks": "engines.databricks:DatabricksWarehouse",
}
"""Each engine that stories are told on, and the class that can."""


ENGINES = [
    name
    for name, place in WAREHOUSES.items()
    if Path(__file__).parent.joinpath(*place.split(":")[0].split(".")).with_suffix(".py").exists()
]


ASIDE = {"aside": "aside:AsideWarehouse", "merging": "aside:MergingWarehouse"}
"""DuckDB as an engine on which a run is no transaction, for what takes many runs on such engines."""


def story_class(name):
    """Return the class that tells stories on an engine."""
    module, _, member = (WAREHOUSES | ASIDE)[name].partition(":")
    return getattr(import_module(module), member)


INCREMENTAL = [*(name for name in ENGINES if story_class(name).incremental), *ASIDE]
"""The engines on which models can be built incrementally."""

GROWING = [name for name in INCREMENTAL if name not in ("redshift", "bigquery", "snowflake", "merging")]
"""Those on which every story of several loads is told: Redshift's SQL is Postgres's, two have few runs a minute."""


def story_warehouse(name):
    """Return the class that tells stories on an engine; skip, by name, where the engine cannot be had."""
    kind = story_class(name)
    if missing := kind.missing():
        pytest.skip(f"{name}: {missing}")
    return kind


def known_gap(kind, node):
    """Return why a test cannot hold on an engine, where that is known."""
    return next((reason for part, reason in kind.gaps.items() if part in node.nodeid), None)


def opened(request):
    """Yield an empty warehouse of the engine that a test asks for, and close it."""
    kind = story_warehouse(request.param)
    if reason := known_gap(kind, request.node):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    shared = shared_builds(request.session).of(request.param, kind, known_gap)
    together = shared.get(request.node.nodeid)
    warehouse = SharingWarehouse(kind, *together) if together else kind()
    if request.param in parts.TAKE_TURNS and not is_about_visits(request.node):
        warehouse.left_out = WITHOUT_VISITS
    yield warehouse
    warehouse.close()


@pytest.fixture(autouse=True)
def _graphs_of_this_code(request):
    """Keep what is made while a test patches the code from other tests, and theirs from it."""
    patches = "monkeypatch" in request.fixturenames
    if patches:
        BUILT.clear()
    yield
    if patches:
        BUILT.clear()


@pytest.fixture(params=ENGINES)
def warehouse(request):
    """Return an empty warehouse to write raw tables into and to build models in."""
    yield from opened(request)


@pytest.fixture(params=GROWING)
def growing(request):
    """Return an empty warehouse to load into again and again, with a run on the same models after each load."""
    yield from opened(request)


SLOWEST_FIRST = ("spark", "bigquery", "snowflake", "postgres", "redshift", "databricks", "dbt", "dataform")
"""The engines that take longest are started first, so that no worker waits for another at the end."""

LONGEST_FIRST = (
    *("test_killed_runs", "test_incremental", "test_incremental_stories"),
    *("test_property", "test_spark_cluster", "test_spark", "test_bigquery_client", "test_dataform", "test_snowflake"),
    *("test_served_docs", "test_bigquery_sample"),
    *("test_delta", "test_postgres", "test_bigquery_analyzer", "test_same_rows", "test_databricks", "test_redshift"),
    *("test_export_dbt_build", "test_export_dbt_use"),
    *("test_sessions", "test_users", "test_published", "test_page_events", "test_sessionized_events", "test_load"),
)
"""Likewise the files, on each engine."""


LOADS_ON_REDSHIFT = {"everything", "each source another cursor", "no overlap", "what visits are worth"}
"""What later loads change is told on Postgres; Redshift's SQL, on the same server, is told these worlds of it."""


def pytest_addoption(parser):
    """Let one ask for a part of the suite."""
    parser.addoption("--part", choices=(QUICK, parts.ENGINES), help="run one of the two parts of the suite only")
    parser.addoption("--own-builds", action="store_true", help="tell each story in a build of its own (see sharing.py)")
    parser.addoption("--that-share", action="store_true", help="leave out stories that share no build in other runs")


def pytest_configure(config):
    """Declare the marks, and sum seconds."""
    for marker in parts.MARKERS:
        config.addinivalue_line("markers", marker)
    config.pluginmanager.register(SecondsByEngine())


def pytest_ignore_collect(collection_path, config):
    """Leave files alone that the quick part has nothing of: they may ask for drivers that it does without."""
    return True if config.option.part == QUICK and parts.is_of_engines(collection_path) else None


def pytest_itemcollected(item):
    """Say what the table of seconds asks of a test: its engine."""
    item.user_properties.append((PROPERTY, engine_of(item)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With --dist loadgroup, let tests that share something run on one worker."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 not everybody has it

    class Groups(LoadScopeScheduling):
        """Groups are told from names: since pytest 9.2 xdist finds no mark for them."""

        def _split_scope(self, nodeid):
            return group_of(nodeid, sharing=not config.option.own_builds)

    return Groups(config, log) if config.option.dist == "loadgroup" else None


def pytest_collection_modifyitems(config, items):
    """Start with what takes longest, and tell on Redshift's stand-in what Postgres is not told already."""
    engines = {name: rank for rank, name in enumerate(SLOWEST_FIRST)}
    files = {name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (engines.get(engine_of(item), len(engines)), files.get(item.path.stem, len(files))))
    asked = config.option.part
    left_out = [item for item in items if is_left_out(item) or (asked and part_of(item) != asked)]
    if config.option.that_share:
        told = set(items).difference(left_out)
        left_out += alone_anyway([item for item in items if item in told])
    config.hook.pytest_deselected(items=left_out)
    left_out = set(left_out)
    items[:] = [item for item in items if item not in left_out]


def alone_anyway(items):
    """Return the stories that share no build where others do: they are told alone there already."""
    told = [item for item in items if hasattr(item, "callspec") and "warehouse" in item.callspec.params]
    engines = dict.fromkeys(item.callspec.params["warehouse"] for item in told)
    shared = SharedBuilds(items)
    sharing = set().union(*(shared.of(engine, story_class(engine), known_gap) for engine in engines))
    return [item for item in told if item.nodeid not in sharing]


def is_left_out(item):
    """Return whether a test is another engine's turn, of loads that only Postgres is told, or of models one by one."""
    if parts.is_of_another(item):
        return True
    given = getattr(item, "callspec", None)
    if given is None:
        return False
    if item.originalname == "test_one_model_of_the_other_kind":
        return (len(given.params["some"]) == 1) != (given.params["warehouse"] in parts.QUICK_ENGINES)
    if item.path.stem != "test_incremental":
        return False
    return given.params.get("engine") == "redshift" and given.params["name"] not in LOADS_ON_REDSHIFT
