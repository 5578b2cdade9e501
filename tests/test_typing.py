"""What editors and type checkers know: the keys of the configuration, the models, and the names of warehouses."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args, get_type_hints

import jedi
import pytest

from segment_models import segment, warehouses
from segment_models.config import Config, ModelConfig
from segment_models.config import options as generated
from segment_models.models.definitions import CONFIGURABLE
from segment_models.project import Model, Models

ROOT = Path(__file__).parents[1]
LINES = ROOT / "tests" / "typing"
WHERE = re.compile(r"(passes|refused)\.py:(\d+): error:")


def marked():
    """The lines that are to be refused."""
    lines = (LINES / "refused.py").read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if line.endswith("# no")}


def test_there_are_enough_lines():
    passing = (LINES / "passes.py").read_text(encoding="utf-8").partition("import Models, segment\n")[2]
    assert len(passing.split("\n")) > 20
    assert len(marked()) > 20


def test_mypy_passes_and_refuses_what_it_should():
    """Each marked line is refused, and no other."""
    command = [sys.executable, "-m", "mypy", "--cache-dir", ROOT / ".mypy_cache" / "typing"]
    command += ["--config-file", ROOT / "pyproject.toml", LINES / "passes.py", LINES / "refused.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1, done.stderr
    found = {(name, int(line)) for name, line in WHERE.findall(done.stdout)}
    assert found == {("refused", line) for line in marked()}, done.stdout


def pyright():
    """The folder of node and pyright, where there is one."""
    named = os.environ.get("DATAFORM_HOME")
    return Path(named) if named else ROOT / ".venv-dataform"


@pytest.mark.engine("pyright")
@pytest.mark.skipif(
    not (pyright() / "node_modules" / "pyright").exists(), reason="pyright: there is none in .venv-dataform"
)
def test_pyright_passes_and_refuses_what_it_should():
    """As mypy: it is what Visual Studio Code completes with."""
    program = pyright() / "node_modules" / "pyright" / "index.js"
    command = [pyright() / "bin" / "node", program, "--pythonpath", sys.executable, "--outputjson"]
    done = subprocess.run(
        [*command, LINES / "passes.py", LINES / "refused.py"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    told = json.loads(done.stdout)["generalDiagnostics"]
    found = {(Path(one["file"]).stem, one["range"]["start"]["line"] + 1) for one in told if one["severity"] == "error"}
    assert found == {("refused", line) for line in marked()}, told


# What is written twice is held equal


def script():
    spec = importlib.util.spec_from_file_location("write_options", ROOT / "scripts" / "write_options.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_options_are_those_of_the_configuration():
    """The file is what the script writes now, and has every key."""
    text = Path(generated.__file__).read_text(encoding="utf-8")
    assert text == script().text(), "write it again: python scripts/write_options.py"
    assert generated.Options.__annotations__.keys() == Config.model_fields.keys()
    assert set(generated.ModelConfig.__annotations__) == {name.removesuffix("_") for name in ModelConfig.model_fields}


def test_the_models_that_are_typed_are_those_there_are():
    """In building order, and none of them is a method."""
    typed = [name for name, kind in Models.__annotations__.items() if kind == "Model"]
    assert typed == list(CONFIGURABLE)
    assert not [name for name in typed if hasattr(Models, name)]


def test_the_settings_that_are_typed_are_those_there_are():
    """Of a model: those that it takes, with its key."""
    typed = {name for name in Model.__annotations__ if not name.startswith("_")}
    assert typed == {"key", *Model._SETTINGS}
    assert set(Model._SETTINGS) == {name.removesuffix("_") for name in ModelConfig.model_fields}


def test_the_names_of_warehouses_are_literals():
    """One for each folder of a warehouse."""
    folders = {path.parent.name for path in (ROOT / "src/segment_models/warehouses").glob("*/dialect.py")}
    assert set(get_args(warehouses.Name)) == set(warehouses.NAMES) == folders
    assert get_type_hints(generated.Options)["connection"] == str | None


# Completion


def completed(code, **names):
    """What jedi, which completes in notebooks, offers at the end of some code."""
    found = jedi.Interpreter(code, [names]) if names else jedi.Script(code)
    return [one.name for one in found.complete()]


def test_models_complete():
    """In a notebook, where the models are there, with those of the configuration; and in a file."""
    models = segment(segment_schema="web", event_properties={"order_completed": ["revenue"]})
    assert {"sessions", "users", "event_order_completed", "run"} <= set(completed("models.", models=models))
    assert "to_pandas" in completed("models.sessions.to_", models=models)
    assert "partition_by" in completed("models.sessions.", models=models)
    begun = "from segment_models import segment\nmodels = segment(segment_schema='web')\nmodels."
    assert set(CONFIGURABLE) <= set(completed(begun))


def test_models_are_listed_and_read_by_name():
    """`dir` has them, and brackets give them, with the nearest name for one that there is not."""
    models = segment(segment_schema="web", event_properties={"order_completed": ["revenue"]})
    assert {*CONFIGURABLE, "event_order_completed", "run"} <= set(dir(models))
    assert set(models._ipython_key_completions_()) == {*CONFIGURABLE, "event_order_completed"}
    assert set(Model._SETTINGS) <= set(dir(models.sessions))
    assert models["event_order_completed"].sql() == models.event_order_completed.sql()
    with pytest.raises(KeyError, match=r"There is no model 'sesions'\. Did you mean 'sessions'\?"):
        models["sesions"]
