"""The command line: every verb does what the library's method does, says so readably, and ends with the right code."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import pytest
from typer import main as typer_main
from typer.testing import CliRunner

import small_shop
from segment_models import __version__, demo, segment
from segment_models.cli import app, main
from segment_models.cli.starter import without_secrets

TRUTH = json.loads((demo.SAMPLE.parent / "truth.json").read_text(encoding="utf-8"))
CONFIG = """\
connection: duckdb:///shop.duckdb
segment_schema: [web, ios]
include_screens: true
custom_page_fields: [category, price paid]
custom_track_fields: [coupon code]
custom_screen_fields: [screen class]
custom_user_fields: [email, company name]
"""
VERBS = (
    "init",
    "load",
    "run",
    "compile",
    "check",
    "verify",
    "explain",
    "rows",
    "funnel",
    "retention",
    "paths",
    "forget",
    "report",
    "graph",
    "demo",
)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class Result:
    """What a command printed and how it ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def cli(monkeypatch, capsys):
    """Runs the command as the installed script does, in this process."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["segment-models", *map(str, arguments)])
        code = 0
        capsys.readouterr()
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    """A database with the raw tables, and the same with the models built."""
    folder = tmp_path_factory.mktemp("databases")
    small_shop.open_shop(folder / "raw.duckdb").close()
    shutil.copy(folder / "raw.duckdb", folder / "built.duckdb")
    with closing(duckdb.connect(str(folder / "built.duckdb"))) as connection:
        segment(**small_shop.OPTIONS).run(connection)
    return folder


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(empty, databases):
    """A folder with a configuration and a database in which the models are not built yet."""
    (empty / "segment_models.yaml").write_text(CONFIG, encoding="utf-8")
    shutil.copy(databases / "raw.duckdb", empty / "shop.duckdb")
    return empty


@pytest.fixture
def ready(folder, databases):
    """The same with the models built."""
    shutil.copy(databases / "built.duckdb", folder / "shop.duckdb")
    return folder


def in_shop(statement=None):
    """Execute a statement in the database, or return everything in it."""
    with closing(duckdb.connect("shop.duckdb")) as connection:
        return connection.execute(statement).fetchall() if statement else small_shop.contents(connection)


def assert_readable(text):
    """No escape code, no spinner's carriage return: text for a file."""
    assert CONTROL.findall(text) == []


# What holds for every verb


def test_version(cli):
    """One line."""
    result = cli("--version")
    assert (result.code, result.out, result.err) == (0, f"segment-models {__version__}\n", "")


def test_help_lists_every_verb(cli):
    """And the help of each is at hand."""
    result = cli("--help")
    assert result.code == 0
    listed = re.findall(r"^  (\w+) ", result.out.partition("Commands:")[2], re.MULTILINE)
    assert tuple(listed[: len(VERBS)]) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(cli, verb):
    """With ``--help`` and ``-h``: what it does, and a sentence for every option."""
    result = cli(verb, "--help")
    assert result.code == 0
    assert f"segment-models {verb} [OPTIONS]" in result.out
    assert cli(verb, "-h").out == result.out
    command = next(one for one in app.registered_commands if (one.name or one.callback.__name__) == verb)
    assert command.callback.__doc__.split()[0] in result.out


def test_nothing_at_all_shows_the_help(cli):
    """Used without a verb, which is used wrongly."""
    result = cli()
    assert result.code == 2
    assert "Commands:" in result.out + result.err


@pytest.mark.parametrize(
    "arguments",
    [["bogus"], ["run", "--bogus"], ["load"], ["compile", "--dialect"], ["run", "extra"]],
    ids=" ".join,
)
def test_used_wrongly_is_two(cli, empty, arguments):
    """An unknown verb or option, or a missing argument, and nothing is made."""
    result = cli(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Error: " in result.err
    assert "Traceback" not in result.err
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("verb", ["run", "check", "verify", "compile", "graph"])
def test_no_configuration_is_two_and_says_what_to_do(cli, empty, verb):
    """One line on stderr."""
    result = cli(verb)
    assert (result.code, result.out) == (2, "")
    assert result.err == "Error: There is no segment_models.yaml. Write one with: segment-models init\n"
    assert list(empty.iterdir()) == []


def test_a_configuration_that_is_wrong_is_two(cli, folder):
    """Every wrong key in one message, with the nearest right one."""
    (folder / "segment_models.yaml").write_text("segment_schema: web\nsesion_timeout_millis: 5\nnestd: true\n")
    result = cli("run")
    assert (result.code, result.out) == (2, "")
    assert "sesion_timeout_millis: there is no such key. Did you mean 'session_timeout_millis'?" in result.err
    assert "nestd: there is no such key. Did you mean 'nested'?" in result.err


def test_a_source_that_is_missing_is_one(cli, folder):
    """The configuration is fine, the warehouse is not what it says."""
    (folder / "segment_models.yaml").write_text("connection: duckdb:///shop.duckdb\nsegment_schema: wep\n")
    result = cli("run")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("Error: There is no schema 'wep' in the warehouse. Did you mean 'web'?")
    assert result.err.count("\n") == 1


def test_a_database_that_is_missing_is_one(cli, folder):
    """No empty one is made for a check."""
    (folder / "shop.duckdb").unlink()
    result = cli("check")
    assert result.code == 1
    assert "shop.duckdb" in result.err
    assert not (folder / "shop.duckdb").exists()


@pytest.mark.parametrize("arguments", [["--debug", "run"], ["run", "--debug"]], ids=" ".join)
def test_debug_gives_a_traceback(folder, arguments):
    """Wherever it stands; without it there is none."""
    (folder / "segment_models.yaml").write_text("connection: duckdb:///shop.duckdb\nsegment_schema: wep\n")
    done = script(*arguments)
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr
    assert "SourceError: There is no schema 'wep'" in done.stderr
    assert "Traceback" not in script("run").stderr


@pytest.mark.parametrize(
    "arguments",
    [["graph", "--output", "nowhere/graph.svg"], ["init", "--config", "nowhere/segment_models.yaml"]],
    ids=" ".join,
)
def test_a_file_that_cannot_be_written_is_one_message(cli, folder, arguments):
    """What could not be written, and why; no traceback."""
    result = cli(*arguments)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"Error: {arguments[-1]}: No such file or directory\n"
    assert not (folder / "nowhere").exists()


# init


def test_init_looks_at_the_database(cli, folder):
    """The file it writes names the sources that are there and the call types that were sent, and it runs."""
    (folder / "segment_models.yaml").unlink()
    result = cli("init", "--connection", "duckdb:///shop.duckdb")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    models = segment(folder / "segment_models.yaml")
    assert set(models.config.segment_schema) == {"web", "ios"}
    assert models.config.include_screens
    assert models.config.connection == "duckdb:///shop.duckdb"
    assert cli("run").code == 0
    assert in_shop("SELECT count(*) FROM segment_models.segment_sessions") == [(4,)]


def test_init_switches_off_what_was_never_sent(cli, folder):
    """No screens, no screen models."""
    in_shop("DROP TABLE ios.screens")
    in_shop("DROP TABLE web.screens")
    assert cli("init", "--force", "--connection", "duckdb:///shop.duckdb").code == 0
    assert not segment(folder / "segment_models.yaml").config.include_screens


OF_EVENT = "'{id}' AS id, TIMESTAMP '2026-03-02 09:05' AS received_at, '{event}' AS event, '{event}' AS event_text"


def make_event(place, event, columns, call="t1"):
    """Make the table of an event with a row, for a track call."""
    in_shop(f"CREATE TABLE {place} AS SELECT {OF_EVENT.format(id=call, event=event)}, {columns}")


def uncommented(path, key):
    """Take the # off a key of a configuration, and off what is indented below it."""
    text = path.read_text(encoding="utf-8")
    head, mark, rest = text.partition(f"# {key}:")
    block, end, others = rest.partition("\n\n")
    path.write_text(head + mark[2:] + block.replace("\n# ", "\n") + end + others, encoding="utf-8")
    return mark + block


def test_init_lists_events_with_their_columns(cli, folder):
    """Every table of an event is there, as a configuration that can be switched on; what is no event's is not."""
    odd = '1 AS session_id, 2 AS _id, 3 AS "it\'s: #1", 4 AS context_page_url, 5 AS _sdc, 6 AS uuid'
    make_event("web.signed_up", "signed_up", f"'free' AS plan, {odd}")
    make_event("ios.signed_up", "signed_up", "'free' AS plan, 'MAY' AS coupon")
    make_event("web._open", "open", "'mail' AS channel")
    make_event("web.no", "no", "'n' AS \"on\"")
    make_event("web.closed", "closed", "7 AS uuid_ts")
    in_shop("CREATE VIEW web.signed_up_view AS FROM web.signed_up")
    in_shop("CREATE TABLE web.notes AS SELECT 'n1' AS id, 'tea' AS note")
    result = cli("init", "--force", "--connection", "duckdb:///shop.duckdb")
    assert (result.code, result.err) == (0, "")
    assert "events with a table of their own: 4. See the key event_properties" in result.out
    path = folder / "segment_models.yaml"
    assert segment(path).config.event_properties == {}
    assert uncommented(path, "event_properties").splitlines() == [
        "# event_properties:",
        '#   open: {table: "_open", properties: [channel]}',
        "#   closed: []",
        '#   "no": ["on"]',
        '#   signed_up: [plan, coupon, {column: session_id, as: signed_up_session_id}, id, "it\'s: #1"]',
    ]
    assert cli("run").code == 0
    names = 'plan, signed_up_session_id, segment_event_signed_up.id, "it\'s: #1", coupon'
    assert in_shop(f"SELECT {names} FROM segment_models.segment_event_signed_up") == [("free", 1, 2, 3, None)]
    assert in_shop("SELECT channel FROM segment_models.segment_event_open") == []


def test_init_names_the_properties_that_it_leaves_out(cli, folder):
    """Two that a configuration cannot tell apart, and an event with two tables."""
    make_event("web.signed_up", "signed_up", "1 AS session_id, 2 AS signed_up_session_id, 3 AS plan")
    make_event("web._left", "left", "1 AS why")
    make_event('web."left"', "left", "1 AS how")
    result = cli("init", "--force", "--connection", "duckdb:///shop.duckdb")
    assert (result.code, result.err) == (0, "")
    left = [line for line in result.out.splitlines() if "cannot name" in line and "event_properties" in line]
    assert [line.removeprefix("note").strip() for line in left] == [
        "event_properties: without left, which a configuration cannot name",
        "event_properties: without signed_up.signed_up_session_id, which a configuration cannot name",
    ]
    path = folder / "segment_models.yaml"
    uncommented(path, "event_properties")
    assert cli("run").code == 0
    assert in_shop("SELECT signed_up_session_id, plan FROM segment_models.segment_event_signed_up") == [(1, 3)]


def test_init_finds_events_where_their_ids_are_called_otherwise(cli, folder):
    """Another tool's tables have `message_id`, which is no property."""
    for table in ("pages", "tracks", "screens", "identifies"):
        in_shop(f"ALTER TABLE ios.{table} RENAME COLUMN id TO message_id")
    make_event("ios.opened", "opened", "'mail' AS channel")
    in_shop("ALTER TABLE ios.opened RENAME COLUMN id TO message_id")
    assert cli("init", "--force", "--connection", "duckdb:///shop.duckdb").code == 0
    path = folder / "segment_models.yaml"
    assert uncommented(path, "event_properties").splitlines()[1:] == ["#   opened: [channel]"]
    assert cli("run").code == 0


def test_init_without_events_shows_how_one_is_written(cli, folder):
    """An example stands there, which is a configuration, too."""
    assert cli("init", "--force", "--connection", "duckdb:///shop.duckdb").code == 0
    path = folder / "segment_models.yaml"
    uncommented(path, "event_properties")
    assert segment(path).config.event_properties["order_completed"].properties == ("revenue", "order_id")


def test_init_takes_the_schemas_it_is_given(cli, folder):
    """Others are not looked at."""
    assert cli("init", "--force", "--connection", "duckdb:///shop.duckdb", "--segment-schema", "ios").code == 0
    assert segment(folder / "segment_models.yaml").config.segment_schema == ("ios",)


def test_init_reads_columns_that_another_tool_calls_otherwise(cli, folder):
    """Where a source has no `id`, but `message_id`: for its schema beside one with Segment's names; it runs."""
    in_shop("ALTER TABLE ios.pages RENAME COLUMN id TO message_id")
    for table in ("tracks", "screens", "identifies"):
        in_shop(f"DROP TABLE IF EXISTS ios.{table}")
    result = cli("init", "--force", "--connection", "duckdb:///shop.duckdb")
    assert (result.code, result.err) == (0, "")
    assert "ios: it has no id, and message_id is read for it. See the key columns" in result.out
    models = segment(folder / "segment_models.yaml")
    assert models.config.columns == {"ios": {"id": "message_id"}}
    assert "message_id" not in models.config.custom_user_fields
    assert cli("run").code == 0
    assert cli("init", "--force", "--connection", "duckdb:///shop.duckdb", "--segment-schema", "ios").code == 0
    assert segment(folder / "segment_models.yaml").config.columns == {"id": "message_id"}


def test_init_does_not_overwrite(cli, folder):
    """A file that is there stays, unless it is told otherwise."""
    result = cli("init", "--connection", "duckdb:///shop.duckdb")
    assert result.code == 2
    assert result.err.startswith("Error: segment_models.yaml is there already.")
    assert (folder / "segment_models.yaml").read_text(encoding="utf-8") == CONFIG
    assert cli("init", "--connection", "duckdb:///shop.duckdb", "--force").code == 0
    assert (folder / "segment_models.yaml").read_text(encoding="utf-8") != CONFIG


def test_init_overwrites_nothing_that_a_link_leads_to(cli, empty):
    """The link is replaced: the file behind it is somebody else's."""
    Path("mine.json").write_text("{}", "utf-8")
    for name in ("segment_models.yaml", "segment_models.schema.json"):
        Path(name).symlink_to("mine.json")
    assert cli("init", "--force").code == 0
    assert Path("mine.json").read_text("utf-8") == "{}"
    assert sorted(one.name for one in empty.iterdir() if not one.is_symlink()) == [
        "mine.json",
        "segment_models.schema.json",
        "segment_models.yaml",
    ]


def test_init_keeps_what_was_there_where_there_is_no_room(cli, empty):
    """Half a configuration is none; the file that could not be written is named."""
    resource = pytest.importorskip("resource", reason="only where a process can be kept from writing large files")
    Path("segment_models.yaml").write_text("segment_schema: web\n", "utf-8")
    allowed, signalled = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, allowed[1]))
    try:
        result = cli("init", "--force")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        signal.signal(signal.SIGXFSZ, signalled)
    assert (result.code, result.err) == (1, "Error: segment_models.yaml: File too large\n")
    assert Path("segment_models.yaml").read_text("utf-8") == "segment_schema: web\n"
    assert [one.name for one in empty.iterdir()] == ["segment_models.yaml"]


def test_init_without_a_connection_says_so(cli, empty):
    """The file can be read, and names what is to be set by hand."""
    result = cli("init")
    assert result.code == 0
    assert "set connection and segment_schema by hand" in result.out
    assert segment(empty / "segment_models.yaml").config.segment_schema == ("javascript",)


def test_init_finds_no_source(cli, folder):
    """A database without Segment's tables is an error that lists its schemas, and no file is written."""
    (folder / "segment_models.yaml").unlink()
    duckdb.connect("other.duckdb").execute("CREATE SCHEMA crm; CREATE TABLE crm.pages (note VARCHAR)").close()
    result = cli("init", "--connection", "duckdb:///other.duckdb")
    assert result.code == 1
    assert "No schema there looks like a Segment source" in result.err
    assert "crm" in result.err
    assert not (folder / "segment_models.yaml").exists()


def test_init_writes_a_schema_for_editors(cli, empty):
    """JSON Schema beside the file, which names it; every key is in both."""
    cli("init")
    text = (empty / "segment_models.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./segment_models.schema.json\n")
    schema = json.loads((empty / "segment_models.schema.json").read_text(encoding="utf-8"))
    for key, told in schema["properties"].items():
        assert re.search(rf"^(# )?{key}:", text, re.MULTILINE), key
        assert f"# {told['description']}" in text, key


def test_the_commented_lines_of_init_can_be_switched_on(cli, empty):
    """Without their ``#``, all keys together are a configuration."""
    cli("init")
    path = empty / "segment_models.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^# (?=\w+: [^ ]*)(?=[a-z_]+:)", "", text, flags=re.MULTILINE), encoding="utf-8")
    config = segment(path).config
    assert config.model_prefix == "segment_"
    assert (list(config.event_properties), list(config.conversions)) == (["order_completed"], ["order_completed"])


# load


def calls(path, *ids):
    lines = [
        {"type": "page", "messageId": call_id, "anonymousId": "a1", "properties": {"path": "/"}}
        | {"timestamp": "2026-03-02T09:00:00Z", "receivedAt": "2026-03-02T09:00:01Z"}
        for call_id in ids
    ]
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)


def test_load_needs_no_configuration(cli, empty):
    """A connection and a schema are enough; then init and run do the rest."""
    calls(empty / "calls.gz", "p1", "p2")
    result = cli("load", "calls.gz", "--schema", "web", "--connection", "duckdb:///events.duckdb")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    assert re.search(r"^loaded  web\.pages +2 rows$", result.out, re.MULTILINE)
    assert re.search(r"^2 messages of 1 files? in ", result.out, re.MULTILINE)
    assert cli("init", "--connection", "duckdb:///events.duckdb").code == 0
    assert cli("run").code == 0


def test_load_uses_the_configurations_connection(cli, folder):
    """And says what it skipped the second time."""
    calls(folder / "calls.gz", "p8")
    assert cli("load", "calls.gz", "--schema", "kiosk").code == 0
    assert in_shop("SELECT id FROM kiosk.pages") == [("p8",)]
    result = cli("load", "calls.gz", "--schema", "kiosk")
    assert result.code == 0
    assert "loaded before" in result.out


def test_load_of_which_a_file_gives_nothing_is_one(cli, empty):
    """Load shows what it loaded, names the file that it could not read, and ends with 1."""
    calls(empty / "calls.gz", "p1", "p2")
    (empty / "page.html").write_text("<html>", encoding="utf-8")
    result = cli("load", "calls.gz", "page.html", "--schema", "web", "--connection", "duckdb:///events.duckdb")
    assert result.code == 1
    assert re.search(r"^loaded  web\.pages +2 rows$", result.out, re.MULTILINE)
    assert "Nothing came of 'page.html'" in result.err


@pytest.mark.usefixtures("folder")
def test_load_of_a_file_that_is_not_there_is_one(cli):
    """One message that names it."""
    result = cli("load", "nothing.gz", "--schema", "web")
    assert result.code == 1
    assert "nothing.gz" in result.err
    assert "Traceback" not in result.err


# run


@pytest.mark.usefixtures("folder")
def test_run_builds_and_reports(cli):
    """With --verbose: a line for each model and check, then what became of the rows, all readable in a log."""
    result = cli("run", "--verbose")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    lines = result.out.splitlines()
    assert sum(line.startswith("built  ") for line in lines) == 19
    assert sum(line.startswith("pass   check  ") for line in lines) == 40
    assert re.search(r"^built  table  segment_models\.segment_sessions +4 rows +\d+\.\d\d s$", result.out, re.MULTILINE)
    assert [line.split() for line in lines if line.startswith("web ")][:3] == [
        ["web", "identify", "2", "0", "0", "2", "0"],
        ["web", "page", "7", "1", "2", "4", "0"],
        ["web", "track", "2", "0", "1", "1", "0"],
    ]
    assert re.fullmatch(r"Built 19 models and ran 40 checks in \d+\.\d s\.", lines[-1])
    assert in_shop("SELECT count(*) FROM segment_models.segment_users") == [(2,)]


@pytest.mark.usefixtures("ready")
def test_run_select_and_tag(cli):
    """Only what is chosen is built."""
    assert len(re.findall("^built", cli("run", "-v", "-s", "users", "--select", "sessions").out, re.MULTILINE)) == 2
    assert len(re.findall("^built", cli("run", "-v", "--tag", "segment").out, re.MULTILINE)) == 19
    result = cli("run", "--select", "sesions")
    assert result.code == 2
    assert "Did you mean 'sessions'?" in result.err


@pytest.mark.usefixtures("ready")
def test_run_full_refresh(cli):
    """Rebuilds all."""
    assert len(re.findall("^built", cli("run", "-v", "--full-refresh").out, re.MULTILINE)) == 19


@pytest.mark.usefixtures("folder")
def test_run_without_the_parents_is_one(cli):
    """The error has the command to use."""
    result = cli("run", "--select", "sessions")
    assert result.code == 1
    assert "Build both: --select +sessions" in result.err


def test_run_on_another_connection(cli, folder):
    """Instead of the configuration's."""
    shutil.move("shop.duckdb", "other.duckdb")
    assert cli("run", "--connection", "duckdb:///other.duckdb").code == 0
    assert not (folder / "shop.duckdb").exists()


@pytest.mark.usefixtures("folder")
def test_dry_run_prints_what_a_run_executes(cli):
    """The statements, as they are, build the same database in DuckDB; printing them builds nothing."""
    before = in_shop()
    result = cli("run", "--dry-run")
    assert (result.code, result.err) == (0, "")
    assert in_shop() == before
    shutil.copy("shop.duckdb", "by_hand.duckdb")
    with closing(duckdb.connect("by_hand.duckdb")) as connection:
        connection.execute(result.out)
        by_hand = small_shop.contents(connection)
    assert cli("run").code == 0
    assert in_shop() == by_hand


@pytest.mark.usefixtures("ready")
def test_dry_run_of_some_models(cli):
    """Only their statements."""
    result = cli("run", "--dry-run", "--select", "user_map")
    assert re.findall(r"CREATE OR REPLACE (\w+) \S+\.\"(\w+)\"", result.out) == [("TABLE", "segment_user_map")]


def test_a_check_that_fails_is_one_and_shows_the_rows(cli, folder):
    """A run whose check fails publishes nothing, and the rows are on stderr."""
    (folder / "segment_models.yaml").write_text(CONFIG + "models: {page_events: {type: table}}\n", encoding="utf-8")
    assert cli("run").code == 0
    in_shop("INSERT INTO segment_models.segment_page_events (source, page_id) VALUES ('web', 'p1'), ('web', 'p1')")
    before = in_shop()
    result = cli("run", "--select", "sessionized_pages")
    assert (result.code, "Traceback" in result.err) == (1, False)
    assert "FAILS  check  sessionized_pages_key" in result.out
    assert re.search(r"^sessionized_pages_key: .* Broken by 1 row:", result.err, re.MULTILINE)
    assert re.search(r"^web +p1 +3$", result.err, re.MULTILINE)
    assert "Nothing was published." in result.err
    assert in_shop() == before


# check


@pytest.mark.usefixtures("ready")
def test_check_of_what_is_built(cli):
    """In one line; with --verbose, a line for each check."""
    result = cli("check")
    assert (result.code, result.err) == (0, "")
    assert re.fullmatch(r"pass   40 checks pass in \d+\.\d s\n40 checks in \d+\.\d s\.\n", result.out)
    result = cli("check", "--verbose")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    assert result.out.count("pass   check  ") == 40


@pytest.mark.usefixtures("ready")
def test_check_finds_what_is_broken(cli):
    """It shows the rows and ends with 1."""
    in_shop("INSERT INTO segment_models.segment_users SELECT * FROM segment_models.segment_users WHERE user_id = 'u1'")
    result = cli("check")
    assert result.code == 1
    assert "FAILS  check  users_key" in result.out
    assert re.search(r"^u1 +2$", result.err, re.MULTILINE)
    assert "1 check failed: users_key" in result.err
    assert cli("check", "--select", "user_map").code == 0


def test_a_check_that_warns_is_shown_and_ends_well(cli, ready):
    """The rows are shown, the code is 0."""
    in_shop("INSERT INTO segment_models.segment_users SELECT * FROM segment_models.segment_users WHERE user_id = 'u1'")
    (ready / "segment_models.yaml").write_text(CONFIG + "checks: {users_key: warn}\n", encoding="utf-8")
    result = cli("check")
    assert result.code == 0
    assert "warns  check  users_key" in result.out
    assert re.search(r"^u1 +2$", result.out, re.MULTILINE)


@pytest.mark.usefixtures("folder")
def test_check_before_a_run_is_one(cli):
    """It says what to do first."""
    result = cli("check")
    assert result.code == 1
    assert "Build the models with: segment-models run" in result.err


# verify


@pytest.mark.usefixtures("ready")
def test_verify_of_what_is_built(cli):
    """A line for each table that is rebuilt, one for each model compared, and a table of all."""
    result = cli("verify", "--select", "users", "--sample", "99%")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    assert re.search(r"^rebuilt +pages of these persons +\d+\.\d\d s$", result.out, re.MULTILINE)
    assert re.search(r"^equal +segment_models\.segment_users +\d rows? +\d+\.\d\d s$", result.out, re.MULTILINE)
    assert re.search(r"^segment_models\.segment_users +(\d) +\1 +0 +0 +0 *$", result.out, re.MULTILINE)
    assert re.search(r"^1 model equal a rebuild: 99% of all persons, in \d+\.\d s\.$", result.out, re.MULTILINE)


@pytest.mark.usefixtures("ready")
def test_verify_shows_what_differs_and_is_one(cli):
    """Each model's figures and columns, then the first rows with both values; and the tables are as they were."""
    in_shop("UPDATE segment_models.segment_users SET email = NULL WHERE user_id = 'u1'")
    in_shop("DELETE FROM segment_models.segment_sessions WHERE user_id = 'a2'")
    before = in_shop()
    result = cli("verify", "--select", "sessions", "--select", "users")
    assert result.code == 1
    assert_readable(result.out + result.err)
    assert re.search(r"^DIFFERS +segment_models\.segment_users", result.out, re.MULTILINE)
    assert re.search(r"^segment_models\.segment_sessions +3 +4 +1 +0 +0 *$", result.err, re.MULTILINE)
    assert re.search(r"^segment_models\.segment_users +2 +2 +0 +0 +1 +email \(1\) *$", result.err, re.MULTILINE)
    assert re.search(r"^missing +session_id \w{32}  user_id a2  session_start", result.err, re.MULTILINE)
    assert "differing  user_id u1\n             email: built NULL, rebuilt u1@example.com\n" in result.err
    assert "Error: 2 of 2 models differ from a rebuild: " in result.err
    assert in_shop() == before


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("arguments", [["--sample", "1"], ["--since", "yesterday"], ["--select", "user"]], ids=" ".join)
def test_verify_used_wrongly_is_two(cli, arguments):
    """One line that says what is right."""
    result = cli("verify", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1


# explain


@pytest.mark.usefixtures("ready")
def test_explain_in_words_and_as_data(cli):
    """Both say the same; what is printed for a program is nothing but JSON."""
    ((session_id,),) = in_shop("SELECT session_id FROM segment_models.segment_sessions WHERE session_index = 2")
    result = cli("explain", "session", session_id)
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    assert result.out.startswith(f"Session 2 of u1  {session_id}\n")
    data = json.loads(cli("explain", "session", session_id, "--json").out)
    assert (data["session_id"], data["previous"]["gap_micros"]) == (session_id, 1_800_000_000)
    assert cli("explain", "user", "u1").out.startswith("u1: known by a user id\n")
    assert json.loads(cli("explain", "user", "u1", "--json").out)["traits"][1]["value"] == "Tea & Co"


@pytest.mark.usefixtures("ready")
def test_explain_of_nobody_is_one(cli):
    """And says who it is instead; what is neither session nor user is used wrongly."""
    result = cli("explain", "user", "a1")
    assert (result.code, result.out) == (1, "")
    assert "It is an anonymous id of 'u1'" in result.err
    assert cli("explain", "event", "p1").code == 2


# compile


@pytest.mark.usefixtures("folder")
def test_compile_prints_every_model(cli):
    """On stdout, one after another, each under its name; what is printed can be parsed by DuckDB."""
    result = cli("compile")
    assert (result.code, result.err) == (0, "")
    assert re.findall(r"^-- (\w+)$", result.out, re.MULTILINE) == list(segment(**small_shop.OPTIONS).compile())
    assert len(duckdb.extract_statements(result.out)) == 19


@pytest.mark.usefixtures("folder")
def test_compile_one_model(cli):
    """By either of its names."""
    result = cli("compile", "users", "--offline")
    assert result.out == f"-- users\n{segment(**small_shop.OPTIONS).users.sql()};\n\n"
    assert cli("compile", "--offline", "segment_users").out == result.out
    assert cli("compile", "usres", "--offline").code == 2


@pytest.mark.usefixtures("folder")
def test_compile_into_a_folder(cli):
    """A file for each model, under its name in the warehouse."""
    result = cli("compile", "--output", "sql/models")
    assert result.code == 0
    assert sorted(path.name for path in Path("sql/models").iterdir()) == sorted(
        f"segment_{name}.sql" for name in (*small_shop.TABLE_ROWS, *small_shop.VIEW_ROWS)
    )
    assert "19 models" in result.out


def test_compile_offline_needs_no_database(cli, folder):
    """The tables are taken to be as Segment lays them out."""
    (folder / "shop.duckdb").unlink()
    assert cli("compile").code == 1
    result = cli("compile", "--offline")
    assert result.code == 0
    assert 'FROM "web"."pages"' in result.out


@pytest.mark.parametrize("given", [(), ("--connection", "bigquery://project")])
def test_compile_offline_is_for_the_connections_engine(cli, folder, given):
    """For that of the configuration, or of the option, and neither is opened."""
    if not given:
        (folder / "segment_models.yaml").write_text(CONFIG.replace("duckdb:///shop.duckdb", "bigquery://project"))
    result = cli("compile", "users", "--offline", *given)
    assert result.out == f"-- users\n{segment(**small_shop.OPTIONS).users.sql('bigquery')};\n\n"


@pytest.mark.usefixtures("folder")
def test_compile_for_an_unknown_dialect_is_two(cli):
    """The error lists those there are."""
    result = cli("compile", "--offline", "--dialect", "oracle")
    assert (result.code, result.out) == (2, "")
    assert "There is no warehouse 'oracle'" in result.err


# graph


def test_graph_prints_mermaid(cli, folder):
    """On stdout; no database is needed."""
    (folder / "shop.duckdb").unlink()
    result = cli("graph")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("flowchart LR\n")
    assert "segment_sessions" in result.out


@pytest.mark.parametrize(("suffix", "starts"), [("svg", "<svg"), ("html", "<!doctype html"), ("mmd", "flowchart LR")])
def test_graph_writes_a_file(cli, folder, suffix, starts):
    """What the name of the file says."""
    assert cli("graph", "--output", f"graph.{suffix}").code == 0
    text = (folder / f"graph.{suffix}").read_text(encoding="utf-8")
    assert text.lower().startswith(starts.lower())
    assert "segment_sessions" in text
    if suffix == "svg":
        ET.fromstring(text)  # noqa: S314 our own drawing


def test_graph_tells_where_columns_come_from(cli, folder):
    """A line for each column, of the models asked for; no database is needed."""
    (folder / "shop.duckdb").unlink()
    result = cli("graph", "--columns", "segment_active_days")
    assert (result.code, result.err) == (0, "")
    assert [line.split() for line in result.out.splitlines()] == [
        ["active_days.user_id", "sessionized_events.user_id"],
        ["active_days.active_date", "sessionized_events.timestamp"],
        ["active_days.events"],
        ["active_days.sessions", "sessionized_events.session_id"],
        ["active_days.is_first_day", "sessionized_events.timestamp,", "sessionized_events.user_id"],
    ]
    found = segment(**small_shop.OPTIONS).lineage("active_days")
    assert json.loads(cli("graph", "--columns", "active_days", "--format", "json").out) == found.as_data()
    assert cli("graph", "--columns", "active_days", "--format", "mermaid").out == found.mermaid()


def test_graph_writes_where_columns_come_from(cli, folder):
    """As the name of the file says; and what is no such name, or belongs to columns only, is refused."""
    found = segment(**small_shop.OPTIONS).lineage("active_days")
    for suffix, starts in (("mmd", found.mermaid()), ("json", '[\n  {\n    "model"'), ("txt", "active_days.user_id ")):
        assert cli("graph", "active_days", "--columns", "--output", f"columns.{suffix}").code == 0
        assert (folder / f"columns.{suffix}").read_text(encoding="utf-8").startswith(starts)
    refused = cli("graph", "active_days", "--columns", "--output", "columns.svg")
    assert (refused.code, ".mmd, .json, .txt" in refused.err) == (2, True)
    assert "Add --columns" in cli("graph", "active_days").err
    assert "Add --columns" in cli("graph", "--format", "json").err


def test_graph_of_an_unknown_suffix_is_two(cli, folder):
    """The error lists those there are."""
    result = cli("graph", "--output", "graph.png")
    assert result.code == 2
    assert ".svg, .html, .mmd" in result.err
    assert not (folder / "graph.png").exists()


# demo


def test_demo_tells_the_truth(cli, empty):
    """Offline, in an empty folder, it builds the sample and shows the numbers its script wrote; it leaves nothing."""
    result = cli("demo")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    figures = {
        name: int(count.replace(",", ""))
        for name, count in re.findall(
            r"(\w+) +([\d,]+)(?=   |$)",
            result.out.partition("with their rows:\n")[2].partition("\npass")[0],
            re.MULTILINE,
        )
    }
    people, hosts = TRUTH["people"], demo.SAMPLE.parents[1] / "traffic_sources.csv"
    made = {name: one["count"] for name, one in TRUTH["conversions"].items() if name != "by_channel"}
    assert figures.pop("daily") > 21  # three weeks, and more than one channel on a day
    assert figures == {
        "rejected_events": TRUTH["rejected"]["total"],
        "traffic_sources": len(hosts.read_text(encoding="utf-8").splitlines()) - 1,
        "touches": TRUTH["sessions"]["total"] - TRUTH["sessions"]["by_channel"]["Direct"],
        "user_map": people["anonymous_ids"],
        "shared_calls": 11,
        "sessionized_events": sum(TRUTH["sessions"]["events"].values()) + TRUTH["outside"]["total"],
        "sessions": TRUTH["sessions"]["total"],
        "session_sources": TRUTH["sessions"]["total"],
        "conversion_calls": sum(made.values()),
        "conversions": sum(made.values()),
        "session_facts": TRUTH["sessions"]["total"],
        "attribution": TRUTH["attribution"]["rows"],
        "active_days": TRUTH["active_days"],
        "users": people["users"] + people["anonymous_with_identify"],
        "event_order_completed": made["order_completed"],
        "event_subscription_renewed": made["subscription_renewed"],
    }
    assert f"{TRUTH['messages']['total']:,} messages of " in result.out
    assert re.search(r"^  total_sessions +4$", result.out, re.MULTILINE)
    assert re.search(r"^Direct +1,046 +32.5 +\d+ +80 +130 +5,992.10$", result.out, re.MULTILINE)
    assert list(empty.iterdir()) == []


def test_demo_keeps_its_database(cli, empty):
    """In the file it is told, where everything can be queried afterwards; init finds the three sources in it."""
    assert cli("demo", "--keep", "demo.duckdb").code == 0
    with closing(duckdb.connect("demo.duckdb")) as connection:
        sessions = connection.execute("SELECT count(*) FROM segment_models.segment_sessions").fetchone()
    assert sessions == (TRUTH["sessions"]["total"],)
    assert cli("init", "--connection", "duckdb:///demo.duckdb").code == 0
    assert set(segment(empty / "segment_models.yaml").config.segment_schema) == {"web", "ios_app", "server"}


def test_demo_adds_nothing_to_a_database_that_is_there(cli, folder):
    """Its ``web`` would be mixed with the shop's own, and the models' tables be those of the sample."""
    shop = next(folder.glob("*.duckdb"))
    before = shop.read_bytes()
    result = cli("demo", "--keep", shop.name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(
        f"Error: --keep {shop.name}: that is there already, and the sample would be mixed into"
    )
    assert shop.read_bytes() == before


# The installed command


def script(*arguments, code="from segment_models.cli import main; main()", **environment):
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
    )


@pytest.mark.usefixtures("folder")
def test_a_run_in_a_process_of_its_own():
    """Code 0, everything on stdout, nothing on stderr, no escape codes where there is no terminal."""
    done = script("run")
    assert (done.returncode, done.stderr) == (0, "")
    assert_readable(done.stdout)
    assert "Built 19 models" in done.stdout


def test_an_error_in_a_process_of_its_own(folder):
    """Code 1 and one line on stderr."""
    (folder / "shop.duckdb").unlink()
    done = script("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: There is no database ")
    assert_readable(done.stderr)
    assert done.stderr.count("\n") == 1


INTERRUPTED = """
import os, signal
from segment_models.cli import main, show
from segment_models.run import Checked
listen = show.Progress.__call__
def pressed(self, event):
    listen(self, event)
    if isinstance(event, Checked):
        os.kill(os.getpid(), signal.SIGINT)
show.Progress.__call__ = pressed
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.usefixtures("ready")
def test_ctrl_c_leaves_the_tables_and_says_so():
    """In the middle of a run: a sentence, no traceback, the code that shells know, the old tables."""
    in_shop("INSERT INTO web.tracks (id, timestamp, user_id) VALUES ('t7', '2026-03-05 10:00', 'u1')")
    before = in_shop()
    done = script("run", "--verbose", code=INTERRUPTED)
    assert done.returncode == 130
    assert done.stderr == "Interrupted: the tables are as they were.\n"
    assert in_shop() == before


def test_ctrl_c_before_a_verb_is_at_work(cli, monkeypatch):
    """While the command line is put together nobody else looks out for it."""
    monkeypatch.setattr(typer_main, "get_command", interrupted)
    result = cli("run")
    assert (result.code, result.out, result.err) == (130, "", "Interrupted: the tables are as they were.\n")


def interrupted(*_arguments):
    raise KeyboardInterrupt


@pytest.mark.usefixtures("folder")
def test_an_output_that_has_not_every_character():
    """What people read is written with escapes; what programs read is an error, for an escape would be other data."""
    Path("e.jsonl").write_text('{"type":"page","messageId":"m","userId":"\\u00e9","timestamp":"2026-01-01"}', "utf-8")
    assert script("load", "e.jsonl", "--schema", "é", "--connection", "duckdb:///e.duckdb").returncode == 0
    told = ("--connection", "duckdb:///e.duckdb", "--config", "é.yaml")
    done = script("init", *told, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout.splitlines()[0][:20]) == (0, "Wrote \\xe9.yaml, and")
    done = script("compile", *told, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: The output is in ascii, which does not have '\\xe9'. Write it in UTF-8: export PYTHONIOENCODING=utf-8\n"
    )


# funnel, retention, paths


@pytest.mark.usefixtures("ready")
def test_a_funnel_as_a_table_and_as_data(cli):
    """Shares in percent and times for people; as JSON, CSV and SQL for programs."""
    asked = ("funnel", "page:/*", "track:signed_up", "page:/cart")
    result = cli(*asked, "--within", "1 hour", "--by", "channel")
    assert_readable(result.out)
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert lines[:2] == [
        "Funnel, within 1 hour",
        "channel step_number step people share_of_first share_of_previous median p90",
    ]
    assert lines[3:] == [
        "Direct 2 track:signed_up 0 0.0% 0.0%",
        "Direct 3 page:/cart 0 0.0%",
        "Organic Search 1 page:/* 1 100.0% 0:00:00.000 0:00:00.000",
        "Organic Search 2 track:signed_up 1 100.0% 100.0% 0:05:00.000 0:05:00.000",
        "Organic Search 3 page:/cart 1 100.0% 100.0% 0:40:00.000 0:40:00.000",
    ]
    assert json.loads(cli(*asked, "--json").out)[1] == {
        "step_number": 2,
        "step": "track:signed_up",
        "people": 1,
        "share_of_first": 0.5,
        "share_of_previous": 0.5,
        "median_millis": 300_000,
        "p90_millis": 300_000,
    }
    lines = cli(*asked, "--csv", "--since", "2026-03-02", "--until", "2026-03-03").out.splitlines()
    assert lines[0] == "step_number,step,people,share_of_first,share_of_previous,median_millis,p90_millis"
    assert lines[1] == "1,page:/*,2,1.0,,0,0"
    sql = cli(*asked, "--sql").out
    assert sql.endswith(";\n")
    assert len(in_shop(sql)) == 3


@pytest.mark.usefixtures("ready")
def test_retention_and_paths_as_tables(cli):
    """A line for each period and each path; what is beyond the top is the rest."""
    lines = [line.split() for line in cli("retention", "--first", "any", "--period", "day").out.splitlines()[1:]]
    assert lines == [
        ["cohort", "period_number", "people", "returned", "share"],
        ["2026-03-02", "0", "2", "2", "100.0%"],
        ["2026-03-02", "1", "2", "1", "50.0%"],
    ]
    lines = [line.split() for line in cli("paths", "--length", "2", "--top", "1").out.splitlines()[1:]]
    assert lines == [
        ["rank", "page_1", "page_2", "paths", "sessions", "people", "share"],
        ["1", "/", "/tea", "1", "1", "1", "33.3%"],
        ["rest", "2", "2", "2", "66.7%"],
    ]
    assert json.loads(cli("paths", "--start", "/c*", "--end", "/", "--json").out) == []


@pytest.mark.usefixtures("ready")
def test_what_cannot_be_asked_of_journeys(cli):
    """Used wrongly is 2; what nobody did is 1. Each says what to do."""
    for arguments, code, said in (
        (["funnel", "page:/"], 2, "A funnel has two steps or more"),
        (["funnel", "page:/", "sign_up"], 2, "Step 2 'sign_up' says no kind of call."),
        (["funnel", "page:/", "track:sign_up"], 1, "Did you mean 'signed_up'?"),
        (["funnel", "page:/", "page:/", "--by", "chanel"], 2, "Did you mean 'channel'?"),
        (["funnel", "page:/", "page:/", "--within", "soon"], 2, "'soon' is no duration"),
        (["retention", "--period", "weeks"], 2, "Did you mean 'week'?"),
        (["paths", "--json", "--csv"], 2, "--json, --csv and --sql exclude one another."),
    ):
        result = cli(*arguments)
        assert (result.code, result.out) == (code, "")
        assert said in " ".join(result.err.split())


@pytest.mark.parametrize("arguments", [["explain", "user"], ["explain", "session"], ["forget"]], ids=" ".join)
def test_an_argument_that_is_not_in_utf_8(cli, ready, arguments):  # noqa: ARG001 where the models are built
    """No id has such a character, which Python makes of a byte that is none: no traceback."""
    result = cli(*arguments, "\udcff")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Error: The text has half of a character ('\\udcff').")


@pytest.mark.usefixtures("folder")
def test_a_reader_that_stops_reading_is_no_error():
    """As in ``segment-models compile | head -1``."""
    command = f'"{sys.executable}" -c "from segment_models.cli import main; main()" compile --offline | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 our own
    assert done.stdout.startswith("-- page_events")
    assert "Traceback" not in done.stderr


def test_the_app_can_be_invoked_by_others():
    """It is an ordinary typer app."""
    assert CliRunner().invoke(app, ["--version"]).output == f"segment-models {__version__}\n"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("duckdb:///events.duckdb", "duckdb:///events.duckdb"),
        ("postgresql://me@host:5432/shop", "postgresql://me@host:5432/shop"),
        ("postgresql://me:s3cr3t@host/shop", "postgresql://me:${SEGMENT_MODELS_SECRET}@host/shop"),
        ("snowflake://me:a@b@acc/db?role=x", "snowflake://me:${SEGMENT_MODELS_SECRET}@acc/db?role=x"),
        ("redshift://h/d?password=s3cr3t&ssl=on", "redshift://h/d?password=${SEGMENT_MODELS_SECRET}&ssl=on"),
        ("redshift://me:${REDSHIFT_PASSWORD}@host/dev", "redshift://me:${REDSHIFT_PASSWORD}@host/dev"),
        ("databricks://h/p?access_token=${TOKEN}", "databricks://h/p?access_token=${TOKEN}"),
        ("databricks://h/p?access_token=s3cr3t", "databricks://h/p?access_token=${SEGMENT_MODELS_SECRET}"),
        ("postgresql://me:p?s3#cr3t@h/shop", "postgresql://me:${SEGMENT_MODELS_SECRET}@h/shop"),
        ("postgresql://me:p/s3cr3t@h/shop", "postgresql://me:${SEGMENT_MODELS_SECRET}@h/shop"),
        ("postgresql://me:5432/s3@h/shop", "postgresql://me:${SEGMENT_MODELS_SECRET}@h/shop"),
        ("postgresql://me:5432?s3@h/shop", "postgresql://me:${SEGMENT_MODELS_SECRET}@h/shop"),
        ("postgresql://:s3cr3t@h/shop", "postgresql://:${SEGMENT_MODELS_SECRET}@h/shop"),
        ("postgresql://me@corp:s3cr3t@h/shop", "postgresql://me@corp:${SEGMENT_MODELS_SECRET}@h/shop"),
        ("postgresql://h:5432/shop?user=a@b", "postgresql://h:5432/shop?user=a@b"),
        ("postgresql://h1:1,h2:2/shop?user=a@b", "postgresql://h1:1,h2:2/shop?user=a@b"),
        ("postgresql://h/d?password=s3#cr?3t&a=b", "postgresql://h/d?password=${SEGMENT_MODELS_SECRET}&a=b"),
        ("postgresql://h/d?pass%77ord=s3cr3t", "postgresql://h/d?pass%77ord=${SEGMENT_MODELS_SECRET}"),
        (
            "snowflake://me@acc/d?private_key_file_pwd=s3",
            "snowflake://me@acc/d?private_key_file_pwd=${SEGMENT_MODELS_SECRET}",
        ),
        (
            "postgresql://h/d?passfile=a&sslpassword=s3",
            "postgresql://h/d?passfile=a&sslpassword=${SEGMENT_MODELS_SECRET}",
        ),
    ],
)
def test_init_writes_no_secret(url, written):
    """A password or a token in a connection becomes a variable of the environment."""
    assert without_secrets(url) == written


def test_a_connection_given_by_hand_reads_the_environment(cli, folder, monkeypatch):
    """As one in the file does; init writes the variable, not its value."""
    monkeypatch.setenv("SHOP", "shop")
    done = cli("init", "--connection", "duckdb:///${SHOP}.duckdb", "--config", "other.yaml")
    assert done.code == 0, done
    assert "${SHOP}.duckdb" in (folder / "other.yaml").read_text(encoding="utf-8")


def test_init_writes_what_run_takes(cli, folder):
    """A trait that is called like a column of ours, or like a variable, does not make a file that is refused."""
    with closing(duckdb.connect(str(folder / "odd.duckdb"))) as connection:
        connection.execute("CREATE SCHEMA web")
        connection.execute("CREATE TABLE web.pages (id VARCHAR, received_at TIMESTAMP, timestamp TIMESTAMP)")
        odd = ("source", "person", "total_pages", "a${B}", "no", "tab\t", "café\x85", "key:", "1e5")
        columns = ", ".join(f'"{name}" VARCHAR' for name in odd)
        connection.execute(f"CREATE TABLE web.identifies (id VARCHAR, user_id VARCHAR, timestamp TIMESTAMP, {columns})")
    done = cli("init", "--connection", "duckdb:///odd.duckdb", "--config", "odd.yaml")
    assert done.code == 0, done
    assert "without 'source', which a configuration cannot name" in done.out
    kept = segment(folder / "odd.yaml").config.custom_user_fields
    assert kept == ("a${b}", "no", "tab\t", "café\x85", "key:", "1e5")
    assert cli("compile", "--config", "odd.yaml").code == 0


def test_init_ends_with_a_step_that_can_be_done(cli, folder):
    """Where no connection is known yet, the first thing is to set it."""
    (folder / "segment.js").write_text('segment({segmentSchema: "web"})', encoding="utf-8")
    taken = cli("init", "--from-dataform", "segment.js", "--config", "taken.yaml")
    assert "Next: set connection in taken.yaml, then: segment-models run --config taken.yaml" in taken.out, taken


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_an_id_steers_no_terminal(cli, folder, arguments):
    """Whoever sends an event decides its id, and none of its characters is obeyed, or begins a line."""
    odd = "u\x1b]0;owned\x07\x9b31m\u202e[b]:smile:\nSession 2"
    with closing(duckdb.connect(str(folder / "odd.duckdb"))) as connection:
        connection.execute("CREATE SCHEMA web")
        connection.execute("CREATE TABLE web.pages (id VARCHAR, user_id VARCHAR, timestamp TIMESTAMP)")
        connection.execute("INSERT INTO web.pages VALUES ('p1', ?, '2026-03-01')", [odd])
        segment(segment_schema="web", include_tracks=False).run(connection)
    (folder / "odd.yaml").write_text(
        "connection: duckdb:///odd.duckdb\nsegment_schema: web\ninclude_tracks: false\n", encoding="utf-8"
    )
    shown = cli("explain", "user", odd, "--config", "odd.yaml", *arguments)
    assert shown.code == 0, shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|^Session 2", shown.out, re.MULTILINE)
    if arguments:
        assert json.loads(shown.out)["user_id"] == odd
    else:
        assert r"u\x1b]0;owned\x07\x9b31m\u202e[b]:smile:\nSession 2: known by a user id" in shown.out
    missing = cli("explain", "user", "\x1b[31m\u202e", "--config", "odd.yaml")
    assert not re.search(r"[\x1b\u202e]", missing.err)


def test_a_path_is_no_markup(cli, folder):
    """Brackets in a path are brackets."""
    done = cli("compile", "--offline", "--output", "[/b]", "users")
    assert (done.code, done.out) == (0, "Wrote 1 model to [/b]\n"), done
    assert (folder / "[/b]/segment_users.sql").exists()


def test_what_nobody_foresaw_has_no_traceback(cli, monkeypatch):
    """It is said to be a fault of ours, and --debug shows it."""
    monkeypatch.setattr(sys.modules["segment_models.cli.main"], "models_of", lambda *_: {}["s3cr3t"])
    done = cli("run")
    assert done.code == 1
    assert "Error: A fault of segment-models" in done.err
    assert "KeyError in test_cli.py, line " in done.err
    assert "s3cr3t" not in done.err
    with pytest.raises(KeyError):
        cli("--debug", "run")


@pytest.mark.parametrize(
    "line", ['models: {sessions: {name: "../../out"}}', 'model_prefix: "../../out_"', 'model_prefix: "/tmp/out_"']
)
@pytest.mark.parametrize(
    "verb", [("compile", "--output", "a/b"), ("export", "dataform", "a/b"), ("export", "dbt", "a/b", "-d", "duckdb")]
)
def test_files_stay_in_their_folder(cli, folder, line, verb):
    """Whatever a model is called; nothing is written then."""
    (folder / "odd.yaml").write_text(f"segment_schema: web\n{line}\n", encoding="utf-8")
    before = sorted(folder.parent.rglob("*"))
    done = cli(*verb, "--offline", "--config", "odd.yaml")
    inside = [path for path in sorted(folder.parent.rglob("*")) if path not in before]
    assert done.code in (0, 1)  # dbt's names of models have no slashes
    assert (folder / "a") in inside if done.code == 0 else not inside
    assert all(path.is_relative_to(folder / "a") for path in inside)


def test_a_link_leads_no_file_out_of_its_folder(cli, folder):
    """Neither a folder's nor a file's."""
    (folder / "odd.yaml").write_text("segment_schema: web\n", encoding="utf-8")
    (folder / "own").mkdir()
    (folder / "project").mkdir()
    (folder / "elsewhere").mkdir()
    (folder / "own/segment_users.sql").symlink_to(folder / "mine.sql")
    (folder / "project/definitions").symlink_to(folder / "elsewhere")
    compiled = cli("compile", "--offline", "--config", "odd.yaml", "--output", "own")
    exported = cli("export", "dataform", "project", "--offline", "--config", "odd.yaml")
    for done in (compiled, exported):
        assert done.code == 1
        assert "a link leads out of the folder" in done.err
    assert not (folder / "mine.sql").exists()
    assert not list((folder / "elsewhere").iterdir())
