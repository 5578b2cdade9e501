"""The configuration file that `init` writes: every key with its sentence, set to what the warehouse holds."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sqlglot import exp

from segment_models import warehouses
from segment_models.config import Config, documents, parse, with_environment, without_variables, worth
from segment_models.dataform.taking_over import read_dataform_segment
from segment_models.errors import ConfigError, SourceError
from segment_models.fields import EVENT_TYPES, IDENTIFY, USER_IDENTITY
from segment_models.sources import LOAD_TIMES, STANDARD_COLUMNS, event_tables, table_name
from segment_models.warehouses.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from segment_models.dataform.taking_over import Left
    from segment_models.fields import CallType
    from segment_models.warehouses.connection import Warehouse

    Columns = Mapping[str, object]

HEADER = """\
# yaml-language-server: $schema=./segment_models.schema.json
# What segment-models builds, and from what. Lines that are commented out show the default.
"""


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
        return _looked_at(connection, warehouse, warehouse.catalog(schemas or tuple(warehouse.catalog(()))))
    finally:
        warehouse.close()  # not before: some look at a table when it is asked for


def _looked_at(
    connection: str, warehouse: Warehouse, held: Mapping[str, Mapping[str, Columns] | None]
) -> tuple[str, tuple[str, ...]]:
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
    remarks, examples = {}, {}
    if said := _from_servers(warehouse, found):
        values["server_events"], remarks["server_events"] = "attach", said
    events, refused = _events(warehouse, found, called)
    if events:
        examples["event_properties"] = "\n".join(["", *(f"  {_yaml(name)}: {said}" for name, said in events.items())])
        remarks["event_properties"] = f"Tables of events that are there: {len(events)}. Keep those that you ask about."
        notes.append(f"events with a table of their own: {len(events)}. See the key event_properties")
    notes += [f"event_properties: without {one}, which a configuration cannot name" for one in refused]
    return _text(values, remarks=remarks, examples=examples), tuple(notes)


def _events(
    warehouse: Warehouse, found: Mapping[str, Mapping[str, Columns]], called: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the configuration says of each event that has a table, and what of them it cannot say."""
    columns: dict[str, dict[str, None]] = {}
    events: dict[str, str] = {}
    others = {raw for names in called.values() for raw in names.values()}
    for schema, tables in found.items():
        for table, held in event_tables(tables, called[schema].get("id", "id")):
            events[table] = events.get(table) or _event_of(warehouse, Relation(schema, table_name(held, table)))
            columns.setdefault(table, {}).update(dict.fromkeys(_properties(held, others)))
    said: dict[str, str] = {}
    refused: list[str] = []
    for table, event in sorted(events.items()):
        carried = _carried(table, event, columns[table])
        refused += [f"{table}.{name}" for name in columns[table] if name not in carried]
        if event in said or not _is_possible(table, event, carried.values()):
            refused.append(table)
            continue
        listed = f"[{', '.join(_yaml(one, nested=True) for one in carried.values())}]"
        said[event] = listed if table == event else f"{{table: {_yaml(table)}, properties: {listed}}}"
    return said, tuple(refused)


def _carried(table: str, event: str, columns: Iterable[str]) -> dict[str, str | dict[str, str]]:
    """Return how the properties of an event are written, by their columns: those that can be."""
    every: dict[str, str | dict[str, str]] = {
        name: {"column": name, "as": f"{event}_{name}"} if name.lower() in worth.TAKEN else name for name in columns
    }
    if _is_possible(table, event, every.values()):
        return every
    good: dict[str, str | dict[str, str]] = {}
    for name, one in every.items():
        if _is_possible(table, event, [*good.values(), one]):
            good[name] = one
    return good


def _is_possible(table: str, event: str, properties: Iterable[str | dict[str, str]]) -> bool:
    return _can_be_said({"event_properties": {event: {"table": table, "properties": list(properties)}}})


def _properties(columns: Iterable[str], others: Collection[str]) -> Iterator[str]:
    """Yield the columns of an event's table that are its own; ``_id`` is the property called ``id`` (E2)."""
    standard = {*others, *_STANDARD, "event", "event_text"}
    for name in columns:
        if name == "_id":
            yield "id"
        elif name not in standard and not name.startswith(("context_", "_")):
            yield name


def _event_of(warehouse: Warehouse, table: Relation) -> str:
    """Return the event that a table is of: its name, but where that had to be another one, as of the event ``open``."""
    if not table.name.startswith("_"):
        return table.name
    asked = exp.select("min(event) AS event").from_(table.node())
    ((event,),) = warehouse.fetch(warehouse.dialect.render(asked)).values
    return str(event or table.name)


def _from_servers(warehouse: Warehouse, found: Mapping[str, Mapping[str, Columns]]) -> str:
    """Say how many of the events have no anonymous id, which is how servers send them (R8a); nothing without events."""
    counts: list[tuple[int, int]] = []
    for schema, tables in found.items():
        for one in EVENT_TYPES:
            columns = _columns(tables, one)
            if columns:
                known = "count(anonymous_id)" if "anonymous_id" in columns else "0"
                rows = Relation(schema, one.table).node()
                counted = exp.select(f"{known} AS known", "count(*) AS calls").from_(rows)
                ((with_id, calls),) = warehouse.fetch(warehouse.dialect.render(counted)).values
                counts.append((int(with_id), int(calls)))
    with_ids, events = (sum(one) for one in zip(*counts, strict=True)) if counts else (0, 0)
    return f"{1 - with_ids / events:.1%} of the events that are there have no anonymous id." if events else ""


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


_STANDARD = (*STANDARD_COLUMNS, *LOAD_TIMES, "sent_at", "original_timestamp", "uuid")
"""The columns of every raw table that nobody made who sends calls."""

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
    standard = {*others, *_STANDARD}
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
    return _can_be_said({"custom_user_fields": names})


def _can_be_said(values: Mapping[str, object]) -> bool:
    try:
        parse({"segment_schema": "a", **values}, expanded=True)
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
    return _text(_OLD_MEANINGS | values, left, _BETTER_MEANINGS), tuple(notes)


_OLD_MEANINGS: dict[str, object] = {"shared_devices": "latest", "server_events": "session"}
"""What dataform-segment does, so that moving over changes no number by itself."""
_BETTER_MEANINGS = {
    "shared_devices": "As in dataform-segment. `visit` is better: on a device that several people use, a call then "
    "goes to who was logged in around it.",
    "server_events": "As in dataform-segment. `attach` is better: a server's event makes no visit of its own.",
}


def _text(
    values: Mapping[str, object],
    left: tuple[Left, ...] = (),
    remarks: Mapping[str, str] = MappingProxyType({}),
    examples: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the file; ``examples`` stand beside keys that are not set, and may have several lines."""
    parts = [HEADER]
    examples = {**_EXAMPLES, **examples}
    for name, info in Config.model_fields.items():
        parts.append(f"# {info.description}")
        set_here = name in values and values[name] != ()
        example = examples[name] if name in examples else _yaml(info.get_default(call_default_factory=True))
        value = values.get(name)
        written = _yaml(value, variables=name == "connection")
        parts += [f"# {remarks[name]}"] if name in remarks else []
        parts += [f"{name}: {written}"] if set_here else _commented(f"{name}: {example}")
        parts += [_left_line(one) for one in left if one.key == name]
        parts.append("")
    others = [_left_line(one) for one in left if not one.key]
    if others:
        parts += ["# What was not taken over:", *others, ""]
    return "\n".join(parts)


def _commented(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.split("\n")]


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
    "session_midnight": "Europe/Berlin",
    "max_clock_ahead": "24 hours",
    "earliest_timestamp": "2000-01-01",
    "load_overlap": "3 hours",
    "click_ids": "{tduid: {source: tradedoubler, medium: affiliate}}",
    "channels": "[{channel: Partners, source: [partner.example], medium: referral}]",
    "traffic_sources": "{my-agency.example: referral_partner}",
    "lookback": "90 days",
    "event_properties": "{order_completed: [revenue, order_id]}",
    "conversions": "{order_completed: {value: revenue, key: order_id}}",
    "checks": "{gaps_inside: warn}",
    "models": "{sessions: {type: table, tags: [segment, daily]}}",
}
