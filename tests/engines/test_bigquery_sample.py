"""The whole sample through Google's own client, against the emulator: every row of every model is DuckDB's.

The evaluator (see test_same_rows.py) compares a part of it, because it takes minutes for all.
"""

from contextlib import closing
from datetime import datetime

import pytest

from installed import is_installed

if not is_installed("google.cloud.bigquery"):
    pytest.skip("bigquery: google-cloud-bigquery is not installed", allow_module_level=True)

from google.cloud import bigquery

from engines.bigquery import BigQueryWarehouse
from engines.emulator import PROJECT, Emulator, emulator_python
from segment_models import segment
from segment_models.demo import SAMPLE
from stories import DuckDBWarehouse
from test_property import compare
from test_same_rows import OPTIONS, raw_tables

pytestmark = pytest.mark.engine("bigquery")

if emulator_python() is None:
    pytest.skip("bigquery: there is no .venv-bqemulator", allow_module_level=True)

ROWS_AT_ONCE = 2_000


def write(client, sources):
    """Write raw tables by the interface for streaming."""
    for source, tables in sources.items():
        client.query(f"CREATE SCHEMA `{source}`").result()
        for name, raw in tables.items():
            types = {column: BigQueryWarehouse.types[raw.types[column]] for column in raw.columns}
            fields = [bigquery.SchemaField(column, kind) for column, kind in types.items()]
            table = client.create_table(bigquery.Table(f"{PROJECT}.{source}.{name}", schema=fields))
            rows = [{column: sent(row[column]) for column in types} for row in raw.rows]
            for start in range(0, len(rows), ROWS_AT_ONCE):
                assert client.insert_rows_json(table, rows[start : start + ROWS_AT_ONCE]) == []


def sent(value):
    """Return a value as JSON has it."""
    return str(value) if isinstance(value, datetime) else value


def plain(value):
    """Return a value as stories have it: times, which come in UTC, without a zone."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def test_every_row_of_the_sample():
    with closing(DuckDBWarehouse()) as duckdb:
        segment(**OPTIONS).load([SAMPLE], duckdb.connection)
        expected = duckdb.run(**OPTIONS)
        emulator = Emulator()
        try:
            client = emulator.client()
            write(client, raw_tables(expected))
            segment(**OPTIONS).run(client)
            for model in segment(**OPTIONS).graph().models:
                found = client.query(f"SELECT * FROM `segment_models`.`segment_{model}`").result()
                difference = compare(model, expected.rows(model), [plain(dict(row)) for row in found])
                assert difference is None, f"{model}: {difference.text}"
        finally:
            emulator.stop()
