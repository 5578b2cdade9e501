"""Asks the queries of a comparison, and puts the answers together: counts, and the first rows that differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from segment_models.fields import FieldType
from segment_models.verify.report import FIRST_ROWS, Compared, Difference, Kind, plain, unequal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlglot import exp

    from segment_models.verify.comparison import Comparison
    from segment_models.warehouses.connection import Warehouse


def compare(one: Comparison, warehouse: Warehouse) -> Compared:
    """Return how a model, or a part of its rows, compares with its rebuild; only rows that differ are fetched."""
    return _without_key(one, warehouse) if one.is_multiset else _by_key(one, warehouse)


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
    told = [field.name for field in one.model.columns if field.name in one.told]
    rows = _ask(warehouse, one.first(kind, told, FIRST_ROWS))
    return [Difference(kind, _row((*one.key, *told), row)) for row in rows]


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
