"""The Dataform project that an export is written into: a new one, or one that a team has already."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ruamel.yaml.error import YAMLError

from segment_models import warehouses
from segment_models.config import documents
from segment_models.dataform.sqlx import split
from segment_models.errors import ConfigError, ExportError
from segment_models.export.files import ExportedFile
from segment_models.sources import RawTable
from segment_models.warehouses.relation import Relation

TOOL = "dataform"
ENGINE = next(name for name in warehouses.NAMES if warehouses.dialect_of(name).dataform)
"""The engine that Dataform runs on. It calls the options of that engine after it."""

CORE_VERSION = "3.0.62"
"""The version of @dataform/core that a new project asks for, and that the tests compile with."""

SETTINGS = "workflow_settings.yaml"
OF_A_PROJECT = (SETTINGS, "dataform.json", "package.json")

_SETTING = re.compile(r"""\b(schema|dataset|name|type)\s*:\s*["'`]([^"'`]*)["'`]""")
_DECLARE = re.compile(r"\bdeclare\s*\(\s*\{(.*?)\}", re.DOTALL)
_PUBLISH = re.compile(r"""\bpublish\s*\(\s*["'`]([^"'`]+)["'`](?:\s*,\s*\{(.*?)\})?""", re.DOTALL)
_PACKAGE = re.compile(r"""\brequire\s*\(\s*["'`][^"'`]*\bdataform-segment["'`]""")
_CONFIG = re.compile(r"^\s*config\s*(?=\{)", re.MULTILINE)


@dataclass(frozen=True)
class Destination:
    """Where a new project is to run; None where nothing says so."""

    project: str | None = None
    location: str | None = None


def destination(connection: object | None, *, offline: bool) -> Destination:
    """Return what a connection, which is not opened, says of the project and the location.

    Raises:
        ConfigError: the connection is not to the engine that Dataform runs on, and not ``offline``.
    """
    engine = warehouses.name_of(connection) if connection is not None else ENGINE
    if engine != ENGINE:
        if offline:
            return Destination()
        raise ConfigError(
            f"Dataform runs on {warehouses.dialect_of(ENGINE).title} only, "
            f"and the connection is to {warehouses.dialect_of(engine).title}. "
            f"Name one with --connection {ENGINE}://project, or export without a connection: --offline. "
            "For other warehouses: segment-models export dbt"
        )
    if isinstance(connection, str):
        url = urlsplit(connection)
        return Destination(url.netloc or None, dict(parse_qsl(url.query)).get("location"))
    return Destination(getattr(connection, "project", None), getattr(connection, "location", None))


def settings_file(dataset: str, where: Destination) -> ExportedFile:
    """Return the settings of a new project."""
    *qualified, plain = split(dataset)
    text = (
        f"dataformCoreVersion: {CORE_VERSION}\n"
        f"defaultProject: {documents.written(where.project or next(iter(qualified), 'your-project'))}\n"
        f"defaultLocation: {documents.written(where.location or 'US')}\n"
        f"defaultDataset: {documents.written(plain)}\n"
        "defaultAssertionDataset: dataform_assertions\n"
    )
    return ExportedFile(SETTINGS, text)


def is_project(folder: Path) -> bool:
    """Return whether a folder is a project; its settings, even those that an earlier export wrote, are the team's."""
    return any((folder / name).exists() for name in OF_A_PROJECT)


def require_other_names(
    folder: Path, own: str, models: Collection[Relation], raw: Collection[RawTable], *, declared: bool = False
) -> None:
    """Refuse models and declarations that the project in a folder has already, outside the folder ``own``.

    With ``declared``, the models are declared, too: then so may nothing else be.

    Raises:
        ExportError: it has; the message lists them.
    """
    default = _default_dataset(folder)
    built = {(split(one.schema)[-1].lower(), one.name.lower()): one for one in models}
    read = {(split(one.schema)[-1].lower(), one.name.lower()): one for one in raw}
    models_twice, sources_twice = [], []
    for path in sorted((folder / "definitions").rglob("*")):
        if path.suffix not in {".sqlx", ".js", ".sql"} or (folder / own) in path.parents:
            continue
        for schema, name, kind in _actions(path):
            at = ((schema or default).lower(), name.lower())
            where = f"  {path.relative_to(folder).as_posix()}: {'.'.join(at)}"
            if kind == "declaration" and at in read:
                sources_twice.append(where)
            elif (declared or kind != "declaration") and at in built:
                models_twice.append(where)
        if path.suffix == ".js" and raw and _PACKAGE.search(_text(path) or ""):
            where = path.relative_to(folder).as_posix()
            sources_twice.append(f"  {where}: calls dataform-segment, which declares them")
    if models_twice:
        raise ExportError(
            "Nothing was written: the project has actions of the same names, and Dataform refuses two.\n"
            + "\n".join(models_twice)
            + "\nSet model_prefix, or another default_config.schema, or remove those."
        )
    if sources_twice:
        raise ExportError(
            "Nothing was written: the project declares these raw tables already, and Dataform refuses two.\n"
            + "\n".join(sources_twice)
            + "\nSet declare_sources: false, so that those declarations are used, or remove them."
        )


def _text(path: Path) -> str | None:
    """Return a file's text; None where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _default_dataset(folder: Path) -> str:
    """Return the dataset of actions that name none."""
    for name, key in ((SETTINGS, "defaultDataset"), ("dataform.json", "defaultSchema")):
        try:
            values = documents.load(_text(folder / name) or "")  # JSON is YAML
        except YAMLError:
            continue
        if isinstance(values, dict) and isinstance(values.get(key), str):
            return str(values[key])
    return "dataform"


def _actions(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the dataset (empty where none is said), the name and the type of each action that a file writes out."""
    text = _text(path)
    if text is None:
        return
    if path.suffix == ".js":
        for found in _DECLARE.finditer(text):
            said = _said(found[1])
            yield said.get("schema", ""), said.get("name", ""), "declaration"
        for found in _PUBLISH.finditer(text):
            said = _said(found[2] or "")
            yield said.get("schema", ""), said.get("name", found[1]), said.get("type", "table")
        return
    config = _CONFIG.search(text)
    said = _said(_block(text, config.end())) if config else {}
    yield said.get("schema", ""), said.get("name", path.stem), said.get("type", "table")


def _block(text: str, start: int) -> str:
    """Return the text from one brace to the one that closes it."""
    depth = 0
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[start : end + 1]
    return text[start:]


def _said(text: str) -> dict[str, str]:
    """Return the settings of a place that are written out, a dataset under the name that all versions know."""
    found: dict[str, str] = {}
    for key, value in _SETTING.findall(text):
        found.setdefault("schema" if key == "dataset" else key, value)
    return found
