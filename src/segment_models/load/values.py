"""JSON values that keep the text they were sent as."""

from __future__ import annotations

import json
from dataclasses import dataclass
from json.encoder import JSONEncoder, encode_basestring
from math import isfinite

_LONGEST_INT = 4000
"""Python refuses to read integers of more digits than about this many."""


BEYOND_BIGINT = 2**63
"""The smallest whole number that a BIGINT cannot hold."""


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number that Python would write another way than it was sent, such as ``1.10`` or ``1e400``."""

    text: str


def read_float(text: str) -> float | Number:
    """Read a JSON number with a fraction or an exponent, without losing its text."""
    value = float(text)
    return value if repr(value) == text else Number(text)


def read_int(text: str) -> int | Number:
    """Read a JSON integer of any length."""
    return int(text) if len(text) <= _LONGEST_INT else Number(text)


def text_of(value: object) -> str:
    """Return a JSON value as text: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json_text(value)


def json_text(value: object) -> str:
    """Return a value as compact JSON, with each number as it was sent."""
    if value.__class__ is int or value.__class__ is float:
        return repr(value)
    try:
        return _encode(value)
    except TypeError:  # there is a Number in it
        return _spell(value)


def number_text(value: float | Number) -> str:
    """Return a number as the text that a DOUBLE of it becomes: whole numbers as such, others as short as can be.

    A number that no DOUBLE holds stays as it was sent.
    """
    number = float(value.text) if isinstance(value, Number) else value
    if not isfinite(number):
        return text_of(value)
    return str(int(number)) if number.is_integer() and abs(number) < BEYOND_BIGINT else repr(number)


def is_exact(value: float | Number) -> bool:
    """Return whether a DOUBLE can hold ``value``, so that its text can be told from the DOUBLE."""
    if isinstance(value, Number):
        return isfinite(float(value.text))
    if isinstance(value, float):
        return True
    return abs(value) < BEYOND_BIGINT and int(float(value)) == value


def _spell(value: object) -> str:
    match value:
        case Number(text):
            return text
        case dict():
            return "{" + ",".join(f"{encode_basestring(k)}:{_spell(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ",".join(map(_spell, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
