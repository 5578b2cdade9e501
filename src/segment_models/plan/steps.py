"""What a plan is made of: what has to be known of the warehouse, every kind of step, and the plan itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, assert_never

from segment_models.account import Limit
from segment_models.checks import Check
from segment_models.configured import Model
from segment_models.display import Display, Displayed, Table, listed
from segment_models.warehouses.relation import Relation
from segment_models.words import counted

Purpose = Literal["schema", "forget", "drop", "describe", "mark", "remove", "inventory", "tidy"]


@dataclass(frozen=True)
class Execute:
    """Carry out statements that give no answer.

    ``purpose`` says what for: make a schema; write down who is forgotten; remove what stands in a model's place; put a
    model's descriptions into the database; log that a build is under way which is no transaction; remove what earlier
    configurations left; write down what was built; remove the run's own tables.
    """

    purpose: Purpose
    about: str
    """The schema, the relation or the model; empty where it is about the run."""
    statements: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Stage:
    """Put something into a table of the run's own: judged calls, what changed, the account."""

    name: str
    place: Relation
    statements: tuple[str, ...] = field(repr=False)
    calls: bool = False
    """True for the judged calls of a type; ``name`` is then Segment's own table."""
    count: str | None = field(default=None, repr=False)
    """The query for how many rows that are, where somebody needs to know."""


@dataclass(frozen=True)
class Bind:
    """Find out a moment, and give it to the statements that follow as a parameter."""

    name: str
    sql: str = field(repr=False)


@dataclass(frozen=True)
class Build:
    """Make a model: one statement, or several that each add some of the people; then count a table's rows.

    Or bring one up to date, and count the rows that were put into it.
    """

    model: Model
    statements: tuple[str, ...] = field(repr=False)
    count: str | None = field(repr=False)
    updates: bool = False


@dataclass(frozen=True)
class RunCheck:
    """Look for rows that break a rule."""

    check: Check
    sql: str = field(repr=False)


@dataclass(frozen=True)
class Account:
    """Say what became of every row read (R12), and why calls were rejected (R5)."""

    rows: str = field(repr=False)
    reasons: str = field(repr=False)
    limit: Limit | None = None
    """How many rejected calls stop the run; None where none do."""
    attaches: bool = False
    """True if events of servers are put into sessions, where they fall into one (R8a)."""


@dataclass(frozen=True)
class Publish:
    """Put a table built ``aside``, or a view, in its place after every check passed, where a run is no transaction."""

    model: Model
    statements: tuple[str, ...] = field(repr=False)
    aside: Relation | None = None


@dataclass(frozen=True)
class Record:
    """Log the run; ``shown`` is the query for what was logged.

    Where the run is no transaction, and has brought models up to date aside, that happens here, too, all at once:
    ``unless`` another run has finished meanwhile, see `Warehouse.at_once`.
    """

    statements: tuple[str, ...] = field(repr=False)
    shown: str = field(repr=False)
    unless: str | None = field(default=None, repr=False)
    lock: str | None = None
    one_by_one: bool = False
    """True if that is no transaction, but a MERGE for each model, between two rows of the log."""

    def executed(self) -> Iterator[str]:
        """Yield every statement, with the bounds of the transaction if it is one of its own."""
        own = self.unless is not None and not self.one_by_one
        begin = ("BEGIN TRANSACTION", self.lock, self.unless) if own else (self.unless,)
        yield from filter(None, begin)
        yield from self.statements
        yield from (("COMMIT",) if own else ())
        yield self.shown


PlanStep = Execute | Stage | Bind | Build | RunCheck | Account | Publish | Record


@dataclass(frozen=True, repr=False)
class Plan(Displayed):
    """Every step of a run, in order: inside one transaction, or with a `Publish` for each model at the end."""

    steps: tuple[PlanStep, ...]
    warnings: tuple[str, ...] = ()
    transactional: bool = True
    unbuilt: tuple[Relation, ...] = ()
    """The models' places in which nothing stood when the plan was made."""

    @property
    def goes_on(self) -> bool:
        """True if it brings models up to date, from what earlier runs have left."""
        return any(isinstance(step, Build) and step.updates for step in self.steps)

    def statements(self) -> Iterator[str]:
        """Yield every statement that would be executed, in order, the transaction's bounds included."""
        yield from ("BEGIN TRANSACTION",) if self.transactional else ()
        for step in self.steps:
            match step:
                case Build(statements=statements, count=count) | Stage(statements=statements, count=count):
                    yield from (*statements, *filter(None, [count]))
                case Execute(statements=statements) | Publish(statements=statements):
                    yield from statements
                case Record():
                    yield from step.executed()
                case Account(rows=rows, reasons=reasons):
                    yield from (rows, reasons)
                case RunCheck(sql=sql) | Bind(sql=sql):
                    yield sql
                case _:
                    assert_never(step)
        yield from ("COMMIT",) if self.transactional else ()

    def models(self) -> tuple[Model, ...]:
        """Return the models that will be built, in order."""
        built = tuple(step.model for step in self.steps if isinstance(step, Build))
        return built + tuple(
            step.model for step in self.steps if isinstance(step, Publish) and step.model.kind == "view"
        )

    def _display(self) -> Display:
        models = self.models()
        checks = [step.check for step in self.steps if isinstance(step, RunCheck)]
        way = "in one transaction" if self.transactional else "each published after every check"
        return Display(
            f"{counted(len(self.steps), 'step')}, {way}: {counted(len(models), 'model')} to build, "
            f"{counted(len(checks), 'check')} to run",
            (f"Builds {listed([str(one.relation) for one in models], 30)}.", *self.warnings),
            (Table(("step", "of", "statements"), [_told(step) for step in self.steps]),),
        )


def _told(step: PlanStep) -> tuple[str, str, int]:  # noqa: PLR0911 one for each kind
    """Return what a step does, of what, and in how many statements."""
    match step:
        case Build(model=model, statements=statements, updates=updates):
            return "update" if updates else "build", str(model.relation), len(statements)
        case Publish(model=model, statements=statements):
            return "publish", str(model.relation), len(statements)
        case Stage(name=name, statements=statements):
            return "stage", name, len(statements)
        case Execute(purpose=purpose, about=about, statements=statements):
            return purpose, about, len(statements)
        case Bind(name=name):
            return "find out", name, 1
        case RunCheck(check=check):
            return "check", check.name, 1
        case Account():
            return "account", "every row read", 2
        case Record(statements=statements):
            return "log", "the run", len(statements)
        case _:
            assert_never(step)
