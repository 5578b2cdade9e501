"""The project's list of traffic sources: which host or name is a search engine, a social network, a shop.

The list is ``traffic_sources.csv`` beside this file, sorted by category, source and key. ``key`` is a host, an Android
package or a name that campaigns use, in ASCII lower case without ``www.``; a country ending is written ``*``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Match = Literal["exact", "domain"]
"""Whether a row holds for its key alone, or for all hosts beneath it, too."""


@dataclass(frozen=True, slots=True)
class TrafficSource:
    """One row of the list."""

    key: str
    match: Match
    source: str
    category: str


@cache
def listed() -> tuple[TrafficSource, ...]:
    """Return the rows of the project's own list, in the order of the file."""
    text = files("segment_models").joinpath("traffic_sources.csv").read_text(encoding="utf-8")
    return tuple(
        TrafficSource(row["key"], cast("Match", row["match"]), row["source"], row["category"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def version() -> str:
    """Return a short hash of the list's rows; another one means that kept touches may mean something else."""
    lines = (f"{row.key},{row.match},{row.source},{row.category}" for row in listed())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def merged(overrides: Mapping[str, str]) -> tuple[TrafficSource, ...]:
    """Return the list with what the configuration's ``traffic_sources`` adds to it or gives another category.

    A key that is listed keeps its match and its source. A new host holds for the hosts beneath it as well.

    Raises:
        ValueError: a key is not a host or a name, is given twice, or has no category that can be used.
    """
    rows = {row.key: row for row in listed()}
    written: dict[str, str] = {}
    for text, category in overrides.items():
        key = _key(text)
        if key in written:
            raise ValueError(
                f"traffic_sources: {written[key]!r} and {text!r} are the same host. Keep one, written {key!r}."
            )
        _refuse_category(text, category)
        written[key] = text
        new = TrafficSource(key, "domain" if "." in key and "*" not in key else "exact", key, category)
        rows[key] = replace(rows[key], category=category) if key in rows else new
    return tuple(sorted(rows.values(), key=lambda row: (row.category, row.source, row.key)))


_ENDS_A_HOST = re.compile(r"[/?#]")
_NOT_IN_A_KEY = re.compile(r"[/?#@:]|^\s|\s$|\s(?=.*\.)|\.(?=.*\s)")
"""Parts of an address, and spaces but those inside a campaign's name."""
_CATEGORY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_UPPER_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def _key(text: str) -> str:
    """Return a configured host or name as the list writes it; refuse what no referrer's host can equal."""
    key = text.translate(_UPPER_TO_LOWER).removeprefix("www.")
    if not key.strip(" "):
        raise ValueError(
            "traffic_sources has a blank key. Write a host or a name before the colon: example.com: social"
        )
    host = _host_in(key)
    if _NOT_IN_A_KEY.search(key) or not host:
        instead = f" Write {host!r}." if host else " Write a host, such as example.com."
        raise ValueError(
            f"traffic_sources: {text!r} is not a host or a name: it has a scheme, a path, a port or a space too many."
            f"{instead}"
        )
    if "*" in key.removesuffix(".*") or key == ".*":
        raise ValueError(
            f"traffic_sources: {text!r} has a * that stands for no country ending. A host holds for all hosts beneath "
            "it: write example.com for *.example.com, and example.* for example.co.uk, example.de and so on."
        )
    if "." in key and not all(key.split(".")):
        raise ValueError(f"traffic_sources: {text!r} has an empty part between its dots. Write {_dotted(key)!r}.")
    if "." in key and not key.isascii():
        raise ValueError(
            f"traffic_sources: {text!r} is not ASCII. Browsers send such a host in its ASCII form, which begins with "
            "xn--: write that."
        )
    return key


def _host_in(key: str) -> str:
    """Return the host of what may be an address, without a user, a port or ``www.``."""
    after_scheme = key.strip().split("://", 1)[-1]
    host = _ENDS_A_HOST.split(after_scheme, maxsplit=1)[0].split("@")[-1].split(":")[0].removeprefix("www.")
    return "" if _NOT_IN_A_KEY.search(host) else host


def _dotted(key: str) -> str:
    return ".".join(label for label in key.split(".") if label) or "example.com"


def _refuse_category(text: str, category: str) -> None:
    """Refuse a category that no rule of channels could name as it is written."""
    if not category.strip(" "):
        raise ValueError(
            f"traffic_sources: {text!r} has no category. Write one of {', '.join(categories())}, or a name of your own."
        )
    if not _CATEGORY.fullmatch(category):
        raise ValueError(
            f"traffic_sources: the category {category!r} of {text!r} may have only lower-case letters, digits, _ "
            f"and -. Write one of {', '.join(categories())}, or a name of your own such as referral_partner."
        )


def categories() -> tuple[str, ...]:
    """Return the categories of the project's own list, in the alphabet's order."""
    return tuple(sorted({row.category for row in listed()}))
