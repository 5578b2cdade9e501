"""Reading ISO 8601 date-times as Segment's clients write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

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


def moment_of(value: object) -> datetime | None:
    """Return the moment that a JSON value names, in UTC without zone; None if it names none."""
    text = utc_text(value) if isinstance(value, str) else None
    return None if text is None else datetime.fromisoformat(text)


def iso_text(moment: datetime) -> str:
    """Return a naive UTC ``moment`` as Segment writes times: to the millisecond, or finer where it has to."""
    digits = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return f"{moment.isoformat(timespec=digits)}Z"
