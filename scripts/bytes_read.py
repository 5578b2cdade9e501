"""Which columns of which tables a statement of BigQuery's reads, and from which partition on.

BigQuery bills the columns that a query needs of the tables it names, and passes over partitions by constants. Both are
read off the statement, by sqlglot's optimizer: names are resolved, columns that nothing needs are taken out of inner
queries, conditions are brought to the tables that they are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.optimizer.pushdown_predicates import pushdown_predicates
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlglot.optimizer.scope import Scope

Place = tuple[str, str]
"""A table: its dataset and its name."""


@dataclass(frozen=True)
class Divided:
    """What a table is divided by."""

    column: str
    unit: str
    """As BigQuery and DuckDB call it: DAY, MONTH."""


@dataclass(frozen=True)
class Scan:
    """What a statement reads of one table, wherever it names it."""

    place: Place
    paths: frozenset[tuple[str, ...]]
    """The columns; of a struct, or of the structs of an array, the fields."""
    since: datetime | None = None
    """The time in the first partition that is not passed over; None for all of them."""
    nothing: bool = False
    """True if every partition is passed over, because there is no moment to begin at."""


@dataclass
class Reader:
    """Says what statements read, given the columns of all tables, the views, and what the run has found out."""

    columns: Mapping[str, Mapping[str, Mapping[str, str]]]
    """The type of each column, by dataset and table."""
    divided: Mapping[Place, Divided]
    views: Mapping[Place, exp.Query]
    bound: Mapping[str, datetime | None]
    """The parameters."""

    def scans(self, statement: exp.Expr) -> dict[Place, Scan]:
        """Return what a statement reads, by table: of a DELETE, what its condition reads."""
        query = _query(statement)
        if query is None:
            return {}
        tree = self._resolved(query)
        paths: dict[Place, set[tuple[str, ...]]] = {}
        for scope, alias, place in _references(pushdown_projections(tree.copy())):
            paths.setdefault(place, set()).update(self._paths(scope, alias))
        bounds: dict[Place, list[Scan]] = {}
        if any(place in self.divided for place in paths):
            for scope, alias, place in _references(pushdown_predicates(tree, dialect="bigquery")):
                where = scope.expression.args.get("where")
                bounds.setdefault(place, []).append(self._bounded(Scan(place, frozenset()), where, {alias, ""}))
        return {place: _together(Scan(place, frozenset(read)), bounds.get(place, ())) for place, read in paths.items()}

    def first_changed(self, statement: exp.Delete) -> Scan:
        """Return the partitions that a DELETE writes anew, with all their columns: those that it does not pass over."""
        place = _place(statement.this)
        every = frozenset((name,) for name in self.columns[place[0]][place[1]])
        where = statement.args.get("where")
        return self._bounded(Scan(place, every), where, {statement.this.alias_or_name, ""})

    def _resolved(self, query: exp.Query) -> exp.Expr:
        """Return the query without views, with every column told by its table."""
        whole = self._without_views(query)
        known: dict[str, dict[str, Mapping[str, str]]] = {}
        for schema, name in {_place(table) for table in whole.find_all(exp.Table) if table.db}:
            known.setdefault(schema, {})[name] = self.columns[schema][name]
        return qualify(
            whole,
            dialect="bigquery",
            schema=MappingSchema(known, dialect="bigquery", normalize=False),
            quote_identifiers=False,
            validate_qualify_columns=False,
        )

    def _without_views(self, query: exp.Query) -> exp.Query:
        def expanded(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Table) and (view := self.views.get(_place(node))) is not None:
                return self._without_views(view).subquery(node.alias_or_name)
            return node

        return query.copy().transform(expanded)

    def _paths(self, scope: Scope, alias: str) -> Iterator[tuple[str, ...]]:
        for column in scope.columns:
            if column.table == alias:
                path, node = [column.name], column
                while isinstance(node.parent, exp.Dot) and node.parent.this is node:
                    node = node.parent
                    path.append(node.expression.name)
                if not isinstance(node.parent, exp.Unnest) or not (fields := self._of_elements(scope, node.parent)):
                    yield tuple(path)
                else:
                    yield from ((*path, *field) for field in fields)

    def _of_elements(self, scope: Scope, unnest: exp.Unnest) -> set[tuple[str, ...]]:
        """Return the fields that are read of an array's elements; none where elements are taken whole."""
        alias = unnest.args.get("alias")
        name = alias.columns[0].name if alias and alias.columns else alias.name if alias else ""
        fields: set[tuple[str, ...]] = set()
        select = unnest.find_ancestor(exp.Select) or scope.expression
        for column in select.find_all(exp.Column):
            parts = [part.name for part in column.parts]
            if name in parts[:-1]:
                fields.add(tuple(parts[parts.index(name) + 1 :]))
            elif parts[-1] == name:
                path, node = [], column
                while isinstance(node.parent, exp.Dot) and node.parent.this is node:
                    node = node.parent
                    path.append(node.expression.name)
                if not path:
                    return set()
                fields.add(tuple(path))
        return fields

    def _bounded(self, scan: Scan, where: exp.Expr | None, aliases: set[str]) -> Scan:
        divided = self.divided.get(scan.place)
        if where is None or divided is None:
            return scan
        tests = where.this.flatten() if isinstance(where.this, exp.And) else [where.this]
        bounds = [bound for test in tests for bound in self._bounds(test.unnest(), divided.column, aliases)]
        if not bounds:
            return scan
        known = [bound for bound in bounds if bound is not None]
        return Scan(scan.place, scan.paths, max(known, default=None), nothing=not known)

    def _bounds(self, test: exp.Expr, column: str, aliases: set[str]) -> Iterator[datetime | None]:
        """Yield the moment that a condition compares the column with, where it asks nothing else (but for NULL)."""
        parts = [one.unnest() for one in test.flatten()] if isinstance(test, exp.Or) else [test]
        compared = [one for one in parts if isinstance(one, exp.GTE) and one.this.name.lower() == column.lower()]
        others = [one for one in parts if one not in compared]
        own = all(one.table in aliases and one.name.lower() == column.lower() for one in test.find_all(exp.Column))
        if len(compared) == 1 and own and all(isinstance(one, exp.Is) for one in others):
            value = compared[0].expression
            if value.find(exp.Column, exp.Subquery, exp.Select) is None:
                yield self._moment(value)

    def _moment(self, value: exp.Expr) -> datetime | None:
        """Return a constant: a time, a parameter, or so many microseconds before one."""
        parameter = value.find(exp.Parameter)
        if parameter is None:
            told = value.find(exp.Literal)
            return datetime.fromisoformat(told.name).replace(tzinfo=None) if told else None
        moment, before = self.bound[parameter.this.name], value.find(exp.TimestampSub)
        if moment is None or before is None:
            return moment
        return moment - timedelta(microseconds=int(before.expression.find(exp.Literal).name))


def _query(statement: exp.Expr) -> exp.Query | None:
    """Return the query of a statement: of one that changes rows by a condition, a query with that condition."""
    match statement:
        case exp.Query():
            return statement
        case exp.Delete():
            return exp.select("1").from_(statement.this.copy()).where(statement.args["where"].this.copy())
        case exp.Create(kind="TABLE") | exp.Insert() if isinstance(statement.expression, exp.Query):
            return statement.expression
    return None


def _place(table: exp.Table) -> Place:
    return table.db, table.name


def _references(tree: exp.Expr) -> Iterator[tuple[Scope, str, Place]]:
    """Yield each reference to a table, with the query that it is in and what it is called there."""
    for scope in traverse_scope(tree):
        for alias, (_, source) in scope.selected_sources.items():
            if isinstance(source, exp.Table) and source.db:
                yield scope, alias, _place(source)


def _together(scan: Scan, references: Sequence[Scan]) -> Scan:
    """Return what several references read: a column counts once, from the earliest partition of any of them."""
    if not references:
        return scan
    reading = [one.since for one in references if not one.nothing]
    known = [since for since in reading if since is not None]
    since = min(known) if known and len(known) == len(reading) else None
    return Scan(scan.place, scan.paths, since, nothing=not reading)
