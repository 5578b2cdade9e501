"""The steps that turn the raw tables of one call type into calls that can be trusted: R1 to R5.

Not a model itself: the event models, the rejected calls, the user map and the users start with these steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.fields import FieldType
from segment_models.models.steps import Step, chain
from segment_models.sources import LOAD_TIMES, raw_name
from segment_models.sql import aliased, ascending, column, piece, query, text, union_all

if TYPE_CHECKING:
    from segment_models.fields import CallType, Field
    from segment_models.models.steps import Context
    from segment_models.sources import RawTable


def judged_calls(context: Context, call_type: CallType) -> list[Step]:
    """Return the steps of one call type; the last is named ``<table>_judged`` and has every call once.

    Its columns: source, the call's id, timestamp, call_received_at, user_id, anonymous_id, the call type's fields, and
    reject_reason, which is NULL for a good call. A run that has them in a temporary table already reads that.
    """
    if call_type.name in context.staged:
        return [_staged(context, call_type)]
    return all_steps(context, call_type)


def all_steps(context: Context, call_type: CallType) -> list[Step]:
    """Return the steps from the raw tables, whether or not a temporary table has their result."""
    return [
        _united(context, call_type),
        _cleaned(context, call_type),
        _repeated(call_type),
        _ranked(context, call_type),
        _once(context, call_type),
        _judged(context, call_type),
    ]


def _staged(context: Context, call_type: CallType) -> Step:
    staged = query(
        f"""
        SELECT source, {call_type.id_name}, timestamp, call_received_at, user_id, anonymous_id, :fields, reject_reason
        FROM stage.{call_type.table}
        """,
        fields=_fields(context, call_type),
    )
    return Step(f"{call_type.table}_judged", "The calls of this run, each once, judged already (R1 to R5).", staged)


def all_events(context: Context) -> list[exp.Query]:
    """Return a query per enabled call type, all with the same columns: what every event has.

    Columns: source, call_type, event_id, timestamp, user_id (as sent), anonymous_id.
    """
    return [
        query(
            f"""
            SELECT source, '{call_type.name}' AS call_type, {call_type.id_name} AS event_id,
                timestamp, user_id, anonymous_id
            FROM model.{call_type.name}_events
            """
        )
        for call_type in context.config.call_types
    ]


def judged(context: Context, call_type: CallType) -> exp.Query:
    """Return the query of one call type's judged calls, which a run puts into a temporary table."""
    *steps, last = all_steps(context, call_type)
    return chain(steps, last.query)


def _united(context: Context, call_type: CallType) -> Step:
    tables = context.sources.of(call_type)
    selects = [_raw_select(context, call_type, table) for table in tables] or [_nothing(context, call_type)]
    return Step(
        f"{call_type.table}_united",
        "Every source's calls, united by column name; what a source lacks is NULL (R1, R2).",
        union_all(selects),
        inline=context.dialect.can_inline,
    )


def _raw_select(context: Context, call_type: CallType, table: RawTable) -> exp.Select:
    select = exp.select(aliased(context.dialect.constant(table.source), "source"))
    for name, alias in (("id", call_type.id_name), ("user_id", "user_id"), ("anonymous_id", "anonymous_id")):
        select = select.select(aliased(_raw_text(context, table, name), alias))
    select = select.select(
        aliased(_raw_timestamp(context, table, "timestamp"), "timestamp"),
        aliased(_raw_timestamp(context, table, "received_at"), "call_received_at"),
        aliased(_loaded_at(context, table), "call_loaded_at"),
    )
    for field in context.config.fields(call_type):
        if field.custom:
            value = _raw_custom(context, call_type, table, field)
        else:
            value = _raw_text(context, table, raw_name(field))
        select = select.select(aliased(value, field.name, custom=field.custom))
    return select.from_(context.relation(table.schema, table.name).node())


def _raw_text(context: Context, table: RawTable, name: str) -> exp.Expr:
    found = table.column(name)
    if found is None:
        return exp.cast(exp.null(), context.dialect.type(FieldType.TEXT))
    return context.dialect.text(exp.column(found.name, quoted=True), found.type)


def _raw_timestamp(context: Context, table: RawTable, name: str) -> exp.Expr:
    found = table.column(name)
    if found is None:
        return exp.cast(exp.null(), context.dialect.type(FieldType.TIMESTAMP))
    return context.dialect.timestamp(exp.column(found.name, quoted=True), found.type)


def _loaded_at(context: Context, table: RawTable) -> exp.Expr:
    times = [_raw_timestamp(context, table, name) for name in LOAD_TIMES if table.column(name)]
    if len(times) > 1:
        return exp.func("coalesce", *times)
    return times[0] if times else exp.cast(exp.null(), context.dialect.type(FieldType.TIMESTAMP))


def _raw_custom(context: Context, call_type: CallType, table: RawTable, field: Field) -> exp.Expr:
    """Keep the type a custom field has; where sources disagree, take one that holds them all (R1)."""
    all_found = [other.column(raw_name(field)) for other in context.sources.of(call_type)]
    wanted = context.dialect.common_type([found.type for found in all_found if found])
    found = table.column(raw_name(field))
    if found is None:
        unknown = wanted.this == exp.DataType.Type.UNKNOWN
        return exp.null() if unknown else exp.cast(exp.null(), wanted.copy())
    return context.dialect.value(exp.column(found.name, quoted=True), found.type, wanted)


def _nothing(context: Context, call_type: CallType) -> exp.Select:
    """No source has this table: no rows, but every column with its type (R2)."""
    kinds = dict.fromkeys(("timestamp", "call_received_at", "call_loaded_at"), FieldType.TIMESTAMP)
    names = ["source", call_type.id_name, "user_id", "anonymous_id", *kinds]
    select = exp.select()
    for name in names:
        null = exp.cast(exp.null(), context.dialect.type(kinds.get(name, FieldType.TEXT)))
        select = select.select(aliased(null, name))
    for field in context.config.fields(call_type):
        null = exp.cast(exp.null(), context.dialect.type(FieldType.TEXT))
        select = select.select(aliased(null, field.name, custom=field.custom))
    return select.limit(0)


def _cleaned(context: Context, call_type: CallType) -> Step:
    ids = [aliased(_clean_id(context, name), name) for name in (call_type.id_name, "user_id", "anonymous_id")]
    return Step(
        f"{call_type.table}_cleaned",
        "An id that is blank, or junk that many clients share, is no id (R3).",
        query(
            f"SELECT source, :ids, timestamp, call_received_at, call_loaded_at, :fields FROM {call_type.table}_united",
            ids=ids,
            fields=_fields(context, call_type),
        ),
        inline=context.dialect.can_inline,
    )


def _clean_id(context: Context, name: str) -> exp.Expr:
    value = column(name)
    tests = [exp.not_(context.dialect.matches(value, "^ *$"))]
    if context.config.junk_ids:
        tests.append(exp.not_(value.isin(*(text(junk_id) for junk_id in context.config.junk_ids))))
    if context.config.junk_id_pattern:
        tests.append(exp.not_(context.dialect.matches(value, context.config.junk_id_pattern)))
    return exp.case().when(exp.and_(*tests, wrap=False), value.copy())


def _repeated(call_type: CallType) -> Step:
    return Step(
        f"{call_type.table}_repeated",
        "Ids delivered more than once by one source; most calls are not among them and need no ranking (R4).",
        query(
            f"""
            SELECT source, {call_type.id_name}
            FROM {call_type.table}_cleaned
            WHERE {call_type.id_name} IS NOT NULL
            GROUP BY source, {call_type.id_name}
            HAVING count(*) > 1
            """
        ),
    )


def _ranked(context: Context, call_type: CallType) -> Step:
    table, call_id = call_type.table, call_type.id_name
    fields = [column(name, "copies") for name in ("user_id", "anonymous_id")]
    fields += [column(field.name, "copies", custom=field.custom) for field in context.config.fields(call_type)]
    order = [column(name, "copies") for name in ("call_loaded_at", "timestamp")]
    order += [*fields, column("call_received_at", "copies")]
    ranked = query(
        f"""
        SELECT
            copies.source, copies.{call_id}, copies.timestamp, copies.call_received_at, :fields,
            row_number() OVER (PARTITION BY copies.source, copies.{call_id} ORDER BY :order) AS call_copy
        FROM {table}_cleaned AS copies
        JOIN {table}_repeated AS repeated ON copies.source = repeated.source AND copies.{call_id} = repeated.{call_id}
        """,
        fields=fields,
        order=[ascending(key) for key in order],
    )
    return Step(f"{table}_ranked", "The copies of those, the one loaded first in front (R4).", ranked)


def _once(context: Context, call_type: CallType) -> Step:
    table, call_id = call_type.table, call_type.id_name
    columns = [column(name) for name in ("source", call_id, "timestamp", "call_received_at", "user_id", "anonymous_id")]
    columns += _fields(context, call_type)
    single = query(
        f"""
        SELECT :columns FROM {table}_cleaned AS calls
        WHERE NOT EXISTS (
            SELECT 1 FROM {table}_repeated AS repeated
            WHERE calls.source = repeated.source AND calls.{call_id} = repeated.{call_id}
        )
        """,
        columns=columns,
    )
    first_copy = query(f"SELECT :columns FROM {table}_ranked WHERE call_copy = 1", columns=columns)
    return Step(f"{table}_once", "Each call once (R4).", union_all([single, first_copy]))


def _judged(context: Context, call_type: CallType) -> Step:
    ahead = context.dialect.micros_between(column("call_received_at"), column("timestamp"))
    limit = exp.Literal.number(int(context.config.max_clock_ahead.total_seconds() * 1_000_000))
    reason = (
        exp.case()
        .when(piece(f"{call_type.id_name} IS NULL"), text("missing_id"))
        .when(piece("timestamp IS NULL"), text("missing_timestamp"))
        .when(piece("user_id IS NULL AND anonymous_id IS NULL"), text("missing_person"))
        .when(exp.GT(this=ahead, expression=limit), text("clock_ahead"))
    )
    return Step(
        f"{call_type.table}_judged",
        "Why a call cannot be used, if so; NULL for a good one (R5).",
        query(
            f"""
            SELECT
                source, {call_type.id_name}, timestamp, call_received_at, user_id, anonymous_id, :fields,
                :reason AS reject_reason
            FROM {call_type.table}_once
            """,
            fields=_fields(context, call_type),
            reason=reason,
        ),
    )


def _fields(context: Context, call_type: CallType) -> list[exp.Expr]:
    return [column(field.name, custom=field.custom) for field in context.config.fields(call_type)]
