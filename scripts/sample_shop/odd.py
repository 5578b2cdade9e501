"""What goes wrong at every site: shared junk ids, calls of nobody, lost fields, a clock in the year 2038."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sample_shop import journeys, shop
from sample_shop.visits import JUNK_IDS, Act, Browsing, Visit, backend, browser, dice, moment, server_act

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG_CLOCK = datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC)


def everything() -> Iterator[Visit]:
    """Every call that the rules reject, apart from those of the named stories."""
    yield from _junk()
    yield from _nobody()
    yield from _lost_fields()
    yield from _only_in_2038()


def in_2038(act: Act) -> None:
    """Date the last call in 2038: the clock was wrong at the call, and put right before it was sent."""
    call = act.visit.calls[-1]
    clock = replace(call.delivery, clock_at_call=WRONG_CLOCK - call.at)
    act.edit_last(delivery=clock, rejected="clock_ahead")


def _junk() -> Iterator[Visit]:
    """Pages and tracks of clients that share one junk id: nobody in particular."""
    for number, junk_id in enumerate(JUNK_IDS * 2):
        rng = dice("junk", number)
        product = rng.choice(shop.PRODUCTS)
        act = Browsing(Visit(""), browser(rng, junk_id), moment(3 + number, "10:15"), rng)
        act.page(f"/products/{product.slug}", product.name)
        act.edit_last(rejected="missing_person")
        act.wait(*journeys.GLANCE)
        act.track("Product Viewed", **journeys.line(product))
        act.edit_last(rejected="missing_person")
        yield act.visit


def _nobody() -> Iterator[Visit]:
    """Two server calls without any id; the client's own check is switched off for them."""
    for day in (6, 17):
        act = Act(Visit(""), backend(), moment(day, "04:00"), dice("nobody", day))
        act.track("Stock Counted", items=len(shop.PRODUCTS))
        act.edit_last(rejected="missing_person")
        yield act.visit


def _lost_fields() -> Iterator[Visit]:
    """Damage three orders of an old import and one page: no message id, or no times."""
    for day, lost, reason in (
        (5, ("messageId",), "missing_id"),
        (5, ("timestamp", "originalTimestamp"), "missing_timestamp"),
        (6, ("timestamp", "originalTimestamp"), "missing_timestamp"),
    ):
        act = server_act(Visit(""), moment(day, "02:30"), dice("lost", day, reason), "old-customer")
        act.track("Order Imported", order_id=f"old-{day}")
        act.edit_last(rejected=reason, lost=lost)
        yield act.visit
    act = Browsing(Visit(""), browser(dice("blank"), "blank-id"), moment(11, "15:00"), dice("blank", "calls"))
    act.page("/", "Tea, slowly", name="Home")
    act.edit_last(rejected="missing_id", message_id="")
    yield act.visit


def _only_in_2038() -> Iterator[Visit]:
    """Three visitors all of whose calls are dated in 2038: in no session, no mapping and no user."""
    for number, day in enumerate((4, 13, 21)):
        rng = dice("2038", number)
        act = Browsing(Visit(""), browser(rng), moment(day, "08:40"), rng)
        act.page("/", "Tea, slowly", name="Home")
        in_2038(act)
        act.wait(20)
        act.page("/collections/oolong", "Oolong", name="Collection", category="Shop")
        in_2038(act)
        yield act.visit
