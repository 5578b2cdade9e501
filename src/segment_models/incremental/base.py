"""What an incremental run goes on from, and by which columns it finds the rows of each model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.fields import EVENT_TYPES, IDENTIFY
from segment_models.models import KEYS, STATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from segment_models.graph import Model

NEEDED = ("user_map", "sessionized_events")
"""What an incremental run cannot do without, beside the kept calls."""

LOOKED_UP_BY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **{
        f"{one.name}_calls": (("source", one.id_name), ("anonymous_id",), ("user_id",))
        for one in (*EVENT_TYPES, IDENTIFY)
    },
    **{f"{one.name}_events": (("source", one.id_name),) for one in EVENT_TYPES},
    **{f"sessionized_{one.table}": (("user_id", "timestamp"),) for one in EVENT_TYPES},
    "user_map": (("anonymous_id",),),
    "sessionized_events": (("user_id", "timestamp"),),
    "sessions": (("user_id", "session_start_timestamp"),),
    "users": (("user_id",),),
}
"""The columns that an incremental run finds rows of each model by."""

MERGED_BY: Mapping[str, tuple[str, ...]] = {
    **KEYS,
    **{f"{one.name}_calls": ("source", one.id_name, "call_loaded_at") for one in (*EVENT_TYPES, IDENTIFY)},
    "rejected_events": ("source", "call_type", "event_id"),
    "sessionized_events": ("source", *(one.id_name for one in EVENT_TYPES)),
}
"""The columns by which a MERGE finds the rows that go. Rows that are alike in them, as calls without an id may be, go
together."""

REBUILT: Mapping[str, str] = {"sessionized_events": "events_rebuilt", "sessions": "sessions_rebuilt"}
"""The models of which an incremental run keeps what it puts in place until it has checked it."""

OF_TYPE = {
    **{f"{one.name}_events": one for one in EVENT_TYPES},
    **STATE,
}


@dataclass(frozen=True)
class Past:
    """What earlier runs left behind, as far as the next one depends on it."""

    loaded: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    """By call type and source, from when on rows have to be read: when the latest good call was loaded, and less."""
    models: frozenset[str] = frozenset()
    """The incremental models that the last run built or brought up to date."""
    notes: tuple[str, ...] = ()
    """What is to know of the raw tables since then."""
    run_id: str = ""
    started_at: datetime = datetime(1, 1, 1)  # noqa: DTZ001 as all moments here
    """The run that left it, and when it began."""


@dataclass(frozen=True)
class Derived:
    """A table of the run's own: its name in the stage, and the query that makes it."""

    name: str
    query: exp.Query


def columns_of(model: Model, table: str | None = None) -> list[exp.Column]:
    """Return a model's columns, in their order."""
    return [exp.column(column.name, table, quoted=column.custom or None) for column in model.columns]
