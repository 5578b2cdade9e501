"""Moments that a run finds out and then says as constants, so that an engine prunes partitions of older rows.

An engine that divides tables by time, and bills by what it reads, prunes only by what it knows before it reads: not by
a join. So a run asks for the earliest moment that the tables of its stage name, and gives it to the statements that
follow as a parameter. Engines without parameters (`Dialect.parameter`) are asked nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlglot import exp

from segment_models.fields import CallType
from segment_models.models.chain import Context
from segment_models.sql import piece, query

FIRST_CUT = "first_cut"
"""The earliest cut of all people affected."""


@dataclass(frozen=True)
class Bound:
    """A moment that statements name as a parameter, and the query that finds it: one row, one column."""

    name: str
    query: exp.Query


def first_cut() -> Bound:
    """Return the moment before which no event and no session of anybody changes; NULL where nobody is affected."""
    return Bound(FIRST_CUT, query("SELECT min(cut_at) AS first_cut FROM stage.cuts"))


def first_known(call_type: CallType) -> Bound:
    """Return the moment of the earliest kept call of which a copy has arrived, or that has no id; NULL without any."""
    call_id, kept = call_type.id_name, f"model.{call_type.kept}"
    found = query(
        f"""
        SELECT min(found.timestamp) AS first_known
        FROM (
            SELECT calls.timestamp FROM {kept} AS calls
            JOIN stage.{call_type.table}_arrived AS arrived
              ON calls.source = arrived.source AND calls.{call_id} = arrived.{call_id}
            UNION ALL
            SELECT calls.timestamp FROM {kept} AS calls WHERE calls.{call_id} IS NULL
        ) AS found
        """
    )
    return Bound(f"first_known_{call_type.name}", found)


def first_partition(call_type: CallType, place: int) -> str:
    """Return the name of the moment at which the first partition begins that has new rows, of a type's raw tables."""
    return f"first_partition_{call_type.table}_{place}"


def first_doubted(call_type: CallType, place: int) -> str:
    """Return the name of the moment from which on a raw table's ids are looked through for calls in doubt."""
    return f"first_doubted_{call_type.table}_{place}"


def first_again(call_type: CallType, place: int) -> str:
    """Return the name of the moment at which the first partition begins that has a copy of a call in doubt."""
    return f"first_again_{call_type.table}_{place}"


def after_first_cut(context: Context, moment: exp.Expr) -> exp.Expr | None:
    """Return the test that an event or a session lies where any may change; None where it helps no engine."""
    return _at_or_after(context, moment, FIRST_CUT)


def after_lookback(context: Context, moment: exp.Expr) -> exp.Expr | None:
    """Return the test that a session may be looked back at from where any may change (A10); None likewise."""
    bound = context.parameter(FIRST_CUT)
    if bound is None:
        return None
    first = context.dialect.before(bound, lookback_micros(context))
    return piece(":moment >= :first", moment=moment, first=first)


def lookback_micros(context: Context) -> exp.Expr:
    """Return how far back a session may have started, in microseconds (A10)."""
    return exp.Literal.number(context.config.lookback // timedelta(microseconds=1))


def among_known(context: Context, call_type: CallType, moment: exp.Expr) -> exp.Expr | None:
    """Return the test that a kept call may have a copy that arrived; a call may lack a time (R5)."""
    test = _at_or_after(context, moment, f"first_known_{call_type.name}")
    return test and piece("(:test OR :moment IS NULL)", test=test, moment=moment)


def _at_or_after(context: Context, moment: exp.Expr, name: str) -> exp.Expr | None:
    bound = context.parameter(name)
    return bound and piece(":moment >= :bound", moment=moment, bound=bound)
