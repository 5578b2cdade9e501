"""What loading costs where files are odd: seconds, and the most memory that a process of its own had.

Nothing here makes the command fail; the figures are in README.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import resource
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from segment_models.errors import LoadError
from segment_models.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIB = 1024 * 1024
AT = "2026-01-01T00:00:00Z"


def call(number: int, kind: str = "track", **fields: object) -> str:
    """Return one call as a line."""
    times = {"originalTimestamp": AT, "sentAt": AT, "receivedAt": AT, "timestamp": AT}
    return json.dumps({"type": kind, "messageId": f"m{number}", "userId": f"u{number}", **times, **fields}) + "\n"


def usual() -> Iterator[str]:
    """Yield 50,000 tracks of one event."""
    return (call(i, event="Clicked", properties={"n": i, "label": f"l{i}"}) for i in range(50_000))


def new_traits() -> Iterator[str]:
    """Yield 20,000 identifies, each with one of 1,000 traits."""
    return (call(i, "identify", traits={f"trait_{i % 1000}": i}) for i in range(20_000))


def event_names() -> Iterator[str]:
    """Yield 10,000 tracks, each of an event of its own."""
    return (call(i, event=f"Event {i}", properties={"n": i}) for i in range(10_000))


def unreadable_times() -> Iterator[str]:
    """Yield 30,000 tracks whose time is 20,000 letters, each another."""
    return (call(i, event="Clicked", sentAt=f"{i} " + "x" * 20_000) for i in range(30_000))


def one_line() -> Iterator[str]:
    """Yield one line of 2 GiB, then a call."""
    yield '{"type":"track","event":"'
    for _ in range(2048):
        yield "x" * MIB
    yield '"}\n' + call(1, event="Clicked")


CASES: tuple[Callable[[], Iterator[str]], ...] = (usual, new_traits, event_names, unreadable_times, one_line)


def measure(path: Path, database: Path) -> None:
    """Load one file into a new database, and print what that took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    started = time.perf_counter()
    with duckdb.connect(database, config={"memory_limit": "1GiB"}) as connection, suppress(LoadError):
        load(connection, path, schema="web", rejects=path.with_suffix(".rejects"))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"| {path.name.split('.')[0]} | {seconds:.1f} | {before} | {peak} |", flush=True)


def main() -> None:
    """Measure each case in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help="names of cases; without any, all of them")
    chosen = parser.parse_args().cases
    print("| file | s | MiB before | MiB at most |\n|---|---|---|---|", flush=True)
    for case in CASES:
        if chosen and case.__name__ not in chosen:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{case.__name__}.json.gz")
            with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
                file.writelines(case())
            process = multiprocessing.get_context("spawn").Process(target=measure, args=(path, Path(folder, "db")))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
