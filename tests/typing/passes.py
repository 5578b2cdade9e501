"""Lines that a type checker passes; see tests/test_typing.py. None of them is executed."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, assert_type

from segment_models import Models, segment

models = segment(segment_schema="web")
assert_type(models, Models)
segment("segment_models.yaml", connection="duckdb:///events.duckdb", include_screens=True)
segment(segment_schema=["web", "ios"], model_prefix="", default_config={"schema": "lake", "type": "incremental"})
segment(segment_schema="web", models={"sessions": {"type": "view", "tags": ["crm"]}, "users": {"enabled": False}})
segment(segment_schema="web", custom_page_fields=["category", {"column": "session_id", "as": "checkout_session"}])
segment(segment_schema="web", max_clock_ahead="24 hours", lookback=timedelta(days=30), earliest_timestamp=date.min)
segment(segment_schema="web", conversions={"signed_up": None, "order_completed": {"value": "revenue", "key": "id"}})
segment(segment_schema="web", conversions={"lead": {"value": Decimal("12.50")}, "call": {"value": 3}})
segment(segment_schema="web", event_properties={"order_completed": ["revenue"], "lead": {"table": "leads"}})
segment(segment_schema="web", shared_devices="latest", server_events="apart", checks={"sessions_apart": "warn"})
segment(segment_schema="web", channels=[{"channel": "Partners", "medium": ["affiliate"]}])
assert_type(models.sessions.type, Literal["view", "table", "incremental"])
models.sessions.type = "incremental"
models.users.tags = ["crm", "daily"]
models.page_events.enabled = False
assert_type(models["event_order_completed"].sql("bigquery"), str)
assert_type(models.sessions.cluster_by, Sequence[str])
TEXTS = [models.compile("snowflake")["sessions"], models.graph("redshift").sql("users"), models.users.sql("postgres")]
SECONDS = models.run(select=["sessions"], listen=print).seconds + models.check().seconds
assert_type(models.funnel(["page:/", "track:order_completed"], within=timedelta(days=7)).sql("databricks"), str)
NAMES = [one.key for one in models] + [models.lineage("sessions")["sessions"]["user_id"][0].table]
models.export_dbt("folder", target="spark")
