"""Making a plan: from the graph of models and the state of the warehouse to steps, without touching anything."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

from sqlglot import exp

from segment_models import inventory
from segment_models.account import Limit, account, account_of_arrivals, limit, reject_reasons
from segment_models.checks import ROWS_ACCOUNTED, Check, as_read, checks, follows
from segment_models.configured import Model, materialization
from segment_models.errors import RunError
from segment_models.fields import CallType
from segment_models.graph import Graph
from segment_models.holding import Holding
from segment_models.incremental import changing, log
from segment_models.incremental.log import Run
from segment_models.incremental.past import Past
from segment_models.inventory import Item
from segment_models.models.calls import judged
from segment_models.models.changes import Listed
from segment_models.plan.incremental import derived, stage
from segment_models.plan.publishing import build, dropped, in_the_way, placed, published, update, updated
from segment_models.plan.steps import Account, Execute, Plan, PlanStep, Publish, Record, RunCheck, Stage
from segment_models.warehouses.relation import Relation


@dataclass(frozen=True)
class _Work:
    """What the steps of one plan are made from."""

    graph: Graph
    holding: Holding
    selected: tuple[str, ...]
    parts: Mapping[str, int]
    """In how many statements each model is built."""
    staged: tuple[CallType, ...]
    """The call types whose judged calls the run keeps for itself."""
    due: tuple[Check, ...]
    """The checks that the run touches, their queries not resolved."""

    @cached_property
    def before(self) -> Graph:
        """The graph as the run sees it at first: calls staged, tables aside, and what is incremental as it was."""
        anew = frozenset(model.name for model in self.models if not self.is_updated(model))
        staged, holding = frozenset(one.name for one in self.staged), self.holding
        graph = self.graph.inside(staged, anew, holding.run, temporary=holding.temporary)
        return graph.once(("anew", anew), lambda: replace(graph, anew=anew))

    @cached_property
    def inside(self) -> Graph:
        """The graph as the run sees it then: what is incremental as it will be; in a transaction it is so already."""
        graph, past = self.before, self.holding.past
        if past is None or graph.context.dialect.transactional:
            return graph
        for model in self.models:  # one after the other: a later one may read an earlier
            if self.is_updated(model):
                rows = changing.becoming(graph, model, past.loaded)
                reading = replace(graph.reading, becoming={**graph.reading.becoming, model.name: rows})
                graph = replace(graph, reading=reading)
        return graph

    @cached_property
    def written(self) -> Graph:
        """The graph as the checks see it: in an incremental run, what has been written."""
        names, accounted = frozenset(model.name for model in self.models if self.is_updated(model)), self.is_accounted
        updated = names if self.holding.past else None
        return self.inside.once(
            ("written", accounted, updated), lambda: replace(self.inside, accounted=accounted, updated=updated)
        )

    @property
    def models(self) -> list[Model]:
        """The models to build, in order."""
        return [self.graph.models[name] for name in self.selected]

    @property
    def is_accounted(self) -> bool:
        """True if every row read can be accounted for (R12)."""
        return any(check.name == ROWS_ACCOUNTED for check in self.due)

    def is_updated(self, model: Model) -> bool:
        """Return whether a model is brought up to date: it is there, and the last run did not pass it over."""
        past, there = self.holding.past, self.holding.kinds.get(model.relation) == "table"
        return past is not None and model.incremental and there and model.name in past.models


def make_plan(graph: Graph, holding: Holding, selected: tuple[str, ...]) -> Plan:
    """Return the plan that builds the selected models and checks them.

    Raises:
        RunError: a selected model reads one that is neither selected nor built.
    """
    _require_parents(graph, holding, selected)
    parts = {name: _parts(graph, holding, name) for name in selected}
    due = tuple(_due(graph, holding, selected))
    work = _Work(graph, holding, selected, parts, tuple(_worth_staging(graph, parts, due)), due)
    steps = [step for part in _PARTS for step in part(work)]
    steps += _unstaged(work, [step.place for step in steps if isinstance(step, Stage)])
    unbuilt = tuple(model.relation for model in work.models if model.relation not in holding.kinds)
    return Plan(tuple(steps), tuple(_warnings(work)), graph.context.dialect.transactional, unbuilt)


def _schemas(work: _Work) -> Iterator[PlanStep]:
    dialect = work.graph.context.dialect
    held, places = work.holding.inventory, [model.relation for model in work.models]
    places += [held.place] if held and not held.held else []
    for schema in dict.fromkeys(place.schema for place in places):
        if schema not in work.holding.schemas:
            yield Execute("schema", schema, (dialect.create_schema(schema),))
    if work.holding.remembered:
        yield Execute("forget", "", work.holding.remembered)


def _stages(work: _Work) -> Iterator[PlanStep]:
    """Yield what a run puts into tables of its own before it builds a model."""
    graph = work.before
    dialect = graph.context.dialect
    needed = work.staged or work.holding.past or graph.reading.aside or work.is_accounted
    if needed and not dialect.session_schema and not work.holding.temporary:
        own = graph.reading.stage_schema
        yield Execute("schema", own, (dialect.create_schema(own),))
    for one in work.staged:
        yield _judged(graph, one)
    if work.holding.past:
        yield from derived(_where_kept(work, work.holding.past), work.holding.past)


def _judged(graph: Graph, one: CallType) -> Stage:
    return graph.once(
        ("judged", one.table), lambda: replace(stage(graph, one.table, judged(graph.context, one)), calls=True)
    )


def _where_kept(work: _Work, past: Past) -> Graph:
    """Return a graph that reads kept calls where they stand, also where there are none and they are made anew later.

    So it does with lists: with another list a run does not go on from what is kept, so the one that stands is the same.
    """
    graph, holding = work.before, work.holding
    lists = {
        name
        for name, model in graph.models.items()
        if isinstance(model.definition.change, Listed) and model.relation in holding.kinds
    }
    aside = frozenset(graph.reading.aside - past.anew.keys() - lists)
    return graph.once(("kept", aside), lambda: replace(graph, reading=replace(graph.reading, aside=aside)))


def _built(work: _Work) -> Iterator[PlanStep]:
    """Yield how each model is built: in its place inside a transaction, or aside."""
    graph, inside, holding = work.graph, work.inside, work.holding
    if not graph.context.dialect.transactional:
        for model in (one for one in work.models if one.kind == "table"):
            if holding.past and work.is_updated(model):
                yield from updated(inside, model, holding.past)
            else:
                yield build(inside, model, work.parts[model.name])
        return
    anew = [model for model in work.models if not work.is_updated(model)]
    away = in_the_way(holding, anew) if graph.context.dialect.binding else []
    yield from (dropped(graph, holding, model) for model in reversed(away))
    gone = {model.relation for model in away}
    here = replace(holding, kinds={one: kind for one, kind in holding.kinds.items() if one not in gone})
    for model in work.models:
        if holding.past and work.is_updated(model):
            yield from updated(inside, model, holding.past)
        else:
            yield from placed(graph if model.kind == "view" else inside, here, model, work.parts[model.name])


def _proven(work: _Work) -> Iterator[PlanStep]:
    """Yield the checks and the account, and what the log of runs gets."""
    written = work.written
    if work.is_accounted:
        yield _accounted(work.inside, account_of_arrivals if work.holding.past else account)
    yield from (_run_check(written, check) for check in work.due if not follows(written, check))
    if work.is_accounted:
        yield written.once("account", lambda: _account(written, limit(work.graph)))
    if work.graph.context.dialect.transactional or not work.graph.context.kept:
        yield from _recorded(work)


def _accounted(graph: Graph, rows: Callable[[Graph], exp.Query]) -> Stage:
    return graph.once(("accounted", rows), lambda: stage(graph, "account", graph.resolved(rows(graph))))


def _run_check(written: Graph, check: Check) -> RunCheck:
    def make() -> RunCheck:
        read = replace(check, query=as_read(written, replace(check, query=check.query.copy())))
        return RunCheck(read, written.context.dialect.render(read.query))

    return written.once(("check", check.name), make)


def _account(written: Graph, limit: Limit | None) -> Account:
    render = written.context.dialect.render_once
    rows, reasons = written.resolved(account(written)), reject_reasons(written)
    return Account(render(rows), render(reasons), limit, written.context.server_events == "attach")


def _recorded(work: _Work) -> Iterator[PlanStep]:
    """Yield the step that logs the run; one that builds tables anew beside kept calls says that it passed them over."""
    if run := work.holding.this_run:
        record = log.recorded if work.graph.context.kept else log.passed_over
        yield Record((*log.created(work.graph, run), *record(work.written, run)), log.this_run(work.graph, run))


def _publication(work: _Work) -> Iterator[PlanStep]:
    """Yield how everything gets into its place at the end, where a run is no transaction."""
    if work.graph.context.dialect.transactional:
        return
    anew = [model for model in work.models if not work.is_updated(model)]
    puts = [published(work.graph, work.inside, work.holding, model) for model in anew]
    if not (work.holding.this_run and work.graph.context.kept):
        yield from puts
    elif work.holding.past:
        yield from _brought_up_to_date(work, puts, work.holding.past, work.holding.this_run)
    else:
        yield from _built_in_full(work, puts, work.holding.this_run)


def _brought_up_to_date(work: _Work, puts: list[Publish], past: Past, run: Run) -> Iterator[PlanStep]:
    """Yield first the tables that were built anew: no later run goes on from one of them before the log names it."""
    to_update = [model for model in work.models if work.is_updated(model)]
    yield from (put for put in puts if put.aside)
    if completed := log.completed(work.graph, run):
        yield Execute("mark", "", completed)
    yield update(work.inside, to_update, past, run, log.recorded(work.written, run))
    yield from (put for put in puts if not put.aside)


def _built_in_full(work: _Work, puts: list[Publish], run: Run) -> Iterator[PlanStep]:
    yield Execute("mark", "", (*log.created(work.graph, run), *log.unfinished(work.graph, run)))
    yield from puts
    recorded = (*log.recorded(work.written, run), *log.finished(work.graph, run))
    yield Record(recorded, log.this_run(work.graph, run))


def _inventoried(work: _Work) -> Iterator[PlanStep]:
    """Yield what removes what is left of earlier configurations, and what writes down where everything stands now."""
    held, graph, run = work.holding.inventory, work.graph, work.holding.this_run
    if held is None:
        return
    if removed := inventory.removed(graph, held):
        yield Execute("remove", "", removed)
    built = [Item(model.name, model.relation, model.kind) for model in work.models]
    built += [Item(log.LOG, log.log(graph), "table"), Item(log.WHOSE, log.rewrites(graph), "table")] if run else []
    if statements := inventory.statements(graph, held, built):
        yield Execute("inventory", "", statements)


_PARTS: tuple[Callable[[_Work], Iterator[PlanStep]], ...] = (
    _schemas,
    _stages,
    _built,
    _proven,
    _publication,
    _inventoried,
)
"""A plan in the order it is carried out; at its end, the run removes what it kept for itself."""


def _unstaged(work: _Work, staged: list[Relation]) -> Iterator[PlanStep]:
    """Yield the step that removes what a run kept for itself; a failed one that cannot be undone ends with it, too."""
    inside, reading = work.inside, work.inside.reading
    dialect = inside.context.dialect
    kept = [
        *staged,
        *(
            reading.put_aside(name)
            for name, model in inside.models.items()
            if name in reading.aside and model.kind == "table"
        ),
        *work.holding.leftovers,
    ]
    if kept:
        drops = [dialect.drop("table", one, if_exists=not dialect.transactional) for one in kept]
        own = dialect.transactional and not dialect.session_schema and not reading.temporary
        yield Execute("tidy", "", (*drops, dialect.drop_schema(reading.stage_schema)) if own else tuple(drops))


def _warnings(work: _Work) -> Iterator[str]:
    """Yield what is to know of the connection, the raw tables, and options that the engine has no use for."""
    context, models = work.graph.context, work.models
    yield from (*work.holding.warnings, *context.sources.warnings)
    if context.server_events != context.config.server_events:
        yield (
            "No event table has a column anonymous_id: all events are a server's, and make sessions as in "
            "server_events: session (R8a)."
        )
    for model in models:
        yield from (f"{model.name}: {note}" for note in context.dialect.unused(model.relation, model.layout))
    if not context.kept and any(materialization(context.config, one.name) == "incremental" for one in models):
        yield context.dialect.not_incremental
    yield from work.holding.past.notes if work.holding.past else ()
    yield from work.holding.inventory.notes if work.holding.inventory else ()


def _parts(graph: Graph, holding: Holding, name: str) -> int:
    return max(1, ceil(holding.events / holding.rows_at_once)) if graph.by_people(name) else 1


def _worth_staging(graph: Graph, parts: Mapping[str, int], due: Iterable[Check]) -> list[CallType]:
    """Return the call types whose raw tables more than one statement of the run would read."""
    readers: Counter[str] = Counter()
    for name, count in parts.items():
        if graph.models[name].kind == "table":
            readers.update(dict.fromkeys(graph.call_types_read(name), count))
    for check in due:
        views = (name for name in check.reads if graph.models[name].kind == "view")
        readers.update(set().union(*(graph.call_types_read(name) for name in views)))
    return [one for one in graph.context.read_types if readers[one.name] > 1]


def _require_parents(graph: Graph, holding: Holding, selected: tuple[str, ...]) -> None:
    for name in selected:
        for parent in graph.models[name].reads:
            relation = graph.models[parent].relation
            if parent not in selected and relation not in holding.kinds:
                raise RunError(f"{name} reads {relation}, which is not built. Build both: --select +{name}")


def _due(graph: Graph, holding: Holding, selected: tuple[str, ...]) -> Iterator[Check]:
    """Yield the checks that a run touches and that have everything they read; their queries are not resolved."""
    for check in graph.once("checks", lambda: checks(graph, resolved=False)):
        there = all(name in selected or graph.models[name].relation in holding.kinds for name in check.reads)
        touched = (all if check.together else any)(name in selected for name in check.reads)
        if there and touched and _is_of_one_moment(graph, holding, selected, check):
            yield check


def _is_of_one_moment(graph: Graph, holding: Holding, selected: tuple[str, ...], check: Check) -> bool:
    """Return whether a check compares what belongs together where a run builds only some of the models.

    A table that the run leaves as it is goes with those that are built from it, and with no others: nor with the raw
    rows, of which there may be more by now.
    """
    tables = set().union(*(_tables_under(graph, holding, selected, name) for name in check.reads))
    kept = tables - set(selected)
    if check.name == ROWS_ACCOUNTED:
        read = tables.union(*map(graph.ancestors, tables))
        return all(name in selected for name in read if name in tables or _holds_calls(graph, holding, name))
    return all(kept <= graph.ancestors(name) for name in tables & set(selected))


def _holds_calls(graph: Graph, holding: Holding, name: str) -> bool:
    model = graph.models[name]
    return model.definition.is_of_calls and holding.kinds.get(model.relation, model.kind) == "table"


def _tables_under(graph: Graph, holding: Holding, selected: tuple[str, ...], name: str) -> set[str]:
    """Return the tables whose rows a model shows: itself, or those that it reads as a view."""
    model = graph.models[name]
    kind = model.kind if name in selected else holding.kinds.get(model.relation, model.kind)
    if kind == "table":
        return {name}
    return set().union(*(_tables_under(graph, holding, selected, parent) for parent in model.reads))
