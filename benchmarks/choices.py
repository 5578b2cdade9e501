"""Measure what identity, servers' events and acquisition add to sessionization. See README.md beside this file."""

from __future__ import annotations

import argparse
import warnings
from typing import TYPE_CHECKING

import duckdb
import events
from rich.console import Console
from rich.table import Table
from run import alone, built_in, given

if TYPE_CHECKING:
    from pathlib import Path

SHARED = """
UPDATE web.{table} SET user_id = user_id || '_' || (epoch_ms(timestamp) // 86400000 % 2)
WHERE user_id IS NOT NULL AND hash(anonymous_id) % 5 = 0
"""
"""Of every fifth device on which somebody logged in: another user on every other day."""

SERVER = """
CREATE SCHEMA server;
CREATE TABLE server.tracks AS SELECT
    md5('server' || id) AS id, NULL::VARCHAR AS anonymous_id, user_id, timestamp + to_hours((hash(id) % 72)::INTEGER)
    AS timestamp, received_at, loaded_at, uuid_ts, 'order_shipped' AS event, 'Order Shipped' AS event_text
FROM web.tracks WHERE user_id IS NOT NULL AND hash(id, 'server') % 5 = 0
"""
"""For every fifth call of somebody who is logged in: one from a server, within three days."""

LANDING = """
UPDATE web.pages SET
    url = 'https://shop.example.com' || path || lands.search, search = lands.search, referrer = lands.referrer,
    context_campaign_content = NULL, context_campaign_medium = NULL, context_campaign_name = NULL,
    context_campaign_term = NULL,
    context_campaign_source = CASE WHEN lands.luck = 4 THEN 'newsletter' END
FROM (
    SELECT id, hash(id, 'land') % 44 AS luck,
        CASE luck WHEN 0 THEN '?utm_source=google&utm_medium=cpc&utm_campaign=c%20' || hash(id) % 50
            WHEN 1 THEN '?gclid=Cj0KC' || hash(id) WHEN 5 THEN '?page=2&sort=price' ELSE '' END AS search,
        CASE WHEN luck < 2 THEN NULL WHEN luck = 2 THEN 'https://www.google.com/'
            WHEN luck = 3 THEN 'https://blog' || hash(id) % 300 || '.partner.example/x'
            ELSE 'https://shop.example.com/c/' || hash(id) % 300 END AS referrer
    FROM web.pages
) AS lands WHERE web.pages.id = lands.id
"""
"""Five pages of 44 say where their visitor came from: about one a visit, as on a shop's site."""

SESSIONIZATION = ("user_map", "shared_calls", "sessionized_events")
ACQUISITION = ("touches", "session_sources")
CHOICES: dict[str, tuple[list[str], dict[str, str]]] = {
    "latest": (["raw.web"], {"shared_devices": "latest"}),
    "visit": (["raw.web"], {"shared_devices": "visit"}),
    "session": (["raw.web", "raw.server"], {"shared_devices": "visit", "server_events": "session"}),
    "attach": (["raw.web", "raw.server"], {"shared_devices": "visit", "server_events": "attach"}),
}


def make(path: Path, size: int, settings: dict[str, str]) -> None:
    """Make a database of web and server calls, unless it is there."""
    if path.exists():
        return
    unfinished = path.with_suffix(".made")
    unfinished.unlink(missing_ok=True)
    events.make(unfinished, size, settings)
    with duckdb.connect(unfinished, config=settings) as connection:
        for table in ("pages", "tracks", "identifies"):
            connection.execute(SHARED.format(table=table))
        connection.execute(LANDING)
        connection.execute(SERVER)
        connection.execute("CHECKPOINT")
    unfinished.rename(path)


def main() -> None:
    """Build with each choice, one after the other, in processes of their own; print the ratios of CPU seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="how many")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is built; the least counts")
    warnings.simplefilter("ignore")
    with given(parser) as (options, folder, settings):
        raw = folder / f"choices-{options.events}.duckdb"
        alone(make, raw, options.events, settings)
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in CHOICES}
        for _ in range(options.rounds):
            for name, (sources, chosen) in CHOICES.items():
                parts = alone(built_in, raw, settings, sources, **chosen).parts
                reading = sum(cost.cpu for (kind, _), cost in parts.items() if kind == "reading")
                models = {name: cost.cpu for (kind, name), cost in parts.items() if kind == "model"}
                base = reading + sum(models.get(name, 0.0) for name in SESSIONIZATION)
                took[name].append((base, sum(models[name] for name in ACQUISITION)))
    table = Table("choice", "sessionization", "sources of sessions", "sources / sessionization", title="CPU seconds")
    for name, rounds in took.items():
        base, sources = (min(one) for one in zip(*rounds, strict=True))
        table.add_row(name, f"{base:.2f}", f"{sources:.2f}", f"{sources / base:.2f}")
    least = {name: min(base for base, _ in rounds) for name, rounds in took.items()}
    console = Console(width=110)
    console.print(table)
    console.print(f"visit / latest: {least['visit'] / least['latest']:.2f}")
    console.print(f"attach / session: {least['attach'] / least['session']:.2f}")


if __name__ == "__main__":
    main()
