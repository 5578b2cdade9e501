"""How an error is told: what went wrong, what had been done, and never a traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

from segment_models import __version__
from segment_models.cli import show, verify
from segment_models.errors import SegmentModelsError
from segment_models.run import CheckError
from segment_models.verify.report import VerifyError


def interrupted() -> None:
    """Say that the user has stopped the command."""
    show.console(stderr=True).print("Interrupted: the tables are as they were.", style="red")


def tell(error: Exception) -> None:
    """Print what went wrong, and the report of what had been done."""
    out, said = show.console(stderr=True), str(error)
    match error:
        case CheckError():
            show.report(out, error.report)
            out.print()
        case VerifyError():
            verify.report(out, error.report)
            out.print()
        case OSError():
            said = f"{error.filename or 'What was to be written cannot be'}: {error.strerror or error}"
        case SegmentModelsError():
            pass
        case _:
            said = _unforeseen(error)
    out.print(f"Error: {said}", style="red")


def _unforeseen(error: Exception) -> str:
    """Say what is a fault of ours; without the error's own words, which may hold a secret."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"A fault of segment-models {__version__}: {type(error).__name__} in {Path(last.filename).name}, line "
        f"{last.lineno}. Run the command again with --debug to see the traceback, and please report it."
    )
