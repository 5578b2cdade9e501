"""What a warehouse holds, read once before a plan is made; and whether the models stand there as configured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from segment_models import inventory
from segment_models.errors import ConfigError, RunError, WarehouseError
from segment_models.graph import Graph
from segment_models.incremental import past
from segment_models.incremental.log import Run
from segment_models.incremental.meaning import sql_hash
from segment_models.incremental.past import Past
from segment_models.inventory import Inventory
from segment_models.places import RAW_TABLES, raw_tables_among
from segment_models.warehouses.connection import Warehouse, run_name
from segment_models.warehouses.relation import Kind, Relation


@dataclass(frozen=True)
class Holding:
    """What a warehouse holds that a plan depends on: a value, read in a few questions before anything is done."""

    kinds: Mapping[Relation, Kind]
    """The models' relations that exist, and as what."""
    events: int = 0
    """About how many raw events there are."""
    rows_at_once: int = 1
    """How many of them one statement may gather."""
    temporary: bool = False
    """True if the run's own tables are temporary ones: the engine has such, they fit in its memory, and no models stand
    beside them until they are published."""
    schemas: frozenset[str] = frozenset()
    """Schemas that need not be made."""
    same: frozenset[Relation] = frozenset()
    """The models' relations whose columns are those that will be built, where the engine is `binding`."""
    secured: frozenset[Relation] = frozenset()
    """The models' tables with rules on who sees which rows, which would be lost with the table."""
    run: str = ""
    """What names of tables that the run keeps for itself end with, where several runs could meet."""
    leftovers: tuple[Relation, ...] = ()
    """Tables that runs which died long ago left behind."""
    warnings: tuple[str, ...] = ()
    """What is to know of the connection."""
    unreplaceable: frozenset[Relation] = frozenset()
    """The models' tables that have to be dropped before they can be laid out as configured."""
    past: Past | None = None
    """What incremental models can be brought up to date from; None where everything has to be built."""
    this_run: Run | None = None
    """The run, for the log of runs, where models are incremental or have been."""
    remembered: tuple[str, ...] = ()
    """The statements that write down who is forgotten, where the run forgets people."""
    inventory: Inventory | None = None
    """What earlier runs have built, and what is left of it."""


def look(  # noqa: PLR0913 as the options of a run
    graph: Graph,
    warehouse: Warehouse,
    chosen: Sequence[str],
    *,
    full_refresh: bool = False,
    remove_old: bool = False,
    moved_from: str | None = None,
) -> Holding:
    """Look at the warehouse for all that a plan depends on."""
    config = graph.context.config
    now = datetime.now(UTC).replace(tzinfo=None)
    places = [inventory.place(graph), *_raw_places(graph)]
    kinds = warehouse.kinds([model.relation for model in graph.models.values()] + places)
    _refuse_raw_tables(graph, warehouse, kinds)
    incremental = tuple(name for name in chosen if graph.models[name].incremental)
    logged = incremental or (
        warehouse.dialect.incremental and not graph.context.kept and past.is_logged(graph, warehouse)
    )
    held = past.hold(graph, warehouse) if logged else {}
    past.refuse_damaged_log(graph, held)
    models = [graph.models[name] for name in chosen]
    built = [model.relation for model in models]
    stands = {name: str(graph.models[name].relation) for name in incremental}
    every = (table for one in config.call_types for table in graph.context.sources.of(one))
    raw = [graph.context.relation(table.schema, table.name) for table in every]
    columns = sum(len(config.fields(one)) for one in config.call_types)
    dialect, events, rows_at_once = warehouse.dialect, warehouse.size(raw), warehouse.rows_at_once(columns)
    wanted = {model.relation: graph.types(model.name) for model in models} if dialect.binding else {}
    return Holding(
        kinds,
        events=events,
        rows_at_once=rows_at_once,
        temporary=dialect.transactional and events <= rows_at_once and warehouse.has_temporary(),
        schemas=warehouse.existing_schemas(dict.fromkeys(place.schema for place in [*built, places[0]])),
        same=warehouse.same_columns(wanted) if wanted else frozenset(),
        secured=warehouse.secured(model.relation for model in models),
        unreplaceable=warehouse.unreplaceable({one.relation: one.layout for one in models if one.kind == "table"}),
        run="" if dialect.transactional else run_name(now),
        leftovers=warehouse.leftovers(graph.reading.stage_schema),
        warnings=warehouse.warnings(),
        past=past.look(graph, warehouse, kinds, held) if incremental and not full_refresh else None,
        this_run=(
            Run(run_name(now), now, incremental, sql_hash(graph), stands, past.lacking_in_log(graph, held))
            if logged
            else None
        ),
        inventory=inventory.look(graph, warehouse, kinds, remove=remove_old, moved_from=moved_from),
    )


def _raw_places(graph: Graph) -> list[Relation]:
    """Return where raw tables would be in the schemas of the models."""
    schemas = dict.fromkeys(model.relation.schema for model in graph.models.values())
    return [Relation(schema, table) for schema in schemas for table in RAW_TABLES]


def _refuse_raw_tables(graph: Graph, warehouse: Warehouse, kinds: Mapping[Relation, Kind]) -> None:
    """Refuse a schema for models that Segment writes to, though no `segment_schema` names it.

    Raises:
        ConfigError: there are raw tables in it.
    """
    schemas = dict.fromkeys(place.schema for place in _raw_places(graph) if place in kinds)
    for schema, held in (warehouse.catalog(schemas) if schemas else {}).items():
        models = [model.relation.name for model in graph.models.values() if model.relation.schema == schema]
        if schema in schemas and (raw := raw_tables_among(held or {}, models)):
            raise ConfigError(
                f"{schema} holds raw Segment tables: {', '.join(raw)}. A run could overwrite a raw table with a model, "
                "and a load could overwrite a model with a raw table. Name a schema that holds only models."
            )


def require_built(graph: Graph, warehouse: Warehouse, names: Iterable[str]) -> dict[Relation, Kind]:
    """Return which models exist, and as what, where those named are built with the columns that are configured now.

    Raises:
        WarehouseError: one of those named is not built.
        RunError: one was built with another configuration.
    """
    models = [graph.models[name] for name in names]
    there = warehouse.kinds(model.relation for model in graph.models.values())
    missing = [model.relation for model in models if model.relation not in there]
    if missing:
        raise WarehouseError(f"{missing[0]} is not built. Build the models with: segment-models run")
    held = warehouse.catalog(dict.fromkeys(model.relation.schema for model in models))
    for model in models:
        built = (held[model.relation.schema] or {})[model.relation.name.lower()]
        if list(built) != [column.name.lower() for column in model.columns]:
            again = " --full-refresh" if model.incremental else ""
            raise RunError(
                f"{model.relation} was built with another configuration, or was changed since. Its columns are "
                f"{', '.join(built)}. Rebuild with: segment-models run{again}"
            )
    return there
