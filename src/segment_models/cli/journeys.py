"""``funnel``, ``retention``, ``paths``: an answer as a table, as data, or the SQL that it is asked with."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from segment_models.cli.options import DEFAULT_PATH, ConfigFile, Connection, models_of
from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from segment_models.journeys import Answer
    from segment_models.warehouses.relation import Rows

By = Annotated[
    Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
    typer.Option("--by", help="A column of session_facts to divide people by, such as channel."),
]
Since = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--since", help="The first day, such as 2026-03-01, in the configured time_zone."),
]
Until = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--until", help="The first day that is left out, such as 2026-04-01."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, with the names of the columns first.")]
AsSql = Annotated[bool, typer.Option("--sql", help="Print the SQL, and ask nothing.")]


def funnel(
    steps: Annotated[
        list[str],
        typer.Argument(
            help="Two steps or more: page:PATH, where * is any text, track:EVENT, screen:NAME or conversion:NAME."
        ),
    ],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    within: Annotated[
        str, typer.Option("--within", help="The time from the first step in which all steps have to be taken.")
    ] = "7 days",
    by: By = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,  # noqa: FBT002
    as_csv: AsCsv = False,  # noqa: FBT002
    as_sql: AsSql = False,  # noqa: FBT002
) -> None:
    """Count the people who take each step after the one before."""
    answer = models_of(path, connection).funnel(steps, within=within, by=by, since=since, until=until)
    _tell(answer, f"Funnel, within {within}", as_json=as_json, as_csv=as_csv, as_sql=as_sql)


def retention(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    first: Annotated[
        str, typer.Option("--first", help="What people begin with: an event, a step as in a funnel, or any.")
    ] = "signed_up",
    returning: Annotated[str, typer.Option("--returning", help="What counts as coming back, likewise.")] = "any",
    period: Annotated[str, typer.Option("--period", help="day, week (from Monday) or month.")] = "week",
    periods: Annotated[int, typer.Option("--periods", help="How many later periods are shown.")] = 12,
    by: By = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,  # noqa: FBT002
    as_csv: AsCsv = False,  # noqa: FBT002
    as_sql: AsSql = False,  # noqa: FBT002
) -> None:
    """Count the people who come back, by the period in which they began."""
    models = models_of(path, connection)
    answer = models.retention(first, returning, period, periods=periods, by=by, since=since, until=until)
    title = f"First {first}, returning {returning}, by {period}"
    _tell(answer, title, as_json=as_json, as_csv=as_csv, as_sql=as_sql)


def paths(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--start", help="Path of the page to begin with, where * is any text. Else the session's first."),
    ] = None,
    end: Annotated[Optional[str], typer.Option("--end", help="Path of the page to end with.")] = None,  # noqa: UP045
    length: Annotated[int, typer.Option("--length", help="How many pages a path has at most.")] = 5,
    top: Annotated[int, typer.Option("--top", help="How many paths are shown; the rest is one row.")] = 20,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,  # noqa: FBT002
    as_csv: AsCsv = False,  # noqa: FBT002
    as_sql: AsSql = False,  # noqa: FBT002
) -> None:
    """Show the pages that sessions have most often, one after the other."""
    answer = models_of(path, connection).paths(start, end, length, top=top, since=since, until=until)
    _tell(answer, "Pages of sessions, the most frequent first", as_json=as_json, as_csv=as_csv, as_sql=as_sql)


def _tell(answer: Answer, title: str, *, as_json: bool, as_csv: bool, as_sql: bool) -> None:
    if as_json + as_csv + as_sql > 1:
        raise ConfigError("--json, --csv and --sql exclude one another. Ask for one of them.")
    from segment_models.cli import show
    from segment_models.journeys import as_data

    if as_sql:
        show.write(f"{answer.sql()};\n")
        return
    rows = answer.rows()
    if as_json:
        show.write(show.as_json(as_data(rows)) + "\n")
    elif as_csv:
        show.write(_csv(rows))
    else:
        show.console().print(show.rows_table(_readable(rows), title))


def _csv(rows: Rows) -> str:
    """Return rows as CSV: NULL is an empty field, days and numbers as in JSON."""
    from segment_models.journeys import as_data

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(row.values() for row in as_data(rows))
    return out.getvalue()


def _readable(rows: Rows) -> Rows:
    """Return rows for people: shares in percent, times in hours, minutes and seconds, nothing where there is none."""
    from segment_models.warehouses.relation import Rows

    told = [tuple(map(_cell, rows.columns, row)) for row in rows.values]
    columns = tuple(name.removesuffix("_millis") for name in rows.columns)
    return Rows(columns, tuple(told))


def _cell(name: str, value: object) -> object:
    from segment_models.explain.told import gap

    match value:
        case None if name == "rank":
            return "rest"
        case None if name.startswith(("share", "page_")) or name.endswith("_millis"):
            return ""
        case float() if name.startswith("share"):
            return f"{value:.1%}"
        case int() if name.endswith("_millis"):
            return gap(value * 1000)
    return value
