"""The configuration: one typed definition for the YAML file, the keyword arguments, the docs and the JSON schema.

Every key is accepted in snake case and in the camel case of the Dataform package, so that an existing
``segment({...})`` call can be pasted.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AliasChoices,
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from segment_models import fields, traffic_sources
from segment_models.config import traffic, worth

Materialization = Literal["view", "table", "incremental"]
Severity = Literal["error", "warn"]
SharedDevices = Literal["visit", "latest", "first"]
ServerEvents = Literal["attach", "session", "apart"]

JUNK_IDS = ("null", "undefined", "anonymous", "anonymousId", "-1", "0")
JUNK_ID_PATTERN = "^[0-]*$"

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DIGITS = 8  # of a duration: more days than Python can count would be no limit, but a failure
_DURATION = re.compile(
    r"\s*(\d+)\s*(?:(s)(?:ec(?:ond)?s?)?|(m)(?:in(?:ute)?s?)?|(h)(?:(?:ou)?rs?)?|(d)(?:ays?)?)\s*", re.ASCII
)


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _duration(value: object) -> object:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)) and len(match[1]) <= _DIGITS:
        return timedelta(seconds=int(match[1]) * _UNITS[match[match.lastindex or 0]])
    if isinstance(value, timedelta):
        return value
    raise ValueError("a duration is a whole number and its unit, as in '24 hours', '90 minutes', '30s' or '2 days'")


def _true_or_false(value: object) -> object:
    said = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if isinstance(said, bool):
        return said
    raise ValueError("needs true or false")


def _whole_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value, re.ASCII):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("needs a whole number, such as 1800000")


_EXACTLY = {bool: _true_or_false, int: _whole_number}
"""What stands for a variable of the environment is text, so text that says the value exactly is taken, too."""


def _value(value: object) -> object:
    """Take a number as it is written: 12.50 is exact, and no text is a number."""
    match value:
        case None | Decimal():
            return value
        case str() if value:
            return value
        case int() | float() if not isinstance(value, bool) and math.isfinite(value):
            return Decimal(repr(value))
    raise ValueError("needs a property or a number, such as revenue or 250")


Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_one_or_many)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]


def _spellings(name: str, *others: str) -> AliasChoices:
    return AliasChoices(*dict.fromkeys((name, to_camel(name), *others)))


class _Strict(BaseModel):
    model_config = ConfigDict(
        alias_generator=AliasGenerator(validation_alias=_spellings),
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Yield the keys that are given, to be shown; a connection may hold a password."""
        for name in sorted(self.model_fields_set):
            yield name, "…" if name == "connection" else getattr(self, name)

    @field_validator("*", mode="before")
    @classmethod
    def _is_of_its_type(cls, value: object, told: ValidationInfo) -> object:
        """Take nothing for a number, or for true or false, that is none."""
        kind = cls.model_fields[told.field_name or ""].annotation
        exactly = _EXACTLY.get(kind) if isinstance(kind, type) else None
        return exactly(value) if exactly else value


class DefaultConfig(_Strict):
    """What holds for every model unless ``models`` says otherwise."""

    schema_: str = Field(
        "segment_models",
        validation_alias=AliasChoices("schema", "schema_"),
        serialization_alias="schema",
        min_length=1,
        description="Schema in which the models are built, qualified (`project.dataset`) if needed.",
    )
    tags: Names = Field(("segment",), description="Tags of every model, for `--tag`.")
    type: Materialization | None = Field(
        None,
        description="Materialization of every model: `view`, `table` or `incremental`. By default, each model has a "
        "sensible type of its own.",
    )
    labels: dict[str, str] = Field(
        default_factory=dict, description="Labels of every table and view, if the warehouse has labels."
    )
    format: str | None = Field(
        None,
        min_length=1,
        description="Format of every table's files, if the warehouse has a choice: `parquet`, `delta`, `iceberg`.",
    )


class ModelConfig(_Strict):
    """What differs for one model."""

    type: Materialization | None = Field(None, description="Materialization: `view`, `table` or `incremental`.")
    name: str | None = Field(
        None, min_length=1, description="Name in the warehouse, instead of the prefix and the model's own."
    )
    schema_: str | None = Field(
        None,
        validation_alias=AliasChoices("schema", "schema_"),
        serialization_alias="schema",
        min_length=1,
        description="Schema of this model.",
    )
    tags: Names | None = Field(None, description="Tags of this model, instead of the default ones.")
    description: str | None = Field(None, description="Description of the table, instead of ours.")
    partition_by: str | None = Field(None, description="Partition expression, if the warehouse has partitions.")
    cluster_by: Names = Field((), description="Columns to cluster by, if the warehouse clusters tables.")
    labels: dict[str, str] = Field(
        default_factory=dict, description="Labels of this model, in addition to the default ones."
    )
    format: str | None = Field(None, min_length=1, description="Format of this table's files.")
    enabled: bool = Field(default=True, description="False leaves the model out.")


class ClickId(_Strict):
    """What a click id in an address says of a visit (A5)."""

    source: str = Field(min_length=1, description="Source of the visit, such as `tradedoubler`.")
    medium: str = Field(min_length=1, description="Medium of the visit, such as `affiliate` or `cpc`.")
    campaign: str | None = Field(None, min_length=1, description="Campaign of the visit, if it is always the same.")

    @field_validator("source", "medium")
    @classmethod
    def _is_lower(cls, value: str) -> str:
        return traffic.lower(value)


class ChannelRule(_Strict):
    """A rule of a channel: every condition that is given must hold."""

    channel: str = Field(min_length=1, description="The channel.")
    source: Names = Field((), description="The source is one of these.")
    medium: Names = Field((), description="The medium is one of these.")
    campaign_contains: str = Field("", description="The campaign contains this text.")

    @field_validator("source", "medium")
    @classmethod
    def _is_lower(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(traffic.lower, values))


class CarriedField(_Strict):
    """A column of a raw table, carried along under another name than its own."""

    column: str = Field(min_length=1, description="The column of Segment's table.")
    as_: str = Field(
        validation_alias=AliasChoices("as", "as_"),
        serialization_alias="as",
        min_length=1,
        description="What it is called in the models.",
    )


TAGS = ("(name)", "(field)")
"""What pydantic puts into the place of an error, for which of the two an item is. Nobody has written it."""

_Carried = Annotated[
    Annotated[Name, Tag(TAGS[0])] | Annotated[CarriedField, Tag(TAGS[1])],
    Discriminator(lambda value: TAGS[isinstance(value, dict | CarriedField)]),
]
Fields = Annotated[
    tuple[_Carried, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str | dict) else value)
]


class EventProperties(_Strict):
    """An event, and its properties that are carried along (E1, E2)."""

    table: str | None = Field(
        None, min_length=1, description="The event's own table, if its name differs from the event's."
    )
    properties: Fields = Field(
        (), description="Columns of that table; `{column: …, as: …}` for a column that needs another name."
    )


def _properties(value: object) -> object:
    return {"properties": value} if isinstance(value, str | list | tuple) else value


def _conversion(value: object) -> object:
    """Take a name with nothing behind it for a conversion that is its event."""
    return {} if value is None else value


class Conversion(_Strict):
    """What makes a track call a conversion, and what it is worth (V1 to V3)."""

    event: str | None = Field(None, min_length=1, description="The event. By default, it has the conversion's name.")
    where: dict[Name, str] = Field(
        default_factory=dict, description="Properties, and the text that each must equal (V1)."
    )
    value: Annotated[str | Decimal | None, BeforeValidator(_value)] = Field(
        None, description="What a conversion is worth: a property, or one number for all of them (V3)."
    )
    key: str | None = Field(
        None,
        min_length=1,
        description="A property, such as `order_id`: only the first conversion of each key counts (V2).",
    )
    currency: str | None = Field(
        None, min_length=1, description="The property with the currency. By default, `currency` if the event has it."
    )

    @field_validator("where", mode="before")
    @classmethod
    def _are_texts(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        plain = {True: "true", False: "false"}
        return {
            name: plain[one] if isinstance(one, bool) else str(one) if isinstance(one, int) else one
            for name, one in value.items()
        }


class Config(_Strict):
    """Everything that can be configured. Raises nothing itself: use `read` or `parse`, whose errors are ConfigError."""

    connection: str | None = Field(
        None, description="Where the warehouse is, such as `duckdb:///events.duckdb` (relative to this file)."
    )
    segment_schema: Names = Field(
        min_length=1, description="Schema of the raw Segment tables, or a list of them, one per Segment source (R1)."
    )
    columns: dict[str, Name | dict[str, Name]] = Field(
        default_factory=dict,
        description="Segment's columns that have another name in the raw tables, as in `{id: message_id}`; for one "
        "schema only, as in `{jitsu: {id: message_id}}` (R1).",
    )
    session_timeout_millis: int = Field(
        1_800_000, gt=0, description="Milliseconds without an event after which the next one starts a new session (R8)."
    )
    default_config: DefaultConfig = Field(
        default_factory=DefaultConfig, description="Schema, tags and type of every model."
    )
    model_prefix: str = Field("segment_", description="Prefix of every model's name.")
    custom_page_fields: Fields = Field((), description="More columns of `pages` to carry along.")
    custom_user_fields: Fields = Field((), description="Traits in `identifies` to carry to the users.")
    custom_track_fields: Fields = Field(
        (),
        validation_alias=_spellings("custom_track_fields", "customerTrackFields"),
        description="More columns of `tracks` to carry along.",
    )
    custom_screen_fields: Fields = Field((), description="More columns of `screens` to carry along.")
    include_tracks: bool = Field(default=True, description="Read track calls.")
    include_pages: bool = Field(default=True, description="Read page calls.")
    include_screens: bool = Field(default=False, description="Read screen calls.")
    include_anonymous_users: bool = Field(
        default=False, description="Give visitors who were never identified a row in `users`, too (R11)."
    )
    shared_devices: SharedDevices = Field(
        "visit",
        description="To whom a call without a user id belongs, on a device where several users logged in: to the user "
        "who logged in around that `visit` (R6c), to the `latest` user of the device, or to the `first`.",
    )
    shared_id_limit: int = Field(
        100_000,
        ge=1,
        description="If an anonymous id has more calls than this, all of them go to its latest user.",
    )
    server_events: ServerEvents = Field(
        "attach",
        description="What happens to events without an anonymous id, which servers send. `attach` adds them to the "
        "session that is under way, and starts none; `session` treats them like all others; `apart` keeps them out "
        "of sessions (R8a).",
    )
    server_sources: Names = Field(
        (), description="Sources, as named in `segment_schema`, whose events all count as server events (R8a)."
    )
    session_midnight: str | None = Field(
        None,
        description="A time zone, such as `Europe/Berlin`: an event on another day there than the event before it "
        "starts a session, too (R8b). By default, midnight ends no session.",
    )
    session_campaign: bool = Field(
        default=False,
        description="True: a page with another campaign or paid click starts a session, too (R8c).",
    )
    declare_sources: bool = Field(default=True, description="Declare the raw tables as sources in an exported project.")
    nested: bool = Field(
        default=True,
        description="False flattens structs to columns, without `records`. True keeps structs where the warehouse can.",
    )
    max_clock_ahead: Duration = Field(
        timedelta(hours=24),
        ge=timedelta(0),
        description="A call dated further than this after its `received_at`, such as `24 hours`, is rejected (R5).",
    )
    earliest_timestamp: date = Field(
        date(2000, 1, 1),
        description="A call dated before this day is rejected (R5), because a clock that lost its time starts long "
        "before. `0001-01-01` accepts every time.",
    )
    load_overlap: Duration = Field(
        timedelta(hours=3),
        ge=timedelta(0),
        description="How far behind the latest load an incremental run reads rows again, because tables load at "
        "different times.",
    )
    junk_ids: Names = Field(JUNK_IDS, description="Ids that many clients share; they count as no id (R3).")
    junk_id_pattern: str = Field(
        JUNK_ID_PATTERN, description="Regular expression that matches more such ids; an empty one matches none (R3)."
    )
    own_domains: Names = Field(
        (),
        description="Your own hosts, in addition to that of each page: a link from them, or from hosts under them, is "
        "no new source (A3).",
    )
    ignored_referrers: Names = Field(
        traffic.IGNORED_REFERRERS,
        description="Hosts of payments and log-ins, which send people back: a link from them is no new source (A3).",
    )
    click_ids: dict[str, ClickId] = Field(
        default_factory=dict,
        description="More click ids, named as in addresses, each with its `source`, `medium` and perhaps `campaign`; "
        "or other values for a known click id (A5).",
    )
    channels: tuple[ChannelRule, ...] = Field(
        (),
        description="Your own rules, tried before C1 to C20, each with its `channel` and any of `source`, `medium` and "
        "`campaign_contains`.",
    )
    traffic_sources: dict[str, str] = Field(
        default_factory=dict,
        description="Categories of hosts or of sources that the package's list lacks, or that replace its own (A8).",
    )
    lookback: Duration = Field(
        timedelta(days=90),
        ge=timedelta(0),
        description="How far back, such as `90 days`, a direct session looks for an earlier session with a source "
        "(A10), and a conversion for the sessions that led to it (T1).",
    )
    time_zone: str = Field(
        "UTC",
        description="Time zone of the days of sessions and events, such as `Europe/Berlin` (M1).",
    )
    engaged_after_millis: int = Field(
        10_000,
        gt=0,
        description="A session of this many milliseconds or more is engaged, whatever else it has (P3).",
    )
    daily_dimensions: Names = Field(
        ("channel", "traffic_source", "traffic_medium"),
        description="Columns of the session facts: `daily` has a row per day and combination of their values.",
    )
    event_properties: dict[Name, Annotated[EventProperties, BeforeValidator(_properties)]] = Field(
        default_factory=dict,
        description="Events, named as in `tracks.event`, each with the properties to carry along from its own table "
        "(E1): `{order_completed: [revenue, order_id]}`.",
    )
    conversions: dict[Name, Annotated[Conversion, BeforeValidator(_conversion)]] = Field(
        default_factory=dict,
        description="What counts as a conversion, by name (V1): `{order_completed: {value: revenue, key: order_id}}`.",
    )
    max_rejected_share: float = Field(
        0.9,
        ge=0,
        le=1,
        description="Share of the calls of one raw table that may be rejected. If it is exceeded, a run stops before "
        "it publishes. `1` lets every run pass.",
    )
    rejected_floor: int = Field(
        100,
        ge=1,
        description="With fewer rejected calls of one raw table than this, a run does not stop, whatever their share.",
    )
    checks: dict[str, Severity] = Field(
        default_factory=dict, description="Set a check to `warn` if it may fail without failing the run."
    )
    models: dict[str, ModelConfig] = Field(
        default_factory=dict,
        description="Settings of single models: type, name, schema, tags, description, enabled, …",
    )

    @field_validator("own_domains", "ignored_referrers")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...], told: ValidationInfo) -> tuple[str, ...]:
        return traffic.hosts(told.field_name or "", value)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if not self.call_types:
            raise ValueError(
                "include_tracks, include_pages and include_screens are all off: there is nothing to make sessions of. "
                "Switch one on."
            )
        for schema in _repeated(self.segment_schema):
            raise ValueError(f"segment_schema names {schema!r} twice: its calls would count double.")
        _refuse_unknown_zone("session_midnight", self.session_midnight)
        _refuse_unknown_zone("time_zone", self.time_zone)
        for source in self.server_sources:
            if not any(source in (schema, schema.rpartition(".")[2]) for schema in self.segment_schema):
                schemas = ", ".join(self.segment_schema)
                raise ValueError(f"server_sources names {source!r}, which is not in segment_schema: {schemas}.")
        if self.session_campaign and not self.include_pages:
            raise ValueError("session_campaign needs pages, which include_pages: false leaves out.")
        for name in _repeated(self.daily_dimensions):
            raise ValueError(f"daily_dimensions names {name!r} twice.")
        for source in _repeated(self.server_sources):
            raise ValueError(f"server_sources names {source!r} twice.")
        try:
            re.compile(self.junk_id_pattern)
        except re.error as error:
            raise ValueError(f"junk_id_pattern is not a regular expression: {error}.") from None
        if (self.event_properties or self.conversions) and not self.include_tracks:
            key = "event_properties" if self.event_properties else "conversions"
            raise ValueError(f"{key} needs track calls, which include_tracks: false leaves out.")
        worth.refuse_impossible(self.event_properties, self.conversions)
        traffic.refuse_click_ids(self.click_ids)
        traffic.refuse_idle(self.channels)
        traffic_sources.merged(self.traffic_sources)
        _refuse_collisions(self)
        return self

    def columns_of(self, schema: str) -> dict[str, str]:
        """Return what the raw tables of one schema call otherwise than Segment: their names by its own."""
        everywhere = {name: called for name, called in self.columns.items() if isinstance(called, str)}
        own = self.columns.get(schema)
        return {**everywhere, **(own if isinstance(own, dict) else {})}

    def enabled(self, model: str) -> bool:
        """Return whether a model is not switched off by itself."""
        return model not in self.models or self.models[model].enabled

    @property
    def call_types(self) -> tuple[fields.CallType, ...]:
        """The enabled call types that make sessions, in the order of the published columns."""
        included = {
            fields.TRACK: self.include_tracks,
            fields.PAGE: self.include_pages,
            fields.SCREEN: self.include_screens,
        }
        return tuple(call_type for call_type, on in included.items() if on)

    @cached_property
    def properties(self) -> dict[str, fields.CallType]:
        """The rows of each event's own table that is read for its properties, by the event."""
        return worth.properties(self.event_properties, self.conversions)

    def custom_fields(self, call_type: fields.CallType) -> tuple[fields.Field, ...]:
        """Return the custom fields configured for one call type, in their order; of an event, its properties."""
        if call_type.event:
            return tuple(worth.property_field(call_type, *one) for one in call_type.carried)
        names = {
            fields.PAGE: self.custom_page_fields,
            fields.TRACK: self.custom_track_fields,
            fields.SCREEN: self.custom_screen_fields,
            fields.IDENTIFY: self.custom_user_fields,
        }[call_type]
        return tuple(fields.custom(name, call_type, column) for column, name in map(worth.pair, names))

    def fields(self, call_type: fields.CallType) -> tuple[fields.Field, ...]:
        """Return every published field of one call type: Segment's own, then the custom ones."""
        return call_type.fields + self.custom_fields(call_type)


def _refuse_unknown_zone(key: str, zone: str | None) -> None:
    if zone in {None, "UTC"}:
        return  # nearly always: a list of all zones takes a look at six hundred files
    zones = available_timezones()  # none where the machine has no list of them: then the engine decides
    if zones and zone not in zones:
        raise ValueError(
            f"{key}: there is no time zone {zone!r}. "
            "Give one by its IANA name, such as Europe/Berlin, America/New_York or UTC."
        )


def _repeated(names: Iterable[str]) -> list[str]:
    counts = Counter(name.lower() for name in names)
    return [name for name, count in counts.items() if count > 1]


def _refuse_collisions(config: Config) -> None:
    """Refuse a custom field that collides with a column of the model, or with another custom field."""
    working = ("call_type", "event_id", "call_loaded_at", "call_received_at", "call_copy", "reject_reason", "arrived")
    session = ("source", "timestamp", "user_id", "anonymous_id", "session_index", "session_id")
    for call_type in (*fields.EVENT_TYPES, fields.IDENTIFY):
        option = "custom_user_fields" if call_type is fields.IDENTIFY else f"custom_{call_type.name}_fields"
        taken = {*working, *session, call_type.id_name, *(field.name for field in call_type.fields)}
        if call_type is fields.IDENTIFY:
            taken |= {field.name for field in fields.USER_IDENTITY}
            taken |= {field.name for field in fields.FIRST_SOURCE}
            taken |= {f"total_{other.table}" for other in fields.EVENT_TYPES} | {"person", "position", "call_user_id"}
        names = [field.name for field in config.custom_fields(call_type)]
        for name in names:
            if name.lower() in taken:
                raise ValueError(f"{option}: {name!r} is already a column of the model. Remove it from the list.")
        for name in _repeated(names):
            raise ValueError(f"{option} names {name!r} twice. Keep one.")
    if not (config.include_pages and config.include_screens):
        return
    pages, screens = config.fields(fields.PAGE), config.fields(fields.SCREEN)
    flat = [*(field.name for field in pages), *(f"screen_{field.name}" for field in screens)]
    for name in _repeated(f"first_{name}" for name in flat):
        raise ValueError(f"the custom page and screen fields would both be flattened to {name!r}. Leave one out.")
