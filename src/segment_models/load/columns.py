"""The type of a column: what its values ask for, and what it becomes when they disagree."""

from __future__ import annotations

import re
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from segment_models.load.times import are_usual, iso_text, moment_of, utc_text
from segment_models.load.values import BEYOND_BIGINT, Number, is_exact, number_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BIGINT: Final = "BIGINT"
BOOLEAN: Final = "BOOLEAN"
DOUBLE: Final = "DOUBLE"
TIMESTAMP: Final = "TIMESTAMP"
VARCHAR: Final = "VARCHAR"

Values: TypeAlias = list[Any]
"""The values of one column, row by row: JSON scalars, or None."""

SENT_TIMES = ("received_at", "sent_at", "original_timestamp", "timestamp")
"""Columns that come as text and are times."""

LOAD_TIMES = ("uuid_ts", "loaded_at")
"""Columns that hold the time of the load."""

FIXED = {
    **dict.fromkeys(("id", "anonymous_id", "user_id", "group_id", "previous_id", "event", "event_text"), VARCHAR),
    **dict.fromkeys((*SENT_TIMES, *LOAD_TIMES), TIMESTAMP),
}
"""The type of each column whose values do not decide it."""

_NATIVE = {
    **{name: name for name in (BIGINT, BOOLEAN, DOUBLE, TIMESTAMP)},
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"), BIGINT),
    **dict.fromkeys(("FLOAT", "REAL"), DOUBLE),
    **dict.fromkeys(("DATE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"), TIMESTAMP),
}

_TEXT = {str, type(None)}
_NUMBERS = {int, float, type(None)}
_DOUBLES = {float, type(None)}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SMALLEST_INT, _LARGEST_INT = -BEYOND_BIGINT, BEYOND_BIGINT - 1
_RARE_CHARACTERS = (range(0x1F, 0, -1), range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))


def native(type_name: str) -> str:
    """Return which of the five types above a column of type ``type_name`` becomes when values come for it."""
    return _NATIVE.get(type_name, VARCHAR)


def type_of(values: Values) -> str:
    """Return the narrowest type that holds every value: text that is all full ISO date-times is TIMESTAMP."""
    kinds = set(map(type, values))
    kinds.discard(type(None))
    if kinds == {str}:
        return TIMESTAMP if _are_times(values) else VARCHAR
    if kinds == {bool}:
        return BOOLEAN
    if kinds == {int}:
        known = _known(values)
        return BIGINT if min(known) >= _SMALLEST_INT and max(known) <= _LARGEST_INT else VARCHAR
    if kinds and kinds <= {int, float, Number}:
        return DOUBLE if all_exact(values) else VARCHAR
    return VARCHAR


def _known(values: Values) -> Values:
    return [value for value in values if value is not None] if None in values else values


def _are_times(texts: Values) -> bool:
    """Return whether every text is a full ISO date-time; some may be None."""
    known = _known(texts)
    return bool(utc_text(known[0])) and (are_usual(known) or all(map(utc_text, known)))


def all_exact(values: Values) -> bool:
    """Return whether a DOUBLE can hold every value."""
    return set(map(type, values)) <= _DOUBLES or all(value is None or is_exact(value) for value in values)


def texts_of(name: str, values: Values, type_name: str) -> list[str | None]:
    """Return the values of the column ``name`` as text that DuckDB casts to ``type_name``."""
    if type_name == TIMESTAMP:
        return _utc_texts(values)
    kinds = set(map(type, values))
    are_texts = kinds <= _TEXT
    if type_name == VARCHAR and name not in FIXED:
        if are_texts and "-" not in map(_FIFTH, filter(None, values)):
            return values
        return [value if value is None else stored_text(value) for value in values]
    if are_texts:
        return values
    if kinds <= _NUMBERS:
        return (
            list(map(repr, values))
            if type(None) not in kinds
            else [one if one is None else repr(one) for one in values]
        )
    return [value if value is None else text_of(value) for value in values]


_FIFTH = itemgetter(slice(4, 5))
"""The character of a text that is a ``-`` in every full date-time."""


def _utc_texts(texts: Values) -> list[str | None]:
    """Return date-times as texts that DuckDB casts to TIMESTAMP, None where a text is none."""
    if are_usual(_known(texts)):
        return texts
    return [None if text is None else utc_text(text) for text in texts]


def stored_text(value: object) -> str:
    """Return the text of a value in a text column: the same as if the column had been narrower when the value came.

    So a full date-time is written as in UTC, and a number as a DOUBLE of it would be; ``converted`` does it in SQL.
    """
    if isinstance(value, str):
        moment = moment_of(value) if _FIFTH(value) == "-" else None  # few texts need a closer look
        return value if moment is None else iso_text(moment)
    return number_text(value) if isinstance(value, float | Number) else text_of(value)


def read_times(columns: dict[str, Values], names: Sequence[str]) -> dict[str, list[str | None]]:
    """Return the columns ``names``, where there are such, as texts that DuckDB casts to TIMESTAMP.

    A value that is not a time is NULL there, and is kept in a text column of that name with ``_`` before it.
    """
    read: dict[str, list[str | None]] = {}
    for name in names:
        if name not in columns:
            continue
        values = columns[name]
        read[name] = _utc_texts(values)
        if read[name].count(None) > values.count(None):
            bad = [value if time is None else None for value, time in zip(values, read[name], strict=True)]
            there = columns.get(f"_{name}", [None] * len(values))
            columns[f"_{name}"] = [new if old is None else old for old, new in zip(there, bad, strict=True)]
    return read


def packed(columns: Sequence[list[str | None]]) -> tuple[str, str, list[str]]:
    """Return a separator, a mark for NULL, and each column as one text.

    Neither character occurs in any value. Lone surrogates, which DuckDB cannot hold, become U+FFFD.
    """
    whole = ["".join(filter(None, column)) for column in columns]
    rare = map(chr, chain.from_iterable(_RARE_CHARACTERS))
    free = (character for character in rare if not any(character in text for text in whole))
    separator, null = next(free), next(free)
    joined = [separator.join(_without_none(column, null)) for column in columns]
    return separator, null, [storable(text) for text in joined]


def _without_none(column: list[str | None], null: str) -> Iterable[str]:
    return [null if value is None else value for value in column] if None in column else column  # type: ignore[return-value]


def all_storable(texts: list[str | None]) -> list[str | None]:
    """Return texts, each of which DuckDB can hold; None stays."""
    whole = "".join(filter(None, texts))
    return texts if whole.isascii() or storable(whole) is whole else [text and storable(text) for text in texts]


def storable(text: str) -> str:
    """Return a text with each lone surrogate, which DuckDB cannot hold, as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text
