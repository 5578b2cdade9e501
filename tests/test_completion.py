"""A shell completes verbs, options and models' names, and is told nothing where they cannot be known."""
# ruff: noqa: F811 pytest's fixtures are used by their names

import pytest

from test_cli import databases, empty, folder, ready, script  # noqa: F401 fixtures

COMMAND = "import sys; sys.argv[0] = 'segment-models'; from segment_models.cli import main; main()"


def completed(*words):
    """What bash is offered for the last word."""
    line = " ".join(["segment-models", *words])
    done = script(
        code=COMMAND,
        _SEGMENT_MODELS_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words)),
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.usefixtures("empty")
def test_verbs_and_options_are_completed():
    """Without a configuration."""
    assert completed("ver") == ["verify"]
    assert completed("rows", "--form") == ["--format"]
    assert completed("rows", "sessions", "--format", "pa") == ["parquet"]


@pytest.mark.usefixtures("folder")
def test_models_are_completed():
    """Those of the configuration, in building order; no database is opened."""
    assert completed("rows", "session") == [
        "sessionized_events",
        "sessionized_pages",
        "sessionized_tracks",
        "sessionized_screens",
        "sessions",
        "session_sources",
        "session_facts",
    ]
    assert completed("run", "--select", "+user_") == ["+user_map"]
    assert completed("compile", "dai") == ["daily"]


@pytest.mark.parametrize("text", [None, "segment_schema: [", "nestd: true"])
def test_a_configuration_that_cannot_be_read_completes_nothing(empty, text):
    """And says nothing: a shell is no place for it."""
    if text:
        (empty / "segment_models.yaml").write_text(text, encoding="utf-8")
    assert completed("rows", "sess") == []


@pytest.mark.usefixtures("folder")
def test_models_of_another_configuration(folder):
    """The one that is named before."""
    (folder / "segment_models.yaml").rename(folder / "other.yaml")
    assert completed("rows", "--config", "other.yaml", "dai") == ["daily"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_shown(empty, shell):  # noqa: ARG001 nothing is needed
    """To be installed by hand, where somebody prefers that."""
    done = script(
        "--show-completion",
        shell,
        code=COMMAND,
        _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1",  # else it is that of the process above ours
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "_SEGMENT_MODELS_COMPLETE" in done.stdout
