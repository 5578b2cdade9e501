"""Sessions and users from Twilio Segment's raw event tables, in SQL, on the warehouse you have."""

from segment_models._version import __version__
from segment_models.config import Config
from segment_models.errors import (
    ConfigError,
    ExplainError,
    ExportError,
    JourneyError,
    LoadError,
    RunError,
    SegmentModelsError,
    SourceError,
    WarehouseError,
)
from segment_models.project import Models, segment
from segment_models.run import CheckError
from segment_models.verify.report import VerifyError

__all__ = [
    "CheckError",
    "Config",
    "ConfigError",
    "ExplainError",
    "ExportError",
    "JourneyError",
    "LoadError",
    "Models",
    "RunError",
    "SegmentModelsError",
    "SourceError",
    "VerifyError",
    "WarehouseError",
    "__version__",
    "segment",
]
