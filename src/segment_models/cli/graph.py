"""The verb ``graph``: the models and what they read, or their columns and what these come from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from segment_models.cli.options import DEFAULT_PATH, ConfigFile, models_of
from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from segment_models.lineage import Lineage


class Format(StrEnum):
    """How columns are told."""

    TABLE = "table"
    MERMAID = "mermaid"
    JSON = "json"


def graph(
    model: Annotated[
        Optional[list[str]],  # noqa: UP045 typer reads it at run time on every Python we support
        typer.Argument(help="With --columns: the models whose columns are told. Without one, all of them."),
    ] = None,
    path: ConfigFile = DEFAULT_PATH,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="An .svg, .html or .mmd file; with --columns, a .txt, .mmd or .json file. Without it, Mermaid is "
            "printed, or what --format says.",
        ),
    ] = None,
    columns: Annotated[  # noqa: FBT002
        bool, typer.Option("--columns", help="Tell for each column the columns that its values come from.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", help="With --columns: as a table, as a Mermaid drawing, or as JSON.")
    ] = Format.TABLE,
) -> None:
    """Draw the models and their dependencies; or tell where columns come from."""
    from segment_models import drawing
    from segment_models.cli import show

    models = models_of(path, None)
    if columns:
        _tell(models.lineage(*model or ()), form, output)
        return
    if model or form is not Format.TABLE:
        raise ConfigError("MODEL and --format are about columns. Add --columns, or leave them out.")
    found = models.graph()
    draw = {".svg": drawing.svg, ".html": drawing.html, ".mmd": drawing.mermaid}
    if output is None:
        show.write(drawing.mermaid(found))
        return
    if output.suffix not in draw:
        raise ConfigError(f"--output {output}: write to a file that ends in {', '.join(draw)}.")
    output.write_text(draw[output.suffix](found), encoding="utf-8")
    show.console().print(f"Wrote {output}")


def _tell(found: Lineage, form: Format, output: Path | None) -> None:
    """Print where columns come from, or write it to a file whose name says how."""
    from segment_models.cli import show

    forms = {".mmd": Format.MERMAID, ".json": Format.JSON, ".txt": Format.TABLE}
    if output is not None and output.suffix not in forms:
        raise ConfigError(f"--output {output}: with --columns, write to a file that ends in {', '.join(forms)}.")
    match forms[output.suffix] if output else form:
        case Format.MERMAID:
            said = found.mermaid()
        case Format.JSON:
            said = show.as_json(found.as_data()) + "\n"
        case _:
            said = _aligned(found)
    if output is None:
        show.write(said)
        return
    output.write_text(said, encoding="utf-8")
    show.console().print(f"Wrote {output}")


def _aligned(found: Lineage) -> str:
    """Return it as lines: the column with its model, then what it comes from."""
    rows = [(f"{model}.{column}", origins) for model, column, origins in found.table().rows]
    width = max((len(name) for name, _ in rows), default=0)
    return "".join(f"{name:{width}}  {origins}".rstrip() + "\n" for name, origins in rows)
