"""The other tool itself, asked whether it takes the project that was written for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from segment_models.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_LINES = 20


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
            f"The project is written to {folder}, but {name} does not take it. It says:\n"
            + "\n".join(f"  {line}" for line in said)
        )
