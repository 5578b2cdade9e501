"""Stories told on Snowflake, as far as its emulator fakesnow reaches, through the real driver.

The emulator has an environment of its own, for it wants a sqlglot and a driver of its own: the one of
``FAKESNOW_PYTHON``, or `.venv-fakesnow` beside the repository's files.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import tempfile
import time
import warnings
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from sqlglot import exp

from installed import is_installed
from segment_models.warehouses.snowflake.names import stored, written
from stories import Raw, StoryWarehouse

os.environ.setdefault("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true")  # the driver asks every cloud whether it is there

ROOT = Path(__file__).parents[2]
SERVER = Path(__file__).with_name("fakesnow_server.py")
SECONDS_TO_START = 60

TYPES = {
    "text": "VARCHAR",
    "timestamp": "TIMESTAMP_NTZ",
    "timestamp with zone": "TIMESTAMP_TZ",
    "timestamp in nanoseconds": "TIMESTAMP_NTZ",
    "date": "DATE",
    "integer": "NUMBER(38, 0)",
    "double": "FLOAT",
    "boolean": "BOOLEAN",
}
ROWS_AT_ONCE = 5_000
JSON_CODES = (5, 9, 10)
"""The driver's codes for VARIANT, OBJECT and ARRAY."""


def emulator_python() -> str | None:
    """Return the Python that has fakesnow, or None."""
    places = (os.environ.get("FAKESNOW_PYTHON"), ROOT / ".venv-fakesnow" / "bin" / "python")
    return next((str(place) for place in places if place and Path(place).exists()), None)


def missing() -> str | None:
    """Return what is missing to tell stories on Snowflake."""
    if not is_installed("snowflake.connector"):
        return "snowflake-connector-python is not installed"
    if emulator_python() is None:
        return "fakesnow is not installed: make .venv-fakesnow, or set FAKESNOW_PYTHON"
    return None


class Emulator:
    """A running emulator: where it listens, and what it was asked."""

    def __init__(self) -> None:
        """Start it on a free port, and wait until it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._folder = tempfile.TemporaryDirectory()
        self._log = Path(self._folder.name) / "log"
        command = [emulator_python(), "-I", str(SERVER), str(self.port)]  # not with this folder on its path
        with self._log.open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        atexit.register(self.stop)
        end = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"fakesnow did not start:\n{self._text()}") from None
                time.sleep(0.1)
            else:
                return

    def statements(self) -> list[str]:
        """Return every statement it was asked, in order."""
        lines = self._text().splitlines()
        return [json.loads(line.removeprefix("STATEMENT ")) for line in lines if line.startswith("STATEMENT ")]

    def url(self, database: str) -> str:
        """Return the connection to one of its databases, which is made if it is not there."""
        return f"snowflake://fake:s3cret@fakesnow/{database}?host=127.0.0.1&port={self.port}&protocol=http"

    def connect(self, database: str, **session: Any) -> Any:
        """Return an open connection of the real driver."""
        import snowflake.connector  # noqa: PLC0415 an extra

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return snowflake.connector.connect(
                user="fake",
                password="s3cret",  # noqa: S106 the emulator asks for none
                account="fakesnow",
                host="127.0.0.1",
                port=self.port,
                protocol="http",
                database=database,
                session_parameters={"CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False, **session},
            )

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)
        self._folder.cleanup()

    def _text(self) -> str:
        return self._log.read_text(encoding="utf-8")


@cache
def emulator() -> Emulator:
    """Return the emulator of this test process, started when it is first asked for."""
    return Emulator()


class SnowflakeWarehouse(StoryWarehouse):
    """A database of the emulator's that this connection alone sees."""

    struct_order: ClassVar[bool] = False  # an OBJECT's keys have none
    worlds: ClassVar[tuple[int, int]] = (1, 30)
    incremental: ClassVar[bool] = True
    loads: ClassVar[tuple[int, int]] = (1, 30)
    growing_worlds: ClassVar[tuple[str, ...]] = (
        *("what visits are worth", "each source another cursor", "killed in between"),
    )
    gaps: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            ("TestTimestamps::test_text[", "test_the_original_time_of_a_call_without_another["),
            "fakesnow takes the format AUTO for a pattern of strptime; see TestTypes in test_snowflake.py",
        ),
        "test_descriptions[": "fakesnow keeps no comments of views and of columns; see TestStatements",
        "TestSession::test_what": "fakesnow has no parameters of a session, and these are DuckDB's; see TestTypes",
    }

    @classmethod
    def missing(cls) -> str | None:
        """Return what is missing on this machine."""
        return missing()

    def __init__(self) -> None:
        """Open the database."""
        self.connection = emulator().connect("EVENTS", FAKESNOW_DB_PATH=":isolated:")

    def ask(self, sql: str) -> Any:
        """Return the cursor of a statement."""
        return self.connection.cursor().execute(sql)

    def create_schema(self, name: str) -> None:
        """Make a schema if it is not there."""
        self.ask(f"CREATE SCHEMA IF NOT EXISTS {written(name)}")

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table as Segment does, its name in capitals, and its columns where they are in small letters.

        Snowflake has no infinite times: there, such a value is no value.
        """
        layout = raw.layout()
        columns = {column: column.upper() if column.islower() else column for column in layout}
        place = f"{written(schema)}.{written(name)}"
        listed = ", ".join(f'"{columns[column]}" {TYPES[kind]}' for column, kind in layout.items())
        self.ask(f"CREATE OR REPLACE TABLE {place} ({listed})")
        self._fill(place, layout, raw)

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table, with the columns that are new in them."""
        layout = raw.layout()
        columns = {column: column.upper() if column.islower() else column for column in layout}
        place = f"{written(schema)}.{written(name)}"
        there = {item[0] for item in self.ask(f"SELECT * FROM {place} LIMIT 0").description}
        for column, kind in layout.items():
            if columns[column] not in there:
                self.ask(f'ALTER TABLE {place} ADD COLUMN "{columns[column]}" {TYPES[kind]}')
        listed = ", ".join(f'"{column}"' for column in columns.values())
        self._fill(f"{place} ({listed})", layout, raw)

    def _fill(self, place: str, layout: dict[str, str], raw: Raw) -> None:
        if not raw.rows:
            return
        casts = ", ".join(f"value[{n}]::VARCHAR::{TYPES[kind]}" for n, kind in enumerate(layout.values()))
        for start in range(0, len(raw.rows), ROWS_AT_ONCE):
            rows = [
                [_text(row.get(column), kind) for column, kind in layout.items()]
                for row in raw.rows[start : start + ROWS_AT_ONCE]
            ]
            listed = exp.Literal.string(json.dumps(rows)).sql("snowflake")
            self.ask(f"INSERT INTO {place} SELECT {casts} FROM TABLE(FLATTEN(PARSE_JSON({listed})))")

    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view, as a person asks for it: without quotes."""
        cursor = self.ask(f"SELECT * FROM {written(schema)}.{written(name)}")
        names = [item[0].lower() if item[0].isupper() else item[0] for item in cursor.description]
        are_json = [item[1] in JSON_CODES for item in cursor.description]
        return [
            {
                column: _decoded(json.loads(value)) if is_json and value is not None else value
                for column, value, is_json in zip(names, row, are_json, strict=True)
            }
            for row in cursor.fetchall()
        ]

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """Return what the information schema says."""
        kind = self.kinds(schema)[name]
        where = f"WHERE table_schema = '{stored(schema)}' AND table_name = '{stored(name)}'"
        ((comment,),) = self.ask(f"SELECT comment FROM information_schema.{kind}s {where}").fetchall()
        columns = self.ask(
            f"SELECT column_name, comment FROM information_schema.columns {where} ORDER BY ordinal_position"
        ).fetchall()
        return kind, comment, {column.lower() if column.isupper() else column: told for column, told in columns}

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema."""
        found = {}
        for kind in ("table", "view"):
            rows = self.ask(
                f"SELECT table_name FROM information_schema.{kind}s WHERE table_schema = '{stored(schema)}'"
            ).fetchall()
            found |= {name.lower() if name.isupper() else name: kind for (name,) in rows}
        return found


def _text(value: Any, kind: str) -> str | None:
    return None if value is None or (kind != "text" and str(value).endswith("infinity")) else str(value)


def _decoded(value: Any) -> Any:
    """Return a value of JSON with its times: the only times in our structs are called timestamp."""
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if isinstance(value, dict):
        return {
            name: datetime.fromisoformat(item) if name == "timestamp" and item is not None else _decoded(item)
            for name, item in value.items()
        }
    return value
