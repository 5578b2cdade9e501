"""Redshift: its SQL parses and uses only what Amazon's manual has; its driver and its errors, on a Postgres server."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

import small_shop
from conftest import story_warehouse
from engines.redshift_functions import FUNCTIONS, TYPES
from segment_models import ConfigError, WarehouseError, segment
from segment_models.account import account, reject_reasons
from segment_models.checks import checks
from segment_models.graph import build
from segment_models.holding import Holding
from segment_models.models.chain import Context
from segment_models.plan import make_plan
from segment_models.sources import Column, resolve
from segment_models.warehouses.redshift.dialect import DIALECT
from stories import Raw, at, page, web
from worth_shop import WORTH

pytestmark = pytest.mark.engine("redshift")

JOURNEYS = Path(__file__).parents[1] / "golden" / "journeys" / "redshift"
"""The SQL of funnels, retention and paths."""

TYPES_FOUND = (
    *("varchar(512)", "varchar(256)", "varchar(65535)", "char(36)", "bigint", "double precision", "numeric(18,2)"),
    *("boolean", "date", "timestamp", "timestamptz", "super"),
)


def odd_graph():
    """Return the graph of sources in which every column has every type in turn."""
    names = ["id", "timestamp", "received_at", "user_id", "anonymous_id", "uuid_ts", "url", "n"]
    catalog = {}
    for place, _ in enumerate(TYPES_FOUND):
        kinds = TYPES_FOUND[place:] + TYPES_FOUND[:place]
        columns = {
            name: Column(name, exp.DataType.build(kind, dialect="redshift"))
            for name, kind in zip(names, kinds, strict=False)
        }
        catalog[f"s{place}"] = {"pages": columns, "identifies": columns}
    config = segment(segment_schema=list(catalog), custom_page_fields=["n"], custom_user_fields=["n"]).config
    return build(Context(config, resolve(config, catalog), DIALECT))


def statements():
    """Yield every statement that compiling, running, checking and asking write for Redshift."""
    worth = segment(segment_schema=["web", "ios"], **WORTH)
    for graph in (segment(**small_shop.OPTIONS).graph("redshift"), worth.graph("redshift"), odd_graph()):
        yield from (graph.sql(name) for name in graph.models)
        yield from (DIALECT.render(check.query) for check in checks(graph))
        yield from (DIALECT.render(graph.resolved(account(graph))), DIALECT.render(reject_reasons(graph)))
        kinds = {model.relation: model.kind for model in graph.models.values()}
        for state in (
            Holding({}),
            Holding(kinds, events=10, rows_at_once=3),
            Holding(kinds, same=frozenset(kinds)),
        ):
            yield from make_plan(graph, state, tuple(graph.models)).statements()
    yield from (path.read_text(encoding="utf-8") for path in sorted(JOURNEYS.glob("*.sql")))


@pytest.fixture(scope="module")
def written():
    """Every statement, each once."""
    return list(dict.fromkeys(statements()))


def test_every_statement_parses(written):
    """sqlglot's own Redshift reads each of them, and none as a command that it does not know."""
    assert len(written) > 150
    for sql in written:
        (tree,) = sqlglot.parse(sql, dialect="redshift", error_level=ErrorLevel.RAISE)
        assert not isinstance(tree, exp.Command), sql


def test_every_function_is_in_the_manual(written):
    """Whatever is written like a function is listed with its page, and nothing is listed that is not used."""
    used = {name for sql in written for name in re.findall(r"\b([A-Za-z_][A-Za-z_0-9]*)\(", without_texts(sql))}
    assert used - set(FUNCTIONS) - set(TYPES) == set()
    assert set(FUNCTIONS) - used == set()


def without_texts(sql: str) -> str:
    """Return SQL without its comments and texts, which may hold anything."""
    return re.sub(r"/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"", "", sql, flags=re.DOTALL)


def test_what_redshift_lacks_is_not_written(written):
    """No jsonb, no arrays, no FILTER, no NOT MATERIALIZED, no type without a width, and no column called timestamp."""
    for sql in map(without_texts, written):
        assert not re.search(r"\b(JSONB|ARRAY_AGG|FILTER|MATERIALIZED|TEXT|LATERAL|ISFINITE)\b", sql), sql
        assert not re.search(r"(?<!AS )\btimestamp\b(?! with)", sql.replace("TIMESTAMP", "")), sql


def test_cluster_by_is_the_sort_key():
    """And a view has none."""
    layout = {"cluster_by": ["user_id", "session_start_timestamp"]}
    graph = segment(segment_schema="web", models={"sessions": layout, "page_events": layout}).graph("redshift")
    plan = list(make_plan(graph, Holding({}), tuple(graph.models)).statements())
    made = next(sql for sql in plan if sql.startswith('CREATE TABLE "segment_models"."segment_sessions"'))
    assert 'SORTKEY("user_id", "session_start_timestamp")' in re.sub(r"\(\s+|\s+\)", lambda m: m[0].strip(), made)
    assert "SORTKEY" not in next(sql for sql in plan if "segment_page_events" in sql and "VIEW" in sql)


def test_options_that_redshift_has_no_use_for():
    """partition_by is answered."""
    assert "cluster_by becomes the sort key" in DIALECT.notes["partition_by"]
    assert "cluster_by" not in DIALECT.notes


@pytest.fixture
def warehouse():
    """Return the database that stands in for Redshift's."""
    with closing(story_warehouse("redshift")()) as opened:
        yield opened


class TestConnections:
    """The driver of Redshift, on a Postgres server."""

    def test_a_url(self, warehouse):
        """Options of the driver follow the question mark."""
        from engines.redshift import url  # noqa: PLC0415 starts the server

        warehouse.write(web(pages=[page("p1", "10:00:00")]))
        models = segment(segment_schema="web", default_config={"schema": "out"})
        models.run(url())
        models.run(url())
        assert len(models.check(url()).checked) > 10
        assert len(warehouse.fetch("out", "segment_sessions")) == 1

    def test_an_object(self, warehouse):
        """It stays open, as it was."""
        warehouse.connection.autocommit = False
        warehouse.build(web(pages=[page("p1", "10:00:00")]))
        assert warehouse.connection.autocommit is False
        assert warehouse.connection.in_transaction is False

    def test_an_object_inside_a_transaction(self, warehouse):
        """It is not ours to end."""
        warehouse.connection.cursor().execute("SELECT 1")
        assert warehouse.connection.in_transaction
        with pytest.raises(WarehouseError, match="The connection is inside a transaction"):
            segment(segment_schema="web").run(warehouse.connection)
        warehouse.connection.rollback()

    def test_a_failed_statement_leaves_everything(self, warehouse):
        """Somebody's view on a table whose columns change: it is named, and nothing has changed."""
        rows = web(pages=[page("p1", "10:00:00", kind="k")])
        warehouse.build(rows)
        warehouse.plain.execute("CREATE SCHEMA mine; CREATE VIEW mine.visits AS SELECT * FROM out.segment_sessions")
        with pytest.raises(WarehouseError, match=r"make them again.*view mine\.visits depends on "):
            warehouse.build(rows, custom_page_fields=["kind"])
        assert "first_kind" not in warehouse.fetch("out", "segment_sessions")[0]

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("redshift://me:s3cret@127.0.0.1:1/events?ssl=false", "Redshift cannot be reached: "),
            ("redshift://me:s3cret[@127.0.0.1/events", "The connection is no URL."),
            ("redshift://me:s3cret@127.0.0.1:port/events", "The connection is no URL."),
            (
                "redshift://me:s3cret@127.0.0.1/events?profil=x",
                "has an unknown option 'profil'. Did you mean 'profile'?",
            ),
        ],
    )
    def test_no_way_in(self, url, told):
        """What is wrong, and no password."""
        with pytest.raises((ConfigError, WarehouseError)) as caught:
            segment(segment_schema="web").run(url)
        assert told in str(caught.value)
        assert "s3cret" not in str(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None

    def test_a_missing_driver(self):
        """The extra that brings it is named."""
        code = (
            "import sys; sys.modules['redshift_connector'] = None\n"
            "from segment_models import segment\n"
            "segment(segment_schema='web').run('redshift://host/database')"
        )
        ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
        assert "pip install 'segment-models[redshift]'" in ended.stderr.splitlines()[-1]


def test_texts_that_are_times_or_not(warehouse):
    """As on Postgres, in the regular expressions that Redshift has."""
    times = {
        "2024-03-01T10:00:00Z": "10:00:00",
        "2024-03-01 10:00:00.1234569+02:00": "08:00:00.123456",
        "2024-03-01T10:00:00.1234569": "10:00:00.123456",
        "2024-03-01": "00:00:00",
        "2024-02-29T10:00:00 UTC": "2024-02-29 10:00:00",
    }
    none = ("2023-02-29", "0000-01-01", "2024-03-01T24:00:00", "now", "", "1709287200000", "01/03/2024")
    rows = [{"id": text, "anonymous_id": "d", "timestamp": text} for text in (*times, *none)]
    built = warehouse.build(web(pages=Raw(rows, {"timestamp": "text"})))
    assert dict(built("page_events", "page_id", "timestamp")) == {text: at(moment) for text, moment in times.items()}
