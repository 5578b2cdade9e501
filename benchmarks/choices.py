"""Measure what identity, servers' events and acquisition add to sessionization. See README.md beside this file."""

from __future__ import annotations

import argparse
import warnings

import events
from rich.console import Console
from rich.table import Table
from run import alone, built_in, given

SESSIONIZATION = ("user_map", "shared_calls", "sessionized_events")
ACQUISITION = ("touches", "session_sources")
CHOICES: dict[str, tuple[list[str], dict[str, str]]] = {
    "latest": (["raw.web"], {"shared_devices": "latest"}),
    "visit": (["raw.web"], {"shared_devices": "visit"}),
    "session": (["raw.web", "raw.server"], {"shared_devices": "visit", "server_events": "session"}),
    "attach": (["raw.web", "raw.server"], {"shared_devices": "visit", "server_events": "attach"}),
}


def main() -> None:
    """Build with each choice, one after the other, in processes of their own; print the ratios of CPU seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="how many")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is built; the least counts")
    warnings.simplefilter("ignore")
    with given(parser) as (options, folder, settings):
        raw = events.place(folder, options.events)
        alone(events.make, raw, options.events, settings)
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
