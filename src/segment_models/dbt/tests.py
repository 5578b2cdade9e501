"""Checks as tests of dbt: a generic test where a check is about one model and its columns, else a singular one.

A generic test stands in `macros/`, and the description of its model refers to it. In an incremental run it is about the
run's own table that has what is about to be written of the model. Where it takes a query to know that, and where a
check compares models or counts rows, the test is singular: a file of `tests/`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from segment_models.checks import Check
from segment_models.dbt.names import Names, literal
from segment_models.dbt.text import comment, head, packaged
from segment_models.export.references import Writer
from segment_models.graph import Graph
from segment_models.models.chain import MODEL
from segment_models.sql import column, query

KEY, RELATIONSHIP = "key", "relationship"
"""The generic tests that take arguments; each other one has the name of its check."""


@dataclass(frozen=True)
class Looking:
    """How the checks of an export look at models."""

    writer: Writer
    place: Callable[[str, Check], str | None]
    """The model of dbt that has those rows of one of ours that a check is about; None where it takes a query."""
    text: Callable[[Check], str]
    """The query of a check, with what has to be found out before it."""


@dataclass
class Tests:
    """The tests of an export: texts by their names, and the generic ones that each model is described with."""

    generic: dict[str, str] = field(default_factory=dict)
    singular: dict[str, str] = field(default_factory=dict)
    of: dict[str, list[object]] = field(default_factory=dict)


def tests(names: Names, looking: Looking, due: Iterable[Check]) -> Tests:
    """Return the tests of some checks, and those of the relationships between models."""
    found = Tests()
    for check in due:
        _add(found, names, looking, check)
    for child, parent, one in _relationships(looking.writer.graph):
        _add_relationship(found, names, looking, _relationship(names, child, parent, one), one)
    for kind in (KEY, RELATIONSHIP):
        if f"{names.name}_{kind}" in found.generic:
            text = packaged(f"{kind}.sql", names, looking.writer.graph.context.dialect)
            found.generic[f"{names.name}_{kind}"] = text
    return found


def said_by_columns(graph: Graph, check: Check) -> bool:
    """Return whether a check is dbt's ``unique`` and ``not_null`` of one column."""
    return check.keyed and len(graph.models[check.reads[0]].definition.key) == 1


def _add(found: Tests, names: Names, looking: Looking, check: Check) -> None:
    graph = looking.writer.graph
    model = _only_model(check)
    on = looking.place(model, check) if model else None
    named = replace(check, name=f"{names.name}_{check.name}")
    if model is None or on is None:
        config = head({"severity": "warn"}) + "\n\n" if check.severity == "warn" else ""
        found.singular[named.name] = f"{config}{looking.text(check)}"
    elif check.keyed:
        definition = graph.models[model].definition
        arguments: dict[str, object] = {"columns": [_written(graph, one) for one in definition.key]}
        if not definition.key_is_whole:
            arguments["may_lack"] = _written(graph, definition.key[-1])
        _attach(found, on, f"{names.name}_{KEY}", named, arguments)
    else:
        _attach(found, on, named.name, named, {})
        sql = looking.writer.sql_of(check.query, "(SELECT * FROM {{ model }})")
        opens = f"{{%- test {named.name}(model, description=none) -%}}"
        found.generic[named.name] = f"{opens}\n{comment(check.description)}\n{sql}\n{{% endtest %}}\n"


def _add_relationship(found: Tests, names: Names, looking: Looking, check: Check, one: str) -> None:
    child, parent = check.reads
    on, to = looking.place(child, check), looking.place(parent, check)
    if on and to:
        arguments = {"column": _written(looking.writer.graph, one), "to": f"ref({literal(to)})"}
        _attach(found, on, f"{names.name}_{RELATIONSHIP}", check, arguments)
    else:
        found.singular[check.name] = looking.text(check)


def _attach(found: Tests, on: str, macro: str, check: Check, arguments: Mapping[str, object]) -> None:
    """Let the description of a model refer to a generic test.

    Its arguments stand under ``arguments``: dbt of today takes them from there, and older ones hand over all of it.
    """
    told: dict[str, object] = {"name": check.name, "description": check.description}
    if arguments:
        told["arguments"] = dict(arguments)
    if check.severity == "warn":
        told["config"] = {"severity": "warn"}
    found.of.setdefault(on, []).append({macro: told})
    found.generic.setdefault(macro, "")


def _only_model(check: Check) -> str | None:
    """Return the one model that a check reads; None where it reads more, or anything else."""
    read = {(table.db, table.name) for table in check.query.find_all(exp.Table) if table.db}
    return next(iter(read))[1] if len(read) == 1 and all(schema == MODEL for schema, _ in read) else None


def _written(graph: Graph, name: str) -> str:
    return graph.context.dialect.render(column(name))


def _relationships(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Yield model, other model, column: every value of the first's column is one of the other's."""
    for child, model in graph.models.items():
        for one, parent in model.definition.refers_to(graph.context.config).items():
            if parent in graph.models:
                yield child, parent, one


def _relationship(names: Names, child: str, parent: str, one: str) -> Check:
    """Return what dbt calls ``relationships`` as a check: dbt's own takes its arguments otherwise in each version."""
    broken = query(
        f"""
        SELECT DISTINCT child.{one}
        FROM model.{child} AS child
        LEFT JOIN model.{parent} AS parent ON child.{one} = parent.{one}
        WHERE child.{one} IS NOT NULL AND parent.{one} IS NULL
        """  # noqa: S608 names of ours
    )
    why = f"Every {one} of {child} that is there is one of {parent}."
    return Check(f"{names.model_name(child)}_{one}_{RELATIONSHIP}", why, (child, parent), broken)
