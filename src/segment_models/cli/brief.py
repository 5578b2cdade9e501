"""A run in a few lines: models side by side, checks in one line unless they find something, rows read in one line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from segment_models.cli import show
from segment_models.run import Built, Checked, CheckError, Planned, Staged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from segment_models.run import Event, Report
    from segment_models.warehouses.relation import Rows

WIDTH = 110
"""Columns that models side by side take at most."""


class Progress(show.Progress):
    """Shows what is under way on a terminal, a check that finds something at once, and the rest at the end."""

    def __init__(self, out: Console) -> None:
        """Write to a console."""
        super().__init__(out)
        self._built: list[Built] = []
        self._checked: list[Checked] = []

    def __call__(self, event: Event) -> None:
        """Show one event of a run, or keep it for the end."""
        match event:
            case Built():
                self._built.append(event)
            case Checked():
                self._checked.append(event)
                if event.broken:
                    super().__call__(event)
            case Planned() | Staged():
                pass
            case _:
                super().__call__(event)

    def __exit__(self, *error: object) -> None:
        """Stop showing what is under way, and say what was done; of a run that failed nothing is published."""
        super().__exit__(*error)
        kind = next(iter(error), None)
        if kind is None:
            for word, updated in (("built", False), ("wrote", True)):
                _models(self.out, word, [one for one in self._built if one.updated is updated])
        if kind in (None, CheckError):
            _checks(self.out, self._checked)


def _models(out: Console, word: str, built: Sequence[Built]) -> None:
    if not built:
        return
    billed = [one.bytes for one in built if one.bytes is not None]
    bill = f", {sum(billed) / 1e6:,.1f} MB billed" if billed else ""
    out.print(Text.assemble((word, "green"), f"  {show.counted(len(built), 'model')}, with their rows{bill}:"))
    told = [(one.model.name, "view" if one.rows is None else f"{one.rows:,}") for one in built]
    names, numbers = (max(len(pair[place]) for pair in told) for place in (0, 1))
    entries = [f"  {name:<{names}} {number:>{numbers}}" for name, number in told]
    aside = max(1, min(out.width, WIDTH) // (len(entries[0]) + 1))
    for first in range(0, len(entries), aside):
        out.print(" ".join(entries[first : first + aside]))


def _checks(out: Console, checked: Sequence[Checked]) -> None:
    passed = sum(not one.broken for one in checked)
    if passed:
        seconds = sum(one.seconds for one in checked)
        verb = "passes" if passed == 1 else "pass"
        out.print(Text.assemble(("pass", "green"), f"   {show.counted(passed, 'check')} {verb} in {seconds:.1f} s"))


def report(out: Console, done: Report) -> None:
    """Show what became of the rows read, and what was found or missing."""
    for checked in done.checked:
        if checked.broken:
            show.broken(out, checked)
    if done.account.values:
        out.print(Text.assemble(("read", "green"), f"   {_read(done.account)}"))
    if done.rejected.values:
        out.print(Text.assemble(("reject", "yellow"), f" {_rejected(done.rejected)}"))
    if done.recorded.values:
        show.recorded(out, dict(zip(done.recorded.columns, done.recorded.values[0], strict=True)))
    show.warnings(out, done.warnings)


_BECAME = {
    "already_known": "already known",
    "used": "used",
    "outside": "outside sessions",
    "duplicates": "duplicates",
    "rejected": "rejected",
}


def _read(account: Rows) -> str:
    total: Counter[str] = Counter()
    for row in account.values:
        total.update({name: number for name, number in zip(account.columns, row, strict=True) if name in _COUNTED})
    became = ", ".join(f"{total[name]:,} {words}" for name, words in _BECAME.items() if total[name])
    return f"{show.counted(total['calls'], 'row')}: {became or 'none'}"


_COUNTED = ("calls", *_BECAME)


def _rejected(rows: Rows) -> str:
    reasons: Counter[str] = Counter()
    for _, _, reason, calls in rows.values:
        reasons[reason] += calls
    told = ", ".join(f"{reason} {calls:,}" for reason, calls in reasons.most_common())
    return f"{show.counted(reasons.total(), 'call')}: {told} (by source with --verbose)"
