"""What is configured of where visits come from, and what is refused of it: hosts, click ids, rules of channels."""

import re
from collections.abc import Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Protocol

IGNORED_REFERRERS = (
    *("paypal.com", "stripe.com", "klarna.com", "adyen.com", "mollie.com", "afterpay.com", "affirm.com", "shop.app"),
    *("payments.amazon.com", "pay.google.com", "accounts.google.com", "appleid.apple.com"),
    *("login.microsoftonline.com", "auth0.com", "okta.com"),
)
"""Hosts that send people back to where they came from: payment pages and log-ins."""

CAMPAIGN = ("source", "medium", "campaign", "term", "content")
"""The parameters of a campaign, without their ``utm_``."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_NAME = re.compile(r"[A-Za-z0-9_.~-]+")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class Rule(Protocol):
    """A rule of a channel: what its touches have; an empty condition holds for all."""

    @property
    def channel(self) -> str:
        """The channel."""

    @property
    def source(self) -> Sequence[str]:
        """The sources that it holds for."""

    @property
    def medium(self) -> Sequence[str]:
        """The mediums that it holds for."""

    @property
    def campaign_contains(self) -> str:
        """What the campaign has in it."""


def lower(text: str) -> str:
    """Return a text with a to z for A to Z, as sources and mediums are compared."""
    return text.translate(_LOWER)


def hosts(option: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return hosts as referrers' hosts are compared: in lower case, without ``www.``.

    Raises:
        ValueError: one is no host, or stands there twice.
    """
    found: dict[str, str] = {}
    for text in given:
        host = lower(text).strip().removeprefix("www.")
        if not _HOST.fullmatch(host):
            raise ValueError(f"{option}: {text!r} is no host. {_instead(host)}")
        if host in found:
            raise ValueError(f"{option}: {found[host]!r} and {text!r} are the same host. Keep one, written {host!r}.")
        found[host] = text
    return tuple(found)


def _instead(text: str) -> str:
    """Return what to write for a text that has more than a host, or something else in its place."""
    rest = text.rpartition("://")[2].removeprefix("//")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = host.removeprefix("*").strip(".").removeprefix("www.")
    if _HOST.fullmatch(host):
        return f"Write {host!r}: it holds for every host under it, too."
    return "Write a host such as 'example.com', with the letters a to z: xn--… for others."


def refuse_click_ids(names: Iterable[str]) -> None:
    """Refuse names that no parameter of an address can have, or that are those of a campaign.

    Raises:
        ValueError: there is one.
    """
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"click_ids: {name!r} is not a parameter name. Write it as in addresses, between & and =.")
        if name in {f"utm_{one}" for one in CAMPAIGN}:
            raise ValueError(f"click_ids: {name!r} is a parameter of campaigns, which are read anyway. Remove it.")


def refuse_idle(rules: Sequence[Rule]) -> None:
    """Refuse a rule of a channel that never decides: it has no condition, or those before it hold whenever it does.

    Raises:
        ValueError: there is one.
    """
    for number, rule in enumerate(rules, start=1):
        name = f"channels: rule {number} ({rule.channel})"
        if not (rule.source or rule.medium or rule.campaign_contains):
            raise ValueError(f"{name} has no condition. Give it a source, a medium or campaign_contains.")
        before = rules[: number - 1]
        wider = [_first(before, rule, source, medium) for source, medium in _pairs(rule)]
        if all(wider):
            found = [
                f"rule {place} ({one.channel})"
                for place, one in enumerate(before, start=1)
                if any(one is first for first in wider)
            ]
            come = "comes first and matches" if len(found) == 1 else "come first and match"
            raise ValueError(
                f"{name} can never apply: {' and '.join(found)} {come} everything that it matches. "
                "Put the narrower rule first, or remove it."
            )


def _pairs(rule: Rule) -> list[tuple[str | None, str | None]]:
    return [(source, medium) for source in _each(rule.source) for medium in _each(rule.medium)]


def _each(values: Sequence[str]) -> Sequence[str | None]:
    """Return the values that a condition allows, each; None for whatever there is."""
    return values or (None,)


def _first(rules: Sequence[Rule], rule: Rule, source: str | None, medium: str | None) -> Rule | None:
    """Return the first of these rules that holds whenever a later one does with this source and this medium."""
    return next(
        (
            one
            for one in rules
            if (not one.source or source in one.source)
            and (not one.medium or medium in one.medium)
            and one.campaign_contains in rule.campaign_contains
        ),
        None,
    )
