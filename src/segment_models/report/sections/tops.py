"""The most frequent of many: so many rows, and one for all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from segment_models.models.chain import Step, chain
from segment_models.report.asking import Asked, whole
from segment_models.sql import aliased, ascending, column, piece, query

MOST = 12


def top(
    grouped: exp.Query | str, keys: Sequence[str], measures: Sequence[str], before: Sequence[Step] = ()
) -> exp.Query:
    """Return the groups of a query that have most of the first measure; all others together are the last row.

    Columns: place (NULL for the others), the keys (NULL for the others), the measures, groups (how many the row is of).
    """
    names = ", ".join((*keys, *measures))
    order = ", ".join((f"{measures[0]} DESC", *keys))
    placed = query(f"SELECT {names}, row_number() OVER (ORDER BY {order}) AS place_of_all FROM grouped")
    shown = query(f"SELECT {names}, CASE WHEN place_of_all <= {MOST:d} THEN place_of_all END AS place FROM placed")
    last = exp.select("place").from_("shown")
    last = last.select(*(aliased(piece(f"max(CASE WHEN place IS NOT NULL THEN {one} END)"), one) for one in keys))
    last = last.select(*(aliased(piece(f"sum({one})"), one) for one in measures), "count(*) AS groups")
    steps = [
        *before,
        Step("grouped", "The groups.", query(grouped) if isinstance(grouped, str) else grouped),
        Step("placed", "Their places, in an order without ties.", placed),
        Step("shown", "The first of them; the others have no place.", shown),
    ]
    return chain(steps, last.group_by("place").order_by(ascending(column("place"))))


def first_of(asked: Asked) -> list[Mapping[str, object]]:
    """Return the rows that have a place."""
    return [row for row in asked.rows if row["place"] is not None]


def others(asked: Asked, noun: str) -> str:
    """Return what the last row is called."""
    (row,) = [row for row in asked.rows if row["place"] is None]
    return f"{whole(row['groups']):,} other {noun}"


def has_others(asked: Asked) -> bool:
    """Return whether there is a row of all others."""
    return any(row["place"] is None for row in asked.rows)
