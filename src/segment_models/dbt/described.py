"""The pages of descriptions: what each model and column is, where the raw tables are, how fresh they should be."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from sqlglot import exp

from segment_models.configured import Model
from segment_models.dbt.names import Names, bare, escaped, literal, source_table, word
from segment_models.fields import FORGOTTEN_BY_TOOL, Field
from segment_models.graph import Graph
from segment_models.sources import LOAD_TIMES, RawTable
from segment_models.warehouses.relation import Relation

FRESHNESS = {"warn_after": {"count": 24, "period": "hour"}, "error_after": {"count": 72, "period": "hour"}}
"""Segment loads a warehouse at least once a day on every plan."""

_REGULAR = re.compile(r"[a-z_][a-z0-9_]*")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A name that means the same with and without quotes, on every engine that reads it as a run of ours writes it."""


@dataclass(frozen=True)
class RunFile:
    """A file of the run's own models: its name there, what it is, and its text."""

    name: str
    description: str
    text: str


def yaml_text(value: object) -> str:
    """Return a value as YAML, laid out as dbt's style guide has it."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000  # a sentence stays on its line
    yaml.representer.ignore_aliases = lambda _: True  # what is said twice is written twice
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def models_text(
    graph: Graph,
    names: Names,
    tests: Mapping[str, list[object]],
    unit_tests: Sequence[object] = (),
    more: Sequence[object] = (),
) -> str:
    """Return the description of every model and column, with the generic tests of each, of ``more``, and unit tests."""
    models = [_model(graph, names, model, tests) for model in graph.models.values()]
    if graph.context.forgotten is None:
        columns = [
            {"name": one.name, "description": one.description, "data_type": _data_type(graph, one)}
            for one in FORGOTTEN_BY_TOOL
        ]
        kept_out = f"Who is kept out of every model: written by dbt run-operation {names.name}_forget."
        models.append({"name": names.forgotten_model, "description": kept_out, "columns": columns})
    found = {"version": 2, "models": [*models, *more], "exposures": [_exposure(graph, names)]}
    return yaml_text(found | ({"unit_tests": list(unit_tests)} if unit_tests else {}))


def _exposure(graph: Graph, names: Names) -> dict[str, object]:
    """Return what reads the models from outside dbt: Python, where this package is at hand."""
    return {
        "name": f"{names.name}_in_python",
        "type": "application",
        "description": "Rows for Python (models.sessions.to_arrow()), and segment-models explain, where they are used.",
        "owner": {"name": "segment-models"},
        "depends_on": [f"ref({literal(names.model_name(name))})" for name in graph.models],
    }


def run_text(
    names: Names, files: Sequence[RunFile], tests: Mapping[str, list[object]], unit_tests: Sequence[object] = ()
) -> str:
    """Return the description of every model of an incremental run's own, with the generic tests, and unit tests."""
    models = [_described_model(names.run_table(one.name), one.description, tests) for one in files]
    return yaml_text({"version": 2, "models": models, **({"unit_tests": list(unit_tests)} if unit_tests else {})})


def _model(graph: Graph, names: Names, model: Model, tests: Mapping[str, list[object]]) -> dict[str, object]:
    found = _described_model(names.model_name(model.name), model.description, tests)
    return found | {"columns": list(_columns(graph, model))}


def _described_model(name: str, description: str, tests: Mapping[str, list[object]]) -> dict[str, object]:
    found: dict[str, object] = {"name": name, "description": escaped(description)}
    return found | ({"data_tests": tests[name]} if name in tests else {})


def _columns(graph: Graph, model: Model) -> Iterator[dict[str, object]]:
    """Yield each column with its description, and with the tests of a key of one column."""
    severity = graph.context.config.checks.get(f"{model.name}_key", "error")
    for column in model.columns:
        for name, described, field in _described(column, apart=graph.context.dialect.dbt.described_apart):
            found: dict[str, Any] = {"name": escaped(name), "description": escaped(described)}
            found["data_type"] = _data_type(graph, field)
            if not _REGULAR.fullmatch(column.name):
                found["quote"] = True
            if model.definition.key == (name,) and model.definition.key_is_whole:
                found["data_tests"] = _key_tests(severity)
            yield found


def _data_type(graph: Graph, field: Field) -> str:
    """Return a column's type as a contract has it; that of a struct whose fields stand apart is only its name."""
    dialect = graph.context.dialect
    kind = graph.type_of(field)
    if field.children and dialect.dbt.described_apart:
        return "array" if kind.is_type(exp.DataType.Type.ARRAY) else "struct"
    return escaped(kind.sql(dialect=dialect.sqlglot))


def _key_tests(severity: str) -> list[object]:
    if severity == "error":
        return ["unique", "not_null"]
    return [{"unique": {"config": {"severity": severity}}}, {"not_null": {"config": {"severity": severity}}}]


def _described(column: Field, *, apart: bool) -> Iterator[tuple[str, str, Field]]:
    """Yield a column's name and description; what is in a struct is listed there, or stands ``apart`` as ``a.b``."""
    if not apart:
        inside = "".join(f"\n* {line}" for line in _listed(column.children))
        yield column.name, column.description + (f"\n{inside}" if inside else ""), column
        return
    yield column.name, column.description, column
    for child in column.children:
        for name, sentence, field in _described(child, apart=True):
            yield f"{column.name}.{name}", sentence, field


def _listed(fields: Sequence[Field], path: str = "") -> Iterator[str]:
    for one in fields:
        yield f"`{path}{one.name}`: {one.description}"
        yield from _listed(one.children, f"{path}{one.name}.")


def sources_text(graph: Graph, names: Names) -> str:
    """Return the raw tables as sources, one per schema, with the column that tells when rows came (R4).

    So is the table of people who are forgotten, where there is one. Empty where there is nothing to declare.
    """
    found = list(_sources(graph, names)) if graph.context.config.declare_sources else []
    if graph.context.forgotten:
        found.append(_forgotten(graph, names, graph.context.forgotten))
    return yaml_text({"version": 2, "sources": found}) if found else ""


def built_text(graph: Graph, names: Names) -> str:
    """Return the models as sources, one per schema: tables and views that `segment-models run` builds.

    A table is as fresh as the newest moment in it, where it has moments of events.
    """
    by_schema: dict[str, list[Model]] = {}
    for model in graph.models.values():
        by_schema.setdefault(model.relation.schema, []).append(model)
    found = []
    default = graph.context.config.default_config.schema_
    for schema, models in by_schema.items():
        name = names.built_source(schema, default)
        said: dict[str, object] = {"name": name, "description": "Built by segment-models run, which checks it, too."}
        place = _place(graph, schema, names.built_schema_variable(schema, default))
        tables = [_built(graph, names, model) for model in models]
        found.append(said | place | {"freshness": FRESHNESS, "tables": tables})
    return yaml_text({"version": 2, "sources": found})


def _built(graph: Graph, names: Names, model: Model) -> dict[str, object]:
    found = _named(names.model_name(model.name), model.relation.name)
    found["description"] = escaped(model.description)
    moment = model.definition.change.time
    dated = model.definition.of_a_person and any(column.name == moment for column in model.columns)
    found |= {"loaded_at_field": moment} if dated else {"freshness": None}
    return found | {"columns": list(_columns(graph, model))}


def raw_schema(graph: Graph, schema: str) -> str:
    """Return a raw schema's own name, as the engine spells it."""
    full = graph.context.full_names.get(schema, schema)
    if not graph.context.dialect.dbt.databases:
        return full
    return bare(full.rpartition(".")[2])[0]


def _sources(graph: Graph, names: Names) -> Iterator[dict[str, object]]:
    for schema in graph.context.config.segment_schema:
        held = [table for tables in graph.context.sources.tables.values() for table in tables if table.schema == schema]
        if not held:
            continue
        found: dict[str, object] = {
            "name": names.sources[schema],
            "description": f"Raw events of the Segment source {escaped(schema)}.",
        }
        place = _place(graph, schema, names.schema_variable(schema))
        yield found | place | {"freshness": FRESHNESS, "tables": [_table(graph, table) for table in held]}


def _forgotten(graph: Graph, names: Names, relation: Relation) -> dict[str, object]:
    """Return the source of the people whom `segment-models forget` wrote down."""
    schema = graph.context.config.default_config.schema_
    found: dict[str, object] = {"name": names.forgotten_source, "description": "Written by segment-models forget."}
    name = word(relation.name)
    table: dict[str, object] = {"name": name}
    if name != relation.name:
        table["identifier"] = relation.name
    table["description"] = "MD5 of each id of people who are kept out of every model."
    return found | _place(graph, schema, f"{names.name}_forgetting_schema") | {"tables": [table]}


def _place(graph: Graph, schema: str, variable: str) -> dict[str, object]:
    """Return where a schema is, its name a variable."""
    found: dict[str, object] = {}
    database = schema.rpartition(".")[0]
    if database and graph.context.dialect.dbt.databases:
        found["database"] = bare(database)[0]
    found["schema"] = f"{{{{ var({literal(variable)}, {literal(raw_schema(graph, schema))}) }}}}"
    if _wants_quotes(schema.rpartition(".")[2]):
        found["quoting"] = {"schema": True}
    return found


def _named(name: str, stands_as: str) -> dict[str, object]:
    """Return a table's name in dbt, and how it is called in the warehouse where that is another."""
    found: dict[str, object] = {"name": name}
    if bare(stands_as)[0] != name:
        found["identifier"] = bare(stands_as)[0]
    if _wants_quotes(stands_as):
        found["quoting"] = {"identifier": True}
    return found


def _wants_quotes(name: str) -> bool:
    """Return whether dbt has to quote a name, also where an adapter leaves that to be said."""
    plain, quoted = bare(name)
    return quoted or not _PLAIN.fullmatch(plain)


def _table(graph: Graph, table: RawTable) -> dict[str, object]:
    found = _named(source_table(table), table.name)
    found["description"] = f"Segment's {found['name']}: a row per call that it received."
    loaded = next((column for column in map(table.column, LOAD_TIMES) if column), None)
    if loaded is None:
        found["freshness"] = None
        return found
    dialect = graph.context.dialect
    value: exp.Expr = exp.column(loaded.name, quoted=True)
    if not loaded.type.is_type(*exp.DataType.TEMPORAL_TYPES):
        value = dialect.timestamp(value, loaded.type)
    plain = isinstance(value, exp.Column) and _REGULAR.fullmatch(loaded.name)
    found["loaded_at_field"] = loaded.name if plain else escaped(dialect.render(value))
    return found
