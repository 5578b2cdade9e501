"""Every model, in one record each: what a row is, its columns, its key, its query, and how later runs change it.

What else is said of models anywhere (configuration, checks, exports, docs, verify, forget) is read here. To add one is
to add its record in building order: after the models that it reads.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from sqlglot import exp

from segment_models import fields
from segment_models.config import Config
from segment_models.fields import EVENT_TYPES, IDENTIFY, PAGE, CallType, Field
from segment_models.models import (
    attribution,
    conversions,
    daily,
    event_properties,
    events,
    kept_calls,
    page_views,
    persons,
    rejected_events,
    session_facts,
    session_sources,
    sessionized_events,
    sessions,
    shared_calls,
    touches,
    traffic_sources,
    user_map,
    users,
)
from segment_models.models.chain import MODEL, Context
from segment_models.models.changes import (
    EVENTS_AGAIN,
    SHARED_OWNED,
    TOUCHES_AGAIN,
    Calls,
    Change,
    FromCut,
    FromDay,
    Keyed,
    Listed,
    OfCalls,
    OfKeys,
    SetAside,
)


@dataclass(frozen=True, kw_only=True)
class Definition:
    """All that is known of one model."""

    name: str
    """Its name without prefix."""
    grain: str
    """What a row is, in a sentence that begins "One row per"."""
    columns: Callable[[Context], tuple[Field, ...]]
    """The published columns, in order."""
    key: tuple[str, ...]
    """The columns that tell its rows apart."""
    query: Callable[[Context], exp.Query]
    """The whole of it."""
    change: Change
    """How an incremental run brings it up to date."""
    built_as: Literal["view", "table"] = "table"
    """What it is when nothing else is said: a table where computing it is work, else a view."""
    key_is_whole: bool = True
    """False if a row may lack a part of its key: a call without an id, an event of another type."""
    grouped: bool = False
    """True if its rows add up what many people did: several may have one key, and come and go together."""
    call_type: CallType | None = None
    """The call type that it is about; the model exists while that is switched on."""
    exists: Callable[[Config], bool] = lambda _: True
    """Whether a configuration has use for it."""
    again: Callable[[Context], exp.Query] | None = None
    """The part that an incremental run builds again, for a model that looks at a person's past."""
    in_parts: bool = False
    """True if it can be built part by part, each for some of the people."""
    leads: bool = False
    """True if every other incremental model is brought up to date from it."""
    of_a_person: bool = True
    """False if its rows are of nobody, or of somebody only once all of it is known."""
    refers_to: Callable[[Config], Mapping[str, str]] = lambda _: {}
    """Columns of which every value is one of another model's: that model's name by the column's."""
    personal: bool = False
    """True if its rows of a person are counted before they are forgotten."""

    @property
    def is_kept(self) -> bool:
        """True for the calls that are kept from run to run; they exist only where models are incremental."""
        return isinstance(self.change, Calls) and self.change.kept

    @property
    def is_of_calls(self) -> bool:
        """True if a row is a call, and its user id the one that was sent."""
        return isinstance(self.change, Calls)

    @property
    def is_from_cut(self) -> bool:
        """True if a row is of one session, so that it is built again with that."""
        return isinstance(self.change, FromCut)

    @property
    def is_divided(self) -> bool:
        """True if it is divided by its time where it is kept up to date, on engines that divide tables."""
        return isinstance(self.change, Calls | FromCut)


def _of_a_session(_: Config) -> Mapping[str, str]:
    return {"session_id": "sessions"}


def _kept(one: CallType) -> Definition:
    return Definition(
        name=one.kept,
        grain=f"One row per {one.name} call, deduplicated, including rejected calls, kept from run to run (R1 to R5).",
        columns=partial(kept_calls.columns, call_type=one),
        key=("source", one.id_name),
        key_is_whole=False,
        query=partial(kept_calls.kept_calls, call_type=one),
        change=Calls(call_type=one, kept=True, looked_up_by=((one.id_name, "source"), ("anonymous_id",), ("user_id",))),
        call_type=one,
    )


def _events(one: CallType) -> Definition:
    return Definition(
        name=f"{one.name}_events",
        grain=f"One row per valid {one.name} call: deduplicated (R4), without rejected calls (R5).",
        columns=partial(events.columns, call_type=one),
        key=("source", one.id_name),
        query=partial(events.events, call_type=one),
        change=Calls(call_type=one, looked_up_by=((one.id_name, "source"),)),
        built_as="view",
        call_type=one,
    )


def _sessionized(one: CallType) -> Definition:
    return Definition(
        name=f"sessionized_{one.table}",
        grain=f"One row per {one.name}, with its session and its fields.",
        columns=partial(sessionized_events.sessionized_columns, call_type=one),
        key=("source", one.id_name),
        query=partial(sessionized_events.sessionized, call_type=one),
        change=FromCut(rows=f"{one.id_name} IS NOT NULL", looked_up_by=(("user_id", "timestamp"),)),
        refers_to=_of_a_session,
        built_as="view",
        call_type=one,
    )


_PAGE_TRACK_SCREEN = tuple(sorted(EVENT_TYPES, key=lambda one: ("page", "track", "screen").index(one.name)))


def registered(definitions: Iterable[Definition]) -> Mapping[str, Definition]:
    """Return definitions by their names.

    Raises:
        ValueError: a record lacks something without which no run can be planned, or two have one name.
    """
    found: dict[str, Definition] = {}
    for one in definitions:
        if one.name in found:
            raise ValueError(f"{one.name}: two models have this name.")
        if not one.key:
            raise ValueError(f"{one.name}: a model needs a key, the columns that tell its rows apart.")
        if not isinstance(one.change, Change):
            raise ValueError(f"{one.name}: a model needs a change, such as FromCut: see models/changes.py.")  # noqa: TRY004
        found[one.name] = one
    return found


def refuse_impossible(definitions: Mapping[str, Definition], context: Context) -> None:
    """Hold each record against what its functions give.

    Raises:
        ValueError: a column is named twice, a key is no column, or a model reads one that comes later or is not there.
    """
    known: set[str] = set()
    for one in definitions.values():
        names = [column.name for column in one.columns(context)]
        for name, times in Counter(names).items():
            if times > 1:
                raise ValueError(f"{one.name}: the column {name} is named twice.")
        if one.key_is_whole and (missing := [name for name in one.key if name not in names]):
            raise ValueError(f"{one.name}: its key {', '.join(missing)} is no column of it: {', '.join(names)}.")
        for query in (one.query, one.again):
            read = {table.name for table in query(context).find_all(exp.Table) if table.db == MODEL} if query else ()
            if later := sorted(set(read) - known - {one.name if query is one.again else ""}):
                raise ValueError(f"{one.name} reads {later[0]}, which is no model that comes before it.")
        known.add(one.name)


DEFINITIONS: Mapping[str, Definition] = registered(
    (
        *(_kept(one) for one in (*EVENT_TYPES, IDENTIFY)),
        *(_events(one) for one in _PAGE_TRACK_SCREEN),
        Definition(
            name="rejected_events",
            grain="One row per rejected call, with the reason why it cannot be used (R5).",
            columns=lambda _: fields.REJECTED,
            key=("source", "call_type", "event_id"),
            key_is_whole=False,
            query=rejected_events.rejected_events,
            again=rejected_events.rejected_again,
            change=SetAside(),
            of_a_person=False,
        ),
        Definition(
            name="traffic_sources",
            grain="One row per host or source that is known: a search engine, a social network, a shop (A8).",
            columns=lambda _: fields.TRAFFIC_SOURCES,
            key=("key",),
            query=traffic_sources.traffic_sources,
            change=Listed(staged="traffic_sources_rebuilt"),
            call_type=PAGE,
            of_a_person=False,
        ),
        Definition(
            name="touches",
            grain="One row per page call that says where its visitor came from (A1 to A7).",
            columns=touches.columns,
            key=("source", "page_id"),
            query=touches.touches,
            change=OfCalls(call_type=PAGE, staged=TOUCHES_AGAIN, looked_up_by=(("page_id", "source"),)),
            call_type=PAGE,
            of_a_person=False,
        ),
        Definition(
            name="user_map",
            grain="One row per anonymous id, with the user it belongs to (R6).",
            columns=lambda _: fields.USER_MAP,
            key=("anonymous_id",),
            query=user_map.user_map,
            change=Keyed(
                key="anonymous_id",
                table="user_map_changed",
                rows="anonymous_id, user_id, mapped_at, is_shared",
                looked_up_by=(("anonymous_id",),),
            ),
            leads=True,
            of_a_person=False,
            personal=True,
        ),
        Definition(
            name="shared_calls",
            grain="One row per call without a user id on a device that several users share, with its person (R6c).",
            columns=shared_calls.columns,
            key=("source", "call_type", "event_id"),
            query=shared_calls.shared_calls,
            change=Keyed(
                key="anonymous_id",
                table="shared_touched",
                staged=SHARED_OWNED,
                looked_up_by=(("event_id", "source"), ("anonymous_id",)),
            ),
            exists=persons.by_call,
            leads=True,
            of_a_person=False,
            personal=True,
        ),
        Definition(
            name="sessionized_events",
            grain="One row per event, with its person and its session (R6 to R9).",
            columns=sessionized_events.columns,
            key=("source", *(one.id_name for one in EVENT_TYPES)),
            key_is_whole=False,
            query=sessionized_events.sessionized_events,
            again=sessionized_events.events_again,
            change=FromCut(staged=EVENTS_AGAIN, looked_up_by=(("user_id", "timestamp"),)),
            refers_to=_of_a_session,
            leads=True,
            personal=True,
        ),
        *(_sessionized(one) for one in _PAGE_TRACK_SCREEN),
        Definition(
            name="sessions",
            grain="One row per session: a person's events with no gap of the timeout or more between them (R8).",
            columns=sessions.columns,
            key=("session_id",),
            query=sessions.sessions,
            change=FromCut(
                staged="sessions_rebuilt",
                time="session_start_timestamp",
                rows="session_start_event",
                looked_up_by=(("user_id", "session_start_timestamp"),),
            ),
            in_parts=True,
            refers_to=lambda config: {"user_id": "users"} if config.include_anonymous_users else {},
            personal=True,
        ),
        Definition(
            name="session_sources",
            grain="One row per session, with where it came from: by its own pages, and by last non-direct (A9, A10).",
            columns=session_sources.columns,
            key=("session_id",),
            query=session_sources.session_sources,
            again=session_sources.sources_again,
            change=FromCut(
                staged="session_sources_rebuilt",
                time="session_start_timestamp",
                rows="session_start_event",
                looked_up_by=(("user_id", "session_start_timestamp"),),
            ),
            refers_to=_of_a_session,
            personal=True,
        ),
        Definition(
            name="page_views",
            grain="One row per page call, with its place in its session and the time on it (P1, P2).",
            columns=page_views.columns,
            key=("source", "page_id"),
            query=page_views.page_views,
            change=FromCut(rows="page_id IS NOT NULL", looked_up_by=(("user_id", "timestamp"),)),
            refers_to=_of_a_session,
            built_as="view",
            call_type=PAGE,
            exists=lambda config: config.enabled("sessions"),
        ),
        Definition(
            name="conversion_calls",
            grain="One row per track call and conversion that it meets, whoever made it (V1 to V4).",
            columns=conversions.call_columns,
            key=("conversion", "source", "track_id"),
            query=conversions.conversion_calls,
            change=OfKeys(
                staged=conversions.REBUILT,
                calls=conversions.IN_DOUBT,
                table=conversions.KEYS,
                keys_of_rows=("conversion", "conversion_key"),
                looked_up_by=(("track_id", "source"), ("conversion_key",)),
            ),
            exists=conversions.exists,
            leads=True,
            of_a_person=False,
        ),
        Definition(
            name="conversions",
            grain="One row per conversion, with its person and session (V1 to V4).",
            columns=conversions.columns,
            key=("conversion", "source", "track_id"),
            query=conversions.conversions,
            again=conversions.conversions_again,
            change=FromCut(staged="conversions_rebuilt", looked_up_by=(("user_id", "timestamp"),)),
            exists=conversions.exists,
            refers_to=_of_a_session,
            personal=True,
        ),
        Definition(
            name="session_facts",
            grain="One row per session, flat: its counts, whether it was engaged, where it came from (P3, M1).",
            columns=lambda context: session_facts.columns(context.config),
            key=("session_id",),
            query=session_facts.session_facts,
            change=FromCut(
                staged="session_facts_rebuilt",
                time="session_start_timestamp",
                rows="session_start_event",
                looked_up_by=(("user_id", "session_start_timestamp"),),
            ),
            exists=session_facts.exists,
            refers_to=_of_a_session,
            personal=True,
        ),
        Definition(
            name="daily",
            grain="One row per day on which sessions started, and combination of daily_dimensions (M1).",
            columns=daily.columns,
            key=("session_date",),
            key_is_whole=False,
            query=daily.daily,
            again=daily.daily_again,
            change=Keyed(
                key="session_date",
                table="dates_touched",
                keys=daily.dates_touched,
                staged="daily_rebuilt",
                time="session_date",
            ),
            exists=daily.exists,
            of_a_person=False,
            grouped=True,
        ),
        Definition(
            name="attribution",
            grain="One row per conversion that counts and session that led to it, with its share (T1 to T3).",
            columns=attribution.columns,
            key=("conversion", "source", "track_id", "session_id"),
            key_is_whole=False,
            query=attribution.attribution,
            again=attribution.attribution_again,
            change=FromCut(staged="attribution_rebuilt", looked_up_by=(("user_id", "timestamp"),)),
            exists=attribution.exists,
            refers_to=_of_a_session,
            personal=True,
        ),
        Definition(
            name="active_days",
            grain="One row per person and day on which they have an event (M1).",
            columns=daily.active_columns,
            key=("user_id", "active_date"),
            query=daily.active_days,
            again=daily.active_days_again,
            change=FromDay(
                table="days_touched",
                keys=daily.days_touched,
                staged="active_days_rebuilt",
                looked_up_by=(("user_id", "active_date"),),
            ),
            personal=True,
        ),
        Definition(
            name="users",
            grain="One row per person: everyone known by a user id, and anonymous people who sent an identify (R11).",
            columns=users.columns,
            key=("user_id",),
            query=users.users,
            change=Keyed(key="user_id", table="touched", time="last_seen_at", looked_up_by=(("user_id",),)),
            personal=True,
        ),
    )
)
"""Every model by its name, in the order they are told and built in."""


def definitions(config: Config) -> Mapping[str, Definition]:
    """Return every model of a configuration: those of everybody, and two for each event whose properties are read."""
    if not config.properties:
        return DEFINITIONS
    own = config.properties.values()
    return registered((*map(_kept_properties, own), *DEFINITIONS.values(), *map(_event, own)))


def configurable(config: Config) -> Mapping[str, Definition]:
    """Return those of them that a configuration may name."""
    return {name: one for name, one in definitions(config).items() if not one.is_kept}


def _kept_properties(rows: CallType) -> Definition:
    return replace(
        _kept(rows),
        grain=f"One row per row of the event's own table {rows.raw}, deduplicated (R4), kept from run to run (E1).",
        of_a_person=False,
    )


def _event(rows: CallType) -> Definition:
    return Definition(
        name=f"event_{(rows.event or '').lower()}",
        grain=f"One row per track call of {rows.event} that can be used, with its properties (E1).",
        columns=partial(event_properties.columns, rows=rows),
        key=("source", "track_id"),
        query=partial(event_properties.event, rows=rows),
        change=FromCut(staged=f"event_{(rows.event or '').lower()}_rebuilt", looked_up_by=(("user_id", "timestamp"),)),
        refers_to=_of_a_session,
        call_type=rows,
        personal=True,
    )


CONFIGURABLE: Mapping[str, Definition] = {name: one for name, one in DEFINITIONS.items() if not one.is_kept}
"""Those that a configuration may name."""
