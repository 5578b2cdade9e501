"""The snippets of docs/orchestrators.md, as far as they can be tried without the orchestrators."""

import ast
import fcntl
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from segment_models import segment
from segment_models.demo import SAMPLE
from segment_models.run import Built

PAGE = (Path(__file__).parents[1] / "docs" / "orchestrators.md").read_text(encoding="utf-8")
AIRFLOW, DAGSTER, LIBRARY = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(CRON,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_from_any_python(tmp_path):
    """The library's snippet loads and builds, and prints what it built."""
    shutil.copytree(SAMPLE, tmp_path / "segment-logs")
    command = [sys.executable, "-W", "error", "-c", LIBRARY]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "'users': 272" in done.stdout, "as the sample's own tests count them"


@pytest.mark.skipif(shutil.which("flock") is None, reason="cron: there is no flock")
def test_the_line_of_cron(tmp_path):
    """It prints nothing when all is well, the log's end when not, and nothing while another run is under way."""
    command = CRON.splitlines()[1].split(None, 5)[5]
    verb = tmp_path / ".venv/bin/segment-models"
    verb.parent.mkdir(parents=True)

    def line(says, code):
        verb.write_text(f"#!/bin/sh\necho {says}\nexit {code}\n")
        verb.chmod(0o755)
        told = ["bash", "-c", command.replace("/srv/segment", str(tmp_path))]
        return subprocess.run(told, capture_output=True, text=True, check=False).stdout

    assert line("built", 0) == ""
    assert line("Error", 1) == "built\nError\n"
    with (tmp_path / "run.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert line("Error", 1) == ""
    assert (tmp_path / "run.log").read_text() == "built\nError\n"


def test_what_the_dagster_snippet_asks_of_us_is_there():
    """Each name of ours that the snippet uses; both snippets are Python."""
    ast.parse(AIRFLOW)
    ours = "models|model|built"
    used = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(DAGSTER))
        if isinstance(node, ast.Attribute) and re.fullmatch(rf"(?:{ours})(?:\.\w+)+", ast.unparse(node))
    }
    model = segment(segment_schema="web").graph().models["sessions"]
    for name in used:
        root, *path = name.split(".")
        value = {"model": model, "built": Built(model, 1, 0.1), "models": segment(segment_schema="web")}[root]
        for part in path:
            value = getattr(value, part)
    assert {"model.relation.name", "model.reads", "built.rows", "models.run"} <= used
