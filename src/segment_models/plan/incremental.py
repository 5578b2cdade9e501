"""What an incremental run works out in tables of its own before it changes a model."""

from collections.abc import Iterator

from sqlglot import exp

from segment_models.graph import Graph
from segment_models.incremental.past import Past
from segment_models.models.bounds import Bound, first_cut, first_known
from segment_models.models.calls import first_partitions, partitions_in_doubt
from segment_models.models.chain import Context
from segment_models.models.changes import FromDay, Keyed, made_first
from segment_models.models.kept_calls import again, arrived, changed, doubtful, known, leaving
from segment_models.models.touched import steps
from segment_models.plan.steps import Bind, Stage


def stage(graph: Graph, name: str, query: exp.Query) -> Stage:
    """Return the step that puts the rows of a query into a table of the run's own."""
    dialect, place = graph.context.dialect, graph.reading.stage(name)
    return Stage(name, place, (dialect.replace("table", place, query), *dialect.settle(place)))


def _bind(graph: Graph, bound: Bound) -> Bind:
    return Bind(bound.name, graph.context.dialect.render_once(graph.resolved(bound.query)))


def made_already(context: Context) -> frozenset[str]:
    """Return the names of what `derived` makes beside the calls, which no model makes once more."""
    return made_first(context.config).union(steps(context))


def derived(graph: Graph, past: Past) -> Iterator[Stage | Bind]:
    """Yield the step of every table that an incremental run works out before it touches a model, in order.

    Between them come the moments that later ones name as parameters, where the engine has a use for these.
    """
    for one in worked_out(graph, past):
        yield _bind(graph, one) if isinstance(one, Bound) else stage(graph, *one)


def worked_out(graph: Graph, past: Past) -> Iterator[tuple[str, exp.Query] | Bound]:
    """Yield the name and the query of each of these tables, and between them the moments, their queries unresolved."""
    context, since = graph.context, past.loaded
    bounded = context.parameter("any") is not None
    for one in context.read_types:
        theirs = since.get(one.name, {})
        if bounded:
            yield from first_partitions(context, one, theirs)
        yield f"{one.table}_arrived", graph.resolved(arrived(context, one, theirs))
        if bounded:
            yield first_known(one)
        yield f"{one.table}_known", graph.resolved(known(context, one, past.anew.get(one.kept, {})))
        yield f"{one.table}_doubtful", graph.resolved(doubtful(one))
        if bounded:
            yield from partitions_in_doubt(context, one, theirs)
        yield f"{one.table}_again", graph.resolved(again(context, one, theirs))
        yield f"{one.table}_changed", graph.resolved(changed(context, one))
        if context.forgetting:
            yield f"{one.table}_leaving", graph.resolved(leaving(context, one))
    for name, step in steps(context).items():
        yield name, graph.resolved(step(context))
        if bounded and name == "cuts":
            yield first_cut()
    first = made_first(context.config)
    for name, model in graph.models.items():
        if (staged := model.definition.change.staged) in first:
            yield staged, graph.again(name)
    yield from _keys(graph)


def _keys(graph: Graph) -> Iterator[tuple[str, exp.Query]]:
    """Yield the tables of keys that are worked out for one model alone."""
    for change in (model.definition.change for model in graph.models.values() if model.incremental):
        if isinstance(change, Keyed | FromDay) and change.keys:
            yield change.table, graph.resolved(change.keys(graph.context))
