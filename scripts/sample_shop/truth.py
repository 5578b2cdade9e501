"""What is true of the sample because it was planned so: the numbers that no SQL produced.

The plan knows who makes each call and which calls make one visit. Two checks hold the plan to the rules
of the package (who a call belongs to, what separates two sessions); the counts are counts of the plan.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import timedelta
from importlib.metadata import version
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from sample_shop.page import readme
from sample_shop.visits import EVENTS, SERVER, SOURCES, WEB, Call

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sample_shop.storage import Stored
    from sample_shop.stories import Story
    from sample_shop.visits import Visit

Facts = dict[str, Any]
KINDS = ("identify", "group", *EVENTS)
TIMEOUT = timedelta(minutes=30)
DAY = timedelta(days=1)
CLIENT = "segment-analytics-python"


class PlanError(Exception):
    """The plan does not do what the counts assume."""


def check(visits: Iterable[Visit]) -> None:
    """Hold the plan to the rules: each visit is one person's, and is one session."""
    _check_people(visits)
    _check_spacing(visits)


def _check_people(visits: Iterable[Visit]) -> None:
    """Find each call's person: its user, else the user last seen with its anonymous id, else that id."""
    owners = _owners(_accepted(visits))
    for visit in visits:
        for call in visit.events:
            person = call.user_id or owners.get(call.known_anonymous_id) or call.known_anonymous_id
            if person != visit.person:
                raise PlanError(f"a call planned for {visit.person} at {call.at} is of {person} by the rules")


def _check_spacing(visits: Iterable[Visit]) -> None:
    """Within a visit every gap is below half an hour; between two visits of one person none is."""
    times = defaultdict(list)
    for visit in visits:
        if visit.events:
            times[visit.person].append([call.dated for call in visit.events])
    for person, planned in times.items():
        inside = chain.from_iterable(pairwise(moments) for moments in planned)
        between = ((before[-1], after[0]) for before, after in pairwise(sorted(planned)))
        if any(late - early >= TIMEOUT for early, late in inside):
            raise PlanError(f"a visit of {person} would be two sessions")
        if any(late - early < TIMEOUT for early, late in between):
            raise PlanError(f"two visits of {person} would be one session")


def _accepted(visits: Iterable[Visit]) -> list[Call]:
    """List the calls that the rules accept, in order; group calls count for nothing."""
    calls = chain.from_iterable(visit.calls for visit in visits)
    return sorted((call for call in calls if call.rejected is None and call.kind != "group"), key=Call.order)


def _owners(calls: list[Call]) -> dict[str | None, str]:
    """Find the user last seen with each anonymous id."""
    return {call.known_anonymous_id: call.user_id for call in calls if call.known_anonymous_id and call.user_id}


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
        "ids_in_two_sources": len(_ids(calls, SERVER) & _ids(calls, WEB)),
        "late": sum(call.delivery.sent_at - call.at > DAY for call in calls),
        "sessions": _sessions(visits),
        "people": _people(visits),
        "orders": _orders(calls),
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
    """Every visit with an event is one session; its first values come from its first page."""
    sessions = [visit.events for visit in visits if visit.events]
    return {
        "total": len(sessions),
        "events": _counts(call.kind for events in sessions for call in events),
        "single_event": sum(len(events) == 1 for events in sessions),
        "by_source_of_first_event": _counts(events[0].source for events in sessions),
        "by_first_utm_source": _counts(_first_utm_source(events) for events in sessions),
    }


def _first_utm_source(events: list[Call]) -> str | None:
    pages = [call for call in events if call.kind == "page"]
    return pages[0].context.get("campaign", {}).get("source") if pages else None


def _people(visits: list[Visit]) -> Facts:
    """Users are known by a user id; an anonymous person is in `segment_users` after an identify."""
    calls = _accepted(visits)
    owners = _owners(calls)
    anonymous_ids = {call.known_anonymous_id for call in calls} - {None}
    users = {call.user_id for call in calls} - {None, ""}
    identified = {call.known_anonymous_id for call in calls if call.kind == "identify"} - {None}
    return {
        "users": len(users),
        "anonymous_with_identify": len(identified - owners.keys()),
        "anonymous_without_identify": len(anonymous_ids - owners.keys() - identified),
        "anonymous_ids": len(anonymous_ids),
        "anonymous_ids_of_users": len(owners),
    }


def _orders(calls: list[Call]) -> Facts:
    """Orders completed, and what they brought."""
    totals = [call.body["properties"]["total"] for call in calls if call.body.get("event") == "Order Completed"]
    return {"completed": len(totals), "revenue": round(sum(totals), 2)}


def _story(story: Story) -> Facts:
    """Say what the tables must say of a named person."""
    events = [call for visit in story.visits for call in visit.events]
    kinds = Counter(call.kind for call in events)
    return {
        "what": story.what,
        "anonymous_ids": sorted({call.known_anonymous_id for call in events} - {None}),
        "is_identified": story.is_user,
        "sessions": sum(bool(visit.events) for visit in story.visits),
        "session_starts": [f"{visit.events[0].dated:%Y-%m-%dT%H:%M:%S.%f}Z" for visit in story.visits if visit.events],
        "pages": kinds["page"],
        "screens": kinds["screen"],
        "tracks": kinds["track"],
        "rejected": sum(bool(call.rejected) for visit in story.visits for call in visit.calls),
        "traits": story.traits,
    }


def write(facts_: Facts, out: Path) -> None:
    """Write `truth.json` for tests, and the page for people."""
    text = json.dumps(facts_, ensure_ascii=False, indent=2) + "\n"
    (out / "truth.json").write_text(text, encoding="utf-8")
    (out / "README.md").write_text(readme(facts_), encoding="utf-8")
