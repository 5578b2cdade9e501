"""Files to messages: what is in a file, one call at a time."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from json import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

from segment_models.errors import LoadError
from segment_models.load.values import Number, json_text, read_float, read_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


CALLS = frozenset({"alias", "group", "identify", "page", "screen", "track"})
"""The values of ``type`` that Segment knows."""

LARGEST_DOCUMENT = 128 * 1024 * 1024
"""Bytes of the largest file that may be one JSON document over many lines; it is read whole."""

DEEPEST = 100
"""Objects and arrays that may be inside one another on a line."""

BLOCK = 1024 * 1024
"""Bytes unzipped at a time."""

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_NOT_SPACE = re.compile(r"[^ \t\r\n]")

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a batch or a captured request says about every message in it."""

    received_at: object = None
    sent_at: object = None
    context: object = None


class Call(NamedTuple):
    """One message that is a call. ``size``: characters of JSON it took, about."""

    message: Message
    envelope: Envelope
    size: int


@dataclass(frozen=True, slots=True)
class Reject:
    """Something in a file that is not a call: its line (from 1), why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class _NotJson:
    reason: str
    is_cut_short: bool = False


_TOO_DEEP = _NotJson(f"nested more than {DEEPEST} deep")


class _Document(NamedTuple):
    """One JSON value of a file: the line it starts on (from 1), its text, and the value."""

    line: int
    text: str
    value: object


ALONE = Envelope()


class Reader:
    """One open file, as calls and rejects. ``bytes_done`` tells how far on disk it has come."""

    def __init__(self, path: Path, raw: BufferedReader) -> None:
        self._path = path
        self._raw = raw

    @property
    def bytes_done(self) -> int:
        """Bytes of the file on disk that have been read."""
        return self._raw.tell()

    def __iter__(self) -> Iterator[Call | Reject]:
        try:
            for document in _documents(_unpacked(self._raw)):
                yield from _calls(document)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise LoadError(
                f"{str(self._path)!r} is cut short or damaged ({error}). Nothing was loaded. "
                "Fetch the file again, or leave it out."
            ) from error
        except _TooLargeError as error:
            raise LoadError(
                f"{str(self._path)!r} is one JSON document of more than {LARGEST_DOCUMENT:,} bytes, or its "
                "first line is cut short. Write one message a line."
            ) from error


class _TooLargeError(Exception):
    """A document over many lines that goes on beyond LARGEST_DOCUMENT."""


def _unpacked(raw: BufferedReader) -> BufferedReader:
    """Return what the file holds, unzipped if it starts as gzip does, whatever its name."""
    if not raw.peek(len(_GZIP)).startswith(_GZIP):
        return raw
    return BufferedReader(gzip.GzipFile(fileobj=raw), BLOCK)


def _documents(stream: BufferedReader) -> Iterator[_Document]:
    """Yield each JSON value: one a line or, if the first line is only the start of one, over many lines."""
    for line, raw in enumerate(stream, 1):
        text = _text(raw.removeprefix(_BOM) if line == 1 else raw)
        if not text:
            continue
        value = _parse(text)
        if isinstance(value, _NotJson) and value.is_cut_short:
            yield from _rest(line, raw.removeprefix(_BOM), stream)
        else:
            yield _Document(line, text, value)
            yield from _lines(stream, line + 1)
        return


def _lines(stream: Iterable[bytes], first: int) -> Iterator[_Document]:
    for line, raw in enumerate(stream, first):
        text = _text(raw)
        if text:
            yield _Document(line, text, _parse(text))


def _rest(line: int, first: bytes, stream: BufferedReader) -> Iterator[_Document]:
    """Yield the documents of a file that are written over many lines; line by line if they are not valid."""
    whole = first + stream.read(LARGEST_DOCUMENT)
    if stream.peek(1):
        raise _TooLargeError
    text = _text(whole)
    found: list[_Document] = []
    start, position, counted = line, 0, 0
    while position < len(text):
        value, end = _parse_from(text, position)
        if isinstance(value, _NotJson):
            yield from _lines(BytesIO(whole), line)
            return
        if _is_too_deep(value):
            value = _TOO_DEEP
        start += text.count("\n", counted, position)
        found.append(_Document(start, text[position:end], value))
        following = _NOT_SPACE.search(text, end)
        counted, position = position, following.start() if following else len(text)
    yield from found


def _text(raw: bytes) -> str:
    """Return a line as text. A byte that is not UTF-8 becomes a lone surrogate, replaced on insertion."""
    return raw.strip().decode(errors="surrogateescape")


def _refuse(constant: str) -> NoReturn:
    raise JSONDecodeError(f"{constant} is not a JSON value", constant, 0)


_DECODER = JSONDecoder(parse_float=read_float, parse_constant=_refuse)
_DECODER_OF_LONG_INTS = JSONDecoder(parse_float=read_float, parse_int=read_int, parse_constant=_refuse)


def _parse(text: str) -> object:
    value, end = _parse_from(text, 0)
    if end != len(text) and not isinstance(value, _NotJson):
        return _NotJson(f"not JSON: more text after the value, at character {end + 1}")
    if text.count("{") + text.count("[") > DEEPEST and _is_too_deep(value):
        return _TOO_DEEP
    return value


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        inner = [node.values() if isinstance(node, dict) else node for node in level if isinstance(node, dict | list)]
        level = [node for nodes in inner for node in nodes]
    return any(isinstance(node, dict | list) for node in level)


def _parse_from(text: str, position: int, decoder: JSONDecoder = _DECODER) -> tuple[object, int]:
    """Return the JSON value at ``position``, or why there is none, and where it ends."""
    try:
        return decoder.raw_decode(text, position)
    except JSONDecodeError as error:
        reason = f"not JSON: {error.msg}, at character {error.pos - position + 1}"
        return _NotJson(reason, is_cut_short=error.pos == len(text)), position
    except RecursionError:
        return _TOO_DEEP, position
    except ValueError:  # an integer longer than Python reads
        return _parse_from(text, position, _DECODER_OF_LONG_INTS)


def _calls(document: _Document) -> Iterator[Call | Reject]:
    """Yield the calls of a document: one message, a batch, a captured request, or an array of any of them."""
    line, text, value = document
    if isinstance(value, _NotJson):
        yield Reject(line, value.reason, text)
    elif (reason := _why_not_a_call(value)) is None:
        yield Call(value, ALONE, len(text))  # type: ignore[arg-type]  # a call is a dict
    else:
        opened = list(_opened(value, ALONE, reason))
        for part, envelope, why_not in opened:
            if why_not is None:
                yield Call(part, envelope, len(text) // len(opened))
            else:
                yield Reject(line, why_not, text if part is value else json_text(part))


def _opened(value: object, envelope: Envelope, reason: str | None) -> Iterator[tuple[Any, Envelope, str | None]]:
    """Yield each message in ``value`` with its envelope, and why it is not a call (None if it is one)."""
    inner = value if isinstance(value, list) else None
    if isinstance(value, dict) and reason is not None:
        body = value.get("body")
        inner = value.get("batch") if isinstance(value.get("batch"), list) else inner
        inner = body if isinstance(body, list) else [body] if isinstance(body, dict) else inner
        envelope = Envelope(
            received_at=value.get("receivedAt", envelope.received_at),
            sent_at=value.get("sentAt", envelope.sent_at),
            context=value.get("context", envelope.context),
        )
    if inner is None:
        yield value, envelope, reason
        return
    for part in inner:
        yield from _opened(part, envelope, _why_not_a_call(part))


def _why_not_a_call(value: object) -> str | None:
    """Return why ``value`` is not a call of Segment's; None if it is one."""
    if not isinstance(value, dict):
        return "not an object"
    kind = value.get("type")
    if kind is None:
        return "type is missing"
    if not isinstance(kind, str) or kind not in CALLS:
        return f"unknown type {json_text(kind)[:100]}"
    if kind == "track":
        event = value.get("event")
        if not isinstance(event, str | int | float | Number) or isinstance(event, bool) or event == "":
            return "track without event"
    return None
