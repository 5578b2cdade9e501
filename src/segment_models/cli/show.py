"""How results look on a terminal and in a log file: one line a step, then small tables."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from segment_models.errors import ConfigError
from segment_models.plan import Build, RunCheck, Stage
from segment_models.run import Built, Checked, Planned, Planning, Staged
from segment_models.words import UNSEEN, cell, counted, line, visible

__all__ = ["cell", "counted", "line", "visible"]  # what other verbs say values with, too

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import ConsoleOptions, RenderableType

    from segment_models.load import LoadReport
    from segment_models.run import Event, Report
    from segment_models.statements import DryStatement
    from segment_models.warehouses.relation import Rows

WIDTH = 240
"""Columns assumed where there is no terminal to ask, such as a log file."""

LONGEST_LIST = 20
"""Lines shown of a list that may be of any length."""


class Plain(Console):
    """A console that shows texts as they are: no markup, no emoji, and nothing in them that a terminal obeys."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the parts of what is printed; those that steer the terminal are rich's own."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(visible(part.text), part.style)


def console(*, stderr: bool = False) -> Console:
    """Return a console that wraps for a terminal and not for a log."""
    found = Plain(stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False)
    if not found.is_terminal:
        found.width = WIDTH
    return found


def write(text: str) -> None:
    """Write a text to be used elsewhere, such as SQL: exactly, or so that a terminal obeys nothing in it."""
    shown = visible(text) if sys.stdout.isatty() else text
    try:
        shown.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError as error:
        raise ConfigError(
            f"The output is in {error.encoding}, which does not have {shown[error.start]!r}. "
            "Write it in UTF-8: export PYTHONIOENCODING=utf-8"
        ) from None
    sys.stdout.write(shown)


def as_json(value: object) -> str:
    """Return a value as JSON for people and programs, in which what a terminal would obey is escaped."""
    return escaped(json.dumps(value, indent=2, ensure_ascii=False))


def escaped(text: str) -> str:
    r"""Return JSON in which what a terminal would obey is escaped, such as ``\u001b``."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Progress:
    """Prints a line when a model or a check is done; on a terminal, shows what is under way meanwhile."""

    widths = (5, 56)
    """Of a line's first two columns."""

    def __init__(self, out: Console) -> None:
        """Write to a console."""
        self.out = out
        self._status = out.status("") if out.is_terminal else None

    def __enter__(self) -> Self:
        """Start showing."""
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop showing."""
        if self._status:
            self._status.stop()

    def __call__(self, event: Event) -> None:
        """Show one event of a run."""
        match event:
            case Planning():
                self._under_way("looking at what is there, and planning")
            case Planned(plan=plan, seconds=seconds):
                self._line("plan", "run", counted(len(plan.steps), "step"), seconds)
            case Stage(name=name, calls=calls):
                self._under_way(f"{'reading' if calls else 'working out'} {name.replace('_', ' ')}")
            case Staged(stage=Stage(name=name, calls=True), seconds=seconds, bytes=number):
                self._line("read", f"calls  {name}", "", seconds, number)
            case Build(model=model):
                self._under_way(f"building {model.relation}")
            case RunCheck(check=check):
                self._under_way(f"checking {check.name}")
            case Built(model=model, rows=rows, seconds=seconds, bytes=number, updated=updated):
                count, word = "" if rows is None else counted(rows, "row"), "wrote" if updated else "built"
                self._line(word, f"{model.kind:5}  {model.relation}", count, seconds, number)
            case Checked(check=check, broken=0, seconds=seconds):
                self._line("pass", f"check  {check.name}", "", seconds)
            case Checked(check=check, broken=broken, failed=failed, seconds=seconds):
                word = "FAILS" if failed else "warns"
                self._line(word, f"check  {check.name}", counted(broken, "row"), seconds)

    def _under_way(self, what: str) -> None:
        if self._status:
            self._status.update(what)

    def _line(self, word: str, what: str, count: str, seconds: float, billed: int | None = None) -> None:
        first, second = self.widths
        style = {"warns": "yellow", "FAILS": "bold red", "DIFFERS": "bold red"}.get(word, "green")
        bill = "" if billed is None else f"  {billed / 1e6:12,.1f} MB billed"
        told = f"  {what:<{second}} {count:>16}  {seconds:7.2f} s{bill}"
        self.out.print(Text.assemble((f"{word:{first}}", style), told))


def dry(statement: DryStatement) -> str:
    """Return a statement as SQL, with what it would process as a comment."""
    note = "reads what the run makes first: its bytes are known then"
    if statement.bytes is not None:
        note = f"processes {statement.bytes:,} bytes"
    return f"-- {note}\n{statement.sql};\n\n" if statement.billed else f"{statement.sql};\n\n"


def rows_table(rows: Rows, title: str) -> Table:
    """Return a small answer as a table; numbers to the right, times in UTC, long texts cut."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, name in enumerate(rows.columns):
        numbers = all(isinstance(row[index], int | float | Decimal) for row in rows.values)
        table.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows.values:
        table.add_row(*(Text(cell(value)) for value in row))
    return table


def report(out: Console, done: Report) -> None:
    """Show what became of the rows read, and what failed or was missing."""
    for checked in done.checked:
        if checked.broken:
            broken(out, checked)
    if done.account.values:
        out.print()
        out.print(rows_table(done.account, "What became of every row read"))
    if done.recorded.values:
        recorded(out, dict(zip(done.recorded.columns, done.recorded.values[0], strict=True)))
    if done.rejected.values:
        out.print()
        out.print(rows_table(done.rejected, "Rejected calls, kept in the rejected events"))
    warnings(out, done.warnings)


_LATE = {
    "late_under_hour": "under an hour",
    "late_under_day": "under a day",
    "late_under_week": "under 7 days",
    "late_under_month": "under 30 days",
    "late_over_month": "longer",
}


def recorded(out: Console, run: Mapping[str, Any]) -> None:
    """Show what an incremental run found and changed; a full run has nothing of that kind to show."""
    if run["kind"] != "incremental":
        return
    late = ", ".join(f"{words} {run[name]:,}" for name, words in _LATE.items() if run[name])
    out.print()
    out.print(Text("What changed", style="bold"))
    out.print(
        f"{counted(run['calls_read'], 'row')} read: {run['calls_new']:,} new calls, "
        f"{run['calls_changed']:,} changed calls, {run['calls_known']:,} already known, "
        f"{run['calls_duplicate']:,} duplicates"
    )
    if late:
        out.print(f"new calls by delay until they were loaded: {late}")
    out.print(
        f"{counted(run['persons_touched'], 'person')} affected; "
        f"{counted(run['mappings_changed'], 'anonymous id')} moved to another person"
    )
    out.print(
        f"their sessions: {run['sessions_kept']:,} kept, {run['sessions_rewritten']:,} rewritten, "
        f"{run['sessions_added']:,} added, {run['sessions_removed']:,} removed"
    )


def broken(out: Console, checked: Checked) -> None:
    """Show the rows that break a check."""
    shown = len(checked.rows.values)
    title = f"{checked.check.name}: {checked.check.description} Broken by {counted(checked.broken, 'row')}"
    out.print()
    out.print(rows_table(checked.rows, f"{title}; the first {shown}:" if shown < checked.broken else f"{title}:"))


def warnings(out: Console, sentences: Sequence[str]) -> None:
    """Show what a run noticed, a line each."""
    if sentences:
        out.print()
    for sentence in sentences:
        out.print(Text.assemble(("note", "yellow"), f"   {sentence}"))


def loaded(out: Console, done: LoadReport) -> None:
    """Show what a load did."""
    for (schema, table), rows in sorted(done.rows.items()):
        out.print(Text.assemble(("loaded", "green"), f"  {f'{schema}.{table}':<56} {counted(rows, 'row'):>16}"))
    out.print(f"{counted(done.messages, 'message')} of {counted(done.files, 'file')} in {done.seconds:.1f} s")
    if done.skipped:
        out.print(f"{counted(done.skipped, 'file')} skipped: loaded before")
    for left in done.passed_over[:LONGEST_LIST]:
        out.print(Text(f"passed over: {str(left.path)!r}: {left.reason}", style="yellow"))
    if len(done.passed_over) > LONGEST_LIST:
        out.print(Text(f"passed over: {len(done.passed_over) - LONGEST_LIST:,} more", style="yellow"))
    if done.rejected:
        out.print(Text(f"not calls: {counted(done.rejected, 'line')}, see {done.rejects}", style="yellow"))


def session(out: Console, values: Mapping[str, object], records: Sequence[Mapping[str, object]]) -> None:
    """Draw a session event by event, each with the time since the one before."""
    start, end = values["session_start_timestamp"], values["session_end_timestamp"]
    out.print(
        Text.assemble(
            (f"Session {values['session_index']} of {values['user_id']}", "bold"), f"  {values['session_id']}"
        )
    )
    out.print(f"  from {cell(start)} to {cell(end)} UTC")
    previous = None
    for record in records:
        moment = record["timestamp"]
        gap = "" if previous is None else f"+{(moment - previous).total_seconds():,.0f} s"  # type: ignore[operator]
        out.print(f"  {cell(moment)[11:]} {gap:>9}  {line(_described(record))}")
        previous = moment


def _described(record: Mapping[str, object]) -> str:
    for kind in ("track", "page", "screen"):
        call = record.get(kind)
        if isinstance(call, dict):
            what = call.get("event") or call.get("path") or call.get("url") or call.get("name") or ""
            return f"{kind:6} {what}"
    return ""


def user(out: Console, rows: Rows) -> None:
    """Show one user, a line per column."""
    for name, value in zip(rows.columns, rows.values[0], strict=True):
        out.print(f"  {name:<22} {cell(value)}")
