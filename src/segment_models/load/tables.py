"""Raw tables in DuckDB: made, widened and filled as rows come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.errors import LoadError
from segment_models.load.columns import (
    BIGINT,
    DOUBLE,
    LOAD_TIMES,
    SENT_TIMES,
    TIMESTAMP,
    VARCHAR,
    all_storable,
    native,
    read_times,
)
from segment_models.load.pieces import MOST_CELLS, Batch, Stack, joined
from segment_models.load.values import BEYOND_BIGINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    import duckdb


LOADS_TABLE = "_segment_models_loads"
"""One row per file loaded into the schema: ``file``, ``sha256`` of its bytes, ``loaded_at``, ``messages``."""

FEW_ROWS = 128
"""Rows that are inserted as lists, which are quicker to plan, and not as texts, which are quicker to read."""


@dataclass(frozen=True, slots=True)
class Widened:
    """A column whose type was changed so that no value is lost: in DuckDB's words."""

    schema: str
    table: str
    column: str
    before: str
    after: str


@cache
def quoted(name: str) -> str:
    """Return ``name`` as a quoted identifier of DuckDB."""
    return exp.to_identifier(name, quoted=True).sql("duckdb")


class RawSchema:
    """One schema of the connection's current database, its tables, and which files they came of. Made if need be.

    ``loaded_at``: the time of this load, in UTC without zone.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, loaded_at: datetime) -> None:
        (database,) = connection.execute("SELECT current_database()").fetchone() or ("",)
        self.connection = connection
        self.name = name
        # With the database: where a schema bears the name of its database, its name alone is refused.
        self.sql = f"{quoted(database)}.{quoted(name)}"
        self.loaded_at = loaded_at
        self.tables: dict[str, RawTable] = {}
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self.sql}")
        found = connection.execute(
            "SELECT lower(table_name), lower(column_name), data_type FROM duckdb_columns() "
            "WHERE database_name = ? AND lower(schema_name) = lower(?)",
            [database, name],
        )
        self._types_before: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for table, column, type_name in found.fetchall():
            self._types_before[table][column] = type_name
        self._refuse_models()
        self._loads = f"{self.sql}.{quoted(LOADS_TABLE)}"
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {self._loads} "
            "(file VARCHAR, sha256 VARCHAR, loaded_at TIMESTAMP, messages BIGINT)"
        )

    def _refuse_models(self) -> None:
        """Refuse a schema in which models stand: a table of events could take the place of one.

        Every raw table has an ``id``, and no table of sessions has.
        """
        for table, types in self._types_before.items():
            if {"session_id", "session_index"} <= types.keys() and "id" not in types:
                raise LoadError(
                    f"{self.name} holds models ({table}), and a raw table could take a model's place. Load into "
                    "another schema with --schema. Nothing was loaded."
                )

    def table(self, name: str) -> RawTable:
        """Return the table called ``name``, which need not be there yet."""
        if name not in self.tables:
            self.tables[name] = RawTable(self, name, self._types_before.pop(name, {}))
        return self.tables[name]

    def has_loaded(self, sha256: str) -> bool:
        """Return whether a file with these bytes was loaded, and something came of it."""
        found = self.connection.execute(
            f"SELECT 1 FROM {self._loads} WHERE sha256 = ? AND messages > 0 LIMIT 1",  # noqa: S608  # the name is quoted
            [sha256],
        )
        return found.fetchone() is not None

    def note_loaded(self, path: Path, sha256: str, messages: int) -> None:
        """Record a file as loaded, with the messages that came of it."""
        self.connection.execute(
            f"INSERT INTO {self._loads} (file, sha256, loaded_at, messages) VALUES (?, ?, ?, ?)",  # noqa: S608  # as above
            [str(path).encode(errors="replace").decode(), sha256, self.loaded_at, messages],
        )


class RawTable:
    """One raw table, and what this load did to it.

    ``rows``: rows put in. ``added``: columns new to a table that ``was_there`` before. ``widened``: columns
    whose type was changed. ``types``: its columns, by their names in small letters. DuckDB knows no case in
    names, and those that this loader gives are in small letters.
    """

    def __init__(self, schema: RawSchema, name: str, types: dict[str, str]) -> None:
        self._schema = schema
        self._connection = schema.connection
        self.name = name
        self.sql = f"{schema.sql}.{quoted(name)}"
        self.rows = 0
        self.added: list[str] = []
        self.widened: list[Widened] = []
        self.types = types
        self.was_there = bool(self.types)

    def insert(self, batches: Sequence[Batch]) -> None:
        """Put rows in, adding columns that are missing and widening those that a value does not fit."""
        for some in in_parts(batches):
            self._insert_part(some)

    def _insert_part(self, batches: Sequence[Batch]) -> None:
        names = dict.fromkeys(chain.from_iterable(batch.pieces for batch in batches))
        stacks = {name: Stack(name, batches) for name in names}
        times = [name for name in SENT_TIMES if name in stacks and self.types.get(name) != VARCHAR]
        for name in times:
            if not stacks[name].is_joined:
                _read_times(name, stacks)
        wanted = {name: TIMESTAMP if name in times else self._wanted(stack) for name, stack in stacks.items()}
        types = self.require({**wanted, **dict.fromkeys(LOAD_TIMES, TIMESTAMP)})
        rows = sum(batch.rows for batch in batches)
        insert = self._insert_few if rows <= FEW_ROWS else self._insert_many
        insert(stacks, types)
        self.rows += rows

    def _wanted(self, stack: Stack) -> str:
        """Return the type that values ask of their column."""
        now = self.types.get(stack.name)
        if now == VARCHAR:
            return VARCHAR
        if stack.type == BIGINT and now is not None and native(now) == DOUBLE:
            return DOUBLE if stack.fits_double else VARCHAR
        return stack.type

    def require(self, wanted: dict[str, str]) -> dict[str, str]:
        """Make each column hold values of the type ``wanted`` for it too; return the types they have now."""
        if not self.types:
            body = ", ".join(f"{quoted(name)} {type_name}" for name, type_name in wanted.items())
            self._connection.execute(f"CREATE TABLE {self.sql} ({body})")
            self.types.update(wanted)
        for name, type_name in wanted.items():
            now = self.types.get(name)
            if now is None:
                self._connection.execute(f"ALTER TABLE {self.sql} ADD COLUMN {quoted(name)} {type_name}")
                self.types[name] = type_name
                self.added += [name] if self.was_there else []
            elif now != (needed := self._wide_enough(name, now, type_name)):
                self._change_type(name, now, needed)
        return {name: self.types[name] for name in wanted}

    def _wide_enough(self, name: str, now: str, wanted: str) -> str:
        """Return the type that holds what a column of type ``now`` has and values of type ``wanted``, too."""
        own = native(now)
        if own == wanted:
            return own
        if own == BIGINT and wanted == DOUBLE and self._is_exact_as_double(name):
            return DOUBLE
        return VARCHAR

    def _is_exact_as_double(self, name: str) -> bool:
        column = quoted(name)
        lossy = self._connection.execute(
            f"SELECT 1 FROM {self.sql} "  # noqa: S608  # names are quoted
            f"WHERE TRY_CAST(CAST({column} AS DOUBLE) AS HUGEINT) IS DISTINCT FROM CAST({column} AS HUGEINT) "
            f"OR ABS(CAST({column} AS HUGEINT)) >= {BEYOND_BIGINT} "
            "LIMIT 1"
        )
        return lossy.fetchone() is None

    def _change_type(self, name: str, before: str, after: str) -> None:
        column = quoted(name)
        self._connection.execute(
            f"ALTER TABLE {self.sql} ALTER COLUMN {column} "
            f"SET DATA TYPE {after} USING ({converted(column, before, after)})"
        )
        self.types[name] = after
        self.widened.append(Widened(self._schema.name, self.name, name, before, after))

    def _insert_few(self, stacks: dict[str, Stack], types: dict[str, str]) -> None:
        """Insert columns as lists, where each of many events has a table of its own and planning is what costs."""
        columns = [all_storable(stack.texts(types[name])) for name, stack in stacks.items()]
        given = ", ".join(f"$t{i} AS c{i}" for i, _ in enumerate(columns))
        self._connection.execute(
            f"INSERT INTO {self.sql} ({self._filled(stacks)}) "  # noqa: S608  # as below
            f"SELECT UNNEST(COLUMNS(*)), $loaded_at, $loaded_at FROM (SELECT {given})",
            {"loaded_at": self._schema.loaded_at, **{f"t{i}": one for i, one in enumerate(columns)}},
        )

    def _filled(self, names: Iterable[str]) -> str:
        return ", ".join(map(quoted, (*names, *LOAD_TIMES)))

    def _insert_many(self, stacks: dict[str, Stack], types: dict[str, str]) -> None:
        """Insert columns whole, each as one text that DuckDB splits and casts: quicker than row by row.

        The texts come from a subquery of their own, for DuckDB splits a constant while planning, and slowly;
        and one ``COLUMNS(*)`` is quicker to parse than an expression a column.
        """
        separator, null, texts = joined(stacks, types)
        given = ", ".join(f"$t{i} AS c{i}" for i, _ in enumerate(texts))
        self._connection.execute(
            f"INSERT INTO {self.sql} ({self._filled(stacks)}) "  # noqa: S608  # names are quoted, values are parameters
            f"SELECT NULLIF(COLUMNS(*), $null), $loaded_at, $loaded_at "
            f"FROM (SELECT UNNEST(STRING_SPLIT(COLUMNS(*), $separator)) FROM (SELECT {given}))",
            {
                "separator": separator,
                "null": null,
                "loaded_at": self._schema.loaded_at,
                **{f"t{i}": text for i, text in enumerate(texts)},
            },
        )


def _read_times(name: str, stacks: dict[str, Stack]) -> None:
    """Make of the column ``name`` texts that DuckDB casts to TIMESTAMP; what is no time goes beside it."""
    beside = f"_{name}"
    columns = {one: stacks[one].values() for one in (name, beside) if one in stacks}
    before = columns.get(beside)
    stacks[name] = Stack.of_times(name, read_times(columns, [name])[name])
    if columns.get(beside) is not before:
        stacks[beside] = Stack.of_values(beside, columns[beside])


def in_parts(batches: Sequence[Batch]) -> Iterator[Sequence[Batch]]:
    """Yield batches in parts that have no more than MOST_CELLS each, empty cells counted, in their order."""
    names: set[str] = set()
    start = rows = 0
    for i, batch in enumerate(batches):
        names.update(batch.pieces)
        rows += batch.rows
        if len(names) * rows > MOST_CELLS and i > start:
            yield batches[start:i]
            start, names, rows = i, set(batch.pieces), batch.rows
    yield batches[start:]


def converted(sql: str, before: str, after: str) -> str:
    """Return the SQL that turns ``sql`` from type ``before`` into ``after``, in any time zone.

    What becomes text becomes what ``stored_text`` would have made of the value.
    """
    if before == "TIMESTAMP WITH TIME ZONE":
        return converted(f"({sql} AT TIME ZONE 'UTC')", TIMESTAMP, after)
    if before == TIMESTAMP and after == VARCHAR:
        return (
            f"CASE WHEN EXTRACT(microseconds FROM {sql}) % 1000 = 0 "
            f"THEN STRFTIME({sql}, '%Y-%m-%dT%H:%M:%S.%gZ') ELSE STRFTIME({sql}, '%Y-%m-%dT%H:%M:%S.%fZ') END"
        )
    if native(before) == DOUBLE and after == VARCHAR:
        return (
            f"CASE WHEN {sql} = TRUNC({sql}) AND ABS({sql}) < {BEYOND_BIGINT} "
            f"THEN CAST(TRY_CAST({sql} AS BIGINT) AS VARCHAR) ELSE CAST({sql} AS VARCHAR) END"
        )
    return sql if before == after else f"CAST({sql} AS {after})"
