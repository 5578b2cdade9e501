"""The published columns of every model, in order: what the SQL gives, what comments, docs and exports say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models import fields
from segment_models.fields import EVENT_TYPES, IDENTIFY, Field, FieldType
from segment_models.models.calls import type_of
from segment_models.models.sessions import VALUED, flat_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot import exp

    from segment_models.config import Config
    from segment_models.fields import CallType
    from segment_models.models.chain import Context

DESCRIPTIONS: Mapping[str, str] = {
    **{
        f"{one.name}_calls": f"One row per {one.name} call, rejected ones too, kept from run to run (R1 to R5)."
        for one in (*EVENT_TYPES, IDENTIFY)
    },
    "page_events": "One row per page call that can be used: duplicates removed (R4), rejected calls aside (R5).",
    "track_events": "One row per track call that can be used: duplicates removed (R4), rejected calls aside (R5).",
    "screen_events": "One row per screen call that can be used: duplicates removed (R4), rejected calls aside (R5).",
    "rejected_events": "One row per call that cannot be used, with the reason (R5).",
    "user_map": "One row per anonymous id, with the user it belongs to (R6).",
    "sessionized_events": "One row per event, with its person and its session (R6 to R9).",
    "sessionized_pages": "One row per page, with its session and its fields.",
    "sessionized_tracks": "One row per track, with its session and its fields.",
    "sessionized_screens": "One row per screen, with its session and its fields.",
    "sessions": "One row per session: a person's events with no gap of the timeout or more between them (R8).",
    "users": "One row per person: everyone known by a user id, and anonymous people who sent an identify (R11).",
}


def published(  # noqa: PLR0911 one for each kind of model
    model: str, config: Config, *, structs: bool, records: bool
) -> tuple[Field, ...]:
    """Return the columns of a model as built with this configuration, with structs or flat, with records or without."""
    match model.split("_"):
        case [kind, "calls"]:
            return _calls(config, next(one for one in (*EVENT_TYPES, IDENTIFY) if one.name == kind))
        case [kind, "events"] if kind in {one.name for one in EVENT_TYPES}:
            return _events(config, _call_type(kind))
        case ["sessionized", table] if table != "events":
            return _sessionized(config, next(one for one in EVENT_TYPES if one.table == table))
    match model:
        case "rejected_events":
            return fields.REJECTED
        case "user_map":
            return fields.USER_MAP
        case "sessionized_events":
            return _sessionized_events(config)
        case "sessions":
            return _sessions(config, structs=structs, records=records)
        case "users":
            totals = tuple(fields.total(one, "person") for one in config.call_types)
            return (*fields.USER_IDENTITY, *totals, *config.custom_fields(IDENTIFY))
    raise KeyError(model)


def types(context: Context, columns: Sequence[Field], call_type: CallType | None) -> dict[str, exp.DataType]:
    """Return each column of a model with its type; ``call_type`` is the one that its custom fields are of.

    Only for models without structs. A session's columns are of two call types, and have names of their own.
    """
    found = {column.name: context.dialect.type(column.type) for column in columns if not column.custom}
    valued = [one for one in VALUED if one in context.config.call_types]
    flat = {
        flat_name(which, one, field): type_of(context, one, field)
        for one in valued
        for which in ("first", "last")
        for field in context.config.fields(one)
    }
    of_call = {field.name: type_of(context, call_type, field) for field in columns if field.custom and call_type}
    return {column.name: {**flat, **of_call, **found}[column.name] for column in columns}


def _call_type(name: str) -> CallType:
    return next(one for one in EVENT_TYPES if one.name == name)


def _events(config: Config, call_type: CallType) -> tuple[Field, ...]:
    who = (fields.TIMESTAMP, fields.USER_ID, fields.ANONYMOUS_ID)
    return (fields.SOURCE, call_type.id, *who, *config.fields(call_type))


def _calls(config: Config, call_type: CallType) -> tuple[Field, ...]:
    times = (fields.TIMESTAMP, *fields.CALL_TIMES)
    who = (fields.USER_ID, fields.ANONYMOUS_ID)
    return (fields.SOURCE, call_type.id, *times, *who, *config.fields(call_type), fields.REJECT_REASON)


def _sessionized(config: Config, call_type: CallType) -> tuple[Field, ...]:
    head = (
        fields.SOURCE,
        fields.TIMESTAMP,
        fields.PERSON,
        call_type.id,
        fields.SESSION_INDEX,
        fields.SESSION_ID,
    )
    return (*head, *config.fields(call_type))


def _sessionized_events(config: Config) -> tuple[Field, ...]:
    ids = tuple(
        one.id.named(one.id_name, f"{one.id.description} NULL for an event of another type.")
        for one in config.call_types
    )
    session = (fields.SESSION_START_EVENT, fields.SESSION_INDEX, fields.SESSION_ID)
    return (fields.SOURCE, fields.TIMESTAMP, fields.PERSON, fields.ANONYMOUS_ID, *ids, *session)


def _sessions(config: Config, *, structs: bool, records: bool) -> tuple[Field, ...]:
    head = (fields.SESSION_ID, fields.SESSION_INDEX, fields.PERSON, fields.SESSION_START, fields.SESSION_END)
    stats = (*(fields.total(one, "session") for one in config.call_types), fields.DURATION)
    valued = [(which, one) for one in VALUED if one in config.call_types for which in ("first", "last")]
    listed = (_records(config),) if records else ()
    if not structs:
        values = tuple(
            fields.first_or_last(which, field, one).named(flat_name(which, one, field))
            for which, one in valued
            for field in config.fields(one)
        )
        return (*head, *stats, *values, *listed)
    whole = tuple(
        Field(
            f"{which}_{one.name}_values",
            FieldType.STRUCT,
            f"The session's {which} {one.name}, whole; NULL if it has none (R10).",
            children=tuple(fields.first_or_last(which, field, one) for field in config.fields(one)),
        )
        for which, one in valued
    )
    counted = Field("stats", FieldType.STRUCT, "Counts and duration of the session.", children=stats)
    return (*head, counted, *whole, *listed)


def _records(config: Config) -> Field:
    calls = tuple(
        Field(
            one.name,
            FieldType.STRUCT,
            f"The {one.name}; NULL if the record is not one.",
            children=(fields.TIMESTAMP, one.id, *config.fields(one)),
        )
        for one in config.call_types
    )
    return Field(
        "records",
        FieldType.RECORDS,
        "Every event of the session, in order (R7).",
        children=(fields.TIMESTAMP, *calls),
    )
