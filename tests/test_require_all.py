"""With the plugin require_all, a skipped test fails the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import require_all

TESTS = {
    "marked": '@pytest.mark.skip(reason="no time")\ndef test_it(): ...',
    "called": 'def test_it():\n    pytest.skip("no time")',
    "whole_module": 'pytest.importorskip("no_such_module", reason="no time")\ndef test_it(): ...',
    "needs_data": 'def test_it():\n    pytest.skip("../shared/data is not there")',
    "expected_failure": "@pytest.mark.xfail(strict=True)\ndef test_it():\n    assert False",
}


def run(folder, body):
    (folder / "test_one.py").write_text(f"import pytest\n\n{body}\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "require_all", "-p", "no:cacheprovider", "-rA"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("case", ["marked", "called", "whole_module"])
def test_a_skip_is_a_failure_that_names_the_test_and_the_reason(tmp_path, case):
    done = run(tmp_path, TESTS[case])
    assert done.returncode in {1, 2}, done.stdout
    assert "test_one.py" in done.stdout
    assert "no time" in done.stdout


def test_an_expected_failure_is_no_skip(tmp_path):
    done = run(tmp_path, TESTS["expected_failure"])
    assert done.returncode == 0, done.stdout


def test_only_a_missing_data_folder_may_skip(tmp_path):
    """Where the folder is there, a test that skips for want of it fails as well."""
    done = run(tmp_path, TESTS["needs_data"])
    assert done.returncode == (1 if require_all.SHARED_DATA.exists() else 0), done.stdout
