"""An incremental run as actions of Dataform: a folder of what it works out, one that publishes, and the models.

What a run is, is data: a table of one row says whether everything is built anew, because operations do not know how
they were asked for. What a query has to know before it are variables of a script.

Every table of a run is written down with the run that it is of, which is that of the tables it reads. So tables of two
runs are never mixed: who finds that stops.
"""

import hashlib
import importlib.resources
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from segment_models.configured import Model
from segment_models.dataform.sqlx import DataformReferences, Setting, place, reference
from segment_models.export.incremental import LOADS, RunReferences, RunWriter, Text
from segment_models.export.references import INDENT
from segment_models.graph import Graph
from segment_models.incremental.meaning import fingerprint
from segment_models.sql import column, text
from segment_models.warehouses import layouts
from segment_models.warehouses.relation import Layout, Relation

TABLES, STARTED, PUBLISH, WAS = "tables", "started", "publish", "was"
AGAIN = "Another run has started or ended meanwhile, or a part of this one was left out. Run all actions again"
_WORD = re.compile(r"<(\w+)>")


class RunNames(DataformReferences, RunReferences):
    """The names of an export whose models Dataform keeps up to date."""

    def __init__(self, graph: Graph) -> None:
        """Refer to the models, the raw tables and the run's own tables of a graph."""
        super().__init__(graph)
        config = graph.context.config
        self.name = config.model_prefix.strip("_") or "segment"
        self.schema = f"{config.default_config.schema_}_run"

    def run_table(self, name: str) -> str:
        """Return the name of an action of the run's own."""
        return f"{self.name}_run_{name}"

    def worked_out(self, name: str) -> str:
        """Return ``ref``."""
        return reference(self.schema, self.run_table(name))

    def resolved(self, name: str) -> str:
        """Return ``resolve`` for what comes later, which makes no dependency."""
        return reference(self.schema, self.run_table(name), "resolve")

    def as_it_was(self, model: Model) -> str:
        """Return ``ref`` to a view of the run's own."""
        return self.worked_out(f"{WAS}_{model.name}")

    def in_place(self, model: Model) -> str:
        """Return ``resolve``."""
        return reference(model.relation.schema, model.relation.name, "resolve")

    def own_name(self, model: Model) -> str:
        """Return the name without prefix, as an alias."""
        return model.name

    def since(self, call_type: str, source: str) -> str:
        """Return a variable of the script."""
        return f"run_since_{call_type}_{self.sources(call_type).index(source)}"

    def sources(self, call_type: str) -> list[str]:
        """Return the sources that have calls of a type."""
        (one,) = (one for one in self.graph.context.read_types if one.name == call_type)
        return list(dict.fromkeys(table.source for table in self.graph.context.sources.of(one)))

    def until(self) -> str:
        """Return a query of what this run is."""
        return f"(SELECT until FROM {self.worked_out(STARTED)})"  # noqa: S608 names of ours

    def moment(self, name: str) -> str:
        """Return a variable of the script."""
        return f"run_{name}"

    def replaced(self, told: str, constant: str) -> str:  # noqa: ARG002 a variable has a type
        """Return all of the constant."""
        return constant

    @property
    def timeout_variable(self) -> str:
        """The variable of the project that says another timeout than the configured one."""
        return f"{self.name}_session_timeout_millis"

    def timeout_micros(self, configured_millis: int) -> str:
        """Return that variable, else the configured number."""
        variable = json.dumps(self.timeout_variable, ensure_ascii=False)
        return f"${{(dataform.projectConfig.vars[{variable}] || {configured_millis}) * 1000}}"


@dataclass(frozen=True)
class Action:
    """An action of the run's own: its name in the folder, its settings, its text, and what is done before and after."""

    name: str
    settings: Mapping[str, Setting]
    body: str
    before: str = ""
    after: str = ""


class Run:
    """Makes the actions of an export whose models Dataform keeps up to date."""

    def __init__(self, graph: Graph) -> None:
        """Take a graph whose tables are all incremental."""
        self.graph, self.names = graph, RunNames(graph)
        self.writer = RunWriter(graph, self.names)
        self._worked_out = list(self.writer.worked_out())
        self._built = [*(f"{WAS}_{one.name}" for one in self.writer.tables), *(one.name for one in self._worked_out)]

    def actions(self, checks: Iterable[str]) -> Iterator[Action]:
        """Yield the actions of the run's own, in order. It publishes after the assertions of these names."""
        listed = "CREATE OR REPLACE TABLE ${self()} (name STRING, run_id STRING)"
        yield self._operations(TABLES, "The tables that this run has worked out.", listed)
        yield self._started()
        for model in self.writer.tables:
            what = f"{model.name} as the last run left it; no rows in a full run."
            yield self._operations(f"{WAS}_{model.name}", what, self._was(model))
        for one in self._worked_out:
            settings = {"type": "table", **self._settings(one.name, one.description)}
            body = f"-- {one.description}\n{one.text.sql}"
            yield Action(one.name, settings, body, self._before(one.text), self._is_built(one.name))
        what = "Of which run the models are. It changes them all, or none."
        yield self._operations(PUBLISH, what, self._publish(), dependencies=list(checks))

    @property
    def places(self) -> list[Relation]:
        """Where the tables of the run's own stand."""
        names = (TABLES, STARTED, *self._built, PUBLISH)
        return [Relation(self.names.schema, self.names.run_table(one)) for one in names]

    def member(self) -> str:
        """Return what the action of a model does that is kept up to date: nothing, once all are."""
        published = self.names.worked_out(PUBLISH)
        return f"-- {self.names.run_table(PUBLISH)} brings it up to date.\nSELECT run_id FROM {published}"

    def assertion(self, found: Text) -> str:
        """Return a check's query, in which each variable is the query for it: an assertion is a view."""
        sql = found.sql
        for variable, asked in reversed(list(self._found_out(found))):
            sql = f"({asked})".join(re.split(rf"\b{variable}\b", sql))
        return sql

    @property
    def _engine(self) -> str:
        return self.graph.context.dialect.name

    def _settings(self, name: str, description: str) -> dict[str, Setting]:
        tags = [*self.graph.context.config.default_config.tags, f"{self.names.name}_run"]
        told: dict[str, Setting] = {"tags": list(dict.fromkeys(tags)), "description": description}
        return {**place(self.names.schema, self.names.run_table(name)), **told}

    def _operations(self, name: str, description: str, body: str, **more: Setting) -> Action:
        settings = {"type": "operations", "hasOutput": True, **self._settings(name, description), **more}
        return Action(name, settings, body)

    def _text(self, file: str, **words: str) -> str:
        """Return a file of this package with its words replaced."""
        known = {"started": self.names.worked_out(STARTED), "tables": self.names.worked_out(TABLES), **words}
        read = importlib.resources.files("segment_models.dataform").joinpath(f"{file}.sql").read_text(encoding="utf-8")
        return _WORD.sub(lambda found: known[found[1]], read).rstrip("\n")

    def _started(self) -> Action:
        """Return the table that says what this run is.

        It is full where Dataform is asked for that, where a model's table or the mark of the last run is missing, and
        where that is of another configuration.
        """
        config, names, forgotten = self.graph.context.config, self.names, self.graph.context.forgotten
        body = self._text(
            "started",
            models=str(len(self.writer.tables)),
            configuration=fingerprint(self.graph),
            timeout=names.timeout_micros(config.session_timeout_millis),
            layout=self._layout(),
            there=" + ".join(self._there()),
            forgotten=reference(forgotten.schema, forgotten.name) if forgotten else names.who_is_forgotten(),
            publish=names.resolved(PUBLISH),
        )
        what = "What this run is, what it is based on, and whether it is full."
        kind: dict[str, Setting] = {"type": "incremental", "protected": False}
        settings = {**kind, **self._settings(STARTED, what), "dependencies": [names.run_table(TABLES)]}
        return Action(STARTED, settings, body, self._text("started_before", publish=names.resolved(PUBLISH)))

    def _there(self) -> Iterator[str]:
        """Yield for each dataset how many of the models are tables in it."""
        places: dict[str, list[str]] = {}
        for model in self.writer.tables:
            places.setdefault(model.relation.schema, []).append(self.names.in_place(model).removesuffix("}"))
        for first, *others in places.values():
            names = (f"'{one}.slice(0, -1).split(\".\").pop()}}'" for one in (first, *others))
            yield self._text(
                "there",
                catalog=f'{first}.replace(/[^.]*(?=.$)/, "INFORMATION_SCHEMA.TABLES")}}',
                listed=f",\n{' ' * 16}".join(names),
            )

    def _layout(self) -> str:
        """Return what tells apart tables of which one cannot take the other's place."""
        columns = {
            one.name: [[c.name, self.graph.type_of(c).sql(self._engine)] for c in one.columns] for one in self._models()
        }
        return _hash([columns, [[one.layout.partition_by, one.layout.cluster_by] for one in self._models()]])

    def _models(self) -> list[Model]:
        return self.writer.tables

    def _was(self, model: Model) -> str:
        kept = exp.select(*(column(one.name, custom=one.custom) for one in model.columns))
        return self._text(
            "was",
            nothing=self.writer.nothing(model),
            kept=self.names.escaped(self.graph.context.dialect.render_once(kept, INDENT)),
            place=self.names.in_place(model),
            is_built=self._is_built(f"{WAS}_{model.name}"),
        )

    def _is_built(self, name: str) -> str:
        return f"INSERT INTO {self.names.worked_out(TABLES)}\nSELECT '{name}', run_of"

    def _before(self, found: Text) -> str:
        """Return what is found out before a query, whose tables must be of one run."""
        asked = dict(self._found_out(found))
        whole = "\n".join([found.sql, *asked.values()])
        reads = [one for one in self._built if self.names.worked_out(one) in whole]
        return "\n".join([_declared("run_of", self._run_of(reads), "STRING"), *map(_declared, asked, asked.values())])

    def _run_of(self, reads: list[str]) -> str:
        if not reads:
            return f"SELECT run_id FROM {self.names.worked_out(STARTED)}"  # noqa: S608 names of ours
        listed = ", ".join(f"'{one}'" for one in reads)
        are_of_one = f"COUNT(*) = {len(reads)} AND MIN(run_id) = MAX(run_id)"
        return (
            f"SELECT IF({are_of_one}, MIN(run_id), ERROR('{AGAIN}'))\n"
            f"FROM {self.names.worked_out(TABLES)}\nWHERE name IN ({listed})"
        )

    def _found_out(self, found: Text) -> Iterator[tuple[str, str]]:
        """Yield each variable that a query names, with the query for it, in the order to ask."""
        for call_type in found.since:
            for source in self.names.sources(call_type):
                yield self.names.since(call_type, source), self._since(call_type, source)
        for name, asked in found.moments.items():
            yield self.names.moment(name), asked

    def _since(self, call_type: str, source: str) -> str:
        """Return the query of the moment from which on a source's rows of a type are read; see `incremental.past`."""
        dialect, overlap = self.graph.context.dialect, self.graph.context.config.load_overlap
        micros = exp.Literal.number(round(overlap.total_seconds() * 1_000_000))
        latest = exp.func("max", dialect.before(column("loaded_at"), micros))
        first = dialect.moment(datetime(1, 1, 1))  # noqa: DTZ001 as all moments here
        select, is_type, is_source = (
            self.names.escaped(dialect.render_once(one, INDENT))
            for one in (
                exp.select(exp.func("coalesce", latest, first)),
                column("call_type").eq(call_type),
                exp.EQ(this=column("source"), expression=text(source)),
            )
        )
        return f"{select}\nFROM {self.names.worked_out(LOADS)}\nWHERE {is_type} AND {is_source}"

    def _publish(self) -> str:
        """Return the script that changes every model, or none."""
        names, models, changes = self.names, self.writer.tables, list(self.writer.changes())
        rows = {names.in_place(model): self.writer.rows(model) for model in models}
        asked = dict(one for found in (*changes, *rows.values()) for one in self._found_out(found))
        replaced = (f"DELETE FROM {at} WHERE TRUE;\nINSERT INTO {at}\n{one.sql};" for at, one in rows.items())  # noqa: S608 names of ours
        return self._text(
            "publish",
            declared="\n".join(map(_declared, asked, asked.values())),
            refuse_others=self._text("refuse_others", built=str(len(self._built)), again=AGAIN),
            dropped="\n".join(map(_dropped, rows)),
            made="\n".join(self._made(model) for model in models),
            replaced="\n".join(replaced),
            changed="\n".join(f"{one.sql};" for one in changes),
        )

    def _made(self, model: Model) -> str:
        """Return the statement that makes a model's table, without rows, where it is missing."""
        columns = [
            f"  {self._written(column(one.name, custom=True))} {self._written(self.graph.type_of(one))}"
            f" OPTIONS (description = {self._written(text(one.description))})"
            for one in model.columns
        ]
        made = [f"CREATE TABLE IF NOT EXISTS {self.names.in_place(model)} (", ",\n".join(columns), ")"]
        if by := model.layout.partition_by:
            divided = layouts.expression("partition_by", by, self._engine, "date(timestamp)")
            made.append(f"PARTITION BY {self._written(divided)}")
        if by_columns := [self._written(column(one, custom=True)) for one in model.layout.cluster_by]:
            made.append(f"CLUSTER BY {', '.join(by_columns)}")
        options = [f"{name} = {self._written(value)}" for name, value in _described(model.layout).items()]
        return "\n".join([*made, f"OPTIONS ({', '.join(options)});"])

    def _written(self, value: exp.Expr) -> str:
        return self.names.escaped(value.sql(self.graph.context.dialect.sqlglot))


def _declared(variable: str, asked: str, kind: str = "TIMESTAMP") -> str:
    return f"DECLARE {variable} {kind} DEFAULT (\n{asked}\n);"


def _dropped(where: str) -> str:
    """Return what drops a table, or a view that has its name."""
    return f"BEGIN\nDROP TABLE IF EXISTS {where};\nEXCEPTION WHEN ERROR THEN\nDROP VIEW IF EXISTS {where};\nEND;"


def _described(layout: Layout) -> dict[str, exp.Expr]:
    pairs = [exp.Tuple(expressions=[text(key), text(value)]) for key, value in layout.labels]
    labels: dict[str, exp.Expr] = {"labels": exp.Array(expressions=pairs)} if pairs else {}
    return {"description": text(layout.description), **labels}


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]
