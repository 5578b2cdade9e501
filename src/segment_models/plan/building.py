"""How one model is built, refilled, brought up to date or published: the steps of a plan that are about one model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models import incremental
from segment_models.incremental import log
from segment_models.models.bounds import Bound
from segment_models.plan.steps import Bind, Build, Derive, Describe, DropOther, Publish, Update

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from segment_models.graph import Graph, Model
    from segment_models.incremental import Past
    from segment_models.incremental.log import Run
    from segment_models.plan.steps import PlanStep, State
    from segment_models.warehouses.dialect import Dialect
    from segment_models.warehouses.relation import Relation


def placed(graph: Graph, state: State, model: Model, parts: int) -> Iterator[PlanStep]:
    """Yield the steps that build a model in its place, inside a transaction."""
    existing = state.kinds.get(model.relation)
    if existing and existing != model.kind:
        yield dropped(graph, state, model)
    if existing and model.kind == "table" and graph.context.dialect.binding:
        yield _refill(graph, model)
    else:
        yield build(graph, model, parts)
    yield Describe(model, _described(graph, model))


def build(graph: Graph, model: Model, parts: int) -> Build:
    """Return the step that makes a model, in its place or aside."""
    dialect = graph.context.dialect
    shares = [(part, parts) for part in range(parts)] if parts > 1 else [None]
    queries = [graph.query(model.name, people=share) for share in shares]
    place = graph.aside(model.name) if model.name in graph.context.aside else model.relation
    head = dialect.replace(model.kind, place, queries[0], model.layout)
    if model.kind == "view":
        return Build(model, (head,), None)
    more = (dialect.insert(place, other) for other in queries[1:])
    return Build(model, (head, *more, *_settled(dialect, model, place)), _count(dialect, place))


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


def derive(graph: Graph, one: incremental.Derived | Bound) -> Derive | Bind:
    """Return the step that puts what an incremental run works out into a table of its own, or into a parameter."""
    dialect = graph.context.dialect
    if isinstance(one, Bound):
        return Bind(one.name, dialect.render(one.query))
    place = graph.stage(one.name)
    return Derive(one.name, (dialect.replace("table", place, one.query), *dialect.settle(place)))


def updated(graph: Graph, model: Model, past: Past) -> Iterator[PlanStep]:
    """Yield the steps that bring a model up to date; what takes work to make is made first, for the checks to read.

    Where a run is no transaction, that is all for now: `update` does the rest at its end.
    """
    dialect, made = graph.context.dialect, incremental.put_aside(graph, model)
    if made:
        yield derive(graph, made)
    changes = incremental.update(graph, model, past.loaded) if dialect.transactional else ()
    yield Build(model, changes, dialect.render(incremental.written(graph, model)), updates=True)


def update(graph: Graph, models: Iterable[Model], past: Past, run: Run, recorded: Iterable[str]) -> Update:
    """Return the step that brings models up to date at once, where a run is no transaction, and logs the run."""
    dialect, shown = graph.context.dialect, log.this_run(graph, run)
    unless, lock = log.meanwhile(graph, past.run_id, past.started_at)
    if dialect.merging:
        merges = (dialect.render(incremental.merged(graph, model, past.loaded)) for model in models)
        statements = (*log.unfinished(graph, run), *merges, *recorded, *log.finished(graph, run))
        return Update(statements, dialect.render(unless), None, shown, one_by_one=True)
    changes = (one for model in models for one in incremental.update(graph, model, past.loaded))
    held = dialect.render(lock) if dialect.waits else None
    return Update((*changes, *recorded), dialect.render(unless), held, shown)


def dropped(graph: Graph, state: State, model: Model) -> DropOther:
    """Return the step that removes what stands in a model's place."""
    existing = state.kinds[model.relation]
    return DropOther(model.relation, existing, graph.context.dialect.drop(existing, model.relation))


def in_the_way(state: State, models: list[Model]) -> list[Model]:
    """Return the models whose places must be empty first: those of other columns or kind, and the views over them."""
    found: dict[str, Model] = {}
    for model in models:
        kind = state.kinds.get(model.relation)
        over = kind == "view" and any(parent in found for parent in model.reads)
        if kind and (kind != model.kind or model.relation not in state.same or over):
            found[model.name] = model
    return list(found.values())


def _described(graph: Graph, model: Model) -> tuple[str, ...]:
    columns = {column.name: column.description for column in model.columns}
    return graph.context.dialect.comment(model.kind, model.relation, model.description, columns)


def published(graph: Graph, inside: Graph, state: State, model: Model) -> Publish:
    """Return the step that puts a model into its place, where a run is no transaction."""
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
