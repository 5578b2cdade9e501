"""The keys of the configuration as `segment` takes them, for editors and type checkers.

scripts/write_options.py wrote this file. Edit that, or config/definition.py, not this.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypedDict

CarriedField = TypedDict("CarriedField", {"column": str, "as": str})
"""A column of a raw table, carried along under another name than its own."""


class ClickId(TypedDict, total=False):
    """What a click id in an address says of a visit (A5)."""

    source: str
    """Source of the visit, such as `tradedoubler`."""
    medium: str
    """Medium of the visit, such as `affiliate` or `cpc`."""
    campaign: str | None
    """Campaign of the visit, where it is always one."""


class ChannelRule(TypedDict, total=False):
    """A rule of a channel: every condition that is given must hold."""

    channel: str
    """The channel."""
    source: str | Sequence[str]
    """The source is one of these."""
    medium: str | Sequence[str]
    """The medium is one of these."""
    campaign_contains: str
    """The campaign has this text in it."""


class EventProperties(TypedDict, total=False):
    """An event, and its properties that are carried along (E1, E2)."""

    table: str | None
    """The event's own table, where it has another name."""
    properties: str | CarriedField | Sequence[str | CarriedField]
    """Columns of that table; `{column: …, as: …}` for one that needs another name."""


class Conversion(TypedDict, total=False):
    """What makes a track call a conversion, and what it is worth (V1 to V3)."""

    event: str | None
    """The event; without it, one of the conversion's name."""
    where: Mapping[str, str]
    """Properties and the text that each must be (V1)."""
    value: int | float | str | Decimal | None
    """What it is worth: a property, or a number for all of them (V3)."""
    key: str | None
    """A property, such as `order_id`: of one key only the first counts (V2)."""
    currency: str | None
    """The property with the currency; without it, `currency` where there is one."""


class DefaultConfig(TypedDict, total=False):
    """What holds for every model unless ``models`` says otherwise."""

    schema: str
    """Schema the models are built in, qualified (`project.dataset`) if need be."""
    tags: str | Sequence[str]
    """Tags of every model, for `--tag`."""
    type: Literal["view", "table", "incremental"] | None
    """`view`, `table` or `incremental` for every model; where not given, each model has a sensible type of its own."""
    labels: Mapping[str, str]
    """Labels of every table and view, where the warehouse has labels."""
    format: str | None
    """Format of every table's files, where the warehouse has a choice: `parquet`, `delta`, `iceberg`."""


class ModelConfig(TypedDict, total=False):
    """What differs for one model."""

    type: Literal["view", "table", "incremental"] | None
    """`view`, `table` or `incremental`."""
    name: str | None
    """Name in the warehouse, instead of the prefix and the model's own."""
    schema: str | None
    """Schema of this model."""
    tags: str | Sequence[str] | None
    """Tags of this model, instead of the default ones."""
    description: str | None
    """Description of the table, instead of ours."""
    partition_by: str | None
    """Partition expression, where the warehouse has partitions."""
    cluster_by: str | Sequence[str]
    """Columns to cluster by, where the warehouse clusters."""
    labels: Mapping[str, str]
    """Labels of this model, beside the default ones."""
    format: str | None
    """Format of this table's files."""
    enabled: bool
    """False leaves the model out."""


class Options(TypedDict, total=False):
    """Everything that can be configured, in snake case."""

    connection: str | None
    """Where the warehouse is, such as `duckdb:///events.duckdb` (relative to this file)."""
    segment_schema: str | Sequence[str]
    """Schema of the raw Segment tables, or a list of them, one per Segment source (R1)."""
    columns: Mapping[str, str | Mapping[str, str]]
    """Segment's columns that the raw tables call otherwise, as in `{id: message_id}`; for one schema only, as in
    `{jitsu: {id: message_id}}` (R1)."""
    session_timeout_millis: int
    """Milliseconds without an event after which the next one starts a new session (R8)."""
    default_config: DefaultConfig
    """Schema, tags and type of every model."""
    model_prefix: str
    """What every model's name starts with."""
    custom_page_fields: str | CarriedField | Sequence[str | CarriedField]
    """More columns of `pages` to carry along."""
    custom_user_fields: str | CarriedField | Sequence[str | CarriedField]
    """Traits in `identifies` to carry to the users."""
    custom_track_fields: str | CarriedField | Sequence[str | CarriedField]
    """More columns of `tracks` to carry along."""
    custom_screen_fields: str | CarriedField | Sequence[str | CarriedField]
    """More columns of `screens` to carry along."""
    include_tracks: bool
    """Read track calls."""
    include_pages: bool
    """Read page calls."""
    include_screens: bool
    """Read screen calls."""
    include_anonymous_users: bool
    """Give visitors who were never identified a row in the users, too (R11)."""
    shared_devices: Literal["visit", "latest", "first"]
    """Whose a call without a user id is, on a device where several users logged in: of who logged in around that
    `visit` (R6c), of the `latest` user of the device, or of the `first`."""
    shared_id_limit: int
    """Calls of one anonymous id above which all of them are left to its latest user."""
    server_events: Literal["attach", "session", "apart"]
    """What becomes of events without an anonymous id, which servers send: `attach` puts them into the session that they
    fall into, and makes none of them; `session` treats them like all others; `apart` keeps them out of sessions
    (R8a)."""
    server_sources: str | Sequence[str]
    """Sources, as named in `segment_schema`, all of whose events are a server's (R8a)."""
    session_midnight: str | None
    """A time zone, such as `Europe/Berlin`: an event on another day there than the event before it starts a session,
    too (R8b). Not set, midnight ends none."""
    session_campaign: bool
    """True lets a page of another campaign or paid click start a session, too (R8c)."""
    declare_sources: bool
    """Declare the raw tables as sources in an exported project."""
    nested: bool
    """False flattens structs to columns, without `records`; true keeps them where the warehouse can."""
    max_clock_ahead: str | timedelta
    """How far after its `received_at` a call may be dated, such as `24 hours`, without being rejected."""
    earliest_timestamp: str | date
    """The first day that a call may be dated, without being rejected: a clock that lost its time starts long before.
    `0001-01-01` takes every time."""
    load_overlap: str | timedelta
    """How far behind the latest load an incremental run reads again, for tables that load at different times."""
    junk_ids: str | Sequence[str]
    """Ids that many clients share; they count as no id (R3)."""
    junk_id_pattern: str
    """Regular expression of more such ids; an empty one matches none (R3)."""
    own_domains: str | Sequence[str]
    """Hosts of your own beside that of each page: what links from them, or from hosts under them, is no new source
    (A3)."""
    ignored_referrers: str | Sequence[str]
    """Hosts of payments and log-ins, which send people back: a link from them is no new source (A3)."""
    click_ids: Mapping[str, ClickId]
    """More click ids, as addresses name them, each with its `source`, `medium` and perhaps `campaign`; or others for
    those that are known (A5)."""
    channels: Sequence[ChannelRule]
    """Rules of your own before those of the channels, each with its `channel` and any of `source`, `medium` and
    `campaign_contains`."""
    traffic_sources: Mapping[str, str]
    """Categories of hosts or of sources, beside the package's list or instead of what it says (A8)."""
    lookback: str | timedelta
    """How long before a direct session another one may have started, such as `90 days`, whose source it is attributed
    to (A10); and before a conversion, the sessions that led to it (T1)."""
    time_zone: str
    """Time zone of the days that sessions and events fall on, such as `Europe/Berlin` (M1)."""
    engaged_after_millis: int
    """Milliseconds after which a session is engaged, whatever it has seen (P3)."""
    daily_dimensions: str | Sequence[str]
    """Columns of the session facts that `daily` has a row for each combination of, beside the day."""
    event_properties: Mapping[str, str | Sequence[str | CarriedField] | EventProperties]
    """Events, as in `tracks.event`, each with the properties that are carried along from its own table (E1):
    `{order_completed: [revenue, order_id]}`."""
    conversions: Mapping[str, Conversion | None]
    """What counts as a conversion, by name (V1): `{order_completed: {value: revenue, key: order_id}}`."""
    max_rejected_share: float
    """Share of the calls of one raw table that may be rejected; with more, a run stops before it publishes. `1` lets
    every run pass."""
    rejected_floor: int
    """Rejected calls of one raw table below which a run is not stopped, whatever their share."""
    checks: Mapping[str, Literal["error", "warn"]]
    """`warn` for a check that may fail without failing the run."""
    models: Mapping[str, ModelConfig]
    """What differs for one model: type, name, schema, tags, description, enabled, …"""
