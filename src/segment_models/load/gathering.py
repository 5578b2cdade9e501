"""Many messages to the columns of one table: what `Flattener.row` makes of each, a column at a time."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from segment_models.load.columns import SENT_TIMES, Values
from segment_models.load.flattening import OWN_FIELDS, TRACKS, event_names, said_in, times_of
from segment_models.load.pieces import MOST_CELLS
from segment_models.load.reading import ALONE
from segment_models.load.values import json_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from segment_models.load.flattening import Flattener, Names, Row
    from segment_models.load.reading import Call, Message

_NONE = type(None)
_NOTHING: Message = {}
_IDS = {"id": "messageId", "anonymous_id": "anonymousId", "user_id": "userId"}
_TIMES = dict(zip(SENT_TIMES, ("receivedAt", "sentAt", "originalTimestamp", "timestamp"), strict=True))


def gathered(calls: Sequence[Call], flattener: Flattener, table: str) -> Iterator[dict[str, Values]]:
    """Yield the rows of calls in a table as columns, at most MOST_CELLS at a time.

    The columns come in the order in which row after row brings them.
    """
    try:
        columns = _columns(calls, flattener, table)
    except _TooManyCellsError:
        half = len(calls) // 2
        yield from gathered(calls[:half], flattener, table)
        yield from gathered(calls[half:], flattener, table)
    else:
        yield columns


class _TooManyCellsError(Exception):
    """Rows and columns make more than MOST_CELLS cells."""


def _columns(calls: Sequence[Call], flattener: Flattener, table: str) -> dict[str, Values]:
    messages = [call.message for call in calls]
    kind = messages[0]["type"]
    columns = _Columns(len(calls))
    _add_standard(messages, columns)
    columns.open(_each(messages, "context"), "context", flattener.context)
    if table != TRACKS:
        columns.open(_each(messages, said_in(kind)), said_in(kind), flattener.own[kind])
        _add_own_fields(kind, messages, columns)
    columns.disputed.update(i for i, call in enumerate(calls) if call.envelope is not ALONE)
    for i in columns.disputed:
        columns.put(i, flattener.row(calls[i], table))
    firsts = {0, *(_first(values) for values in columns.values())}
    names = dict.fromkeys(chain.from_iterable(flattener.row(calls[i], table) for i in sorted(firsts)))
    return {name: columns[name] for name in names}


def _each(messages: Sequence[Message], field: str) -> Values:
    """Return a field of each message."""
    return list(map(dict.get, messages, repeat(field)))


def _first(values: Values) -> int:
    """Return the first row in which there is a value; 0 if there is none in any."""
    return 0 if values[0] is not None else next((i for i, value in enumerate(values) if value is not None), 0)


class _Columns(dict[str, Values]):
    """The columns of so many rows, by their names.

    ``disputed``: rows in which two values want the same column. Which of them wins is for `Flattener.row` to say.
    """

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.disputed: set[int] = set()
        self._rows = rows
        self._cells = 0

    def put(self, i: int, row: Row) -> None:
        """Make row ``i`` what ``row`` says."""
        for name, values in self.items():
            values[i] = row.get(name)
        for name in row.keys() - self.keys():
            self[name] = [None] * self._rows
            self[name][i] = row[name]

    def open(self, values: Values, field: str, names: Names) -> None:
        """Add what is in a ``field`` of the messages: each value of an object, anything else as text."""
        kinds = set(map(type, values))
        if kinds <= {dict, _NONE}:
            self._add_nodes(values, names)
        else:
            self._add_nodes([value if value.__class__ is dict else None for value in values], names)
            self._add(field, [None if v is None or v.__class__ is dict else text_of(v) for v in values])

    def _add_nodes(self, nodes: Sequence[Message | None], names: Names) -> None:
        """Add the values in objects, one a row or none."""
        known = list(filter(None, nodes))
        shapes = dict.fromkeys(map(tuple, known))
        keys = dict.fromkeys(chain.from_iterable(shapes))
        self._cells += len(keys) * self._rows
        if self._cells > MOST_CELLS and self._rows > 1:
            raise _TooManyCellsError
        if len(known) == self._rows and len(shapes) == 1:
            columns = map(list, zip(*map(dict.values, known), strict=True))
        else:
            there = [node or _NOTHING for node in nodes]
            columns = map(list, (map(dict.get, there, repeat(key)) for key in keys))
        for key, values in zip(keys, columns, strict=True):
            self._add_values(key, values, names)

    def _add_values(self, key: str, values: Values, names: Names) -> None:
        """Add the values of one key: objects opened, arrays as JSON text, nulls left out."""
        kinds = set(map(type, values))
        kinds.discard(_NONE)
        if dict in kinds:
            self._add_nodes([value if value.__class__ is dict else None for value in values], names.inner[key])
            values = [None if value.__class__ is dict else value for value in values]
            kinds.discard(dict)
        if list in kinds:
            values = [json_text(value) if value.__class__ is list else value for value in values]
        if kinds:
            self._add(names[key], values)

    def _add(self, name: str, values: Values) -> None:
        before = self.get(name)
        if before is not None:
            rows = enumerate(zip(before, values, strict=True))
            self.disputed.update(i for i, (old, new) in rows if old is not None and new is not None)
            values = _over(values, before)
        self[name] = values


def _over(values: Values, before: Values) -> Values:
    """Return the values, and where there is none the one ``before``."""
    return [old if new is None else new for old, new in zip(before, values, strict=True)]


def _add_standard(messages: Sequence[Message], columns: _Columns) -> None:
    """Add the columns that every call has."""
    for name, field in _IDS.items():
        columns[name] = _texts(_each(messages, field))
    times = {name: _each(messages, field) for name, field in _TIMES.items()}
    received, corrected = times["received_at"], times["timestamp"]
    if None in received or None in corrected:
        for i, message in enumerate(messages):
            if received[i] is None or corrected[i] is None:
                for values, time in zip(times.values(), times_of(message, ALONE), strict=True):
                    values[i] = time
    columns.update({name: _texts(values) for name, values in times.items()})
    if messages[0]["type"] == "track":
        columns["event_text"] = [text_of(message["event"]) for message in messages]
        columns["event"] = [event_names(text)[1] for text in columns["event_text"]]


def _texts(values: Values) -> Values:
    """Return values as text, those that are not text as JSON; None stays."""
    if set(map(type, values)) <= {str, _NONE}:
        return values
    return [value if value is None or value.__class__ is str else json_text(value) for value in values]


def _add_own_fields(kind: str, messages: Sequence[Message], columns: _Columns) -> None:
    """Add what a kind of call says beside its properties or traits; it wins over a property so named."""
    for field, name in OWN_FIELDS.get(kind, {}).items():
        values: list[Any] = [
            json_text(value) if isinstance(value, dict | list) else value for value in _each(messages, field)
        ]
        columns[name] = _over(values, columns[name]) if name in columns else values
