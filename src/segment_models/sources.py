"""Segment's raw tables as a warehouse really holds them: which exist, with which columns, of which types.

Segment makes a table or a column only once something was sent, orders columns as they were discovered, and gives the
same column different types in different sources. So nothing here is assumed: everything is looked up by name (R1, R2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlglot import exp

from segment_models.config import Config, worth
from segment_models.errors import SourceError, nearest
from segment_models.fields import EVENT_TYPES, IDENTIFY, TRACK, CallType, Field
from segment_models.sql import DOUBLES, LARGE_NUMBERS

LOAD_TIMES = ("loaded_at", "uuid_ts", "received_at")
"""When a row came into the warehouse: the first of these that is not NULL (R4)."""

ORIGINAL_TIMESTAMP = "original_timestamp"
"""What the client's clock said, for calls whose `timestamp` cannot be read."""

_NOUNS = {"page": "page views", "screen": "screen views", "track": "tracked events", "identify": "identify calls"}
"""The calls of each type, in the field's words."""

_VIEW = "_view"
"""What the name of a view ends in that Segment makes beside a table on BigQuery, without duplicates."""

C = TypeVar("C")

STANDARD_COLUMNS = ("id", "timestamp", "received_at", "user_id", "anonymous_id")


@dataclass(frozen=True)
class Column:
    """A column of a raw table: its name as the warehouse spells it, and its type."""

    name: str
    type: exp.DataType


class Columns(dict[str, Column]):
    """A table's columns by their lower-case names, and what else is to know of it.

    ``table`` is its own name where that is not in lower case. ``partition`` is the time by which it is divided, a
    column or a pseudo-column, where an engine reads less of it if that is compared with a constant.
    """

    def __init__(self, table: str | None = None, partition: str | None = None) -> None:
        super().__init__()
        self.table = table
        self.partition = partition


@dataclass(frozen=True)
class RawTable:
    """One of Segment's tables in one source. ``columns`` are found by their lower-case name."""

    source: str
    schema: str
    name: str
    columns: Mapping[str, Column]
    partition: str | None = None
    """See `Columns`."""
    called: Mapping[str, str] = field(default_factory=dict)
    """How it calls columns otherwise than Segment does, by Segment's own names: the key ``columns``."""

    def column(self, name: str) -> Column | None:
        """Return a column by Segment's own name, whatever its case; None if the table lacks it."""
        return self.custom_column(self.called.get(name, name))

    def custom_column(self, name: str) -> Column | None:
        """Return the column that has this very name, whatever its case; None if the table lacks it."""
        return self.columns.get(name.lower())


@dataclass(frozen=True)
class Sources:
    """The raw tables of every configured schema, and what is missing."""

    tables: Mapping[str, tuple[RawTable, ...]]
    warnings: tuple[str, ...] = field(default=())

    def sketch(self) -> Sources:
        """Return the same with one table of each type: enough to see which types a query reads."""
        return Sources({name: tables[:1] for name, tables in self.tables.items()})

    def of(self, call_type: CallType) -> tuple[RawTable, ...]:
        """Return the tables of one call type, in the order of the configuration."""
        return self.tables.get(call_type.name, ())


def source_names(config: Config) -> dict[str, str]:
    """Return the name of each schema's source: the last part of the schema, or all of it where two would be alike."""
    short = {schema: schema.rsplit(".", 1)[-1] for schema in config.segment_schema}
    alike = len(set(short.values())) < len(short)
    return {schema: schema if alike else name for schema, name in short.items()}


def resolve(config: Config, catalog: Mapping[str, Mapping[str, Mapping[str, Column]] | None]) -> Sources:
    """Match the configuration with what a warehouse holds.

    ``catalog`` gives for each configured schema its tables and their columns, or None where there is no such schema.

    Raises:
        SourceError: a schema is missing or there twice, no enabled table exists, or no table has a custom field.
    """
    _require_schemas(config, catalog)
    _refuse_two_names(config, catalog)
    names = source_names(config)
    tables: dict[str, tuple[RawTable, ...]] = {}
    warnings: list[str] = []
    for call_type in (*config.call_types, IDENTIFY):
        found = []
        for schema in config.segment_schema:
            held = catalog[schema] or {}
            if call_type.table in held:
                found.append(_found(config, names[schema], schema, call_type.table, held[call_type.table]))
            else:
                warnings.append(
                    f"{schema} has no `{call_type.table}` table, so it contributes no {_NOUNS[call_type.name]}."
                )
        tables[call_type.name] = tuple(found)
    if not any(tables[call_type.name] for call_type in config.call_types):
        raise SourceError(
            f"None of the tables {', '.join(one.table for one in config.call_types)} exists in "
            f"{', '.join(config.segment_schema)}. Correct segment_schema, or switch on the call types that were sent: "
            "include_pages, include_tracks, include_screens."
        )
    _require_called(config, [table for found in tables.values() for table in found])
    for event, rows in config.properties.items():
        tables[rows.name] = _of_event(config, event, rows, catalog)
    for call_type in (*config.call_types, IDENTIFY, *config.properties.values()):
        _require_custom_fields(config, call_type, tables[call_type.name], catalog)
        warnings += [] if call_type.event else _missing_columns(call_type, tables[call_type.name])
        warnings += _doubles_and_large_numbers(config, call_type, tables[call_type.name])
    warnings += _conversions_of_nothing(config, catalog)
    return Sources(tables, tuple(warnings))


def _found(config: Config, source: str, schema: str, name: str, columns: Mapping[str, Column]) -> RawTable:
    """Return a raw table that a catalog has, under its lower-case name."""
    partition = columns.partition if isinstance(columns, Columns) else None
    return RawTable(source, schema, table_name(columns, name), columns, partition, config.columns_of(schema))


def _of_event(
    config: Config, event: str, rows: CallType, catalog: Mapping[str, Mapping[str, Mapping[str, Column]] | None]
) -> tuple[RawTable, ...]:
    """Return an event's own tables: those of the sources that have one.

    Raises:
        SourceError: none has.
    """
    names, name = source_names(config), rows.raw.lower()
    found = [
        _found(config, names[schema], schema, name, columns)
        for schema in config.segment_schema
        if (columns := (catalog[schema] or {}).get(name))
    ]
    if not found:
        there = sorted({name for _, name, _ in _all_event_tables(config, catalog)})
        raise SourceError(
            f"The event {event!r} has no table {rows.raw!r} in {', '.join(config.segment_schema)}, so there are no "
            f"properties to read.{nearest(rows.raw, there)} Where the table has another name, say so with "
            f"event_properties: {{{event}: {{table: …, properties: […]}}}}."
        )
    return tuple(found)


def event_tables(held: Mapping[str, Mapping[str, C]], call_id: str = "id") -> Iterator[tuple[str, Mapping[str, C]]]:
    """Yield the tables of one schema that Segment writes what events carry into, each with its columns.

    A table is known by the columns that it shares with `tracks`, and no view beside a table is one. ``call_id`` is how
    the schema calls ``id``.
    """
    others = {one.table for one in (*EVENT_TYPES, IDENTIFY)}
    for name in held:
        if name in others or (name.endswith(_VIEW) and name.removesuffix(_VIEW) in held):
            continue
        columns = held[name]  # not `items`: some catalogs look at a table when it is asked for
        if {call_id.lower(), "event", "event_text"} <= columns.keys():
            yield name, columns


def table_name(columns: Mapping[str, object], name: str) -> str:
    """Return a table's name as the warehouse spells it, from its lower-case name."""
    return (columns.table if isinstance(columns, Columns) else None) or name


def _all_event_tables(
    config: Config, catalog: Mapping[str, Mapping[str, Mapping[str, Column]] | None]
) -> Iterator[tuple[str, str, Mapping[str, Column]]]:
    """Yield the schema, the name and the columns of each event's table in the sources."""
    for schema in config.segment_schema:
        for name, columns in event_tables(catalog[schema] or {}, config.columns_of(schema).get("id", "id")):
            yield schema, name, columns


def _conversions_of_nothing(
    config: Config, catalog: Mapping[str, Mapping[str, Mapping[str, Column]] | None]
) -> Iterator[str]:
    """Yield a sentence for each conversion whose event was never sent, by the tables that the sources have of events.

    Sources without any such table say nothing of what was sent. The events that properties are read of have theirs.
    """
    unknown = {
        name: event
        for name, one in config.conversions.items()
        if (event := worth.event_of(name, one)) not in config.properties
        and not any(
            {event.lower(), f"_{event.lower()}"} & set(catalog[schema] or {}) for schema in config.segment_schema
        )
    }
    there = sorted({name for _, name, _ in _all_event_tables(config, catalog)}) if unknown else []
    for name, event in unknown.items() if there else ():
        yield (
            f"No source has a table of the event `{event}`, so the conversion `{name}` will count nothing if `tracks` "
            f"has no such event either.{nearest(event, there)} An event is named as in tracks.event."
        )


def assume(config: Config, types: Mapping[str, exp.DataType]) -> Sources:
    """Return the tables as Segment lays them out when everything was sent once, for compiling without a connection."""
    names = source_names(config)
    tables = {}
    for call_type in (*config.call_types, IDENTIFY):
        tables[call_type.name] = tuple(
            _assumed(config, call_type, RawTable(names[schema], schema, call_type.table, {}), types)
            for schema in config.segment_schema
        )
    for rows in config.properties.values():
        tables[rows.name] = tuple(
            _assumed(config, rows, RawTable(names[schema], schema, rows.raw, {}), types)
            for schema in config.segment_schema
        )
    return Sources(tables)


def _assumed(config: Config, call_type: CallType, table: RawTable, types: Mapping[str, exp.DataType]) -> RawTable:
    """Return a raw table with every column that the models read, as it calls them."""
    called = config.columns_of(table.schema)
    own = [*STANDARD_COLUMNS, *(raw_name(item) for item in call_type.fields)]
    own += [name for name in LOAD_TIMES if name in types]
    own += [name for name in called if name == ORIGINAL_TIMESTAMP]
    columns = {name: types.get(name, types["text"]) for name in map(raw_name, config.custom_fields(call_type))}
    columns |= {called.get(name, name): types.get(name, types["text"]) for name in own}
    found = {name.lower(): Column(name, kind) for name, kind in columns.items()}
    return replace(table, columns=found, called=called)


def refuse_unknown_columns(config: Config) -> None:
    """Refuse a key of ``columns`` that is neither a column of Segment's that the models read nor a schema.

    Raises:
        ValueError: it is none.
    """
    own = {raw_name(item) for one in (*EVENT_TYPES, IDENTIFY) for item in one.fields}
    known = list(dict.fromkeys((*STANDARD_COLUMNS, *LOAD_TIMES, ORIGINAL_TIMESTAMP, *sorted(own))))
    for key, called in config.columns.items():
        if isinstance(called, dict) and key not in config.segment_schema:
            raise ValueError(
                f"columns.{key}: that is no schema of segment_schema.{nearest(key, config.segment_schema)} Name a "
                "schema there, or write the columns themselves below columns."
            )
        names = [(f"columns.{key}.{name}", name) for name in called] if isinstance(called, dict) else [("", key)]
        for place, name in names:
            if name not in known:
                raise ValueError(
                    f"{place or f'columns.{name}'}: that is no column of Segment's that the models read."
                    f"{nearest(name, known)} Columns: {', '.join(known)}. Other columns are carried along by "
                    "custom_page_fields and the like, under their own names."
                )


def _require_called(config: Config, tables: list[RawTable]) -> None:
    """Require that each column which is called otherwise is in a raw table: of its schema, if it is for that one only.

    Raises:
        SourceError: it is in none.
    """
    for key, called in config.columns.items():
        named = called.items() if isinstance(called, dict) else [(key, called)]
        of_key = [table for table in tables if table.schema == key] if isinstance(called, dict) else tables
        for name, raw in named:
            theirs = [table for table in of_key if table.called.get(name) == raw]
            if theirs and not any(table.column(name) for table in theirs):
                where = ", ".join(f"{table.schema}.{table.name}" for table in theirs)
                held = sorted({column.name for table in theirs for column in table.columns.values()})
                place = f"columns.{key}.{name}" if isinstance(called, dict) else f"columns.{name}"
                raise SourceError(f"{place}: {raw!r} is not a column of {where}.{nearest(raw, held)}")


def _require_schemas(config: Config, catalog: Mapping[str, object | None]) -> None:
    missing = [schema for schema in config.segment_schema if catalog.get(schema) is None]
    if missing:
        raise SourceError(
            f"There is no schema {missing[0]!r} in the warehouse."
            f"{nearest(missing[0], (name for name, held in catalog.items() if held is not None))} "
            "Correct segment_schema, or load raw events with: segment-models load"
        )


def _refuse_two_names(config: Config, catalog: Mapping[str, object | None]) -> None:
    """Refuse two names of one schema, such as ``web`` and ``database.web``: the warehouse holds one object for both."""
    first: dict[int, str] = {}
    for schema in config.segment_schema:
        other = first.setdefault(id(catalog[schema]), schema)
        if other != schema:
            raise SourceError(
                f"segment_schema names one schema twice, as {other!r} and as {schema!r}: its calls would count double. "
                "Keep one of the two."
            )


def _require_custom_fields(
    config: Config,
    call_type: CallType,
    tables: tuple[RawTable, ...],
    catalog: Mapping[str, Mapping[str, Mapping[str, Column]] | None],
) -> None:
    if not tables:
        return
    for custom in (one for one in config.custom_fields(call_type) if one.name not in call_type.optional):
        raw = raw_name(custom)
        if not any(table.custom_column(raw) for table in tables):
            held = sorted({column.name for table in tables for column in table.columns.values()})
            where = ", ".join(f"{table.schema}.{table.name}" for table in tables)
            what = f"The property {raw!r} of {call_type.event}" if call_type.event else f"The custom field {raw!r}"
            hint = nearest(raw, held)
            theirs = _of_events_with(raw, config, catalog) if call_type is TRACK else []
            if theirs:
                event = theirs[0].rpartition(".")[2]
                hint = (
                    f" It is one of {', '.join(theirs)}: Segment writes what an event carries into the event's own "
                    f"table. Carry it along with event_properties: {{{event}: [{raw}]}}."
                )
            raise SourceError(f"{what} is not a column of {where}.{hint}")


def _of_events_with(
    column: str, config: Config, catalog: Mapping[str, Mapping[str, Mapping[str, Column]] | None]
) -> list[str]:
    """Return the events' own tables that have a column."""
    return [
        f"{schema}.{name}" for schema, name, columns in _all_event_tables(config, catalog) if column.lower() in columns
    ]


def _missing_columns(call_type: CallType, tables: Iterable[RawTable]) -> list[str]:
    wanted = [*STANDARD_COLUMNS, *(raw_name(item) for item in call_type.fields)]
    found = []
    for table in tables:
        missing = [table.called.get(name, name) for name in wanted if table.column(name) is None]
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            what = f"column {names}, so it is" if len(missing) == 1 else f"columns {names}, so they are"
            found.append(f"{table.schema}.{table.name} has no {what} NULL in the models.")
    return found


def _doubles_and_large_numbers(config: Config, call_type: CallType, tables: Iterable[RawTable]) -> list[str]:
    """Return a sentence for each custom field that is a double in one source, and a number of more digits elsewhere."""
    found = []
    for custom in config.custom_fields(call_type):
        columns = {f"{table.schema}.{table.name}": table.custom_column(raw_name(custom)) for table in tables}
        types = {place: column.type for place, column in columns.items() if column}
        doubles = [place for place, kind in types.items() if kind.is_type(*DOUBLES)]
        large = [place for place, kind in types.items() if kind.is_type(*LARGE_NUMBERS)]
        if doubles and large and all(kind.is_type(*exp.DataType.NUMERIC_TYPES) for kind in types.values()):
            found.append(
                f"The custom field `{custom.name}` is a double in {doubles[0]}, so those of {large[0]} become doubles; "
                "numbers beyond 9007199254740992, which doubles do not tell apart, are NULL in the models (R1)."
            )
    return found


def raw_name(item: Field) -> str:
    """Return the raw column a published field is read from."""
    return item.raw or item.name
