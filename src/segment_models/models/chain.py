"""A model is a chain of named steps: each a query named for what it adds, with the reason for it.

The reason stays in the compiled SQL as a comment, so the SQL explains itself where it is read.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from sqlglot import exp

from segment_models.config import Config
from segment_models.fields import IDENTIFY, CallType
from segment_models.sources import Sources, source_names
from segment_models.sql import owned, piece, query, union_all
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.relation import Relation

MODEL = "model"
"""The schema a query names another model by (``model.user_map``), until it is compiled for real."""

STAGE = "stage"
"""The schema a query names a run's temporary tables by (``stage.pages``), until it is compiled for real."""


@dataclass(frozen=True)
class Step:
    """One common table expression."""

    name: str
    why: str
    query: exp.Query
    inline: bool = False
    """True where each reader should compute it again, with the columns it needs, where an engine has that choice."""
    apart: bool = False
    """True where it should be computed by itself first, where an engine would compute a value again for each use."""
    shared: bool = False
    """True if other statements begin with it, too: each has a copy of its query."""

    @classmethod
    def of(cls, name: str, why: str, sql: str, **parts: exp.Expr | Sequence[exp.Expr]) -> Self:
        """Return a step from the text of its query; see `segment_models.sql.query`."""
        return cls(name, why, query(sql, **parts))


@dataclass(frozen=True)
class Judged:
    """A table that has the judged calls of one type already, and the reason that the compiled SQL gives for it."""

    table: str
    why: str


@dataclass(frozen=True)
class Part:
    """The people of one of several parts, which are built one after the other."""

    number: int
    of: int

    def has(self, dialect: Dialect, person: exp.Expr) -> exp.Expr:
        """Return whether a person is among them."""
        return exp.EQ(this=dialect.bucket(person, self.of), expression=exp.Literal.number(self.number))


@dataclass(frozen=True)
class Affected:
    """The people whose calls an incremental run has found to be new, changed or re-owned."""

    def has(self, dialect: Dialect, person: exp.Expr) -> exp.Expr:  # noqa: ARG002 as `Part`
        """Return whether a person is among them."""
        return piece(f":person IN (SELECT touched.user_id FROM {STAGE}.touched AS touched)", person=person)


@dataclass(frozen=True)
class Context:
    """What a model is made from: the options, the raw tables as they are, and the engine's way of saying things."""

    config: Config
    sources: Sources
    dialect: Dialect
    people: Part | Affected | None = None
    """Only these people, for models that can be built for some of them; see `of_people`."""
    judged: Mapping[str, Judged] = field(default_factory=dict)
    """Where the judged calls of a type are, by its name; those of the others are worked out from the raw tables."""
    kept: bool = False
    """True if every call is kept in a table from run to run, because models are incremental."""
    forgotten: Relation | None = None
    """Where it is written down who is to be kept out of every model; None where nobody is."""
    forgetting: bool = False
    """True for an incremental run that forgets people whose calls are kept."""
    full_names: Mapping[str, str] = field(default_factory=dict)
    """Schemas that have to be written longer than they are configured, to be understood by the engine."""
    timeout: exp.Expr | None = None
    """The session timeout in microseconds, where it is another tool's variable instead of the configured number."""
    moments: Callable[[str], exp.Expr] | None = None
    """How another tool writes a moment that it has asked for by its name, where the engine has a use for these."""
    made: dict[Hashable, tuple[Step, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Steps that many statements begin with, made once for all of them; see `once`."""

    @property
    def all_types(self) -> tuple[CallType, ...]:
        """The call types that are read: those that make sessions, and identifies."""
        return (*self.config.call_types, IDENTIFY)

    @property
    def read_types(self) -> tuple[CallType, ...]:
        """The same, and the rows of events' own tables, which have the properties of track calls."""
        return (*self.all_types, *self.config.properties.values())

    @property
    def server_events(self) -> Literal["attach", "session", "apart"]:
        """What becomes of events of servers (R8a): as configured, unless all that there are come from servers.

        Where no event table has a column for an anonymous id, a team tracks from its servers only: sessions are made of
        these calls.
        """
        asked = self.config.server_events
        tables = [table for one in self.config.call_types for table in self.sources.of(one)]
        only_servers = bool(tables) and not any(table.column("anonymous_id") for table in tables)
        return "session" if asked == "attach" and only_servers else asked

    @property
    def source_names(self) -> tuple[str, ...]:
        """The Segment sources, as calls name them."""
        return tuple(source_names(self.config).values())

    def of_people(self, rows: exp.Query, person: exp.Expr) -> exp.Query:
        """Return a query of rows of people, of those only who are built, where it is not everybody."""
        return rows.where(self.people.has(self.dialect, person), copy=False) if self.people else rows

    def timeout_micros(self) -> exp.Expr:
        """Return the session timeout in microseconds (R8)."""
        if self.timeout is not None:
            return self.timeout.copy()
        return exp.Literal.number(self.config.session_timeout_millis * 1000)

    def parameter(self, name: str) -> exp.Expr | None:
        """Return a moment that the run finds out before the query; None where the engine has no use for it."""
        found = self.dialect.parameter(name)
        return self.moments(name) if found is not None and self.moments else found

    def is_after_gap(self, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
        """Return whether a time has none before it, or follows that one after the session timeout or more (R8)."""
        gap = self.dialect.micros_between(earlier, later)
        return piece(":earlier IS NULL OR :gap >= :timeout", earlier=earlier, gap=gap, timeout=self.timeout_micros())

    def once(self, key: Hashable, make: Callable[[], Iterable[Step]]) -> tuple[Step, ...]:
        """Return the steps of a key, made when first asked for. Nobody may change them: `chain` has copies."""
        if key not in self.made:
            self.made[key] = tuple(replace(step, shared=True) for step in make())
        return self.made[key]

    def relation(self, schema: str, name: str) -> Relation:
        """Return a table or view as the engine understands it."""
        return Relation(self.full_names.get(schema, schema), name)


def chain(steps: Sequence[Step], last: exp.Query | str) -> exp.Query:
    """Return the last query, or that of a text, with all steps before it as common table expressions.

    Their reasons are comments. The queries themselves become parts of it, but for those that are shared.
    """
    result = query(last) if isinstance(last, str) else owned(last)
    for step in steps:
        body = step.query.copy() if step.shared else owned(step.query)
        _first_select(body).comments = [f" {step.why} "]
        materialized = False if step.inline else step.apart or None
        named = exp.TableAlias(this=exp.to_identifier(step.name))  # a name that is a text would be parsed
        result = result.with_(named, as_=body, materialized=materialized, copy=False)
    return result


def of_each(types: Iterable[CallType], sql: str, **parts: exp.Expr) -> exp.Query:
    """Return the rows of a query for each call type: of one text, whose ``{name}`` and the like are its."""
    return union_all([query(sql, _names_of(one), **parts) for one in types])


def _names_of(one: CallType) -> tuple[tuple[str, str], ...]:
    """Return what stands for a call type in a text: ``{name}``, ``{table}``, ``{id}``, ``{kept}``."""
    return ("name", one.name), ("table", one.table), ("id", one.id_name), ("kept", one.kept)


def _first_select(body: exp.Query) -> exp.Expr:
    while isinstance(body, exp.SetOperation):
        body = body.left
    return body
