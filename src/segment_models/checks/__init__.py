"""Each check is a query for the rows that break it: no rows, and it passes.

The checks know the rules, not the models' SQL: they read what was built and compare it with itself and the raw rows.
"""

from segment_models.checks.check import Check
from segment_models.checks.listing import ROWS_ACCOUNTED, as_read, checks, follows

__all__ = ["ROWS_ACCOUNTED", "Check", "as_read", "checks", "follows"]
