"""What dbt's adapter of an engine knows, and which words it has for the layout of a table.

Each word is as the adapter's own documentation has it:
https://docs.getdbt.com/reference/resource-configs/bigquery-configs, and likewise for the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Adapter:
    """One adapter. The adapter does not support what is None or empty here."""

    publishing: Literal["statements", "script", "asserting_script", "merges"] = "statements"
    """How models are changed all at once: statements in a transaction that dbt opens; a script that is one itself; a
    script that can refuse to go on; or a MERGE a table, where no transaction spans several."""
    narrow_texts: bool = False
    """True if a column that is made of a text in SQL is as wide as this text, where nothing gives it a type."""
    databases: bool = True
    """False if a catalog is written as a part of the schema."""
    described_apart: bool = False
    """True if a field of a struct is described as a column of its own, ``a.b``; else in the struct's description."""
    labels: str | None = None
    labels_views: bool = False
    format: str | None = None
    clusters: str | None = None
    no_clusters: str = ""
    """Why clusters are left out, for people."""
    partition: Callable[[str], object] | None = None
    """Returns ``partition_by`` for the configured expression; None where the adapter does not support it."""
    no_partition: str = ""
    """Why such a partition is left out."""
    clusters_or_divides: bool = False
    """True if a table that is clustered has no partitions."""
