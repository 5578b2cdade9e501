"""Believable raw Segment tables of any size, made inside DuckDB. The same size gives the same rows every time.

One source, ``web``: 60 % page views, 40 % tracks, and identifies. A visit has 1 to 15 calls, a visitor 5 visits in 90
days, and a third of the visitors log in during a visit. Some calls are loaded up to 20 days late, 0.5 % twice.
"""

from __future__ import annotations

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
    timestamp + to_hours((CASE WHEN luck // 100 % 50 = 0 THEN 1 + luck % 480 ELSE 1 END)::INTEGER) AS loaded_at
FROM visits ORDER BY loaded_at, visit, step
"""

TABLE = """
CREATE TABLE web.{table} AS
SELECT md5('{table}' || visit || '-' || step) AS id, md5('anonymous' || visitor) AS anonymous_id,
    CASE WHEN visitor % 3 = 0 AND step >= 4 THEN 'user_' || visitor END AS user_id,
    timestamp, timestamp + INTERVAL 150 MILLISECOND AS received_at, loaded_at, loaded_at AS uuid_ts, {fields},
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ' || visit % 200 AS context_user_agent,
    '203.0.113.' || visit % 255 AS context_ip
FROM calls WHERE {condition}
"""

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
        """['product_viewed', 'product_added', 'checkout_started', 'order_completed'][1 + (luck % 4)::INTEGER] AS event,
        'Product Viewed' AS event_text""",
    ),
    "identifies": (
        "visitor % 3 = 0 AND step = 4",
        "'u' || visitor || '@example.com' AS email, 'Name ' || visitor AS name",
    ),
}  # of each table: which calls are in it, and what they carry

COPIES = """
INSERT INTO web.{table}
SELECT * REPLACE (loaded_at + INTERVAL 1 HOUR AS loaded_at, uuid_ts + INTERVAL 1 HOUR AS uuid_ts)
FROM web.{table} WHERE hash(id) % 200 = 0
"""


def make(path: Path, size: int, settings: dict[str, str]) -> None:
    """Make a database with about so many page views and tracks, unless it is there already."""
    if path.exists():
        return
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(unfinished, config=settings) as connection:
        connection.execute("SET enable_progress_bar = false; CREATE SCHEMA web")
        connection.execute(CALLS.format(visits=size // 8, visitors=max(1, size // 40)))
        for table, (condition, fields) in TABLES.items():
            connection.execute(TABLE.format(table=table, fields=fields.strip(), condition=condition))
            connection.execute(COPIES.format(table=table))
        connection.execute("DROP TABLE calls; CHECKPOINT")
    unfinished.rename(path)
