"""What an incremental run works out in tables of its own before it changes a model."""

from collections.abc import Iterator

from sqlglot import exp

from segment_models.graph import Graph
from segment_models.incremental.past import Past
from segment_models.models.bounds import Bound, first_cut, first_known
from segment_models.models.calls import first_partitions, partitions_in_doubt
from segment_models.models.chain import Context
from segment_models.models.changes import made_first
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
    context, since = graph.context, past.loaded
    bounded = context.dialect.parameter("any") is not None
    for one in context.all_types:
        theirs = since.get(one.name, {})
        if bounded:
            yield from (_bind(graph, bound) for bound in first_partitions(context, one, theirs))
        yield stage(graph, f"{one.table}_arrived", graph.resolved(arrived(context, one, theirs)))
        if bounded:
            yield _bind(graph, first_known(one))
        yield stage(
            graph, f"{one.table}_known", graph.resolved(known(context, one, past.anew.get(f"{one.name}_calls", {})))
        )
        yield stage(graph, f"{one.table}_doubtful", graph.resolved(doubtful(one)))
        if bounded:
            yield from (_bind(graph, bound) for bound in partitions_in_doubt(context, one, theirs))
        queries = {
            "again": again(context, one, theirs),
            "changed": changed(context, one),
            **({"leaving": leaving(context, one)} if context.forgetting else {}),
        }
        for name, made in queries.items():
            yield stage(graph, f"{one.table}_{name}", graph.resolved(made))
    for name, step in steps(context).items():
        yield stage(graph, name, graph.resolved(step(context)))
        if bounded and name == "cuts":
            yield _bind(graph, first_cut())
    first = made_first(context.config)
    for name, model in graph.models.items():
        if (staged := model.definition.change.staged) in first:
            yield stage(graph, staged, graph.again(name))
