"""`segment_sessionized_pages`, `_tracks`, `_screens`: the calls of one type with their session and their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.models.sessionized_events import built_events, changing
from segment_models.sql import column, query

if TYPE_CHECKING:
    from sqlglot import exp

    from segment_models.fields import CallType
    from segment_models.models.chain import Context


def sessionized(context: Context, call_type: CallType) -> exp.Query:
    """One row per page, track or screen.

    Columns: source, timestamp, user_id (the person), the call's id, session_index, session_id, the call type's fields.
    """
    call_id = call_type.id_name
    joined = query(
        f"""
        SELECT
            events.source, events.timestamp, events.user_id, events.{call_id},
            events.session_index, events.session_id, :fields
        FROM {built_events(context)} AS events
        JOIN model.{call_type.name}_events AS {call_type.table}
          ON events.source = {call_type.table}.source AND events.{call_id} = {call_type.table}.{call_id}
        """,
        fields=[column(field.name, call_type.table, custom=field.custom) for field in context.config.fields(call_type)],
    )
    return changing(context, joined, call_type.table)
