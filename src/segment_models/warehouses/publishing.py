"""The ways in which an engine lets a run publish: what the field calls write, audit, publish."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Together:
    """A whole run is one transaction, its checks in it."""


@dataclass(frozen=True)
class Aside:
    """A run builds every table aside and checks it, and only then publishes each.

    ``incremental`` says that one transaction at the end of a run brings the kept tables up to date
    (`Warehouse.at_once`); where it is false, an incremental model is built anew. ``waits`` says that a transaction that
    changes a table waits for another that does; where it is false, one of them is stopped.
    """

    incremental: bool = True
    waits: bool = True


@dataclass(frozen=True)
class Merging:
    """As `Aside`, but no transaction spans several tables: each is brought up to date by a MERGE of its own."""


Publishing = Together | Aside | Merging
