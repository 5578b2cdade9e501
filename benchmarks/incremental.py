"""Measure incremental runs against a rebuild, for the same days after histories of several sizes. See README.md."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb
import events
from rich.console import Console
from rich.table import Table
from run import Cost, Measured, alone, given, measured, now, parts_table

from segment_models import segment

if TYPE_CHECKING:
    from segment_models.project import Models

TABLES = (
    *("rejected_events", "user_map", "shared_calls", "touches", "traffic_sources", "sessionized_events"),
    *("sessions", "session_sources", "session_facts", "daily", "active_days", "users"),
)
"""The models that are tables where nothing else is configured, and incremental here; the others stay views."""

BUILT, REBUILT = "segment_models", "rebuilt"
BUCKETS = 16
"""Tables are compared in so many parts, which each fit in memory."""

TOLD = (
    *("calls_new", "calls_duplicate", "late_under_month", "late_over_month", "mappings_changed", "persons_touched"),
    *("sessions_kept", "sessions_rewritten", "sessions_added"),
)
"""What the log of runs says, as far as it explains what a run costs."""

DIFFERENT = """
SELECT count(*) FROM (
    (SELECT * FROM {one} WHERE hash({key}) % {buckets} = {bucket}
     EXCEPT ALL SELECT * FROM {other} WHERE hash({key}) % {buckets} = {bucket})
    UNION ALL
    (SELECT * FROM {other} WHERE hash({key}) % {buckets} = {bucket}
     EXCEPT ALL SELECT * FROM {one} WHERE hash({key}) % {buckets} = {bucket})
)
"""


@dataclass(frozen=True)
class Grown:
    """What one history took: its first build, the run after each day, and a rebuild of everything after the last."""

    built: Measured
    updated: tuple[Measured, ...]
    rebuilt: Measured | None
    """None where a history was too long to build it twice; then the first build is what a run is compared with."""
    verified: Cost | None
    """What `verify` of everything took, which found no difference; likewise."""
    days: tuple[int, ...]
    """Rows that came each day."""
    touched: tuple[dict[str, int], ...]
    """What each run recorded of itself."""
    rows: dict[str, int]
    """Rows of each model after the rebuild."""
    different: dict[str, int]
    """Rows of each model that only one of the two, brought up to date or built anew, has."""

    @property
    def update(self) -> Cost:
        """The median of the runs after a day, each clock by itself."""
        wholes = [one.whole for one in self.updated]
        return Cost(median(one.wall for one in wholes), median(one.cpu for one in wholes))


def models(schema: str, kind: str) -> Models:
    """Return the models in a schema, with the usual tables of one kind."""
    return segment(
        segment_schema=list(events.SOURCES),
        custom_user_fields=["email", "name"],
        default_config={"schema": schema},
        models={name: {"type": kind} for name in TABLES},
    )


def grow(raw: Path, size: int, day: int, days: int, settings: dict[str, str], *, compare: bool) -> Grown:  # noqa: PLR0913
    """Build the models of a history, let days come with a run each; if told, build all anew beside them and compare."""
    with tempfile.TemporaryDirectory(dir=raw.parent, prefix="output-") as folder:
        path = shutil.copy(raw, f"{folder}/shop.duckdb")
        with duckdb.connect(path, config=settings) as connection:
            connection.execute(f"SET enable_progress_bar = false; SET temp_directory = '{folder}/spilled'")
            project = models(BUILT, "incremental")
            built, _ = measured(project, connection)
            updated, came, touched = [], [], []
            for number in range(1, days + 1):
                before = raw_rows(connection)
                events.add_day(connection, number, day, size)
                came.append(raw_rows(connection) - before)
                update, recorded = measured(project, connection)
                updated.append(update)
                touched.append(recorded)
            if not compare:
                return Grown(built, tuple(updated), None, None, tuple(came), tuple(touched), {}, {})
            verified = verify(project, connection)
            anew = models(REBUILT, "table")
            rebuilt, _ = measured(anew, connection)
            names = [model.name for model in anew]
            rows = {name: count(connection, f"SELECT count(*) FROM {REBUILT}.{name}") for name in names}
            different = {name: differences(connection, name) for name in names}
            return Grown(built, tuple(updated), rebuilt, verified, tuple(came), tuple(touched), rows, different)


def verify(project: Models, connection: duckdb.DuckDBPyConnection) -> Cost:
    """Let the package compare what it has brought up to date with a rebuild; return what that takes."""
    started = now()
    found = project.verify(connection).differing
    if found:
        raise SystemExit(f"verify finds differences in {', '.join(one.model.name for one in found)}.")
    return now() - started


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """Return the only value of a query."""
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def raw_rows(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the rows of all raw tables."""
    return sum(count(connection, f"SELECT count(*) FROM {table}") for table in events.RAW)


def differences(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return how many rows, duplicates included, only one of the two tables or views of a name has."""
    one, other = f"{BUILT}.{name}", f"{REBUILT}.{name}"
    columns = [row[0] for row in connection.execute(f"DESCRIBE {one}").fetchall()]
    key = next((column for column in ("session_id", "page_id", "track_id", "user_id") if column in columns), columns[0])
    made = {"one": one, "other": other, "key": key, "buckets": BUCKETS}
    return sum(count(connection, DIFFERENT.format(**made, bucket=bucket)) for bucket in range(BUCKETS))


def ratios_table(results: dict[int, Grown]) -> Table:
    """Return what the same day costs after each history, against building that history anew."""
    headings = (
        "events",
        "rows a day",
        "first build",
        "run after a day",
        "rebuild",
        "verify",
        "run / rebuild",
        "run / first row's",
    )
    table = Table(*headings, title="Seconds and ratios are wall / CPU; the run is the median of all days")
    first = next(iter(results.values())).update
    for size, grown in results.items():
        whole = (grown.rebuilt or grown.built).whole
        costs = (grown.built.whole, grown.update, grown.rebuilt and grown.rebuilt.whole, grown.verified)
        share = grown.update / whole
        ratios = (f"{share.wall:.1%} / {share.cpu:.1%}", str(grown.update / first))
        table.add_row(f"{size:,}", f"{median(grown.days):,.0f}", *(str(one or "") for one in costs), *ratios)
    return table


def rows_table(size: int, grown: Grown) -> Table:
    """Return the rows of each model, and how many differ from a rebuild."""
    table = Table("model", "rows", "different from the rebuild", title=f"{size:,} events: every column of every row")
    for name, rows in grown.rows.items():
        table.add_row(name, f"{rows:,}", f"{grown.different[name]:,}")
    return table


def days_table(size: int, grown: Grown) -> Table:
    """Return what came each day, and what its run says it touched."""
    table = Table("day", *map(str, range(1, len(grown.days) + 1)), title=f"{size:,} events, and a day more")
    table.add_row("rows", *(f"{came:,}" for came in grown.days))
    for name in TOLD:
        table.add_row(name, *(f"{recorded[name]:,}" for recorded in grown.touched))
    return table


def main() -> None:
    """Measure each size, print the tables; fail if a row differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes of the history to measure")
    parser.add_argument("--day", type=int, default=100_000, help="events of each day that follows")
    parser.add_argument("--days", type=int, default=3, help="days that follow")
    parser.add_argument("--compare-up-to", type=int, default=10_000_000, help="larger histories are not built twice")
    console, results = Console(width=140), {}
    with given(parser) as (options, folder, settings):
        for size in options.events:
            raw = events.place(folder, size)
            alone(events.make, raw, size, settings)
            compare = size <= options.compare_up_to
            results[size] = alone(grow, raw, size, options.day, options.days, settings, compare=compare)
            console.print(parts_table(size, {"the last day": results[size].updated[-1]}))
            if compare:
                console.print(rows_table(size, results[size]))
            console.print(days_table(size, results[size]))
    console.print(ratios_table(results))
    if any(sum(grown.different.values()) for grown in results.values()):
        raise SystemExit("What is brought up to date differs from a rebuild.")


if __name__ == "__main__":
    main()
