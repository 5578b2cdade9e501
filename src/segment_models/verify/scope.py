"""How much is compared: everything, the rows of some persons, or what happened since a moment.

Persons do not depend on each other once it is known whose each call is. So the calls of some persons, all of them, give
these persons' rows exactly; only the user map has to be whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlglot import exp

from segment_models.errors import ConfigError
from segment_models.warehouses.dialect import Dialect

BUCKETS = 10_000
"""Persons are sampled by a hash of their id into so many parts, of which the first few are taken."""


@dataclass(frozen=True)
class Scope:
    """What is compared. ``buckets`` of `BUCKETS` parts of all persons, and what is not before ``since`` (UTC)."""

    buckets: int = BUCKETS
    since: datetime | None = None

    @classmethod
    def of(cls, sample: str | float | None = None, since: str | date | None = None) -> Scope:
        """Return the scope of a share of all persons, ``"1%"`` or 0.01, and of a day or moment, ``"2026-03-01"``.

        A moment without a zone is UTC.

        Raises:
            ConfigError: the share is none between 0.01% and 100%, or the text is no moment.
        """
        return cls(BUCKETS if sample is None else _buckets(sample), None if since is None else _moment(since))

    @property
    def is_part(self) -> bool:
        """True if not everything is compared."""
        return self.buckets < BUCKETS or self.since is not None

    @property
    def is_sample(self) -> bool:
        """True if not every person is compared."""
        return self.buckets < BUCKETS

    def sampled(self, dialect: Dialect, person: exp.Expr) -> exp.Expr:
        """Return whether a person is in the sample: the same ones on every day, on one engine."""
        return exp.LT(this=dialect.bucket(person, BUCKETS), expression=exp.Literal.number(self.buckets))

    def is_since(self, dialect: Dialect, moment: exp.Expr, zone: str | None = None) -> exp.Expr:
        """Return whether a moment is not before the one asked for, which is a constant that prunes partitions.

        With ``zone``, the time zone of days, it is a day that is asked about.
        """
        if self.since is None:
            raise ValueError("everything is compared, of any time")
        first = dialect.moment(self.since.replace(tzinfo=None))
        return exp.GTE(this=moment, expression=dialect.local_day(first, zone) if zone else first)

    def __str__(self) -> str:
        """Say it in words."""
        who = f"{self.buckets * 100 / BUCKETS:g}% of all persons" if self.is_sample else "every person"
        return f"{who}, since {self.since:%Y-%m-%d %H:%M:%S} UTC" if self.since else who


def _buckets(sample: str | float) -> int:
    if isinstance(sample, str):
        number, sign, rest = sample.strip().partition("%")
        try:
            share = float(number) / 100
        except ValueError:
            share = 0.0
        share = share if sign and not rest else 0.0
    else:
        share = float(sample)
    if not 1 / BUCKETS <= share <= 1:
        raise ConfigError(f"sample: {sample!r} is no share of all persons. It looks like 1%, from 0.01% to 100%.")
    return round(share * BUCKETS)


def _moment(since: str | date) -> datetime:
    if isinstance(since, str):
        try:
            since = datetime.fromisoformat(since.strip())
        except ValueError:
            raise ConfigError(f"since: {since!r} is no day. It looks like 2026-03-01, or 2026-03-01T12:00.") from None
    if not isinstance(since, datetime):
        since = datetime.combine(since, time())
    try:
        return since.astimezone(UTC) if since.tzinfo else since.replace(tzinfo=UTC)
    except OverflowError:
        raise ConfigError(f"since: {since.isoformat()} is not in the years 1 to 9999 in UTC.") from None
