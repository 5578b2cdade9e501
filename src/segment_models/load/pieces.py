"""Values of a column, held in little memory until there are enough of them to be inserted.

Most values are the same text whatever type their column gets: those of many rows are joined to one text as soon as
they are read, while they are still in the processor's cache. All others are kept as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segment_models.load.columns import (
    BIGINT,
    DOUBLE,
    FIXED,
    SENT_TIMES,
    TIMESTAMP,
    VARCHAR,
    all_exact,
    packed,
    storable,
    texts_of,
    type_of,
)
from segment_models.load.times import are_usual
from segment_models.load.values import Number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from segment_models.load.columns import Values

SEPARATOR: Final = "\x1f"
"""What stands between two values that are joined; no value that is joined has it."""

NULL: Final = "\x1e"
"""What stands for NULL there; no value that is joined has it."""

MOST_CELLS = 1_000_000
"""Cells of one insertion. Rows that have few columns in common are nearly empty, and each cell costs memory."""

_LARGEST_EXACT = 2**53
"""A DOUBLE holds each whole number up to this one."""

_BESIDE_TIMES = {f"_{name}" for name in SENT_TIMES}
"""Columns to which texts that are no times may be added yet."""

_NUMBERS = {int, float, Number}
_LIKE_A_TIME = re.compile(f"{SEPARATOR}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]")


@dataclass(frozen=True, slots=True)
class Piece:
    """The values of one column in rows that follow one another: ``text`` has them joined, or else ``values``.

    ``type``: what they ask of their column; None where each is NULL. ``fits_double``: a DOUBLE can hold each.
    """

    type: str | None
    fits_double: bool
    text: str | None = None
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that follow one another, as the pieces of their columns, by name. A column without a piece is NULL."""

    rows: int
    pieces: Mapping[str, Piece]


def batch_of(columns: dict[str, Values]) -> Batch:
    """Return rows, given as columns, in little memory."""
    rows = len(columns["id"])
    return Batch(rows, {name: piece_of(name, values) for name, values in columns.items()})


def piece_of(name: str, values: Values) -> Piece:
    """Return the values of the column ``name`` as a piece."""
    kinds = set(map(type, values))
    has_nulls = type(None) in kinds
    kinds.discard(type(None))
    type_name = FIXED.get(name)
    fits = kinds <= _NUMBERS and _all_fit(values, kinds)
    if kinds == {str}:
        found, text = _texts(values, has_nulls, type_name)
        return Piece(type_name or found or type_of(values), fits, text, None if text is not None else values)
    asked = type_name or (type_of(values) if kinds else None)
    if name in _BESIDE_TIMES:
        return Piece(asked, fits, None, values)
    if kinds == {int}:
        return Piece(asked, fits, _joined(list(map(_int_text if has_nulls else repr, values))))
    if kinds == {bool}:
        return Piece(asked, fits, _joined([_BOOLS[value] for value in values]))
    return Piece(asked, fits, None, values)


_BOOLS = {True: "true", False: "false", None: NULL}


def _int_text(value: int | None) -> str:
    return NULL if value is None else repr(value)


def _joined(texts: list[str]) -> str:
    return SEPARATOR.join(texts)


def _all_fit(values: Values, kinds: set[type]) -> bool:
    """Return whether a DOUBLE can hold each number."""
    if kinds == {int} and None not in values and min(values) >= -_LARGEST_EXACT and max(values) <= _LARGEST_EXACT:
        return True
    return all_exact(values)


def _texts(values: Values, has_nulls: bool, type_name: str | None) -> tuple[str | None, str | None]:  # noqa: FBT001
    """Return the type that texts ask for, if that is plain, and all as one text, if no type changes it."""
    joined = _joined([NULL if value is None else value for value in values] if has_nulls else values)
    nulls = values.count(None) if has_nulls else 0
    if joined.count(SEPARATOR) != len(values) - 1 or joined.count(NULL) != nulls:
        return None, None
    if type_name == VARCHAR:
        return VARCHAR, joined
    if type_name is None and not _LIKE_A_TIME.search(SEPARATOR + joined):
        return VARCHAR, joined
    known = [value for value in values if value is not None] if has_nulls else values
    return (TIMESTAMP, joined) if are_usual(known) else (None, None)


def type_of_all(pieces: Sequence[Piece]) -> tuple[str, bool]:
    """Return the type that a column's pieces ask for together, and whether a DOUBLE can hold each value."""
    types = {piece.type for piece in pieces} - {None}
    fit = all(piece.fits_double for piece in pieces)
    if len(types) == 1:
        return types.pop() or VARCHAR, fit
    return DOUBLE if types == {BIGINT, DOUBLE} and fit else VARCHAR, fit


class Stack:
    """The column ``name`` of batches that follow one another. ``rows`` of each; None where it has no such column."""

    def __init__(self, name: str, batches: Sequence[Batch]) -> None:
        self.name = name
        self._pieces = [(batch.rows, batch.pieces.get(name)) for batch in batches]
        self.type, self.fits_double = type_of_all([piece for _, piece in self._pieces if piece is not None])

    @classmethod
    def of_times(cls, name: str, times: Values) -> Stack:
        """Return times, as texts that DuckDB casts, as the stack of their column."""
        _, text = _texts(times, None in times, VARCHAR)
        return cls(name, [Batch(len(times), {name: Piece(TIMESTAMP, fits_double=False, text=text)})])

    @classmethod
    def of_values(cls, name: str, values: Values) -> Stack:
        """Return values as the stack of their column."""
        return cls(name, [Batch(len(values), {name: piece_of(name, values)})])

    @property
    def is_joined(self) -> bool:
        """Whether all values are joined, and so the same in any type."""
        return all(piece is None or piece.text is not None for _, piece in self._pieces)

    def values(self) -> Values:
        """Return the values: those that were joined as their texts."""
        found: Values = []
        for rows, piece in self._pieces:
            if piece is None:
                found += [None] * rows
            else:
                found += _split(piece.text) if piece.values is None else piece.values
        return found

    def texts(self, type_name: str) -> list[str | None]:
        """Return the values as texts that DuckDB casts to ``type_name``."""
        found: list[str | None] = []
        for rows, piece in self._pieces:
            if piece is None:
                found += [None] * rows
            elif piece.values is None:
                found += _split(piece.text)
            else:
                found += texts_of(self.name, piece.values, type_name)
        return found

    def joined(self, type_name: str) -> str | None:
        """Return the values as one text; None where a value has one of the marks in it."""
        texts: list[str] = []
        for rows, piece in self._pieces:
            if piece is None:
                texts.append(SEPARATOR.join([NULL] * rows))
            elif piece.values is None:
                texts.append(piece.text or "")
            else:
                _, text = _texts(some := texts_of(self.name, piece.values, type_name), None in some, VARCHAR)
                if text is None:
                    return None
                texts.append(text)
        return SEPARATOR.join(texts)


def joined(stacks: Mapping[str, Stack], types: Mapping[str, str]) -> tuple[str, str, list[str]]:
    """Return a separator, a mark for NULL, and each column as one text, as `packed` does."""
    texts: list[str] = []
    for name, stack in stacks.items():
        text = stack.joined(types[name])
        if text is None:
            return packed([one.texts(types[one.name]) for one in stacks.values()])
        texts.append(storable(text))
    return SEPARATOR, NULL, texts


def _split(text: str | None) -> list[str | None]:
    return [None if value == NULL else value for value in (text or "").split(SEPARATOR)]
