"""What visits are worth in plain Python: events with their properties (E1, E2), conversions (V1 to V4), page views and
engagement (P1 to P3), days (M1) and attribution (T1 to T3), so that what the SQL builds can be compared with it.

It stands on what `oracle` works out: calls that count; sessions with an `id`, an `index`, a `person`, their `events`
(those that make them) and `records` (with the servers' calls that joined); and each event placed, as a person, a
session or None, and the event. Nothing here is quick, and nothing is clever.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from acquisition_oracle import SESSION_SOURCE_COLUMNS, host_of, referrer_host_of
from oracle_values import clean_id, key_of, loaded_at, local_date, nulls_last, order, text, time, utf8

MILLI, DAY = timedelta(milliseconds=1), timedelta(days=1)
MOST = 9 * 10**12
"""V4: a value beyond this, or below the same less than 0, is NULL."""

EVENT_COLUMNS = ["source", "track_id", "timestamp", "user_id", "anonymous_id", "session_id", "session_index"]
EVENT_COLUMNS += ["event_text"]
CALL_COLUMNS = ["conversion", "source", "track_id", "timestamp", "value", "currency", "conversion_key", "is_repeat"]
CONVERSION_COLUMNS = ["conversion", "source", "track_id", "timestamp", "user_id", "session_id", "session_index"]
CONVERSION_COLUMNS += ["value", "currency", "conversion_key", "is_repeat", "conversion_index"]
PAGE_VIEW_COLUMNS = ["source", "page_id", "timestamp", "user_id", "session_id", "session_index"]
PAGE_VIEW_COLUMNS += ["page_index", "is_entrance", "is_exit", "time_on_page_millis", "previous_path", "next_path"]
PAGE_VIEW_COLUMNS += ["host", "path", "title", "referrer_host"]
FACT_COLUMNS = ["session_id", "user_id", "session_index", "is_first_session"]
FACT_COLUMNS += ["session_start_timestamp", "session_end_timestamp", "session_date", "duration_millis"]
FACT_COLUMNS += ["total_pages", "total_tracks", "total_screens", "unique_paths", "sources", "is_mixed_sources"]
FACT_COLUMNS += ["is_engaged", "is_bounce", "is_single_page", "landing_host", "landing_path", "exit_path"]
FACT_COLUMNS += [name for name in SESSION_SOURCE_COLUMNS if name not in FACT_COLUMNS]
DAILY_COUNTS = ["sessions", "engaged_sessions", "bounces", "users", "new_users", "pages", "duration_millis"]
ACTIVE_DAY_COLUMNS = ["user_id", "active_date", "events", "sessions", "is_first_day"]
TOUCHED = ["channel", "traffic_source", "traffic_medium", "traffic_campaign"]
WEIGHTS = ["first", "last", "first_non_direct", "last_non_direct", "linear", "position", "time_decay"]
ATTRIBUTION_COLUMNS = ["conversion", "source", "track_id", "timestamp", "user_id", "value", "session_id"]
ATTRIBUTION_COLUMNS += ["session_index", "touch_number", "touches", "days_before", *TOUCHED]
ATTRIBUTION_COLUMNS += [f"{name}_weight" for name in WEIGHTS]


@dataclass(frozen=True)
class Worth:
    """What the configuration says of events, conversions, engagement and days; None where nothing is said."""

    time_zone: str = "UTC"
    engaged_after_millis: int = 10_000
    daily_dimensions: tuple[str, ...] = ("channel", "traffic_source", "traffic_medium")
    event_properties: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] | None = None
    """Event -> its table, and the properties: each column with the name it is published by."""

    conversions: Mapping[str, Mapping] | None = None
    """Name -> what makes one: any of `event`, `where`, `value`, `key`, `currency`."""


@dataclass(frozen=True)
class Definition:
    """What a call has to be, to be a conversion of a name (V1), and which of its properties say what it is worth."""

    name: str
    event: str
    where: Mapping[str, str] = field(default_factory=dict)
    value: str | int | Decimal | None = None
    """The name of a property, or a number that each such conversion is worth."""

    key: str | None = None
    currency: str = "currency"

    @property
    def has_currency(self) -> bool:
        """V3: a currency is carried beside a value that is a property."""
        return isinstance(self.value, str)

    def named(self) -> list[str]:
        """Return the properties it names but for the currency, in their order: value, key, those of `where`."""
        names = [self.value if isinstance(self.value, str) else None, self.key, *self.where]
        return [name for name in names if name is not None]


def definitions(options) -> list[Definition]:
    """V1: the configured conversions in their order; the event is called as the conversion if nothing else is said."""
    told = (options.conversions or {}).items()
    return [Definition(**{"name": name, "event": name} | dict(definition or {})) for name, definition in told]


# --- E1, E2: events with their properties


@dataclass(frozen=True)
class Event:
    """An event of which properties are read: its table, and each property's column and published name."""

    name: str
    table: str
    properties: tuple[tuple[str, str], ...]

    def published(self, name: str) -> str:
        """Return what a property that a conversion names is called in the model: its own name, or that of a column."""
        names = [published for _, published in self.properties]
        return name if name in names else dict(reversed(self.properties)).get(name, name)


def events_read(options) -> list[Event]:
    """E1: the events that have a model: those listed, then those of which a conversion names a property.

    The properties: those listed, then those that conversions name, each once. The currency is one of them, NULL
    where no source's table has it.
    """
    listed = {name: Event(name, table, tuple(of)) for name, (table, of) in (options.event_properties or {}).items()}
    made = dict(listed)
    for definition in definitions(options):
        if not definition.named():
            continue
        event = made.get(definition.event, Event(definition.event, definition.event, ()))
        names = definition.named()
        if definition.has_currency:
            names.append(definition.currency)
        for name in names:
            if not any(name in said for said in event.properties):  # neither a published name nor a column listed
                event = Event(event.name, event.table, (*event.properties, (name, name)))
        made[definition.event] = event
    return list(made.values())


KINDS = {"string": str, "int64": int, "double": float, "bool": bool, "timestamp[us]": datetime}
"""What the types of a layout are in Python."""


def kind_of_property(event: Event, column: str, sources: dict, layout: dict | None) -> type:
    """E2, R1: the narrowest type that holds a property over the sources."""
    kinds = set()
    for source, tables in sources.items():
        if layout is not None:
            kind = layout.get(source, {}).get(event.table, {}).get(column)
            kinds |= set() if kind is None else {KINDS[str(kind)]}
        else:
            kinds |= {type(row[column]) for row in tables.get(event.table, []) if row.get(column) is not None}
    if len(kinds) == 1:
        return kinds.pop()
    return float if kinds == {int, float} else str


def as_text(value) -> str | None:
    """R1: how a value is written that becomes text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        whole, _, fraction = time(value).isoformat(sep=" ", timespec="microseconds").partition(".")
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole
    return text(value)


def double_text(value: float) -> str | None:
    """R1: a whole number as such below 10^18, any other as the fewest digits; none that is not finite."""
    if not math.isfinite(value):
        return None
    if value == int(value) and abs(value) < 10**18:
        return str(int(value))
    digits, e, exponent = repr(value).partition("e")
    return f"{digits}e{int(exponent)}" if e else digits


def of_kind(value, kind: type):
    """E2: a value in the type that holds those of all sources."""
    if isinstance(value, datetime) and kind is datetime:
        return time(value)
    if value is None or type(value) is kind:
        return value
    if kind is float:
        return float(value) if abs(value) <= 2**53 else None  # R1: rounded it would be another number
    return as_text(value)


def column_of(name: str) -> str:
    """E2: what a property is called in its table: the one called `id` is beside the id of the call."""
    return "_id" if name == "id" else name


def property_rows(event: Event, sources: dict, options, layout: dict | None) -> dict[tuple[str, str], dict]:
    """E1: of each source and id the copy of the event's row that was loaded first (R4), by source and id."""
    kinds = {
        published: kind_of_property(event, column_of(column), sources, layout) for column, published in event.properties
    }
    first = {}
    for source, tables in sources.items():
        for row in tables.get(event.table, []):
            id_ = clean_id(row.get("id"), options)
            if id_ is None:
                continue
            values = {
                published: of_kind(row.get(column_of(column)), kinds[published])
                for column, published in event.properties
            }
            made = {"event_text": text(row.get("event_text")), **values}
            ids = [clean_id(row.get(name), options) for name in ("user_id", "anonymous_id")]
            place = [loaded_at(row), time(row.get("timestamp")), *ids, *made.values(), time(row.get("received_at"))]
            place = [nulls_last(value) for value in place]
            if (source, id_) not in first or place < first[source, id_][0]:
                first[source, id_] = (place, made)
    return {key: made for key, (_, made) in first.items()}


def tracks_of(event: str, placed: list[tuple]) -> list[tuple]:
    """E1: the good track calls of an event, placed."""
    return [place for place in placed if place[-1]["call_type"] == "track" and place[-1]["fields"]["event"] == event]


def event_rows(event: Event, rows: dict, placed: list[tuple]) -> list[dict]:
    """E1: make the rows of segment_event_<event>; a call without a row of the event's table has no properties."""
    nothing = dict.fromkeys(["event_text", *[published for _, published in event.properties]])
    return [
        {
            "source": call["source"],
            "track_id": call["id"],
            "timestamp": call["timestamp"],
            "user_id": person,
            "anonymous_id": call["anonymous_id"],
            "session_id": session and session["id"],
            "session_index": session and session["index"],
            **rows.get((call["source"], call["id"]), nothing),
        }
        for person, session, call in tracks_of(event.name, placed)
    ]


# --- V1 to V4: conversions

DECIMAL_TEXT = re.compile("([+-]?)([0-9]+[.]?[0-9]*|[.][0-9]+)", re.ASCII)
DOUBLE_TEXT = re.compile("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]+", re.ASCII)


def number(value) -> float | Fraction | None:
    """V3: a value as a number, exactly; a text that is none is NULL, and one with an exponent is a double."""
    if isinstance(value, str):
        value = value.strip(" ")
        if DOUBLE_TEXT.fullmatch(value):
            value = float(value)
        else:
            return Fraction(value) if DECIMAL_TEXT.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return None
    return value if isinstance(value, float) else Fraction(value)


def millionths(value) -> int | None:
    """V4: a value in millionths; NULL if it is no number, or beyond the most that there can be."""
    value = number(value)
    if value is None or abs(value) > MOST:
        return None
    if isinstance(value, float):
        return math.floor(value * 1000000.0 + 0.5)
    return math.trunc(value * 10**6)  # digits beyond the sixth are cut


def money(units: int | None) -> Decimal | None:
    """V4: so many millionths as they are published."""
    return None if units is None else Decimal(units).scaleb(-6)


def sum_of(values: Iterable[Decimal | None]) -> Decimal:
    """V4: sums are sums of integers, and NULL counts as 0."""
    return money(sum(int(value.scaleb(6)) for value in values if value is not None))


def meets(definition: Definition, found: Mapping, event: Event | None) -> bool:
    """V1: whether a call's properties equal each of `where`, compared as text."""
    return all(as_text(found.get(event.published(name))) == wanted for name, wanted in definition.where.items())


def conversion_calls(placed: list[tuple], events: dict[str, Event], rows: dict[str, dict], options) -> list[dict]:
    """V1 to V4: make the rows of segment_conversion_calls: one for each definition that a good track call meets."""
    made = []
    for definition in definitions(options):
        event = events.get(definition.event)
        seen = set()
        for _, _, call in sorted(tracks_of(definition.event, placed), key=lambda place: order(place[-1])):
            found = rows.get(definition.event, {}).get((call["source"], call["id"]), {})
            if not meets(definition, found, event):
                continue
            value, currency, key = definition.value, None, None
            if isinstance(definition.value, str):  # V3
                value = found.get(event.published(definition.value))
                currency = as_text(found.get(event.published(definition.currency)))
            elif isinstance(value, float):
                value = Decimal(str(value))
            if definition.key is not None:  # V2
                key = clean_id(as_text(found.get(event.published(definition.key))), options)
            made.append(
                {
                    "conversion": definition.name,
                    "source": call["source"],
                    "track_id": call["id"],
                    "timestamp": call["timestamp"],
                    "value": money(millionths(value)),
                    "currency": currency,
                    "conversion_key": key,
                    "is_repeat": key is not None and key in seen,
                }
            )
            seen.add(key)
    return made


def conversions(calls: list[dict], placed: list[tuple]) -> list[dict]:
    """V1 to V4: make the rows of segment_conversions: whose each is, in which session, and the person's how many-th."""
    places = {key_of(event): (person, session) for person, session, event in placed}
    counted = Counter()
    made = []
    for call in sorted(calls, key=lambda row: (row["timestamp"], utf8(row["source"]), utf8(row["track_id"]))):
        person, session = places[call["source"], "track", call["track_id"]]
        counted[person, call["conversion"]] += not call["is_repeat"]
        row = call | {
            "user_id": person,
            "session_id": session and session["id"],
            "session_index": session and session["index"],
            "conversion_index": None if call["is_repeat"] else counted[person, call["conversion"]],
        }
        made.append({column: row[column] for column in CONVERSION_COLUMNS})
    return made


# --- P1 to P3: page views and session facts


def pages_of(session: dict) -> list[dict]:
    """P1: the pages of a session, in order; not those of servers (R8a)."""
    return [event for event in session["events"] if event["call_type"] == "page"]


def places_of_pages(session: dict) -> dict[tuple, dict]:
    """P1, P2: what a page view says of each page's place in its session."""
    pages = pages_of(session)
    places = {}
    for number, page in enumerate(pages):
        before = pages[number - 1] if number > 0 else None
        after = pages[number + 1] if number + 1 < len(pages) else None
        until = session["events"][-1] if after is None else after
        places[key_of(page)] = {
            "page_index": number + 1,
            "is_entrance": number == 0,
            "is_exit": after is None,
            "time_on_page_millis": (until["timestamp"] - page["timestamp"]) // MILLI,
            "previous_path": before and before["fields"]["path"],
            "next_path": after and after["fields"]["path"],
        }
    return places


def page_views(placed: list[tuple], sessions: dict[str, list[dict]], options) -> list[dict]:
    """P1, P2: make the rows of segment_page_views; a page of a server, or outside sessions, has no place."""
    places = {}
    for made in sessions.values():
        for session in made:
            places |= places_of_pages(session)
    nowhere = dict.fromkeys(PAGE_VIEW_COLUMNS[6:12]) | {"is_entrance": False, "is_exit": False}
    return [
        {
            "source": page["source"],
            "page_id": page["id"],
            "timestamp": page["timestamp"],
            "user_id": person,
            "session_id": session and session["id"],
            "session_index": session and session["index"],
            **places.get(key_of(page), nowhere),
            "host": host_of(page["fields"]["url"]),
            "path": page["fields"]["path"],
            "title": page["fields"]["title"],
            "referrer_host": referrer_host_of(page["fields"]),
            **{name: page["fields"][name] for name in options.custom_page_fields},
        }
        for person, session, page in placed
        if page["call_type"] == "page"
    ]


def total_columns(options) -> list[str]:
    """V3: the columns of conversions in session facts and days, but for the count of all; none where there are none."""
    if not options.conversions:
        return []
    return ["conversion_value", *[f"{name}_{what}" for name in options.conversions for what in ("count", "value")]]


def totals(counted: list[dict], count: str, options) -> dict:
    """V2, V3: how many conversions, what they are worth, and both by name; of conversions that are no repeats."""
    if not options.conversions:
        return {}
    made = {count: len(counted), "conversion_value": sum_of(row["value"] for row in counted)}
    for name in options.conversions:
        named = [row for row in counted if row["conversion"] == name]
        made |= {f"{name}_count": len(named), f"{name}_value": sum_of(row["value"] for row in named)}
    return made


def session_fact(session: dict, source_row: dict, counted: list[dict], options) -> dict:
    """P3, M1: make a row of segment_session_facts; `counted` are the session's conversions that are no repeats."""
    start, end = session["events"][0]["timestamp"], session["events"][-1]["timestamp"]
    pages = pages_of(session)
    pages_and_screens = [event for event in session["events"] if event["call_type"] in ("page", "screen")]
    types = Counter(event["call_type"] for event in session["records"])
    sources = sorted({event["source"] for event in session["records"]}, key=utf8)
    duration = (end - start) // MILLI
    is_engaged = duration >= options.engaged_after_millis or len(pages_and_screens) > 1 or len(counted) > 0
    row = source_row | {
        "is_first_session": session["index"] == 1,
        "session_end_timestamp": end,
        "session_date": local_date(start, options.time_zone),
        "duration_millis": duration,
        "total_pages": types["page"],
        "total_tracks": types["track"],
        "total_screens": types["screen"],
        "unique_paths": len({page["fields"]["path"] for page in pages} - {None}),
        "sources": ", ".join(sources),
        "is_mixed_sources": len(sources) > 1,
        "is_engaged": is_engaged,
        "is_bounce": not is_engaged if pages_and_screens else None,
        "is_single_page": types["page"] == 1,
        "exit_path": pages[-1]["fields"]["path"] if pages else None,
    }
    return {column: row[column] for column in FACT_COLUMNS} | totals(counted, "total_conversions", options)


# --- M1: days


def daily(facts: list[dict], options) -> list[dict]:
    """M1: make the rows of segment_daily from session facts; of the dimensions NULL is a value like any other."""
    groups: dict[tuple, list[dict]] = {}
    for fact in facts:
        groups.setdefault(tuple(fact[name] for name in ("session_date", *options.daily_dimensions)), []).append(fact)
    rows = []
    for group, some in groups.items():
        row = dict(zip(("session_date", *options.daily_dimensions), group, strict=True))
        row |= {
            "sessions": len(some),
            "engaged_sessions": sum(fact["is_engaged"] for fact in some),
            "bounces": sum(fact["is_bounce"] is True for fact in some),
            "users": len({fact["user_id"] for fact in some}),
            "new_users": sum(fact["is_first_session"] for fact in some),
            "pages": sum(fact["total_pages"] for fact in some),
            "duration_millis": sum(fact["duration_millis"] for fact in some),
        }
        if options.conversions:
            row["conversions"] = sum(fact["total_conversions"] for fact in some)
        for name in total_columns(options):
            values = [fact[name] for fact in some]
            row[name] = sum(values) if name.endswith("_count") else sum_of(values)
        rows.append(row)
    return rows


def active_days(placed: list[tuple], options) -> list[dict]:
    """M1: make the rows of segment_active_days: of each person and local date, with events outside sessions, too."""
    days: dict[tuple[str, date], list[dict | None]] = {}
    for person, session, event in placed:
        days.setdefault((person, local_date(event["timestamp"], options.time_zone)), []).append(session)
    first: dict[str, date] = {}
    for person, day in days:
        first[person] = min(day, first.get(person, day))
    return [
        {
            "user_id": person,
            "active_date": day,
            "events": len(of_events),
            "sessions": len({session["id"] for session in of_events if session is not None}),
            "is_first_day": day == first[person],
        }
        for (person, day), of_events in days.items()
    ]


# --- T1 to T3: attribution


def path_of(conversion: dict, sessions: list[dict], options) -> list[dict]:
    """T1: the person's sessions that started at or before the conversion, no more than the lookback before, in order.

    Its own session is the last: one that starts at the same moment, but after it in the order of R7, is none of them.
    """
    path = []
    for session in sessions:
        since = conversion["timestamp"] - session["events"][0]["timestamp"]
        own = conversion["session_index"]
        if timedelta(0) <= since <= options.lookback and (own is None or session["index"] <= own):
            path.append(session)
    return path


def decay(days: int) -> int:
    """T3: what a touch so many whole days before weighs: half of what one weighs that is a week nearer.

    Of 70 days it is 976562.5 exactly, which Python rounds to the even number.
    """
    return max(1, round(2 ** (-days / 7) * 10**9))


def shares(weights: list[int], places: list[int], count: int) -> list[float]:
    """T3: integers for some places of a path, each divided by their sum; the others get nothing."""
    made = [0.0] * count
    for place, weight in zip(places, weights, strict=True):
        made[place] = weight / sum(weights)
    return made


def weights_of(days: list[int], has_touch: list[bool]) -> dict[str, list[float]]:
    """T2, T3: the seven weights of each session of a path, of which each says how many whole days before it was.

    Sessions without a touch get nothing where any has one, but for the first and the last of all.
    """
    count = len(days)
    all_places = list(range(count))
    told = [place for place in all_places if has_touch[place]] or all_places
    n = len(told)
    if n == 1:
        position = [1]
    elif n == 2:
        position = [1, 1]
    else:
        position = [2 * (n - 2), *[1] * (n - 2), 2 * (n - 2)]  # 0.4, 0.2 for all between, 0.4
    return {
        "first": shares([1], all_places[:1], count),
        "last": shares([1], all_places[-1:], count),
        "first_non_direct": shares([1], told[:1], count),
        "last_non_direct": shares([1], told[-1:], count),
        "linear": shares([1] * n, told, count),
        "position": shares(position, told, count),
        "time_decay": shares([decay(days[place]) for place in told], told, count),
    }


def attribution(made: list[dict], sessions: dict[str, list[dict]], source_rows: dict[str, dict], options) -> list[dict]:
    """T1 to T3: make the rows of segment_attribution, for conversions that are no repeats."""
    rows = []
    for conversion in made:
        if conversion["is_repeat"]:
            continue
        path = path_of(conversion, sessions[conversion["user_id"]], options)
        about = {name: conversion[name] for name in ATTRIBUTION_COLUMNS[:6]}
        if not path:  # T1
            nothing = dict.fromkeys(ATTRIBUTION_COLUMNS) | about | {"touches": 0, "channel": "Unassigned"}
            rows.append(nothing | {f"{name}_weight": 1.0 for name in WEIGHTS})
            continue
        told = [source_rows[session["id"]] for session in path]
        days = [(conversion["timestamp"] - session["events"][0]["timestamp"]) // DAY for session in path]
        weights = weights_of(days, [row["touch"] not in ("direct", "none") for row in told])
        for place, session in enumerate(path):
            row = {
                **about,
                "session_id": session["id"],
                "session_index": session["index"],
                "touch_number": place + 1,
                "touches": len(path),
                "days_before": days[place],
                **{name: told[place][name] for name in TOUCHED},
                **{f"{name}_weight": weights[name][place] for name in WEIGHTS},
            }
            rows.append({column: row[column] for column in ATTRIBUTION_COLUMNS})
    return rows


# --- all of it


def worth_models(  # noqa: PLR0913, PLR0917 (all that the other oracles know)
    sources: dict,
    sessions: dict[str, list[dict]],
    placed: list[tuple],
    source_rows: list[dict],
    options,
    layout: dict | None,
) -> dict[str, list[dict]]:
    """Build every model of what visits are worth; `source_rows` are those of segment_session_sources."""
    models = {}
    by_session = {row["session_id"]: row for row in source_rows}
    events = {event.name: event for event in events_read(options)}
    rows = {name: property_rows(event, sources, options, layout) for name, event in events.items()}
    for name, event in events.items():
        models[f"segment_event_{name}"] = event_rows(event, rows[name], placed)
    made = []
    if options.conversions:
        calls = conversion_calls(placed, events, rows, options)
        made = conversions(calls, placed)
        models["segment_conversion_calls"] = calls
        models["segment_conversions"] = made
    if options.include_pages:
        models["segment_page_views"] = page_views(placed, sessions, options)
    counted: dict[str, list[dict]] = {}
    for row in made:
        if not row["is_repeat"]:
            counted.setdefault(row["session_id"], []).append(row)
    facts = [
        session_fact(session, by_session[session["id"]], counted.get(session["id"], []), options)
        for theirs in sessions.values()
        for session in theirs
    ]
    models["segment_session_facts"] = facts
    models["segment_daily"] = daily(facts, options)
    models["segment_active_days"] = active_days(placed, options)
    if options.conversions:
        models["segment_attribution"] = attribution(made, sessions, by_session, options)
    return models


def worth_columns(options) -> dict[str, list[str]]:
    """Return the columns of each of these models, in order."""
    made = {}
    for event in events_read(options):
        made[f"segment_event_{event.name}"] = [*EVENT_COLUMNS, *[published for _, published in event.properties]]
    if options.include_pages:
        made["segment_page_views"] = [*PAGE_VIEW_COLUMNS, *options.custom_page_fields]
    of_facts, of_days = total_columns(options), total_columns(options)
    if options.conversions:
        made["segment_conversion_calls"] = CALL_COLUMNS
        made["segment_conversions"] = CONVERSION_COLUMNS
        made["segment_attribution"] = ATTRIBUTION_COLUMNS
        of_facts, of_days = ["total_conversions", *of_facts], ["conversions", *of_days]
    made["segment_session_facts"] = [*FACT_COLUMNS, *of_facts]
    made["segment_daily"] = ["session_date", *options.daily_dimensions, *DAILY_COUNTS, *of_days]
    made["segment_active_days"] = ACTIVE_DAY_COLUMNS
    return made
