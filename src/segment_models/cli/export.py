"""`export`: the models as a project of another tool."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from segment_models import config
from segment_models.cli import show
from segment_models.cli.options import ConfigFile, Connection, Offline, models_of

if TYPE_CHECKING:
    from segment_models.export import Written

app = typer.Typer(
    name="export",
    help="Write the models as a project of another tool.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Force = Annotated[bool, typer.Option("--force", help="Overwrite files that were changed by hand, or are not ours.")]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; fail if the folder is not what would be exported now.")
]
CheckWithTool = Annotated[
    bool, typer.Option("--check-with-tool", help="Let the tool itself compile what was written; it has to be on PATH.")
]


@app.command()
def dataform(
    folder: Annotated[Path, typer.Argument(help="A folder for a new project, or the one of a project that is there.")],
    path: ConfigFile = config.DEFAULT_PATH,
    connection: Connection = None,
    offline: Offline = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    check_with_tool: CheckWithTool = False,  # noqa: FBT002
) -> None:
    """Write the models as a project for Dataform 3, which runs on BigQuery."""
    from segment_models.export.tool import ask_tool, find_tool  # noqa: PLC0415 only here

    tool = find_tool("dataform", "npm install -g @dataform/cli") if check_with_tool else None
    models = models_of(path, connection)
    told(models.export_dataform(folder, offline=offline, force=force, check=check), folder, check=check)
    if tool:
        ask_tool([tool, "compile", "."], folder)


def told(done: Written, folder: Path, *, check: bool) -> None:
    """Print what an export did."""
    out = show.console()
    show.warnings(out, done.notes)
    files = show.counted(len(done.written) + len(done.same), "file")
    if check:
        out.print(f"{folder} is up to date: {files}.")
        return
    removed = f", removed {len(done.removed)}" if done.removed else ""
    out.print(f"Wrote {len(done.written)} of {files} to {folder}{removed}; the others were the same.")
