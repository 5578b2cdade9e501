"""Every published column, said once: name, type, one sentence.

Database comments, the docs pages, and the projects exported for other tools read the sentences here.
Times are UTC with microseconds; durations are whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class FieldType(StrEnum):
    """The types of published columns, in SQL's own words; each warehouse spells them its way."""

    TEXT = "text"
    TIMESTAMP = "timestamp"
    INTEGER = "bigint"
    BOOLEAN = "boolean"
    DATE = "date"
    DECIMAL = "decimal(28, 6)"
    DOUBLE = "double"
    STRUCT = "struct"
    RECORDS = "array of structs"
    AS_FOUND = "as found"


@dataclass(frozen=True)
class Field:
    """One published column, or one field of a published struct.

    ``raw`` names the column of Segment's table that it comes from, ``of`` the call type of that table where a user
    chose the column; ``children`` are the fields of a struct or of the structs in an array.
    """

    name: str
    type: FieldType
    description: str
    raw: str | None = None
    of: CallType | None = None
    children: tuple[Field, ...] = ()

    @property
    def custom(self) -> bool:
        """True if a user chose the column; its type is whatever the warehouse holds."""
        return self.of is not None

    def all(self) -> Iterator[Field]:
        """Yield it and every field inside it."""
        yield self
        for child in self.children:
            yield from child.all()

    def named(self, name: str, description: str | None = None) -> Field:
        """Return the same field under another name."""
        return replace(self, name=name, description=description or self.description)


@dataclass(frozen=True)
class CallType:
    """One kind of Segment call: the table it is stored in, and what we publish of it.

    Source: https://segment.com/docs/connections/storage/warehouses/schema/.
    """

    name: str
    table: str
    id: Field
    fields: tuple[Field, ...] = ()
    event: str | None = None
    """For the rows of an event's own table, which has the properties of track calls of that event: the event."""
    raw_table: str | None = None
    """Segment's table, where ``table`` is a name of ours."""
    carried: tuple[tuple[str, str], ...] = ()
    """Of an event's own table, the properties that are read: our name, and the column."""
    optional: frozenset[str] = frozenset()
    """Those of them that no source needs to have."""

    @property
    def raw(self) -> str:
        """Segment's table."""
        return self.raw_table or self.table

    @property
    def kept(self) -> str:
        """The model that keeps these rows from run to run."""
        return self.table if self.event else f"{self.name}_calls"

    @property
    def id_name(self) -> str:
        """The column that holds the call's id in the published models."""
        return self.id.name


def _text(name: str, description: str, raw: str | None = None) -> Field:
    return Field(name, FieldType.TEXT, description, raw=raw or name)


PAGE = CallType(
    "page",
    "pages",
    _text("page_id", "Id of the page call, as Segment's client made it.", raw="id"),
    (
        _text("url", "Full address of the page."),
        _text("referrer", "Address of the previous page, as the browser reported it."),
        _text("title", "Title of the page."),
        _text("name", "Name given in the page call."),
        _text("search", "Query string of the address, with its question mark."),
        _text("path", "Path of the address."),
        _text("utm_content", "Campaign content of the address.", raw="context_campaign_content"),
        _text("utm_medium", "Campaign medium of the address.", raw="context_campaign_medium"),
        _text("utm_source", "Campaign source of the address.", raw="context_campaign_source"),
        _text("utm_campaign", "Campaign name of the address.", raw="context_campaign_name"),
        _text("utm_term", "Campaign term of the address.", raw="context_campaign_term"),
    ),
)
TRACK = CallType(
    "track",
    "tracks",
    _text("track_id", "Id of the track call, as Segment's client made it.", raw="id"),
    (_text("event", "Name of the event in snake case, as Segment stores it."),),
)
SCREEN = CallType(
    "screen",
    "screens",
    _text("screen_id", "Id of the screen call, as Segment's client made it.", raw="id"),
    (_text("name", "Name of the screen."),),
)
IDENTIFY = CallType(
    "identify", "identifies", _text("identify_id", "Id of the identify call, as Segment's client made it.", raw="id")
)

EVENT_TYPES = (TRACK, PAGE, SCREEN)
"""The call types that make sessions, in the order of the published columns."""

EVENT_TEXT = _text("event_text", "Name of the event as the client sent it.")
SOURCE = Field("source", FieldType.TEXT, "Segment source: the schema the call was read from.")
TIMESTAMP = Field(
    "timestamp", FieldType.TIMESTAMP, "When the call was made, UTC, corrected for the client's clock.", raw="timestamp"
)
RECEIVED_AT = Field("received_at", FieldType.TIMESTAMP, "When Segment received the call, UTC.", raw="received_at")
CALL_TIMES = (
    RECEIVED_AT.named("call_received_at"),
    Field(
        "call_loaded_at",
        FieldType.TIMESTAMP,
        "When this copy of the call was loaded, UTC: loaded_at, else uuid_ts, else received_at.",
    ),
)
REJECT_REASON = Field("reject_reason", FieldType.TEXT, "Why the call cannot be used (R5); NULL for a good one.")
USER_ID = Field("user_id", FieldType.TEXT, "User id sent with the call; NULL before a log-in.", raw="user_id")
ANONYMOUS_ID = Field("anonymous_id", FieldType.TEXT, "Anonymous id of the device or browser.", raw="anonymous_id")
PERSON = Field(
    "user_id",
    FieldType.TEXT,
    "The person: the call's user id, else the user who logged in on a shared device then (R6c), else the user its "
    "anonymous id belongs to, else the anonymous id (R6).",
)
SESSION_INDEX = Field(
    "session_index",
    FieldType.INTEGER,
    "1 for the person's first session, 2 for the next, and so on; NULL for a server's call outside sessions (R8a).",
)
SESSION_ID = Field(
    "session_id",
    FieldType.TEXT,
    "The session: MD5 of its first event's source, call type and id (R9); NULL for a server's call outside sessions.",
)

REJECTED = (
    SOURCE,
    Field("call_type", FieldType.TEXT, "identify, page, screen or track."),
    Field("event_id", FieldType.TEXT, "Id of the call; NULL where it had none."),
    TIMESTAMP,
    RECEIVED_AT,
    USER_ID,
    ANONYMOUS_ID,
    Field(
        "reason",
        FieldType.TEXT,
        "Why the call was rejected (R5): missing_id, missing_timestamp, missing_person, clock_ahead or clock_behind.",
    ),
)
USER_MAP = (
    ANONYMOUS_ID,
    USER_ID.named("user_id", "User of the latest call that carried this anonymous id and a user id; NULL if none did."),
    Field("mapped_at", FieldType.TIMESTAMP, "When that call was made, UTC; NULL if there is none."),
    Field(
        "is_shared",
        FieldType.BOOLEAN,
        "True if calls with this anonymous id carried two or more different user ids (R6a).",
    ),
)
SHARED_CALLS = (
    SOURCE,
    Field("call_type", FieldType.TEXT, "identify, page, screen or track."),
    Field("event_id", FieldType.TEXT, "Id of the call."),
    TIMESTAMP,
    ANONYMOUS_ID,
    USER_ID.named("user_id", "The user it belongs to: who logged in on the device then (R6c)."),
    Field(
        "rule",
        FieldType.TEXT,
        "Why (R6c): later_in_visit, earlier_in_visit, next_log_in, last_log_in; or first_log_in, where the first user "
        "of a device has all of its calls.",
    ),
    Field("log_in_event_id", FieldType.TEXT, "Id of the call with the user id that decided."),
)
SESSION_START_EVENT = Field("session_start_event", FieldType.BOOLEAN, "True for the first event of a session (R8).")

SESSION_START = Field("session_start_timestamp", FieldType.TIMESTAMP, "Time of the session's first event, UTC.")
SESSION_END = Field("session_end_timestamp", FieldType.TIMESTAMP, "Time of the session's last event, UTC.")
DURATION = Field("duration_millis", FieldType.INTEGER, "Milliseconds from the session's first event to its last.")

USER_IDENTITY = (
    PERSON.named("user_id", "The person: a user id, or the anonymous id of someone who never logged in."),
    Field("is_identified", FieldType.BOOLEAN, "True if a call of this person carried a user id."),
    Field("first_seen_at", FieldType.TIMESTAMP, "Time of the person's first call of any kind, UTC."),
    Field("last_seen_at", FieldType.TIMESTAMP, "Time of the person's last call of any kind, UTC."),
    Field("first_identified_at", FieldType.TIMESTAMP, "Time of the first call that carried the person's user id, UTC."),
    Field("total_sessions", FieldType.INTEGER, "Sessions of the person."),
)

TRAFFIC_SOURCES = (
    Field("key", FieldType.TEXT, "A host, or a name that campaigns give as their source; * is any country's ending."),
    Field("match", FieldType.TEXT, "domain where it holds for every host under it, too; else exact."),
    Field("source", FieldType.TEXT, "Name of the source: of a search engine, the one that its visits get."),
    Field(
        "category",
        FieldType.TEXT,
        "search, social, video, shopping, ai, email, other, or one of your own (traffic_sources).",
    ),
)
_TRAFFIC = (
    Field("traffic_source", FieldType.TEXT, "Where from: google, newsletter, news.ycombinator.com (A4 to A6)."),
    Field("traffic_medium", FieldType.TEXT, "By what way: organic, cpc, email, referral (A4 to A6)."),
    Field("traffic_campaign", FieldType.TEXT, "Campaign; (not set) where it has none (A4 to A6)."),
    Field("traffic_term", FieldType.TEXT, "Term of the campaign: utm_term."),
    Field("traffic_content", FieldType.TEXT, "Content of the campaign: utm_content."),
    Field("traffic_category", FieldType.TEXT, "What traffic_sources says of the source (A7); NULL if nothing."),
    Field("channel", FieldType.TEXT, "The channel: the first of the rules that holds (C1 to C20)."),
    Field("click_id_name", FieldType.TEXT, "Name of the first click id in the address: gclid, fbclid (A5)."),
    Field("click_id", FieldType.TEXT, "That click id, as sent."),
    Field("referrer_host", FieldType.TEXT, "Host of the page's referrer, without www. (A3)."),
)
TOUCH = Field("touch", FieldType.TEXT, "What told the source: utm (A4), click_id (A5) or referrer (A6).")
TOUCHED = (TIMESTAMP, TOUCH, *_TRAFFIC)
SESSION_SOURCE = (
    SESSION_ID,
    SESSION_INDEX,
    PERSON,
    SESSION_START,
    TOUCH.named(
        "touch",
        "What told the source: utm, click_id or referrer; direct if no page did, none without a page or screen (A9).",
    ),
    PAGE.id.named("touch_page_id", "The first page of the session that told a source (A9); NULL if none did."),
    *_TRAFFIC,
    Field("landing_host", FieldType.TEXT, "Host of the session's first page, without www.; NULL without a page."),
    Field("landing_path", FieldType.TEXT, "Path of the session's first page."),
    Field("attributed_source", FieldType.TEXT, "Source by last non-direct: its own, else an earlier session's (A10)."),
    Field("attributed_medium", FieldType.TEXT, "Medium of the same session."),
    Field("attributed_campaign", FieldType.TEXT, "Campaign of the same session."),
    Field("attributed_channel", FieldType.TEXT, "Channel of the same session."),
    SESSION_ID.named("attributed_session_id", "The session that these four were taken from."),
    Field("attributed_is_own", FieldType.BOOLEAN, "True if that is this session."),
)
PLACE_OF_PAGE = (
    Field(
        "page_index",
        FieldType.INTEGER,
        "1 for the first page of its session, 2 for the next, and so on (P1); NULL for a server's page, and outside "
        "sessions.",
    ),
    Field("is_entrance", FieldType.BOOLEAN, "True for the first page of a session (P1)."),
    Field("is_exit", FieldType.BOOLEAN, "True for the last page of a session (P1)."),
    Field(
        "time_on_page_millis",
        FieldType.INTEGER,
        "Milliseconds to the next page of the session; from its last page to its last event (P2).",
    ),
    Field("previous_path", FieldType.TEXT, "Path of the page before in the session; NULL for the first."),
    Field("next_path", FieldType.TEXT, "Path of the next page in the session; NULL for the last."),
    Field("host", FieldType.TEXT, "Host of the page's address, in small letters, without www. (A3)."),
)
REFERRER_HOST = Field("referrer_host", FieldType.TEXT, "Host of the page's referrer, without www. (A3).")
IS_FIRST_SESSION = Field("is_first_session", FieldType.BOOLEAN, "True for the person's first session.")
SESSION_DATE = Field("session_date", FieldType.DATE, "Day on which the session started, in time_zone (M1).")
SESSION_VISIT = (
    Field("unique_paths", FieldType.INTEGER, "How many different paths its pages have."),
    Field(
        "sources", FieldType.TEXT, "Segment sources of its events, in the order of their bytes, with a comma between."
    ),
    Field("is_mixed_sources", FieldType.BOOLEAN, "True if its events come from more than one Segment source."),
    Field(
        "is_engaged",
        FieldType.BOOLEAN,
        "True if it lasted for engaged_after_millis, or has two pages or screens, or a conversion (P3).",
    ),
    Field("is_bounce", FieldType.BOOLEAN, "True if it is not engaged; NULL without a page or a screen (P3)."),
    Field("is_single_page", FieldType.BOOLEAN, "True if it has exactly one page."),
)
EXIT_PATH = Field("exit_path", FieldType.TEXT, "Path of the session's last page.")
DAILY_COUNTS = (
    Field("sessions", FieldType.INTEGER, "Sessions that started on that day."),
    Field("engaged_sessions", FieldType.INTEGER, "Engaged ones of them (P3)."),
    Field("bounces", FieldType.INTEGER, "Bounces among them (P3)."),
    Field("users", FieldType.INTEGER, "Different people of them. Not to be summed: a person may be in several rows."),
    Field("new_users", FieldType.INTEGER, "People whose first session is among them."),
    Field("pages", FieldType.INTEGER, "Page calls of these sessions."),
    Field("duration_millis", FieldType.INTEGER, "Milliseconds of these sessions."),
)
ACTIVE_DAYS = (
    PERSON.named("user_id", "The person (R6)."),
    Field("active_date", FieldType.DATE, "A day on which the person has an event, in time_zone (M1)."),
    Field("events", FieldType.INTEGER, "Events of the person on that day, those outside sessions, too."),
    Field("sessions", FieldType.INTEGER, "Sessions with an event on that day."),
    Field("is_first_day", FieldType.BOOLEAN, "True for the person's first such day."),
)
CONVERSION = Field("conversion", FieldType.TEXT, "Name of the conversion (V1).")
_WORTH = (
    Field("value", FieldType.DECIMAL, "What it is worth, exactly, with six digits (V3, V4); NULL if nothing is known."),
    Field("currency", FieldType.TEXT, "Currency of the value, as sent; never converted (V3)."),
    Field(
        "conversion_key", FieldType.TEXT, "The key of which only the first conversion counts (V2), such as an order id."
    ),
    Field("is_repeat", FieldType.BOOLEAN, "True if an earlier one has its key: it counts nowhere (V2)."),
)
CONVERSION_CALLS = (CONVERSION, SOURCE, TRACK.id, TIMESTAMP, *_WORTH)
CONVERSIONS = (
    CONVERSION,
    SOURCE,
    TRACK.id,
    TIMESTAMP,
    PERSON,
    SESSION_ID,
    SESSION_INDEX,
    *_WORTH,
    Field(
        "conversion_index",
        FieldType.INTEGER,
        "1 for the person's first conversion of that name, 2 for the next, and so on; NULL for a repeat.",
    ),
)


def total_conversions(of: str) -> Field:
    """Return how many conversions something has."""
    return Field("total_conversions", FieldType.INTEGER, f"Conversions of the {of}, without repeats (V2).")


def conversion_totals(names: Iterable[str], of: str) -> tuple[Field, ...]:
    """Return the value of all conversions of something, and the number and the value of each kind."""
    each = (
        (
            Field(f"{name}_count", FieldType.INTEGER, f"Conversions {name} of the {of}, without repeats (V2)."),
            Field(
                f"{name}_value", FieldType.DECIMAL, "What these are worth together; one without a value counts as 0."
            ),
        )
        for name in names
    )
    value = Field(
        "conversion_value", FieldType.DECIMAL, f"What the conversions of the {of} are worth together (V3, V4)."
    )
    return (value, *(one for pair in each for one in pair))


ATTRIBUTION = (
    CONVERSION,
    SOURCE,
    TRACK.id,
    TIMESTAMP,
    PERSON,
    _WORTH[0],
    SESSION_ID.named("session_id", "A session of the person before the conversion, or its own (T1); NULL without any."),
    SESSION_INDEX.named("session_index", "Number of that session among the person's."),
    Field("touch_number", FieldType.INTEGER, "Its place in the path: 1 for the first session (T1)."),
    Field("touches", FieldType.INTEGER, "How many sessions the path has."),
    Field("days_before", FieldType.INTEGER, "Whole days from the start of the session to the conversion."),
    Field("channel", FieldType.TEXT, "Channel of that session (C1 to C20); Unassigned without any."),
    *_TRAFFIC[:3],
    *(
        Field(f"{name}_weight", FieldType.DOUBLE, f"Share of the session in the conversion: {rule} (T3).")
        for name, rule in {
            "first": "all to the first session",
            "last": "all to the last session",
            "first_non_direct": "all to the first with a touch",
            "last_non_direct": "all to the last with a touch",
            "linear": "the same to each that counts",
            "position": "two fifths to the first and to the last that count, the rest to those between",
            "time_decay": "by half for each week before the conversion",
        }.items()
    ),
)
FIRST_SOURCE = (
    Field("first_source", FieldType.TEXT, "Source of the person's first session, direct or not (A11)."),
    Field("first_medium", FieldType.TEXT, "Medium of the person's first session."),
    Field("first_campaign", FieldType.TEXT, "Campaign of the person's first session."),
    Field("first_channel", FieldType.TEXT, "Channel of the person's first session."),
)


def _count(name: str, description: str) -> Field:
    return Field(name, FieldType.INTEGER, description)


RUN_ID = Field("run_id", FieldType.TEXT, "Id of the run: its start time, then a random part.")
RUNS = (
    RUN_ID,
    Field("started_at", FieldType.TIMESTAMP, "When the run started, before it read anything, UTC."),
    Field(
        "kind",
        FieldType.TEXT,
        "full: everything was built; incremental: tables were updated; table: everything was built, without "
        "incremental models; unfinished: the run is changing tables, or died while it did.",
    ),
    Field("package_version", FieldType.TEXT, "Version of segment-models."),
    Field("sql_hash", FieldType.TEXT, "MD5 of what the models' SQL is generated from: it changes with the SQL."),
    Field("configuration", FieldType.TEXT, "The part of the configuration that the rows depend on, as JSON."),
    Field("raw_columns", FieldType.TEXT, "The columns that were read from each raw table, as JSON."),
    Field("models", FieldType.TEXT, "The incremental models that were built or updated, separated by commas."),
    _count("calls_read", "Rows read from the raw tables, including the overlap; NULL for a full run."),
    _count("calls_new", "New calls, including rejected ones."),
    _count("calls_changed", "Known calls that changed, because another copy counts now (R4)."),
    _count("calls_duplicate", "Duplicates: further copies among the rows read (R4)."),
    _count("rejected_missing_id", "Rejected calls without an id."),
    _count("rejected_missing_timestamp", "Rejected calls without a time."),
    _count("rejected_missing_person", "Rejected calls without a user id or an anonymous id."),
    _count("rejected_clock_ahead", "Rejected calls that are dated too far ahead of their arrival."),
    _count("late_under_hour", "New good calls loaded less than an hour after they were made."),
    _count("late_under_day", "New good calls loaded an hour or more, but less than a day after they were made."),
    _count("late_under_week", "New good calls loaded a day or more, but less than 7 days after they were made."),
    _count("late_under_month", "New good calls loaded 7 days or more, but less than 30 after they were made."),
    _count("late_over_month", "New good calls loaded 30 days or more after they were made."),
    _count("mappings_changed", "Anonymous ids that belong to another person now."),
    _count("persons_touched", "Affected people: those who gained, lost or changed a call."),
    _count(
        "sessions_kept", "Sessions of affected people that end before their restart point (cut), and did not change."
    ),
    _count("sessions_rewritten", "Sessions that were rebuilt under the same id."),
    _count("sessions_added", "New sessions."),
    _count("sessions_removed", "Sessions that no longer exist."),
    _count("calls_known", "Rows that were read again and are kept already, as they are."),
    Field("places", FieldType.TEXT, "The table that each of these models stands in, as JSON."),
    _count(
        "run_number",
        "The order of runs, which no clock makes: one above the greatest before; NULL in rows of older versions.",
    ),
    _count("rejected_clock_behind", "Rejected calls that are dated before `earliest_timestamp`."),
)
"""What is new comes last: a log that an older version made gets these columns at its end."""
ADDED_TO_RUNS = frozenset({"calls_known", "places", "run_number", "rejected_clock_behind"})
"""Those columns that the log of the first version had not."""

FORGOTTEN = (
    Field("id_hash", FieldType.TEXT, "MD5 of a user id or an anonymous id whose calls are kept out of every model."),
    Field("forgotten_at", FieldType.TIMESTAMP, "When the id was forgotten, UTC."),
)
FORGOTTEN_BY_TOOL = (
    FORGOTTEN[0],
    Field("written_at", FieldType.TIMESTAMP, "When the id was written down, UTC."),
)
"""The columns of the list that a project of another tool has for itself. It is told from one of ours by their names."""
INVENTORY = (
    Field("entry_number", FieldType.INTEGER, "The order of the rows: of those of one place, the last one counts."),
    Field("model", FieldType.TEXT, "The model, without its prefix; or what else of the package stands there."),
    Field("schema_name", FieldType.TEXT, "The schema in which a run has built it."),
    Field("table_name", FieldType.TEXT, "Its name there."),
    Field("kind", FieldType.TEXT, "view or table; NULL if it is no longer there, or is somebody else's by now."),
)
REWRITES = (
    RUN_ID,
    Field("user_id", FieldType.TEXT, "The person whose history the run rewrote; NULL for everybody."),
    Field(
        "cut_at",
        FieldType.TIMESTAMP,
        "The restart point: the history was rewritten from this time on, UTC; NULL for all of it.",
    ),
)


def total(call_type: CallType, of: str) -> Field:
    """Return ``total_pages`` and the like: how many calls of one type a session or a person has."""
    return Field(f"total_{call_type.table}", FieldType.INTEGER, f"{call_type.name.capitalize()} calls of the {of}.")


def custom(name: str, call_type: CallType, column: str | None = None) -> Field:
    """Return the field for a custom column of a raw table; its type is whatever the warehouse holds."""
    description = f"Custom field {name} of the {call_type.name} call."
    return Field(name, FieldType.AS_FOUND, description, raw=column or name, of=call_type)


def first_or_last(which: str, field: Field, call_type: CallType) -> Field:
    """Return ``first_url``, ``last_url`` and the like: a field of a session's first or last page or screen."""
    description = f"{field.name} of the session's {which} {call_type.name}."
    return replace(field, name=f"{which}_{field.name}", description=description)
