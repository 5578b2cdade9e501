"""An incremental run as models of dbt: a folder of what it works out, one model that publishes, and their macros."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from segment_models.checks import Check
from segment_models.configured import Model
from segment_models.dbt.described import RunFile, raw_schema
from segment_models.dbt.names import Expression, Names, literal, word
from segment_models.dbt.text import This, comment, head, packaged, placed
from segment_models.export.incremental import LOADS, RunReferences, RunWriter, Text
from segment_models.fields import Field, FieldType
from segment_models.graph import Graph
from segment_models.incremental.meaning import fingerprint

STARTED, PUBLISH, PUBLISHED = "started", "publish", "published"
_SEPARATOR = "\n\n-- then\n\n"
"""What stands between two statements of the model that publishes."""


@dataclass(frozen=True)
class RunNames(Names, RunReferences):
    """The names of an export whose models dbt keeps up to date."""

    def worked_out(self, name: str) -> str:
        """Return ``ref``."""
        return f"{{{{ ref({literal(self.run_table(name))}) }}}}"

    def as_it_was(self, model: Model) -> str:
        """Return the macro that reads it without a dependency."""
        return f"{{{{ {self.name}_run_was({literal(self.model_name(model.name))}) }}}}"

    def in_place(self, model: Model) -> str:
        """Return the macro for its place."""
        return f"{{{{ {self.name}_run_place({literal(self.model_name(model.name))}) if execute }}}}"

    def own_name(self, model: Model) -> str:
        """Return the macro for its alias."""
        return f"{{{{ {self.name}_run_own_name({literal(self.model_name(model.name))}) }}}}"

    def since(self, call_type: str, source: str) -> str:
        """Return what the file's head has found out."""
        return f"{{{{ {call_type}_since[{literal(source)}] }}}}"

    def until(self) -> str:
        """Return the macro that reads it."""
        return f"{{{{ {self.name}_run_until() }}}}"

    def moment(self, name: str) -> str:
        """Return what the file's head has found out."""
        return f"{{{{ {name} }}}}"


class Run:
    """Makes the files of an export whose models dbt keeps up to date."""

    def __init__(self, graph: Graph, names: RunNames) -> None:
        """Take a graph whose tables are all incremental."""
        self.graph, self.names = graph, names
        self.writer = RunWriter(graph, names)
        self._worked_out = list(self.writer.worked_out())

    @property
    def _members(self) -> list[str]:
        """The models that are kept up to date, as dbt calls them."""
        return [self.names.model_name(model.name) for model in self.writer.tables]

    def files(self) -> Iterator[RunFile]:
        """Yield the models of the run's own, in the order they are built in."""
        yield RunFile(STARTED, "What the last run is, what it is based on, and whether it is full.", self._started())
        for one in self._worked_out:
            config = self._config("table")
            if hooks := self.graph.context.dialect.settle(This("", "")):
                config["post_hook"] = list(hooks)
            guard = self._call("guard_worked_out")
            text = self._file(config, [STARTED], guard, self.body(one.text, one.description))
            yield RunFile(one.name, one.description, text)
        yield RunFile(PUBLISH, "Of which run the models are. Building it changes them all.", self._publish())
        yield RunFile(PUBLISHED, "Writes the marker after a full run.", self._published())

    def member(self, model: Model, config: dict[str, object]) -> str:
        """Return the file of a model that is kept up to date."""
        dialect, place = self.graph.context.dialect, This("", model.relation.name)
        settled = [sql for columns in model.definition.change.looked_up_by for sql in dialect.index(place, columns)]
        config["materialized"] = f"{self.names.name}_member"
        if settled:
            config["settled"] = settled
        body = self.body(self.writer.rows(model), model.description)
        return self._file(config, [PUBLISH], self._call("guard"), body)

    def body(self, text: Text, description: str) -> str:
        """Return a query below what has to be found out before it."""
        return "".join(f"{line}\n" for line in self._found_out(text)) + f"\n{comment(description)}\n{text.sql}\n"

    def tested(self, name: str, check: Check) -> str | None:
        """Return the run's own model that has what is about to be written of one; None where it takes a query."""
        table = self.writer.about_to_be_written(name, whole_history=check.whole_history)
        return self.names.run_table(table) if table else None

    def looked(self, check: Check) -> str:
        """Return the query of a check below what has to be found out before it."""
        return self.body(self.writer.looking(check), check.description)

    def macros(self) -> str:
        """Return the macros of the run."""
        dialect = self.graph.context.dialect
        overlap = round(self.graph.context.config.load_overlap.total_seconds() * 1_000_000)
        no_time = dialect.render(dialect.no_value(dialect.type(FieldType.TIMESTAMP)))
        opens, closes = self._around_a_text()
        text = packaged(
            "run.sql", self.names, dialect, OVERLAP=str(overlap), NO_TIME=no_time, OPENS=opens, CLOSES=closes
        )
        return f"{text}\n{self._nothing()}"

    def _around_a_text(self) -> tuple[str, str]:
        """Return what stands before and after a text that becomes a column, of which the next run's may be longer."""
        dialect = self.graph.context.dialect
        if not dialect.dbt.narrow_texts:
            return "", ""
        column = dialect.defined(Field("told", FieldType.TEXT, ""))
        typed = exp.Cast(this=exp.Literal.string("told"), to=column.kind)
        opens, _, closes = dialect.render(typed).partition("'told'")
        return opens, closes

    def _nothing(self) -> str:
        """Return the macro that has each model's columns and no rows."""
        lines = [f"{{%- macro {self.names.name}_run_nothing(name) -%}}"]
        lines.append("    {#- The columns of a model, and no rows: how a full run reads it as it was. -#}")
        for number, model in enumerate(self.writer.tables):
            test = "elif" if number else "if"
            lines += [
                f"    {{%- {test} name == {literal(self.names.model_name(model.name))} -%}}",
                self.writer.nothing(model),
            ]
        return "\n".join([*lines, "    {%- endif -%}", "{%- endmacro -%}"]) + "\n"

    def _found_out(self, text: Text) -> Iterator[str]:
        sources = self.graph.context.sources
        types = {one.name: one for one in self.graph.context.read_types}
        for call_type in text.since:
            of_type = list(dict.fromkeys(table.source for table in sources.of(types[call_type])))
            loads = f"ref({literal(self.names.run_table(LOADS))})"
            found = self._call("since", f"{loads}, {literal(call_type)}, {literal(of_type)}")
            yield f"{{%- set {call_type}_since = {found} %}}"
        for name, asked in text.moments.items():
            yield f"{{%- set {name}_asked %}}\n{asked}\n{{%- endset %}}"
            yield f"{{%- set {name} = {self._call('moment', f'{name}_asked')} %}}"

    def _config(self, materialized: str) -> dict[str, object]:
        found, schema = placed(self.graph, self.graph.context.config.default_config.schema_)
        found["materialized"] = materialized
        found["schema"] = Expression(f"var({literal(self.names.run_schema_variable)}, {literal(f'{schema}_run')})")
        found["tags"] = [self.names.name, f"{self.names.name}_run"]
        found["contract"] = {"enforced": False}  # whatever a project asks of its models
        return found

    def _file(self, config: dict[str, object], after: Iterable[str], guard: str, body: str) -> str:
        needs = "".join(f"-- depends_on: {self._ref(name)}\n" for name in after)
        return f"{head(config)}\n{needs}{{{{ {guard} }}}}\n{body}"

    def _call(self, macro: str, arguments: str = "") -> str:
        return f"{self.names.name}_run_{macro}({arguments})"

    def _ref(self, name: str) -> str:
        return f"{{{{ ref({literal(self.names.run_table(name))}) }}}}"

    def _started(self) -> str:
        """Return the model that says what a run is, of which what a run depends on is a part."""
        config = self.graph.context.config
        told = [literal(fingerprint(self.graph))]
        told.append(f"(var({literal(self.names.timeout_variable)}, {config.session_timeout_millis}) | string)")
        if config.declare_sources:
            told += [
                f"var({literal(self.names.schema_variable(one))}, {literal(raw_schema(self.graph, one))})"
                for one in config.segment_schema
            ]
        if self.graph.context.forgotten is None:
            forgotten = f"ref({literal(self.names.forgotten_model)})"
        else:
            place = word(self.graph.context.forgotten.name)
            forgotten = f"source({literal(self.names.forgotten_source)}, {literal(place)})"
        told.append(self._call("forgotten", forgotten))
        start = self._call("start", f"{literal(self._members)}, {' ~ '.join(told)}")
        return f"{head(self._config('table'))}\n\n{{{{ {start} }}}}\n"

    def _publish(self) -> str:
        config = self._config(f"{self.names.name}_publish")
        config["publishing"] = self.graph.context.dialect.dbt.publishing
        config["members"] = self._members
        changes = list(self.writer.changes())
        whole = Text(
            _SEPARATOR.join(one.sql for one in changes),
            tuple(dict.fromkeys(since for one in changes for since in one.since)),
            {name: asked for one in changes for name, asked in one.moments.items()},
        )
        body = self.body(whole, "What changes in each model: the rows that go, and the rows that come.")
        return self._file(config, [STARTED, *(one.name for one in self._worked_out)], self._call("guard"), body)

    def _published(self) -> str:
        config = self._config(f"{self.names.name}_published")
        needs = "".join(f"-- depends_on: {{{{ ref({literal(name)}) }}}}\n" for name in self._members)
        shown = f"SELECT run_id FROM {self._ref(STARTED)}"  # noqa: S608 names of ours
        return f"{head(config)}\n{needs}{{{{ {self._call('guard')} }}}}\n\n{shown}\n"
