"""Finding the files to load, and the schema each belongs to."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from segment_models.errors import LoadError
from segment_models.naming import safe_name, snake_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_glob = partial(glob, recursive=True)
_DAY = re.compile(r"[0-9]{13}")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to load: where it is, its size in bytes on disk, and the schema it belongs to."""

    path: Path
    size: int
    schema: str

    def sha256(self) -> str:
        """Return the SHA-256 of the bytes on disk, in hexadecimal."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def find_files(paths: str | Path | Iterable[str | Path], schema: str | None, rejects: Path) -> list[InputFile]:
    """Return every file that ``paths`` name, each once, in the order of the paths and by name within one.

    A folder gives the files in it at any depth, but for hidden ones and the ``rejects`` of earlier loads.
    """
    found: dict[Path, Path] = {}
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for file in _matches(path, rejects.resolve()):
            found.setdefault(file.resolve(), file)
    if not found:
        raise LoadError("Nothing to load: there is no path.")
    sources: dict[str, str] = {}
    return [
        InputFile(path, path.stat().st_size, schema if schema is not None else _schema_of(resolved, sources))
        for resolved, path in found.items()
    ]


def _matches(path: str | Path, rejects: Path) -> Iterator[Path]:
    given = Path(path).expanduser()
    if given.is_file():
        yield given
        return
    roots = [given] if given.is_dir() else [Path(match) for match in _glob(str(given))]
    files = [file for root in roots for file in _files_in(root) if file.resolve() != rejects]
    if not files:
        raise LoadError(f"Nothing to load at {str(path)!r}: no such file, folder with files, or pattern that matches.")
    yield from sorted(files)


def _files_in(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for file in root.rglob("*"):
        inside = file.relative_to(root).parts
        if file.is_file() and not any(part.startswith(".") for part in inside):
            yield file


def _schema_of(path: Path, sources: dict[str, str]) -> str:
    """Return the schema of a file at ``<source>/<day in epoch milliseconds>/<file>``."""
    day, source = path.parent.name, path.parent.parent.name
    name = snake_case(source)
    if not _DAY.fullmatch(day) or not name:
        raise LoadError(
            f"Cannot tell which source {str(path)!r} belongs to: it is not in a <source>/<day>/ folder, as "
            "Segment writes them. Give the schema to load it into."
        )
    schema = safe_name(name, frozenset())
    if sources.setdefault(schema, source) != source:
        raise LoadError(
            f"The sources {sources[schema]!r} and {source!r} would both be loaded into schema {schema!r}. "
            "Load them one at a time, each with a schema of its own."
        )
    return schema
