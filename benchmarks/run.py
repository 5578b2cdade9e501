"""Measure a whole run against one sorted copy of the raw rows. See README.md beside this file."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import events
from rich.console import Console
from rich.table import Table

from segment_models import segment
from segment_models.run import Built, Checked, Staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COPY = """
CREATE TABLE copy AS
SELECT * FROM (SELECT * FROM raw.web.pages UNION ALL BY NAME SELECT * FROM raw.web.tracks)
ORDER BY coalesce(user_id, anonymous_id), timestamp
"""
SHOWN_SECONDS = 0.1


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds, and CPU seconds of all threads of the process."""

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def __truediv__(self, other: Cost) -> Cost:
        return Cost(self.wall / other.wall, self.cpu / other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:,.1f} / {self.cpu:,.1f}"


def now() -> Cost:
    """Return the two clocks."""
    return Cost(time.perf_counter(), time.process_time())


@dataclass(frozen=True)
class Measured:
    """What one process took: in all, at its peak, and for each (kind, name) of the things it did."""

    whole: Cost
    parts: dict[tuple[str, str], Cost] = field(default_factory=dict)
    peak_kib: int = field(default_factory=lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    def of(self, *kinds: str) -> Cost:
        """Return the cost of all parts of some kinds."""
        return sum((cost for (kind, _), cost in self.parts.items() if kind in kinds), Cost(0, 0))


@contextmanager
def _database(raw: Path, settings: dict[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new database beside the raw one, which is attached as ``raw``; remove it in the end."""
    with (
        tempfile.TemporaryDirectory(dir=raw.parent, prefix="output-") as folder,
        duckdb.connect(f"{folder}/output.duckdb", config=settings) as connection,
    ):
        connection.execute(f"SET enable_progress_bar = false; SET temp_directory = '{folder}/spilled'")
        connection.execute(f"ATTACH '{raw}' AS raw (READ_ONLY)")
        yield connection


def copy(raw: Path, settings: dict[str, str]) -> Measured:
    """Write the raw events once more, in the order sessions need."""
    with _database(raw, settings) as connection:
        started = now()
        connection.execute(COPY)
        return Measured(now() - started)


def build(raw: Path, settings: dict[str, str]) -> Measured:
    """Build and check all models with the public API."""
    return built_in(raw, settings, "raw.web", custom_user_fields=["email", "name"])


def built_in(raw: Path, settings: dict[str, str], sources: str | list[str], **options: Any) -> Measured:  # noqa: ANN401
    """Build and check all models of some sources, with more options."""
    parts: dict[tuple[str, str], Cost] = {}
    with _database(raw, settings) as connection:
        started = since = now()

        def listen(event: object) -> None:
            nonlocal since
            if isinstance(event, Staged):
                parts["reading", event.stage.name] = now() - since
            elif isinstance(event, Built):
                parts["model", event.model.name] = now() - since
            elif isinstance(event, Checked):
                parts["check", event.check.name] = now() - since
            since = now()

        segment(segment_schema=sources, **options).run(connection, listen=listen)
        return Measured(now() - started, parts)


def alone(task: Callable[..., Any], *arguments: object, **more: object) -> Any:  # noqa: ANN401 whatever the task returns
    """Return what a task returns in a process of its own, whose peak memory is then the task's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(task, *arguments, **more).result()


def measure(size: int, folder: Path, settings: dict[str, str]) -> tuple[Measured, ...]:
    """Return copy, build and copy again: where the copies differ, the machine was not quiet."""
    raw = folder / f"web-{size}.duckdb"
    alone(events.make, raw, size, settings)
    alone(copy, raw, settings)  # the first reads the disk, the others its cache
    return tuple(alone(task, raw, settings) for task in (copy, build, copy))


def parts_table(size: int, built: Measured) -> Table:
    """Return what each part of a run took."""
    table = Table("", "part", "wall / CPU s", "share", title=f"{size:,} events: where the time goes")
    rest = {("rest", "plan, account, commit"): built.whole - sum(built.parts.values(), Cost(0, 0))}
    for (kind, name), cost in (built.parts | rest).items():
        if cost.wall > SHOWN_SECONDS:
            table.add_row(kind, name, str(cost), f"{cost.wall / built.whole.wall:.0%}")
    return table


def _ratios_table(results: dict[int, tuple[Measured, ...]]) -> Table:
    headings = ("events", "copies", "build", "checks", "run", "peak MiB", "build/copy", "run/copy")
    table = Table(*headings, title="Seconds and ratios are wall / CPU, peak MiB is copy / run")
    for size, (before, built, after) in results.items():
        mean = (before.whole + after.whole) / Cost(2, 2)
        costs = (built.of("reading", "model"), built.of("check"), built.whole)
        peak = f"{before.peak_kib // 1024:,} / {built.peak_kib // 1024:,}"
        ratios = (str(cost / mean) for cost in (costs[0], built.whole))
        table.add_row(f"{size:,}", f"{before.whole}\n{after.whole}", *map(str, costs), peak, *ratios)
    return table


@contextmanager
def given(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.Namespace, Path, dict[str, str]]]:
    """Yield what the command line says, the folder of the raw tables, and DuckDB's settings; each script has these."""
    parser.add_argument("--memory-limit", default="6GiB", help="DuckDB's memory_limit")
    parser.add_argument("--threads", default="2", help="DuckDB's threads")
    parser.add_argument("--folder", type=Path, help="keeps the raw tables; else a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        yield options, folder, {"memory_limit": options.memory_limit, "threads": options.threads}


def main() -> None:
    """Measure each size, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes to measure")
    console, results = Console(width=110), {}
    with given(parser) as (options, folder, settings):
        for size in options.events:
            results[size] = measure(size, folder, settings)
            console.print(parts_table(size, results[size][1]))
    console.print(_ratios_table(results))


if __name__ == "__main__":
    main()
