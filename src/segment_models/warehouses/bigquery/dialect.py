"""How BigQuery means things."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.bigquery import BigQuery as SqlglotBigQuery

from segment_models.fields import FieldType
from segment_models.sql import DOUBLES, LongOrders, aliased, column, is_not_null, piece, spelled_out, text
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.bigquery.partitions import in_dbt, partition
from segment_models.warehouses.dialect import (
    Dialect,
    LongestName,
    described_columns,
    described_place,
    without_precision,
    written_by_segment,
)
from segment_models.warehouses.generators import BigQueryGenerator
from segment_models.warehouses.publishing import Aside
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation
from segment_models.warehouses.spellings import MOMENT, micros_of_number

if TYPE_CHECKING:
    from sqlglot.generator import Generator

STRING = exp.DataType.build("STRING", dialect="bigquery")
TIMESTAMP = exp.DataType.build("TIMESTAMP", dialect="bigquery")
NUMERIC = exp.DataType.build("NUMERIC", dialect="bigquery")
FLOAT64 = exp.DataType.build("FLOAT64", dialect="bigquery")

_TIMES = (exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMESTAMP, exp.DataType.Type.DATE)
"""TIMESTAMP, DATETIME and DATE, as sqlglot calls them."""

_UNORDERED = (
    *(exp.DataType.Type.ARRAY, exp.DataType.Type.STRUCT),
    *(exp.DataType.Type.JSON, exp.DataType.Type.GEOGRAPHY),
)
"""Types that nothing can be ordered by. Segment writes none of them."""

_INTO_FORM = (
    (r"(\.\d{6})\d+", r"\1"),
    (r" ?UTC$", "Z"),
    (r" ([Z+-])", r"\1"),
    (r"([T ]\d\d:\d\d)([Z+-]|$)", r"\1:00\2"),
    (r"([+-]\d\d)(\d\d)$", r"\1:\2"),
)
"""What makes a text that is a time one that BigQuery reads: with seconds, and ``Z`` or ``+05:30`` for a zone."""

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
    publishing = "each table is cloned into its place after every check passed"
    level = "everything: Google's own analyzer and evaluator, and the client on an emulator"
    publishing_by = Aside(waits=False)
    longest_name = LongestName(300, "characters")
    segment_types = written_by_segment(STRING, TIMESTAMP, "loaded_at")
    types = {FieldType.TIMESTAMP: TIMESTAMP, FieldType.DECIMAL: NUMERIC, FieldType.DOUBLE: FLOAT64}  # noqa: RUF012 read only
    wider = ((exp.DataType.NUMERIC_TYPES, FLOAT64), (_TIMES, TIMESTAMP))
    utc = "Z"
    templates = {  # noqa: RUF012 read only
        # microseconds are the finest there are, so nothing is cut
        "micros_between": "TIMESTAMP_DIFF(:later, :earlier, MICROSECOND)",
        "millis_between": "DIV(TIMESTAMP_DIFF(:later, :earlier, MICROSECOND), 1000)",
        "local_day": "DATE(:moment, :zone)",
        "local_hour": "EXTRACT(HOUR FROM :moment AT TIME ZONE :zone)",
        "days_between": "DATE_DIFF(:later, :earlier, DAY)",
        "days_after": "DATE_ADD(:day, INTERVAL :number DAY)",
        "md5": "TO_HEX(MD5(:text))",
        "cut": "TRUNC(:number, 6)",
        "ordered_list": "ARRAY_AGG(:value ORDER BY :position)",
        "at_last": "ANY_VALUE(:value HAVING MAX IF(:value IS NULL, NULL, :position))",
        # IF: where nobody is affected the parameter is NULL, and nothing has to be read
        "before": "IF(:moment IS NULL, NULL, COALESCE(SAFE.TIMESTAMP_SUB(:moment, INTERVAL :micros MICROSECOND), "
        "TIMESTAMP '0001-01-01 00:00:00+00'))",
        "bucket": "ABS(MOD(FARM_FINGERPRINT(:text), :buckets))",
    }
    notes = {  # noqa: RUF012 read only
        "format": "format is ignored: BigQuery keeps tables in a format of its own.",
    }
    dbt = Adapter(
        publishing="asserting_script",
        described_apart=True,
        labels="labels",
        labels_views=True,
        clusters="cluster_by",
        partition=in_dbt,
        no_partition="dbt-bigquery does not support it.",
    )
    dataform = True

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as STRING; a time without the zone that BigQuery's own cast would add."""
        if found.is_type(*exp.DataType.TEXT_TYPES) and found.this != exp.DataType.Type.BINARY:
            return column
        if found.is_type(*_UNORDERED):
            return piece("TO_JSON_STRING(:c)", "bigquery", c=column)
        if found.this == exp.DataType.Type.TIMESTAMPTZ:
            return piece("FORMAT_TIMESTAMP('%F %H:%M:%E*S', :c, 'UTC')", "bigquery", c=column)
        if found.is_type(*DOUBLES):
            return self.double_text(column)
        return exp.TryCast(this=column, to=STRING.copy())

    def digits(self, column: exp.Expr) -> exp.Expr:
        """Return the fewest digits that read back as a double, of which a cast writes 15 or 17."""
        found = exp.case()
        for count in (15, 16):
            some = piece(f"FORMAT('%.{count}g', :c)", "bigquery", c=column)
            found = found.when(piece("CAST(:some AS FLOAT64) = :c", "bigquery", some=some, c=column), some, copy=False)
        return found.else_(piece("FORMAT('%.17g', :c)", "bigquery", c=column))

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP.

        The zone of what has none is said to be UTC: a project may have another default. Text that has its own zone is
        refused then, and read as it stands. See `_INTO_FORM` for what is done to a text before.
        """
        match found.this:
            case exp.DataType.Type.TIMESTAMPTZ:
                return column
            case exp.DataType.Type.TIMESTAMP | exp.DataType.Type.DATE:
                return piece("TIMESTAMP(:c, 'UTC')", "bigquery", c=column)
        if found.is_type(*exp.DataType.NUMERIC_TYPES):
            return piece("TIMESTAMP_MICROS(:micros)", "bigquery", micros=micros_of_number(column, found))
        if not found.is_type(*exp.DataType.TEXT_TYPES):
            return exp.cast(exp.null(), TIMESTAMP)
        told = column
        for pattern, kept in _INTO_FORM:
            parts = {"pattern": exp.RawString(this=pattern), "kept": exp.RawString(this=kept)}
            told = piece("REGEXP_REPLACE(:c, :pattern, :kept)", "bigquery", c=told, **parts)
        moment = piece("COALESCE(SAFE.TIMESTAMP(:c, 'UTC'), SAFE.TIMESTAMP(:c))", "bigquery", c=told)
        return exp.case().when(self.matches(column, MOMENT), moment)

    def parameter(self, name: str) -> exp.Expr:
        """Return ``@name``: BigQuery prunes partitions by constants and parameters, not by a join."""
        return exp.Parameter(this=exp.var(name))

    def kept(self, found: exp.DataType) -> exp.DataType | None:
        """Return the type if it has an order, by which copies of a call are told apart (R4); what has none is text."""
        return None if found.is_type(*_UNORDERED) else found

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the type that holds them all, without a precision: a table made of a query has none."""
        return super().common_type([without_precision(kind) for kind in found])

    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return ``array[SAFE_ORDINAL(position)]``."""
        return exp.Bracket(this=array.copy(), expressions=[position.copy()], offset=1, safe=True)

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return REGEXP_CONTAINS, which is RE2's."""
        return piece("REGEXP_CONTAINS(:c, :pattern)", "bigquery", c=text, pattern=exp.RawString(this=pattern))

    def like(self, text: exp.Expr, parts: Sequence[str]) -> exp.Expr:
        r"""Return LIKE, where a backslash takes what follows for itself; there is no ESCAPE."""
        pattern = "%".join(re.sub(r"[\\%_]", r"\\\g<0>", part) for part in parts)
        return exp.Like(this=text.copy(), expression=exp.Literal.string(pattern))

    def split_part(self, text: exp.Expr, delimiter: str, place: int) -> exp.Expr:
        """Return the element of SPLIT; so many delimiters are added that it has one, but for NULL."""
        added = exp.Literal.string(delimiter * (place - 1))
        whole = piece("CONCAT(:text, :added)", "bigquery", text=text, added=added) if place > 1 else text
        parts = {"text": whole, "delimiter": exp.Literal.string(delimiter), "offset": exp.Literal.number(place - 1)}
        return piece("SPLIT(:text, :delimiter)[SAFE_OFFSET(:offset)]", "bigquery", **parts)

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
        if kind == "view":
            return self.created(kind, described_place(relation, layout), query, _describing(layout))
        gone = piece(f"TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL {RUN_DAYS:d} DAY)", "bigquery")
        options = [*_layout_properties(layout), _option("expiration_timestamp", gone), *_describing(layout)]
        return self.created(kind, relation.node(), query, options)

    def divided_by(self, moment: str) -> str:
        """Return the month of a time.

        By day, ten years and a few clocks that are wrong would make more than the 4,000 partitions that one statement
        may write (https://cloud.google.com/bigquery/quotas#partitioned_tables).
        """
        return f"timestamp_trunc({moment}, month)"

    def delete(self, relation: Relation, condition: exp.Expr, using: exp.Expr | None = None) -> str:
        """Return DELETE … WHERE EXISTS: there is no USING, and a name of the table is what its columns are told by.

        What says nothing of the other table stands outside, so that it prunes partitions.
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
        return (self.render(exp.Alter(this=relation.node(), kind="TABLE", actions=described_columns(columns))),)


def _option(name: str, value: exp.Expr) -> exp.Property:
    return exp.Property(this=exp.var(name), value=value)


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
