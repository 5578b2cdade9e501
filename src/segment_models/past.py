"""Looks at what earlier runs left behind, before a run that could go on from there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from segment_models import runs
from segment_models.errors import RunError
from segment_models.fields import IDENTIFY
from segment_models.incremental import NEEDED, Past
from segment_models.models import STATE
from segment_models.sql import query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from segment_models.fields import CallType
    from segment_models.graph import Graph
    from segment_models.warehouses.base import Kind, Relation, Warehouse

REFRESH = "Build everything again with: segment-models run --full-refresh"


def look(graph: Graph, warehouse: Warehouse, kinds: Mapping[Relation, Kind], now: datetime) -> Past | None:
    """Return what models can be brought up to date from; None where there is nothing yet, and all has to be built.

    Raises:
        RunError: what is kept was built with a configuration, or from columns, that would give other rows today.
    """
    kept = [*(name for name in STATE if name in graph.models), *NEEDED]
    if not all(kinds.get(graph.models[name].relation) == "table" for name in kept):
        return None
    if not warehouse.kinds([runs.log(graph)]):
        return None
    last = warehouse.fetch(runs.last_run(graph)).values
    if not last:
        return None
    configuration, models = last[0]
    _refuse_another_meaning(graph, json.loads(configuration))
    _refuse_other_types(graph, warehouse)
    types = (*graph.context.config.call_types, IDENTIFY)
    loaded = {one.name: _loaded(graph, warehouse, one, now) for one in types}
    return Past(loaded, frozenset(models.split(",")))


def _refuse_another_meaning(graph: Graph, before: Mapping[str, object]) -> None:
    changed = runs.differences(before, runs.meaning(graph.context.config))
    if changed:
        raise RunError(
            f"The configuration has changed since the tables were built, and rows built now would not mean the same "
            f"as those that are kept: {'; '.join(changed)}. {REFRESH}"
        )


def _refuse_other_types(graph: Graph, warehouse: Warehouse) -> None:
    """Refuse a custom field that has another type than when the kept calls were built: old values may have been lost."""
    places = {name: graph.models[name].relation for name in STATE if name in graph.models}
    held = warehouse.catalog(dict.fromkeys(place.schema for place in places.values()))
    for name, place in places.items():
        columns = (held[place.schema] or {}).get(place.name.lower(), {})
        for column, kind in graph.types(name).items():
            found = columns.get(column.lower())
            if found is None or found.type != kind:
                was = f"was {found.type.sql()}" if found else "was not there"
                raise RunError(
                    f"{place}: {column} {was} when the calls that are kept were read, and is {kind.sql()} in the raw "
                    f"tables now. {REFRESH}"
                )


def _loaded(graph: Graph, warehouse: Warehouse, call_type: CallType, now: datetime) -> dict[str, datetime]:
    """Return, by source, from when on rows have to be read: the latest load that is kept, less the overlap (R5)."""
    latest = query(
        f"""
        SELECT source, max(call_loaded_at) AS loaded_at
        FROM model.{call_type.name}_calls
        WHERE reject_reason IS NULL AND call_loaded_at <= :now
        GROUP BY source
        """,
        now=graph.context.dialect.moment(now),
    )
    rows = warehouse.fetch(warehouse.dialect.render(graph.resolved(latest))).values
    overlap = graph.context.config.load_overlap
    return {source: _utc(moment) - min(overlap, _utc(moment) - datetime.min) for source, moment in rows}  # noqa: DTZ901 a bound


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
