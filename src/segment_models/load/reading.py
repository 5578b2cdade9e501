"""Files to messages: what is in a file, one call at a time."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from itertools import count, repeat
from json import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

import msgspec

from segment_models.errors import LoadError
from segment_models.load.unpacking import BLOCK, unpacked
from segment_models.load.values import Number, json_text, read_float, read_int

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


CALLS = frozenset({"alias", "group", "identify", "page", "screen", "track"})
"""The values of ``type`` that Segment knows."""

LARGEST_DOCUMENT = 128 * 1024 * 1024
"""Bytes of the longest line, and of the largest file that may be one JSON document over many lines.

Both are read whole.
"""

DEEPEST = 100
"""Objects and arrays that may be inside one another on a line."""

AT_ONCE = 128 * 1024
"""Bytes of the lines that are read together: so few that what is made of them is still in the processor's cache."""

LONGEST_KEPT = 10_000
"""Characters kept of a line that is too long to be read."""

_BLANK = " \t\r\n\v\f\ufeff\x1e"
"""What may stand around a value: besides blanks, a byte order mark, and what begins a record of RFC 7464."""

_BETWEEN = re.compile(rf"[{_BLANK},]*")

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a batch or a captured request says about every message in it."""

    received_at: object = None
    sent_at: object = None
    context: object = None


class Call(NamedTuple):
    """One message that is a call. ``size``: characters of JSON it took, about, with what its envelope adds."""

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


_TOO_LONG = _NotJson(f"longer than {LARGEST_DOCUMENT:,} bytes: write one message a line")
_TOO_DEEP = _NotJson(f"nested more than {DEEPEST} deep")


class _Document(NamedTuple):
    """One JSON value of a file: the line it starts on (from 1), its text, and the value."""

    line: int
    text: str
    value: object


ALONE = Envelope()


def parts(path: Path, raw: BufferedReader[Any]) -> Iterator[list[Call] | Call | Reject]:
    """Yield what is in an open file: calls, where there are many lines of them together, and rejects.

    Raises:
        NotTextError: it is an archive, or a table of another kind.
        LoadError: it is damaged.
    """
    try:
        for document in _documents(unpacked(raw)):
            if isinstance(document, _Document):
                yield from _calls(document)
            else:
                yield document
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LoadError(
            f"{str(path)!r} is cut short or damaged ({error}). Nothing was loaded. "
            "Fetch the file again, or leave it out."
        ) from error
    except _TooLargeError as error:
        raise LoadError(
            f"{str(path)!r} is one JSON document of more than {LARGEST_DOCUMENT:,} bytes, or its "
            "first line is cut short. Nothing was loaded. Write one message a line."
        ) from error


class _TooLargeError(Exception):
    """A document over many lines that goes on beyond LARGEST_DOCUMENT."""


def _documents(stream: BufferedReader) -> Iterator[list[Call] | Call | _Document]:
    """Yield each JSON value: those of each line or, if the first line is only the start of one, over many lines.

    What is plainly one call comes as such.
    """
    for line, raw, is_whole in _lines(stream):
        text = _text(raw)
        if not text:
            continue
        value, _ = _parse_from(text, 0)
        if is_whole and isinstance(value, _NotJson) and value.is_cut_short:
            yield from _rest(line, raw, stream)
            return
        yield from _of_line(line, text) if is_whole else (_Document(line, text, _TOO_LONG),)
        yield from _of_lines(stream, line + 1)
        return


def _of_lines(stream: BufferedReader, first: int) -> Iterator[list[Call] | Call | _Document]:
    """Yield what is on each line: of those that can be had at once, all together if each is plainly one call."""
    line = first
    while ready := stream.peek(1):
        end = ready.rfind(b"\n") + 1
        if not end:
            yield from _of_any_line(*next(_lines(stream, line)))
            line += 1
        stream.read(end)
        for some in _in_pieces(ready, end):
            if (calls := _all_usual(some)) is not None:
                yield calls
            else:
                for one in _lines(BytesIO(some), line):
                    yield from _of_any_line(*one)
            line += some.count(b"\n")


def _in_pieces(lines: bytes, end: int) -> Iterator[bytes]:
    """Yield the lines up to ``end``, about AT_ONCE bytes of them at a time."""
    start = 0
    while start < end:
        cut = lines.rfind(b"\n", start, min(start + AT_ONCE, end)) + 1 or lines.find(b"\n", start) + 1
        yield lines[start:cut]
        start = cut


def _of_any_line(line: int, raw: bytes, is_whole: bool) -> Iterator[Call | _Document]:  # noqa: FBT001
    if is_whole and (call := _usual(raw)):
        yield call
        return
    text = _text(raw)
    if not is_whole:
        yield _Document(line, text, _TOO_LONG)
    elif text:
        yield from _of_line(line, text)


def _all_usual(raw: bytes) -> list[Call] | None:
    """Return the call on each of many lines; None where one of them needs a closer look.

    Each line begins as an object does and ends as one does, and no object goes on with `{` after a `}` and a line
    feed. So a line has one value or more, and one where there are as many values as lines.
    """
    count = raw.count(b"\n")
    if raw[:1] != b"{" or raw[-2:] != b"}\n" or raw.count(b"}\n{") != count - 1:
        return None
    try:
        values = _decode_lines(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    lines = raw.split(b"\n")[:-1]
    sizes = [len(line) + 1 for line in lines]
    openings = max(map(bytes.count, lines, repeat(b"{"))) + max(map(bytes.count, lines, repeat(b"[")))
    if len(values) != count or max(sizes) > LARGEST_DOCUMENT or openings > DEEPEST or any(map(_why_not_a_call, values)):
        return None
    return list(map(Call, values, repeat(ALONE), sizes))


def _usual(raw: bytes) -> Call | None:
    """Return the call that a line is, as nearly all are; None where it needs a closer look.

    msgspec takes less than `_DECODER`, which looks at whatever it refuses, and reads what both take as the same values.
    """
    try:
        value = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if raw.count(b"{") + raw.count(b"[") > DEEPEST or _why_not_a_call(value) is not None:
        return None
    return Call(value, ALONE, len(raw))


def _lines(stream: BufferedReader | BytesIO, first: int = 1) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each line with its number and whether it is whole; of one that is too long, only its start."""
    for line in count(first):
        raw = stream.readline(LARGEST_DOCUMENT + 1)
        if not raw:
            return
        is_whole = len(raw) <= LARGEST_DOCUMENT
        if not is_whole:
            last, raw = raw[-1:], raw[:LONGEST_KEPT]
            while last and last != b"\n":
                last = stream.readline(BLOCK)[-1:]
        yield line, raw, is_whole


def _of_line(line: int, text: str) -> Iterator[_Document]:
    """Yield the values of one line: objects and arrays may follow one another, as a stream of records writes them."""
    value, end = _parse_from(text, 0)
    if end == len(text) or isinstance(value, _NotJson):
        yield _Document(line, text, _checked(value, text))
        return
    if not isinstance(value, dict | list):
        yield _Document(line, text, _more_text(end))
        return
    position = 0
    while isinstance(value, dict | list):
        part = text[position:end]
        yield _Document(line, part, _checked(value, part))
        before, position = end, _end_of_blank(text, end)
        if position == len(text):
            return
        value, end = _parse_from(text, position)
    yield _Document(line, text[position:], value if isinstance(value, _NotJson) else _more_text(before))


def _more_text(end: int) -> _NotJson:
    return _NotJson(f"not JSON: more text after the value, at character {end + 1}")


def _end_of_blank(text: str, position: int) -> int:
    """Return where the next value of ``text`` starts at ``position`` or after it."""
    found = _BETWEEN.match(text, position)
    return position if found is None else found.end()


def _rest(line: int, first: bytes, stream: BufferedReader) -> Iterator[list[Call] | Call | _Document]:
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
            yield from _of_lines(BufferedReader(BytesIO(whole), BLOCK), line)
            return
        if _is_too_deep(value):
            value = _TOO_DEEP
        start += text.count("\n", counted, position)
        found.append(_Document(start, text[position:end], value))
        counted, position = position, _end_of_blank(text, end)
    yield from found


def _text(raw: bytes) -> str:
    """Return a line as text. A byte that is not UTF-8 becomes a lone surrogate, replaced on insertion."""
    return raw.decode(errors="surrogateescape").strip(_BLANK)


def _refuse(constant: str) -> NoReturn:
    raise JSONDecodeError(f"{constant} is not a JSON value", constant, 0)


_decoder = msgspec.json.Decoder(float_hook=read_float)
_decode, _decode_lines = _decoder.decode, _decoder.decode_lines
_DECODER = JSONDecoder(parse_float=read_float, parse_constant=_refuse)
_DECODER_OF_LONG_INTS = JSONDecoder(parse_float=read_float, parse_int=read_int, parse_constant=_refuse)


def _checked(value: object, text: str) -> object:
    """Return the value of ``text``, unless it is nested too deep."""
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
        added: dict[int, int] = {}
        for part, envelope, why_not in opened:
            if why_not is None:
                if id(envelope) not in added:
                    added[id(envelope)] = 0 if envelope.context is None else len(json_text(envelope.context))
                yield Call(part, envelope, len(text) // len(opened) + added[id(envelope)])
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
