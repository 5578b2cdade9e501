"""How Postgres means things."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.dialect import DialectType
from sqlglot.dialects.postgres import Postgres as SqlglotPostgres

from segment_models.fields import Field, FieldType
from segment_models.sql import DOUBLES, LongOrders, is_not_null, piece, spelled_out, text
from segment_models.warehouses.dialect import Dialect, LongestName, without_precision, written_by_segment
from segment_models.warehouses.generators import PostgresGenerator
from segment_models.warehouses.publishing import Together
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation
from segment_models.warehouses.spellings import CLOCK, FIRST, LAST, ZONE, micros_of_number

if TYPE_CHECKING:
    from sqlglot.generator import Generator

TEXT = exp.DataType.build("text", dialect="postgres")
TIMESTAMPTZ = exp.DataType.build("timestamptz", dialect="postgres")
BIGINT = exp.DataType.build("bigint", dialect="postgres")
DOUBLE = exp.DataType.build("double precision", dialect="postgres")
JSONB = exp.DataType.build("jsonb", dialect="postgres")

_Type = exp.DataType.Type
WHOLE = (_Type.SMALLINT, _Type.INT, _Type.BIGINT)
NUMBERS = (*WHOLE, _Type.FLOAT, _Type.DOUBLE, _Type.DECIMAL)
TIMES = (_Type.TIMESTAMP, _Type.TIMESTAMPNTZ, _Type.TIMESTAMPTZ, _Type.DATE)
_KEPT = (*NUMBERS, *TIMES, _Type.BOOLEAN, _Type.UUID, _Type.JSONB, _Type.TIME)
"""The types that a custom field keeps: they can be compared, and every driver has them. Others become text."""

_WITHOUT_MAX = (_Type.BOOLEAN, _Type.UUID, _Type.JSONB)
"""Those of them that can be compared, but have no aggregate for it."""

DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
LEAP_YEARS = "[0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00"
MOMENT = f"^(?!0000)([0-9]{{4}}-({DAYS})|({LEAP_YEARS})-02-29)([T ]{CLOCK}( ?({ZONE}))?)?$"
"""A text that is a time, of a day that exists: a cast of any other would fail."""

FIRST_UTC, LAST_UTC = f"{FIRST}+00", f"{LAST}+00"
"""The bounds of times with a zone."""

ISO_FORM = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
"""How a time is written in records: in UTC, with microseconds."""

_PAIRS = 50
"""Postgres passes up to 100 arguments to a function."""


def not_sql(self: Generator, expression: exp.Not) -> str:
    """Write ``!~`` and ``IS NOT NULL`` as people do."""
    test = expression.this
    if isinstance(test, exp.RegexpLike):
        return f"{self.sql(test, 'this')} !~ {self.sql(test, 'expression')}"
    return is_not_null(self, expression)


def _struct_sql(self: Generator, struct: exp.Struct) -> str:
    """Write `jsonb_build_object`, a pair a line; more pairs than it takes become several objects in one."""
    pairs = [f"{self.sql(text(one.this.name))}, {self.sql(one, 'expression')}" for one in struct.expressions]
    parts = [pairs[start : start + _PAIRS] for start in range(0, len(pairs), _PAIRS)]
    return " || ".join(f"JSONB_BUILD_OBJECT({self.format_args(*part)})" for part in parts)


class _Readable(SqlglotPostgres):
    """sqlglot's Postgres, laid out for people."""

    class Generator(LongOrders, PostgresGenerator):
        """How Postgres's SQL is written."""

        TRANSFORMS = PostgresGenerator.TRANSFORMS | {
            exp.Not: not_sql,
            exp.Ordered: spelled_out,
            exp.Struct: _struct_sql,
        }


class PostgresDialect(Dialect):
    """Postgres 15 and newer."""

    name = "postgres"
    sqlglot: DialectType = _Readable
    title = "Postgres"
    extra = "postgres"
    url = "postgresql://user@host/database"
    nesting = "flat columns, and records as jsonb"
    publishing = "a run is one transaction"
    level = "everything, on a real server"
    structs = False
    publishing_by = Together()
    binding = True
    can_inline = True
    picks_at_once = True
    longest_name = LongestName(63, "bytes")
    segment_types = written_by_segment(TEXT, TIMESTAMPTZ)
    types: Mapping[FieldType, exp.DataType] = {
        FieldType.TEXT: TEXT,
        FieldType.TIMESTAMP: TIMESTAMPTZ,
        **dict.fromkeys((FieldType.STRUCT, FieldType.RECORDS, FieldType.AS_FOUND), JSONB),
    }
    wider = ((WHOLE, BIGINT), (NUMBERS, DOUBLE), (TIMES, TIMESTAMPTZ))
    tries = False
    templates = {  # noqa: RUF012 read only
        "matches": ":text ~ :pattern",
        # the difference's seconds are an exact number with six digits
        "micros_between": "CAST(EXTRACT(EPOCH FROM :later - :earlier) * 1000000 AS BIGINT)",
        "millis_between": "CAST(FLOOR(EXTRACT(EPOCH FROM :later - :earlier) * 1000) AS BIGINT)",
        "local_day": "CAST(timezone(:zone, :moment) AS DATE)",
        "local_hour": "CAST(EXTRACT(hour FROM timezone(:zone, :moment)) AS BIGINT)",
        "days_between": ":later - :earlier",
        "days_after": ":day + CAST(:number AS INT)",
        "md5": "md5(:text)",
        "cut": "TRUNC(:number, 6)",
        "ordered_list": "JSONB_AGG(:value ORDER BY :position)",
        "element": ":array -> CAST(:position - 1 AS INT)",  # jsonb counts from 0
        "at_last": "(ARRAY_AGG(:value ORDER BY :position DESC) FILTER (WHERE :value IS NOT NULL))[1]",
        "bucket": "CAST(CAST('x' || LEFT(MD5(:text), 7) AS BIT(28)) AS INT) % :buckets",
    }
    stage_schema = "pg_temp"
    session_schema = True
    notes = {  # noqa: RUF012 read only
        "partition_by": "partition_by is ignored: Postgres is not told to partition tables.",
        "cluster_by": "cluster_by is ignored: Postgres does not keep tables clustered. Your own indexes are kept.",
        "labels": "labels are ignored: Postgres has no labels.",
        "format": "format is ignored: Postgres's tables have one format.",
    }

    def no_value(self, kind: exp.DataType) -> exp.Expr:
        """Return the NULL of a type; a text is told how it compares."""
        null = exp.cast(exp.null(), kind.copy())
        return by_bytes(null) if kind.is_type(*exp.DataType.TEXT_TYPES) else null

    def no_struct(self) -> exp.Expr:
        """Return the NULL of a jsonb."""
        return exp.cast(exp.null(), JSONB)

    def constant(self, value: str) -> exp.Expr:
        """Return a text of ours, compared by its bytes."""
        return by_bytes(exp.Literal.string(value))

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as text, compared by its bytes; a time as people write it, without needless zeros."""
        if found.is_type("text"):
            return by_bytes(column)
        if found.is_type("date"):
            return by_bytes(_to_char(self.value(column, found, found), found, "YYYY-MM-DD"))
        if found.is_type(*TIMES):
            digits = _to_char(self.timestamp(column, found), TIMESTAMPTZ, "YYYY-MM-DD HH24:MI:SS.US")
            return by_bytes(piece("RTRIM(RTRIM(:c, '0'), '.')", "postgres", c=digits))
        if found.is_type(*DOUBLES):
            return by_bytes(self.double_text(column))
        return by_bytes(exp.cast(column, TEXT))

    def digits(self, column: exp.Expr) -> exp.Expr:
        """Return a double's digits; those of 1e15 and more that are not whole by way of a number without exponents."""
        plain = "CASE WHEN ABS(:c) BETWEEN 0.0001 AND 1e16 THEN CAST(CAST(CAST(:c AS TEXT) AS DECIMAL) AS TEXT) "
        return piece(f"{plain} ELSE CAST(:c AS TEXT) END", "postgres", c=column)

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as a time; NULL where it is none, not finite, or not in the years 1 to 9999.

        Postgres knows times beyond those years, but neither its ISO form nor most drivers can tell them.
        """
        if found.is_type(*NUMBERS):
            since = "TO_TIMESTAMP(:micros / 1000000) + (:micros % 1000000) * INTERVAL '1 microsecond'"
            return piece(since, "postgres", micros=micros_of_number(column, found))
        match found.this:
            case _Type.TIMESTAMPTZ:
                return within(column, column, (FIRST_UTC, LAST_UTC))
            case _Type.TIMESTAMP | _Type.TIMESTAMPNTZ:
                return within(column, piece(":c AT TIME ZONE 'UTC'", "postgres", c=column), (FIRST, LAST))
            case _Type.DATE:
                utc = piece("CAST(:c AS TIMESTAMP) AT TIME ZONE 'UTC'", "postgres", c=column)
                return within(column, utc, (FIRST[:10], LAST[:10]))
        told = self.text(column, found)
        moment = piece(
            r"""
            CAST(
              REGEXP_REPLACE(:c, '([.][0-9]{6})[0-9]+', '\1') || CASE WHEN :c ~ ':.*[ZC+-]' THEN '' ELSE 'Z' END
              AS TIMESTAMPTZ
            )
            """,
            "postgres",
            c=told,
        )
        return exp.case().when(self.matches(told, MOMENT), within(moment, moment, (FIRST_UTC, LAST_UTC)))

    def at_or_after(self, column: exp.Expr, found: exp.DataType, moment: datetime) -> exp.Expr:
        """Return the comparison of the column as it stands; before the year 1, no time here, it is in doubt."""
        if not found.is_type(*TIMES[:3]):
            return super().at_or_after(column, found, moment)
        kind = TIMESTAMPTZ if found.is_type(_Type.TIMESTAMPTZ) else exp.DataType.build("timestamp", dialect="postgres")
        zone = "+00:00" if kind is TIMESTAMPTZ else ""
        bounds = (moment.isoformat(sep=" ", timespec="microseconds"), "0001-01-01 00:00:00")
        earliest, first = (exp.cast(text(f"{bound}{zone}"), kind) for bound in bounds)
        return piece("(:c >= :earliest OR :c < :first)", "postgres", c=column, earliest=earliest, first=first)

    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""
        if wanted == TIMESTAMPTZ:
            return self.timestamp(column, found)
        if wanted.is_type("date"):
            return within(column, column, (FIRST[:10], LAST[:10]))
        return super().value(column, found, wanted)

    def kept(self, found: exp.DataType) -> exp.DataType | None:
        """Return the type if it can be compared, and every driver has it; a time gets a zone."""
        if found.is_type(*TIMES[:3]) and not found.is_type("date"):
            return TIMESTAMPTZ
        return found if found.is_type(*_KEPT) else None

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the type that holds them all, without a precision of its own.

        An aggregate loses that of ``numeric(10, 2)``, and a table that has it would round what comes once the raw
        column has a finer one. Without it, a type of Postgres holds every value.
        """
        return super().common_type([without_precision(kind) for kind in found])

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:  # noqa: ARG002 there is one layout
        """Return CREATE OR REPLACE VIEW, or CREATE TABLE where none is; a table that is there is refilled."""
        return self.created(kind, relation.node(), query, replace=kind == "view")

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return a jsonb object; a time in it is a text in UTC with microseconds, whatever the session's zone is."""
        entries = [
            exp.PropertyEQ(
                this=exp.to_identifier(name),
                expression=_to_char(value, value.type, ISO_FORM) if _is_time(value) else value.copy(),
            )
            for name, value in values.items()
        ]
        return exp.Struct(expressions=entries)

    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:
        """Return ``struct -> 'name'``, or the field as the type that it has."""
        if kind is None or kind in (FieldType.STRUCT, FieldType.RECORDS):
            return piece(":s -> :n", "postgres", s=struct, n=exp.Literal.string(name))
        value = piece("(:s ->> :n)", "postgres", s=struct, n=exp.Literal.string(name))
        return by_bytes(value) if kind in (FieldType.TEXT, FieldType.AS_FOUND) else exp.cast(value, self.type(kind))

    def only(self, value: exp.Expr, kind: exp.DataType) -> exp.Expr:
        """Return MAX; of a type that has none, the only element of an array."""
        if kind.is_type(*_WITHOUT_MAX):
            return piece("(ARRAY_AGG(:value) FILTER (WHERE :value IS NOT NULL))[1]", "postgres", value=value)
        return super().only(value, kind)

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Join each row with the elements of its array."""
        elements = piece(
            "SELECT 1 FROM t CROSS JOIN LATERAL "
            "JSONB_ARRAY_ELEMENTS(:a) WITH ORDINALITY AS elements (record, position)",
            "postgres",
            a=array,
        )
        over = query.copy()
        over.set("joins", elements.args["joins"])
        return over

    def refill(self, relation: Relation, columns: Sequence[str], query: exp.Query) -> tuple[str, ...]:
        """Return DELETE and INSERT: readers go on with the old rows, and what depends on the table stays."""
        names = [exp.to_identifier(name, quoted=True) for name in columns]
        table = exp.Schema(this=relation.node(), expressions=names)
        emptied = exp.Delete(this=relation.node())
        return self.render(emptied), self.render(exp.Insert(this=table, expression=query))

    def defined(self, column: Field) -> exp.ColumnDef:
        """Return the definition of a column, with COLLATE "C" for text."""
        made = super().defined(column)
        if column.type == FieldType.TEXT:
            by_bytes_only = exp.CollateColumnConstraint(this=exp.to_identifier("C", quoted=True))
            made.set("constraints", [exp.ColumnConstraint(kind=by_bytes_only)])
        return made

    def index(self, relation: Relation, columns: Sequence[str]) -> tuple[str, ...]:
        """Return CREATE INDEX USING SPGIST on the first column, under a name of its own in Postgres's 63 bytes.

        A B-tree refuses a text of more than 2,704 bytes, and with it every run. A hash index takes any, but is slow to
        add to where one person has most of the rows.
        """
        key, *_ = columns
        made = exp.Create(
            this=exp.Index(
                this=exp.to_identifier(self._index_name(relation, key), quoted=True),
                table=relation.node(),
                params=exp.IndexParameters(using=exp.var("SPGIST"), columns=[exp.column(key, quoted=True)]),
            ),
            kind="INDEX",
            exists=True,
        )
        return (self.render(made),)

    def _index_name(self, relation: Relation, key: str) -> str:
        named = f"{relation.name}_found_by_{key}"
        if self.longest_name.allows(named):
            return named
        return f"by_{hashlib.md5(named.encode(), usedforsecurity=False).hexdigest()}"

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return COMMENT ON for the view or table and each column, all as one text: one way to the server and back."""
        return (";\n".join(super().comment(kind, relation, description, columns)),)

    def settle(self, relation: Relation) -> tuple[str, ...]:
        """Return ANALYZE: without statistics, the planner takes a table of today for a small one."""
        return (self.render(exp.Analyze(tables=[relation.node()])),)


def by_bytes(text: exp.Expr) -> exp.Expr:
    """Return a text that compares by its bytes, whatever the database's collation is (R7)."""
    return exp.Collate(this=text.copy(), expression=exp.to_identifier("C", quoted=True))


def _is_time(value: exp.Expr) -> bool:
    return bool(value.type and value.type.is_type(*TIMES[:3]))


def _to_char(value: exp.Expr, kind: exp.DataType | None, pattern: str) -> exp.Expr:
    """Return a time or a day as text in UTC; `kind` says whether it is a time with a zone."""
    dated = kind is not None and kind.is_type("date")
    clock = value if dated else piece(":c AT TIME ZONE 'UTC'", "postgres", c=value)
    return exp.Anonymous(this="TO_CHAR", expressions=[clock, exp.Literal.string(pattern)])


def within(column: exp.Expr, value: exp.Expr, bounds: tuple[str, str]) -> exp.Expr:
    """Return the value where the column lies between two moments; what is not finite does not."""
    low, high = (exp.Literal.string(bound) for bound in bounds)
    inside = exp.Between(this=column.copy(), low=low, high=high)
    return exp.case().when(inside, value.copy())


DIALECT = PostgresDialect()
