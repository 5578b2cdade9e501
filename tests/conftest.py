"""Fixtures that many tests share."""

from importlib import import_module
from pathlib import Path

import pytest

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


def story_class(name):
    """Return the class that tells stories on an engine."""
    module, _, member = WAREHOUSES[name].partition(":")
    return getattr(import_module(module), member)


INCREMENTAL = [name for name in ENGINES if story_class(name).incremental]
"""The engines on which models can be built incrementally."""


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
    warehouse = kind()
    yield warehouse
    warehouse.close()


@pytest.fixture(params=ENGINES)
def warehouse(request):
    """Return an empty warehouse to write raw tables into and to build models in."""
    yield from opened(request)


@pytest.fixture(params=INCREMENTAL)
def growing(request):
    """Return an empty warehouse to load into again and again, with a run on the same models after each load."""
    yield from opened(request)


LONGEST_FIRST = (
    *("test_property", "test_spark_cluster", "test_spark", "test_bigquery_client", "test_snowflake", "test_postgres"),
    *("test_bigquery_analyzer", "test_same_rows", "test_databricks", "test_redshift", "test_sessions", "test_users"),
    *(
        "test_export_dbt_build",
        "test_export_dbt_use",
        "test_published",
        "test_page_events",
        "test_sessionized_events",
        "test_load",
    ),
)
"""The files that take longest are started first, so that no worker waits for another at the end."""

SLOW = {"spark", "bigquery", "snowflake"}
TOLD_ON_SLOW = {"test_sessions", "test_users", "test_user_map", "test_sessionized_tracks", "test_screen_events"}
"""An engine that takes seconds for each build is told these stories, and the others with --all-stories."""

WORLDS_ON_SLOW = {"everything", "everything, half of it missing", "one millisecond"}
"""Likewise, the worlds of random histories."""


def pytest_addoption(parser):
    """Let all stories be told on every engine: an hour, where the others take minutes."""
    parser.addoption("--all-stories", action="store_true", help="tell every story on slow engines, too")


def pytest_collection_modifyitems(config, items):
    """Start with what takes longest, and keep slow engines to the stories they are told."""
    ranks = {name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))
    if not config.getoption("--all-stories"):
        left_out = [item for item in items if is_left_out(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def is_left_out(item):
    """Return whether a test is a story, or a world of random histories, for quick engines only."""
    given = getattr(item, "callspec", None)
    if given and given.params.get("engine") in SLOW and item.path.stem == "test_property":
        return given.params["name"] not in WORLDS_ON_SLOW
    engine = given and given.params.get("warehouse")
    if item.path.stem == "test_explain":
        return engine in SLOW
    return engine in SLOW and item.path.parent.name == "models" and item.path.stem not in TOLD_ON_SLOW
