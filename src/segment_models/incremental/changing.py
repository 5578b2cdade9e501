"""How a model is brought up to date: the statements for the rows that leave it and for those that are put in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlglot import exp

from segment_models.configured import Model
from segment_models.graph import Graph
from segment_models.models.changes import Gone
from segment_models.reading import as_rows, columns_of


def update(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> tuple[str, ...]:
    """Return the statements that bring one model up to date: what has changed goes, and comes back as it is now."""
    dialect, own = graph.context.dialect, model.relation.own
    deletes = (
        dialect.delete(model.relation, exp.and_(*filter(None, [gone.within, gone.on, gone.also])), using=gone.theirs)
        for gone in _gone(graph, model, since, own)
    )
    return (*deletes, dialect.insert(model.relation, _put_in(graph, model)))


def merged(graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]]) -> exp.Merge:
    """Return the one statement that brings a model up to date by itself, where no transaction spans several tables.

    What it is made from are the keys of the rows that go, each once, and the rows that come.
    """
    known = model.definition.change.merged_by(model.definition.key)
    keys = [column.name for column in model.columns if column.name in known]
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
        using=as_rows(rows, "changes"),
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
    stays = exp.select(*columns_of(model, "kept")).from_(graph.reading.place(model.name).node("kept"))
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


def written(graph: Graph, model: Model) -> exp.Query:
    """Return the query that counts the rows that an incremental run has put into a model."""
    return graph.resolved(model.definition.change.counted(graph.context))


def put_aside(graph: Graph, model: Model) -> str | None:
    """Return the stage's table in which the rows that are put into a model are worked out first; None where in none.

    In a transaction these are the ones that checks read there. Where a run is none, all that take work to make.
    """
    change = model.definition.change
    worked = change.takes_work and not change.coming(graph.context) and graph.is_aside
    return change.staged or (f"{model.name}_rebuilt" if worked else None)


def _put_in(graph: Graph, model: Model) -> exp.Query:
    """Return the query of the rows that are put into a model: of its own table in the stage, where it has one."""
    if staged := put_aside(graph, model):
        return exp.select(*columns_of(model)).from_(graph.reading.stage(staged).node())
    return graph.again(model.name)


def _coming(graph: Graph, model: Model) -> exp.Select:
    """Return the same as a part of a union, in which no query of steps can stand by itself."""
    return exp.select(*columns_of(model, "put_in")).from_(as_rows(_put_in(graph, model), "put_in"))


def _gone(
    graph: Graph, model: Model, since: Mapping[str, Mapping[str, datetime]], own: exp.Identifier
) -> Iterator[Gone]:
    """Yield what changes in a model, and so leaves it first; ``own`` is how its columns are told from others."""
    for gone in model.definition.change.gone(graph.context, own, since):
        theirs = gone.theirs
        if isinstance(theirs, exp.Table):
            theirs = graph.reading.read(theirs, "theirs") or theirs
        yield replace(gone, theirs=theirs)
