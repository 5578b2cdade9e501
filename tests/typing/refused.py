"""Lines that a type checker refuses, each of them, and none of the others; see tests/test_typing.py."""

from segment_models import segment

models = segment(segment_schema="web")
segment(segment_shema="web")  # no
segment(segment_schema=7)  # no
segment(segment_schema="web", include_screens="yes")  # no
segment(segment_schema="web", session_timeout_millis="1800000")  # no
segment(segment_schema="web", default_config={"type": "tabel"})  # no
segment(segment_schema="web", default_config={"scheme": "lake"})  # no
segment(segment_schema="web", models={"sessions": {"type": "ephemeral"}})  # no
segment(segment_schema="web", models={"sessions": {"enabled": "no"}})  # no
segment(segment_schema="web", shared_devices="last")  # no
segment(segment_schema="web", server_events="attached")  # no
segment(segment_schema="web", checks={"sessions_apart": "ignore"})  # no
segment(segment_schema="web", conversions={"order_completed": {"worth": "revenue"}})  # no
segment(segment_schema="web", custom_page_fields=[{"column": "a", "name": "b"}])  # no
segment(segment_schema="web", lookback=90)  # no
models.sesions.sql()  # no
models.event_order_completed.sql()  # no
models.sessions.sqll()  # no
models.sessions.type = "tabel"  # no
models.sessions.shema = "lake"  # no
models.sessions.enabled = "no"  # no
models.sessions.sql("bigqery")  # no
models.compile("oracle")  # no
models.graph(dialect="mysql")  # no
models.run(full_refesh=True)  # no
SECONDS = models.run().second  # no
models.export_dbt("folder", target="mssql")  # no
