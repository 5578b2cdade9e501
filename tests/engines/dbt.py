"""dbt itself, in a process and an environment of its own, on projects that tests export."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALONE = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_USE_COLORS": "false"}
"""Nothing is told to anybody."""


def program() -> Path | None:
    """Return dbt's program, None where there is none."""
    named = os.environ.get("DBT_PYTHON")
    found = (Path(named) if named else ROOT / ".venv-dbt" / "bin" / "python").with_name("dbt")
    return found if found.exists() else None


def missing() -> str | None:
    """Return what is missing on this machine; None where dbt can be had."""
    return None if program() else "dbt is not installed: make .venv-dbt/.made"


def on_duckdb(database: Path) -> dict:
    """Return a target that is a DuckDB file."""
    return {"type": "duckdb", "path": str(database), "schema": "dbt", "threads": 2}


def on_postgres(url: str) -> dict:
    """Return a target that is a Postgres database."""
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 an extra

    where = conninfo_to_dict(url)
    place = {"host": where["host"], "port": int(where["port"]), "user": where["user"], "dbname": where["dbname"]}
    return {"type": "postgres", **place, "password": "unused", "schema": "dbt", "threads": 2}


class Project:
    """A folder that dbt runs on a target; its profile stands beside it."""

    def __init__(self, folder: Path, target: dict, profile: str = "segment_models") -> None:
        self.folder = folder
        self.profiles = folder.parent / f"{folder.name}-profiles"
        self.profiles.mkdir()
        said = {profile: {"target": "test", "outputs": {"test": target}}}
        (self.profiles / "profiles.yml").write_text(json.dumps(said), encoding="utf-8")

    def dbt(self, verb: str, *arguments: str, code: int = 0) -> str:
        """Run dbt; return what it says. It must end with this code."""
        command = [str(program()), *verb.split(), *arguments, "--profiles-dir", str(self.profiles)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | ALONE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def artifact(self, name: str) -> dict:
        """Return what dbt wrote to its target folder."""
        return json.loads((self.folder / "target" / f"{name}.json").read_text(encoding="utf-8"))

    def results(self) -> dict[str, str]:
        """Return each node of the last command with how it ended; a test of dbt's own without its hash."""
        found = {}
        for result in self.artifact("run_results")["results"]:
            kind, _, name = result["unique_id"].split(".")[:3]
            found[name if kind != "source" else result["unique_id"]] = result["status"]
        return found
