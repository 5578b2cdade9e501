"""The nouns of the sample: a device, a call, a visit, and somebody acting on a device during a visit."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sample_shop import shop

if TYPE_CHECKING:
    from sample_shop.shop import Entry

SEED = "tern-and-kettle"
FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 21
LAST_MOMENT = FIRST_DAY + timedelta(days=DAYS)

WEB, APP, SERVER = "web", "ios_app", "server"
SOURCES = (WEB, APP, SERVER)
EVENTS = ("page", "screen", "track")
DIRECT = shop.Entry().channel
JUNK_IDS = ("null", "undefined", "anonymous", "-1", "00000000-0000-0000-0000-000000000000", "  ")


def dice(*names: object) -> random.Random:
    """Seed a generator for whatever is named, so that changing one person leaves the others alone."""
    return random.Random(":".join(map(str, (SEED, *names))))  # noqa: S311 - a sample, not a secret


def chance(rng: random.Random, share: float) -> bool:
    """Say yes in this share of the cases."""
    return rng.random() < share


def new_id(rng: random.Random) -> str:
    """Make a seeded version 4 UUID."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def moment(day: int, clock: str) -> datetime:
    """Give a day of March 2026 and a time of day, as `HH:MM`, in UTC."""
    return datetime.fromisoformat(f"2026-03-{day:02d}T{clock}+00:00")


@dataclass(frozen=True)
class Device:
    """A browser or a phone: the anonymous id it keeps, and what its client says of it in every context."""

    source: str
    anonymous_id: str | None
    context: dict[str, Any]
    ip: str | None
    unset_user_id: str | None = None


@dataclass(frozen=True)
class Delivery:
    """How a call reaches Segment: when it is sent, how long that takes, how wrong the clock is."""

    sent_at: datetime
    latency: timedelta
    clock_at_call: timedelta = timedelta()
    clock_at_send: timedelta = timedelta()


@dataclass(frozen=True)
class Call:
    """One call of a Segment client, and what is known of it by plan."""

    source: str
    kind: str
    at: datetime
    message_id: str
    user_id: str | None
    anonymous_id: str | None
    body: dict[str, Any]
    context: dict[str, Any]
    delivery: Delivery
    ip: str | None = None
    rejected: str | None = None
    lost: tuple[str, ...] = ()

    @property
    def is_event(self) -> bool:
        """Whether the call is an event that can be used."""
        return self.kind in EVENTS and self.rejected is None

    @property
    def dated(self) -> datetime:
        """The corrected timestamp of a call whose clock is no wronger at the call than when it is sent."""
        return self.at + self.delivery.latency

    def order(self) -> tuple[datetime, str, str, str]:
        """Order calls as the rules do: by time, then source, call type and id."""
        return self.dated, self.source, self.kind, self.message_id

    @property
    def known_anonymous_id(self) -> str | None:
        """The anonymous id, unless it is one that many clients share."""
        return None if self.anonymous_id in JUNK_IDS else self.anonymous_id

    @property
    def is_servers(self) -> bool:
        """Whether the rules take the call for a server's, which it is if no anonymous id is known."""
        return self.known_anonymous_id is None


@dataclass
class Visit:
    """What one person does without a pause of half an hour: one session, unless only servers have part in it."""

    person: str
    calls: list[Call] = field(default_factory=list)
    channel: str = DIRECT

    @property
    def events(self) -> list[Call]:
        """The events that can be used, in order."""
        return sorted((call for call in self.calls if call.is_event), key=Call.order)

    @property
    def steps(self) -> list[Call]:
        """The events that make the visit a session: those of no server. Where there is none, there is no session."""
        return [call for call in self.events if not call.is_servers]

    @property
    def start(self) -> datetime:
        """When the visit's session starts."""
        return self.steps[0].dated


@dataclass
class Act:
    """Somebody acting on a device during a visit; each method makes one call at the present moment."""

    visit: Visit
    device: Device
    now: datetime
    rng: random.Random
    user_id: str | None = None
    offline_until: datetime | None = None
    latency: int = 85
    jitter: int = 0
    clock: timedelta = timedelta()
    _last: tuple[datetime, Delivery] | None = None

    def wait(self, low: float, high: float | None = None) -> None:
        """Let so many seconds pass, or a number between the two."""
        seconds = low if high is None else self.rng.uniform(low, high)
        self.now += timedelta(milliseconds=round(seconds * 1000))

    def identify(self, **traits: object) -> None:
        """Tell Segment who this is, or only what is known of an anonymous visitor."""
        self.call("identify", traits=traits)

    def group(self, group_id: str, **traits: object) -> None:
        """Tell Segment which company the user belongs to."""
        self.call("group", group_id=group_id, traits=traits)

    def track(self, event: str, **properties: object) -> None:
        """Report that something happened."""
        self.call("track", event=event, properties=properties)

    def call(self, kind: str, **body: object) -> None:
        """Add a call of this kind to the visit."""
        device = self.device
        message_id = new_id(self.rng)
        call = Call(
            source=device.source,
            kind=kind,
            at=self.now,
            message_id=message_id.upper() if device.source == APP else message_id,
            user_id=device.unset_user_id if self.user_id is None else self.user_id,
            anonymous_id=device.anonymous_id,
            body=body,
            context=self.context(),
            delivery=self._delivery(),
            ip=device.ip,
        )
        self.visit.calls.append(call)

    def context(self) -> dict[str, Any]:
        """Say what the client says of the device, and of the page if there is one."""
        return dict(self.device.context)

    def edit_last(self, **changes: object) -> None:
        """Change the call made last; for what goes wrong."""
        self.visit.calls[-1] = replace(self.visit.calls[-1], **changes)

    def _delivery(self) -> Delivery:
        """Send the calls of one moment together, or all of them once the device is online again."""
        if self._last is None or self._last[0] != self.now:
            latency = timedelta(milliseconds=self.latency + self.rng.randint(0, self.jitter))
            sent_at = self.offline_until or self.now + timedelta(milliseconds=12)
            self._last = (self.now, Delivery(sent_at, latency, self.clock, self.clock))
        return self._last[1]


@dataclass
class Browsing(Act):
    """Acting in a browser, which knows its page and where it came from."""

    entry: Entry = field(default_factory=shop.Entry)
    _page: dict[str, str] = field(default_factory=dict)
    _campaign: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the entry say where the visit comes from."""
        self.visit.channel = self.entry.channel

    def page(
        self, path: str, title: str, name: str | None = None, category: str | None = None, referrer: str | None = None
    ) -> None:
        """Open a page. The first of a visit carries the entry's referrer and campaign; `referrer` sends back to it."""
        first = not self._page
        search = self.entry.search if first else ""
        self._campaign = self.entry.campaign if first else {}
        self._page = {
            "path": path,
            "referrer": referrer or (self.entry.referrer if first else self._page["url"]),
            "search": search,
            "title": f"{title} · {shop.SHOP}",
            "url": f"{shop.HOST}{path}{search}",
        }
        given = {key: text for key, text in (("name", name), ("category", category)) if text}
        self.call("page", **given, properties=self._page | given)

    def context(self) -> dict[str, Any]:
        """Add the page, and the campaign while its parameters stand in the URL."""
        campaign = {"campaign": self._campaign} if self._campaign else {}
        return super().context() | {"page": self._page} | campaign


@dataclass
class Tapping(Act):
    """Acting in the phone app, whose calls leave in batches."""

    def screen(self, name: str, **properties: object) -> None:
        """Open a screen of the app."""
        self.call("screen", name=name, properties=properties)

    def _delivery(self) -> Delivery:
        """Flush the app's queue at each half minute, or once the phone is online again."""
        half_minute = timedelta(seconds=30)
        flush = self.now + half_minute - (self.now - FIRST_DAY) % half_minute
        sent_at = self.offline_until or flush
        return Delivery(sent_at, timedelta(milliseconds=self.latency), self.clock, self.clock)


def browser(rng: random.Random, anonymous_id: str | None = None, agent: str | None = None) -> Device:
    """Make a browser somewhere in the world."""
    locale, timezone = rng.choice(shop.PLACES)
    context = {"userAgent": agent or rng.choice(shop.USER_AGENTS), "locale": locale, "timezone": timezone}
    return Device(WEB, anonymous_id or new_id(rng), context, _address(rng))


def phone(rng: random.Random, anonymous_id: str | None = None) -> Device:
    """Make a phone with the app; ids are upper case, as Apple's UUIDs are."""
    model, system, width, height = rng.choice(shop.PHONES)
    locale, timezone = rng.choice(shop.PLACES)
    version, build = shop.OLD_BUILD if chance(rng, 0.3) else shop.NEW_BUILD
    context = {
        "app": {"name": shop.SHOP, "version": version, "build": build, "namespace": "com.example.shop"},
        "device": {
            "id": new_id(rng).upper(),
            "manufacturer": "Apple",
            "model": model,
            "name": "iPad" if model.startswith("iPad") else "iPhone",
            "type": "ios",
        },
        "os": {"name": "iPadOS" if model.startswith("iPad") else "iOS", "version": system},
        "network": {"wifi": True, "cellular": False},
        "screen": {"width": width, "height": height},
        "locale": locale,
        "timezone": timezone,
    }
    unset = "" if version == shop.OLD_BUILD[0] else None
    return Device(APP, anonymous_id or new_id(rng).upper(), context, _address(rng), unset)


def backend() -> Device:
    """Make the shop's server: no anonymous id, and no context but what the client adds."""
    return Device(SERVER, None, {}, None)


def server_act(visit: Visit, now: datetime, rng: random.Random, user_id: str) -> Act:
    """Somebody's account, acted upon by the shop's server."""
    return Act(visit, backend(), now, rng, user_id, latency=20, jitter=10)


def _address(rng: random.Random) -> str:
    return f"203.0.113.{rng.randint(1, 254)}"
