"""How long the tests of each engine took: a table before pytest's summary."""

from __future__ import annotations

from collections import Counter

import pytest

PROPERTY = "engine"


class SecondsByEngine:
    """Sums what setup, call and teardown took, in all workers."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one phase of a test."""
        engine = dict(report.user_properties).get(PROPERTY, "crashed")  # a worker that dies tells no more
        self.seconds[engine] += report.duration
        self.tests[engine] += report.when == "call"

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the table, the longest first."""
        if not self.seconds:
            return
        terminalreporter.section("seconds per engine, summed over all workers")
        for engine, seconds in self.seconds.most_common():
            terminalreporter.write_line(f"{engine:<12} {self.tests[engine]:>6,} tests {seconds:>9,.1f} s")
        total = (sum(self.tests.values()), sum(self.seconds.values()))
        terminalreporter.write_line(f"{'all':<12} {total[0]:>6,} tests {total[1]:>9,.1f} s")
