"""Random page calls with odd addresses, referrers and campaigns: what a parser of addresses stumbles over.

A seed gives the same rows again. No text holds NUL or half a character, which some engines cannot keep; all else goes.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import histories
from acquisition_oracle import CLICK_IDS

START = datetime.fromisoformat("2024-03-01T10:00:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GAPS = (MINUTE, MINUTE, 29 * MINUTE, 40 * MINUTE, 2 * DAY, 60 * DAY, 90 * DAY, 90 * DAY + timedelta(microseconds=1))

CONFIGURED = {
    "own_domains": ("partner.example", "pay.example.co.uk"),
    "ignored_referrers": ("stripe.com", "login.example.org"),
    "click_ids": {"acmeid": {"source": "acme", "medium": "cpc"}, "fbclid": {"source": "facebook", "medium": "social"}},
    "traffic_sources": {"agency.example": "search", "chatgpt.com": "other", "acme": "video"},
    "channels": (
        {"channel": "Partners", "source": ["facebook", "acme"], "medium": ["cpc", "social"]},
        {"channel": "Spring", "campaign_contains": "spring"},
    ),
}
"""Options of acquisition that rows of these alphabets meet."""

SCHEMES = ("https://",) * 30 + ("http://", "http://", "HTTPS://", "android-app://", "ios-app://", "ftp://")
SCHEMES += ("", "//", "://", "https:/", "https:///", "about:", "javascript:", "x?://", "a/b://", "a#://")
SIGNED_IN = ("",) * 12 + ("user:pw@", "user@", "@", "a:b:c@", "u%40x:p%3A@")
SITES = ("shop.example.com",) * 10 + ("www.example.com", "shop.example.co.uk", "example.com.tr", "localhost")
SITES += ("10.0.0.1", "EXAMPLE.com", "example.com.", "co.uk", "shop.stripe.com")
HOSTS = (
    *("www.google.com", "google.de", "www.google.co.uk", "google.com.tr", "google.com.", "google.net", "google.co"),
    *(
        "WWW.GOOGLE.COM",
        "maps.google.de",
        "mail.google.com",
        "gemini.google.com",
        "docs.google.com",
        "www.www.google.fr",
    ),
    *("accounts.google.com", "notgoogle.com", "google", "google.12", "yandex.com.tr", "de.search.yahoo.com"),
    *("l.facebook.com", "a.b.c.facebook.com", "a.b.c.d.facebook.com", "facebook.com.example", "t.co", "www.ebay.de"),
    *("m.youtube.com", "old.reddit.com", "chatgpt.com", "www.perplexity.ai", "news.ycombinator.com", "wwww.bing.com"),
    *("com.google.android.gm", "com.google.android.googlequicksearchbox", "checkout.stripe.com", "login.example.org"),
    *("partner.example", "a.partner.example", "notpartner.example", "pay.example.co.uk", "x.agency.example", "www."),
    *("blog.partner.io", "10.0.0.1", "10.0.0.2", "256.1.1.1", "[::1]", "localhost", "example", "co.uk", "a.co.uk", ""),
    *(
        ".",
        "..",
        "a..b.de",
        ".google.com",
        "www.shop.example.com",
        "b\u00fccher.de",
        "xn--bcher-kva.de",
        "x.\u0440\u0444",
    ),
    *("\u0130stanbul.com.tr", "www.GOOG\u0130LE.com", "\u212airk.example", "\u00dcBER.example", "stra\u00dfe.example"),
    *("shop.example.co", "shop.example.gov.uk", "shop.example.it.net", "a_b.example", "-.example", "host.b2", "a.b.c"),
)
PORTS = ("",) * 12 + (":443", ":8080", ":", ":x", ":1:2")
PATHS = ("/",) * 6 + (
    "",
    "/tea",
    "/a/b/",
    "//a",
    "/a;b",
    "/@a",
    "/a:b",
    "/\u00fc",
    "/%3Futm_source=path",
    "/x://y.example",
)
STARTS = ("?",) * 10 + ("", "??", "?&", "?a=1?", "&", "#?", "#", "/?", "%3F")
SEPARATORS = ("&",) * 14 + ("?", "&&", ";", "&amp;", "#")
FRAGMENTS = ("",) * 10 + ("#", "#top", "#?utm_source=fragment&gclid=fragment", "#/app?utm_medium=cpc", "##")

CAMPAIGN_NAMES = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
NAMES = (*CAMPAIGN_NAMES * 6, *CLICK_IDS, *CLICK_IDS, "acmeid", "GCLID", "sccid", "ScCid", "UTM_SOURCE", "Utm_Medium")
NAMES += ("utm_sourc", "utm_source_platform", "xutm_source", "utm_id", "xgclid", "gclid2", "utm%5Fsource", "a", "")
SOURCES = ("google", "Google", "bing", "facebook", "ig", "youtube", "chatgpt.com", "www.facebook.com", "google.co.uk")
SOURCES += (
    "newsletter",
    "direct",
    "(direct)",
    "e-mail",
    "sms",
    "firebase",
    "acme",
    "a.b.c.facebook.com",
    "t.co",
    "www.",
)
MEDIUMS = (
    "cpc",
    "CPC",
    "ppc",
    "cpm",
    "paid",
    "paid_social",
    "retargeting",
    "display",
    "banner",
    "social",
    "sm",
    "email",
)
MEDIUMS += (
    "E-Mail",
    "e mail",
    "organic",
    "referral",
    "app",
    "link",
    "affiliate",
    "audio",
    "sms",
    "mobile_push",
    "push",
)
MEDIUMS += (
    "video",
    "video-embed",
    "ai-assistant",
    "(not set)",
    "(none)",
    "notification",
    "social media",
    "unpaid",
    "x",
)
NAMED = ("spring", "Spring%20Sale", "Shopping-UK", "workshop_2026", "eshop", "My+Shop", "bishop", "dshop", "%20shop")
NAMED += ("pmax_cross-network", "Cross-Network", "photoshopping", "SHOP", "(not set)", "shop", "\u00fcshop", "\tshop")
ODD_VALUES = (
    *("", "", "+", "++", "%20", " ", " a ", "+a+", "%20a%20", "\t", "\ta", "a\tb", "%09", "%0A", "\u00a0", "\u00a0a"),
    *(
        "a%2Bb",
        "a%2bb",
        "a%252Bb",
        "%25%32%42",
        "%7e%7E%7c%7C",
        "%5b%5D%5f",
        "%C3%9C",
        "%c3%9c",
        "%41",
        "%00",
        "%u0041",
    ),
    *("%", "%%", "%2", "%2%30", "%%20", "%zz", "a%", "100%25", "%2525", "a=b", "a%3Db", "a%26utm_source%3Dinner"),
    *("%3Futm_source=inner", "a%23b", "'", '"', "\\", "a|b", "{x}", "$1", "\\1", "%s", "_", "-", "null", "0", "\u0130"),
    *(
        "\u0130STANBUL",
        "\u212a",
        "\u017f",
        "\u00df",
        "\u1e9e",
        "\u00c4\u00d6\u00dc",
        "\u0391\u03a3",
        "\U0001f600",
        "e\u0301",
    ),
)
MARKS = ("?", "#", "&", "=", "@", ":", "/", ".", " ", "%", "+", "\t", "\u0130", "\u00a0", "://", "www.", "\n")
NOTHING = (None, None, None, "", " ", "  ", "\t")


class Writer:
    """Writes addresses, one oddity or a few in each."""

    def __init__(self, draw: random.Random):
        self.draw = draw

    def chance(self, share: float) -> bool:
        """Return whether something rare happens now."""
        return self.draw.random() < share

    def value(self, name: str) -> str:
        """Return a value that suits a parameter, or an odd one, or a very long one."""
        if self.chance(0.01):
            return self.draw.choice(("x", "%20", "%2B", "+", "\u00e4")) * self.draw.choice((500, 1_500, 7_000))
        if self.chance(0.3):
            return self.draw.choice(ODD_VALUES)
        of_name = {"utm_source": SOURCES, "utm_medium": MEDIUMS, "utm_campaign": NAMED}
        return self.draw.choice(of_name.get(name, ("1", "Cj0KCQiA", "a-b_c.d", "%2B", "Aa+Bb")))

    def query(self) -> str:
        """Return the parameters of an address, in any order, some of them twice."""
        text = self.draw.choice(STARTS)
        for number in range(self.draw.choice((0, 1, 1, 2, 3, 4, 6))):
            name = self.draw.choice(NAMES)
            mark = "" if self.chance(0.03) else "="
            text += (self.draw.choice(SEPARATORS) if number else "") + name + mark + self.value(name)
        return text

    def address(self, hosts: tuple, queried: float) -> str:
        """Return an address on one of the hosts; with parameters as often as said."""
        parts = [self.draw.choice(part) for part in (SCHEMES, SIGNED_IN, hosts, PORTS, PATHS)]
        query = self.query() if self.chance(queried) else ""
        return self.bent("".join(parts) + query + self.draw.choice(FRAGMENTS))

    def bent(self, text: str) -> str:
        """Return a text with a mark too many or too few, now and then; or cut, as tables cut long texts."""
        if self.chance(0.08):
            place = self.draw.randint(0, len(text))
            text = text[:place] + self.draw.choice(MARKS) + text[place + self.draw.choice((0, 0, 1)) :]
        if self.chance(0.02):
            text = self.draw.choice((text.upper(), f" {text}", f"{text} ", text * 2))
        return text[:512] if self.chance(0.03) else text

    def search(self, url: str | None) -> str | None:
        """Return the `search` of a page: mostly that of its address, as Segment's script sends it."""
        if self.chance(0.4):
            return self.draw.choice(NOTHING)
        if url is None or self.chance(0.2):
            return self.bent(self.query() + self.draw.choice(FRAGMENTS))
        _, mark, query = url.partition("#")[0].partition("?")
        return mark + query

    def campaign(self) -> dict[str, str | None]:
        """Return the five columns of a campaign: mostly none, else some, or only blank ones."""
        columns = dict.fromkeys(histories.CAMPAIGN_TEXTS)
        if self.chance(0.8):
            return columns
        for column in columns:
            name = "utm_" + {"name": "campaign"}.get(column.rpartition("_")[2], column.rpartition("_")[2])
            columns[column] = self.draw.choice(NOTHING) if self.chance(0.6) else self.value(name)
        return columns

    def page(self) -> dict[str, str | None]:
        """Return the fields of a page call that say where its visitor came from."""
        url = self.draw.choice(NOTHING) if self.chance(0.04) else self.address(SITES, 0.6)
        referrer = self.draw.choice(NOTHING)
        if self.chance(0.65):
            referrer = self.address(SITES if self.chance(0.2) else HOSTS, 0.2)
        return {
            "url": url,
            "referrer": referrer,
            "search": self.search(url),
            "path": self.draw.choice(PATHS),
            **self.campaign(),
        }


def random_pages(seed: str, count: int, *, pages_of_one: int = 4) -> list[dict]:
    """Return so many rows of `pages`, with every column of `histories.COLUMNS`; each visitor has a few of them."""
    draw = random.Random(seed)  # noqa: S311 (no secret)
    writer = Writer(draw)
    rows, moment = [], START
    for number in range(count):
        moment = moment + draw.choice(GAPS) if number % pages_of_one else START
        row = {
            "id": f"p{number}",
            "anonymous_id": f"d{number // pages_of_one}",
            "timestamp": moment,
            "received_at": moment,
            "loaded_at": START,
            **writer.page(),
        }
        rows.append(dict.fromkeys(histories.COLUMNS["pages"]) | row)
    return rows


def with_addresses(sources: Mapping, seed: str) -> dict:
    """Return a history whose pages have addresses of a few campaigns, so that one meets another and itself."""
    draw = random.Random(seed)  # noqa: S311 (no secret)
    writer = Writer(draw)
    few = [writer.page() for _ in range(4)]
    few += [dict.fromkeys(few[0]) | {"url": f"https://shop.example.com/?{query}"} for query in ("gclid=1", "gclid=2")]
    few += [dict.fromkeys(few[0]) | {"url": "https://shop.example.com/"}] * 4
    return {
        source: {
            table: [
                row | {name: value for name, value in draw.choice(few).items() if name in row and table == "pages"}
                for row in rows
            ]
            for table, rows in tables.items()
        }
        for source, tables in sources.items()
    }
