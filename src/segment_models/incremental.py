"""How an incremental run brings tables up to date: what it works out, what it deletes, what it puts in its place.

The queries that say whose history changed are in `models/moving.py`; a model's own query gives the part of it that is
built again where its context is ``moving``. Here both become statements, for `plan` to put in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.fields import EVENT_TYPES, IDENTIFY
from segment_models.models import STATE
from segment_models.models.bounds import Bound, after_first_cut, among_known, first_cut, first_known
from segment_models.models.calls import first_partitions, is_forgotten
from segment_models.models.kept_calls import arrived, changed, known, leaving, loaded_since
from segment_models.models.moving import STEPS
from segment_models.models.steps import MODEL, STAGE, Step, chain
from segment_models.sql import asked_of, piece, query, union_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from segment_models.fields import CallType
    from segment_models.graph import Graph, Model

NEEDED = ("user_map", "sessionized_events")
"""What an incremental run cannot do without, beside the kept calls."""

LOOKED_UP_BY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **{
        f"{one.name}_calls": (("source", one.id_name), ("anonymous_id",), ("user_id",))
        for one in (*EVENT_TYPES, IDENTIFY)
    },
    **{f"{one.name}_events": (("source", one.id_name),) for one in EVENT_TYPES},
    **{f"sessionized_{one.table}": (("user_id", "timestamp"),) for one in EVENT_TYPES},
    "user_map": (("anonymous_id",),),
    "sessionized_events": (("user_id", "timestamp"),),
    "sessions": (("user_id", "session_start_timestamp"),),
    "users": (("user_id",),),
}
"""The columns that an incremental run finds rows of each model by."""

_EVENT_IDS = tuple(one.id_name for one in EVENT_TYPES)

MERGED_BY: Mapping[str, tuple[str, ...]] = {
    **{f"{one.name}_calls": ("source", one.id_name, "call_loaded_at") for one in (*EVENT_TYPES, IDENTIFY)},
    **{f"{one.name}_events": ("source", one.id_name) for one in EVENT_TYPES},
    **{f"sessionized_{one.table}": ("source", one.id_name) for one in EVENT_TYPES},
    "rejected_events": ("source", "call_type", "event_id"),
    "user_map": ("anonymous_id",),
    "sessionized_events": ("source", *_EVENT_IDS),
    "sessions": ("session_id",),
    "users": ("user_id",),
}
"""The columns by which a MERGE finds the rows that go. Rows that are alike in them, as calls without an id may be, go
together."""

REBUILT: Mapping[str, str] = {"sessionized_events": "events_rebuilt", "sessions": "sessions_rebuilt"}
"""The models of which an incremental run keeps what it puts in place until it has checked it."""

_OF_TYPE = {
    **{f"{one.name}_events": one for one in EVENT_TYPES},
    **STATE,
}


@dataclass(frozen=True)
class Past:
    """What earlier runs left behind, as far as the next one depends on it."""

    loaded: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    """By call type and source, from when on rows have to be read: when the latest good call was loaded, and less."""
    models: frozenset[str] = frozenset()
    """The incremental models that the last run built or brought up to date."""
    notes: tuple[str, ...] = ()
    """What is to know of the raw tables since then."""
    run_id: str = ""
    started_at: datetime = datetime(1, 1, 1)  # noqa: DTZ001 as all moments here
    """The run that left it, and when it began."""


@dataclass(frozen=True)
class Derived:
    """A table of the run's own: its name in the stage, and the query that makes it."""

    name: str
    query: exp.Query


def derived(graph: Graph, since: Mapping[str, Mapping[str, datetime]]) -> Iterator[Derived | Bound]:
    """Yield every table that an incremental run works out before it touches a model, in order.

    Between them come the moments that later ones name as parameters, where the engine has a use for these.
    """
    context = graph.moving().context
    bounded = context.dialect.parameter("any") is not None
    for one in (*context.config.call_types, IDENTIFY):
        theirs = since.get(one.name, {})
        if bounded:
            yield from first_partitions(context, one, theirs)
        yield Derived(f"{one.table}_arrived", graph.resolved(arrived(context, one, theirs)))
        if bounded:
            yield _resolved(graph, first_known(one))
        queries = {
            "known": known(context, one),
            "changed": changed(context, one),
            **({"leaving": leaving(context, one)} if context.forgetting else {}),
        }
        for name, made in queries.items():
            yield Derived(f"{one.table}_{name}", graph.resolved(made))
    for name, step in STEPS.items():
        yield Derived(name, graph.resolved(step(context)))
        if bounded and name == "cuts":
            yield _resolved(graph, first_cut())
    yield Derived("events_rebuilt", graph.moving().query("sessionized_events"))


def _resolved(graph: Graph, bound: Bound) -> Bound:
    return Bound(bound.name, graph.resolved(bound.query))


@dataclass(frozen=True)
class Gone:
    """Rows that leave a model: those with the keys of a row of another table, that meet a condition, or both.

    The model's columns are ``kept.name`` or bear its own name, those of the other table are ``theirs.name``.
    """

    theirs: exp.Table | None = None
    on: exp.Expr | None = None
    """Equal keys, of which ``theirs`` has each once."""
    also: exp.Expr | None = None
    """What else must hold; never NULL."""
    within: exp.Expr | None = None
    """What holds for all of them in any case, as a constant by which an engine can pass over partitions."""


def update(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> tuple[str, ...]:
    """Return the statements that bring one model up to date: what has changed goes, and comes back as it is now."""
    dialect = graph.context.dialect
    now = _put_in(graph, model)
    return (*deletes(graph, model, since), dialect.insert(model.relation, now))


def merged(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> exp.Merge:
    """Return the one statement that brings a model up to date by itself, where no transaction spans several tables.

    What it is made from are the keys of the rows that go, each once, and the rows that come.
    """
    keys = [column.name for column in model.columns if column.name in MERGED_BY[model.name]]
    is_gone = exp.to_identifier("_is_gone")
    going = []
    for gone in _gone(graph, model, since, exp.to_identifier("kept")):
        own = [one if one.name in keys else exp.alias_(exp.null(), one.this.copy()) for one in _columns(model, "kept")]
        goes = exp.select(*own, exp.alias_(exp.true(), is_gone)).distinct().from_(model.relation.node("kept"))
        goes = goes.join(gone.theirs, on=gone.on) if gone.theirs else goes
        going.append(goes.where(gone.also) if gone.also else goes)
    put_in = exp.Subquery(this=_put_in(graph, model), alias=exp.TableAlias(this=exp.to_identifier("put_in")))
    coming = exp.select(*_columns(model, "put_in"), exp.alias_(exp.false(), is_gone)).from_(put_in)
    rows = exp.union(exp.union(*going, distinct=True) if len(going) > 1 else going[0], coming, distinct=False)
    goes_away = exp.column(is_gone, "changes")
    same = [exp.NullSafeEQ(this=exp.column(key, "kept"), expression=exp.column(key, "changes")) for key in keys]
    inserted = exp.Insert(
        this=exp.Tuple(expressions=_columns(model)), expression=exp.Tuple(expressions=_columns(model, "changes"))
    )
    return exp.Merge(
        this=model.relation.node("kept"),
        using=exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier("changes"))),
        on=exp.and_(goes_away, *same),
        whens=exp.Whens(
            expressions=[
                exp.When(matched=True, then=exp.var("DELETE")),
                exp.When(matched=False, condition=exp.not_(goes_away.copy()), then=inserted),
            ]
        ),
    )


def deletes(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> Iterator[str]:
    """Yield the statements that delete what changes in a model."""
    own = exp.to_identifier(model.relation.name, quoted=True)
    for gone in _gone(graph, model, since, own):
        condition = exp.and_(*filter(None, [gone.within, gone.on, gone.also]))
        yield graph.context.dialect.delete(model.relation, condition, using=gone.theirs)


def becoming(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> exp.SetOperation:
    """Return the query of a model as it will be once it is brought up to date: what stays, and what is put in."""
    own = exp.to_identifier("kept")
    stays = exp.select(*_columns(model, "kept")).from_(model.relation.node("kept"))
    for number, gone in enumerate(_gone(graph, model, since, own), start=1):
        if gone.theirs is None or gone.on is None:
            stays = stays.where(exp.not_(exp.paren(gone.also or exp.true())))
            continue
        alias = f"theirs_{number}"
        on, also = (_renamed(part, "theirs", alias) for part in (gone.on, gone.also or exp.true()))
        theirs = gone.theirs.copy()
        theirs.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        stays = stays.join(theirs, on=on, join_type="left")
        key = next(one for one in on.find_all(exp.Column) if one.table == alias)
        missing = exp.Is(this=key.copy(), expression=exp.null())
        stays = stays.where(exp.or_(missing, exp.not_(exp.paren(also))) if gone.also else missing)
    put_in = exp.Subquery(this=_put_in(graph, model), alias=exp.TableAlias(this=exp.to_identifier("put_in")))
    return exp.union(stays, exp.select(*_columns(model, "put_in")).from_(put_in), distinct=False)


def _renamed(tree: exp.Expr, table: str, alias: str) -> exp.Expr:
    renamed = tree.copy()
    for one in renamed.find_all(exp.Column):
        if one.table == table:
            one.set("table", exp.to_identifier(alias))
    return renamed


def _put_in(graph: Graph, model: Model) -> exp.Query:
    """Return the query of the rows that are put into a model: of its own table in the stage, where it has one."""
    if model.name in rebuilt(graph):
        return exp.select(*_columns(model)).from_(graph.stage(rebuilt(graph)[model.name]).node())
    return graph.moving().query(model.name)


def _columns(model: Model, table: str | None = None) -> list[exp.Column]:
    return [exp.column(column.name, table, quoted=column.custom or None) for column in model.columns]


def rebuilt(graph: Graph) -> Mapping[str, str]:
    """Return the models whose new rows have a table in the stage before they are put in, and its name there.

    In a transaction these are the ones that checks read there. Where a run is none, all that take work to make.
    """
    if graph.context.dialect.transactional:
        return REBUILT
    worked = (name for name in ("rejected_events", "users", *(f"sessionized_{one.table}" for one in EVENT_TYPES)))
    return {**REBUILT, **{name: f"{name}_rebuilt" for name in worked}}


def put_aside(graph: Graph, model: Model) -> Derived | None:
    """Return the table of what is put into a model, where it has one that is not among the `derived`."""
    if model.name == "sessionized_events" or model.name not in rebuilt(graph):
        return None
    return Derived(rebuilt(graph)[model.name], graph.moving().query(model.name))


def written(graph: Graph, model: Model) -> exp.Query:
    """Return the query that counts the rows that an incremental run has put into a model."""
    call_type = _OF_TYPE.get(model.name)
    good = " WHERE reject_reason IS NULL" if model.name.endswith("_events") else ""
    match model.name:
        case _ if call_type:
            counted = query(f"SELECT count(*) FROM stage.{call_type.table}_changed{good}")
        case "rejected_events":
            counted = query(f"SELECT count(*) FROM ({_rejected_now(graph)}) AS rejected")
        case "user_map":
            counted = query("SELECT count(*) FROM stage.user_map_changed WHERE is_there")
        case "sessions":
            counted = query("SELECT count(*) FROM stage.events_rebuilt WHERE session_start_event")
        case "users":
            counted = query("SELECT count(*) FROM stage.touched")
        case "sessionized_events":
            counted = query("SELECT count(*) FROM stage.events_rebuilt")
        case name:
            (one,) = (one for one in EVENT_TYPES if name == f"sessionized_{one.table}")
            counted = query(f"SELECT count(*) FROM stage.events_rebuilt WHERE {one.id_name} IS NOT NULL")
    return graph.resolved(counted)


def _rejected_now(graph: Graph) -> str:
    return " UNION ALL ".join(
        f"SELECT source FROM stage.{one.table}_changed WHERE reject_reason IS NOT NULL"
        for one in (*graph.context.config.call_types, IDENTIFY)
    )


def _gone(
    graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]], own: exp.Identifier
) -> Iterator[Gone]:
    """Yield what changes in a model, and so leaves it first; ``own`` is how its columns are told from others."""
    context, call_type = graph.context, _OF_TYPE.get(model.name)
    match model.name:
        case name if call_type:
            within = among_known(context, call_type, exp.column("timestamp", own))
            changed_calls = _keys_of(graph, own, f"{call_type.table}_changed", "source", call_type.id_name)
            yield replace(changed_calls, within=within)
            if context.forgetting and name not in STATE:
                yield _keys_of(graph, own, f"{call_type.table}_leaving", "source", call_type.id_name)
            elif context.forgetting and context.forgotten:
                yield Gone(context.forgotten.node("theirs"), is_forgotten(context, own, "theirs"))
            if name in STATE:
                yield Gone(also=_reloaded(graph, call_type, since.get(call_type.name, {}), own), within=within)
        case "rejected_events":
            yield Gone(also=exp.Is(this=exp.column("event_id", own), expression=exp.null()))
            for one in (*context.config.call_types, IDENTIFY):
                of_type = exp.EQ(this=exp.column("call_type", own), expression=exp.Literal.string(one.name))
                for table in (f"{one.table}_changed", *([f"{one.table}_leaving"] if context.forgetting else [])):
                    gone = _keys_of(graph, own, table, "source", ("event_id", one.id_name))
                    yield Gone(gone.theirs, exp.and_(gone.on, of_type))
        case "user_map":
            yield _keys_of(graph, own, "user_map_changed", "anonymous_id")
        case "users":
            yield _keys_of(graph, own, "touched", "user_id")
        case name:
            moment = exp.column("session_start_timestamp" if name == "sessions" else "timestamp", own)
            after = piece("(theirs.cut_at IS NULL OR :moment >= theirs.cut_at)", moment=moment)
            within = after_first_cut(context, moment)
            yield replace(_keys_of(graph, own, "cuts", "user_id"), also=after, within=within)


def _keys_of(graph: Graph, own: exp.Identifier, table: str, *keys: str | tuple[str, str]) -> Gone:
    """Return the rows that a table of the run has the keys of; a pair names the columns of both."""
    pairs = [(key, key) if isinstance(key, str) else key for key in keys]
    tests = [exp.EQ(this=exp.column(ours, own), expression=exp.column(name, "theirs")) for ours, name in pairs]
    return Gone(graph.stage(table).node("theirs"), exp.and_(*tests))


def _reloaded(graph: Graph, call_type: CallType, since: Mapping[str, datetime], own: exp.Identifier) -> exp.Expr:
    """Return the condition on kept calls without an id that are among those read again: they have no other identity."""
    without = exp.Is(this=exp.column(call_type.id_name, own), expression=exp.null())
    return exp.and_(without, loaded_since(graph.context, since, own)) if since else without


def narrowed(graph: Graph, tree: exp.Query, *, whole_history: bool) -> exp.Query:
    """Return a check's query over what an incremental run has written, instead of over everything.

    Of people whose events changed it reads what lies after their cut, as it was put in place, or their whole history
    where the check needs that. Nothing else was written, and the run that wrote it has checked it.
    """
    for table in list(tree.find_all(exp.Table)):
        if table.db == MODEL and table.name != "rejected_events":
            model, alias = graph.models[table.name], table.alias or table.name
            if model.name in REBUILT and model.name in graph.context.updated and not whole_history:
                table.replace(exp.to_table(f"{STAGE}.{REBUILT[model.name]}", alias=alias))
            else:
                asked = asked_of(table, alias, (one.name for one in model.columns))
                rows = _written(model, asked, whole_history=whole_history)
                table.replace(exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier(alias))))
    return tree


def _written(model: Model, asked: set[str], *, whole_history: bool) -> exp.Query:
    call_type = _OF_TYPE.get(model.name)
    keys: tuple[str, ...]
    table, keys = "cuts", ("user_id",)
    if call_type:
        table, keys = f"{call_type.table}_changed", ("source", call_type.id_name)
    elif model.name == "user_map":
        table, keys = "user_map_changed", ("anonymous_id",)
    elif model.name == "users":
        table = "touched"
    on = [piece(f"written.{key} = theirs.{key}") for key in keys]
    own = _columns(model, "written")
    columns = [one for one in own if one.name in asked] or own[:1]
    rows = exp.select(*columns).from_(exp.to_table(f"{MODEL}.{model.name}", alias="written"))
    rows = rows.join(exp.to_table(f"{STAGE}.{table}", alias="theirs"), on=exp.and_(*on))
    if table == "cuts" and not whole_history:
        moment = "session_start_timestamp" if model.name == "sessions" else "timestamp"
        rows = rows.where(piece(f"theirs.cut_at IS NULL OR written.{moment} >= theirs.cut_at"))
    return rows


def account(graph: Graph) -> exp.Query:
    """Return the query of the table that says what became of every row that an incremental run has read (R12).

    It is worked out once, after the models are up to date, and read by the check and by the report. One row per source
    and call type: source, call_type, calls (rows read), duplicates (further copies, those read by
    an earlier run among them), rejected, used (events that are in a session now, or identifies that count).
    """
    types = (*graph.context.config.call_types, IDENTIFY)
    read = [
        query(
            f"SELECT source, '{one.name}' AS call_type, count(*) AS calls "
            f"FROM stage.{one.table}_arrived GROUP BY source"
        )
        for one in types
    ]
    judged = [
        query(
            f"""
            SELECT source, '{one.name}' AS call_type, count(*) AS calls, count(reject_reason) AS rejected
            FROM stage.{one.table}_changed GROUP BY source
            """
        )
        for one in types
    ]
    used = query(
        """
        SELECT arrived.source, arrived.call_type, count(*) AS used
        FROM stage.calls_arrived AS arrived
        JOIN in_sessions ON arrived.source = in_sessions.source AND arrived.call_type = in_sessions.call_type
            AND arrived.event_id = in_sessions.event_id
        GROUP BY arrived.source, arrived.call_type
        UNION ALL
        SELECT source, call_type, count(*) AS used FROM stage.calls_arrived
        WHERE call_type = 'identify' GROUP BY source, call_type
        """
    )
    steps = [
        Step("calls_read", "Rows read.", union_all(read)),
        Step("calls_judged", "Calls that are new or changed, and how many of them cannot be used.", union_all(judged)),
        Step("in_sessions", "Every event of the people touched that is in a session now.", _in_sessions(graph)),
        Step("calls_used", "Events in a session, and identifies that count.", used),
    ]
    rows = query(
        """
        SELECT
            calls_read.source, calls_read.call_type, calls_read.calls,
            calls_read.calls - coalesce(calls_judged.calls, 0) AS duplicates,
            coalesce(calls_judged.rejected, 0) AS rejected, coalesce(calls_used.used, 0) AS used
        FROM calls_read
        LEFT JOIN calls_judged
          ON calls_read.source = calls_judged.source AND calls_read.call_type = calls_judged.call_type
        LEFT JOIN calls_used
          ON calls_read.source = calls_used.source AND calls_read.call_type = calls_used.call_type
        """
    )
    return graph.resolved(chain(steps, rows))


def accounted() -> exp.Query:
    """Return the query for that account."""
    return query(
        f"SELECT source, call_type, calls, duplicates, rejected, used FROM {STAGE}.account ORDER BY source, call_type"
    )


def _in_sessions(graph: Graph) -> exp.Query:
    selects = [
        query(
            f"""
            SELECT events.source, '{one.name}' AS call_type, events.{one.id_name} AS event_id
            FROM model.sessionized_events AS events
            WHERE events.{one.id_name} IS NOT NULL AND events.session_id IS NOT NULL
            """
        )
        for one in graph.context.config.call_types
    ]
    return narrowed(graph, union_all(selects), whole_history=True)


def reject_reasons(graph: Graph) -> exp.Query:
    """Return the query that counts the rejected calls of an incremental run: source, call_type, reason, calls."""
    selects = [
        query(
            f"""
            SELECT source, '{one.name}' AS call_type, reject_reason AS reason, count(*) AS calls
            FROM stage.{one.table}_changed WHERE reject_reason IS NOT NULL GROUP BY source, reject_reason
            """
        )
        for one in (*graph.context.config.call_types, IDENTIFY)
    ]
    rejected = Step("rejected", "The calls of each type that were set aside.", union_all(selects))
    rows = query("SELECT source, call_type, reason, calls FROM rejected ORDER BY source, call_type, reason")
    return graph.resolved(chain([rejected], rows))
