"""`export`: the models as a project of another tool."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from segment_models.cli.options import DEFAULT_PATH, ConfigFile, Connection, Offline, models_of
from segment_models.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segment_models.export import Written

app = typer.Typer(
    name="export", help="Write the models as a project of another tool.", no_args_is_help=True, rich_markup_mode=None
)

Force = Annotated[bool, typer.Option("--force", help="Overwrite files that were changed by hand, or are not ours.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing. Fail if the files are out of date.")]
AsSources = Annotated[
    bool,
    typer.Option("--as-sources", help="Declare the tables that segment-models run builds, for the tool to read only."),
]
CheckWithTool = Annotated[
    bool, typer.Option("--check-with-tool", help="Check the project with the tool itself afterwards.")
]

SHOWN_LINES = 20
"""Of what a tool says that does not take a project."""


@app.command()
def dataform(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A Dataform project, or a folder for a new one.")],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    offline: Offline = False,  # noqa: FBT002
    as_sources: AsSources = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    check_with_tool: CheckWithTool = False,  # noqa: FBT002
) -> None:
    """Write a Dataform project, or the files for one that is there: Dataform 3, which runs on BigQuery."""
    tool = find_tool("dataform", "npm install -g @dataform/cli") if check_with_tool else None
    models = models_of(path, connection)
    done = models.export_dataform(folder, offline=offline, as_sources=as_sources, force=force, check=check)
    told(done, folder, check=check, next_step=f"dataform compile {folder}")
    if tool:
        ask_tool([tool, "compile", "."], folder)
        _say(f"dataform compile accepts {folder}.")


@app.command()
def dbt(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A dbt project, or a folder for a new one.")],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    target: Annotated[
        Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
        typer.Option(
            "--target", "--dialect", "-d", help="Warehouse that dbt will run on. Without it, the connection's."
        ),
    ] = None,
    offline: Offline = False,  # noqa: FBT002
    as_sources: AsSources = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    check_with_tool: CheckWithTool = False,  # noqa: FBT002
) -> None:
    """Write a dbt project, or the files for one that is there: dbt 1.8 and newer, the SQL of one warehouse."""
    from segment_models import warehouses

    tool = find_tool("dbt", "pip install dbt-core, and the adapter of your warehouse") if check_with_tool else None
    models = models_of(path, connection)
    engine = warehouses.named(target) if target else None
    done = models.export_dbt(folder, target=engine, offline=offline, as_sources=as_sources, force=force, check=check)
    told(done, folder, check=check, next_step=f"dbt build --project-dir {folder}")
    if tool:
        with tempfile.TemporaryDirectory() as aside:
            ask_tool([tool, "parse", "--target-path", aside, "--log-path", aside], folder)
        _say(f"dbt parse accepts {folder}.")


def _say(sentence: str) -> None:
    from segment_models.cli import show

    show.console().print(sentence)


def told(done: Written, folder: Path, *, check: bool, next_step: str) -> None:
    """Print what an export did."""
    from segment_models.cli import show

    out = show.console()
    show.warnings(out, done.notes)
    if check:
        out.print(f"{folder} is up to date: {show.counted(len(done.same), 'file')}.")
        return
    said = [f"Wrote {show.counted(len(done.written), 'file')} to {folder}"]
    said += [f"removed {len(done.removed)}"] if done.removed else []
    said += [f"{len(done.same)} are unchanged"] if done.same else []
    out.print(f"{', '.join(said)}.")
    out.print(f"Next: {next_step}")


def find_tool(name: str, install: str) -> str:
    """Return where a tool is; raise ExportError, which says how to install it, where it is not."""
    found = shutil.which(name)
    if found is None:
        raise ExportError(f"{name} is not on PATH, so the project cannot be checked with it. Install it: {install}")
    return found


def ask_tool(command: Sequence[str], folder: str | Path) -> None:
    """Run a tool on an exported project, and tell its makers nothing.

    Raises:
        ExportError: it fails; the message has the end of what it says.
    """
    done = subprocess.run(  # noqa: S603 a tool that the user asked for, with arguments of ours
        command,
        cwd=folder,
        env=os.environ | {"DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-SHOWN_LINES:]
        name = Path(command[0]).stem
        raise ExportError(
            f"The project is written to {folder}, but {name} does not accept it. It says:\n"
            + "\n".join(f"  {line}" for line in said)
        )
