"""The folder that dbt files go to: a project of its own, or one that somebody has already."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml.error import YAMLError

from segment_models.config import documents
from segment_models.dbt.names import TIME_SPINE
from segment_models.errors import ExportError
from segment_models.export.files import is_ours

PROJECT_FILE = "dbt_project.yml"
TOOL = "dbt"
_NAMED_BY_FILE = {"model-paths": "models", "seed-paths": "seeds", "snapshot-paths": "snapshots"}
_NODES = {".sql", ".py", ".csv"}
_PAGES = {".yml", ".yaml"}
_UP_TO_DAYS = {"nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day"}


@dataclass(frozen=True)
class Place:
    """Where files go, from the project's folder. ``theirs`` is true in a project that somebody has already."""

    models: str = "models"
    tests: str = "tests"
    macros: str = "macros"
    theirs: bool = False


def find_place(folder: Path) -> Place:
    """Return where to write in a folder.

    A dbt_project.yml that no export wrote, or that was changed since, is somebody's: the files go to its paths, and
    it stays as it is.

    Raises:
        ExportError: the folder is inside a project, or its dbt_project.yml cannot be read.
    """
    own = folder / PROJECT_FILE
    if not own.exists():
        for parent in folder.resolve().parents:
            if (parent / PROJECT_FILE).exists():
                raise ExportError(f"{folder} is inside the dbt project {parent}. Export to that: export dbt {parent}")
        return Place()
    if is_ours(own, TOOL):
        return Place()
    said = _read(own)
    if not isinstance(said, dict):
        raise ExportError(f"{own} is not a dbt project: it has no keys.")
    return Place(
        _first(own, said, "model-paths", "models"),
        _first(own, said, "test-paths", "tests"),
        _first(own, said, "macro-paths", "macros"),
        theirs=True,
    )


def _read(path: Path) -> Any:  # noqa: ANN401 whatever YAML holds
    try:
        return documents.load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[0]
        raise ExportError(f"{path} cannot be read: {first}. Correct it, or name another folder.") from None


def _first(project: Path, said: dict[str, Any], key: str, default: str) -> str:
    """Return the first of a project's paths for one kind of file."""
    paths = said.get(key) or [default]
    first = PurePosixPath(str(paths[0] if isinstance(paths, list) else paths))
    if first.is_absolute() or ".." in first.parts:
        raise ExportError(f"{project}: {key} begins with {first}, which is outside the project. Export goes inside.")
    return str(first)


def refuse_clashes(folder: Path, ours: set[str], names: set[str], sources: set[tuple[str, str]]) -> None:
    """Refuse models and sources whose names the project has already: dbt takes a name once.

    ``ours`` are the paths that will be written, ``names`` the models', ``sources`` each raw table as dbt names it.

    Raises:
        ExportError: a model, seed or snapshot, or a source, bears one of the names.
    """
    said = _read(folder / PROJECT_FILE)
    for path in _files(folder, said):
        where = path.relative_to(folder).as_posix()
        if where in ours or is_ours(path, TOOL):
            continue
        if path.suffix in _NODES and path.stem in names:
            raise ExportError(
                f"{folder / where} has the name of one of the models, {path.stem}, and dbt takes a name once. "
                "Rename it, or name the models otherwise with model_prefix."
            )
        if path.suffix in _PAGES and (taken := _declared(path) & sources):
            source, table = min(taken)
            raise ExportError(
                f"{folder / where} declares the source {source}.{table} already. "
                "To use the sources that the project has, set declare_sources: false"
            )


def has_time_spine(folder: Path, own: str) -> bool:
    """Return whether a project has a table of days for MetricFlow outside the folder that an export writes to.

    It does if a model has dbt's old name for it, or is said to be one, with days or what is shorter.
    """
    if not (folder / PROJECT_FILE).exists():
        return False
    for path in _files(folder, _read(folder / PROJECT_FILE)):
        if path.is_relative_to(folder / own):
            continue
        if path.suffix in _NODES and path.stem == TIME_SPINE:
            return True
        if path.suffix in _PAGES and any(map(_is_of_days, _described(path))):
            return True
    return False


def _described(path: Path) -> list[dict[str, Any]]:
    """Return the models that a file of somebody's describes."""
    try:
        said = _read(path)
    except ExportError:
        return []
    models = said.get("models") if isinstance(said, dict) else None
    return [one for one in models if isinstance(one, dict)] if isinstance(models, list) else []


def _is_of_days(model: dict[str, Any]) -> bool:
    spine, columns = model.get("time_spine"), model.get("columns")
    if not isinstance(spine, dict) or not isinstance(columns, list):
        return False
    by_name = {str(one.get("name")): one for one in columns if isinstance(one, dict)}
    column = by_name.get(str(spine.get("standard_granularity_column")), {})
    return column.get("granularity") in _UP_TO_DAYS


def _files(folder: Path, said: dict[str, Any]) -> Iterator[Path]:
    for key, default in _NAMED_BY_FILE.items():
        paths = said.get(key) or [default]
        for one in paths if isinstance(paths, list) else [paths]:
            yield from sorted(path for path in (folder / str(one)).rglob("*") if path.is_file())


def _declared(path: Path) -> set[tuple[str, str]]:
    """Return the sources that a file of somebody's declares; none where it is no YAML: that is for dbt to say."""
    try:
        said = _read(path)
    except ExportError:
        return set()
    sources = said.get("sources") if isinstance(said, dict) else None
    return {
        (str(source.get("name")), str(table.get("name")))
        for source in sources or ()
        if isinstance(source, dict)
        for table in source.get("tables") or ()
        if isinstance(table, dict)
    }
