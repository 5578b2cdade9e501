"""What is built: whether the models stand in the warehouse as they are configured now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.errors import RunError, WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from segment_models.configured import Model
    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse
    from segment_models.warehouses.relation import Kind, Relation


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
    _require_same_columns(warehouse, models)
    return there


def _require_same_columns(warehouse: Warehouse, models: list[Model]) -> None:
    held = warehouse.catalog(dict.fromkeys(model.relation.schema for model in models))
    for model in models:
        built = (held[model.relation.schema] or {})[model.relation.name.lower()]
        if list(built) != [column.name.lower() for column in model.columns]:
            raise RunError(
                f"{model.relation} was built with another configuration: its columns are {', '.join(built)}. "
                "Build the models again with: segment-models run"
            )
