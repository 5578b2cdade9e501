"""How much a run, a check or a verification says: in short, all of it, nothing, or one document for programs."""

from __future__ import annotations

import json
from enum import Enum, auto
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from segment_models.cli import show
    from segment_models.run import Report
    from segment_models.verify.report import VerifyReport

    AnyReport = TypeVar("AnyReport", Report, VerifyReport)


class Manner(Enum):
    """How much is said on stdout."""

    BRIEF = auto()
    VERBOSE = auto()
    QUIET = auto()
    JSON = auto()


def _schema(context: typer.Context, wanted: bool) -> None:  # noqa: FBT001 typer calls it
    if wanted:
        from segment_models.outcome import schema

        typer.echo(json.dumps(schema(str(context.command.name)), indent=2))
        raise typer.Exit


Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every model and check in a line of its own.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but warnings and errors, on stderr.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, also where a check fails.")]
JsonSchema = Annotated[
    bool,
    typer.Option("--json-schema", callback=_schema, is_eager=True, help="Print the JSON schema of --json, and stop."),
]


def manner(*, verbose: bool = False, quiet: bool = False, as_json: bool = False, dry_run: bool = False) -> Manner:
    """Return the manner that options ask for.

    Raises:
        ConfigError: they exclude one another.
    """
    given = {"--verbose": verbose, "--quiet": quiet, "--json": as_json, "--dry-run": dry_run}
    chosen = [name for name, wanted in given.items() if wanted]
    if len(chosen) > 1:
        raise ConfigError(f"{' and '.join(chosen)} exclude one another. Ask for one of them.")
    return Manner.VERBOSE if verbose else Manner.QUIET if quiet else Manner.JSON if as_json else Manner.BRIEF


def progress(out: Console, chosen: Manner) -> show.Progress:
    """Return what shows a run or a check while it is under way."""
    from segment_models.cli import brief, show

    return brief.Progress(out) if chosen is Manner.BRIEF else show.Progress(out)


def report(out: Console, done: Report, chosen: Manner) -> None:
    """Show what came of a run or a check, after its progress."""
    from segment_models.cli import brief, show

    (brief.report if chosen is Manner.BRIEF else show.report)(out, done)


def quietly(work: Callable[[], AnyReport]) -> None:
    """Do it, and say on stderr what is to be known all the same."""
    from segment_models.cli import show
    from segment_models.run import Report

    out, done = show.console(stderr=True), work()
    for checked in done.checked if isinstance(done, Report) else ():
        if checked.broken:
            show.broken(out, checked)
    show.warnings(out, done.warnings)


def as_document(work: Callable[[], AnyReport], verb: str) -> None:
    """Do it, and print what came of it as one JSON document.

    Raises:
        RunError: a check failed, or something differs; the document is printed all the same.
    """
    from segment_models.cli import show
    from segment_models.errors import RunError
    from segment_models.outcome import as_data
    from segment_models.run import CheckError
    from segment_models.verify.report import VerifyError

    def write(document: dict[str, Any]) -> None:
        show.write(show.as_json(document) + "\n")

    try:
        write(as_data(work(), verb=verb))
    except (CheckError, VerifyError) as error:
        write(as_data(error.report, error, verb=verb))
        raise RunError(str(error)) from None  # without its report, which is printed
