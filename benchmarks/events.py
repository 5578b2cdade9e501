"""Believable raw Segment tables of any size, made inside DuckDB. The same size gives the same rows every time.

People are as on a shop's site, over 90 days: 65 % of the devices make one visit, 16 % two, and the busiest thousands. A
visit has 1 to 15 calls, and its first page says where the visitor came from. On a third of the devices somebody has an
account; one account in six is of a person who is known from another device; 3 % of the devices have two users by turns.

``web``, from the devices: 60 % page views, 40 % tracks, of which one in 20 is an order with a table of its own, and
identifies. 2 % of the calls are loaded up to 20 days late, 0.5 % twice. ``server``, which knows users and no devices: a
track within the hour after every fifth track of somebody who is logged in.

Days may follow, each of as many calls as asked for. Half of their visits are of devices that were there before, the
busy ones more often; on some of these somebody logs in for the first time, and some have a new owner. 2 % of their
calls were made up to 60 days earlier.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHAPE = 2
"""Which rows a size gives: to be counted up with every change of them, for files are kept."""

VISITS = "least(4000, floor(pow({devices} / (range + 0.5), 2 / 3.0)))::BIGINT"
"""Of a device by its rank: so the share of devices with n visits or more is n to the power of -1.5."""

SHARED = "hash(device, 'shared') % 100 < 3"
"""Which devices have two users by turns."""

USER = f"""CASE WHEN {SHARED} AND hash(visit, 'turn') % 2 = 0 THEN 'guest_' || device
            WHEN hash(device, 'known') % 6 = 0 THEN 'user_' || hash(device, 'owner') % {{devices}}
            ELSE 'user_' || device END"""
"""Whose account it is, on a device or during one visit."""

LOGGED_IN = "(step >= 4 OR hash(visit, 'stays') % 2 = 0)"
"""Half of the visits begin logged in, the others log in at their fifth call."""

CALLS = f"""
CREATE TABLE calls AS WITH devices AS (
    SELECT range AS device, unnest(range({VISITS})) AS nth FROM range({{devices}})
), visits AS (
    SELECT device, device * 10000 + nth AS visit,
        TIMESTAMP '2026-01-01' + to_milliseconds((hash(visit, 'start') % 7776000000)::BIGINT) AS started,
        unnest(range(1 + (hash(visit) % 15)::BIGINT)) AS step
    FROM devices
)
SELECT visit, device, step, hash(visit, step) AS luck,
    started + to_milliseconds(step * 45000 + (hash(visit, step, 'ms') % 40000)::BIGINT) AS timestamp,
    CASE WHEN {LOGGED_IN} AND (hash(device, 'account') % 3 = 0 OR {SHARED}) THEN {USER} END AS user_id,
    least(
        timestamp + to_hours((CASE WHEN luck // 100 % 50 = 0 THEN 1 + luck % 480 ELSE 1 END)::INTEGER),
        TIMESTAMP '{{latest}}'
    ) AS loaded_at
FROM visits ORDER BY loaded_at, visit, step
"""

FIRST_DAY = datetime.fromisoformat("2026-04-01")
"""The day after the history, by which all of it is loaded."""

DAY = f"""
CREATE TABLE calls AS WITH visits AS (
    SELECT {{number}}::BIGINT * 1000000000000 + range AS visit,
        CASE WHEN hash(visit, 'known') % 2 = 0
            THEN floor({{devices}} * pow(hash(visit, 'device') / 18446744073709551616.0::DOUBLE, 3))::BIGINT
            ELSE visit END AS device,
        TIMESTAMP '{{day}}' + to_milliseconds((hash(visit, 'start') % 79200000)::BIGINT) AS started,
        unnest(range(1 + (hash(visit) % 15)::BIGINT)) AS step
    FROM range({{visits}})
), made AS (
    SELECT visit, device, step, hash(visit, step) AS luck,
        started + to_milliseconds(step * 45000 + (hash(visit, step, 'ms') % 40000)::BIGINT) AS sent_at
    FROM visits
)
SELECT visit, device, step, luck, sent_at + INTERVAL 1 HOUR AS loaded_at,
    CASE WHEN luck // 100 % 50 = 0 THEN sent_at - to_hours((1 + luck % 1439)::INTEGER) ELSE sent_at END AS timestamp,
    CASE WHEN NOT {LOGGED_IN} THEN NULL
        WHEN hash(device, 'account') % 3 = 0 AND hash(visit, 'new') % 50 = 0 THEN 'owner_' || visit
        WHEN hash(device, 'account') % 3 = 0 OR {SHARED} THEN {USER}
        WHEN hash(device, 'account') % 3 = 1 AND hash(visit, 'new') % 10 = 0 THEN 'user_' || device END AS user_id
FROM made ORDER BY loaded_at, visit, step
"""

ROWS = """
SELECT md5('{id_of}' || visit || '-' || step) AS id, md5('anonymous' || device) AS anonymous_id,
    user_id,
    timestamp, timestamp + INTERVAL 150 MILLISECOND AS received_at, loaded_at, loaded_at AS uuid_ts, {fields},
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ' || hash(device) % 200 AS context_user_agent,
    '203.0.113.' || hash(device) % 255 AS context_ip
FROM calls WHERE {condition}
"""

SERVER = """
SELECT md5('server' || visit || '-' || step) AS id, user_id, made AS timestamp,
    made + INTERVAL 150 MILLISECOND AS received_at, loaded_at, loaded_at AS uuid_ts,
    'order_shipped' AS event, 'Order Shipped' AS event_text
FROM (SELECT *, timestamp + to_minutes((luck // 7 % 55)::INTEGER) AS made FROM calls)
WHERE luck % 5 >= 3 AND user_id IS NOT NULL AND hash(visit, step, 'server') % 5 = 0
"""

ORDER = "luck // 1000 % 20 = 0"
"""Which tracks are orders."""

FROM = "(CASE WHEN step = 0 THEN hash(visit, 'from') % 10 ELSE 10 END)"
"""Where a page's visitor came from: 0 to 2 an ad, 3 a newsletter, 4 an ad that gives only its click id, 5 a search
engine, 6 a partner, 7 to 9 nowhere; 10 is the site itself."""

CAMPAIGN = "hash(visit, 'campaign')"

SEARCH = f"""CASE WHEN {FROM} < 3 THEN '?utm_source=google&utm_medium=cpc&utm_campaign=c' || {CAMPAIGN} % 50
            || '&utm_content=content' || {CAMPAIGN} % 9 || '&utm_term=term' || {CAMPAIGN} % 100
        WHEN {FROM} = 3 THEN '?utm_source=newsletter&utm_medium=email&utm_campaign=week-' || {CAMPAIGN} % 13
        WHEN {FROM} = 4 THEN '?gclid=Cj0KC' || hash(visit, 'click')
        WHEN {FROM} = 10 AND luck % 11 = 0 THEN '?page=2&sort=price' ELSE '' END"""

TABLES = {
    "pages": (
        "luck % 5 < 3",
        f"""'Product' AS name, 'Product number ' || luck % 5000 || ' - Example Shop' AS title,
        {SEARCH} AS search, 'https://shop.example.com/products/' || luck % 5000 || search AS url,
        CASE {FROM} WHEN 5 THEN 'https://www.google.com/'
            WHEN 6 THEN 'https://blog' || hash(visit, 'blog') % 300 || '.partner.example/x'
            WHEN 10 THEN 'https://shop.example.com/c/' || luck % 300 ELSE '' END AS referrer,
        '/products/' || luck % 5000 AS path,
        CASE WHEN {FROM} < 3 THEN 'content' || {CAMPAIGN} % 9 END AS context_campaign_content,
        CASE WHEN {FROM} < 3 THEN 'cpc' WHEN {FROM} = 3 THEN 'email' END AS context_campaign_medium,
        CASE WHEN {FROM} < 3 THEN 'google' WHEN {FROM} = 3 THEN 'newsletter' END AS context_campaign_source,
        CASE WHEN {FROM} < 3 THEN 'c' || {CAMPAIGN} % 50
            WHEN {FROM} = 3 THEN 'week-' || {CAMPAIGN} % 13 END AS context_campaign_name,
        CASE WHEN {FROM} < 3 THEN 'term' || {CAMPAIGN} % 100 END AS context_campaign_term""",
    ),
    "tracks": (
        "luck % 5 >= 3",
        f"""CASE WHEN {ORDER} THEN 'order_completed'
            ELSE ['product_viewed', 'product_added', 'checkout_started'][1 + (luck % 3)::INTEGER] END AS event,
        'Product Viewed' AS event_text""",
    ),
    "order_completed": (
        f"luck % 5 >= 3 AND {ORDER}",
        """'Order Completed' AS event_text, luck % 20000 / 100 AS revenue, 'EUR' AS currency,
        md5('order' || visit || '-' || step // 2) AS order_id""",
    ),
    "identifies": (
        "user_id IS NOT NULL AND step = 4",
        "user_id || '@example.com' AS email, 'Name of ' || user_id AS name",
    ),
}  # of each table of the site: which calls are in it, and what they carry

SOURCES = ("web", "server")

RAW = (*(f"web.{table}" for table in TABLES), "server.tracks")
"""Every raw table."""

COPIES = """
INSERT INTO {table}
SELECT * REPLACE (loaded_at + INTERVAL 1 HOUR AS loaded_at, uuid_ts + INTERVAL 1 HOUR AS uuid_ts)
FROM {table} WHERE hash(id) % 200 = 0 AND loaded_at >= TIMESTAMP '{since}'
"""


def place(folder: Path, size: int) -> Path:
    """Return where the history of a size is kept in a folder: not where one of another shape was."""
    return folder / f"shop-{SHAPE}-{size}.duckdb"


def make(path: Path, size: int, settings: dict[str, str]) -> None:
    """Make a database with about so many page views and tracks of the site, unless it is there."""
    if path.exists():
        return
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(unfinished, config=settings) as connection:
        connection.execute("SET enable_progress_bar = false; CREATE SCHEMA web; CREATE SCHEMA server")
        connection.execute(CALLS.format(devices=devices(size), latest=FIRST_DAY))
        _write(connection, "CREATE TABLE {table} AS", since="-infinity")
        connection.execute("CHECKPOINT")
    unfinished.rename(path)


def devices(size: int) -> int:
    """Return how many devices a history of so many events has: of 2.6 visits each on average, of 8 calls each."""
    return max(1, round(size / 8 / 2.6))


def add_day(connection: duckdb.DuckDBPyConnection, number: int, size: int, history: int) -> None:
    """Load the rows of a day, 1 being the first after a history of so many events, into the tables that are there."""
    day = FIRST_DAY + timedelta(days=number - 1)
    connection.execute(DAY.format(number=number, day=day, visits=size // 8, devices=devices(history)))
    _write(connection, "INSERT INTO {table}", since=str(day))
    connection.execute("CHECKPOINT")


def _write(connection: duckdb.DuckDBPyConnection, into: str, since: str) -> None:
    for table, rows in _rows():
        connection.execute(into.format(table=table) + rows)
        connection.execute(COPIES.format(table=table, since=since))
    connection.execute("DROP TABLE calls")


def _rows() -> Iterator[tuple[str, str]]:
    """Yield each raw table, and the query for its rows out of the calls."""
    for table, (condition, fields) in TABLES.items():
        id_of = "tracks" if table == "order_completed" else table
        yield f"web.{table}", ROWS.format(id_of=id_of, fields=fields.strip(), condition=condition)
    yield "server.tracks", SERVER
