"""The file of rejected lines."""

from __future__ import annotations

import json
import shutil
import tempfile
from typing import IO, TYPE_CHECKING, Self

from segment_models.errors import LoadError

if TYPE_CHECKING:
    from pathlib import Path

    from segment_models.load.reading import Reject

LONGEST_TEXT = 10_000
"""Characters kept of what was rejected."""


_KEYS = ("file", "line", "reason", "text")

_LONGEST_LINE = 1 << 20
"""Characters of a line of rejects, of which the longest text has each one escaped."""


class Rejects:
    """Rejected lines, put aside until the load succeeds and then added to the end of the file at ``path``.

    Added, not written anew: the files that an earlier load took are not read again, so its rejects must stay.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._aside: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._aside is not None:
            self._aside.close()

    def add(self, file: Path, reject: Reject) -> None:
        """Put one reject aside."""
        if self._aside is None:
            if not self.path.absolute().parent.is_dir():
                raise LoadError(f"Cannot write rejected lines to {str(self.path)!r}: there is no such folder.")
            if not _holds_rejects(self.path):
                raise LoadError(
                    f"Rejected lines would be added to {str(self.path)!r}, which holds something else. Name another "
                    "file with --rejects (in Python, rejects=). Nothing was loaded."
                )
            self._aside = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 closed with this object
        values = (str(file), reject.line, reject.reason, reject.text[:LONGEST_TEXT])
        said = dict(zip(_KEYS, values, strict=True))
        self._aside.write(json.dumps(said) + "\n")
        self.count += 1

    def mark(self) -> tuple[int, int]:
        """Return a mark of what was put aside so far."""
        return self.count, 0 if self._aside is None else self._aside.tell()

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was put aside after ``mark``."""
        self.count, position = mark
        if self._aside is not None:
            self._aside.seek(position)
            self._aside.truncate()

    def save(self) -> None:
        """Add what was put aside to the file; without rejects, no file is made."""
        if self._aside is None or not self.count:
            return
        self._aside.seek(0)
        try:
            with self.path.open("a", encoding="utf-8") as file:
                shutil.copyfileobj(self._aside, file)
        except OSError as error:
            raise LoadError(f"Cannot write rejected lines to {str(self.path)!r}: {error}.") from error


def _holds_rejects(path: Path) -> bool:
    """Return whether rejects may be added to what stands at a place: nothing, an empty file, rejects, or a device."""
    if not path.is_file():
        return True
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline(_LONGEST_LINE)
    try:
        held = json.loads(first) if first else dict.fromkeys(_KEYS)
    except (ValueError, RecursionError):
        return False
    return isinstance(held, dict) and tuple(held) == _KEYS
