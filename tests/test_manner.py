"""How much a run, a check and a verification say: in short, all of it, nothing, or one document for programs."""
# ruff: noqa: F811 pytest's fixtures are used by their names

import json
import re
import shutil
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

import small_shop
from segment_models import CheckError, VerifyError, __version__, demo, outcome, segment
from test_cli import (  # noqa: F401 fixtures
    CONFIG,
    assert_readable,
    cli,
    databases,
    empty,
    folder,
    in_shop,
    ready,
)

TWICE = "INSERT INTO segment_models.segment_users SELECT * FROM segment_models.segment_users WHERE user_id = 'u1'"
VERBS = ("run", "check", "verify")


def document(verb, text):
    """The document that a verb has printed, which is as its schema says."""
    jsonschema = pytest.importorskip("jsonschema")
    found = json.loads(text)
    schema = outcome.schema(verb)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    assert found["verb"] == verb
    return found


# In short


@pytest.mark.usefixtures("empty")
def test_a_run_of_the_sample_is_at_most_25_lines(cli):
    """Models side by side, checks in one line, rows in one line, notes; then what the run was."""
    models = demo.demo_models()
    with closing(duckdb.connect("shop.duckdb")) as connection:
        models.load([demo.SAMPLE], connection)
    config = models.config.model_dump(by_alias=True, exclude_unset=True, mode="json")
    Path("segment_models.yaml").write_text(json.dumps(config | {"connection": "duckdb:///shop.duckdb"}), "utf-8")
    result = cli("run")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    lines = result.out.splitlines()
    assert len(lines) <= 25
    assert lines[0] == "built  24 models, with their rows:"
    assert re.search(r"^  sessions +3,223   session_sources +3,223   page_views +view$", result.out, re.MULTILINE)
    assert re.search(r"^pass   50 checks pass in \d+\.\d s$", result.out, re.MULTILINE)
    assert "read   28,433 rows: 27,699 used, 407 outside sessions, 288 duplicates, 39 rejected" in lines
    assert "reject 39 calls: missing_person 26, clock_ahead 9, missing_id 2, missing_timestamp 2" in lines[-10]
    assert re.fullmatch(r"Built 24 models and ran 50 checks in \d+\.\d s\.", lines[-1])


@pytest.mark.usefixtures("ready")
def test_a_check_that_fails_is_shown_also_in_short(cli):
    """In a line, with its rows; those that pass are one line."""
    in_shop(TWICE)
    result = cli("check")
    assert result.code == 1
    lines = result.out.splitlines()
    assert re.match(r"FAILS  check  users_key +1 row +\d+\.\d\d s$", lines[0])
    assert re.fullmatch(r"pass   \d\d checks pass in \d+\.\d s", lines[-1])
    assert re.search(r"^u1 +2$", result.err, re.MULTILINE)
    assert "1 check failed: users_key (1 row)." in " ".join(result.err.split())


@pytest.mark.usefixtures("folder")
def test_a_run_that_fails_in_short_lists_no_model(cli):
    """None is published. What a run brings up to date is told apart from what it builds."""
    Path("segment_models.yaml").write_text(CONFIG + "default_config: {type: incremental}\n", "utf-8")
    assert cli("run").out.startswith("built  ")
    out = cli("run").out
    assert re.search(r"^wrote  \d+ models, with their rows:$", out, re.MULTILINE)
    assert "What changed\n" in out
    Path("segment_models.yaml").write_text(CONFIG + "max_rejected_share: 0.1\nrejected_floor: 1\n", "utf-8")
    result = cli("run")
    assert (result.code, result.out) == (1, "")
    assert "calls were rejected" in result.err


# Nothing


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("verb", VERBS)
def test_quiet_prints_nothing(cli, verb):
    """But notes, on stderr."""
    if verb == "run":
        in_shop("DROP TABLE ios.pages")
    result = cli(verb, "--quiet")
    assert (result.code, result.out) == (0, "")
    assert all(line.startswith("note   ") for line in result.err.splitlines() if line)
    assert ("note   ios has no" in result.err) is (verb == "run")


def test_quiet_shows_what_is_broken(cli, ready):
    """A check that warns on stderr; one that fails, too, and the code is 1."""
    in_shop(TWICE)
    result = cli("check", "-q")
    assert (result.code, result.out) == (1, "")
    assert re.search(r"^u1 +2$", result.err, re.MULTILINE)
    (ready / "segment_models.yaml").write_text(CONFIG + "checks: {users_key: warn}\n", encoding="utf-8")
    result = cli("check", "-q")
    assert (result.code, result.out) == (0, "")
    assert re.search(r"^users_key: .* Broken by 1 row:\nuser_id.*\nu1 +2$", result.err, re.MULTILINE)


# One document


@pytest.mark.usefixtures("folder")
def test_a_run_as_json(cli):
    """Models, checks, the account, what was rejected, notes: as its schema says, and equal to the tables."""
    in_shop("DROP TABLE ios.pages")
    result = cli("run", "--json")
    assert (result.code, result.err) == (0, "")
    found = document("run", result.out)
    assert (found["version"], found["ok"], found["error"], found["log"]) == (__version__, True, None, None)
    models = {one["model"]: one for one in found["models"]}
    assert (len(models), len(found["checks"])) == (19, 40)
    assert {one["result"] for one in found["checks"]} == {"pass"}
    assert models["sessions"] | {"seconds": 0} == {
        "model": "sessions",
        "relation": "segment_models.segment_sessions",
        "kind": "table",
        "updated": False,
        "rows": 4,
        "seconds": 0,
        "bytes": None,
    }
    assert (models["page_events"]["kind"], models["page_events"]["rows"]) == ("view", None)
    (page,) = [one for one in found["account"] if (one["source"], one["call_type"]) == ("web", "page")]
    assert page == {
        "source": "web",
        "call_type": "page",
        "calls": 7,
        "already_known": None,
        "duplicates": 1,
        "rejected": 2,
        "used": 4,
        "outside": 0,
    }
    assert {"source": "web", "call_type": "page", "reason": "missing_id", "calls": 1} in found["rejected"]
    assert any("ios has no `pages` table" in one for one in found["warnings"])
    assert found["seconds"] >= found["planning_seconds"] > 0


def test_an_incremental_run_as_json(cli, folder):
    """It has the run's row in the log of runs."""
    (folder / "segment_models.yaml").write_text(CONFIG + "default_config: {type: incremental}\n", encoding="utf-8")
    assert document("run", cli("run", "--json").out)["log"]["kind"] == "full"
    found = document("run", cli("run", "--json").out)
    assert found["log"]["kind"] == "incremental"
    assert found["log"]["calls_read"] == sum(one["calls"] for one in found["account"])
    assert {one["already_known"] for one in found["account"]} != {None}
    assert any(one["updated"] for one in found["models"])


@pytest.mark.usefixtures("ready")
def test_a_check_that_fails_as_json(cli):
    """The document is whole on stdout; the sentence is on stderr, and the code is 1 as without it."""
    in_shop(TWICE)
    result = cli("check", "--json")
    assert result.code == 1
    found = document("check", result.out)
    assert found["ok"] is False
    assert result.err == f"Error: {found['error']}\n"
    (failed,) = [one for one in found["checks"] if one["result"] != "pass"]
    assert (failed["check"], failed["severity"], failed["result"], failed["broken"]) == (
        "users_key",
        "error",
        "fail",
        1,
    )
    assert list(failed["examples"][0].values()) == ["u1", 2]
    assert len(found["checks"]) == 40


def test_a_run_that_fails_as_json(cli, folder):
    """It has what was done until then."""
    (folder / "segment_models.yaml").write_text(CONFIG + "models: {page_events: {type: table}}\n", encoding="utf-8")
    assert cli("run", "--quiet").code == 0
    in_shop("INSERT INTO segment_models.segment_page_events (source, page_id) VALUES ('web', 'p1'), ('web', 'p1')")
    result = cli("run", "--select", "sessionized_pages", "--json")
    assert result.code == 1
    found = document("run", result.out)
    assert found["ok"] is False
    assert "Nothing was published." in found["error"]
    assert [one["check"] for one in found["checks"] if one["result"] == "fail"] == ["sessionized_pages_key"]


@pytest.mark.usefixtures("ready")
def test_a_verification_as_json(cli):
    """Each model's figures, and the first rows that differ with both values."""
    found = document("verify", cli("verify", "--json", "--select", "users", "--sample", "99%").out)
    assert (found["ok"], found["scope"], [one["same"] for one in found["models"]]) == (
        True,
        "99% of all persons",
        [True],
    )
    in_shop("UPDATE segment_models.segment_users SET email = NULL WHERE user_id = 'u1'")
    in_shop("DELETE FROM segment_models.segment_sessions WHERE user_id = 'a2'")
    result = cli("verify", "--json", "--select", "users", "--select", "sessions")
    assert result.code == 1
    found = document("verify", result.out)
    assert result.err == f"Error: {found['error']}\n"
    models = {one["model"]: one for one in found["models"]}
    assert models["users"]["columns"] == {"email": 1}
    (row,) = models["users"]["examples"]
    assert (row["kind"], row["row"]["user_id"]) == ("differing", "u1")
    assert row["values"] == [{"column": "email", "built": None, "rebuilt": "u1@example.com"}]
    (row,) = models["sessions"]["examples"]
    assert (row["kind"], row["row"]["session_start_timestamp"]) == ("missing", "2026-03-02T10:00:00.000000Z")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("verb", VERBS)
def test_what_cannot_be_carried_out_has_no_document(cli, verb):
    """Stdout is empty, so that nobody takes half of it for a document."""
    Path("segment_models.yaml").write_text("connection: duckdb:///shop.duckdb\nsegment_schema: wep\n", "utf-8")
    result = cli(verb, "--json")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("Error: There is no schema 'wep'")


@pytest.mark.parametrize("verb", VERBS)
def test_the_schema_is_printed(cli, empty, verb):  # noqa: ARG001 no configuration is needed
    """With nothing but the option."""
    result = cli(verb, "--json-schema")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == outcome.schema(verb)
    assert set(json.loads(result.out)["required"]) == set(outcome.SHAPES[verb].model_fields)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments", [["run", "--quiet", "--json"], ["run", "--dry-run", "--json"], ["check", "-v", "-q"]], ids=" ".join
)
def test_two_manners_are_two(cli, arguments):
    """Nothing is done."""
    before = in_shop()
    result = cli(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "exclude one another. Ask for one of them." in result.err
    assert in_shop() == before


def test_reports_of_the_library_have_the_same_shape(databases, tmp_path):
    """`as_data` gives it, also of the report that an error has."""
    jsonschema = pytest.importorskip("jsonschema")
    shutil.copy(databases / "built.duckdb", tmp_path / "shop.duckdb")
    models = segment(**small_shop.OPTIONS, connection=f"duckdb:///{tmp_path / 'shop.duckdb'}")
    jsonschema.validate(outcome.as_data(models.run()), outcome.schema("run"))
    with closing(duckdb.connect(str(tmp_path / "shop.duckdb"))) as connection:
        connection.execute(TWICE)
    with pytest.raises(CheckError) as failed:
        models.check()
    found = outcome.as_data(failed.value.report, failed.value, verb="check")
    jsonschema.validate(found, outcome.schema("check"))
    assert (found["ok"], found["error"]) == (False, str(failed.value))
    with pytest.raises(VerifyError) as differs:
        models.verify(select=["users"])
    assert outcome.as_data(differs.value.report)["ok"] is False
