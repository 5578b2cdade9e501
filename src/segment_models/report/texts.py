"""Texts of the page: safe to show, short, without personal data unless it is asked for."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from segment_models.words import cut, line

__all__ = ["cut", "line"]  # what is not to be shortened as a value is

NOTHING = "\N{EN DASH}"
"""What stands where there is no value."""
LONGEST = 80
"""Characters of a value that are shown."""

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
_SHOWN = 4
_MUCH_LONGER = 4
"""An id is so many times as long as what is shown of it."""


def shown(value: object, *, with_ids: bool = False) -> str:
    """Return a value of somebody's as one line of `LONGEST` characters at most; e-mail addresses are shortened."""
    if value is None:
        return "(none)"
    text = cut(str(value), 10 * LONGEST)  # what is farther on is cut off anyhow
    if not with_ids:
        text = _EMAIL.sub(lambda found: shortened(found[0]), text)
    return cut(line(text), LONGEST)


def shortened(value: object, *, with_ids: bool = False) -> str:
    """Return the beginning of an id: four characters, and fewer of a short one; of an e-mail address, of its name."""
    if value is None:
        return "(none)"
    if with_ids:
        return shown(value, with_ids=True)
    text = str(value)
    name = text.partition("@")[0]
    return f"{line(text[: min(_SHOWN, len(name) // _MUCH_LONGER)])}…"


def number(value: float | Decimal) -> str:
    """Return a whole number with separators; any other with two digits."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def people(count: int) -> str:
    """Return ``1 person``, ``2 people``."""
    return f"{count:,} person" if count == 1 else f"{count:,} people"


def percent(part: float | Decimal, of: float | Decimal) -> str:
    """Return a share in percent; a dash of nothing."""
    return f"{100 * float(part) / float(of):.1f}\u00a0%" if of else NOTHING


def day(value: date) -> str:
    """Return a day as 3 March 2026."""
    return f"{value.day} {value:%B} {value.year:04}"


def short_day(value: date) -> str:
    """Return a day as 3 Mar."""
    return f"{value.day} {value:%b}"


def minute(value: datetime) -> str:
    """Return a time to the minute."""
    return f"{day(value.date())}, {value:%H:%M}"


def span(seconds: float) -> str:
    """Return a duration as people say it: 42 s, 3 min 20 s, 2 h 5 min, 3 d 4 h."""
    left = round(seconds)
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count:,} {unit}")
        elif parts:
            break
    return " ".join(parts[:2]) or "0 s"


def joined(parts: list[str]) -> str:
    """Return ``a``, ``a and b``, or ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
