"""One message to the rows that Segment would have made of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from segment_models.load.columns import LOAD_TIMES, SENT_TIMES
from segment_models.load.reading import CALLS
from segment_models.load.times import iso_text, moment_of
from segment_models.load.values import json_text, text_of
from segment_models.naming import name_part, safe_name, table_name

if TYPE_CHECKING:
    from segment_models.load.reading import Call, Envelope, Message

Row: TypeAlias = dict[str, Any]
"""One row: column to JSON value, never an object or an array. Times are still as they were sent."""

TRACKS = "tracks"
"""The table of all track calls, without their properties."""

_TABLES = {"alias": "aliases", "group": "groups", "identify": "identifies", "page": "pages", "screen": "screens"}
_COMMON = frozenset({"id", "anonymous_id", "user_id", "uuid", *SENT_TIMES, *LOAD_TIMES})
_ALSO = {"track": {"event", "event_text"}, "group": {"group_id"}, "alias": {"previous_id"}}
_CONTEXT = "context_"


class Names(dict[str, str]):
    """The column of each key of one object, worked out once a key.

    ``path`` is what comes before the key: empty, or names that end in ``_``. Below ``reserved`` is None
    (``context``) no column can meet a standard one. ``inner`` has the names of each object inside.
    """

    def __init__(self, path: str, reserved: frozenset[str] | None) -> None:
        super().__init__()
        self._path = path
        self._reserved = reserved
        self.inner = _Inside(path, reserved)

    def __missing__(self, key: str) -> str:
        name = self._path + name_part(key)
        if self._reserved is not None:
            name = f"_{name}" if name.startswith(_CONTEXT) else safe_name(name, self._reserved)
        self[key] = name
        return name


class _Inside(dict[str, Names]):
    """The names of the keys of each object in an object, made once an object."""

    def __init__(self, path: str, reserved: frozenset[str] | None) -> None:
        super().__init__()
        self._path = path
        self._reserved = reserved

    def __missing__(self, key: str) -> Names:
        names = self[key] = Names(f"{self._path}{name_part(key)}_", self._reserved)
        return names


class Flattener:
    """Makes rows of messages.

    A property or trait whose column would be a standard one, or would start with ``context_``, gets a ``_``
    before its name. Where two properties of a message fold into one column, the last that is not null wins.
    """

    def __init__(self) -> None:
        self.context = Names(_CONTEXT, None)
        self.own = {kind: Names("", _COMMON | _ALSO.get(kind, frozenset())) for kind in CALLS}

    def row(self, call: Call, table: str) -> Row:
        """Return the row of a call in one of its tables."""
        message, envelope = call.message, call.envelope
        kind = message["type"]
        row = _standard(message, envelope)
        if kind == "track":
            row["event_text"] = text = text_of(message["event"])
            _, row["event"] = event_names(text)
        if isinstance(envelope.context, dict):
            flatten(envelope.context, self.context, row)
        _open(message.get("context"), "context", self.context, row)
        if table != TRACKS:
            _open(message.get(said_in(kind)), said_in(kind), self.own[kind], row)
            _add_own_fields(kind, message, row)
        return row


def tables_of(message: Message) -> tuple[str, ...]:
    """Return the tables in which a call has a row: a track call has two, the second its event's."""
    if message["type"] == "track":
        return (TRACKS, event_names(text_of(message["event"]))[0])
    return (_TABLES[message["type"]],)


def said_in(kind: str) -> str:
    """Return the field with what a kind of call says for itself."""
    return "traits" if kind in {"identify", "group"} else "properties"


def _open(value: object, field: str, names: Names, row: Row) -> None:
    """Add what a ``field`` has to the row: each value of an object, anything else as text."""
    if isinstance(value, dict):
        flatten(value, names, row)
    elif value is not None:
        row[field] = text_of(value)


_LONGEST_KEPT = 1000
"""Characters of the longest event whose names are kept in memory."""


def event_names(text: str) -> tuple[str, str]:
    """Return the table of an event, and its name in ``event``."""
    return (_kept_names if len(text) <= _LONGEST_KEPT else _names)(text)


def _names(text: str) -> tuple[str, str]:
    return table_name(text), name_part(text)


_kept_names = lru_cache(maxsize=1 << 16)(_names)  # there are few events, many times


def flatten(node: Message, names: Names, row: Row) -> None:
    """Add each value in ``node`` to ``row``: objects opened, arrays as JSON text, nulls left out."""
    for key, value in node.items():
        kind = value.__class__
        if kind is str:
            row[names[key]] = value
        elif kind is dict:
            flatten(value, names.inner[key], row)
        elif kind is list:
            row[names[key]] = json_text(value)
        elif value is not None:
            row[names[key]] = value


def _standard(message: Message, envelope: Envelope) -> Row:
    """Return the columns that every call has, and its ids where they are set."""
    row: Row = {"id": message.get("messageId")}
    if (anonymous_id := message.get("anonymousId")) is not None:
        row["anonymous_id"] = anonymous_id
    if (user_id := message.get("userId")) is not None:
        row["user_id"] = user_id
    row |= zip(SENT_TIMES, times_of(message, envelope), strict=True)
    for column, value in row.items():
        if value is not None and value.__class__ is not str:
            row[column] = json_text(value)
    return row


def _add_own_fields(kind: str, message: Message, row: Row) -> None:
    """Add what a kind of call says beside its properties or traits; it wins over a property so named."""
    for field, column in OWN_FIELDS.get(kind, {}).items():
        value = message.get(field)
        if value is not None:
            row[column] = json_text(value) if isinstance(value, dict | list) else value


_NAMES = {"name": "name", "category": "category"}
OWN_FIELDS = {
    "alias": {"previousId": "previous_id"},
    "group": {"groupId": "group_id"},
    "page": _NAMES,
    "screen": _NAMES,
}
"""What each kind of call says beside its properties or traits, and the column of each."""


def times_of(message: Message, envelope: Envelope) -> tuple[object, object, object, object]:
    """Return the four times, in the order of SENT_TIMES.

    A message without its own ``receivedAt`` and ``originalTimestamp`` comes from a client: what it calls
    ``timestamp`` is the original one, and the corrected one is worked out as Segment does. A message that came
    through Segment and has neither was damaged: its ``timestamp`` is NULL, and the models set it aside (R5).
    """
    received, sent = message.get("receivedAt"), message.get("sentAt")
    original, corrected = message.get("originalTimestamp"), message.get("timestamp")
    if sent is None:
        sent = envelope.sent_at
    from_client = received is None
    if from_client:
        if original is None:
            original, corrected = corrected, None
        received = envelope.received_at if envelope.received_at is not None else sent
    if corrected is None and (from_client or original is not None):
        corrected = _corrected(received, sent, original)
    return received, sent, original, corrected


def _corrected(received: object, sent: object, original: object) -> object:
    """Return ``received - (sent - original)``: the client's time with the error of its clock taken out.

    Without all three it is the original time; without that one, too, the time of arrival.
    """
    if original is None:
        return received
    made, left, arrived = moment_of(original), moment_of(sent), moment_of(received)
    if made is None:
        return None
    if left is None or arrived is None:
        return original
    try:
        return iso_text(arrived - (left - made))
    except OverflowError:
        return original
