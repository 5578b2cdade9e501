"""Finding the files to load, and the schema each belongs to."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass, field
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from segment_models.errors import LoadError
from segment_models.naming import safe_name, snake_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_glob = partial(glob, recursive=True)
_DAY = re.compile(r"[0-9]{13}")

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_NO_FOLDER_OF_A_SOURCE = "not in a <source>/<day>/ folder, as Segment writes them"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to load: where it is, its size in bytes on disk, and the schema it belongs to."""

    path: Path
    size: int
    schema: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of which nothing was loaded, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The files to load, and what was met in a folder or by a pattern that is none of them."""

    files: list[InputFile] = field(default_factory=list)
    passed_over: list[LeftOut] = field(default_factory=list)


def find_files(paths: str | Path | Iterable[str | Path], schema: str | None, rejects: Path) -> Found:
    """Return every file that ``paths`` name, each once, in the order of the paths and by name within one.

    A folder gives the files in it at any depth, but for hidden ones and the ``rejects`` of earlier loads. What a
    folder or a pattern gives and cannot be loaded is passed over; what a path itself names is refused.
    """
    if schema is not None and not schema.strip():
        raise LoadError("The schema has no name. Give one, or leave it out where the files are in folders of sources.")
    found, matches = Found(), _Matches(real(rejects))
    for path in [paths] if isinstance(paths, str | Path) else paths:
        matches.add(path)
    if not matches.files and not matches.passed_over:
        raise LoadError("Nothing to load: there is no path.")
    found.passed_over.extend(matches.passed_over)
    sources: dict[str, str] = {}
    for resolved, (path, is_named) in matches.files.items():
        name = schema if schema is not None else _schema_of(resolved, sources)
        if name is not None:
            found.files.append(InputFile(path, path.stat().st_size, name))
        elif is_named:
            _refuse_without_schema(path)
        else:
            found.passed_over.append(LeftOut(path, _NO_FOLDER_OF_A_SOURCE))
    if not found.files:
        if any(left.reason == _NO_FOLDER_OF_A_SOURCE for left in found.passed_over):
            _refuse_without_schema(found.passed_over[-1].path)
        raise LoadError(f"Nothing to load: {told(found.passed_over)}.")
    return found


def told(left_out: Iterable[LeftOut]) -> str:
    """Return the files that were left out as one clause, the first ten with their reasons."""
    each = [f"{str(left.path)!r} ({left.reason})" for left in left_out]
    return ", ".join(each[:10]) + (f", and {len(each) - 10:,} more" if len(each) > 10 else "")  # noqa: PLR2004


class _Matches:
    """What paths lead to: files by where they really are, each with whether a path names it, and the rest."""

    def __init__(self, rejects: Path) -> None:
        self._rejects = rejects
        self.files: dict[Path, tuple[Path, bool]] = {}
        self.passed_over: list[LeftOut] = []

    def add(self, path: str | Path) -> None:
        """Add all that one path leads to."""
        given = Path(path).expanduser()
        if os.path.lexists(given) and not given.is_dir():
            if (kind := _kind(given)) is not None:
                raise LoadError(
                    f"{str(path)!r} is {kind}. Load takes regular files only, for it remembers them: write the events "
                    "into a file, zipped with gzip or plain, and load that."
                )
            self.files[real(given)] = (given, True)
            return
        roots = [given] if given.is_dir() else [Path(match) for match in _glob(str(given))]
        files = sorted(file for root in roots for file in _files_in(root) if real(file) != self._rejects)
        if not files:
            raise LoadError(
                f"Nothing to load at {str(path)!r}: no such file, folder with files, or pattern that matches."
            )
        for file in files:
            if (kind := _kind(file)) is None:
                self.files.setdefault(real(file), (file, False))
            else:
                self.passed_over.append(LeftOut(file, kind))


def real(path: Path) -> Path:
    """Return where a path really leads, as far as its links go."""
    return Path(os.path.realpath(path))  # Path.resolve raises where links go round in a circle


def _kind(path: Path) -> str | None:
    """Return what is at ``path`` if it is no regular file."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
            return "a link to nothing"
        raise
    if stat.S_ISREG(mode):
        return None
    return next((kind for is_one, kind in _KINDS if is_one(mode)), "a link to a folder: name it to load it")


def _files_in(root: Path) -> Iterator[Path]:
    """Yield all that is in a folder and is no folder; a folder that cannot be read is an error."""
    if not root.is_dir():
        yield root
        return
    for folder, inner, names in os.walk(root, onerror=_raise):
        links = [name for name in inner if Path(folder, name).is_symlink()]
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (Path(folder, name) for name in (*links, *names) if not name.startswith("."))


def _raise(error: OSError) -> NoReturn:
    raise LoadError(f"Cannot read the folder: {error}. Nothing was loaded.") from error


def _schema_of(path: Path, sources: dict[str, str]) -> str | None:
    """Return the schema of a file at ``<source>/<day in epoch milliseconds>/<file>``; None for any other file."""
    day, source = path.parent.name, path.parent.parent.name
    name = snake_case(source)
    if not _DAY.fullmatch(day) or not name:
        return None
    schema = safe_name(name, frozenset())
    if sources.setdefault(schema, source) != source:
        raise LoadError(
            f"The sources {sources[schema]!r} and {source!r} would both be loaded into schema {schema!r}. "
            "Load them one at a time, each with a schema of its own."
        )
    return schema


def _refuse_without_schema(path: Path) -> NoReturn:
    raise LoadError(
        f"Cannot tell which source {str(path)!r} belongs to: it is {_NO_FOLDER_OF_A_SOURCE}. Name the schema to "
        "load it into: --schema NAME (in Python, schema='name')."
    )
