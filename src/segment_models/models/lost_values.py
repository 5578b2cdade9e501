"""Values of custom fields that became NULL, because the type that holds those of all sources cannot hold them (R1)."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from segment_models.fields import CallType
from segment_models.models.calls import type_of
from segment_models.models.chain import Context
from segment_models.sources import RawTable, raw_name
from segment_models.sql import DOUBLES, aliased, text

COLUMNS = ("source", "call_type", "column_name", "raw_type", "type_in_models", "values_lost")


def lost_values(context: Context, call_type: CallType) -> Iterator[exp.Query]:
    """Yield the query of each raw column that gets another type in which a value may be lost.

    Its row is of `COLUMNS`; there is none where nothing was lost. It
    counts raw rows, so a value that was delivered twice counts twice. Columns that keep their type are not read.
    """
    for custom in context.config.custom_fields(call_type):
        wanted = type_of(context, call_type, custom)
        for table in context.sources.of(call_type):
            found = table.custom_column(raw_name(custom))
            if found and found.type != wanted and _may_lose(found.type, wanted):
                raw = exp.column(found.name, quoted=True)
                held = context.dialect.value(raw.copy(), found.type, wanted.copy())
                types = {"raw_type": found.type, "type_in_models": wanted}
                told = {name: kind.sql(context.dialect.sqlglot) for name, kind in types.items()}
                said = {"source": table.source, "call_type": call_type.name, "column_name": found.name, **told}
                yield _counted(context, table, said, raw, held)


def _may_lose(found: exp.DataType, wanted: exp.DataType) -> bool:
    """Return whether a value may have none in the other type: text holds all that is spelled out, but no NaN."""
    temporal = exp.DataType.TEMPORAL_TYPES
    return not wanted.is_type(*exp.DataType.TEXT_TYPES) or found.is_type(*DOUBLES, *temporal)


def _counted(context: Context, table: RawTable, said: Mapping[str, str], raw: exp.Expr, held: exp.Expr) -> exp.Query:
    lost = exp.and_(exp.not_(exp.Is(this=raw, expression=exp.null())), exp.Is(this=held, expression=exp.null()))
    one = exp.select(*(aliased(text(value), name) for name, value in said.items()), "count(*) AS values_lost")
    return one.from_(context.relation(table.schema, table.name).node()).where(lost).having("count(*) > 0")
