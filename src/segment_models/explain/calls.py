"""What both explanations ask: which calls there are, whose they are, and which made a mapping."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from segment_models.explain.answers import Call, Mapping, moment
from segment_models.fields import IDENTIFY
from segment_models.graph import Graph
from segment_models.holding import require_built
from segment_models.models.calls import all_calls, judged_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.models.persons import by_call
from segment_models.sql import Part, column, piece, query, text
from segment_models.warehouses.connection import Warehouse

MOST = 50
"""How many rows of a kind are told at most."""


def rule(context: Context, calls: str) -> exp.Expr:
    """Return by which rule a call is a person's (R6), in a query that `with_persons` has joined."""
    shared = "WHEN shared_calls.user_id IS NOT NULL THEN shared_calls.rule" if by_call(context.config) else ""
    return piece(
        f"""
        CASE WHEN {calls}.user_id IS NOT NULL THEN 'user_id'
            {shared}
            WHEN user_map.user_id IS NOT NULL THEN 'mapping' ELSE 'anonymous_id' END
        """
    )


@dataclass(frozen=True)
class Asking:
    """A connection, and what the questions are about."""

    graph: Graph
    warehouse: Warehouse

    def ask(self, question: exp.Query | str, **parts: Part) -> list[dict[str, Any]]:
        """Return the rows of an answer, each by its columns' names; a text is filled with ``parts`` by `query`."""
        wanted = query(question, **parts) if isinstance(question, str) else question
        rows = self.warehouse.fetch(self.warehouse.dialect.render(self.graph.resolved(wanted)))
        return [dict(zip(rows.columns, values, strict=True)) for values in rows.values]

    def calls(self) -> list[Step]:
        """Return the steps that end in ``calls``: every good call of every type, identifies too."""
        context = self.graph.context
        every = Step("calls", "Every good call of every type.", all_calls(context))
        return [*judged_calls(context, IDENTIFY), every]

    def mappings(self, anonymous_ids: Iterable[str]) -> tuple[Mapping, ...]:
        """Return whose these anonymous ids are, those that are mapped, by their names; with the calls that say so."""
        wanted = sorted(set(anonymous_ids))
        if not wanted:
            return ()
        is_one = column("anonymous_id").isin(*map(text, wanted))
        mapped = self.ask(
            "SELECT anonymous_id, user_id, mapped_at FROM model.user_map "
            "WHERE user_id IS NOT NULL AND :is_one ORDER BY anonymous_id",
            is_one=is_one,
        )
        said = {(row["anonymous_id"], row["user_id"]): call(row) for row in self.ask(self._log_ins(is_one))}
        pairs = [(row["anonymous_id"], row["user_id"], moment(row["mapped_at"])) for row in mapped]
        return tuple(Mapping(one, person, at, said.get((one, person))) for one, person, at in pairs)

    def _log_ins(self, is_one: exp.Expr) -> exp.Query:
        ranked = query(
            """
            SELECT anonymous_id, user_id, source, call_type, event_id, timestamp,
                row_number() OVER (
                    PARTITION BY anonymous_id
                    ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
                ) AS recency
            FROM calls
            WHERE user_id IS NOT NULL AND :is_one
            """,
            is_one=is_one,
        )
        steps = [*self.calls(), Step("log_ins", "The calls that say whose these ids are, the latest first.", ranked)]
        latest = "SELECT anonymous_id, user_id, source, call_type, event_id, timestamp FROM log_ins WHERE recency = 1"
        return chain(steps, query(latest))


@contextmanager
def asking(graph: Graph, warehouse: Warehouse, *reads: str) -> Iterator[Asking]:
    """Ask within one moment of the tables, and with the comparing and ordering of a run.

    Raises:
        WarehouseError: a model of ``reads`` is not built.
    """
    require_built(graph, warehouse, [name for name in reads if name in graph.models])
    warehouse.begin()
    try:
        yield Asking(graph, warehouse)
    finally:
        warehouse.rollback()


def call(row: dict[str, Any]) -> Call:
    """Return the call that a row is about."""
    return Call(row["source"], row["call_type"], row["event_id"], moment(row["timestamp"]))


def told(one: Call) -> str:
    """Return a call in words."""
    return f"{one.call_type} {one.id} of {one.source} at {one.timestamp.isoformat(sep=' ', timespec='milliseconds')}"
