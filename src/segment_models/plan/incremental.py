"""What an incremental run works out in tables of its own before it changes a model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

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


@dataclass(frozen=True)
class _Derived:
    """One of these tables; ``of_this_run`` where its query is not of the graph alone, but of what the last run left."""

    name: str
    make: Callable[[], exp.Query]
    of_this_run: bool = False


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
    for one in _worked_out(graph, past):
        if isinstance(one, Bound):
            yield _bind(graph, one)
        elif one.of_this_run:
            yield _stage_of(graph, one)
        else:
            yield graph.once(("derived", one.name), partial(_stage_of, graph, one))


def _stage_of(graph: Graph, one: _Derived) -> Stage:
    return stage(graph, one.name, one.make())


def worked_out(graph: Graph, past: Past) -> Iterator[tuple[str, exp.Query] | Bound]:
    """Yield the name and the query of each of these tables, and between them the moments, their queries unresolved."""
    for one in _worked_out(graph, past):
        yield one if isinstance(one, Bound) else (one.name, one.make())


def _worked_out(graph: Graph, past: Past) -> Iterator[_Derived | Bound]:
    context, since = graph.context, past.loaded
    bounded = context.parameter("any") is not None
    for one in context.read_types:
        theirs = since.get(one.name, {})
        if bounded:
            yield from first_partitions(context, one, theirs)
        anew = past.anew.get(one.kept, {})
        yield _derived(graph, f"{one.table}_arrived", partial(arrived, context, one, theirs), of_this_run=True)
        if bounded:
            yield first_known(one)
        yield _derived(graph, f"{one.table}_known", partial(known, context, one, anew), of_this_run=bool(anew))
        yield _derived(graph, f"{one.table}_doubtful", partial(doubtful, one))
        if bounded:
            yield from partitions_in_doubt(context, one, theirs)
        yield _derived(graph, f"{one.table}_again", partial(again, context, one, theirs), of_this_run=True)
        yield _derived(graph, f"{one.table}_changed", partial(changed, context, one))
        if context.forgetting:
            yield _derived(graph, f"{one.table}_leaving", partial(leaving, context, one))
    for name, step in steps(context).items():
        yield _derived(graph, name, partial(step, context))
        if bounded and name == "cuts":
            yield first_cut()
    first = made_first(context.config)
    for name, model in graph.models.items():
        if (staged := model.definition.change.staged) in first:
            yield _Derived(staged, partial(graph.again, name))
    yield from _keys(graph)


def _derived(graph: Graph, name: str, make: Callable[[], exp.Query], *, of_this_run: bool = False) -> _Derived:
    return _Derived(name, lambda: graph.resolved(make()), of_this_run)


def _keys(graph: Graph) -> Iterator[_Derived]:
    """Yield the tables of keys that are worked out for one model alone."""
    for change in (model.definition.change for model in graph.models.values() if model.incremental):
        if isinstance(change, Keyed | FromDay) and change.keys:
            yield _derived(graph, change.table, partial(change.keys, graph.context))
