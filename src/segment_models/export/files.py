"""An exported project is a value: files with their texts. Writing it never loses what somebody else wrote.

Every file begins with two lines of comment that say what wrote it and the hash of the text below them. So a file that
was changed by hand is known, and kept until it is meant.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from segment_models._version import __version__
from segment_models.config import Config
from segment_models.configured import incremental_models
from segment_models.display import Display, Displayed, Table
from segment_models.errors import ExportError
from segment_models.export.inside import require_inside
from segment_models.words import counted

COMMENTS = {
    ".sql": ("-- ", ""),
    ".sqlx": ("-- ", ""),
    ".yml": ("# ", ""),
    ".yaml": ("# ", ""),
    ".js": ("// ", ""),
    ".md": ("<!-- ", " -->"),
}
"""What a comment of one line starts and ends with, by the file's suffix."""

_HEADER = re.compile(r"segment-models \S+, exported for (?P<tool>\w+).*, text (?P<text>[0-9a-f]{16})\b")
_HEADER_LINES = 2
_DIGITS = 16
_WRONG = {
    "missing": "missing",
    "ours": "out of date",
    "changed": "changed by hand",
    "foreign": "not of an export",
    "folder": "a folder",
}

State = Literal["missing", "same", "ours", "changed", "foreign", "folder"]
"""A place: nothing there; what would be written; ours and older; ours and changed by hand; another's; a folder."""


@dataclass(frozen=True)
class ExportedFile:
    """One file: its path in the folder, with slashes, and its text below the header."""

    path: str
    text: str


@dataclass(frozen=True)
class Export:
    """A project of another tool.

    ``tool`` is one word, ``target`` says which warehouse it is for. ``folders`` are those it fills alone: a file that
    an earlier export left there, and that is no longer in ``files``, is removed. ``notes`` are what to tell the user.
    """

    tool: str
    target: str
    configuration: str
    files: tuple[ExportedFile, ...]
    folders: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def whole(self, file: ExportedFile) -> str:
        """Return a file's text with its header."""
        start, end = COMMENTS[PurePosixPath(file.path).suffix]
        what = f"segment-models {__version__}, exported for {self.tool} on {self.target}"
        first = f"{what}, configuration {self.configuration}, text {_hash(file.text)}"
        second = "Change the configuration and export again. Changed by hand, this file is kept until: export --force"
        return f"{start}{first}{end}\n{start}{second}{end}\n{file.text}"


@dataclass(frozen=True, repr=False)
class Written(Displayed):
    """What an export did: paths in the folder, with slashes."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def _display(self) -> Display:
        kinds = {"written": self.written, "removed": self.removed, "the same": self.same}
        return Display(
            ", ".join(f"{counted(len(paths), 'file')} {kind}" for kind, paths in kinds.items()),
            self.notes,
            (Table(("file", "is"), [(path, kind) for kind, paths in kinds.items() for path in paths]),),
        )


def configuration_hash(config: Config) -> str:
    """Return what tells one configuration from another; the connection, which may hold a secret, is not in it."""
    values = config.model_dump(mode="json", by_alias=True, exclude={"connection"})
    return _hash(json.dumps(values, sort_keys=True))


def rebuilt_note(config: Config) -> tuple[str, ...]:
    """Return what to tell the user of incremental models, which other tools rebuild; nothing where there are none."""
    incremental = incremental_models(config)
    if not incremental:
        return ()
    what = "The tool rebuilds these incremental models as tables in every run"
    return (f"{what}: {', '.join(incremental)}. The rows are the same.",)


def write(export: Export, folder: str | Path, *, force: bool = False, check: bool = False) -> Written:
    """Write a project to a folder, and remove what an earlier export left there; what is the same is not touched.

    With ``check`` nothing is written. If writing fails, the folder is as it was.

    Raises:
        ExportError: a file was changed by hand or is another's, and not ``force``; with ``check``, the folder does not
            hold exactly this export. The message lists the files.
        OSError: the folder cannot be written to.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file. Name a folder to export to.")
    require_inside(folder, (file.path for file in export.files))
    texts = {file.path: export.whole(file) for file in export.files}
    states = {path: _state(folder / path, text, export.tool) for path, text in texts.items()}
    gone = {path: _state(folder / path, None, export.tool) for path in _left_behind(export, folder, texts)}
    require_inside(folder, gone)
    if check:
        _require_same(folder, states, gone)
    else:
        _require_ours(folder, states | gone, force=force)
    new = {path: texts[path] for path, state in states.items() if state != "same"}
    if not check:
        _replace(folder, new, tuple(gone))
    same = tuple(path for path in texts if path not in new)
    return Written(tuple(new), tuple(gone), same, export.notes)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _state(path: Path, text: str | None, tool: str) -> State:
    """Return what stands at a place; lines that end as Windows ends them are the same lines."""
    if path.is_dir():
        return "folder"
    try:
        there = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return "missing"
    except UnicodeDecodeError:
        return "foreign"
    if there == text:
        return "same"
    *header, body = there.split("\n", _HEADER_LINES)
    said = _HEADER.search(header[0]) if len(header) == _HEADER_LINES else None
    if said is None or said["tool"] != tool:
        return "foreign"
    return "ours" if said["text"] == _hash(body) else "changed"


def is_ours(path: Path, tool: str) -> bool:
    """Return whether a file was written by an export for this tool, and not changed since."""
    return _state(path, None, tool) == "ours"


def _left_behind(export: Export, folder: Path, texts: dict[str, str]) -> Iterator[str]:
    """Yield the files that an earlier export wrote to this one's folders, and that this one does not have."""
    for owned in export.folders:
        for path in sorted((folder / owned).rglob("*")):
            name = path.relative_to(folder).as_posix()
            known = path.suffix in COMMENTS and path.is_file() and name not in texts
            if known and _state(path, None, export.tool) != "foreign":
                yield name


def _require_same(folder: Path, states: dict[str, State], gone: dict[str, State]) -> None:
    lines = [f"  {path}: {_WRONG[state]}" for path, state in states.items() if state != "same"]
    lines += [f"  {path}: no longer exported" for path in gone]
    if lines:
        raise ExportError(
            f"{folder} is not what the configuration exports now:\n" + "\n".join(lines) + "\nExport again."
        )


def _require_ours(folder: Path, states: dict[str, State], *, force: bool) -> None:
    """Overwrite nothing that somebody else wrote or changed, unless that is meant; and never a folder."""
    kept = {"folder": "a folder, which is never removed"}
    words = kept if force else {"changed": "changed by hand", "foreign": "not written by an export"} | kept
    lines = [f"  {path}: {words[state]}" for path, state in states.items() if state in words]
    if lines:
        raise ExportError(
            f"Nothing was written to {folder}, where these files would be lost:\n"
            + "\n".join(lines)
            + "\nMove your changes into files of your own, or overwrite them with --force."
        )


def _replace(folder: Path, new: dict[str, str], gone: tuple[str, ...]) -> None:
    """Write every file aside, then put each in its place; if one cannot be, put back what was there."""
    if not new and not gone:
        return
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    before: dict[Path, bytes | None] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".segment-models-", dir=folder) as aside:
            for number, text in enumerate(new.values()):
                Path(aside, str(number)).write_text(text, encoding="utf-8", newline="\n")
            for number, path in enumerate(folder / name for name in new):
                made[:0] = [parent for parent in path.parents if not parent.exists()]
                path.parent.mkdir(parents=True, exist_ok=True)
                before[path] = path.read_bytes() if path.exists() else None
                Path(aside, str(number)).replace(path)
            for path in (folder / name for name in gone):
                before[path] = path.read_bytes()
                path.unlink()
    except BaseException:
        _restore(before, made)
        raise


def _restore(before: dict[Path, bytes | None], made: list[Path]) -> None:
    for path, content in before.items():
        if content is not None:
            path.write_bytes(content)
        else:
            path.unlink(missing_ok=True)
    for path in made:
        shutil.rmtree(path, ignore_errors=True)
