"""Funnels: how many people take step after step, strictly in order, within a time (analytics, 4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.errors import ConfigError, several
from segment_models.fields import Field, FieldType
from segment_models.journeys.options import (
    BY,
    EVERY_DAY,
    Days,
    column_of,
    micros_of,
    refuse_unknown_column,
    share,
)
from segment_models.journeys.targets import Target, step_of_calls, targets_of
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import aliased, ascending, column, piece, query, union_all
from segment_models.warehouses.relation import Rows

if TYPE_CHECKING:
    from segment_models.config import Config

MOST_STEPS = 20
"""Each step is one more of the query's."""

_COLUMNS = (
    Field("step_number", FieldType.INTEGER, "1 for the first step, 2 for the next, and so on."),
    Field("step", FieldType.TEXT, "The step, as it was asked for."),
    Field("people", FieldType.INTEGER, "People who took it, and every step before."),
    Field("share_of_first", FieldType.DOUBLE, "Their share of those who took the first step; NULL if nobody did."),
    Field(
        "share_of_previous",
        FieldType.DOUBLE,
        "Their share of those who took the step before; NULL for the first step, and if nobody did.",
    ),
    Field(
        "median_millis",
        FieldType.INTEGER,
        "Whole milliseconds from the entry in which half of them had taken it: the least value of one of them.",
    ),
    Field("p90_millis", FieldType.INTEGER, "The same of nine tenths of them."),
)


@dataclass(frozen=True)
class Funnel:
    """Steps that people take one after the other."""

    steps: tuple[Target, ...]
    within: int
    """Microseconds from the entry in which every step has to be taken."""
    by: str | None = None
    days: Days = EVERY_DAY

    @classmethod
    def of(
        cls,
        steps: Sequence[str],
        within: str | timedelta,
        by: str | None,
        since: str | date | None,
        until: str | date | None,
    ) -> Funnel:
        """Return the funnel of these options.

        Raises:
            ConfigError: it has fewer than two steps, or one of the options is none.
        """
        told = several(steps)
        if not 1 < len(told) <= MOST_STEPS:
            raise ConfigError(
                f"A funnel has two steps or more, and {MOST_STEPS} at most. This one has {len(told)}: "
                f"{', '.join(map(str, told)) or 'none'}. Add the step that people should take next, or leave some out."
            )
        found = tuple(Target.of(one, f"Step {number}") for number, one in enumerate(told, start=1))
        return cls(found, micros_of(within), by, Days.of(since, until))

    def refuse(self, config: Config) -> None:
        """Raise ConfigError where a configuration has no such calls, conversion or column."""
        for one in self.steps:
            one.refuse(config)
        refuse_unknown_column(config, self.by)

    def reads(self) -> tuple[str, ...]:
        """Return the models that it reads."""
        return (*targets_of(self.steps), *(("session_facts",) if self.by else ()))

    def columns(self, config: Config) -> tuple[Field, ...]:
        """Return the value to divide by, the step, the people, the shares and the times."""
        return (*column_of(config, self.by), *_COLUMNS)

    def unmet(self, rows: Rows) -> Sequence[Target]:
        """Return the steps that nobody took."""
        place = rows.columns.index("step_number")
        taken = {row[place] for row in rows.values if row[place + 2]}
        return [one for number, one in enumerate(self.steps, start=1) if number not in taken]

    def query(self, context: Context) -> exp.Query:
        """One row per step, and value to divide by.

        Columns: `columns`.
        """
        return chain([*self._taken(context), *self._counted(context)], self._answer())

    # -- whose attempt reaches which step ------------------------------------------------------------------------------

    def _taken(self, context: Context) -> Iterator[Step]:
        flags = {f"is_step_{number}": one for number, one in self._numbered()}
        bound = self.days.about(context, column("timestamp"), timedelta(microseconds=self.within))
        yield step_of_calls(context, "Every call that is a step, with its person (R6).", flags, bound)
        carried = "user_id, timestamp, session_id"
        flagged = ", ".join(flags)
        yield Step.of(
            "placed",
            "Their places among the person's, in an order that has no ties (R7); a call has one, whatever it is.",
            f"""
            SELECT {carried}, {flagged},
                dense_rank() OVER (PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id) AS place
            FROM calls
            """,
        )
        day = context.dialect.local_day(column("timestamp"), context.config.time_zone)
        in_span = self.days.has(context, day)
        enters = exp.and_(column("is_step_1"), in_span) if in_span else column("is_step_1")
        yield Step.of(
            "entered",
            "A person enters once: by the first call that is step 1"
            + (", of those in the days asked for." if in_span else "."),
            f"""
            SELECT {carried}, {flagged}, place,
                min(CASE WHEN :enters THEN place END) OVER (PARTITION BY user_id) AS place_1
            FROM placed
            """,
            enters=enters,
        )
        yield Step.of(
            "timed",
            "What comes from then on, with the time of the entry.",
            f"""
            SELECT {carried}, {flagged}, place, place_1,
                min(CASE WHEN place = place_1 THEN timestamp END) OVER (PARTITION BY user_id) AS entered_at
            FROM entered
            WHERE place >= place_1
            """,
        )
        earlier = "timed"
        for number, _ in self._numbered()[1:]:
            places = ", ".join(f"place_{before}" for before in range(1, number))
            is_within = piece(
                ":micros <= :within",
                micros=context.dialect.micros_between(column("entered_at"), column("timestamp")),
                within=exp.Literal.number(self.within),
            )
            rows = query(
                f"""
                SELECT {carried}, {flagged}, entered_at, place, {places},
                    min(CASE WHEN is_step_{number} AND place > place_{number - 1} THEN place END)
                        OVER (PARTITION BY user_id) AS place_{number}
                FROM {earlier}
                """
            )
            why = f"Step {number} is the first such call after the one of step {number - 1}"
            if number == 2 and isinstance(rows, exp.Select):  # noqa: PLR2004 the first that looks at the time
                rows.where(is_within, copy=False)
                why += "; all steps are taken in the time that there is, to the microsecond"
            earlier = f"to_step_{_WORDS[number]}"
            yield Step(earlier, f"{why}.", rows)
        yield self._persons(context, earlier)

    def _numbered(self) -> list[tuple[int, Target]]:
        return list(enumerate(self.steps, start=1))

    def _persons(self, context: Context, taken: str) -> Step:
        """Return the step that has each person's attempt: the session it began in, and the time to each step."""
        entered_at, timestamp = column("entered_at"), column("timestamp")
        millis = context.dialect.millis_between(entered_at, timestamp)
        reached = {
            f"millis_{number}": piece(f"min(CASE WHEN place = place_{number} THEN :millis END)", millis=millis.copy())
            for number, _ in self._numbered()
        }
        rows = query(
            f"""
            SELECT user_id, min(CASE WHEN place = place_1 THEN session_id END) AS session_id, :reached
            FROM {taken}
            GROUP BY user_id
            """,
            reached=[aliased(value, name) for name, value in reached.items()],
        )
        return Step("persons", "One attempt a person: the time from the entry to each step that was taken.", rows)

    # -- how many, and how fast ----------------------------------------------------------------------------------------

    def _counted(self, context: Context) -> Iterator[Step]:
        whole = context.dialect.type(FieldType.INTEGER)
        steps = [
            exp.select(
                aliased(exp.cast(exp.Literal.number(number), whole.copy()), "step_number"),
                aliased(context.dialect.constant(str(one)), "step"),
            )
            for number, one in self._numbered()
        ]
        yield Step("steps", "The steps.", union_all(steps))
        own = f"{BY}, " if self.by else ""
        if self.by:
            yield Step.of(
                "divided",
                f"The {self.by} of the session that each person entered in.",
                f"""
                SELECT persons.user_id, facts.{self.by} AS {BY},
                    {", ".join(f"persons.millis_{number}" for number, _ in self._numbered())}
                FROM persons
                LEFT JOIN model.session_facts AS facts ON persons.session_id = facts.session_id
                """,
            )
        of_step = " ".join(f"WHEN steps.step_number = {number} THEN millis_{number}" for number, _ in self._numbered())
        yield Step.of(
            "reached",
            "A row for each person and step; without a time where it was not taken.",
            f"""
            SELECT {own}steps.step_number, user_id, CASE {of_step} END AS millis
            FROM {"divided" if self.by else "persons"}
            CROSS JOIN steps
            """,
        )
        ordered = query(
            f"""
            SELECT {own}step_number, millis,
                row_number() OVER (PARTITION BY {own}step_number ORDER BY :millis, user_id) AS rank_in_step,
                count(millis) OVER (PARTITION BY {own}step_number) AS takers
            FROM reached
            """,
            millis=ascending(column("millis")),
        )
        yield Step("ordered", "Those who took a step, from the fastest to the slowest.", ordered)
        yield Step.of(
            "counted",
            "How many took each step; of the times, the first that half of them, or nine tenths, were no slower than.",
            f"""
            SELECT {own}step_number, count(millis) AS people,
                min(CASE WHEN 2 * rank_in_step >= takers THEN millis END) AS median_millis,
                min(CASE WHEN 10 * rank_in_step >= 9 * takers THEN millis END) AS p90_millis
            FROM ordered
            GROUP BY {own}step_number
            """,
        )
        join, value = ("JOIN", f"counted.{BY}, ") if self.by else ("LEFT JOIN", "")
        part = f"PARTITION BY counted.{BY}" if self.by else ""
        yield Step.of(
            "compared",
            "Beside those who took the first step, and the step before.",
            f"""
            SELECT {value}steps.step_number, steps.step, coalesce(counted.people, 0) AS people,
                max(CASE WHEN steps.step_number = 1 THEN coalesce(counted.people, 0) END) OVER ({part}) AS first_people,
                lag(coalesce(counted.people, 0)) OVER ({part} ORDER BY steps.step_number) AS previous_people,
                counted.median_millis, counted.p90_millis
            FROM steps
            {join} counted ON steps.step_number = counted.step_number
            """,
        )

    def _answer(self) -> exp.Query:
        value = [aliased(column(BY), self.by)] if self.by else []
        rows = exp.select(*value, "step_number", "step", "people").from_("compared")
        rows = rows.select(
            aliased(share("people", "first_people"), "share_of_first"),
            aliased(share("people", "previous_people"), "share_of_previous"),
            column("median_millis"),
            column("p90_millis"),
        )
        if self.by:
            rows = rows.order_by(exp.Ordered(this=column("first_people"), desc=True), ascending(column(BY)))
        return rows.order_by(ascending(column("step_number")))


_WORDS = dict(
    enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
            *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        )
    )
)
"""Steps of a query are named in words."""
