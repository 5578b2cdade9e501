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


def story_warehouse(name):
    """Return the class that tells stories on an engine; skip, by name, where the engine cannot be had."""
    module, _, member = WAREHOUSES[name].partition(":")
    kind = getattr(import_module(module), member)
    if missing := kind.missing():
        pytest.skip(f"{name}: {missing}")
    return kind


def known_gap(kind, node):
    """Return why a test cannot hold on an engine, where that is known."""
    return next((reason for part, reason in kind.gaps.items() if part in node.nodeid), None)


@pytest.fixture(params=ENGINES)
def warehouse(request):
    """Return an empty warehouse to write raw tables into and to build models in."""
    kind = story_warehouse(request.param)
    if reason := known_gap(kind, request.node):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    opened = kind()
    yield opened
    opened.close()


LONGEST_FIRST = ("spark", "bigquery", "snowflake", "postgres", "test_load", "test_property")
"""What takes longest starts first, so that no worker waits for another at the end."""


def group_of(item):
    """Return what a test shares a worker with: all tests of one engine, whose server is started once; else its file."""
    given = getattr(item, "callspec", None)
    engine = given and (given.params.get("warehouse") or given.params.get("engine"))
    if engine and engine != "duckdb":
        return {"redshift": "postgres", "databricks": "spark"}.get(engine, engine)
    name = item.path.stem
    return next((engine for engine in WAREHOUSES if name.startswith(f"test_{engine}")), name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep tests that share something on one worker, where there are several."""
    ranks = {group: rank for rank, group in enumerate(LONGEST_FIRST)}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    items.sort(key=lambda item: ranks.get(group_of(item), len(ranks)))
