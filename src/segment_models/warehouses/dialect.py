"""How an engine *means* things and spells statements; it needs no connection, so `compile` works without one."""

import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_lowercase, ascii_uppercase
from typing import Literal

from sqlglot import exp
from sqlglot.dialects.dialect import DialectType
from sqlglot.errors import SqlglotError

from segment_models.errors import ConfigError
from segment_models.fields import Field, FieldType
from segment_models.sql import DOUBLES, LARGE_NUMBERS, piece, type_named
from segment_models.warehouses.adapter import Adapter
from segment_models.warehouses.publishing import Aside, Publishing, Together
from segment_models.warehouses.relation import NO_LAYOUT, Kind, Layout, Relation, schema_node
from segment_models.warehouses.spellings import double_as_text, exact_double, short_exponent

MOST = 9_000_000_000_000
"""No value is larger: in millionths it is a whole number of 64 bits (V4)."""


_LIKE_SIGNS = "%_\\"
"""What LIKE does not take for itself; engines differ in whether a backslash is one of these signs."""
_NUMBER = "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)"


@dataclass(frozen=True)
class LongestName:
    """How long an engine lets the name of a schema, a table or a column be."""

    limit: int
    unit: Literal["bytes", "characters"]

    def length(self, name: str) -> int:
        """Return how long a name is, as the engine counts."""
        return len(name.encode() if self.unit == "bytes" else name)

    def allows(self, name: str) -> bool:
        """Return whether a name is short enough."""
        return self.length(name) <= self.limit


class Dialect(ABC):
    """How one engine means things. Methods take and give syntax trees; times are UTC with microseconds."""

    name: str
    """The engine, as in a connection's URL."""

    sqlglot: DialectType
    """The engine's dialect in sqlglot."""

    # -- what people are told of it; the table in docs/warehouses.md is made of these -------------------------------

    title: str
    """The engine as its vendor writes it."""

    extra: str | None
    """The extra that brings its driver; None where nothing more is needed."""

    url: str
    """An example of a connection."""

    nesting: str
    """What becomes of structs and records."""

    publishing: str
    """How a reader is kept from half of a run."""

    level: str
    """How much of it is proven, and how."""

    # -- what it has ------------------------------------------------------------------------------------------------

    structs: bool = True
    """True if columns can be structs: stats, first and last values are, then, and flat columns elsewhere."""

    records: bool = True
    """True if a session can hold its records."""

    longest_name: LongestName = LongestName(sys.maxsize, "characters")
    """The longest name that it has; it cuts or refuses a longer one."""

    publishing_by: Publishing
    """How a run publishes."""

    @property
    def transactional(self) -> bool:
        """Whether a whole run is one transaction."""
        return self.publishing_by == Together()

    @property
    def incremental(self) -> bool:
        """Whether tables can be brought up to date."""
        return self.publishing_by != Aside(incremental=False)

    def updates(self, form: str | None) -> bool:  # noqa: ARG002 for engines with several formats
        """Return whether a table of a format (None for the usual one) can be brought up to date."""
        return self.incremental

    @property
    def not_incremental(self) -> str:
        """The sentence for people who ask for incremental models where there are none."""
        return f"{self.title} rebuilds incremental models as tables in every run. The rows are the same."

    def is_free(self, connection: object) -> bool:  # noqa: ARG002 for engines in this process
        """Return whether an object may read a few rows unasked, to show itself: it costs nothing, and nobody waits."""
        return False

    dbt: Adapter = Adapter()
    """What the engine's dbt adapter knows."""

    dataform: bool = False
    """True if Dataform runs on this engine. It calls the options of an engine after it."""

    segment_types: Mapping[str, exp.DataType]
    """The types Segment gives columns here: ``text`` and one for each time column that exists here."""

    can_inline: bool = False
    """True if a step can be kept from being computed in full for readers of a few of its columns."""

    notes: Mapping[str, str]
    """Options that this engine ignores, each with the note that a run gives: ``partition_by is ignored: WHY.``"""

    def unused(self, relation: Relation, layout: Layout) -> Iterator[str]:  # noqa: ARG002 for engines that look at it
        """Yield a sentence for each option of a layout that this engine has no use for."""
        return (self.notes[option] for option in layout.used() if option in self.notes)

    # -- reading raw columns, defensively (R1) ---------------------------------------------------------------------

    types: Mapping[FieldType, exp.DataType] = {}
    """The types of published columns; those that are called as in SQL need not be here."""

    def type(self, kind: FieldType) -> exp.DataType:
        """Return the engine's type for a published column."""
        known = self.types.get(kind)
        return (known or type_named(kind.value, self.name)).copy()

    def text(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as text: a time in UTC, a double as `double_as_text` says."""
        if found.this in exp.DataType.TEXT_TYPES:
            return column
        if found.this in DOUBLES:
            return self.double_text(column)
        return exp.cast(column, self.type(FieldType.TEXT))

    def double_text(self, column: exp.Expr) -> exp.Expr:
        """Return a double as text, spelled the same on every engine; NULL where it is no finite number (R1)."""
        whole = self._as_text(exp.cast(column, "bigint"))
        return double_as_text(column, whole, short_exponent(self.digits(column)))

    def digits(self, column: exp.Expr) -> exp.Expr:
        """Return the fewest digits that read back as a double, not whole or of 1e18 and more: 0.0001, 1e+20, 1e-05."""
        return self._as_text(column)

    def _as_text(self, value: exp.Expr) -> exp.Expr:
        return exp.cast(value.copy(), self.type(FieldType.TEXT))

    def found(self, told: str) -> exp.DataType:
        """Return the type of a raw column as the catalog tells it; one that sqlglot does not know is unknown."""
        try:
            return type_named(told, self.name).copy()
        except SqlglotError:
            return type_named("unknown").copy()

    @abstractmethod
    def timestamp(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a raw column as a UTC timestamp: finer digits cut, NULL where it is none of the years 1 to 9999.

        A number is one since 1970, in the unit that its magnitude tells: see `micros_of_number`.
        """

    utc: str = "+00:00"
    """What a constant of the engine's type of times ends in, to be one in UTC."""

    def moment(self, moment: datetime) -> exp.Expr:
        """Return a moment (UTC, without a zone) as a constant of the engine's type of times."""
        told = f"{moment.isoformat(sep=' ', timespec='microseconds')}{self.utc}"
        return exp.cast(exp.Literal.string(told), self.type(FieldType.TIMESTAMP))

    def parameter(self, name: str) -> exp.Expr | None:  # noqa: ARG002 for engines that prune by constants only
        """Return a moment that a run finds out, as a constant of the statements after it; see `Warehouse.bind`.

        None where an engine prunes old blocks by itself, or has no use for it.
        """
        return None

    def before(self, moment: exp.Expr, micros: exp.Expr) -> exp.Expr:
        """Return the moment so many microseconds before a `parameter`; the first one there is, if that is none."""
        return self._spelled("before", moment=moment, micros=micros)

    def at_or_after(self, column: exp.Expr, found: exp.DataType, moment: datetime) -> exp.Expr:
        """Return whether a raw column is a moment or later; if in doubt, yes.

        Where the column is a time by itself it is compared as it stands, so that an engine can prune blocks and
        partitions of older rows.
        """
        return exp.GTE(this=self.timestamp(column, found), expression=self.moment(moment))

    wider: Sequence[tuple[Collection[exp.DType], exp.DataType]]
    """Kinds of types, the narrowest first, each with the type that holds every value of them. Text holds all others."""

    def kept(self, found: exp.DataType) -> exp.DataType | None:
        """Return the type of a custom field whose raw columns are all of one type; None for the first of `wider`."""
        return found

    def common_type(self, found: Sequence[exp.DataType]) -> exp.DataType:
        """Return the type that holds every value of columns of these types: their own, or the narrowest of `wider`."""
        if len({kind.sql(self.name) for kind in found}) == 1 and (kept := self.kept(found[0])):
            return kept
        wide = (type_ for kinds, type_ in self.wider if all(kind.this in kinds for kind in found))
        return next(wide, self.type(FieldType.TEXT))

    tries: bool = True
    """True if a value that may be none of another type is tried; elsewhere, no cast that is made can fail."""

    def value(self, column: exp.Expr, found: exp.DataType, wanted: exp.DataType) -> exp.Expr:
        """Return a raw column in another type, NULL where it cannot be cast."""
        if wanted.this in exp.DataType.TEXT_TYPES:
            return self.text(column, found)
        if wanted == self.type(FieldType.TIMESTAMP):
            return self.timestamp(column, found)
        if found == wanted:
            return self.kept_value(column, found)
        if wanted.this == exp.DataType.Type.DOUBLE and found.this in LARGE_NUMBERS:
            return exact_double(column, exp.cast(column, wanted.copy()))
        if self.tries:
            return exp.TryCast(this=column, to=wanted.copy(), safe=True)
        return exp.cast(column, wanted.copy())

    def kept_value(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:  # noqa: ARG002 for engines with years beyond
        """Return a raw column that keeps its type; NULL for a day or a time beyond the years 1 to 9999."""
        return column

    templates: Mapping[str, str]
    """What differs in words only: the engine's SQL of a method below, with the method's arguments as ``:names``."""

    def _spelled(self, method: str, **arguments: exp.Expr) -> exp.Expr:
        return piece(self.templates[method], self.sqlglot, **arguments)

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Return whether a regular expression is found in a text."""
        return self._spelled("matches", text=text, pattern=exp.Literal.string(pattern))

    def like(self, text: exp.Expr, parts: Sequence[str]) -> exp.Expr:
        """Return whether a text is made of these parts in their order, with any text between each two of them."""
        if not any(sign in part for part in parts for sign in _LIKE_SIGNS):
            return exp.Like(this=text.copy(), expression=exp.Literal.string("%".join(parts)))
        pattern = "%".join(re.sub(r"[!%_]", r"!\g<0>", part) for part in parts)
        like = exp.Like(this=text.copy(), expression=exp.Literal.string(pattern))
        return exp.Escape(this=like, expression=exp.Literal.string("!"))

    # -- taking texts apart, without regular expressions: engines differ in which of several matches they take --------

    def split_part(self, text: exp.Expr, delimiter: str, place: int) -> exp.Expr:
        """Return a part of a text between delimiters, counted from 1; an empty text where there is none."""
        delimiter_, place_ = exp.Literal.string(delimiter), exp.Literal.number(place)
        return exp.SplitPart(this=text.copy(), delimiter=delimiter_, part_index=place_)

    def position(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        """Return where a part is in a text first, counted from 1; 0 where it is not."""
        return exp.StrPosition(this=text.copy(), substr=part.copy())

    def ascii_lower(self, text: exp.Expr) -> exp.Expr:
        """Return a text with a to z for A to Z, and every other character as it is.

        Never LOWER, which depends on the locale and on what the engine knows of Unicode.
        """
        letters = (exp.Literal.string(one) for one in (ascii_uppercase, ascii_lowercase))
        return exp.Anonymous(this="TRANSLATE", expressions=[text.copy(), *letters])

    def reverse(self, text: exp.Expr) -> exp.Expr:
        """Return a text from its last character to its first."""
        return exp.Reverse(this=text.copy())

    def trim_spaces(self, text: exp.Expr) -> exp.Expr:
        """Return a text without spaces (U+0020, and nothing else) at its ends."""
        return exp.Trim(this=text.copy(), expression=exp.Literal.string(" "))

    # -- money: exact, and the same on every engine (V3, V4) ----------------------------------------------------------

    def cut(self, number: exp.Expr) -> exp.Expr:
        """Return an exact number without what it has beyond six digits after the point."""
        return self._spelled("cut", number=number)

    def money(self, column: exp.Expr, found: exp.DataType) -> exp.Expr:
        """Return a column of any type as an exact number of six digits; NULL where it is none, or too large (V4)."""
        if found.is_type(*exp.DataType.INTEGER_TYPES):
            return self._of_size(column, column)
        if found.is_type(*DOUBLES):
            return self._money_of_double(column)
        if found.is_type(*exp.DataType.NUMERIC_TYPES):
            return self._of_size(column, self.cut(column))
        return self._money_of_text(self.trim_spaces(self.text(column, found)))

    def _of_size(self, column: exp.Expr, value: exp.Expr) -> exp.Expr:
        exact = exp.cast(value, self.type(FieldType.DECIMAL))
        return piece(f"CASE WHEN :c BETWEEN -{MOST} AND {MOST} THEN :exact END", c=column, exact=exact)

    def _money_of_double(self, column: exp.Expr) -> exp.Expr:
        """Return a double in millionths, by steps that every engine's doubles take alike; then exactly."""
        micros = exp.cast(piece("floor(:c * 1000000 + 0.5)", c=column), "bigint")
        millionth = exp.cast(exp.Literal.string("0.000001"), "decimal(7, 6)")
        exact = exp.cast(
            exp.Mul(this=exp.cast(micros, self.type(FieldType.DECIMAL)), expression=millionth),
            self.type(FieldType.DECIMAL),
        )
        return piece(f"CASE WHEN :c BETWEEN -{MOST} AND {MOST} THEN :exact END", c=column, exact=exact)

    def _money_of_text(self, told: exp.Expr) -> exp.Expr:
        """Return what a text says, digit by digit; one with an exponent is a double (V3)."""
        whole = piece("replace(:one, '+', '')", one=self.split_part(told, ".", 1))
        digits = piece(
            ":whole || '.' || substr(:fraction || '000000', 1, 6)", whole=whole, fraction=self.split_part(told, ".", 2)
        )
        exact = exp.cast(digits, self.type(FieldType.DECIMAL))
        is_plain = exp.and_(self.matches(told, f"^{_NUMBER}$"), piece("length(:one) <= 14", one=whole))
        is_short = piece("length(:one) <= 40", one=told)
        double = self._money_of_double(exp.cast(told, self.type(FieldType.DOUBLE)))
        nothing = exp.cast(exp.Literal.number(0), self.type(FieldType.DECIMAL))
        return (
            exp.case()
            .when(is_plain, piece(f"CASE WHEN :exact BETWEEN -{MOST} AND {MOST} THEN :exact END", exact=exact))
            .when(exp.and_(self.matches(told, f"^{_NUMBER}[eE][+-]?0*[0-9]?[0-9]$"), is_short), double)
            .when(exp.and_(self.matches(told, f"^{_NUMBER}[eE]-[0-9]+$"), is_short.copy()), nothing)
        )

    # -- meaning ---------------------------------------------------------------------------------------------------

    def micros_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the exact microseconds between two times, as an integer (R8)."""
        return self._spelled("micros_between", earlier=earlier, later=later)

    def millis_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return the whole milliseconds between two times, as an integer."""
        return self._spelled("millis_between", earlier=earlier, later=later)

    def local_day(self, moment: exp.Expr, zone: str) -> exp.Expr:
        """Return the day that a time falls on in a time zone, named as IANA does; to compare with others (R8b)."""
        if zone == "UTC" and "utc_day" in self.templates:
            return self._spelled("utc_day", moment=moment)
        return self._spelled("local_day", moment=moment, zone=exp.Literal.string(zone))

    def local_hour(self, moment: exp.Expr, zone: str) -> exp.Expr:
        """Return the hour, 0 to 23, that the clocks of a time zone show at a time; the zone as in `local_day`."""
        if zone == "UTC" and "utc_hour" in self.templates:
            return self._spelled("utc_hour", moment=moment)
        return self._spelled("local_hour", moment=moment, zone=exp.Literal.string(zone))

    def day(self, day: date) -> exp.Expr:
        """Return a day as a constant, to compare with a `local_day`."""
        return exp.cast(exp.Literal.string(day.isoformat()), self.type(FieldType.DATE))

    def days_between(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return how many days one day is after another, as an integer."""
        return exp.cast(self._spelled("days_between", earlier=earlier, later=later), "bigint")

    def days_after(self, day: exp.Expr, number: exp.Expr) -> exp.Expr:
        """Return the day so many days after a day; before it, for a number below 0."""
        return self._spelled("days_after", day=day, number=number)

    def md5(self, text: exp.Expr) -> exp.Expr:
        """Return the lower-case hex MD5 of a text's UTF-8 bytes (R9)."""
        return self._spelled("md5", text=text)

    def struct(self, values: Mapping[str, exp.Expr]) -> exp.Expr:
        """Return a struct of named values; a value's ``type`` is known where an engine's structs would lose it."""
        entries = [exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in values.items()]
        return exp.Struct(expressions=entries)

    def struct_field(self, struct: exp.Expr, name: str, kind: FieldType | None = None) -> exp.Expr:  # noqa: ARG002 for engines whose structs do not know
        """Return one field of a struct, NULL where the struct is NULL.

        ``kind`` is its type, for engines whose structs do not know it; None for a struct in a struct, and for a value
        that only goes into another struct.
        """
        return exp.Dot(this=struct, expression=exp.to_identifier(name))

    def constant(self, value: str) -> exp.Expr:
        """Return a text of ours as a column, compared like every other text (R7)."""
        return exp.Literal.string(value)

    def no_value(self, kind: exp.DataType) -> exp.Expr:
        """Return the NULL of a type, as a column."""
        return exp.cast(exp.null(), kind.copy())

    def no_struct(self) -> exp.Expr:
        """Return the NULL that stands where other rows have a struct."""
        return exp.null()

    ordered_list_why: str = "Records are listed in their order."
    """How that list comes to be in order, for the reader of the SQL."""

    def ordered_records(
        self, name: str, moment: exp.Expr, calls: Mapping[str, exp.Expr], position: exp.Expr
    ) -> exp.Expr:
        """Return the aggregate that lists the events of a group by their position.

        An event is a struct: its time, under a name, and the call of each type, of which all but one are NULL. A call
        is a struct that has the time under the same name, too.
        """
        return self._spelled("ordered_list", value=self.struct({name: moment, **calls}), position=position)

    def element(self, array: exp.Expr, position: exp.Expr) -> exp.Expr:
        """Return the element of an array at a position, counted from 1; NULL where the position is NULL."""
        return self._spelled("element", array=array, position=position)

    def fingerprint(self, one: exp.Expr, other: exp.Expr) -> exp.Expr | None:
        """Return a number made of two values, never NULL; two others have another one, but for chance: 1 in 2^64.

        By sums of them, whole lists are compared. None where the engine has none, nor `fingerprints` and `ascends`.
        """
        return self._spelled("fingerprint", one=one, other=other) if "fingerprint" in self.templates else None

    def fingerprints(self, array: exp.Expr, one: exp.Expr, other: exp.Expr) -> exp.Expr:
        """Return the sum of the fingerprints of an array's elements; in the two values, ``record`` is an element."""
        return self._spelled("fingerprints", array=array, one=one, other=other)

    def ascends(self, array: exp.Expr, moment: exp.Expr) -> exp.Expr:
        """Return whether each element is later than the one before, by a time of it; there, ``record`` is the element.

        A time that is NULL is not later.
        """
        return self._spelled("ascends", array=array, moment=moment)

    def at_last(self, value: exp.Expr, position: exp.Expr) -> exp.Expr | None:
        """Return the aggregate that gives the value, not NULL, at the highest position of a group (R11).

        None where there is no such aggregate: then the value is joined by that position.
        """
        return self._spelled("at_last", value=value, position=position) if "at_last" in self.templates else None

    picks_at_once: bool = False
    """True if sessions without structs take first and last values as they are gathered, by `only`; elsewhere they join
    what calls carried by its place."""

    def only(self, value: exp.Expr, kind: exp.DataType) -> exp.Expr:  # noqa: ARG002 for engines with types without MAX
        """Return the aggregate that gives the value of a group where one row has it, and the others have NULL (R10)."""
        return exp.Max(this=value)

    def bucket(self, text: exp.Expr, buckets: int) -> exp.Expr:
        """Return a number from 0 to ``buckets - 1``, the same for equal texts."""
        return self._spelled("bucket", text=text, buckets=exp.Literal.number(buckets))

    def differ(self, one: exp.Expr, other: exp.Expr, kind: FieldType) -> exp.Expr:  # noqa: ARG002 for engines that compare no structs
        """Return whether two values of a column differ, to the innermost; NULL is like NULL and unlike all else."""
        return exp.NullSafeNEQ(this=one, expression=other)

    @abstractmethod
    def with_elements(self, query: exp.Query, array: exp.Expr) -> exp.Query:
        """Return the query over the elements of an array, which are ``record`` at ``position``, from 1."""

    # -- statements ------------------------------------------------------------------------------------------------

    stage_schema: str = "_segment_models_run"
    """Where a run keeps tables for itself; made by the run and removed by it."""

    session_schema: bool = False
    """True if that schema is always there and of this session alone, as that of temporary tables: then a run neither
    makes nor removes it."""

    def temporary(self, name: str) -> Relation:
        """Return where a temporary table of a run stands, for engines with a `Warehouse.has_temporary`."""
        raise NotImplementedError

    def drop_schema(self, schema: str) -> str:
        """Return the statement that removes an empty schema."""
        return self.render_once(exp.Drop(tables=[schema_node(schema)], kind="SCHEMA"))

    def create_schema(self, schema: str) -> str:
        """Return the statement that makes a schema if it is not there."""
        return self.render_once(exp.Create(this=schema_node(schema), kind="SCHEMA", exists=True))

    def replace(self, kind: Kind, relation: Relation, query: exp.Query, layout: Layout = NO_LAYOUT) -> str:  # noqa: ARG002 for engines that have layouts
        """Return the statement that makes a view or a table of a query, replacing one of the same kind."""
        return self.created(kind, relation.node(), query)

    def created(
        self,
        kind: Kind,
        place: exp.Expr,
        query: exp.Query,
        properties: Sequence[exp.Expr] = (),
        *,
        replace: bool = True,
    ) -> str:
        """Return CREATE OR REPLACE with properties, or CREATE."""
        held = exp.Properties(expressions=list(properties)) if properties else None
        return self.render_once(
            exp.Create(this=place, kind=kind.upper(), replace=replace, properties=held, expression=query)
        )

    def publish(self, aside: Relation, target: Relation, layout: Layout) -> tuple[str, ...]:
        """Return the statements that put a table built aside into its place, so that no reader sees half of it.

        Only for engines that publish `Aside` or `Merging`. What is left aside is dropped afterwards, if it is there.
        """
        raise NotImplementedError

    def aside(self, model: str, target: Relation, stage_schema: str, run: str) -> Relation:  # noqa: ARG002
        """Return where a run builds a model's table before it is published, where a run is no transaction."""
        return Relation(stage_schema, f"{model}_{run}")

    binding: bool = False
    """True if a view depends on what it reads, and nothing can be replaced by something with other columns: then what
    is in the way is dropped first, and a table whose columns are the same is refilled where it stands."""

    def refill(self, relation: Relation, columns: Sequence[str], query: exp.Query) -> tuple[str, ...]:
        """Return the statements that give a table other rows, where the engine is `binding`."""
        raise NotImplementedError

    def settle(self, relation: Relation) -> tuple[str, ...]:  # noqa: ARG002 for engines that need it
        """Return the statements that a table needs once it is filled, such as to gather statistics."""
        return ()

    def insert(self, relation: Relation, query: exp.Query) -> str:
        """Return the statement that adds a query's rows to a table."""
        return self.render_once(exp.Insert(this=relation.node(), expression=query))

    def delete(self, relation: Relation, condition: exp.Expr, using: exp.Expr | None = None) -> str:
        """Return the statement that removes the rows of a table that meet a condition, with a row of another table.

        A join and not EXISTS: engines look for a match under a condition with an inequality row by row.
        """
        where = exp.Where(this=condition)
        return self.render_once(exp.Delete(this=relation.node(), using=[using] if using else None, where=where))

    def create_table(self, relation: Relation, columns: Iterable[Field]) -> str:
        """Return the statement that makes an empty table if it is not there."""
        schema = exp.Schema(this=relation.node(), expressions=[self.defined(one) for one in columns])
        said = [*self.said_of_new(relation)]
        properties = exp.Properties(expressions=said) if said else None
        return self.render_once(exp.Create(this=schema, kind="TABLE", exists=True, properties=properties))

    def add_column(self, relation: Relation, column: Field) -> str:
        """Return the statement that gives a table a further column, NULL in the rows that it has."""
        return self.render(exp.Alter(this=relation.node(), kind="TABLE", actions=[self.defined(column)]))

    def said_of_new(self, relation: Relation) -> Iterable[exp.Expr]:  # noqa: ARG002 for engines with several formats
        """Return what such a table is made with, beside its columns."""
        return ()

    def defined(self, column: Field) -> exp.ColumnDef:
        """Return the definition of a column of such a table; text compares by its bytes, as everywhere (R7)."""
        return exp.ColumnDef(this=exp.to_identifier(column.name, quoted=True), kind=self.type(column.type))

    def divided_by(self, moment: str) -> str | None:  # noqa: ARG002 for engines that have partitions
        """Return the `Layout.partition_by` of a large table kept up to date that is divided by a column of times."""
        return None

    def index(self, relation: Relation, columns: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002 for engines that have indexes
        """Return the statements that let rows of a table be found by these columns without reading all of it.

        The first column tells most rows apart. No value may be too long for it.
        """
        return ()

    def drop(self, kind: Kind, relation: Relation, *, if_exists: bool = False) -> str:
        """Return the statement that removes a view or a table; never CASCADE: what depends on it may be another's."""
        return self.render_once(exp.Drop(tables=[relation.node()], kind=kind.upper(), exists=if_exists))

    def comment(self, kind: Kind, relation: Relation, description: str, columns: Mapping[str, str]) -> tuple[str, ...]:
        """Return the statements that describe a view or a table and its columns: here, COMMENT ON for each."""
        table = relation.node()
        statements = [exp.Comment(this=table, kind=kind.upper(), expression=exp.Literal.string(description))]
        for name, sentence in columns.items():
            parts = [part.copy() for part in (exp.to_identifier(name, quoted=True), *reversed(table.parts))]
            column = exp.Column(**dict(zip(("this", "table", "db", "catalog"), parts, strict=False)))
            statements.append(exp.Comment(this=column, kind="COLUMN", expression=exp.Literal.string(sentence)))
        return tuple(self.render_once(statement) for statement in statements)

    def render(self, query: exp.Expr) -> str:
        """Return a syntax tree as text, laid out for people.

        Raises:
            ConfigError: it has half of a character, which an argument in another encoding than UTF-8 leaves.
        """
        return self.render_once(query.copy())

    def render_once(self, tree: exp.Expr, indent: int = 2) -> str:
        """Return the same of a tree that nobody needs afterwards: writing it changes it."""
        sql = tree.sql(dialect=self.sqlglot, pretty=True, copy=False, indent=indent, pad=indent)
        if half := _HALF.search(sql):
            raise ConfigError(
                f"The text has half of a character ({half[0]!r}). An argument or a configuration value is not UTF-8: "
                "correct it, or the locale (LC_ALL=C.UTF-8)."
            )
        return sql


_HALF = re.compile("[\ud800-\udfff]")


def written_by_segment(text: exp.DataType, time: exp.DataType, *more: str) -> Mapping[str, exp.DataType]:
    """Return `Dialect.segment_types` of these two types; ``more`` are time columns beside those of every engine."""
    return {"text": text} | dict.fromkeys(("timestamp", "received_at", "uuid_ts", *more), time)


def without_precision(kind: exp.DataType) -> exp.DataType:
    """Return ``numeric`` for ``numeric(10, 2)``, for engines where the first holds every value of the second."""
    bounded = kind.expressions and all(isinstance(one, exp.DataTypeParam) for one in kind.expressions)
    return exp.DataType(this=kind.this) if bounded else kind


def described_place(relation: Relation, layout: Layout) -> exp.Expr:
    """Return a view to be made, its columns with their descriptions, for engines that describe them there."""
    columns = [
        exp.ColumnDef(
            this=exp.to_identifier(name, quoted=True),
            constraints=[exp.ColumnConstraint(kind=exp.CommentColumnConstraint(this=exp.Literal.string(sentence)))],
        )
        for name, sentence in layout.columns
    ]
    return exp.Schema(this=relation.node(), expressions=columns) if columns else relation.node()


def described_columns(columns: Mapping[str, str]) -> list[exp.Expr]:
    """Return the parts of ALTER TABLE that describe columns."""
    return [
        exp.AlterColumn(this=exp.to_identifier(name, quoted=True), comment=exp.Literal.string(sentence))
        for name, sentence in columns.items()
    ]


def over_elements(query: exp.Query, elements: exp.Expr) -> exp.Query:
    """Return the query over a subquery of the elements of an array, instead of what it reads."""
    alias = exp.TableAlias(this=exp.to_identifier("elements"))
    over = query.copy()
    over.set("from_", exp.From(this=exp.Subquery(this=elements, alias=alias)))
    return over
