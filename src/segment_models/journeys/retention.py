"""Retention: of the people of a period, how many came back in each later one (analytics, 4.3 and 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from sqlglot import exp

from segment_models.errors import ConfigError, nearest
from segment_models.fields import Field, FieldType
from segment_models.journeys.options import BY, EVERY_DAY, Days, column_of, refuse_unknown_column, share
from segment_models.journeys.targets import Target, step_of_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import aliased, ascending, column, piece, query, union_all
from segment_models.warehouses.relation import Rows

if TYPE_CHECKING:
    from segment_models.config import Config

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)

ANY = "any"
"""Any event: the days on which people were there at all."""

MOST_PERIODS = 400
MONDAY = date(1, 1, 1)
"""A Monday, and no day is before it: weeks are counted from it."""

_COLUMNS = (
    Field("cohort", FieldType.DATE, "The first day of the period in which these people began, in time_zone."),
    Field("period_number", FieldType.INTEGER, "0 for that period, 1 for the next, and so on."),
    Field("people", FieldType.INTEGER, "People of the cohort."),
    Field("returned", FieldType.INTEGER, "Those of them who came in that period."),
    Field("share", FieldType.DOUBLE, "Their share."),
)


@dataclass(frozen=True)
class Retention:
    """People by the period of their first event, and whether they came back."""

    first: Target | None
    """None for any event."""
    returning: Target | None
    period: Period
    periods: int
    by: str | None = None
    days: Days = EVERY_DAY

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 as the options of the verb
        cls,
        first: str,
        returning: str,
        period: str,
        periods: int,
        by: str | None,
        since: str | date | None,
        until: str | date | None,
    ) -> Retention:
        """Return the retention of these options.

        Raises:
            ConfigError: one of them is none.
        """
        if period not in PERIODS:
            raise ConfigError(
                f"period: there is no {period!r}.{nearest(str(period), PERIODS)} It is {', '.join(PERIODS[:-1])} or "
                f"{PERIODS[-1]}."
            )
        if isinstance(periods, bool) or not isinstance(periods, int) or not 0 <= periods <= MOST_PERIODS:
            raise ConfigError(f"periods: {periods!r} is no number of later periods, from 0 to {MOST_PERIODS}.")
        asked = _target("first", first), _target("returning", returning)
        return cls(*asked, period, periods, by, Days.of(since, until))

    def refuse(self, config: Config) -> None:
        """Raise ConfigError where a configuration has no such calls, conversion or column."""
        for one in (self.first, self.returning):
            if one:
                one.refuse(config)
        refuse_unknown_column(config, self.by)

    def reads(self) -> tuple[str, ...]:
        """Return the models that it reads."""
        named = (one.model for one in (self.first, self.returning) if one)
        return tuple(dict.fromkeys(("active_days", *named, *(("session_facts",) if self.by else ()))))

    def columns(self, config: Config) -> tuple[Field, ...]:
        """Return the value to divide by, the cohort, the period, the people, and those who came."""
        return (*column_of(config, self.by), *_COLUMNS)

    def unmet(self, rows: Rows) -> Sequence[Target]:
        """Return what nobody did: the first event without any cohort, the other where nobody returned."""
        found = [self.first] if not rows.values else []
        found += [self.returning] if not any(row[-2] for row in rows.values) else []
        return [one for one in found if one]

    def query(self, context: Context) -> exp.Query:
        """One row per cohort and period since, and value to divide by.

        Columns: `columns`.
        """
        return chain([*self._cohorts(context), *self._returns(context), *self._counted(context)], self._answer())

    # -- who began when ------------------------------------------------------------------------------------------------

    def _cohorts(self, context: Context) -> Iterator[Step]:
        flags = {
            name: one for name, one in (("is_first", self.first), ("is_returning", self.returning)) if one is not None
        }
        if flags:
            yield step_of_calls(context, "Every call that is asked about, with its person (R6).", flags)
        if self.first:
            yield Step.of(
                "ranked",
                "Each person's first of them in front, in an order that has no ties (R7).",
                """
                SELECT user_id, session_id, :day AS first_day,
                    row_number() OVER (
                        PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id
                    ) AS place
                FROM calls
                WHERE is_first
                """,
                day=_local_day(context),
            )
            firsts = "SELECT user_id, session_id, first_day FROM ranked WHERE place = 1"
        else:
            firsts = "SELECT user_id, active_date AS first_day FROM model.active_days AS days WHERE is_first_day"
        rows = query(firsts)
        in_span = self.days.has(context, column("first_day" if self.first else "active_date"))
        if in_span and isinstance(rows, exp.Select):
            rows.where(in_span, copy=False)
        yield Step("firsts", "The day on which each person began" + (", of those asked for." if in_span else "."), rows)
        if self.by:
            session = "firsts.session_id = facts.session_id"
            if not self.first:
                session = "firsts.user_id = facts.user_id AND facts.session_index = 1"
            yield Step.of(
                "divided",
                f"The {self.by} of the session in which they did.",
                f"""
                SELECT firsts.user_id, firsts.first_day, facts.{self.by} AS {BY}
                FROM firsts
                LEFT JOIN model.session_facts AS facts ON {session}
                """,
            )
        own = f"{BY}, " if self.by else ""
        yield Step.of(
            "begun",
            f"The {self.period} that this day is in, and its number.",
            f"SELECT user_id, {own}first_day, :start AS cohort, :number AS cohort_number "
            f"FROM {'divided' if self.by else 'firsts'}",
            start=self._start(context, column("first_day")),
            number=self._number(context, column("first_day")),
        )

    # -- who came when -------------------------------------------------------------------------------------------------

    def _returns(self, context: Context) -> Iterator[Step]:
        if self.returning:
            yield Step.of(
                "returns",
                "The days on which people returned.",
                "SELECT DISTINCT user_id, :day AS return_day FROM calls WHERE is_returning",
                day=_local_day(context),
            )
        else:
            yield Step.of(
                "returns",
                "The days on which people were there.",
                "SELECT user_id, active_date AS return_day FROM model.active_days AS days",
            )
        own = f"begun.{BY}, " if self.by else ""
        yield Step.of(
            "came",
            "The periods in which each person came, counted from the first; no day before the first one counts.",
            f"""
            SELECT DISTINCT begun.user_id, {own}begun.cohort, :number - begun.cohort_number AS period_number
            FROM begun
            JOIN returns ON begun.user_id = returns.user_id AND returns.return_day >= begun.first_day
            """,
            number=exp.paren(self._number(context, column("return_day", "returns"))),
        )

    def _counted(self, context: Context) -> Iterator[Step]:
        whole = context.dialect.type(FieldType.INTEGER)
        numbers = [
            exp.select(aliased(exp.cast(exp.Literal.number(number), whole.copy()), "period_number"))
            for number in range(self.periods + 1)
        ]
        yield Step("numbers", "The numbers of the periods that are shown.", union_all(numbers))
        own = f"{BY}, " if self.by else ""
        yield Step.of(
            "cohorts",
            "The people of each cohort.",
            f"SELECT {own}cohort, cohort_number, count(*) AS people FROM begun GROUP BY {own}cohort, cohort_number",
        )
        yield Step.of(
            "latest",
            f"The {self.period} that the latest event is in: none that is later has begun.",
            "SELECT :number AS latest_number FROM (SELECT max(active_date) AS last_day FROM model.active_days AS days) "
            "AS last_days",
            number=self._number(context, column("last_day")),
        )
        yield Step.of(
            "counted",
            "How many came in each period.",
            f"SELECT {own}cohort, period_number, count(*) AS returned FROM came GROUP BY {own}cohort, period_number",
        )
        value = f"cohorts.{BY}, " if self.by else ""
        alike = (
            f"AND (cohorts.{BY} = counted.{BY} OR (cohorts.{BY} IS NULL AND counted.{BY} IS NULL))" if self.by else ""
        )
        yield Step.of(
            "compared",
            "Beside all people of the cohort, with the periods in which nobody came.",
            f"""
            SELECT {value}cohorts.cohort, numbers.period_number, cohorts.people,
                coalesce(counted.returned, 0) AS returned
            FROM cohorts
            CROSS JOIN numbers
            CROSS JOIN latest
            LEFT JOIN counted
              ON cohorts.cohort = counted.cohort AND numbers.period_number = counted.period_number {alike}
            WHERE cohorts.cohort_number + numbers.period_number <= latest.latest_number
            """,
        )

    def _answer(self) -> exp.Query:
        value = [aliased(column(BY), self.by)] if self.by else []
        rows = exp.select(*value, "cohort", "period_number", "people", "returned").from_("compared")
        rows = rows.select(aliased(share("returned", "people"), "share"))
        order = ["cohort", *((BY,) if self.by else ()), "period_number"]
        return rows.order_by(*(ascending(column(name)) for name in order))

    # -- periods -------------------------------------------------------------------------------------------------------

    def _number(self, context: Context, day: exp.Expr) -> exp.Expr:
        """Return the number of the period that a day is in: one more for the next, from a day that no day is before."""
        if self.period == "month":
            return piece("CAST(extract(year FROM :day) * 12 + extract(month FROM :day) AS BIGINT)", day=day)
        days = context.dialect.days_between(context.dialect.day(MONDAY), day)
        if self.period == "day":
            return days
        return piece("CAST((:days - MOD(:days, 7)) / 7 AS BIGINT)", days=days)

    def _start(self, context: Context, day: exp.Expr) -> exp.Expr:
        """Return the first day of the period that a day is in."""
        if self.period == "day":
            return day.copy()
        if self.period == "month":
            return context.dialect.days_after(day, piece("1 - extract(day FROM :day)", day=day))
        days = context.dialect.days_between(context.dialect.day(MONDAY), day)
        return context.dialect.days_after(day, exp.Neg(this=exp.paren(piece("MOD(:days, 7)", days=days))))


def _local_day(context: Context) -> exp.Expr:
    return context.dialect.local_day(column("timestamp"), context.config.time_zone)


def _target(option: str, told: str) -> Target | None:
    """Return what is asked for; a name without a kind is a track call's event."""
    if told == ANY:
        return None
    plain = isinstance(told, str) and told.strip() and ":" not in told
    return Target.of(f"track:{told}" if plain else told, option)
