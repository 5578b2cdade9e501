"""Measure a whole run against one sorted copy of the raw rows. See README.md beside this file."""

from __future__ import annotations

import argparse
import resource
import sys
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
from segment_models.plan import Build, RunCheck, Stage
from segment_models.run import Built, Checked, Staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from segment_models.project import Models

COPY = """
CREATE TABLE copy AS
SELECT * FROM (
    SELECT * FROM raw.web.pages UNION ALL BY NAME SELECT * FROM raw.web.tracks
    UNION ALL BY NAME SELECT * FROM raw.server.tracks
)
ORDER BY coalesce(user_id, anonymous_id), timestamp
"""

VISITS_AND_USERS: dict[str, Any] = {
    "models": {
        name: {"enabled": False}
        for name in (
            *("traffic_sources", "touches", "session_sources"),
            *("page_views", "session_facts", "daily", "active_days"),
        )
    }
}
"""Sessions and users, with all that they need, and nothing of where visits came from and what they are worth."""

WAYS: dict[str, dict[str, Any]] = {"sessions and users": VISITS_AND_USERS, "all models": {}}
"""What is built, by what is switched off."""

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

    @property
    def build(self) -> Cost:
        """What it took to read the calls and make the models."""
        return self.of("reading", "model")

    @property
    def costs(self) -> tuple[str, ...]:
        """What build, checks and run took, as tables tell it."""
        return str(self.build), str(self.of("check")), str(self.whole)

    def beside(self, copy: Cost) -> tuple[str, ...]:
        """Return how many copies build and run cost, in CPU seconds, as tables tell it; a dash by a copy of none."""
        return tuple(f"{cost.cpu / copy.cpu:.2f}" if copy.cpu else "-" for cost in (self.build, self.whole))


def least(found: Sequence[Measured]) -> Measured:
    """Return the one of fewest CPU seconds: a machine can only be slower than it is."""
    return min(found, key=lambda one: one.whole.cpu)


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


def built_in(raw: Path, settings: dict[str, str], sources: Sequence[str], **options: Any) -> Measured:  # noqa: ANN401
    """Build and check all models of some sources with the public API, with more options."""
    with _database(raw, settings) as connection:
        project = segment(segment_schema=list(sources), custom_user_fields=["email", "name"], **options)
        return measured(project, connection)[0]


def built(raw: Path, settings: dict[str, str], way: str) -> Measured:
    """Build and check the models of a way."""
    return built_in(raw, settings, [f"raw.{source}" for source in events.SOURCES], **WAYS[way])


def measured(
    project: Models,
    connection: Any,  # noqa: ANN401 of any engine
    clock: Callable[[], Cost] = now,
) -> tuple[Measured, dict[str, int]]:
    """Run, and return what each part took, by a clock, and what the run recorded."""
    parts: dict[tuple[str, str], Cost] = {}
    started = since = clock()
    part = ("rest", "plan")

    def listen(event: object) -> None:
        nonlocal since, part
        moment = clock()
        parts[part] = parts.get(part, Cost(0, 0)) + (moment - since)
        since = moment
        match event:
            case Stage(name=name, calls=calls):
                part = ("reading" if calls else "derived", name)
            case Build(model=model):
                part = ("model", model.name)
            case RunCheck(check=check):
                part = ("check", check.name)
            case Staged() | Built() | Checked():
                part = ("rest", "between")

    recorded = project.run(connection, listen=listen).recorded
    whole = Measured(clock() - started, parts)
    return whole, dict(zip(recorded.columns, recorded.values[0], strict=True)) if recorded.values else {}


def alone(task: Callable[..., Any], *arguments: object, source: Path | None = None, **more: object) -> Any:  # noqa: ANN401 whatever the task returns
    """Return what a task returns in a process of its own, whose peak memory is then the task's.

    The process has the package from the folder ``source``, if that is given.
    """
    before = list(sys.path)
    sys.path[:0] = [str(source.resolve())] if source else []
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            return process.submit(task, *arguments, **more).result()
    finally:
        sys.path[:] = before


@dataclass
class Found:
    """What is measured of one size and one memory limit: the copies, and each way with each version."""

    copies: list[Measured] = field(default_factory=list)
    runs: dict[tuple[str, str], list[Measured]] = field(default_factory=dict)

    def measure(self, raw: Path, settings: dict[str, str], ways: Sequence[str], sources: Sequence[Path | None]) -> None:
        """Measure everything once, one after the other."""
        self.copies.append(alone(copy, raw, settings))
        print(f"copy: {self.copies[-1].whole}", flush=True)
        for way in ways:
            for source in sources:
                run = alone(built, raw, settings, way, source=source)
                print(f"{way} {source or ''}: build {run.build}, run {run.whole}", flush=True)
                self.runs.setdefault((way, str(source or "")), []).append(run)

    def least(self) -> dict[tuple[str, str], Measured]:
        """Return the least of each run."""
        return {name: least(found) for name, found in self.runs.items()}


def parts_table(size: int, runs: Mapping[str, Measured]) -> Table:
    """Return what each part of some runs took."""
    table = Table("", "part", *runs, title=f"{size:,} events: where the time goes, CPU seconds")
    rest = ("rest", "account, commit, between")
    counted = {}
    for name, run in runs.items():
        known = {part: cost for part, cost in run.parts.items() if part != ("rest", "between")}
        counted[name] = known | {rest: run.whole - sum(known.values(), Cost(0, 0))}
    for part in dict.fromkeys((*(part for parts in counted.values() for part in parts if part != rest), rest)):
        cells = [counted[name].get(part) for name in runs]
        if max(cell.cpu for cell in cells if cell) > SHOWN_SECONDS:
            shares = zip(cells, runs.values(), strict=True)
            told = (f"{one.cpu:.2f} ({one.cpu / run.whole.cpu:.0%})" if one else "" for one, run in shares)
            table.add_row(*part, *told)
    return table


def _ratios_table(results: dict[tuple[int, str], Found]) -> Table:
    headings = ("events", "limit", "what", "build", "checks", "run", "peak MiB", "build/copy", "run/copy")
    table = Table(*headings, title="Wall / CPU seconds of what took the least CPU; ratios are of CPU seconds")
    for (size, limit), found in results.items():
        smallest = least(found.copies)
        table.add_row(f"{size:,}", limit, "copy", "", "", str(smallest.whole), f"{smallest.peak_kib // 1024:,}")
        for (way, source), run in found.least().items():
            peak = f"{run.peak_kib // 1024:,}"
            table.add_row("", "", f"{way} {source}".strip(), *run.costs, peak, *run.beside(smallest.whole))
    return table


@contextmanager
def given(
    parser: argparse.ArgumentParser, *, limits: bool = False
) -> Iterator[tuple[argparse.Namespace, Path, dict[str, str]]]:
    """Yield what the command line says, the folder of the raw tables, and DuckDB's settings; each script has these.

    With ``limits``, several memory limits may be asked for, and the settings are of the first.
    """
    several: dict[str, Any] = {"nargs": "+", "default": ["6GiB"]} if limits else {"default": "6GiB"}
    parser.add_argument("--memory-limit", **several, help="DuckDB's memory_limit")
    parser.add_argument("--threads", default="2", help="DuckDB's threads")
    parser.add_argument("--folder", type=Path, help="keeps the raw tables; else a temporary one")
    options = parser.parse_args()
    first = options.memory_limit[0] if limits else options.memory_limit
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        yield options, folder, {"memory_limit": first, "threads": options.threads}


def main() -> None:
    """Measure each size, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes to measure")
    parser.add_argument("--source", type=Path, action="append", help="folder that the package is in; may be repeated")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS), help="what is built")
    parser.add_argument("--times", type=int, default=2, help="how often each is measured; the least CPU counts")
    console, results = Console(width=130), {}
    with given(parser, limits=True) as (options, folder, settings):
        for size in options.events:
            raw = events.place(folder, size)
            alone(events.make, raw, size, settings)
            alone(copy, raw, settings)  # the first reads the disk, the others its cache
            found = {limit: Found() for limit in options.memory_limit}
            for _ in range(options.times):
                for limit, one in found.items():
                    one.measure(raw, settings | {"memory_limit": limit}, options.ways, options.source or [None])
            for limit, one in found.items():
                results[size, limit] = one
                named = {f"{way} {source}".strip(): run for (way, source), run in one.least().items()}
                console.print(parts_table(size, named))
    console.print(_ratios_table(results))


if __name__ == "__main__":
    main()
