"""What an incremental run works out in tables of its own before it changes a model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from segment_models.graph import Graph
from segment_models.models.bounds import Bound, first_cut, first_known
from segment_models.models.calls import first_partitions
from segment_models.models.changes import EVENTS_AGAIN
from segment_models.models.kept_calls import arrived, changed, known, leaving
from segment_models.models.touched import STEPS


@dataclass(frozen=True)
class Derived:
    """A table of the run's own: its name in the stage, and the query that makes it."""

    name: str
    query: exp.Query


def derived(graph: Graph, since: Mapping[str, Mapping[str, datetime]]) -> Iterator[Derived | Bound]:
    """Yield every table that an incremental run works out before it touches a model, in order.

    Between them come the moments that later ones name as parameters, where the engine has a use for these.
    """
    context = graph.context
    bounded = context.dialect.parameter("any") is not None
    for one in context.all_types:
        theirs = since.get(one.name, {})
        if bounded:
            yield from first_partitions(context, one, theirs)
        yield Derived(f"{one.table}_arrived", graph.resolved(arrived(context, one, theirs)))
        if bounded:
            yield _resolved(graph, first_known(one))
        queries = {
            "known": known(context, one),
            "changed": changed(context, one),
            **({"leaving": leaving(context, one)} if context.forgetting else {}),
        }
        for name, made in queries.items():
            yield Derived(f"{one.table}_{name}", graph.resolved(made))
    for name, step in STEPS.items():
        yield Derived(name, graph.resolved(step(context)))
        if bounded and name == "cuts":
            yield _resolved(graph, first_cut())
    for name, model in graph.models.items():
        if model.definition.change.staged == EVENTS_AGAIN:
            yield Derived(EVENTS_AGAIN, graph.again(name))


def _resolved(graph: Graph, bound: Bound) -> Bound:
    return Bound(bound.name, graph.resolved(bound.query))
