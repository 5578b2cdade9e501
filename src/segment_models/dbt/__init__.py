"""A project of dbt: `project` makes it, `sources` one that only reads; `layout` has the words of each adapter."""

from segment_models.dbt.place import TOOL, Place, find_place
from segment_models.dbt.project import project, sources

__all__ = ["TOOL", "Place", "find_place", "project", "sources"]
