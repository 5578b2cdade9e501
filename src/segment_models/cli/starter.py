"""The configuration file that `init` writes: every key with its sentence, set to what the warehouse holds."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from segment_models import warehouses
from segment_models.config import Config, documents, parse, with_environment, without_variables
from segment_models.dataform.taking_over import read_dataform_segment
from segment_models.errors import ConfigError, SourceError
from segment_models.fields import EVENT_TYPES, IDENTIFY, USER_IDENTITY
from segment_models.sources import LOAD_TIMES, STANDARD_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from segment_models.dataform.taking_over import Left
    from segment_models.fields import CallType

    Columns = Mapping[str, object]

HEADER = """\
# yaml-language-server: $schema=./segment_models.schema.json
# What segment-models builds, and from what. Lines that are commented out show the default.
"""


def put_in_place(path: Path, text: str) -> None:
    """Write a file whole or not at all, and where a link is, in its place: what that leads to is somebody else's.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from None


def starter(connection: str | None, schemas: tuple[str, ...], *, base: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text of a configuration file, and notes on what was found.

    Raises:
        SourceError: no schema of the warehouse looks like a Segment source.
    """
    if connection is None:
        note = "Without --connection, init has not looked at a warehouse: set connection and segment_schema by hand."
        return _text({"connection": "duckdb:///events.duckdb", "segment_schema": schemas or ("javascript",)}), (note,)
    opened = with_environment(connection, "--connection")
    warehouse = warehouses.connect(opened, base=base, read_only=True)
    try:
        return _looked_at(connection, warehouse.catalog(schemas or tuple(warehouse.catalog(()))))
    finally:
        warehouse.close()  # not before: some look at a table when it is asked for


def _looked_at(connection: str, held: Mapping[str, Mapping[str, Columns] | None]) -> tuple[str, tuple[str, ...]]:
    found = {name: tables for name, tables in held.items() if tables and _is_source(tables)}
    if not found:
        raise SourceError(
            "No schema there looks like a Segment source (pages, tracks or screens with an id and received_at). "
            f"Schemas: {', '.join(sorted(held)) or 'none'}. "
            "Load raw events first, with segment-models load, or name one with --segment-schema."
        )
    written = without_secrets(connection)
    values: dict[str, object] = {"connection": written, "segment_schema": tuple(found)}
    values |= {f"include_{one.table}": any(one.table in tables for tables in found.values()) for one in EVENT_TYPES}
    called = {name: _called(tables) for name, tables in found.items()}
    if columns := _columns_key(called):
        values["columns"] = columns
    others = {raw for names in called.values() for raw in names.values()}
    values["custom_user_fields"], refused = _that_can_be_carried(_own_columns(found, IDENTIFY, others))
    types = (*EVENT_TYPES, IDENTIFY)
    notes = [
        f"{name}: {', '.join(one.table for one in types if one.table in tables)}" for name, tables in found.items()
    ]
    notes += [
        f"{schema}: it has no {name}, and {raw} is read for it. See the key columns"
        for schema, names in called.items()
        for name, raw in names.items()
    ]
    notes += [f"custom_user_fields: without {name!r}, which a configuration cannot name" for name in refused]
    if written != connection:
        notes.append(f"The file has no secret. Put the connection's into the variable {SECRET}, written as in the URL.")
    return _text(values), tuple(notes)


SECRET = "SEGMENT_MODELS_SECRET"  # noqa: S105 the name of a variable
"""The variable of the environment that a written connection reads its password or token from."""


def without_secrets(url: str) -> str:
    """Return a connection's URL with its password or token replaced by a variable of the environment.

    One that is a variable already stays as it is. Drivers do not agree where a password ends that has marks of a URL in
    it, so what may be one goes as a whole.
    """
    scheme, mark, rest = url.partition("://")
    user, colon, after = rest.partition(":")
    if colon and "@" in after and "/" not in user:
        rest = f"{user}:{_without_password(after)}"
    return f"{scheme}{mark}{_PARAMETER.sub(_hidden, rest)}"


_PORT_AND_PATH = re.compile(r"\d*(,[^/@?#]*)?/[^@?#]*(\?|#|$)")
"""What follows a host's colon, where an @ comes later only."""
_PARAMETER = re.compile(r"(?P<mark>[?&#])(?P<name>[^=&?#/@]*)=(?P<value>[^&]+)")
_SECRET_NAME = re.compile(r"(?i)pass(word|phrase|wd)?$|.*(password|passphrase|pwd|token|secret|private_key$|api_?key)")
_VARIABLE = re.compile(r"\$\{\w+\}")
_PLACE = f"${{{SECRET}}}"


def _without_password(after: str) -> str:
    """Return what comes after a user's colon, up to the @ of the host replaced; a port is no password."""
    if _PORT_AND_PATH.match(after):
        return after
    first, slash, _ = after.partition("/")
    within = first if "@" in first else after
    password, _, host = within.rpartition("@")
    host += after[len(within) :] if slash else ""
    return f"{password if _VARIABLE.fullmatch(password) else _PLACE}@{host}"


def _hidden(found: re.Match[str]) -> str:
    secret = _SECRET_NAME.match(unquote(found["name"])) and not _VARIABLE.fullmatch(found["value"])
    return f"{found['mark']}{found['name']}={_PLACE if secret else found['value']}"


_ALSO_CALLED = {
    "id": ("message_id", "messageid"),
    "anonymous_id": ("anonymousid",),
    "user_id": ("userid",),
    "timestamp": ("_timestamp",),
    "received_at": ("receivedat", "_timestamp"),
    "original_timestamp": ("originaltimestamp",),
}
"""How other tools that write such tables call Segment's columns."""


def _is_source(tables: Mapping[str, Columns]) -> bool:
    asked = [{name, *_ALSO_CALLED[name]} for name in ("id", "received_at")]
    return any(all(names & set(_columns(tables, one)) for names in asked) for one in EVENT_TYPES)


def _called(tables: Mapping[str, Columns]) -> dict[str, str]:
    """Return how the tables of a schema call columns that none of them has under Segment's own name."""
    held = {name for one in (*EVENT_TYPES, IDENTIFY) for name in _columns(tables, one)}
    found = {name: [other for other in others if other in held] for name, others in _ALSO_CALLED.items()}
    return {name: others[0] for name, others in found.items() if others and name not in held}


def _columns_key(called: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """Return the key ``columns``: for every schema where all call them alike, else for each by its name."""
    every = list(called.values())
    if all(one == every[0] for one in every):
        return dict(every[0])
    return {schema: dict(names) for schema, names in called.items() if names}


def _columns(tables: Mapping[str, Columns], call_type: CallType) -> Columns:
    """Return the columns of a call type's table; `get` would not look at one that is looked at only when asked for."""
    return tables[call_type.table] if call_type.table in tables else {}  # noqa: SIM401


def _own_columns(
    found: Mapping[str, Mapping[str, Columns]], call_type: CallType, others: Collection[str]
) -> tuple[str, ...]:
    """Return the columns of one call type that the people made who send it: no standard ones, no context."""
    standard = {*others, *STANDARD_COLUMNS, *LOAD_TIMES, "sent_at", "original_timestamp", "uuid"}
    names = dict.fromkeys(name for tables in found.values() for name in _columns(tables, call_type))
    taken = {field.name for field in USER_IDENTITY}
    return tuple(name for name in names if name not in standard | taken and not name.startswith(("context_", "_")))


def _that_can_be_carried(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that a configuration can name beside each other, and the others: the rules are its own."""
    if _can_be_carried(names):
        return names, ()
    good: list[str] = []
    for name in names:
        if _can_be_carried([*good, name]):
            good.append(name)
    return tuple(good), tuple(name for name in names if name not in good)


def _can_be_carried(names: Sequence[str]) -> bool:
    try:
        parse({"segment_schema": "a", "custom_user_fields": names}, expanded=True)
    except ConfigError:
        return False
    return True


def starter_from_dataform(path: Path, connection: str | None, schemas: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the text of the configuration that a ``segment({...})`` of dataform-segment says, and what it leaves open.

    Raises:
        ConfigError: the file has no such call, or what it says cannot be used.
    """
    taken = read_dataform_segment(path)
    values = dict(taken.values)
    if schemas:
        values["segment_schema"] = schemas
    if connection:
        values["connection"] = without_secrets(connection)
    left = tuple(one for one in taken.left if not (schemas and one.key == "segment_schema"))
    parse({"segment_schema": "javascript", **values} | {"connection": None}, where=str(path), expanded=True)
    notes = [f"{path}, line {one.line}: {one.text}: {one.why}" for one in left]
    if "default_config" not in values or "schema" not in values["default_config"]:
        notes.append("No schema could be read from defaultConfig. Set default_config.schema, or the default is used.")
    if not connection:
        notes.append("Set connection by hand, such as bigquery://my-project. Export and compile work without one.")
    return _text(values, left), tuple(notes)


def _text(values: Mapping[str, object], left: tuple[Left, ...] = ()) -> str:
    parts = [HEADER]
    for name, info in Config.model_fields.items():
        parts.append(f"# {info.description}")
        set_here = name in values and values[name] != ()
        example = _EXAMPLES[name] if name in _EXAMPLES else _yaml(info.default)
        value = values.get(name)
        written = _yaml(value, variables=name == "connection")
        parts.append(f"{name}: {written}" if set_here else f"# {name}: {example}".rstrip())
        parts += [_left_line(one) for one in left if one.key == name]
        parts.append("")
    others = [_left_line(one) for one in left if not one.key]
    if others:
        parts += ["# What was not taken over:", *others, ""]
    return "\n".join(parts)


def _left_line(one: Left) -> str:
    """Return what could not be taken over as a comment, and why."""
    return f"# {one.text}  # line {one.line}: {one.why}"


def _yaml(value: object, *, nested: bool = False, variables: bool = False) -> str:
    """Return a value as YAML on one line; a text that YAML could take for something else is quoted.

    Only with ``variables``, ``${NAME}`` in it is a variable of the environment.
    """
    match value:
        case bool():
            return str(value).lower()
        case (str() as only,):
            return f"[{_yaml(only)}]" if nested else _yaml(only)
        case tuple():
            return f"[{', '.join(_yaml(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{_yaml(key)}: {_yaml(item, nested=True)}' for key, item in value.items())}}}"
        case int() | float():
            return str(value)
    text = str(value) if variables else without_variables(str(value))
    return documents.written(text)


_EXAMPLES = {
    "connection": "",
    "segment_schema": "",
    "default_config": "{schema: segment_models, tags: [segment]}",
    "columns": "{id: message_id, anonymous_id: anonymousid}",
    "custom_page_fields": "[url_hash, category]",
    "custom_user_fields": "[email, name]",
    "custom_track_fields": "[context_page_url]",
    "custom_screen_fields": "[category]",
    "max_clock_ahead": "24 hours",
    "earliest_timestamp": "2000-01-01",
    "load_overlap": "3 hours",
    "checks": "{gaps_inside: warn}",
    "models": "{sessions: {type: table, tags: [segment, daily]}}",
}
