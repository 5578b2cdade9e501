"""How an incremental run brings tables up to date.

It works out what is new and whose history it changes (`deriving`, with the queries of `models/moving.py`), changes the
rows of each model (`changing`), and proves what it has written (`proving`). Here all becomes queries and statements,
for `plan` to put in order.
"""

from segment_models.incremental.base import LOOKED_UP_BY, NEEDED, Derived, Past
from segment_models.incremental.changing import becoming, merged, update
from segment_models.incremental.deriving import derived, put_aside
from segment_models.incremental.proving import account, accounted, narrowed, reject_reasons, written

__all__ = [
    "LOOKED_UP_BY",
    "NEEDED",
    "Derived",
    "Past",
    "account",
    "accounted",
    "becoming",
    "derived",
    "merged",
    "narrowed",
    "put_aside",
    "reject_reasons",
    "update",
    "written",
]
