"""What several verbs have in common: options, and the models of a configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from segment_models import config
from segment_models.project import Models, segment

ConfigFile = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.")]
Connection = Annotated[
    Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
    typer.Option(
        "--connection", help="The warehouse, instead of the configuration's, such as duckdb:///events.duckdb."
    ),
]
Select = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--select", "-s", help="Models, as in dbt: sessions, +sessions, sessions+, tag:web. May be repeated."),
]
Tags = Annotated[Optional[list[str]], typer.Option("--tag", help="Models with this tag. May be repeated.")]  # noqa: UP045
Offline = Annotated[
    bool, typer.Option("--offline", help="Do not connect: raw tables as Segment lays them out when all was sent once.")
]


def models_of(path: Path, connection: str | None) -> Models:
    """Return the models of a configuration file, on another connection if one is given."""
    models = segment(path)
    if connection:
        models.session.last = config.with_environment(connection, "--connection")
        models.session.base = Path()
    return models
