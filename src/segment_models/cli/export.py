"""`export`: the models as a project of another tool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from segment_models.cli import show

if TYPE_CHECKING:
    from pathlib import Path

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
