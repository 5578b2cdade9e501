"""How one model is built, refilled, brought up to date or published: the steps of a plan that are about one model."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from segment_models.configured import Model
from segment_models.errors import WarehouseError
from segment_models.graph import Graph
from segment_models.holding import Holding
from segment_models.incremental import changing, log
from segment_models.incremental.log import Run
from segment_models.incremental.past import Past
from segment_models.models.chain import Part
from segment_models.plan.incremental import made_already, stage
from segment_models.plan.steps import Build, Execute, PlanStep, Publish, Record
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.publishing import Aside, Merging
from segment_models.warehouses.relation import Relation


def placed(graph: Graph, holding: Holding, model: Model, parts: int) -> Iterator[PlanStep]:
    """Yield the steps that build a model in its place, inside a transaction."""
    existing = holding.kinds.get(model.relation)
    if existing and existing != model.kind:
        yield dropped(graph, holding, model)
    if existing and model.kind == "table" and graph.context.dialect.binding:
        yield graph.once(("refill", model.name), lambda: _refill(graph, model))
    else:
        yield build(graph, model, parts)
    yield Execute("describe", model.name, _described(graph, model))


def build(graph: Graph, model: Model, parts: int) -> Build:
    """Return the step that makes a model, in its place or aside."""
    return graph.once(("build", model.name, parts), lambda: _build(graph, model, parts))


def _build(graph: Graph, model: Model, parts: int) -> Build:
    dialect = graph.context.dialect
    queries = in_parts(graph, model.name, parts)
    place = graph.reading.put_aside(model.name) if model.name in graph.reading.aside else model.relation
    head = dialect.replace(model.kind, place, queries[0], model.layout)
    if model.kind == "view":
        return Build(model, (head,), None)
    more = (dialect.insert(place, other) for other in queries[1:])
    return Build(model, (head, *more, *_settled(dialect, model, place)), _count(dialect, place))


def in_parts(graph: Graph, name: str, parts: int) -> list[exp.Query]:
    """Return a model's query; or one for each of several parts of the people."""
    shares = [Part(number, parts) for number in range(parts)] if parts > 1 else [None]
    return [graph.query(name, people=share) for share in shares]


def _refill(graph: Graph, model: Model) -> Build:
    dialect = graph.context.dialect
    names = [column.name for column in model.columns]
    filled = dialect.refill(model.relation, names, graph.query(model.name))
    return Build(model, (*filled, *_settled(dialect, model, model.relation)), _count(dialect, model.relation))


def _settled(dialect: Dialect, model: Model, place: Relation) -> Iterator[str]:
    """Yield what a table needs once it is filled; one that is kept up to date has to be found in by its keys."""
    for columns in model.definition.change.looked_up_by if model.incremental else ():
        yield from dialect.index(place, columns)
    yield from dialect.settle(place)


def _count(dialect: Dialect, relation: Relation) -> str:
    return dialect.render_once(exp.select("count(*)").from_(relation.node(), copy=False))


def updated(graph: Graph, model: Model, past: Past) -> Iterator[PlanStep]:
    """Yield the steps that bring a model up to date; what takes work to make is made first, for the checks to read.

    Where a run is no transaction, that is all for now: `update` does the rest at its end.
    """
    if model.definition.is_kept:  # it depends on what the last run has read
        yield from _updated(graph, model, past)
    else:
        yield from graph.once(("updated", model.name), lambda: tuple(_updated(graph, model, past)))


def _updated(graph: Graph, model: Model, past: Past) -> Iterator[PlanStep]:
    dialect, staged = graph.context.dialect, changing.put_aside(graph, model)
    if staged and staged not in made_already(graph.context):
        yield stage(graph, staged, graph.as_it_was(model.name).again(model.name))
    changes = changing.update(graph, model, past.loaded) if dialect.transactional else ()
    yield Build(model, changes, dialect.render_once(changing.written(graph, model)), updates=True)


def update(graph: Graph, models: Iterable[Model], past: Past, run: Run, recorded: Iterable[str]) -> Record:
    """Return the step that brings models up to date at once, where a run is no transaction, and logs the run."""
    dialect, shown = graph.context.dialect, log.this_run(graph, run)
    unless, lock = log.meanwhile(graph, past.run_id, past.number, past.started_at)
    if isinstance(dialect.publishing_by, Merging):
        merges = (dialect.render_once(changing.merged(graph, model, past.loaded)) for model in models)
        statements = (*log.unfinished(graph, run), *merges, *recorded, *log.finished(graph, run))
        return Record(statements, shown, dialect.render(unless), one_by_one=True)
    changes = (one for model in models for one in changing.update(graph, model, past.loaded))
    held = dialect.render(lock) if dialect.publishing_by == Aside() else None
    return Record((*changes, *recorded), shown, dialect.render(unless), held)


def dropped(graph: Graph, holding: Holding, model: Model) -> Execute:
    """Return the step that removes what stands in a model's place.

    Raises:
        WarehouseError: rules on who sees its rows would be lost with it.
    """
    if model.relation in holding.secured:
        raise WarehouseError(
            f"{model.relation} must be created again because its columns or kind changed, but it has row-level "
            "security or policies of yours. Everybody with rights in the schema might then see every row. Nothing was "
            "changed. Save the policies, drop the table, run, and create them again before others read it."
        )
    existing = holding.kinds[model.relation]
    return Execute("drop", str(model.relation), (graph.context.dialect.drop(existing, model.relation),))


def in_the_way(holding: Holding, models: list[Model]) -> list[Model]:
    """Return the models whose places must be empty first: those of other columns or kind, and the views over them."""
    found: dict[str, Model] = {}
    for model in models:
        kind = holding.kinds.get(model.relation)
        over = kind == "view" and any(parent in found for parent in model.reads)
        if kind and (kind != model.kind or model.relation not in holding.same or over):
            found[model.name] = model
    return list(found.values())


def _described(graph: Graph, model: Model) -> tuple[str, ...]:
    return graph.once(("described", model.name), lambda: _comments(graph, model))


def _comments(graph: Graph, model: Model) -> tuple[str, ...]:
    columns = {column.name: column.description for column in model.columns}
    return graph.context.dialect.comment(model.kind, model.relation, model.description, columns)


def published(graph: Graph, inside: Graph, holding: Holding, model: Model) -> Publish:
    """Return the step that puts a model into its place, where a run is no transaction."""
    dialect = graph.context.dialect
    existing = holding.kinds.get(model.relation)
    in_the_way = existing and (existing != model.kind or model.relation in holding.unreplaceable)
    dropped = (dialect.drop(existing, model.relation),) if existing and in_the_way else ()
    aside = inside.reading.put_aside(model.name) if model.kind == "table" else None
    if aside:
        put = dialect.publish(aside, model.relation, model.layout)
    else:
        put = (dialect.replace("view", model.relation, graph.query(model.name), model.layout),)
    return Publish(model, (*dropped, *put, *_described(graph, model)), aside)
