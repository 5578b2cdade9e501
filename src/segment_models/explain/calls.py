"""What both explanations ask: which calls there are, whose they are, and which made a mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segment_models.explain.answers import Call, Mapping, moment
from segment_models.fields import IDENTIFY
from segment_models.models.calls import all_calls, judged_calls
from segment_models.models.chain import Step, chain
from segment_models.sql import piece, query, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlglot import exp

    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse

MOST = 50
"""How many rows of a kind are told at most."""

RULE = """
    CASE WHEN {calls}.user_id IS NOT NULL THEN 'user_id'
        WHEN user_map.user_id IS NOT NULL THEN 'mapping' ELSE 'anonymous_id' END
"""
"""By which rule a call is a person's (R6); ``user_map`` is joined by the call's anonymous id."""


@dataclass(frozen=True)
class Asking:
    """A connection, and what the questions are about."""

    graph: Graph
    warehouse: Warehouse

    def ask(self, question: exp.Query) -> list[dict[str, Any]]:
        """Return the rows of an answer, each by its columns' names."""
        dialect = self.warehouse.dialect
        rows = self.warehouse.fetch(dialect.render(self.graph.resolved(question)))
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
        mapped = self.ask(
            query(
                "SELECT anonymous_id, user_id, mapped_at FROM model.user_map "
                "WHERE user_id IS NOT NULL AND :is_one ORDER BY anonymous_id",
                is_one=is_in("anonymous_id", wanted),
            )
        )
        said = {(row["anonymous_id"], row["user_id"]): call(row) for row in self.ask(self._log_ins(wanted))}
        return tuple(
            Mapping(
                row["anonymous_id"],
                row["user_id"],
                moment(row["mapped_at"]),
                said.get((row["anonymous_id"], row["user_id"])),
            )
            for row in mapped
        )

    def _log_ins(self, anonymous_ids: Sequence[str]) -> exp.Query:
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
            is_one=is_in("anonymous_id", anonymous_ids),
        )
        steps = [*self.calls(), Step("log_ins", "The calls that say whose these ids are, the latest first.", ranked)]
        latest = "SELECT anonymous_id, user_id, source, call_type, event_id, timestamp FROM log_ins WHERE recency = 1"
        return chain(steps, query(latest))


def call(row: dict[str, Any]) -> Call:
    """Return the call that a row is about."""
    return Call(row["source"], row["call_type"], row["event_id"], moment(row["timestamp"]))


def told(one: Call) -> str:
    """Return a call in words."""
    return f"{one.call_type} {one.id} of {one.source} at {one.timestamp.isoformat(sep=' ', timespec='milliseconds')}"


def is_in(name: str, values: Sequence[str]) -> exp.Expr:
    """Return whether a column has one of these texts."""
    return piece(name).isin(*(text(value) for value in values))
