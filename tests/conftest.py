"""Fixtures that many tests share."""

import pytest

from stories import DuckDBWarehouse

WAREHOUSES = {"duckdb": DuckDBWarehouse}


@pytest.fixture(params=WAREHOUSES)
def warehouse(request):
    """Return an empty warehouse to write raw tables into and to build models in."""
    opened = WAREHOUSES[request.param]()
    yield opened
    opened.connection.close()
