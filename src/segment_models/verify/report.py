"""What verify found, as values: small, whatever the size of the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from segment_models.configured import Model
from segment_models.display import Display, Displayed, Table
from segment_models.errors import SegmentModelsError
from segment_models.fields import CALL_TIMES
from segment_models.plan import Stage
from segment_models.run import Staged
from segment_models.words import counted

if TYPE_CHECKING:
    from segment_models.verify.scope import Scope

Kind = Literal["missing", "extra", "differing"]

FIRST_ROWS = 5
"""How many rows of each kind of difference are shown for a model."""


@dataclass(frozen=True)
class Unequal:
    """A value that differs in one row: where it is, what is built, what the rebuild says.

    ``column`` leads into structs and lists, whose elements are counted from 1: ``records[2].page.path``.
    """

    column: str
    built: object
    rebuilt: object


@dataclass(frozen=True)
class Difference:
    """One row that differs: ``missing`` from what is built, ``extra`` there, or ``differing`` in some values.

    ``row`` has its key, and for a row that is on one side only, some of its values; ``copies`` is how often it is
    there, or there too often.
    """

    kind: Kind
    row: Mapping[str, object]
    values: tuple[Unequal, ...] = ()
    copies: int = 1


@dataclass(frozen=True)
class Compared:
    """A model, compared: rows on each side, how many differ and how, in which columns, and the first of them."""

    model: Model
    built: int
    rebuilt: int
    missing: int
    extra: int
    differing: int
    columns: Mapping[str, int] = field(default_factory=dict)
    """The columns in which rows differ, each with their number."""
    first: tuple[Difference, ...] = ()
    seconds: float = 0.0
    bytes: int | None = None

    @property
    def same(self) -> bool:
        """True if nothing differs."""
        return not (self.missing or self.extra or self.differing)

    @property
    def why(self) -> str:
        """What is wrong where calls that are kept from run to run differ from the raw rows; empty for another model."""
        if not self.model.definition.is_kept or self.same:
            return ""
        changed = "were changed in the raw table, or replaced there, without a load time that a run sees as new"
        if set(self.columns) == {CALL_TIMES[-1].name}:
            changed = "have another load time in the raw table now, and no published row differs by that"
        causes = {
            "missing": "were loaded since the last run, or later than load_overlap allows",
            "extra": "are gone from the raw table",
            "differing": changed,
        }
        counts = {"missing": self.missing, "extra": self.extra, "differing": self.differing}
        told = [f"{number:,} {causes[kind]}" for kind, number in counts.items() if number]
        return f"Of the calls in {self.model.relation}, {'; '.join(told)}."


@dataclass(frozen=True)
class Compare:
    """A model is being compared."""

    model: Model


@dataclass(repr=False)
class VerifyReport(Displayed):
    """What was compared, and how each model came out."""

    scope: Scope
    compared: list[Compared] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    bytes: int | None = None

    @property
    def differing(self) -> list[Compared]:
        """The models in which something differs."""
        return [one for one in self.compared if not one.same]

    def _display(self) -> Display:
        equal = len(self.compared) - len(self.differing)
        differing = f", {counted(len(self.differing), 'model')} not" if self.differing else ""
        figures = ("built", "rebuilt", "missing", "extra", "differing")
        return Display(
            f"{counted(equal, 'model')} compared equal to a rebuild{differing}: {self.scope}, in {self.seconds:.1f} s",
            self.warnings,
            (
                Table(
                    ("model", *figures, "columns that differ"),
                    [
                        (one.model.relation, *(getattr(one, name) for name in figures), ", ".join(one.columns))
                        for one in sorted(self.compared, key=lambda one: one.same)
                    ],
                ),
            ),
        )


Event = Stage | Staged | Compare | Compared
"""What a listener is told: a table of the rebuild that is made, then each comparison."""


def plain(value: object, *, nested: bool = False) -> object:
    """Return a driver's value as Python's own: structs as dicts, times in UTC without a zone, ``nested`` JSON read."""
    match value:
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        case dict():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
        case str() if nested:
            return json.loads(value)
    fields: Any = getattr(value, "asDict", None)  # a driver's own word for a struct
    return plain(fields()) if fields else value


def unequal(column: str, built: object, rebuilt: object) -> Unequal:
    """Return where two values of a column differ first."""
    match built, rebuilt:
        case dict(), dict() if built.keys() == rebuilt.keys():
            for name, value in built.items():
                if value != rebuilt[name]:
                    return unequal(f"{column}.{name}", value, rebuilt[name])
        case list(), list() if len(built) == len(rebuilt):
            for number, (one, other) in enumerate(zip(built, rebuilt, strict=True), start=1):
                if one != other:
                    return unequal(f"{column}[{number}]", one, other)
    return Unequal(column, built, rebuilt)


class VerifyError(SegmentModelsError):
    """What is built differs from a rebuild; nothing was changed. ``report`` says where, with the first rows."""

    def __init__(self, message: str, report: VerifyReport) -> None:
        super().__init__(message)
        self.report = report
