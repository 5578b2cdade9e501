"""A file on disk to the UTF-8 text in it: unzipped, recoded, and named where it is something else."""

from __future__ import annotations

import codecs
import gzip
import hashlib
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Buffer

BLOCK = 1024 * 1024
"""Bytes unzipped at a time."""

MOST_ZIPPED = 3
"""How often a file may have been zipped, gzip in gzip."""

_GZIP = b"\x1f\x8b"

_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    **{
        start.encode(encoding): encoding
        for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
        for start in "{["
    },
}
"""How a file starts that is not UTF-8, longest start first: with a byte order mark, or with JSON."""

_FORMATS = {
    b"PK\x03\x04": "a ZIP archive: unpack it",
    b"PAR1": "a Parquet file: write its messages as JSON lines",
    b"Obj\x01": "an Avro file: write its messages as JSON lines",
    b"\x28\xb5\x2f\xfd": "zipped with Zstandard: unzip it, or zip it with gzip",
    b"\xfd7zXZ\x00": "zipped with xz: unzip it, or zip it with gzip",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it",
    **{b"BZh%d1AY&SY" % level: "zipped with bzip2: unzip it, or zip it with gzip" for level in range(1, 10)},
    _GZIP: f"zipped more than {MOST_ZIPPED} times: unzip it",
}
"""How a file starts that is no text, what it is, and what to do."""

_TAR, _TAR_AT = b"ustar", 257


class NotTextError(Exception):
    """A file is an archive, or a table of another kind; the message says what it is and what to do."""


class HashedFile(RawIOBase):
    """A file on disk that hashes what is read of it. ``bytes_done``: how many bytes that are."""

    def __init__(self, raw: RawIOBase) -> None:
        super().__init__()
        self._raw = raw
        self._hash = hashlib.sha256()
        self.bytes_done = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read some bytes."""
        view = memoryview(buffer)
        count = self._raw.readinto(view) or 0
        self._hash.update(view[:count])
        self.bytes_done += count
        return count

    def sha256(self) -> str:
        """Return the SHA-256 of all bytes to the end of the file, in hexadecimal."""
        while self.read(BLOCK):
            pass
        return self._hash.hexdigest()


class _Recoded(RawIOBase):
    """Text of another encoding as UTF-8. What is not text in it becomes U+FFFD."""

    def __init__(self, stream: BufferedReader[Any], encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = b""

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read some bytes."""
        view = memoryview(buffer)
        while not self._ready:
            block = self._stream.read(BLOCK)
            self._ready = self._decoder.decode(block, final=not block).encode()
            if not block:
                break
        count = min(len(view), len(self._ready))
        view[:count], self._ready = self._ready[:count], self._ready[count:]
        return count


def unpacked(raw: BufferedReader[Any]) -> BufferedReader[Any]:
    """Return the text in a file as UTF-8: unzipped if it starts as gzip does, whatever its name.

    Raises:
        NotTextError: there is no text in it.
    """
    stream = raw
    for _ in range(MOST_ZIPPED):
        if stream.peek(len(_GZIP)).startswith(_GZIP):
            stream = BufferedReader(gzip.GzipFile(fileobj=stream, mode="rb"), BLOCK)
    start = stream.peek(_TAR_AT + len(_TAR))
    if start[_TAR_AT:].startswith(_TAR):
        raise NotTextError("a tar archive: unpack it")
    for prefix, said in _FORMATS.items():
        if start.startswith(prefix):
            raise NotTextError(said)
    for prefix, encoding in _ENCODINGS.items():
        if start.startswith(prefix):
            return BufferedReader(_Recoded(stream, encoding), BLOCK)
    return stream
