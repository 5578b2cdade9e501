"""The columns that scripts/bytes_read.py says a statement reads are those that Google's analyzer finds needed."""

import re
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlglot import exp, parse_one

if find_spec("zetasql") is None:
    pytest.skip("bigquery: zetasql is not installed", allow_module_level=True)

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from bigquery_bytes import PAGE, PARTITION, DividedDuckDB, Measuring, divide, measured, page
from bytes_held import spelled

import small_shop
from engines.googlesql import GoogleSQL, _messages
from segment_models import segment
from test_golden_plans import LOAD

pytestmark = pytest.mark.engine("bigquery")


class Pruning(GoogleSQL):
    """The analyzer, leaving out columns that nothing needs."""

    def _options(self):
        found = type(super()._options())()
        found.CopyFrom(super()._options())
        found.prune_unused_columns = True
        return found

    def columns_read(self, sql):
        """Return the columns of each table that a statement names."""
        found = {}
        for scan in _messages(self.analyze(sql), "ResolvedTableScanProto"):
            place = tuple(scan.table.name.split("."))
            found.setdefault(place, set()).update(column.name.lower() for column in scan.parent.column_list)
        return found


class Asked(Measuring):
    """Asks Google's analyzer about every statement, too."""

    def read(self, kind, name, sql):
        read = super().read(kind, name, sql)
        if self.asked is None:
            return read
        google, types = Pruning(), self.types()
        statement = parse_one(sql, dialect="bigquery")
        google.parameters = dict.fromkeys(self.warehouse.bound)
        for table in statement.find_all(exp.Table):
            if columns := types.get(table.db, {}).get(table.name):
                told = ", ".join(f"`{column}` {spelled(kind)}" for column, kind in columns.items())
                google.create(f"{table.db}.{table.name}", told)
        query = re.sub(r"^INSERT INTO \S+\s+", "", sql)  # the table of the log has columns in another order here
        self.asked.append((read, google.columns_read(query), statement))
        return read


@pytest.fixture(scope="module")
def asked():
    """Every statement of a run after a small load, with what both say."""
    models = segment(**small_shop.OPTIONS, default_config={"type": "incremental"})
    with closing(small_shop.open_shop()) as shop:
        measuring = Asked(models, DividedDuckDB(shop))
        measuring.asked = None
        divide(measuring)
        measuring.run()
        small_shop.load(shop, [row for row in LOAD if row[1] in small_shop.OWN])
        divide(measuring)
        measuring.asked = []
        measuring.run()
        return measuring.asked


def test_nothing_is_read_that_google_does_not_find_needed(asked):
    """Google keeps what a WITH carries along, so it may name more; it never names less."""
    assert len(asked) > 100
    for read, google, _ in asked:
        for place, columns in read.columns.items():
            assert columns <= google[place], f"{columns - google[place]} of {place}:\n{read.sql}"


def test_where_nothing_is_carried_along_both_say_the_same(asked):
    """Of statements without WITH and without inner queries, every column is told by both; a partition's is none."""
    plain = [one for one in asked if not list(one[2].find_all(exp.CTE, exp.Subquery))]
    assert len(plain) > 30
    for read, google, _ in plain:
        told = {place: columns - {PARTITION.lower()} for place, columns in google.items()}
        assert {place: set(columns) for place, columns in read.columns.items()} == told, read.sql


def test_the_page_says_what_is_measured():
    """docs/bigquery.md has the bytes of a run of the sample as they are now: write them again with make docs."""
    assert page(*measured()) == PAGE.read_text(encoding="utf-8")
