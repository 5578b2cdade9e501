"""The steps that turn the raw tables of one call type into calls that can be trusted: R1 to R5.

Not a model itself: the event models, the rejected calls, the user map and the users start with these steps.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, time

from sqlglot import exp

from segment_models.fields import IDENTIFY, CallType, Field, FieldType
from segment_models.models.bounds import Bound, first_again, first_doubted, first_partition
from segment_models.models.chain import Context, Judged, Step, chain, of_each
from segment_models.sources import LOAD_TIMES, ORIGINAL_TIMESTAMP, RawTable, raw_name
from segment_models.sql import aliased, ascending, column, piece, query, text, union_all


def judged_calls(context: Context, call_type: CallType) -> list[Step]:
    """Return the steps of one call type; the last is named ``<table>_judged`` and has every call once.

    Its columns: source, the call's id, timestamp, call_received_at, user_id, anonymous_id, the call type's fields, and
    reject_reason, which is NULL for a good call. Where they are in a table already (`Context.judged`), that is read.
    """
    there = context.judged.get(call_type.name)
    return [judged_in(context, call_type, there)] if there else all_steps(context, call_type)


def all_steps(context: Context, call_type: CallType) -> list[Step]:
    """Return the steps from the raw tables, whether or not a temporary table has their result."""
    steps = context.once(
        ("judged", call_type.name, context.kept, context.forgotten, *context.full_names.items()),
        lambda: (
            *read_steps(context, call_type),
            _repeated(call_type),
            _ranked(context, call_type),
            _once(context, call_type),
            judged_step(context, call_type),
        ),
    )
    return list(steps)


def read_steps(context: Context, call_type: CallType) -> list[Step]:
    """Return the first of them: every raw row, with ids that are ids; the last is named ``<table>_cleaned``."""
    steps = context.once(
        ("read", call_type.name, context.forgotten, *context.full_names.items()),
        lambda: (united(context, call_type), *cleaned(context, call_type)),
    )
    return list(steps)


def judged_in(context: Context, call_type: CallType, there: Judged) -> Step:
    """Return the step that takes judged calls from a table that has them already."""
    judged_already = query(
        f"""
        SELECT source, {call_type.id_name}, timestamp, call_received_at, user_id, anonymous_id, :fields, reject_reason
        FROM {there.table}
        """,
        fields=_fields(context, call_type),
    )
    return Step(f"{call_type.table}_judged", there.why, judged_already)


def kept_columns(context: Context, call_type: CallType, table: str | None = None) -> list[exp.Expr]:
    """Return the columns of the kept calls, in their order."""
    return [*once_columns(context, call_type, table), column("reject_reason", table)]


def once_columns(context: Context, call_type: CallType, table: str | None = None) -> list[exp.Expr]:
    """Return the columns that a call has before it is judged; its load time only where calls are kept."""
    times = ("timestamp", "call_received_at", *(("call_loaded_at",) if context.kept else ()))
    names = ("source", call_type.id_name, *times, "user_id", "anonymous_id")
    return [*(column(name, table) for name in names), *_fields(context, call_type, table)]


def all_events(context: Context) -> exp.Query:
    """Return the events of every enabled call type in one list.

    Columns: source, call_type, event_id, timestamp, user_id (as sent), anonymous_id.
    """
    events = """
        SELECT source, :call_type AS call_type, {id} AS event_id, timestamp, user_id, anonymous_id
        FROM model.{name}_events
        """
    types = context.config.call_types
    return union_all([of_each([one], events, call_type=context.dialect.constant(one.name)) for one in types])


def all_calls(context: Context) -> exp.Query:
    """Return the same with the good identifies, which the steps of `judged_calls` have to come before."""
    identifies = """
        SELECT source, :call_type AS call_type, {id} AS event_id, timestamp, user_id, anonymous_id
        FROM {table}_judged
        WHERE reject_reason IS NULL
        """
    constant = context.dialect.constant(IDENTIFY.name)
    return union_all([all_events(context), of_each([IDENTIFY], identifies, call_type=constant)])


def kind_of_event(types: Iterable[CallType], table: str | None = None) -> exp.Expr:
    """Return the call type of a row of sessionized_events, by which of its ids is there."""
    kinds = exp.Case()
    for one in types:
        there = exp.not_(exp.Is(this=column(one.id_name, table), expression=exp.null()))
        kinds = kinds.when(there, exp.Literal.string(one.name), copy=False)
    return kinds


def id_of_event(types: Iterable[CallType], table: str | None = None) -> exp.Expr:
    """Return the id of the call that such a row is of."""
    ids = [column(one.id_name, table) for one in types]
    return exp.func("coalesce", *ids) if len(ids) > 1 else ids[0]


def judged(context: Context, call_type: CallType) -> exp.Query:
    """Return the query of one call type's judged calls, for a table of this run's or for one that is kept."""
    *steps, last = all_steps(context, call_type)
    return chain(steps, last.query.copy())


def united(context: Context, call_type: CallType, since: Mapping[str, datetime] | None = None) -> Step:
    """Return the step that reads the raw tables (R1, R2): all rows, or those loaded since a moment of each source."""
    tables = context.sources.of(call_type)
    selects = [_raw_select(context, call_type, table) for table in tables] or [_nothing(context, call_type)]
    for place, (table, select) in enumerate(zip(tables, selects, strict=False)):
        if since and table.source in since:
            select.where(_loaded_since(context, table, since[table.source]), copy=False)
            partition, bound = table.partition, context.parameter(first_partition(call_type, place))
            if partition and bound:
                select.where(_from_partition(partition, bound), copy=False)
    why = "Every source's calls, united by column name; what a source lacks is NULL (R1, R2)."
    return Step(
        f"{call_type.table}_united",
        why if since is None else f"{why} Only what was loaded since the last run, and a little before.",
        union_all(selects),
        inline=context.dialect.can_inline,
    )


def first_partitions(context: Context, call_type: CallType, since: Mapping[str, datetime]) -> Iterator[Bound]:
    """Yield for each raw table that is divided by a time which partition is the first that has rows to read.

    Partitions need not follow the order in which rows were loaded, so the rows are asked: their load times, no more.
    Rows that no partition holds yet have none.
    """
    for place, table in enumerate(context.sources.of(call_type)):
        if table.partition and table.source in since:
            found = exp.select(aliased(exp.func("min", _exactly(table.partition)), "first_partition"))
            found = found.from_(context.relation(table.schema, table.name).node())
            yield Bound(
                first_partition(call_type, place), found.where(_loaded_since(context, table, since[table.source]))
            )


def looked_up(context: Context, call_type: CallType, sources: Collection[str]) -> Step:
    """Return the step that reads the raw copies of calls in doubt, in these sources, whenever they were loaded."""
    selects: list[exp.Query] = []
    for place, table in enumerate(context.sources.of(call_type)):
        if table.source not in sources:
            continue
        select = _raw_select(context, call_type, table).where(_in_doubt(context, call_type, table), copy=False)
        bound = context.parameter(first_again(call_type, place))
        if table.partition and bound:
            select.where(_from_partition(table.partition, bound), copy=False)
        selects.append(select)
    return Step(
        f"{call_type.table}_united",
        "Every raw copy of the calls in doubt, united by column name (R1, R2).",
        union_all(selects or [_nothing(context, call_type)]),
        inline=context.dialect.can_inline,
    )


def partitions_in_doubt(context: Context, call_type: CallType, sources: Collection[str]) -> Iterator[Bound]:
    """Yield for each raw table that is divided by a time which partition is the first with a copy of a call in doubt.

    The ids of its rows are read for that; where no call is in doubt, those of the last partition only.
    """
    for place, table in enumerate(context.sources.of(call_type)):
        bound = context.parameter(first_doubted(call_type, place))
        if table.partition and table.source in sources and bound:
            divided_by, rows = _exactly(table.partition), context.relation(table.schema, table.name).node()
            nothing = query(f"SELECT count(*) = 0 AS is_none FROM stage.{call_type.table}_doubtful").subquery()
            least, most = exp.func("min", divided_by.copy()), exp.func("max", divided_by.copy())
            first = exp.case().when(nothing, most).else_(least)
            yield Bound(first_doubted(call_type, place), exp.select(aliased(first, "first_doubted")).from_(rows.copy()))
            found = exp.select(aliased(least.copy(), "first_again")).from_(rows)
            found = found.where(_in_doubt(context, call_type, table), _from_partition(table.partition, bound))
            yield Bound(first_again(call_type, place), found)


def _in_doubt(context: Context, call_type: CallType, table: RawTable) -> exp.Expr:
    return piece(
        f":id IN (SELECT {call_type.id_name} FROM stage.{call_type.table}_doubtful WHERE source = :source)",
        id=_raw_text(context, table, "id"),
        source=text(table.source),
    )


def _from_partition(name: str, bound: exp.Expr) -> exp.Expr:
    return piece("(:p >= :bound OR :p IS NULL)", p=_exactly(name), bound=bound)


def _exactly(name: str) -> exp.Expr:
    """Return a column whose name is not ours to quote: a pseudo-column of the engine's."""
    return exp.column(exp.to_identifier(name, quoted=False))


def _raw_select(context: Context, call_type: CallType, table: RawTable) -> exp.Select:
    columns = [aliased(context.dialect.constant(table.source), "source")]
    for name, alias in (("id", call_type.id_name), ("user_id", "user_id"), ("anonymous_id", "anonymous_id")):
        columns.append(aliased(_raw_text(context, table, name), alias))
    columns += [
        aliased(_called_at(context, table), "timestamp"),
        aliased(_raw_timestamp(context, table, "received_at"), "call_received_at"),
        aliased(_loaded_at(context, table), "call_loaded_at"),
    ]
    for field in context.config.fields(call_type):
        if field.custom:
            value = _raw_custom(context, call_type, table, field)
        else:
            value = _raw_text(context, table, raw_name(field))
        columns.append(aliased(value, field.name, custom=field.custom))
    return exp.select(*columns).from_(context.relation(table.schema, table.name).node(), copy=False)


def _raw_text(context: Context, table: RawTable, name: str) -> exp.Expr:
    found = table.column(name)
    if found is None:
        return _no(context, FieldType.TEXT)
    return context.dialect.text(exp.column(found.name, quoted=True), found.type)


def _raw_timestamp(context: Context, table: RawTable, name: str) -> exp.Expr:
    found = table.column(name)
    if found is None:
        return _no(context, FieldType.TIMESTAMP)
    return context.dialect.timestamp(exp.column(found.name, quoted=True), found.type)


def _called_at(context: Context, table: RawTable) -> exp.Expr:
    """Return when a call was made; what the client's clock said, where nothing else is known."""
    corrected = _raw_timestamp(context, table, "timestamp")
    if table.column(ORIGINAL_TIMESTAMP) is None:
        return corrected
    original = _raw_timestamp(context, table, ORIGINAL_TIMESTAMP)
    return exp.func("coalesce", corrected, original) if table.column("timestamp") else original


def _no(context: Context, kind: FieldType) -> exp.Expr:
    return context.dialect.no_value(context.dialect.type(kind))


def _loaded_at(context: Context, table: RawTable) -> exp.Expr:
    times = [_raw_timestamp(context, table, name) for name in LOAD_TIMES if table.column(name)]
    if len(times) > 1:
        return exp.func("coalesce", *times)
    return times[0] if times else _no(context, FieldType.TIMESTAMP)


def _loaded_since(context: Context, table: RawTable, moment: datetime) -> exp.Expr:
    """Return the test that a row was loaded at a moment or later, or that nobody knows when.

    The load times are tested one after the other, each as it stands in the table, so that an engine can prune
    blocks and partitions of older rows.
    """
    test: exp.Expr | None = None
    for name in reversed(LOAD_TIMES):
        found = table.column(name)
        if found is None:
            continue
        raw, value = exp.column(found.name, quoted=True), _raw_timestamp(context, table, name)
        unknown = piece(":value IS NULL", value=value)
        unknown = exp.and_(unknown, test, copy=False) if test else unknown
        test = exp.or_(context.dialect.at_or_after(raw, found.type, moment), unknown, copy=False)
    return test or exp.true()


def _raw_custom(context: Context, call_type: CallType, table: RawTable, field: Field) -> exp.Expr:
    """Keep the type a custom field has; where sources disagree, take one that holds them all (R1)."""
    wanted = type_of(context, call_type, field)
    found = table.custom_column(raw_name(field))
    if found is None:
        unknown = wanted.this == exp.DataType.Type.UNKNOWN
        return exp.null() if unknown else context.dialect.no_value(wanted)
    return context.dialect.value(exp.column(found.name, quoted=True), found.type, wanted)


def type_of(context: Context, call_type: CallType, field: Field) -> exp.DataType:
    """Return the type that a field has in the models: for a custom one, the type that holds all that is found."""
    if not field.custom:
        return context.dialect.type(field.type)
    found = (table.custom_column(raw_name(field)) for table in context.sources.of(call_type))
    types = [column.type for column in found if column]
    return context.dialect.common_type(types) if types else context.dialect.type(FieldType.TEXT)


def _nothing(context: Context, call_type: CallType) -> exp.Select:
    """No source has this table: no rows, but every column with its type (R2)."""
    kinds = dict.fromkeys(("timestamp", "call_received_at", "call_loaded_at"), FieldType.TIMESTAMP)
    names = ("source", call_type.id_name, "user_id", "anonymous_id", *kinds)
    columns = [aliased(_no(context, kinds.get(name, FieldType.TEXT)), name) for name in names]
    fields = context.config.fields(call_type)
    columns += [aliased(_no(context, FieldType.TEXT), field.name, custom=field.custom) for field in fields]
    return exp.select(*columns).limit(0)


def cleaned(context: Context, call_type: CallType) -> list[Step]:
    """Return the steps that make ids ids (R3) and leave out who is forgotten; the last is ``<table>_cleaned``."""
    ids = [aliased(clean_id(context, name), name) for name in (call_type.id_name, "user_id", "anonymous_id")]
    table = call_type.table
    clean = Step(
        f"{table}_with_ids" if context.forgotten else f"{table}_cleaned",
        "An id that is blank, or junk that many clients share, is no id (R3).",
        query(
            f"SELECT source, :ids, timestamp, call_received_at, call_loaded_at, :fields FROM {table}_united",
            ids=ids,
            fields=_fields(context, call_type),
        ),
        inline=context.dialect.can_inline,
    )
    if not context.forgotten:
        return [clean]
    times = [column(name) for name in ("timestamp", "call_received_at", "call_loaded_at")]
    columns = [column(name) for name in ("source", call_type.id_name, "user_id", "anonymous_id")]
    remembered = query(
        f"SELECT :columns FROM {table}_with_ids AS calls WHERE NOT EXISTS (SELECT 1 FROM :forgotten WHERE :theirs)",
        columns=[*columns, *times, *_fields(context, call_type)],
        forgotten=context.forgotten.node("forgotten"),
        theirs=is_forgotten(context, "calls"),
    )
    why = "Without the calls of people who asked to be forgotten."
    return [clean, Step(f"{table}_cleaned", why, remembered, inline=context.dialect.can_inline)]


def is_forgotten(context: Context, table: str | exp.Identifier, forgotten: str = "forgotten") -> exp.Expr:
    """Return whether a row of those forgotten is of the person of a call: its user id, else its anonymous id."""
    person = exp.func("coalesce", *(exp.column(name, table=table) for name in ("user_id", "anonymous_id")))
    return exp.EQ(this=column("id_hash", forgotten), expression=context.dialect.md5(person))


def clean_id(context: Context, name: str) -> exp.Expr:
    """Return a column that is an id: NULL where it is blank, or one that many clients share (R3)."""
    value = column(name)
    tests = [exp.not_(context.dialect.matches(value, "^ *$"))]
    if context.config.junk_ids:
        tests.append(exp.not_(value.isin(*(text(junk_id) for junk_id in context.config.junk_ids))))
    if context.config.junk_id_pattern:
        tests.append(exp.not_(context.dialect.matches(value, context.config.junk_id_pattern)))
    return exp.case().when(exp.and_(*tests, wrap=False), value.copy())


def _repeated(call_type: CallType) -> Step:
    return Step.of(
        f"{call_type.table}_repeated",
        "Ids delivered more than once by one source; most calls are not among them and need no ranking (R4).",
        f"""
        SELECT source, {call_type.id_name}
        FROM {call_type.table}_united
        WHERE {call_type.id_name} IS NOT NULL
        GROUP BY source, {call_type.id_name}
        HAVING count(*) > 1
        """,
    )


def _ranked(context: Context, call_type: CallType) -> Step:
    table, call_id = call_type.table, call_type.id_name
    ranked = query(
        f"""
        SELECT
            :columns,
            row_number() OVER (PARTITION BY copies.source, copies.{call_id} ORDER BY :order) AS call_copy
        FROM {table}_cleaned AS copies
        JOIN {table}_repeated AS repeated ON copies.source = repeated.source AND copies.{call_id} = repeated.{call_id}
        """,
        columns=once_columns(context, call_type, "copies"),
        order=[ascending(key) for key in order_of_copies(context, call_type)],
    )
    return Step(f"{table}_ranked", "The copies of those, the one loaded first in front (R4).", ranked)


def order_of_copies(context: Context, call_type: CallType) -> list[exp.Expr]:
    """Return what tells which copy of a call was loaded first, down to the last column (R4)."""
    times = [column(name, "copies") for name in ("call_loaded_at", "timestamp")]
    ids = [column(name, "copies") for name in ("user_id", "anonymous_id")]
    return [*times, *ids, *_fields(context, call_type, "copies"), column("call_received_at", "copies")]


def _once(context: Context, call_type: CallType) -> Step:
    table, call_id = call_type.table, call_type.id_name
    columns = once_columns(context, call_type)
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


def judged_step(context: Context, call_type: CallType) -> Step:
    """Return the step that says of each call why it cannot be used (R5)."""
    ahead = context.dialect.micros_between(column("call_received_at"), column("timestamp"))
    limit = exp.Literal.number(int(context.config.max_clock_ahead.total_seconds() * 1_000_000))
    earliest = datetime.combine(context.config.earliest_timestamp, time())
    constant = context.dialect.constant
    reason = (
        exp.case()
        .when(piece(f"{call_type.id_name} IS NULL"), constant("missing_id"))
        .when(piece("timestamp IS NULL"), constant("missing_timestamp"))
        .when(piece("user_id IS NULL AND anonymous_id IS NULL"), constant("missing_person"))
        .when(exp.GT(this=ahead, expression=limit), constant("clock_ahead"))
        .when(exp.LT(this=column("timestamp"), expression=context.dialect.moment(earliest)), constant("clock_behind"))
    )
    return Step.of(
        f"{call_type.table}_judged",
        "Why a call cannot be used, if so; NULL for a good one (R5).",
        f"""
        SELECT :columns, :reason AS reject_reason
        FROM {call_type.table}_once
        """,
        columns=once_columns(context, call_type),
        reason=reason,
    )


def _fields(context: Context, call_type: CallType, table: str | None = None) -> list[exp.Expr]:
    return [column(field.name, table, custom=field.custom) for field in context.config.fields(call_type)]
