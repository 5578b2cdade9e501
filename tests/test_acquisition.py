"""Where visits come from: what is refused of its configuration, later loads, forgetting and explaining."""

import random
from contextlib import closing
from datetime import timedelta

import pytest

from conftest import story_warehouse
from segment_models import ConfigError, segment
from segment_models.explain import told as explaining
from stories import MODELS_SCHEMA, at, call, page, session_id, track, web

HOME = "https://shop.example.com/"
AD, OTHER_AD = f"{HOME}?utm_source=news&utm_medium=email", f"{HOME}?gclid=x1"
INCREMENTAL = {"segment_schema": "web", "default_config": {"type": "incremental", "schema": MODELS_SCHEMA}}

REFUSED = {
    "a scheme": ({"own_domains": ["https://shop.com/de"]}, r"own_domains: 'https://shop\.com/de' is no host\. .*'shop"),
    "a path": ({"own_domains": "shop.com/de"}, r"own_domains: 'shop\.com/de' is no host\. Write 'shop\.com': it holds"),
    "a port": ({"own_domains": ["localhost:80"]}, r"own_domains: 'localhost:80' is no host\. Write 'localhost'"),
    "a star": (
        {"ignored_referrers": ["*.pay.com"]},
        r"ignored_referrers: '\*\.pay\.com' is no host\. Write 'pay\.com'",
    ),
    "no ASCII": ({"own_domains": ["münchen.de"]}, r"own_domains: 'münchen\.de' is no host\. .*xn--"),
    "a host twice": (
        {"own_domains": ["Shop.com", "www.shop.com"]},
        r"own_domains: 'Shop\.com' and 'www\.shop\.com' are the same host\. Keep one, written 'shop\.com'",
    ),
    "a listed host twice": (
        {"traffic_sources": {"a.com": "ai", "WWW.A.com": "ai"}},
        r"traffic_sources: .*the same host",
    ),
    "no name of a click id": ({"click_ids": {"a&b": {"source": "a", "medium": "b"}}}, r"click_ids: 'a&b' is not a p"),
    "a campaign": (
        {"click_ids": {"utm_term": {"source": "a", "medium": "b"}}},
        r"'utm_term' is a parameter of campaigns",
    ),
    "no medium": (
        {"click_ids": {"tduid": {"source": "a"}}},
        r"click_ids\.tduid\.medium: is missing\. Medium of the visit",
    ),
    "a key that is none": (
        {"click_ids": {"tduid": {"source": "a", "medium": "b", "campain": "c"}}},
        r"click_ids\.tduid\.campain: there is no such key\. Did you mean 'campaign'",
    ),
    "a rule without a condition": ({"channels": [{"channel": "All"}]}, r"channels: rule 1 \(All\) has no condition"),
    "a rule after a wider one": (
        {"channels": [{"channel": "A", "medium": "CPC"}, {"channel": "B", "medium": "cpc", "source": "x"}]},
        r"channels: rule 2 \(B\) can never apply: rule 1 \(A\) comes first and matches everything",
    ),
    "a rule after several that cover it": (
        {
            "channels": [
                {"channel": "A", "source": "a"},
                {"channel": "B", "source": "b"},
                {"channel": "C", "source": ["b", "a"], "campaign_contains": "may"},
            ]
        },
        r"channels: rule 3 \(C\) can never apply: rule 1 \(A\) and rule 2 \(B\) come first and match",
    ),
    "a campaign after a part of it": (
        {"channels": [{"channel": "A", "campaign_contains": "may"}, {"channel": "B", "campaign_contains": "mayday"}]},
        r"channels: rule 2 \(B\) can never apply",
    ),
    "a negative lookback": ({"lookback": timedelta(days=-1)}, r"lookback: "),
}


@pytest.mark.parametrize(("options", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(options, words):
    """The message says what, where, and what to write instead."""
    with pytest.raises(ConfigError, match=words):
        segment(segment_schema="web", **options)


def test_rules_that_overlap_are_allowed():
    """A later rule that holds for something more is no mistake."""
    rules = [
        {"channel": "A", "source": "a", "medium": "cpc"},
        {"channel": "B", "source": ["a", "b"], "medium": "cpc"},
        {"channel": "C", "source": "a"},
    ]
    assert [one.channel for one in segment(segment_schema="web", channels=rules).config.channels] == ["A", "B", "C"]


def loaded(day, *calls):
    return [{**one, "loaded_at": f"2024-06-0{day} 12:00:00"} for one in calls]


LOADS = [
    web(
        pages=loaded(
            1,
            page("p1", "2024-03-01 10:00:00", url=HOME),
            page("p3", "2024-03-03 10:00:00", url=HOME),
            page("q1", "2024-03-02 10:00:00", device="e", url=AD),
        ),
        tracks=loaded(1, track("t1", "2024-03-04 10:00:00", event="seen")),
    ),
    web(
        pages=loaded(2, page("p2", "2024-03-02 11:00:00", url=OTHER_AD), page("p5", "2024-03-05 10:00:00", url=HOME)),
        identifies=loaded(2, call("i1", "2024-03-05 10:01:00", user="u")),
    ),
    web(
        pages=loaded(
            3, call("q2", "2024-03-04 09:00:00", user="u", device="e", url=HOME), page("p9", "2024-03-01 10:00:00")
        )
    ),
]
"""First a visitor who is direct; then a late page by an ad, and a log-in; then another device, with an ad, is hers."""

EXPECTED = [  # number, its own source, whose source it has, whether that is its own
    (1, "(direct)", "(direct)", True),
    (2, "news", "news", True),
    (3, "google", "google", True),
    (4, "(direct)", "google", False),
    (5, "(direct)", "google", False),
    (6, None, "google", False),
    (7, "(direct)", "google", False),
]


@pytest.mark.parametrize("engine", ["duckdb", "aside", "merging"])
def test_later_loads_equal_a_rebuild(engine):
    """A late ad, a log-in and a second device change sources as a rebuild has them."""
    with closing(story_warehouse(engine)()) as warehouse:
        for load in LOADS:
            warehouse.append(load)
            built = warehouse.run(**INCREMENTAL)
        segment(**INCREMENTAL).verify(warehouse.opened())
        told = ("session_index", "traffic_source", "attributed_source", "attributed_is_own")
        assert built("session_sources", *told) == EXPECTED
        assert built("touches", "page_id") == [("p2",), ("q1",)]
        assert built("users", "user_id", "first_source") == [("u", "(direct)")]
        explained = segment(**INCREMENTAL).explain_session(session_id("web", "page", "p5"), warehouse.opened())
        assert (explained.source.own.source, explained.source.attributed.source) == ("(direct)", "google")


def some_calls(seed, number):
    """Return calls of a few devices over half a year: each with an address, a referrer, sometimes a user."""
    chance = random.Random(seed)  # noqa: S311 the same in every run
    urls = (HOME, AD, OTHER_AD, f"{HOME}?fbclid=9", None)
    referrers = (None, "https://www.google.com/", f"{HOME}tea", "https://t.co/a", "https://blog.partner.io/")
    for _ in range(number):
        kind = chance.choice(("page", "page", "page", "track", "identify"))
        when = at("2024-01-01 00:00:00") + timedelta(
            minutes=chance.choice((60 * 24 * 3, 60 * 24 * 200)) * chance.random()
        )
        one = call(f"{kind}{chance.randrange(2 * number)}", str(when), user=chance.choice((None, None, "u", "v")))
        one |= {"anonymous_id": chance.choice("abc")}
        yield kind, one | ({"url": chance.choice(urls), "referrer": chance.choice(referrers)} if kind == "page" else {})


@pytest.mark.parametrize("lookback", ["90 days", "2 days"])
def test_histories_in_loads_equal_a_rebuild(lookback):
    """Late calls, further copies and log-ins in any order: every column of every model is that of a rebuild."""
    options = {**INCREMENTAL, "lookback": lookback}
    with closing(story_warehouse("duckdb")()) as warehouse:
        for day in (1, 2, 3):
            calls = list(some_calls(f"{lookback} {day}", 60))
            names = {"page": "pages", "track": "tracks", "identify": "identifies"}
            rows = {name: loaded(day, *(one for kind, one in calls if kind == of)) for of, name in names.items()}
            warehouse.append(web(**rows))
            built = warehouse.run(**options)
        assert {row["touch"] for row in built.rows("session_sources")} > {"utm", "click_id", "referrer", "direct"}
        assert {row["attributed_is_own"] for row in built.rows("session_sources")} == {True, False}
        segment(**options).verify(warehouse.opened())


def test_whoever_is_forgotten_leaves_no_touch():
    """Their pages' touches, their sessions' sources and their first source go; others' stay."""
    rows = [page("p1", "10:00:00", user="ann", url=AD), page("p2", "10:00:00", user="bob", device="b", url=AD)]
    with closing(story_warehouse("duckdb")()) as warehouse:
        warehouse.append(web(pages=loaded(1, *rows)))
        built = warehouse.run(**INCREMENTAL)
        segment(**INCREMENTAL).forget(["ann"], warehouse.opened())
        assert built("touches", "page_id") == [("p2",)]
        assert built("session_sources", "user_id") == [("bob",)]
        assert built("users", "user_id", "first_source") == [("bob", "news")]


def test_explained_in_words():
    """A session says where it came from and by what, and what it is attributed to; a person, where from first."""
    rows = [
        page("p1", "2024-03-01 10:00:00", user="ann", url=OTHER_AD),
        page("p2", "2024-03-02 10:00:00", user="ann", url=HOME),
        page("p3", "2024-03-03 10:00:00", user="ann", url=f"{AD}&utm_campaign=may"),
        page("p4", "2024-03-04 10:00:00", user="ann", url=HOME, referrer="https://www.google.com/"),
    ]
    ids = [session_id("web", "page", f"p{number}") for number in range(1, 5)]
    with closing(story_warehouse("duckdb")()) as warehouse:
        warehouse.build(web(pages=rows))
        models = segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA})
        told = ["\n".join(explaining.session(models.explain_session(one, warehouse.connection))) for one in ids]
        person = "\n".join(explaining.user(models.explain_user("ann", warehouse.connection)))
    assert "It came from google / cpc (Paid Search): by the click id gclid of page p1 (A5)." in told[0]
    assert "It came from (direct) / (none) (Direct): no page of it says where from (A9)." in told[1]
    assert f"By last non-direct: google / cpc (Paid Search), of session {ids[0]} (A10)." in told[1]
    assert "It came from news / email, campaign may (Email): by the campaign of page p3 (A4)." in told[2]
    assert "google / organic (Organic Search): by google.com, the referrer of page p4 (A6)." in told[3]
    assert "By last non-direct" not in told[0] + told[2] + told[3]
    assert "  came first from google / cpc (Paid Search) (A11)\n" in person


@pytest.mark.parametrize("off", ["session_sources", "touches"])
def test_switched_off(off):
    """Without sources of sessions, users have no first one; without touches, one is told what else to leave out."""
    options = {"segment_schema": "web", "default_config": {"schema": MODELS_SCHEMA}}
    with closing(story_warehouse("duckdb")()) as warehouse:
        if off == "touches":
            with pytest.raises(ConfigError, match=r"models\.touches is disabled, but session_sources reads it"):
                warehouse.build(web(pages=[page("p1", "10:00:00", user="ann")]), models={off: {"enabled": False}})
            return
        built = warehouse.build(web(pages=[page("p1", "10:00:00", user="ann")]), models={off: {"enabled": False}})
        assert "first_source" not in built.one("users")
        models = segment(**options, models={off: {"enabled": False}})
        assert models.explain_user("ann", warehouse.connection).first_source is None
