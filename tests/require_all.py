"""A pytest plugin for a full run: a test that was skipped is a failure that names it.

Registered by the Makefile where REQUIRE_ALL=1. Tests that need the data folder beside the repository may be
skipped where there is no such folder, and tests in a browser where none can be had.
"""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
NO_BROWSER = "no browser"
"""How the reason begins to skip a test that drives one."""


def _refuse_skip(report):
    """Turn a skip into a failure, but for those that are allowed; an expected failure is no skip."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    no_data = "shared/data" in reason and not SHARED_DATA.exists()
    if no_data or reason.removeprefix("Skipped: ").startswith(NO_BROWSER):
        return
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was skipped, and REQUIRE_ALL=1 allows no skip. {reason}"


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport():
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report():
    report = yield
    _refuse_skip(report)
    return report
