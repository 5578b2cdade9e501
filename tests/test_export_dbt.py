"""The files of an export for dbt, and every way in which one is refused. dbt itself: test_export_dbt_build.py."""

import os
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest

import small_shop
from segment_models import ConfigError, ExportError, __version__, segment, warehouses
from segment_models import project as of_models
from segment_models.config import documents
from segment_models.dbt import find_place, project
from segment_models.graph import build
from test_cli import CONFIG, cli  # noqa: F401 a fixture

GOLDEN = Path(__file__).parent / "golden" / "export_dbt"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
SESSIONS = {"partition_by": "date(session_start_timestamp)", "cluster_by": ["user_id"], "labels": {"team": "web"}}
OPTIONS = small_shop.WORTH | {
    "include_anonymous_users": True,
    "checks": {"gaps_inside": "warn", "users_key": "warn"},
    "models": {"sessions": SESSIONS, "users": {"name": "people", "schema": "crm", "tags": ["crm", "daily"]}},
}
INCREMENTAL = {"default_config": {"type": "incremental"}}


def texts(folder):
    """Every file of a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def exported(options, target, folder=Path("nowhere")):
    """Return the texts of an export, without a database."""
    graph = segment(**options).graph_to_export(target=target, incremental=True)
    export = project(graph, folder, find_place(folder))
    return {file.path: file.text for file in export.files}, export.notes


@pytest.mark.parametrize(
    ("name", "target", "options"),
    [("bigquery", "bigquery", {}), ("duckdb", "duckdb", {}), ("incremental", "bigquery", INCREMENTAL)],
)
def test_the_project_is_the_golden(tmp_path, name, target, options):
    """Each file is as it was reviewed, but for version and configuration; exported again, no byte changes."""
    models = segment(**OPTIONS | options)
    models.export_dbt(tmp_path, target=target)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert models.export_dbt(tmp_path, target=target).written == ()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times
    header = re.compile(rf"models {re.escape(__version__)}, (.*), configuration \w{{16}},")
    found = {
        path: header.sub(r"models VERSION, \1, configuration HASH,", text) for path, text in texts(tmp_path).items()
    }
    if UPDATE:
        shutil.rmtree(GOLDEN / name, ignore_errors=True)
        for path, text in found.items():
            (GOLDEN / name / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name / path).write_text(text, encoding="utf-8")
    golden = texts(GOLDEN / name)
    assert set(found) == set(golden)
    for path, text in golden.items():
        assert found[path] == text, f"{path}: look at the change; UPDATE_GOLDEN=1 accepts it"


def test_every_table_of_a_run_is_described():
    """In a sentence, which is not that of another one; those of an event's own table name it."""
    files, _ = exported(OPTIONS | INCREMENTAL, "duckdb")
    page = documents.load(files["models/segment/run/_segment_run__models.yml"])
    told = {model["name"].removeprefix("segment_run_"): model["description"] for model in page["models"]}
    assert all(re.fullmatch(r"[A-Z].* .*\.", sentence) for sentence in told.values())
    alone = [sentence for name, sentence in told.items() if not re.search("_(known|doubtful|again|changed)$", name)]
    assert len(set(alone)) == len(alone)
    arrived = "Rows of _open loaded since the last run, and a little before; all of them in a full build."
    assert told["open_properties_arrived"] == arrived
    assert told["dates_touched"] == "The days on which a session starts that goes, changes or comes."


@pytest.mark.parametrize("target", warehouses.NAMES)
def test_every_warehouse_has_a_project(target):
    """All its SQL refers to models and raw tables through dbt, and the timeout is a variable."""
    files, _ = exported(OPTIONS, target)
    for path, text in files.items():
        if path.endswith(".sql"):
            plain = re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)
            if "traffic_sources" not in path:  # which names hosts
                assert not re.search(r"\b(web|ios|segment_models|crm)\b[\"`]?\.", plain), path
            assert "1800000" not in plain
            assert "reference_" not in text
            assert not re.search(r"\bmodel\.", plain)
    timed = [
        path
        for path, text in files.items()
        if "var('segment_session_timeout_millis', 1800000) | default(0) | int" in text
    ]
    assert {Path(path).stem for path in timed} == {
        *("segment_shared_calls", "segment_sessionized_events", "segment_sessions_apart", "segment_gaps_inside"),
    }


@pytest.mark.parametrize(
    ("target", "settings", "words"),
    [
        (
            "bigquery",
            {"partition_by": "timestamp_trunc(session_start_timestamp, HOUR)"},
            "partition_by={'field': 'session_start_timestamp', 'data_type': 'timestamp', 'granularity': 'hour'}",
        ),
        (
            "bigquery",
            {"partition_by": "range_bucket(session_index, generate_array(0, 100, 10))"},
            "partition_by={'field': 'session_index', 'data_type': 'int64', 'range': {'start': 0, 'end': 100,",
        ),
        (
            "bigquery",
            {"partition_by": "day"},
            "partition_by={'field': 'day', 'data_type': 'date', 'granularity': 'day'}",
        ),
        ("bigquery", {"type": "view", "labels": {"a": "b"}}, "labels={'a': 'b'}"),
        ("snowflake", {"cluster_by": ["user_id", "date(x)"]}, "cluster_by=['user_id', 'date(x)']"),
        ("redshift", {"cluster_by": ["user_id"]}, "sort=['user_id']"),
        ("databricks", {"cluster_by": ["user_id"]}, "liquid_clustered_by=['user_id']"),
        ("databricks", {"partition_by": "user_id"}, "partition_by=['user_id']"),
        ("spark", {"partition_by": "user_id", "format": "Delta"}, "file_format='delta',\n    partition_by=['user_id']"),
        ("spark", {"labels": {"a": "b"}}, "tblproperties={'a': 'b'}"),
        ("postgres", {}, "post_hook=['ANALYZE {{ this }}']"),
    ],
)
def test_layouts_are_in_the_adapters_words(target, settings, words):
    """As each adapter's documentation has them."""
    files, notes = exported({"segment_schema": "web", "models": {"sessions": settings}}, target)
    assert f"    {words}" in files["models/segment/segment_sessions.sql"].partition("\n) }}")[0]
    assert notes == ()


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("redshift", "CAST('{{ invocation_id }}' AS VARCHAR(65535)) AS run_id"),
        ("snowflake", "CAST('{{ invocation_id }}' AS VARCHAR) AS run_id"),
        ("bigquery", "'{{ invocation_id }}' AS run_id"),
    ],
)
def test_what_a_run_says_of_itself_has_room_for_the_next(target, told):
    """On some warehouses, a table made of a text is as wide as this text: what a first run goes on from is ''."""
    files, _ = exported({"segment_schema": "web", "default_config": {"type": "incremental"}}, target)
    start = files["macros/segment/segment_run.sql"].partition("macro segment_run_start(")[2].partition("endmacro")[0]
    assert f"    {told},\n" in start
    texts = re.findall(r"^ +(.*'\{\{.*\}\}'.*) AS \w+,?$", start, re.MULTILINE)
    assert len(texts) == 5
    assert {text.startswith("CAST(") for text in texts} == {told.startswith("CAST(")}


@pytest.mark.parametrize(
    ("target", "settings", "note"),
    [
        ("duckdb", {"partition_by": "user_id"}, "sessions: partition_by is ignored: DuckDB has no partitions."),
        ("bigquery", {"partition_by": "mod(x, 3)"}, "sessions: partition_by: mod(x, 3) is left out: dbt-bigquery"),
        ("spark", {"cluster_by": ["user_id"], "format": "delta"}, "sessions: cluster_by is left out: dbt-spark"),
        ("postgres", {"labels": {"a": "b"}}, "sessions: labels are ignored: Postgres has no labels."),
    ],
)
def test_what_an_adapter_cannot_say_is_told(target, settings, note):
    """It is left out of the model's config."""
    files, notes = exported({"segment_schema": "web", "models": {"sessions": settings}}, target)
    (found,) = notes
    assert found.startswith(note)
    assert not {"partition_by", "cluster_by", "labels"} & set(
        re.findall(r"^ +(\w+)=", files["models/segment/segment_sessions.sql"], re.MULTILINE)
    )


@pytest.mark.parametrize(
    ("target", "schema", "where"),
    [
        ("bigquery", "raw-project.web", ["database: raw-project", "schema: \"{{ var('segment_schema', 'web') }}\""]),
        ("spark", "lake.web", ["schema: \"{{ var('segment_schema', 'lake.web') }}\""]),
        ("snowflake", 'RAW."web"', ["database: RAW", "schema: \"{{ var('segment_schema', 'web') }}\"", "quoting:"]),
    ],
)
def test_a_schema_of_another_database(target, schema, where):
    """Is said as dbt says it; dbt-spark has no databases."""
    files, _ = exported({"segment_schema": schema, "default_config": {"schema": "mine.out"}}, target)
    sources = files["models/segment/_segment__sources.yml"]
    for line in where:
        assert f"    {line}" in sources
    assert ("database:" in sources) == (where[0].startswith("database"))
    users = files["models/segment/segment_users.sql"]
    assert ("database='mine'" in users) == (target != "spark")
    assert f"schema=var('segment_models_schema', '{'mine.out' if target == 'spark' else 'out'}')" in users


def test_two_exports_live_in_one_project(tmp_path):
    """Their prefixes keep their folders, models, tests and variables apart; one removes nothing of the other's."""
    (tmp_path / "dbt_project.yml").write_text("name: mine\nprofile: mine\n")
    web = {"segment_schema": "web", "model_prefix": "web_"}
    app = {"segment_schema": "ios", "model_prefix": "app_"}
    first = segment(**web).export_dbt(tmp_path, target="duckdb")
    second = segment(**app).export_dbt(tmp_path, target="duckdb")
    assert second.removed == ()
    assert {Path(path).stem for path in first.written} & {Path(path).stem for path in second.written} == set()
    assert segment(**web).export_dbt(tmp_path, target="duckdb", check=True).same == first.written
    text = (tmp_path / "models/app/app_sessionized_events.sql").read_text()
    assert "var('app_session_timeout_millis', 1800000)" in text


def test_sources_that_the_project_declares_itself(tmp_path):
    """`declare_sources: false` refers to them by the schema's name, as most projects call a source."""
    files, _ = exported({"segment_schema": ["raw.web", "ios"], "declare_sources": False}, "duckdb")
    assert not any(path.endswith("__sources.yml") for path in files)
    assert "{{ source('web', 'pages') }}" in files["models/segment/segment_page_calls.sql"]
    assert "segment_schema" not in files["dbt_project.yml"]
    (tmp_path / "dbt_project.yml").write_text("name: mine\n")
    (tmp_path / "models").mkdir()
    theirs = tmp_path / "models" / "raw.yml"
    theirs.write_text("sources: [{name: web, tables: [{name: orders}, {name: pages}]}]\n")
    with pytest.raises(ExportError, match=r"raw.yml declares the source web.pages already.*declare_sources: false"):
        segment(segment_schema="web").export_dbt(tmp_path, target="duckdb")
    segment(segment_schema="web", declare_sources=False).export_dbt(tmp_path, target="duckdb")
    theirs.write_text("sources: [{name: web, tables: [{name: orders}]}, nonsense]\nmodels: {{ no yaml\n")
    segment(segment_schema="web").export_dbt(tmp_path, target="duckdb")


@pytest.mark.parametrize("place", ["models/a/segment_users.sql", "seeds/segment_users.csv", "models/segment_users.py"])
def test_a_name_that_is_taken(tmp_path, place):
    """By a model in SQL or Python, or by a seed, wherever it is; nothing is written."""
    (tmp_path / "dbt_project.yml").write_text("name: mine\n")
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text("")
    with pytest.raises(ExportError, match=rf"{place} has the name of one of the models.*model_prefix"):
        segment(segment_schema="web").export_dbt(tmp_path, target="duckdb")
    assert len(texts(tmp_path)) == 2
    segment(segment_schema="web", model_prefix="web_").export_dbt(tmp_path, target="duckdb")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a\n- b\n", "it has no keys"),
        ("", "it has no keys"),
        ("name: {{ x }\n", "cannot be read"),
        ("name: mine\nmodel-paths: [../elsewhere]\n", "outside the project"),
        ("name: mine\ntest-paths: /tmp/tests\n", "outside the project"),
    ],
)
def test_a_project_file_that_says_nothing_useful(tmp_path, content, message):
    """Is told, and nothing is written."""
    (tmp_path / "dbt_project.yml").write_text(content)
    with pytest.raises(ExportError, match=message):
        segment(segment_schema="web").export_dbt(tmp_path, target="duckdb")
    assert len(texts(tmp_path)) == 1


def test_a_folder_inside_a_project(tmp_path):
    """The project's own folder is what is meant."""
    segment(segment_schema="web").export_dbt(tmp_path, target="duckdb")
    with pytest.raises(ExportError, match=rf"is inside the dbt project {tmp_path}. Export to that: export dbt"):
        segment(segment_schema="web").export_dbt(tmp_path / "models" / "segment", target="duckdb")


def test_a_project_file_that_was_changed_is_theirs(tmp_path):
    """It was a start: the next export writes models and tests only, and so does --check compare."""
    one = segment(segment_schema="web")
    one.export_dbt(tmp_path, target="duckdb")
    own = tmp_path / "dbt_project.yml"
    own.write_text(own.read_text().replace("profile: segment_models", "profile: mine"))
    newer = segment(segment_schema="web", session_timeout_millis=600_000)
    with pytest.raises(ExportError, match=r"segment_sessionized_events.sql: out of date") as error:
        newer.export_dbt(tmp_path, target="duckdb", check=True)
    assert "dbt_project.yml" not in str(error.value)
    assert "dbt_project.yml" not in newer.export_dbt(tmp_path, target="duckdb", force=True).written
    assert "profile: mine" in own.read_text()


def test_a_model_that_is_switched_off_is_removed(tmp_path):
    """With its tests; what others wrote beside it stays."""
    options = {"segment_schema": "web", "include_screens": True}
    segment(**options).export_dbt(tmp_path, target="duckdb")
    mine = tmp_path / "models" / "segment" / "mine.sql"
    mine.write_text("SELECT 1\n")
    removed = segment(segment_schema="web").export_dbt(tmp_path, target="duckdb").removed
    assert {Path(path).name for path in removed} == {
        *("segment_screen_calls.sql", "segment_screen_events.sql", "segment_sessionized_screens.sql"),
    }
    assert mine.exists()
    assert "segment_screen" not in (tmp_path / "models" / "segment" / "_segment__models.yml").read_text()


def described(options, file="models/segment/_segment__models.yml"):
    """Return the generic tests that each model of an export for DuckDB is described with, and all files."""
    files, _ = exported(options, "duckdb")
    return {one["name"]: one.get("data_tests", []) for one in documents.load(files[file])["models"]}, files


def test_a_check_of_one_model_is_a_generic_test():
    """A key, a relationship, a rule of one model's columns; what compares models is a file of `tests/`."""
    tests, files = described(OPTIONS | {"checks": {"sessions_numbered": "warn", "touches_key": "warn"}})
    assert tests["segment_page_calls"] == [
        {
            "segment_key": {
                "name": "segment_page_calls_key",
                "description": "A call is kept once in page_calls (R4).",
                "arguments": {"columns": ["source", "page_id"], "may_lack": "page_id"},
            }
        }
    ]
    assert tests["segment_touches"][0] == {
        "segment_key": {
            "name": "segment_touches_key",
            "description": "source, page_id is unique and never NULL in touches.",
            "arguments": {"columns": ["source", "page_id"]},
            "config": {"severity": "warn"},
        }
    }
    assert tests["segment_sessionized_pages"][1] == {
        "segment_relationship": {
            "name": "segment_sessionized_pages_session_id_relationship",
            "description": "Every session_id of sessionized_pages that is there is one of sessions.",
            "arguments": {"column": "session_id", "to": "ref('segment_sessions')"},
        }
    }
    assert tests["segment_sessions"][0] == {
        "segment_sessions_numbered": {
            "name": "segment_sessions_numbered",
            "description": "A person's sessions are numbered 1, 2, 3 … (R9).",
            "config": {"severity": "warn"},
        }
    }
    assert tests["segment_user_map"] == []  # whose key is one column, which has unique and not_null
    macro = files["macros/segment/tests/segment_sessions_numbered.sql"]
    assert "{%- test segment_sessions_numbered(model, description=none) -%}\n-- A person's sessions are" in macro
    assert "FROM (SELECT * FROM {{ model }}) AS sessions" in macro
    referred = {macro for one in tests.values() for test in one for macro in test}
    assert referred == {Path(path).stem for path in files if path.startswith("macros/segment/tests/")}
    assert "tests/segment/segment_users_agree.sql" in files


def test_a_generic_test_of_a_run_is_about_what_will_be_written():
    """It is on the run's own table; where it takes a query to know that, the test is a file as before."""
    tests, files = described(OPTIONS | INCREMENTAL, "models/segment/run/_segment_run__models.yml")
    assert [next(iter(one)) for one in tests["segment_run_events_rebuilt"]] == [
        *("segment_sessionized_events_key", "segment_gaps_inside", "segment_sessions_named", "segment_relationship")
    ]
    (relationship,) = (one["segment_relationship"] for one in tests["segment_run_session_sources_rebuilt"][1:])
    assert relationship["arguments"] == {"column": "session_id", "to": "ref('segment_run_sessions_rebuilt')"}
    whole_models, _ = described(OPTIONS | INCREMENTAL)
    assert set(map(len, whole_models.values())) == {0}
    for name in ("page_calls_key", "sessions_numbered", "sessions_user_id_relationship", "users_agree"):
        assert f"tests/segment/segment_{name}.sql" in files


def test_generic_tests_are_called_after_the_prefix():
    """So two exports into one project have no macro in common."""
    files, _ = exported({"segment_schema": "web", "model_prefix": "app_"}, "duckdb")
    assert "{%- test app_key(" in files["macros/app/tests/app_key.sql"]
    assert not any("segment_" in Path(path).name for path in files)


def test_an_export_tells_no_secret(tmp_path):
    """Nothing of the connection is in a file, nor its hash."""
    for password in ("hunter2", "correct horse"):
        url = f"postgresql://me:{password}@127.0.0.1:1/orders"
        segment(segment_schema="web", connection=url).export_dbt(tmp_path / password, offline=True)
        for text in texts(tmp_path / password).values():
            assert not any(word in text for word in (password, "127.0.0.1", "orders"))
    assert texts(tmp_path / "hunter2") == texts(tmp_path / "correct horse")


def test_the_raw_tables_that_there_are(tmp_path):
    """With a connection, what a source lacks is NULL; for another warehouse, or offline, everything was sent once."""
    with closing(small_shop.open_shop()) as connection:
        connection.execute("ALTER TABLE web.pages DROP referrer; ALTER TABLE web.pages DROP loaded_at")
        connection.execute("DROP TABLE ios.pages")
        models = segment(**small_shop.OPTIONS)
        models.export_dbt(tmp_path / "real", connection)
        models.export_dbt(tmp_path / "other", connection, target="postgres")
        models.export_dbt(tmp_path / "offline", connection, offline=True)
    pages = {
        name: (tmp_path / name / "models/segment/segment_page_calls.sql").read_text()
        for name in ("real", "other", "offline")
    }
    assert "CAST(NULL AS TEXT) AS referrer" in pages["real"]
    assert "source('ios', 'pages')" not in pages["real"]
    assert "EPOCH(" not in pages["other"]
    assert "JSONB" in (tmp_path / "other/models/segment/segment_sessions.sql").read_text()
    assert '"referrer" AS referrer' in pages["offline"]
    assert "source('ios', 'pages')" in pages["offline"]
    sources = (tmp_path / "real/models/segment/_segment__sources.yml").read_text()
    assert re.findall(r"- name: pages\n.*\n +loaded_at_field: (\w+)", sources) == ["uuid_ts"]


# The verb


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """A folder with the shop's configuration and database."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "segment_models.yaml").write_text(CONFIG)
    small_shop.open_shop(tmp_path / "shop.duckdb").close()
    return tmp_path


def test_the_verb_is_the_method(cli, configured):  # noqa: F811
    """The same files; it says how many, and what to do next."""
    result = cli("export", "dbt", "project")
    assert (result.code, result.out) == (0, "Wrote 56 files to project.\nNext: dbt build --project-dir project\n")
    segment("segment_models.yaml").export_dbt("by_method")
    assert texts(configured / "project") == texts(configured / "by_method")
    assert cli("export", "dbt", "project").out.startswith("Wrote 0 files to project, 56 are unchanged.\n")
    result = cli("export", "dbt", "project", "--check")
    assert (result.code, result.out) == (0, "project is up to date: 56 files.\n")


def test_check_is_one_and_names_the_files(cli, configured):  # noqa: F811
    """For CI: the configuration changed, and nobody exported."""
    cli("export", "dbt", "project")
    (configured / "segment_models.yaml").write_text(CONFIG + "session_timeout_millis: 600000\n")
    before = texts(configured / "project")
    result = cli("export", "dbt", "project", "--check")
    assert result.code == 1
    assert "Error: project is not what the configuration exports now:" in result.err
    assert "models/segment/segment_sessions.sql: out of date" in result.err
    assert texts(configured / "project") == before


def test_a_file_changed_by_hand_is_one_and_force_overwrites_it(cli, configured):  # noqa: F811
    """The message names it."""
    cli("export", "dbt", "project")
    path = configured / "project/models/segment/segment_users.sql"
    path.write_text(path.read_text() + "-- mine\n")
    result = cli("export", "dbt", "project")
    assert result.code == 1
    assert "models/segment/segment_users.sql: changed by hand" in result.err
    assert cli("export", "dbt", "project", "--force").code == 0
    assert "mine" not in path.read_text()


def test_a_warehouse_that_nobody_knows_is_two(cli, configured):  # noqa: F811
    """With the nearest; and so is an export for none at all."""
    result = cli("export", "dbt", "project", "--target", "duckbd")
    assert (result.code, result.err.split(". ")[0]) == (2, "Error: There is no warehouse 'duckbd'")
    (configured / "segment_models.yaml").write_text("segment_schema: web\n")
    result = cli("export", "dbt", "project")
    assert result.code == 2
    assert "--target" in result.err
    with pytest.raises(ConfigError, match="--target"):
        segment(segment_schema="web").export_dbt("project")


def test_every_tool_has_help(cli):  # noqa: F811
    """And `export` alone lists them."""
    result = cli("export")
    assert (result.code, "dbt" in result.out + result.err) == (2, True)
    assert "segment-models export dbt [OPTIONS]" in cli("export", "dbt", "-h").out


def declared(folder):
    """The sources that the file of an export as sources declares, by their names."""
    text = (folder / "models" / "segment" / "_segment__built.yml").read_text(encoding="utf-8")
    return {source["name"]: source for source in documents.load(text)["sources"]}


def test_what_our_run_builds_as_sources(tmp_path):
    """A source for each schema of models, with the columns and the keys' tests that their models have, and no SQL."""
    models = segment(**OPTIONS)
    models.export_dbt(tmp_path, target="duckdb")
    whole = documents.load((tmp_path / "models" / "segment" / "_segment__models.yml").read_text(encoding="utf-8"))
    (tmp_path / "models" / "mine.sql").write_text("SELECT 1 AS one")
    done = models.export_dbt(tmp_path, target="duckdb", as_sources=True)
    assert done.written == ("dbt_project.yml", "models/segment/_segment__built.yml")
    assert "models/segment/segment_sessions.sql" in done.removed
    assert sorted(path for path in texts(tmp_path) if path.startswith(("models", "tests"))) == [
        "models/mine.sql",
        "models/segment/_segment__built.yml",
    ]
    found = declared(tmp_path)
    assert {name: source["schema"] for name, source in found.items()} == {
        "segment_models": "{{ var('segment_built_schema', 'segment_models') }}",
        "segment_crm": "{{ var('segment_built_schema_crm', 'crm') }}",
    }
    tables = {table["name"]: table for source in found.values() for table in source["tables"]}
    kept = "page_calls|track_calls|screen_calls|identify_calls|forgotten|properties|time_spine"
    own = re.compile(f"_({kept})$")  # of dbt's own build
    assert not any(own.search(name) for name in tables)
    assert {name: table["columns"] for name, table in tables.items()} == {
        model["name"]: model["columns"] for model in whole["models"] if not own.search(model["name"])
    }
    assert (tables["segment_users"]["identifier"], tables["segment_users"]["loaded_at_field"]) == (
        "people",
        "last_seen_at",
    )
    assert tables["segment_sessions"]["loaded_at_field"] == "session_start_timestamp"
    assert tables["segment_user_map"]["freshness"] is None
    assert models.export_dbt(tmp_path, target="duckdb", as_sources=True, check=True).written == ()


def test_a_source_that_a_project_has_already(tmp_path):
    """One of somebody's with the same table is refused, and nothing is written."""
    (tmp_path / "dbt_project.yml").write_text("name: tea_shop\n")
    (tmp_path / "models").mkdir()
    theirs = "sources: [{name: segment_models, tables: [{name: segment_sessions}]}]\n"
    (tmp_path / "models" / "theirs.yml").write_text(theirs)
    with pytest.raises(ExportError, match=r"declares the source segment_models\.segment_sessions already"):
        segment(segment_schema="web").export_dbt(tmp_path, target="duckdb", as_sources=True)
    assert not (tmp_path / "models" / "segment").exists()


def test_a_name_in_capitals_or_with_a_space_as_a_source(tmp_path):
    """dbt quotes what no engine reads without quotes; Snowflake writes People without, so that is not quoted there."""
    named = {"users": {"name": "People"}, "sessions": {"name": "All visits", "schema": "My marts"}}
    segment(segment_schema="web", models=named).export_dbt(tmp_path, target="snowflake", as_sources=True)
    found = declared(tmp_path)
    tables = {table["name"]: table for source in found.values() for table in source["tables"]}
    assert (tables["segment_users"]["identifier"], "quoting" in tables["segment_users"]) == ("People", False)
    assert tables["segment_sessions"]["quoting"] == {"identifier": True}
    assert {name: source.get("quoting") for name, source in found.items()} == {
        "segment_models": None,
        "segment_My_marts": {"schema": True},
    }


def test_an_export_makes_one_graph(monkeypatch):
    """Of models that are incremental or not, with a connection or without one."""
    made = []
    monkeypatch.setattr(of_models, "build", lambda context: made.append(context.kept) or build(context))
    with closing(small_shop.open_shop()) as connection:
        for options in ({}, INCREMENTAL):
            models = segment(**small_shop.OPTIONS | options)
            for graph in (models.graph_to_export(target="duckdb"), models.graph_to_export(connection)):
                assert "page_calls" in graph.models
    assert made == [True] * 4


def test_who_is_forgotten_in_dbt_is_dbts_own(tmp_path):
    """The list that dbt has made is none of ours, wherever it stands: the export stays as it is."""
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS)
        models.export_dbt(tmp_path, connection)
        (made,) = (tmp_path / "models" / "segment").glob("segment_forgotten.sql")
        columns = made.read_text().partition("SELECT")[2]
        for schema in ("segment_models", "dbt_segment_models"):
            connection.execute(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.segment_forgotten AS SELECT {columns}")
        assert models.export_dbt(tmp_path, connection, check=True).written == ()
