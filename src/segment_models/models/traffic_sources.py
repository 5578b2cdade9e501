"""`segment_traffic_sources`: which host or source is a search engine, a social network, a shop (A8)."""

from sqlglot import exp

from segment_models import traffic_sources as sources
from segment_models.fields import TRAFFIC_SOURCES, FieldType
from segment_models.models.chain import Context
from segment_models.sql import aliased, column


def traffic_sources(context: Context) -> exp.Query:
    """One row per host or source of the package's list and of the configuration.

    Columns: key, match, source, category.
    """
    names = [one.name for one in TRAFFIC_SOURCES]
    rows = [(one.key, one.match, one.source, one.category) for one in sources.merged(context.config.traffic_sources)]
    listed = exp.values(rows, alias="listed", columns=names)
    text = context.dialect.type(FieldType.TEXT)
    return exp.select(*(aliased(context.dialect.text(column(name), text), name) for name in names)).from_(listed)
