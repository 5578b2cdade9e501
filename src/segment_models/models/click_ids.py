"""The click ids that ad networks and others put into addresses (A5). Not a model itself."""

from collections.abc import Mapping

from segment_models.config import ClickId, Config

_CPC = {
    **dict.fromkeys(("gclid", "gbraid", "wbraid", "gclsrc", "gad_source", "dclid"), "google"),
    "msclkid": "bing",
    "ttclid": "tiktok",
    "twclid": "twitter",
    "li_fat_id": "linkedin",
    "rdt_cid": "reddit",
    "ScCid": "snapchat",
    "epik": "pinterest",
    "qclid": "quora",
    "yclid": "yandex",
}
CLICK_IDS: Mapping[str, ClickId] = {
    **{name: ClickId(source=source, medium="cpc") for name, source in _CPC.items()},
    "irclickid": ClickId(source="impact", medium="affiliate"),
    "srsltid": ClickId(source="google", medium="organic", campaign="Shopping Free Listings"),
    "fbclid": ClickId(source="facebook", medium="referral"),  # it is on unpaid links as well
    "igshid": ClickId(source="instagram", medium="referral"),
    "mc_cid": ClickId(source="mailchimp", medium="email"),
    "_kx": ClickId(source="klaviyo", medium="email"),
}
"""The click ids in the order in which one of several in an address counts (A5)."""


def click_ids(config: Config) -> Mapping[str, ClickId]:
    """Return the click ids in their order: those of the configuration take a place that is there, or come last."""
    return {**CLICK_IDS, **config.click_ids}
