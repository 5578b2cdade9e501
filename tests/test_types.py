"""The type of a custom field, of the types that its raw columns have."""

import pytest

from segment_models import warehouses


@pytest.mark.parametrize(
    ("dialect", "found", "common"),
    [
        ("postgres", ["numeric(10,2)"], "DECIMAL"),
        ("postgres", ["numeric(10,2)", "numeric(30,15)"], "DECIMAL"),
        ("postgres", ["timestamp(0) with time zone"], "TIMESTAMPTZ"),
        ("postgres", ["time(3) without time zone"], "TIME"),
        ("bigquery", ["NUMERIC(10, 2)"], "NUMERIC"),
        ("bigquery", ["BIGNUMERIC(50, 2)", "BIGNUMERIC"], "BIGNUMERIC"),
        ("bigquery", ["STRING(12)"], "STRING"),
        # there, numeric is numeric(18,0): the precision stays, and a table made of a query has it, too
        ("redshift", ["numeric(10,2)"], "DECIMAL(10, 2)"),
        ("snowflake", ["number(10,2)"], "DECIMAL(10, 2)"),
        ("spark", ["decimal(10,2)"], "DECIMAL(10, 2)"),
    ],
)
def test_precision(dialect, found, common):
    """It is left out where the engine's own queries lose it and the type without it holds every value."""
    engine = warehouses.dialect_of(dialect)
    kind = engine.common_type([engine.found(one) for one in found])
    assert kind.sql(dialect) == common
