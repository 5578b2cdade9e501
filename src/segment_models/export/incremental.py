"""An incremental run as another tool carries it out: its tables as models of the tool, and one that publishes.

It is the run of an engine without transactions: everything is worked out in tables of the run's own, checked there, and
put into the models at the end. What our own run finds out before it plans, a tool finds out while it runs: from when on
rows have to be read, the moments by which partitions are pruned, whether there is anything to go on from. A full build
is the same SQL, where the models as the last run left them are empty.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlglot import exp

from segment_models.account import account_of_arrivals
from segment_models.checks import Check, as_read, checks, follows
from segment_models.configured import Model
from segment_models.export.references import Place, References, Writer
from segment_models.graph import Graph
from segment_models.incremental import changing
from segment_models.incremental.past import Past
from segment_models.models.bounds import Bound
from segment_models.models.chain import MODEL, STAGE, of_each
from segment_models.plan.incremental import made_already, worked_out
from segment_models.reading import Narrowed, Standing, columns_of, rewritten
from segment_models.sql import aliased, query
from segment_models.warehouses.publishing import Merging
from segment_models.warehouses.relation import Relation

ACCOUNT, LOADS = "account", "loads"
UNTIL = "until"
"""What stands for the moment at which the last run began."""

_STANDS_FOR = datetime(9998, 1, 1)  # noqa: DTZ001 as all moments here
"""The first of the moments that stand in a query for one that the tool puts in. No call that counts is of then."""

_OF_CALLS = {
    "arrived": "Raw {table} loaded since the last run, and a little before; all of them in a full build.",
    "known": "The kept calls of which a copy has arrived.",
    "doubtful": "The calls in doubt: their id has arrived, but not the copy that is kept.",
    "again": "The raw copies of calls in doubt that were loaded earlier.",
    "changed": "The calls that are new, or whose copy loaded first is another now (R4).",
    "leaving": "The kept calls of people who are forgotten in this run.",
}
_OF_PROPERTIES = {
    "arrived": "Rows of {raw} loaded since the last run, and a little before; all of them in a full build.",
    "known": "The kept rows of {raw} of which a copy has arrived.",
    "doubtful": "The rows of {raw} in doubt: their id has arrived, but not the copy that is kept.",
    "again": "The raw copies of these that were loaded earlier.",
    "changed": "The rows of {raw} that are new, or whose copy loaded first is another now (E1).",
    "leaving": "The kept rows of {raw} of people who are forgotten in this run.",
}
"""The same of an event's own table."""
_OF_ALL = {
    "calls_before": "The calls that changed, as they were.",
    "calls_after": "The good calls that are new or changed, as they are now.",
    "log_ins": "What these calls tell of whose each anonymous id is (R6).",
    "user_map_changed": "The anonymous ids whose row in the map changes.",
    "shared_touched": "The shared anonymous ids of which a call is new, changed or gone (R6a).",
    "shared_owned": "The calls without a user id of those that are shared now, each with its owner (R6c).",
    "conversion_calls_in_doubt": "The track calls that are new, changed or gone, or whose properties are.",
    "conversion_calls_now": "What these calls convert to, as they are now (V1, V3).",
    "conversion_keys": "The keys of these, as they were and as they are: every call of one is judged again (V2).",
    "calls_moved": "The kept calls that belong to another person now.",
    "calls_arrived": "The good calls that are new or changed, each with its person.",
    "touched": "The people who win, lose or change a call, or of whom one counts otherwise now.",
    "cuts": "The restart point of each person whose events changed.",
    "events_before": "The events of those people from there on, as the last run built them.",
    "dates_touched": "The days on which a session starts that goes, changes or comes.",
    "days_touched": "The day from which on each person's events may have changed.",
    LOADS: "When the latest good call was loaded, by call type and source.",
    ACCOUNT: "What became of every row that this run has read (R12).",
}


class RunReferences(References):
    """How a tool writes what an incremental run refers to, besides models and raw tables."""

    @abstractmethod
    def worked_out(self, name: str) -> str:
        """Return the reference to a table that the run works out."""

    @abstractmethod
    def as_it_was(self, model: Model) -> str:
        """Return what reads a model as the last run left it, without depending on it; nothing in a full build."""

    @abstractmethod
    def in_place(self, model: Model) -> str:
        """Return the place of a model that is changed there, likewise."""

    @abstractmethod
    def own_name(self, model: Model) -> str:
        """Return the model's name alone, which its columns are told by where it is changed."""

    @abstractmethod
    def since(self, call_type: str, source: str) -> str:
        """Return the text of the moment from which on a source's rows of a type have to be read."""

    @abstractmethod
    def until(self) -> str:
        """Return the text of the moment at which the last run began."""

    @abstractmethod
    def moment(self, name: str) -> str:
        """Return a moment that was asked for before the query, as a constant."""

    def replaced(self, told: str, constant: str) -> str:  # noqa: ARG002 for tools that have no texts to put in
        """Return what of a moment as a constant `since` and `until` take the place of: its text, or all of it."""
        return told


@dataclass(frozen=True)
class Text:
    """SQL with the tool's references, and what has to be found out before it."""

    sql: str
    since: tuple[str, ...] = ()
    """The call types of which it has to be known from when on rows have to be read."""
    moments: Mapping[str, str] = field(default_factory=dict)
    """The moments that it names, each with the query for it, in the order to ask."""


@dataclass(frozen=True)
class WorkedOut:
    """A table that a run works out before it changes a model."""

    name: str
    description: str
    text: Text


@dataclass(frozen=True)
class _AsItWas(Standing):
    """Models as the last run left them, and the run's own tables, as the tool writes them."""

    places: Mapping[str, Relation] = field(default_factory=dict)
    table: Callable[[str], Relation] = Relation.__call__

    def place(self, name: str) -> Relation:
        """Return what reads a model as it was."""
        return self.places[name]

    def stage(self, name: str) -> Relation:
        """Return the reference to a table of the run's own."""
        return self.table(name)


class RunWriter(Writer):
    """Writes the queries of an incremental run of one graph, whose models are incremental tables or views."""

    def __init__(self, graph: Graph, references: RunReferences) -> None:
        """Take a graph and how a tool refers to things."""
        super().__init__(graph, references)
        self._tool = references
        self._told: dict[str, str] = {}
        self._asked: dict[str, Bound] = {}
        context = replace(self.graph.context, moments=self._moment)
        self.graph = replace(self.graph, context=context)
        self._loaded = self._since()
        self._until = self._stands_for(UNTIL, references.until())

    @cached_property
    def tables(self) -> list[Model]:
        """The models that are kept up to date, in order."""
        return [model for model in self.graph.models.values() if model.kind == "table"]

    @cached_property
    def _before(self) -> Graph:
        """The graph where models are read as the last run left them."""
        context = self.graph.context
        places = {one.name: self._as_it_was(one) for one in self.tables}
        models = {
            name: replace(one, relation=self._in_place(one)) if one in self.tables else one
            for name, one in self.graph.models.items()
        }
        reading = _AsItWas(context, models, "", views_as_queries=True, places=places, table=self._own_table)
        return replace(self.graph, models=models, reading=reading, published_last=True)

    @cached_property
    def _inside(self) -> Graph:
        """The graph where models are read as they will be."""
        graph = self._before
        for model in self.tables:  # one after the other: a later one may read an earlier
            if model.definition.change.comes_whole:
                continue  # the run's own table is what it will be
            rows = changing.becoming(graph, graph.models[model.name], self._loaded)
            reading = replace(graph.reading, becoming={**graph.reading.becoming, model.name: rows})
            graph = replace(graph, reading=reading)
        return graph

    @cached_property
    def _written(self) -> Graph:
        """The graph where models are read as what the run is about to write of them, and rows are accounted for."""
        return replace(self._inside, updated=self._updated, accounted=True)

    @cached_property
    def _updated(self) -> frozenset[str]:
        """The names of the models that are kept up to date."""
        return frozenset(model.name for model in self.tables)

    def worked_out(self) -> Iterator[WorkedOut]:
        """Yield every table that the run works out, in an order in which each comes after those it reads."""
        yield WorkedOut(LOADS, _OF_ALL[LOADS], self.text(self._before.resolved(self._loads())))
        for one in worked_out(self._before, Past(self._loaded)):
            if isinstance(one, Bound):
                self._asked[one.name] = one
            else:
                yield WorkedOut(one[0], self._described(one[0]), self.text(one[1]))
        for model in self.tables:
            staged = self._put_aside(model)
            if staged and staged not in made_already(self.graph.context):
                rows = self._inside.as_it_was(model.name).again(model.name)
                yield WorkedOut(staged, self._described(staged), self.text(rows))
        account = self._inside.resolved(account_of_arrivals(self._inside))
        yield WorkedOut(ACCOUNT, _OF_ALL[ACCOUNT], self.text(account))

    def rows(self, model: Model) -> Text:
        """Return the rows of a model that is built in full: all of those that come."""
        if staged := self._put_aside(model):
            return self.text(exp.select(*columns_of(model)).from_(self._before.reading.stage(staged).node()))
        return self.text(self._before.again(model.name))

    def changes(self) -> Iterator[Text]:
        """Yield the statements that bring every model up to date, in order."""
        for model in (self._inside.models[one.name] for one in self.tables):
            if isinstance(self.graph.context.dialect.publishing_by, Merging):
                merged = changing.merged(self._inside, model, self._loaded)
                yield self._finished(self.graph.context.dialect.render_once(merged))
            else:
                for sql in changing.update(self._inside, model, self._loaded):
                    yield self._finished(sql)

    def checks(self) -> Iterator[tuple[Check, Text]]:
        """Yield each check with its query, which reads what the run is about to write."""
        for check in self.due():
            yield check, self.looking(check)

    def due(self) -> Iterator[Check]:
        """Yield each check that a run looks at."""
        for check in checks(self.graph, resolved=False):
            if not follows(self._written, check):
                yield check

    def looking(self, check: Check) -> Text:
        """Return the query of a check, which reads what the run is about to write."""
        return self.text(as_read(self._written, replace(check, query=check.query.copy())))

    def about_to_be_written(self, name: str, *, whole_history: bool) -> str | None:
        """Return the run's own table that has what is about to be written of a model; None where it takes a query."""
        asked = query(f"SELECT 1 FROM {MODEL}.{name}")  # noqa: S608 a name of ours
        narrowed = rewritten(asked, Narrowed(self._written.models, self._updated, whole_history))
        read = narrowed.args["from_"].this
        return read.name if isinstance(read, exp.Table) and read.db == STAGE else None

    def nothing(self, model: Model) -> str:
        """Return the query that has a model's columns, and no rows."""
        dialect, types = self.graph.context.dialect, self.graph.types(model.name)
        columns = [aliased(dialect.no_value(types[one.name]), one.name, custom=one.custom) for one in model.columns]
        return self._finished(dialect.render_once(exp.select(*columns).limit(0))).sql

    def text(self, asked: exp.Query) -> Text:
        """Return a query of this run as text."""
        return self._finished(self.laid_out(asked))

    def _finished(self, sql: str) -> Text:
        since = tuple(dict.fromkeys(self._told[told] for told in self._told if told in sql and self._told[told]))
        return Text(self.referring(sql), since, dict(self._moments_in(sql)))

    def _moments_in(self, sql: str) -> Iterator[tuple[str, str]]:
        for name, bound in self._asked.items():
            if self._word_of_moment(name) in sql:
                asked = self.laid_out(self._before.resolved(bound.query.copy()))
                yield from self._moments_in(asked)
                yield name, self.referring(asked)

    def _since(self) -> Mapping[str, Mapping[str, datetime]]:
        """Return for each call type and source the moment that stands for that from which on its rows are read."""
        context = self.graph.context
        return {
            one.name: {
                source: self._stands_for(one.name, self._tool.since(one.name, source))
                for source in dict.fromkeys(table.source for table in context.sources.of(one))
            }
            for one in context.read_types
        }

    def _stands_for(self, call_type: str, reference: str) -> datetime:
        moment = _STANDS_FOR + timedelta(microseconds=1 + len(self._told))
        told = moment.isoformat(sep=" ", timespec="microseconds")
        constant = self.graph.context.dialect.render(self.graph.context.dialect.moment(moment))
        self._told[told] = "" if call_type == UNTIL else call_type
        self._words[self._tool.replaced(told, constant)] = reference
        return moment

    def _loads(self) -> exp.Query:
        return of_each(
            self.graph.context.read_types,
            """
            SELECT '{name}' AS call_type, source, max(call_loaded_at) AS loaded_at
            FROM model.{kept}
            WHERE reject_reason IS NULL AND call_loaded_at <= :until
            GROUP BY source
            """,
            until=self.graph.context.dialect.moment(self._until),
        )

    def _put_aside(self, model: Model) -> str | None:
        return changing.put_aside(self._before, model)

    def _as_it_was(self, model: Model) -> Relation:
        change = model.definition.change
        if change.comes_whole:
            return self._own_table(change.staged)
        return Place(model.relation.schema, model.relation.name, self._named(self._tool.as_it_was(model)))

    def _own_table(self, name: str) -> Relation:
        return Place("", name, self._table(self._tool.worked_out(name)).name)

    def _in_place(self, model: Model) -> Relation:
        place, own = self._named(self._tool.in_place(model)), self._named(self._tool.own_name(model))
        return Place(model.relation.schema, model.relation.name, place, own)

    def _moment(self, name: str) -> exp.Expr:
        return exp.Var(this=self._word_of_moment(name))

    def _word_of_moment(self, name: str) -> str:
        return self._named(self._tool.moment(name))

    def _described(self, name: str) -> str:
        if name in _OF_ALL:
            return _OF_ALL[name]
        for one in self.graph.context.read_types:
            what, told = name.removeprefix(f"{one.table}_"), _OF_PROPERTIES if one.event else _OF_CALLS
            if what != name and what in told:
                return told[what].format(table=one.table, raw=one.raw)
        (model,) = (one.name for one in self.tables if self._put_aside(one) == name)
        return f"The rows that are put into {model}."
