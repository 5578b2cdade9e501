"""The demo: a shop's raw messages, loaded, built and checked in a moment, offline."""

from pathlib import Path

from segment_models.project import Models, segment
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Rows

SAMPLE = Path(__file__).parent / "sample" / "segment-logs"
PERSON = "mina-holt"
"""Whose story the demo tells; see sample/README.md."""


def demo_models() -> Models:
    """Return the models of the sample: a web site, an app and a server."""
    return segment(
        segment_schema=["web", "ios_app", "server"],
        include_screens=True,
        custom_page_fields=["category"],
        custom_user_fields=["email", "name", "plan", "company_name", "created_at"],
        event_properties={"order_completed": ["revenue", "order_id", "currency"]},
        conversions={
            "signed_up": {},
            "order_completed": {"value": "revenue", "key": "order_id"},
            "subscription_renewed": {"value": "amount"},
        },
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
    """Return the sessions of each channel, their share of all in percent, who made them, and what they brought."""
    return warehouse.fetch(
        """
        SELECT channel, COUNT(*) AS sessions,
            ROUND(100.0 * COUNT(*) / SUM(COUNT(*)) OVER (), 1) AS "share %",
            COUNT(DISTINCT user_id) AS people,
            SUM(signed_up_count) AS "sign-ups",
            SUM(order_completed_count) AS orders,
            CAST(SUM(order_completed_value) AS DECIMAL(12, 2)) AS revenue
        FROM segment_models.segment_session_facts
        GROUP BY channel
        ORDER BY sessions DESC, channel
        """
    )
