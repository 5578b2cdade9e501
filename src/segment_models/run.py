"""Carries a plan out, in one transaction where the engine has them, and reports it."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segment_models.errors import RunError, WarehouseError
from segment_models.plan import (
    Account,
    Bind,
    Build,
    CreateSchema,
    Derive,
    Describe,
    DropOther,
    Forget,
    Mark,
    Publish,
    Record,
    RunCheck,
    Stage,
    Unstage,
    Update,
)
from segment_models.warehouses.relation import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from segment_models.checks import Check
    from segment_models.fields import CallType
    from segment_models.graph import Model
    from segment_models.plan import Plan, PlanStep
    from segment_models.warehouses.connection import Warehouse

SHOWN_ROWS = 10


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
    """One call type's calls were read, cleaned and put where the rest of the run reads them."""

    call_type: CallType
    seconds: float
    bytes: int | None = None


@dataclass(frozen=True)
class Checked:
    """A check that was run: how many rows break it, and the first of them."""

    check: Check
    broken: int
    rows: Rows
    seconds: float

    @property
    def failed(self) -> bool:
        """True if the check fails the run."""
        return self.broken > 0 and self.check.severity == "error"


@dataclass
class Report:
    """What a run did. ``account`` has a row per source and call type (R12), ``rejected`` one per reason."""

    built: list[Built] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    account: Rows = field(default_factory=lambda: Rows((), ()))
    rejected: Rows = field(default_factory=lambda: Rows((), ()))
    recorded: Rows = field(default_factory=lambda: Rows((), ()))
    """The run's row in the log of runs, where models are incremental."""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    bytes: int | None = None
    """Bytes billed in all, checks included; None where the warehouse does not bill by the byte."""

    @property
    def failures(self) -> list[Checked]:
        """The checks that fail the run."""
        return [checked for checked in self.checked if checked.failed]


class CheckError(RunError):
    """A check found rows that break it; a run that meets one publishes nothing. ``report`` has the rows."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


Event = Stage | Derive | Build | RunCheck | Staged | Built | Checked
"""What a listener is told: a step that begins, and what came of it."""


def carry_out(plan: Plan, warehouse: Warehouse, listen: Callable[[Event], None]) -> Report:
    """Carry a plan out and return what was done.

    Where the engine has transactions, everything is published together, or nothing. Elsewhere each model is published
    at once, after every check held: a run that dies while it publishes leaves some new and some old ones, each whole,
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
            _carry_out_step(step, warehouse, report, listen)
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
            raise WarehouseError(f"{error} These were published before: {names}. Running again finishes.") from error
        raise
    report.seconds = time.perf_counter() - started
    report.bytes = _since(warehouse, billed)
    return report


def _clean_up(plan: Plan, warehouse: Warehouse) -> None:
    """Remove what a failed run built aside, while the warehouse still answers; a later run removes the rest."""
    with suppress(WarehouseError):
        for step in plan.steps:
            if isinstance(step, Unstage):
                _execute(warehouse, step.statements)


def _since(warehouse: Warehouse, before: int | None) -> int | None:
    now = warehouse.billed()
    return None if now is None else now - (before or 0)


def _carry_out_step(step: PlanStep, warehouse: Warehouse, report: Report, listen: Callable[[Event], None]) -> None:
    started, billed = time.perf_counter(), warehouse.billed()
    _prepare(step, report, listen)

    def built(model: Model, rows: int | None, *, updated: bool = False) -> None:
        done = Built(model, rows, time.perf_counter() - started, _since(warehouse, billed), updated)
        report.built.append(done)
        listen(done)

    match step:
        case CreateSchema(sql=sql) | DropOther(sql=sql):
            warehouse.execute(sql)
        case Stage(sql=sql, settled=settled):
            _execute(warehouse, (sql, *settled))
            listen(Staged(step.call_type, time.perf_counter() - started, _since(warehouse, billed)))
        case Forget() | Derive() | Describe() | Mark() | Unstage():
            _execute(warehouse, step.statements)
        case Build(model=model, statements=statements, count=count, updates=updates):
            _execute(warehouse, statements)
            built(model, int(warehouse.fetch(count).values[0][0]) if count else None, updated=updates)
        case Bind() | Account() | Record() | Update():
            _tell(step, warehouse, report)
        case RunCheck(check=check, sql=sql):
            checked = _check(warehouse, check, sql)
            report.checked.append(checked)
            listen(checked)
        case Publish(model=model):
            _publish(warehouse, step)
            if model.kind == "view":
                built(model, None)
        case _:
            assert_never(step)


def _prepare(step: PlanStep, report: Report, listen: Callable[[Event], None]) -> None:
    """Tell a listener that a step begins which may take a while, and let nothing be published that failed a check."""
    if isinstance(step, Mark | Publish | Update):
        _raise_failures(report, "Nothing was published.")
    if isinstance(step, Stage | Derive | Build | RunCheck):
        listen(step)


def _tell(step: Bind | Account | Record | Update, warehouse: Warehouse, report: Report) -> None:
    """Carry out a step that asks something, or is followed by a question."""
    match step:
        case Bind(name=name, sql=sql):
            warehouse.bind(name, warehouse.fetch(sql).values[0][0])
        case Update(statements=statements, unless=unless, lock=lock, shown=shown):
            warehouse.at_once(statements, unless=unless, lock=lock)
            report.recorded = warehouse.fetch(shown)
        case Account(rows=account, reasons=reasons):
            report.account = warehouse.fetch(account)
            report.rejected = warehouse.fetch(reasons)
        case Record(statements=statements, shown=shown):
            _execute(warehouse, statements)
            report.recorded = warehouse.fetch(shown)
        case _:
            assert_never(step)


def _publish(warehouse: Warehouse, step: Publish) -> None:
    if step.aside:
        warehouse.make_way(step.aside, step.model.relation)
    _execute(warehouse, step.statements)


def _execute(warehouse: Warehouse, statements: Iterable[str]) -> None:
    for statement in statements:
        warehouse.execute(statement)


def _check(warehouse: Warehouse, check: Check, sql: str) -> Checked:
    started = time.perf_counter()
    rows = warehouse.fetch(sql, limit=SHOWN_ROWS)
    broken = len(rows.values)
    if broken == SHOWN_ROWS:
        broken_rows = exp.Subquery(this=check.query.copy(), alias=exp.TableAlias(this=exp.to_identifier("broken")))
        counted = exp.select("count(*)").from_(broken_rows)
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
            _carry_out_step(RunCheck(check, warehouse.dialect.render(check.query)), warehouse, report, listen)
    finally:
        warehouse.rollback()
    report.seconds = time.perf_counter() - started
    _raise_failures(report, "The built tables are as they were.")
    return report


def _raise_failures(report: Report, consequence: str) -> None:
    if report.failures:
        names = ", ".join(f"{one.check.name} ({one.broken:,} row{'s' * (one.broken != 1)})" for one in report.failures)
        word = "check" if len(report.failures) == 1 else "checks"
        raise CheckError(f"{len(report.failures)} {word} failed: {names}. {consequence}", report)
