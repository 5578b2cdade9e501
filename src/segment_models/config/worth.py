"""What the configuration says of events with their properties, and of conversions: its types, and what is refused."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Protocol

from segment_models import fields
from segment_models.fields import CallType, Field

LARGEST_VALUE = Decimal(9_000_000_000_000)
"""No value of a conversion is larger: in millionths it is a whole number of 64 bits (V4)."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CURRENCY = "currency"


class Carried(Protocol):
    """A column of a raw table that is carried along under another name."""

    @property
    def column(self) -> str:
        """The column."""

    @property
    def as_(self) -> str:
        """The name."""


class EventProperties(Protocol):
    """The table of an event, and its properties."""

    @property
    def table(self) -> str | None:
        """The table, where it has another name than the event."""

    @property
    def properties(self) -> Sequence[str | Carried]:
        """The columns."""


class Conversion(Protocol):
    """What makes a track call a conversion."""

    @property
    def event(self) -> str | None:
        """The event, where it is not called like the conversion."""

    @property
    def where(self) -> Mapping[str, str]:
        """The text that properties must be."""

    @property
    def value(self) -> str | Decimal | None:
        """A property, or a number for all of them."""

    @property
    def key(self) -> str | None:
        """The property of which each text counts once."""

    @property
    def currency(self) -> str | None:
        """The property that has the currency."""


def pair(carried: str | Carried) -> tuple[str, str]:
    """Return the raw column and the name that it is published under."""
    return (carried, carried) if isinstance(carried, str) else (carried.column, carried.as_)


def properties(listed: Mapping[str, EventProperties], conversions: Mapping[str, Conversion]) -> dict[str, CallType]:
    """Return, by its event, the rows of each table of properties that is read.

    The properties that conversions name are among them: after those that are listed, each once.
    """
    events = dict.fromkeys(listed) | dict.fromkeys(
        event_of(name, one) for name, one in conversions.items() if names_of(one)
    )
    found = {}
    for event in events:
        own = listed.get(event)
        carried = [(name, column) for column, name in map(pair, own.properties)] if own else []
        optional: set[str] = set()
        for name, one in conversions.items():
            if event_of(name, one) != event:
                continue
            known = {one for both in carried for one in both}
            carried += [(named, named) for named in names_of(one) if named not in known]
            if isinstance(one.value, str) and one.currency is None and _CURRENCY not in known:
                carried.append((_CURRENCY, _CURRENCY))
                optional.add(_CURRENCY)
        found[event] = _rows(event, own.table if own else None, carried, optional)
    return found


def _rows(event: str, table: str | None, carried: Iterable[tuple[str, str]], optional: Iterable[str]) -> CallType:
    """Return the rows of an event's table; a property called ``id`` is in ``_id``, for ``id`` is the call's."""
    return CallType(
        f"{event.lower()}_properties",
        f"{event.lower()}_properties",
        fields.TRACK.id,
        (fields.EVENT_TEXT,),
        event=event,
        raw_table=table or event,
        carried=tuple((name, "_id" if column == "id" else column) for name, column in carried),
        optional=frozenset(optional),
    )


def event_of(name: str, conversion: Conversion) -> str:
    """Return the event of a conversion: its name, where nothing else is said (V1)."""
    return conversion.event or name


def names_of(conversion: Conversion) -> list[str]:
    """Return the properties that a conversion names: its value, its key, what it asks for, its currency."""
    value = conversion.value if isinstance(conversion.value, str) else None
    names = (value, conversion.key, *conversion.where, conversion.currency)
    return list(dict.fromkeys(name for name in names if name))


def cut(value: Decimal) -> Decimal:
    """Return a number with the six digits after the point that are kept of it (V4)."""
    return value.quantize(Decimal("0.000001"), rounding=ROUND_DOWN)


def currency_of(conversion: Conversion) -> str | None:
    """Return the property that has the currency of a conversion's value; None where there is none to have."""
    return conversion.currency or (_CURRENCY if isinstance(conversion.value, str) else None)


def property_field(call_type: CallType, name: str, column: str) -> Field:
    """Return the field of a property."""
    return Field(name, fields.FieldType.AS_FOUND, f"Property {name} of the event {call_type.event}.", column, call_type)


def refuse_impossible(listed: Mapping[str, EventProperties], conversions: Mapping[str, Conversion]) -> None:
    """Refuse what no event or no conversion can be.

    Raises:
        ValueError: a name is none of a table, a property is named twice or like a column of the model, a value is too
            large, or two conversions cannot be told apart.
    """
    for event in listed:
        if not _NAME.fullmatch(event):
            raise ValueError(
                f"event_properties.{event}: an event is named as in tracks.event, by letters, digits and _, such as "
                "order_completed."
            )
    for name, one in conversions.items():
        _refuse_conversion(name, one)
    for name, times in Counter(name.lower() for name in conversions).items():
        if times > 1:
            raise ValueError(f"conversions: {name!r} is given twice, in upper and in lower case. Rename one.")
    found = properties(listed, conversions)
    for name, times in Counter(one.lower() for one in found).items():
        if times > 1:
            raise ValueError(f"event_properties: {name!r} is given twice, in upper and in lower case. Keep one.")
    for event, rows in found.items():
        _refuse_taken(event, rows)


def _refuse_conversion(name: str, one: Conversion) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"conversions.{name}: a conversion is named by letters, digits and _, such as signed_up.")
    if isinstance(one.value, Decimal) and not abs(one.value) <= LARGEST_VALUE:
        raise ValueError(f"conversions.{name}.value: {one.value} is beyond {LARGEST_VALUE} (V4).")
    if one.currency and not isinstance(one.value, str):
        raise ValueError(
            f"conversions.{name}.currency: a currency needs a value that is read from a property. Name the property "
            "in value, or remove currency."
        )
    if names_of(one) and not _NAME.fullmatch(event_of(name, one)):
        raise ValueError(
            f"conversions.{name}.event: the event {event_of(name, one)!r} has no table to read properties from, "
            "because its name has characters other than letters, digits and _."
        )


TAKEN = (
    *("source", "track_id", "timestamp", "user_id", "anonymous_id", "session_id", "session_index", "event_text"),
    *("call_type", "event_id", "call_loaded_at", "call_received_at", "call_copy", "reject_reason", "arrived", "event"),
)
"""The columns of an event's model and of the steps to it, which no property may be called."""


def _refuse_taken(event: str, rows: CallType) -> None:
    names = [name for name, _ in rows.carried]
    for name, column in rows.carried:
        if name.lower() in TAKEN:
            raise ValueError(
                f"event_properties.{event}: {name!r} is already a column of the model. Give the property another name: "
                f"{{column: {column}, as: {event}_{name}}}."
            )
    for name, times in Counter(name.lower() for name in names).items():
        if times > 1:
            raise ValueError(f"event_properties.{event} names {name!r} twice. Keep one, or give one another name.")
