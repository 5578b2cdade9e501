"""What a plan is made of: what has to be known of the warehouse, every kind of step, and the plan itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from segment_models.checks import Check
    from segment_models.fields import CallType
    from segment_models.graph import Model
    from segment_models.incremental import Past
    from segment_models.incremental.log import Run
    from segment_models.warehouses.relation import Kind, Relation


@dataclass(frozen=True)
class State:
    """What a plan needs to know of the warehouse."""

    kinds: Mapping[Relation, Kind]
    """The models' relations that exist, and as what."""
    events: int = 0
    """About how many raw events there are."""
    rows_at_once: int = 1
    """How many of them one statement may gather."""
    schemas: frozenset[str] = frozenset()
    """Schemas that need not be made."""
    same: frozenset[Relation] = frozenset()
    """The models' relations whose columns are those that will be built, where the engine is `binding`."""
    run: str = ""
    """What names of tables that the run keeps for itself end with, where several runs could meet."""
    leftovers: tuple[Relation, ...] = ()
    """Tables that runs which died long ago left behind."""
    warnings: tuple[str, ...] = ()
    """What is to know of the connection."""
    unreplaceable: frozenset[Relation] = frozenset()
    """The models' tables that have to be dropped before they can be laid out as configured."""
    past: Past | None = None
    """What incremental models can be brought up to date from; None where everything has to be built."""
    this_run: Run | None = None
    """The run, for the log of runs, where models are incremental or have been."""
    remembered: tuple[str, ...] = ()
    """The statements that write down who is forgotten, where the run forgets people."""


@dataclass(frozen=True)
class CreateSchema:
    """Make a schema if it is not there."""

    schema: str
    sql: str


@dataclass(frozen=True)
class Forget:
    """Write down who is kept out of the models from now on."""

    statements: tuple[str, ...]


@dataclass(frozen=True)
class DropOther:
    """Remove what stands in a model's place as the other kind: a view where a table will be, or the reverse."""

    relation: Relation
    kind: Kind
    sql: str


@dataclass(frozen=True)
class Stage:
    """Keep the judged calls of one type in a table of the run's own, so that the raw table is read once in a run."""

    call_type: CallType
    sql: str
    settled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publish:
    """Put a table built ``aside``, or a view, into its place after every check held, where a run is no transaction."""

    model: Model
    statements: tuple[str, ...]
    aside: Relation | None = None


@dataclass(frozen=True)
class Unstage:
    """Remove the run's own tables and their schema."""

    statements: tuple[str, ...]


@dataclass(frozen=True)
class Build:
    """Make a model: one statement, or several that each add some of the people; then count a table's rows.

    Or bring one up to date, and count the rows that were put into it.
    """

    model: Model
    statements: tuple[str, ...]
    count: str | None
    updates: bool = False


@dataclass(frozen=True)
class Derive:
    """Put what an incremental run works out into a table of the run's own."""

    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Bind:
    """Find out a moment, and give it to the statements that follow as a parameter."""

    name: str
    sql: str


@dataclass(frozen=True)
class Mark:
    """Log that a full build is under way, where it is no transaction: no later run goes on from half of it."""

    statements: tuple[str, ...]


@dataclass(frozen=True)
class Update:
    """Bring all incremental models up to date at once and log the run, where the run itself is no transaction.

    Unless another run has finished meanwhile: see `Warehouse.at_once`. ``shown`` is the query for what was logged.
    """

    statements: tuple[str, ...]
    unless: str
    lock: str | None
    shown: str
    one_by_one: bool = False
    """True if it is no transaction, but a MERGE for each model, between two rows of the log."""

    def transaction(self) -> Iterator[str]:
        """Yield every statement, with the bounds of the transaction if it is one."""
        if self.one_by_one:
            yield from (self.unless, *self.statements, self.shown)
            return
        yield from ("BEGIN TRANSACTION", *filter(None, [self.lock]), self.unless)
        yield from (*self.statements, "COMMIT", self.shown)


@dataclass(frozen=True)
class Record:
    """Write down in the log of runs what this one did; ``shown`` is the query for it."""

    statements: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Describe:
    """Put a model's descriptions into the database."""

    model: Model
    statements: tuple[str, ...]


@dataclass(frozen=True)
class RunCheck:
    """Look for rows that break a rule."""

    check: Check
    sql: str


@dataclass(frozen=True)
class Account:
    """Say what became of every row read (R12), and why calls were rejected (R5)."""

    rows: str
    reasons: str


PlanStep = (
    CreateSchema
    | Forget
    | Stage
    | Derive
    | Bind
    | DropOther
    | Build
    | Describe
    | RunCheck
    | Account
    | Mark
    | Record
    | Publish
    | Update
    | Unstage
)


@dataclass(frozen=True)
class Plan:
    """Every step of a run, in order: inside one transaction, or with a `Publish` for each model at the end."""

    steps: tuple[PlanStep, ...]
    warnings: tuple[str, ...] = ()
    transactional: bool = True

    def statements(self) -> Iterator[str]:  # noqa: C901 a case for each step
        """Yield every statement that would be executed, in order, the transaction's bounds included."""
        if self.transactional:
            yield "BEGIN TRANSACTION"
        for step in self.steps:
            match step:
                case Build(statements=statements, count=count):
                    yield from statements
                    yield from filter(None, [count])
                case Stage(sql=sql, settled=settled):
                    yield from (sql, *settled)
                case Record(statements=statements, shown=shown):
                    yield from (*statements, shown)
                case Forget() | Derive() | Describe() | Mark() | Publish() | Unstage():
                    yield from step.statements
                case Update():
                    yield from step.transaction()
                case Account(rows=rows, reasons=reasons):
                    yield from (rows, reasons)
                case CreateSchema() | DropOther() | RunCheck() | Bind():
                    yield step.sql
                case _:
                    assert_never(step)
        if self.transactional:
            yield "COMMIT"

    def models(self) -> tuple[Model, ...]:
        """Return the models that will be built, in order."""
        built = tuple(step.model for step in self.steps if isinstance(step, Build))
        return built + tuple(
            step.model for step in self.steps if isinstance(step, Publish) and step.model.kind == "view"
        )
