"""Databricks without Databricks: its SQL parses, uses documented functions only, and its queries run on Spark."""

import os
import re
import subprocess
import sys
from contextlib import closing
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

import small_shop
from engines import spark
from segment_models import ConfigError, WarehouseError, segment, warehouses
from segment_models.account import account, reject_reasons
from segment_models.checks import checks
from segment_models.plan import Record
from segment_models.warehouses.databricks.dialect import DIALECT
from segment_models.warehouses.relation import Layout, Relation
from worth_shop import WORTH

pytestmark = pytest.mark.engine("databricks")

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "databricks"
JOURNEYS = GOLDEN.parent / "journeys" / "databricks"
MODELS = tuple(small_shop.VIEW_ROWS) + tuple(small_shop.TABLE_ROWS)

MANUAL = "https://docs.databricks.com/aws/en/sql/language-manual/functions"
FUNCTIONS = {  # every function that our SQL calls, and where the vendor describes it
    "ABS": f"{MANUAL}/abs",
    "CAST": f"{MANUAL}/cast",
    "COALESCE": f"{MANUAL}/coalesce",
    "COLLECT_LIST": f"{MANUAL}/collect_list",
    "CONCAT": f"{MANUAL}/concat",
    "COUNT": f"{MANUAL}/count",
    "DATE_ADD": f"{MANUAL}/date_add",
    "DATEDIFF": f"{MANUAL}/datediff",
    "DENSE_RANK": f"{MANUAL}/dense_rank",
    "ELEMENT_AT": f"{MANUAL}/element_at",
    "EXTRACT": f"{MANUAL}/extract",
    "FLOOR": f"{MANUAL}/floor",
    "FROM_UTC_TIMESTAMP": f"{MANUAL}/from_utc_timestamp",
    "LAG": f"{MANUAL}/lag",
    "LEAD": f"{MANUAL}/lead",
    "LENGTH": f"{MANUAL}/length",
    "LOCATE": f"{MANUAL}/locate",
    "LOWER": f"{MANUAL}/lower",
    "MAX": f"{MANUAL}/max",
    "MAX_BY": f"{MANUAL}/max_by",
    "MD5": f"{MANUAL}/md5",
    "MIN": f"{MANUAL}/min",
    "NULLIF": f"{MANUAL}/nullif",
    "PMOD": f"{MANUAL}/pmod",
    "POSEXPLODE": f"{MANUAL}/posexplode",
    "REGEXP_REPLACE": f"{MANUAL}/regexp_replace",
    "REPLACE": f"{MANUAL}/replace",
    "REVERSE": f"{MANUAL}/reverse",
    "ROW_NUMBER": f"{MANUAL}/row_number",
    "SORT_ARRAY": f"{MANUAL}/sort_array",
    "SPLIT_PART": f"{MANUAL}/split_part",
    "STRUCT": f"{MANUAL}/struct",
    "SUBSTRING": f"{MANUAL}/substring",
    "SUM": f"{MANUAL}/sum",
    "TIMESTAMP_MICROS": f"{MANUAL}/timestamp_micros",
    "TRANSLATE": f"{MANUAL}/translate",
    "TRIM": f"{MANUAL}/trim",
    "TRY_CAST": f"{MANUAL}/try_cast",
    "UNIX_MICROS": f"{MANUAL}/unix_micros",
    "XXHASH64": f"{MANUAL}/xxhash64",
}
NO_FUNCTIONS = {  # words that stand before a parenthesis and call nothing
    *(
        "AND",
        "AS",
        "EXISTS",
        "HAVING",
        "FILTER",
        "FROM",
        "IN",
        "NOT",
        "ON",
        "OR",
        "OVER",
        "THEN",
        "WHEN",
        "WHERE",
        "BY",
        "SELECT",
        "VALUES",
        "JOIN",
        "LISTED",  # the name of such rows, before those of their columns
        "DECIMAL",  # a type, before its width
    ),
    *("CLUSTER BY", "PARTITIONED BY", "TBLPROPERTIES"),
}

INCREMENTAL = {"type": "incremental"}
MORE_WORDS = {"INSERT", "USING", "DISTINCT", "STRING", "IF", "UNION", "ALL"}

ODD = {  # types that the golden files do not have: text, days, local times and numbers where times should be
    "text": "string",
    "timestamp": "string",
    "received_at": "timestamp_ntz",
    "uuid_ts": "date",
    "loaded_at": "bigint",
}


@pytest.fixture(scope="module")
def models():
    return segment(**small_shop.OPTIONS)


def golden(name):
    return (GOLDEN / f"{name}.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def queries(models):
    """Every query of a run: models, checks, the account; of journeys; and expressions for columns of other types."""
    graph = models.graph("databricks")
    written = [exp.select(DIALECT.matches(exp.column("c"), "a.b$"))]
    written.append(exp.select(DIALECT.bucket(exp.column("c"), 3)))
    for name, kind in ODD.items():
        written.append(exp.select(DIALECT.timestamp(exp.column(name), kind_of(kind))))
    written += [
        exp.select(DIALECT.value(exp.column("c"), kind_of("string"), kind_of(kind))) for kind in ("bigint", "double")
    ]
    worth = segment(segment_schema=["web", "ios"], **WORTH).graph("databricks")
    written += [check.query for check in (*checks(graph), *checks(worth))]
    written += [graph.resolved(account(graph)), reject_reasons(graph)]
    journeys = [path.read_text(encoding="utf-8") for path in sorted(JOURNEYS.glob("*.sql"))]
    made = [golden(name) for name in MODELS] + [worth.sql(name) for name in worth.models]
    return [*made, *journeys, *map(DIALECT.render, written)]


def kind_of(text):
    return exp.DataType.build(text, dialect="databricks")


def called(sql):
    """The names that stand before a parenthesis, comments, texts and quoted names aside."""
    plain = re.sub(r"/\*.*?\*/|r'[^']*'|'(?:[^'\\]|\\.)*'|`[^`]*`", "", sql, flags=re.DOTALL)
    return set(re.findall(r"\b([A-Za-z_]\w*)\s*\(", plain))


def test_every_query_parses(queries):
    """sqlglot's Databricks reads all of it, each as one query."""
    assert [len(sqlglot.parse(sql, dialect="databricks")) for sql in queries] == [1] * len(queries)


def test_only_documented_functions(queries):
    """Whoever uses another one looks it up in the manual first, and adds it to the table."""
    found = {name.upper() for sql in queries for name in called(sql)} - NO_FUNCTIONS
    assert found - set(FUNCTIONS) == set()
    assert set(FUNCTIONS) - found == set()


def test_links_are_of_the_function():
    """A page of the manual is called as its function is."""
    assert all(link.rsplit("/", 1)[1] == name.lower() for name, link in FUNCTIONS.items())


ASIDE, TARGET = (
    Relation("main._segment_models_run", "sessions_20260301100000_a1b2c3"),
    Relation("main.marts", "sessions"),
)


def test_a_table_is_replaced_by_one_statement():
    """Clustered, labelled, in Unity Catalog's three parts."""
    layout = Layout("date(session_start_timestamp)", ("user_id", "session_start_timestamp"), (("team", "web"),))
    assert DIALECT.publish(ASIDE, TARGET, layout) == (
        (
            "CREATE OR REPLACE TABLE `main`.`marts`.`sessions`\n"
            "CLUSTER BY (`user_id`, `session_start_timestamp`)\n"
            "TBLPROPERTIES (\n  'team'='web'\n) AS\n"
            "SELECT\n  *\nFROM `main`.`_segment_models_run`.`sessions_20260301100000_a1b2c3`"
        ),
    )
    assert list(DIALECT.unused(TARGET, layout)) == [
        "partition_by is ignored: on Databricks a table that is clustered has no partitions."
    ]


def test_partitions_are_columns():
    """An expression is ignored, with a note; a column is not."""
    assert "PARTITIONED BY (\n  `source`\n)" in DIALECT.publish(ASIDE, TARGET, Layout("source"))[0]
    (note,) = DIALECT.unused(TARGET, Layout("date(session_start_timestamp)"))
    assert "To cluster by the column instead, use cluster_by." in note
    assert "PARTITIONED" not in DIALECT.publish(ASIDE, TARGET, Layout("date(session_start_timestamp)"))[0]


@pytest.fixture(scope="module")
def rows(models):
    """The shop's models by DuckDB, and by Spark from the golden files of Databricks: {model: (columns, rows)}."""
    told = spark.SparkWarehouse()
    with closing(told), closing(small_shop.open_shop()) as duck:
        session = told.connection
        for schema, table in product(small_shop.OPTIONS["segment_schema"], small_shop.OWN):
            copy(duck, session, schema, table)
        told.create_schema("segment_models")
        models.run(duck)
        found = {}
        for model in models.graph("databricks").models.values():
            place = f"segment_models.segment_{model.name}"
            session.sql(f"CREATE {model.kind} {place} AS {golden(model.name)}")
            spark_rows = told.fetch("segment_models", f"segment_{model.name}")
            result = duck.execute(f"FROM {place}")
            names = [column[0] for column in result.description]
            duck_rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            found[model.name] = tuple(sorted(map(repr, rows)) for rows in (duck_rows, spark_rows))
        yield found


def copy(duck, session, schema, table):
    """Copy a raw table; its times are of the type TIMESTAMP, which has a zone."""
    found = duck.sql(f'SELECT * FROM "{schema}"."{table}"').to_arrow_table()
    fields = [
        field.with_type(pa.timestamp("us", "UTC")) if pa.types.is_timestamp(field.type) else field
        for field in found.schema
    ]
    session.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    session.createDataFrame(found.cast(pa.schema(fields))).write.saveAsTable(f"{schema}.{table}")


@pytest.mark.skipif(spark.missing() is not None, reason=f"databricks: its queries need Spark: {spark.missing()}")
class TestOnSpark:
    """Its queries, run by Spark."""

    @pytest.mark.parametrize("name", MODELS)
    def test_equal_rows(self, rows, name):
        """Each model has DuckDB's rows, every column, structs and records included."""
        by_duckdb, by_spark = rows[name]
        assert by_duckdb == by_spark
        assert len(by_spark) == (small_shop.VIEW_ROWS | small_shop.TABLE_ROWS)[name]

    def test_spark_parses_the_statements(self):
        """Those that make and replace tables, too."""
        parser = spark.session()._jsparkSession.sessionState().sqlParser()
        for layout in (
            Layout(),
            Layout("source"),
            Layout(cluster_by=("user_id",), labels=(("a", "b"),), format="delta"),
        ):
            query = exp.select("user_id").from_("t")
            for sql in (DIALECT.replace("table", ASIDE, query, layout), *DIALECT.publish(ASIDE, TARGET, layout)):
                assert parser.parsePlan(sql) is not None
        for sql in DIALECT.comment("table", TARGET, "It's ours.", {"user_id": "Who."}):
            assert parser.parsePlan(sql) is not None


class TestLaterRuns:
    """Runs that bring models up to date: no transaction spans tables, so each is changed by one MERGE."""

    def test_between_two_rows_of_the_log(self):
        """The first says that rows are changing; once the last has taken its place, the next run goes on from it."""
        plan = small_shop.later_run("databricks")
        (update,) = (step for step in plan.steps if isinstance(step, Record))
        first, *changes, logged, rewritten, done = update.statements
        assert first.startswith("INSERT INTO `segment_models`.`segment_runs`")
        assert "'unfinished'" in first
        assert all(sql.startswith("MERGE INTO `segment_models`.`segment_") for sql in changes)
        assert len(changes) == len(segment(**small_shop.OPTIONS, default_config=INCREMENTAL).graph("databricks").models)
        assert logged.startswith("INSERT INTO `segment_models`.`segment_runs`")
        assert rewritten.startswith("INSERT INTO `segment_models`.`segment_rewrites`")
        assert done.startswith("DELETE FROM `segment_models`.`segment_runs`")
        assert "'unfinished'" in done

    def test_every_statement_parses(self):
        """By sqlglot, and with documented functions only."""
        for sql in small_shop.later_run("databricks").statements():
            assert len(sqlglot.parse(sql, dialect="databricks")) == 1
            assert {name.upper() for name in called(sql)} - NO_FUNCTIONS - MORE_WORDS <= set(FUNCTIONS), sql

    @pytest.mark.skipif(spark.missing() is not None, reason=f"databricks: it takes Spark: {spark.missing()}")
    def test_spark_parses_every_statement(self):
        """Whose grammar Databricks extends."""
        parser = spark.session()._jsparkSession.sessionState().sqlParser()
        for sql in small_shop.later_run("databricks").statements():
            assert parser.parsePlan(sql) is not None


class TestConnecting:
    """What goes wrong before there is a connection; no secret is told."""

    @pytest.fixture(autouse=True)
    def nobody(self, monkeypatch, tmp_path):
        """No credentials of whoever runs the tests."""
        pytest.importorskip("databricks.sql", reason="databricks: databricks-sql-connector is not installed")
        for name in os.environ:
            if name.startswith(("DATABRICKS_", "ARM_", "GOOGLE_", "AZURE_")):
                monkeypatch.delenv(name)
        monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("PATH", str(tmp_path))

    def test_a_token_in_the_url(self):
        """It is refused, and not repeated."""
        with pytest.raises(ConfigError, match=r"^A token does not belong in the connection\.") as error:
            warehouses.connect("databricks://token:dapi0123456789@host.cloud.databricks.com/sql/1.0/warehouses/a")
        assert "dapi" not in str(error.value)

    def test_no_path(self):
        """The shape of a connection is shown."""
        with pytest.raises(WarehouseError, match=r"databricks://host/sql/1\.0/warehouses/id"):
            warehouses.connect("databricks://host.cloud.databricks.com")

    def test_nobody_connects(self, monkeypatch):
        """Nothing says who, nor where: the vendor's library would ask a host for five minutes how people sign in."""
        monkeypatch.delenv("DATABRICKS_HOST", raising=False)
        with pytest.raises(WarehouseError, match=r"^Databricks does not know who connects\."):
            warehouses.connect("databricks:///sql/1.0/warehouses/a")

    def test_an_unknown_option(self):
        """The nearest one is offered."""
        with pytest.raises(ConfigError, match=r"unknown option 'profil'\. Did you mean 'profile'\?"):
            warehouses.connect("databricks://host/path?profil=x")

    def test_no_connector(self):
        """The message names the extra."""
        code = (
            "import sys; sys.modules['databricks'] = None\n"
            "from segment_models import WarehouseError, warehouses\n"
            "try:\n    warehouses.connect('databricks://host/path')\nexcept WarehouseError as error:\n    print(error)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "pip install 'segment-models[databricks]'" in done.stdout
