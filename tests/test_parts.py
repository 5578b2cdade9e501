"""The suite has two parts, what shares an engine runs on one worker, and a table says how long each engine took."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parts import group_of

TESTS = Path(__file__).parent
TWO_ENGINES = """
import pytest, time

@pytest.mark.parametrize("engine", ["duckdb", "spark", "aside"])
def test_told(engine):
    time.sleep(0.2)

@pytest.mark.engine("dbt")
def test_marked(): ...

@pytest.mark.full
def test_one_of_many(): ...
"""


def run(folder, *arguments):
    """Run pytest with our conftest.py on a file of tests; return the lines that it writes."""
    (folder / "test_two.py").write_text(TWO_ENGINES, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("part", "told"),
    [("quick", {"duckdb": 2}), ("engines", {"spark": 1, "dbt": 1, "duckdb": 1})],
)
def test_each_test_is_in_one_part(tmp_path, part, told):
    """By its engine; one of many is in the second part whatever its engine. The table has the tests of each."""
    lines = run(tmp_path, "--part", part)
    table = [line.split() for line in lines if line.endswith(" s") and " tests " in line]
    assert {words[0]: int(words[1]) for words in table} == told | {"all": sum(told.values())}
    assert f"{sum(told.values())} passed" in lines[-1]


def test_seconds_of_all_workers(tmp_path):
    """They are summed, and the last line is pytest's."""
    lines = run(tmp_path, "-n", "2", "--dist", "loadgroup")
    (duckdb,) = [line.split() for line in lines if line.startswith("duckdb ")]
    assert duckdb[1:3] == ["3", "tests"]
    assert 0.4 <= float(duckdb[3]) < 5
    assert "5 passed" in lines[-1]


def test_a_worker_that_dies_is_named(tmp_path):
    """With the test that it died of; pytest says so, and ends with its last line."""
    (tmp_path / "test_dies.py").write_text("import os\n\ndef test_it():\n    os._exit(3)\n", encoding="utf-8")
    lines = run(tmp_path, "-n", "1", "--dist", "loadgroup", "--max-worker-restart", "0")
    assert any("crashed while running 'test_dies.py::test_it'" in line for line in lines)
    assert "1 failed, 5 passed" in lines[-1]


@pytest.mark.parametrize(
    ("name", "group", "alone"),
    [
        ("tests/models/test_users.py::test_a_user[spark]", "spark", "spark"),
        ("tests/engines/test_databricks.py::TestOnSpark::test_equal_rows[users]", "spark", "spark"),
        ("tests/engines/test_spark.py::TestMeaning::test_patterns[a]", "spark", "spark"),
        ("tests/test_property.py::test_rules[redshift-only pages]", "redshift", "redshift"),
        (
            "tests/models/test_users.py::test_a_user[duckdb]",
            "duckdb",
            "tests/models/test_users.py::test_a_user[duckdb]",
        ),
        ("tests/test_incremental.py::test_x[aside-all]", *["tests/test_incremental.py::test_x[aside-all]"] * 2),
        ("tests/test_incremental_stories.py::TestLoads::test_x[aside]", *["incremental_stories"] * 2),
        ("tests/test_load.py::test_a_file", "load", "load"),
    ],
)
def test_what_shares_something_is_one_group(name, group, alone):
    """An engine that is started, builds that are shared, or what a file makes; ``alone`` is with --own-builds."""
    assert group_of(name, sharing=True) == group
    assert group_of(name, sharing=False) == alone
