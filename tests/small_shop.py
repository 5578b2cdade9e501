"""A shop small enough to count by hand: two sources, every call type, in tables as Segment lays them out.

The eight events that count, by person, and the sessions they make (timeout: 30 minutes):

    u1  2 March  09:00 p1 (web page, from Google, no log-in), 09:05 t1 (web track, logs in), 09:10 p2     session 1
                 09:40 p3, exactly 30 minutes after p2                                                session 2
        3 March  08:00 s1, 08:05 t1 of ios (same id, another source), 08:20 s2                        session 3
    a2  2 March  10:00 p4, a visitor nobody knows                                                     session 1

Beside them: a later copy of p2; p5, dated 2030; a page without an id; t9, a track without a person.
Identifies: i1 and i3 of u1, i2 of a4, who left an address and no event.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from segment_models import segment, traffic_sources
from segment_models.holding import Holding
from segment_models.incremental.log import Run
from segment_models.incremental.past import Past
from segment_models.plan import Plan, make_plan

NOON = datetime.fromisoformat("2026-03-02 12:00")

OPTIONS = {
    "segment_schema": ["web", "ios"],
    "include_screens": True,
    "custom_page_fields": ["category", "price paid"],
    "custom_track_fields": ["coupon code"],
    "custom_screen_fields": ["screen class"],
    "custom_user_fields": ["email", "company name"],
}
"""A configuration that reads all of it; each call type has a custom field, with a space in one of its names."""

WORTH = OPTIONS | {
    "event_properties": {
        "order_completed": ["revenue", "order_id", "currency"],
        "open": {"table": "_open", "properties": ["channel"]},
    },
    "conversions": {
        "signed_up": {},
        "order_completed": {"value": "revenue", "key": "order_id"},
        "demo": {"event": "form_submitted", "where": {"form": "demo"}, "value": 250},
    },
    "time_zone": "Europe/Berlin",
}
"""The same with properties of events and every kind of conversion, in another time zone: `open_shop(worth=True)`."""

COMMON = ["id", "received_at", "timestamp", "user_id", "anonymous_id", "uuid_ts", "loaded_at"]
CAMPAIGN = [f"context_campaign_{part}" for part in ("content", "medium", "name", "source", "term")]
OWN = {
    "pages": ["url", "referrer", "title", "name", "search", "path", *CAMPAIGN, "category", "price paid"],
    "tracks": ["event", "coupon code"],
    "screens": ["name", "screen class"],
    "identifies": ["email", "company name"],
}
OF_EVENTS = {
    "order_completed": ["event_text", "revenue", "order_id", "currency"],
    "_open": ["event_text", "channel"],
    "form_submitted": ["event_text", "form"],
}
TIMES = {"received_at", "timestamp", "uuid_ts", "loaded_at"}

GOOGLE = {"url": "https://shop.example.com/", "referrer": "https://www.google.com/"}

ROWS = [
    # schema, table, id, timestamp, user_id, anonymous_id, loaded_at, more
    ("web", "pages", "p1", "2026-03-02 09:00", None, "a1", "2026-03-02 12:00", {"path": "/", "title": "Home"} | GOOGLE),
    ("web", "pages", "p2", "2026-03-02 09:10", "u1", "a1", "2026-03-02 12:00", {"path": "/tea", "price paid": "7"}),
    ("web", "pages", "p2", "2026-03-02 09:10", "u1", "a1", "2026-03-02 13:00", {"path": "/tea?copy"}),
    ("web", "pages", "p3", "2026-03-02 09:40", "u1", "a1", "2026-03-02 12:00", {"path": "/cart"}),
    ("web", "pages", "p4", "2026-03-02 10:00", None, "a2", "2026-03-02 12:00", {"path": "/"}),
    ("web", "pages", "p5", "2030-01-01 00:00", None, "a1", "2026-03-02 12:00", {"path": "/future"}),
    ("web", "pages", None, "2026-03-02 10:00", None, "a5", "2026-03-02 12:00", {"path": "/no-id"}),
    ("web", "tracks", "t1", "2026-03-02 09:05", "u1", "a1", "2026-03-02 12:00", {"event": "signed_up"}),
    ("web", "tracks", "t9", "2026-03-02 09:06", None, None, "2026-03-02 12:00", {"event": "nobody"}),
    ("ios", "screens", "s1", "2026-03-03 08:00", None, "a3", "2026-03-03 12:00", {"name": "Start"}),
    ("ios", "screens", "s2", "2026-03-03 08:20", None, "a3", "2026-03-03 12:00", {"name": "Cart"}),
    ("ios", "tracks", "t1", "2026-03-03 08:05", None, "a3", "2026-03-03 12:00", {"coupon code": "MARCH"}),
    ("web", "identifies", "i1", "2026-03-02 09:05", "u1", "a1", "2026-03-02 12:00", {"email": "u1@example.com"}),
    ("web", "identifies", "i2", "2026-03-02 11:00", None, "a4", "2026-03-02 12:00", {"email": "a4@example.com"}),
    ("ios", "identifies", "i3", "2026-03-03 08:01", "u1", "a3", "2026-03-03 12:00", {"company name": "Tea & Co"}),
]

TABLE_ROWS = {
    "rejected_events": 3,
    "traffic_sources": len(traffic_sources.listed()),
    "touches": 1,
    "user_map": 4,
    "shared_calls": 0,
    "sessionized_events": 8,
    "sessions": 4,
    "session_sources": 4,
    "session_facts": 4,
    "daily": 3,
    "active_days": 3,
    "users": 2,
}
"""Rows of the models that are tables."""

VIEW_ROWS = {
    "page_events": 4,
    "track_events": 2,
    "screen_events": 2,
    "sessionized_pages": 4,
    "sessionized_tracks": 2,
    "sessionized_screens": 2,
    "page_views": 4,
}

WORTH_ROWS = {
    **dict.fromkeys(("event_order_completed", "event_open", "event_form_submitted"), 0),
    **dict.fromkeys(("conversion_calls", "conversions", "attribution"), 1),
}
"""Rows of the models that there are with `WORTH` only: somebody signs up, in their first session."""

ACCOUNT = (
    # source, call type, calls, duplicates, rejected, used, outside
    ("ios", "identify", 1, 0, 0, 1, 0),
    ("ios", "screen", 2, 0, 0, 2, 0),
    ("ios", "track", 1, 0, 0, 1, 0),
    ("web", "identify", 2, 0, 0, 2, 0),
    ("web", "page", 7, 1, 2, 4, 0),
    ("web", "track", 2, 0, 1, 1, 0),
)
REJECTED = (
    ("web", "page", "clock_ahead", 1),
    ("web", "page", "missing_id", 1),
    ("web", "track", "missing_person", 1),
)


def open_shop(path=":memory:", *, worth=False):
    """Return a connection to a database that holds the shop's raw tables; if asked for, those of events, too."""
    connection = duckdb.connect(str(path))
    for schema in OPTIONS["segment_schema"]:
        connection.execute(f"CREATE SCHEMA {schema}")
        for table, own in (OWN | (OF_EVENTS if worth else {})).items():
            columns = ", ".join(f'"{name}" {"TIMESTAMP" if name in TIMES else "VARCHAR"}' for name in [*COMMON, *own])
            connection.execute(f"CREATE TABLE {schema}.{table} ({columns})")
    load(connection, ROWS)
    return connection


def load(connection, rows):
    """Insert rows that are written as `ROWS` are."""
    for schema, table, call_id, timestamp, user_id, anonymous_id, loaded_at, more in rows:
        insert(
            connection,
            f"{schema}.{table}",
            {"id": call_id, "timestamp": timestamp, "user_id": user_id, "anonymous_id": anonymous_id}
            | {"received_at": loaded_at, "uuid_ts": loaded_at, "loaded_at": loaded_at}
            | more,
        )


def insert(connection, table, values):
    """Insert one row, given as a dictionary."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" for _ in values)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


def contents(connection):
    """Return everything in a database: schemas, tables, views, comments, and every row of every table."""
    catalog = {
        "schemas": "SELECT schema_name, comment FROM duckdb_schemas() WHERE NOT internal ORDER BY ALL",
        "tables": "SELECT schema_name, table_name, sql, comment FROM duckdb_tables() ORDER BY ALL",
        "views": "SELECT schema_name, view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "columns": (
            "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY ALL"
        ),
    }
    found = {what: connection.execute(sql).fetchall() for what, sql in catalog.items()}
    for schema, table, *_ in found["tables"]:
        found[f"{schema}.{table}"] = rows(connection, f"{schema}.{table}")
    return found


def rows(connection, table):
    """Return every row of a table or view, in an order of their own."""
    return connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()


def built(connection, schema="segment_models", prefix="segment_", names=(*TABLE_ROWS, *VIEW_ROWS)):
    """Return every row of every model, by the model's name."""
    return {name: rows(connection, f"{schema}.{prefix}{name}") for name in names}


def first_run(engine: str) -> Plan:
    """Return the plan of a run that builds every model as a view or table, as it is made without a connection."""
    graph = segment(**WORTH).graph(engine)
    return make_plan(graph, Holding({}, 3, 1, run="20260302120000_abcdef"), tuple(graph.models))


def later_run(engine: str, *, worth: bool = False) -> Plan:
    """Return the plan of a run that brings every model up to date, as it is made without a connection."""
    graph = segment(**(WORTH if worth else OPTIONS), default_config={"type": "incremental"}).graph(engine)
    names = tuple(graph.models)
    loaded = {one.name: dict.fromkeys(("web", "ios"), NOON) for one in graph.context.read_types}
    past = Past(loaded, frozenset(names), (), "20260302120000_abcdef", NOON)
    kinds = {model.relation: model.kind for model in graph.models.values()}
    run = Run("20260303120000_abcdef", NOON, names, "")
    return make_plan(graph, Holding(kinds, 3, 1, run=run.id, past=past, this_run=run), names)
