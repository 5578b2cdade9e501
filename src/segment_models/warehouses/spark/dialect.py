"""How Spark means things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.dialect import DialectType
from sqlglot.dialects.spark import Spark as SqlglotSpark

from segment_models.sql import LongOrders, aliased, column, is_not_null, piece, spelled_out
from segment_models.warehouses import layouts
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.dialect import (
    Dialect,
    described_columns,
    described_place,
    over_elements,
    written_by_segment,
)
from segment_models.warehouses.generators import SparkGenerator
from segment_models.warehouses.publishing import Aside, Merging
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation
from segment_models.warehouses.spellings import FIRST, FIRST_MICROS, LAST, LAST_MICROS, MOMENT, micros_of_number

if TYPE_CHECKING:
    from sqlglot.generator import Generator

Type = exp.DataType.Type

TEXT = exp.DataType.build("string", dialect="spark")
TIMESTAMP = exp.DataType.build("timestamp", dialect="spark")
LOCAL_TIMESTAMP = exp.DataType.build("timestamp_ntz", dialect="spark")

MERGED_FORMATS = ("delta", "iceberg")
"""The formats that know MERGE."""

FILE_FORMATS = ("parquet", "orc", "avro")
"""The formats whose tables are folders of files: these are published by a pointer, others replace a table at once."""

_NO_SECONDS = r"([T ]\d\d:\d\d)( ?[ZU+-].*)?$"
"""What is found in a text of that shape if it lacks seconds, which Spark wants before a zone."""

_TIMES = (Type.TIMESTAMPTZ, Type.TIMESTAMPLTZ, Type.TIMESTAMP, Type.TIMESTAMPNTZ, Type.DATE)

SESSION_CATALOG = "spark_catalog"
"""Spark's own catalog, which holds a schema that is not written with a catalog's name."""

_ZONED = ":.*[ZC+-]"
"""What is found in a text of the shape of a time if it has a zone: that of one is ``Z``, ``UTC`` or an offset."""

_RUN = re.compile(r"(?P<table>.+)_(?P<run>\d{14}_[0-9a-f]{6})")
"""A table built aside: what it will be, and the run."""


def _not_sql(self: Generator, expression: exp.Not) -> str:
    """Write ``x NOT RLIKE y`` as people do."""
    test = expression.this
    if isinstance(test, exp.RegexpLike):
        return f"{self.sql(test, 'this')} NOT RLIKE {self.sql(test, 'expression')}"
    return is_not_null(self, expression)


def _raw_sql(self: Generator, raw: exp.RawString) -> str:
    """Write ``r'…'``, in which a backslash is one whatever the session's settings are."""
    quote = '"' if "'" in raw.name else "'"
    return self.sql(exp.Literal.string(raw.name)) if quote in raw.name else f"r{quote}{raw.name}{quote}"


class Readable(LongOrders):
    """What is written otherwise than sqlglot does for Spark and Databricks, so that it reads well."""

    EXPRESSIONS_WITHOUT_NESTED_CTES: ClassVar[set[Any]] = set()
    """Steps stay in the query they are of: moved to the top, as for old Hive, those of two queries would meet."""

    TRANSFORMS: ClassVar[dict[Any, Any]] = {
        exp.Filter: lambda self, one: f"{self.sql(one, 'this')} FILTER (WHERE {self.sql(one.expression, 'this')})",
        exp.Not: _not_sql,
        exp.Ordered: spelled_out,
        exp.RegexpLike: lambda self, one: f"{self.sql(one, 'this')} RLIKE {self.sql(one, 'expression')}",
        exp.RawString: _raw_sql,
    }


class _Readable(SqlglotSpark):
    """sqlglot's Spark, laid out for people."""

    class Generator(Readable, SparkGenerator):
        """How Spark's SQL is written."""

        TRANSFORMS = SparkGenerator.TRANSFORMS | Readable.TRANSFORMS


def columns_in_dbt(expression: str) -> list[str] | None:
    """Return a partition as dbt writes it for Spark and Databricks, which is by a column."""
    by = layouts.expression("partition_by", expression, "spark", "a column")
    return [by.name] if isinstance(by, exp.Column) else None


class SparkDialect(Dialect):
    """Spark 4."""

    name = "spark"
    sqlglot: DialectType = _Readable
    title = "Spark"
    extra: str | None = "spark"
    url = "spark://host:7077"
    nesting = "structs and arrays"
    publishing = "a table is built and checked aside, then its place points to the new files at once"
    level = "everything, on a real session and a cluster"
    segment_types = written_by_segment(TEXT, TIMESTAMP)
    wider = (
        (exp.DataType.SIGNED_INTEGER_TYPES, exp.DataType.build("bigint", dialect="spark")),
        (exp.DataType.NUMERIC_TYPES, exp.DataType.build("double", dialect="spark")),
        (_TIMES, TIMESTAMP),
    )
    templates = {  # noqa: RUF012 read only
        # no calendar, no rounding
        "micros_between": "unix_micros(:later) - unix_micros(:earlier)",
        "millis_between": "(unix_micros(:later) - unix_micros(:earlier)) DIV 1000",
        # The zone's clock in microseconds, whatever the session's zone is; then whole days of it.
        "local_day": (
            "DATE_ADD(CAST('1970-01-01' AS DATE), CAST((unix_micros(from_utc_timestamp(:moment, :zone)) "
            "- pmod(unix_micros(from_utc_timestamp(:moment, :zone)), 86400000000)) DIV 86400000000 AS INT))"
        ),
        "local_hour": "pmod(unix_micros(from_utc_timestamp(:moment, :zone)), 86400000000) DIV 3600000000",
        "days_between": "DATEDIFF(:later, :earlier)",
        "days_after": "DATE_ADD(:day, CAST(:number AS INT))",
        "cut": "CASE WHEN :number < 0 THEN CEIL(:number, 6) ELSE FLOOR(:number, 6) END",
        "md5": "md5(:text)",
        # A list of pairs sorted by their first part, of which no two are alike; a field of an array of structs is the
        # array of that field.
        "ordered_list": "sort_array(collect_list(STRUCT(:position AS position, :value AS record))).record",
        "element": "element_at(:array, CAST(:position AS INT))",
        "at_last": "max_by(:value, :position) FILTER (WHERE :value IS NOT NULL)",
        "bucket": "pmod(xxhash64(:text), :buckets)",
    }
    ordered_list_why = "Records are collected with their positions, and sorted by them."
    notes: Mapping[str, str] = {  # in short; `unused` tells it for a table's format
        "partition_by": "with delta and iceberg: folders of files are replaced whole.",
        "cluster_by": "with delta: folders of files are replaced whole, and Iceberg has no clusters.",
    }
    dbt = Adapter(
        publishing="merges",
        databases=False,
        labels="tblproperties",
        format="file_format",
        no_clusters="dbt-spark supports clusters only with a number of buckets.",
        clusters_or_divides=True,
        partition=columns_in_dbt,
        no_partition="dbt partitions by columns only.",
    )

    def __init__(self, *, default_format: str = "parquet", current_catalog: str = SESSION_CATALOG) -> None:
        """Know what a session writes where no format is asked for, and where a schema without a catalog is."""
        self.default_format = default_format
        self.current_catalog = current_catalog
        self.publishing_by = Merging() if default_format in MERGED_FORMATS else Aside(incremental=False)

    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as TIMESTAMP, the same moment whatever `spark.sql.session.timeZone` is.

        Days and times without a zone become text that ends in one, because a plain cast would take the session's.
        Text has to be a whole time: Spark would read ``10:00`` as today, and ``2024`` as a year's beginning.
        """
        if found.is_type(*exp.DataType.NUMERIC_TYPES):
            return exp.func("timestamp_micros", micros_of_number(column, found), dialect="spark")
        match found.this:
            case Type.TIMESTAMPTZ | Type.TIMESTAMPLTZ | Type.TIMESTAMP:
                return _of_years(column)
            case Type.TIMESTAMPNTZ:
                return _of_years(_in_utc(column, "Z"))
            case Type.DATE:
                return _of_years(_in_utc(column, " 00:00:00Z"))
        seconds = {"pattern": exp.RawString(this=_NO_SECONDS), "kept": exp.RawString(this="$1:00$2")}
        told = self.text(column, found)
        is_time = self.matches(told, MOMENT)
        told = piece("REGEXP_REPLACE(:c, :pattern, :kept)", "spark", c=told, **seconds)
        local = _in_utc(exp.TryCast(this=told.copy(), to=LOCAL_TIMESTAMP.copy(), safe=True), "Z")
        zoned = exp.TryCast(this=told.copy(), to=TIMESTAMP.copy(), safe=True)
        moment = exp.case().when(self.matches(told, _ZONED), zoned).else_(local)
        return exp.case().when(is_time, _of_years(moment))

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as text; a time in UTC, whatever the session's zone is."""
        if found.is_type(Type.DATE):
            return super().text(self.kept_value(column, found), found)
        if not found.is_type(*_TIMES):
            return super().text(column, found)
        utc = "TIMESTAMPADD(MICROSECOND, UNIX_MICROS(:c), CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ))"
        return exp.cast(piece(utc, "spark", c=self.timestamp(column, found)), TEXT)

    def digits(self, column: exp.Expr) -> exp.Expr:
        """Return a double's digits: of 0.0001 to 1e16 without the exponent that Spark writes, else with no ``.0``."""
        return piece(
            """
            CASE
              WHEN ABS(:c) BETWEEN 0.0001 AND 1e16
              THEN RTRIM('0', CAST(CAST(CAST(:c AS STRING) AS DECIMAL(38, 21)) AS STRING))
              ELSE REPLACE(LOWER(CAST(:c AS STRING)), '.0e', 'e')
            END
            """,
            "spark",
            c=column,
        )

    def kept_value(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column that keeps its type; NULL for a day or a time beyond the years 1 to 9999."""
        if found.is_type(Type.DATE):
            return exp.case().when(piece("YEAR(:c) BETWEEN 1 AND 9999", "spark", c=column), column.copy())
        if found.is_type(Type.TIMESTAMPNTZ):
            bounds = f":c BETWEEN CAST('{FIRST}' AS TIMESTAMP_NTZ) AND CAST('{LAST}' AS TIMESTAMP_NTZ)"
            return exp.case().when(piece(bounds, "spark", c=column), column.copy())
        return column

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return whether a regular expression is found in a text, with ``$`` and ``.`` as other engines mean them.

        Java's ``$`` is also before a line break at the end, and its ``.`` is no line break of any kind.
        """
        return self._found(text, ("(?d)" if "." in pattern else "") + _at_text_end(pattern))

    @staticmethod
    def _found(text: exp.Expr, pattern: str) -> exp.Expr:
        return exp.RegexpLike(this=text.copy(), expression=exp.RawString(this=pattern))

    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Put each element beside its place in a subquery; `posexplode` counts from 0."""
        elements = (
            exp.select(exp.Star(), aliased(piece("place + 1"), "position"))
            .from_(query.args["from_"].this.copy())
            .lateral(
                exp.Lateral(
                    this=exp.func("posexplode", array.copy(), dialect="spark"),
                    view=True,
                    alias=exp.TableAlias(
                        this=exp.to_identifier("listed"),
                        columns=[exp.to_identifier("place"), exp.to_identifier("record")],
                    ),
                )
            )
        )
        return over_elements(query, elements)

    def aside(self, model: str, target: Relation, stage_schema: str, run: str) -> Relation:  # noqa: ARG002
        """Return a table beside its place, so that both can name the same files by a path inside their schema."""
        return Relation(target.schema, f"{target.name}_{run}")

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:
        """Return CREATE OR REPLACE VIEW with its descriptions, or CREATE TABLE of a run's own table."""
        if kind == "view":
            properties = [*_comment(layout.description), *_labels(layout)]
            return self.created(kind, described_place(relation, layout), query, properties)
        folder = self._folder(relation, layout)
        properties = [*self._format(relation, layout)]
        properties += [exp.LocationProperty(this=exp.Literal.string(folder))] if folder else []
        return self.created(kind, relation.node(), query, properties, replace=False)

    def publish(self, aside: Relation, target: Relation, layout: Layout) -> tuple[str, ...]:
        """Return the statements that make a table read what was built aside.

        A table of files is told to read another folder: one change in the catalog. Elsewhere the engine replaces a
        table at once, by a copy. What a table is where it is already there with other columns, `Warehouse.make_way`
        has seen to.
        """
        folder = self._folder(aside, layout)
        if not folder:
            rows = exp.select("*").from_(aside.node())
            properties = [*self._format(target, layout), *self._arranged(target, layout), *_labels(layout)]
            return (self.created("table", target.node(), rows, properties),)
        place = exp.Literal.string(folder)
        properties = [exp.LikeProperty(this=aside.node()), exp.LocationProperty(this=place)]
        like = exp.Properties(expressions=properties)
        made = exp.Create(this=target.node(), kind="TABLE", exists=True, properties=like)
        moved = exp.Alter(this=target.node(), kind="TABLE", actions=[exp.AlterSet(location=place.copy())])
        return (self.render(made), self.render(moved), *self._relabel(target, layout))

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return COMMENT ON TABLE, and ALTER COLUMN for each column; a view is described where it is made."""
        if kind == "view":
            return ()
        table = relation.node()
        whole = exp.Comment(this=table, kind="TABLE", expression=exp.Literal.string(description))
        each = (exp.Alter(this=table.copy(), kind="TABLE", actions=[one]) for one in described_columns(columns))
        return tuple(self.render(statement) for statement in (whole, *each))

    @property
    def not_incremental(self) -> str:
        """The sentence that says what there is, and what it would take."""
        return (
            "Spark rebuilds incremental models as tables in every run. The rows are the same. To update them "
            "incrementally, write Delta or Iceberg tables: ?format=delta, or spark.sql.sources.default."
        )

    def updates(self, form: str | None) -> bool:
        """Return whether a table is of a format that knows MERGE, and the log's tables are."""
        return self.incremental and (form is None or form.lower() in MERGED_FORMATS)

    def said_of_new(self, relation: Relation) -> Iterable[exp.Expr]:
        """Return the format that is usual here."""
        return self._format(relation, NO_LAYOUT)

    def delete(self, relation: Relation, condition: exp.Expr, using: exp.Expr | None = None) -> str:
        """Return DELETE, or where another table says what goes a MERGE: Delta's DELETE takes no subquery."""
        if using is None:
            return super().delete(relation, condition)
        goes = exp.Whens(expressions=[exp.When(matched=True, then=exp.var("DELETE"))])
        return self.render(exp.Merge(this=relation.named(), using=using, on=condition, whens=goes))

    def unused(self, relation: Relation, layout: Layout) -> Iterator[str]:
        """Yield what a table's format has no use for: folders of files are neither divided nor clustered."""
        form = self._form(relation, layout)
        if self._is_files(relation, layout):
            why = f"{form} tables are replaced whole, in one step. Formats that can do both: delta, iceberg."
            for option in ("partition_by", "cluster_by"):
                if getattr(layout, option):
                    yield f"{option} is ignored: {why}"
            return
        if layout.partition_by and not self._partition(relation, layout):
            yield (
                f"partition_by: {layout.partition_by} is ignored: {form} tables are partitioned by columns only. "
                "To cluster by the column instead, use cluster_by."
            )
        if layout.cluster_by and form == "iceberg":
            yield "cluster_by is ignored: Iceberg tables are not clustered. Use partition_by instead."

    def _form(self, relation: Relation, layout: Layout) -> str:
        """Return the format a table gets; an empty text is its catalog's own."""
        if layout.format:
            return layouts.file_format(layout.format)
        return self.default_format if self._catalog(relation) == SESSION_CATALOG else ""

    def _catalog(self, relation: Relation) -> str:
        catalog, mark, _ = relation.schema.rpartition(".")
        return catalog if mark else self.current_catalog

    def _is_files(self, relation: Relation, layout: Layout) -> bool:
        return self._catalog(relation) == SESSION_CATALOG and self._form(relation, layout) in FILE_FORMATS

    def _folder(self, aside: Relation, layout: Layout) -> str | None:
        """Return the folder of a table built aside, inside that of its schema; None where it has none of its own.

        No table's name has a dot: so the folder is never inside of one that a table owns, and is removed with.
        """
        found = _RUN.fullmatch(aside.name)
        staged = aside.schema.rpartition(".")[2] == self.stage_schema
        if not found or staged or not self._is_files(aside, layout):
            return None
        return f"{found['table'].lower()}.runs/{found['run']}"

    def run_of(self, aside: Relation, target: Relation) -> str | None:
        """Return the run that built a table aside for a target; None for any other table."""
        found = _RUN.fullmatch(aside.name.lower())
        return found["run"] if found and found["table"] == target.name.lower() else None

    def _format(self, relation: Relation, layout: Layout) -> Iterator[exp.Expr]:
        if form := self._form(relation, layout):
            yield exp.FileFormatProperty(this=exp.Var(this=form))

    def _arranged(self, relation: Relation, layout: Layout) -> Iterator[exp.Expr]:
        """Yield PARTITIONED BY and CLUSTER BY where the format has them."""
        if self._is_files(relation, layout):
            return
        if partition := self._partition(relation, layout):
            yield exp.PartitionedByProperty(this=exp.Schema(expressions=[partition]))
        if layout.cluster_by and self._form(relation, layout) != "iceberg":
            yield exp.ClusterProperty(expressions=[column(name, custom=True) for name in layout.cluster_by])

    def _partition(self, relation: Relation, layout: Layout) -> exp.Expr | None:
        """Return what a table is divided by: a column, or the day of one where the format can (Iceberg)."""
        if not layout.partition_by:
            return None
        wanted: exp.Expr = layouts.expression("partition_by", layout.partition_by, "spark", "a column")
        if isinstance(wanted, exp.Column):
            return column(wanted.name, custom=True)
        if self._form(relation, layout) == "iceberg" and _is_day(wanted):
            return exp.func("days", column(wanted.this.name, custom=True))
        return None

    def _relabel(self, target: Relation, layout: Layout) -> Iterator[str]:
        if layout.labels:
            labels = exp.AlterSet(expressions=[exp.Properties(expressions=list(_labels(layout)))])
            yield self.render(exp.Alter(this=target.node(), kind="TABLE", actions=[labels]))


def _is_day(wanted: exp.Expr) -> bool:
    return isinstance(wanted, exp.TsOrDsToDate | exp.Cast) and (
        isinstance(wanted, exp.TsOrDsToDate) or wanted.to.this == Type.DATE
    )


def _of_years(moment: exp.Expr) -> exp.Expr:
    """Return a moment of the years 1 to 9999; NULL for any other."""
    inside = f"UNIX_MICROS(:moment) BETWEEN {FIRST_MICROS} AND {LAST_MICROS}"
    return exp.case().when(piece(inside, "spark", moment=moment), moment.copy())


def _in_utc(moment: exp.Expr, zone: str) -> exp.Expr:
    """Return a day or a time without a zone as the moment it is in UTC; NULL where there is no such moment."""
    text = exp.func("concat", exp.cast(moment.copy(), TEXT), exp.Literal.string(zone))
    return exp.TryCast(this=text, to=TIMESTAMP.copy(), safe=True)


def _at_text_end(pattern: str) -> str:
    r"""Return a regular expression with ``$`` as ``\z``, but not where it is escaped or one of a set."""
    return re.sub(r"(\\.|\[\^?\]?(?:\\.|[^\]])*\])|\$", lambda found: found[1] or r"\z", pattern, flags=re.DOTALL)


def _comment(description: str) -> Iterator[exp.Expr]:
    if description:
        yield exp.SchemaCommentProperty(this=exp.Literal.string(description))


def _labels(layout: Layout) -> Iterator[exp.Expr]:
    for key, value in layout.labels:
        yield exp.Property(this=exp.Literal.string(key), value=exp.Literal.string(value))


DIALECT = SparkDialect()


@cache
def of_session(default_format: str, current_catalog: str) -> SparkDialect:
    """Return the dialect of sessions that write this format and stand in this catalog.

    It is one object for all of them: a process that runs again finds the graph that it planned for the same dialect.
    """
    return SparkDialect(default_format=default_format, current_catalog=current_catalog)
