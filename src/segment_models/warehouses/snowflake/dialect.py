"""How Snowflake means things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake as SqlglotSnowflake

from segment_models.fields import FieldType
from segment_models.sql import DOUBLES, LongOrders, is_not_null, piece, spelled_out, text
from segment_models.warehouses import layouts
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.dialect import (
    Dialect,
    LongestName,
    described_columns,
    described_place,
    over_elements,
    written_by_segment,
)
from segment_models.warehouses.generators import SnowflakeGenerator
from segment_models.warehouses.publishing import Aside
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation, schema_node
from segment_models.warehouses.snowflake.names import REGULAR, written
from segment_models.warehouses.spellings import CLOCK, MONTH_AND_DAY, ZONE, micros_of_number

if TYPE_CHECKING:
    from sqlglot.generator import Generator

TEXT = exp.DataType.build("varchar", dialect="snowflake")
TIMESTAMP = exp.DataType.build("timestamp_ntz(6)", dialect="snowflake")
FOUND_TIMESTAMP = exp.DataType.build("timestamp_ntz(9)", dialect="snowflake")
WHOLE = exp.DataType.build("number(38, 0)", dialect="snowflake")
OBJECT = exp.DataType.build("object", dialect="snowflake")
ARRAY = exp.DataType.build("array", dialect="snowflake")

COLLATED = "collated"
"""Said of the type of a text column that does not compare by its bytes."""

_DAY = f"[0-9]{{4}}-{MONTH_AND_DAY}"
WITHOUT_ZONE = f"{_DAY}([T ]{CLOCK}( ?UTC)?)?"
WITH_ZONE = f"{_DAY}[T ]{CLOCK} ?({ZONE.replace('|UTC', '')})"
"""The texts that are times, whole: anything else that AUTO would take, such as a number of seconds, is none."""


def _alter_column_sql(self: Generator, column: exp.AlterColumn) -> str:
    """Write ALTER once, before the first of the columns that a statement describes."""
    first = column.parent is None or column.parent.args["actions"][0] is column
    return f"{'ALTER ' if first else ''}COLUMN {self.sql(column, 'this')} COMMENT {self.sql(column, 'comment')}"


def _within_group_sql(self: Generator, group: exp.WithinGroup) -> str:
    keys = ", ".join(self.sql(key) for key in group.expression.expressions)
    return f"{self.sql(group, 'this')} WITHIN GROUP (ORDER BY {keys})"


def _struct_sql(self: Generator, struct: exp.JSONObject) -> str:
    pairs = [f"{self.sql(pair, 'this')}, {self.sql(pair, 'expression')}" for pair in struct.expressions]
    return self.func("OBJECT_CONSTRUCT_KEEP_NULL", *pairs)


def _path_sql(self: Generator, path: exp.JSONExtract) -> str:
    name = path.expression.name
    key = name if REGULAR.fullmatch(name) else '"' + name.replace('"', '""') + '"'
    step = "." if isinstance(path.this, exp.JSONExtract) else ":"
    return f"{self.sql(path, 'this')}{step}{key}"


class _Readable(SqlglotSnowflake):
    """sqlglot's Snowflake, laid out for people, with names folded as Snowflake does."""

    class Tokenizer(SqlglotSnowflake.Tokenizer):
        """How its texts are quoted: a quote in one is written twice."""

        STRING_ESCAPES = ["'", "\\"]  # noqa: RUF012 sqlglot's own

    class Generator(LongOrders, SnowflakeGenerator):
        """How Snowflake's SQL is written."""

        TYPE_MAPPING = SnowflakeGenerator.TYPE_MAPPING | {
            exp.DataType.Type.DECIMAL: "NUMBER",
            exp.DataType.Type.DOUBLE: "FLOAT",
            exp.DataType.Type.BIGINT: "BIGINT",
            exp.DataType.Type.TIMESTAMPNTZ: "TIMESTAMP_NTZ",
            exp.DataType.Type.TIMESTAMPLTZ: "TIMESTAMP_LTZ",
            exp.DataType.Type.TIMESTAMPTZ: "TIMESTAMP_TZ",
        }
        TRANSFORMS = SnowflakeGenerator.TRANSFORMS | {
            exp.Not: is_not_null,
            exp.Ordered: spelled_out,
            exp.JSONObject: _struct_sql,
            exp.JSONExtract: _path_sql,
            exp.AlterColumn: _alter_column_sql,
            exp.WithinGroup: _within_group_sql,
        }

        def identifier_sql(self, expression: exp.Identifier) -> str:
            """Write a name without quotes where Snowflake then finds the same."""
            return written(expression.name)

        def clone_sql(self, expression: exp.Clone) -> str:
            """Write CLONE with the grants of the table that the clone replaces."""
            return f"{super().clone_sql(expression)} COPY GRANTS"


class SnowflakeDialect(Dialect):
    """Snowflake."""

    name = "snowflake"
    sqlglot = _Readable
    title = "Snowflake"
    extra = "snowflake"
    url = "snowflake://user@account/database?warehouse=compute_wh"
    nesting = "OBJECTs, and an ARRAY of OBJECTs"
    publishing = "each table by a clone that keeps its grants, after every check passed"
    level = "everything the emulator fakesnow can show, with the real driver"
    publishing_by = Aside()
    longest_name = LongestName(255, "characters")
    segment_types = written_by_segment(TEXT, FOUND_TIMESTAMP)
    types = {  # noqa: RUF012 read only
        FieldType.TEXT: TEXT,
        FieldType.TIMESTAMP: TIMESTAMP,
        FieldType.INTEGER: WHOLE,
        FieldType.STRUCT: OBJECT,
        FieldType.RECORDS: ARRAY,
    }
    wider = (
        (exp.DataType.NUMERIC_TYPES, exp.DataType.build("float", dialect="snowflake")),
        (exp.DataType.TEMPORAL_TYPES - {exp.DataType.Type.TIME}, TIMESTAMP),
    )
    tries = False
    templates = {  # noqa: RUF012 read only
        "utc_day": "CAST(:moment AS DATE)",
        "local_day": "CAST(CONVERT_TIMEZONE('UTC', :zone, :moment) AS DATE)",
        "local_hour": "HOUR(CONVERT_TIMEZONE('UTC', :zone, :moment))",
        "days_between": "DATEDIFF(DAY, :earlier, :later)",
        "days_after": "CAST(DATEADD(DAY, :number, :day) AS DATE)",
        "md5": "md5(:text)",
        "cut": "TRUNC(:number, 6)",
        "ordered_list": "ARRAY_AGG(:value) WITHIN GROUP (ORDER BY :position)",  # NULLs are left out: no OBJECT is one
        "element": "GET(:array, :position - 1)",  # Snowflake counts from 0
        # MAX_BY passes over rows without a position, so those without a value have none.
        "at_last": "MAX_BY(:value, CASE WHEN :value IS NOT NULL THEN :position END)",
    }
    notes = {  # noqa: RUF012 read only
        "partition_by": "partition_by is ignored: Snowflake partitions tables by itself. Use cluster_by instead.",
        "labels": "labels are ignored: Snowflake's tags must be made before they are set. See ALTER TABLE … SET TAG.",
        "format": "format is ignored: Snowflake's tables have one format.",
    }
    dbt = Adapter(publishing="script", narrow_texts=True, clusters="cluster_by")

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as VARCHAR that compares by its bytes; times as other engines write them.

        A format is given wherever a parameter of the session would choose one.
        """
        if found.is_type(*exp.DataType.TEXT_TYPES):
            collated = found.meta.get(COLLATED)
            return exp.func("collate", column, text("utf8"), dialect="snowflake") if collated else column
        if found.is_type(*DOUBLES):
            return self.double_text(column)
        match found.this:
            case exp.DataType.Type.DATE:
                return exp.Anonymous(this="TO_VARCHAR", expressions=[column, text("YYYY-MM-DD")])
            case kind if kind in exp.DataType.TEMPORAL_TYPES:
                moment = exp.Anonymous(
                    this="TO_VARCHAR", expressions=[self.timestamp(column, found), text("YYYY-MM-DD HH24:MI:SS.FF6")]
                )
                return exp.Anonymous(this="REGEXP_REPLACE", expressions=[moment, text(r"\.?0+$"), text("")])
            case exp.DataType.Type.BINARY | exp.DataType.Type.VARBINARY:
                return exp.Anonymous(this="HEX_ENCODE", expressions=[column])
        return exp.cast(column, TEXT)

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP_NTZ(6) in UTC; nanoseconds are cut, which a cast need not do."""
        match found.this:
            case exp.DataType.Type.TIMESTAMPNTZ | exp.DataType.Type.TIMESTAMP:
                return _of_years(column, _cut(column))
            case exp.DataType.Type.TIMESTAMPTZ | exp.DataType.Type.TIMESTAMPLTZ:
                return _of_years(_in_utc(column), _cut(_in_utc(column)))
            case exp.DataType.Type.DATE:
                return _of_years(column, exp.cast(column, TIMESTAMP))
        if found.is_type(*exp.DataType.NUMERIC_TYPES):
            micros = micros_of_number(column, found)
            since = exp.Anonymous(this="TO_TIMESTAMP_NTZ", expressions=[micros, exp.Literal.number(6)])
            return exp.cast(since, TIMESTAMP)
        if not found.is_type(*exp.DataType.TEXT_TYPES, exp.DataType.Type.VARIANT):
            return exp.cast(exp.null(), TIMESTAMP)
        told = self.text(column, found)
        moment = (
            exp.case()
            .when(
                _is_whole(told, WITHOUT_ZONE),
                exp.Anonymous(
                    this="TRY_TO_TIMESTAMP_NTZ",
                    expressions=_auto(exp.func("rtrim", told.copy(), text(" UTC"), dialect="snowflake")),
                ),
            )
            .when(
                _is_whole(told, WITH_ZONE),
                exp.cast(
                    _in_utc(exp.Anonymous(this="TRY_TO_TIMESTAMP_TZ", expressions=_auto(told))),
                    exp.DataType.build("timestamp_ntz", dialect="snowflake"),
                ),
            )
        )
        return _of_years(moment, _cut(moment))

    def constant(self, value: str) -> exp.Expr:
        """Return a text of ours of any length: a column made of a bare one takes no longer text later on."""
        return exp.cast(exp.Literal.string(value), TEXT)

    def moment(self, moment: datetime) -> exp.Expr:
        """Return a moment by a format of ours: without one, a parameter of the session would choose."""
        told = text(moment.isoformat(sep=" ", timespec="microseconds"))
        read = exp.Anonymous(this="TO_TIMESTAMP_NTZ", expressions=[told, text("YYYY-MM-DD HH24:MI:SS.FF6")])
        return exp.cast(read, TIMESTAMP)

    def day(self, day: date) -> exp.Expr:
        """Return a day by a format of ours, likewise."""
        return exp.Anonymous(this="TO_DATE", expressions=[text(day.isoformat()), text("YYYY-MM-DD")])

    def at_or_after(self, column: exp.Expr, found: exp.DataType, moment: datetime) -> exp.Expr:
        """Return whether a raw column is a moment or later: as it stands, so that older partitions are pruned.

        The moment has whole microseconds, so finer digits of the column make no difference.
        """
        if found.this in (exp.DataType.Type.TIMESTAMPNTZ, exp.DataType.Type.TIMESTAMP):
            return exp.GTE(this=column, expression=self.moment(moment))
        return super().at_or_after(column, found, moment)

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the type that holds them all; whole numbers of any width are NUMBER(38, 0)."""
        common = super().common_type(found)
        return WHOLE if common not in found and all(_is_whole_number(kind) for kind in found) else common

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return whether a regular expression is found in a text.

        Snowflake's REGEXP_LIKE wants the whole text to match; so it is asked where the pattern says both ends itself.
        """
        if pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith(r"\$") and "|" not in pattern:
            return _is_whole(text, pattern)
        found = exp.Anonymous(this="REGEXP_INSTR", expressions=[text, exp.Literal.string(pattern)])
        return exp.GT(this=found, expression=exp.Literal.number(0))

    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return TIMESTAMPDIFF in microseconds: exact, for no time here is finer."""
        return exp.Anonymous(this="TIMESTAMPDIFF", expressions=[exp.var("MICROSECOND"), earlier, later])

    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the microseconds divided; TIMESTAMPDIFF in milliseconds would count their boundaries."""
        micros = self.micros_between(earlier, later)
        return exp.cast(piece("floor(:micros / 1000)", "snowflake", micros=micros), WHOLE)

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return an OBJECT that keeps its NULLs."""
        pairs = [exp.JSONKeyValue(this=text(name), expression=value) for name, value in values.items()]
        return exp.JSONObject(expressions=pairs)

    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:
        """Return ``object:name``, a VARIANT, or that cast to what it is."""
        field = exp.JSONExtract(this=struct, expression=text(name))
        return field if kind in (None, FieldType.AS_FOUND) else exp.Cast(this=field, to=self.type(kind))

    def no_struct(self) -> exp.Expr:
        """Return NULL as an OBJECT: a NULL alone could be taken for text, which no OBJECT goes with in a union."""
        return exp.cast(exp.null(), OBJECT)

    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return Snowflake's `HASH` modulo ``buckets``."""
        number = exp.Anonymous(this="HASH", expressions=[text])
        return exp.Anonymous(this="MOD", expressions=[exp.Abs(this=number), exp.Literal.number(buckets)])

    def differ(self, one: exp.Expr, other: exp.Expr, kind: FieldType) -> exp.Expr:
        """Return IS DISTINCT FROM; OBJECTs and ARRAYs are VARIANTs for it, which compare by what they hold.

        Their JSON would not do: a time in it has as many digits as the session's format says.
        """
        if kind in (FieldType.STRUCT, FieldType.RECORDS):
            variant = exp.DataType.build("variant", dialect="snowflake")
            one, other = exp.cast(one, variant), exp.cast(other, variant.copy())
        return super().differ(one, other, kind)

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Join each row with its elements, by LATERAL FLATTEN in a subquery."""
        whole = query.args["from_"].this.copy()
        name = whole.alias_or_name
        flattened = piece(
            f"""
            SELECT {name}.*, flattened.value AS record, flattened.index + 1 AS position
            FROM {name}, LATERAL FLATTEN(INPUT => :array) AS flattened
            """,  # noqa: S608 a name of ours
            "snowflake",
            array=exp.column(array.name, table=name),
        )
        flattened.args["from_"].set("this", whole)
        for lateral in flattened.find_all(exp.Lateral):
            lateral.args["alias"].set("columns", None)  # which sqlglot fills in
        return over_elements(query, flattened)

    def create_schema(self, schema: str) -> str:
        """Return CREATE SCHEMA IF NOT EXISTS; what a run keeps for itself costs no fail-safe and no time travel.

        There, text compares by its bytes whatever the database's default is, and a clone keeps that.
        """
        if schema.rpartition(".")[2] != self.stage_schema:
            return super().create_schema(schema)
        properties = [
            exp.TransientProperty(),
            exp.Property(this=exp.var("DATA_RETENTION_TIME_IN_DAYS"), value=exp.Literal.number(0)),
            exp.Property(this=exp.var("DEFAULT_DDL_COLLATION"), value=text("")),
        ]
        return self.render(
            exp.Create(
                this=schema_node(schema), kind="SCHEMA", exists=True, properties=exp.Properties(expressions=properties)
            )
        )

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:
        """Return CREATE OR REPLACE VIEW, or TRANSIENT TABLE with its rows in the order they cluster by.

        A view keeps its grants, and has every comment from the start: its columns can have none afterwards.
        """
        if kind == "view":
            comment = [exp.SchemaCommentProperty(this=text(layout.description))] if layout.description else []
            return self.created(kind, described_place(relation, layout), query, [exp.CopyGrantsProperty(), *comment])
        properties: list[exp.Expr] = [exp.TransientProperty()]
        if layout.cluster_by:
            keys = [
                layouts.expression("cluster_by", one, "snowflake", "to_date(timestamp)") for one in layout.cluster_by
            ]
            properties.append(exp.ClusterProperty(expressions=keys))
            query = query.order_by(*(key.copy() for key in keys), copy=True)
        return self.created(kind, relation.node(), query, properties)

    def publish(self, aside: Relation, target: Relation, layout: Layout) -> tuple[str, ...]:  # noqa: ARG002 cloned
        """Return CREATE OR REPLACE … CLONE … COPY GRANTS: at once, without copying rows, with the grants there were.

        A swap would take the grants away with the old table.
        """
        clone = exp.Create(
            this=target.node(),
            kind="TABLE",
            replace=True,
            properties=exp.Properties(expressions=[exp.TransientProperty()]),
            clone=exp.Clone(this=aside.node()),
        )
        return (self.render(clone),)

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return COMMENT ON, and one ALTER TABLE for all columns; a view is described where it is made."""
        if kind == "view":
            return ()
        on = exp.Comment(this=relation.node(), kind="TABLE", expression=text(description))
        alter = exp.Alter(this=relation.node(), kind="TABLE", actions=described_columns(columns))
        return (self.render(on), self.render(alter))

    def render_once(self, tree: exp.Expr, indent: int = 2) -> str:
        """Return a syntax tree as text, in which HAVING and ORDER BY say whose columns they mean."""
        return super().render_once(_clear(tree), indent)


def _of_years(moment: exp.Expr, value: exp.Expr) -> exp.Expr:
    """Return the value where the moment is of the years 1 to 9999."""
    year = exp.Anonymous(this="YEAR", expressions=[moment.copy()])
    return exp.case().when(exp.Between(this=year, low=exp.Literal.number(1), high=exp.Literal.number(9999)), value)


def _cut(moment: exp.Expr) -> exp.Expr:
    return exp.cast(exp.TimestampTrunc(this=moment, unit=exp.var("MICROSECOND")), TIMESTAMP)


def _in_utc(moment: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="CONVERT_TIMEZONE", expressions=[text("UTC"), moment])


def _auto(told: exp.Expr) -> list[exp.Expr]:
    return [told.copy(), text("AUTO")]


def _is_whole(value: exp.Expr, pattern: str) -> exp.Expr:
    return exp.Anonymous(this="REGEXP_LIKE", expressions=[value.copy(), exp.Literal.string(pattern)])


def _is_whole_number(kind: exp.DataType) -> bool:
    scale = kind.expressions[1].name if len(kind.expressions) > 1 else "0"
    return kind.is_type(*exp.DataType.INTEGER_TYPES) or (kind.is_type("decimal") and scale == "0")


def _clear(query: exp.Expr) -> exp.Expr:
    """Say the table of a column where Snowflake could take an alias for it, or not know which of two it is."""
    clear = query.copy()
    for having in clear.find_all(exp.Having):
        table = having.parent.args["from_"].this.alias_or_name if isinstance(having.parent, exp.Select) else ""
        for column in having.find_all(exp.Column):
            if table and not column.table:
                column.set("table", exp.to_identifier(table))
    for select in clear.find_all(exp.Select):
        order = select.args.get("order") if select.args.get("joins") else None
        listed = {one.name: one.table for one in select.selects if isinstance(one, exp.Column) and one.table}
        for column in order.find_all(exp.Column) if order else ():
            if not column.table and column.name in listed:
                column.set("table", exp.to_identifier(listed[column.name]))
    return clear


DIALECT = SnowflakeDialect()
