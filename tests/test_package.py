"""The built wheel works by itself: an environment with the declared dependencies and nothing else runs the demo.

Without a network: the wheel is built by the hatchling that is installed here, and the fresh environment gets links to
the installed files of the runtime dependencies, and of theirs. So a module that only a developer has is not there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import segment_models
from segment_models import warehouses

ROOT = Path(__file__).parents[1]
DEVELOPERS_ONLY = ("pyarrow", "pandas", "polars", "pytest", "hypothesis", "numpy", "pip", "hatchling")


def run(*command, cwd):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", ROOT, "--wheel-dir", folder, *options, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def runtime_distributions():
    """The distributions that segment-models needs to run, and those that they need."""
    found, wanted = {}, list(distribution("segment-models").requires)
    while wanted:
        requirement = Requirement(wanted.pop())
        if requirement.name in found or not (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            continue
        found[requirement.name] = distribution(requirement.name)
        wanted += found[requirement.name].requires or []
    return found.values()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment with the wheel and its dependencies."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for needed in runtime_distributions():
        for top in {file.parts[0] for file in needed.files} - {"..", "__pycache__"}:
            (packages / top).symlink_to(needed.locate_file(top))
    options = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", wheel, *options, cwd=folder)
    return folder / "bin"


def test_the_wheel_holds_the_package_and_its_sample(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    sample = sorted((ROOT / "src").glob("segment_models/sample/**/*.gz"))
    assert sample
    assert {str(path.relative_to(ROOT / "src")) for path in sample} <= set(names)
    assert {"segment_models/py.typed", "segment_models/traffic_sources.csv"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"segment_models"}


def test_what_it_needs_is_what_it_declares(installed):
    """Every declared dependency is there, and nothing a developer has."""
    run(sys.executable, "-m", "pip", "--python", installed / "python", "check", cwd=installed)
    there = f"[name for name in {DEVELOPERS_ONLY} if importlib.util.find_spec(name)]"
    assert run(installed / "python", "-c", f"import importlib.util; print({there})", cwd=installed) == "[]\n"


def test_the_demo_runs_in_an_empty_folder(installed, tmp_path):
    shown = run(installed / "segment-models", "demo", cwd=tmp_path)
    assert "28,476 messages of 113 files" in shown
    assert "Session 2 of mina-holt" in shown
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_its_version(installed, tmp_path):
    shown = run(installed / "segment-models", "--version", cwd=tmp_path)
    assert shown == f"segment-models {segment_models.__version__}\n"


def test_every_module_is_imported_without_a_developers_package(installed, tmp_path):
    """Also those the demo does not reach; only a connection may lack something, which is its driver."""
    script = """
import importlib, pkgutil, segment_models
for module in pkgutil.walk_packages(segment_models.__path__, "segment_models."):
    try:
        importlib.import_module(module.name)
    except ImportError as error:
        print(module.name, error.name)
    else:
        print(module.name)
"""
    found = run(installed / "python", "-W", "error", "-c", script, cwd=tmp_path).splitlines()
    assert {"segment_models.models.sessions", "segment_models.load.users"} <= set(found)
    extras = {name for name in warehouses.NAMES if warehouses.dialect_of(name).extra}
    refused = {line.split()[0].split(".")[2]: line for line in found if " " in line}
    assert refused.keys() <= extras
    for name, line in refused.items():
        module, lacking = line.split()
        assert module == f"segment_models.warehouses.{name}.connection"
        assert lacking.split(".")[0] not in {*DEVELOPERS_ONLY, "segment_models"}


@pytest.mark.parametrize("name", [name for name in warehouses.NAMES if warehouses.dialect_of(name).extra])
def test_a_missing_driver_is_named(installed, tmp_path, name):
    """Connecting by URL without the driver is one message: which extra to install."""
    url = warehouses.dialect_of(name).url
    script = f"""
from segment_models import WarehouseError, segment
try:
    segment(segment_schema="web").run({url!r})
except WarehouseError as error:
    print(error)
"""
    told = run(installed / "python", "-c", script, cwd=tmp_path)
    assert told.strip().endswith(f"pip install 'segment-models[{warehouses.dialect_of(name).extra}]'")


def test_a_missing_extra_is_named(installed, tmp_path):
    """Rows as Arrow need pyarrow; without it, the error says what to install."""
    script = """
from segment_models import WarehouseError, demo
models = demo.demo_models()
models.load([demo.SAMPLE], "duckdb://")
models.run()
try:
    models.users.to_arrow()
except WarehouseError as error:
    print(error)
"""
    assert run(installed / "python", "-c", script, cwd=tmp_path) == (
        "pyarrow is not installed: pip install 'segment-models[arrow]'\n"
    )
