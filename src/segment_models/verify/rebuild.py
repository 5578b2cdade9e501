"""Everything again, from the raw events, in a schema of verify's own: what to build there, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from segment_models.config import MODELS
from segment_models.fields import IDENTIFY
from segment_models.graph import Graph
from segment_models.models import STATE
from segment_models.models.calls import judged, kept_columns
from segment_models.models.chain import Step, chain
from segment_models.sql import piece, query, union_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlglot import exp

    from segment_models.fields import CallType
    from segment_models.verify.scope import Scope
    from segment_models.warehouses.relation import Relation

SCHEMA = "_segment_models_verify"

ALL, PART = "all", "part"
"""What the names of kept calls end with: those of everyone, or of the persons compared."""


@dataclass(frozen=True)
class Made:
    """A table of the rebuild: what to show for it, where it stands, the statements that make it."""

    name: str
    relation: Relation
    statements: tuple[str, ...]


@dataclass(frozen=True)
class RebuildGraph(Graph):
    """The same models, all built in full: tables stand in verify's schema, views are read as the queries they are."""

    schema: str = SCHEMA
    run: str = ""
    """What the names of its tables have in them, where several rebuilds could meet."""

    keeps_calls: bool = False
    """True if the calls that are kept from run to run are compared, too: then those of the rebuild have their times."""

    @property
    def stage_schema(self) -> str:
        """Keep the calls there, too."""
        return self.schema

    def _reads_the_run(self, name: str) -> bool:  # noqa: ARG002 whichever view it is
        return True

    def query(self, name: str, *, people: tuple[int, int] | None = None) -> exp.Query:
        """Return a model's SQL; the calls kept from run to run are those that the rebuild keeps for itself."""
        if name not in STATE:
            return super().query(name, people=people)
        columns = kept_columns(replace(self.context, kept=True), STATE[name])
        kept = f"SELECT :columns FROM stage.{STATE[name].table}"
        return self.resolved(query(kept, columns=columns))

    def reading(self, what: str) -> RebuildGraph:
        """Return the graph as it reads the calls of `ALL` or those of `PART`."""
        return replace(self, context=replace(self.context, run="_".join(filter(None, [self.run, what]))))

    def read(self, name: str, alias: str) -> exp.Expr:
        """Return a rebuilt model as something to select from."""
        return self.resolved(query(f"SELECT 1 FROM model.{name} AS {alias}")).args["from_"].this  # type: ignore[no-any-return]

    def made(self, name: str, parts: int = 1) -> Made:
        """Return how a model's table is made, in several statements that each add some of the people if need be."""
        dialect, place = self.context.dialect, self.models[name].relation
        shares = [(part, parts) for part in range(parts)] if parts > 1 else [None]
        head, *more = (self.query(name, people=share) for share in shares)
        inserts = (dialect.insert(place, other) for other in more)
        return Made(name, place, (dialect.replace("table", place, head), *inserts, *dialect.settle(place)))


def rebuild_graph(graph: Graph, schema: str, run: str) -> RebuildGraph:
    """Return the graph of the rebuild of the same models; ``run`` is what its tables' names end with."""
    config = graph.context.config
    staged = frozenset(one.name for one in (*config.call_types, IDENTIFY))
    models = {
        name: replace(
            model,
            relation=graph.context.relation(schema, "_".join(filter(None, [name, run, "rebuilt"]))),
            kind="view" if MODELS.get(name, "view") == "view" else "table",
        )
        for name, model in graph.models.items()
    }
    context = replace(graph.context, staged=staged, kept=False)
    return RebuildGraph(context, models, schema=schema, run=run, keeps_calls=graph.context.kept).reading(ALL)


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
        names.add("user_map")
    return names.union(*(graph.ancestors(name) for name in names))


def call_types(graph: Graph, names: set[str]) -> list[CallType]:
    """Return the call types whose calls these models need."""
    events = graph.context.config.call_types
    if "rejected_events" in names:
        return [*events, IDENTIFY]
    found = [one for one in events if names & {f"{one.name}_events", f"{one.name}_calls"}]
    return [*found, IDENTIFY] if names & {"user_map", "users", "identify_calls"} else found


def calls(graph: RebuildGraph, types: Iterable[CallType]) -> Iterator[Made]:
    """Yield the tables of every call, judged: each raw table is read once."""
    for one in types:
        yield _kept(graph, one.table, one.table, judged(replace(graph.context, kept=graph.keeps_calls), one))


def calls_of_some(graph: RebuildGraph, types: Iterable[CallType], scope: Scope) -> Iterator[Made]:
    """Yield the tables of every good call of the persons compared: all their calls, of any time."""
    dialect, some = graph.context.dialect, graph.reading(PART)
    types = list(types)
    person = piece("coalesce(calls.user_id, user_map.user_id, calls.anonymous_id)")
    of_persons = {
        one.table: query(
            f"""
            SELECT calls.* FROM stage.{one.table} AS calls
            LEFT JOIN model.user_map AS user_map ON calls.anonymous_id = user_map.anonymous_id
            WHERE calls.reject_reason IS NULL
            """
        )
        for one in types
    }
    if scope.is_sample:
        of_persons = {name: one.where(scope.sampled(dialect, person)) for name, one in of_persons.items()}
    if scope.since:
        recent = [
            query(
                f"""
                SELECT :person AS user_id FROM stage.{one.table} AS calls
                LEFT JOIN model.user_map AS user_map ON calls.anonymous_id = user_map.anonymous_id
                WHERE calls.reject_reason IS NULL AND :is_since
                """,
                person=person,
                is_since=scope.is_since(dialect, piece("calls.timestamp")),
            )
            for one in types
        ]
        seen = Step("seen", "Whoever made a call since.", union_all(recent))
        persons = chain([seen], query("SELECT DISTINCT user_id FROM seen"))
        yield _kept(graph, "persons", "persons seen since", persons)
        is_one = piece(":person IN (SELECT user_id FROM stage.persons)", person=person)
        of_persons = {name: one.where(is_one) for name, one in of_persons.items()}
    for name, one in of_persons.items():
        yield _kept(some, name, f"{name} of these persons", graph.resolved(one))


def _kept(graph: RebuildGraph, name: str, told: str, wanted: exp.Query) -> Made:
    dialect, place = graph.context.dialect, graph.stage(name)
    return Made(told, place, (dialect.replace("table", place, graph.resolved(wanted)), *dialect.settle(place)))


def parts(events: int, at_once: int) -> int:
    """Return in how many parts the lists of so many events fit the engine's memory."""
    return max(1, ceil(events / at_once))
