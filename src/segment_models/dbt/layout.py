"""What dbt's adapters call the layout of a table: partitions, clusters, labels, formats.

An adapter that is not listed has no word for any of it. Each word is as the adapter's own documentation has it:
https://docs.getdbt.com/reference/resource-configs/bigquery-configs, and likewise for the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.warehouses.bigquery.dialect import partition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from segment_models.configured import Model
    from segment_models.warehouses.dialect import Dialect
    from segment_models.warehouses.relation import Layout


@dataclass
class Asked:
    """What goes into a model's config for its layout, and what cannot be said there."""

    config: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def asked(dialect: Dialect, model: Model) -> Asked:
    """Return what a model's layout is in the words of the engine's dbt adapter."""
    found = Asked(notes=list(dialect.unused(model.relation, model.layout)))
    if dialect.name in _ADAPTERS and (model.kind != "view" or dialect.name in _LABELLED_VIEWS):
        _ADAPTERS[dialect.name](model.layout, found, model.kind == "view")
    found.notes = [f"{model.name}: {note}" for note in found.notes]
    return found


def _bigquery(layout: Layout, found: Asked, view: bool) -> None:  # noqa: FBT001 a view has labels only
    if layout.labels:
        found.config["labels"] = dict(layout.labels)
    if view:
        return
    if layout.partition_by:
        divided = _divided(partition(layout.partition_by))
        if divided:
            found.config["partition_by"] = divided
        else:
            found.notes.append(f"partition_by: {layout.partition_by} is left out: dbt-bigquery has no word for it.")
    if layout.cluster_by:
        found.config["cluster_by"] = list(layout.cluster_by)


def _divided(by: exp.Expr) -> dict[str, object] | None:
    """Return BigQuery's partition as dbt-bigquery writes it: a column, its type, and how long a partition is."""
    match by:
        case exp.Column():
            return {"field": by.name, "data_type": "date", "granularity": "day"}
        case exp.Date(this=exp.Column() as column):
            return {"field": column.name, "data_type": "timestamp", "granularity": "day"}
        case exp.TimestampTrunc(this=exp.Column() as column) | exp.DateTrunc(this=exp.Column() as column):
            kind = "timestamp" if isinstance(by, exp.TimestampTrunc) else "date"
            return {"field": column.name, "data_type": kind, "granularity": by.args["unit"].name.lower()}
        case exp.RangeBucket(this=exp.Column() as column, expression=exp.GenerateSeries() as series):
            bounds = [series.args.get(name) for name in ("start", "end", "step")]
            if all(isinstance(bound, exp.Literal) for bound in bounds):
                start, end, step = (int(bound.name) for bound in bounds if bound)
                return {
                    "field": column.name,
                    "data_type": "int64",
                    "range": {"start": start, "end": end, "interval": step},
                }
    return None


def _snowflake(layout: Layout, found: Asked, view: bool) -> None:  # noqa: FBT001, ARG001
    if layout.cluster_by:
        found.config["cluster_by"] = list(layout.cluster_by)


def _redshift(layout: Layout, found: Asked, view: bool) -> None:  # noqa: FBT001, ARG001
    if layout.cluster_by:
        found.config["sort"] = list(layout.cluster_by)


def _spark(layout: Layout, found: Asked, view: bool) -> None:  # noqa: FBT001
    _databricks(layout, found, view)
    if found.config.pop("liquid_clustered_by", None):
        found.notes.append("cluster_by is left out: dbt-spark has no word for clusters without a number of buckets.")


def _databricks(layout: Layout, found: Asked, view: bool) -> None:  # noqa: FBT001
    if layout.labels:
        found.config["tblproperties"] = dict(layout.labels)
    if view:
        return
    if layout.format:
        found.config["file_format"] = layout.format.lower()
    if layout.cluster_by:
        found.config["liquid_clustered_by"] = list(layout.cluster_by)
    elif layout.partition_by:
        by: exp.Expr = exp.maybe_parse(layout.partition_by, dialect="spark")
        if isinstance(by, exp.Column):
            found.config["partition_by"] = [by.name]
        elif not found.notes:
            found.notes.append(f"partition_by: {layout.partition_by} is left out: dbt divides by columns only.")


_ADAPTERS: Mapping[str, Callable[[Layout, Asked, bool], None]] = {
    "bigquery": _bigquery,
    "snowflake": _snowflake,
    "redshift": _redshift,
    "spark": _spark,
    "databricks": _databricks,
}
_LABELLED_VIEWS = frozenset({"bigquery", "databricks"})
