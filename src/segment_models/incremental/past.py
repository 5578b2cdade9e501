"""Looks at what earlier runs left behind, before a run that could go on from there."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlglot import exp

from segment_models.errors import RunError
from segment_models.graph import Graph
from segment_models.incremental import log
from segment_models.incremental.meaning import appeared, differences, meaning, raw_columns
from segment_models.models.chain import of_each
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Kind, Relation


@dataclass(frozen=True)
class Past:
    """What earlier runs left behind, as far as the next one depends on it."""

    loaded: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    """By call type and source, from when on rows have to be read: when the latest good call was loaded, and less."""
    models: frozenset[str] = frozenset()
    """The incremental models that the last run built or brought up to date."""
    notes: tuple[str, ...] = ()
    """What is to know of the raw tables since then."""
    run_id: str = ""
    started_at: datetime = datetime(1, 1, 1)  # noqa: DTZ001 as all moments here
    """The run that left it, and when it began."""
    anew: Mapping[str, Mapping[str, exp.DataType]] = field(default_factory=dict)
    """The kept calls of a type of which there is none yet, and the columns that have another type now."""


REFRESH = "Rebuild everything with: segment-models run --full-refresh"


def look(graph: Graph, warehouse: Warehouse, kinds: Mapping[Relation, Kind]) -> Past | None:
    """Return what models can be brought up to date from; None where there is nothing yet, and all has to be built.

    Raises:
        RunError: what is kept was built with a configuration, or from columns, that would give other rows today.
    """
    last = warehouse.fetch(log.last_run(graph)).values if is_logged(graph, warehouse) else ()
    if not last:
        return None
    run_id, started_at, configuration, columns, models = last[0]
    built = frozenset(models.split(","))
    needed = {name: model for name, model in graph.models.items() if model.definition.is_kept or model.definition.leads}
    if not built.issuperset(name for name, model in needed.items() if model.definition.leads):
        return None
    _refuse_another_meaning(graph, _read(graph, configuration))
    if not all(kinds.get(model.relation) == "table" for model in needed.values()):
        return None
    anew = _other_types(graph, warehouse)
    loaded = _loaded(graph, warehouse, _utc(started_at))
    notes = appeared(_read(graph, columns), raw_columns(graph))
    return Past(loaded, built - _from_these(graph, anew), tuple(notes), run_id, _utc(started_at), anew)


def _read(graph: Graph, said: object) -> dict[str, Any]:
    """Return what the log says of the last run.

    Raises:
        RunError: no run can have written that.
    """
    try:
        found = json.loads(str(said))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RunError(
            f"{log.log(graph)} is damaged: the row of the last run holds a text that no run writes. {REFRESH}"
        )
    return found


def is_logged(graph: Graph, warehouse: Warehouse) -> bool:
    """Return whether there is a log of runs: models are incremental, or have been."""
    return bool(warehouse.kinds([log.log(graph)]))


def _refuse_another_meaning(graph: Graph, before: Mapping[str, object]) -> None:
    changed = differences(before, meaning(graph.context.config))
    if changed:
        raise RunError(
            f"The configuration has changed since the tables were built: {'; '.join(changed)}. New rows would not mean "
            f"the same as the rows that are kept. {REFRESH}"
        )


def _from_these(graph: Graph, kept: Iterable[str]) -> set[str]:
    """Return the kept calls named and the models that show their fields: all that has to be made anew with them."""
    shown = {other for name in kept for other in graph.descendants(name)}
    return {*kept, *(name for name in shown if not graph.models[name].definition.leads)}


def _other_types(graph: Graph, warehouse: Warehouse) -> dict[str, dict[str, exp.DataType]]:
    """Return the columns of kept calls whose type is another in the raw tables now, where no call is kept yet.

    Raises:
        RunError: calls are kept there, so old values may have been lost.
    """
    anew: dict[str, dict[str, exp.DataType]] = {}
    places = {name: model.relation for name, model in graph.models.items() if model.definition.is_kept}
    held = warehouse.catalog(dict.fromkeys(place.schema for place in places.values()))
    for name, place in places.items():
        columns = (held[place.schema] or {}).get(place.name.lower(), {})
        types = graph.types(name)
        for custom in (one.name for one in graph.models[name].columns if one.custom):
            found = columns.get(custom.lower())
            if found is not None and _are_alike(found.type, types[custom]):
                continue
            if _is_empty(warehouse, place):
                anew.setdefault(name, {})[custom] = types[custom]
            else:
                was = f"was {found.type.sql()}" if found else "was not there"
                raise RunError(
                    f"{place}: {custom} {was} when the kept calls were read, and is {types[custom].sql()} in the raw "
                    f"tables now. {REFRESH}"
                )
    return anew


def _is_empty(warehouse: Warehouse, place: Relation) -> bool:
    return not warehouse.fetch(warehouse.dialect.render(exp.select("1").from_(place.node()).limit(1))).values


def _are_alike(one: exp.DataType, other: exp.DataType) -> bool:
    """Return whether two types are the same, or both text of whatever width."""
    return one == other or (one.is_type(*exp.DataType.TEXT_TYPES) and other.is_type(*exp.DataType.TEXT_TYPES))


def _loaded(graph: Graph, warehouse: Warehouse, until: datetime) -> dict[str, dict[str, datetime]]:
    """Return, by call type and source, from when on rows have to be read: the latest load kept, less the overlap.

    A rejected call does not count (R5). Nor does a load later than ``until``, when the last run began: a loader whose
    clock is ahead wrote it, and rows that come since may well bear earlier times.
    """
    types = graph.context.all_types
    latest = """
        SELECT '{name}' AS call_type, source, max(call_loaded_at) AS loaded_at
        FROM model.{name}_calls
        WHERE reject_reason IS NULL AND call_loaded_at <= :until
        GROUP BY source
        """
    every = of_each(types, latest, until=graph.context.dialect.moment(until))
    overlap = graph.context.config.load_overlap
    found: dict[str, dict[str, datetime]] = {one.name: {} for one in types}
    rows = warehouse.fetch(warehouse.dialect.render(graph.resolved(every)))
    for call_type, source, moment in rows.values:
        found[call_type][source] = _before(_utc(moment), overlap)
    return found


def _before(moment: datetime, overlap: timedelta) -> datetime:
    return moment - overlap if moment - datetime(1, 1, 1) > overlap else datetime(1, 1, 1)  # noqa: DTZ001 as all moments here


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
