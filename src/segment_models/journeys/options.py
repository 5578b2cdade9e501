"""What questions have in common: a duration, a span of days, a column of sessions to divide people by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from sqlglot import exp

from segment_models.config.definition import Duration
from segment_models.errors import ConfigError, nearest
from segment_models.models import session_facts
from segment_models.sql import piece

if TYPE_CHECKING:
    from segment_models.config import Config
    from segment_models.fields import Field
    from segment_models.models.chain import Context

_FIRST, _LAST = datetime.fromisoformat("0001-01-01"), datetime.fromisoformat("9999-12-31T23:59:59.999999")
_LONGEST = _LAST - _FIRST
"""No two times are farther apart."""
BY = "by_value"
"""What the column to divide by is called in the steps of a query."""

_ONE_DAY_AND_ANY_ZONE = timedelta(days=2)
"""No zone is so far from UTC."""


def micros_of(within: str | timedelta) -> int:
    """Return a duration in microseconds, or the longest that there is between two times.

    Raises:
        ConfigError: it is none, or not above 0.
    """
    try:
        found: timedelta = TypeAdapter(Duration).validate_python(within)
    except ValidationError:
        found = timedelta(0)
    if found <= timedelta(0):
        raise ConfigError(
            f"within: {within!r} is no duration above 0. It is a whole number and its unit, as in '7 days', "
            "'24 hours' or '30 minutes'."
        )
    return min(found, _LONGEST) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Days:
    """A span of days in the configured ``time_zone``: from ``since`` on, before ``until``. Either may be missing."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, since: str | date | None, until: str | date | None) -> Days:
        """Return the span between two days, such as ``"2026-03-01"``.

        Raises:
            ConfigError: one of them is no day, or there is no day between them.
        """
        found = cls(_day("since", since), _day("until", until))
        if found.since and found.until and found.since >= found.until:
            raise ConfigError(
                f"The period is empty: it starts on {found.since} and ends before {found.until}. Give a later until "
                "(the first day that is left out)."
            )
        return found

    def has(self, context: Context, day: exp.Expr) -> exp.Expr | None:
        """Return whether a local day is in the span; None where every day is."""
        tests: list[exp.Expr] = []
        if self.since:
            tests.append(exp.GTE(this=day.copy(), expression=context.dialect.day(self.since)))
        if self.until:
            tests.append(exp.LT(this=day.copy(), expression=context.dialect.day(self.until)))
        return exp.and_(*tests) if tests else None

    def about(self, context: Context, moment: exp.Expr, more: timedelta | None) -> exp.Expr | None:
        """Return a test that every time of the span meets, so that an engine can pass over others; None for no test.

        ``more`` is how long after the span a time still matters; None for ever.
        """
        tests: list[exp.Expr] = []
        if self.since:
            first = _moment(self.since, -_ONE_DAY_AND_ANY_ZONE)
            tests.append(exp.GTE(this=moment.copy(), expression=context.dialect.moment(first)))
        if self.until and more is not None:
            last = _moment(self.until, min(more, _LONGEST) + _ONE_DAY_AND_ANY_ZONE)
            tests.append(exp.LT(this=moment.copy(), expression=context.dialect.moment(last)))
        return exp.and_(*tests) if tests else None


EVERY_DAY = Days()


def _moment(day: date, more: timedelta) -> datetime:
    try:
        return datetime.combine(day, time()) + more
    except OverflowError:
        return _LAST if more > timedelta(0) else _FIRST


def _day(name: str, told: str | date | None) -> date | None:
    if told is None:
        return None
    if isinstance(told, datetime) or not isinstance(told, str | date):
        raise ConfigError(f"{name}: {told!r} is no day. It looks like 2026-03-01.")
    if isinstance(told, date):
        return told
    try:
        return date.fromisoformat(told.strip())
    except ValueError:
        raise ConfigError(f"{name}: {told!r} is no day. It looks like 2026-03-01.") from None


def refuse_unknown_column(config: Config, by: str | None) -> None:
    """Refuse a column to divide by that sessions do not have.

    Raises:
        ConfigError: there is no such column.
    """
    known = [one.name for one in session_facts.columns(config)]
    if by is not None and by not in known:
        raise ConfigError(f"by: session_facts has no column {by!r}.{nearest(by, known)} Columns: {', '.join(known)}.")


def column_of(config: Config, by: str | None) -> tuple[Field, ...]:
    """Return the column to divide by, if any."""
    return tuple(one for one in session_facts.columns(config) if one.name == by)


def share(part: str, whole: str) -> exp.Expr:
    """Return one division of whole numbers, which every engine rounds alike; NULL where there is nothing to divide."""
    divided = exp.Div(
        this=exp.cast(piece(part), "double"), expression=exp.cast(piece(whole), "double"), typed=False, safe=False
    )
    return exp.case().when(piece(f"{whole} > 0"), divided)
