"""dbt itself, in a process and an environment of its own, on projects that tests export."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from engines.postgres import PostgresWarehouse, server
from segment_models import segment
from stories import MODELS_SCHEMA, Built, DuckDBWarehouse

ROOT = Path(__file__).parents[2]
ALONE = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_USE_COLORS": "false",
    "DBT_LOG_LEVEL_FILE": "none",
}
"""Nothing is told to anybody, and no log is kept."""


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


def enforced(project: str) -> str:
    """Return a dbt_project.yml that enforces the contract of every model."""
    assert project.count("    +persist_docs:") == 1
    return project.replace("    +persist_docs:", "    +contract: {enforced: true}\n    +persist_docs:")


@cache
def forks() -> subprocess.Popen[str]:
    """Return the process that carries dbt's commands out, one for each worker; it ends with the worker's pipe."""
    python = program().with_name("python")
    command = [str(python), "-I", str(Path(__file__).with_name("dbt_forks.py"))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | ALONE)


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
        output = self.profiles / "said.txt"
        order = {
            "folder": str(self.folder),
            "arguments": [*verb.split(), *arguments, "--profiles-dir", str(self.profiles)],
            "environment": os.environ | ALONE,
            "output": str(output),
        }
        server = forks()
        print(json.dumps(order), file=server.stdin, flush=True)
        ended = int(server.stdout.readline())
        said = output.read_text(encoding="utf-8")
        assert ended == code, said
        return said

    def dbt_killed(self, verb: str, seconds: float) -> None:
        """Run dbt, and kill it after so many seconds, if it has not ended before."""
        command = [str(program()), verb, "--profiles-dir", str(self.profiles)]
        running = subprocess.Popen(command, cwd=self.folder, env=os.environ | ALONE, stdout=subprocess.DEVNULL)
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()

    def add_target(self, name: str, target: dict) -> None:
        """Give the profile another target."""
        path = self.profiles / "profiles.yml"
        said = json.loads(path.read_text(encoding="utf-8"))
        for profile in said.values():
            profile["outputs"][name] = target
        path.write_text(json.dumps(said), encoding="utf-8")

    def artifact(self, name: str) -> dict:
        """Return what dbt wrote to its target folder."""
        return json.loads((self.folder / "target" / f"{name}.json").read_text(encoding="utf-8"))

    def results(self) -> dict[str, str]:
        """Return each node of the last command with how it ended; a test of dbt's own without its hash."""
        found = {}
        for result in self.artifact("run_results")["results"]:
            kind, _, name, *more = result["unique_id"].split(".")
            name = more[0] if kind == "unit_test" else name
            found[name if kind != "source" else result["unique_id"]] = result["status"]
        return found


class ByDbt:
    """A story's warehouse whose models dbt builds: what is configured is exported, and dbt runs what is exported."""

    project: Project | None = None
    """None before the first run."""
    verb = "run"
    said = ""
    """What dbt said last."""

    def target(self) -> dict:
        """Return the target of dbt's profile."""
        raise NotImplementedError

    @contextmanager
    def left_to_dbt(self) -> Iterator[None]:
        """Leave the database to dbt meanwhile."""
        yield

    def run(self, **options: Any) -> Built:
        """Export the models of a configuration, and let dbt bring them up to date."""
        where = {"schema": MODELS_SCHEMA, **options.pop("default_config", {})}
        segment(default_config=where, **options).export_dbt(self.folder / "project", self.opened())
        if self.project is None:
            self.project = Project(self.folder / "project", self.target())
            self._in_own_schemas(self.folder / "project" / "dbt_project.yml")
        with self.left_to_dbt():
            self.dbt(self.verb)
        return Built(self, None)

    def dbt(self, verb: str, *arguments: str, code: int = 0) -> str:
        """Let dbt do something."""
        self.said = self.project.dbt(verb, *arguments, code=code)
        return self.said

    def _in_own_schemas(self, project: Path) -> None:
        """Put the models into the target's own schema, and enforce contracts, as a team would."""
        text = project.read_text(encoding="utf-8")
        for name, schema in (("segment_models_schema", "null"), ("segment_run_schema", "run")):
            text = re.sub(rf"^  {name}: .*$", f"  {name}: {schema}", text, flags=re.MULTILINE)
        text = enforced(text)
        project.write_text(text, encoding="utf-8")


class DbtOnDuckDB(ByDbt, DuckDBWarehouse):
    """A DuckDB file, which is either ours or dbt's."""

    loads = (1, 120)

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="segment-dbt-"))
        super().__init__(str(self.folder / "shop.duckdb"))

    def target(self) -> dict:
        """Return the file."""
        return {**on_duckdb(self.folder / "shop.duckdb"), "schema": MODELS_SCHEMA, "threads": 4}

    @contextmanager
    def left_to_dbt(self) -> Iterator[None]:
        """Close the file meanwhile."""
        self.connection.close()
        try:
            yield
        finally:
            self.connection = duckdb.connect(str(self.folder / "shop.duckdb"))

    def close(self) -> None:
        """Remove the file and the project."""
        super().close()
        shutil.rmtree(self.folder)


class DbtOnPostgres(ByDbt, PostgresWarehouse):
    """The database of stories on the Postgres server."""

    loads = (1, 80)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="segment-dbt-"))

    def target(self) -> dict:
        """Return the database."""
        return {**on_postgres(server().url(self.database)), "schema": MODELS_SCHEMA, "threads": 4}

    def close(self) -> None:
        """Empty the database, and remove the project."""
        super().close()
        shutil.rmtree(self.folder)
