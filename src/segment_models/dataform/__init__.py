"""The models as a project for Dataform: declarations of the raw tables, a file per model, a file per check."""

from segment_models.dataform.actions import dataform, declarations
from segment_models.dataform.project import Destination, destination

__all__ = ["Destination", "dataform", "declarations", "destination"]
