"""How many megabytes of JSON `load` takes a second: calls as a shop's site sends them, of 1 and of 300 events.

Each load is a process of its own. `--source` may be given several times, each a folder with the package in it: so two
versions are measured side by side in one run. Nothing here makes the command fail; the figures are in README.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 3, 1, tzinfo=UTC)
AGENTS = tuple(
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "Linux; Android 14; Pixel 8")
    for version in range(120, 146)
)
REFERRERS = ("", "https://www.google.com/", "https://mail.google.com/", "https://forum.leaf.example/t/which-kettle/812")
WORDS = ("cart", "list", "search", "filter", "video", "coupon", "review", "invoice", "report", "team", "plan", "export")
DONE = ("opened", "closed", "added", "removed", "viewed", "started", "finished", "failed")
PER_FILE = 20_000
"""Calls of one file: Segment writes one an hour, or more often where they are many."""

MEASURED = """
import json, resource, sys, time
import duckdb
from segment_models.load import load
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
before, started, used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), cpu()
with duckdb.connect(sys.argv[2], config={"memory_limit": sys.argv[3], "threads": int(sys.argv[4])}) as connection:
    done = load(connection, sys.argv[1], schema="web", rejects=sys.argv[2] + ".rejects")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seconds = time.perf_counter() - started
print(json.dumps([seconds, cpu() - used, before // 1024, peak // 1024, done.messages, sum(done.rows.values())]))
"""


def calls(number: int, events: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield calls: pages, tracks of so many events (few of them often, many seldom), and identifies."""
    random_ = random.Random(seed)  # noqa: S311 the same calls each time
    names = [f"{WORDS[i % 12].title()} {DONE[i // 12 % 8].title()}{f' {i // 96}' * (i > 95)}" for i in range(events)]  # noqa: PLR2004
    weights = [1 / (i + 1) for i in range(events)]
    for i in range(number):
        moment = START + timedelta(milliseconds=i * 250 + random_.randrange(250))
        person = int(random_.paretovariate(0.8) * 7) % 200_000
        kind = random_.choices(("page", "track", "identify"), (45, 50, 5))[0]
        yield call(random_, kind, moment, person, random_.choices(range(events), weights)[0], names)


def call(  # noqa: PLR0913, PLR0917 what a call is made of
    random_: random.Random, kind: str, moment: datetime, person: int, event: int, names: list[str]
) -> dict[str, Any]:
    """Return one call, with what it carried."""
    path = f"/products/{WORDS[person % 12]}-{random_.randrange(2_000)}"
    query = f"?utm_source=newsletter&utm_medium=email&utm_campaign=week-{person % 52}" if person % 5 == 0 else ""
    page = {
        "path": path,
        "referrer": REFERRERS[person % 4],
        "search": query,
        "title": f"{path[10:].replace('-', ' ').title()} · Tern & Kettle",
        "url": f"https://shop.example.com{path}{query}",
    }
    made: dict[str, Any] = {
        "anonymousId": f"{person:08x}-0a22-4834-b89f-30aa9fd5ee71",
        "channel": "client",
        "context": {
            "ip": f"203.0.{person % 113}.{person % 251}",
            "library": {"name": "analytics.js", "version": "next-1.81.0"},
            "locale": ("fr-FR", "en-GB", "ja-JP")[person % 3],
            "page": page,
            "screen": {"width": 1440, "height": 900, "density": 1.5},
            "timezone": "Europe/Paris",
            "userAgent": AGENTS[person % len(AGENTS)],
        },
        "integrations": {},
        "messageId": f"ajs-next-{random_.getrandbits(64):016x}-{random_.getrandbits(64):016x}",
        "originalTimestamp": said(moment),
        "receivedAt": said(moment + timedelta(milliseconds=90)),
        "sentAt": said(moment + timedelta(milliseconds=12)),
        "timestamp": said(moment + timedelta(milliseconds=78)),
        "type": kind,
        "userId": f"user-{person}" if person % 3 == 0 else None,
        "version": 2,
    }
    if kind == "page":
        made |= {"name": "Product", "category": "Shop", "properties": {**page, "name": "Product", "category": "Shop"}}
    elif kind == "identify":
        made["traits"] = {
            "email": f"user-{person}@example.com",
            "name": f"User {person}",
            "plan": ("free", "team")[person % 2],
            "logins": person % 97,
            "created_at": said(START - timedelta(hours=person)),
        }
    else:
        made["event"] = names[event]
        own = {f"{WORDS[(event + j) % 12]}_{('name', 'count', 'rate')[j % 3]}": j % 3 for j in range(event % 6)}
        for j, name in enumerate(own):
            own[name] = (f"{WORDS[person % 12]} {j}", person % 1000, round(random_.random(), 3))[j % 3]  # type: ignore[assignment]
        made["properties"] = {
            "product_id": f"sku-{random_.randrange(5_000)}",
            "price": random_.randrange(10_000) / 100,
            "quantity": random_.randrange(1, 5),
            "currency": "EUR",
            "is_member": person % 3 == 0,
            "tags": ["tea", WORDS[person % 12]],
            **own,
        }
    return made


def said(moment: datetime) -> str:
    """Return a time as Segment writes it."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def write(folder: Path, number: int, events: int) -> int:
    """Write the calls to files as a destination of Segment's does; return the bytes of JSON."""
    size, lines = 0, []
    for i, made in enumerate(calls(number, events), start=1):
        lines.append(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        if i % PER_FILE == 0 or i == number:
            whole, lines = b"".join(lines), []
            size += len(whole)
            (folder / f"{i:09}.gz").write_bytes(gzip.compress(whole, 6))
    return size


def main() -> None:
    """Write the files once, then load them with each version in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[100_000], help="how many calls; may be several")
    parser.add_argument("--events", type=int, nargs="+", default=[1, 300], help="how many events the tracks are of")
    parser.add_argument("--source", type=Path, action="append", help="folder that the package is in; may be repeated")
    parser.add_argument("--times", type=int, default=2, help="how often each is measured; the least CPU counts")
    parser.add_argument("--memory-limit", default="1GiB", help="DuckDB's")
    parser.add_argument("--threads", type=int, default=2, help="DuckDB's")
    asked = parser.parse_args()
    here = Path(__file__).resolve().parent.parent / "src"
    print("| events | calls | MB | version | wall / CPU s | MB/s, wall / CPU | MiB before / at most |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for events in asked.events:
        for number in asked.calls:
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place, "logs")
                folder.mkdir()
                size = write(folder, number, events) / 1e6
                found: dict[Path, list[list[float]]] = {}
                for turn in range(asked.times):
                    for source in asked.source or [here]:
                        command = [sys.executable, "-c", MEASURED, folder, Path(place, f"{len(found)}-{turn}.duckdb")]
                        done = subprocess.run(  # noqa: S603 our own code
                            [*command, asked.memory_limit, str(asked.threads)],
                            env=os.environ
                            | {
                                "PYTHONPATH": os.pathsep.join(filter(None, (str(source), os.environ.get("PYTHONPATH"))))
                            },
                            capture_output=True,
                            text=True,
                            check=True,
                        )
                        found.setdefault(source, []).append(json.loads(done.stdout.splitlines()[-1]))
                        command[-1].unlink()
                for source, figures in found.items():
                    seconds, cpu, before, peak, *_ = min(figures, key=lambda one: one[1])
                    print(
                        f"| {events} | {number:,} | {size:.0f} | {source} | {seconds:.1f} / {cpu:.1f} | "
                        f"{size / seconds:.1f} / {size / cpu:.1f} | {before:.0f} / {peak:.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
