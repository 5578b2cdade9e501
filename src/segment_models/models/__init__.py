"""The product: each model is a function that returns its SQL. Read them in the order of `REGISTRY`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from segment_models.fields import EVENT_TYPES, IDENTIFY, PAGE, SCREEN, TRACK, CallType
from segment_models.models.events import events
from segment_models.models.kept_calls import kept_calls
from segment_models.models.rejected_events import rejected_events
from segment_models.models.sessionized import sessionized
from segment_models.models.sessionized_events import sessionized_events
from segment_models.models.sessions import sessions
from segment_models.models.user_map import user_map
from segment_models.models.users import users

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlglot import exp

    from segment_models.models.chain import Context

STATE: Mapping[str, CallType] = {f"{one.name}_calls": one for one in (*EVENT_TYPES, IDENTIFY)}
"""The models that keep every call from run to run, by name; they exist only where models are incremental."""

REGISTRY: Mapping[str, Callable[[Context], exp.Query]] = {
    **{name: partial(kept_calls, call_type=call_type) for name, call_type in STATE.items()},
    "page_events": partial(events, call_type=PAGE),
    "track_events": partial(events, call_type=TRACK),
    "screen_events": partial(events, call_type=SCREEN),
    "rejected_events": rejected_events,
    "user_map": user_map,
    "sessionized_events": sessionized_events,
    "sessionized_pages": partial(sessionized, call_type=PAGE),
    "sessionized_tracks": partial(sessionized, call_type=TRACK),
    "sessionized_screens": partial(sessionized, call_type=SCREEN),
    "sessions": sessions,
    "users": users,
}
"""Every model by its name without prefix, in the order they are told in."""

CALL_TYPE_OF: Mapping[str, CallType] = {
    name: call_type
    for call_type in EVENT_TYPES
    for name in (f"{call_type.name}_calls", f"{call_type.name}_events", f"sessionized_{call_type.table}")
}
"""The call type of the models that are about one; they exist only while it is switched on."""

BY_PEOPLE = frozenset({"sessions"})
"""The models that can be built part by part, each for some of the people (design: persons are independent)."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "page_events": ("source", "page_id"),
    "track_events": ("source", "track_id"),
    "screen_events": ("source", "screen_id"),
    "user_map": ("anonymous_id",),
    "sessionized_pages": ("source", "page_id"),
    "sessionized_tracks": ("source", "track_id"),
    "sessionized_screens": ("source", "screen_id"),
    "sessions": ("session_id",),
    "users": ("user_id",),
}
"""The columns that tell the rows of a model apart, and are never NULL."""

DIVIDED_BY: Mapping[str, str] = {
    **dict.fromkeys((*STATE, *CALL_TYPE_OF, "sessionized_events"), "timestamp"),
    "sessions": "session_start_timestamp",
}
"""By which time the large models are divided where they are kept up to date, on engines that divide tables."""
