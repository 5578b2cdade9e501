"""How ``verify`` shows what is built, compared with a rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from segment_models.cli import show
from segment_models.plan import Stage
from segment_models.run import Staged
from segment_models.verify import Compare, Compared

if TYPE_CHECKING:
    from rich.console import Console

    from segment_models.verify import Difference, Event, VerifyReport


class Progress(show.Progress):
    """Prints a line when something is rebuilt or compared."""

    widths = (7, 50)

    def __call__(self, event: Event) -> None:  # type: ignore[override]
        """Show one event of a verification."""
        match event:
            case Stage(name=name):
                self._under_way(f"rebuilding {name}")
            case Staged(stage=stage, seconds=seconds, bytes=billed):
                self._line("rebuilt", stage.name, "", seconds, billed)
            case Compare(model=model):
                self._under_way(f"comparing {model.relation}")
            case Compared(model=model, built=rows, seconds=seconds, bytes=billed):
                word = "equal" if event.same else "DIFFERS"
                self._line(word, str(model.relation), show.counted(rows, "row"), seconds, billed)


def report(out: Console, done: VerifyReport) -> None:
    """Show how each model came out, and the first rows that differ."""
    if done.compared:
        out.print()
        out.print(_table(done))
    for one in done.differing:
        out.print()
        out.print(Text(f"{one.model.relation}, the first rows that differ:", style="bold"))
        for difference in one.first:
            _difference(out, difference)
    show.warnings(out, done.warnings)


def _table(done: VerifyReport) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("model")
    for name in ("built", "rebuilt", "missing", "extra", "differing"):
        table.add_column(name, justify="right")
    table.add_column("columns", overflow="fold")
    for one in done.compared:
        columns = ", ".join(f"{name} ({number:,})" for name, number in one.columns.items())
        figures = (one.built, one.rebuilt, one.missing, one.extra, one.differing)
        table.add_row(str(one.model.relation), *(f"{figure:,}" for figure in figures), columns)
    return table


def _difference(out: Console, difference: Difference) -> None:
    told = "  ".join(f"{name} {show.cell(value)}" for name, value in difference.row.items())
    copies = f"  ({difference.copies:,} times)" if difference.copies > 1 else ""
    out.print(Text.assemble((f"{difference.kind:9}", "red"), f"  {told}{copies}"))
    for value in difference.values:
        out.print(Text(f"{'':9}    {value.column}: built {show.cell(value.built)}, rebuilt {show.cell(value.rebuilt)}"))
