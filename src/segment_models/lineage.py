"""Which columns the values of each column are made of: those of other models, or of raw tables.

sqlglot finds them in the SQL that a run executes. A struct or a list is followed as a whole. What only decides which
rows there are, in a join or a filter, is not told: it is in the graph of the models.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node
from sqlglot.lineage import lineage as find_lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from segment_models.configured import Model
from segment_models.display import Display, Displayed, Table, listed
from segment_models.graph import Graph
from segment_models.warehouses.relation import Relation
from segment_models.words import counted

_MOST_EDGES = 500
"""Arrows that Mermaid draws; only the page around it could allow more."""


@dataclass(frozen=True, order=True)
class Origin:
    """A column that values come from. ``table`` is a model without prefix, or a raw table with its schema."""

    table: str
    column: str
    is_raw: bool = False

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, repr=False)
class Lineage(Displayed):
    """Where each column of some models comes from: ``columns`` has their origins by model and by column, in order.

    A column that is counted, numbered or constant has none.
    """

    columns: Mapping[str, Mapping[str, tuple[Origin, ...]]]

    def __getitem__(self, model: str) -> Mapping[str, tuple[Origin, ...]]:
        """Return the columns of one model."""
        return self.columns[model]

    def table(self) -> Table:
        """Return it as a table: model, column, and what the column comes from."""
        rows = [(model, column, ", ".join(map(str, origins))) for model, column, origins in self._every()]
        return Table(("model", "column", "comes from"), rows)

    def as_data(self) -> list[dict[str, Any]]:
        """Return it as JSON has it: one object per column, with ``model``, ``column`` and ``from``."""
        return [
            {
                "model": model,
                "column": column,
                "from": [
                    {"kind": "raw" if one.is_raw else "model", "table": one.table, "column": one.column}
                    for one in origins
                ],
            }
            for model, column, origins in self._every()
        ]

    def mermaid(self) -> str:
        """Return it as a Mermaid flowchart: a box for each table, in it its columns, and an arrow for each origin."""
        boxes: dict[str, list[str]] = {}
        edges = []
        for model, column, origins in self._every():
            for one in (*origins, Origin(model, column)):
                named = boxes.setdefault(one.table, [])
                named += [one.column] if one.column not in named else []
            edges += [(one, Origin(model, column)) for one in origins]
        ids = {table: f"t{number}" for number, table in enumerate(boxes)}
        lines = ["flowchart LR"]
        if len(edges) > _MOST_EDGES:
            lines.append(f"  %% {len(edges)} arrows. Mermaid draws {_MOST_EDGES}: name fewer models.")
        for table, names in boxes.items():
            lines.append(f'  subgraph {ids[table]}["{_label(table)}"]')
            lines += [f'    {ids[table]}_{number}["{_label(name)}"]' for number, name in enumerate(names)]
            lines.append("  end")
        at = {(table, name): f"{ids[table]}_{n}" for table, names in boxes.items() for n, name in enumerate(names)}
        lines += [f"  {at[one.table, one.column]} --> {at[to.table, to.column]}" for one, to in edges]
        return "\n".join(lines) + "\n"

    def _every(self) -> Iterator[tuple[str, str, tuple[Origin, ...]]]:
        for model, columns in self.columns.items():
            for column, origins in columns.items():
                yield model, column, origins

    def _display(self) -> Display:
        number = sum(map(len, self.columns.values()))
        return Display(f"Origins of {counted(number, 'column')} of {listed(self.columns)}", (), (self.table(),))


def _label(text: str) -> str:
    """Return a text that means itself in a quoted label of Mermaid's."""
    return re.sub(r"[^\w. -]", lambda found: f"#{ord(found[0])};", text)


def lineage(graph: Graph, names: Sequence[str]) -> Lineage:
    """Return where the columns of models come from, one step back: from the models and raw tables that each reads."""
    readable = {_key(one.place): one for one in _readable(graph)}
    return Lineage({name: _origins(graph, graph.models[name], readable) for name in names})


@dataclass(frozen=True)
class _Readable:
    """A table that a model may read, and what people call it."""

    place: exp.Table
    called: str
    columns: tuple[str, ...]
    is_raw: bool = False

    def origin(self, column: str) -> Origin:
        """Return a column of it; some engines write all names in capitals."""
        spelled = {one.lower(): one for one in self.columns}
        return Origin(self.called, spelled.get(column.lower(), column), self.is_raw)


def _readable(graph: Graph) -> Iterator[_Readable]:
    for name, model in graph.models.items():
        yield _Readable(model.relation.node(), name, tuple(one.name for one in model.columns))
    for table in (one for every in graph.context.sources.tables.values() for one in every):
        place = Relation(table.schema, table.name)
        yield _Readable(place.node(), str(place), tuple(table.columns), is_raw=True)


def _schema(readable: Iterable[_Readable]) -> dict[str, Any]:
    """Return the columns of all tables as sqlglot wants them; their types do not matter."""
    found: dict[str, Any] = {}
    for one in readable:
        found.setdefault(one.place.db, {})[one.place.name] = dict.fromkeys(one.columns, "text")
    return found


def _origins(
    graph: Graph, model: Model, readable: Mapping[tuple[str, str], _Readable]
) -> dict[str, tuple[Origin, ...]]:
    dialect, schema = graph.context.dialect.sqlglot, _schema(readable.values())
    parsed = sqlglot.parse_one(graph.sql(model.name), dialect=dialect)
    query = qualify(
        _without_catalogs(parsed),
        dialect=dialect,
        schema=schema,
        validate_qualify_columns=False,
        identify=False,
        quote_identifiers=False,
    )
    scope = build_scope(query)
    found = {}
    for column in model.columns:
        root = find_lineage(column.name, query, schema, scope=scope, dialect=dialect, trim_selects=False)
        found[column.name] = tuple(sorted(set(_leaves(root, readable))))
    return found


def _without_catalogs(query: exp.Expr) -> exp.Expr:
    """Return a query whose tables are named by schema and name: sqlglot wants all of one length."""
    for table in query.find_all(exp.Table):
        if table.catalog:
            table.set("catalog", None)
    return query


def _leaves(root: Node, readable: Mapping[tuple[str, str], _Readable]) -> Iterator[Origin]:
    for node in root.walk():
        if not node.downstream and isinstance(node.source, exp.Table):
            yield readable[_key(node.source)].origin(exp.to_column(node.name).name)


def _key(table: exp.Table) -> tuple[str, str]:
    return table.db.lower(), table.name.lower()
