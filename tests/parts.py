"""The two parts of the suite: ``quick``, which `make test` runs, and ``engines``, which `make test-engines` adds.

A test needs an engine because it is told one (`warehouse`, `growing` or `engine` is its parameter), or because it says
so: ``@pytest.mark.engine("dbt")``. All others need DuckDB only, which is installed with the package.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ENGINE_PARAMETERS = ("warehouse", "growing", "engine")
STAND_INS = {"aside": "duckdb", "merging": "duckdb"}
"""What is DuckDB under another name."""

TOLD = re.compile(r"\[(duckdb|postgres|bigquery|spark|snowflake|redshift|databricks|aside|merging)[-\]]")
HISTORIES = ("property", "incremental")
ON_SPARK = ("spark", "databricks")
"""Files that ask the session on which Spark's stories are told: a Java of their own would have to get warm first."""

QUICK, ENGINES = "quick", "engines"
QUICK_ENGINES = ("duckdb", "postgres")
"""The engines of the quick part: one in process, and a server that is installed in seconds."""
TAKE_TURNS = ("bigquery", "snowflake", "spark", "redshift")
"""The others on which stories are told. A build takes them ten times as long."""

MARKERS = (
    "engine(name): what the test needs beside DuckDB",
    "full: one of many alike, of which the quick part has its share in others",
    "in_turn: a story in a build of its own, of nothing that engines have: one tells it beside DuckDB and Postgres",
)


def engine_of(item: pytest.Item) -> str:
    """Return the name of the engine that a test needs; DuckDB's if it needs nothing that has to be started."""
    given = getattr(item, "callspec", None)
    for parameter in ENGINE_PARAMETERS:
        if given is not None and isinstance(name := given.params.get(parameter), str):
            return STAND_INS.get(name, name)
    marker = item.get_closest_marker("engine")
    return marker.args[0] if marker else "duckdb"


def part_of(item: pytest.Item) -> str:
    """Return the part of the suite that a test is in."""
    quick = engine_of(item) in QUICK_ENGINES and item.get_closest_marker("full") is None
    return QUICK if quick else ENGINES


def is_of_another(item: pytest.Item) -> bool:
    """Return whether a story is told in turn, and it is the turn of another engine."""
    if item.get_closest_marker("in_turn") is None or (engine := engine_of(item)) not in TAKE_TURNS:
        return False
    place = sum(item.nodeid.replace(engine, "").encode())
    return TAKE_TURNS[place % len(TAKE_TURNS)] != engine


def group_of(name: str, *, sharing: bool) -> str:
    """Return the group of the test with this name: one worker runs all of it.

    What is told on an engine is a group: it is started once, and its stories share builds. DuckDB needs no start, so
    there only stories that share builds are; random histories may run anywhere. All else is grouped by file.
    """
    path, _, test = name.partition("::")
    file = path.rpartition("/")[2].removeprefix("test_").removesuffix(".py")
    told = TOLD.search(test)
    if told is None:
        return "spark" if file in ON_SPARK else file
    engine = STAND_INS.get(told[1], told[1])
    if engine != "duckdb":
        return engine
    if "/models/" in path:
        return engine if sharing else name
    return name if file in HISTORIES else file


def is_of_engines(path: Path) -> bool:
    """Return whether all tests of a file are in the second part, so that its imports may ask for more drivers."""
    return path.parent.name == "engines" and path.stem.removeprefix("test_") not in QUICK_ENGINES
