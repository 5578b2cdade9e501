"""`segment_rejected_events`: what was set aside, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.fields import IDENTIFY
from segment_models.models.calls import judged_calls
from segment_models.models.chain import chain
from segment_models.models.kept_calls import changed_calls
from segment_models.sql import query, union_all

if TYPE_CHECKING:
    from sqlglot import exp

    from segment_models.fields import CallType
    from segment_models.models.chain import Context


def rejected_events(context: Context) -> exp.Query:
    """One row per rejected call of any enabled type, identifies included (R5).

    Columns: source, call_type, event_id, timestamp, received_at, user_id, anonymous_id, reason.
    """
    steps, rejected = [], []
    for call_type in (*context.config.call_types, IDENTIFY):
        if context.moving:
            steps += changed_calls(context, call_type)
            rejected += _moving(context, call_type)
        else:
            steps += judged_calls(context, call_type)
            rejected.append(_rejected(context, call_type, f"{call_type.table}_judged", "reject_reason IS NOT NULL"))
    return chain(steps, union_all(rejected))


def _rejected(context: Context, call_type: CallType, table: str, condition: str) -> exp.Query:
    return query(
        f"""
        SELECT
            source,
            :call_type AS call_type,
            {call_type.id_name} AS event_id,
            timestamp,
            call_received_at AS received_at,
            user_id,
            anonymous_id,
            reject_reason AS reason
        FROM {table}
        WHERE {condition}
        """,
        call_type=context.dialect.constant(call_type.name),
    )


def _moving(context: Context, call_type: CallType) -> list[exp.Query]:
    """Return what an incremental run puts in: changed calls, and all calls without an id, which nothing tells apart."""
    changed = f"reject_reason IS NOT NULL AND {call_type.id_name} IS NOT NULL"
    without_id = f"{call_type.id_name} IS NULL"
    return [
        _rejected(context, call_type, f"{call_type.table}_judged", changed),
        _rejected(context, call_type, f"model.{call_type.name}_calls", without_id),
    ]
