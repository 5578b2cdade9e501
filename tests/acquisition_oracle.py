"""Where visits come from (A1 to A11, C1 to C20) in plain Python, so that what the SQL builds can be compared with it.

A page here is the fields of a page call: `url`, `search`, `referrer` and the five `utm_` fields, each a text or None.
A list of hosts is rows with `key`, `match` (`exact` or `domain`), `source` and `category`.
A session has an `id`, an `index`, a `person`, and `events`: those that make it, in the order of R7.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

NOT_SET = "(not set)"
IGNORED_REFERRERS = (  # A3
    *("paypal.com", "stripe.com", "klarna.com", "adyen.com", "mollie.com", "afterpay.com", "affirm.com", "shop.app"),
    *("payments.amazon.com", "pay.google.com", "accounts.google.com", "appleid.apple.com"),
    *("login.microsoftonline.com", "auth0.com", "okta.com"),
)
SECOND_LEVELS = ("ac", "co", "com", "edu", "go", "gov", "it", "ne", "net", "or", "org")  # A3
CLICK_IDS = {  # A5: name -> source, medium, campaign; the first that is there counts
    **dict.fromkeys(("gclid", "gbraid", "wbraid", "gclsrc", "gad_source", "dclid"), ("google", "cpc", None)),
    "msclkid": ("bing", "cpc", None),
    "ttclid": ("tiktok", "cpc", None),
    "twclid": ("twitter", "cpc", None),
    "li_fat_id": ("linkedin", "cpc", None),
    "rdt_cid": ("reddit", "cpc", None),
    "ScCid": ("snapchat", "cpc", None),
    "epik": ("pinterest", "cpc", None),
    "qclid": ("quora", "cpc", None),
    "yclid": ("yandex", "cpc", None),
    "irclickid": ("impact", "affiliate", None),
    "srsltid": ("google", "organic", "Shopping Free Listings"),
    "fbclid": ("facebook", "referral", None),
    "igshid": ("instagram", "referral", None),
    "mc_cid": ("mailchimp", "email", None),
    "_kx": ("klaviyo", "email", None),
}
CAMPAIGN = ("source", "medium", "campaign", "term", "content")
ESCAPE = re.compile("%(2[0-9A-F]|3[ABDF]|40|5[BDF]|7C|7E)|[+]", re.IGNORECASE | re.ASCII)  # A2
SHOP = re.compile("(^|[^a-df-z])shop|shopping")

TOUCH_COLUMNS = ["source", "page_id", "timestamp", "touch", *[f"traffic_{name}" for name in CAMPAIGN]]
TOUCH_COLUMNS += ["traffic_category", "channel", "click_id_name", "click_id", "referrer_host"]
TRAFFIC = [*TOUCH_COLUMNS[4:10], "channel", "click_id_name", "click_id", "referrer_host"]
ATTRIBUTED = ["source", "medium", "campaign", "channel"]
SESSION_SOURCE_COLUMNS = ["session_id", "session_index", "user_id", "session_start_timestamp", "touch", "touch_page_id"]
SESSION_SOURCE_COLUMNS += [*TRAFFIC, "landing_host", "landing_path", *[f"attributed_{name}" for name in ATTRIBUTED]]
SESSION_SOURCE_COLUMNS += ["attributed_session_id", "attributed_is_own"]
FIRST_COLUMNS = [f"first_{name}" for name in ATTRIBUTED]


@dataclass(frozen=True)
class Acquisition:
    """What the configuration says of touches and channels; None where nothing is said."""

    own_domains: tuple[str, ...] = ()
    ignored_referrers: tuple[str, ...] = IGNORED_REFERRERS
    click_ids: Mapping[str, Mapping[str, str]] | None = None
    """Click id -> its `source`, `medium` and, if it has one, `campaign`."""

    channels: tuple[Mapping, ...] = ()
    """Rules with a `channel` and any of `source` and `medium` (lists) and `campaign_contains`."""

    traffic_sources: Mapping[str, str] | None = None
    """Key -> category, beside the list of hosts or instead of its row."""

    lookback: timedelta = timedelta(days=90)


def is_blank(value: str | None) -> bool:
    """A2: nothing, or only spaces. A space is U+0020 (R3)."""
    return value is None or value.strip(" ") == ""


def ascii_lower(text: str) -> str:
    """A2, A3: A to Z become a to z, and no other letter changes."""
    return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)


def query_text(page: dict) -> str:
    """A2: the text that parameters are looked for in."""
    if not is_blank(page["search"]):
        text = page["search"].partition("#")[0]
    else:
        _, mark, after = (page["url"] or "").partition("#")[0].partition("?")
        text = mark + after
    return text.replace("?", "&")


def parameter(query: str, name: str) -> str | None:
    """A2: what follows the first `&name=` up to the next `&`; None if that is nothing."""
    _, _, after = query.partition(f"&{name}=")
    return after.partition("&")[0] or None


def decoded(value: str) -> str:
    """A2: decode once: `+`, and the escapes of the characters that are listed."""
    return ESCAPE.sub(lambda found: " " if found[0] == "+" else chr(int(found[1], 16)), value)


def campaign_of(page: dict) -> dict[str, str | None]:
    """A2: source, medium, campaign, term and content, all from the columns or all from the query."""
    values = {name: page[f"utm_{name}"] for name in CAMPAIGN}
    if all(is_blank(value) for value in values.values()):
        query = query_text(page)
        values = {name: parameter(query, f"utm_{name}") for name in CAMPAIGN}
        values = {name: None if value is None else decoded(value) for name, value in values.items()}
    values = {name: None if is_blank(value) else value.strip(" ") for name, value in values.items()}
    for name in ("source", "medium"):
        values[name] = None if values[name] is None else ascii_lower(values[name])
    return values


def click_ids(options: Acquisition) -> dict[str, tuple[str, str, str | None]]:
    """A5: the known click ids in their order; a configured one takes the place of its name, or comes last."""
    told = (options.click_ids or {}).items()
    return CLICK_IDS | {name: (row["source"], row["medium"], row.get("campaign")) for name, row in told}


def click_id_of(page: dict, options: Acquisition) -> tuple[str, str] | None:
    """A5: name and value of the first click id in the order of the list, as sent."""
    query = query_text(page)
    for name in click_ids(options):
        value = parameter(query, name)
        if value is not None:
            return name, value
    return None


def host_of(address: str | None) -> str | None:
    """A3: the host of an address, or None."""
    before, mark, after = (address or "").partition("://")
    if not mark or re.search("[/?#]", before):
        return None
    place = re.split("[/?#]", after, maxsplit=1)[0]
    host = ascii_lower(place.rpartition("@")[2].partition(":")[0])
    return host.removeprefix("www.") or None


def referrer_host_of(page: dict) -> str | None:
    """A3: the host of the referrer, which ends at its first space."""
    return host_of((page["referrer"] or "").partition(" ")[0])


def is_number(label: str) -> bool:
    """A3: whether a label is digits only."""
    return re.fullmatch("[0-9]+", label) is not None


def ending_of(labels: list[str]) -> int:
    """A3: how many labels the ending has: two for `co.uk`, one for `com` and `de`."""
    return 2 if len(labels) > 1 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS else 1


def site_of(host: str | None) -> str | None:
    """A3: what a site is called: the ending and one label before it."""
    if host is None:
        return None
    labels = host.split(".")
    if len(labels) == 1 or is_number(labels[-1]):
        return host
    return ".".join(labels[-ending_of(labels) - 1 :])


def is_under(host: str, domains: Iterable[str]) -> bool:
    """A3: whether the host is one of the domains, or below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def referrer_kind(page: dict, options: Acquisition) -> str | None:
    """A3: `internal`, `ignored` or `external`; None without a host."""
    host = referrer_host_of(page)
    if host is None:
        return None
    if is_under(host, options.own_domains) or site_of(host) == site_of(host_of(page["url"])):
        return "internal"
    return "ignored" if is_under(host, options.ignored_referrers) else "external"


def known_hosts(hosts: Iterable[dict], options: Acquisition) -> dict[str, dict]:
    """Return the rows of the list by key; a configured one gives a listed key its category, or is its own source.

    A new host holds for the hosts under it.
    """
    known = {row["key"]: row for row in hosts}
    for key, category in (options.traffic_sources or {}).items():
        new = {"key": key, "match": "domain" if "." in key and "*" not in key else "exact", "source": key}
        known[key] = known.get(key, new) | {"category": category}
    return known


def starred(text: str) -> str | None:
    """A8: the text with `*` for its country ending; None if it has none."""
    labels = text.split(".")
    if len(labels) == 1 or len(labels[-1]) != 2 or is_number(labels[-1]):
        return None
    return ".".join([*labels[: max(len(labels) - ending_of(labels), 1)], "*"])


def look_up(text: str, known: dict[str, dict]) -> dict | None:
    """A8: the row of the list for a host, or for a text that `utm_source` bears."""
    for key in (text, starred(text)):
        if key in known:
            return known[key]
    labels = text.split(".")
    for left_out in (1, 2, 3):
        parent = ".".join(labels[left_out:])
        if len(labels) - left_out >= 2 and parent in known and known[parent]["match"] == "domain":
            return known[parent]
    return None


def category_of(text: str, known: dict[str, dict]) -> str | None:
    """A7, A8: the category of a host or source, None if it is not known."""
    row = look_up(text, known)
    return None if row is None else row["category"]


def origin_of(page: dict, known: dict[str, dict], options: Acquisition) -> dict | None:
    """A4 to A7: kind, source, medium, campaign and category of a page's touch; None if it has none."""
    told = campaign_of(page)
    named = click_id_of(page, options)
    clicked = click_ids(options)[named[0]] if named else (None, None, None)
    host = referrer_host_of(page) if referrer_kind(page, options) == "external" else None
    if told["source"] or told["medium"] or told["campaign"]:  # A4
        kind = "utm"
        source = told["source"] or clicked[0] or host or NOT_SET
        medium = told["medium"] or clicked[1] or NOT_SET
        campaign = told["campaign"] or clicked[2] or NOT_SET
    elif named:  # A5
        kind = "click_id"
        source, medium, campaign = clicked[0], clicked[1], clicked[2] or NOT_SET
    elif host:  # A6
        row = look_up(host, known) or {"category": None}
        category = row["category"]
        kind, source, medium, campaign = "referrer", host, "referral", "(referral)"
        if category == "search":
            source, medium, campaign = row["source"], "organic", "(organic)"
        elif category == "ai":
            medium, campaign = "ai-assistant", "(ai-assistant)"
        elif category == "email":
            medium = "email"
    else:  # A7
        return None
    if kind != "referrer":  # A7
        category = category_of(source.removeprefix("www."), known)
    return {"kind": kind, "source": source, "medium": medium, "campaign": campaign, "category": category}


def is_paid(medium: str) -> bool:
    """Say whether a medium is paid (before C1)."""
    return "cp" in medium or medium in ("ppc", "retargeting") or medium.startswith("paid")


def default_channel(source: str, medium: str, campaign: str, category: str | None) -> str:
    """C1 to C20: the first rule that holds."""
    paid = is_paid(medium)
    shop = SHOP.search(ascii_lower(campaign)) is not None
    rules = {
        "Direct": source in ("direct", "(direct)") and medium in (NOT_SET, "(none)"),  # C1
        "Cross-network": "cross-network" in campaign,  # C2
        "Paid Shopping": paid and (category == "shopping" or shop),  # C3
        "Paid Search": paid and category == "search",  # C4
        "Paid Social": paid and category == "social",  # C5
        "Paid Video": paid and category == "video",  # C6
        "Display": medium in ("display", "banner", "expandable", "interstitial", "cpm"),  # C7
        "Paid Other": paid,  # C8
        "AI Assistant": medium == "ai-assistant" or (category == "ai" and medium in ("referral", NOT_SET)),  # C9
        "Organic Shopping": category == "shopping" or shop,  # C10
        "Organic Social": category == "social"  # C11
        or medium in ("social", "social-network", "social-media", "sm", "social network", "social media"),
        "Organic Video": category == "video" or "video" in medium,  # C12
        "Organic Search": category == "search" or medium == "organic",  # C13
        "Referral": medium in ("referral", "app", "link"),  # C14
        "Email": not {source, medium}.isdisjoint(("email", "e-mail", "e_mail", "e mail")),  # C15
        "Affiliates": medium == "affiliate",  # C16
        "Audio": medium == "audio",  # C17
        "SMS": "sms" in (source, medium),  # C18
        "Mobile Push Notifications": medium.endswith("push")  # C19
        or "mobile" in medium
        or "notification" in medium
        or source == "firebase",
        "Unassigned": True,  # C20
    }
    return next(channel for channel, holds in rules.items() if holds)


def channel_of(source: str, medium: str, campaign: str, category: str | None, options: Acquisition) -> str:
    """Return the channel: by the first configured rule of which all holds, else by C1 to C20."""
    for rule in options.channels:
        holds = [
            source in rule.get("source", [source]),
            medium in rule.get("medium", [medium]),
            rule.get("campaign_contains", "") in campaign,
        ]
        if all(holds):
            return rule["channel"]
    return default_channel(source, medium, campaign, category)


def touch_of(page: dict, known: dict[str, dict], options: Acquisition) -> dict | None:
    """A1 to A8, C1 to C20: what `segment_touches` says of one page; None if the page has no touch."""
    origin = origin_of(page, known, options)
    if origin is None:
        return None
    told = campaign_of(page)
    click_id_name, click_id = click_id_of(page, options) or (None, None)
    source, medium, campaign, category = (origin[name] for name in ("source", "medium", "campaign", "category"))
    return {
        "touch": origin["kind"],
        "traffic_source": source,
        "traffic_medium": medium,
        "traffic_campaign": campaign,
        "traffic_term": told["term"],
        "traffic_content": told["content"],
        "traffic_category": category,
        "channel": channel_of(source, medium, campaign, category, options),
        "click_id_name": click_id_name,
        "click_id": click_id,
        "referrer_host": referrer_host_of(page),
    }


def campaign_key(page: dict, options: Acquisition) -> tuple | None:
    """R8c: what tells one campaign from another; None if the page's touch is not one of a campaign."""
    touch = touch_of(page, {}, options)  # the list of hosts says nothing of a campaign's names
    if touch is None or touch["touch"] == "referrer":
        return None
    if touch["touch"] == "click_id" and touch["traffic_medium"] != "cpc":
        return None
    return tuple(touch[name] for name in ("traffic_source", "traffic_medium", "traffic_campaign", "click_id"))


def touches(pages: list[dict], known: dict[str, dict], options: Acquisition) -> list[dict]:
    """Make the rows of segment_touches from accepted page calls (A1)."""
    found = [(page, touch_of(page["fields"], known, options)) for page in pages]
    return [
        {"source": page["source"], "page_id": page["id"], "timestamp": page["timestamp"], **touch}
        for page, touch in found
        if touch is not None
    ]


def own_source(session: dict, known: dict[str, dict], options: Acquisition) -> dict:
    """A9: where a session comes from, by its own pages alone."""
    pages = [event for event in session["events"] if event["call_type"] == "page"]
    for page in pages:
        touch = touch_of(page["fields"], known, options)
        if touch is not None:
            return {**touch, "touch_page_id": page["id"]}
    nothing = dict.fromkeys([*TRAFFIC, "touch_page_id"])
    if not any(event["call_type"] in ("page", "screen") for event in session["events"]):
        return {**nothing, "touch": "none", "channel": "Unassigned"}
    direct = ("(direct)", "(none)", "(direct)")
    return {
        **nothing,
        "touch": "direct",
        **dict(zip(TRAFFIC, direct, strict=False)),
        "channel": channel_of(*direct, None, options),
    }


def landing(session: dict) -> dict:
    """Return the host and path of a session's first page."""
    page = next((event["fields"] for event in session["events"] if event["call_type"] == "page"), None)
    if page is None:
        return {"landing_host": None, "landing_path": None}
    return {"landing_host": host_of(page["url"]), "landing_path": page["path"]}


def session_sources(sessions: list[dict], known: dict[str, dict], options: Acquisition) -> list[dict]:
    """A9, A10: make the rows of segment_session_sources for one person's sessions, which come in their order."""
    rows = []
    with_touch = None  # the latest session so far that has a touch
    for session in sessions:
        row = {
            "session_id": session["id"],
            "session_index": session["index"],
            "user_id": session["person"],
            "session_start_timestamp": session["events"][0]["timestamp"],
            **own_source(session, known, options),
            **landing(session),
        }
        has_touch = row["touch_page_id"] is not None
        start = row["session_start_timestamp"]
        giver = row
        if not has_touch and with_touch and start - with_touch["session_start_timestamp"] <= options.lookback:
            giver = with_touch
        for name in ATTRIBUTED:
            row[f"attributed_{name}"] = giver["channel" if name == "channel" else f"traffic_{name}"]
        row["attributed_session_id"] = giver["session_id"]
        row["attributed_is_own"] = giver is row
        rows.append({column: row[column] for column in SESSION_SOURCE_COLUMNS})
        with_touch = row if has_touch else with_touch
    return rows


def first_source(sources: list[dict]) -> dict:
    """A11: the first source of a person with these session sources, direct or not; NULL without a session."""
    if not sources:
        return dict.fromkeys(FIRST_COLUMNS)
    first = sources[0]
    return {f"first_{name}": first["channel" if name == "channel" else f"traffic_{name}"] for name in ATTRIBUTED}
