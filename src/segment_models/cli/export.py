"""`export`: the models as a project of another tool."""

from __future__ import annotations

import tempfile
from pathlib import Path  # noqa: TC003 typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Optional

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
    bool, typer.Option("--check-with-tool", help="Let the tool itself read the project afterwards.")
]


@app.command()
def dataform(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A Dataform project, or a folder for a new one.")],
    path: ConfigFile = config.DEFAULT_PATH,
    connection: Connection = None,
    offline: Offline = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    check_with_tool: CheckWithTool = False,  # noqa: FBT002
) -> None:
    """Write a Dataform project, or the files for one that is there: Dataform 3, which runs on BigQuery."""
    from segment_models.export.tool import ask_tool, find_tool  # noqa: PLC0415 only here

    tool = find_tool("dataform", "npm install -g @dataform/cli") if check_with_tool else None
    models = models_of(path, connection)
    done = models.export_dataform(folder, offline=offline, force=force, check=check)
    told(done, folder, check=check, next_step=f"dataform compile {folder}")
    if tool:
        ask_tool([tool, "compile", "."], folder)
        show.console().print(f"dataform compile takes {folder}.")


@app.command()
def dbt(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A dbt project, or a folder for a new one.")],
    path: ConfigFile = config.DEFAULT_PATH,
    connection: Connection = None,
    target: Annotated[
        Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
        typer.Option("--target", "--dialect", "-d", help="Warehouse that dbt will run it on; else the connection's."),
    ] = None,
    offline: Offline = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    check_with_tool: CheckWithTool = False,  # noqa: FBT002
) -> None:
    """Write a dbt project, or the files for one that is there: dbt 1.8 and newer, the SQL of one warehouse."""
    from segment_models.export.tool import ask_tool, find_tool  # noqa: PLC0415 only here

    tool = find_tool("dbt", "pip install dbt-core, and the adapter of your warehouse") if check_with_tool else None
    models = models_of(path, connection)
    done = models.export_dbt(folder, target=target, offline=offline, force=force, check=check)
    told(done, folder, check=check, next_step=f"dbt build --project-dir {folder}")
    if tool:
        with tempfile.TemporaryDirectory() as aside:
            ask_tool([tool, "parse", "--target-path", aside, "--log-path", aside], folder)
        show.console().print(f"dbt parse takes {folder}.")


def told(done: Written, folder: Path, *, check: bool, next_step: str) -> None:
    """Print what an export did."""
    out = show.console()
    show.warnings(out, done.notes)
    if check:
        out.print(f"{folder} is up to date: {show.counted(len(done.same), 'file')}.")
        return
    said = [f"Wrote {show.counted(len(done.written), 'file')} to {folder}"]
    said += [f"removed {len(done.removed)}"] if done.removed else []
    said += [f"{len(done.same)} were the same already"] if done.same else []
    out.print(f"{', '.join(said)}.")
    out.print(f"Next: {next_step}")
