"""Random small histories of Segment calls, made of the cases that break models.

A history has the shape of the oracle's `sources`. Its alphabets are small, so that ids, times and texts meet.
"""

import random
from datetime import datetime, timedelta

import pyarrow as pa
from hypothesis import strategies as st

from oracle import Options, clean_id

TEXT, WHOLE, NUMBER, TRUTH, TIME = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.timestamp("us")

COMMON = {"id": TEXT, "user_id": TEXT, "anonymous_id": TEXT}
TIMES = dict.fromkeys(("timestamp", "received_at", "uuid_ts", "loaded_at"), TIME)
PAGE_TEXTS = ("url", "referrer", "title", "name", "search", "path")
CAMPAIGN_TEXTS = tuple(f"context_campaign_{part}" for part in ("content", "medium", "source", "name", "term"))

COLUMNS = {  # every table with every column that a history can fill, and its type
    "pages": COMMON | TIMES | dict.fromkeys((*PAGE_TEXTS, *CAMPAIGN_TEXTS), TEXT) | {"url_hash": TEXT, "scroll": WHOLE},
    "tracks": COMMON | TIMES | {"event": TEXT, "revenue": NUMBER, "is_new": TRUTH},
    "screens": COMMON | TIMES | {"name": TEXT, "category": TEXT},
    "identifies": COMMON | TIMES | {"email": TEXT, "age": WHOLE, "created_at": TIME},
}
CUSTOM_FIELDS = {
    "custom_page_fields": ("url_hash", "scroll"),
    "custom_track_fields": ("revenue", "is_new"),
    "custom_screen_fields": ("category",),
    "custom_user_fields": ("email", "age", "created_at"),
}

# By bytes "Zed" comes before "app", and "app1" ends like an id may begin.
FULL = dict.fromkeys(("app", "app1", "Zed"), COLUMNS)


def without(table: str, *missing: str) -> dict:
    """Return the columns of a table but for some."""
    return {column: kind for column, kind in COLUMNS[table].items() if column not in missing}


SPARSE = {  # what Segment never saw, it never made: tables, ids, times and campaigns are missing
    "app": {
        "pages": without("pages", "loaded_at", "user_id", "name", *CAMPAIGN_TEXTS),
        "identifies": without("identifies", "loaded_at", "uuid_ts"),
    },
    "app1": {
        "tracks": without("tracks", "anonymous_id", "uuid_ts"),
        "identifies": without("identifies", "anonymous_id", "loaded_at"),
    },
    "Zed": {
        "pages": without("pages", "context_campaign_term", "referrer"),
        "tracks": dict(reversed(COLUMNS["tracks"].items())),
        "screens": without("screens", "received_at", "name"),
    },
}

EVENT_TABLES = {  # tables of single events, of which only the histories that are to have them have rows
    "order_completed": {"revenue": NUMBER, "order_id": TEXT, "currency": TEXT, "quantity": WHOLE},
    "_open": {"channel": TEXT, "session_id": TEXT, "is_new": TRUTH},
    "form_submitted": {"form": TEXT, "price": TEXT, "number": WHOLE},
    "signed": {"due": TIME, "quantity": WHOLE},
}
EVENT_TABLES = {table: COMMON | TIMES | {"event_text": TEXT} | own for table, own in EVENT_TABLES.items()}
EVENTS = ("order_completed",) * 4 + ("form_submitted",) * 3 + ("open", "signed", "signed_up", "signed_up", "elsewhere")
TABLE_OF_EVENT = {table.removeprefix("_"): table for table in EVENT_TABLES}
KEY = "order_id"
"""The property that is the key of a conversion."""

WITH_EVENTS = {source: tables | EVENT_TABLES for source, tables in FULL.items()}
WITH_FEW_EVENTS = {  # tables and properties are missing, or of another type than in another source
    "app": SPARSE["app"]
    | {
        "tracks": COLUMNS["tracks"],
        "order_completed": EVENT_TABLES["order_completed"] | {"revenue": TEXT, "quantity": NUMBER},
        "form_submitted": {name: kind for name, kind in EVENT_TABLES["form_submitted"].items() if name != "user_id"},
    },
    "app1": SPARSE["app1"]
    | {
        "order_completed": {
            name: kind
            for name, kind in EVENT_TABLES["order_completed"].items()
            if name not in ("currency", "loaded_at", "anonymous_id", "event_text")
        },
        "_open": EVENT_TABLES["_open"],
    },
    "Zed": SPARSE["Zed"]
    | {
        "form_submitted": EVENT_TABLES["form_submitted"] | {"number": TEXT},
        "signed": {"quantity": WHOLE, "due": TIME, **COMMON},
    },
}

# U+FF61 is before U+1F600 by UTF-8 bytes and after it by UTF-16 units; the two é are different texts.
ORDERED_TEXTS = ("\U0001f600", "\uff61") * 3 + ("\u00e9", "e\u0301", "Z", "a", "B", "b", "10", "9")
IDS = (*ORDERED_TEXTS, "A", "01", "1", "1.0", "a|b", "1|a", "|a", " a", "a ", "a'b", "a\\b", "%")
ALMOST_JUNK = (
    "NULL",
    "Anonymous",
    "anonymousid",
    "undefined2",
    "null ",
    " 0",
    "0 ",
    "-2",
    "00x",
    "0.0",
    "+0",
)
ALMOST_JUNK += ("\t", "0\n", "\u00a0", "\u2003", "\u3000", "\uff10", "\u2013", "'", "NaN")
ODD_IDS = (*ALMOST_JUNK, *ORDERED_TEXTS)
JUNK = ("", " ", "   ", "null", "undefined", "anonymous", "anonymousId", "-1", "0", "00", "-", "--0")
JUNK += (None, None, None, "00000000-0000-0000-0000-000000000000")

TEXTS = (None, None, None, "", " ", "null", "0", *ORDERED_TEXTS)
VALUES = {
    TEXT: TEXTS,
    WHOLE: (None, -1, 0, 9, 10),
    NUMBER: (None, -1.5, 0.0, 9.0, 10.0),
    TRUTH: (None, False, True),
    TIME: (None, datetime.fromisoformat("2020-02-29"), datetime.fromisoformat("1999-12-31T23:59:59.999999")),
}

SUMS = (None, "12.50", " -3 ", "1e3", "-2.5E-1", "abc", "", " ", "NaN", "Infinity", "12,50", "1.9999999", "-1.9999999")
SUMS += ("0.30000000000000004", "9000000000000", "9000000000001", "-9000000000000.5", "1234567890123456789", "1e400")
SUMS += ("0", "-0.0000001", "0010", "1 2", "0x10", "1_000", "\t5", "five", "true")
NUMBERS = (None, -1.5, 0.0, 9.0, 10.0, 0.1, 2.675, 0.0000005, -0.0000005, 1.0000015, 9e12, 9.5e12, -9e12, 1e300, 1e-300)
PROPERTIES = {  # column -> by type the values that a property has; by the type alone where nothing is said
    "revenue": {NUMBER: NUMBERS, TEXT: SUMS},
    "price": {TEXT: SUMS},
    "quantity": {WHOLE: (None, 0, 1, 2, -7), NUMBER: (None, 0.5, 1.0, 2.0)},
    "currency": {TEXT: (None, "EUR", "EUR", "USD", "")},
    "form": {TEXT: ("demo", "demo", "Demo", "demo ", "contact", None)},
    "number": {WHOLE: (7, 7, 8, None), TEXT: ("7", "7", "7.0", "07", None)},
    KEY: {
        TEXT: ("k1", "k1", "k1", "k1", "k2", "k2", "k2", "k2", "K1", " k1", "null", "", " ", "0", None, "everybody's")
    },
}

BEGINNINGS = tuple(
    datetime.fromisoformat(moment)
    for moment in (
        "2024-03-01T10:00:00",
        "2024-03-31T00:30:00.000001",
        "2024-03-30T22:50:00",
        "2023-12-31T23:45:00.999999",
        "1969-12-31T23:59:59.999500",
        "2538-07-04T12:00:00.123456",
    )
)
NOTHING, MICRO, MILLI = timedelta(0), timedelta(microseconds=1), timedelta(milliseconds=1)
SECOND, DAY = timedelta(seconds=1), timedelta(hours=24)
TABLES = ("pages", "pages", "tracks", "tracks", "screens", "identifies")


class Story:
    """A history in the making: a clock, a few devices and who is logged in on each."""

    def __init__(self, draw: random.Random, layout: dict, timeout: timedelta, ids: tuple):
        self.draw = draw
        self.sources = draw.sample(sorted(layout), draw.randint(1, len(layout)))
        self.users = draw.sample(ids, draw.randint(1, 3))
        # Some devices carry the id of a user: by R6 they are the same person.
        self.devices = draw.sample(ids, draw.randint(1, 2)) + draw.sample(self.users, draw.randint(0, 1))
        self.call_ids = ids
        self.moment = draw.choice(BEGINNINGS) + draw.choice((NOTHING, MICRO, 499 * MICRO, 999 * MICRO))
        self.load_times = (self.moment, self.moment + 3 * DAY)
        self.gaps = (NOTHING, NOTHING, NOTHING, MICRO, 999 * MICRO, MILLI, timeout / 2, 3 * timeout, DAY)
        self.gaps += (timeout - MILLI, timeout - MICRO, timeout, timeout, timeout + MICRO, timeout + MILLI)
        self.gaps = (NOTHING, *draw.sample(self.gaps, 3))  # some visitors hurry, some only come back
        self.device = self.devices[0]
        self.logged_in = {}
        self.made = []

    def chance(self, share: float) -> bool:
        """Return whether something rare happens now."""
        return self.draw.random() < share

    def next_call(self) -> tuple[str, str, dict]:
        """Let somebody do something, a little or a lot later."""
        self.moment += self.draw.choice(self.gaps)
        if self.chance(0.25):
            self.device = self.draw.choice(self.devices)
        table = self.draw.choice(TABLES)
        if self.chance(0.15):
            self.logged_in[self.device] = self.draw.choice(self.users)
            table = "identifies"
        elif self.chance(0.15):
            self.logged_in.pop(self.device, None)
        row = {
            "id": self.draw.choice(self.call_ids),
            "user_id": self.logged_in.get(self.device),
            "anonymous_id": self.device,
            **self.times(),
        }
        for column, kind in COLUMNS[table].items():
            if column not in row:
                row[column] = self.draw.choice(VALUES[kind])
        self.spoil(row)
        return self.draw.choice(self.sources), table, row

    def times(self) -> dict:
        """Return the times of a call: sent late, loaded later, sometimes with a clock that is a day ahead."""
        received_at = self.moment + self.draw.choice((NOTHING, SECOND, SECOND, SECOND, 2 * DAY, -SECOND))
        if self.chance(0.12):
            received_at = self.moment - DAY + self.draw.choice((-DAY, -MILLI, -MICRO, NOTHING, MICRO))
        if self.chance(0.1):
            received_at = None
        later = (None, None, *self.load_times)
        uuid_ts, loaded_at = self.draw.choice(later), self.draw.choice(later)
        return {
            "timestamp": self.moment,
            "received_at": received_at,
            "uuid_ts": uuid_ts,
            "loaded_at": loaded_at,
        }

    def spoil(self, row: dict) -> None:
        """Lose an id or a time now and then."""
        if self.chance(0.05):
            row["id"] = self.draw.choice(JUNK)
        if self.chance(0.12):
            row["user_id"] = self.draw.choice(JUNK)
        if self.chance(0.15):
            row["anonymous_id"] = self.draw.choice(JUNK)
        if self.chance(0.04):
            row["timestamp"] = None

    def another_copy(self) -> tuple[str, str, dict]:
        """Send an earlier call once more: the same, changed in one column, in another source or table."""
        source, table, original = self.draw.choice(self.made)
        row = dict(original)
        if self.chance(0.15):
            source = self.draw.choice(self.sources)
        if self.chance(0.1):
            table = self.draw.choice(TABLES)
            row = {column: row.get(column) for column in COLUMNS[table]}
        if self.chance(0.3):
            row |= self.times() | {"timestamp": row["timestamp"]}
        if self.chance(0.7):
            self.change(row, table)
        return source, table, row

    def change(self, row: dict, table: str) -> None:
        """Change one column of a copy, or lose it."""
        column = self.draw.choice(sorted(row))
        if column == "id":
            row["id"] = self.draw.choice((row["id"], *JUNK))
        elif column in ("user_id", "anonymous_id"):
            row[column] = self.draw.choice((*self.users, *self.devices, None, "null", " "))
        elif column == "timestamp":
            row["timestamp"] = self.draw.choice((None, self.moment, self.moment - DAY, self.moment + MICRO))
        elif column in TIMES:
            row[column] = self.draw.choice((None, self.moment, *self.load_times))
        else:
            row[column] = self.draw.choice(VALUES[COLUMNS[table][column]])

    def event_row(self, track: dict, event: str, source: str, columns: dict) -> tuple[str, str, dict]:
        """Return the row of an event's own table for a track call: most of it is the same, and it is loaded apart."""
        row = {name: track.get(name) for name in COMMON} | self.times() | {"timestamp": track["timestamp"]}
        if self.chance(0.15):
            row["timestamp"] = self.draw.choice((None, self.moment))
        for column, kind in columns.items():
            if column not in row:
                row[column] = self.draw.choice(PROPERTIES.get(column, VALUES).get(kind, VALUES[kind]))
        return source, TABLE_OF_EVENT[event], row

    def event_rows(self, track: dict, event: str, source: str, columns: dict) -> list[tuple[str, str, dict]]:
        """Return the row, now and then with copies: of other values, the same but for a column, or altogether."""
        copies = 1 + self.chance(0.25) + self.chance(0.05)
        made = [self.event_row(track, event, source, columns) for _ in range(copies)]
        if copies > 1 and self.chance(0.4):
            some = columns if self.chance(0.3) else columns.keys() - COMMON.keys() - TIMES.keys()
            column = self.draw.choice(sorted(some))
            made[1] = (*made[0][:2], made[0][2] | {column: made[1][2][column]})
        return made

    def tell_properties(self, layout: dict) -> None:
        """Name the events of the track calls, and give most of them a row in their event's table, or several.

        Some rows have no call: theirs has another event, is of another source, or never was. Without tables of events
        nothing is done.
        """
        if not any(table in layout[source] for source in self.sources for table in EVENT_TABLES):
            return
        rows = []
        for source, table, call in list(self.made):
            if table != "tracks":
                continue
            event = self.draw.choice(EVENTS)
            call["event"] = None if self.chance(0.03) else event
            if self.chance(0.05):
                call = {**call, "id": self.draw.choice((*self.call_ids, *JUNK))}  # noqa: PLW2901 the call stays
            if self.chance(0.05):
                source = self.draw.choice(self.sources)  # noqa: PLW2901 the call's own stays
            if self.chance(0.05):
                event = self.draw.choice(EVENTS)
            columns = layout[source].get(TABLE_OF_EVENT.get(event))
            if columns is None or self.chance(0.15):
                continue
            made = self.event_rows(call, event, source, columns)
            rows += made
            if event == "order_completed" and self.chance(0.6):
                rows += self.same_order(call, made[0][2][KEY], layout)
                if self.chance(0.3):
                    rows += self.next_order(call, layout)
        self.made += rows

    def same_order(self, call: dict, key: str | None, layout: dict) -> list[tuple[str, str, dict]]:
        """Send an order once more as another call: of somebody else, from another source, a little before or after."""
        source = self.draw.choice(self.sources)
        if not {"tracks", "order_completed"} <= layout[source].keys():
            return []
        again = {
            **call,
            "id": self.draw.choice(self.call_ids),
            "user_id": self.draw.choice((*self.users, None, None)),
            "anonymous_id": self.draw.choice((*self.devices, None)),
            "event": "order_completed",
            **self.times(),
            "timestamp": call["timestamp"],
        }
        if call["timestamp"] is not None:
            again["timestamp"] += self.draw.choice((NOTHING, NOTHING, MICRO, -MICRO, SECOND, -SECOND, DAY, -DAY))
        row = self.event_row(again, "order_completed", source, layout[source]["order_completed"])
        row[2][KEY] = key
        return [(source, "tracks", again), row]

    def next_order(self, call: dict, layout: dict) -> list[tuple[str, str, dict]]:
        """Let somebody who has ordered come back for another order, in a later session."""
        source = self.draw.choice(self.sources)
        if call["timestamp"] is None or not {"tracks", "order_completed"} <= layout[source].keys():
            return []
        later = call["timestamp"] + self.draw.choice((DAY, 3 * DAY))
        call = {**call, "id": self.draw.choice(self.call_ids), "event": "order_completed", **self.times()}
        call |= {"timestamp": later, "received_at": self.draw.choice((None, later, later + SECOND))}
        row = self.event_row(call, "order_completed", source, layout[source]["order_completed"])
        return [(source, "tracks", call), row]

    def make(self, calls: int) -> None:
        """Make so many calls, one after another."""
        for _ in range(calls):
            again = self.made and self.chance(0.25)
            self.made.append(self.another_copy() if again else self.next_call())

    def tell(self, calls: int, layout: dict) -> None:
        """Make so many calls, and let them arrive in any order."""
        self.make(calls)
        self.tell_properties(layout)
        self.draw.shuffle(self.made)


def random_history(
    draw: random.Random,
    calls: int,
    *,
    timeout_millis: int = 1_800_000,
    layout: dict = FULL,
    ids: tuple = IDS,
) -> dict:
    """Return a history of so many calls in the tables and columns of a layout."""
    story = Story(draw, layout, timedelta(milliseconds=timeout_millis), ids)
    story.tell(calls, layout)
    return laid_out(story.made, layout)


def laid_out(calls: list[tuple[str, str, dict]], layout: dict) -> dict:
    """Return sources with the tables of a layout; what has no table or column there is lost."""
    sources = {source: {table: [] for table in tables} for source, tables in layout.items()}
    for source, table, row in calls:
        if table in layout[source]:
            sources[source][table].append({column: row.get(column) for column in layout[source][table]})
    return sources


def calls_of(sources: dict) -> list[tuple[str, str, dict]]:
    """Return every row with its source and table: the reverse of laying them out."""
    calls = []
    for source, tables in sources.items():
        for table, rows in tables.items():
            calls += [(source, table, row) for row in rows]
    return calls


def isolate(history: dict, n: int) -> dict:
    """Return the history with ids of its own, so that many can share one database and not meet.

    Junk stays junk, so nobody is made and nobody merged. History 0 keeps its ids as they are, because a mark
    would hide an id that is almost junk. Even ones are marked before the id and odd ones after it, because a
    mark hides spaces and order on its side. Keys are marked as ids are, but for one that all histories share.
    """

    def marked(value):
        if n == 0 or clean_id(value, Options()) is None or value == "everybody's":
            return value
        return f"h{n}:{value}" if n % 2 == 0 else f"{value}:h{n}"

    isolated = {source: {table: [] for table in tables} for source, tables in history.items()}
    for source, table, row in calls_of(history):
        own = {column: marked(row[column]) for column in (*COMMON, KEY) if column in row}
        isolated[source][table].append(row | own)
    return isolated


def merge(histories: list[dict]) -> dict:
    """Return one history with the rows of all, table by table."""
    merged = {}
    for history in histories:
        for source, tables in history.items():
            for table, rows in tables.items():
                merged.setdefault(source, {}).setdefault(table, []).extend(rows)
    return merged


def random_world(seed: str, count: int, *, timeout_millis: int = 1_800_000, layout: dict = FULL) -> dict:
    """Return so many histories side by side in one set of tables; the first is long and full of odd ids."""
    draw = random.Random(seed)  # noqa: S311 (no secret)
    told = [random_history(draw, 80, timeout_millis=timeout_millis, layout=layout, ids=ODD_IDS)]
    while len(told) < count:
        told.append(random_history(draw, draw.randint(1, 14), timeout_millis=timeout_millis, layout=layout))
    return merge([isolate(history, n) for n, history in enumerate(told)])


def histories(*, timeout_millis: int = 1_800_000, layout: dict = FULL) -> st.SearchStrategy[dict]:
    """Return a strategy for one history; it shrinks towards fewer calls."""

    def told(calls: int, seed: int) -> dict:
        draw = random.Random(seed)  # noqa: S311 (no secret)
        return random_history(draw, calls, timeout_millis=timeout_millis, layout=layout)

    return st.builds(told, calls=st.integers(min_value=0, max_value=14), seed=st.integers(0, 2**32 - 1))


def write(connection, sources: dict, layout: dict = FULL) -> None:
    """Write the raw tables as a layout says, one schema per source."""
    for source, tables in sources.items():
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{source}"')
        for table, rows in tables.items():
            raw_rows = pa.Table.from_pylist(rows, schema=pa.schema(layout[source][table]))
            connection.register("raw_rows", raw_rows)
            connection.execute(f'CREATE OR REPLACE TABLE "{source}"."{table}" AS SELECT * FROM raw_rows')
            connection.unregister("raw_rows")
