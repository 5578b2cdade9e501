"""Every error a user can meet. Each says what happened, where, and what to do next.

SegmentModelsError
├── ConfigError           the configuration cannot be read or contradicts itself
├── SourceError           the raw tables are not what the configuration says
├── WarehouseError        the warehouse refused: no connection, a failed statement
├── VerifyError           what is built differs from a rebuild; it has a report, see verify/report.py
├── ExplainError          there is no such session or person
├── JourneyError          nobody ever did what a funnel, retention or paths ask for
├── RunError              a run could not be carried out
│   └── CheckError        a check found rows that break it; it has a report, see run.py
├── LoadError             raw events could not be loaded
│   └── LeftOutError      nothing came of some files; it has a report, see load/loading.py
└── ExportError           the models could not be written as a project of another tool
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class SegmentModelsError(Exception):
    """The root of every error this package raises on purpose."""


class ConfigError(SegmentModelsError):
    """The configuration cannot be read or contradicts itself."""


class SourceError(SegmentModelsError):
    """The raw tables are not what the configuration says."""


class WarehouseError(SegmentModelsError):
    """The warehouse refused: no connection, no permission, a statement that failed."""


class RunError(SegmentModelsError):
    """A run could not be carried out; the tables are as they were."""


class ExplainError(SegmentModelsError):
    """There is no such session or person; the message says what the id is instead, if it is anything."""


class JourneyError(SegmentModelsError):
    """Nobody ever did what a funnel, retention or paths ask for; the message offers what is called alike."""


class LoadError(SegmentModelsError):
    """Raw events could not be loaded; the tables are as they were."""


class ExportError(SegmentModelsError):
    """The models could not be written as a project of another tool, or what was written is out of date."""


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the choice nearest to ``name``, or an empty string."""
    found = get_close_matches(name, sorted(choices), n=1, cutoff=0.6)
    return f" Did you mean {found[0]!r}?" if found else ""


def not_installed(package: str, extra: str) -> WarehouseError:
    """Return the error that a package is missing which one of our extras brings."""
    return WarehouseError(f"{package} is not installed: pip install 'segment-models[{extra}]'")
