"""Measure what a run costs beside its statements: with nothing to do, and over many sources. See README.md."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console
from rich.table import Table
from run import Cost, alone, now

from segment_models import segment
from segment_models.demo import SAMPLE, demo_models

if TYPE_CHECKING:
    from segment_models.project import Models

INCREMENTAL = {"default_config": {"type": "incremental"}}
TIMES = 3
"""How often what is small is measured; the smallest figure counts, for a machine can only be slower than it is."""


@dataclass(frozen=True)
class Figures:
    """What a build took, and what was measured beside it."""

    build: Cost
    other: Cost


def least(costs: list[Cost]) -> Cost:
    """Return the cost of fewest CPU seconds."""
    return min(costs, key=lambda cost: cost.cpu)


def sample(path: Path) -> None:
    """Load the sample and build it, so that a run has nothing to do."""
    models = sample_models()
    with duckdb.connect(path) as connection:
        models.load([SAMPLE], connection)
        models.run(connection)


def sample_models() -> Models:
    """Return the models of the sample, all incremental."""
    return segment(**demo_models().config.model_dump(exclude_unset=True) | INCREMENTAL)


def build_again(path: Path) -> Cost:
    """Build the sample in full."""
    models = sample_models()
    with duckdb.connect(path) as connection:
        started = now()
        models.run(connection, full_refresh=True)
        return now() - started


def nothing_to_do(path: Path) -> Cost:
    """Run once in a process of its own: what is parsed once is parsed here, too; importing does not count."""
    with duckdb.connect(path) as connection:
        started = now()
        sample_models().run(connection)
        return now() - started


def again(path: Path) -> Cost:
    """Run once more in a process that has just run: what its plans have in common is made already."""
    with duckdb.connect(path) as connection:
        models = sample_models()
        models.run(connection)
        started = now()
        models.run(connection)
        return now() - started


def many_sources(path: Path, count: int) -> None:
    """Make sources with a page, a track and an identify each."""
    columns = "id VARCHAR, received_at TIMESTAMP, timestamp TIMESTAMP, user_id VARCHAR, anonymous_id VARCHAR"
    moment = "TIMESTAMP '2026-03-01 10:00:00'"
    with duckdb.connect(path) as connection:
        for number in range(count):
            connection.execute(f"CREATE SCHEMA source_{number}")
            for table in ("pages", "tracks", "identifies"):
                place = f"source_{number}.{table}"
                connection.execute(f"CREATE TABLE {place} ({columns})")
                row = f"'{table}', {moment}, {moment}, 'u{number}', 'a{number}'"
                connection.execute(f"INSERT INTO {place} VALUES ({row})")


def of_many(count: int) -> Models:
    """Return the models over those sources."""
    return segment(segment_schema=[f"source_{number}" for number in range(count)])


def planned(path: Path, count: int) -> Cost:
    """Make the plan of a run over them, and look at what it needs to know."""
    with duckdb.connect(path) as connection:
        started = now()
        of_many(count).plan(connection)
        return now() - started


def built(path: Path, count: int) -> Cost:
    """Carry out the whole run."""
    with duckdb.connect(path) as connection:
        started = now()
        of_many(count).run(connection)
        return now() - started


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=int, default=200)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shop, many = Path(folder, "shop.duckdb"), Path(folder, "many.duckdb")
        alone(sample, shop)
        whole = least([alone(build_again, shop) for _ in range(TIMES)])
        figures = {
            "the sample, nothing to do": Figures(whole, least([alone(nothing_to_do, shop) for _ in range(TIMES)])),
            "and again in the same process": Figures(whole, least([alone(again, shop) for _ in range(TIMES)])),
        }
        alone(many_sources, many, chosen.sources)
        figures[f"{chosen.sources} sources, planned"] = Figures(
            alone(built, many, chosen.sources), least([alone(planned, many, chosen.sources) for _ in range(2)])
        )
    table = Table("", "wall / CPU s", "its build, wall / CPU s", "CPU, of its build", box=None)
    for name, one in figures.items():
        table.add_row(name, str(one.other), str(one.build), f"{one.other.cpu / one.build.cpu:.0%}")
    Console().print(table)


if __name__ == "__main__":
    main()
