"""How a file is written: whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def put_in_place(path: Path, text: str) -> None:
    """Write a text to a file whole or not at all, as `in_place` does."""
    with in_place(path) as aside:
        aside.write_text(text, encoding="utf-8")


@contextmanager
def in_place(path: Path) -> Iterator[Path]:
    """Give a file to write to, which takes another's place once it is written; if it is not, what was there stays.

    Where a link is, it takes the link's place: what that leads to is somebody else's. What is no file, such as a pipe
    with a name, is written to as it is.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        yield path
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield aside
        aside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            aside.unlink()
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror or str(error), str(path)) from None
        raise
