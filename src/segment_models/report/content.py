"""What a page is made of, as values: sections of figures, each with its sentence, its rows, its SQL and its rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG in two widths, and what it shows, in words."""

    wide: str
    narrow: str
    label: str


@dataclass(frozen=True)
class Table:
    """Rows as people read them. Every value is a text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """The places of columns that hold numbers: they stand to the right."""
    bad: frozenset[int] = frozenset()
    """The places of rows that say that something is wrong."""


@dataclass(frozen=True)
class Figure:
    """One thing to see: what it is, what it says in a sentence, and where its numbers come from."""

    title: str
    takeaway: str
    sql: tuple[str, ...]
    """The queries that it was made of."""
    rules: tuple[str, ...] = ()
    """The rules that it follows, by their names, such as R8."""
    drawing: Drawing | None = None
    table: Table | None = None
    tone: Tone = "plain"


@dataclass(frozen=True)
class Missing:
    """What is not built, switched off or without rows; and how to get it."""

    title: str
    sentence: str


@dataclass(frozen=True)
class Moment:
    """One event of a visit: when, how long after the one before, what it was, and what else is to say of it."""

    time: str
    gap: str
    call_type: str
    what: str
    note: str = ""
    place: float = 0.0
    """Where in the visit's time it is, from 0 to 1."""


@dataclass(frozen=True)
class Visit:
    """A visit, event by event."""

    kind: str
    title: str
    reasons: tuple[str, ...]
    moments: tuple[Moment, ...]
    left_out: int = 0
    """How many more events it has."""


@dataclass(frozen=True)
class Visits:
    """Some visits, and why these."""

    title: str
    takeaway: str
    visits: tuple[Visit, ...]
    sql: tuple[str, ...]
    rules: tuple[str, ...] = ()


Part = Figure | Missing | Visits


@dataclass(frozen=True)
class Finding:
    """The answer to one of the questions at the top, and the section that shows more."""

    question: str
    answer: str
    section: str
    tone: Tone = "plain"
    headline: str = ""
    """The answer in a word or a number, to be read from afar."""


@dataclass(frozen=True)
class Section:
    """A part of the page, with what it answers of the questions at the top."""

    id: str
    short: str
    """What it is called in the list of sections."""
    title: str
    lead: str
    parts: Sequence[Part] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)
