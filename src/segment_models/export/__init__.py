"""The models as a project of another tool: a value (`files`), made for one tool, then written safely to a folder."""

from segment_models.export.files import Export, ExportedFile, Written, configuration_hash, rebuilt_note, write
from segment_models.export.references import References, Writer

__all__ = [
    "Export",
    "ExportedFile",
    "References",
    "Writer",
    "Written",
    "configuration_hash",
    "rebuilt_note",
    "write",
]
