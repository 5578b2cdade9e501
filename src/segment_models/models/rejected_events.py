"""`segment_rejected_events`: what was set aside, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.fields import IDENTIFY
from segment_models.models.calls import judged_calls
from segment_models.models.steps import chain
from segment_models.sql import query, union_all

if TYPE_CHECKING:
    from sqlglot import exp

    from segment_models.models.steps import Context


def rejected_events(context: Context) -> exp.Query:
    """One row per rejected call of any enabled type, identifies included (R5).

    Columns: source, call_type, event_id, timestamp, received_at, user_id, anonymous_id, reason.
    """
    steps, rejected = [], []
    for call_type in (*context.config.call_types, IDENTIFY):
        steps += judged_calls(context, call_type)
        rejected.append(
            query(
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
                FROM {call_type.table}_judged
                WHERE reject_reason IS NOT NULL
                """,
                call_type=context.dialect.constant(call_type.name),
            )
        )
    return chain(steps, union_all(rejected))
