"""From a planned call to the message that Segment stores.

The payload is made by Segment's own Python client; only its transport and its clock are replaced. What the
ingestion adds is a small model of what Segment documents: `receivedAt`, the client's `timestamp` kept as
`originalTimestamp`, and `timestamp = receivedAt - (sentAt - originalTimestamp)`.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

from segment.analytics import client as segment_client
from segment.analytics import request as segment_request

from sample_shop.visits import SERVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from sample_shop.visits import Call

Message = dict[str, Any]
WRITE_KEY = "SAMPLE_WRITE_KEY"


def stored_messages(calls: Iterable[Call]) -> list[Message]:
    """Make the message that Segment stores for each call, in the order of the calls."""
    with _recording_client() as client:
        return [_ingested(call, client.body_of(call)) for call in calls]


class SetClock(datetime):
    """The clock that the client reads, set to the moment of sending."""

    reads: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        """Give the moment that was set."""
        return cls.reads.astimezone(tz)


class RecordingClient:
    """Segment's client, whose requests are kept and not sent."""

    def __init__(self) -> None:
        self.client = segment_client.Client(WRITE_KEY, sync_mode=True)
        self.last_body: dict[str, Any] = {}

    def post(self, _url: str, *, data: str, **_transport: object) -> SimpleNamespace:
        """Stand in for the HTTP session: keep the body, answer that all is well."""
        self.last_body = json.loads(data)
        return SimpleNamespace(status_code=200)

    def body_of(self, call: Call) -> dict[str, Any]:
        """Let the client make this call, and return the body of its request."""
        SetClock.reads = call.delivery.sent_at + call.delivery.clock_at_send
        make = getattr(self.client, call.kind)
        with ExitStack() as stack:
            if not (call.user_id or call.anonymous_id):
                stack.enter_context(mock.patch.object(segment_client, "require"))
            make(
                user_id=call.user_id,
                anonymous_id=call.anonymous_id,
                timestamp=call.at + call.delivery.clock_at_call,
                message_id=call.message_id,
                context=dict(call.context),
                **call.body,
            )
        return self.last_body


@contextmanager
def _recording_client() -> Iterator[RecordingClient]:
    client = RecordingClient()
    with (
        mock.patch.object(segment_request, "_session", client),
        mock.patch.object(segment_request, "datetime", SetClock),
    ):
        yield client


def _ingested(call: Call, body: dict[str, Any]) -> Message:
    """Add what Segment adds to the only message of this request."""
    (message,) = body["batch"]
    if call.ip:
        message["context"]["ip"] = call.ip
    original, sent = datetime.fromisoformat(message["timestamp"]), datetime.fromisoformat(body["sentAt"])
    received = call.delivery.sent_at + call.delivery.latency
    message |= _times(original, sent, received)
    message |= {"version": 2, "channel": "server" if call.source == SERVER else "client"}
    return {key: value for key, value in message.items() if key not in call.lost}


def sent_again(message: Message, later: timedelta) -> Message:
    """Send the same call once more, later: its time is corrected anew."""
    original = datetime.fromisoformat(message["originalTimestamp"])
    sent = datetime.fromisoformat(message["sentAt"]) + later
    received = datetime.fromisoformat(message["receivedAt"]) + later + timedelta(milliseconds=7)
    return message | _times(original, sent, received)


def _times(original: datetime, sent: datetime, received: datetime) -> dict[str, str]:
    """Write the four times of a message, the last corrected for a client's wrong clock."""
    return {
        "originalTimestamp": _text(original),
        "sentAt": _text(sent),
        "receivedAt": _text(received),
        "timestamp": _text(received - (sent - original)),
    }


def _text(at: datetime) -> str:
    """Write a time as Segment does: in milliseconds, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
