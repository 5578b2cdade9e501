"""`segment_sessions`: each visit, with its records."""

from sqlglot import exp

from segment_models import fields
from segment_models.config import Config
from segment_models.fields import PAGE, SCREEN, CallType, Field, FieldType
from segment_models.models import server_calls
from segment_models.models.calls import id_of_event, kind_of_event, type_of
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import aliased, column, piece, query, typed, union_all

VALUED = (PAGE, SCREEN)
"""The call types whose first and last values a session shows."""


def sessions(context: Context) -> exp.Query:
    """One row per session.

    Columns: `columns`.
    """
    steps = [_positioned(context)]
    if _picks_at_once(context):
        steps += [_bounded(context), _gathered_at_once(context)]
        return chain(steps, exp.select(*_flat_columns(context)).from_(steps[-1].name))
    if has_records(context):
        steps.append(_described(context))
    steps.append(_gathered(context))
    if not has_structs(context):
        return chain([*steps, *_placed(context)], _flat(context))
    steps += _picked(context)
    return chain(steps, exp.select(*_nested(context)).from_(steps[-1].name))


def has_structs(context: Context) -> bool:
    """Return whether sessions have structs, or a column for each of their fields."""
    return context.config.nested and context.dialect.structs


def has_records(context: Context) -> bool:
    """Return whether a session holds its records."""
    return context.config.nested and context.dialect.records


def _positioned(context: Context) -> Step:
    types = context.config.call_types
    ids = [column(call_type.id_name) for call_type in types]
    attached = [aliased(server_calls.is_server(context), "is_server")] if server_calls.are_in_sessions(context) else []
    positioned = query(
        """
        SELECT
            source, timestamp, user_id, :ids, session_index, session_id, :attached,
            row_number() OVER (
                PARTITION BY session_id
                ORDER BY timestamp, source, :call_type, :event_id
            ) AS position
        FROM model.sessionized_events
        """,
        ids=ids,
        attached=attached,
        call_type=kind_of_event(types),
        event_id=id_of_event(types),
    )
    if server_calls.are_apart(context):
        positioned = positioned.where("session_id IS NOT NULL", copy=False)
    positioned = context.of_people(positioned, column("user_id"))
    return Step("positioned", "Each event's place in its session (R7).", positioned)


def _described(context: Context) -> Step:
    """Join the events with what their calls carried; NULL for the call types an event is not of."""
    selects = []
    for call_type in context.config.call_types:
        carried = [
            aliased(_struct(context, call_type) if other is call_type else context.dialect.no_struct(), other.name)
            for other in context.config.call_types
        ]
        call_id = call_type.id_name
        attached = [column("is_server", "positioned")] if server_calls.are_in_sessions(context) else []
        described = query(
            f"""
            SELECT
                positioned.session_id, positioned.session_index, positioned.user_id, positioned.timestamp,
                positioned.position, :attached, :carried
            FROM positioned
            JOIN model.{call_type.name}_events AS calls
              ON positioned.source = calls.source AND positioned.{call_id} = calls.{call_id}
            """,
            attached=attached,
            carried=carried,
        )
        selects.append(described)
    return Step(
        "described",
        "What each event carried, as one value per call type; NULL for the types it is not of.",
        union_all(selects),
    )


def _struct(context: Context, call_type: CallType, event: str = "positioned", call: str = "calls") -> exp.Expr:
    values: dict[str, exp.Expr] = {
        "timestamp": typed(column("timestamp", event), context.dialect.type(FieldType.TIMESTAMP)),
        call_type.id_name: column(call_type.id_name, event),
    }
    for field in context.config.fields(call_type):
        carried = column(field.name, call, custom=field.custom)
        values[field.name] = typed(carried, type_of(context, call_type, field))
    return context.dialect.struct(values)


def _gathered(context: Context) -> Step:
    dialect, types = context.dialect, context.config.call_types
    gathered = query(
        """
        SELECT
            session_id,
            min(session_index) AS session_index,
            min(user_id) AS user_id,
            min(timestamp) AS session_start_timestamp,
            max(:own) AS session_end_timestamp,
            :totals
        FROM :events
        GROUP BY session_id
        """,
        own=_of_clients(context, column("timestamp")),
        totals=[aliased(exp.func("count", _mark(context, one)), f"total_{one.table}") for one in types],
        events=exp.to_table("described" if has_records(context) else "positioned"),
    )
    places = []
    for which, call_type in _valued(context):
        bound = "min" if which == "first" else "max"
        own = ":mark IS NOT NULL" + (" AND NOT is_server" if server_calls.are_in_sessions(context) else "")
        place = piece(f"{bound}(CASE WHEN {own} THEN position END)", mark=_mark(context, call_type))
        places.append(aliased(place, f"{which}_{call_type.name}_position"))
    why = "One row per session."
    gathered = gathered.select(*places, copy=False)
    if has_records(context):
        moment = typed(column("timestamp"), dialect.type(FieldType.TIMESTAMP))
        calls = {one.name: column(one.name) for one in types}
        records = dialect.ordered_records("timestamp", moment, calls, column("position"))
        gathered = gathered.select(aliased(records, "records"), copy=False)
        why += " " + dialect.ordered_list_why
    return Step("gathered", why, gathered)


def _of_clients(context: Context, value: exp.Expr, table: str = "") -> exp.Expr:
    """Return a value of the events that make the session; those of servers only fall into it (R8a)."""
    attached = server_calls.are_in_sessions(context)
    return piece(f"CASE WHEN NOT {table}is_server THEN :value END", value=value) if attached else value


def _mark(context: Context, call_type: CallType) -> exp.Expr:
    """Return the column that is NULL for the events of other call types."""
    return column(call_type.name if has_records(context) else call_type.id_name)


def _picked(context: Context) -> list[Step]:
    """Return the step that takes first and last pages and screens out of the records."""
    if not _valued(context):
        return []
    totals = (column(f"total_{one.table}") for one in context.config.call_types)
    picked = exp.select(*_head(None), *totals, column("records")).from_("gathered")
    for which, call_type in _valued(context):
        name = f"{which}_{call_type.name}"
        record = context.dialect.element(column("records"), column(f"{name}_position"))
        picked = picked.select(aliased(context.dialect.struct_field(record, call_type.name), name), copy=False)
    return [Step("picked", "First and last values come whole from one page or screen, NULLs and all (R10).", picked)]


def _picks_at_once(context: Context) -> bool:
    """Return whether one aggregation gathers a session and picks its first and last values, without structs."""
    return not has_structs(context) and context.dialect.picks_at_once


def _bounded(context: Context) -> Step:
    places = []
    for which, call_type in _valued(context):
        bound = "min" if which == "first" else "max"
        own = f"{call_type.id_name} IS NOT NULL"
        own += " AND NOT is_server" if server_calls.are_in_sessions(context) else ""
        place = piece(f"{bound}(CASE WHEN {own} THEN position END) OVER (PARTITION BY session_id)")
        places.append(aliased(place, f"{which}_{call_type.name}_position"))
    attached = [column("is_server")] if server_calls.are_in_sessions(context) else []
    bounded = query(
        """
        SELECT source, timestamp, user_id, :ids, session_index, session_id, :attached, position, :places
        FROM positioned
        """,
        ids=[column(call_type.id_name) for call_type in context.config.call_types],
        attached=attached,
        places=places,
    )
    return Step("bounded", "Beside it the places of its session's first and last page and screen.", bounded)


def _gathered_at_once(context: Context) -> Step:
    """Join the events with what their calls carried, and gather them: what is sorted is narrow, and sorted once."""
    types = context.config.call_types
    joined = types if has_records(context) else [one for one in types if one in VALUED]
    joins = (
        f"LEFT JOIN model.{one.name}_events AS {one.table} "
        f"ON bounded.source = {one.table}.source AND bounded.{one.id_name} = {one.table}.{one.id_name}"
        for one in joined
    )
    gathered = query(
        f"""
        SELECT
            bounded.session_id,
            min(bounded.session_index) AS session_index,
            min(bounded.user_id) AS user_id,
            min(bounded.timestamp) AS session_start_timestamp,
            max(:own) AS session_end_timestamp,
            :totals, :picked
        FROM bounded
        {" ".join(joins)}
        GROUP BY bounded.session_id
        """,
        own=_of_clients(context, column("timestamp", "bounded"), "bounded."),
        totals=[aliased(exp.func("count", column(one.id_name, "bounded")), f"total_{one.table}") for one in types],
        picked=[
            _only_value(context, *one, field) for one in _valued(context) for field in context.config.fields(one[1])
        ],
    )
    why = "One row per session, with what its calls carried. First and last values come from one page or screen (R10)."
    if has_records(context):
        gathered = gathered.select(_records_at_once(context), copy=False)
        why += " " + context.dialect.ordered_list_why
    return Step("gathered", why, gathered)


def _only_value(context: Context, which: str, call_type: CallType, field: Field) -> exp.Expr:
    value = piece(
        f"CASE WHEN bounded.position = bounded.{which}_{call_type.name}_position THEN :value END",
        value=column(field.name, call_type.table, custom=field.custom),
    )
    only = context.dialect.only(value, type_of(context, call_type, field))
    return aliased(only, flat_name(which, call_type, field), custom=field.custom)


def _records_at_once(context: Context) -> exp.Expr:
    moment = typed(column("timestamp", "bounded"), context.dialect.type(FieldType.TIMESTAMP))
    calls: dict[str, exp.Expr] = {}
    for one in context.config.call_types:
        there = piece(f"bounded.{one.id_name} IS NOT NULL")
        calls[one.name] = exp.case().when(there, _struct(context, one, "bounded", one.table))
    position = column("position", "bounded")
    return aliased(context.dialect.ordered_records("timestamp", moment, calls, position), "records")


def _flat_columns(context: Context) -> list[exp.Expr]:
    values = [
        column(flat_name(which, one, field), custom=field.custom)
        for which, one in _valued(context)
        for field in context.config.fields(one)
    ]
    stats = [aliased(value, name) for name, value in _stats(context, None).items()]
    return [*_head(None), *stats, *values, *([column("records")] if has_records(context) else [])]


def _placed(context: Context) -> list[Step]:
    """Return the steps that put what pages and screens carried beside their places, where there are no structs."""
    return [
        Step.of(
            f"placed_{call_type.table}",
            f"What each {call_type.name} carried, by its place in its session.",
            f"""
            SELECT positioned.session_id, positioned.position, :fields
            FROM positioned
            JOIN model.{call_type.name}_events AS calls
              ON positioned.source = calls.source AND positioned.{call_type.id_name} = calls.{call_type.id_name}
            """,
            fields=[column(field.name, "calls", custom=field.custom) for field in context.config.fields(call_type)],
        )
        for call_type in VALUED
        if call_type in context.config.call_types
    ]


def _flat(context: Context) -> exp.Query:
    """Return sessions with a column for each value; first and last ones come whole from one page or screen (R10)."""
    columns = [*_head("gathered"), *(aliased(value, name) for name, value in _stats(context, "gathered").items())]
    flat = exp.select(*columns).from_("gathered")
    for which, call_type in _valued(context):
        alias = f"{which}_{call_type.name}"
        for field in context.config.fields(call_type):
            value = column(field.name, alias, custom=field.custom)
            flat = flat.select(aliased(value, flat_name(which, call_type, field), custom=field.custom), copy=False)
        on = piece(f"gathered.session_id = {alias}.session_id AND gathered.{alias}_position = {alias}.position")
        placed = exp.to_table(f"placed_{call_type.table}", alias=alias)
        flat = flat.join(placed, on=on, join_type="left", copy=False)
    return flat.select(column("records", "gathered"), copy=False) if has_records(context) else flat


def _head(table: str | None) -> list[exp.Expr]:
    names = ("session_id", "session_index", "user_id", "session_start_timestamp", "session_end_timestamp")
    return [column(name, table) for name in names]


def _stats(context: Context, table: str | None) -> dict[str, exp.Expr]:
    stats = {f"total_{one.table}": column(f"total_{one.table}", table) for one in context.config.call_types}
    start, end = (column(f"session_{bound}_timestamp", table) for bound in ("start", "end"))
    return {**stats, "duration_millis": context.dialect.millis_between(start, end)}


def stat(context: Context, name: str, table: str) -> exp.Expr:
    """Return a count or the duration of a session as a reader of the model has it, in a struct or flat."""
    if not has_structs(context):
        return column(name, table)
    return context.dialect.struct_field(column("stats", table), name, FieldType.INTEGER)


def _nested(context: Context) -> list[exp.Expr]:
    stats = context.dialect.struct(_stats(context, None))
    values = [_nested_values(context, *one) for one in _valued(context)]
    return [*_head(None), aliased(stats, "stats"), *values, column("records")]


def _valued(context: Context) -> list[tuple[str, CallType]]:
    enabled = [one for one in VALUED if one in context.config.call_types]
    return [(which, one) for one in enabled for which in ("first", "last")]


def _nested_values(context: Context, which: str, call_type: CallType) -> exp.Expr:
    call = column(f"{which}_{call_type.name}")
    values = {
        f"{which}_{field.name}": context.dialect.struct_field(call, field.name)
        for field in context.config.fields(call_type)
    }
    struct = exp.case().when(piece(":call IS NOT NULL", call=call), context.dialect.struct(values))
    return aliased(struct, f"{which}_{call_type.name}_values")


def flat_name(which: str, call_type: CallType, field: Field) -> str:
    """Return the column of a first or last value where structs are flattened: ``first_url``, ``first_screen_name``."""
    return f"{which}_screen_{field.name}" if call_type is SCREEN else f"{which}_{field.name}"


def columns(context: Context) -> tuple[Field, ...]:
    """Return the columns as built: with structs or flat, with records or without."""
    config = context.config
    head = (fields.SESSION_ID, fields.SESSION_INDEX, fields.PERSON, fields.SESSION_START, fields.SESSION_END)
    stats = (*(fields.total(one, "session") for one in config.call_types), fields.DURATION)
    valued = _valued(context)
    listed = (_recorded(config),) if has_records(context) else ()
    if not has_structs(context):
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


def _recorded(config: Config) -> Field:
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
        "records", FieldType.RECORDS, "Every event of the session, in order (R7).", children=(fields.TIMESTAMP, *calls)
    )
