"""What an incremental run works out in tables of its own before it changes a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.fields import EVENT_TYPES, IDENTIFY
from segment_models.incremental.base import REBUILT, Derived
from segment_models.models.bounds import Bound, first_cut, first_known
from segment_models.models.calls import first_partitions
from segment_models.models.kept_calls import arrived, changed, known, leaving
from segment_models.models.touched import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from segment_models.graph import Graph, Model


def derived(graph: Graph, since: Mapping[str, Mapping[str, datetime]]) -> Iterator[Derived | Bound]:
    """Yield every table that an incremental run works out before it touches a model, in order.

    Between them come the moments that later ones name as parameters, where the engine has a use for these.
    """
    context = graph.moving().context
    bounded = context.dialect.parameter("any") is not None
    for one in (*context.config.call_types, IDENTIFY):
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
    yield Derived("events_rebuilt", graph.moving().query("sessionized_events"))


def _resolved(graph: Graph, bound: Bound) -> Bound:
    return Bound(bound.name, graph.resolved(bound.query))


def rebuilt(graph: Graph) -> Mapping[str, str]:
    """Return the models whose new rows have a table in the stage before they are put in, and its name there.

    In a transaction these are the ones that checks read there. Where a run is none, all that take work to make.
    """
    if graph.context.dialect.transactional:
        return REBUILT
    worked = ("rejected_events", "users", *(f"sessionized_{one.table}" for one in EVENT_TYPES))
    return {**REBUILT, **{name: f"{name}_rebuilt" for name in worked}}


def put_aside(graph: Graph, model: Model) -> Derived | None:
    """Return the table of what is put into a model, where it has one that is not among the `derived`."""
    if model.name == "sessionized_events" or model.name not in rebuilt(graph):
        return None
    return Derived(rebuilt(graph)[model.name], graph.moving().query(model.name))
