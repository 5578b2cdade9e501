"""The rules that the page cites, each in a sentence; docs/rules.md has them with examples and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.report.content import Figure, Visits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from segment_models.report.content import Section

RULES = {
    "R1": "Every enabled call type is read from every source; columns are matched by name.",
    "R4": "A call counts once per source, type and id: the copy that was loaded first.",
    "R5": "A call that cannot be used is set aside with the reason, and enters no session and no user.",
    "R6": "A person is the call's user id, else the user its anonymous id belongs to, else the anonymous id.",
    "R6a": "An anonymous id is shared if its calls carried two or more different user ids.",
    "R6c": "A call on a shared device belongs to the next log-in of its visit, else to the last one before in "
    "it; without one in the visit, to the next log-in at all, else to the last.",
    "R7": "Calls are ordered by time, source, call type and id, so no order has ties.",
    "R8": "A person's event starts a session if it is the first, or comes the session timeout or more after the "
    "one before.",
    "R8a": "A server's event starts no session; it joins the one that it falls into, or is outside of sessions.",
    "R9": "Sessions of a person are numbered from 1; a session's id is made of its first event.",
    "R12": "Rows read = duplicates + rejected + used + outside of sessions, for every source and call type.",
    "A4": "A campaign in the address (utm) says where a page's visitor came from.",
    "A9": "A session's source is that of its first page that says one; direct if no page does.",
    "A10": "By last non-direct, a direct session takes the source of the person's last session before that has one.",
    "C1": "The channel is the first of the rules C1 to C20 that holds.",
    "V1": "A conversion is a good track call of a configured event, with the properties asked for.",
    "V2": "Of conversions with one key, such as an order id, only the first counts.",
    "V3": "The value is a property or a number; currencies are carried along, never converted.",
    "P1": "The pages of a session are numbered; the first is the entrance, the last is the exit.",
    "P3": "A session is engaged after the configured time (10 seconds, if nothing else is said), with two pages "
    "or screens, or with a conversion; one that is not, and has a page or a screen, is a bounce.",
    "M1": "A session is of the day on which it started, in the configured time zone.",
    "T1": "The path of a conversion is the person's sessions of the 90 days before it.",
    "T2": "Direct sessions share in a conversion only where no other does.",
    "T3": "A model of attribution divides each conversion among the sessions of its path; the parts sum to 1.",
    "funnels": "Everybody enters once, by their first call that is step 1; each next step comes later, within the "
    "time.",
    "retention": "A cohort is who came for the first time in one week; they return in a later week with any event.",
    "paths": "A path is the first pages of a session, in order.",
}
"""Each rule's sentence. Rules with letters are in docs/rules.md or the page that it names."""


def cited(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """Return the rules that sections cite, each with its sentence, in the order of `RULES`."""
    parts = (part for section in sections for part in section.parts if isinstance(part, Figure | Visits))
    names = {name for part in parts for name in part.rules}
    return [(name, sentence) for name, sentence in RULES.items() if name in names]
