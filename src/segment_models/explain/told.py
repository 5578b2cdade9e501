"""A session or a person in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.explain import SessionExplained, UserExplained
from segment_models.words import cell, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized
    from datetime import datetime
    from decimal import Decimal

    from segment_models.explain import (
        Call,
        Engagement,
        Event,
        Mapping,
        Neighbour,
        Rule,
        SourceExplained,
        Traffic,
    )


def told(found: SessionExplained | UserExplained) -> Iterator[str]:
    """Yield a session or a person in words, line by line."""
    return session(found) if isinstance(found, SessionExplained) else user(found)


_BY: dict[Rule, str] = {
    "user_id": "by the user id that they carry",
    "later_in_visit": "on a shared device, by the next log-in in the same visit (R6c)",
    "earlier_in_visit": "on a shared device, by the last log-in before in the same visit (R6c)",
    "next_log_in": "on a shared device, by the next log-in after the visit (R6c)",
    "last_log_in": "on a shared device, by the last log-in, which was before the visit (R6c)",
    "first_log_in": "on a shared device, by its first log-in",
    "mapping": "by their anonymous id, which belongs to the user",
    "anonymous_id": "by their anonymous id, which no user id came with",
}
_IN_TIMELINE: dict[Rule, str] = {
    "user_id": "user id",
    "later_in_visit": "next log-in",
    "earlier_in_visit": "last log-in",
    "next_log_in": "next log-in",
    "last_log_in": "last log-in",
    "first_log_in": "first log-in",
    "mapping": "mapping",
    "anonymous_id": "anonymous id",
}


def session(found: SessionExplained) -> Iterator[str]:
    """Yield a session in words, line by line."""
    person = found.user_id
    yield f"Session {found.session_index} of {person}  {found.session_id}"
    yield f"  {counted(found.events, 'event')} from {at(found.start)} to {at(found.end)} UTC"
    yield ""
    yield from _bounds(found)
    if found.source:
        yield ""
        yield from _source(found.source, found.session_id)
    if found.engagement:
        yield ""
        yield from _engagement(found.engagement)
    if found.conversions:
        yield ""
        yield from _conversions(found)
    yield ""
    yield f"Its events are {person}'s (R6):"
    for rule, number in found.events_by_rule.items():
        yield f"  {number:>6,}  {_BY[rule]}"
    yield from _mappings(found.mappings)
    yield ""
    yield "When (UTC), gap, and by which rule:"
    yield from _timeline(found.timeline)
    yield from _more(found.events, found.timeline)
    if found.written_by:
        run = found.written_by
        yield ""
        yield f"Written by the {run.kind} run {run.run_id}, which began {at(run.started_at)} UTC."


def reasons(found: SessionExplained) -> Iterator[str]:
    """Yield why a session starts and ends there, where it came from and why it is engaged, a sentence or two each."""
    lines = [*_bounds(found), *(_source(found.source, found.session_id) if found.source else ())]
    yield from (one for one in lines if not one.startswith(" "))
    if found.engagement:
        head, *tests = _engagement(found.engagement)
        held = [one.split("  ", 2)[2] for one in tests if one.startswith(f"  {_SAID[True]}")]
        yield f"{head.partition(':')[0]}: {', and '.join(held)} (P3)." if held else head


def _bounds(found: SessionExplained) -> Iterator[str]:
    if found.previous:
        rule = _rule_of(found.previous, found)
        yield f"It starts here: {found.user_id}'s event before is {gap(found.previous.gap_micros)} earlier, {rule}"
        yield f"  session {found.previous.session_index}  {found.previous.session_id}  ended {at(found.previous.end)}"
    else:
        yield f"It starts here: it is {found.user_id}'s first event (R8)."
    if found.next:
        rule = _rule_of(found.next, found)
        yield f"It ends there: {found.user_id}'s next event is {gap(found.next.gap_micros)} later, {rule}"
        yield f"  session {found.next.session_index}  {found.next.session_id}  starts {at(found.next.start)}"
    else:
        yield f"It ends there: {found.user_id} has no later event."


def _rule_of(other: Neighbour, found: SessionExplained) -> str:
    """Say what the rule is, and if the tables are not as it says."""
    if other.gap_micros >= found.timeout_micros:
        return f"and {gap(found.timeout_micros)} or more starts a session (R8)."
    return f"although only {gap(found.timeout_micros)} or more starts a session (R8): see segment-models verify"


_BY_TOUCH = {
    "utm": "by the campaign of page {0.page_id} (A4)",
    "click_id": "by the click id {0.click_id_name} of page {0.page_id} (A5)",
    "referrer": "by {0.referrer_host}, the referrer of page {0.page_id} (A6)",
    "direct": "no page of it says where from (A9)",
    "none": "it has no page and no screen (A9)",
}


def _source(found: SourceExplained, session_id: str) -> Iterator[str]:
    yield f"It came from {_traffic(found.own)}: {_BY_TOUCH[found.touch].format(found)}."
    if found.attributed_session_id != session_id:
        yield f"  By last non-direct: {_traffic(found.attributed)}, of session {found.attributed_session_id} (A10)."


def _traffic(one: Traffic) -> str:
    campaign = "" if one.campaign in _NO_CAMPAIGN else f", campaign {one.campaign}"
    known = f"{one.source} / {one.medium}{campaign}" if one.source else "nowhere that is known"
    return f"{known} ({one.channel})"


_NO_CAMPAIGN = (None, "(not set)", "(organic)", "(referral)", "(direct)", "(ai-assistant)")
"""What is said for a campaign where there is none."""


def _engagement(found: Engagement) -> Iterator[str]:
    if found.is_engaged:
        yield "It is engaged: one of these is enough (P3)."
    else:
        bounce = "It is a bounce" if found.is_bounce else "It is not engaged"
        yield f"{bounce}: none of these holds (P3)."
    lasts = found.duration_millis >= found.engaged_after_millis
    enough, compared = gap(found.engaged_after_millis * 1000), "no less" if lasts else "less"
    yield f"  {_SAID[lasts]}  it lasted {gap(found.duration_millis * 1000)}, which is {compared} than {enough}"
    yield f"  {_SAID[found.views >= _ENOUGH_VIEWS]}  it has {_viewed(found.views)}"
    worth = f", worth {amount(found.value)}" if found.value else ""
    brought = f"{counted(found.conversions, 'conversion')}{worth}" if found.conversions else "no conversion"
    yield f"  {_SAID[bool(found.conversions)]}  it has {brought}"


def _viewed(views: int) -> str:
    if views < _ENOUGH_VIEWS:
        return "one page or screen" if views else "no page and no screen"
    return f"{views:,} pages and screens together"


_SAID = {True: "yes", False: "no "}
_ENOUGH_VIEWS = 2


def _conversions(found: SessionExplained) -> Iterator[str]:
    yield f"Its conversions (V1 to V4), each with its number among {found.user_id}'s of this name:"
    for one in found.conversions:
        number = "repeat" if one.index is None else f"number {one.index:,}"
        value = "without a value" if one.value is None else f"{amount(one.value)} {one.currency or ''}".rstrip()
        key = f"  key {one.key}" if one.key is not None else ""
        told = f"{one.conversion}  {value}{key}  {call(one.call, when=False)}"
        yield f"  {number:10}  {at(one.call.timestamp)}  {told}"
        if one.repeats:
            counts = f"{call(one.repeats.call)}, {one.repeats.user_id}'s"
            yield f"  {'':10}  counts only as the {counts}: the key is the same (V2)"
    yield from _more(found.conversion_calls, found.conversions)


def amount(value: Decimal) -> str:
    """Return a value with the digits it has, and at least two after the point."""
    whole, _, digits = f"{value:,.6f}".partition(".")
    return f"{whole}.{digits.rstrip('0'):0<2}"


def _timeline(events: tuple[Event, ...]) -> Iterator[str]:
    for event in events:
        since = "" if event.gap_micros is None else f"+{gap(event.gap_micros)}"
        call = f"{event.source} {event.call_type} {event.id}  {event.what or ''}"
        server = "  (a server's, R8a)" if event.is_server else ""
        log_in = f"  (log-in {event.log_in_event_id})" if event.log_in_event_id else ""
        yield f"  {at(event.timestamp)}  {since:>14}  {_IN_TIMELINE[event.rule]:12}  {call}{log_in}{server}"


def _mappings(mappings: tuple[Mapping, ...]) -> Iterator[str]:
    for one in mappings:
        said = f"the {call(one.call)}" if one.call else f"a call at {at(one.mapped_at)} that is not there any more"
        yield f"          {one.anonymous_id} is {one.user_id}'s by {said}"


def user(found: UserExplained) -> Iterator[str]:
    """Yield a person in words, line by line."""
    known = "known by a user id" if found.is_identified else "an anonymous id, without a log-in"
    yield f"{found.user_id}: {known}"
    yield f"  first seen  {at(found.first_call.timestamp)} UTC  {call(found.first_call, when=False)}"
    yield f"  last seen   {at(found.last_call.timestamp)} UTC  {call(found.last_call, when=False)}"
    if found.first_session and found.last_session:
        for word, one in (("first", found.first_session), ("last", found.last_session)):
            yield f"  {word + ' session':<14}{one.session_index:>4,}  {one.session_id}  {at(one.start)}"
    else:
        yield "  no session"
    if found.first_source:
        yield f"  came first from {_traffic(found.first_source)} (A11)"
    yield ""
    yield "Calls that are this person's (R6):"
    for kind, counts in found.calls_by_rule.items():
        for rule, number in counts.items():
            yield f"  {number:>6,}  {kind:8}  {_BY[rule]}"
    if found.mappings:
        yield ""
        yield f"Anonymous ids that belong to {found.user_id} (R6):"
        yield from _mappings(found.mappings)
    yield from _more(found.anonymous_ids, found.mappings)
    yield from _converted(found)
    yield from _traits(found)
    yield from _rejected(found)


def _more(number: int, told: Sized) -> Iterator[str]:
    if number > len(told):
        yield f"  … and {number - len(told):,} more"


def _converted(found: UserExplained) -> Iterator[str]:
    if found.conversions:
        yield ""
        yield "Conversions, each once (V2):"
    for one in found.conversions:
        worth = f", worth {amount(one.value)}" if one.value else ""
        outside = f", {one.outside:,} of them in no session (R8a)" if one.outside else ""
        repeats = f"; {counted(one.repeats, 'repeat')} beside" if one.repeats else ""
        yield f"  {one.count:>6,}  {one.conversion}{worth}{outside}{repeats}"


def _traits(found: UserExplained) -> Iterator[str]:
    if found.traits:
        yield ""
        yield "Values, each the latest that was sent (R11):"
    width = max((len(one.name) for one in found.traits), default=0)
    for one in found.traits:
        said = f"{cell(one.value)}  by the {call(one.call)}" if one.call else "was never sent"
        yield f"  {one.name:{width}}  {said}"


def _rejected(found: UserExplained) -> Iterator[str]:
    if found.rejected:
        yield ""
        yield "Calls that cannot be used (R5):"
    for one in found.rejected:
        when = at(one.timestamp) if one.timestamp else "no time"
        yield f"  {one.reason:18}  {one.source} {one.call_type} {one.id or 'without id'}  {when}"
    yield from _more(found.rejected_calls, found.rejected)


def call(one: Call, *, when: bool = True) -> str:
    """Return a call in words."""
    told = f"{one.call_type} {one.id} of {one.source}"
    return f"{told} at {at(one.timestamp)}" if when else told


def at(moment: datetime) -> str:
    """Return a time as people read it, with microseconds only where it has them."""
    return moment.isoformat(sep=" ", timespec="microseconds" if moment.microsecond % 1000 else "milliseconds")


def gap(micros: int) -> str:
    """Return a gap as days, hours, minutes and seconds, exact to the microsecond."""
    seconds, rest = divmod(micros, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    fraction = f"{rest:06}" if rest % 1000 else f"{rest // 1000:03}"
    return f"{f'{days:,} d ' if days else ''}{hours}:{minutes:02}:{seconds:02}.{fraction}"
