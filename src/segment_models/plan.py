"""What a run will do, as a value: a tuple of steps. Making a plan touches nothing.

`run` carries a plan out, ``--dry-run`` prints it, tests compare it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from segment_models.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from segment_models.checks import Check
    from segment_models.graph import Graph, Model
    from segment_models.warehouses.base import Kind, Relation


@dataclass(frozen=True)
class State:
    """What a plan needs to know of the warehouse."""

    kinds: Mapping[Relation, Kind]
    """The models' relations that exist, and as what."""
    events: int = 0
    """About how many raw events there are."""
    rows_at_once: int = 1
    """How many of them one statement may gather."""


@dataclass(frozen=True)
class CreateSchema:
    """Make a schema if it is not there."""

    schema: str
    sql: str


@dataclass(frozen=True)
class DropOther:
    """Remove what stands in a model's place as the other kind: a view where a table will be, or the reverse."""

    relation: Relation
    kind: Kind
    sql: str


@dataclass(frozen=True)
class Build:
    """Make a model: one statement, or several that each add some of the people."""

    model: Model
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Describe:
    """Put a model's descriptions into the database."""

    model: Model
    statements: tuple[str, ...]


@dataclass(frozen=True)
class RunCheck:
    """Look for rows that break a rule."""

    check: Check
    sql: str


PlanStep = CreateSchema | DropOther | Build | Describe | RunCheck


@dataclass(frozen=True)
class Plan:
    """Every step of a run, in order, all inside one transaction."""

    steps: tuple[PlanStep, ...]
    warnings: tuple[str, ...] = ()

    def statements(self) -> Iterator[str]:
        """Yield every statement that would be executed, in order, the transaction's bounds included."""
        yield "BEGIN TRANSACTION"
        for step in self.steps:
            match step:
                case Build(statements=statements) | Describe(statements=statements):
                    yield from statements
                case CreateSchema(sql=sql) | DropOther(sql=sql) | RunCheck(sql=sql):
                    yield sql
        yield "COMMIT"

    def models(self) -> tuple[Model, ...]:
        """Return the models that will be built, in order."""
        return tuple(step.model for step in self.steps if isinstance(step, Build))


def make_plan(graph: Graph, checks: tuple[Check, ...], state: State, selected: tuple[str, ...]) -> Plan:
    """Return the plan that builds the selected models and checks them.

    Raises:
        RunError: a selected model reads one that is neither selected nor built.
    """
    _require_parents(graph, state, selected)
    dialect = graph.context.dialect
    models = [graph.models[name] for name in selected]
    schemas = dict.fromkeys(model.relation.schema for model in models)
    steps: list[PlanStep] = [CreateSchema(schema, dialect.create_schema(schema)) for schema in schemas]
    for model in models:
        existing = state.kinds.get(model.relation)
        if existing and existing != model.kind:
            steps.append(DropOther(model.relation, existing, dialect.drop(existing, model.relation)))
        steps.append(Build(model, _build(graph, state, model)))
        columns = {column.name: column.description for column in model.columns}
        steps.append(Describe(model, dialect.comment(model.kind, model.relation, model.description, columns)))
    steps += [RunCheck(check, dialect.render(check.query)) for check in _due(graph, checks, state, selected)]
    notes = (f"{model.name}: {dialect.notes[option]}" for model in models for option in model.unused_options)
    return Plan(tuple(steps), (*graph.context.sources.warnings, *notes))


def _build(graph: Graph, state: State, model: Model) -> tuple[str, ...]:
    dialect = graph.context.dialect
    parts = ceil(state.events / state.rows_at_once) if graph.by_people(model.name) else 1
    if parts <= 1:
        return (dialect.replace(model.kind, model.relation, graph.query(model.name)),)
    first, *others = (graph.query(model.name, people=(part, parts)) for part in range(parts))
    head = dialect.replace(model.kind, model.relation, first)
    return (head, *(dialect.insert(model.relation, other) for other in others))


def _require_parents(graph: Graph, state: State, selected: tuple[str, ...]) -> None:
    for name in selected:
        for parent in graph.models[name].reads:
            relation = graph.models[parent].relation
            if parent not in selected and relation not in state.kinds:
                raise RunError(f"{name} reads {relation}, which is not built. Build both: --select +{name}")


def _due(graph: Graph, checks: tuple[Check, ...], state: State, selected: tuple[str, ...]) -> Iterator[Check]:
    """Yield the checks that a run touches and that have everything they read."""
    for check in checks:
        there = all(name in selected or graph.models[name].relation in state.kinds for name in check.reads)
        if there and any(name in selected for name in check.reads):
            yield check
