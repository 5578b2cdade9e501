"""The two parts of the suite: ``quick``, which `make test` runs, and ``engines``, which `make test-engines` adds.

A test needs an engine because it is told one (`warehouse`, `growing` or `engine` is its parameter), or because it says
so: ``@pytest.mark.engine("dbt")``. All others need DuckDB only, which is installed with the package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ENGINE_PARAMETERS = ("warehouse", "growing", "engine")
STAND_INS = {"aside": "duckdb", "merging": "duckdb"}
"""What is DuckDB under another name."""

QUICK, ENGINES = "quick", "engines"
QUICK_ENGINES = ("duckdb", "postgres")
"""The engines of the quick part: one in process, and a server that is installed in seconds."""

MARKERS = (
    "engine(name): what the test needs beside DuckDB",
    "full: one of many alike, of which the quick part has its share in others",
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


def group_of(item: pytest.Item, *, sharing: bool) -> str | None:
    """Return the group of a test, whose tests one worker runs; None where any worker may run it.

    Stories of an engine are a group: it is started once, and they share builds. So are the tests of a file, which share
    what the file makes. Random histories on DuckDB share nothing, nor do its stories if each has a build of its own.
    """
    engine = engine_of(item)
    given = getattr(item, "callspec", None)
    parameters = {} if given is None else given.params
    told = not parameters.keys().isdisjoint(ENGINE_PARAMETERS)
    if engine == "duckdb" and told and not (sharing and "warehouse" in parameters):
        return None
    return engine if told or item.path.stem == f"test_{engine}" else item.path.stem


def is_of_engines(path: Path) -> bool:
    """Return whether all tests of a file are in the second part, so that its imports may ask for more drivers."""
    return path.parent.name == "engines" and path.stem.removeprefix("test_") not in QUICK_ENGINES
