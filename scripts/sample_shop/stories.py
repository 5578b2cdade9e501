"""The named people of the sample, whom the documentation quotes. Each visit here is one session, or a server's call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sample_shop import journeys, odd, shop
from sample_shop.journeys import Account
from sample_shop.visits import Browsing, Tapping, Visit, browser, dice, moment, phone, server_act

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sample_shop.visits import Device


@dataclass
class Story:
    """One person's visits, and one sentence on what they show."""

    person: str
    what: str
    visits: list[Visit] = field(default_factory=list)
    traits: dict[str, Any] = field(default_factory=dict)
    is_user: bool = False

    def visit(self) -> Visit:
        """Another visit of this person."""
        self.visits.append(Visit(self.person))
        return self.visits[-1]

    def browse(
        self, device: Device, at: datetime, user_id: str | None = None, entry: shop.Entry | None = None
    ) -> Browsing:
        """Another visit in a browser; all calls take equally long to arrive, so gaps are exact."""
        way_in = (entry or shop.Entry()).clicked(dice("entry", self.person, at))
        return Browsing(self.visit(), device, at, dice("story", self.person, at), user_id, entry=way_in)

    def tap(self, device: Device, at: datetime, user_id: str | None = None) -> Tapping:
        """Another visit in the app."""
        return Tapping(self.visit(), device, at, dice("story", self.person, at), user_id)


def all_stories() -> Iterator[Story]:
    """Every named person."""
    yield _half_hour_exactly()
    yield _one_millisecond_less()
    yield _over_midnight()
    yield _one_page_only()
    yield _newsletter_only()
    yield _fast_clock()
    yield _asked_an_assistant()
    yield _paid_for_long()
    yield _mina()
    yield _jonas()
    yield from _family()
    yield from _omar()
    yield _priya()
    yield _kenji()
    yield _sofia()
    yield _junk_but_known()


def _device(name: str) -> Device:
    """Make a browser or, if the name is upper case as Apple's ids are, a phone."""
    return phone(dice("device", name), name) if name.isupper() else browser(dice("device", name), name)


def _pages(act: Browsing, *slugs: str, seconds: float = 45) -> None:
    """Look at these products, so many seconds each."""
    names = {product.slug: product.name for product in shop.PRODUCTS}
    for slug in slugs:
        act.page(f"/products/{slug}", names[slug], name="Product", category="Shop")
        act.wait(seconds)


def _screens(act: Tapping, *names: str) -> None:
    """Open these screens, twenty seconds each."""
    for name in names:
        act.screen(name)
        act.wait(20)


def _found_by(engine: str) -> shop.Entry:
    """Be sent by a search engine."""
    return shop.Entry(f"https://{engine}/", channel="Organic Search")


def _account(user_id: str, plan: str = "free", **traits: str) -> Account:
    """Make a user whose name and address follow from the id, and who has signed up before."""
    name = user_id.replace("-", " ").title()
    email = user_id.replace("-", ".") + "@example.com"
    created_at = "2025-11-20T09:00:00.000Z"
    return Account(
        user_id,
        {"email": email, "name": name, "plan": plan, "created_at": created_at, **traits},
        signed_up=True,
    )


def _half_hour_exactly() -> Story:
    story = Story("half-hour-exactly", "two pages 30:00.000 apart: a gap of the whole timeout starts a new session")
    device = _device(story.person)
    _pages(story.browse(device, moment(5, "09:00")), "genmaicha")
    _pages(story.browse(device, moment(5, "09:30")), "milk-oolong")
    return story


def _one_millisecond_less() -> Story:
    story = Story("one-millisecond-less", "two pages 29:59.999 apart: still one session")
    act = story.browse(_device(story.person), moment(5, "09:00"))
    _pages(act, "genmaicha", "milk-oolong", seconds=1799.999)
    return story


def _over_midnight() -> Story:
    story = Story("over-midnight", "a visit from 23:50 to 00:10 UTC: midnight ends no session")
    act = story.browse(_device(story.person), moment(10, "23:50"), entry=_found_by("duckduckgo.com"))
    _pages(act, "assam-second-flush", "earl-grey-bergamot", "cay-glasses-6", seconds=600)
    return story


def _one_page_only() -> Story:
    story = Story("one-page-only", "a visit of a single event: a session that lasts 0 milliseconds")
    _pages(story.browse(_device(story.person), moment(8, "13:37")), "theiere-en-gres")
    return story


def _newsletter_only() -> Story:
    story = Story("newsletter-only", "left an e-mail address and never logged in: a row in users, not identified")
    act = story.browse(_device(story.person), moment(7, "18:05"), entry=_found_by("www.google.com"))
    act.page("/", "Tea, slowly", name="Home")
    journeys.join_newsletter(act, "curious.reader@example.com")
    story.traits = {"email": "curious.reader@example.com"}
    return story


def _fast_clock() -> Story:
    story = Story("fast-clock", "a clock that is always three hours fast: the corrected timestamps are right")
    act = story.browse(_device(story.person), moment(12, "07:00"))
    act.clock = timedelta(hours=3)
    _pages(act, "lapsang-souchong", "tea-tin-200g", "bamboo-whisk")
    return story


def _asked_an_assistant() -> Story:
    story = Story("asked-an-assistant", "sent by ChatGPT, then typed the address: both visits are put down to it")
    device = _device(story.person)
    _pages(story.browse(device, moment(14, "10:00"), entry=shop.ASSISTANT), "kyusu-tokoname")
    _pages(story.browse(device, moment(16, "20:15")), "kyusu-tokoname", "tea-tin-200g")
    return story


def _paid_for_long() -> Story:
    """Forty minutes at the payment page, which then sends the visitor back."""
    story = Story(
        "paid-for-long",
        "an ad, then 40 minutes at a payment page: it is no source, so both visits are put down to the ad",
    )
    device = _device(story.person)
    act = story.browse(device, moment(13, "14:00"), entry=shop.TAGGED_AD)
    _pages(act, "gift-card-50")
    act.page("/checkout", "Checkout", name="Checkout", category="Checkout")
    journeys.thank_you(story.browse(device, act.now + timedelta(minutes=40)))
    return story


def _mina() -> Story:
    """Four sessions, the first of them anonymous, one on two devices at once; and a call of the server in none."""
    account = _account("mina-holt")
    account.signed_up = False
    story = Story(
        "mina-holt",
        "an ad, then a log-in, a second device, a changed address; a payment joins a visit, a shipment is in none",
    )
    laptop, mobile = _device("mina-laptop"), _device("MINA-PHONE")
    act = story.browse(laptop, moment(2, "19:10"), entry=shop.SPRING_AD)
    _pages(act, "sencha-fukamushi", "kyusu-tokoname")

    act = story.browse(laptop, moment(4, "20:00"))
    _pages(act, "sencha-fukamushi")
    journeys.log_in(act, account)
    account.basket.append(shop.PRODUCTS[0])
    act.wait(30)
    act.track("Product Added", **journeys.line(shop.PRODUCTS[0]), quantity=1)
    act.wait(30)
    journeys.order(act, account)
    ordered = next(call for call in act.visit.calls if call.body.get("event") == "Order Completed")

    act = story.browse(laptop, moment(9, "12:00"), account.user_id)
    tapping = Tapping(act.visit, mobile, moment(9, "12:01"), act.rng)
    _pages(act, "gyokuro-okumidori", "matcha-ceremonial-30g", seconds=120)
    journeys.log_in_app(tapping, account)
    _screens(tapping, "Cart", "Product")

    act = story.browse(laptop, moment(12, "21:30"), account.user_id)
    account.traits["company_name"] = "Holt Ceramics"
    journeys.change_account(act, account, email="mina@example.com", plan="plus")

    server = server_act(story.visit(), moment(16, "06:00"), dice("mina", "shipped"), account.user_id)
    server.track("Order Shipped", order_id="mina-holt-1", carrier="Postvogn")
    server.edit_last(message_id=ordered.message_id)  # the same id in another source is another call
    story.traits, story.is_user = account.traits, True
    return story


def _jonas() -> Story:
    story = Story("jonas-lind", "three weeks anonymous, then a log-in: the earlier sessions become his")
    device, account = _device("jonas-tablet"), _account("jonas-lind")
    _pages(story.browse(device, moment(2, "08:00"), entry=_found_by("www.bing.com")), "rooibos-vanilla")
    _pages(story.browse(device, moment(11, "08:20")), "rooibos-vanilla", "tisane-de-noel")
    act = story.browse(device, moment(22, "09:00"))
    _pages(act, "sampler-world")
    journeys.log_in(act, account)
    story.traits, story.is_user = account.traits, True
    return story


def _family() -> Iterator[Story]:
    """One tablet, two users, one anonymous id: a call without a user belongs to whoever logs in in the same visit."""
    theo = Story(
        "theo-brandt",
        "shares FAMILY-TABLET: his are the visits he logs in to, the one in between, and what follows his log-out",
        is_user=True,
    )
    lena = Story(
        "lena-brandt",
        "shares FAMILY-TABLET: hers are all visits from her log-in on, two of them without any log-in",
        is_user=True,
    )
    tablet = _device("FAMILY-TABLET")
    his, hers = _account(theo.person), _account(lena.person, plan="tea-club")

    act = theo.tap(tablet, moment(3, "18:00"))
    _screens(act, "Home", "Product")
    journeys.log_in_app(act, his)
    _screens(act, "Product", "Cart")
    _screens(theo.tap(tablet, moment(4, "20:00")), "Home", "Product")
    act = theo.tap(tablet, moment(5, "19:00"), theo.person)
    _screens(act, "Home", "Product", "Product", "Cart")
    act.user_id = None  # he logs out, and the app does not reset the anonymous id
    _screens(act, "Home")

    act = lena.tap(tablet, moment(8, "10:00"))
    journeys.log_in_app(act, hers)
    _screens(act, "Home", "Product")
    _screens(lena.tap(tablet, moment(12, "17:30")), "Home", "Product", "Home")
    _screens(lena.tap(tablet, moment(15, "11:00"), lena.person), "Home", "Account")
    _screens(lena.tap(tablet, moment(18, "09:30")), "Home")
    theo.traits = {"email": his.traits["email"]}
    lena.traits = {"email": hers.traits["email"]}
    yield theo
    yield lena


def _omar() -> Iterator[Story]:
    """Two ways to log out: the first keeps the anonymous id, the second (a reset) makes a new one."""
    story = Story("omar-reyes", "logs out without a reset: what the browser does next is still his", is_user=True)
    after = Story("after-omars-reset", "the anonymous id made by a reset: nobody known, a visitor of its own")
    device, account = _device("omar-desktop"), _account("omar-reyes")
    act = story.browse(device, moment(3, "12:00"))
    _pages(act, "da-hong-pao")
    journeys.log_in(act, account)
    journeys.log_out(act)
    _pages(story.browse(device, moment(4, "12:00")), "da-hong-pao", "tie-guan-yin")
    act = story.browse(device, moment(9, "12:00"))
    _pages(act, "milk-oolong")
    journeys.log_in(act, account)
    journeys.log_out(act)
    _pages(
        after.browse(replace(device, anonymous_id=after.person), act.now + timedelta(seconds=30)),
        "gift-card-50",
    )
    story.traits = account.traits
    yield story
    yield after


def _priya() -> Story:
    """Two visits 50 minutes apart become one when the phone's calls between them arrive."""
    account = _account("priya-sen")
    story = Story("priya-sen", "a phone offline for four days: its late calls join two sessions into one", is_user=True)
    act = story.browse(_device("priya-laptop"), moment(6, "10:00"))
    _pages(act, "kettle-variable")
    journeys.log_in(act, account)
    act.now = moment(6, "10:55")
    _pages(act, "kettle-variable", "kyusu-tokoname")
    tapping = Tapping(act.visit, _device("PRIYA-PHONE"), moment(6, "10:28"), act.rng, account.user_id)
    tapping.offline_until = moment(10, "08:15")
    _screens(tapping, "Home", "Product", "Product")
    story.traits = account.traits
    return story


def _kenji() -> Story:
    story = Story("kenji-mori", "three of his calls are dated 2038: they are rejected, the others are a session")
    account = _account("kenji-mori")
    act = story.tap(_device("KENJI-PHONE"), moment(18, "22:00"))
    journeys.log_in_app(act, account)
    _screens(act, "Home", "Product")
    for name in ("Product", "Cart", "Checkout"):
        act.screen(name)
        odd.in_2038(act)
        act.wait(20)
    _screens(act, "Order confirmation", "Home")
    story.traits, story.is_user = {"email": account.traits["email"]}, True
    return story


def _sofia() -> Story:
    """Known to the server alone."""
    account = _account("sofia-lund", plan="tea-club", company_name="Lund & Co")
    story = Story("sofia-lund", "only server calls: no anonymous id, no page, a user without a session", is_user=True)
    for day, event in ((2, "Subscription Renewed"), (14, "Order Shipped")):
        server = server_act(story.visit(), moment(day, "05:00"), dice("sofia", day), account.user_id)
        server.track(event, plan="tea-club")
    server.wait(86_400)
    server.identify(**account.traits)
    story.traits = account.traits
    return story


def _junk_but_known() -> Story:
    story = Story(
        "vera-quist",
        "her browser's anonymous id is the text `null`, which is none: her pages are hers, and in no session",
        is_user=True,
    )
    account = _account("vera-quist")
    act = story.browse(_device("null"), moment(19, "16:00"), account.user_id)
    _pages(act, "cay-glasses-6", "sampler-greens")
    act.identify(**account.traits)
    story.traits = account.traits
    return story
