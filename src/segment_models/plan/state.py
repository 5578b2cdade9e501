"""Looks at the warehouse for all that a plan depends on, before it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from segment_models.incremental import past
from segment_models.incremental.log import Run
from segment_models.incremental.meaning import sql_hash
from segment_models.plan.steps import State
from segment_models.warehouses.connection import run_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse


def look(graph: Graph, warehouse: Warehouse, chosen: Sequence[str], *, full_refresh: bool) -> State:
    """Look at the warehouse for all that a plan depends on."""
    config = graph.context.config
    now = datetime.now(UTC).replace(tzinfo=None)
    kinds = warehouse.kinds(model.relation for model in graph.models.values())
    incremental = tuple(name for name in chosen if graph.models[name].incremental)
    logged = incremental or (
        warehouse.dialect.incremental and not graph.context.kept and past.is_logged(graph, warehouse)
    )
    models = [graph.models[name] for name in chosen]
    raw = [table for one in config.call_types for table in graph.context.sources.of(one)]
    columns = sum(len(config.fields(one)) for one in config.call_types)
    dialect = warehouse.dialect
    wanted = {model.relation: graph.types(model.name) for model in models} if dialect.binding else {}
    return State(
        kinds,
        events=sum(warehouse.size(table.schema, table.name) for table in raw),
        rows_at_once=warehouse.rows_at_once(columns),
        schemas=warehouse.existing_schemas(dict.fromkeys(model.relation.schema for model in models)),
        same=warehouse.same_columns(wanted) if wanted else frozenset(),
        unreplaceable=warehouse.unreplaceable({one.relation: one.layout for one in models if one.kind == "table"}),
        run="" if dialect.transactional else run_name(now),
        leftovers=warehouse.leftovers(graph.reading.stage_schema),
        warnings=warehouse.warnings(),
        past=past.look(graph, warehouse, kinds) if incremental and not full_refresh else None,
        this_run=Run(run_name(now), now, incremental, sql_hash(graph)) if logged else None,
    )
