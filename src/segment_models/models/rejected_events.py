"""`segment_rejected_events`: what was set aside, and why."""

from sqlglot import exp

from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, chain, of_each
from segment_models.sql import union_all


def rejected_events(context: Context) -> exp.Query:
    """One row per rejected call of any enabled type, identifies included (R5).

    Columns: source, call_type, event_id, timestamp, received_at, user_id, anonymous_id, reason.
    """
    return _rejected(context, "{table}_judged WHERE reject_reason IS NOT NULL")


def rejected_again(context: Context) -> exp.Query:
    """Return what an incremental run puts in: changed calls, and all calls without an id, which nothing tells apart."""
    changed = "{table}_judged WHERE reject_reason IS NOT NULL AND {id} IS NOT NULL"
    return _rejected(context, changed, "model.{kept} WHERE {id} IS NULL")


def _rejected(context: Context, *places: str) -> exp.Query:
    columns = """
        SELECT
            source, :call_type AS call_type, {id} AS event_id, timestamp, call_received_at AS received_at,
            user_id, anonymous_id, reject_reason AS reason
        FROM
        """
    rejected = [
        of_each([one], f"{columns} {place}", call_type=context.dialect.constant(one.name))
        for one in context.all_types
        for place in places
    ]
    return chain([step for one in context.all_types for step in judged_calls(context, one)], union_all(rejected))
