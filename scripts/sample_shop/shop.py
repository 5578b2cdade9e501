"""What the shop sells, writes and advertises, and the devices its visitors use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_letters, digits
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    import random

HOST = "https://shop.example.com"
SHOP = "Tern & Kettle"


@dataclass(frozen=True)
class Product:
    """Something for sale."""

    slug: str
    name: str
    category: str
    price: float


@dataclass(frozen=True)
class Entry:
    """How a visit reaches the site: the referrer, the query string of the landing page, and the channel they mean."""

    referrer: str = ""
    search: str = ""
    channel: str = "Direct"

    @property
    def campaign(self) -> dict[str, str]:
        """The query's utm parameters under the names the browser client gives them."""
        pairs = dict(parse_qsl(self.search.removeprefix("?")))
        utm = {key.removeprefix("utm_"): text for key, text in pairs.items() if key.startswith("utm_")}
        return {"name" if key == "campaign" else key: text for key, text in utm.items()}

    def clicked(self, rng: random.Random) -> Entry:
        """Put an id of this one click where the query string has a place for it."""
        return replace(self, search=self.search.replace(CLICK, "".join(rng.choices(_ID_LETTERS, k=16))))


Way = dict[Entry, int]
CLICK = "{click}"
_ID_LETTERS = ascii_letters + digits + "-_"

PRODUCTS = tuple(
    Product(*row)
    for row in (
        ("sencha-fukamushi", "Sencha Fukamushi 煎茶", "green-tea", 18.5),
        ("gyokuro-okumidori", "Gyokuro Okumidori 玉露", "green-tea", 34),
        ("matcha-ceremonial-30g", "Matcha ceremonial 抹茶, 30 g", "green-tea", 29.9),
        ("genmaicha", "Genmaicha", "green-tea", 11.5),
        ("longjing-spring", "Longjing, spring harvest", "green-tea", 26),
        ("assam-second-flush", "Assam, second flush", "black-tea", 12.9),
        ("darjeeling-first-flush", "Darjeeling, first flush", "black-tea", 21),
        ("earl-grey-bergamot", "Earl Grey with bergamot", "black-tea", 9.9),
        ("lapsang-souchong", "Lapsang Souchong", "black-tea", 13.5),
        ("ostfriesen-mischung", "Ostfriesenmischung »Sturmflut«", "black-tea", 10.5),
        ("tie-guan-yin", "Tiě Guān Yīn oolong", "oolong", 24),
        ("milk-oolong", "Milk oolong", "oolong", 19.9),
        ("da-hong-pao", "Da Hong Pao 大红袍", "oolong", 42),
        ("kamille-abend", "Kräutertee »Abend«", "herbal", 7.9),
        ("blabaer-lakris", "Blåbær & lakris", "herbal", 8.5),
        ("rooibos-vanilla", "Rooibos vanilla", "herbal", 7.5),
        ("yerba-mate-tostada", "Yerba maté tostada", "herbal", 9.5),
        ("tisane-de-noel", "Tisane de Noël", "herbal", 8.9),
        ("theiere-en-gres", "Théière en grès, 0.8 l", "teaware", 54),
        ("cay-glasses-6", "Çay glasses, set of 6", "teaware", 22),
        ("kyusu-tokoname", "Kyūsu from Tokoname", "teaware", 68),
        ("bamboo-whisk", "Bamboo whisk", "teaware", 16.5),
        ("kettle-variable", "Kettle with variable temperature", "teaware", 79.9),
        ("tea-tin-200g", "Tea tin, 200 g", "teaware", 6.9),
        ("sampler-greens", "Sampler: six greens", "gifts", 32),
        ("sampler-world", "Sampler: round the world", "gifts", 38.5),
        ("gift-card-50", "Gift card", "gifts", 50),
    )
)

CATEGORIES = {
    "green-tea": "Green tea",
    "black-tea": "Black tea",
    "oolong": "Oolong",
    "herbal": "Herbal & Früchte",
    "teaware": "Teaware",
    "gifts": "Gifts",
}

JOURNAL = {
    "water-temperature": "How hot should the water be?",
    "first-flush-2026": "First flush 2026: what to expect",
    "a-day-in-uji": "A day in Uji 宇治",
    "cafe-or-the": "Café ou thé ?",
    "caring-for-clay": "Caring for clay pots",
}

SEARCHES = ("matcha", "earl grey", "thé vert", "gift", "teapot", "decaf", "oolong", "抹茶", "sampler")

SPRING_AD = Entry(
    "https://www.google.com/",
    "?utm_source=google&utm_medium=cpc&utm_campaign=spring+harvest&utm_term=sencha&utm_content=ad-a",
    "Paid Search",
)
BRAND = "?utm_source=google&utm_medium=cpc&utm_campaign=brand&utm_term=tern+and+kettle"
MATCHA = "?utm_source=instagram&utm_medium={}&utm_campaign=matcha-morning"
TAGGED_AD = Entry("https://www.google.com/", f"?gclid=Cj0KCQiA{CLICK}", "Paid Search")
ASSISTANT = Entry("https://chatgpt.com/", "", "AI Assistant")
PAYMENT_PAGE = "https://checkout.stripe.com/"

# Of each way into the shop: what may be clicked, and how often beside the others.
CAMPAIGNS: tuple[Way, ...] = (
    {SPRING_AD: 1},
    {
        Entry("https://www.google.com/", BRAND, "Paid Search"): 2,
        Entry("https://www.google.com/", f"{BRAND}&gclid=Cj0KCQiA{CLICK}", "Paid Search"): 1,
    },
    {
        Entry(
            "https://www.google.fr/",
            "?utm_source=google&utm_medium=cpc&utm_campaign=printemps&utm_term=th%C3%A9+vert",
            "Paid Search",
        ): 1
    },
    {Entry("", "?utm_source=newsletter&utm_medium=email&utm_campaign=2026-w10&utm_content=hero", "Email"): 1},
    {Entry("", "?utm_source=newsletter&utm_medium=email&utm_campaign=2026-w11&utm_content=footer", "Email"): 1},
    {
        Entry("https://www.instagram.example/", MATCHA.format("social"), "Organic Social"): 2,
        Entry("https://l.instagram.com/", MATCHA.format("paid_social"), "Paid Social"): 1,
    },
    {
        Entry(
            "https://steeped.example/best-teapots",
            "?utm_source=steeped&utm_medium=affiliate&utm_campaign=best-teapots",
            "Affiliates",
        ): 1
    },
)

WALK_INS: tuple[Way, ...] = (
    {Entry(): 1},  # the address, typed
    {  # a bookmark, a letter, an app
        Entry(): 8,
        Entry("https://mail.google.com/", "", "Email"): 1,
        Entry("android-app://com.google.android.gm/", "", "Email"): 1,
        Entry("", "?utm_source=shop-app&utm_medium=app", "Referral"): 1,
    },
    {
        Entry("https://www.google.com/", "", "Organic Search"): 7,
        TAGGED_AD: 2,
        Entry("android-app://com.google.android.googlequicksearchbox/", "", "Organic Search"): 1,
    },
    {
        Entry("https://duckduckgo.com/", "", "Organic Search"): 6,
        ASSISTANT: 2,
        Entry("", "?utm_source=chatgpt.com", "AI Assistant"): 1,
    },
    {
        Entry("https://www.bing.com/", "", "Organic Search"): 7,
        Entry("https://www.perplexity.ai/", "", "AI Assistant"): 1,
    },
    {
        Entry("https://forum.leaf.example/t/which-kettle/812", "", "Referral"): 5,
        Entry("https://l.facebook.com/", f"?fbclid=IwAR{CLICK}", "Organic Social"): 2,
        Entry("https://www.pinterest.com/", "", "Organic Social"): 1,
        Entry("https://www.youtube.com/", "", "Organic Video"): 1,
    },
)

_CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 {}Safari/537.36"
_SAFARI = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 {}Safari/{}"
_MAC = "Macintosh; Intel Mac OS X 10_15_7"
_IPHONE = "iPhone; CPU iPhone OS 18_3 like Mac OS X"

USER_AGENTS = (
    _CHROME.format("Windows NT 10.0; Win64; x64", 145, ""),
    _CHROME.format("Windows NT 10.0; Win64; x64", 144, ""),
    _CHROME.format(_MAC, 145, ""),
    _CHROME.format("Linux; Android 10; K", 145, "Mobile "),
    _SAFARI.format(_MAC, "", "605.1.15"),
    _SAFARI.format(_IPHONE, "Mobile/15E148 ", "604.1"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0",
)
BOT_AGENT = "Mozilla/5.0 (compatible; LeafCrawler/2.1; +https://crawler.example.com/bot)"

PLACES = (
    ("en-GB", "Europe/London"),
    ("de-DE", "Europe/Berlin"),
    ("fr-FR", "Europe/Paris"),
    ("da-DK", "Europe/Copenhagen"),
    ("en-US", "America/New_York"),
    ("ja-JP", "Asia/Tokyo"),
)

PHONES = (
    ("iPhone14,5", "18.3.1", 390, 844),
    ("iPhone15,3", "18.3.1", 430, 932),
    ("iPhone16,1", "18.4", 393, 852),
    ("iPad13,18", "18.3.1", 820, 1180),
)
# The app's older build sends an empty text where a user id is not set; the newer one sends nothing.
OLD_BUILD, NEW_BUILD = ("3.9.2", "3920"), ("4.1.0", "4100")

FIRST_NAMES = (
    *("Aiko", "Bela", "Carys", "Dario", "Elif", "Fenja", "Goran", "Hanne", "Imre", "Jorun", "Katell"),
    *("Liam", "Maelle", "Niko", "Oona", "Pavel", "Quirin", "Runa", "Søren", "Tilda", "Umut", "Vesna"),
    *("Wren", "Xenia", "Yusra", "Zoë", "Åsa", "Émile"),
)
LAST_NAMES = (
    *("Abara", "Brook", "Castell", "Dahl", "Eriksen", "Fontaine", "Grünwald", "Hoshino", "Ibarra"),
    *("Jansen", "Kowal", "Lund", "Moreau", "Nakata", "Oduya", "Petrov", "Quill", "Rask", "Şahin"),
    *("Thorne", "Ulvestad", "Varga", "Winter", "Yalçin", "Zeman"),
)
COMPANIES = ("Café Rotunde GmbH", "Okafor & Daughters", "Hotel Seeblick", "Nord Kontor ApS", "Atelier Mûre")
PLANS = ("free", "plus", "tea-club")
