"""The promise: the same raw events give the same rows on every engine, in every column of every model.

The sample is loaded and built with DuckDB, written to each other engine as it stands in DuckDB's raw tables, and built
there. Rows are compared as they are but for their encoding, which is said in `shapes.py` and in each engine's `fetch`:
flat columns go back into structs, texts of JSON into values, times lose a zone that is UTC; fields of a struct are
compared in any order where an engine keeps none (Snowflake's OBJECT).
"""

from contextlib import closing

import pytest

from conftest import ENGINES, known_gap, story_warehouse
from segment_models import segment
from segment_models.demo import SAMPLE
from segment_models.fields import IDENTIFY
from segment_models.sources import LOAD_TIMES, STANDARD_COLUMNS, raw_name
from shapes import in_any_order
from stories import Built, DuckDBWarehouse, Raw
from test_property import compare

OPTIONS = {
    "segment_schema": ["ios_app", "server", "web"],
    "include_screens": True,
    "custom_page_fields": ["category"],
    "custom_screen_fields": ["product_id"],
    "custom_track_fields": ["context_screen_width", "context_network_wifi"],
    "custom_user_fields": ["email", "name", "plan", "company_name", "created_at"],
}
KINDS = {"TIMESTAMP": "timestamp", "BIGINT": "integer", "DOUBLE": "double", "BOOLEAN": "boolean", "VARCHAR": "text"}


@pytest.fixture(scope="module")
def shop():
    """The sample, loaded and built with DuckDB."""
    with closing(DuckDBWarehouse()) as warehouse:
        segment(**OPTIONS).load([SAMPLE], warehouse.connection)
        built = warehouse.run(**OPTIONS)
        assert len(built.rows("sessions")) == 3_223
        yield built


def raw_tables(shop: Built, options: dict = OPTIONS) -> dict:
    """Return the raw tables with the columns that the models read, as stories write them."""
    config = segment(**options).config
    sources: dict = {name: {} for name in options["segment_schema"]}
    for one in (*config.call_types, IDENTIFY, *config.properties.values()):
        wanted = {*STANDARD_COLUMNS, *LOAD_TIMES, *(raw_name(field) for field in config.fields(one))}
        for source, tables in sources.items():
            described = shop.warehouse.connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
                [source, one.raw],
            ).fetchall()
            types = {name: KINDS[kind] for name, kind in described if name in wanted}
            if types:
                rows = shop.warehouse.fetch(source, one.raw)
                tables[one.raw] = Raw([{name: row[name] for name in types} for row in rows], types, tuple(types))
    return sources


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "duckdb"])
def test_every_engine_gives_the_rows_that_duckdb_gives(engine, shop, request):
    kind = story_warehouse(engine)
    if reason := known_gap(kind, request.node):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    tables = raw_tables(shop)
    with closing(kind()) as warehouse, closing(DuckDBWarehouse()) as fewer:
        if kind.sample_rows:
            tables = first_rows(tables, kind.sample_rows)
            fewer.write(tables)
            shop = fewer.run(**OPTIONS)
            assert len(shop.rows("sessions")) > 100
        warehouse.write(tables)
        built = warehouse.run(**OPTIONS)
        for model in segment(**OPTIONS).graph().models:
            expected, rows = shop.rows(model), built.rows(model)
            if not kind.records:
                expected = [{name: row[name] for name in row if name != "records"} for row in expected]
            if not kind.struct_order:
                expected, rows = without_order(expected), without_order(rows)
            difference = compare(model, expected, rows)
            assert difference is None, f"{model}: {difference.text}"


def without_order(rows: list[dict]) -> list[dict]:
    """Return rows whose structs have their fields in one order; the columns stay in theirs."""
    return [{name: in_any_order(value) for name, value in row.items()} for row in rows]


def first_rows(sources: dict, count: int) -> dict:
    """Return the earliest rows of every raw table."""
    return {
        source: {
            name: Raw(sorted(raw.rows, key=lambda row: str(row["timestamp"]))[:count], raw.types, raw.columns)
            for name, raw in tables.items()
        }
        for source, tables in sources.items()
    }
