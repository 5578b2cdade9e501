"""Dataform's own command line, from an environment that the Makefile makes; it compiles and runs without a network.

To compile a project, it lets npm install `@dataform/core` beside it: here from a cache of npm's in that environment.
It has no telemetry, and no way to Google: what it runs, it runs on an emulator.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PROJECT = "the-project"


def home() -> Path:
    """Return the environment's folder."""
    named = os.environ.get("DATAFORM_HOME")
    return Path(named) if named else HERE.parents[1] / ".venv-dataform"


def missing() -> str | None:
    """Say so where there is none."""
    return None if (home() / ".npm").exists() else "there is no .venv-dataform with Dataform's command line"


def versions() -> dict[str, str]:
    """Return the locked version of each package that is asked for."""
    found: dict[str, str] = json.loads((HERE / "dataform" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return found


def environment(**more: str) -> dict[str, str]:
    """Return what the command line needs to know: Node, npm's cache, and that there is no network and no machine."""
    return os.environ | {
        "PATH": f"{home() / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "npm_config_cache": str(home() / ".npm-cache"),
        "npm_config_offline": "true",
        "npm_config_update_notifier": "false",
        "METADATA_SERVER_DETECTION": "none",
        **more,
    }


def dataform(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of it."""
    command = [str(home() / "bin" / "node"), str(home() / "node_modules/@dataform/cli/bundle.js"), *arguments]
    return subprocess.run(
        command, env=environment(**more), capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


@dataclass(frozen=True)
class Compiled:
    """What Dataform makes of a project: its actions by their names."""

    graph: dict[str, Any]

    def __getitem__(self, name: str) -> dict[str, Any]:
        """Return the model or assertion of a name."""
        (found,) = (one for one in self.actions() if one["target"]["name"] == name)
        return found

    def actions(self) -> list[dict[str, Any]]:
        """Return every model and every assertion."""
        return self.models + self.assertions

    @property
    def models(self) -> list[dict[str, Any]]:
        """Every table and view, each after those it reads."""
        waiting, ordered = list(self.graph["tables"]), []
        there = {name_of(one) for one in (*self.graph["declarations"], *self.graph.get("operations", []))}
        while waiting:
            ready = [one for one in waiting if reads(one) <= there]
            assert ready, "they read each other in a circle"
            ordered += ready
            there |= {name_of(one) for one in ready}
            waiting = [one for one in waiting if one not in ready]
        return ordered

    @property
    def assertions(self) -> list[dict[str, Any]]:
        """Every assertion, those made of a model's settings included."""
        return self.graph.get("assertions", [])  # left out where there are none


def name_of(action: dict[str, Any]) -> str:
    """Return an action's name with its dataset, or its project, too, where that is another."""
    return place_of(action["target"])


def place_of(target: dict[str, str]) -> str:
    """Return a target as people write it."""
    project = "" if target["database"] == PROJECT else f"{target['database']}."
    return f"{project}{target['schema']}.{target['name']}"


def reads(action: dict[str, Any]) -> set[str]:
    """Return what an action depends on."""
    return {place_of(target) for target in action.get("dependencyTargets", [])}


def compiled(folder: Path) -> Compiled:
    """Return what Dataform makes of a project; fail with its words where it does not take it."""
    done = dataform("compile", str(folder), "--json", f"--default-database={PROJECT}")
    assert done.returncode == 0, done.stderr
    graph = json.loads(done.stdout)
    assert not graph["graphErrors"], graph["graphErrors"]
    return Compiled(graph)
