"""What a run will do, as a value: a tuple of steps. Making a plan touches nothing.

`run` carries a plan out, ``--dry-run`` prints it, tests compare it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segment_models import incremental, runs
from segment_models.checks import account, checks, reject_reasons
from segment_models.errors import RunError
from segment_models.fields import IDENTIFY
from segment_models.models.calls import judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from segment_models.checks import Check
    from segment_models.fields import CallType
    from segment_models.graph import Graph, Model
    from segment_models.incremental import Past
    from segment_models.runs import Run
    from segment_models.warehouses.base import Dialect, Kind, Relation


@dataclass(frozen=True)
class State:
    """What a plan needs to know of the warehouse."""

    kinds: Mapping[Relation, Kind]
    """The models' relations that exist, and as what."""
    events: int = 0
    """About how many raw events there are."""
    rows_at_once: int = 1
    """How many of them one statement may gather."""
    schemas: frozenset[str] = frozenset()
    """Schemas that need not be made."""
    same: frozenset[Relation] = frozenset()
    """The models' relations whose columns are those that will be built, where the engine is `binding`."""
    run: str = ""
    """What names of tables that the run keeps for itself end with, where several runs could meet."""
    leftovers: tuple[Relation, ...] = ()
    """Tables that runs which died long ago left behind."""
    warnings: tuple[str, ...] = ()
    """What is to know of the connection."""
    unreplaceable: frozenset[Relation] = frozenset()
    """The models' tables that have to be dropped before they can be laid out as configured."""
    past: Past | None = None
    """What incremental models can be brought up to date from; None where everything has to be built."""
    this_run: Run | None = None
    """The run, for the log, where models are incremental."""
    remembered: tuple[str, ...] = ()
    """The statements that write down who is forgotten, where the run forgets people."""


@dataclass(frozen=True)
class CreateSchema:
    """Make a schema if it is not there."""

    schema: str
    sql: str


@dataclass(frozen=True)
class Forget:
    """Write down who is kept out of the models from now on."""

    statements: tuple[str, ...]


@dataclass(frozen=True)
class DropOther:
    """Remove what stands in a model's place as the other kind: a view where a table will be, or the reverse."""

    relation: Relation
    kind: Kind
    sql: str


@dataclass(frozen=True)
class Stage:
    """Keep the judged calls of one type in a table of the run's own, so that the raw table is read once in a run."""

    call_type: CallType
    sql: str
    settled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publish:
    """Put a table built ``aside``, or a view, into its place after every check held, where a run is no transaction."""

    model: Model
    statements: tuple[str, ...]
    aside: Relation | None = None


@dataclass(frozen=True)
class Unstage:
    """Remove the run's own tables and their schema."""

    statements: tuple[str, ...]


@dataclass(frozen=True)
class Build:
    """Make a model: one statement, or several that each add some of the people; then count a table's rows.

    Or bring one up to date, and count the rows that were put into it.
    """

    model: Model
    statements: tuple[str, ...]
    count: str | None
    updates: bool = False


@dataclass(frozen=True)
class Derive:
    """Put what an incremental run works out into a table of the run's own."""

    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """Write down in the log of runs what this one did; ``shown`` is the query for it."""

    statements: tuple[str, ...]
    shown: str


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


@dataclass(frozen=True)
class Account:
    """Say what became of every row read (R12), and why calls were rejected (R5)."""

    rows: str
    reasons: str


PlanStep = (
    CreateSchema
    | Forget
    | Stage
    | Derive
    | DropOther
    | Build
    | Describe
    | RunCheck
    | Account
    | Record
    | Publish
    | Unstage
)


@dataclass(frozen=True)
class Plan:
    """Every step of a run, in order: inside one transaction, or with a `Publish` for each model at the end."""

    steps: tuple[PlanStep, ...]
    warnings: tuple[str, ...] = ()
    transactional: bool = True

    def statements(self) -> Iterator[str]:
        """Yield every statement that would be executed, in order, the transaction's bounds included."""
        if self.transactional:
            yield "BEGIN TRANSACTION"
        for step in self.steps:
            match step:
                case Build(statements=statements, count=count):
                    yield from statements
                    yield from filter(None, [count])
                case Stage(sql=sql, settled=settled):
                    yield from (sql, *settled)
                case Record(statements=statements, shown=shown):
                    yield from (*statements, shown)
                case Forget() | Derive() | Describe() | Publish() | Unstage():
                    yield from step.statements
                case Account(rows=rows, reasons=reasons):
                    yield from (rows, reasons)
                case CreateSchema() | DropOther() | RunCheck():
                    yield step.sql
                case _:
                    assert_never(step)
        if self.transactional:
            yield "COMMIT"

    def models(self) -> tuple[Model, ...]:
        """Return the models that will be built, in order."""
        built = tuple(step.model for step in self.steps if isinstance(step, Build))
        return built + tuple(
            step.model for step in self.steps if isinstance(step, Publish) and step.model.kind == "view"
        )


def make_plan(graph: Graph, state: State, selected: tuple[str, ...]) -> Plan:
    """Return the plan that builds the selected models and checks them.

    Raises:
        RunError: a selected model reads one that is neither selected nor built.
    """
    _require_parents(graph, state, selected)
    dialect = graph.context.dialect
    models = [graph.models[name] for name in selected]
    parts = {name: _parts(graph, state, name) for name in selected}
    staged = _worth_staging(graph, state, parts)
    inside = graph.inside(frozenset(one.name for one in staged), selected, state.run)
    derived = list(_derived(inside, state.past)) if state.past else []
    schemas = dict.fromkeys(model.relation.schema for model in models)
    missing = [schema for schema in schemas if schema not in state.schemas]
    steps: list[PlanStep] = [CreateSchema(schema, dialect.create_schema(schema)) for schema in missing]
    steps += [Forget(state.remembered)] if state.remembered else []
    steps += _stages(inside, staged, needed=bool(staged or derived or inside.context.aside))
    steps += derived
    if dialect.transactional:
        rebuilt = [model for model in models if not _is_updated(model, state)]
        in_the_way = _in_the_way(state, rebuilt) if dialect.binding else []
        steps += [_dropped(graph, state, model) for model in reversed(in_the_way)]
        here = replace(state, kinds={one: kind for one, kind in state.kinds.items() if one not in _places(in_the_way)})
        for model in models:
            if model not in rebuilt and state.past:
                steps.append(_updated(inside, model, state.past))
            else:
                steps += _placed(graph if model.kind == "view" else inside, here, model, parts[model.name])
    else:
        steps += [_build(inside, model, parts[model.name]) for model in models if model.kind == "table"]
    written = inside.moving() if state.past else inside
    is_accounted = {"rejected_events", "sessionized_events"} <= set(selected)
    if state.past and is_accounted:
        derived.append(_derive(inside, incremental.Derived("account", incremental.account(inside))))
        steps.append(derived[-1])
    steps += [RunCheck(check, dialect.render(check.query)) for check in _due(written, state, selected)]
    if is_accounted:
        steps.append(Account(dialect.render(account(written)), dialect.render(reject_reasons(written))))
    if state.this_run:
        statements = (*runs.created(graph), *runs.recorded(written, state.this_run))
        steps.append(Record(statements, runs.this_run(graph, state.this_run)))
    if not dialect.transactional:
        steps += [_published(graph, inside, state, model) for model in models]
    stages = [one.table for one in staged] + [step.name for step in derived]
    stages += [incremental.REBUILT["sessions"]] if state.past and _updates(graph, state, "sessions") else []
    steps += _unstaged(inside, state, stages)
    notes = [f"{one.name}: {note}" for one in models for note in dialect.unused(one.relation, one.layout)]
    if not graph.context.kept and any(
        graph.context.config.materialization(one.name) == "incremental" for one in models
    ):
        notes.append(dialect.not_incremental)
    changes = state.past.notes if state.past else ()
    return Plan(
        tuple(steps), (*state.warnings, *graph.context.sources.warnings, *notes, *changes), dialect.transactional
    )


def _is_updated(model: Model, state: State) -> bool:
    """Return whether a model is brought up to date: it is there, and the last run did not pass it over."""
    there = state.kinds.get(model.relation) == "table"
    return model.incremental and there and state.past is not None and model.name in state.past.models


def _updates(graph: Graph, state: State, name: str) -> bool:
    return name in graph.models and _is_updated(graph.models[name], state)


def _derived(graph: Graph, past: Past) -> Iterator[Derive]:
    return (_derive(graph, one) for one in incremental.derived(graph, past.loaded))


def _derive(graph: Graph, one: incremental.Derived) -> Derive:
    dialect, place = graph.context.dialect, graph.stage(one.name)
    return Derive(one.name, (dialect.replace("table", place, one.query), *dialect.settle(place)))


def _updated(graph: Graph, model: Model, past: Past) -> Build:
    counted = graph.context.dialect.render(incremental.written(graph, model))
    return Build(model, incremental.update(graph, model, past.loaded), counted, updates=True)


def _placed(graph: Graph, state: State, model: Model, parts: int) -> Iterator[PlanStep]:
    """Yield the steps that build a model in its place, inside a transaction."""
    existing = state.kinds.get(model.relation)
    if existing and existing != model.kind:
        yield _dropped(graph, state, model)
    if existing and model.kind == "table" and graph.context.dialect.binding:
        yield _refill(graph, model)
    else:
        yield _build(graph, model, parts)
    yield Describe(model, _described(graph, model))


def _dropped(graph: Graph, state: State, model: Model) -> DropOther:
    existing = state.kinds[model.relation]
    return DropOther(model.relation, existing, graph.context.dialect.drop(existing, model.relation))


def _places(models: Iterable[Model]) -> set[Relation]:
    return {model.relation for model in models}


def _in_the_way(state: State, models: list[Model]) -> list[Model]:
    """Return the models whose places must be empty first: those of other columns or kind, and the views over them."""
    found: dict[str, Model] = {}
    for model in models:
        kind = state.kinds.get(model.relation)
        over = kind == "view" and any(parent in found for parent in model.reads)
        if kind and (kind != model.kind or model.relation not in state.same or over):
            found[model.name] = model
    return list(found.values())


def _refill(graph: Graph, model: Model) -> Build:
    dialect = graph.context.dialect
    names = [column.name for column in model.columns]
    filled = dialect.refill(model.relation, names, graph.query(model.name))
    return Build(model, (*filled, *_settled(dialect, model, model.relation)), _count(dialect, model.relation))


def _settled(dialect: Dialect, model: Model, place: Relation) -> Iterator[str]:
    """Yield what a table needs once it is filled; one that is kept up to date has to be found in by its keys."""
    for columns in incremental.LOOKED_UP_BY.get(model.name, ()) if model.incremental else ():
        yield from dialect.index(place, columns)
    yield from dialect.settle(place)


def _count(dialect: Dialect, relation: Relation) -> str:
    return dialect.render(exp.select("count(*)").from_(relation.node()))


def _described(graph: Graph, model: Model) -> tuple[str, ...]:
    columns = {column.name: column.description for column in model.columns}
    return graph.context.dialect.comment(model.kind, model.relation, model.description, columns)


def _published(graph: Graph, inside: Graph, state: State, model: Model) -> Publish:
    dialect = graph.context.dialect
    existing = state.kinds.get(model.relation)
    in_the_way = existing and (existing != model.kind or model.relation in state.unreplaceable)
    dropped = (dialect.drop(existing, model.relation),) if existing and in_the_way else ()
    aside = inside.aside(model.name) if model.kind == "table" else None
    if aside:
        put = dialect.publish(aside, model.relation, model.layout)
    else:
        put = (dialect.replace("view", model.relation, graph.query(model.name), model.layout),)
    return Publish(model, (*dropped, *put, *_described(graph, model)), aside)


def _unstaged(inside: Graph, state: State, stages: list[str]) -> Iterator[PlanStep]:
    """Yield the step that removes what a run kept for itself; a failed one that cannot be undone ends with it, too."""
    dialect = inside.context.dialect
    kept = [inside.stage(name) for name in stages]
    kept += [inside.aside(name) for name in inside.context.aside if inside.models[name].kind == "table"]
    kept += state.leftovers
    if kept:
        drops = [dialect.drop("table", one, if_exists=not dialect.transactional) for one in kept]
        own = dialect.transactional and not dialect.session_schema
        yield Unstage((*drops, dialect.drop_schema(inside.stage_schema)) if own else tuple(drops))


def _stages(graph: Graph, staged: list[CallType], *, needed: bool) -> Iterator[PlanStep]:
    dialect = graph.context.dialect
    if needed and not dialect.session_schema:
        yield CreateSchema(graph.stage_schema, dialect.create_schema(graph.stage_schema))
    for one in staged:
        place = graph.stage(one.table)
        yield Stage(one, dialect.replace("table", place, judged(graph.context, one)), dialect.settle(place))


def _parts(graph: Graph, state: State, name: str) -> int:
    return max(1, ceil(state.events / state.rows_at_once)) if graph.by_people(name) else 1


def _worth_staging(graph: Graph, state: State, parts: Mapping[str, int]) -> list[CallType]:
    """Return the call types whose raw tables more than one statement of the run would read."""
    readers: Counter[str] = Counter()
    for name, count in parts.items():
        if graph.models[name].kind == "table":
            readers.update(dict.fromkeys(graph.call_types_read(name), count))
    for check in _due(graph, state, tuple(parts), resolved=False):
        views = (name for name in check.reads if graph.models[name].kind == "view")
        readers.update(set().union(*(graph.call_types_read(name) for name in views)))
    return [one for one in (*graph.context.config.call_types, IDENTIFY) if readers[one.name] > 1]


def _build(graph: Graph, model: Model, parts: int) -> Build:
    dialect = graph.context.dialect
    shares = [(part, parts) for part in range(parts)] if parts > 1 else [None]
    queries = [graph.query(model.name, people=share) for share in shares]
    place = graph.aside(model.name) if model.name in graph.context.aside else model.relation
    head = dialect.replace(model.kind, place, queries[0], model.layout)
    if model.kind == "view":
        return Build(model, (head,), None)
    more = (dialect.insert(place, other) for other in queries[1:])
    return Build(model, (head, *more, *_settled(dialect, model, place)), _count(dialect, place))


def _require_parents(graph: Graph, state: State, selected: tuple[str, ...]) -> None:
    for name in selected:
        for parent in graph.models[name].reads:
            relation = graph.models[parent].relation
            if parent not in selected and relation not in state.kinds:
                raise RunError(f"{name} reads {relation}, which is not built. Build both: --select +{name}")


def _due(graph: Graph, state: State, selected: tuple[str, ...], *, resolved: bool = True) -> Iterator[Check]:
    """Yield the checks that a run touches and that have everything they read."""
    for check in checks(graph, resolved=resolved):
        there = all(name in selected or graph.models[name].relation in state.kinds for name in check.reads)
        if there and any(name in selected for name in check.reads):
            yield check
