"""Reading a configuration, from YAML or keyword arguments, and saying what is wrong with one."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from segment_models.config import documents
from segment_models.config.definition import (
    TAGS,
    CarriedField,
    ChannelRule,
    ClickId,
    Config,
    Conversion,
    DefaultConfig,
    EventProperties,
    ModelConfig,
)
from segment_models.errors import ConfigError, nearest

_NAMED_VALUES = "needs keys of its own, indented below it, each with a value"
_PLAINLY = {
    "tuple_type": "needs a name or a list of names; write a number in quotes",
    "string_type": "needs text; write a number or a date in quotes",
    "dict_type": _NAMED_VALUES,
    "model_type": _NAMED_VALUES,
}
"""What pydantic says in Python's terms, in those of the file."""


def parse(
    values: Mapping[str, Any],
    *,
    where: str = "the arguments",
    refuse: Callable[[Config], None] = lambda _: None,
    expanded: bool = False,
) -> Config:
    """Return the configuration in ``values``; raise ConfigError that names every key that is wrong.

    ``refuse`` raises ValueError for what only somebody can see who knows the models. ``expanded`` says that
    `with_environment` has been called on the values: what came from the environment is never looked at again.
    """
    try:
        config = Config.model_validate(dict(values) if expanded else with_environment(dict(values), where))
        refuse(config)
    except ValidationError as error:
        problems = [_explain(detail) for detail in error.errors(include_url=False, include_input=False)]
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise ConfigError(f"The configuration in {where} cannot be used:\n{lines}") from None
    except ValueError as error:
        raise ConfigError(f"The configuration in {where} cannot be used:\n  {error}") from None
    return config


def read(path: str | Path, refuse: Callable[[Config], None] = lambda _: None) -> Config:
    """Return the configuration in a YAML file; raise ConfigError if it cannot be read or used; see `parse`."""
    path = Path(path)
    try:
        values = documents.load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"There is no {path}. Write one with: segment-models init") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} cannot be read: it is not in UTF-8 ({error}). Save it in that encoding.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from None
    except MarkedYAMLError as error:
        raise ConfigError(f"{path} is not valid YAML: {_explain_yaml(error)}") from None
    except YAMLError as error:
        raise ConfigError(f"{path} is not valid YAML: {error}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path} has no keys. It should start like: segment_schema: javascript")
    return parse(values, where=str(path), refuse=refuse)


def _explain_yaml(error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    problem = (error.problem or error.context or "").splitlines()[0]
    problem = re.sub(r'(found duplicate key ".*?") with value .*', r"\1", problem)  # which may be a secret
    hint = " Indent with spaces, not tabs." if "\\t" in problem or "tab" in problem.lower() else ""
    hint = " Keep one of the two." if "duplicate key" in problem else hint
    return f"{place}{problem}.{hint}"


def with_environment(value: Any, where: str) -> Any:  # noqa: ANN401 whatever YAML holds
    """Replace ``${NAME}`` by the environment's value, in every text however deep; ``$${`` is the text ``${``."""
    match value:
        case str():
            return _VARIABLE.sub(lambda found: _meant(found, where), value)
        case dict():
            return {key: with_environment(item, where) for key, item in value.items()}
        case list() | tuple():
            return [with_environment(item, where) for item in value]
    return value


_VARIABLE = re.compile(r"\$\$\{|\$\{(\w+)\}|\$\{")


def _meant(found: re.Match[str], where: str) -> str:
    if found[1]:
        return _environment(found[1], where)
    if found[0] == "$${":
        return "${"
    raise ConfigError(
        f"{where} has a ${{ that does not start a variable. Write a variable as ${{NAME}}, without a default or "
        "spaces. Write the text ${ as $${."  # without what follows, which may be of a password
    )


def without_variables(text: str) -> str:
    """Return how a text is written in a file, so that nothing in it is taken for a variable."""
    return text.replace("${", "$${")


def _environment(name: str, where: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise ConfigError(f"{where} refers to ${{{name}}}, which is not set. Set it: export {name}=…") from None


def _explain(detail: ErrorDetails) -> str:
    loc = [part for part in detail["loc"] if part not in TAGS]
    *parents, key = loc or ("",)
    place = ".".join(str(part) for part in loc if part)
    match detail["type"]:
        case "extra_forbidden" if key in _keys_at(parents):
            return f"{place}: is given twice, in two spellings. Keep one."
        case "extra_forbidden":
            return f"{place}: there is no such key.{nearest(str(key), _keys_at(parents))}"
        case "missing":
            return f"{place}: is missing. {_model_at(parents).model_fields[str(key)].description}"
        case kind:
            message = _PLAINLY.get(kind) or detail["msg"].removeprefix("Value error, ")
            return f"{place}: {message}" if place else message


def _keys_at(parents: list[int | str]) -> list[str]:
    model = _model_at(parents)
    return [name for field_name, info in model.model_fields.items() for name in spellings(field_name, info)]


def _model_at(parents: list[int | str]) -> type[BaseModel]:  # noqa: PLR0911 one for each place
    """Return what holds the keys at a place."""
    match parents:
        case []:
            return Config
        case ["default_config" | "defaultConfig"]:
            return DefaultConfig
        case ["click_ids" | "clickIds", _]:
            return ClickId
        case ["channels", _]:
            return ChannelRule
        case ["conversions", _]:
            return Conversion
        case ["event_properties" | "eventProperties", _]:
            return EventProperties
        case ["event_properties" | "eventProperties", *_]:
            return CarriedField
        case [str(key), *_] if key.lower().endswith("fields"):
            return CarriedField
        case _:
            return ModelConfig


def spellings(name: str, info: FieldInfo) -> tuple[str, ...]:
    """Return every spelling a key is accepted in, the one to use first."""
    alias = info.validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices if choice != "schema_")
    return (name,)


def snake_case(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with the keys that are known in another spelling brought to the one to use first."""
    first = {other: name for name, info in Config.model_fields.items() for other in spellings(name, info)}
    return {first.get(key, key): value for key, value in options.items()}


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of the configuration file, for editors that complete and check YAML."""
    schema: dict[str, Any] = _as_written(Config.model_json_schema(by_alias=True, mode="validation"))
    event, listed = (schema[key] for key in ("properties", "$defs"))
    event = event["event_properties"]["additionalProperties"]
    event["anyOf"] = [{"$ref": event.pop("$ref")}, *listed["EventProperties"]["properties"]["properties"]["anyOf"]]
    return schema


def _as_written(part: Any) -> Any:  # noqa: ANN401 a part of a JSON schema
    """Allow what `parse` takes besides: one name where a list may stand, and a duration in words."""
    match part:
        case {"type": "array", "items": one, **others}:
            about = {key: others.pop(key) for key in ("title", "description", "default") if key in others}
            one = _as_written(one)
            return {"anyOf": [one, {"type": "array", "items": one, **others}], **about}
        case {"format": "duration", "default": _, **others}:
            return others
        case {"oneOf": choices, **others}:
            return {"anyOf": _as_written(choices), **_as_written(others)}
        case dict():
            return {key: _as_written(value) for key, value in part.items()}
        case list():
            return [_as_written(value) for value in part]
    return part
