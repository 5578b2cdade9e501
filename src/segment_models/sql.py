"""Small tools to compose SQL as syntax trees: text with ``:names`` in it, filled with trees, never pasted."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from sqlglot import Dialect, exp, parse_one
from sqlglot.dialects.dialect import DialectType
from sqlglot.generator import Generator


class Neutral(Dialect):
    """The SQL that models are written in: sqlglot's own, with NULLs last, which other engines then spell out."""

    NULL_ORDERING = "nulls_are_last"


DOUBLES = (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)
LARGE_NUMBERS = (
    *(exp.DataType.Type.BIGINT, exp.DataType.Type.UBIGINT, exp.DataType.Type.INT128, exp.DataType.Type.UINT128),
    *(exp.DataType.Type.DECIMAL, exp.DataType.Type.BIGDECIMAL),
)
"""Types of numbers of which some are larger than what doubles tell apart."""

SPELLED_OUT = "spelled_out"

Part = exp.Expr | Sequence[exp.Expr]
Names = tuple[tuple[str, str], ...]
Tree = TypeVar("Tree", bound=exp.Expr)


@cache
def _parsed(sql: str, dialect: DialectType) -> exp.Expr:
    """Parse a text of ours once: a plan has most of them in several statements. Copy what comes of it.

    Where each node stood in the text is forgotten: nobody asks, and a copy of a tree would copy it for every node.
    """
    tree = parse_one(sql, dialect=dialect)
    for node in found_in(tree, exp.Expr):
        node._meta = None  # noqa: SLF001 its `meta` would be an empty one, which is copied, too
    return tree


def found_in(tree: exp.Expr, kind: type[Tree]) -> list[Tree]:
    """Return the nodes of a kind, those farther up first: as sqlglot's `find_all` does, and thrice as fast."""
    nodes = [tree]
    for node in nodes:  # which grows meanwhile
        for value in node.args.values():
            if isinstance(value, exp.Expr):
                nodes.append(value)
            elif isinstance(value, list):
                nodes.extend(one for one in value if isinstance(one, exp.Expr))
    return [node for node in nodes if isinstance(node, kind)]


@cache
def type_named(name: str, dialect: DialectType = None) -> exp.DataType:
    """Return a type by its name, parsed once: a catalog has few of them, many times. Copy it into a tree.

    Raises:
        ParseError: sqlglot does not know it.
    """
    return exp.DataType.build(name, dialect=dialect)


@contextmanager
def many_trees() -> Iterator[None]:
    """Make many trees, without looking for garbage meanwhile: nodes know their parents, so each tree is a circle.

    Python would look at all of them again and again, for a fifth of the time that it takes to plan a run.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def query(sql: str, names: Names = (), /, **parts: Part) -> exp.Query:
    """Return a query whose ``:names`` are replaced by syntax trees; a sequence of them becomes a list of columns.

    ``names`` are what stands in the text in braces, and what is put there: a text that is told of every call type is
    parsed once for all of them.
    """
    tree = (_named(sql, names) if names else _parsed(sql, Neutral)).copy()
    for node in found_in(tree, exp.Placeholder) if parts else ():
        part = parts[node.name]
        place = node.parent if isinstance(node.parent, exp.Ordered) else node
        place.replace(owned(part) if isinstance(part, exp.Expr) else [owned(piece) for piece in part])
    if not isinstance(tree, exp.Query):
        raise TypeError(f"not a query: {sql}")
    return tree


@cache
def _named(sql: str, names: Names) -> exp.Expr:
    """Return the tree of a text with names in it. Copy what comes of it."""
    stand_ins = {f"the_{name}": value for name, value in names}
    tree = _parsed(sql.format(**{name: f"the_{name}" for name, _ in names}), Neutral).copy()
    for node in (*found_in(tree, exp.Identifier), *found_in(tree, exp.Literal)):
        for stand_in, value in stand_ins.items():
            node.args["this"] = node.args["this"].replace(stand_in, value)
    return tree


def owned(tree: Tree) -> Tree:
    """Return a tree to be put into another one: itself if it is in none yet, else a copy.

    Copies are most of what planning a run costs.
    """
    return tree if tree.parent is None else tree.copy()


def piece(sql: str, /, dialect: DialectType = Neutral, **parts: exp.Expr) -> exp.Expr:
    """Return an expression whose ``:names`` are replaced by syntax trees."""
    tree = _parsed(sql, dialect)
    if isinstance(tree, exp.Placeholder):
        return parts[tree.name].copy()
    tree = tree.copy()
    for node in found_in(tree, exp.Placeholder) if parts else ():
        node.replace(parts[node.name].copy())
    return tree


def union_all(queries: Sequence[exp.Query]) -> exp.Query:
    """Return the rows of all queries."""
    return exp.union(*queries, distinct=False, copy=False) if len(queries) > 1 else queries[0]


def column(name: str, table: str | None = None, *, custom: bool = False) -> exp.Expr:
    """Return a column; a name that a user chose is quoted."""
    return exp.column(exp.to_identifier(name, quoted=custom or None), table=table, copy=False)


def asked_of(table: exp.Table, alias: str, columns: Iterable[str]) -> set[str]:
    """Return those columns of a table that the SELECT which reads it may ask for."""
    reader = table.find_ancestor(exp.Select)
    if reader is None or any(one.is_star for one in reader.selects):
        return set(columns)
    named = {one.name for one in reader.find_all(exp.Column) if one.table in ("", alias)}
    return named.intersection(columns)


def aliased(value: exp.Expr, name: str, *, custom: bool = False) -> exp.Expr:
    """Return ``value AS name``; a name that a user chose is quoted."""
    return exp.Alias(this=owned(value), alias=exp.to_identifier(name, quoted=custom or None))


def typed(value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    """Return a value that knows its type."""
    value.type = kind
    return value


def ascending(key: exp.Expr) -> exp.Expr:
    """Return a sort key that spells out its direction and that NULLs come last, whatever a session's settings are."""
    ordered = exp.Ordered(this=key, nulls_first=False)
    ordered.meta[SPELLED_OUT] = True
    return ordered


def spelled_out(self: Generator, expression: exp.Ordered) -> str:
    """Write ``ASC NULLS LAST`` where `ascending` asked for it; no other key of ours is ever NULL."""
    key = self.sql(expression, "this")
    if expression.meta.get(SPELLED_OUT):
        return f"{key} ASC NULLS LAST"
    return f"{key} DESC" if expression.args.get("desc") else key


WIDE = 100
"""Characters of an order beyond which it takes a line for each key."""


class LongOrders:
    """What every engine's generator does first: a long order of a window is written one key a line."""

    def order_sql(self, expression: exp.Order, flat: bool = False) -> str:  # noqa: FBT001, FBT002 sqlglot's own
        """Write an order."""
        short: str = super().order_sql(expression, flat)  # type: ignore[misc]
        wide = flat and self.pretty and len(short) > WIDE  # type: ignore[attr-defined]
        return str(super().order_sql(expression, flat=False)).strip() if wide else short  # type: ignore[misc]


def text(value: str) -> exp.Literal:
    """Return a text literal."""
    return exp.Literal.string(value)


def is_not_null(self: Generator, expression: exp.Not) -> str:
    """Write ``x IS NOT NULL`` as people do, where sqlglot writes ``NOT x IS NULL``."""
    test = expression.this
    if isinstance(test, exp.Is):
        return f"{self.sql(test, 'this')} IS NOT {self.sql(test, 'expression')}"
    if isinstance(test, exp.In):
        return self.sql(test).replace(" IN (", " NOT IN (", 1)
    return f"NOT {self.sql(test)}"
