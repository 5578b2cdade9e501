"""``verify``: what is built, compared with a rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer
from rich.table import Table
from rich.text import Text

from segment_models import config
from segment_models.cli import show
from segment_models.cli.options import ConfigFile, Connection, Select, models_of
from segment_models.plan import Stage
from segment_models.run import Staged
from segment_models.verify import Compare, Compared

if TYPE_CHECKING:
    from rich.console import Console

    from segment_models.verify import Difference, Event, VerifyReport


def verify(
    path: ConfigFile = config.DEFAULT_PATH,
    connection: Connection = None,
    select: Select = None,
    sample: Annotated[
        Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
        typer.Option("--sample", help="Compare only the rows of this share of all people, such as 1%."),
    ] = None,
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--since",
            help="Compare only sessions that start, events that happen and users who are seen from this day or time "
            "(UTC) on, such as 2026-03-01.",
        ),
    ] = None,
) -> None:
    """Rebuild the models in a staging schema, and compare every column of every row with the built models."""
    models = models_of(path, connection)
    out = show.console()
    with Progress(out) as progress:
        done = models.verify(select=select or (), sample=sample, since=since, listen=progress)
    report(out, done)
    out.print()
    out.print(f"{show.counted(len(done.compared), 'model')} equal a rebuild: {done.scope}, in {done.seconds:.1f} s.")


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
