"""Google's own GoogleSQL in this process: BigQuery's analyzer, and the reference evaluator of its compliance tests.

PyPI's `zetasql` is a WebAssembly build of them. It analyses whatever it is given and evaluates queries; a statement
that changes something is analysed whole, then its query is evaluated here and the result kept.
Four things are done to be quick: requests are copied at once, not byte by byte; the compiled module is kept on disk;
one check of the build's, for its authors, is left out (`DEBUG_CHECKS`); and the engine is told of tables when a
statement names them and they have changed, not of all tables after each change (`Catalogs`).
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import wasmtime
from google._upb import _message
from google.protobuf import empty_pb2
from zetasql.core import wasm_client
from zetasql.core.exceptions import ServerError
from zetasql.wasi import get_wasm_path
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service
from zetasql.wasi._pb2.zetasql.proto import options_pb2, simple_catalog_pb2
from zetasql.wasi._pb2.zetasql.public import options_pb2 as public_options
from zetasql.wasi._pb2.zetasql.public import type_pb2
from zetasql.wasi._pb2.zetasql.resolved_ast import resolved_node_kind_pb2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_message.SetAllowOversizeProtos(True)  # noqa: FBT003 a resolved query is deeper than protobuf's limit of 100

CACHE = Path(os.environ.get("GOOGLESQL_CACHE") or Path(gettempdir()) / "segment-models-googlesql")
"""Where the compiled module is kept (76 MB): compiling takes 12 seconds, loading it a tenth of one."""

DEBUG_CHECKS = {"00135b44fe391fa8d56f6804dca013bc681e45d607561a638b81c98a08744bcb": (1_082_061, 338)}
"""Of a build by its SHA-256, where the body of `IdString::CheckAlive` begins, and its length in bytes.

The package is built with C++ assertions. Whenever a name is compared or hashed, this one takes a lock and looks up
whether the pool that holds the name still exists: "IdString was accessed after its IdStringPool was destructed". It
returns nothing and changes nothing, a build for production is without it, and two thirds of the time of an analysis
were spent in it. All other assertions stay, and any other build is taken as it is.
"""

NOT_IN_BIGQUERY = {  # features of the engine that BigQuery has not
    "FEATURE_TIMESTAMP_NANOS",
    "FEATURE_TIMESTAMP_PICOS",
    "FEATURE_SPANNER_LEGACY_DDL",
    "FEATURE_JSON_TYPE_COMPARISON",
    "FEATURE_MAP_TYPE",
    "FEATURE_V_1_4_MAP_TYPE",
    "FEATURE_ENABLE_MEASURES",
    "FEATURE_V_1_4_ENABLE_MEASURES",
}
TYPES = {
    "INT64": type_pb2.TYPE_INT64,
    "BOOL": type_pb2.TYPE_BOOL,
    "FLOAT64": type_pb2.TYPE_DOUBLE,
    "NUMERIC": type_pb2.TYPE_NUMERIC,
    "STRING": type_pb2.TYPE_STRING,
    "DATE": type_pb2.TYPE_DATE,
    "DATETIME": type_pb2.TYPE_DATETIME,
    "TIMESTAMP": type_pb2.TYPE_TIMESTAMP,
}
IN_BIGQUERY = {  # features of BigQuery that the engine leaves off
    "FEATURE_CREATE_TABLE_CLONE",
    "FEATURE_CREATE_VIEWS_WITH_COLUMN_OPTIONS",
}
PARTITION = "_PARTITIONTIME"
"""The pseudo-column of a table that is divided by the time its rows came."""

MILLIONTH = Decimal("0.000001")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MAKE = re.compile(
    r"CREATE OR REPLACE (?=(?:TABLE|VIEW) (\S+))(TABLE|VIEW) \S+.*?\bAS\s+((?:WITH|SELECT)\b.*)", re.DOTALL
)
_CLONE = re.compile(r"CREATE OR REPLACE TABLE (\S+) CLONE (\S+)", re.DOTALL)
_INSERT = re.compile(r"INSERT INTO (\S+)\s+((?:WITH|SELECT)\b.*)", re.DOTALL)
_DELETE = re.compile(r"DELETE FROM (\S+)( AS \S+)?\s+WHERE\s(.*)", re.DOTALL)
_CREATE = re.compile(r"CREATE TABLE IF NOT EXISTS (\S+)\s+\((.*)\)\s*", re.DOTALL)
_DROP = re.compile(r"DROP (TABLE|VIEW|SCHEMA) (IF EXISTS )?(\S+)")
_ALTER = re.compile(r"ALTER TABLE (\S+)\s")
_NAME = re.compile(r"`[^`]+`(?:\.`[^`]+`)+")


class GoogleSQLError(Exception):
    """What Google's analyzer or evaluator says against a statement."""


class _Client(wasm_client.WasmClient):
    def __init__(self) -> None:
        config = wasmtime.Config()
        config.shared_memory = True
        engine = wasmtime.Engine(config)
        self.store = wasmtime.Store(engine)
        wasi = wasmtime.WasiConfig()
        wasi.preopen_dir(wasm_client.get_tzinfo_dir(), "/usr/share/zoneinfo")
        self.store.set_wasi(wasi)
        self.module = _module(engine)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        self.exports = linker.instantiate(self.store, self.module).exports(self.store)
        self.exports["_initialize"](self.store)
        self.memory = self.exports["memory"]

    def _address(self, pointer: int) -> int:
        base = ctypes.cast(self.memory.data_ptr(), ctypes.c_void_p).value or 0
        return base + (pointer & 0xFFFFFFFF)

    def write_bytes(self, ptr: int, data: bytes) -> None:
        ctypes.memmove(self._address(ptr), data, len(data))

    def read_bytes(self, ptr: int, size: int) -> bytes:
        return ctypes.string_at(self._address(ptr), size)


def _module(engine: wasmtime.Engine) -> wasmtime.Module:
    path = Path(get_wasm_path())
    known = f"{version('wasmtime')} {version('zetasql')} {path.stat().st_size} {DEBUG_CHECKS}"
    kept = CACHE / f"{hashlib.sha256(known.encode()).hexdigest()[:16]}.cwasm"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        made = kept.with_suffix(f".{os.getpid()}")
        made.write_bytes(wasmtime.Module(engine, _without_debug_check(path.read_bytes())).serialize())
        made.replace(kept)
    return wasmtime.Module.deserialize_file(engine, str(kept))


def _without_debug_check(code: bytes) -> bytes:
    """Return the module with a function that does nothing in the place of its check: no variables, NOPs, END."""
    if (place := DEBUG_CHECKS.get(hashlib.sha256(code).hexdigest())) is None:
        return code
    start, length = place
    return code[:start] + b"\x00" + b"\x01" * (length - 2) + b"\x0b" + code[start + length :]


@cache
def _client() -> _Client:
    return _Client()


def _call(method: str, request: Any, response: Any) -> Any:
    __tracebackhide__ = True  # pytest would print the whole request
    try:
        return _client().call_grpc_func(f"ZetaSqlLocalService_{method}", request, response)
    except ServerError as error:
        raise GoogleSQLError(str(error)) from error
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        _client.cache_clear()  # an engine that has trapped answers nothing more
        _catalogs.cache_clear()
        raise GoogleSQLError(f"the engine stopped: {error}") from error


@cache
def _options() -> Any:
    language = _call(
        "GetLanguageOptions", service.LanguageOptionsRequest(maximum_features=True), options_pb2.LanguageOptionsProto
    )
    off = {public_options.LanguageFeature.Value(name) for name in NOT_IN_BIGQUERY}
    language.enabled_language_features[:] = [one for one in language.enabled_language_features if one not in off]
    language.enabled_language_features.extend(public_options.LanguageFeature.Value(name) for name in IN_BIGQUERY)
    language.product_mode = public_options.PRODUCT_EXTERNAL
    language.reserved_keywords.append("QUALIFY")
    kinds = resolved_node_kind_pb2.ResolvedNodeKind.items()
    language.supported_statement_kinds[:] = [number for name, number in kinds if name.endswith("_STMT")]
    return options_pb2.AnalyzerOptionsProto(language_options=language, default_timezone="America/New_York")


@dataclass(frozen=True, eq=False)
class Table:
    """A table's columns with their types, and its rows as the engine holds them: what changes it makes another."""

    columns: dict[str, Any]
    content: Any = field(default_factory=lambda: service.TableContent(table_data={}))

    def cells(self) -> int:
        """Return how large it is."""
        return len(self.content.table_data.row) * len(self.columns)


@dataclass(frozen=True)
class View:
    """The rows of a view: of which query, and what was read."""

    query: str
    read: dict[str, Table]
    rows: Table


class Catalogs:
    """What the engine was told of lately: catalogs of some tables each.

    To register one takes it some 15 ms, and as long again for some hundred rows. So a new one has the tables of the
    statement that asks for it, and of all others those that are small: the next statement may ask for them.
    """

    MOST = 8
    CELLS_BESIDE = 3_000

    def __init__(self) -> None:
        """Nothing is registered yet."""
        self._kept: dict[int, dict[str, Table]] = {}
        """Each catalog by the engine's number for it; the one that was used last is the last."""

    def of(self, read: dict[str, Table], others: dict[str, Table], *, rows: bool) -> int:
        """Return the number of a catalog in which the tables read are as they are now; if not in rows, in columns."""
        number = next((number for number, held in reversed(self._kept.items()) if _has(held, read, rows)), None)
        if number is None:
            tables = read if rows else {name: Table(table.columns) for name, table in read.items()}
            left = self.CELLS_BESIDE
            for name, table in sorted(others.items(), key=lambda other: other[1].cells()):
                left -= table.cells()
                if left >= 0:
                    tables = {name: table} | tables
            number = self._register(tables)
        else:
            tables = self._kept.pop(number)
        self._kept[number] = tables
        while len(self._kept) > self.MOST:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            _call("UnregisterCatalog", service.UnregisterRequest(registered_id=oldest), empty_pb2.Empty)
        return number

    def _register(self, tables: dict[str, Table]) -> int:
        catalog = simple_catalog_pb2.SimpleCatalogProto(name="root")
        catalog.builtin_function_options.language_options.CopyFrom(_options().language_options)
        request = service.RegisterCatalogRequest(simple_catalog=catalog)
        for name, table in tables.items():
            added = request.simple_catalog.table.add(name=name)
            for column, kind in table.columns.items():
                hidden = column == PARTITION
                added.column.add(name=column, type=kind, is_writable_column=True, is_pseudo_column=hidden)
            request.table_content[name].CopyFrom(table.content)
        number: int = _call("RegisterCatalog", request, service.RegisterResponse).registered_id
        return number


def _has(held: dict[str, Table], read: dict[str, Table], rows: bool) -> bool:  # noqa: FBT001 as it is asked
    """Return whether a catalog has tables as they are now; in columns only, if not in rows."""
    return all(
        (there := held.get(name)) is table
        or (there is not None and not rows and list(there.columns.items()) == list(table.columns.items()))
        for name, table in read.items()
    )


@cache
def _catalogs() -> Catalogs:
    """Return the catalogs of this engine."""
    return Catalogs()


def type_of(name: str) -> Any:
    """Return a simple type by its name in SQL."""
    return type_pb2.TypeProto(type_kind=TYPES[name])


class GoogleSQL:
    """A warehouse of tables and views, by names like ``dataset.table`` or ``project.dataset.table``."""

    def __init__(self, *, thorough: bool = True) -> None:
        """Start empty; ``thorough`` analyses CREATE TABLE … AS whole, and not only its query, which takes its time."""
        self._thorough = thorough
        self.tables: dict[str, Table] = {}
        self.parameters: dict[str, datetime | None] = {}
        """Times that statements name as parameters, as ``@name``."""
        self._computed: dict[str, View] = {}
        self.views: dict[str, str] = {}
        self.schemas: set[str] = set()
        self.descriptions: dict[str, dict[str | None, str]] = {}

    def write(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a table, replacing one of that name."""
        table = Table({column: type_of(kind) for column, kind in columns.items()})
        _add(table, rows)
        self.tables[name] = table

    def append(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows to a table, and the columns that it lacks, which are NULL in the rows it has."""
        there = self.tables[name]
        new = {column: type_of(kind) for column, kind in columns.items() if column not in there.columns}
        table = Table(there.columns | new, deepcopy(there.content))
        for row in table.content.table_data.row:
            for _ in new:
                row.cell.add()
        _add(table, rows)
        self.tables[name] = table

    def create(self, name: str, columns: str) -> None:
        """Make an empty table with columns as SQL spells them, of any type."""
        resolved = self.analyze(f"CREATE TABLE made ({columns})").resolved_create_statement_node
        definitions = _messages(resolved, "ResolvedColumnDefinitionProto")
        self.tables[name] = Table({one.name: one.type for one in definitions})

    def analyze(self, sql: str) -> Any:
        """Return what Google's analyzer makes of a statement.

        Raises:
            GoogleSQLError: it refuses, with its words.
        """
        flat, read = self._flat(sql)
        catalog = _catalogs().of(read, self.tables, rows=False)
        request = service.AnalyzeRequest(options=self._options(), registered_catalog_id=catalog, sql_statement=flat)
        return _call("Analyze", request, service.AnalyzeResponse).resolved_statement

    def query(self, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the columns and the rows of a query."""
        return _told(self._evaluate(*self._flat(sql)))

    def read(self, name: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the columns and the rows of a table or a view, as a query of all of them does."""
        table = self._relation(name)
        if table is None:
            raise GoogleSQLError(f"there is no {name}")
        columns, rows = _told(table)
        shown = [place for place, column in enumerate(columns) if column != PARTITION]
        return tuple(columns[place] for place in shown), [tuple(row[place] for place in shown) for row in rows]

    def execute(self, sql: str) -> None:  # noqa: C901 a case for each kind of statement
        """Carry out a statement: analyse it, then do what it says."""
        made = _MAKE.match(sql)
        if made and made[2] == "TABLE" and not self._thorough:
            self._make(made[2], made[1], made[3])
            return
        resolved = self.analyze(sql)
        if sql.startswith(("SELECT", "WITH")):
            return
        if sql.startswith("CREATE SCHEMA"):
            self.schemas.add(_plain(sql.removeprefix("CREATE SCHEMA IF NOT EXISTS ").split()[0]))
        elif found := _CLONE.match(sql):
            target, source = map(_plain, found.groups())
            self.tables[target] = self.tables[source]
        elif made:
            self._make(made[2], made[1], made[3])
        elif sql.startswith(("INSERT", "DELETE")):
            self._change_rows(sql)
        elif found := _CREATE.match(sql):
            if _plain(found[1]) not in self.tables:
                self.create(_plain(found[1]), found[2])
        elif found := _DROP.match(sql):
            self._drop(*found.groups())
        elif not (found := _ALTER.match(sql)) or _plain(found[1]) not in self.tables:
            raise GoogleSQLError(f"this statement is not carried out here: {sql}")
        if not sql.startswith(("CREATE SCHEMA", "CREATE TABLE IF", "DELETE", "DROP", "INSERT")):
            name = _plain(_NAME.search(sql)[0])
            before = self.descriptions.get(name, {}) if sql.startswith("ALTER") else {}
            self.descriptions[name] = before | dict(_descriptions(resolved))

    def copied(self) -> dict[str, Table]:
        """Return all tables as they are now, whatever becomes of them."""
        return dict(self.tables)

    def put_back(self, tables: dict[str, Table]) -> None:
        """Let the tables be what they were."""
        self.tables = dict(tables)

    def columns(self, name: str) -> dict[str, str]:
        """Return the columns of a table or a view, each with its type in SQL."""
        if name in self.tables:
            return {column: _type_name(kind) for column, kind in self.tables[name].columns.items()}
        quoted = ".".join(f"`{part}`" for part in name.split("."))
        columns = self.analyze(f"SELECT * FROM {quoted}").resolved_query_stmt_node.output_column_list
        return {column.name: _type_name(column.column.type) for column in columns}

    def described(self, name: str) -> tuple[str | None, dict[str, str | None]]:
        """Return what a relation was described with, and each of its columns."""
        said = self.descriptions.get(name, {})
        return said.get(None), {column: said.get(column) for column in self.columns(name)}

    def _make(self, kind: str, place: str, query: str) -> None:
        name = _plain(place)
        other = self.views if kind == "TABLE" else self.tables
        if name in other:
            raise GoogleSQLError(f"{name} is not a {kind}")
        if name.rpartition(".")[0] not in self.schemas:
            raise GoogleSQLError(f"there is no schema for {name}")
        if kind == "VIEW":
            self.views[name] = query
        else:
            made = self._evaluate(*self._flat(query))
            if "f0_" in made.columns:
                raise GoogleSQLError(f"CREATE TABLE {name}: a column has no name")
            _require_no_null_elements(made)
            self.tables[name] = made

    def _change_rows(self, sql: str) -> None:
        if found := _INSERT.match(sql):
            name = _plain(found[1])
            content = deepcopy(self.tables[name].content)
            content.table_data.row.extend(self._evaluate(*self._flat(found[2])).content.table_data.row)
            self.tables[name] = Table(self.tables[name].columns, content)
        elif found := _DELETE.match(sql):
            stays = f"SELECT * FROM {found[1]}{found[2] or ''} WHERE NOT COALESCE({found[3]}, FALSE)"
            name = _plain(found[1])
            self.tables[name] = Table(self.tables[name].columns, self._evaluate(*self._flat(stays)).content)

    def _drop(self, kind: str, tolerant: str | None, place: str) -> None:
        name = _plain(place)
        held = {"TABLE": self.tables, "VIEW": self.views, "SCHEMA": dict.fromkeys(self.schemas)}[kind]
        if name not in held and not tolerant:
            raise GoogleSQLError(f"there is no {kind} {name}")
        if kind == "SCHEMA":
            if any(one.rpartition(".")[0] == name for one in (*self.tables, *self.views)):
                raise GoogleSQLError(f"the schema {name} is not empty")
            self.schemas.discard(name)
        else:
            held.pop(name, None)

    def _flat(self, sql: str) -> tuple[str, dict[str, Table]]:
        """Return a statement that names tables by one word, as those of a catalog's root are, and these tables.

        A view is a table when it is read.
        """
        read: dict[str, Table] = {}

        def one(found: re.Match[str]) -> str:
            name = _plain(found[0])
            is_made = name in self.views and sql[: found.start()].rstrip().endswith(("VIEW", "VIEW IF EXISTS"))
            table = None if is_made else self._relation(name)
            if table is None:
                return found[0]
            read[name] = table
            return f"`{name}`"

        return _NAME.sub(one, sql), read

    def _relation(self, name: str) -> Table | None:
        """Return a table; or the rows of a view, worked out again if anything that it reads has changed."""
        if name not in self.views:
            return self.tables.get(name)
        query, known = self.views[name], self._computed.get(name)
        if known and known.query == query and all(self._relation(one) is table for one, table in known.read.items()):
            return known.rows
        flat, read = self._flat(query)
        self._computed[name] = View(query, read, self._evaluate(flat, read))
        return self._computed[name].rows

    def _options(self) -> Any:
        """Return the options of the engine, and the types of the parameters."""
        if not self.parameters:
            return _options()
        options = options_pb2.AnalyzerOptionsProto()
        options.CopyFrom(_options())
        for name in self.parameters:
            options.query_parameters.add(name=name, type=type_of("TIMESTAMP"))
        return options

    def _evaluate(self, flat: str, read: dict[str, Table]) -> Table:
        catalog = _catalogs().of(read, self.tables, rows=True)
        request = service.EvaluateQueryRequest(sql=flat, options=self._options(), registered_catalog_id=catalog)
        kind = type_of("TIMESTAMP")
        for name, value in self.parameters.items():
            _put(request.params.add(name=name).value, value, kind)
        answer = _call("EvaluateQuery", request, service.EvaluateQueryResponse)
        named = answer.prepared.columns
        columns = {column.name or f"f{place}_": column.type for place, column in enumerate(named)}  # as BigQuery does
        if len(columns) < len(named):
            raise GoogleSQLError(f"Duplicate column names: {[column.name for column in named]}")
        return Table(columns, answer.content)


def _plain(place: str) -> str:
    return place.rstrip(";").replace("`", "")


def _type_name(kind: Any) -> str:
    match kind.type_kind:
        case type_pb2.TYPE_ARRAY:
            return f"ARRAY<{_type_name(kind.array_type.element_type)}>"
        case type_pb2.TYPE_STRUCT:
            fields = (f"`{one.field_name}` {_type_name(one.field_type)}" for one in kind.struct_type.field)
            return f"STRUCT<{', '.join(fields)}>"
    return next(name for name, number in TYPES.items() if number == kind.type_kind)


def _messages(message: Any, name: str) -> Iterator[Any]:
    """Yield the messages of a name in a message, the outermost of each branch."""
    if message.DESCRIPTOR.name == name:
        yield message
        return
    for part, value in message.ListFields():
        if part.message_type is not None:
            for one in value if part.is_repeated else [value]:
                yield from _messages(one, name)


def _descriptions(resolved: Any) -> Iterator[tuple[str | None, str]]:
    """Yield what a statement describes: a column by its name, and the relation itself by None."""
    of_columns = [(one.name, one) for one in _messages(resolved, "ResolvedColumnDefinitionProto")]
    altered = _messages(resolved, "ResolvedAlterColumnOptionsActionProto")
    of_columns += [(one.parent.column, one) for one in altered]
    every = [one for one in _messages(resolved, "ResolvedOptionProto") if one.name == "description"]
    for name, column in of_columns:
        for option in _messages(column, "ResolvedOptionProto"):
            if option.name == "description":
                every.remove(option)
                yield name, _literal(option)
    yield from ((None, _literal(option)) for option in every)


def _literal(option: Any) -> str:
    (value,) = _messages(option, "ValueWithTypeProto")
    return value.value.string_value


def _require_no_null_elements(table: Table) -> None:
    for row in table.content.table_data.row:
        for name, cell in zip(table.columns, row.cell, strict=True):
            if any(element.WhichOneof("value") is None for element in cell.array_value.element):
                raise GoogleSQLError(f"Array cannot have a null element; error in writing field {name}")


def _add(table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows into a table that nobody has seen yet."""
    for row in rows:
        cells = table.content.table_data.row.add().cell
        for column, kind in table.columns.items():
            _put(cells.add(), row.get(column), kind)


def _told(table: Table) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return the columns and the rows of a table, as Python has them."""
    rows = [
        tuple(_get(cell, kind) for cell, kind in zip(row.cell, table.columns.values(), strict=True))
        for row in table.content.table_data.row
    ]
    return tuple(table.columns), rows


def _put(place: Any, value: Any, kind: Any) -> None:
    """Write a Python value; nothing written is NULL. A text stands for a time or a number, too."""
    if value is None:
        return
    match kind.type_kind:
        case type_pb2.TYPE_STRING:
            place.string_value = str(value)
        case type_pb2.TYPE_INT64:
            place.int64_value = int(value)
        case type_pb2.TYPE_DOUBLE:
            place.double_value = float(value)
        case type_pb2.TYPE_NUMERIC:
            billionths = int(Decimal(str(value)).scaleb(9))
            place.numeric_value = billionths.to_bytes(billionths.bit_length() // 8 + 1, "little", signed=True)
        case type_pb2.TYPE_BOOL:
            place.bool_value = value if isinstance(value, bool) else {"true": True, "false": False}[value.lower()]
        case type_pb2.TYPE_DATE:
            day = value if isinstance(value, date) else date.fromisoformat(value)
            place.date_value = (day - EPOCH.date()).days
        case type_pb2.TYPE_TIMESTAMP:
            micros = (_moment(value) - EPOCH) // timedelta(microseconds=1)
            place.timestamp_value.seconds, rest = divmod(micros, 1_000_000)
            place.timestamp_value.nanos = rest * 1000
        case type_pb2.TYPE_DATETIME:
            at = _moment(value)
            seconds = at.hour << 12 | at.minute << 6 | at.second
            place.datetime_value.bit_field_datetime_seconds = at.year << 26 | at.month << 22 | at.day << 17 | seconds
            place.datetime_value.nanos = at.microsecond * 1000


def _moment(value: datetime | str) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _get(cell: Any, kind: Any) -> Any:  # noqa: PLR0911 one for each kind of value
    """Return a value as Python has it: times naive and in UTC, structs as dicts, arrays as lists."""
    which = cell.WhichOneof("value")
    match which:
        case None:
            return None
        case "timestamp_value":
            moment = timedelta(seconds=cell.timestamp_value.seconds, microseconds=cell.timestamp_value.nanos // 1000)
            return (EPOCH + moment).replace(tzinfo=None)
        case "date_value":
            return EPOCH.date() + timedelta(days=cell.date_value)
        case "numeric_value":  # in billionths
            number = Decimal(int.from_bytes(cell.numeric_value, "little", signed=True)).scaleb(-9)
            money = number.quantize(MILLIONTH)  # NUMERIC has no number of digits of its own: money is told with six
            return money if money == number else number
        case "array_value":
            return [_get(element, kind.array_type.element_type) for element in cell.array_value.element]
        case "struct_value":
            parts = zip(kind.struct_type.field, cell.struct_value.field, strict=True)
            return {part.field_name: _get(value, part.field_type) for part, value in parts}
        case "datetime_value":
            bits = cell.datetime_value.bit_field_datetime_seconds
            clock = (bits >> 12 & 31, bits >> 6 & 63, bits & 63, cell.datetime_value.nanos // 1000)
            return datetime(bits >> 26, bits >> 22 & 15, bits >> 17 & 31, *clock)  # noqa: DTZ001 it has no zone
    return getattr(cell, which)
