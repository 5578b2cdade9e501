"""The list of traffic sources: in form, complete enough to trust, and changed by the configuration as it says."""

import csv
import re
from pathlib import Path

import pytest

from segment_models import traffic_sources
from segment_models.traffic_sources import TrafficSource, listed, merged

FILE = Path(traffic_sources.__file__).with_suffix(".csv")
REFERENCE = Path(__file__).parents[2] / "shared" / "data" / "traffic_sources.csv"
"""Another list of the same form, beside the repository; it is not a part of the package."""

SECOND_LEVEL = {"ac", "co", "com", "edu", "go", "gov", "it", "ne", "net", "or", "org"}


def looked_up(text, rows):
    """A8: the text itself, with its country ending as `*`, then without one, two, three labels among whole domains."""
    keys = {row.key: row for row in rows}
    domains = {row.key: row for row in rows if row.match == "domain"}
    labels = text.split(".")
    ending = 2 if len(labels) > 2 and labels[-2] in SECOND_LEVEL else 1
    starred = ".".join([*labels[:-ending], "*"]) if len(labels) > 1 and len(labels[-1]) == 2 else None
    parents = [".".join(labels[cut:]) for cut in (1, 2, 3) if len(labels) - cut >= 2]
    found = [keys.get(text), keys.get(starred), *(domains.get(parent) for parent in parents)]
    return next((row for row in found if row), None)


def category(text, rows=None):
    row = looked_up(text, rows or listed())
    return row.category if row else None


# The file


def test_the_file_is_sorted_so_that_a_change_can_be_reviewed():
    """By category, then source, then key; `\\n` ends each line, and no key is there twice."""
    text = FILE.read_bytes().decode("ascii")
    assert text.startswith("key,match,source,category\n")
    assert "\r" not in text
    found = [(row["category"], row["source"], row["key"]) for row in csv.DictReader(text.splitlines())]
    assert found == sorted(found)
    assert len({key for _, _, key in found}) == len(found)


def test_the_list_is_short_enough_to_review():
    assert 300 <= len(listed()) <= 500


def in_form(row):
    key = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?", row.key) and not row.key.startswith("www.")
    match = row.match == "exact" or (row.match == "domain" and "." in row.key and "*" not in row.key)
    known = row.category in {"ai", "email", "other", "search", "shopping", "social", "video"}
    return bool(key and match and known and re.fullmatch(r"[a-z0-9.-]+", row.source))


def test_every_row_is_in_form():
    """A host, a package or a name in ASCII lower case without `www.`; a country ending is `*`, a domain is a host."""
    assert [row for row in listed() if not in_form(row)] == []


@pytest.mark.parametrize(
    "row",
    [
        TrafficSource("Example.com", "exact", "example", "social"),
        TrafficSource("www.example.com", "exact", "example", "social"),
        TrafficSource("example.com/a", "exact", "example", "social"),
        TrafficSource("example.*", "domain", "example", "social"),
        TrafficSource("fb", "domain", "facebook", "social"),
        TrafficSource("example.com", "prefix", "example", "social"),
        TrafficSource("example.com", "exact", "", "social"),
        TrafficSource("example.com", "exact", "example", "socials"),
    ],
)
def test_a_row_that_is_not_in_form_is_seen(row):
    assert not in_form(row)


def test_a_row_says_what_no_other_row_says():
    """No row is beneath a whole domain that says the same of it anyhow."""
    domains = {row.key: row for row in listed() if row.match == "domain"}
    for row in listed():
        labels = row.key.split(".")
        above = [domains.get(".".join(labels[cut:])) for cut in range(1, len(labels))]
        said = {(domain.source, domain.category) for domain in above if domain}
        assert (row.source, row.category) not in said, row


def test_the_version_is_that_of_the_content(monkeypatch):
    before = traffic_sources.version()
    assert re.fullmatch(r"[0-9a-f]{12}", before)
    changed = (*listed()[:-1], TrafficSource("example.com", "exact", "example", "social"))
    monkeypatch.setattr(traffic_sources, "listed", lambda: changed)
    assert traffic_sources.version.__wrapped__() != before


# What the rules need


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("google.com", "search"),
        ("google.co.uk", "search"),
        ("bing.com", "search"),
        ("duckduckgo.com", "search"),
        ("de.search.yahoo.com", "search"),
        ("com.google.android.googlequicksearchbox", "search"),
        ("yandex.com.tr", "search"),
        ("ecosia.org", "search"),
        ("google", "search"),
        ("bing", "search"),
        ("youtube", "video"),
        ("youtube.com", "video"),
        ("facebook", "social"),
        ("ig", "social"),
        ("linkedin", "social"),
        ("tiktok", "social"),
        ("twitter", "social"),
        ("t.co", "social"),
        ("linkedin.com", "social"),
        ("old.reddit.com", "social"),
        ("news.ycombinator.com", "social"),
        ("chatgpt.com", "ai"),
        ("gemini.google.com", "ai"),
        ("perplexity.ai", "ai"),
        ("ebay.de", "shopping"),
        ("mail.google.com", "email"),
        ("com.google.android.gm", "email"),
        *(  # these have no category, so that their medium decides
            (text, None)
            for text in (
                "newsletter",
                "partner",
                "june",
                "mailchimp",
                "impact",
                "podcast",
                "sms",
                "crm",
                "gdn",
                "taboola",
                "dv360",
                "blog.partner.io",
                "qr",
                "spring",
                "a+b",
                "example.com",
                "checkout.stripe.com",
            )
        ),
    ],
)
def test_the_sources_of_the_rules_examples_have_their_category(text, needed):
    """Every source and referrer of the examples in docs/acquisition.md, without `www.` as A3 and A7 say."""
    assert category(text) == needed


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("google.co.uk", "google"),
        ("de.search.yahoo.com", "yahoo"),
        ("yandex.com.tr", "yandex"),
        ("com.google.android.googlequicksearchbox", "google"),
    ],
)
def test_a_search_engine_has_its_name_as_source(text, source):
    row = looked_up(text, listed())
    assert row is not None
    assert row.source == source


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("l.facebook.com", "social"),
        ("lm.facebook.com", "social"),
        ("com.facebook.katana", "social"),
        ("out.reddit.com", "social"),
        ("lnkd.in", "social"),
        ("away.vk.com", "social"),
        ("mp.weixin.qq.com", "social"),
        ("pinterest.com.au", "social"),
        ("fb", "social"),
        ("tw", "social"),
        ("yt", "video"),
        ("m.youtube.com", "video"),
        ("music.amazon.com", "shopping"),
        ("amazon.co.jp", "shopping"),
        ("mercadolibre.com.ar", "shopping"),
        ("jumia.com.ng", "shopping"),
        ("shopee.co.id", "shopping"),
        ("edgeservices.bing.com", "ai"),
        ("outlook.live.com", "email"),
        ("mail.yahoo.co.jp", "email"),
        ("m.search.naver.com", "search"),
        ("cn.bing.com", "search"),
        ("docs.google.com", "other"),
        ("unlisted.google.com", None),
        ("aws.amazon.com", "other"),
        ("google.dev", None),
        ("notfacebook.com", None),
        ("facebook.com.example.org", None),
    ],
)
def test_what_is_met_on_every_continent_is_known(text, needed):
    """In-app and redirect hosts, apps, countries, campaigns' short names; and hosts that only look like one."""
    assert category(text) == needed


# The reference

needs_reference = pytest.mark.skipif(not REFERENCE.is_file(), reason="needs shared/data/traffic_sources.csv")

MEANT = {
    "bilibili.com": ("social", "video", "a video site, as its short name and its app are"),
    "digg.com": ("search", "social", "readers' links and votes; it is no search engine"),
    "email.seznam.cz": ("search", "email", "the webmail of Seznam"),
    "mail.rambler.ru": ("search", "email", "the webmail of Rambler"),
    "nicovideo.jp": ("social", "video", "a video site"),
    "rakuten.co.jp": ("search", "shopping", "the market place; its search has a host of its own"),
    "search.google.com": ("search", "other", "Search Console, which is for owners of sites"),
    "tieba.baidu.com": ("search", "social", "Baidu's forums"),
    "webmaster.yandex.ru": ("search", "other", "Yandex's tool for owners of sites"),
}
"""Where the reference says something else: its category, ours, and why."""


@needs_reference
def test_the_list_answers_much_of_the_reference():
    """A quarter of its rows: the rest are engines, networks and toolbars that nobody meets any more."""
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answered = [row for row in rows if category(row["key"])]
    assert len(answered) >= 430
    assert sum(row["category"] == "ai" for row in answered) >= 30


@needs_reference
def test_no_host_has_another_category_in_the_reference_but_those_that_are_meant():
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = [(row["key"], row["category"], category(row["key"])) for row in csv.DictReader(file)]
    differences = {key: (theirs, ours) for key, theirs, ours in rows if ours and ours != theirs}
    assert differences == {key: (theirs, ours) for key, (theirs, ours, _) in MEANT.items()}


# The configuration's own


def test_the_configuration_adds_and_overrides():
    """A new host holds for what is beneath it; a listed one keeps its source and for which hosts it holds."""
    rows = merged({"My-Agency.com": "referral_partner", "jasper.ai": "ai", "google.com": "partner", "agency mail": "x"})
    assert len(rows) == len(listed()) + 3
    assert TrafficSource("my-agency.com", "domain", "my-agency.com", "referral_partner") in rows
    assert TrafficSource("agency mail", "exact", "agency mail", "x") in rows
    assert TrafficSource("google.com", "exact", "google", "partner") in rows
    assert category("blog.my-agency.com", rows) == "referral_partner"
    assert category("app.jasper.ai", rows) == "ai"
    assert category("google.com", rows) == "partner"
    assert category("google.de", rows) == "search"


def test_without_overrides_it_is_the_list():
    assert merged({}) == listed()


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"a.com": "ai", "A.com": "ai"}, "'a.com' and 'A.com' are the same host. Keep one, written 'a.com'"),
        ({"www.a.com": "ai", "a.com": "social"}, "'www.a.com' and 'a.com' are the same host"),
        ({"https://a.com": "ai"}, "Write 'a.com'"),
        ({"https://user:pw@www.A.com:8080/path?q=1": "ai"}, "Write 'a.com'"),
        ({"a.com/blog": "ai"}, "Write 'a.com'"),
        ({"a.com:443": "ai"}, "Write 'a.com'"),
        ({" a.com": "ai"}, "Write 'a.com'"),
        ({"a.com b.com": "ai"}, "Write a host, such as example.com"),
        ({"https://": "ai"}, "Write a host, such as example.com"),
        ({"*.a.com": "ai"}, "A host holds for all hosts beneath it"),
        ({"a*": "ai"}, "a * that stands for no country ending"),
        ({".*": "ai"}, "a * that stands for no country ending"),
        ({"a..com": "ai"}, "Write 'a.com'"),
        ({"a.com.": "ai"}, "Write 'a.com'"),
        ({"bücher.de": "ai"}, "begins with xn--"),
        ({"": "ai"}, "a blank key"),
        ({"www.": "ai"}, "a blank key"),
        ({"a.com": ""}, "'a.com' has no category. Write one of ai, email, other, search"),
        ({"a.com": "  "}, "'a.com' has no category"),
        ({"a.com": "Search"}, "may have only lower-case letters"),
        ({"a.com": "referral partner"}, "may have only lower-case letters"),
    ],
)
def test_an_override_that_could_never_hold_is_refused(overrides, said):
    with pytest.raises(ValueError, match=r"^traffic_sources") as caught:
        merged(overrides)
    assert said in str(caught.value)
