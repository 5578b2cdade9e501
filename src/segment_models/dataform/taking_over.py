"""The options of the Dataform package dataform-segment, as a configuration of ours.

What the options say literally is taken over. Whatever only running them would tell, and whatever has no counterpart, is
left for a person to decide, with its line: nothing is guessed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from segment_models.config.definition import Config, DefaultConfig, ModelConfig
from segment_models.config.reading import spellings
from segment_models.dataform.javascript import SPREAD, Call, Computed, Use, Value, read_call
from segment_models.dataform.project import ENGINE
from segment_models.errors import ConfigError, nearest
from segment_models.models.definitions import CONFIGURABLE

PACKAGE = "dataform-segment"
DEFAULT_SCHEMA = "javascript"
"""The schema that the package reads where ``segmentSchema`` is not given."""


@dataclass(frozen=True)
class Left:
    """Something that was not taken over: the key of ours it belongs to (empty where there is none), and why."""

    key: str
    text: str
    """As it stands in the file, on one line, after the name of the option."""
    line: int
    why: str


@dataclass
class Taken:
    """The configuration that the options give, and what was left."""

    values: dict[str, Any] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)


def read_dataform_segment(path: Path) -> Taken:
    """Return what a JavaScript file's ``segment({...})`` says, and what is done with its result, as configuration.

    The package gives every visitor a row in the users, so ``include_anonymous_users`` is set.

    Raises:
        ConfigError: the file cannot be read, or has no such call; see `read_call`.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from None
    call = read_call(source, PACKAGE, "segment", where=str(path))
    taken = Taken()
    _take_options(call, taken)
    for use in call.uses:
        _take_use(use, taken)
    taken.left += [Left("", other.text, other.line, "not understood") for other in call.others]
    return taken


@dataclass(frozen=True)
class _Place:
    """Where an option stands: the key of ours it belongs to, its name in the file, and its line."""

    key: str
    name: str
    line: int

    def within(self, name: str) -> Self:
        """Return the place of an option within an object."""
        return replace(self, name=f"{self.name}.{name}")


def _take_options(call: Call, taken: Taken) -> None:
    names = {spelled: name for name, info in Config.model_fields.items() for spelled in spellings(name, info)}
    for theirs, value in call.options.items():
        name, line = names.get(theirs), call.lines[theirs]
        place = _Place(name or "", theirs, line)
        if name is None:
            hint = nearest(theirs, names)
            _leave(value, place, f"no counterpart here{'.' if hint else ''}{hint}", taken)
        elif name == "default_config" and isinstance(value, dict):
            found = _settings(value, place, DefaultConfig, taken)
            taken.values |= {name: found} if found else {}
        elif name in taken.values:
            _leave(value, place, "said twice, in two spellings", taken)
        else:
            _take(taken.values, name, value, place, taken)
    if not any(names.get(theirs) == "segment_schema" for theirs in call.options):
        taken.values["segment_schema"] = DEFAULT_SCHEMA
    taken.values.setdefault("include_anonymous_users", True)


def _take(into: dict[str, Any], name: str, value: Value, place: _Place, taken: Taken) -> None:
    """Take a value that is literal throughout; ``null`` and ``undefined`` say nothing."""
    computed = _computed(value)
    if computed:
        taken.left.append(Left(place.key, f"{place.name}: {computed.text}", computed.line, "computed"))
    elif value is not None:
        into[name] = value


def _leave(value: Value, place: _Place, why: str, taken: Taken) -> None:
    if isinstance(value, Computed) and SPREAD in place.name:
        taken.left.append(Left(place.key, value.text, value.line, "computed"))
    else:
        taken.left.append(Left(place.key, f"{place.name}: {_written(value)}", place.line, why))


def _written(value: Value) -> str:
    match value:
        case Computed(text=text):
            return text
        case dict():
            return "{…}"
        case tuple():
            return "[…]"
    return json.dumps(value)


def _computed(value: Value) -> Computed | None:
    """Return the first part of a value that only running the JavaScript would give."""
    match value:
        case Computed():
            return value
        case tuple():
            parts: list[Value] = list(value)
        case dict():
            parts = list(value.values())
        case _:
            return None
    return next((found for part in parts if (found := _computed(part))), None)


def _settings(
    given: Mapping[str, Value], place: _Place, known: type[DefaultConfig | ModelConfig], taken: Taken
) -> dict[str, Any]:
    """Return one configuration of Dataform's in our keys; its dataset is qualified by its project."""
    found: dict[str, Any] = {}
    every = [spellings(name, info) for name, info in known.model_fields.items()]
    names = {spelled: several[0] for several in every for spelled in several}
    names |= {"dataset": "schema", "database": "database", "project": "database"}
    for theirs, value in given.items():
        here = place.within(theirs)
        if theirs == ENGINE and isinstance(value, dict):
            found |= _settings(value, here, known, taken)
        elif theirs == "disabled" and value is True and known is ModelConfig:
            found["enabled"] = False
        elif theirs in names:
            _take(found, names[theirs], value, here, taken)
        else:
            _leave(value, here, "no counterpart here", taken)
    return _qualified(found, place, taken)


def _qualified(found: dict[str, Any], place: _Place, taken: Taken) -> dict[str, Any]:
    project = found.pop("database", None)
    if project and "schema" in found:
        found["schema"] = f"{project}.{found['schema']}"
    elif project:
        _leave(project, place.within("database"), "a project, whose dataset is not said", taken)
    return found


def _take_use(use: Use, taken: Taken) -> None:
    """Take ``models.sessions.type("table").config({...})`` as settings of that model."""
    model = _snake(use.part)
    if model not in CONFIGURABLE:
        taken.left.append(Left("", use.text, use.line, "no model of ours"))
        return
    place = _Place("models", use.part, use.line)
    match use.method, use.arguments:
        case method, (dict() as given,) if method in ("config", ENGINE):
            found = _settings(given, place, ModelConfig, taken)
        case (("type" | "tags" | "description" | "schema" | "database"), (given,)):
            found = _settings({use.method: given}, place, ModelConfig, taken)
        case "disabled", (() | (True,)):
            found = {"enabled": False}
        case _:
            taken.left.append(Left("models", use.text, use.line, f".{use.method}() has no counterpart here"))
            return
    if "tags" in found:  # Dataform adds them to those of every model
        everyone = taken.values.get("default_config", {}).get("tags", ())
        found["tags"] = tuple(dict.fromkeys((*_several(everyone), *_several(found["tags"]))))
    if found:
        taken.values.setdefault("models", {}).setdefault(model, {}).update(found)


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
