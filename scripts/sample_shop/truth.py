"""What is true of the sample because it was planned so: the numbers that no SQL produced.

The plan knows who makes each call, which calls make one visit, and what channel led to it. Two checks hold
the plan to the rules of the package (who a call belongs to, what separates two sessions, what servers' calls
join); the counts are counts of the plan.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import timedelta
from fractions import Fraction
from importlib.metadata import version
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sample_shop.page import readme
from sample_shop.visits import DIRECT, EVENTS, SERVER, SOURCES, WEB, Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sample_shop.storage import Stored
    from sample_shop.stories import Story
    from sample_shop.visits import Visit

Facts = dict[str, Any]
KINDS = ("identify", "group", *EVENTS)
TIMEOUT = timedelta(minutes=30)
DAY = timedelta(days=1)
CLIENT = "segment-analytics-python"
CONVERSIONS = {
    "Signed Up": ("signed_up", None),
    "Order Completed": ("order_completed", "revenue"),
    "Subscription Renewed": ("subscription_renewed", "amount"),
}
"""The events that the demo counts as conversions: their names there, and the property that is their value."""


class PlanError(Exception):
    """The plan does not do what the counts assume."""


def check(visits: Iterable[Visit]) -> None:
    """Hold the plan to the rules: each visit is one person's, and is one session or outside of all."""
    _check_people(visits)
    _check_spacing(visits)


def _check_people(visits: Iterable[Visit]) -> None:
    """Find each call's person: its user, else who shares the device, else the user of the anonymous id, else that id.

    These are R6 and R6a to R6d.
    """
    calls = _accepted(visits)
    owners, sharers = _owners(calls), _sharers(calls)
    for visit in visits:
        for call in visit.events:
            anonymous_id = call.known_anonymous_id
            person = call.user_id or sharers.get(id(call)) or owners.get(anonymous_id) or anonymous_id
            if person != visit.person:
                raise PlanError(f"a call planned for {visit.person} at {call.at} is of {person} by the rules")


def _check_spacing(visits: Iterable[Visit]) -> None:
    """Within a visit every gap is below half an hour; between two visits of one person none is (R8).

    A server's call joins the visit that it is planned in, or none if its visit has no other calls (R8a).
    """
    for person, sessions in _by_person(visits).items():
        planned = [[call.dated for call in visit.steps] for visit in sessions]
        inside = chain.from_iterable(pairwise(moments) for moments in planned)
        between = ((before[-1], after[0]) for before, after in pairwise(planned))
        if any(late - early >= TIMEOUT for early, late in inside):
            raise PlanError(f"a visit of {person} would be two sessions")
        if any(late - early < TIMEOUT for early, late in between):
            raise PlanError(f"two visits of {person} would be one session")
    steps = defaultdict(list)
    for visit in visits:
        steps[visit.person] += [(call, visit) for call in visit.steps]
    for visit in visits:
        for call in visit.events:
            if call.is_servers and _joined(call, steps[visit.person]) is not (visit if visit.steps else None):
                raise PlanError(f"a server's call planned for {visit.person} at {call.at} would join another visit")


def _joined(call: Call, steps: Iterable[tuple[Call, Visit]]) -> Visit | None:
    """Find the visit that a server's call joins: that of the person's last event before it, if it is near."""
    earlier = [(step.order(), step, visit) for step, visit in steps if step.order() < call.order()]
    if not earlier:
        return None
    _, step, visit = max(earlier, key=itemgetter(0))
    return visit if call.dated - step.dated < TIMEOUT else None


def _by_person(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    """List each person's visits that are sessions, in order."""
    sessions = defaultdict(list)
    for visit in visits:
        if visit.steps:
            sessions[visit.person].append(visit)
    return {person: sorted(planned, key=lambda visit: visit.start) for person, planned in sessions.items()}


def _accepted(visits: Iterable[Visit]) -> list[Call]:
    """List the calls that the rules accept, in order; group calls count for nothing."""
    calls = chain.from_iterable(visit.calls for visit in visits)
    return sorted((call for call in calls if call.rejected is None and call.kind != "group"), key=Call.order)


def _owners(calls: list[Call]) -> dict[str | None, str]:
    """Find the user last seen with each anonymous id."""
    return {call.known_anonymous_id: call.user_id for call in calls if call.known_anonymous_id and call.user_id}


def _sharers(calls: list[Call]) -> dict[int, str]:
    """Say whose each call without a user is on a device that several users share."""
    devices = defaultdict(list)
    for call in calls:
        if call.known_anonymous_id:
            devices[call.known_anonymous_id].append(call)
    shared = (made for made in devices.values() if len({call.user_id for call in made if call.user_id}) > 1)
    return {id(call): _sharer(place, made) for made in shared for place, call in enumerate(made) if not call.user_id}


def _sharer(place: int, made: list[Call]) -> str:
    """Find the user of the next log-in in the call's visit, else the last before; else the next of all, else the last.

    Any call that carries a user says so, as a log-in does.
    """
    visit_of = list(accumulate((late.dated - early.dated >= TIMEOUT for early, late in pairwise(made)), initial=0))
    after = [at for at in range(place, len(made)) if made[at].user_id]
    before = [at for at in reversed(range(place)) if made[at].user_id]
    inside = [at for at in (*after, *before) if visit_of[at] == visit_of[place]]
    return made[(inside or after or before)[0]].user_id


def facts(visits: list[Visit], told: list[Story], stored: list[Stored]) -> Facts:
    """Everything that `truth.json` says."""
    calls = [call for visit in visits for call in visit.calls]
    rejected = [call for call in calls if call.rejected]
    copies = [one for one in stored if one.copy]
    return {
        "made_with": {CLIENT: version(CLIENT)},
        "messages": _table((one.source, one.message["type"]) for one in stored),
        "copies": _table((one.source, one.message["type"]) for one in copies)
        | {"by_kind": _counts(one.copy for one in copies)},
        "rejected": _table((call.source, call.kind) for call in rejected)
        | {"by_reason": _counts(call.rejected for call in rejected)},
        "outside": _table((call.source, call.kind) for visit in visits if not visit.steps for call in visit.events),
        "ids_in_two_sources": len(_ids(calls, SERVER) & _ids(calls, WEB)),
        "late": sum(call.delivery.sent_at - call.at > DAY for call in calls),
        "sessions": _sessions(visits),
        "people": _people(visits),
        "orders": _orders(calls),
        "conversions": _conversions(visits),
        "attribution": _attribution(visits),
        "active_days": len({(visit.person, call.dated.date()) for visit in visits for call in visit.events}),
        "stories": {story.person: _story(story) for story in told},
    }


def _ids(calls: list[Call], source: str) -> set[str]:
    """Collect the message ids of a source."""
    return {call.message_id for call in calls if call.source == source and call.message_id}


def _counts(names: Iterable[str | None]) -> dict[str, int]:
    """How often each name occurs, in the names' order; no name is the empty text."""
    return dict(sorted(Counter(name or "" for name in names).items()))


def _table(pairs: Iterable[tuple[str, str]]) -> Facts:
    """Count the total, and each source and call type."""
    counted = Counter(pairs)
    by_source = {source: {kind: counted[source, kind] for kind in KINDS if counted[source, kind]} for source in SOURCES}
    return {"total": counted.total(), "by_source": by_source}


def _sessions(visits: list[Visit]) -> Facts:
    """Every visit in which somebody takes a step is one session; its first values come from its first page."""
    sessions = [visit for visit in visits if visit.steps]
    return {
        "total": len(sessions),
        "events": _counts(call.kind for visit in sessions for call in visit.events),
        "single_event": sum(len(visit.events) == 1 for visit in sessions),
        "by_source_of_first_event": _counts(visit.steps[0].source for visit in sessions),
        "by_first_utm_source": _counts(_first_campaign(visit).get("source") for visit in sessions),
        "by_first_campaign": _counts(_first_campaign(visit).get("name") for visit in sessions),
        "by_channel": _counts(visit.channel for visit in sessions),
        "by_attributed_channel": _counts(
            channel for planned in _by_person(visits).values() for channel in _attributed(planned)
        ),
    }


def _first_campaign(visit: Visit) -> dict[str, str]:
    pages = [call for call in visit.steps if call.kind == "page"]
    return pages[0].context.get("campaign", {}) if pages else {}


def _attributed(sessions: list[Visit]) -> Iterator[str]:
    """Put each direct visit of a person down to the last one that was not; three weeks are never too long ago."""
    last = DIRECT
    for visit in sessions:
        last = last if visit.channel == DIRECT else visit.channel
        yield last


def _people(visits: list[Visit]) -> Facts:
    """Users are known by a user id; an anonymous person is in `segment_users` after an identify."""
    calls = _accepted(visits)
    owners = _owners(calls)
    anonymous_ids = {call.known_anonymous_id for call in calls} - {None}
    users = {call.user_id for call in calls} - {None, ""}
    identified = {call.known_anonymous_id for call in calls if call.kind == "identify"} - {None}
    sessions = _by_person(visits)
    rows = users | (identified - owners.keys())
    first = (sessions[person][0].channel if person in sessions else None for person in rows)
    return {
        "users": len(users),
        "anonymous_with_identify": len(identified - owners.keys()),
        "anonymous_without_identify": len(anonymous_ids - owners.keys() - identified),
        "anonymous_ids": len(anonymous_ids),
        "anonymous_ids_of_users": len(owners),
        "users_by_first_channel": _counts(first),
        "by_channel": _counts(chain.from_iterable({visit.channel for visit in own} for own in sessions.values())),
    }


def _orders(calls: list[Call]) -> Facts:
    """Orders completed, and what they brought."""
    totals = [call.body["properties"]["total"] for call in calls if call.body.get("event") == "Order Completed"]
    return {"completed": len(totals), "revenue": round(sum(totals), 2)}


def _conversions(visits: list[Visit]) -> Facts:
    """Conversions by name, and those made in a visit by its channel; no order is completed twice."""
    made = [(CONVERSIONS[name], call, visit) for visit in visits for call, name in _named(visit.events)]
    inside = [(of, call, visit.channel) for of, call, visit in made if visit.steps]
    channels = sorted({channel for _, _, channel in inside})
    return {
        name: _worth((of, call) for of, call, _ in made if of[0] == name)
        | {"outside": sum(of[0] == name and not visit.steps for of, _, visit in made)}
        for name, _ in CONVERSIONS.values()
    } | {
        "by_channel": {
            channel: {
                name: _worth((of, call) for of, call, one in inside if (of[0], one) == (name, channel))
                for name, _ in CONVERSIONS.values()
            }
            for channel in channels
        }
    }


def _attribution(visits: list[Visit]) -> Facts:
    """Put the value of each conversion down to the person's visits until then, by two rules; all are within 90 days."""
    sessions = _by_person(visits)
    earned: dict[str, dict[str, Fraction]] = {"last_non_direct": defaultdict(Fraction), "linear": defaultdict(Fraction)}
    rows = 0
    for visit in visits:
        for call, name in _named(visit.events):
            path = [one.channel for one in sessions.get(visit.person, ()) if one.start <= call.dated]
            rows += len(path) or 1
            counted = [channel for channel in path if channel != DIRECT] or path or ["Unassigned"]
            value = Fraction(str(_worth([(CONVERSIONS[name], call)])["value"]))
            earned["last_non_direct"][counted[-1]] += value
            for channel in counted:
                earned["linear"][channel] += value / len(counted)
    return {"rows": rows} | {
        rule: {channel: round(float(value), 2) for channel, value in sorted(channels.items()) if value}
        for rule, channels in earned.items()
    }


def _named(calls: Iterable[Call]) -> Iterator[tuple[Call, str]]:
    """Yield the calls that count as conversions, with the event of each."""
    for call in calls:
        if call.rejected is None and (name := call.body.get("event")) in CONVERSIONS:
            yield call, name


def _worth(made: Iterable[tuple[tuple[str, str | None], Call]]) -> Facts:
    """How many conversions there are, and what they are worth together; one without the property is worth nothing."""
    values = [call.body["properties"].get(value, 0) if value else 0 for (_, value), call in made]
    return {"count": len(values), "value": round(sum(values), 2)}


def _story(story: Story) -> Facts:
    """Say what the tables must say of a named person."""
    events = [call for visit in story.visits for call in visit.events]
    outside = [call for visit in story.visits if not visit.steps for call in visit.events]
    sessions = _by_person(story.visits).get(story.person, [])
    return {
        "what": story.what,
        "anonymous_ids": sorted({call.known_anonymous_id for call in events} - {None}),
        "is_identified": story.is_user,
        "sessions": len(sessions),
        "session_starts": [f"{visit.start:%Y-%m-%dT%H:%M:%S.%f}Z" for visit in sessions],
        "channels": [visit.channel for visit in sessions],
        "attributed_channels": list(_attributed(sessions)),
        **_totals(events),
        "outside": _totals(outside),
        "rejected": sum(bool(call.rejected) for visit in story.visits for call in visit.calls),
        "traits": story.traits,
    }


def _totals(events: Iterable[Call]) -> dict[str, int]:
    """Count the pages, screens and tracks."""
    kinds = Counter(call.kind for call in events)
    return {f"{kind}s": kinds[kind] for kind in EVENTS}


def write(facts_: Facts, out: Path) -> None:
    """Write `truth.json` for tests, and the page for people."""
    text = json.dumps(facts_, ensure_ascii=False, indent=2) + "\n"
    (out / "truth.json").write_text(text, encoding="utf-8")
    (out / "README.md").write_text(readme(facts_), encoding="utf-8")
