"""The rules R1 to R12 in plain Python, one by one, so that what the SQL builds can be compared with them.

Where visits come from (A1 to A11) is in `acquisition_oracle`, what they are worth (E1 to T3) in `worth_oracle`.

`sources` is what a warehouse holds: source (schema) -> table -> rows, each row a dict from column to value.
A missing key is a missing column or NULL, a missing table is an absent key. Configuration is taken as right:
what R2 calls an error is not looked for. Nothing here is quick, and nothing is clever.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from acquisition_oracle import (
    FIRST_COLUMNS,
    SESSION_SOURCE_COLUMNS,
    TOUCH_COLUMNS,
    Acquisition,
    campaign_key,
    first_source,
    known_hosts,
    session_sources,
    touches,
)
from oracle_values import clean_id, key_of, loaded_at, local_date, nulls_last, order, text, time
from worth_oracle import Worth, worth_columns, worth_models

TABLES = {"identify": "identifies", "page": "pages", "screen": "screens", "track": "tracks"}
EVENT_TYPES = ("track", "page", "screen")  # the order in which columns name them

STANDARD_FIELDS = {  # call type -> field of the model -> column of the raw table
    "page": {
        "url": "url",
        "referrer": "referrer",
        "title": "title",
        "name": "name",
        "search": "search",
        "path": "path",
        "utm_content": "context_campaign_content",
        "utm_medium": "context_campaign_medium",
        "utm_source": "context_campaign_source",
        "utm_campaign": "context_campaign_name",
        "utm_term": "context_campaign_term",
    },
    "track": {"event": "event"},
    "screen": {"name": "name"},
    "identify": {},
}


@dataclass(frozen=True)
class Choices:
    """Where the configuration offers a choice of whose a call is, and of where a session starts."""

    shared_devices: str = "visit"
    """`visit`, `latest` or `first` (R6a to R6d)."""

    shared_id_limit: int = 100_000
    server_events: str = "attach"
    """`attach`, `session` or `apart` (R8a)."""

    server_sources: tuple[str, ...] = ()
    session_midnight: str | None = None
    session_campaign: bool = False


@dataclass(frozen=True)
class Options(Choices, Acquisition, Worth):
    """What the configuration says, as far as the rules depend on it."""

    session_timeout_millis: int = 1_800_000
    include_tracks: bool = True
    include_pages: bool = True
    include_screens: bool = False
    custom_page_fields: tuple[str, ...] = ()
    custom_track_fields: tuple[str, ...] = ()
    custom_screen_fields: tuple[str, ...] = ()
    custom_user_fields: tuple[str, ...] = ()
    junk_ids: tuple[str, ...] = ("null", "undefined", "anonymous", "anonymousId", "-1", "0")
    junk_id_pattern: str = "^[0-]*$"
    max_clock_ahead: timedelta = timedelta(hours=24)
    earliest_timestamp: date = date(2000, 1, 1)
    include_anonymous_users: bool = False

    def event_types(self) -> list[str]:
        """Return the call types that make sessions and are switched on, in the order of the columns."""
        included = {"track": self.include_tracks, "page": self.include_pages, "screen": self.include_screens}
        return [call_type for call_type in EVENT_TYPES if included[call_type]]

    def custom_fields(self, call_type: str) -> tuple[str, ...]:
        """Return the configured fields of one call type, in their configured order."""
        return {
            "page": self.custom_page_fields,
            "track": self.custom_track_fields,
            "screen": self.custom_screen_fields,
            "identify": self.custom_user_fields,
        }[call_type]

    def fields(self, call_type: str) -> list[str]:
        """Return all fields of one call type, standard ones first."""
        return [*STANDARD_FIELDS[call_type], *self.custom_fields(call_type)]


def read_call(source: str, call_type: str, row: dict, options: Options) -> dict:
    """R1, R2: one raw row as a call; a column that is not there is NULL."""
    fields = {field: text(row.get(column)) for field, column in STANDARD_FIELDS[call_type].items()}
    for field in options.custom_fields(call_type):
        fields[field] = row.get(field)
    return {
        "source": source,
        "call_type": call_type,
        "id": clean_id(row.get("id"), options),
        "timestamp": time(row.get("timestamp")),
        "received_at": time(row.get("received_at")),
        "loaded": loaded_at(row),
        "user_id": clean_id(row.get("user_id"), options),
        "anonymous_id": clean_id(row.get("anonymous_id"), options),
        "fields": fields,
    }


def read(sources: dict, options: Options) -> list[dict]:
    """R1, R2: every row of every enabled call type, and of identifies, in every source."""
    calls = []
    for source, tables in sources.items():
        for call_type in ["identify", *options.event_types()]:
            for row in tables.get(TABLES[call_type], []):
                calls.append(read_call(source, call_type, row, options))  # noqa: PERF401 (a loop reads as the rule)
    return calls


def copy_order(call: dict) -> list[tuple]:
    """R4: which copy of a call comes first."""
    values = [call["loaded"], call["timestamp"], call["user_id"], call["anonymous_id"]]
    values += list(call["fields"].values())
    values += [call["received_at"]]
    return [nulls_last(value) for value in values]


def without_duplicates(calls: list[dict]) -> list[dict]:
    """R4: one call per source, call type and id. A call without an id is nobody's duplicate."""
    first_copies = {}
    without_id = []
    for call in calls:
        if call["id"] is None:
            without_id.append(call)
            continue
        key = (call["source"], call["call_type"], call["id"])
        if key not in first_copies or copy_order(call) < copy_order(first_copies[key]):
            first_copies[key] = call
    return [*first_copies.values(), *without_id]


def why_rejected(call: dict, options: Options) -> str | None:
    """R5: the reason why a call counts nowhere, or None where it counts."""
    if call["id"] is None:
        return "missing_id"
    if call["timestamp"] is None:
        return "missing_timestamp"
    if call["user_id"] is None and call["anonymous_id"] is None:
        return "missing_person"
    received_at = call["received_at"]
    if received_at is not None and call["timestamp"] - received_at > options.max_clock_ahead:
        return "clock_ahead"
    if call["timestamp"].date() < options.earliest_timestamp:
        return "clock_behind"
    return None


def mapping_calls(calls: list[dict]) -> dict:
    """R6: for each anonymous_id the latest call that carried a user_id too, or None where none did."""
    latest = {}
    for call in sorted(calls, key=order):
        anonymous_id = call["anonymous_id"]
        if anonymous_id is None:
            continue
        if call["user_id"] is not None:
            latest[anonymous_id] = call
        elif anonymous_id not in latest:
            latest[anonymous_id] = None
    return latest


def by_anonymous_id(calls: list[dict]) -> dict[str, list[dict]]:
    """R6b, R7: the calls that carry an anonymous id, in order, by that id."""
    carried = {}
    for call in sorted(calls, key=order):
        if call["anonymous_id"] is not None:
            carried.setdefault(call["anonymous_id"], []).append(call)
    return carried


def shared_ids(calls: list[dict]) -> set[str]:
    """R6a: the anonymous ids whose calls carried two or more different user ids."""
    users = {}
    for call in calls:
        if call["user_id"] is not None:
            users.setdefault(call["anonymous_id"], set()).add(call["user_id"])
    return {anonymous_id for anonymous_id, told in users.items() if anonymous_id is not None and len(told) > 1}


def visits(calls: list[dict], options: Options) -> list[list[dict]]:
    """R6b: cut the ordered calls of one anonymous id where the gap is the timeout or more."""
    timeout = timedelta(milliseconds=options.session_timeout_millis)
    made = []
    for call in calls:
        if not made or call["timestamp"] - made[-1][-1]["timestamp"] >= timeout:
            made.append([])
        made[-1].append(call)
    return made


def log_in_of(call: dict, visit: list[dict], calls: list[dict]) -> tuple[str, dict]:
    """R6c: the rule that says whose a call without a user id is, and the call that carries the user."""

    def log_ins(of: list[dict], *, later: bool) -> list[dict]:
        return [one for one in of if one["user_id"] is not None and (order(one) > order(call)) is later]

    for rule, of, later in (
        ("later_in_visit", visit, True),
        ("earlier_in_visit", visit, False),
        ("next_log_in", calls, True),
        ("last_log_in", calls, False),
    ):
        found = log_ins(of, later=later)
        if found:
            return rule, found[0] if later else found[-1]
    raise AssertionError("A shared id has a call with a user id.")


def owned_calls(calls: list[dict], options: Options) -> list[tuple[dict, str, dict]]:
    """R6c: each call without a user id on a shared id, the rule, and the call that says whose it is."""
    if options.shared_devices == "latest":
        return []
    owned = []
    carried = by_anonymous_id(calls)
    for anonymous_id in shared_ids(calls):
        of_id = carried[anonymous_id]
        if len(of_id) > options.shared_id_limit:
            continue  # it keeps the latest user
        if options.shared_devices == "first":
            first = next(call for call in of_id if call["user_id"] is not None)
            owned += [(call, "first_log_in", first) for call in of_id if call["user_id"] is None]
            continue
        for visit in visits(of_id, options):
            owned += [(call, *log_in_of(call, visit, of_id)) for call in visit if call["user_id"] is None]
    return owned


def by_person(calls: list[dict], mapped: dict, options: Options) -> dict[str, list[dict]]:
    """R6d, R7: each person's calls in order: own user id, else owner, else the map's user, else anonymous id."""
    owners = {key_of(call): log_in["user_id"] for call, _, log_in in owned_calls(calls, options)}
    latest = {anonymous_id: call["user_id"] for anonymous_id, call in mapped.items() if call is not None}
    persons = {}
    for call in sorted(calls, key=order):
        person = call["user_id"] or owners.get(key_of(call)) or latest.get(call["anonymous_id"])
        persons.setdefault(person or call["anonymous_id"], []).append(call)
    return persons


def session_id(first_event: dict) -> str:
    """R9: the MD5 of the session's first event; the length of the source keeps different triples apart."""
    source = first_event["source"]
    name = f"{first_event['call_type']}|{len(source)}|{source}|{first_event['id']}"
    return hashlib.md5(name.encode("utf-8"), usedforsecurity=False).hexdigest()


def server_meaning(sources: dict, options: Options, layout: dict | None) -> str:
    """R8a: what becomes of server calls; `attach` means `session` where no event table has an `anonymous_id`.

    A layout says which columns the tables have; without one, those that their rows have.
    """
    if options.server_events != "attach":
        return options.server_events
    tables = [TABLES[call_type] for call_type in options.event_types()]
    columns_of = [layout[source].get(table, ()) for source in layout for table in tables] if layout else []
    if not layout:
        columns_of = [row for held in sources.values() for table in tables for row in held.get(table, [])]
    return "attach" if any("anonymous_id" in names for names in columns_of) else "session"


def is_server_call(call: dict, options: Options) -> bool:
    """R8a: a call without an anonymous id of its own, or of a source that servers send to."""
    return call["anonymous_id"] is None or call["source"] in options.server_sources


def sessions_of(person: str, events: list[dict], options: Options, server_events: str = "session") -> list[dict]:
    """R8, R8a to R8c, R9: cut one person's ordered events into sessions.

    `events` of a session are those that make it, and `records` those and the server calls that joined.
    """
    timeout = timedelta(milliseconds=options.session_timeout_millis)
    sessions = []
    previous = None  # the event before, of no server
    campaign = campaign_session = None  # the last campaign before, and the session it lies in
    for event in events:
        if server_events != "session" and is_server_call(event, options):  # R8a
            joins = previous is not None and event["timestamp"] - previous["timestamp"] < timeout
            if joins and server_events == "attach":
                sessions[-1]["records"].append(event)
            continue
        starts = previous is None or event["timestamp"] - previous["timestamp"] >= timeout  # R8
        if previous is not None and options.session_midnight is not None:  # R8b
            days = [local_date(one["timestamp"], options.session_midnight) for one in (previous, event)]
            starts = starts or days[0] != days[1]
        is_page = event["call_type"] == "page"
        key = campaign_key(event["fields"], options) if options.session_campaign and is_page else None
        if key is not None:  # R8c
            starts = starts or key != campaign or campaign_session != len(sessions)
        if starts:
            index = len(sessions) + 1
            sessions.append({"id": session_id(event), "index": index, "person": person, "events": [], "records": []})
        sessions[-1]["events"].append(event)
        sessions[-1]["records"].append(event)
        previous = event
        if key is not None:
            campaign, campaign_session = key, len(sessions)
    return sessions


def of_type(calls: list[dict], call_type: str) -> list[dict]:
    """Return the calls of one type, in the order they have."""
    return [call for call in calls if call["call_type"] == call_type]


def values_of(edge: str, call_type: str, events: list[dict]) -> dict | None:
    """R10: the fields of the first or last event of a type, whole; None where there is none."""
    candidates = of_type(events, call_type)
    if not candidates:
        return None
    chosen = candidates[0] if edge == "first" else candidates[-1]
    return {f"{edge}_{field}": value for field, value in chosen["fields"].items()}


def event_row(call: dict) -> dict:
    """Make a row of segment_page_events, segment_track_events or segment_screen_events."""
    return {
        "source": call["source"],
        f"{call['call_type']}_id": call["id"],
        "timestamp": call["timestamp"],
        "user_id": call["user_id"],
        "anonymous_id": call["anonymous_id"],
        **call["fields"],
    }


def rejected_row(call: dict, reason: str) -> dict:
    """Make a row of segment_rejected_events (R5)."""
    return {
        "source": call["source"],
        "call_type": call["call_type"],
        "event_id": call["id"],
        "timestamp": call["timestamp"],
        "received_at": call["received_at"],
        "user_id": call["user_id"],
        "anonymous_id": call["anonymous_id"],
        "reason": reason,
    }


def user_map_row(anonymous_id: str, mapping_call: dict | None, shared: set[str]) -> dict:
    """Make a row of segment_user_map (R6, R6d)."""
    return {
        "anonymous_id": anonymous_id,
        "user_id": mapping_call["user_id"] if mapping_call else None,
        "mapped_at": mapping_call["timestamp"] if mapping_call else None,
        "is_shared": anonymous_id in shared,
    }


def shared_call_row(call: dict, rule: str, log_in: dict) -> dict:
    """Make a row of segment_shared_calls (R6c)."""
    return {
        "source": call["source"],
        "call_type": call["call_type"],
        "event_id": call["id"],
        "timestamp": call["timestamp"],
        "anonymous_id": call["anonymous_id"],
        "user_id": log_in["user_id"],
        "rule": rule,
        "log_in_event_id": log_in["id"],
    }


def sessionized_row(person: str, session: dict | None, event: dict, options: Options) -> dict:
    """Make a row of segment_sessionized_events (R8, R9); an event in no session has no number and no id (R8a)."""
    row = {
        "source": event["source"],
        "timestamp": event["timestamp"],
        "user_id": person,
        "anonymous_id": event["anonymous_id"],
    }
    for call_type in options.event_types():
        row[f"{call_type}_id"] = event["id"] if event["call_type"] == call_type else None
    row["session_start_event"] = session is not None and event is session["events"][0]
    row["session_index"] = session and session["index"]
    row["session_id"] = session and session["id"]
    return row


def sessionized_typed_row(person: str, session: dict | None, event: dict) -> dict:
    """Make a row of segment_sessionized_pages, _tracks or _screens."""
    return {
        "source": event["source"],
        "timestamp": event["timestamp"],
        "user_id": person,
        f"{event['call_type']}_id": event["id"],
        "session_index": session and session["index"],
        "session_id": session and session["id"],
        **event["fields"],
    }


def record(event: dict, options: Options) -> dict:
    """Make one record of a session; the struct of a type that the event is not is NULL."""
    made = {"timestamp": event["timestamp"]}
    for call_type in options.event_types():
        made[call_type] = None
        if event["call_type"] == call_type:
            made[call_type] = {
                "timestamp": event["timestamp"],
                f"{call_type}_id": event["id"],
                **event["fields"],
            }
    return made


def session_row(session: dict, options: Options) -> dict:
    """Make a row of segment_sessions (R8 to R10); server calls that joined are counted and told, no more (R8a)."""
    events, records = session["events"], session["records"]
    start, end = events[0]["timestamp"], events[-1]["timestamp"]
    stats = {f"total_{call_type}s": len(of_type(records, call_type)) for call_type in options.event_types()}
    stats["duration_millis"] = (end - start) // timedelta(milliseconds=1)
    row = {
        "session_id": session["id"],
        "session_index": session["index"],
        "user_id": session["person"],
        "session_start_timestamp": start,
        "session_end_timestamp": end,
        "stats": stats,
    }
    for call_type in ("page", "screen"):
        if call_type in options.event_types():
            row[f"first_{call_type}_values"] = values_of("first", call_type, events)
            row[f"last_{call_type}_values"] = values_of("last", call_type, events)
    row["records"] = [record(event, options) for event in records]
    return row


def user_row(person: str, calls: list[dict], sessions: list[dict], options: Options) -> dict | None:
    """R11: a person's row in segment_users, or None for a visitor who has none. The calls are ordered."""
    identified = [call for call in calls if call["user_id"] is not None]
    identifies = of_type(calls, "identify")
    if not (identified or identifies or options.include_anonymous_users):
        return None
    row = {
        "user_id": person,
        "is_identified": len(identified) > 0,
        "first_seen_at": calls[0]["timestamp"],
        "last_seen_at": calls[-1]["timestamp"],
        "first_identified_at": identified[0]["timestamp"] if identified else None,
        "total_sessions": len(sessions),
    }
    for call_type in options.event_types():
        row[f"total_{call_type}s"] = len(of_type(calls, call_type))
    for field in options.custom_user_fields:
        known = [call["fields"][field] for call in identifies if call["fields"][field] is not None]
        row[field] = known[-1] if known else None
    return row


def with_first(user: dict, first: dict) -> dict:
    """A11: put where a person came from first after their totals, before the custom fields."""
    own = {name: user[name] for name in user if name.startswith(("user_id", "is_", "first_", "last_", "total_"))}
    return own | first | user


def accept(sources: dict, options: Options) -> tuple[list[dict], list[dict]]:
    """R1 to R5: the calls that count, and the rows of segment_rejected_events for those that do not."""
    accepted, rejected = [], []
    for call in without_duplicates(read(sources, options)):
        reason = why_rejected(call, options)
        if reason is None:
            accepted.append(call)
        else:
            rejected.append(rejected_row(call, reason))
    return accepted, rejected


def sessionized(
    sources: dict, calls: list[dict], options: Options, layout: dict | None
) -> tuple[dict[str, list[dict]], dict[str, list[dict]]]:
    """R6 to R9: each person's calls, and each person's sessions, from accepted calls."""
    server_events = server_meaning(sources, options, layout)
    persons = by_person(calls, mapping_calls(calls), options)
    sessions = {
        person: sessions_of(
            person, [call for call in theirs if call["call_type"] != "identify"], options, server_events
        )
        for person, theirs in persons.items()
    }
    return persons, sessions


def placed_events(persons: dict, sessions: dict) -> list[tuple[str, dict | None, dict]]:
    """R12: every event with its person and its session, None where it is in none (R8a)."""
    placed = [
        (person, session, event) for person in persons for session in sessions[person] for event in session["records"]
    ]
    in_sessions = {key_of(event) for _, _, event in placed}
    for person, theirs in persons.items():
        for call in theirs:
            if call["call_type"] != "identify" and key_of(call) not in in_sessions:
                placed.append((person, None, call))  # noqa: PERF401 (a loop reads as the rule)
    return placed


def build(
    sources: dict, options: Options, *, layout: dict | None = None, hosts: list[dict] | None = None
) -> dict[str, list[dict]]:
    """Build every model; the rows of one have exactly its columns, in their order.

    A layout (source -> table -> columns) says which columns there are where rows do not. With a list of hosts there
    are the models of acquisition, too (A1 to A11), and those of what visits are worth (E1, E2, V1 to V4, P1 to P3, M1,
    T1 to T3).
    """
    event_types = options.event_types()
    calls, rejected = accept(sources, options)
    mapped, shared = mapping_calls(calls), shared_ids(calls)
    persons, sessions = sessionized(sources, calls, options, layout)
    placed = placed_events(persons, sessions)
    users = {person: user_row(person, theirs, sessions[person], options) for person, theirs in persons.items()}
    users = {person: row for person, row in users.items() if row is not None}

    models = {}
    for call_type in event_types:
        models[f"segment_{call_type}_events"] = [event_row(call) for call in of_type(calls, call_type)]
    models["segment_rejected_events"] = rejected
    models["segment_user_map"] = [user_map_row(anonymous_id, call, shared) for anonymous_id, call in mapped.items()]
    if options.shared_devices != "latest":
        models["segment_shared_calls"] = [shared_call_row(*owned) for owned in owned_calls(calls, options)]
    models["segment_sessionized_events"] = [sessionized_row(*place, options) for place in placed]
    for call_type in event_types:
        models[f"segment_sessionized_{call_type}s"] = [
            sessionized_typed_row(*place) for place in placed if place[-1]["call_type"] == call_type
        ]
    models["segment_sessions"] = [session_row(session, options) for made in sessions.values() for session in made]
    models["segment_users"] = list(users.values())
    if hosts is not None:
        known = known_hosts(hosts, options)
        came_from = {person: session_sources(made, known, options) for person, made in sessions.items()}
        if "page" in event_types:
            models["segment_touches"] = touches(of_type(calls, "page"), known, options)
        models["segment_session_sources"] = [row for rows in came_from.values() for row in rows]
        models["segment_users"] = [with_first(row, first_source(came_from[person])) for person, row in users.items()]
        models |= worth_models(sources, sessions, placed, models["segment_session_sources"], options, layout)
    return models


def account(sources: dict, options: Options, *, layout: dict | None = None) -> dict[tuple[str, str], dict[str, int]]:
    """R12: what became of every row read, by source and call type; of those kept, how many are outside sessions."""
    every_call = read(sources, options)
    first_copies = without_duplicates(every_call)
    calls, _ = accept(sources, options)
    placed = placed_events(*sessionized(sources, calls, options, layout))
    outside = Counter((event["source"], event["call_type"]) for _, session, event in placed if session is None)
    accounts = {}
    for source in sources:
        for call_type in ["identify", *options.event_types()]:
            here = (source, call_type)
            read_here = [call for call in every_call if (call["source"], call["call_type"]) == here]
            left_here = [call for call in first_copies if (call["source"], call["call_type"]) == here]
            rejected = [call for call in left_here if why_rejected(call, options) is not None]
            accounts[here] = {
                "read": len(read_here),
                "duplicates": len(read_here) - len(left_here),
                "rejected": len(rejected),
                "kept": len(left_here) - len(rejected),
            }
            accounts[here]["outside"] = outside[here]
    return accounts


def columns(options: Options, *, acquisition: bool = False) -> dict[str, list[str]]:
    """Return the columns of every model, in order: what a table without rows must have too.

    With acquisition, of the models that a list of hosts adds, too.
    """
    types = options.event_types()
    edges = []
    for call_type in ("page", "screen"):
        if call_type in types:
            edges += [f"first_{call_type}_values", f"last_{call_type}_values"]

    made = {}
    made["segment_rejected_events"] = ["source", "call_type", "event_id", "timestamp", "received_at"]
    made["segment_rejected_events"] += ["user_id", "anonymous_id", "reason"]
    made["segment_user_map"] = ["anonymous_id", "user_id", "mapped_at", "is_shared"]
    if options.shared_devices != "latest":
        made["segment_shared_calls"] = ["source", "call_type", "event_id", "timestamp", "anonymous_id"]
        made["segment_shared_calls"] += ["user_id", "rule", "log_in_event_id"]
    made["segment_sessionized_events"] = ["source", "timestamp", "user_id", "anonymous_id"]
    made["segment_sessionized_events"] += [f"{call_type}_id" for call_type in types]
    made["segment_sessionized_events"] += ["session_start_event", "session_index", "session_id"]
    made["segment_sessions"] = ["session_id", "session_index", "user_id"]
    made["segment_sessions"] += [
        "session_start_timestamp",
        "session_end_timestamp",
        "stats",
        *edges,
        "records",
    ]
    made["segment_users"] = [
        "user_id",
        "is_identified",
        "first_seen_at",
        "last_seen_at",
        "first_identified_at",
    ]
    made["segment_users"] += ["total_sessions", *[f"total_{call_type}s" for call_type in types]]
    if acquisition:
        made["segment_users"] += FIRST_COLUMNS
        if "page" in types:
            made["segment_touches"] = TOUCH_COLUMNS
        made["segment_session_sources"] = SESSION_SOURCE_COLUMNS
        made |= worth_columns(options)
    made["segment_users"] += options.custom_user_fields
    for call_type in types:
        made[f"segment_{call_type}_events"] = [
            "source",
            f"{call_type}_id",
            "timestamp",
            "user_id",
            "anonymous_id",
        ]
        made[f"segment_{call_type}_events"] += options.fields(call_type)
        made[f"segment_sessionized_{call_type}s"] = ["source", "timestamp", "user_id", f"{call_type}_id"]
        made[f"segment_sessionized_{call_type}s"] += [
            "session_index",
            "session_id",
            *options.fields(call_type),
        ]
    return made
