"""`segment_rejected_events`: what was set aside, and why."""

from sqlglot import exp

from segment_models.fields import CallType
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, chain
from segment_models.sql import query, union_all


def rejected_events(context: Context) -> exp.Query:
    """One row per rejected call of any enabled type, identifies included (R5).

    Columns: source, call_type, event_id, timestamp, received_at, user_id, anonymous_id, reason.
    """
    types = context.all_types
    steps = [step for one in types for step in judged_calls(context, one)]
    rejected = [_rejected(context, one, f"{one.table}_judged", "reject_reason IS NOT NULL") for one in types]
    return chain(steps, union_all(rejected))


def rejected_again(context: Context) -> exp.Query:
    """Return what an incremental run puts in: changed calls, and all calls without an id, which nothing tells apart."""
    types = context.all_types
    steps = [step for one in types for step in judged_calls(context, one)]
    rejected = [
        _rejected(context, one, table, condition)
        for one in types
        for table, condition in (
            (f"{one.table}_judged", f"reject_reason IS NOT NULL AND {one.id_name} IS NOT NULL"),
            (f"model.{one.name}_calls", f"{one.id_name} IS NULL"),
        )
    ]
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
