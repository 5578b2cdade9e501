"""Sessions and users from Twilio Segment's raw event tables, in SQL, on the warehouse you have."""

from importlib import import_module
from typing import TYPE_CHECKING

from segment_models._version import __version__

if TYPE_CHECKING:
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

_ELSEWHERE = {
    "CheckError": "run",
    "Config": "config",
    "Models": "project",
    "VerifyError": "verify.report",
    "segment": "project",
}
"""The module of each name that is not in `errors`: a name is imported when somebody asks for it, and not before."""


def __getattr__(name: str) -> object:
    """Import a name of the package when it is asked for: most of the time goes to sqlglot and pydantic."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the names of the package, those among them that are not imported yet."""
    return sorted({*globals(), *__all__})
