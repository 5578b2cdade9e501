"""Files stay in the folder that was named, whatever a model is called and wherever a link points."""

from collections.abc import Iterable
from pathlib import Path, PureWindowsPath

from segment_models.errors import ExportError


def require_inside(folder: Path, paths: Iterable[str]) -> None:
    """Refuse paths, with slashes, that lead out of a folder, and names that are no names of files.

    Raises:
        ExportError: one does; the message lists them.
    """
    whole = folder.resolve()
    lines = [f"  {path!r}: {why}" for path in paths if (why := _wrong(whole, path))]
    if lines:
        raise ExportError(
            f"Nothing was written to {folder}, because of files that would not be in it:\n"
            + "\n".join(lines)
            + "\nA file is called like its model: change models.MODEL.name or model_prefix, or remove the link."
        )


def _wrong(whole: Path, path: str) -> str:
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\0" in path or PureWindowsPath(path).drive or "\\" in path:
        return "no name of a file"
    if not (whole / path).resolve().is_relative_to(whole):
        return "a link leads out of the folder"
    return ""
