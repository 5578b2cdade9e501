"""How the messages are stored: some delivered twice, in the folders and files of Segment's S3 destination."""

from __future__ import annotations

import gzip
import io
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sample_shop.segment import sent_again
from sample_shop.visits import dice

if TYPE_CHECKING:
    from pathlib import Path

    from sample_shop.segment import Message
    from sample_shop.visits import Call

EXACT_COPIES = 220
RETRIES = 60
DIFFERING_COPIES = 8


@dataclass(frozen=True)
class Stored:
    """A message in a source's files; `copy` says how it repeats an earlier one, if it does."""

    source: str
    message: Message
    copy: str | None = None


def delivered(calls: list[Call], messages: list[Message]) -> list[Stored]:
    """Every message once, and some again: repeated by Segment, retried by the client, or changed."""
    once = [Stored(call.source, message) for call, message in zip(calls, messages, strict=True)]
    rng = dice("copies")
    ordinary = [
        first for first, call in zip(once, calls, strict=True) if call.rejected is None and call.kind != "group"
    ]
    chosen = rng.sample(ordinary, EXACT_COPIES + RETRIES + DIFFERING_COPIES)
    copies = []
    for number, first in enumerate(chosen):
        later = timedelta(hours=rng.randint(25, 70))
        if number < EXACT_COPIES:
            copies.append(Stored(first.source, first.message, "exact"))
        elif number < EXACT_COPIES + RETRIES:
            copies.append(Stored(first.source, sent_again(first.message, later), "retried"))
        else:
            copies.append(Stored(first.source, sent_again(_changed(first.message), later), "differing"))
    return once + copies


def _changed(message: Message) -> Message:
    """Put the same message id on something else, as a script with fixed ids does."""
    body = "traits" if message["type"] == "identify" else "properties"
    changed = "title" if message["type"] == "page" else "name"
    return message | {body: message[body] | {changed: "Sent twice"}}


def write(stored: list[Stored], folder: Path) -> None:
    """Write `<source>/<received day>/<n>.gz`; exact copies come in the day's second file."""
    files: dict[tuple[str, int, int], list[Message]] = defaultdict(list)
    for one in stored:
        number = 2 if one.copy == "exact" else 1
        files[one.source, _day(one.message), number].append(one.message)
    for (source, day, number), messages in files.items():
        path = folder / source / str(day) / f"{number}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_packed(sorted(messages, key=_arrival)))


def _arrival(message: Message) -> tuple[str, str]:
    return message["receivedAt"], message.get("messageId") or ""


def _day(message: Message) -> int:
    """Give the UTC midnight before the message was received, in epoch milliseconds."""
    received = datetime.fromisoformat(message["receivedAt"]).astimezone(UTC)
    midnight = received.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp()) * 1000


def _packed(messages: list[Message]) -> bytes:
    """Gzip JSON lines that depend on nothing but the messages: no file name, no time of writing."""
    lines = [json.dumps(message, ensure_ascii=False, separators=(",", ":")) for message in messages]
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as packed:
        packed.write("".join(line + "\n" for line in lines).encode())
    return buffer.getvalue()
