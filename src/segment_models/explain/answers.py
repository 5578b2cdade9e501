"""What is explained, as values. Times are UTC without a zone; gaps are whole microseconds."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from segment_models.display import Display, Displayed, Table
from segment_models.words import counted

SharedRule = Literal["later_in_visit", "earlier_in_visit", "next_log_in", "last_log_in", "first_log_in"]
"""Which log-in on a shared device says whose a call is (R6c)."""
Rule = Literal["user_id", SharedRule, "mapping", "anonymous_id"]
"""Why an event is a person's (R6): it carried the user id, who logged in on its device says so, its anonymous id is
mapped to it, or none of these."""


@dataclass(frozen=True)
class Call:
    """A call, by what makes it one of a kind."""

    source: str
    call_type: str
    id: str
    timestamp: datetime


@dataclass(frozen=True)
class Mapping:
    """Whose an anonymous id is, and which call says so: the latest that carried it and a user id (R6).

    ``call`` is None if the raw tables have no such call now, but had when the user map was built.
    """

    anonymous_id: str
    user_id: str
    mapped_at: datetime
    call: Call | None


@dataclass(frozen=True)
class Neighbour:
    """The session of the same person before or after, and the gap between its nearest event and this session."""

    session_id: str
    session_index: int
    start: datetime
    end: datetime
    gap_micros: int


@dataclass(frozen=True)
class Event:
    """One event of a session, with the gap since the one before it there and what tells it from others."""

    timestamp: datetime
    gap_micros: int | None
    source: str
    call_type: str
    id: str
    what: str | None
    user_id: str | None
    anonymous_id: str | None
    rule: Rule
    log_in_event_id: str | None = None
    """On a shared device, the id of the call whose user id says whose the event is (R6c)."""
    is_server: bool = False
    """True for a server's event that falls into the session and makes no part of its bounds (R8a)."""


@dataclass(frozen=True)
class WrittenBy:
    """The run that wrote a session last."""

    run_id: str
    started_at: datetime
    kind: str
    """``full`` or ``incremental``."""


@dataclass(frozen=True)
class Traffic:
    """Where a session or a person came from."""

    source: str | None
    medium: str | None
    campaign: str | None
    channel: str


@dataclass(frozen=True)
class SourceExplained:
    """Where a session came from, and what said so; and what it is attributed to by last non-direct (A10)."""

    own: Traffic
    touch: str
    """``utm``, ``click_id``, ``referrer``; ``direct`` or ``none`` where no page says it (A9)."""
    page_id: str | None
    click_id_name: str | None
    referrer_host: str | None
    attributed: Traffic
    attributed_session_id: str


@dataclass(frozen=True)
class Engagement:
    """Whether a session was engaged, and what decides it: how long it was, what it showed, what it brought (P3)."""

    is_engaged: bool
    is_bounce: bool | None
    """None without a page and a screen."""
    duration_millis: int
    engaged_after_millis: int
    views: int
    """Pages and screens together, without those of servers."""
    conversions: int
    """Those that count."""
    value: Decimal
    """What they are worth together."""


@dataclass(frozen=True)
class FirstOfKey:
    """The conversion that counts for a key, and whose it is (V2)."""

    call: Call
    user_id: str


@dataclass(frozen=True)
class ConversionExplained:
    """A conversion of a session (V1): what it is worth, and, if it counts nowhere, which other one counts for it."""

    conversion: str
    call: Call
    value: Decimal | None
    currency: str | None
    key: str | None
    index: int | None
    """The person's first of this name, second, …; None for a repeat."""
    repeats: FirstOfKey | None
    """The earlier one with its key, for a repeat."""


@dataclass(frozen=True)
class Converted:
    """The conversions of one name that a person has."""

    conversion: str
    count: int
    """Those that count."""
    outside: int
    """How many of them are in no session (R8a)."""
    repeats: int
    """How many others count nowhere, because an earlier one has their key (V2)."""
    value: Decimal
    """What those that count are worth together."""


@dataclass(frozen=True, repr=False)
class SessionExplained(Displayed):
    """Why a session starts and ends where it does, and whose its events are."""

    session_id: str
    session_index: int
    user_id: str
    start: datetime
    end: datetime
    timeout_micros: int
    previous: Neighbour | None
    next: Neighbour | None
    events: int
    events_by_rule: dict[Rule, int]
    mappings: tuple[Mapping, ...]
    timeline: tuple[Event, ...]
    """The first events, in order (R7)."""
    written_by: WrittenBy | None = None
    """None where models are not incremental: then the last run wrote everything."""
    source: SourceExplained | None = None
    """None where sources of sessions are switched off."""
    engagement: Engagement | None = None
    """None where facts of sessions are switched off."""
    conversions: tuple[ConversionExplained, ...] = ()
    """The first of them, in order (R7); none where none are configured."""
    conversion_calls: int = 0
    """How many there are, with repeats."""

    def _display(self) -> Display:
        came = self.source.own if self.source else None
        from_where = [f"It came from {came.source} / {came.medium} ({came.channel})."] if came else []
        rules = ", ".join(f"{number:,} by {rule}" for rule, number in self.events_by_rule.items())
        return Display(
            f"Session {self.session_index} of {self.user_id}, {self.session_id}: {counted(self.events, 'event')} "
            f"from {self.start:%Y-%m-%d %H:%M:%S} to {self.end:%Y-%m-%d %H:%M:%S} UTC",
            (
                _neighbour("before", self.previous, self.timeout_micros),
                _neighbour("after", self.next, self.timeout_micros),
                f"Its events are this person's (R6): {rules}.",
                *from_where,
            ),
            (
                Table(
                    ("time (UTC)", "gap in seconds", "call", "what", "source", "person by"),
                    [
                        (one.timestamp, _seconds(one.gap_micros), one.call_type, one.what or "", one.source, one.rule)
                        for one in self.timeline
                    ],
                    more=self.events - len(self.timeline),
                ),
                *_conversions(self),
            ),
        )


@dataclass(frozen=True)
class SessionOf:
    """A session of a person."""

    session_id: str
    session_index: int
    start: datetime


@dataclass(frozen=True)
class Trait:
    """A custom field of a person: its latest value that is not NULL, and the identify that sent it (R11)."""

    name: str
    value: Any
    call: Call | None


@dataclass(frozen=True)
class RejectedCall:
    """A call with an id of the person that cannot be used, and why (R5)."""

    source: str
    call_type: str
    id: str | None
    timestamp: datetime | None
    reason: str


@dataclass(frozen=True, repr=False)
class UserExplained(Displayed):
    """Who a person is, by which calls; what they did, and when they were seen."""

    user_id: str
    is_identified: bool
    first_call: Call
    last_call: Call
    mappings: tuple[Mapping, ...]
    """The first of the anonymous ids that are the person's, by their names."""
    anonymous_ids: int
    calls_by_rule: dict[str, dict[Rule, int]]
    """For each call type, how many calls are the person's by each rule; identifies are no events."""
    sessions: int
    first_session: SessionOf | None
    last_session: SessionOf | None
    traits: tuple[Trait, ...]
    rejected: tuple[RejectedCall, ...]
    """The first of them, by time."""
    rejected_calls: int
    first_source: Traffic | None = None
    """Where the first session came from (A11); None without one, or where sources of sessions are switched off."""
    conversions: tuple[Converted, ...] = ()
    """By their names, those of which the person has any."""

    def _display(self) -> Display:
        known = "known by a user id" if self.is_identified else "anonymous"
        came = self.first_source
        from_where = [f"The first session came from {came.source} / {came.medium} ({came.channel})."] if came else []
        return Display(
            f"{self.user_id}, {known}: {counted(self.sessions, 'session')}, "
            f"{counted(self.anonymous_ids, 'anonymous id')}, seen from {self.first_call.timestamp:%Y-%m-%d %H:%M:%S} "
            f"to {self.last_call.timestamp:%Y-%m-%d %H:%M:%S} UTC",
            (*from_where, *([f"{counted(self.rejected_calls, 'call')} rejected (R5)."] if self.rejected_calls else [])),
            (
                Table(
                    ("call", "person by", "calls"),
                    [
                        (call, rule, number)
                        for call, rules in self.calls_by_rule.items()
                        for rule, number in rules.items()
                    ],
                    "Which calls are this person's, by which rule (R6)",
                ),
                Table(
                    ("anonymous id", "mapped at"),
                    [(one.anonymous_id, one.mapped_at) for one in self.mappings],
                    "Anonymous ids",
                    self.anonymous_ids - len(self.mappings),
                ),
                Table(("trait", "value"), [(one.name, one.value) for one in self.traits], "Traits (R11)"),
                Table(
                    ("conversion", "count", "value"),
                    [(one.conversion, one.count, one.value) for one in self.conversions],
                    "Conversions",
                ),
            ),
        )


def _neighbour(where: str, other: Neighbour | None, timeout_micros: int) -> str:
    """Say which session is before or after, and how far away; what that means is told by ``explain``."""
    if other is None:
        return f"The person has no session {where} it."
    timeout = f"{timeout_micros / 1e6:,.0f} s"
    return f"Session {other.session_index} is {other.gap_micros / 1e6:,.1f} s {where} it; the timeout is {timeout}."


def _conversions(found: SessionExplained) -> Iterator[Table]:
    if found.conversions:
        rows = [(one.conversion, one.value, one.currency, one.key, one.index) for one in found.conversions]
        columns = ("conversion", "value", "currency", "key", "the person's")
        yield Table(columns, rows, "Conversions", found.conversion_calls - len(rows))


def _seconds(number: int | None) -> float | str:
    return "" if number is None else number / 1e6


def as_data(answer: SessionExplained | UserExplained) -> dict[str, Any]:
    """Return an answer as JSON has it: times as ISO texts in UTC, with microseconds."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(answer), default=_plain))
    return found


def _plain(value: object) -> object:
    match value:
        case datetime():
            return f"{moment(value).isoformat(timespec='microseconds')}Z"
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def moment(value: Any) -> datetime:  # noqa: ANN401 the driver's
    """Return a driver's time in UTC without a zone."""
    found: datetime = value
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def micros(earlier: datetime, later: datetime) -> int:
    """Return the exact microseconds between two times."""
    return (later - earlier) // timedelta(microseconds=1)
