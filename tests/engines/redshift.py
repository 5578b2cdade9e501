"""Redshift's SQL and its real driver, on a Postgres server: what the two have in common, and no more.

Redshift itself cannot be had for tests. Its SQL comes from Postgres's, and what a run writes uses a part of it that
Postgres understands, too, with two functions that Redshift has and Postgres lacks (`FUNCTIONS`). The driver,
redshift-connector, greets a server with words that Postgres refuses; a relay between them leaves these out.
This shows that the SQL holds together and gives the rows of the rules, and that the connection works. It does not show
that Redshift accepts every statement: `redshift_functions.py` lists what is used, with AWS's page for each.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from functools import cache
from importlib.util import find_spec

from engines.postgres import PostgresWarehouse, server

FUNCTIONS = """
    CREATE FUNCTION datediff(unit text, earlier timestamp, later timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE unit WHEN 'microsecond' THEN (extract(epoch FROM later - earlier) * 1000000)::bigint END $$;
    CREATE FUNCTION strtol(digits text, base integer) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE base WHEN 16 THEN ('x' || lpad(digits, 16, '0'))::bit(64)::bigint END $$;
"""
UNDERSTOOD = (b"user", b"database", b"application_name")


class Relay:
    """Passes on what client and server say, but for the parts of the greeting that Postgres does not understand."""

    def __init__(self, port: int) -> None:
        """Listen on a free port for clients of the server on ``port``."""
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            client, _ = self._listening.accept()
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._server)) as server_side:
            for one in (client, server_side):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            (length,) = struct.unpack("!i", client.recv(4, socket.MSG_WAITALL))
            greeting = client.recv(length - 4, socket.MSG_WAITALL)
            words = greeting[4:].split(b"\0")
            pairs = zip(words[::2], words[1::2], strict=False)
            kept = b"".join(name + b"\0" + value + b"\0" for name, value in pairs if name in UNDERSTOOD) + b"\0"
            server_side.sendall(struct.pack("!i", 8 + len(kept)) + greeting[:4] + kept)
            back = threading.Thread(target=self._pass_on, args=(server_side, client), daemon=True)
            back.start()
            self._pass_on(client, server_side)
            back.join()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                with suppress(AttributeError):  # Linux only: the driver sends in small parts and waits for each
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


@cache
def relay() -> Relay:
    """Return the relay to a database that orders texts by their bytes, as Redshift does."""
    with server().connect("postgres") as connection:
        connection.execute("CREATE DATABASE redshift TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    with server().connect("redshift") as connection:
        connection.execute(FUNCTIONS)
        connection.execute("ALTER DATABASE redshift SET standard_conforming_strings = off")  # as Redshift reads texts
        connection.execute("ALTER DATABASE redshift SET escape_string_warning = off")
    return Relay(server().port)


def url(database: str = "redshift") -> str:
    """Return the URL of the database."""
    return f"redshift://postgres:any@127.0.0.1:{relay().port}/{database}?ssl=false"


class RedshiftWarehouse(PostgresWarehouse):
    """The database that stands in for Redshift's, empty; raw tables are written and read with Postgres's driver."""

    database = "redshift"
    records = False
    worlds = (1, 40)
    types = PostgresWarehouse.types | {"text": "varchar(512)"}
    settings = {"DateStyle": "SQL, DMY"}  # noqa: RUF012 read only
    gaps = {  # noqa: RUF012 read only
        "test_types[redshift-timestamp in nanoseconds": "never: Redshift has no times in nanoseconds",
        "test_a_long_referrer[redshift": "never: on Redshift, Segment's columns of texts have 512 characters",
        **{
            f"{name}[redshift": "never: on Redshift sessions have no records"
            for name in (
                *("test_a_visit", "test_first_and_last_screens", "test_custom_fields", "test_only_screens"),
                *(
                    "test_fields_of_structs_and_their_order",
                    "TestOrder::test_equal_times",
                    "TestOrder::test_text_by_its_bytes",
                ),
            )
        },
    }

    @classmethod
    def missing(cls) -> str | None:
        """Return what is missing on this machine."""
        if find_spec("redshift_connector") is None:
            return "redshift-connector is not installed"
        return super().missing()

    def __init__(self) -> None:
        """Connect twice: with the driver of Redshift, which runs the models, and with that of Postgres."""
        import redshift_connector  # noqa: PLC0415 an extra

        self.connection = redshift_connector.connect(
            host="127.0.0.1",
            port=relay().port,
            database="redshift",
            user="postgres",
            password="any",  # noqa: S106 the server asks for none
            ssl=False,
        )
        self.plain = server().connect("redshift")

    def ask(self, sql: str) -> object:
        """Carry a statement out with the driver of Redshift, by itself; return the first row, where it gives rows."""
        self.connection.autocommit = True
        cursor = self.connection.cursor()
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None
