"""`segment_event_<event>`: the track calls of one event, with the properties that its own table has of them."""

from sqlglot import exp

from segment_models import fields
from segment_models.fields import TRACK, CallType, Field
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, chain
from segment_models.models.kept_calls import stays, superseded
from segment_models.sql import column, piece, query, text

_SESSION = ("user_id", "anonymous_id", "session_id", "session_index")


def event(context: Context, rows: CallType) -> exp.Query:
    """One row per track call of an event that can be used (E1).

    Columns: `columns`.
    """
    found = query(
        f"""
        SELECT events.source, events.track_id, events.timestamp, :session, properties.event_text, :properties
        FROM model.sessionized_events AS events
        JOIN model.track_events AS calls ON events.source = calls.source AND events.track_id = calls.track_id
        LEFT JOIN {rows.table}_judged AS properties
          ON events.source = properties.source AND events.track_id = properties.track_id
        WHERE calls.event = :event
        """,
        session=[column(name, "events") for name in _SESSION],
        properties=[column(one.name, "properties", custom=True) for one in context.config.custom_fields(rows)],
        event=text(rows.event or ""),
    )
    return chain(judged_calls(context, rows), found)


def columns(context: Context, rows: CallType) -> tuple[Field, ...]:
    """Return the call, its person and session, the name as the client sent it, and the properties (E2)."""
    session = (fields.PERSON, fields.ANONYMOUS_ID, fields.SESSION_ID, fields.SESSION_INDEX, fields.EVENT_TEXT)
    return (fields.SOURCE, TRACK.id, fields.TIMESTAMP, *session, *context.config.custom_fields(rows))


def revalued(context: Context) -> list[exp.Query]:
    """Return queries of the track calls whose properties are new, changed or gone; each a source and a track_id."""
    return [
        query(
            f"SELECT rows.source, rows.track_id FROM stage.{one.table}_{part} AS rows WHERE rows.track_id IS NOT NULL"
        )
        for one in context.config.properties.values()
        for part in superseded(context)
    ]


def as_they_are(context: Context, rows: CallType, ids: str) -> exp.Query:
    """Return the rows of an event's table as an incremental run finds them, of the calls that another table has."""
    names = [field.name for field in context.config.custom_fields(rows)]

    def taken(table: str) -> list[exp.Expr]:
        return [column(name, table) for name in ("source", "track_id")] + [
            column(name, table, custom=True) for name in names
        ]

    kept = query(
        f"""
        SELECT :taken FROM model.{rows.kept} AS kept
        JOIN {ids} AS ids ON kept.source = ids.source AND kept.track_id = ids.track_id
        WHERE {stays(context, "kept", rows.table, "track_id")}
        """,
        taken=taken("kept"),
    )
    anew = query(
        f"SELECT :taken FROM stage.{rows.table}_changed AS changed WHERE changed.track_id IS NOT NULL",
        taken=taken("changed"),
    )
    return exp.union(kept, anew, distinct=False)


def joins(ids: str) -> exp.Expr:
    """Return how properties are found by their call."""
    return piece(f"{ids}.source = properties.source AND {ids}.track_id = properties.track_id")
