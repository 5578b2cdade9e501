"""Reading ISO 8601 date-times as Segment's clients write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]"
    r"((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?)"
    r"(?:(Z)|([+-]\d\d(?::?[0-5]\d)?))?",
    re.ASCII,
)
_MICROSECONDS = len("12:34:56.123456")


_LONGEST_KEPT = 64
"""Characters of the longest text whose time is kept in memory: no usual time is longer."""


def utc_text(text: str) -> str | None:
    """Return a full ISO date-time as the same moment in UTC, without zone, cut to microseconds.

    None if ``text`` is anything else: a date alone, a day that does not exist, a year outside 1 to 9999 (in
    UTC). A time without a zone is UTC already.
    """
    return _kept_utc_text(text) if len(text) <= _LONGEST_KEPT else _utc_text(text)


def _utc_text(text: str) -> str | None:
    parts = _DATE_TIME.fullmatch(text)
    if parts is None:
        return None
    day, clock, _, offset = parts.groups()
    moment = f"{day}T{clock[:_MICROSECONDS].replace(',', '.')}"
    try:
        if offset is None:
            date.fromisoformat(day)
            return moment
        return datetime.fromisoformat(moment + offset).astimezone(UTC).replace(tzinfo=None).isoformat()
    except (ValueError, OverflowError):
        return None


_kept_utc_text = lru_cache(maxsize=1 << 16)(_utc_text)  # a time is checked, then converted, in tracks and beside it


_USUAL = "0000-00-00T00:00:00.000Z\n"
"""How Segment writes a time, each digit a 0, with what stands between two of them in one text."""

_ZEROS = str.maketrans("123456789", "0" * 9)


def are_usual(texts: Sequence[str]) -> bool:
    """Return whether each text is a time as Segment writes it, to the millisecond and in UTC: all of them at once.

    DuckDB reads such a text as it is, and most times are written so. For any other, ask `utc_text`.
    """
    whole = "\n".join(texts)
    if len(whole) != len(_USUAL) * len(texts) - 1 or whole.translate(_ZEROS) != (_USUAL * len(texts))[:-1]:
        return False
    hours = set(zip(whole[11 :: len(_USUAL)], whole[12 :: len(_USUAL)], strict=True))
    if max(hours) > ("2", "3") or max(whole[14 :: len(_USUAL)]) > "5" or max(whole[17 :: len(_USUAL)]) > "5":
        return False
    return all(map(_is_day, set(map(itemgetter(slice(10)), texts))))


@lru_cache(maxsize=1 << 10)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def moment_of(value: object) -> datetime | None:
    """Return the moment that a JSON value names, in UTC without zone; None if it names none."""
    text = utc_text(value) if isinstance(value, str) else None
    return None if text is None else datetime.fromisoformat(text)


def iso_text(moment: datetime) -> str:
    """Return a naive UTC ``moment`` as Segment writes times: to the millisecond, or finer where it has to."""
    digits = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return f"{moment.isoformat(timespec=digits)}Z"
