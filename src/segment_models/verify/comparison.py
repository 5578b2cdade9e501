"""The queries that compare one model as built with its rebuild, and what their answers come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from sqlglot import exp

from segment_models.configured import Model
from segment_models.fields import EVENT_TYPES, CallType, Field, FieldType
from segment_models.graph import Graph
from segment_models.models.chain import MODEL, Step, chain
from segment_models.models.changes import Calls
from segment_models.models.definitions import Definition
from segment_models.models.persons import person, with_persons
from segment_models.sql import aliased, column, piece, query, text, union_all
from segment_models.verify import rebuild
from segment_models.verify.report import FIRST_ROWS, Compared, Difference, Kind, plain, unequal
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.dialect import Dialect

if TYPE_CHECKING:
    from segment_models.verify.rebuild import Again
    from segment_models.verify.scope import Scope

BUILT, REBUILT = "built", "rebuilt"
TOLD = ("user_id", "session_start_timestamp", "timestamp", "first_seen_at", "mapped_at")
"""Columns that tell what a row is about which is on one side only."""

_WHY = {BUILT: "The rows that are built.", REBUILT: "The rows of the rebuild."}
_PAIRED = piece("built.is_there IS NOT NULL AND rebuilt.is_there IS NOT NULL")


@dataclass(frozen=True)
class Comparison:
    """A model as built and as rebuilt, both as far as the scope goes: two steps, and the key that joins them.

    Where rows have no key, equal rows are counted.
    """

    model: Model
    dialect: Dialect
    sides: tuple[Step, Step]
    key: tuple[str, ...]

    @property
    def compared(self) -> tuple[Field, ...]:
        """The columns whose values are compared; those of the key are equal where rows meet."""
        return tuple(field for field in self.model.columns if field.name not in self.key)

    # -- rows that have a key -----------------------------------------------------------------------------------------

    def counts(self) -> exp.Query:
        """Return the query of one row: pairs, missing, extra, differing, rebuilt, then rows differing per column."""
        names = [f"differs_{number}" for number, _ in enumerate(self.compared, start=1)]
        flags = [
            aliased(exp.case().when(exp.and_(_PAIRED, self._differs(field)), piece("1")).else_(piece("0")), name)
            for name, field in zip(names, self.compared, strict=True)
        ]
        joined = query(
            """
            SELECT
                CASE WHEN built.is_there IS NULL THEN 1 ELSE 0 END AS is_missing,
                CASE WHEN rebuilt.is_there IS NULL THEN 1 ELSE 0 END AS is_extra,
                :flags
            FROM built
            """,
            flags=flags,
        )
        sums = [aliased(piece(f"coalesce(sum({name}), 0)"), name) for name in names]
        counted = query(
            """
            SELECT
                count(*) AS pairs,
                coalesce(sum(is_missing), 0) AS missing_rows,
                coalesce(sum(is_extra), 0) AS extra_rows,
                coalesce(sum(CASE WHEN :differs THEN 1 ELSE 0 END), 0) AS differing_rows,
                (SELECT count(*) FROM rebuilt) AS rebuilt_rows,
                :sums
            FROM joined
            """,
            differs=piece(" + ".join(names) + " > 0"),
            sums=sums,
        )
        why = "Rows that are one by their key, beside each other; what one side lacks is NULL."
        return chain([*self.sides, Step("joined", why, self._joined(joined))], counted)

    def first(self, kind: str, columns: Sequence[str], limit: int) -> exp.Query:
        """Return the query of the first rows of a kind: the key, then the values.

        Of ``differing`` rows, these are both values of each column that differs anywhere; of others, what tells of
        them.
        """
        fields = [field for field in self.model.columns if field.name in columns]
        if kind == "differing":
            where: exp.Expr = exp.and_(_PAIRED, exp.or_(*(self._differs(field) for field in fields)))
            values = [
                aliased(_of(side, field), f"{side}_{number}")
                for number, field in enumerate(fields, start=1)
                for side in (BUILT, REBUILT)
            ]
        else:
            there, gone = (REBUILT, BUILT) if kind == "missing" else (BUILT, REBUILT)
            where = piece(f"{gone}.is_there IS NULL")
            values = [aliased(_of(there, field), f"{there}_{number}") for number, field in enumerate(fields, start=1)]
        keys = [aliased(piece(f"coalesce(built.{name}, rebuilt.{name})"), name) for name in self._key_names]
        selected = self._joined(exp.select(*keys, *values).from_(BUILT)).where(where)
        ordered = selected.order_by(*(piece(name) for name in self._key_names)).limit(limit)
        return chain(self.sides, ordered)

    def copies(self, limit: int) -> exp.Query:
        """Return the query of the first keys that more than one built row has."""
        names = ", ".join(self._key_names)
        known = " AND ".join(f"{name} IS NOT NULL" for name in self._key_names)
        repeated = query(
            f"SELECT {names}, count(*) AS copies FROM built WHERE {known} GROUP BY {names} HAVING count(*) > 1 "
            f"ORDER BY {names} LIMIT {limit:d}"
        )
        return chain([self.sides[0]], repeated)

    @property
    def told(self) -> list[str]:
        """The columns that tell of a row which is on one side only."""
        return [field.name for field in self.compared if field.name in TOLD]

    @property
    def _key_names(self) -> list[str]:
        return [f"key_{number}" for number, _ in enumerate(self.key, start=1)]

    def _joined(self, selected: exp.Query) -> exp.Select:
        on = piece(" AND ".join(f"built.{name} = rebuilt.{name}" for name in self._key_names))
        return cast("exp.Select", selected).join(exp.to_table(REBUILT), on=on, join_type="full")

    def _differs(self, field: Field) -> exp.Expr:
        return self.dialect.differ(_of(BUILT, field), _of(REBUILT, field), field.type)

    # -- rows that have none ------------------------------------------------------------------------------------------

    def multiset_counts(self) -> exp.Query:
        """Return the query of one row: built, rebuilt, missing, extra."""
        counted = query(
            """
            SELECT
                coalesce(sum(built_rows), 0) AS built_rows,
                coalesce(sum(rebuilt_rows), 0) AS rebuilt_rows,
                coalesce(sum(CASE WHEN rebuilt_rows > built_rows THEN rebuilt_rows - built_rows ELSE 0 END), 0)
                    AS missing_rows,
                coalesce(sum(CASE WHEN built_rows > rebuilt_rows THEN built_rows - rebuilt_rows ELSE 0 END), 0)
                    AS extra_rows
            FROM equal_rows
            """
        )
        return chain([*self.sides, *self._equal_rows()], counted)

    def multiset_first(self, kind: str, limit: int) -> exp.Query:
        """Return the query of the first rows that one side has more often: every column, then how many more."""
        more, fewer = ("rebuilt_rows", "built_rows") if kind == "missing" else ("built_rows", "rebuilt_rows")
        rows = exp.select(*self._own, aliased(piece(f"{more} - {fewer}"), "copies")).from_("equal_rows")
        ordered = rows.where(piece(f"{more} > {fewer}")).order_by(*self._own).limit(limit)
        return chain([*self.sides, *self._equal_rows()], ordered)

    def _equal_rows(self) -> list[Step]:
        both = [
            exp.select(*self._own, aliased(piece(one), "is_built"), aliased(piece(other), "is_rebuilt")).from_(side)
            for side, one, other in ((BUILT, "1", "0"), (REBUILT, "0", "1"))
        ]
        sums = [aliased(piece(f"sum(is_{side})"), f"{side}_rows") for side in (BUILT, REBUILT)]
        equal = exp.select(*self._own, *sums).from_("both_sides").group_by(*self._own)
        why = "How often each row is on either side: some have no id, so rows are equal or they are not."
        return [Step("both_sides", "The rows of both.", union_all(both)), Step("equal_rows", why, equal)]

    @property
    def _own(self) -> list[exp.Expr]:
        return [column(field.name, custom=field.custom) for field in self.model.columns]


def comparisons(
    graph: Graph, again: Again, name: str, scope: Scope, part: tuple[int, int] | None = None
) -> list[Comparison]:
    """Return the comparisons that a model takes; ``part`` (i, n) is the i-th of n parts of its rows, by their key.

    Where calls may have no id, those that have one are found by it, and the others have no key.
    """
    key, definition = _key(graph, name), graph.models[name].definition
    if definition.grouped:
        return [_comparison(graph, again, name, scope, key={})]
    if definition.key_is_whole or _is_of_all_types(definition):
        return [_comparison(graph, again, name, scope, key=key, part=part)]
    *_, call_id = key.values()
    found = [_comparison(graph, again, name, scope, key=key, condition=piece(":id IS NOT NULL", id=call_id))]
    if not (definition.of_a_person and scope.is_part):  # a call without an id is nobody's
        found.append(_comparison(graph, again, name, scope, key={}, condition=piece(":id IS NULL", id=call_id)))
    return found


def _comparison(  # noqa: PLR0913 all that a comparison is of
    graph: Graph,
    again: Again,
    name: str,
    scope: Scope,
    *,
    key: dict[str, exp.Expr],
    condition: exp.Expr | None = None,
    part: tuple[int, int] | None = None,
) -> Comparison:
    model, dialect = graph.models[name], graph.context.dialect
    is_part = scope.is_part and model.definition.of_a_person
    rebuilt = rebuild.rows(again.part if is_part else again.all, name, "compared")
    sides = []
    for side, place in ((BUILT, model.relation.node(alias="compared")), (REBUILT, rebuilt)):
        rows = exp.select(aliased(piece("1"), "is_there")).from_(place)
        rows = rows.select(*(aliased(one.copy(), f"key_{number}") for number, one in enumerate(key.values(), start=1)))
        rows = rows.select(*(_of("compared", field) for field in model.columns), copy=False)
        rows = rows.where(condition) if condition else rows
        if is_part:
            rows = _narrowed(rows, again, name, scope, is_built=side == BUILT)
        if part:
            bucket = dialect.bucket(piece("coalesce(:key, '')", key=next(iter(key.values()))), part[1])
            rows = rows.where(exp.EQ(this=bucket, expression=exp.Literal.number(part[0])))
        sides.append(Step(side, _WHY[side], rows, shared=True))
    return Comparison(model, dialect, (sides[0], sides[1]), tuple(key))


def _narrowed(rows: exp.Select, again: Again, name: str, scope: Scope, *, is_built: bool) -> exp.Select:
    """Keep the rows of the persons and the time that are compared; the rebuild has those persons only already."""
    dialect, definition = again.all.context.dialect, again.all.models[name].definition
    if scope.since:
        context, time = again.all.context, column(definition.change.time, "compared")
        is_day = any(one.type == FieldType.DATE for one in definition.columns(context) if one.name == time.name)
        zone = context.config.time_zone if is_day else None
        rows = rows.where(scope.is_since(dialect, time, zone))
    if not is_built:
        return rows
    if definition.is_kept:  # the rebuild has the good calls of these persons
        rows = rows.where(piece("compared.reject_reason IS NULL"))
    if not scope.is_sample:
        return rows
    whose = piece("compared.user_id")
    if isinstance(definition.change, Calls):
        rows = _with_persons(rows, again, definition.change.call_type)
        whose = person(again.all.context, "compared")
    return rows.where(scope.sampled(dialect, whose))


def _with_persons(rows: exp.Select, again: Again, call_type: CallType) -> exp.Select:
    """Join calls as built with what tells whose they are in the rebuild, which has it of everybody."""
    joined = with_persons(again.all.context, rows, "compared", call_type)
    for table in joined.find_all(exp.Table):
        if table.db == MODEL:
            table.replace(again.all.models[table.name].relation.node(alias=table.alias))
    return joined


def _is_of_all_types(definition: Definition) -> bool:
    """Return whether a row's id is in the column of its own call type."""
    return not definition.key_is_whole and {one.id_name for one in EVENT_TYPES} <= set(definition.key)


def _key(graph: Graph, name: str) -> dict[str, exp.Expr]:
    """Return what makes a row one of a kind, each part with its name."""
    definition = graph.models[name].definition
    if not _is_of_all_types(definition):
        return {one: column(one, "compared") for one in definition.key}
    types = graph.context.config.call_types
    ids = [column(one.id_name, "compared") for one in types]
    kind = exp.case()
    for one in types:
        kind = kind.when(piece(f"compared.{one.id_name} IS NOT NULL"), text(one.name), copy=False)
    first = exp.func("coalesce", *(one.copy() for one in ids)) if len(ids) > 1 else ids[0]
    return {"source": column("source", "compared"), "call_type": kind, "event_id": first}


def _of(side: str, field: Field) -> exp.Expr:
    return column(field.name, side, custom=field.custom)


def compare(one: Comparison, warehouse: Warehouse) -> Compared:
    """Return how a model, or a part of its rows, compares with its rebuild; only rows that differ are fetched."""
    return _by_key(one, warehouse) if one.key else _without_key(one, warehouse)


def total(parts: Sequence[Compared]) -> Compared:
    """Return what the parts of a model come to."""
    names = ("built", "rebuilt", "missing", "extra", "differing")
    columns = {name: sum(one.columns.get(name, 0) for one in parts) for one in parts for name in one.columns}
    first: list[Difference] = []
    for difference in (each for one in parts for each in one.first):
        if sum(known.kind == difference.kind for known in first) < FIRST_ROWS:
            first.append(difference)
    figures = {name: sum(getattr(one, name) for one in parts) for name in names}
    return replace(parts[0], **figures, columns=columns, first=tuple(first))


def _by_key(one: Comparison, warehouse: Warehouse) -> Compared:
    pairs, missing, extra, differing, rebuilt, *each = map(int, _ask(warehouse, one.counts())[0])
    copies = pairs - extra - rebuilt  # a built row that is there more than once meets its rebuild more than once
    columns = {field.name: number for field, number in zip(one.compared, each, strict=True) if number}
    first = _one_sided(one, warehouse, "missing") if missing else []
    first += _one_sided(one, warehouse, "extra") if extra else []
    if copies:
        repeated = _ask(warehouse, one.copies(FIRST_ROWS))
        first += [Difference("extra", _row(one.key, row), copies=int(row[-1])) for row in repeated]
    first += _both_sided(one, warehouse, tuple(columns)) if differing else []
    return Compared(one.model, pairs - missing, rebuilt, missing, extra + copies, differing, columns, tuple(first))


def _one_sided(one: Comparison, warehouse: Warehouse, kind: Kind) -> list[Difference]:
    rows = _ask(warehouse, one.first(kind, one.told, FIRST_ROWS))
    return [Difference(kind, _row((*one.key, *one.told), row)) for row in rows]


def _both_sided(one: Comparison, warehouse: Warehouse, columns: tuple[str, ...]) -> list[Difference]:
    fields = [field for field in one.model.columns if field.name in columns]
    found = []
    for row in _ask(warehouse, one.first("differing", columns, FIRST_ROWS)):
        values = row[len(one.key) :]
        differing = []
        for field, built, rebuilt in zip(fields, values[::2], values[1::2], strict=True):
            nested = field.type in (FieldType.STRUCT, FieldType.RECORDS)
            pair = plain(built, nested=nested), plain(rebuilt, nested=nested)
            differing += [unequal(field.name, *pair)] if pair[0] != pair[1] else []
        found.append(Difference("differing", _row(one.key, row), tuple(differing)))
    return found


def _without_key(one: Comparison, warehouse: Warehouse) -> Compared:
    built, rebuilt, missing, extra = map(int, _ask(warehouse, one.multiset_counts())[0])
    names = [field.name for field in one.model.columns]
    kinds: tuple[tuple[Kind, int], ...] = (("missing", missing), ("extra", extra))
    first = [
        Difference(kind, _row(names, row), copies=int(row[-1]))
        for kind, number in kinds
        for row in (_ask(warehouse, one.multiset_first(kind, FIRST_ROWS)) if number else ())
    ]
    return Compared(one.model, built, rebuilt, missing, extra, 0, {}, tuple(first))


def _row(names: Iterable[str], values: Sequence[Any]) -> dict[str, object]:
    return {name: plain(value) for name, value in zip(names, values, strict=False)}


def _ask(warehouse: Warehouse, question: exp.Query) -> tuple[tuple[Any, ...], ...]:
    return warehouse.fetch(warehouse.dialect.render(question)).values
