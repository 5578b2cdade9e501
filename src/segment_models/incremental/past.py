"""Looks at what earlier runs left behind, before a run that could go on from there."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlglot import exp

from segment_models.configured import Model
from segment_models.errors import RunError
from segment_models.fields import ADDED_TO_RUNS, REWRITES, RUNS, Field
from segment_models.graph import Graph
from segment_models.incremental import log
from segment_models.incremental.meaning import appeared, differences, meaning_here, raw_columns
from segment_models.models.chain import of_each
from segment_models.sources import Column
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Kind, Relation

Held = Mapping[str, Mapping[str, Mapping[str, Column]] | None]
"""The relations of each schema with their columns, as `Warehouse.catalog` returns them."""


@dataclass(frozen=True)
class Past:
    """What earlier runs left behind, as far as the next one depends on it."""

    loaded: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    """By call type and source, from when on rows have to be read: when the latest good call was loaded, and less."""
    models: frozenset[str] = frozenset()
    """The incremental models that the last run built or brought up to date, in the tables where they stand now."""
    notes: tuple[str, ...] = ()
    """What is to know of the raw tables since then."""
    run_id: str = ""
    started_at: datetime = datetime(1, 1, 1)  # noqa: DTZ001 as all moments here
    number: int = 0
    """The run that left it, when it began by its clock, and its place in the order of runs."""
    anew: Mapping[str, Mapping[str, exp.DataType]] = field(default_factory=dict)
    """The kept calls of a type of which there is none yet, and the columns that have another type now."""


REFRESH = "Rebuild everything with: segment-models run --full-refresh"
DAMAGED = f"Where the raw rows are right, what earlier runs have left is damaged. {REFRESH}"
"""What to do where a run fails that goes on from earlier ones."""


def look(graph: Graph, warehouse: Warehouse, kinds: Mapping[Relation, Kind], held: Held) -> Past | None:
    """Return what models can be brought up to date from; None where there is nothing yet, and all has to be built.

    Raises:
        RunError: what is kept was built with a configuration, or from columns, that would give other rows today.
    """
    lacking = [one.name for one in lacking_in_log(graph, held)]
    last = warehouse.fetch(log.last_run(graph, lacking)).values if is_held(held, log.log(graph)) else ()
    if not last:
        return None
    run = _read(graph, last[0])
    built = _where_they_stand(graph, run.models, run.places)
    needed = {name: model for name, model in graph.models.items() if model.definition.is_kept or model.definition.leads}
    if not built.issuperset(name for name, model in needed.items() if model.definition.leads):
        return None
    _refuse_another_meaning(graph, run.configuration)
    if not all(name in built and kinds.get(model.relation) == "table" for name, model in needed.items()):
        return None
    anew = _other_types(graph, warehouse, held)
    built -= _from_these(graph, anew)
    _refuse_other_columns(
        [model for name, model in graph.models.items() if name in built and kinds.get(model.relation) == "table"], held
    )
    loaded = _loaded(graph, warehouse, run.started_at)
    notes = appeared(run.raw_columns, raw_columns(graph))
    return Past(loaded, built, tuple(notes), run.id, run.started_at, run.number, anew)


@dataclass(frozen=True)
class _Last:
    """The last run's row of the log."""

    id: str
    started_at: datetime
    configuration: Mapping[str, object]
    raw_columns: Mapping[str, list[str]]
    models: tuple[str, ...]
    places: Mapping[str, str]
    number: int


def _read(graph: Graph, row: tuple[Any, ...]) -> _Last:
    """Return the last run as its row of the log has it.

    Raises:
        RunError: the row is not as a run writes it.
    """
    run_id, started_at, configuration, columns, models, places, number = row
    try:
        told = [json.loads(one) for one in (configuration, columns, places or "{}")]
        last = _Last(str(run_id), _utc(started_at), told[0], told[1], tuple(models.split(",")), told[2], int(number))
    except (AttributeError, RecursionError, TypeError, ValueError):
        told = []
    if not told or not all(isinstance(one, dict) for one in told):
        raise RunError(
            f"{log.log(graph)} is damaged: its row of run {run_id} is not in the form that runs write. {REFRESH}"
        )
    return last


def refuse_damaged_log(graph: Graph, held: Held) -> None:
    """Refuse a log in which no run can be written down, because a column of it is gone."""
    for place, columns in ((log.log(graph), RUNS), (log.rewrites(graph), REWRITES)):
        gone = [one.name for one in columns if one.name not in columns_held(held, place)]
        if is_held(held, place) and (gone := [name for name in gone if name not in ADDED_TO_RUNS]):
            raise RunError(
                f"{place} is damaged: it has no column {', '.join(gone)}. Rename or drop it: the next run creates it "
                "again and rebuilds everything."
            )


def _refuse_other_columns(models: Iterable[Model], held: Held) -> None:
    """Refuse a table whose columns are not those that were built: no row can be put in beside the others."""
    for model in models:
        found, wanted = list(columns_held(held, model.relation)), [one.name.lower() for one in model.columns]
        if found != wanted:
            gone = ", ".join(name for name in wanted if name not in found)
            more = ", ".join(name for name in found if name not in wanted)
            told = [f"it has no column {gone}" if gone else "", f"it has {more}, which is not ours" if more else ""]
            said = "; ".join(filter(None, told)) or "its columns are in another order"
            raise RunError(f"{model.relation} is not as the last run left it: {said}. {REFRESH}")


def hold(graph: Graph, warehouse: Warehouse) -> Held:
    """Return the columns that the log and the models have now."""
    places = [log.log(graph), *(model.relation for model in graph.models.values())]
    return warehouse.catalog(dict.fromkeys(place.schema for place in places))


def columns_held(held: Held, place: Relation) -> Mapping[str, Column]:
    """Return the columns of a relation by their lower-case names; none where it is not there."""
    return (held.get(place.schema) or {}).get(place.name.lower(), {})


def is_held(held: Held, place: Relation) -> bool:
    """Return whether a relation is there."""
    return place.name.lower() in (held.get(place.schema) or {})


def lacking_in_log(graph: Graph, held: Held) -> tuple[Field, ...]:
    """Return the columns that the log lacks because an older version made it; none where there is no log."""
    place = log.log(graph)
    found = columns_held(held, place)
    return tuple(one for one in RUNS if is_held(held, place) and one.name.lower() not in found)


def _where_they_stand(graph: Graph, models: Iterable[str], places: Mapping[str, str]) -> frozenset[str]:
    """Return those models that were built in the table where they stand now.

    One that has been renamed or moved since, and back again, was built elsewhere by the last run: its table is older.
    The log of an older version does not say where; there, a model counts as built where it stands.
    """
    here = {name: str(model.relation) for name, model in graph.models.items()}
    return frozenset(name for name in models if name in here and places.get(name, here[name]) == here[name])


def is_logged(graph: Graph, warehouse: Warehouse) -> bool:
    """Return whether there is a log of runs: models are incremental, or have been."""
    return bool(warehouse.kinds([log.log(graph)]))


def _refuse_another_meaning(graph: Graph, before: Mapping[str, object]) -> None:
    changed = differences(before, meaning_here(graph.context))
    if changed:
        raise RunError(
            f"The configuration has changed since the tables were built: {'; '.join(changed)}. New rows would not mean "
            f"the same as the rows that are kept. {REFRESH}"
        )


def _from_these(graph: Graph, kept: Iterable[str]) -> set[str]:
    """Return the kept calls named and the models that show their fields: all that has to be made anew with them."""
    shown = {other for name in kept for other in graph.descendants(name)}
    return {*kept, *(name for name in shown if not graph.models[name].definition.leads)}


def _other_types(graph: Graph, warehouse: Warehouse, held: Held) -> dict[str, dict[str, exp.DataType]]:
    """Return the columns of kept calls whose type is another in the raw tables now, where no call is kept yet.

    Raises:
        RunError: calls are kept there, so old values may have been lost.
    """
    anew: dict[str, dict[str, exp.DataType]] = {}
    places = {name: model.relation for name, model in graph.models.items() if model.definition.is_kept}
    for name, place in places.items():
        columns = columns_held(held, place)
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
    types = graph.context.read_types
    latest = """
        SELECT '{name}' AS call_type, source, max(call_loaded_at) AS loaded_at
        FROM model.{kept}
        WHERE reject_reason IS NULL AND call_loaded_at <= :until
        GROUP BY source
        """
    every = of_each(types, latest, until=graph.context.dialect.moment(until))
    overlap = graph.context.config.load_overlap
    found: dict[str, dict[str, datetime]] = {one.name: {} for one in types}
    rows = warehouse.fetch(warehouse.dialect.render_once(graph.resolved(every)))
    for call_type, source, moment in rows.values:
        found[call_type][source] = _before(_utc(moment), overlap)
    return found


def _before(moment: datetime, overlap: timedelta) -> datetime:
    return moment - overlap if moment - datetime(1, 1, 1) > overlap else datetime(1, 1, 1)  # noqa: DTZ001 as all moments here


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
