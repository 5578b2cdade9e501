"""How large values that DuckDB holds are in BigQuery, and what BigQuery calls their types."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.sources import Column, Columns

if TYPE_CHECKING:
    from collections.abc import Mapping


def as_in_bigquery(catalog: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a catalog of DuckDB's would be in BigQuery."""
    found: dict[str, Any] = {}
    for schema, tables in catalog.items():
        found[schema] = tables and {}
        for table, columns in (tables or {}).items():
            there = found[schema][table] = Columns(partition=getattr(columns, "partition", None))
            there.update({name: Column(one.name, _in_bigquery(one.type)) for name, one in columns.items()})
    return found


def _in_bigquery(kind: exp.DataType) -> exp.DataType:
    return exp.DataType.build(_there(kind).sql("bigquery"), dialect="bigquery")


@cache
def kind_of(told: str) -> exp.DataType:
    """Return a type of DuckDB's; every time is one in UTC, BigQuery's TIMESTAMP."""
    return _there(exp.DataType.build(told, dialect="duckdb"))


@cache
def spelled(told: str) -> str:
    """Return a type of DuckDB's as BigQuery spells it."""
    return kind_of(told).sql("bigquery")


def _there(kind: exp.DataType) -> exp.DataType:
    plain = kind.copy()
    for one in plain.find_all(exp.DataType):
        if one.this in {exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ}:
            one.set("this", exp.DataType.Type.TIMESTAMPTZ)
        elif one.this == exp.DataType.Type.DECIMAL:
            one.set("expressions", [])
    return plain


def outermost(paths: frozenset[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the paths without those that are inside another."""
    return sorted(path for path in paths if not any(path[:length] in paths for length in range(1, len(path))))


def size(value: str, kind: exp.DataType, path: list[str], depth: int = 0) -> str:
    """Return the SQL of the bytes of a value, or of the field of it that a path leads to."""
    match kind.this:
        case exp.DataType.Type.STRUCT:
            inner = {one.name.lower(): one for one in kind.expressions}
            wanted = [inner[path[0].lower()]] if path else kind.expressions
            return "(" + " + ".join(size(f'{value}."{one.name}"', one.kind, path[1:], depth) for one in wanted) + ")"
        case exp.DataType.Type.LIST | exp.DataType.Type.ARRAY:
            element = f"e{depth}"
            each = size(element, kind.expressions[0], path, depth + 1)
            return f"coalesce(list_sum(list_transform({value}, lambda {element}: {each})), 0)"
        case exp.DataType.Type.VARCHAR | exp.DataType.Type.TEXT:
            return f"coalesce(2 + strlen({value}), 0)"
    fixed = {exp.DataType.Type.BOOLEAN: 1, exp.DataType.Type.DECIMAL: 16}.get(kind.this, 8)
    return f"CASE WHEN {value} IS NULL THEN 0 ELSE {fixed} END"
