"""What a run, a check or a verification came to, as JSON has it: the documented shape of ``--json``.

Times are ISO texts in UTC, exact numbers of example rows are texts. No key is left out: what there is none of is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from segment_models._version import __version__
from segment_models.rows import plain
from segment_models.verify.report import VerifyReport

if TYPE_CHECKING:
    from segment_models.run import Built, Checked, Report
    from segment_models.verify.report import Compared, Difference
    from segment_models.warehouses.relation import Rows

SECONDS = "How long it took."
Row = dict[str, Any]


class Part(BaseModel):
    """What all parts of a document have in common: no other keys than these."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class ModelBuilt(Part):
    """A model that was built or brought up to date."""

    model: str = Field(description="Its name without the prefix.")
    relation: str = Field(description="Its schema and its name in the warehouse.")
    kind: Literal["view", "table"] = Field(description="What it is in the warehouse.")
    updated: bool = Field(description="True if it was brought up to date, and rows counts what was put into it.")
    rows: int | None = Field(description="Null for a view, which is worked out when it is read.")
    seconds: float = Field(description=SECONDS)
    bytes: int | None = Field(description="Billed; null where the warehouse does not bill by the byte.")


class CheckCarriedOut(Part):
    """A check, and what it found."""

    check: str = Field(description="Its name.")
    description: str = Field(description="What it looks for.")
    severity: Literal["error", "warn"] = Field(description="What comes of it if it finds rows, as configured.")
    result: Literal["pass", "warn", "fail"] = Field(description="What came of it.")
    broken: int = Field(description="How many rows break it.")
    examples: list[Row] = Field(description="The first of them, by column.")
    seconds: float = Field(description=SECONDS)


class SourceCalls(Part):
    """What became of the rows of one source and call type (R12). The other numbers add up to calls."""

    source: str = Field(description="The schema of the raw table.")
    call_type: str = Field(description="identify, page, screen or track.")
    calls: int = Field(description="Rows read.")
    already_known: int | None = Field(description="Read again and kept as they are; null where all is built anew.")
    duplicates: int = Field(description="Further copies of a call (R4).")
    rejected: int = Field(description="Calls that cannot be used (R5).")
    used: int = Field(description="Events in a session, or identifies that count.")
    outside: int = Field(description="Events of servers that are in no session (R8a).")


class RejectedCalls(Part):
    """How many calls of one source and call type were rejected, and why."""

    source: str = Field(description="The schema of the raw table.")
    call_type: str = Field(description="identify, page, screen or track.")
    reason: str = Field(description="What they lack, or what is wrong with them (R5).")
    calls: int = Field(description="How many they are.")


class Outcome(Part):
    """What every document begins with."""

    version: str = Field(description="The version of segment-models.")
    ok: bool = Field(description="True where the command ends with 0.")
    error: str | None = Field(description="The sentence on stderr, where it ends with 1.")
    seconds: float = Field(description=SECONDS)


class RunOutcome(Outcome):
    """What a run did. After a failed check, it is what the run had done; nothing was published."""

    verb: Literal["run"] = Field("run", description="The command.")
    planning_seconds: float = Field(description="Those of the seconds that planning took.")
    bytes: int | None = Field(description="Billed in all; null where the warehouse does not bill by the byte.")
    models: list[ModelBuilt] = Field(description="What was built, in this order.")
    checks: list[CheckCarriedOut] = Field(description="What was checked, in this order.")
    account: list[SourceCalls] = Field(description="What became of every row read (R12).")
    rejected: list[RejectedCalls] = Field(description="Why calls were rejected.")
    log: Row | None = Field(description="The run's row in the log of runs; null where no model is incremental.")
    warnings: list[str] = Field(description="What a person should know, a sentence each.")


class CheckOutcome(Outcome):
    """What the checks found in what is built."""

    verb: Literal["check"] = Field("check", description="The command.")
    checks: list[CheckCarriedOut] = Field(description="What was checked, in this order.")


class ValueDiffering(Part):
    """A value that differs in one row."""

    column: str = Field(description="Where: records[2].page.path is inside of a list, counted from 1.")
    built: Any = Field(description="The value that is built.")
    rebuilt: Any = Field(description="The value of the rebuild.")


class RowDiffering(Part):
    """A row that differs."""

    kind: Literal["missing", "extra", "differing"] = Field(description="Missing and extra are seen from what is built.")
    row: Row = Field(description="Its key, and some of its values.")
    copies: int = Field(description="How often it is there, or there too often.")
    values: list[ValueDiffering] = Field(description="For a row that is on both sides, what differs.")


class ModelCompared(Part):
    """A model, compared with a rebuild."""

    model: str = Field(description="Its name without the prefix.")
    relation: str = Field(description="Its schema and its name in the warehouse.")
    same: bool = Field(description="True if nothing differs.")
    built: int = Field(description="Rows that are built, as far as they are compared.")
    rebuilt: int = Field(description="Rows of the rebuild.")
    missing: int = Field(description="Rows that the rebuild has and the table has not.")
    extra: int = Field(description="Rows that the table has and the rebuild has not.")
    differing: int = Field(description="Rows that both have, with other values.")
    columns: dict[str, int] = Field(description="In how many rows each column differs.")
    examples: list[RowDiffering] = Field(description="The first rows that differ.")
    seconds: float = Field(description=SECONDS)
    bytes: int | None = Field(description="Billed; null where the warehouse does not bill by the byte.")


class VerifyOutcome(Outcome):
    """How what is built compares with a rebuild."""

    verb: Literal["verify"] = Field("verify", description="The command.")
    scope: str = Field(description="Whose rows were compared, and since when.")
    bytes: int | None = Field(description="Billed in all; null where the warehouse does not bill by the byte.")
    models: list[ModelCompared] = Field(description="What was compared, in this order.")
    warnings: list[str] = Field(description="What a person should know, a sentence each.")


SHAPES: dict[str, type[Outcome]] = {"run": RunOutcome, "check": CheckOutcome, "verify": VerifyOutcome}
"""The shape of each verb's document."""


def schema(verb: str) -> dict[str, Any]:
    """Return the JSON schema of a verb's document: ``run``, ``check`` or ``verify``."""
    return SHAPES[verb].model_json_schema(mode="serialization")


def as_data(report: Report | VerifyReport, error: Exception | None = None, *, verb: str = "run") -> dict[str, Any]:
    """Return a report as JSON has it, in one of the `SHAPES`: of a run, of a verification, or by ``verb`` of a check.

    ``error`` is what was raised, if anything: a CheckError or a VerifyError has its report.
    """
    said = None if error is None else str(error)
    if isinstance(report, VerifyReport):
        return _verified(report, said).model_dump(mode="json")
    checked = [_checked(one) for one in report.checked]
    start: dict[str, Any] = {"version": __version__, "ok": error is None and not report.failures, "error": said}
    start |= {"seconds": report.seconds, "checks": checked}
    if verb == "check":
        return CheckOutcome(**start).model_dump(mode="json")
    return RunOutcome(
        **start,
        planning_seconds=report.planning_seconds,
        bytes=report.bytes,
        models=[_built(one) for one in report.built],
        account=[SourceCalls(**{"already_known": None} | row) for row in _by_column(report.account)],
        rejected=[RejectedCalls(**row) for row in _by_column(report.rejected)],
        log=next(iter(_by_column(report.recorded)), None),
        warnings=list(report.warnings),
    ).model_dump(mode="json")


def _by_column(rows: Rows) -> list[Row]:
    return [dict(zip(rows.columns, map(plain, row), strict=True)) for row in rows.values]


def _built(one: Built) -> ModelBuilt:
    model = one.model
    return ModelBuilt(
        model=model.name,
        relation=str(model.relation),
        kind=model.kind,
        updated=one.updated,
        rows=one.rows,
        seconds=one.seconds,
        bytes=one.bytes,
    )


def _checked(one: Checked) -> CheckCarriedOut:
    return CheckCarriedOut(
        check=one.check.name,
        description=one.check.description,
        severity=one.check.severity,
        result="fail" if one.failed else "warn" if one.broken else "pass",
        broken=one.broken,
        examples=_by_column(one.rows),
        seconds=one.seconds,
    )


def _verified(report: VerifyReport, error: str | None) -> VerifyOutcome:
    return VerifyOutcome(
        version=__version__,
        ok=error is None and not report.differing,
        error=error,
        seconds=report.seconds,
        scope=str(report.scope),
        bytes=report.bytes,
        models=[_compared(one) for one in report.compared],
        warnings=list(report.warnings),
    )


def _compared(one: Compared) -> ModelCompared:
    return ModelCompared(
        model=one.model.name,
        relation=str(one.model.relation),
        same=one.same,
        built=one.built,
        rebuilt=one.rebuilt,
        missing=one.missing,
        extra=one.extra,
        differing=one.differing,
        columns=dict(one.columns),
        examples=[_differing(row) for row in one.first],
        seconds=one.seconds,
        bytes=one.bytes,
    )


def _differing(one: Difference) -> RowDiffering:
    values = [
        ValueDiffering(column=value.column, built=plain(value.built), rebuilt=plain(value.rebuilt))
        for value in one.values
    ]
    row = {name: plain(value) for name, value in one.row.items()}
    return RowDiffering(kind=one.kind, row=row, copies=one.copies, values=values)
