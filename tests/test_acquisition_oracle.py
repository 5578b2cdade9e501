"""A1 to A11 and C1 to C20 as read in plain Python: sixty visits, and the odd cases of each rule, written by hand."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from acquisition_oracle import (
    Acquisition,
    campaign_of,
    channel_of,
    click_id_of,
    host_of,
    known_hosts,
    look_up,
    query_text,
    referrer_kind,
    site_of,
    touch_of,
)
from oracle import Options, build
from test_oracle import app, at, call, one, only

DATA = Path(__file__).parent / "data"
SHOP = "https://shop.example.com/"
FIELDS = ("url", "search", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def read(name: str) -> list[dict]:
    """Return the rows of a file of data; what is empty is None."""
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return [{column: value or None for column, value in row.items()} for row in csv.DictReader(file)]


HOSTS = read("hosts.csv")
VISITS = read("visits.csv")


def page(url: str | None = SHOP, **fields) -> dict:
    """Return the fields of a page."""
    return dict.fromkeys(FIELDS) | {"url": url} | fields


def touch(url: str | None = SHOP, options: Acquisition | None = None, **fields) -> dict | None:
    """Return the touch of a page."""
    options = options or Acquisition()
    return touch_of(page(url, **fields), known_hosts(HOSTS, options), options)


def named(made: dict | None) -> tuple | None:
    """Return source, medium and campaign of a touch."""
    return made and tuple(made[f"traffic_{name}"] for name in ("source", "medium", "campaign"))


@pytest.mark.parametrize("visit", VISITS, ids=[f"{visit['number']} {visit['why']}" for visit in VISITS])
def test_sixty_visits(visit):
    """Each visit has the source, medium and channel of the file."""
    fields = {name: visit[name] for name in ("url", "referrer", "utm_source", "utm_medium", "utm_campaign")}
    columns = {
        "context_campaign_source": fields["utm_source"],
        "context_campaign_medium": fields["utm_medium"],
        "context_campaign_name": fields["utm_campaign"],
    }
    made = call("p1", "10:00:00", device="d", url=fields["url"], referrer=fields["referrer"], **columns)
    row = one(build(app(pages=[made]), Options(), hosts=HOSTS)["segment_session_sources"])
    told = [row[name] for name in ("touch", "traffic_source", "traffic_medium", "channel")]
    assert told == [visit[name] for name in ("touch", "source", "medium", "channel")]


class TestParameters:
    """A2."""

    @pytest.mark.parametrize(
        ("search", "url", "query"),
        [
            (None, "https://a.example/?x=1#?y=2", "&x=1"),
            (" ", "https://a.example/?x=1", "&x=1"),
            ("?z=3#?y=2", "https://a.example/?x=1", "&z=3"),
            ("#only", "https://a.example/?x=1", ""),
            (None, "https://a.example/#/?x=1", ""),
            (None, "/?x=1?y=2", "&x=1&y=2"),
            (None, None, ""),
            (None, "/none", ""),
        ],
    )
    def test_query_text(self, search, url, query):
        """The query is the search, else what follows the first question mark before a fragment."""
        assert query_text(page(url, search=search)) == query

    @pytest.mark.parametrize(
        ("query", "source"),
        [
            ("?utm_source=News", "news"),
            ("?UTM_SOURCE=news", None),
            ("?utm_source=", None),
            ("?utm_source=&utm_source=b", None),
            ("?utm_source=a&utm_source=b", "a"),
            ("?xutm_source=a", None),
            ("?a=1?utm_source=b", "b"),
            ("?utm_source=+a+b+", "a b"),
            ("?utm_source=+%20", None),
            ("?utm_source=a%2bb", "a+b"),
            ("?utm_source=a%2Bb%7c%7C", "a+b||"),
            ("?utm_source=a%252Bb", "a%2bb"),
            ("?utm_source=%C3%9C%41", "%c3%9c%41"),
            ("?utm_source=a%26utm_source%3db", "a&utm_source=b"),
            ("?utm_source=a%", "a%"),
            ("?utm_source=\u0130\u00dcK\u212a", "\u0130\u00dck\u212a"),
            ("?utm_source=\ta", "\ta"),
        ],
    )
    def test_source(self, query, source):
        """A value is the first of its name, decoded once, trimmed, with A to Z in lower case."""
        assert campaign_of(page(query))["source"] == source

    def test_columns_come_whole(self):
        """One column that is not blank is enough to take all five from the columns, which are not decoded."""
        url = f"{SHOP}?utm_source=a&utm_medium=b&utm_campaign=C+1&utm_term=d&utm_content=e"
        assert campaign_of(page(url, utm_source=" ", utm_term=" T+1 ")) == {
            "source": None,
            "medium": None,
            "campaign": None,
            "term": "T+1",
            "content": None,
        }
        assert list(campaign_of(page(url, utm_source=" ", utm_term="")).values()) == ["a", "b", "C 1", "d", "e"]

    def test_term_alone_is_no_campaign(self):
        """A term and a content make no touch."""
        assert touch(f"{SHOP}?utm_term=shoes&utm_content=red") is None


class TestReferrer:
    """A3."""

    @pytest.mark.parametrize(
        ("address", "host"),
        [
            ("https://www.Shop.example.com:8080/a?b#c", "shop.example.com"),
            ("http://example.com?x", "example.com"),
            ("http://example.com#x", "example.com"),
            ("https://user:pw@www.example.com/", "example.com"),
            ("https://www.www.example.com/", "www.example.com"),
            ("android-app://com.example.app", "com.example.app"),
            ("://example.com", "example.com"),
            ("//example.com/?next=https://other.example/", None),
            ("/a?next=https://other.example/", None),
            ("a#https://other.example/", None),
            ("https:///path", None),
            ("https://www./", None),
            ("example.com", None),
            ("\u0130.EXAMPLE.com", None),
            ("https://\u0130\u00c4.EXAMPLE.com", "\u0130\u00c4.example.com"),
            ("", None),
            (None, None),
        ],
    )
    def test_host(self, address, host):
        """A host stands between `://` and the path, without who logs in, the port and `www.`."""
        assert host_of(address) == host

    @pytest.mark.parametrize(
        ("host", "site"),
        [
            ("shop.example.com", "example.com"),
            ("a.b.co.uk", "b.co.uk"),
            ("co.uk", "co.uk"),
            ("a.b.com.tr", "b.com.tr"),
            ("a.b.de", "b.de"),
            ("a.co.uk.net", "uk.net"),
            ("a.b.co.com", "co.com"),
            ("localhost", "localhost"),
            ("10.0.0.1", "10.0.0.1"),
            ("a.b.12", "a.b.12"),
            (None, None),
        ],
    )
    def test_site(self, host, site):
        """A site is two labels, or three before an ending such as `co.uk`; a number has no site but itself."""
        assert site_of(host) == site

    @pytest.mark.parametrize(
        ("url", "referrer", "kind"),
        [
            (SHOP, "https://other.example.com/", "internal"),
            (SHOP, "https://example.org/", "external"),
            (SHOP, "https://our.partner.example/", "internal"),
            (SHOP, "https://partner.example/", "internal"),
            (SHOP, "https://my-partner.example/", "external"),
            (SHOP, "https://stripe.com/", "ignored"),
            (SHOP, "https://hooks.stripe.com/", "ignored"),
            (SHOP, "https://notstripe.com/", "external"),
            ("https://shop.stripe.com/", "https://stripe.com/", "internal"),
            ("/relative", "https://example.com/", "external"),
            ("https://10.0.0.1/", "https://10.0.0.2/", "external"),
            ("https://a.co.uk/", "https://b.co.uk/", "external"),
            (SHOP, "https://example.org/ https://example.com/", "external"),
            (SHOP, " https://example.org/", None),
            (SHOP, "example.org", None),
            (SHOP, None, None),
        ],
    )
    def test_kind(self, url, referrer, kind):
        """A referrer of the same site or of an own domain is internal, then come those that are ignored."""
        assert referrer_kind(page(url, referrer=referrer), Acquisition(own_domains=("partner.example",))) == kind

    def test_ignored_referrers_can_be_configured(self):
        """Another list takes the place of the list that comes along."""
        options = Acquisition(ignored_referrers=("pay.example",))
        assert referrer_kind(page(referrer="https://a.pay.example/"), options) == "ignored"
        assert referrer_kind(page(referrer="https://stripe.com/"), options) == "external"


class TestTouch:
    """A4 to A7."""

    @pytest.mark.parametrize(
        ("query", "referrer", "names"),
        [
            ("?utm_medium=cpc&utm_source=&gclid=1", None, ("google", "cpc", "(not set)")),
            ("?utm_source=mail&gclid=1", None, ("mail", "cpc", "(not set)")),
            ("?utm_campaign=X&srsltid=1", None, ("google", "organic", "X")),
            ("?utm_source=mail&srsltid=1", None, ("mail", "organic", "Shopping Free Listings")),
            ("?utm_campaign=X", "https://www.google.com/", ("google.com", "(not set)", "X")),
            ("?utm_campaign=X", "https://www.example.com/", ("(not set)", "(not set)", "X")),
            ("?utm_campaign=X", "https://stripe.com/", ("(not set)", "(not set)", "X")),
            ("?utm_medium=m", None, ("(not set)", "m", "(not set)")),
            ("?utm_campaign=X&msclkid=1", "https://partner.example/", ("bing", "cpc", "X")),
        ],
    )
    def test_what_a_campaign_leaves_out(self, query, referrer, names):
        """What is missing comes from the click id, the source else from the referrer."""
        made = touch(SHOP + query, referrer=referrer)
        assert made["touch"] == "utm"
        assert named(made) == names

    def test_first_click_id_of_the_list(self):
        """The list decides which click id counts, not the address; its value stays as it was sent."""
        made = touch(f"{SHOP}?fbclid=F&dclid=&msclkid=M%2B+&_kx=k")
        assert (made["touch"], made["click_id_name"], made["click_id"]) == ("click_id", "msclkid", "M%2B+")
        assert named(made) == ("bing", "cpc", "(not set)")
        assert click_id_of(page("?GCLID=1&sccid=2"), Acquisition()) is None

    def test_campaign_tells_its_click_id(self):
        """A touch by campaign names the click id beside it, and the host it came from."""
        made = touch(f"{SHOP}?utm_source=google&utm_term=tea&gclid=G", referrer="https://www.google.de/")
        assert (made["click_id_name"], made["click_id"], made["referrer_host"]) == ("gclid", "G", "google.de")
        assert (made["traffic_term"], made["traffic_content"]) == ("tea", None)

    def test_click_ids_can_be_configured(self):
        """A click id that is added comes last; one that is replaced keeps its place."""
        told = {
            "acmeid": {"source": "acme", "medium": "cpc", "campaign": "Acme"},
            "_kx": {"source": "k", "medium": "m"},
        }
        options = Acquisition(click_ids=told)
        assert named(touch(f"{SHOP}?acmeid=1", options)) == ("acme", "cpc", "Acme")
        assert named(touch(f"{SHOP}?acmeid=1&_kx=1", options)) == ("k", "m", "(not set)")

    @pytest.mark.parametrize(
        ("referrer", "names", "category"),
        [
            ("https://www.google.com.tr/", ("google", "organic", "(organic)"), "search"),
            ("https://chatgpt.com/", ("chatgpt.com", "ai-assistant", "(ai-assistant)"), "ai"),
            ("https://mail.google.com/", ("mail.google.com", "email", "(referral)"), "email"),
            ("https://docs.google.com/", ("docs.google.com", "referral", "(referral)"), "other"),
            ("https://m.youtube.com/", ("m.youtube.com", "referral", "(referral)"), "video"),
            ("https://nobody.example/", ("nobody.example", "referral", "(referral)"), None),
        ],
    )
    def test_referrer_by_category(self, referrer, names, category):
        """What the list says of the host makes the names."""
        made = touch(referrer=referrer)
        assert made["touch"] == "referrer"
        assert (named(made), made["traffic_category"]) == (names, category)

    @pytest.mark.parametrize("referrer", [None, "", "https://www.example.com/", "https://auth0.com/", "nonsense"])
    def test_direct(self, referrer):
        """Nothing, our own pages and those of payments and log-ins are no touch."""
        assert touch(referrer=referrer) is None

    def test_category_of_a_source(self):
        """A source is looked up without `www.`, as a host is."""
        assert touch(f"{SHOP}?utm_source=www.facebook.com")["traffic_category"] == "social"
        assert touch(f"{SHOP}?utm_source=www.google.com")["traffic_category"] == "search"
        assert touch(f"{SHOP}?utm_source=google.co.jp")["traffic_category"] == "search"
        assert touch(f"{SHOP}?utm_source=unheard")["traffic_category"] is None


class TestLookUp:
    """A8."""

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("google.com", "google.com"),
            ("google.co.uk", "google.*"),
            ("google.de", "google.*"),
            ("google.com.tr", "google.*"),
            ("google.net", None),
            ("google.12", None),
            ("maps.google.de", None),
            ("gemini.google.com", "gemini.google.com"),
            ("other.google.com", None),
            ("facebook.com", "facebook.com"),
            ("l.facebook.com", "facebook.com"),
            ("a.b.c.facebook.com", "facebook.com"),
            ("a.b.c.d.facebook.com", None),
            ("facebook.com.evil.example", None),
            ("www.ebay.de", None),
            ("ig", "ig"),
            ("", None),
            ("com", None),
        ],
    )
    def test_key(self, text, key):
        """The text itself, with a star for its country, then the domains it is under, three at most."""
        row = look_up(text, known_hosts(HOSTS, Acquisition()))
        assert (row and row["key"]) == key

    def test_key_before_star_before_domain(self):
        """A country of its own comes before the star, and the star before the domain that a host is under."""
        rows = [("x.de", "exact"), ("x.*", "exact"), ("a.y.*", "exact"), ("y.de", "domain"), ("b.z.de", "domain")]
        rows += [("z.de", "domain")]
        known = known_hosts(({"key": key, "match": match} for key, match in rows), Acquisition())
        told = {text: look_up(text, known)["key"] for text in ("x.de", "x.at", "a.y.de", "c.y.de", "a.b.z.de")}
        assert told == {"x.de": "x.de", "x.at": "x.*", "a.y.de": "a.y.*", "c.y.de": "y.de", "a.b.z.de": "b.z.de"}

    def test_own_traffic_sources(self):
        """A configured key holds for its whole domain, beside the list or instead of its row."""
        options = Acquisition(traffic_sources={"agency.example": "search", "chatgpt.com": "other"})
        assert named(touch(referrer="https://a.agency.example/", options=options)) == (
            "agency.example",
            "organic",
            "(organic)",
        )
        assert named(touch(referrer="https://chatgpt.com/", options=options))[1] == "referral"


class TestChannels:
    """C1 to C20, where the sixty visits do not reach."""

    @pytest.mark.parametrize(
        ("source", "medium", "campaign", "category", "channel"),
        [
            ("direct", "(not set)", "x", None, "Direct"),
            ("(direct)", "email", "x", None, "Email"),
            ("a", "cpc", "Cross-Network", "search", "Paid Search"),
            ("a", "cpc", "My Shop", "social", "Paid Shopping"),
            ("a", "cpc", "Bishop", "social", "Paid Social"),
            ("a", "cpc", "photoshopping", "social", "Paid Shopping"),
            ("a", "cpm", "x", "video", "Paid Video"),
            ("a", "retargeting", "x", None, "Paid Other"),
            ("a", "unpaid", "x", None, "Unassigned"),
            ("a", "interstitial", "x", "search", "Display"),
            ("a", "(not set)", "x", "ai", "AI Assistant"),
            ("a", "email", "x", "ai", "Email"),
            ("a", "email", "eshop", None, "Organic Shopping"),
            ("a", "social media", "x", "search", "Organic Social"),
            ("a", "(not set)", "x", "search", "Organic Search"),
            ("a", "organic", "x", None, "Organic Search"),
            ("e mail", "link", "x", None, "Referral"),
            ("e mail", "x", "x", None, "Email"),
            ("a", "e_mail", "x", None, "Email"),
            ("a", "emails", "x", None, "Unassigned"),
            ("a", "sms", "x", None, "SMS"),
            ("firebase", "x", "x", None, "Mobile Push Notifications"),
            ("a", "notifications", "x", None, "Mobile Push Notifications"),
            ("a", "pushed", "x", None, "Unassigned"),
        ],
    )
    def test_default_channel(self, source, medium, campaign, category, channel):
        """The first rule that holds gives the channel."""
        assert channel_of(source, medium, campaign, category, Acquisition()) == channel

    def test_own_channels_come_first(self):
        """A rule of one's own holds if all that it says holds, and comes before the others."""
        rules = ({"channel": "Partners", "source": ["a.com", "b.com"], "medium": ["cpc"], "campaign_contains": "q1"},)
        rules += ({"channel": "Late", "campaign_contains": "q"},)
        options = Acquisition(channels=rules)
        assert channel_of("b.com", "cpc", "x-q1-y", "search", options) == "Partners"
        assert channel_of("c.com", "cpc", "x-q1-y", "search", options) == "Late"
        assert channel_of("b.com", "cpc", "x", "search", options) == "Paid Search"


class TestSessionSources:
    """A9 to A11."""

    AD = f"{SHOP}?utm_source=google&utm_medium=cpc&utm_campaign=tea"

    def built(self, pages=(), tracks=(), **options) -> dict:
        """Build the models of one visitor's calls, each an id, a moment and an address."""
        tables = {"pages": [], "tracks": []}
        for table, calls in (("pages", pages), ("tracks", tracks)):
            for id_, when, *rest in calls:
                row = call(id_, "10:00:00", user="u", device="d", url=rest[0] if rest else None, path="/tea")
                tables[table].append(row | {"timestamp": when, "received_at": when})
        return build(app(**tables), Options(**options), hosts=HOSTS)

    def test_first_page_with_a_touch(self):
        """A session that begins directly and has an ad on its third page comes from the ad."""
        pages = [("p1", at("10:00:00"), SHOP), ("p2", at("10:01:00"), SHOP), ("p3", at("10:02:00"), self.AD)]
        pages += [("p4", at("10:03:00"), f"{SHOP}?gclid=G")]
        built = self.built(pages)
        assert only(built["segment_touches"], "page_id", "touch") == [("p3", "utm"), ("p4", "click_id")]
        assert one(built["segment_session_sources"]) == {
            "session_id": one(built["segment_sessions"])["session_id"],
            "session_index": 1,
            "user_id": "u",
            "session_start_timestamp": at("10:00:00"),
            "touch": "utm",
            "touch_page_id": "p3",
            "traffic_source": "google",
            "traffic_medium": "cpc",
            "traffic_campaign": "tea",
            "traffic_term": None,
            "traffic_content": None,
            "traffic_category": "search",
            "channel": "Paid Search",
            "click_id_name": None,
            "click_id": None,
            "referrer_host": None,
            "landing_host": "shop.example.com",
            "landing_path": "/tea",
            "attributed_source": "google",
            "attributed_medium": "cpc",
            "attributed_campaign": "tea",
            "attributed_channel": "Paid Search",
            "attributed_session_id": one(built["segment_sessions"])["session_id"],
            "attributed_is_own": True,
        }

    def test_direct_and_none(self):
        """A session with a page is direct; one of tracks only has no source."""
        built = self.built([("p1", at("10:00:00"), SHOP)], [("t1", at("08:00:00"))])
        rows = built["segment_session_sources"]
        assert only(rows, "session_index", "touch", "traffic_source", "traffic_medium", "channel") == [
            (1, "none", None, None, "Unassigned"),
            (2, "direct", "(direct)", "(none)", "Direct"),
        ]
        assert [row["traffic_campaign"] for row in rows] == [None, "(direct)"]
        assert only(built["segment_users"], "first_source", "first_channel") == [(None, "Unassigned")]

    def test_last_source_that_is_not_direct(self):
        """A session without a touch takes the latest before it, of 90 days to the microsecond; direct ones between."""
        start, days = at("10:00:00"), timedelta(days=90)
        for later, source in [(days, "google"), (days + timedelta(microseconds=1), "(direct)")]:
            pages = [("p1", start, self.AD), ("p2", start + timedelta(days=1), SHOP), ("p3", start + later, SHOP)]
            rows = self.built(pages, [("t1", start + timedelta(days=2))])["segment_session_sources"]
            assert [row["attributed_is_own"] for row in rows] == [True, False, False, source == "(direct)"]
            assert [row["attributed_source"] for row in rows] == ["google", "google", "google", source]
            assert {row["attributed_session_id"] for row in rows[:3]} == {rows[0]["session_id"]}

    def test_nearest_source_that_is_too_old(self):
        """Where the nearest touch is older than the look-back, a session has its own source."""
        start = at("10:00:00")
        pages = [("p1", start, self.AD), ("p2", start + timedelta(days=2), SHOP)]
        rows = self.built(pages, lookback=timedelta(days=1))["segment_session_sources"]
        assert [row["attributed_source"] for row in rows] == ["google", "(direct)"]

    def test_first_source_of_a_person(self):
        """It is that of session 1, direct or not; without a session there is none."""
        pages = [("p1", at("10:00:00"), SHOP), ("p2", at("12:00:00"), self.AD)]
        user = one(self.built(pages)["segment_users"])
        assert list(user.items())[-4:] == [
            ("first_source", "(direct)"),
            ("first_medium", "(none)"),
            ("first_campaign", "(direct)"),
            ("first_channel", "Direct"),
        ]
        sources = app(identifies=[call("i1", "10:00:00", user="v")])
        user = one(build(sources, Options(), hosts=HOSTS)["segment_users"])
        assert [user[name] for name in ("first_source", "first_channel")] == [None, None]

    def test_pages_of_servers_give_no_source(self):
        """A server's page has a touch, and the session that it joined does not come from it."""
        sources = {
            "web": {"pages": [call("p1", "10:00:00", user="u", device="d", url=SHOP)]},
            "server": {"pages": [call("p2", "10:01:00", user="u", url=self.AD)]},
        }
        built = build(sources, Options(server_events="attach"), hosts=HOSTS)
        assert only(built["segment_touches"], "page_id") == [("p2",)]
        assert only(built["segment_session_sources"], "touch") == [("direct",)]
