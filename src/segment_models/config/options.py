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
    """Campaign of the visit, if it is always the same."""


class ChannelRule(TypedDict, total=False):
    """A rule of a channel: every condition that is given must hold."""

    channel: str
    """The channel."""
    source: str | Sequence[str]
    """The source is one of these."""
    medium: str | Sequence[str]
    """The medium is one of these."""
    campaign_contains: str
    """The campaign contains this text."""


class EventProperties(TypedDict, total=False):
    """An event, and its properties that are carried along (E1, E2)."""

    table: str | None
    """The event's own table, if its name differs from the event's."""
    properties: str | CarriedField | Sequence[str | CarriedField]
    """Columns of that table; `{column: …, as: …}` for a column that needs another name."""


class Conversion(TypedDict, total=False):
    """What makes a track call a conversion, and what it is worth (V1 to V3)."""

    event: str | None
    """The event. By default, it has the conversion's name."""
    where: Mapping[str, str]
    """Properties, and the text that each must equal (V1)."""
    value: int | float | str | Decimal | None
    """What a conversion is worth: a property, or one number for all of them (V3)."""
    key: str | None
    """A property, such as `order_id`: only the first conversion of each key counts (V2)."""
    currency: str | None
    """The property with the currency. By default, `currency` if the event has it."""


class DefaultConfig(TypedDict, total=False):
    """What holds for every model unless ``models`` says otherwise."""

    schema: str
    """Schema in which the models are built, qualified (`project.dataset`) if needed."""
    tags: str | Sequence[str]
    """Tags of every model, for `--tag`."""
    type: Literal["view", "table", "incremental"] | None
    """Materialization of every model: `view`, `table` or `incremental`. By default, each model has a sensible type of
    its own."""
    labels: Mapping[str, str]
    """Labels of every table and view, if the warehouse has labels."""
    format: str | None
    """Format of every table's files, if the warehouse has a choice: `parquet`, `delta`, `iceberg`."""


class ModelConfig(TypedDict, total=False):
    """What differs for one model."""

    type: Literal["view", "table", "incremental"] | None
    """Materialization: `view`, `table` or `incremental`."""
    name: str | None
    """Name in the warehouse, instead of the prefix and the model's own."""
    schema: str | None
    """Schema of this model."""
    tags: str | Sequence[str] | None
    """Tags of this model, instead of the default ones."""
    description: str | None
    """Description of the table, instead of ours."""
    partition_by: str | None
    """Partition expression, if the warehouse has partitions."""
    cluster_by: str | Sequence[str]
    """Columns to cluster by, if the warehouse clusters tables."""
    labels: Mapping[str, str]
    """Labels of this model, in addition to the default ones."""
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
    """Segment's columns that have another name in the raw tables, as in `{id: message_id}`; for one schema only, as in
    `{jitsu: {id: message_id}}` (R1)."""
    session_timeout_millis: int
    """Milliseconds without an event after which the next one starts a new session (R8)."""
    default_config: DefaultConfig
    """Schema, tags and type of every model."""
    model_prefix: str
    """Prefix of every model's name."""
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
    """Give visitors who were never identified a row in `users`, too (R11)."""
    shared_devices: Literal["visit", "latest", "first"]
    """To whom a call without a user id belongs, on a device where several users logged in: to the user who logged in
    around that `visit` (R6c), to the `latest` user of the device, or to the `first`."""
    shared_id_limit: int
    """If an anonymous id has more calls than this, all of them go to its latest user."""
    server_events: Literal["attach", "session", "apart"]
    """What happens to events without an anonymous id, which servers send. `attach` adds them to the session that is
    under way, and starts none; `session` treats them like all others; `apart` keeps them out of sessions (R8a)."""
    server_sources: str | Sequence[str]
    """Sources, as named in `segment_schema`, whose events all count as server events (R8a)."""
    session_midnight: str | None
    """A time zone, such as `Europe/Berlin`: an event on another day there than the event before it starts a session,
    too (R8b). By default, midnight ends no session."""
    session_campaign: bool
    """True: a page with another campaign or paid click starts a session, too (R8c)."""
    declare_sources: bool
    """Declare the raw tables as sources in an exported project."""
    nested: bool
    """False flattens structs to columns, without `records`. True keeps structs where the warehouse can."""
    max_clock_ahead: str | timedelta
    """A call dated further than this after its `received_at`, such as `24 hours`, is rejected (R5)."""
    earliest_timestamp: str | date
    """A call dated before this day is rejected (R5), because a clock that lost its time starts long before.
    `0001-01-01` accepts every time."""
    load_overlap: str | timedelta
    """How far behind the latest load an incremental run reads rows again, because tables load at different times."""
    junk_ids: str | Sequence[str]
    """Ids that many clients share; they count as no id (R3)."""
    junk_id_pattern: str
    """Regular expression that matches more such ids; an empty one matches none (R3)."""
    own_domains: str | Sequence[str]
    """Your own hosts, in addition to that of each page: a link from them, or from hosts under them, is no new source
    (A3)."""
    ignored_referrers: str | Sequence[str]
    """Hosts of payments and log-ins, which send people back: a link from them is no new source (A3)."""
    click_ids: Mapping[str, ClickId]
    """More click ids, named as in addresses, each with its `source`, `medium` and perhaps `campaign`; or other values
    for a known click id (A5)."""
    channels: Sequence[ChannelRule]
    """Your own rules, tried before C1 to C20, each with its `channel` and any of `source`, `medium` and
    `campaign_contains`."""
    traffic_sources: Mapping[str, str]
    """Categories of hosts or of sources that the package's list lacks, or that replace its own (A8)."""
    lookback: str | timedelta
    """How far back, such as `90 days`, a direct session looks for an earlier session with a source (A10), and a
    conversion for the sessions that led to it (T1)."""
    time_zone: str
    """Time zone of the days of sessions and events, such as `Europe/Berlin` (M1)."""
    engaged_after_millis: int
    """A session of this many milliseconds or more is engaged, whatever else it has (P3)."""
    daily_dimensions: str | Sequence[str]
    """Columns of the session facts: `daily` has a row per day and combination of their values."""
    event_properties: Mapping[str, str | Sequence[str | CarriedField] | EventProperties]
    """Events, named as in `tracks.event`, each with the properties to carry along from its own table (E1):
    `{order_completed: [revenue, order_id]}`."""
    conversions: Mapping[str, Conversion | None]
    """What counts as a conversion, by name (V1): `{order_completed: {value: revenue, key: order_id}}`."""
    max_rejected_share: float
    """Share of the calls of one raw table that may be rejected. If it is exceeded, a run stops before it publishes. `1`
    lets every run pass."""
    rejected_floor: int
    """With fewer rejected calls of one raw table than this, a run does not stop, whatever their share."""
    checks: Mapping[str, Literal["error", "warn"]]
    """Set a check to `warn` if it may fail without failing the run."""
    models: Mapping[str, ModelConfig]
    """Settings of single models: type, name, schema, tags, description, enabled, …"""
