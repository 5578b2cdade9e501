"""Verify: everything is built again aside, from the raw events, and compared with what is built.

Every column of every row, in the engine: a query per model, of which only counts and the first rows that differ come
back. What is built is never touched.
"""

from segment_models.verify.report import Compare, Compared, Difference, Event, Unequal, VerifyError, VerifyReport
from segment_models.verify.scope import Scope
from segment_models.verify.verifying import verify

__all__ = ["Compare", "Compared", "Difference", "Event", "Scope", "Unequal", "VerifyError", "VerifyReport", "verify"]
