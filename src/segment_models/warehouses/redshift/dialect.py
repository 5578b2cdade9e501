"""How Redshift means things, where it does not as Postgres does."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.redshift import Redshift as SqlglotRedshift

from segment_models.fields import Field, FieldType
from segment_models.sql import DOUBLES, LongOrders, piece, spelled_out
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.dialect import Dialect, LongestName, written_by_segment
from segment_models.warehouses.generators import RedshiftGenerator
from segment_models.warehouses.postgres.dialect import (
    BIGINT,
    DAYS,
    DOUBLE,
    FIRST_UTC,
    LAST_UTC,
    LEAP_YEARS,
    NUMBERS,
    TIMES,
    WHOLE,
    PostgresDialect,
    not_sql,
    within,
)
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation
from segment_models.warehouses.spellings import CLOCK, FIRST, LAST, ZONE, micros_of_number

TEXT = exp.DataType.build("varchar(512)", dialect="redshift")
"""As wide as Segment's own columns."""
WIDEST = exp.DataType.build("varchar(65535)", dialect="redshift")
TIMESTAMP = exp.DataType.build("timestamp", dialect="redshift")

_Type = exp.DataType.Type

YEARS = "([1-9][0-9][0-9][0-9]|0[1-9][0-9][0-9]|00[1-9][0-9]|000[1-9])"
MOMENT = f"^({YEARS}-({DAYS})|({LEAP_YEARS})-02-29)([T ]{CLOCK}( ?({ZONE}))?)?$"
"""A text that is a time, in the regular expressions that Redshift has: without counts and without looking ahead."""
MOMENT = MOMENT.replace("[0-9]{2}", "[0-9][0-9]")


class _Readable(SqlglotRedshift):
    """sqlglot's Redshift, laid out for people; a quote in a text is doubled."""

    class Tokenizer(SqlglotRedshift.Tokenizer):
        """How Redshift's SQL is read."""

        STRING_ESCAPES: ClassVar[list[str]] = ["'", "\\"]

    class Generator(LongOrders, RedshiftGenerator):
        """How Redshift's SQL is written."""

        TRANSFORMS = RedshiftGenerator.TRANSFORMS | {
            exp.Not: not_sql,
            exp.Ordered: spelled_out,
            exp.RegexpLike: lambda self, test: self.binary(test, "~"),
        }

        def datatype_sql(self, expression: exp.DataType) -> str:
            """Write a text as wide as there is by its number, not as MAX."""
            return "VARCHAR(65535)" if expression.is_type("text") else str(super().datatype_sql(expression))


class RedshiftDialect(PostgresDialect):
    """Redshift, provisioned or serverless."""

    name = "redshift"
    sqlglot = _Readable
    title = "Redshift"
    extra = "redshift"
    url = "redshift://user@cluster.region.redshift.amazonaws.com:5439/database"
    nesting = "flat columns, no records"
    publishing = "a run is one transaction"
    level = "experimental: compiled, and its SQL run on Postgres as far as that goes"
    records = False
    can_inline = False
    picks_at_once = False
    longest_name = LongestName(127, "bytes")
    segment_types = written_by_segment(TEXT, TIMESTAMP)
    types = {FieldType.TEXT: TEXT}  # noqa: RUF012 read only
    wider = ((WHOLE, BIGINT), (NUMBERS, DOUBLE), (TIMES, TIMESTAMP))
    templates = {  # noqa: RUF012 read only
        **{name: PostgresDialect.templates[name] for name in ("matches", "md5")},
        "utc_day": "CAST(:moment AS DATE)",
        "local_day": "CAST(:moment AT TIME ZONE 'UTC' AT TIME ZONE :zone AS DATE)",
        "local_hour": "EXTRACT(hour FROM :moment AT TIME ZONE 'UTC' AT TIME ZONE :zone)",
        "days_between": ":later - :earlier",
        "days_after": ":day + CAST(:number AS INT)",
        "cut": "TRUNC(:number, 6)",
        "bucket": "STRTOL(LEFT(MD5(:text), 7), 16) % :buckets",
    }
    stage_schema = "_segment_models_run"
    session_schema = False
    notes = {  # noqa: RUF012 read only
        "partition_by": "partition_by is ignored: Redshift has no partitions. cluster_by becomes the sort key.",
        "labels": "labels are ignored: Redshift has no labels.",
        "format": "format is ignored: Redshift's tables have one format.",
    }
    dbt = Adapter(publishing="script", narrow_texts=True, clusters="sort")

    # There are no indexes and no structs, statistics come by themselves, and texts compare by their bytes as they are.
    index = Dialect.index
    settle = Dialect.settle
    no_value = Dialect.no_value
    no_struct = Dialect.no_struct
    comment = Dialect.comment  # its driver takes one statement at a time

    def defined(self, column: Field) -> exp.ColumnDef:
        """Return the definition of a column, as wide as there is for text."""
        kind = WIDEST if column.type == FieldType.TEXT else self.type(column.type)
        return exp.ColumnDef(this=exp.to_identifier(column.name, quoted=True), kind=kind.copy())

    def constant(self, value: str) -> exp.Expr:
        """Return a text of ours with a type, which Redshift wants to be told in a UNION."""
        return exp.cast(exp.Literal.string(value), TEXT)

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as text: as wide as Segment's columns, or as wide as there is where it may be longer."""
        if found == TEXT:
            return column
        if found.is_type("date"):
            return exp.cast(column, TEXT)
        if found.is_type(*TIMES):
            digits = piece("TO_CHAR(:c, 'YYYY-MM-DD HH24:MI:SS.US')", "postgres", c=self.timestamp(column, found))
            return exp.cast(piece("RTRIM(RTRIM(:c, '0'), '.')", "postgres", c=digits), TEXT)
        if found.is_type(*DOUBLES):
            return self.double_text(column)
        if found.is_type("boolean"):
            return piece(
                "CAST(CASE WHEN :c THEN 'true' WHEN NOT :c THEN 'false' END AS VARCHAR(512))", "redshift", c=column
            )
        width = found.find(exp.DataTypeParam)
        wide = found.is_type(*exp.DataType.TEXT_TYPES) and (width is None or int(width.name) > 512)  # noqa: PLR2004
        return exp.cast(column, WIDEST if wide else TEXT)

    def digits(self, column: exp.Expr) -> exp.Expr:
        """Return a double's digits as Redshift writes them; from 1e15 on, the whole part and what is left of it."""
        return piece(
            """
            CASE
              WHEN ABS(:c) BETWEEN 1e15 AND 1e16
              THEN CAST(CAST(TRUNC(:c) AS BIGINT) AS VARCHAR) || LTRIM(CAST(ABS(:c - TRUNC(:c)) AS VARCHAR), '0')
              ELSE CAST(:c AS VARCHAR)
            END
            """,
            "redshift",
            c=column,
        )

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP in UTC; NULL where it is none, or not in the years 1 to 9999."""
        if found.is_type(*NUMBERS):
            since = "CAST('1970-01-01 00:00:00' AS TIMESTAMP) + (:micros / 1000000) * INTERVAL '1 second'"
            since += " + (:micros % 1000000) * INTERVAL '1 microsecond'"
            return piece(since, "postgres", micros=micros_of_number(column, found))
        match found.this:
            case _Type.TIMESTAMPTZ:
                return within(column, piece(":c AT TIME ZONE 'UTC'", "redshift", c=column), (FIRST_UTC, LAST_UTC))
            case _Type.TIMESTAMP | _Type.TIMESTAMPNTZ:
                return within(column, column, (FIRST, LAST))
            case _Type.DATE:
                return within(column, exp.cast(column, TIMESTAMP), (FIRST[:10], LAST[:10]))
        told = self.text(column, found)
        moment = piece(
            """
            CAST(
                CASE
                  WHEN :c ~ '[.][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
                  THEN LEFT(:c, 26) || COALESCE(REGEXP_SUBSTR(SUBSTRING(:c, 27), '[^0-9].*$'), '')
                  ELSE :c
                END || CASE WHEN :c ~ ':.*[ZC+-]' THEN '' ELSE 'Z' END
                AS TIMESTAMPTZ
            ) AT TIME ZONE 'UTC'
            """,
            "postgres",
            c=told,
        )
        return exp.case().when(self.matches(told, MOMENT), within(moment, moment, (FIRST, LAST)))

    def kept(self, found: exp.DataType) -> exp.DataType | None:
        """Return the type of a column, a time without its zone; a text is as wide as `common_type` says."""
        if found.is_type(*TIMES[:3]):
            return TIMESTAMP
        return None if found.is_type(*exp.DataType.TEXT_TYPES) else found

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the type that holds them all; texts that are wider than Segment's own get the widest there is."""
        texts = [kind for kind in found if kind.is_type(*exp.DataType.TEXT_TYPES)]
        wide = any(self.text(exp.null(), kind).args.get("to", TEXT) != TEXT for kind in texts)
        return WIDEST if wide else Dialect.common_type(self, found)

    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""
        return self.timestamp(column, found) if wanted == TIMESTAMP else Dialect.value(self, column, found, wanted)

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:
        """Return CREATE OR REPLACE VIEW, or CREATE TABLE with its sort key where none is."""
        view = kind == "view"
        keys = [exp.to_identifier(name, quoted=True) for name in layout.cluster_by]
        sorted_by = exp.SortKeyProperty(this=exp.Tuple(expressions=keys), compound=False)
        return self.created(kind, relation.node(), query, [sorted_by] if keys and not view else [], replace=view)

    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return how many microseconds begin between the two: as times have no finer digits, the exact difference."""
        return _micros(earlier, later)

    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the whole milliseconds between two times; a quotient of integers is one."""
        return exp.Div(this=_micros(earlier, later), expression=exp.Literal.number(1000), typed=True)

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Refuse: sessions are flat."""
        raise NotImplementedError

    def differ(self, one: exp.Expr, other: exp.Expr, kind: FieldType) -> exp.Expr:  # noqa: ARG002 all are flat
        """Return what IS DISTINCT FROM would say, which Redshift does not have."""
        alike = piece(":one = :other OR (:one IS NULL AND :other IS NULL)", one=one, other=other)
        return exp.case().when(alike, exp.false()).else_(exp.true())


def _micros(earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
    unit = exp.Literal.string("microsecond")
    return exp.Anonymous(this="DATEDIFF", expressions=[unit, earlier.copy(), later.copy()])


DIALECT = RedshiftDialect()
