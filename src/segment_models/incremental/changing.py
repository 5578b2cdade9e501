"""How a model is changed: the rows that leave it, those that are put in, and the statements for both.

The queries that say whose history changed are in `models/moving.py`; a model's own query gives the part of it that is
built again where its context is ``moving``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.fields import IDENTIFY
from segment_models.incremental.base import MERGED_BY, OF_TYPE, columns_of
from segment_models.incremental.deriving import rebuilt
from segment_models.models import DIVIDED_BY, STATE
from segment_models.models.bounds import after_first_cut, among_known
from segment_models.models.calls import is_forgotten
from segment_models.models.kept_calls import loaded_since
from segment_models.sql import piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from segment_models.fields import CallType
    from segment_models.graph import Graph, Model


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
    dialect, own = graph.context.dialect, exp.to_identifier(model.relation.name, quoted=True)
    deletes = (
        dialect.delete(model.relation, exp.and_(*filter(None, [gone.within, gone.on, gone.also])), using=gone.theirs)
        for gone in _gone(graph, model, since, own)
    )
    return (*deletes, dialect.insert(model.relation, _put_in(graph, model)))


def merged(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> exp.Merge:
    """Return the one statement that brings a model up to date by itself, where no transaction spans several tables.

    What it is made from are the keys of the rows that go, each once, and the rows that come.
    """
    keys = [column.name for column in model.columns if column.name in MERGED_BY[model.name]]
    is_gone = exp.to_identifier("_is_gone")
    going = []
    for gone in _gone(graph, model, since, exp.to_identifier("kept")):
        own = [
            one if one.name in keys else exp.alias_(exp.null(), one.this.copy()) for one in columns_of(model, "kept")
        ]
        goes = exp.select(*own, exp.alias_(exp.true(), is_gone)).distinct().from_(model.relation.node("kept"))
        goes = goes.join(gone.theirs, on=gone.on) if gone.theirs else goes
        going.append(goes.where(gone.also) if gone.also else goes)
    coming = _coming(graph, model).select(exp.alias_(exp.false(), is_gone))
    rows = exp.union(exp.union(*going, distinct=True) if len(going) > 1 else going[0], coming, distinct=False)
    goes_away = exp.column(is_gone, "changes")
    same = [exp.NullSafeEQ(this=exp.column(key, "kept"), expression=exp.column(key, "changes")) for key in keys]
    inserted = exp.Insert(
        this=exp.Tuple(expressions=columns_of(model)), expression=exp.Tuple(expressions=columns_of(model, "changes"))
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


def becoming(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> exp.SetOperation:
    """Return the query of a model as it will be once it is brought up to date: what stays, and what is put in."""
    own = exp.to_identifier("kept")
    stays = exp.select(*columns_of(model, "kept")).from_(model.relation.node("kept"))
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
    return exp.union(stays, _coming(graph, model), distinct=False)


def _renamed(tree: exp.Expr, table: str, alias: str) -> exp.Expr:
    renamed = tree.copy()
    for one in renamed.find_all(exp.Column):
        if one.table == table:
            one.set("table", exp.to_identifier(alias))
    return renamed


def _put_in(graph: Graph, model: Model) -> exp.Query:
    """Return the query of the rows that are put into a model: of its own table in the stage, where it has one."""
    if model.name in rebuilt(graph):
        return exp.select(*columns_of(model)).from_(graph.stage(rebuilt(graph)[model.name]).node())
    return graph.moving().query(model.name)


def _coming(graph: Graph, model: Model) -> exp.Select:
    """Return the same as a part of a union, in which no query of steps can stand by itself."""
    put_in = exp.Subquery(this=_put_in(graph, model), alias=exp.TableAlias(this=exp.to_identifier("put_in")))
    return exp.select(*columns_of(model, "put_in")).from_(put_in)


def _gone(
    graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]], own: exp.Identifier
) -> Iterator[Gone]:
    """Yield what changes in a model, and so leaves it first; ``own`` is how its columns are told from others."""
    context, call_type = graph.context, OF_TYPE.get(model.name)
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
            moment = exp.column(DIVIDED_BY[name], own)
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
