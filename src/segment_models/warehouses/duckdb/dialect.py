"""How DuckDB means things."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB as SqlglotDuckDB

from segment_models.fields import FieldType
from segment_models.sql import LongOrders, aliased, is_not_null, piece, spelled_out, text
from segment_models.warehouses.dialect import Dialect, over_elements, written_by_segment
from segment_models.warehouses.generators import DuckDBGenerator
from segment_models.warehouses.publishing import Together
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation
from segment_models.warehouses.spellings import FIRST, FIRST_MICROS, LAST, LAST_MICROS, MOMENT, micros_of_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot.generator import Generator

TEXT = exp.DataType.build("text")
TIMESTAMP = exp.DataType.build("timestamp", dialect="duckdb")

_TEMPORARY = "temp.main"
"""The database and the schema of DuckDB's temporary tables, each connection's its own."""

_Type = exp.DataType.Type
_UP_TO_BIGINT = (
    *(_Type.TINYINT, _Type.SMALLINT, _Type.INT, _Type.BIGINT),
    *(_Type.UTINYINT, _Type.USMALLINT, _Type.UINT),
)

_TIMESTAMPS = (
    exp.DataType.Type.TIMESTAMP,
    exp.DataType.Type.TIMESTAMPNTZ,
    exp.DataType.Type.TIMESTAMP_S,
    exp.DataType.Type.TIMESTAMP_MS,
)


def _struct_sql(self: Generator, struct: exp.Struct) -> str:
    entries = [f"{self.sql(text(entry.this.name))}: {self.sql(entry, 'expression')}" for entry in struct.expressions]
    return f"{{{self.format_args(*entries)}}}"


class _Readable(SqlglotDuckDB):
    """sqlglot's DuckDB, laid out for people: long structs one field a line."""

    class Generator(LongOrders, DuckDBGenerator):
        """How DuckDB's SQL is written."""

        TRANSFORMS = DuckDBGenerator.TRANSFORMS | {
            exp.Not: is_not_null,
            exp.Ordered: spelled_out,
            exp.Struct: _struct_sql,
        }


class DuckDBDialect(Dialect):
    """DuckDB 1.5 and newer."""

    name = "duckdb"
    sqlglot = _Readable
    title = "DuckDB"
    extra = None
    url = "duckdb:///events.duckdb"
    nesting = "structs and lists"
    publishing = "a run is one transaction"
    level = "everything, in process"
    publishing_by = Together()
    can_inline = True
    segment_types = written_by_segment(TEXT, TIMESTAMP, "loaded_at")
    wider = (
        (_UP_TO_BIGINT, exp.DataType.build("bigint")),
        ((*_UP_TO_BIGINT, _Type.UBIGINT, _Type.INT128), exp.DataType.build("hugeint", dialect="duckdb")),
        (exp.DataType.NUMERIC_TYPES - {_Type.INT128, _Type.UINT128}, exp.DataType.build("double")),
        ((*_TIMESTAMPS, _Type.TIMESTAMPTZ, _Type.TIMESTAMP_NS, _Type.DATE), TIMESTAMP),
    )
    utc = ""
    templates = {  # noqa: RUF012 read only
        "matches": "regexp_matches(:text, :pattern)",
        # no calendar, no rounding
        "micros_between": "epoch_us(:later) - epoch_us(:earlier)",
        "millis_between": "(epoch_us(:later) - epoch_us(:earlier)) // 1000",
        "utc_day": "CAST(:moment AS DATE)",
        "local_day": "CAST(timezone(:zone, timezone('UTC', :moment)) AS DATE)",
        "utc_hour": "EXTRACT(hour FROM :moment)",
        "local_hour": "EXTRACT(hour FROM timezone(:zone, timezone('UTC', :moment)))",
        "days_between": "date_diff('day', :earlier, :later)",
        "days_after": ":day + CAST(:number AS INT)",
        "md5": "md5(:text)",
        "cut": "trunc(:number, 6)",
        "listed": "list(:value) FILTER (WHERE :call IS NOT NULL)",
        "in_order": "list_select(:records, list_grade_up(:positions))",
        "element": "list_extract(:array, :position)",
        "fingerprint": "hash(:one, :other)",
        "fingerprints": "list_sum([hash(:one, :other) FOR record IN :array])",
        # one look at each element, where sorting a list takes five times as long
        "ascends": "list_reduce([:moment FOR record IN :array], lambda earlier, later: "
        "CASE WHEN later > earlier THEN later ELSE CAST('infinity' AS TIMESTAMP) END, CAST('-infinity' AS TIMESTAMP)) "
        "< CAST('infinity' AS TIMESTAMP)",
        "at_last": "arg_max(:value, :position)",  # which passes over NULL values
        "bucket": "hash(:text) % :buckets",
    }
    ordered_list_why = (
        "The calls of each type are listed as they come, without the NULLs of the other types; as records of one list, "
        "they are put in order by the list of their positions."
    )
    notes = {  # noqa: RUF012 read only
        "partition_by": "partition_by is ignored: DuckDB has no partitions.",
        "cluster_by": "cluster_by is ignored: DuckDB does not cluster tables.",
        "labels": "labels are ignored: DuckDB has no labels.",
        "format": "format is ignored: DuckDB's tables have one format.",
    }

    def is_free(self, connection: object) -> bool:
        """Return whether a database is in this process; one on MotherDuck is not."""
        return not (isinstance(connection, str) and "/md:" in connection)

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP in UTC.

        Text without a zone is read as UTC by appending one: the text that has its own offset is none then, and is read
        as it stands. Seconds are appended, too, where there are none: DuckDB 1.5 reads no zone without them.
        Nanoseconds are cut, where DuckDB's own cast rounds them.
        """
        if found.this in exp.DataType.NUMERIC_TYPES:
            return exp.func("make_timestamp", micros_of_number(column, found))
        match found.this:
            case kind if kind in _TIMESTAMPS:
                return _of_years(column, _as_timestamp(column, found))
            case exp.DataType.Type.TIMESTAMPTZ:
                return _of_micros(exp.func("epoch_us", column))
            case exp.DataType.Type.TIMESTAMP_NS:
                return piece(
                    "CASE WHEN isfinite(:c) THEN "  # DuckDB 1.5 has a number for what is not
                    "make_timestamp(epoch_ns(:c) // 1000 - CASE WHEN epoch_ns(:c) % 1000 < 0 THEN 1 ELSE 0 END) END",
                    "duckdb",
                    c=column,
                )
            case exp.DataType.Type.DATE:
                return _of_years(column, exp.cast(column, TIMESTAMP))
        told = self.text(column, found)
        ways = (
            "regexp_replace(regexp_replace(:c, ' ?(UTC|Z)?$', 'Z'), '^(.{16})Z$', '\\1:00Z')",
            ":c || ' 00:00:00Z'",
            "regexp_replace(replace(replace(:c, ' +', '+'), ' -', '-'), '^(.{16})([+-])', '\\1:00\\2')",
        )
        zoned = ", ".join(f"TRY_CAST({one} AS TIMESTAMPTZ)" for one in ways)
        micros = piece(f"epoch_us(COALESCE({zoned}))", "duckdb", c=told)
        return _of_micros(micros, self.matches(told, MOMENT))

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as text; a time in UTC, whatever the session's zone is."""
        if found.this in (*_TIMESTAMPS, _Type.TIMESTAMPTZ, _Type.TIMESTAMP_NS):
            return exp.cast(self.timestamp(column, found), TEXT)
        if _holds_zone(found):
            return exp.cast(_in_utc(column, found), TEXT)
        return super().text(self.kept_value(column, found), found)

    def kept_value(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column that keeps its type; NULL for a day or a time beyond the years 1 to 9999."""
        if found.this in (*_TIMESTAMPS, _Type.DATE):
            return _of_years(column, column)
        if found.this == _Type.TIMESTAMPTZ:
            return exp.case().when(_in_years(exp.func("epoch_us", column)), column.copy())
        return column

    def at_or_after(self, column: exp.Expr, found: exp.DataType, moment: datetime) -> exp.Expr:
        """Return the comparison of the column as it stands, where it is a TIMESTAMP; before the year 1, in doubt."""
        if found.this not in _TIMESTAMPS[:2]:
            return super().at_or_after(column, found, moment)
        test = f"(:c >= :moment OR :c < CAST('{FIRST}' AS TIMESTAMP))"
        return piece(test, "duckdb", c=column, moment=self.moment(moment))

    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:  # noqa: ARG002
        """Return ``struct.name``, which knows its type."""
        return exp.Dot(this=struct, expression=exp.to_identifier(name, quoted=True))

    def ordered_records(
        self,
        name: str,
        moment: exp.Expr,  # noqa: ARG002 each call has it
        calls: Mapping[str, exp.Expr],
        position: exp.Expr,
    ) -> exp.Expr:
        """Return the lists of each type's calls as one, put in order.

        DuckDB copies each field of a call into the list, also where the call is NULL: so each type has a list of its
        own. One list of all would cost half as much again, and list(… ORDER BY …) three times that. The lists of calls
        and of their positions are filled row by row in one aggregation, so they stay in step; the check records_agree
        proves it in every run.
        """
        records, positions = [], []
        for own, call in calls.items():
            one = exp.column("call")
            carried = {other: one if other == own else exp.null() for other in calls}
            record = self.struct({name: self.struct_field(one, name), **carried})
            listed = self._spelled("listed", value=call, call=call)
            records.append(piece("[:record FOR call IN :listed]", "duckdb", record=record, listed=listed))
            positions.append(self._spelled("listed", value=position, call=call))
        return self._spelled("in_order", records=_concatenated(records), positions=_concatenated(positions))

    def temporary(self, name: str) -> Relation:
        """Return a table under a name that nobody else has: DuckDB finds a temporary table first.

        A raw table may be a view that reads ``pages`` without its schema. In memory DuckDB does not compress what it
        writes, which takes half of the CPU of reading.
        """
        return Relation(_TEMPORARY, f"{self.stage_schema}_{name}")

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:  # noqa: ARG002 DuckDB has one layout
        """Return CREATE OR REPLACE, of a temporary table where it stands among these."""
        temporary = [exp.TemporaryProperty()] if relation.schema == _TEMPORARY else []
        return self.created(kind, relation.node(), query, temporary)

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Unnest the array in a subquery, each element beside its subscript."""
        elements = exp.select(
            exp.Star(),
            aliased(exp.func("unnest", array.copy(), dialect="duckdb"), "record"),
            aliased(piece("generate_subscripts(:c, 1)", "duckdb", c=array), "position"),
        ).from_(query.args["from_"].this.copy())
        return over_elements(query, elements)


def _concatenated(lists: Sequence[exp.Expr]) -> exp.Expr:
    """Return lists as one; ``||`` would be NULL where one of them is."""
    return reduce(lambda one, other: piece("list_concat(:one, :other)", "duckdb", one=one, other=other), lists)


def _holds_zone(kind: exp.DataType) -> bool:
    return any(one.is_type(_Type.TIMESTAMPTZ) for one in kind.find_all(exp.DataType))


def _in_utc(value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    """Return a value with each TIMESTAMPTZ in it, in structs, lists and maps, as TIMESTAMP in UTC.

    DuckDB's own cast to text would write them in the zone of the session.
    """
    if kind.is_type(_Type.TIMESTAMPTZ):
        return piece("timezone('UTC', :c)", "duckdb", c=value)
    if not _holds_zone(kind):
        return value
    parts = kind.expressions
    if kind.is_type(*exp.DataType.ARRAY_TYPES):
        each = _in_utc(exp.column("part"), parts[0])
        return piece("[:each FOR part IN :c]", "duckdb", each=each, c=value)
    if kind.is_type(_Type.STRUCT):
        fields = [
            exp.PropertyEQ(
                this=exp.to_identifier(one.name, quoted=True),
                expression=_in_utc(exp.Dot(this=value.copy(), expression=one.this.copy()), one.args["kind"]),
            )
            for one in parts
        ]
        return exp.case().when(value.is_(exp.null()).not_(), exp.Struct(expressions=fields))
    if kind.is_type(_Type.MAP):
        key, held = (_in_utc(exp.column(name, "entry"), one) for name, one in zip(("key", "value"), parts, strict=True))
        return piece(
            "map_from_entries([{'key': :key, 'value': :held} FOR entry IN map_entries(:c)])",
            "duckdb",
            key=key,
            held=held,
            c=value,
        )
    return value


def _as_timestamp(column: exp.Expr, found: exp.DataType) -> exp.Expr:
    exact = found.this in (exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ)
    return column.copy() if exact else exp.cast(column.copy(), TIMESTAMP)


def _of_years(column: exp.Expr, value: exp.Expr) -> exp.Expr:
    """Return the value where the column is of the years 1 to 9999, which what is not finite is not."""
    inside = piece(f":c BETWEEN CAST('{FIRST}' AS TIMESTAMP) AND CAST('{LAST}' AS TIMESTAMP)", "duckdb", c=column)
    return exp.Case(ifs=[exp.If(this=inside, true=value.copy())])


def _in_years(micros: exp.Expr) -> exp.Expr:
    return piece(f":micros BETWEEN {FIRST_MICROS} AND {LAST_MICROS}", "duckdb", micros=micros)


def _of_micros(micros: exp.Expr, test: exp.Expr | None = None) -> exp.Expr:
    inside = exp.and_(test, _in_years(micros)) if test else _in_years(micros)
    return exp.func("make_timestamp", exp.case().when(inside, micros.copy()))


DIALECT = DuckDBDialect()
