"""How DuckDB means things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB as SqlglotDuckDB
from sqlglot.generators.duckdb import DuckDBGenerator

from segment_models.sql import LongOrders, aliased, is_not_null, piece, spelled_out, text
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.publishing import Together
from segment_models.warehouses.relation import NO_LAYOUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlglot.generator import Generator

    from segment_models.fields import FieldType
    from segment_models.warehouses.relation import Kind, Layout, Relation

TEXT = exp.DataType.build("text")
TIMESTAMP = exp.DataType.build("timestamp", dialect="duckdb")
BIGINT = exp.DataType.build("bigint")
DOUBLE = exp.DataType.build("double")

_TIMESTAMPS = (
    exp.DataType.Type.TIMESTAMP,
    exp.DataType.Type.TIMESTAMPNTZ,
    exp.DataType.Type.TIMESTAMP_S,
    exp.DataType.Type.TIMESTAMP_MS,
)


class _Readable(SqlglotDuckDB):
    """sqlglot's DuckDB, laid out for people: long structs one field a line."""

    class Generator(LongOrders, DuckDBGenerator):
        """How DuckDB's SQL is written."""

        TRANSFORMS = DuckDBGenerator.TRANSFORMS | {
            exp.Not: is_not_null,
            exp.Ordered: spelled_out,
            exp.Struct: lambda self, struct: _struct_sql(self, struct),  # noqa: PLW0108 defined below
        }


def _struct_sql(self: Generator, struct: exp.Struct) -> str:
    entries = [f"{self.sql(text(entry.this.name))}: {self.sql(entry, 'expression')}" for entry in struct.expressions]
    return f"{{{self.format_args(*entries)}}}"


class DuckDBDialect(Dialect):
    """DuckDB 2."""

    name = "duckdb"
    sqlglot = _Readable
    title = "DuckDB"
    extra = None
    url = "duckdb:///events.duckdb"
    nesting = "structs and lists"
    publishing = "a run is one transaction"
    level = "everything, in process"
    structs = True
    records = True
    publishing_by = Together()
    can_inline = True
    segment_types = {  # noqa: RUF012 read only
        "text": TEXT,
        "timestamp": TIMESTAMP,
        "received_at": TIMESTAMP,
        "uuid_ts": TIMESTAMP,
        "loaded_at": TIMESTAMP,
    }
    stage_schema = "_segment_models_run"
    ordered_list_why = "Records are listed as they come, then put in order by the list of their positions."
    notes = {  # noqa: RUF012 read only
        "partition_by": "DuckDB has no partitions: partition_by is ignored.",
        "cluster_by": "DuckDB does not cluster tables: cluster_by is ignored.",
        "labels": "DuckDB has no labels: labels are ignored.",
        "format": "DuckDB's tables have one format: format is ignored.",
    }

    def type(self, kind: FieldType) -> exp.DataType:
        """Return DuckDB's type for a published column."""
        return exp.DataType.build(kind.value, dialect="duckdb")

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as VARCHAR."""
        return column if found.is_type(*exp.DataType.TEXT_TYPES) else exp.cast(column, TEXT)

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP in UTC.

        Text without a zone is read as UTC by appending one: the text that has its own zone is none then, and is read
        as it stands. Nanoseconds are cut, where DuckDB's own cast rounds them.
        """
        match found.this:
            case kind if kind in _TIMESTAMPS:
                return exp.case().when(exp.func("isfinite", column), _as_timestamp(column, found))
            case exp.DataType.Type.TIMESTAMPTZ:
                return exp.func("make_timestamp", exp.func("epoch_us", column))
            case exp.DataType.Type.TIMESTAMP_NS:
                return piece(
                    "make_timestamp(epoch_ns(:c) // 1000 - CASE WHEN epoch_ns(:c) % 1000 < 0 THEN 1 ELSE 0 END)",
                    "duckdb",
                    c=column,
                )
            case exp.DataType.Type.DATE:
                return piece("CASE WHEN isfinite(:c) THEN CAST(:c AS TIMESTAMP) END", "duckdb", c=column)
        text = self.text(column, found)
        zoned = ", ".join(f"TRY_CAST({one} AS TIMESTAMPTZ)" for one in (":c || 'Z'", ":c || ' 00:00:00Z'", ":c"))
        return piece(f"make_timestamp(epoch_us(COALESCE({zoned})))", "duckdb", c=text)

    def moment(self, moment: datetime) -> exp.Expr:
        """Return a TIMESTAMP, which has no zone."""
        return exp.cast(text(moment.isoformat(sep=" ", timespec="microseconds")), TIMESTAMP)

    def at_or_after(self, column: exp.Expr, found: exp.DataType, moment: datetime) -> exp.Expr:
        """Return the comparison of the column as it stands, where it is a TIMESTAMP; before all time it is in doubt."""
        if found.this not in _TIMESTAMPS[:2]:
            return super().at_or_after(column, found, moment)
        test = "(:c >= :moment OR :c = CAST('-infinity' AS TIMESTAMP))"
        return piece(test, "duckdb", c=column, moment=self.moment(moment))

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the one type found, or the narrowest of BIGINT, DOUBLE, TIMESTAMP, VARCHAR that holds them all."""
        if len({kind.sql("duckdb") for kind in found}) == 1:
            return found[0]
        if all(kind.is_type(*exp.DataType.SIGNED_INTEGER_TYPES) for kind in found):
            return BIGINT
        if all(kind.is_type(*exp.DataType.NUMERIC_TYPES) for kind in found):
            return DOUBLE
        if all(kind.is_type(*exp.DataType.TEMPORAL_TYPES) for kind in found):
            return TIMESTAMP
        return TEXT

    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""
        if found == wanted:
            return column
        if wanted == TEXT:
            return self.text(column, found)
        if wanted == TIMESTAMP:
            return self.timestamp(column, found)
        return exp.TryCast(this=column, to=wanted.copy())

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return whether a regular expression (RE2) is found in a text."""
        return exp.func("regexp_matches", text, exp.Literal.string(pattern), dialect="duckdb")

    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the difference of the two times' microseconds since 1970: no calendar, no rounding."""
        return piece("epoch_us(:later) - epoch_us(:earlier)", "duckdb", earlier=earlier, later=later)

    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the whole milliseconds between two times."""
        return piece("(epoch_us(:later) - epoch_us(:earlier)) // 1000", "duckdb", earlier=earlier, later=later)

    def md5(self, text: exp.Expr) -> exp.Expr:
        """Return DuckDB's `md5`, which is lower-case hex."""
        return exp.func("md5", text, dialect="duckdb")

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return ``{'name': value, …}``."""
        entries = [exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in values.items()]
        return exp.Struct(expressions=entries)

    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:  # noqa: ARG002
        """Return ``struct.name``, which knows its type."""
        return exp.Dot(this=struct, expression=exp.to_identifier(name, quoted=True))

    def ordered_list(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the list put in order by a list of the positions: a third of the cost of ``list(… ORDER BY …)``.

        Both lists are filled row by row in one aggregation, so they stay in step; the check `records_agree` proves it
        in every run.
        """
        return piece(
            "list_select(list(:value), list_grade_up(list(:position)))",
            "duckdb",
            value=value,
            position=position,
        )

    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return ``list_extract(array, position)``."""
        return exp.func("list_extract", array, position, dialect="duckdb")

    def at_last(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return `arg_max`, which passes over NULL values."""
        return exp.ArgMax(this=value, expression=position)

    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return DuckDB's `hash` modulo ``buckets``."""
        return piece(f"hash(:c) % {buckets:d}", "duckdb", c=text)

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Unnest the array in a subquery, each element beside its subscript."""
        elements = exp.select(
            exp.Star(),
            aliased(exp.func("unnest", array.copy(), dialect="duckdb"), "record"),
            aliased(piece("generate_subscripts(:c, 1)", "duckdb", c=array), "position"),
        ).from_(query.args["from_"].this.copy())
        alias = exp.TableAlias(this=exp.to_identifier("elements"))
        over = query.copy()
        over.set("from_", exp.From(this=exp.Subquery(this=elements, alias=alias)))
        return over

    def replace(
        self,
        kind: Kind,
        relation: Relation,
        query: exp.Query,
        layout: Layout = NO_LAYOUT,  # noqa: ARG002 there is one layout
    ) -> str:
        """Return CREATE OR REPLACE VIEW or TABLE."""
        return self.render(exp.Create(this=relation.node(), kind=kind.upper(), replace=True, expression=query))


def _as_timestamp(column: exp.Expr, found: exp.DataType) -> exp.Expr:
    exact = found.this in (exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ)
    return column.copy() if exact else exp.cast(column.copy(), TIMESTAMP)


DIALECT = DuckDBDialect()
