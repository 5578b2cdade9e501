"""What several verbs have in common: options, and the models of a configuration file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from segment_models.project import Models

DEFAULT_PATH = Path("segment_models.yaml")


def model_names(context: typer.Context, incomplete: str) -> list[str]:
    """Return the models whose names begin so, for a shell that completes them; none where it cannot be known."""
    with suppress(Exception):  # whatever is wrong, a shell is no place to say so
        models = models_of(Path(context.params.get("path") or DEFAULT_PATH), None)
        before = "+" if incomplete.startswith("+") else ""
        return [before + name for name in models.graph().models if name.startswith(incomplete.removeprefix("+"))]
    return []


ConfigFile = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.")]
Connection = Annotated[
    Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
    typer.Option(
        "--connection", help="The warehouse, instead of the configuration's, such as duckdb:///events.duckdb."
    ),
]
Select = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--select",
        "-s",
        help="Models, as in dbt: sessions, +sessions, sessions+, tag:web. May be repeated.",
        autocompletion=model_names,
    ),
]
Tags = Annotated[Optional[list[str]], typer.Option("--tag", help="Models with this tag. May be repeated.")]  # noqa: UP045
Offline = Annotated[
    bool,
    typer.Option(
        "--offline", help="Do not connect. Assume the raw tables that Segment makes when every field has been sent."
    ),
]


def models_of(path: Path, connection: str | None) -> Models:
    """Return the models of a configuration file, on another connection if one is given."""
    from segment_models import config
    from segment_models.project import segment

    models = segment(path)
    if connection:
        models.session.last = config.with_environment(connection, "--connection")
        models.session.base = Path()
    return models
