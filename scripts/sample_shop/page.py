"""The page about the sample, with the counts that the plan gives."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]

KINDS = ("page", "screen", "track", "identify", "group")

TEXT = """\
# The sample

Three weeks (2 to 22 March 2026) of *Tern & Kettle*, a tea shop that does not exist: a web site, an app and
a server, as raw Segment messages. `segment-models demo` loads it. `scripts/make_sample.py` writes all of it,
this page included: edit the script, not the files.

```
segment-logs/<source>/<day>/<n>.gz    gzip JSON lines; the day received, as UTC midnight in epoch milliseconds
truth.json                            the numbers below, for tests
```

## How it was made

* **Payloads.** Every call goes through Segment's own Python client, {client},
  whose transport keeps the request and whose clock is set. Web and app calls are given the context that the
  browser and phone clients collect; `context.library` names the Python client, which sets it.
* **Ingestion.** A small model of what Segment documents adds `receivedAt`, keeps the client's time as
  `originalTimestamp`, and sets `timestamp = receivedAt - (sentAt - originalTimestamp)`. It also adds
  `version`, `channel` and, for web and app, `context.ip`.
* **Storage.** Folders and files as Segment's S3 destination writes them. `2.gz` holds messages of the day
  that were stored a second time.
* **Chance** is seeded: two runs write the same bytes.
* **Nothing is real.** Names are invented, mail addresses end in `example.com`, and the IP addresses are
  from a block that is reserved for documentation.

## What is in it

{total:,} messages:

{messages}

| of these | count |
|---|---:|
| delivered again, the same in every byte | {exact} |
| delivered again by the client, one to three days later | {retried} |
| delivered again under the same id with another content | {differing} |
| rejected, `missing_person`: shared junk ids, or no id at all | {missing_person} |
| rejected, `missing_id` | {missing_id} |
| rejected, `missing_timestamp` | {missing_timestamp} |
| rejected, `clock_ahead`: dated in 2038 | {clock_ahead} |

Of the rest, {page:,} pages, {screen:,} screens and {track:,} tracks make {sessions:,} sessions, with a timeout of
30 minutes and all three sources; {single:,} sessions are a single event. {outside} events without an anonymous id are
in no session: shipments and renewals, most of them, which the server reports hours away from any visit. {users} people
are known by a user id, {newsletter} left an address without logging in, {others:,} visitors did neither. There are
{anonymous_ids:,} anonymous ids, {owned} of them a user's. {orders} orders brought {revenue:,.2f} EUR.

Also in it: bots that open a page a second, phones that were offline for days ({late} calls were sent more
than a day late), log-outs, users whose plan, name, address or company changes, titles that are not ASCII, and
one message id that two sources use.

The calls without an id or a timestamp were damaged by hand: Segment's client always sends both.

## Where visits come from, and what they bring

{channels}

*Attributed*: a direct visit counts for the last channel that brought the person before. *Users*: the {users} and the
{newsletter}, by the channel of their first session; {no_session} have none. *Sign-ups*, *orders* and *EUR* are those of
the visits themselves. {renewals} subscriptions were renewed, all by the server and outside of visits, for
{renewed:,.2f} EUR.

## Whose story

| person | sessions | pages | screens | tracks | what it shows |
|---|---:|---:|---:|---:|---|
{stories}

## How the numbers are known

From the plan, not from SQL. A person's visits are planned at least half an hour apart and the events of a
visit less than that, over all devices of the person, so a visit is a session. A call of the server is planned
within a visit, or half an hour or more after any. Each way into the shop was given its channel by hand.
The script stops if the plan breaks that, or if a call would belong to somebody else by the rules.
"""


def readme(facts: Facts) -> str:
    """Put the numbers into the page."""
    sessions, people = facts["sessions"], facts["people"]
    ((client, version),) = facts["made_with"].items()
    return TEXT.format(
        client=f"`{client}` {version}",
        total=facts["messages"]["total"],
        messages=_messages(facts["messages"]["by_source"]),
        **facts["copies"]["by_kind"],
        **facts["rejected"]["by_reason"],
        **sessions["events"],
        sessions=sessions["total"],
        single=sessions["single_event"],
        users=people["users"],
        newsletter=people["anonymous_with_identify"],
        others=people["anonymous_without_identify"],
        anonymous_ids=people["anonymous_ids"],
        owned=people["anonymous_ids_of_users"],
        outside=facts["outside"]["total"],
        no_session=people["users_by_first_channel"][""],
        channels=_channels(sessions, people["users_by_first_channel"], facts["conversions"]["by_channel"]),
        orders=facts["orders"]["completed"],
        revenue=facts["orders"]["revenue"],
        renewals=facts["conversions"]["subscription_renewed"]["outside"],
        renewed=facts["conversions"]["subscription_renewed"]["value"],
        late=facts["late"],
        stories="\n".join(_story(person, told) for person, told in facts["stories"].items()),
    )


def _messages(by_source: dict[str, dict[str, int]]) -> str:
    """Make a table of sources and call types."""
    head = f"| source | {' | '.join(KINDS)} |\n|---|{'---:|' * len(KINDS)}"
    rows = (
        f"| `{source}` | {' | '.join(f'{counts.get(kind, 0):,}' for kind in KINDS)} |"
        for source, counts in by_source.items()
    )
    return "\n".join((head, *rows))


def _channels(sessions: Facts, users: dict[str, int], brought: Facts) -> str:
    """Make a table of channels, those with the most sessions first."""
    counts = sorted(sessions["by_channel"].items(), key=lambda one: (-one[1], one[0]))
    attributed = sessions["by_attributed_channel"]
    rows = (
        f"| {name} | {count:,} | {attributed.get(name, 0):,} | {users.get(name, 0)} | "
        f"{brought[name]['signed_up']['count']} | {brought[name]['order_completed']['count']} | "
        f"{brought[name]['order_completed']['value']:,.2f} |"
        for name, count in counts
    )
    head = "| channel | sessions | attributed | users | sign-ups | orders | EUR |\n|---|---:|---:|---:|---:|---:|---:|"
    return "\n".join((head, *rows))


def _story(person: str, told: Facts) -> str:
    numbers = " | ".join(str(told[column]) for column in ("sessions", "pages", "screens", "tracks"))
    return f"| `{person}` | {numbers} | {told['what']} |"
