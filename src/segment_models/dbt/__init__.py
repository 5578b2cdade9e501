"""A project of dbt: `project` makes it, `layout` says what each adapter knows of a table's layout."""

from segment_models.dbt.place import TOOL, Place, find_place
from segment_models.dbt.project import project

__all__ = ["TOOL", "Place", "find_place", "project"]
