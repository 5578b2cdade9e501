"""A shop whose visits are worth something: one configuration for many stories, and raw tables that all of it is in.

A property that is in no table is an error, so every table of an event is there, with or without rows.
"""

from typing import Any

from stories import Raw, page, properties, screen, track

EVENT_PROPERTIES = {
    "order_completed": ["revenue", "order_id", "currency"],
    "open": {"table": "_open", "properties": ["channel"]},
    "signed": [{"column": "session_id", "as": "checkout_session"}],
}
CONVERSIONS: dict[str, dict[str, Any]] = {
    "signed_up": {},
    "order_completed": {"value": "revenue", "key": "order_id"},
    "demo": {"event": "form_submitted", "where": {"form": "demo"}, "value": 250},
}
WORTH: dict[str, Any] = {
    "include_screens": True,
    "event_properties": EVENT_PROPERTIES,
    "conversions": CONVERSIONS,
    "time_zone": "Europe/Berlin",
    "engaged_after_millis": 10_000,
}
"""What `segment` is asked for in most stories of this kind."""

OF_EVENT = tuple(properties(""))
OF_CALL = tuple(page("", None))
PAGE = (*OF_CALL, "url", "path", "title", "referrer")
TRACK, SCREEN = (*OF_CALL, "event"), (*OF_CALL, "name")
ORDER = (*OF_EVENT, "revenue", "order_id", "currency")


def shop(
    *,
    pages: list | None = None,
    tracks: list | None = None,
    screens: list | None = None,
    identifies: list | None = None,
    revenue: str = "double",
    **events: list,
) -> dict[str, Raw]:
    """Return the raw tables of a source: of all calls, and of each event; the columns are always the same."""
    own = {
        "order_completed": (*OF_EVENT, "revenue", "order_id", "currency"),
        "_open": (*OF_EVENT, "channel"),
        "signed": (*OF_EVENT, "session_id"),
        "form_submitted": (*OF_EVENT, "form"),
    }
    return {
        "pages": Raw(pages or [], columns=PAGE),
        "tracks": Raw(tracks or [], columns=TRACK),
        "screens": Raw(screens or [], columns=SCREEN),
        "identifies": Raw(identifies or [], columns=OF_CALL),
        **{table: Raw(events.get(table, []), {"revenue": revenue}, columns) for table, columns in own.items()},
    }


def visit(id_: str, clock: str, **others: Any) -> dict[str, Any]:
    """Return a page call of the shop."""
    return page(id_, clock, **{"url": "https://shop.example.com/", "path": "/"} | others)


def order(id_: str, clock: str, **others: Any) -> dict[str, Any]:
    """Return a track call of an order; what it is worth is in the event's own table."""
    return track(id_, clock, event="order_completed", **others)


def sign_up(id_: str, clock: str, **others: Any) -> dict[str, Any]:
    """Return a track call of somebody who signs up."""
    return track(id_, clock, event="signed_up", **others)


def look(id_: str, clock: str, **others: Any) -> dict[str, Any]:
    """Return a track call that is no conversion."""
    return track(id_, clock, event="looked", **others)


def look_at_screen(id_: str, clock: str, **others: Any) -> dict[str, Any]:
    """Return a screen call of the shop's app."""
    return screen(id_, clock, **others)


AD = {"url": "https://shop.example.com/?gclid=x1"}
MAIL = {"url": "https://shop.example.com/?utm_source=news&utm_medium=email&utm_campaign=may"}
