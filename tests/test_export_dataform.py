"""The project that `export dataform` writes: its files, and what it does to a folder. Dataform itself is not needed."""

import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engines.dataform_cli import versions
from segment_models import ConfigError, ExportError, segment
from segment_models.checks import checks
from segment_models.cli.main import app
from segment_models.dataform import Destination, dataform
from segment_models.dataform.project import CORE_VERSION
from segment_models.dataform.sqlx import DataformReferences
from segment_models.warehouses.relation import Relation

GOLDEN = Path(__file__).parent / "golden" / "export_dataform"
GOLDEN_RUN = GOLDEN.with_name("export_dataform_incremental")
SHOWN = (
    "few_forgotten.sqlx",
    "few_users.sqlx",
    "assertions/few_page_calls_key.sqlx",
    *(f"run/few_run_{name}.sqlx" for name in ("tables", "started", "was_users", "pages_known", "publish")),
)
"""What is shown of an incremental export."""
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
OPTIONS = {
    "segment_schema": "javascript",
    "default_config": {"schema": "dataform_segment", "labels": {"team": "web"}},
    "custom_page_fields": ["url hash"],
    "custom_user_fields": ["email"],
    "event_properties": {"open": {"table": "_open", "properties": ["channel"]}},
    "conversions": {
        "signed_up": {},
        "order_completed": {"value": "revenue", "key": "order_id"},
        "demo": {"event": "form_submitted", "where": {"form": "demo"}, "value": 250},
    },
    "checks": {"gaps_inside": "warn", "users_key": "warn"},
    "models": {"sessions": {"partition_by": "date(session_start_timestamp)", "cluster_by": ["user_id"]}},
}
FEW = {"segment_schema": "javascript", "default_config": OPTIONS["default_config"], "include_tracks": False}
"""Less to write, where what is written does not matter."""
INCREMENTAL = {"default_config": OPTIONS["default_config"] | {"type": "incremental"}}


def export(folder, **options):
    """Return the export of a configuration for a folder, as a value."""
    return dataform(segment(**{**OPTIONS, **options}).graph("bigquery"), folder, Destination("shop-42", "EU"))


def texts(folder, **options):
    return {file.path: file.text for file in export(folder, **options).files}


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_files_are_the_golden(tmp_path):
    """Each file below its header, and no file is left over."""
    found = texts(tmp_path)
    if UPDATE:
        for old in (path for path in GOLDEN.rglob("*") if path.is_file()):
            old.unlink()
        for name, text in found.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_text(text, encoding="utf-8")
    assert {name: text.decode() for name, text in contents(GOLDEN).items()} == found, "UPDATE_GOLDEN=1 accepts it"


def test_the_files_of_a_run_are_the_golden(tmp_path):
    """Of an incremental export those that say what a run is and how it ends, and one of each other kind."""
    options = {"segment_schema": "javascript", "include_tracks": False, "model_prefix": "few_"}
    options |= {"event_properties": {}, "conversions": {}}
    few = {name: {"enabled": False} for name in ("touches", "traffic_sources", "session_sources", "sessionized_pages")}
    found = texts(tmp_path, **options, default_config={"schema": "out", "type": "incremental"}, models=few, checks={})
    shown = {name: found[f"definitions/few/{name}"] for name in SHOWN}
    if UPDATE:
        for name, text in shown.items():
            (GOLDEN_RUN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN_RUN / name).write_text(text, encoding="utf-8")
    assert {name: text.decode() for name, text in contents(GOLDEN_RUN).items()} == shown, "UPDATE_GOLDEN=1 accepts it"


def test_exporting_again_changes_no_byte(tmp_path):
    """And `check` says that the folder is up to date."""
    models = segment(**FEW)
    done = models.export_dataform(tmp_path)
    before = contents(tmp_path)
    assert set(done.written) == set(before)
    assert models.export_dataform(tmp_path).written == ()
    assert contents(tmp_path) == before
    assert {*models.export_dataform(tmp_path, check=True).same, "workflow_settings.yaml"} == set(before)


def test_another_configuration_is_out_of_date(tmp_path):
    """`check` names the files, and an export without screens removes theirs."""
    segment(**OPTIONS, include_screens=True).export_dataform(tmp_path)
    models = segment(**OPTIONS)
    with pytest.raises(ExportError, match=r"segment_screen_events\.sqlx: no longer exported"):
        models.export_dataform(tmp_path, check=True)
    assert "definitions/segment/segment_screen_events.sqlx" in models.export_dataform(tmp_path).removed


def test_every_model_and_every_check_has_its_place(tmp_path):
    """A model is a file; a check is a file, or its model's own assertion; none is both."""
    found = texts(tmp_path)
    graph = segment(**OPTIONS).graph("bigquery")
    for name in graph.models:
        assert f"definitions/segment/segment_{name}.sqlx" in found
    for check in checks(graph):
        as_file = f"definitions/segment/assertions/segment_{check.name}.sqlx" in found
        model = check.name.removesuffix("_key")
        keyed = model in graph.models and graph.models[model].definition.key_is_whole  # which Dataform checks by itself
        own = keyed and "uniqueKey" in found[f"definitions/segment/segment_{model}.sqlx"]
        assert as_file != own, check.name


def test_a_check_that_only_warns_is_disabled(tmp_path):
    """Dataform knows no warning: the assertion is there, and is not run."""
    found = texts(tmp_path)
    assert "disabled: true" in found["definitions/segment/assertions/segment_gaps_inside.sqlx"]
    assert "disabled: true" in found["definitions/segment/assertions/segment_users_key.sqlx"]
    assert "disabled" not in found["definitions/segment/assertions/segment_sessions_apart.sqlx"]


def test_the_settings_of_a_new_project(tmp_path):
    """Project and location of the connection, and the version of Dataform that is tested."""
    assert versions()["@dataform/core"] == CORE_VERSION
    assert texts(tmp_path)["workflow_settings.yaml"].splitlines() == [
        f"dataformCoreVersion: {CORE_VERSION}",
        "defaultProject: shop-42",
        "defaultLocation: EU",
        "defaultDataset: dataform_segment",
        "defaultAssertionDataset: dataform_assertions",
    ]


def test_settings_changed_by_hand_are_the_teams(tmp_path):
    """Where the project is set by hand, as it has to be without a connection, the next export leaves it so."""
    models = segment(**FEW)
    assert any("Set defaultProject" in note for note in models.export_dataform(tmp_path).notes)
    settings = tmp_path / "workflow_settings.yaml"
    mine = settings.read_text().replace("your-project", "mine")
    settings.write_text(mine)
    again = models.export_dataform(tmp_path, force=True)
    assert settings.read_text() == mine
    assert (again.written, again.removed) == ((), ())
    models.export_dataform(tmp_path, check=True)


@pytest.mark.parametrize("of_a_project", ["workflow_settings.yaml", "dataform.json", "package.json"])
def test_an_existing_project_keeps_its_own_files(tmp_path, of_a_project):
    """Only the folder of the models is written."""
    (tmp_path / of_a_project).write_text("{}")
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "orders.sqlx").write_text('config { type: "table" }\nSELECT 1 AS a')
    before = contents(tmp_path)
    done = segment(**FEW).export_dataform(tmp_path)
    assert all(name.startswith("definitions/segment/") for name in done.written)
    assert before.items() <= contents(tmp_path).items()


def test_declared_elsewhere(tmp_path):
    """Without `declare_sources`, no file declares the raw tables, and they are referred to as before."""
    found = texts(tmp_path, declare_sources=False)
    assert "definitions/segment/sources.js" not in found
    assert '${ref("javascript", "pages")}' in found["definitions/segment/segment_page_events.sqlx"]


def test_who_is_forgotten_is_kept_out(tmp_path):
    """The table that `forget` writes is declared and referred to, whoever declares the raw tables."""
    graph = segment(**FEW, declare_sources=False).graph("bigquery").without(Relation("dataform_segment", "forgotten_"))
    found = {file.path: file.text for file in dataform(graph, tmp_path, Destination()).files}
    assert found["definitions/segment/sources.js"].count("declare(") == 1
    assert 'name: "forgotten_"' in found["definitions/segment/sources.js"]
    assert '${ref("dataform_segment", "forgotten_")}' in found["definitions/segment/segment_page_events.sqlx"]


def test_a_list_of_who_is_forgotten_is_there_from_the_start(tmp_path):
    """Whatever models are built as: it is made once, and raw rows are read without whom it names."""
    found = texts(tmp_path)
    made = found["definitions/segment/segment_forgotten.sqlx"]
    assert 'type: "operations",\n  hasOutput: true,\n  schema: "dataform_segment",\n  name: "segment_forgotten"' in made
    assert made.endswith("\nCREATE TABLE IF NOT EXISTS ${self()} (id_hash STRING, written_at TIMESTAMP)\n")
    assert '${ref("dataform_segment", "segment_forgotten")}' in found["definitions/segment/segment_page_events.sqlx"]
    rows = found["definitions/segment/assertions/segment_rows_accounted.sqlx"]
    assert '${ref("dataform_segment", "segment_forgotten")}' in rows


def test_incremental_models_are_operations(tmp_path):
    """One action of the run's own changes them all; where nothing is incremental any more, the run's files go."""
    options = {"sessions": {"type": "incremental"}, "sessionized_events": {"type": "incremental"}}
    done = segment(**FEW, models={**options, "user_map": {"type": "incremental"}}).export_dataform(tmp_path)
    assert not any("rebuilds" in note for note in done.notes)
    sessions = tmp_path / "definitions/segment/segment_sessions.sqlx"
    assert 'type: "operations"' in sessions.read_text()
    assert 'type: "view"' in (tmp_path / "definitions/segment/segment_page_events.sqlx").read_text()
    done = segment(**FEW).export_dataform(tmp_path)
    assert "definitions/segment/run/segment_run_publish.sqlx" in done.removed
    assert 'type: "table"' in sessions.read_text()


def test_two_sets_of_models_in_one_project(tmp_path):
    """A prefix of its own is a folder of its own."""
    segment(**FEW).export_dataform(tmp_path)
    done = segment(**{**FEW, "model_prefix": "app_", "declare_sources": False}).export_dataform(tmp_path)
    assert all(name.startswith("definitions/app/") for name in done.written)
    assert done.removed == ()


FOREIGN = {
    "a model of our name": (
        {"m.sqlx": 'config {\n  type: "table",\n  schema: "dataform_segment",\n  name: "segment_users"\n}\nSELECT 1'},
        r"m\.sqlx: dataform_segment\.segment_users\n.*model_prefix",
    ),
    "by its file's name, in the default dataset": (
        {"segment_users.sqlx": 'config { type: "view", bigquery: {labels: {a: "b"}} }\nSELECT 1'},
        r"segment_users\.sqlx: dataform_segment\.segment_users",
    ),
    "without any settings": ({"segment_users.sqlx": "SELECT 1"}, r"dataform_segment\.segment_users"),
    "published in JavaScript": (
        {"x.js": "publish('segment_sessions', {type: 'table', schema: 'dataform_segment'}).query(c => `SELECT 1`)"},
        r"x\.js: dataform_segment\.segment_sessions",
    ),
    "a declared raw table": (
        {"raw/pages.sqlx": 'config { type: "declaration", schema: "javascript", name: "pages" }'},
        r"raw/pages\.sqlx: javascript\.pages\n.*declare_sources: false",
    ),
    "declared in JavaScript": (
        {"raw.js": 'declare({\n  schema: "javascript",\n  name: "identifies",\n});'},
        r"raw\.js: javascript\.identifies",
    ),
    "declared by dataform-segment": (
        {"segment.js": 'const segment = require("dataform-segment");\nsegment({segmentSchema: "javascript"});'},
        r"segment\.js: calls dataform-segment, which declares them\n.*declare_sources: false",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_names_that_clash(tmp_path, name):
    """Dataform would refuse two actions of one name; it is said before anything is written."""
    files, message = FOREIGN[name]
    (tmp_path / "workflow_settings.yaml").write_text("defaultDataset: dataform_segment\n")
    for path, text in files.items():
        (tmp_path / "definitions" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "definitions" / path).write_text(text)
    before = contents(tmp_path)
    with pytest.raises(ExportError, match=f"(?s){message}"):
        segment(**FEW).export_dataform(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "text", "name"),
    [
        ({}, 'config { type: "table" }\nSELECT 1', "dataform_segment.segment_forgotten"),
        (INCREMENTAL, 'config { type: "table" }\nSELECT 1', "dataform_segment.segment_forgotten"),
        *(
            (INCREMENTAL, f'config {{ type: "table", schema: "dataform_segment_run", name: "{name}" }}\nSELECT 1', name)
            for name in ("segment_run_started", "segment_run_was_users", "segment_run_cuts", "segment_run_publish")
        ),
    ],
)
def test_names_of_tables_that_are_no_models(tmp_path, options, text, name):
    """The list of who is forgotten, and what a run works out: a project that has them is told before it is changed."""
    (tmp_path / "workflow_settings.yaml").write_text("defaultDataset: dataform_segment\n")
    (tmp_path / "definitions").mkdir()
    mine = tmp_path / "definitions" / f"{name.rpartition('.')[2]}.sqlx"
    mine.write_text(text)
    before = contents(tmp_path)
    where = f"{mine.name}: {name if '.' in name else f'dataform_segment_run.{name}'}"
    with pytest.raises(ExportError, match=rf"(?s)has actions of the same names.*{re.escape(where)}\n.*model_prefix"):
        segment(**FEW | options).export_dataform(tmp_path)
    assert contents(tmp_path) == before
    segment(**FEW | options, model_prefix="web_").export_dataform(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'config { type: "table", schema: "elsewhere", name: "segment_users" }',
        'config { type: "table", schema: "dataform_segment_run", name: "segment_run_started" }',  # of no run here
        'config { type: "table", dataset: "elsewhere", name: "segment_users" }',
        'config { type: "declaration", schema: "android", name: "pages" }',
        'config { type: "table", name: "users" }',
    ],
)
def test_names_that_do_not_clash(tmp_path, text):
    """The same name in another dataset is another's."""
    (tmp_path / "dataform.json").write_text('{"defaultSchema": "dataform_segment"}')
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "other.sqlx").write_text(text + "\nSELECT 1")
    assert segment(**FEW).export_dataform(tmp_path).written


def test_a_file_changed_by_hand_is_kept(tmp_path):
    """It is named, until --force."""
    models = segment(**FEW)
    models.export_dataform(tmp_path)
    users = tmp_path / "definitions/segment/segment_users.sqlx"
    users.write_text(users.read_text() + "-- mine\n")
    with pytest.raises(ExportError, match=r"segment_users\.sqlx: changed by hand"):
        models.export_dataform(tmp_path)
    models.export_dataform(tmp_path, force=True)
    assert "-- mine" not in users.read_text()


@pytest.mark.parametrize("connection", ["postgresql://shop", "duckdb:///shop.duckdb", "snowflake://x/y"])
def test_dataform_speaks_bigquery_only(tmp_path, connection):
    """Another warehouse is an error that says so, before anything is opened; --offline makes BigQuery's SQL."""
    models = segment(**FEW, connection=connection)
    with pytest.raises(ConfigError, match="Dataform runs on BigQuery only"):
        models.export_dataform(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert models.export_dataform(tmp_path / "new", offline=True).written


REFERENCES = DataformReferences(segment(segment_schema="web").graph("bigquery"))


@pytest.mark.parametrize(
    ("sql", "escaped"),
    [
        ("SELECT `a b`, 'it\\'s', r'\\d$' -- x", "SELECT `a b`, 'it\\'s', r'\\d$' -- x"),
        ("'${x}'", "'${\"${\"}x}'"),
        ("/* ${x} it's */ 'y'", "/* ${x} it's */ 'y'"),
        ("`js {`", '${decodeURIComponent("%60js%20%7B%60")}'),
        ("'a`b${' || `c\"d`", '\'a`b${"${"}\' || ${decodeURIComponent("%60c%22d%60")}'),
    ],
)
def test_what_dataform_would_take_for_its_own(sql, escaped):
    """Only that is written otherwise; see tests/engines/test_dataform.py for what Dataform makes of it."""
    assert REFERENCES.escaped(sql) == escaped


def command(*arguments):
    return CliRunner().invoke(app, ["export", "dataform", *map(str, arguments)])


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "segment_models.yaml"
    path.write_text("segment_schema: javascript\ninclude_tracks: false\nconnection: bigquery://shop-42?location=EU\n")
    return path


def test_the_command(tmp_path, config):
    """It says what it wrote, then that nothing changed, then that the folder is up to date."""
    folder = tmp_path / "project"
    done = command(folder, "-c", config, "--offline")
    assert done.exit_code == 0, done.output
    assert re.search(r"Wrote \d+ files to ", done.output)
    assert "Wrote 0 files" in command(folder, "-c", config, "--offline").output
    assert "is up to date" in command(folder, "-c", config, "--offline", "--check").output
    assert "defaultProject: shop-42\ndefaultLocation: EU" in (folder / "workflow_settings.yaml").read_text()


def test_check_fails_in_a_pipeline(tmp_path, config):
    """A folder that is not what would be exported now is an error."""
    done = command(tmp_path / "project", "-c", config, "--offline", "--check")
    assert isinstance(done.exception, ExportError)
    assert not (tmp_path / "project").exists()


def test_without_dataform(tmp_path, config, monkeypatch):
    """Where it is to check what is written, and is not there, nothing is written, and how to get it is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command(tmp_path / "project", "-c", config, "--offline", "--check-with-tool")
    assert "npm install -g @dataform/cli" in str(done.exception)
    assert not (tmp_path / "project").exists()


def test_what_our_run_builds_is_declared(tmp_path):
    """Every model where it stands, with its columns; the models' own files go, and a team's declaration is refused."""
    models = segment(**FEW)
    models.export_dataform(tmp_path, offline=True)
    done = models.export_dataform(tmp_path, offline=True, as_sources=True)
    assert "definitions/segment/segment_sessions.sqlx" in done.removed
    assert done.written == ("definitions/segment/built.js",)
    text = (tmp_path / "definitions" / "segment" / "built.js").read_text(encoding="utf-8")
    assert text.count("declare({") == len(models.graph("bigquery").models)
    assert 'schema: "dataform_segment",\n  name: "segment_sessions",\n  description: "One row per session:' in text
    theirs = 'declare({schema: "dataform_segment", name: "segment_users"})'
    (tmp_path / "definitions" / "theirs.js").write_text(theirs)
    with pytest.raises(ExportError, match=r"theirs\.js: dataform_segment\.segment_users"):
        models.export_dataform(tmp_path, offline=True, as_sources=True)
