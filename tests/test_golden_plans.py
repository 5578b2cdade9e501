"""What runs every day, held as files that people can read: every statement of a run, in tests/golden/plans/.

Later runs are of a day after the shop's first, on an engine with one transaction (DuckDB), one that builds aside and
then publishes in one script (BigQuery), and one that merges (Databricks); and a first run on BigQuery. All but the one
of Databricks are with conversions and the properties of events.
``UPDATE_GOLDEN=1 python -m pytest tests/test_golden_plans.py`` rewrites them. DuckDB executes its own.
"""

import os
from contextlib import closing
from pathlib import Path

import pytest

import small_shop
from segment_models import segment

GOLDEN = Path(__file__).parent / "golden" / "plans"
PLANS = {
    "duckdb_later": lambda: small_shop.later_run("duckdb", worth=True),
    "bigquery_later": lambda: small_shop.later_run("bigquery", worth=True),
    "databricks_later": lambda: small_shop.later_run("databricks"),
    "bigquery_first": lambda: small_shop.first_run("bigquery"),
}
BETWEEN = "\n;\n\n"

LOAD = [
    # schema, table, id, timestamp, user_id, anonymous_id, loaded_at, more
    ("web", "pages", "p6", "2026-03-03 09:00", None, "a6", "2026-03-03 12:00", {"path": "/"}),
    ("web", "identifies", "i4", "2026-03-03 09:30", "u2", "a2", "2026-03-03 12:00", {"email": "two@example.com"}),
    ("web", "pages", "p3", "2026-03-02 09:40", "u1", "a1", "2026-03-03 12:00", {"path": "/cart?late"}),
    ("web", "tracks", "t2", "2026-03-03 09:05", None, "a6", "2026-03-03 12:00", {"event": "order_completed"}),
    ("web", "order_completed", "t2", "2026-03-03 09:05", None, "a6", "2026-03-03 12:00", {"revenue": "12.50"}),
]
"""A new visitor who orders; a log-in, after which the calls of a2 belong to u2; a late copy of a call that is kept."""


@pytest.mark.parametrize("name", PLANS)
def test_the_statements_are_the_golden(name):
    """A run executes exactly the statements of its file."""
    path, text = GOLDEN / f"{name}.sql", BETWEEN.join(PLANS[name]().statements()) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "look at the change; UPDATE_GOLDEN=1 accepts it"


def test_duckdb_executes_its_golden():
    """After a small load, the statements by themselves leave the rows that a rebuild has, and these are new."""
    models = segment(**small_shop.WORTH, default_config={"type": "incremental"})
    names = tuple(models.graph().models)
    with closing(small_shop.open_shop(worth=True)) as shop:
        models.run(shop)
        before = small_shop.built(shop, names=names)
        small_shop.load(shop, LOAD)
        for statement in (GOLDEN / "duckdb_later.sql").read_text(encoding="utf-8").split(BETWEEN):
            shop.execute(statement)
        brought_up_to_date = small_shop.built(shop, names=names)
        models.run(shop, full_refresh=True)
        assert brought_up_to_date == small_shop.built(shop, names=names)
        new = {row for row in brought_up_to_date["page_events"] if row not in before["page_events"]}
        assert [row[1] for row in new] == ["p6"]
        persons = "SELECT user_id FROM segment_models.segment_sessionized_pages WHERE page_id = 'p4'"
        assert shop.execute(persons).fetchall() == [("u2",)]
        orders = "SELECT user_id, revenue FROM segment_models.segment_event_order_completed"
        assert shop.execute(orders).fetchall() == [("a6", "12.50")]
        earned = (
            "SELECT user_id, CAST(value AS VARCHAR), linear_weight FROM segment_models.segment_attribution ORDER BY 1"
        )
        assert shop.execute(earned).fetchall() == [("a6", "12.500000", 1.0), ("u1", None, 1.0)]
