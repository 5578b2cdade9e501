"""Some two thousand ordinary people: members, anonymous visitors and bots."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sample_shop import journeys, shop
from sample_shop.journeys import Account
from sample_shop.visits import (
    APP,
    DAYS,
    FIRST_DAY,
    LAST_MOMENT,
    WEB,
    Browsing,
    Device,
    Tapping,
    Visit,
    browser,
    chance,
    dice,
    new_id,
    phone,
    server_act,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from datetime import datetime

    from sample_shop.visits import Act

MEMBERS = 195
ANONYMOUS = 1220
BOTS = 6

# A person's day has four slots of six hours, and a visit starts in the first half of one. So two visits of
# one person are hours apart whatever they do, and each visit is one session by plan.
SLOT = timedelta(hours=6)
SLOT_WEIGHTS = (1, 5, 6, 6)


def everyone() -> Iterator[Visit]:
    """Every visit of every ordinary person."""
    for number in range(MEMBERS):
        yield from Member(number).visits()
    for number in range(ANONYMOUS):
        yield from _anonymous(number)
    for number in range(BOTS):
        yield _bot(number)


def starts(rng: random.Random, count: int) -> list[datetime]:
    """When a person's visits begin: in different slots of the person's day, in order."""
    shift = timedelta(minutes=rng.randrange(360))
    slots = sorted({day * 4 + slot for day in range(DAYS) for slot in rng.choices(range(4), SLOT_WEIGHTS, k=2)})
    chosen = sorted(rng.sample(slots, count))
    moments = (FIRST_DAY + shift + slot * SLOT + timedelta(milliseconds=rng.randrange(10_800_000)) for slot in chosen)
    return [at for at in moments if at < LAST_MOMENT - SLOT]


def entry(rng: random.Random, *visit: object) -> shop.Entry:
    """One visit in three follows a campaign. What is clicked has dice of its own, so that it changes nothing else."""
    way = rng.choice(shop.CAMPAIGNS if chance(rng, 0.33) else shop.WALK_INS)
    own = dice("entry", *visit)
    (chosen,) = own.choices(list(way), list(way.values()))
    return chosen.clicked(own)


@dataclass
class Member:
    """Somebody who logs in sooner or later, in a browser and perhaps on a phone too."""

    number: int
    rng: random.Random = field(init=False)
    account: Account = field(init=False)
    logged_in: set[str | None] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Give the member a name and the traits known at sign-up."""
        self.rng = dice("member", self.number)
        first, last = self.rng.choice(shop.FIRST_NAMES), self.rng.choice(shop.LAST_NAMES)
        created = FIRST_DAY - timedelta(days=self.rng.randrange(400), seconds=self.rng.randrange(86_400))
        traits = {
            "email": f"{_plain(first)}.{_plain(last)}.{self.number}@example.com",
            "name": f"{first} {last}",
            "plan": self.rng.choice(shop.PLANS[:2]),
            "created_at": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        if chance(self.rng, 0.15):
            traits["company_name"] = self.rng.choice(shop.COMPANIES)
        self.account = Account(f"u{1001 + self.number}", traits)

    def visits(self) -> Iterator[Visit]:
        """Live through the three weeks; a device is logged in on at its last visit at the latest."""
        devices = [browser(self.rng)] + ([phone(self.rng)] if chance(self.rng, 0.45) else [])
        moments = starts(self.rng, self.rng.randint(2, 11))
        plan = [(at, self.rng.choice(devices)) for at in moments]
        last = {device.anonymous_id: at for at, device in plan}
        for at, device in plan:
            visit = Visit(self.account.user_id)
            must = last[device.anonymous_id] == at
            if device.source == WEB:
                self._on_the_web(visit, device, at, must=must)
            else:
                self._on_the_phone(visit, device, at, must=must)
            yield visit
        yield from self._by_the_server(moments)

    def _on_the_web(self, visit: Visit, device: Device, at: datetime, *, must: bool) -> None:
        """Browse, log in if it is time to, change something, buy, log out: whatever comes up."""
        user_id = self.account.user_id if device.anonymous_id in self.logged_in else None
        way_in = entry(self.rng, "member", self.number, at)
        act = Browsing(visit, device, at, self.rng, user_id, latency=60, jitter=60, entry=way_in)
        journeys.browse(act, self.rng.randint(2, 9), self.account.basket)
        if user_id is None and (must or chance(self.rng, 0.6)):
            act.wait(*journeys.PATIENCE)
            journeys.log_in(act, self.account)
            self.logged_in.add(device.anonymous_id)
            if "company_name" in self.account.traits:
                act.group(
                    "c-" + _plain(self.account.traits["company_name"]),
                    name=self.account.traits["company_name"],
                )
        if act.user_id and chance(self.rng, 0.08):
            self._change(act)
        if act.user_id and self.account.basket and chance(self.rng, 0.6):
            journeys.check_out(act, self.account)
        if act.user_id and chance(self.rng, 0.05):
            journeys.log_out(act)  # without a reset: the browser keeps its anonymous id
            self.logged_in.discard(device.anonymous_id)

    def _change(self, act: Browsing) -> None:
        what = self.rng.choice(("plan", "email", "name", "company_name"))
        new = {
            "plan": self.rng.choice(shop.PLANS),
            "email": f"{self.account.user_id}.new@example.com",
            "name": self.account.traits["name"].split()[0] + " " + self.rng.choice(shop.LAST_NAMES),
            "company_name": self.rng.choice(shop.COMPANIES),
        }
        journeys.change_account(act, self.account, **{what: new[what]})

    def _on_the_phone(self, visit: Visit, device: Device, at: datetime, *, must: bool) -> None:
        """Use the app; one visit in twelve happens without a network and is delivered days later."""
        user_id = self.account.user_id if device.anonymous_id in self.logged_in else None
        act = Tapping(visit, device, at, self.rng, user_id)
        if chance(self.rng, 0.08):
            act.offline_until = at + timedelta(hours=self.rng.randint(20, 140), minutes=self.rng.randint(0, 59))
        if user_id is None and (must or chance(self.rng, 0.7)):
            journeys.log_in_app(act, self.account)
            self.logged_in.add(device.anonymous_id)
        journeys.tap(act, self.rng.randint(2, 9), self.account)

    def _by_the_server(self, taken: list[datetime]) -> Iterator[Visit]:
        """Report shipments and renewals, hours away from any visit: they are in no session."""
        for order_id, ordered_at in self.account.orders.items():
            shipped = self._at_the_server(ordered_at + timedelta(hours=20), ordered_at + timedelta(hours=80), taken)
            if shipped:
                shipped.track("Order Shipped", order_id=order_id, carrier="Postvogn")
                yield shipped.visit
        if self.account.traits["plan"] != "free":
            renewal = self._at_the_server(FIRST_DAY, LAST_MOMENT, taken)
            if renewal:
                renewal.track("Subscription Renewed", plan=self.account.traits["plan"], amount=9.9)
                yield renewal.visit

    def _at_the_server(self, low: datetime, high: datetime, taken: list[datetime]) -> Act | None:
        """Look for a moment between the two, five hours away from everything the person does."""
        for _ in range(40):
            at = low + timedelta(milliseconds=self.rng.randrange((high - low) // timedelta(milliseconds=1)))
            if at < LAST_MOMENT and all(abs(at - other) > timedelta(hours=5) for other in taken):
                taken.append(at)
                return server_act(Visit(self.account.user_id), at, self.rng, self.account.user_id)
        return None


def _anonymous(number: int) -> Iterator[Visit]:
    """Visit without ever logging in; many see one page, some leave an e-mail address."""
    rng = dice("anonymous", number)
    device = phone(rng) if chance(rng, 0.1) else browser(rng)
    moments = starts(rng, rng.choices((1, 2, 3, 5), (60, 22, 12, 6))[0])
    for at in moments:
        visit = Visit(device.anonymous_id or "")
        if device.source == APP:
            journeys.tap(Tapping(visit, device, at, rng), rng.randint(1, 5))
        else:
            way_in = entry(rng, "anonymous", number, at)
            act = Browsing(visit, device, at, rng, latency=60, jitter=60, entry=way_in)
            journeys.browse(act, 1 if chance(rng, 0.4) else rng.randint(2, 9), [])
            if chance(rng, 0.04):
                journeys.join_newsletter(act, f"reader.{number}@example.com")
        yield visit


def _bot(number: int) -> Visit:
    """Crawl every page of the shop, one or two a second, from a new anonymous id."""
    rng = dice("bot", number)
    device = browser(rng, new_id(rng), shop.BOT_AGENT)
    visit = Visit(device.anonymous_id or "")
    act = Browsing(visit, device, starts(rng, 3)[0], rng)
    for _ in range(3):
        for product in rng.sample(shop.PRODUCTS, len(shop.PRODUCTS)):
            act.page(f"/products/{product.slug}", product.name, name="Product", category="Shop")
            act.wait(0.4, 1.1)
    return visit


def _plain(name: str) -> str:
    """Spell a name in lower-case ASCII letters, as mail addresses have it."""
    letters = unicodedata.normalize("NFKD", name.replace("ø", "o"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum()).lower()
