"""`segment_page_events`, `_track_events`, `_screen_events`: the calls that make sessions, one model a type."""

from sqlglot import exp

from segment_models import fields
from segment_models.fields import CallType, Field
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, chain
from segment_models.sql import column, query


def events(context: Context, call_type: CallType) -> exp.Query:
    """One row per page, track or screen call that can be used (R1 to R5).

    Columns: `columns`.
    """
    steps = judged_calls(context, call_type)
    good = query(
        f"""
        SELECT source, {call_type.id_name}, timestamp, user_id, anonymous_id, :fields
        FROM {steps[-1].name}
        WHERE reject_reason IS NULL
        """,
        fields=[column(field.name, custom=field.custom) for field in context.config.fields(call_type)],
    )
    return chain(steps, good)


def columns(context: Context, call_type: CallType) -> tuple[Field, ...]:
    """Return source, the call's id, timestamp, user_id, anonymous_id, then the call type's fields."""
    who = (fields.TIMESTAMP, fields.USER_ID, fields.ANONYMOUS_ID)
    return (fields.SOURCE, call_type.id, *who, *context.config.fields(call_type))
