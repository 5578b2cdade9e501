"""Google's analyzer accepts every statement that BigQuery would be given, whatever is configured."""

import re
from dataclasses import replace
from importlib.util import find_spec

import pytest
from sqlglot import exp

import small_shop
from segment_models import sources, warehouses
from segment_models.account import account, reject_reasons
from segment_models.checks import checks
from segment_models.config import parse
from segment_models.graph import build
from segment_models.holding import Holding
from segment_models.models.chain import Context
from segment_models.plan import Account, Build, Execute, Publish, RunCheck, make_plan
from segment_models.warehouses.relation import Layout, Relation

if find_spec("zetasql") is None:
    pytest.skip("bigquery: zetasql is not installed", allow_module_level=True)

from engines.googlesql import GoogleSQL, GoogleSQLError

pytestmark = pytest.mark.engine("bigquery")

DIALECT = warehouses.dialect_of("bigquery")
AWKWARD = "It's \\ \"so\"\nand `that`, % 'd {0}"
LAYOUT = {
    "default_config": {"schema": "out", "labels": {"team": "web", "cost-center": "42"}},
    "models": {
        "sessions": {"partition_by": "date(session_start_timestamp)", "cluster_by": ["user_id", "session_id"]},
        "sessionized_events": {
            "partition_by": "timestamp_trunc(timestamp, month)",
            "cluster_by": ["source"],
            "labels": {"kind": "events"},
        },
        "users": {"cluster_by": ["email"], "description": AWKWARD},
        "page_events": {"type": "table", "partition_by": "date(timestamp)"},
        "track_events": {"description": AWKWARD},
    },
}
CONFIGURATIONS = {
    "everything": {},
    "nothing but pages": {"include_tracks": False, "include_screens": False},
    "no custom fields": {name: [] for name in small_shop.OPTIONS if name.startswith("custom_")},
    "flat": {"nested": False},
    "flat, only tracks": {"nested": False, "include_pages": False, "include_screens": False},
    "partitions, clusters, labels": LAYOUT,
    "tables only": {"default_config": {"schema": "out", "type": "table"}},
    "views only": {"default_config": {"schema": "out", "type": "view"}},
    "anonymous users": {"include_anonymous_users": True},
    "no junk": {"junk_ids": [], "junk_id_pattern": ""},
    "junk with quotes": {
        "junk_ids": ["it's", 'a "b"', "back\\slash", "new\nline", "`"],
        "junk_id_pattern": r"^'\w+\\$",
    },
    "junk that ends in a backslash": {"junk_id_pattern": "a\\\\"},
    "a project of its own": {
        "segment_schema": ["raw-project-1.web", "raw-project-1.ios"],
        "default_config": {"schema": "models-project-1.out"},
    },
    "reserved words": {
        "custom_page_fields": ["order", "select", "end"],
        "custom_track_fields": ["hash"],
        "custom_user_fields": ["from", "rows"],
        "models": {"users": {"cluster_by": ["from"]}},
    },
    "the schema of a source": {"default_config": {"schema": "web"}, "model_prefix": "m_"},
}
TYPES = {
    kind: exp.DataType.build(kind, dialect="bigquery")
    for kind in (
        *("STRING", "TIMESTAMP", "DATETIME", "DATE", "TIME", "INT64", "FLOAT64", "NUMERIC", "BOOL", "BYTES", "JSON"),
        *("ARRAY<STRING>", "STRUCT<a INT64>", "GEOGRAPHY"),
    )
}


def context(found=None, **options):
    """Return what models are made from: small_shop's configuration with some keys changed."""
    config = parse({**small_shop.OPTIONS, **options})
    return Context(config, found or sources.assume(config, DIALECT.segment_types), DIALECT)


def warehouse(made):
    """Return Google's analyzer with the raw tables that models are made from."""
    engine = GoogleSQL()
    for tables in made.sources.tables.values():
        for table in tables:
            columns = {column.name: column.type.sql("bigquery") for column in table.columns.values()}
            engine.schemas.add(table.schema)
            engine.write(f"{table.schema}.{table.name}", columns, [])
    return engine


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_plan_is_accepted(name):
    """Every statement of a run, in their order: each is analysed, and what it makes is there for the next."""
    made = context(**CONFIGURATIONS[name])
    graph = build(made)
    engine = warehouse(made)
    plan = make_plan(graph, Holding({}, run="20260301120000_abcdef"), tuple(graph.models))
    for statement in plan.statements():
        engine.execute(statement)
    assert {type(step) for step in plan.steps} >= {Execute, Publish, RunCheck, Account}
    for model in graph.models.values():
        held = engine.views if model.kind == "view" else engine.tables
        assert str(model.relation) in held
        assert list(engine.columns(str(model.relation))) == [column.name for column in model.columns]
    assert not [name for name in engine.tables if "20260301120000" in name], "what a run keeps for itself"


def test_checks_of_what_is_built_are_accepted():
    """Outside a run, checks read the published models."""
    made = context(**LAYOUT)
    graph = build(made)
    engine = warehouse(made)
    for statement in make_plan(graph, Holding({}, run="r"), tuple(graph.models)).statements():
        engine.execute(statement)
    for check in checks(graph):
        engine.analyze(DIALECT.render(check.query))
    engine.analyze(DIALECT.render(graph.resolved(account(graph))))
    engine.analyze(DIALECT.render(reject_reasons(graph)))


def test_a_build_in_parts_is_accepted():
    """Sessions may be built by several statements, each for some of the people."""
    made = context()
    graph = build(made)
    engine = warehouse(made)
    plan = make_plan(graph, Holding({}, events=30, rows_at_once=10, run="r"), tuple(graph.models))
    for statement in plan.statements():
        engine.execute(statement)
    (sessions,) = (step for step in plan.steps if isinstance(step, Build) and step.model.name == "sessions")
    assert [statement.split()[0] for statement in sessions.statements] == ["CREATE", "INSERT", "INSERT"]


@pytest.mark.parametrize("kind", TYPES)
def test_any_type_of_column_is_accepted(kind):
    """Raw ids, times and fields may have any type; so may a custom field, in one source or the other."""
    config = parse({**small_shop.OPTIONS, "segment_schema": ["web", "ios"], "include_screens": False})
    assumed = sources.assume(config, DIALECT.segment_types)
    other = {
        name: tuple(
            replace(
                table,
                columns={column: replace(found, type=TYPES[kind].copy()) for column, found in table.columns.items()},
            )
            if table.schema == "web" or name == "page"
            else table
            for table in tables
        )
        for name, tables in assumed.tables.items()
    }
    made = Context(config, sources.Sources(other), DIALECT)
    graph = build(made)
    engine = GoogleSQL()
    for tables in other.values():
        for table in tables:
            columns = ", ".join(f"`{one.name}` {one.type.sql('bigquery')}" for one in table.columns.values())
            engine.create(f"{table.schema}.{table.name}", columns)
    for model in ("page_events", "track_events"):
        engine.analyze(graph.sql(model))
    engine.analyze(graph.sql("rejected_events"))


def test_replacing_what_stands_in_the_way():
    """A view that becomes a table, a table that becomes a view, and a table laid out otherwise are dropped first."""
    made = context(**LAYOUT)
    graph = build(made)
    places = {name: model.relation for name, model in graph.models.items()}
    state = Holding(
        {
            places["sessions"]: "table",
            places["users"]: "view",
            places["track_events"]: "table",
            places["user_map"]: "table",
        },
        run="r",
        unreplaceable=frozenset({places["sessions"]}),
    )
    published = {
        step.model.name: step.statements
        for step in make_plan(graph, state, tuple(graph.models)).steps
        if isinstance(step, Publish)
    }
    firsts = {name: statements[0].splitlines()[0] for name, statements in published.items()}
    assert firsts["sessions"] == "DROP TABLE `out`.`segment_sessions`"
    assert firsts["users"] == "DROP VIEW `out`.`segment_users`"
    assert firsts["track_events"] == "DROP TABLE `out`.`segment_track_events`"
    assert firsts["user_map"].startswith("CREATE OR REPLACE TABLE `out`.`segment_user_map` CLONE")
    engine = GoogleSQL()
    for statements in published.values():
        if statements[0].startswith("DROP"):
            engine.analyze(statements[0])


def test_the_words_of_a_layout():
    """What is configured is in the statement: partitions, clusters, labels; what is built aside has an end."""
    query = exp.select("user_id", "session_start_timestamp").from_(Relation("web", "pages").node())
    layout = Layout(
        partition_by="date(session_start_timestamp)",
        cluster_by=("user_id", "price paid"),
        labels=(("team", "web"),),
        description=AWKWARD,
        columns=(("user_id", AWKWARD),),
    )
    table = " ".join(DIALECT.replace("table", Relation("run", "x"), query, layout).split())
    assert "PARTITION BY date(session_start_timestamp) CLUSTER BY user_id, `price paid` OPTIONS (" in table
    assert "labels=[('team', 'web')]" in table
    assert "expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)" in table
    view = DIALECT.replace("view", Relation("out", "v"), query, layout)
    assert "PARTITION" not in view
    assert "expiration" not in view
    (clone,) = DIALECT.publish(Relation("run", "x"), Relation("out", "x"), layout)
    assert re.match(
        r"CREATE OR REPLACE TABLE `out`.`x` CLONE `run`.`x`\s+OPTIONS \(\s+expiration_timestamp=NULL", clone
    )


def test_awkward_descriptions_arrive():
    """Quotes, backslashes and new lines of a description are what Google's parser reads."""
    made = context(**LAYOUT)
    graph = build(made)
    engine = warehouse(made)
    for statement in make_plan(graph, Holding({}, run="r"), tuple(graph.models)).statements():
        engine.execute(statement)
    assert engine.described("out.segment_users")[0] == AWKWARD
    assert engine.described("out.segment_track_events")[0] == AWKWARD


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT nothing FROM `web`.`pages`",
        "SELECT list(id) FROM `web`.`pages`",
        "CREATE OR REPLACE TABLE `out`.`x` CLONE `out`.`x` OPTIONS (expiration_timestamp=)",
        "CREATE OR REPLACE TABLE `out`.`x` PARTITION BY nothing AS SELECT id FROM `web`.`pages`",
        "SELECT min(id) AS id FROM `web`.`pages` HAVING count(id) > 0",
    ],
)
def test_the_analyzer_refuses_what_is_wrong(sql):
    """Were it to accept anything, the tests above would say nothing."""
    with pytest.raises(GoogleSQLError):
        warehouse(context()).analyze(sql)


def test_tables_are_read_as_they_are():
    """Though the engine is told of a table once: a clone goes its own way, and a view follows what it reads."""
    engine = GoogleSQL()
    engine.schemas.add("d")
    engine.write("d.one", {"id": "STRING"}, [{"id": "a"}])
    engine.execute("CREATE OR REPLACE TABLE `d`.`two` CLONE `d`.`one`")
    engine.execute("CREATE OR REPLACE VIEW `d`.`both` AS SELECT id FROM `d`.`one` UNION ALL SELECT id FROM `d`.`two`")
    assert engine.read("d.both") == (("id",), [("a",), ("a",)])
    before = engine.copied()
    engine.execute("INSERT INTO `d`.`two` SELECT 'b' AS id")
    assert engine.query("SELECT COUNT(*) AS n FROM `d`.`both`") == (("n",), [(3,)])
    assert engine.read("d.one") == (("id",), [("a",)])
    engine.execute("DELETE FROM `d`.`one` WHERE id = 'a'")
    assert sorted(engine.read("d.both")[1]) == [("a",), ("b",)]
    engine.put_back(before)
    assert engine.query("SELECT id FROM `d`.`both`")[1] == [("a",), ("a",)]
    assert engine.query("SELECT id FROM `d`.`two`")[1] == [("a",)]
