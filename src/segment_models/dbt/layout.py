"""The layout of a table, in the words of the engine's dbt adapter: partitions, clusters, labels, formats."""

from dataclasses import dataclass, field

from segment_models.configured import Model
from segment_models.warehouses import layouts
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.relation import Layout


@dataclass
class Asked:
    """What goes into a model's config for its layout, and what cannot be said there."""

    config: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def asked(dialect: Dialect, model: Model) -> Asked:
    """Return what a model's layout is in the words of the engine's dbt adapter."""
    adapter, layout = dialect.dbt, model.layout
    if adapter.clusters and model.kind != "view":
        for one in layout.cluster_by:  # which adapters put into their SQL as it stands
            layouts.expression("cluster_by", one, dialect.sqlglot, "a column")
    found = Asked(notes=list(dialect.unused(model.relation, layout)))
    if adapter.labels and layout.labels and (model.kind != "view" or adapter.labels_views):
        found.config[adapter.labels] = dict(layout.labels)
    if model.kind != "view":
        _arrange(adapter, layout, found)
    found.notes = [f"{model.name}: {note}" for note in found.notes]
    return found


def _arrange(adapter: Adapter, layout: Layout, found: Asked) -> None:
    """Add how a table is divided and ordered, and in which format it is."""
    if adapter.format and layout.format:
        found.config[adapter.format] = layouts.file_format(layout.format)
    divides = layout.partition_by and not (adapter.clusters_or_divides and layout.cluster_by)
    if adapter.partition and divides and layout.partition_by:
        if partition := adapter.partition(layout.partition_by):
            found.config["partition_by"] = partition
        elif not any(note.startswith("partition_by") for note in found.notes):
            found.notes.append(f"partition_by: {layout.partition_by} is left out: {adapter.no_partition}")
    if adapter.clusters and layout.cluster_by:
        found.config[adapter.clusters] = list(layout.cluster_by)
    elif adapter.no_clusters and layout.cluster_by:
        found.notes.append(f"cluster_by is left out: {adapter.no_clusters}")
