"""`segment_touches`: what each page call says of where its visitor came from (A1 to A8, C1 to C20)."""

import pytest

from sixty import COLUMNS, VISITS
from stories import page, web

TOLD = ("page_id", "traffic_source", "traffic_medium", "channel")


def visits():
    """Return a page of each visit, each on a device of its own."""
    return [
        page(
            f"p{number:02}",
            "10:00:00",
            device=f"v{number}",
            url=url,
            referrer=referrer,
            search=None,
            **dict.fromkeys(COLUMNS[58]),
        )
        | COLUMNS.get(number, {})
        for number, (url, referrer, *_) in enumerate(VISITS, start=1)
    ]


def test_sixty_visits(warehouse):
    """Search, ads, social networks, assistants, mail: each has its source, medium and channel; direct ones no touch."""
    built = warehouse.build(web(pages=visits()))
    assert built("touches", *TOLD) == [
        (f"p{number:02}", source, medium, channel)
        for number, (*_, source, medium, channel) in enumerate(VISITS, start=1)
        if channel != "Direct"
    ]


def test_what_is_missing_of_a_campaign(warehouse):
    """It comes from the click id, and the source else from an external referrer's host (A4)."""
    rows = [
        page("p1", "10:00:00", url="https://shop.example.com/?utm_source=&utm_medium=cpc&gclid=x"),
        page("p2", "10:00:00", url="https://shop.example.com/?utm_campaign=may", referrer="https://blog.partner.io/"),
        page("p3", "10:00:00", url="https://shop.example.com/?utm_campaign=may", referrer="https://shop.example.com/"),
    ]
    told = (
        "page_id",
        "touch",
        "traffic_source",
        "traffic_medium",
        "traffic_campaign",
        "click_id_name",
        "referrer_host",
    )
    assert warehouse.build(web(pages=rows))("touches", *told) == [
        ("p1", "utm", "google", "cpc", "(not set)", "gclid", None),
        ("p2", "utm", "blog.partner.io", "(not set)", "may", None, "blog.partner.io"),
        ("p3", "utm", "(not set)", "(not set)", "may", None, "shop.example.com"),
    ]


def test_values_are_decoded_once(warehouse):
    """Of %2520 the space stays an escape; what is no escape of these stays as sent, and a click id does altogether."""
    values = {
        "p1": ("spring%20sale%2BA%26B", "spring sale+A&B"),
        "p2": ("a%2520b", "a%20b"),
        "p3": ("%2526", "%26"),
        "p4": ("50%25+off", "50% off"),
        "p5": ("M%C3%BCnchen%zz", "M%C3%BCnchen%zz"),
        "p6": ("%5b%5D%7c%7E%3f%3D", "[]|~?="),
    }
    rows = [
        page(name, "10:00:00", url=f"https://shop.example.com/?utm_campaign={sent}&gclid=a%20b&utm_campaign=z")
        for name, (sent, _) in values.items()
    ]
    assert warehouse.build(web(pages=rows))("touches", "page_id", "traffic_campaign", "click_id") == [
        (name, expected, "a%20b") for name, (_, expected) in values.items()
    ]


def test_what_stands_in_search(warehouse):
    """It comes before the address, cut at #; a number is text; the columns come whole before both (A2)."""
    rows = [
        page("p1", "10:00:00", url="https://shop.example.com/?gclid=no", search="?gclid=yes#gclid=no"),
        page("p2", "10:00:00", url="https://shop.example.com/?gclid=yes", search="  "),
        page("p3", "10:00:00", url="https://shop.example.com/a?b?gclid=yes&c"),
        page("p4", "10:00:00", url="https://shop.example.com/?utm_source=no&utm_medium=no", context_campaign_term="t"),
        page("p5", "10:00:00", url="https://shop.example.com/?gclid=no", search="42"),
    ]
    assert warehouse.build(web(pages=rows))("touches", "page_id", "click_id", "traffic_source") == [
        ("p1", "yes", "google"),
        ("p2", "yes", "google"),
        ("p3", "yes", "google"),
    ]


def test_odd_referrers(warehouse):
    """Only what stands where a host does is one; a password is no part of it; an address in a path is none (A3)."""
    referrers = {
        "p1": ("https://me:secret@Blog.Partner.io:8443/x", "blog.partner.io"),
        "p2": ("/redirect?to=https://blog.partner.io/", None),
        "p3": ("https://blog.partner.io", "blog.partner.io"),
        "p4": ("https://www.blog.partner.io?x https://t.co/", "blog.partner.io"),
        "p5": ("about:blank", None),
        "p6": ("https://10.0.0.1/", "10.0.0.1"),
        "p7": ("https:///x", None),
        "p8": ("https://b\ufffdlog.partner.io/", "b\ufffdlog.partner.io"),
    }
    rows = [page(name, "10:00:00", url="https://10.0.0.2/", referrer=sent) for name, (sent, _) in referrers.items()]
    assert warehouse.build(web(pages=rows))("touches", "page_id", "referrer_host") == [
        (name, expected) for name, (_, expected) in referrers.items() if expected
    ]


def test_a_long_referrer(warehouse):
    """Its host is told like any other's."""
    rows = [page("p1", "10:00:00", referrer="https://blog.partner.io/" + "x" * 100_000)]
    assert warehouse.build(web(pages=rows))("touches", "page_id", "referrer_host") == [("p1", "blog.partner.io")]


@pytest.mark.in_turn
def test_own_hosts(warehouse):
    """A link from a host of one's own, or under one, is no new source; nor is one from the site of the page (A3)."""
    referrers = {
        "p1": "https://shop.example.co.uk/",
        "p2": "https://blog.example.co.uk/",
        "p3": "https://example-blog.com/",
        "p4": "https://de.example-blog.com/",
        "p5": "https://otherexample-blog.com/",
        "p6": "https://other.co.uk/",
    }
    rows = [page(name, "10:00:00", url="https://shop.example.co.uk/", referrer=one) for name, one in referrers.items()]
    built = warehouse.build(web(pages=rows), own_domains=["www.example-blog.com"])
    assert built("touches", "page_id") == [("p5",), ("p6",)]


@pytest.mark.in_turn
def test_rules_and_lists_of_your_own(warehouse):
    """Channels, click ids and hosts of the configuration come before those of the package."""
    rows = [
        page("p1", "10:00:00", url="https://shop.example.com/?utm_source=Acme&utm_medium=CPC"),
        page("p2", "10:00:00", url="https://shop.example.com/?tduid=7"),
        page("p3", "10:00:00", url="https://shop.example.com/", referrer="https://jasper.com/"),
        page("p4", "10:00:00", url="https://shop.example.com/?gclid=7"),
        page("p5", "10:00:00", url="https://shop.example.com/?channel=9"),
    ]
    built = warehouse.build(
        web(pages=rows),
        channels=[{"channel": "Partners", "source": ["acme", "a.com"], "medium": "cpc"}],
        click_ids={
            "tduid": {"source": "TradeDoubler", "medium": "affiliate"},
            "gclid": {"source": "google", "medium": "cpc", "campaign": "ads"},
            "channel": {"source": "column", "medium": "sms"},
        },
        traffic_sources={"jasper.com": "ai"},
    )
    assert built("touches", "page_id", "traffic_source", "traffic_medium", "traffic_campaign", "channel") == [
        ("p1", "acme", "cpc", "(not set)", "Partners"),
        ("p2", "tradedoubler", "affiliate", "(not set)", "Affiliates"),
        ("p3", "jasper.com", "ai-assistant", "(ai-assistant)", "AI Assistant"),
        ("p4", "google", "cpc", "ads", "Paid Search"),
        ("p5", "column", "sms", "(not set)", "SMS"),
    ]
