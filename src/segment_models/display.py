"""How an object looks as the last line of a notebook's cell or of a Python prompt: a small table, or a few lines.

Both are bounded, whatever the object holds, and show what a page or a terminal would obey instead of obeying it.
"""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from segment_models.words import counted, told

MOST_BYTES = 50_000
"""Bytes of HTML, at most."""
MOST_LINES, MOST_ROWS, MOST_COLUMNS = 5, 100, 50
LONGEST_LINE, LONGEST_CELL = 200, 240

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal, breaks a line, or turns text round; and halves of characters, which UTF-8 does not have."""

_STYLE = (
    "<style>.segment-models th, .segment-models td { text-align: left; vertical-align: top; white-space: normal } "
    ".segment-models p { margin: .3em 0 }</style>"
)


@dataclass(frozen=True)
class Table:
    """A small table: ``rows`` may be cut when it is shown; ``more`` says how many rows were left out before."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    title: str = ""
    more: int = 0


@dataclass(frozen=True)
class Display:
    """What is shown of an object: one line, then sentences, then tables. Text has no tables."""

    title: str
    sentences: Sequence[str] = ()
    tables: Sequence[Table] = ()


class Displayed:
    """An object that shows itself in a notebook and at a Python prompt."""

    @abstractmethod
    def _display(self) -> Display:
        """Return what is shown of it; it raises nothing."""

    def __repr__(self) -> str:
        """Show it as a few lines of text."""
        return text(self._display())

    def _repr_html_(self) -> str | None:
        """Return it as HTML for a notebook: no script, nothing to fetch, at most `MOST_BYTES`."""
        return html(self._display())


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return the first of some names, and how many more there are."""
    every = list(names)
    more = [f"{len(every) - most:,} more"] if len(every) > most else []
    return ", ".join(every[:most] + more)


def text(shown: Display) -> str:
    """Return the title and the first sentences, each as one line."""
    every = list(shown.sentences)
    lines = every[:MOST_LINES]
    if len(every) > MOST_LINES:
        lines[-1] = f"{len(every) - MOST_LINES + 1:,} more sentences"
    return "\n  ".join(short(line, LONGEST_LINE) for line in (f"<{shown.title}>", *lines))


def html(shown: Display) -> str:
    """Return all of it that has room."""
    parts = [f'<div class="segment-models">{_STYLE}<p><b>{_html(shown.title, LONGEST_LINE)}</b></p>']
    room = MOST_BYTES - len(parts[0]) - 1_000
    for part in _parts(shown):
        size = len(part.encode())
        if size > room:
            parts.append("<p>… and more, which has no room here.</p>")
            break
        room -= size
        parts.append(part)
    return "\n".join((*parts, "</div>"))


def _parts(shown: Display) -> Iterator[str]:
    """Yield sentences and tables, none larger than its share."""
    for sentence in islice(shown.sentences, MOST_ROWS // 5):
        yield f"<p>{_html(sentence, LONGEST_LINE)}</p>"
    for table in shown.tables:
        yield _table(table, MOST_BYTES // (len(shown.tables) + 1))


def _table(table: Table, room: int) -> str:
    """Return a table with as many rows as have room."""
    columns = [*table.columns[:MOST_COLUMNS], *(["…"] if len(table.columns) > MOST_COLUMNS else [])]
    head = "".join(f"<th>{_html(name, LONGEST_CELL // 4)}</th>" for name in columns)
    caption = f"<p>{_html(table.title, LONGEST_LINE)}</p>\n" if table.title else ""
    lines = [f'{caption}<table border="1" class="dataframe"><thead><tr>{head}</tr></thead><tbody>']
    room -= len(lines[0].encode()) + 200
    for row in table.rows[:MOST_ROWS]:
        cells = "".join(f"<td>{_html(told(value), LONGEST_CELL)}</td>" for value in row[:MOST_COLUMNS])
        room -= len(cells.encode()) + len("<tr></tr>\n")
        if room < 0:
            break
        lines.append(f"<tr>{cells}</tr>")
    left = len(table.rows) - len(lines) + 1 + table.more
    more = f"\n<p>… {counted(left, 'more row')}</p>" if left else ""
    return "\n".join((*lines, f"</tbody></table>{more}"))


def short(words: str, most: int) -> str:
    """Return a text as one line of a bounded length, with nothing in it that a terminal obeys."""
    plain = " ".join(words[: 8 * most].split())
    cut = plain if len(plain) <= most else plain[: most - 1] + "…"
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), cut)


def _html(words: str, most: int) -> str:
    return escape(short(words, most))
