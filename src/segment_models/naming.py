"""The names that Segment gives to tables and columns.

Segment names everything in snake case, ASCII only: whatever is not a letter or a digit separates words, and
so does a capital after a small letter. Many names fold into one (``Order Completed``, ``orderCompleted``),
and a name without any ASCII letter or digit folds into nothing; such a name is kept as it was sent, so that
what it names is not lost.
"""

import re

_WORD = re.compile(r"[A-Z0-9]+[a-z0-9]*|[a-z0-9]+")
_DIGITS = "0123456789"

FIXED_TABLES = frozenset({"accounts", "aliases", "groups", "identifies", "pages", "screens", "tracks", "users"})
"""Tables that are no event's."""


def snake_case(text: str) -> str:
    """Return ``text`` in Segment's snake case; empty if it has no ASCII letter or digit.

    A word is a run of capitals or digits followed by a run of small letters or digits, so acronyms stay
    whole: ``HTMLPage`` is ``htmlpage``.
    """
    return "_".join(_WORD.findall(text)).lower()


def name_part(text: str) -> str:
    """Return ``text`` in snake case or, where that is empty, its printable characters; never empty."""
    return snake_case(text) or "".join(filter(str.isprintable, text)).strip().lower() or "_"


def safe_name(name: str, taken: frozenset[str]) -> str:
    """Return ``name``, with a ``_`` before it if it is ``taken`` or starts with a digit.

    A name in snake case never starts with ``_``, so the result meets no other name. SQL reads ``2fa`` without
    quotes as the number 2 called ``fa``.
    """
    return f"_{name}" if name in taken or name[0] in _DIGITS else name


def table_name(event: str) -> str:
    """Return the table that holds the event called ``event``, beside ``tracks``."""
    return safe_name(name_part(event), FIXED_TABLES)
