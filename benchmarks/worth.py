"""Measure what it costs to say what visits are worth: the same events with these models and without. See README.md."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import events
from incremental import TABLES
from rich.console import Console
from rich.table import Table
from run import Cost, Measured, alone, given, least, measured, parts_table

from segment_models import segment

if TYPE_CHECKING:
    from segment_models.project import Models

WORTH = ("page_views", "session_facts", "daily", "active_days")
"""The models that are there by default."""

OF_CONVERSIONS = ("conversion_calls", "conversions", "attribution", "event_order_completed")
"""Those of a configuration with conversions."""

ORDERS: dict[str, Any] = {
    "event_properties": {"order_completed": ["revenue", "order_id", "currency"]},
    "conversions": {"order_completed": {"value": "revenue", "key": "order_id"}},
}
"""One track in 20 is an order: two calls in a hundred."""

CHECKOUTS = {"checkout": {"event": "checkout_started", "value": 1}}
"""Far more than a shop has: a third of the tracks."""

WAYS: dict[str, dict[str, Any]] = {
    "without": {"models": {name: {"enabled": False} for name in WORTH}},
    "by default": {},
    "with orders": ORDERS,
    "and checkouts": ORDERS | {"conversions": ORDERS["conversions"] | CHECKOUTS},
}
"""What is compared, by what is switched on."""


def project(way: str) -> Models:
    """Return the models, their tables kept up to date; page views stay a view."""
    options = dict(WAYS[way])
    kept = (*TABLES, *(OF_CONVERSIONS if "conversions" in options else ()))
    kept_up = {name: {"type": "incremental"} for name in kept}
    return segment(
        segment_schema=list(events.SOURCES),
        custom_user_fields=["email", "name"],
        default_config={"schema": "segment_models"},
        models=kept_up | options.pop("models", {}),
        **options,
    )


def grow(raw: Path, size: int, day: int, days: int, settings: dict[str, str], way: str) -> tuple[Measured, ...]:  # noqa: PLR0913, PLR0917
    """Build the models of a history, let days come with a run each; return what each run took."""
    with tempfile.TemporaryDirectory(dir=raw.parent, prefix="output-") as folder:
        path = shutil.copy(raw, f"{folder}/shop.duckdb")
        with duckdb.connect(path, config=settings) as connection:
            connection.execute(f"SET enable_progress_bar = false; SET temp_directory = '{folder}/spilled'")
            runs = [measured(project(way), connection)[0]]
            for number in range(1, days + 1):
                events.add_day(connection, number, day, size)
                runs.append(measured(project(way), connection)[0])
            return tuple(runs)


def main() -> None:
    """Measure each size, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes of the history to measure")
    parser.add_argument("--day", type=int, default=100_000, help="events of each day that follows")
    parser.add_argument("--days", type=int, default=3, help="days that follow")
    parser.add_argument("--times", type=int, default=1, help="how often all is done; of each run the least counts")
    console = Console(width=150)
    costs = Table(
        "events", "", "first run", "day", "first / without", "day / without", title="Wall / CPU s; a day: median"
    )
    with given(parser) as (options, folder, settings):
        for size in options.events:
            raw = events.place(folder, size)
            alone(events.make, raw, size, settings)
            rounds = [
                {way: alone(grow, raw, size, options.day, options.days, settings, way) for way in WAYS}
                for _ in range(options.times)
            ]
            runs = {way: [least(same) for same in zip(*(one[way] for one in rounds), strict=True)] for way in WAYS}
            moments = {
                f"{way}: {of}": one for way, made in runs.items() for of, one in (("first", made[0]), ("day", made[-1]))
            }
            console.print(parts_table(size, moments))
            whole = {}
            for way, made in runs.items():
                wholes = [one.whole for one in made[1:]]
                whole[way] = made[0].whole, Cost(median(x.wall for x in wholes), median(x.cpu for x in wholes))
            for way, (first, day) in whole.items():
                against = whole["without"]
                costs.add_row(f"{size:,}", way, str(first), str(day), str(first / against[0]), str(day / against[1]))
    console.print(costs)


if __name__ == "__main__":
    main()
