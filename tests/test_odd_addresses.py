"""The random pages are odd in every way that the rules speak of, and what is read from them keeps some promises."""

from collections import Counter
from functools import cache

import pytest

import histories
from acquisition_oracle import CLICK_IDS, known_hosts, referrer_kind, touch_of
from odd_addresses import CONFIGURED, random_pages, with_addresses
from oracle import STANDARD_FIELDS, Options, build
from test_acquisition_oracle import HOSTS
from test_oracle import app

WORLDS = {"as it comes": Options(), "configured": Options(**CONFIGURED)}
COUNT = 2_000


@cache
def built(world: str) -> dict:
    """Build the models of odd pages."""
    return build(app(pages=random_pages("odd", COUNT)), WORLDS[world], hosts=HOSTS)


def fields(row: dict) -> dict:
    """Return the fields of a raw page."""
    return {field: row[column] for field, column in STANDARD_FIELDS["page"].items()}


def test_seed_gives_the_same_pages():
    """A seed gives the same pages again, another seed others; a longer list begins alike."""
    assert random_pages("a", 50) == random_pages("a", 50) == random_pages("a", 60)[:50]
    assert random_pages("a", 50) != random_pages("b", 50)
    assert {tuple(row) for row in random_pages("a", 50)} == {tuple(histories.COLUMNS["pages"])}


@pytest.mark.parametrize("world", WORLDS)
def test_every_kind_is_met(world):
    """Every kind of touch, referrer and session, every click id and every channel is among a few thousand pages."""
    touches, sessions = built(world)["segment_touches"], built(world)["segment_session_sources"]
    assert {row["touch"] for row in touches} == {"utm", "click_id", "referrer"}
    assert {row["click_id_name"] for row in touches} >= {None, *CLICK_IDS}
    assert len({row["channel"] for row in touches}) >= 19
    kinds = Counter(referrer_kind(fields(row), WORLDS[world]) for row in random_pages("odd", COUNT))
    assert min(kinds[kind] for kind in (None, "internal", "ignored", "external")) > 30
    assert {(row["touch"], row["attributed_is_own"]) for row in sessions} == {
        *(("utm", True), ("click_id", True), ("referrer", True)),
        *(("direct", True), ("direct", False)),
    }


@pytest.mark.parametrize("world", WORLDS)
def test_click_id_is_kept_as_sent(world):
    """The value of a click id stands in the page as it is told, after its name."""
    pages = {row["id"]: row for row in random_pages("odd", COUNT)}
    for touch in built(world)["segment_touches"]:
        if touch["click_id"] is not None:
            sent = f"{pages[touch['page_id']]['search']} {pages[touch['page_id']]['url']}".replace("?", "&")
            assert f"&{touch['click_id_name']}={touch['click_id']}" in sent


@pytest.mark.parametrize("world", WORLDS)
def test_what_says_nothing_changes_nothing(world):
    """Another fragment, an unknown parameter and a path in the referrer give the same touch."""
    options = WORLDS[world]
    known = known_hosts(HOSTS, options)
    for row in random_pages("same", 500):
        page = fields(row)
        url, _, _ = (page["url"] or "").partition("#")
        mark = "&" if "?" in url else "?"
        same = page | {"url": f"{url}{mark}unknown=1#?utm_source=x&gclid=x"}
        if page["search"]:
            same["search"] = (
                f"{page['search'].partition('#')[0]}&unknown=1#&gclid=x" if page["search"].strip(" ") else " "
            )
        assert touch_of(same, known, options) == touch_of(page, known, options), page


def test_campaigns_of_a_history_meet():
    """With a few addresses, a world has sessions that a campaign started, and some where it came again."""
    world = with_addresses(histories.random_world("campaigns", 60), "campaigns")
    sessions = [len(build(world, Options(session_campaign=split))["segment_sessions"]) for split in (False, True)]
    assert sessions[0] < sessions[1]
    touches = build(world, Options(), hosts=HOSTS)["segment_touches"]
    assert max(Counter(row["click_id"] for row in touches if row["click_id"]).values()) > 1
