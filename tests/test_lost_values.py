"""Values that the type of a custom field cannot hold are counted by column, in a check that warns."""

import duckdb
import pytest

from segment_models import CheckError, segment
from stories import Raw, page

LARGE = 9_007_199_254_740_993
"""One more than doubles tell apart."""


def shop(*numbers):
    """Whole numbers in one source, fractions in another: the field is a double."""
    web = [page(f"w{place}", "10:00:00", user="u", n=one, m=1) for place, one in enumerate(numbers)]
    ios = [page("i1", "10:00:00", user="u", n=1.5, m=2)]
    return {
        "web": {"pages": Raw(web, {"n": "integer", "m": "integer"})},
        "ios": {"pages": Raw(ios, {"n": "double", "m": "integer"})},
    }


def options(**more):
    return {"include_tracks": False, "custom_page_fields": ["n", "m"], **more}


def lost(report):
    """The rows of the check, and how it is called in a run that passes; None where it was not carried out."""
    (found,) = [one for one in report.checked if one.check.name == "values_kept"] or [None]
    return found and (found.rows.values, found.failed)


def test_what_a_double_cannot_hold_is_counted_by_column(warehouse):
    """Two of three numbers: the check warns, and the run publishes. The column of one type has no row."""
    report = warehouse.build(shop(LARGE, LARGE + 2, 5), **options()).report
    ((row,), failed) = lost(report)
    assert (row[0], row[1], row[2].lower(), int(row[-1]), failed) == ("web", "page", "n", 2, False)
    assert report.failures == []


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        for schema, kind, number in (("web", "BIGINT", LARGE), ("ios", "DOUBLE", 1.5)):
            opened.execute(
                f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.pages AS SELECT '{schema}' AS id, 'u' AS user_id, "
                f"TIMESTAMP '2024-03-01' AS timestamp, TIMESTAMP '2024-03-01' AS received_at, {number}::{kind} AS n"
            )
        yield opened


def models(**more):
    return segment(segment_schema=["web", "ios"], include_tracks=False, custom_page_fields=["n"], **more)


def test_it_holds_where_every_value_is_held(connection):
    connection.execute("UPDATE web.pages SET n = 5")
    assert lost(models().run(connection)) == ((), False)


def test_it_is_not_asked_where_sources_agree(connection):
    """No column is read again for nothing; a configuration may name the check all the same."""
    connection.execute("ALTER TABLE ios.pages ALTER n TYPE BIGINT")
    assert lost(models(checks={"values_kept": "error"}).run(connection)) is None


def test_it_can_fail_a_run(connection):
    """It warns unless the configuration says `error`."""
    with pytest.raises(CheckError, match="values_kept"):
        models(checks={"values_kept": "error"}).run(connection)


def test_an_incremental_run_leaves_it_to_check(connection):
    """It would read the raw columns whole, for a few rows that are new."""
    incremental = models(default_config={"type": "incremental"})
    assert lost(incremental.run(connection)) == ((("web", "page", "n", "BIGINT", "DOUBLE", 1),), False)
    connection.execute(f"INSERT INTO web.pages SELECT 'p2', 'u', timestamp, received_at, {LARGE + 2} FROM web.pages")
    assert lost(incremental.run(connection)) is None
    assert lost(incremental.check(connection)) == ((("web", "page", "n", "BIGINT", "DOUBLE", 2),), False)


def test_dbt_is_told_to_warn(connection, tmp_path):
    models().export_dbt(tmp_path / "dbt", connection)
    (test,) = (tmp_path / "dbt").rglob("*values_kept.sql")
    assert 'severity="warn"' in test.read_text().replace("'", '"').replace(" ", "")
    assert "source(" in test.read_text()
