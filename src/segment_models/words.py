"""How values and counts are told to people, in a terminal and on a page."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

_CELL = 60

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it, but for a tab and the end of a line; also marks that turn text round."""


def visible(text: str) -> str:
    r"""Return a text with what a terminal would obey written as in Python, such as ``\x1b``."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def line(text: str) -> str:
    """Return a text as one line, in which nothing can pass for a line of ours."""
    return visible(text).replace("\n", "\\n")


def counted(number: int, noun: str) -> str:
    """Return ``1 row``, ``2 rows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def cell(value: object) -> str:
    """Return a value as people read it, as one line, cut where it is long."""
    return cut(" ".join(told(value).split()), _CELL)


def told(value: object) -> str:
    """Return a value as people read it, whole."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:,}"
        case Decimal():
            return f"{value:,f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="milliseconds")
    return str(value)


def cut(text: str, most: int) -> str:
    """Return a text of so many characters at most; where something is cut off, it ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
