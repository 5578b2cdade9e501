"""Everything again, from the raw events, in a schema of verify's own: what to build there, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.configured import Model
from segment_models.fields import TRACK, CallType
from segment_models.graph import Graph
from segment_models.models.calls import judged, kept_columns
from segment_models.models.chain import STAGE, Context, Step, chain
from segment_models.models.kept_calls import in_stage
from segment_models.models.persons import person, with_persons
from segment_models.plan import Stage
from segment_models.plan.publishing import in_parts
from segment_models.reading import Standing
from segment_models.sql import aliased, piece, query, union_all

if TYPE_CHECKING:
    from segment_models.verify.scope import Scope

SCHEMA = "_segment_models_verify"


@dataclass(frozen=True)
class Again:
    """The same models, all built in full: tables stand in verify's schema, views are read as the queries they are.

    ``all`` reads everybody's calls, ``part`` those of the persons compared. ``keeps_calls`` is True if the calls that
    are kept from run to run are compared, too: then those of the rebuild have their load times.
    """

    all: Graph
    part: Graph
    keeps_calls: bool


def rebuild(graph: Graph, schema: str, run: str) -> Again:
    """Return how the same models are rebuilt; ``run`` is what its tables' names end with, where several could meet."""
    types = graph.context.read_types
    judged_in = {one.name: in_stage(one) for one in types}
    context = replace(graph.context, judged=judged_in, kept=False)
    models = {
        name: replace(_rebuilt(model), relation=context.relation(schema, _named(name, run, "rebuilt")))
        for name, model in graph.models.items()
    }

    def reading(what: str) -> Graph:
        read = Standing(context, models, schema, _named(run, what), views_as_queries=True)
        return replace(graph, context=context, models=models, reading=read)

    return Again(reading("all"), reading("part"), keeps_calls=graph.context.kept)


def _named(*parts: str) -> str:
    return "_".join(filter(None, parts))


def _rebuilt(model: Model) -> Model:
    """Return a model as it is built here; calls kept from run to run are those that the rebuild keeps for itself."""
    definition, call_type = model.definition, model.definition.call_type
    if not definition.is_kept or call_type is None:
        return replace(model, kind=definition.built_as)

    def kept(context: Context) -> exp.Query:
        columns = kept_columns(replace(context, kept=True), call_type)
        return query(f"SELECT :columns FROM stage.{call_type.table}", columns=columns)

    return replace(model, kind="view", definition=replace(definition, query=kept))


def rows(graph: Graph, name: str, alias: str) -> exp.Expr:
    """Return a rebuilt model as something to select from."""
    return graph.resolved(query(f"SELECT 1 FROM model.{name} AS {alias}")).args["from_"].this  # type: ignore[no-any-return]


def made(graph: Graph, name: str, parts: int = 1) -> Stage:
    """Return how a model's table is made, in several statements that each add some of the people if need be."""
    dialect, place = graph.context.dialect, graph.models[name].relation
    head, *more = in_parts(graph, name, parts)
    inserts = (dialect.insert(place, other) for other in more)
    return Stage(name, place, (dialect.replace("table", place, head), *inserts, *dialect.settle(place)))


def schema_of(graph: Graph) -> str:
    """Return where the rebuild stands: beside the models, or where only this session sees it."""
    dialect = graph.context.dialect
    if dialect.session_schema:
        return dialect.stage_schema
    database, _, _ = graph.context.config.default_config.schema_.rpartition(".")
    return f"{database}.{SCHEMA}" if database else SCHEMA


def needed(graph: Graph, chosen: Iterable[str], scope: Scope) -> set[str]:
    """Return the models that the rebuild needs for the chosen ones; of some persons only, also who they are."""
    names = set(chosen)
    if scope.is_part:
        names |= {"user_map", "shared_calls"} & graph.models.keys()
    return names.union(*(graph.ancestors(name) for name in names))


def call_types(again: Again, names: Iterable[str]) -> list[CallType]:
    """Return the call types whose calls these models need."""
    queries = (again.all.models[name].definition.query(again.all.context) for name in names)
    read = {table.name for one in queries for table in one.find_all(exp.Table) if table.db == STAGE}
    return [one for one in again.all.context.read_types if one.table in read]


def calls(again: Again, types: Iterable[CallType], *, counted: bool) -> Iterator[Stage]:
    """Yield the tables of every call, judged: each raw table is read once."""
    graph = again.all
    for one in types:
        every = judged(replace(graph.context, kept=again.keeps_calls), one)
        yield _staged(graph, graph, one.table, one.table, every, counted=counted)


def calls_of_some(again: Again, types: Iterable[CallType], scope: Scope) -> Iterator[Stage]:
    """Yield the tables of every good call of the persons compared: all their calls, of any time.

    A row of an event's own table is theirs if its call is: nothing in it says whose it is (E1).
    """
    graph, dialect = again.all, again.all.context.dialect
    types = list(types)
    whose = person(graph.context, "calls")

    def good(one: CallType, what: exp.Expr) -> exp.Select:
        calls = query(f"SELECT :what FROM stage.{one.table} AS calls WHERE calls.reject_reason IS NULL", what=what)
        return with_persons(graph.context, calls, "calls", one)

    alone = [one for one in types if one.event is None]
    of_persons = {one.table: good(one, piece("calls.*")) for one in alone}
    if scope.is_sample:
        of_persons = {name: one.where(scope.sampled(dialect, whose)) for name, one in of_persons.items()}
    if scope.since:
        is_since = scope.is_since(dialect, piece("calls.timestamp"))
        recent = [good(one, aliased(whose, "user_id")).where(is_since) for one in alone]
        seen = Step("seen", "Whoever made a call since.", union_all(recent))
        persons = chain([seen], query("SELECT DISTINCT user_id FROM seen"))
        yield _staged(graph, graph, "persons", "persons seen since", persons)
        is_one = piece(":person IN (SELECT user_id FROM stage.persons)", person=whose)
        of_persons = {name: one.where(is_one) for name, one in of_persons.items()}
    for name, one in of_persons.items():
        yield _staged(graph, again.part, name, f"{name} of these persons", one, counted=True)
    for event in (one for one in types if one.event is not None):
        found = exp.select("1").from_(again.part.reading.stage(TRACK.table).node("tracks"))
        found = found.where("calls.source = tracks.source AND calls.track_id = tracks.track_id")
        theirs = query(f"SELECT calls.* FROM stage.{event.table} AS calls WHERE :theirs", theirs=exp.Exists(this=found))
        yield _staged(graph, again.part, event.table, f"{event.table} of these persons", theirs, counted=True)


def _staged(  # noqa: PLR0913 what it is and where it goes
    graph: Graph, where: Graph, name: str, told: str, wanted: exp.Query, *, counted: bool = False
) -> Stage:
    dialect, place = graph.context.dialect, where.reading.stage(name)
    made = (dialect.replace("table", place, graph.resolved(wanted)), *dialect.settle(place))
    count = dialect.render_once(exp.select("count(*)").from_(place.node())) if counted else None
    return Stage(told, place, made, count=count)


def parts(events: int, at_once: int) -> int:
    """Return in how many parts the lists of so many events fit the engine's memory."""
    return max(1, ceil(events / at_once))
