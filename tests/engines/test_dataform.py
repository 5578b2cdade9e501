"""The exported project in Dataform's own hands: compiled, analysed by Google, and run on an emulator of BigQuery."""

import io
import json
import re
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from engines import dataform_cli
from engines.dataform_cli import PROJECT, compiled, name_of, reads

if reason := dataform_cli.missing():
    pytest.skip(f"dataform: {reason}", allow_module_level=True)

import duckdb
import sqlglot
from sqlglot import exp

import small_shop
from segment_models import forget, segment
from segment_models.checks import checks
from segment_models.demo import SAMPLE, demo_models
from segment_models.export.references import INDENT
from segment_models.models.definitions import definitions

pytestmark = pytest.mark.engine("dataform")


def as_text(value: str) -> str:
    """Write a text of the configuration in which ${ is no variable of the environment."""
    return value.replace("${", "$${")


AWKWARD = "It's \\ \"so\"\nand `that`, ${ here }, % 'd {0} config { } /* -- "
LAYOUT = {
    **small_shop.WORTH,
    "default_config": {"schema": "out", "labels": {"team": "web", "cost-center": "42"}},
    "checks": {"sessions_apart": "warn"},
    "models": {
        "sessions": {"partition_by": "date(session_start_timestamp)", "cluster_by": ["user_id", "session_id"]},
        "users": {"description": as_text(AWKWARD), "tags": ["segment", "daily"]},
        "page_events": {"partition_by": "date(timestamp)"},
        "sessionized_pages": {"type": "table"},
    },
}


KEYED = [name for name, one in definitions(segment(**LAYOUT).config).items() if one.key_is_whole]
"""The models whose key Dataform checks by itself."""
TABLES = [*small_shop.OWN, *small_shop.OF_EVENTS]
TRUTH_ROWS = {"page_events": 13_216, "sessions": 3_223, "users": 272}
"""Rows of the sample, as its own tests count them."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Return the models of the small shop, and what Dataform makes of their export."""
    folder = tmp_path_factory.mktemp("shop")
    models = segment(**LAYOUT)
    models.export_dataform(folder)
    return exported(models), compiled(folder)


def exported(models):
    """Return the graph that an export is made of: calls have tables of their own, and there is a list of forgotten."""
    graph = models.graph_to_export(target="bigquery", offline=True)
    return graph.without(forget.place(graph))


def as_ours(sql):
    """Return compiled SQL with names as we write them, each part quoted, and without the lines above it."""
    sql = re.sub(rf"`(?:{PROJECT}\.)?([\w.-]+)\.(\w+)`", lambda found: f"{quoted(found[1])}.`{found[2]}`", sql)
    return re.sub(r"\A(--.*\n|\s)*", "", sql).rstrip()


def laid_out(graph, query):
    """Return a query's SQL, indented as exported SQL is."""
    return graph.context.dialect.render_once(query.copy(), INDENT)


def quoted(schema):
    return ".".join(f"`{part}`" for part in schema.split("."))


class TestCompiled:
    """What Dataform makes of the files."""

    def test_every_action_is_there(self, shop):
        """A model each, a declaration for each raw table, and an assertion for each check or two for a key."""
        graph, found = shop
        assert [name_of(one) for one in found.models] != []
        assert {name_of(one) for one in found.models} == {str(one.relation) for one in graph.models.values()}
        declared = {name_of(one) for one in found.graph["declarations"]}
        assert declared == {f"{schema}.{table}" for schema in ("web", "ios") for table in TABLES}
        expected = {f"segment_{check.name}" for check in checks(graph) if check.name.removesuffix("_key") not in KEYED}
        for model in KEYED:
            name = f"out_segment_{model}_assertions"
            expected |= {f"{name}_uniqueKey_0", f"{name}_rowConditions"}
        assert {one["target"]["name"] for one in found.assertions} == expected

    def test_dependencies(self, shop):
        """A model depends on what it reads, models and raw tables; a check likewise."""
        graph, found = shop
        for model in graph.models.values():
            parents = {str(graph.models[name].relation) for name in model.reads}
            parents |= {"out.segment_forgotten"} if model.reads_raw else set()
            assert reads(found[model.relation.name]) == parents | set(model.reads_raw), model.name
        for check in checks(graph):
            if check.name.removesuffix("_key") not in KEYED:
                models = {f"out.segment_{name}" for name in check.reads}
                assert reads(found[f"segment_{check.name}"]) >= models, check.name

    def test_the_sql_is_the_sql_of_compile(self, shop):
        """But for the project that Dataform adds to names, it is what `compile` gives, every comment and line of it."""
        graph, found = shop
        for model in graph.models.values():
            assert as_ours(found[model.relation.name]["query"]) == laid_out(graph, graph.query(model.name))
        for check in checks(graph):
            if check.name.removesuffix("_key") not in KEYED and check.severity == "error":
                ours = laid_out(graph, check.query)
                assert as_ours(found[f"segment_{check.name}"]["query"]) == ours, check.name

    def test_kinds_tags_descriptions_layout(self, shop):
        """What is configured arrives; a view has labels, and neither partitions nor clusters."""
        graph, found = shop
        for model in graph.models.values():
            made = found[model.relation.name]
            assert made["type"] == model.kind
            assert made["tags"] == list(model.tags)
            assert made["actionDescriptor"]["description"] == model.description
            assert made["bigquery"]["labels"] == {"team": "web", "cost-center": "42"}
        assert found["segment_sessions"]["bigquery"]["partitionBy"] == "date(session_start_timestamp)"
        assert found["segment_sessions"]["bigquery"]["clusterBy"] == ["user_id", "session_id"]
        assert not found["segment_page_events"]["bigquery"].get("partitionBy")
        assert found["segment_users"]["actionDescriptor"]["description"] == AWKWARD
        assert found["segment_sessions_apart"]["disabled"]
        assert not found["segment_sessions_agree"].get("disabled")

    def test_every_column_is_described(self, shop):
        """Fields of structs and of records included."""
        graph, found = shop

        def paths(columns, *above):
            for column in columns:
                yield (*above, column.name), column.description
                yield from paths(column.children, *above, column.name)

        for model in graph.models.values():
            described = found[model.relation.name]["actionDescriptor"]["columns"]
            got = {tuple(one["path"]): one["description"] for one in described}
            assert got == dict(paths(model.columns)), model.name

    def test_a_key_is_an_assertion(self, shop):
        """Both parts: no two rows of one key, and none without."""
        _, found = shop
        unique = found["out_segment_page_events_assertions_uniqueKey_0"]
        assert "source" in unique["query"]
        assert "page_id" in unique["query"]
        assert reads(unique) == {"out.segment_page_events"}
        conditions = found["out_segment_page_events_assertions_rowConditions"]["query"]
        assert "source IS NOT NULL" in conditions
        assert "page_id IS NOT NULL" in conditions


def test_awkward_names_and_texts(tmp_path):
    """Whatever a name, an id or a pattern holds, Dataform gives the SQL back that we gave it."""
    options = {
        "segment_schema": ["raw-project-1.web", "ios"],
        "default_config": {"schema": "models-project-1.out"},
        "custom_page_fields": ["js {", "a'b", 'c"d', "e--f", "config { x: 1 }", "g/*h", "order"],
        "custom_user_fields": ["pre_operations {", as_text("${ i } j")],
        "include_tracks": False,
        "junk_ids": [
            "it's",
            'a "b"',
            "back\\slash",
            "new\nline",
            "`",
            as_text("${ k }"),
            as_text("$${ l }"),
            "js { }",
            "-- /*",
            "---",
        ],
        "junk_id_pattern": r"^\$\{\d+ \}'|\\$",
    }
    models = segment(**options)
    models.export_dataform(tmp_path)
    found, graph = compiled(tmp_path), exported(models)
    for model in graph.models.values():
        assert as_ours(found[model.relation.name]["query"]) == laid_out(graph, graph.query(model.name))
        assert name_of(found[model.relation.name]) == str(model.relation)
    assert "raw-project-1.web.pages" in reads(found["segment_page_calls"])


def test_in_a_project_that_is_there(tmp_path):
    """A team's own models are compiled beside ours, read ours, and read its own declarations as ours do."""
    (tmp_path / "workflow_settings.yaml").write_text(
        f"dataformCoreVersion: {dataform_cli.versions()['@dataform/core']}\ndefaultProject: {PROJECT}\n"
        "defaultLocation: US\ndefaultDataset: shop\n"
    )
    definitions = tmp_path / "definitions"
    definitions.mkdir()
    declared = ", ".join(f'"{table}"' for table in ("pages", "tracks", "identifies"))
    (definitions / "segment_raw.js").write_text(f'[{declared}].forEach(name => declare({{schema: "web", name}}));')
    (definitions / "visits.sqlx").write_text(
        'config { type: "table" }\nSELECT count(*) AS visits FROM ${ref("segment_sessions")}'
    )
    models = segment(segment_schema="web", declare_sources=False)
    models.export_dataform(tmp_path)
    found = compiled(tmp_path)
    assert reads(found["visits"]) == {"segment_models.segment_sessions"}
    assert reads(found["segment_page_calls"]) == {"web.pages", "segment_models.segment_forgotten"}
    assert reads(found["segment_page_events"]) == {"segment_models.segment_page_calls"}
    assert (definitions / "visits.sqlx").exists()


def test_what_our_run_builds_is_declared(tmp_path):
    """Dataform takes every declaration, and a team's own model reads one of them."""
    models = segment(segment_schema="web", custom_page_fields=["url hash"])
    models.export_dataform(tmp_path, offline=True, as_sources=True)
    (tmp_path / "definitions" / "visits.sqlx").write_text(
        'config { type: "table" }\nSELECT count(*) AS visits FROM ${ref("segment_sessions")}'
    )
    found = compiled(tmp_path)
    assert reads(found["visits"]) == {"segment_models.segment_sessions"}
    declared = {one["target"]["name"] for one in found.graph["declarations"]}
    assert declared == {model.relation.name for model in models.graph("bigquery").models.values()}


def test_checked_with_the_tool(tmp_path, monkeypatch):
    """`--check-with-tool` compiles what it wrote, and says what Dataform says against it."""
    from typer.testing import CliRunner  # noqa: PLC0415 only here

    from segment_models.cli.main import app  # noqa: PLC0415

    link = tmp_path / "bin" / "dataform"
    link.parent.mkdir()
    link.symlink_to(dataform_cli.home() / "node_modules/@dataform/cli/bundle.js")
    for name, value in dataform_cli.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{link.parent}:{dataform_cli.environment()['PATH']}")
    config = tmp_path / "segment_models.yaml"
    config.write_text("segment_schema: web\ninclude_tracks: false\n")
    arguments = ["export", "dataform", str(tmp_path / "p"), "-c", str(config), "--check-with-tool"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    (tmp_path / "p/definitions/wrong.sqlx").write_text('config { type: "table" }\nSELECT ${nothing}')
    failed = CliRunner().invoke(app, arguments)
    assert "dataform does not accept it" in str(failed.exception)
    assert "nothing is not defined" in str(failed.exception)


@pytest.fixture(scope="module")
def built(shop):
    """Return the engine with our own run, and with Dataform's models beside it, in the dataset `dataform`."""
    from engines.bigquery import BigQueryWarehouse  # noqa: PLC0415 a package that may be missing

    graph, found = shop
    warehouse = BigQueryWarehouse()
    engine = warehouse.connection.engine
    with closing(small_shop.open_shop(worth=True)) as source:
        for schema in ("web", "ios"):
            warehouse.create_schema(schema)
            for table in TABLES:
                rows = source.sql(f'SELECT * FROM "{schema}"."{table}"')
                kinds = {"VARCHAR": "STRING"}
                columns = {
                    name: kinds.get(str(kind), str(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)
                }
                named = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
                engine.write(f"{schema}.{table}", columns, named)
    segment(**LAYOUT).run(warehouse.connection)
    engine.schemas.add("dataform")
    (made,) = found.graph["operations"]
    engine.execute(as_ours(made["queries"][0]).replace("`out`.", "`dataform`."))
    for model in found.models:
        sql = as_ours(model["query"]).replace("`out`.", "`dataform`.")
        engine.execute(f"CREATE OR REPLACE {model['type'].upper()} `dataform`.`{model['target']['name']}` AS\n{sql}")
    return graph, found, engine


@pytest.mark.skipif(find_spec("zetasql") is None, reason="bigquery: zetasql is not installed")
class TestGoogle:
    """Google's analyzer accepts each statement, and its evaluator gives the rows of our own run."""

    def test_its_rows_are_those_of_our_run(self, built):
        """Every column of every model."""
        graph, _, engine = built
        for model in (one for one in graph.models.values() if not one.definition.is_kept):
            ours, theirs = (
                engine.query(f"SELECT * FROM `{schema}`.`{model.relation.name}`") for schema in ("out", "dataform")
            )
            assert theirs[0] == ours[0], model.name
            assert sorted(map(repr, theirs[1])) == sorted(map(repr, ours[1])), model.name
            counted = {**small_shop.TABLE_ROWS, **small_shop.VIEW_ROWS, **small_shop.WORTH_ROWS}
            assert len(ours[1]) == counted[model.name], model.name

    def test_its_assertions_find_nothing(self, built):
        """Each is accepted, and finds no row."""
        _, found, engine = built
        for assertion in found.assertions:
            sql = as_ours(assertion["query"]).replace("`out`.", "`dataform`.")
            assert engine.query(sql)[1] == [], assertion["target"]["name"]


DOCS = Path(__file__).parents[2] / "docs" / "dataform.md"


@pytest.mark.skipif(find_spec("zetasql") is None, reason="bigquery: zetasql is not installed")
def test_who_is_forgotten_is_out_with_the_next_run(tmp_path):
    """Of models that Dataform builds anew, too: by the page's own statement, with the ids of a device that are hers."""
    from engines.dataform_runs import DataformWarehouse, Script  # noqa: PLC0415 a package that may be missing
    from stories import at, identify, page  # noqa: PLC0415

    calls = {
        "pages": [
            *(
                page("p1", "10:00:00", user="ada"),
                page("x1", "09:00:00", device="e"),
                page("x2", "12:00:00", device="f"),
            )
        ],
        "identifies": [identify("i1", "09:30:00", user="eva", device="e")],
    }
    later = {"pages": [page("x3", "13:00:00", device="e", loaded_at=at("2024-03-05 12:00"))]}
    options = {"segment_schema": ["web"], "include_tracks": False, "include_anonymous_users": True}
    (sql,) = re.findall(r"```sql\n(INSERT.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    with closing(DataformWarehouse(tmp_path)) as warehouse:
        warehouse.write({"web": calls})
        warehouse.run(**options)
        people = [row["user_id"] for row in warehouse.fetch("out", "segment_sessions")]
        assert sorted(people) == ["ada", "eva", "f"]
        hers = re.sub(r"segment_models\.(\w+)", r"`out`.`\1`", sql.replace("mina-holt", "eva"))
        Script(hers, warehouse.connection.engine).carry_out()
        assert len(warehouse.fetch("out", "segment_forgotten")) == 2  # eva, and her device
        warehouse.append({"web": later})
        for _ in range(2):
            warehouse.run(**options)
            people = [row["user_id"] for row in warehouse.fetch("out", "segment_sessions")]
            assert sorted(people) == ["ada", "f"]
            assert sorted(row["user_id"] for row in warehouse.fetch("out", "segment_users")) == ["ada", "f"]
            assert {row["page_id"] for row in warehouse.fetch("out", "segment_page_calls")} == {"p1", "x2"}


@pytest.fixture(scope="module")
def emulator():
    """Return an emulator of BigQuery that holds the sample as it was loaded."""
    if find_spec("google.cloud.bigquery") is None:
        pytest.skip("bigquery: google-cloud-bigquery is not installed")
    from engines.emulator import Emulator, emulator_python  # noqa: PLC0415 a package that may be missing

    if emulator_python() is None:
        pytest.skip("bigquery: there is no .venv-bqemulator")
    started = Emulator()
    yield started
    started.stop()


def write_sample(client):
    """Load the sample with DuckDB, and write its raw tables to BigQuery as they stand there."""
    import pyarrow.parquet as pq  # noqa: PLC0415 an extra
    from google.cloud import bigquery  # noqa: PLC0415

    with duckdb.connect() as source:
        demo_models().load([SAMPLE], source)
        events = [rows.raw for rows in demo_models().config.properties.values()]
        for schema in demo_models().config.segment_schema:
            client.query(f"CREATE SCHEMA `{schema}`").result()
            for table in ("pages", "tracks", "screens", "identifies", *events):
                columns = source.execute(
                    "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
                    [schema, table],
                ).fetchall()
                if not columns:
                    continue
                kinds = [exp.DataType.build(kind, dialect="duckdb") for _, kind in columns]
                kinds = [
                    "TIMESTAMP" if kind.this == exp.DataType.Type.TIMESTAMP else kind.sql("bigquery") for kind in kinds
                ]
                made = ", ".join(f"`{name}` {kind}" for (name, _), kind in zip(columns, kinds, strict=True))
                client.query(f"CREATE TABLE `{schema}`.`{table}` ({made})").result()
                file = io.BytesIO()
                pq.write_table(source.sql(f'SELECT * FROM "{schema}"."{table}"').to_arrow_table(), file)
                file.seek(0)
                how = bigquery.LoadJobConfig(source_format="PARQUET")
                client.load_table_from_file(file, f"{PROJECT}.{schema}.{table}", job_config=how).result()


def run_dataform(emulator, folder, *arguments):
    keys = folder / "credentials.json"
    keys.write_text(json.dumps({"projectId": PROJECT, "location": "US"}))
    told = ("run", str(folder / "p"), "--credentials", str(keys), *arguments)
    return dataform_cli.dataform(*told, BIGQUERY_EMULATOR_HOST=f"{emulator.url}/bigquery/v2")


@pytest.fixture(scope="module")
def ran(emulator, tmp_path_factory):
    """Return a client, the models of our own run, the project's folder, and what `dataform run` said."""
    client = emulator.client()
    write_sample(client)
    ours = demo_models()
    ours.run(client)
    folder = tmp_path_factory.mktemp("sample")
    values = ours.config.model_dump(by_alias=True, exclude_unset=True)
    segment(**values, default_config={"schema": "by_dataform"}).export_dataform(folder / "p", client)
    return client, ours, folder, run_dataform(emulator, folder)


class TestRun:
    """`dataform run`, on the whole sample."""

    def test_everything_is_made_and_every_assertion_holds(self, ran):
        """Each model, and each check on it."""
        _, ours, _, done = ran
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count("Table created") == len(exported(ours).models)
        assert done.stdout.count("Assertion passed") > len(list(ours))

    def test_its_rows_are_those_of_our_run(self, ran):
        """Every column of every row of every model, nested ones included."""
        client, ours, _, _ = ran
        for model in ours:
            mine, theirs = (
                sorted(row[0] for row in client.query(f"SELECT TO_JSON_STRING(t) FROM `{schema}`.`{model.name}` AS t"))
                for schema in ("segment_models", "by_dataform")
            )
            assert theirs == mine, model.name
            assert len(mine) == TRUTH_ROWS.get(model.key, len(mine)), model.name
            if model.key == "sessions":
                assert max(len(json.loads(whole)["records"]) for whole in mine) > 20, "all of a session is compared"

    def test_an_assertion_can_fail(self, emulator, ran):
        """A session that stands there twice breaks its key, and `dataform run` says so."""
        client, _, folder, _ = ran
        table = "`by_dataform`.`segment_sessions`"
        client.query(f"INSERT INTO {table} SELECT * FROM {table} ORDER BY session_id LIMIT 1").result()
        done = run_dataform(emulator, folder, "--actions", "by_dataform_segment_sessions_assertions_uniqueKey_0")
        assert done.returncode != 0
        assert "Assertion failed" in done.stdout + done.stderr


def test_the_sql_has_no_other_tables(shop):
    """Every name with a dataset in the files is a reference: none is written out."""
    graph, found = shop
    known = {
        *(str(one.relation) for one in graph.models.values()),
        *(name_of(one) for one in found.graph["declarations"]),
        *(name_of(one) for one in found.graph["operations"]),
    }
    for action in found.actions():
        for table in sqlglot.parse_one(as_ours(action["query"]), dialect="bigquery").find_all(exp.Table):
            assert not table.db or f"{table.db}.{table.name}" in known
