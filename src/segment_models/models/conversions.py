"""`segment_conversion_calls`, `segment_conversions`: track calls that are worth something, and whose they are.

What a call converts to depends on the call and its properties alone, not on its person. So it is worked out once for
each call, and a log-in that re-owns calls changes only whose conversions they are.
"""

from collections.abc import Callable

from sqlglot import exp

from segment_models import fields
from segment_models.config import Config, worth
from segment_models.fields import TRACK, CallType, Field, FieldType
from segment_models.models import event_properties
from segment_models.models.calls import clean_id, judged_calls, type_of
from segment_models.models.chain import Context, Step, chain
from segment_models.models.kept_calls import stays, superseded
from segment_models.sql import aliased, column, query, text, union_all

REBUILT = "conversion_calls_rebuilt"
"""The stage's table of conversion calls that are judged again: of calls in doubt, and of their keys."""
IN_DOUBT = "conversion_calls_in_doubt"
KEYS = "conversion_keys"

_CALL = ("conversion", "source", "track_id", "timestamp", "value", "currency", "conversion_key")


def exists(config: Config) -> bool:
    """Return whether any are configured."""
    return bool(config.conversions)


def conversion_calls(context: Context) -> exp.Query:
    """One row per track call and conversion that it meets (V1 to V4).

    Columns: `call_columns`.
    """
    steps = [step for rows in _tables(context.config) for step in judged_calls(context, rows)]
    met = _met(context, "model.track_events", {rows.name: f"{rows.table}_judged" for rows in _tables(context.config)})
    return chain([*steps, *_keyed(context, met)], _judged("keyed"))


def call_columns(_: Context) -> tuple[Field, ...]:
    """Return the conversion, the call, what it is worth, its key, and whether it repeats another."""
    return fields.CONVERSION_CALLS


def conversions(_: Context) -> exp.Query:
    """One row per conversion, with its person and its session.

    Columns: `columns`.
    """
    return _numbered([_owned("model.sessionized_events")], counted=None)


def conversions_again(_: Context) -> exp.Query:
    """Return the same of the calls that are built again; the person's earlier ones are counted as they are kept."""
    earlier = Step.of(
        "earlier",
        "How many each person has before the cut, which are kept.",
        """
        SELECT kept.user_id, kept.conversion, count(kept.conversion_index) AS conversions
        FROM model.conversions AS kept
        JOIN stage.cuts AS cuts ON kept.user_id = cuts.user_id
        WHERE kept.timestamp < cuts.cut_at
        GROUP BY kept.user_id, kept.conversion
        """,
    )
    return _numbered([_owned("stage.events_rebuilt"), earlier], counted="earlier")


def columns(_: Context) -> tuple[Field, ...]:
    """Return the conversion, the call, its person and session, what it is worth, and its number."""
    return fields.CONVERSIONS


def _tables(config: Config) -> list[CallType]:
    """Return the events' own tables that conversions take properties from."""
    named = {worth.event_of(name, one) for name, one in config.conversions.items() if worth.names_of(one)}
    return [rows for event, rows in config.properties.items() if event in named]


def _met(context: Context, calls: str, properties: dict[str, str]) -> exp.Query:
    """Return the rows of each conversion among calls; ``properties`` is where those of an event's table are."""
    return union_all([_of(context, name, calls, properties) for name in context.config.conversions])


def _of(context: Context, name: str, calls: str, properties: dict[str, str]) -> exp.Query:
    config, dialect = context.config, context.dialect
    one = config.conversions[name]
    rows = config.properties.get(worth.event_of(name, one)) if worth.names_of(one) else None
    found = exp.select(
        aliased(dialect.constant(name), "conversion"),
        *(column(part, "calls") for part in ("source", "track_id", "timestamp")),
        aliased(_value(context, one, rows), "value"),
        aliased(_text(context, rows, worth.currency_of(one)), "currency"),
        aliased(_text(context, rows, one.key), "conversion_key"),
    ).from_(exp.to_table(calls, alias="calls"))
    if rows:
        on = event_properties.joins("calls")
        found = found.join(exp.to_table(properties[rows.name], alias="properties"), on=on, join_type="left")
    found = found.where(exp.EQ(this=column("event", "calls"), expression=text(worth.event_of(name, one))))
    for asked, wanted in one.where.items():
        found = found.where(exp.EQ(this=_text(context, rows, asked), expression=text(wanted)))
    return found


def _field(context: Context, rows: CallType, name: str) -> Field:
    """Return the field of a property that a conversion names: as it is published, else as its column is called."""
    own = context.config.custom_fields(rows)
    found = [one for one in own if one.name == name] or [one for one in own if one.raw == name]
    return found[0]


def _text(context: Context, rows: CallType | None, name: str | None) -> exp.Expr:
    """Return a property as text; no text where there is none to ask for."""
    if rows is None or name is None:
        return context.dialect.no_value(context.dialect.type(FieldType.TEXT))
    field = _field(context, rows, name)
    return context.dialect.text(column(field.name, "properties", custom=True), type_of(context, rows, field))


def _value(context: Context, one: worth.Conversion, rows: CallType | None) -> exp.Expr:
    dialect, kind = context.dialect, context.dialect.type(FieldType.DECIMAL)
    if one.value is None:
        return dialect.no_value(kind)
    if not isinstance(one.value, str):
        return exp.cast(exp.Literal.string(f"{worth.cut(one.value):f}"), kind)
    if rows is None:
        raise ValueError("a value is a property of an event's table")
    field = _field(context, rows, one.value)
    money = dialect.money(column(field.name, "properties", custom=True), type_of(context, rows, field))
    return exp.cast(money, kind)  # said once more, for Postgres forgets the digits of a CASE


def _keyed(context: Context, met: exp.Query) -> list[Step]:
    names = [column(name) for name in _CALL[:-1]]
    keyed = query(
        "SELECT :names, :key AS conversion_key FROM met", names=names, key=clean_id(context, "conversion_key")
    )
    return [
        Step("met", "The calls of each conversion, with what they are worth (V1, V3, V4).", met),
        Step("keyed", "A key that is blank or that many clients share is none (R3).", keyed),
    ]


def _judged(calls: str) -> exp.Query:
    """Return calls, each with whether an earlier one has its key (V2)."""
    return query(
        f"""
        SELECT :names,
            conversion_key IS NOT NULL AND row_number() OVER (
                PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id
            ) > 1 AS is_repeat
        FROM {calls}
        """,
        names=[column(name) for name in _CALL],
    )


def _owned(events: str) -> Step:
    return Step.of(
        "owned",
        "Each conversion with the person and the session of its call.",
        f"""
        SELECT :names, calls.is_repeat, events.user_id, events.session_id, events.session_index
        FROM model.conversion_calls AS calls
        JOIN {events} AS events ON calls.source = events.source AND calls.track_id = events.track_id
        """,
        names=[column(name, "calls") for name in _CALL],
    )


def _numbered(steps: list[Step], counted: str | None) -> exp.Query:
    before = f"coalesce({counted}.conversions, 0) + " if counted else ""
    join = f"LEFT JOIN {counted} ON owned.user_id = {counted}.user_id AND owned.conversion = {counted}.conversion"
    last = query(
        f"""
        SELECT owned.conversion, owned.source, owned.track_id, owned.timestamp, owned.user_id, owned.session_id,
            owned.session_index, owned.value, owned.currency, owned.conversion_key, owned.is_repeat,
            CASE WHEN NOT owned.is_repeat THEN {before}row_number() OVER (
                PARTITION BY owned.user_id, owned.conversion, owned.is_repeat
                ORDER BY owned.timestamp, owned.source, owned.track_id
            ) END AS conversion_index
        FROM owned
        {join if counted else ""}
        """
    )
    return chain(steps, last)


# -- what an incremental run works out ---------------------------------------------------------------------------------


def calls_in_doubt(context: Context) -> exp.Query:
    """One row per track call that is new, changed or gone, or whose properties are.

    Columns: source, track_id.
    """
    calls: list[exp.Select] = [
        exp.select("calls.source", "calls.track_id")
        .from_(f"stage.tracks_{part} AS calls")
        .where("calls.track_id IS NOT NULL")
        for part in superseded(context)
    ]
    both = [*calls, *event_properties.revalued(context)]
    return chain([Step("calls", "Every such call.", union_all(both))], "SELECT DISTINCT source, track_id FROM calls")


def conversion_calls_now(context: Context) -> exp.Query:
    """One row per conversion call of these, as it is now.

    Columns: those of a conversion call, but for is_repeat.
    """
    tracks = query(
        f"""
        SELECT kept.source, kept.track_id, kept.timestamp, kept.event
        FROM model.track_calls AS kept
        JOIN stage.{IN_DOUBT} AS ids ON kept.source = ids.source AND kept.track_id = ids.track_id
        WHERE kept.reject_reason IS NULL AND {stays(context, "kept", TRACK.table, "track_id")}
        UNION ALL
        SELECT source, track_id, timestamp, event FROM stage.tracks_changed WHERE reject_reason IS NULL
        """
    )
    steps = [Step("calls_now", "The calls in doubt, as they are now.", tracks)]
    places = {}
    for rows in _tables(context.config):
        places[rows.name] = f"{rows.table}_now"
        now = event_properties.as_they_are(context, rows, f"stage.{IN_DOUBT}")
        steps.append(Step(places[rows.name], "Their properties, as they are now.", now))
    met = _met(context, "calls_now", places)
    return chain(
        [*steps, *_keyed(context, met)], query("SELECT :names FROM keyed", names=[column(name) for name in _CALL])
    )


def conversion_keys(_: Context) -> exp.Query:
    """One row per key of these, as they were and as they are: every call of one is judged again (V2).

    Columns: conversion, conversion_key.
    """
    return query(
        f"""
        SELECT kept.conversion, kept.conversion_key
        FROM model.conversion_calls AS kept
        JOIN stage.{IN_DOUBT} AS ids ON kept.source = ids.source AND kept.track_id = ids.track_id
        WHERE kept.conversion_key IS NOT NULL
        UNION DISTINCT
        SELECT conversion, conversion_key FROM stage.conversion_calls_now WHERE conversion_key IS NOT NULL
        """
    )


def conversion_calls_rebuilt(_: Context) -> exp.Query:
    """One row per conversion call of these calls and of their keys: the rows of conversion_calls, as they are now."""
    both = query(
        f"""
        SELECT :names FROM stage.conversion_calls_now
        UNION ALL
        SELECT :kept
        FROM model.conversion_calls AS kept
        JOIN stage.{KEYS} AS keys
          ON kept.conversion = keys.conversion AND kept.conversion_key = keys.conversion_key
        WHERE NOT EXISTS (
            SELECT 1 FROM stage.{IN_DOUBT} AS ids
            WHERE kept.source = ids.source AND kept.track_id = ids.track_id
        )
        """,
        names=[column(name) for name in _CALL],
        kept=[column(name, "kept") for name in _CALL],
    )
    return chain([Step("calls", "The calls in doubt, and the others of their keys.", both)], _judged("calls"))


def calls_revalued(context: Context) -> exp.Query | None:
    """Return the track calls that count otherwise now: by their properties, or as the first of their key (V2)."""
    found = event_properties.revalued(context)
    if exists(context.config):
        found.append(
            query(
                f"""
                SELECT now.source, now.track_id
                FROM stage.{REBUILT} AS now
                JOIN model.conversion_calls AS was
                  ON now.conversion = was.conversion AND now.source = was.source AND now.track_id = was.track_id
                WHERE now.is_repeat <> was.is_repeat
                """
            )
        )
    return union_all(found) if found else None


def steps() -> tuple[tuple[str, Callable[[Context], exp.Query]], ...]:
    """Return the tables that an incremental run works out for them, each after those it reads."""
    return (
        (IN_DOUBT, calls_in_doubt),
        ("conversion_calls_now", conversion_calls_now),
        (KEYS, conversion_keys),
        (REBUILT, conversion_calls_rebuilt),
    )
