"""The demo: a shop's raw messages, loaded, built and checked in a moment, offline."""

from pathlib import Path
from typing import Any

from segment_models.project import Models, segment
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Rows

SAMPLE = Path(__file__).parent / "sample" / "segment-logs"
PERSON = "mina-holt"
"""Whose story the demo tells; see sample/README.md."""


def demo_models(**more: Any) -> Models:  # noqa: ANN401 as what `segment` takes
    """Return the models of the sample: a web site, an app and a server; ``more`` of the configuration, if asked for."""
    return segment(
        segment_schema=["web", "ios_app", "server"],
        include_screens=True,
        custom_page_fields=["category"],
        custom_user_fields=["email", "name", "plan", "company_name", "created_at"],
        **more,
    )


def busiest_session(warehouse: Warehouse) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Return the session of `PERSON` with the most records, and its records."""
    rows = warehouse.fetch(
        f"""
        SELECT session_id, session_index, user_id, session_start_timestamp, session_end_timestamp, stats,
            first_page_values, records
        FROM segment_models.segment_sessions
        WHERE user_id = '{PERSON}'
        ORDER BY len(records) DESC, session_index
        """,  # noqa: S608 our own constant
        limit=1,
    )
    session = dict(zip(rows.columns, rows.values[0], strict=True))
    records = session.pop("records")
    return session, records


def the_user(warehouse: Warehouse) -> Rows:
    """Return the row of `PERSON` in the users."""
    sql = f"SELECT * FROM segment_models.segment_users WHERE user_id = '{PERSON}'"  # noqa: S608 our own constant
    return warehouse.fetch(sql)


def visits_by_channel(warehouse: Warehouse) -> Rows:
    """Return the sessions of each channel, their share of all in percent, and the people who made them."""
    return warehouse.fetch(
        """
        SELECT channel, COUNT(*) AS sessions,
            ROUND(100.0 * COUNT(*) / SUM(COUNT(*)) OVER (), 1) AS "share %",
            COUNT(DISTINCT user_id) AS people
        FROM segment_models.segment_session_sources
        GROUP BY channel
        ORDER BY sessions DESC, channel
        """
    )
