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

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


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


def several(given: object) -> tuple[Any, ...]:
    """Return what a caller gave as several things; a text alone is one of them, and not its letters."""
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)


def texts(given: object, what: str) -> tuple[str, ...]:
    """Return what a caller gave as several texts, as `several` does.

    Raises:
        ConfigError: something else was given.
    """
    return tuple(one_text(one, what) for one in several(given))


def one_text(given: object, what: str) -> str:
    """Return what a caller gave as a text.

    Raises:
        ConfigError: something else was given; it is not shown, for a connection may hold a password.
    """
    if not isinstance(given, str):
        raise ConfigError(f"{what} is a text, and not of the type {type(given).__name__}. Give it in quotes.")
    return given


def not_installed(package: str, extra: str) -> WarehouseError:
    """Return the error that a package is missing which one of our extras brings."""
    return WarehouseError(f"{package} is not installed: pip install 'segment-models[{extra}]'")
