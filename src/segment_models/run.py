"""Carries a plan out, in one transaction where the engine has them, and reports it."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, assert_never

from sqlglot import exp

from segment_models.account import outside
from segment_models.checks import Check
from segment_models.configured import Model
from segment_models.display import Display, Displayed, Table
from segment_models.errors import RunError, WarehouseError
from segment_models.incremental.past import DAMAGED
from segment_models.plan import Account, Bind, Build, Execute, Plan, PlanStep, Publish, Record, RunCheck, Stage
from segment_models.reading import as_rows
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Relation, Rows
from segment_models.words import counted

SHOWN_ROWS = 10


@dataclass(frozen=True)
class Planning:
    """A run begins: it looks at what is there, and plans what to do."""


@dataclass(frozen=True)
class Planned:
    """What a run will do is known."""

    plan: Plan
    seconds: float


@dataclass(frozen=True)
class Built:
    """A model that was built. ``rows`` is None for a view, which is not computed until it is read.

    ``bytes`` is what was billed for it; None where the warehouse does not bill by the byte.
    """

    model: Model
    rows: int | None
    seconds: float
    bytes: int | None = None
    updated: bool = False
    """True if it was brought up to date, and ``rows`` counts what was put into it."""


@dataclass(frozen=True)
class Staged:
    """Something was put where the rest of the run reads it; ``rows`` where they were counted."""

    stage: Stage
    seconds: float
    bytes: int | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Checked:
    """A check that was run: how many rows break it, and the first of them."""

    check: Check
    broken: int
    rows: Rows = field(repr=False)
    seconds: float

    @property
    def failed(self) -> bool:
        """True if the check fails the run."""
        return self.broken > 0 and self.check.severity == "error"


@dataclass(repr=False)
class Report(Displayed):
    """What a run did. ``account`` has a row per source and call type (R12), ``rejected`` one per reason."""

    built: list[Built] = field(default_factory=list)
    staged: list[Staged] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    account: Rows = field(default_factory=lambda: Rows((), ()))
    rejected: Rows = field(default_factory=lambda: Rows((), ()))
    recorded: Rows = field(default_factory=lambda: Rows((), ()))
    """The run's row in the log of runs, where models are incremental."""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    """From the beginning to the end, planning included."""
    planning_seconds: float = 0.0
    """Those of them that it took to look at what is there and to plan."""
    bytes: int | None = None
    """Bytes billed in all, checks included; None where the warehouse does not bill by the byte."""

    @property
    def failures(self) -> list[Checked]:
        """The checks that fail the run."""
        return [checked for checked in self.checked if checked.failed]

    def _display(self) -> Display:
        passed = sum(not one.broken for one in self.checked)
        broken = f", {len(self.checked) - passed:,} not" if passed < len(self.checked) else ""
        billed = "" if self.bytes is None else f"; {self.bytes / 1e6:,.1f} MB billed"
        return Display(
            f"{counted(len(self.built), 'model')} built, {counted(passed, 'check')} passed{broken}, "
            f"in {self.seconds:.1f} s{billed}",
            self.warnings,
            (
                *_broken(self.checked),
                Table(
                    ("model", "type", "rows", "seconds"),
                    [(one.model.relation, one.model.kind, one.rows, round(one.seconds, 2)) for one in self.built],
                ),
                *(rows.table(title) for title, rows in self._found().items() if rows.values),
            ),
        )

    def _found(self) -> dict[str, Rows]:
        return {"What became of every row read": self.account, "Rejected calls": self.rejected}


def _broken(checked: Iterable[Checked]) -> Iterator[Table]:
    """Yield the first rows that break each check."""
    for one in checked:
        if one.broken:
            word = "fails" if one.failed else "warns"
            yield one.rows.table(f"{one.check.name} {word}: {one.check.description}", one.broken)


class CheckError(RunError):
    """A check found rows that break it; a run that meets one publishes nothing. ``report`` has the rows."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


Event = Planning | Planned | Stage | Build | RunCheck | Staged | Built | Checked
"""What a listener is told: a step that begins, and what came of it."""


def plan_and_carry_out(make_plan: Callable[[], Plan], warehouse: Warehouse, listen: Callable[[Event], None]) -> Report:
    """Make a plan and carry it out, as `carry_out` does; planning is told, and counts in the seconds of the report."""
    started = time.perf_counter()
    listen(Planning())
    plan = make_plan()
    seconds = time.perf_counter() - started
    listen(Planned(plan, seconds))
    report = carry_out(plan, warehouse, listen)
    report.planning_seconds = seconds
    report.seconds = time.perf_counter() - started
    return report


def carry_out(plan: Plan, warehouse: Warehouse, listen: Callable[[Event], None]) -> Report:
    """Carry a plan out and return what was done.

    Where the engine has transactions, everything is published together, or nothing. Elsewhere each model is published
    at once, after every check passed: a run that dies while it publishes leaves some new and some old ones, each whole,
    and running again finishes.

    Raises:
        CheckError: a check found rows that break it; the tables are as they were.
        WarehouseError: a statement failed; the tables are as they were, or the message says which are new.
    """
    started, billed = time.perf_counter(), warehouse.billed()
    report = Report(warnings=plan.warnings)
    published: list[Model] = []
    warehouse.begin()
    try:
        for step in plan.steps:
            carry_out_step(step, warehouse, report, listen)
            if isinstance(step, Publish):
                published.append(step.model)
        _raise_failures(report, "Nothing was published.")
        warehouse.commit()
    except BaseException as error:
        if not plan.transactional:
            _clean_up(plan, warehouse)
        warehouse.rollback()
        if published and isinstance(error, WarehouseError):
            names = ", ".join(str(model.relation) for model in published)
            raise WarehouseError(f"{error} Published before the error: {names}. Run again to finish.") from error
        _explain_failure(plan, warehouse, error)
        raise
    report.seconds = time.perf_counter() - started
    report.bytes = since(warehouse, billed)
    return report


def _explain_failure(plan: Plan, warehouse: Warehouse, error: BaseException) -> None:
    """Raise the error of a run with what it comes from, where that is another run or what earlier ones have left."""
    if isinstance(error, WarehouseError):
        there: Iterable[Relation] = ()
        with suppress(WarehouseError):
            there = warehouse.kinds(plan.unbuilt) if plan.unbuilt else ()
        if first := next(iter(there), None):
            raise WarehouseError(
                f"Another run built {first} at the same time, so this run published nothing. Run again. ({error})"
            ) from error
    if plan.goes_on and isinstance(error, CheckError):
        raise CheckError(f"{error} {DAMAGED}", error.report) from error
    if plan.goes_on and isinstance(error, WarehouseError) and "run again" not in str(error).lower():
        raise WarehouseError(f"{error} If that comes again: {DAMAGED[0].lower()}{DAMAGED[1:]}") from error


def _clean_up(plan: Plan, warehouse: Warehouse) -> None:
    """Remove what a failed run built aside, while the warehouse still answers; a later run removes the rest."""
    with suppress(WarehouseError):
        for step in plan.steps:
            if isinstance(step, Execute) and step.purpose == "tidy":
                _execute(warehouse, step.statements)


def since(warehouse: Warehouse, before: int | None) -> int | None:
    """Return what was billed after a moment; None where the warehouse does not bill by the byte."""
    now = warehouse.billed()
    return None if now is None else now - (before or 0)


def carry_out_step(step: PlanStep, warehouse: Warehouse, report: Report, listen: Callable[[Any], None]) -> None:  # noqa: C901, PLR0912 a case for each step
    """Carry one step out, and put what came of it into the report."""
    started, billed = time.perf_counter(), warehouse.billed()
    _prepare(step, report, listen)

    def built(model: Model, rows: int | None, *, updated: bool = False) -> None:
        done = Built(model, rows, time.perf_counter() - started, since(warehouse, billed), updated)
        report.built.append(done)
        listen(done)

    match step:
        case Execute(statements=statements):
            _execute(warehouse, statements)
        case Stage(statements=statements, count=count):
            _execute(warehouse, statements)
            rows = _count(warehouse, count)
            staged = Staged(step, time.perf_counter() - started, since(warehouse, billed), rows)
            report.staged.append(staged)
            listen(staged)
        case Build(model=model, statements=statements, count=count, updates=updates):
            _execute(warehouse, statements)
            built(model, _count(warehouse, count), updated=updates)
        case Bind(name=name, sql=sql):
            warehouse.bind(name, warehouse.fetch(sql).values[0][0])
        case Account(rows=account, reasons=reasons, limit=limit, attaches=attaches):
            report.account = warehouse.fetch(account)
            report.rejected = warehouse.fetch(reasons)
            report.warnings += outside(report.account) if attaches else ()
            _refuse_losses(limit.passed(report.account, report.rejected) if limit else [])
        case Record(statements=statements, shown=shown, unless=unless, lock=lock):
            if unless is None:
                _execute(warehouse, statements)
            else:
                warehouse.at_once(statements, unless=unless, lock=lock)
            report.recorded = warehouse.fetch(shown)
        case RunCheck(check=check, sql=sql):
            checked = _check(warehouse, check, sql)
            report.checked.append(checked)
            listen(checked)
        case Publish(model=model):
            if step.aside:
                warehouse.make_way(step.aside, model.relation)
            _execute(warehouse, step.statements)
            if model.kind == "view":
                built(model, None)
        case _:
            assert_never(step)


def _prepare(step: PlanStep, report: Report, listen: Callable[[Any], None]) -> None:
    """Tell a listener that a step begins which may take a while, and let nothing be published that failed a check."""
    match step:
        case Publish() | Execute(purpose="mark" | "remove" | "inventory") | Record(unless=str()):
            _raise_failures(report, "Nothing was published.")
        case Stage() | Build() | RunCheck():
            listen(step)


def _count(warehouse: Warehouse, query: str | None) -> int | None:
    return int(warehouse.fetch(query).values[0][0]) if query else None


def _execute(warehouse: Warehouse, statements: Iterable[str]) -> None:
    for statement in statements:
        warehouse.execute(statement)


def _check(warehouse: Warehouse, check: Check, sql: str) -> Checked:
    started = time.perf_counter()
    rows = warehouse.fetch(sql, limit=SHOWN_ROWS)
    broken = len(rows.values)
    if broken == SHOWN_ROWS:
        counted = exp.select("count(*)").from_(as_rows(check.query.copy(), "broken"))
        broken = int(warehouse.fetch(warehouse.dialect.render(counted)).values[0][0])
    return Checked(check, broken, rows, time.perf_counter() - started)


def run_checks(checks: Iterable[Check], warehouse: Warehouse, listen: Callable[[Event], None]) -> Report:
    """Run checks on what is built, and return what they found.

    Raises:
        CheckError: one of them found rows that break it.
    """
    started = time.perf_counter()
    report = Report()
    warehouse.begin()  # one moment of the tables for all checks, and the comparing and ordering of a run
    try:
        for check in checks:
            carry_out_step(RunCheck(check, warehouse.dialect.render(check.query)), warehouse, report, listen)
    finally:
        warehouse.rollback()
    report.seconds = time.perf_counter() - started
    _raise_failures(report, "The built tables are as they were.")
    return report


def _refuse_losses(lost: list[str]) -> None:
    """Stop a run that rejected most calls of a raw table, as when a column of it has changed its meaning."""
    if lost:
        raise RunError(
            f"{' '.join(lost)} Nothing was published. Correct the raw table. If these calls should be "
            "rejected, raise max_rejected_share or rejected_floor in the configuration."
        )


def _raise_failures(report: Report, consequence: str) -> None:
    if report.failures:
        names = ", ".join(f"{one.check.name} ({one.broken:,} row{'s' * (one.broken != 1)})" for one in report.failures)
        word = "check" if len(report.failures) == 1 else "checks"
        raise CheckError(f"{len(report.failures)} {word} failed: {names}. {consequence}", report)
