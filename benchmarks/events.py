"""Believable raw Segment tables of any size, made inside DuckDB. The same size gives the same rows every time.

One source, ``web``: 60 % page views, 40 % tracks, of which one in 20 is an order with a table of its own, and
identifies. A visit has 1 to 15 calls, a visitor 5 visits in 90
days, and a third of the visitors log in during a visit. Some calls are loaded up to 20 days late, 0.5 % twice.

Days may follow, each of as many calls as asked for. Half of their visitors were there before; of these some log in for
the first time, and some devices have a new owner. 2 % of their calls were made up to 60 days earlier.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

CALLS = """
CREATE TABLE calls AS WITH visits AS (
    SELECT range AS visit, (hash(range, 'visitor') % {visitors})::BIGINT AS visitor,
        TIMESTAMP '2026-01-01' + to_milliseconds((hash(range, 'start') % 7776000000)::BIGINT) AS started,
        unnest(range(1 + (hash(range) % 15)::BIGINT)) AS step
    FROM range({visits})
)
SELECT visit, visitor, step, hash(visit, step) AS luck,
    started + to_milliseconds(step * 45000 + (hash(visit, step, 'ms') % 40000)::BIGINT) AS timestamp,
    CASE WHEN visitor % 3 = 0 AND step >= 4 THEN 'user_' || visitor END AS user_id,
    least(
        timestamp + to_hours((CASE WHEN luck // 100 % 50 = 0 THEN 1 + luck % 480 ELSE 1 END)::INTEGER),
        TIMESTAMP '{latest}'
    ) AS loaded_at
FROM visits ORDER BY loaded_at, visit, step
"""

FIRST_DAY = datetime.fromisoformat("2026-04-01")
"""The day after the history."""

DAY = """
CREATE TABLE calls AS WITH visits AS (
    SELECT {number}::BIGINT * 1000000000 + range AS visit,
        CASE WHEN hash(visit, 'known') % 2 = 0 THEN (hash(visit, 'visitor') % {visitors})::BIGINT ELSE visit END
            AS visitor,
        TIMESTAMP '{day}' + to_milliseconds((hash(visit, 'start') % 79200000)::BIGINT) AS started,
        unnest(range(1 + (hash(visit) % 15)::BIGINT)) AS step
    FROM range({visits})
), made AS (
    SELECT visit, visitor, step, hash(visit, step) AS luck,
        started + to_milliseconds(step * 45000 + (hash(visit, step, 'ms') % 40000)::BIGINT) AS sent_at
    FROM visits
)
SELECT visit, visitor, step, luck, sent_at + INTERVAL 1 HOUR AS loaded_at,
    CASE WHEN luck // 100 % 50 = 0 THEN sent_at - to_hours((1 + luck % 1439)::INTEGER) ELSE sent_at END AS timestamp,
    CASE WHEN step < 4 THEN NULL
        WHEN visitor % 3 = 0 AND visit % 50 = 0 THEN 'owner_' || visit
        WHEN visitor % 3 = 0 OR (visitor % 3 = 1 AND visit % 10 = 0) THEN 'user_' || visitor END AS user_id
FROM made ORDER BY loaded_at, visit, step
"""

ROWS = """
SELECT md5('{id_of}' || visit || '-' || step) AS id, md5('anonymous' || visitor) AS anonymous_id,
    user_id,
    timestamp, timestamp + INTERVAL 150 MILLISECOND AS received_at, loaded_at, loaded_at AS uuid_ts, {fields},
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ' || visit % 200 AS context_user_agent,
    '203.0.113.' || visit % 255 AS context_ip
FROM calls WHERE {condition}
"""

ORDER = "luck // 1000 % 20 = 0"
"""Which tracks are orders."""

TABLES = {
    "pages": (
        "luck % 5 < 3",
        """'Product' AS name, 'Product number ' || luck % 5000 || ' - Example Shop' AS title,
        'https://shop.example.com/products/' || luck % 5000 || '?utm_source=google&utm_campaign=c' || visit % 50 AS url,
        'https://shop.example.com/c/' || luck % 300 AS referrer,
        '?utm_source=google&utm_campaign=c' || visit % 50 AS search, '/products/' || luck % 5000 AS path,
        'content' || visit % 9 AS context_campaign_content, 'cpc' AS context_campaign_medium,
        'google' AS context_campaign_source, 'c' || visit % 50 AS context_campaign_name,
        'term' || visit % 100 AS context_campaign_term""",
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
        "'u' || visitor || '@example.com' AS email, 'Name ' || visitor AS name",
    ),
}  # of each table: which calls are in it, and what they carry

COPIES = """
INSERT INTO web.{table}
SELECT * REPLACE (loaded_at + INTERVAL 1 HOUR AS loaded_at, uuid_ts + INTERVAL 1 HOUR AS uuid_ts)
FROM web.{table} WHERE hash(id) % 200 = 0 AND loaded_at >= TIMESTAMP '{since}'
"""


def make(path: Path, size: int, settings: dict[str, str], *, latest: str = "infinity") -> None:
    """Make a database with about so many page views and tracks, unless it is there, all loaded by ``latest``."""
    if path.exists():
        return
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(unfinished, config=settings) as connection:
        connection.execute("SET enable_progress_bar = false; CREATE SCHEMA web")
        connection.execute(CALLS.format(visits=size // 8, visitors=visitors(size), latest=latest))
        _write(connection, "CREATE TABLE web.{table} AS", since="-infinity")
        connection.execute("CHECKPOINT")
    unfinished.rename(path)


def visitors(size: int) -> int:
    """Return how many visitors a history of so many events has."""
    return max(1, size // 40)


def add_day(connection: duckdb.DuckDBPyConnection, number: int, size: int, history: int) -> None:
    """Load the rows of a day, 1 being the first after a history of so many events, into the tables that are there."""
    day = FIRST_DAY + timedelta(days=number - 1)
    connection.execute(DAY.format(number=number, day=day, visits=size // 8, visitors=visitors(history)))
    _write(connection, "INSERT INTO web.{table}", since=str(day))
    connection.execute("CHECKPOINT")


def _write(connection: duckdb.DuckDBPyConnection, into: str, since: str) -> None:
    for table, (condition, fields) in TABLES.items():
        id_of = "tracks" if table == "order_completed" else table
        rows = ROWS.format(id_of=id_of, fields=fields.strip(), condition=condition)
        connection.execute(into.format(table=table) + rows)
        connection.execute(COPIES.format(table=table, since=since))
    connection.execute("DROP TABLE calls")
