"""Funnels, retention and paths read off the rules (docs/funnels.md) in plain Python: slow, and as they are written.

It knows nothing of the models and their SQL. Its events are whose they are: it is told so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

GAP = timedelta(minutes=30)
NO_PATH = "(no path)"


@dataclass(frozen=True)
class Event:
    """One call, with its person."""

    person: str
    timestamp: datetime
    source: str
    call_type: str
    id: str
    name: str | None
    """Path of a page, event of a track call, name of a screen."""
    is_conversion: bool = False

    @property
    def place(self):
        """What it is ordered by (R7)."""
        return self.timestamp, self.source, self.call_type, self.id


def is_met(event, told):
    """Whether an event is what a text names; `*` stands for any text."""
    kind, _, name = told.partition(":")
    if kind == "conversion":
        return event.is_conversion
    if event.call_type != kind or event.name is None:
        return False
    if kind != "page":
        return event.name == name
    return fnmatchcase(event.name, name.replace("[", "[[]").replace("?", "[?]"))


def histories(events):
    """The events of each person, in their order."""
    found = defaultdict(list)
    for event in sorted(events, key=lambda event: event.place):
        found[event.person].append(event)
    return found


def sessions_of(history):
    """The sessions of a person: lists of events (R8)."""
    found = []
    for event in history:
        if not found or event.timestamp - found[-1][-1].timestamp >= GAP:
            found.append([])
        found[-1].append(event)
    return found


def pages_of(session):
    return [event for event in session if event.call_type == "page"]


def landing_path(history, event):
    """The path of the first page of the session that an event is in."""
    (session,) = (session for session in sessions_of(history) if event in session)
    pages = pages_of(session)
    return pages[0].name if pages else None


def day_of(event, zone):
    return event.timestamp.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


def in_span(day, since, until):
    return (since is None or day >= since) and (until is None or day < until)


def attempt(  # noqa: PLR0913, PLR0917 as it is asked
    history, steps, within, zone, since, until
):
    """The events that a person takes the steps with; an empty list for somebody who never enters."""
    entries = [one for one in history if is_met(one, steps[0]) and in_span(day_of(one, zone), since, until)]
    taken = entries[:1]
    for step in steps[1:]:
        later = [
            one
            for one in history
            if taken
            and one.place > taken[-1].place
            and is_met(one, step)
            and one.timestamp - taken[0].timestamp <= within
        ]
        if not later:
            break
        taken.append(later[0])
    return taken


def least(values, tenths):
    """The least value that so many tenths of all are no greater than."""
    for value in sorted(values):
        if 10 * sum(other <= value for other in values) >= tenths * len(values):
            return value
    return None


def funnel(  # noqa: PLR0913 as it is asked
    events, steps, within, *, by=None, zone="UTC", since=None, until=None
):
    """Rows as the funnel's, without shares: value, step number, people, median, nine tenths."""
    taken = defaultdict(list)
    for history in histories(events).values():
        found = attempt(history, steps, within, zone, since, until)
        if found:
            taken[landing_path(history, found[0]) if by else None].append(found)
    groups = taken if by else {None: taken[None]}
    rows = set()
    for value, attempts in groups.items():
        for number in range(1, len(steps) + 1):
            reached = [one for one in attempts if len(one) >= number]
            millis = [(one[number - 1].timestamp - one[0].timestamp) // timedelta(milliseconds=1) for one in reached]
            rows.add((value, number, len(reached), least(millis, 5), least(millis, 9)))
    return rows


def start_of(day, period):
    if period == "day":
        return day
    return day - timedelta(days=day.weekday()) if period == "week" else day.replace(day=1)


def next_start(start, period):
    if period == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=1 if period == "day" else 7)


def retention(  # noqa: PLR0913 as it is asked
    events, first, returning, period, periods, *, zone="UTC", since=None, until=None
):
    """Rows as retention's, without the share: cohort, number, people, returned."""
    cohorts = defaultdict(list)
    for history in histories(events).values():
        firsts = [one for one in history if first == "any" or is_met(one, first)]
        if firsts and in_span(day_of(firsts[0], zone), since, until):
            began = day_of(firsts[0], zone)
            days = {day_of(one, zone) for one in history if returning == "any" or is_met(one, returning)}
            cohorts[start_of(began, period)].append({start_of(day, period) for day in days if day >= began})
    rows = set()
    last = max(day_of(event, zone) for event in events)
    for cohort, people in cohorts.items():
        start = cohort
        for number in range(periods + 1):
            if start > last:
                break
            rows.add((cohort, number, len(people), sum(start in came for came in people)))
            start = next_start(start, period)
    return rows


def walk(session, start, end, length):
    """The path of a session; None where it has none."""
    pages = pages_of(session)
    paths = [one.name if one.name is not None else NO_PATH for one in pages]
    first, last = 0, len(pages)
    if start is not None:
        starts = [place for place, one in enumerate(pages) if is_met(one, f"page:{start}")]
        if not starts:
            return None
        first = starts[0]
    if end is not None:
        ends = [
            place for place, one in enumerate(pages) if is_met(one, f"page:{end}") and (start is None or place > first)
        ]
        if not ends:
            return None
        last = ends[0] + 1
        if start is None:
            first = max(0, last - length)
        elif last - first > length:
            return None
    found = tuple(paths[first:last][:length])
    return found or None


def paths(  # noqa: PLR0913 as it is asked
    events, *, start=None, end=None, length=5, top=20, zone="UTC", since=None, until=None
):
    """Rows as the paths', without the share: rank, pages, paths, sessions, people. Paths alike come by their pages."""
    walked = []
    for person, history in histories(events).items():
        for session in sessions_of(history):
            pages = pages_of(session)
            if pages and in_span(day_of(pages[0], zone), since, until):
                found = walk(session, start, end, length)
                if found:
                    walked.append((found, person))
    counts = Counter(found for found, _ in walked)
    last = "\U0010ffff"
    ranked = sorted(counts, key=lambda one: (-counts[one], *(one + (last,) * (length - len(one)))))
    rows = []
    for rank, one in enumerate(ranked[:top], start=1):
        people = {person for found, person in walked if found == one}
        rows.append((rank, one + (None,) * (length - len(one)), 1, counts[one], len(people)))
    rest = set(ranked[top:])
    if rest:
        of_rest = [person for found, person in walked if found in rest]
        rows.append((None, (None,) * length, len(rest), len(of_rest), len(set(of_rest))))
    return rows
