"""A compiled project of Dataform, carried out: its actions in their order, each as the script that Dataform sends.

What Dataform makes of an action here is read off its command line's `publishTasks`. Google's evaluator knows no
scripts: `Script` carries out what the export has of them, statement by statement. A variable is a parameter of the
statements after it, or a constant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from engines.bigquery import BigQueryWarehouse
from engines.dataform_cli import PROJECT, compiled, name_of, reads
from engines.googlesql import GoogleSQL, GoogleSQLError
from segment_models import segment
from stories import MODELS_SCHEMA, Built

if TYPE_CHECKING:
    from pathlib import Path

_WRITTEN = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME = re.compile(rf"`(?:{PROJECT}\.)?([^`]+)`")
_DECLARE = re.compile(r"DECLARE (\w+) (\w+) DEFAULT ")


class AssertionFailedError(Exception):
    """An assertion of the project found rows."""


def in_order(graph: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every action after those that it depends on."""
    waiting = [*graph["tables"], *graph["operations"], *graph["assertions"]]
    there, ordered = {name_of(one) for one in graph["declarations"]}, []
    while waiting:
        ready = [one for one in waiting if reads(one) <= there]
        assert ready, f"a circle: {[name_of(one) for one in waiting]}"
        ordered += ready
        there |= {name_of(one) for one in ready}
        waiting = [one for one in waiting if one not in ready]
    return ordered


def script(action: dict[str, Any], columns: list[str] | None, *, full_refresh: bool) -> str:
    """Return what Dataform sends for an action; ``columns`` are those of its table, None where it is not there."""
    if "queries" in action:
        return ";\n".join(action["queries"])
    place = ".".join(action["target"][part] for part in ("database", "schema", "name"))
    if "type" not in action:
        return f"CREATE OR REPLACE VIEW `{place}` AS {action['query']}"
    if action["type"] == "incremental" and columns and not full_refresh:
        names = ", ".join(f"`{one}`" for one in columns)
        main = f"INSERT INTO `{place}` ({names}) SELECT {names} FROM ({action['incrementalQuery']}) AS insertions"
        return ";\n".join([*action.get("incrementalPreOps", []), main])
    kind = "VIEW" if action["type"] == "view" else "TABLE"
    main = f"CREATE OR REPLACE {kind} `{place}` AS {action['query']}"
    return ";\n".join([*action.get("preOps", []), main, *action.get("postOps", [])])


@dataclass
class Script:
    """One script, carried out by an engine that knows statements only."""

    text: str
    engine: GoogleSQL

    def __post_init__(self) -> None:
        """Read past comments, and see what is written in quotes as nothing."""
        self.text = _NAME.sub(lambda found: ".".join(f"`{one}`" for one in found[1].split(".")), self.text)
        self.bare = _WRITTEN.sub(lambda found: " " * len(found[0]), self.text)
        self.at = 0
        self.constants: dict[str, str] = {}
        self.before: dict[str, Any] | None = None

    def carry_out(self) -> None:
        """Do all of it; where a statement of a transaction fails, the tables are what they were."""
        self.engine.parameters.clear()
        try:
            self._block(run=True, ends=())
        except BaseException:
            if self.before is not None:
                self.engine.put_back(self.before)
            raise

    def _block(self, *, run: bool, ends: tuple[str, ...]) -> str:
        """Carry statements out, or pass over them, until one of these words; return it."""
        while True:
            self._skip()
            if self.at == len(self.text):
                return ""
            for end in ends:
                if self._is(end):
                    return end
            self._statement(run=run)

    def _statement(self, *, run: bool) -> None:
        if self._is("IF"):
            self._if(run=run)
        elif self._is("BEGIN TRANSACTION"):
            self.before = self.engine.copied() if run else None
        elif self._is("COMMIT TRANSACTION"):
            self.before = None if run else self.before
        elif self._is("BEGIN"):
            self._guarded(run=run)
        else:
            sql = self._until(";")
            if run:
                self._one(sql)

    def _if(self, *, run: bool) -> None:
        holds = run and self._value(self._until("THEN"))
        end = self._block(run=bool(run and holds), ends=("ELSE", "END IF"))
        if end == "ELSE":
            self._block(run=run and not holds, ends=("END IF",))

    def _guarded(self, *, run: bool) -> None:
        """Carry out BEGIN … EXCEPTION WHEN ERROR THEN … END."""
        start, failed = self.at, False
        try:
            self._block(run=run, ends=("EXCEPTION WHEN ERROR THEN",))
        except GoogleSQLError:
            failed, self.at = True, start
            self._block(run=False, ends=("EXCEPTION WHEN ERROR THEN",))
        self._block(run=run and failed, ends=("END",))

    def _one(self, sql: str) -> None:
        if found := _DECLARE.match(sql):
            value = self._value(sql[found.end() :])
            if found[2] == "TIMESTAMP":
                self.engine.parameters[found[1]] = value
            else:
                self.constants[found[1]] = "NULL" if value is None else f"'{value}'"
            return
        sql = self._with_variables(sql)
        if sql.startswith(("SELECT", "WITH")):
            self.engine.query(sql)
            return
        if found := re.fullmatch(r"UPDATE (\S+) SET (\w+ = .*) WHERE TRUE", sql):
            name, value = found[2].split(" = ")
            self.engine.execute(
                f"CREATE OR REPLACE TABLE {found[1]} AS\nSELECT * REPLACE ({value} AS {name}) FROM {found[1]}"
            )
            return
        if found := re.match(r"CREATE OR REPLACE TABLE (\S+) \(", sql):
            self.engine.execute(f"DROP TABLE IF EXISTS {found[1]}")
            sql = sql.replace("CREATE OR REPLACE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
        if found := re.match(r"(CREATE OR REPLACE \w+ \S+) AS\s+(?:--[^\n]*\s+)*", sql):
            sql = f"{found[1]} AS\n{sql[found.end() :]}"
        if found := re.match(r"(INSERT INTO \S+)(?: \([^()]*\))?\s+(?:--[^\n]*\s+)*(?=SELECT|WITH)", sql):
            sql = f"{found[1]}\n{sql[found.end() :]}"
        self.engine.execute(sql)

    def _value(self, expression: str) -> Any:
        ((value,),) = self.engine.query(f"SELECT {self._with_variables(expression)} AS found")[1]
        return value

    def _with_variables(self, sql: str) -> str:
        for name in self.engine.parameters:
            sql = re.sub(rf"\b{name}\b", f"@{name}", sql)
        for name, value in self.constants.items():
            sql = re.sub(rf"\b{name}\b", value, sql)
        return sql

    def _skip(self) -> None:
        while self.at < len(self.text) and (self.bare[self.at].isspace() or self.bare[self.at] == ";"):
            self.at += 1

    def _is(self, word: str) -> bool:
        """Go past a word if it stands here."""
        found = re.compile(rf"{word}\b", re.IGNORECASE).match(self.bare, self.at)
        self.at = found.end() if found else self.at
        return found is not None

    def _until(self, end: str) -> str:
        """Return the text up to a word outside of parentheses, and go past it."""
        start, depth = self.at, 0
        while self.at < len(self.text):
            one = self.bare[self.at]
            depth += {"(": 1, ")": -1}.get(one, 0)
            if depth == 0 and self.bare.startswith(end, self.at):
                self.at += len(end)
                return self.text[start : self.at - len(end)].strip()
            self.at += 1
        return self.text[start:].strip()


@cache
def graph_of(folder: Path, texts: tuple[str, ...]) -> dict[str, Any]:  # noqa: ARG001 what it depends on
    """Return what Dataform makes of a project, once for all runs of the same files."""
    return compiled(folder).graph


def files_of(folder: Path) -> tuple[str, ...]:
    """Return the texts of a project."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*")) if path.is_file())


class DataformWarehouse(BigQueryWarehouse):
    """Stories whose models are kept up to date by what Dataform makes of an export."""

    def __init__(self, folder: Path) -> None:
        """Start empty; projects are written to a folder."""
        super().__init__()
        self.folder = folder
        self.done: list[str] = []

    def export(self, **options: Any) -> dict[str, Any]:
        """Export a configuration for the raw tables that there are; return what Dataform makes of it."""
        options["default_config"] = {"schema": MODELS_SCHEMA, **options.get("default_config", {})}
        segment(**options).export_dataform(self.folder, self.connection)
        return graph_of(self.folder, files_of(self.folder))

    def run(self, *, connection: Any = None, full_refresh: bool = False, **options: Any) -> Built:  # noqa: ARG002
        """Export, compile, and carry every action out."""
        self.carry_out(self.export(**options), full_refresh=full_refresh)
        return Built(self, None)

    def carry_out(
        self,
        graph: dict[str, Any],
        *,
        full_refresh: bool = False,
        only: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Carry out the actions of these names, in order."""
        engine = self.connection.engine
        chosen = [one for one in in_order(graph) if not one.get("disabled") and only(one["target"]["name"])]
        engine.schemas |= {one["target"]["schema"] for one in chosen}
        for action in chosen:
            name = name_of(action)
            if "INFORMATION_SCHEMA" in action.get("query", ""):
                self._list_tables()
            self._make_way(name, action)
            columns = list(engine.columns(name)) if name in engine.tables else None
            Script(script(action, columns, full_refresh=full_refresh), engine).carry_out()
            if action in graph["assertions"]:
                rows = engine.query(f"SELECT * FROM {'.'.join(f'`{one}`' for one in name.split('.'))}")[1]
                if rows:
                    raise AssertionFailedError(f"{name}: {rows[:3]}")
                engine.execute(f"DROP VIEW {'.'.join(f'`{one}`' for one in name.split('.'))}")

    def _list_tables(self) -> None:
        """Let the engine have the list of a dataset's tables that BigQuery has."""
        engine = self.connection.engine
        rows = [{"table_name": name, "table_type": "BASE TABLE"} for name in self.connection.names(MODELS_SCHEMA)]
        rows = [row for row in rows if f"{MODELS_SCHEMA}.{row['table_name']}" in engine.tables]
        listed = f"{MODELS_SCHEMA}.INFORMATION_SCHEMA.TABLES"
        engine.tables.pop(listed, None)
        engine.write(listed, {"table_name": "STRING", "table_type": "STRING"}, rows)

    def _make_way(self, name: str, action: dict[str, Any]) -> None:
        """Remove what Dataform removes: a table where a view will be, and the other way round."""
        engine = self.connection.engine
        if "type" not in action:
            return
        other = engine.tables if action["type"] == "view" else engine.views
        other.pop(name, None)
