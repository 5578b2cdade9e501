"""Partitions, as a configuration says them: an expression of BigQuery's."""

from sqlglot import exp

from segment_models.warehouses import layouts


def partition(expression: str) -> exp.Expr:
    """Return a configured partition expression as a tree.

    Raises:
        ConfigError: it is no expression.
    """
    return layouts.expression("partition_by", expression, "bigquery", "date(session_start_timestamp)")


def in_dbt(expression: str) -> dict[str, object] | None:
    """Return a partition as dbt-bigquery writes it: a column, its type, and how long a partition is."""
    match by := partition(expression):
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
