"""What a check is."""

from dataclasses import dataclass, field

from sqlglot import exp

from segment_models.config import Severity
from segment_models.sql import piece


@dataclass(frozen=True)
class Check:
    """A query for the rows that break a rule."""

    name: str
    description: str = field(repr=False)
    reads: tuple[str, ...] = field(repr=False)
    query: exp.Query = field(repr=False)
    severity: Severity = "error"
    whole_history: bool = False
    """True if it looks at all sessions of a person together, also those that an incremental run leaves alone."""
    together: bool = False
    """True if its models agree only where one run has built all of them."""
    whole_models: bool = False
    """True if it compares whole models with one another, of which an incremental run has written a part only."""
    keyed: bool = False
    """True if it says that the key of its model is unique, and no more."""


def unlike(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """Return whether two values differ that are never NULL: where one is, they differ, too."""
    return piece("coalesce(:one <> :other, TRUE)", one=one, other=other)
