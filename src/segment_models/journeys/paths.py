"""Paths: the sequences of pages that sessions have most often (analytics, 3.1 and 4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.errors import ConfigError
from segment_models.fields import Field, FieldType
from segment_models.journeys.options import EVERY_DAY, Days, share
from segment_models.journeys.targets import Target
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import aliased, ascending, column, piece, query
from segment_models.warehouses.relation import Rows

if TYPE_CHECKING:
    from segment_models.config import Config

MOST_PAGES = 20
MOST_PATHS = 10_000

NO_PATH = "(no path)"
"""What a page is called whose call has no path."""

_RANK = Field("rank", FieldType.INTEGER, "1 for the most frequent path; NULL for the rest of them together.")
_COUNTS = (
    Field("paths", FieldType.INTEGER, "How many different paths the row is: 1, or as many as the rest are."),
    Field("sessions", FieldType.INTEGER, "Sessions with this path."),
    Field("people", FieldType.INTEGER, "Different people of them. Not to be summed: a person may be in several rows."),
    Field("share", FieldType.DOUBLE, "Share of the sessions in all that have such a path."),
)


@dataclass(frozen=True)
class Paths:
    """The pages of sessions: the first ones, those from a page on, those up to a page, or those between two."""

    start: Target | None = None
    end: Target | None = None
    length: int = 5
    top: int = 20
    days: Days = EVERY_DAY

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 as the options of the verb
        cls,
        start: str | None,
        end: str | None,
        length: int,
        top: int,
        since: str | date | None,
        until: str | date | None,
    ) -> Paths:
        """Return the paths of these options.

        Raises:
            ConfigError: one of them is none.
        """
        for name, value, most in (("length", length, MOST_PAGES), ("top", top, MOST_PATHS)):
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
                raise ConfigError(f"{name}: {value!r} is no whole number from 1 to {most:,}.")
        if start is not None and end is not None and length == 1:
            raise ConfigError("length: from one page to another it takes two pages or more. Give a length of 2.")
        return cls(_page("start", start), _page("end", end), length, top, Days.of(since, until))

    def refuse(self, config: Config) -> None:
        """Raise ConfigError where pages are switched off."""
        Target("page", "").refuse(config)

    def reads(self) -> tuple[str, ...]:
        """Return the models that it reads."""
        return ("page_views", *(("sessionized_pages",) if self.start or self.end else ()))

    def columns(self, config: Config) -> tuple[Field, ...]:  # noqa: ARG002 as every question
        """Return the rank, a column for each page, and the counts."""
        pages = (
            Field(name, FieldType.TEXT, f"Path of page {number}; NULL where the session has none.")
            for number, name in enumerate(self._pages(), start=1)
        )
        return (_RANK, *pages, *_COUNTS)

    def unmet(self, rows: Rows) -> Sequence[Target]:
        """Return the pages that paths are asked from or to, where there are no paths."""
        return [] if rows.values else [one for one in (self.start, self.end) if one]

    def query(self, context: Context) -> exp.Query:
        """One row per path among the most frequent, and one for the rest.

        Columns: `columns`.
        """
        return chain([*self._walked(context), *self._counted()], self._answer(context))

    def _pages(self) -> list[str]:
        return [f"page_{number}" for number in range(1, self.length + 1)]

    def _walked(self, context: Context) -> Iterator[Step]:
        own = "session_id, user_id, page_index, path"
        pages = query(
            "SELECT session_id, user_id, page_index, path, timestamp "
            "FROM model.page_views AS views WHERE page_index IS NOT NULL"
        )
        about = self.days.about(context, column("timestamp"), None)
        if about is not None and isinstance(pages, exp.Select):
            pages.where(about, copy=False)
        earlier, why = "pages", "The pages of every session, in their order (P1)."
        yield Step(earlier, why, pages)
        in_span = self.days.has(context, context.dialect.local_day(column("first_at"), context.config.time_zone))
        if in_span is not None:
            yield Step.of(
                "entrances",
                "When each session had its first page.",
                f"""
                SELECT {own},
                    min(CASE WHEN page_index = 1 THEN timestamp END) OVER (PARTITION BY session_id) AS first_at
                FROM pages
                """,
            )
            yield Step.of(
                "dated",
                "Sessions of the days that are asked for.",
                f"SELECT {own} FROM entrances WHERE :in_span",
                in_span=in_span,
            )
            earlier = "dated"
        if self.start:
            yield Step.of(
                "started",
                f"The first page of each session that is {self.start.name}.",
                f"""
                SELECT {own},
                    min(CASE WHEN :is_start THEN page_index END) OVER (PARTITION BY session_id) AS start_index
                FROM {earlier}
                """,
                is_start=self.start.is_met(context),
            )
            earlier = "started"
        if self.end:
            after = "page_index > start_index AND " if self.start else ""
            yield Step.of(
                "ended",
                f"The first page that is {self.end.name}" + (" after it." if self.start else " of each session."),
                f"""
                SELECT {own}, {"start_index, " if self.start else ""}
                    min(CASE WHEN {after}(:is_end) THEN page_index END) OVER (PARTITION BY session_id) AS end_index
                FROM {earlier}
                """,
                is_end=self.end.is_met(context),
            )
            earlier = "ended"
        place, kept = self._place()
        yield Step.of(
            "placed",
            "The pages of the path, numbered from 1.",
            f"SELECT session_id, user_id, {place} AS place, :path AS path FROM {earlier} WHERE {kept}",
            path=piece("coalesce(path, :none)", none=context.dialect.constant(NO_PATH)),
        )
        values = [
            aliased(piece(f"max(CASE WHEN place = {number} THEN path END)"), name)
            for number, name in enumerate(self._pages(), start=1)
        ]
        yield Step.of(
            "walked",
            "The path of each session in one row.",
            "SELECT session_id, user_id, :pages FROM placed GROUP BY session_id, user_id",
            pages=values,
        )

    def _place(self) -> tuple[str, str]:
        """Return the place of a page in the path, and whether it is in it."""
        if self.start and self.end:
            span = f"end_index - start_index < {self.length}"
            return "page_index - start_index + 1", f"page_index BETWEEN start_index AND end_index AND {span}"
        if self.start:
            return "page_index - start_index + 1", f"page_index BETWEEN start_index AND start_index + {self.length - 1}"
        if self.end:
            first = f"CASE WHEN end_index > {self.length} THEN end_index - {self.length - 1} ELSE 1 END"
            return f"page_index - {first} + 1", f"page_index BETWEEN {first} AND end_index"
        return "page_index", f"page_index <= {self.length}"

    def _counted(self) -> Iterator[Step]:
        pages = ", ".join(self._pages())
        yield Step.of(
            "counted",
            "Beside each session, how many have its path.",
            f"""
            SELECT user_id, {pages},
                count(*) OVER (PARTITION BY {pages}) AS sessions, count(*) OVER () AS all_sessions
            FROM walked
            """,
        )
        order: list[exp.Expr] = [exp.Ordered(this=column("sessions"), desc=True)]
        order += [ascending(column(name)) for name in self._pages()]
        place = exp.Window(this=exp.func("dense_rank"), order=exp.Order(expressions=order))
        yield Step.of(
            "ranked",
            "Sessions of the most frequent path first; paths that are as frequent, by their pages.",
            f"SELECT user_id, {pages}, all_sessions, :place FROM counted",
            place=aliased(place, "place"),
        )
        is_shown = f"place <= {self.top}"
        shown = ", ".join(f"CASE WHEN {is_shown} THEN {name} END AS {name}" for name in self._pages())
        yield Step.of(
            "shown",
            "Each session with the row that counts it: that of its path, or that of the rest.",
            f"""
            SELECT user_id, CASE WHEN {is_shown} THEN place END AS row_rank, place, all_sessions, {shown}
            FROM ranked
            """,
        )

    def _answer(self, context: Context) -> exp.Query:
        whole = context.dialect.type(FieldType.INTEGER)
        pages = [column(name) for name in self._pages()]
        rows = exp.select(aliased(exp.cast(column("row_rank"), whole.copy()), "rank"), *pages).from_("shown")
        rows = rows.select(
            piece("count(DISTINCT place) AS paths"),
            piece("count(*) AS sessions"),
            piece("count(DISTINCT user_id) AS people"),
            aliased(share("count(*)", "max(all_sessions)"), "share"),
        )
        rows = rows.group_by(column("row_rank"), *(one.copy() for one in pages))
        return rows.order_by(ascending(column("row_rank")))


def _page(option: str, told: str | None) -> Target | None:
    """Return a page; a path without a kind is one."""
    if told is None:
        return None
    plain = isinstance(told, str) and told.strip() and not told.strip().startswith("page:")
    return Target.of(f"page:{told.strip()}" if plain else told, option)
