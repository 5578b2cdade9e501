"""How BigQuery means things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.bigquery import BigQuery as SqlglotBigQuery
from sqlglot.generators.bigquery import BigQueryGenerator

from segment_models.fields import FieldType
from segment_models.sql import LongOrders, aliased, column, is_not_null, piece, spelled_out, text
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.bigquery.partitions import in_dbt, partition
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.publishing import Aside
from segment_models.warehouses.relation import NO_LAYOUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlglot.generator import Generator

    from segment_models.warehouses.relation import Kind, Layout, Relation

STRING = exp.DataType.build("STRING", dialect="bigquery")
TIMESTAMP = exp.DataType.build("TIMESTAMP", dialect="bigquery")
FLOAT64 = exp.DataType.build("FLOAT64", dialect="bigquery")

_TIMES = (exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMESTAMP, exp.DataType.Type.DATE)
"""TIMESTAMP, DATETIME and DATE, as sqlglot calls them."""

_UNORDERED = (
    *(exp.DataType.Type.ARRAY, exp.DataType.Type.STRUCT),
    *(exp.DataType.Type.JSON, exp.DataType.Type.GEOGRAPHY),
)
"""Types that nothing can be ordered by. Segment writes none of them."""

RUN_DAYS = 1
"""How long the tables of a run that died are kept before BigQuery removes them."""


def _raw_string(self: Generator, raw: exp.RawString) -> str:
    """Write a regular expression as people do, where it has nothing that would end the literal."""
    plain = not any(mark in raw.name for mark in ("'", "\n", "\r")) and not raw.name.endswith("\\")
    return f"r'{raw.name}'" if plain else self.sql(text(raw.name))


def _described_column(self: Generator, change: exp.AlterColumn) -> str:
    return f"ALTER COLUMN {self.sql(change, 'this')} SET OPTIONS (description = {self.sql(change, 'comment')})"


class _Readable(SqlglotBigQuery):
    """sqlglot's BigQuery, laid out for people."""

    class Generator(LongOrders, BigQueryGenerator):
        """How BigQuery's SQL is written."""

        TRANSFORMS = BigQueryGenerator.TRANSFORMS | {
            exp.AlterColumn: _described_column,
            exp.CommentColumnConstraint: lambda self, comment: f"OPTIONS (description = {self.sql(comment, 'this')})",
            exp.Not: is_not_null,
            exp.Ordered: spelled_out,
            exp.RawString: _raw_string,
        }

        def clone_sql(self, expression: exp.Clone) -> str:
            """Write the options of a clone after its source."""
            options = self.sql(expression, "options").strip()
            return self.sep().join(filter(None, [super().clone_sql(expression), options]))


class BigQueryDialect(Dialect):
    """BigQuery, GoogleSQL."""

    name = "bigquery"
    sqlglot = _Readable
    title = "BigQuery"
    extra = "bigquery"
    url = "bigquery://project?location=EU"
    nesting = "structs and arrays of structs"
    publishing = "each table is cloned into its place after every check held"
    level = "everything: Google's own analyzer and evaluator, and the client on an emulator"
    structs = True
    records = True
    publishing_by = Aside(waits=False)
    can_inline = False
    segment_types = {  # noqa: RUF012 read only
        "text": STRING,
        "timestamp": TIMESTAMP,
        "received_at": TIMESTAMP,
        "uuid_ts": TIMESTAMP,
        "loaded_at": TIMESTAMP,
    }
    stage_schema = "_segment_models_run"
    ordered_list_why = "Records are listed in their order."
    notes = {  # noqa: RUF012 read only
        "format": "BigQuery keeps tables in a format of its own: format is ignored.",
    }
    dbt = Adapter(
        described_apart=True,
        labels="labels",
        labels_views=True,
        clusters="cluster_by",
        partition=in_dbt,
        no_partition="dbt-bigquery has no word for it.",
    )
    dataform = True

    def type(self, kind: FieldType) -> exp.DataType:
        """Return BigQuery's type for a published column."""
        neutral = exp.DataType.build(kind.value)
        return TIMESTAMP.copy() if neutral.this == exp.DataType.Type.TIMESTAMP else neutral

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as STRING; a time without the zone that BigQuery's own cast would add."""
        if found.is_type(*exp.DataType.TEXT_TYPES) and found.this != exp.DataType.Type.BINARY:
            return column
        if found.is_type(*_UNORDERED):
            return piece("TO_JSON_STRING(:c)", "bigquery", c=column)
        if found.this == exp.DataType.Type.TIMESTAMPTZ:
            return piece("FORMAT_TIMESTAMP('%F %H:%M:%E*S', :c, 'UTC')", "bigquery", c=column)
        return exp.TryCast(this=column, to=STRING.copy())

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP.

        The zone of what has none is said to be UTC: a project may have another default. Text that has its own zone is
        refused then, and read as it stands. Digits after the microseconds are cut first, for BigQuery takes none.
        """
        match found.this:
            case exp.DataType.Type.TIMESTAMPTZ:
                return column
            case exp.DataType.Type.TIMESTAMP | exp.DataType.Type.DATE:
                return piece("TIMESTAMP(:c, 'UTC')", "bigquery", c=column)
        if not found.is_type(*exp.DataType.TEXT_TYPES):
            return exp.cast(exp.null(), TIMESTAMP)
        finer = exp.RawString(this=r"(\.\d{6})\d+"), exp.RawString(this=r"\1")
        cut = piece("REGEXP_REPLACE(:c, :finer, :kept)", "bigquery", c=column, finer=finer[0], kept=finer[1])
        return piece("COALESCE(SAFE.TIMESTAMP(:c, 'UTC'), SAFE.TIMESTAMP(:c))", "bigquery", c=cut)

    def moment(self, moment: datetime) -> exp.Expr:
        """Return a moment as a constant."""
        return exp.cast(text(f"{moment.isoformat(sep=' ', timespec='microseconds')}Z"), TIMESTAMP)

    def parameter(self, name: str) -> exp.Expr:
        """Return ``@name``: BigQuery passes over partitions by constants and parameters, not by what a join finds."""
        return exp.Parameter(this=exp.var(name))

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the one type found, or the narrowest of FLOAT64, TIMESTAMP and STRING that holds them all.

        A field has to be ordered, to tell copies of a call apart (R4), so what cannot be is text.
        """
        if any(kind.is_type(*_UNORDERED) for kind in found):
            return STRING
        if len({kind.sql("bigquery") for kind in found}) == 1:
            return found[0]
        if all(kind.is_type(*exp.DataType.NUMERIC_TYPES) for kind in found):
            return FLOAT64
        if all(kind.is_type(*_TIMES) for kind in found):
            return TIMESTAMP
        return STRING

    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""
        if found == wanted:
            return column
        if wanted == STRING:
            return self.text(column, found)
        if wanted == TIMESTAMP:
            return self.timestamp(column, found)
        return exp.TryCast(this=column, to=wanted.copy())

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return REGEXP_CONTAINS, which is RE2's."""
        return piece("REGEXP_CONTAINS(:c, :pattern)", "bigquery", c=text, pattern=exp.RawString(this=pattern))

    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return TIMESTAMP_DIFF in microseconds, the finest there are, so nothing is cut."""
        return piece("TIMESTAMP_DIFF(:later, :earlier, MICROSECOND)", "bigquery", earlier=earlier, later=later)

    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the whole milliseconds of the exact difference."""
        return piece("DIV(:micros, 1000)", "bigquery", micros=self.micros_between(earlier, later))

    def md5(self, text: exp.Expr) -> exp.Expr:
        """Return the hex of `MD5`, which is of bytes: a STRING's are UTF-8."""
        return piece("TO_HEX(MD5(:c))", "bigquery", c=text)

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return ``STRUCT(value AS name, …)``."""
        return exp.Struct(expressions=[aliased(value, name) for name, value in values.items()])

    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:  # noqa: ARG002
        """Return ``struct.name``, which knows its type."""
        return exp.Dot(this=struct, expression=exp.to_identifier(name))

    def ordered_list(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return ``ARRAY_AGG(value ORDER BY position)``."""
        return piece("ARRAY_AGG(:value ORDER BY :position)", "bigquery", value=value, position=position)

    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return ``array[SAFE_ORDINAL(position)]``."""
        return piece("array_[SAFE_ORDINAL(:position)]", "bigquery", position=position).transform(
            lambda node: array.copy() if isinstance(node, exp.Column) and node.name == "array_" else node
        )

    def at_last(self, value: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return ANY_VALUE of the row with the highest position, of those that have a value."""
        last = "ANY_VALUE(:value HAVING MAX IF(:value IS NULL, NULL, :position))"
        return piece(last, "bigquery", value=value, position=position)

    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return `FARM_FINGERPRINT` modulo ``buckets``, without its sign."""
        return piece(f"ABS(MOD(FARM_FINGERPRINT(:c), {buckets:d}))", "bigquery", c=text)

    def differ(self, one: exp.Expr, other: exp.Expr, kind: FieldType) -> exp.Expr:
        """Return IS DISTINCT FROM; of structs and arrays, of which BigQuery compares none, their JSON's."""
        if kind in (FieldType.STRUCT, FieldType.RECORDS):
            one, other = (piece("TO_JSON_STRING(:c)", "bigquery", c=value) for value in (one, other))
        return super().differ(one, other, kind)

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Join each row with the elements of its array; their offset counts from 0."""
        offset = exp.to_identifier("record_offset")
        unnest = exp.Unnest(expressions=[array.copy()], alias=exp.TableAlias(columns=[exp.to_identifier("record")]))
        unnest.set("offset", offset)
        over = query.copy()
        over.append("joins", exp.Join(this=unnest, kind="CROSS"))
        for node in list(over.find_all(exp.Column)):
            if node.name == "position" and not node.table:
                place = exp.Add(this=column("record_offset"), expression=exp.Literal.number(1))
                node.replace(aliased(place, "position") if isinstance(node.parent, exp.Select) else place)
        return over

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:
        """Return CREATE OR REPLACE VIEW or TABLE, with partitions, clusters and labels.

        A view has its descriptions from the start. A table is always one of a run's own, which goes by itself after a
        day.
        """
        place: exp.Expr = relation.node()
        options: list[exp.Expr] = []
        if kind == "table":
            options += _layout_properties(layout)
            gone = piece(f"TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL {RUN_DAYS:d} DAY)", "bigquery")
            options.append(_option("expiration_timestamp", gone))
        elif layout.columns:
            columns = [_described(name, sentence) for name, sentence in layout.columns]
            place = exp.Schema(this=place, expressions=columns)
        options += _describing(layout)
        properties = exp.Properties(expressions=options) if options else None
        made = exp.Create(this=place, kind=kind.upper(), replace=True, properties=properties, expression=query)
        return self.render(made)

    def divided_by(self, moment: str) -> str:
        """Return the month of a time.

        By day, ten years and a few clocks that are wrong would make more than the 4,000 partitions that one statement
        may write (https://cloud.google.com/bigquery/quotas#partitioned_tables).
        """
        return f"timestamp_trunc({moment}, month)"

    def delete(self, relation: Relation, condition: exp.Expr, using: exp.Expr | None = None) -> str:
        """Return DELETE … WHERE EXISTS: there is no USING, and a name of the table is what its columns are told by.

        What says nothing of the other table stands outside, so that partitions are passed over by it.
        """
        tests = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
        theirs = using.alias_or_name if using else ""
        inner = [one for one in tests if any(name.table == theirs for name in one.find_all(exp.Column))]
        outer = [one for one in tests if one not in inner]
        if using:
            outer.append(exp.Exists(this=exp.select("1").from_(using.copy()).where(*inner)))
        return self.render(exp.Delete(this=relation.named(), where=exp.Where(this=exp.and_(*outer))))

    def publish(self, aside: Relation, target: Relation, layout: Layout) -> tuple[str, ...]:
        """Return CREATE OR REPLACE TABLE … CLONE: no bytes are read or copied, and a reader sees the old or the new.

        A clone is laid out as its source is, but stays.
        """
        options = [_option("expiration_timestamp", exp.null()), *_describing(layout)]
        clone = exp.Clone(this=aside.node(), options=exp.Properties(expressions=options))
        return (self.render(exp.Create(this=target.node(), kind="TABLE", replace=True, clone=clone)),)

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:  # noqa: ARG002 the relation has its description from the start
        """Return one ALTER TABLE for all columns of a table; a view was made with its descriptions."""
        if kind == "view" or not columns:
            return ()
        changes = [
            exp.AlterColumn(this=exp.to_identifier(name, quoted=True), comment=text(sentence))
            for name, sentence in columns.items()
        ]
        return (self.render(exp.Alter(this=relation.node(), kind="TABLE", actions=changes)),)


def _option(name: str, value: exp.Expr) -> exp.Property:
    return exp.Property(this=exp.var(name), value=value)


def _described(name: str, sentence: str) -> exp.ColumnDef:
    comment = exp.ColumnConstraint(kind=exp.CommentColumnConstraint(this=text(sentence)))
    return exp.ColumnDef(this=exp.to_identifier(name, quoted=True), constraints=[comment])


def _describing(layout: Layout) -> list[exp.Expr]:
    """Return what a table or view is described and labelled with, as options."""
    found: list[exp.Expr] = []
    if layout.description:
        found.append(_option("description", text(layout.description)))
    if layout.labels:
        pairs = [exp.Tuple(expressions=[text(key), text(value)]) for key, value in layout.labels]
        found.append(_option("labels", exp.Array(expressions=pairs)))
    return found


def _layout_properties(layout: Layout) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    if layout.partition_by:
        found.append(exp.PartitionedByProperty(this=partition(layout.partition_by)))
    if layout.cluster_by:
        found.append(exp.ClusterProperty(expressions=[column(name) for name in layout.cluster_by]))
    return found


DIALECT = BigQueryDialect()
