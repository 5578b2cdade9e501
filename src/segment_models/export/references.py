"""A model's SQL with its references as another tool writes them, such as ``{{ ref('segment_sessions') }}``.

References are replaced in the syntax tree by words that occur nowhere else. The text is laid out, what the tool would
take for its own language in it is escaped, and only then the words become references.
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.models.steps import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from segment_models.graph import Graph, Model
    from segment_models.sources import RawTable


class References(ABC):
    """How a tool writes what a query refers to."""

    @abstractmethod
    def model(self, model: Model) -> str:
        """Return the reference to a model."""

    @abstractmethod
    def raw(self, table: RawTable) -> str:
        """Return the reference to a raw table."""

    @abstractmethod
    def timeout_micros(self, configured_millis: int) -> str:
        """Return the session timeout as a whole number of microseconds."""

    @abstractmethod
    def escaped(self, sql: str) -> str:
        """Return SQL without references so that the tool gives it back as it is."""


def written(graph: Graph, make: Callable[[Graph], exp.Query], references: References) -> str:
    """Return a query's SQL, laid out for people, with a tool's references in it.

    ``make`` gives the query for the graph it is called with, unresolved: ``model.user_map`` is a model, as in
    `models.REGISTRY`, and in `checks` with ``resolved=False``.
    """
    words: dict[str, str] = {}
    unique = secrets.token_hex(8)  # of a text that is replaced: the result is the same in every export

    def word(reference: str) -> exp.Var:
        name = f"reference_{unique}_{len(words)}_"
        words[name] = reference
        return exp.Var(this=name)

    context = graph.context
    timeout = word(references.timeout_micros(context.config.session_timeout_millis))
    tree = make(replace(graph, context=replace(context, timeout=timeout)))
    raw = {
        context.relation(one.schema, one.name).node(): one
        for tables in context.sources.tables.values()
        for one in tables
    }
    for table in list(tree.find_all(exp.Table)):
        if table.db == MODEL:
            alias = exp.TableAlias(this=exp.to_identifier(table.alias or table.name))
            table.replace(exp.Table(this=word(references.model(graph.models[table.name])), alias=alias))
        elif table.db:
            table.replace(exp.Table(this=word(references.raw(raw[table]))))
    sql = references.escaped(context.dialect.render(tree))
    for name, reference in words.items():
        sql = sql.replace(name, reference)
    return sql
