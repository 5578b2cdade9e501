"""An exported project as people use it: in a project that is there, as a package, with variables, with odd names."""

import json
import os
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

import small_shop
from engines import dbt
from segment_models import ExportError, segment
from test_cli import CONFIG, cli  # noqa: F401 a fixture

pytestmark = [
    pytest.mark.engine("dbt"),
    pytest.mark.skipif(dbt.missing() is not None, reason=f"dbt: {dbt.missing()}"),
]

THEIR_PROJECT = """\
name: tea_shop
version: "1.0.0"
profile: tea_shop
model-paths: [transform]
test-paths: [checks]
"""
VISITS = "SELECT user_id, count(*) AS visits FROM {{ ref('segment_sessions') }} GROUP BY user_id"
DECLARED = [
    {"name": schema, "tables": [{"name": table} for table in small_shop.OWN]}
    for schema in small_shop.OPTIONS["segment_schema"]
]


@pytest.fixture
def shop(tmp_path):
    """The small shop in a DuckDB file."""
    path = tmp_path / "shop.duckdb"
    small_shop.open_shop(path).close()
    return path


@pytest.fixture
def project(tmp_path):
    """A project of somebody's, with a model that reads one of ours."""
    folder = tmp_path / "project"
    (folder / "transform").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(THEIR_PROJECT)
    (folder / "transform" / "visits.sql").write_text(VISITS)
    return folder


def export(shop, folder, **options):
    """Export the small shop's models as its database holds them."""
    return segment(**small_shop.OPTIONS, **options).export_dbt(folder, f"duckdb:///{shop}")


def rows(shop, sql):
    with closing(duckdb.connect(str(shop), read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def test_a_project_that_is_there_keeps_what_it_has(shop, project):
    """Files go to its own paths, nothing else changes, and it builds: its model reads ours.

    Variables are heeded: five sessions with a timeout of ten minutes, in the target's schema, of another raw schema.
    """
    with closing(duckdb.connect(str(shop))) as connection:
        for table in small_shop.OWN:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS raw; CREATE TABLE raw.{table} AS FROM web.{table}")
        connection.execute("DROP SCHEMA web CASCADE; CREATE SCHEMA web")
        for table in small_shop.OWN:
            connection.execute(f"CREATE TABLE web.{table} AS FROM raw.{table} LIMIT 0")
    done = export(shop, project)
    assert all(path.startswith(("transform/segment/", "checks/segment/", "macros/segment/")) for path in done.written)
    (note,) = done.notes
    assert note.startswith(f"{project} is a dbt project already: its dbt_project.yml stays as it is;")
    assert (project / "dbt_project.yml").read_text() == THEIR_PROJECT
    assert (project / "transform" / "visits.sql").read_text() == VISITS
    made = dbt.Project(project, dbt.on_duckdb(shop), profile="tea_shop")
    settings = "{segment_session_timeout_millis: 600000, segment_models_schema: null, segment_schema_web: raw}"
    assert "WARNING" not in made.dbt("build", "--vars", settings)
    assert made.results()["visits"] == "success"
    assert rows(shop, "FROM dbt.visits ORDER BY ALL") == [("a2", 1), ("u1", 4)]
    with closing(duckdb.connect(str(shop))) as connection:
        for table, hours in (("tracks", 1), ("pages", 30)):
            loaded = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=hours)
            small_shop.insert(connection, f"raw.{table}", {"id": "late", "loaded_at": loaded})
    made.dbt("source freshness", "--vars", settings, code=1)
    found = {result["unique_id"]: result["status"] for result in made.artifact("sources")["results"]}
    names = {f"source.tea_shop.{schema}.{table}" for schema in ("web", "ios") for table in small_shop.OWN}
    fresh = {"source.tea_shop.web.tracks": "pass", "source.tea_shop.web.pages": "warn"}
    assert found == dict.fromkeys(names, "error") | fresh


def test_a_package_of_somebodys_project(shop, project, tmp_path):
    """`packages.yml` names it; what the project says of variables holds in it.

    Who was forgotten by our own run stays out of it, and what is incremental there is so here: the rows are the same.
    """
    models = segment(**small_shop.OPTIONS, default_config={"type": "incremental"}, declare_sources=False)
    models.run(f"duckdb:///{shop}")
    models.forget(["a2"], f"duckdb:///{shop}")
    (project / "transform" / "raw.yml").write_text(json.dumps({"sources": DECLARED}))
    done = models.export_dbt(tmp_path / "segment", f"duckdb:///{shop}")
    assert done.notes == ()
    (project / "packages.yml").write_text("packages: [{local: ../segment}]")
    (project / "dbt_project.yml").write_text(THEIR_PROJECT + "vars: {segment_session_timeout_millis: 600000}")
    made = dbt.Project(project, dbt.on_duckdb(shop), profile="tea_shop")
    made.dbt("deps")
    for _ in range(2):
        made.dbt("build")
        assert rows(shop, "FROM dbt.visits ORDER BY ALL") == [("u1", 4)]
    assert rows(shop, "SELECT is_full FROM dbt_segment_models_run.segment_run_started") == [(0,)]
    ours, theirs = (
        rows(shop, f"FROM {schema}.segment_users ORDER BY ALL") for schema in ("segment_models", "dbt_segment_models")
    )
    assert [row[0] for row in ours] == [row[0] for row in theirs] == ["a4", "u1"]


ODD = "{{ 'cost' }} %} {# \"net\" "


def test_names_that_mean_something_to_jinja_or_yaml_are_only_names(tmp_path):
    """In columns, ids, tags and sentences: dbt builds what our own run does."""
    shop = tmp_path / "shop.duckdb"
    odd = ODD.replace('"', "'")
    options = small_shop.OPTIONS | {"custom_page_fields": ["category", odd], "junk_ids": ["{{ nobody }}", "{% a1"]}
    options |= {"model_prefix": "tea: #1 ", "default_config": {"tags": ["it's", "{{ this }}"], "schema": "out: put"}}
    options |= {"models": {"users": {"name": "who's who", "description": ODD, "schema": "people: s"}}}
    models = segment(**options, include_anonymous_users=True)
    with closing(small_shop.open_shop(shop)) as connection:
        connection.execute(f'ALTER TABLE web.pages RENAME "price paid" TO "{odd}"')
        connection.execute("UPDATE web.pages SET anonymous_id = '{{ nobody }}' WHERE id = 'p4'")
        models.run(connection)
        expected = {
            name: small_shop.rows(connection, f'"out: put"."tea: #1 {name}"')
            for name in models.graph().models
            if name != "users"
        }
        models.export_dbt(tmp_path / "project", connection)
    assert [row[-1] for row in expected["rejected_events"]].count("missing_person") == 2
    made = dbt.Project(tmp_path / "project", dbt.on_duckdb(shop), profile="tea_1_models")
    made.dbt("build")
    with closing(duckdb.connect(str(shop), read_only=True)) as connection:
        for name, found in expected.items():
            assert small_shop.rows(connection, f'"dbt_out: put"."tea: #1 {name}"') == found
        theirs, ours = (
            small_shop.rows(connection, f'"{schema}"."who\'s who"') for schema in ("dbt_people: s", "people: s")
        )
        assert theirs == ours != []
    made.dbt("docs generate", "--no-compile")
    users = made.artifact("manifest")["nodes"]["model.tea_1_models.tea_1_users"]
    assert users["description"] == ODD
    assert users["tags"] == ["it's", "{{ this }}"]
    pages = made.artifact("manifest")["nodes"]["model.tea_1_models.tea_1_page_events"]["columns"]
    assert pages[odd]["description"] == f"Custom field {odd} of the page call."


# With the tool itself


@pytest.fixture
def configured(shop, tmp_path, monkeypatch):  # noqa: ARG001 the database is there
    """A folder with a configuration, and dbt on the path."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "segment_models.yaml").write_text(CONFIG)
    monkeypatch.setenv("PATH", f"{dbt.program().parent}{os.pathsep}{os.environ['PATH']}")
    for name, value in dbt.ALONE.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_dbt_itself_reads_the_project(cli, configured, shop):  # noqa: F811
    """`--check-with-tool` runs dbt parse, and leaves nothing behind; what dbt does not take is an error."""
    (configured / "project").mkdir()
    made = dbt.Project(configured / "project", dbt.on_duckdb(shop))
    (made.folder / "profiles.yml").write_text((made.profiles / "profiles.yml").read_text())
    result = cli("export", "dbt", "project", "--check-with-tool")
    assert (result.code, result.out.splitlines()[-1]) == (0, "dbt parse accepts project.")
    assert {path.name for path in made.folder.iterdir()} == {
        *("dbt_project.yml", "profiles.yml"),
        *("macros", "models", "tests"),
    }
    (made.folder / "models" / "mine.sql").write_text("SELECT 1 FROM {{ ref('nobody') }}")
    result = cli("export", "dbt", "project", "--check-with-tool")
    assert result.code == 1
    assert result.err.startswith("Error: The project is written to project, but dbt does not accept it. It says:")
    assert "nobody" in result.err


def test_no_dbt_is_said_before_anything_is_written(cli, configured, monkeypatch):  # noqa: F811
    """With how to install it."""
    monkeypatch.setenv("PATH", "")
    result = cli("export", "dbt", "project", "--check-with-tool")
    assert result.code == 1
    assert re.match(r"Error: dbt is not on PATH, .* pip install dbt-core", result.err)
    assert not (configured / "project").exists()


def test_what_dbt_would_refuse_is_refused_first(shop, project):
    """A model of the same name: dbt refuses two, and so does the export."""
    (project / "transform" / "segment_users.sql").write_text("SELECT 1 AS one")
    with pytest.raises(ExportError, match="has the name of one of the models, segment_users"):
        export(shop, project)
    assert not (project / "checks").exists()


def test_models_of_somebodys_read_what_our_run_built(shop, project):
    """Declared as sources, with the tests of their keys, and with freshness: the shop's last visit was long ago."""
    models = segment(**small_shop.OPTIONS)
    models.run(f"duckdb:///{shop}")
    models.export_dbt(project, f"duckdb:///{shop}", as_sources=True)
    visits = VISITS.replace("ref('segment_sessions')", "source('segment_models', 'segment_sessions')")
    (project / "transform" / "visits.sql").write_text(visits)
    made = dbt.Project(project, dbt.on_duckdb(shop), "tea_shop")
    made.dbt("build")
    results = made.results()
    assert results["visits"] == "success"
    assert results["source_unique_segment_models_segment_sessions_session_id"] == "pass"
    assert set(results.values()) == {"success", "pass"}
    assert rows(shop, "SELECT sum(visits) FROM dbt.visits") == [(len(small_shop_sessions(shop)),)]
    said = made.dbt("source freshness", "--select", "source:segment_models.segment_sessions", code=1)
    assert "ERROR STALE freshness of segment_models.segment_sessions" in said


def small_shop_sessions(shop):
    """The ids of the sessions that our run has built."""
    return rows(shop, "SELECT session_id FROM segment_models.segment_sessions")
