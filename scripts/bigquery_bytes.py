"""Count the bytes that a run of the sample makes BigQuery read, and write them into docs/bigquery.md.

    python scripts/bigquery_bytes.py              # writes the section
    python scripts/bigquery_bytes.py --statements  # prints the statements

Plans are made for BigQuery as a run makes them, and each is carried out on DuckDB by the same steps in DuckDB's words,
so that every table has its rows when a statement reads it. Before each step, `bytes_read` says which columns its
statements read, and DuckDB how large these are by BigQuery's rules. Google's service is not asked.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from bytes_held import as_in_bigquery, kind_of, outermost, size, spelled
from bytes_read import Divided, Place, Reader, Scan
from sqlglot import exp, parse_one

from segment_models import segment
from segment_models.demo import SAMPLE, demo_models
from segment_models.graph import build
from segment_models.holding import look
from segment_models.models.chain import Context
from segment_models.plan import Account, Bind, Build, Plan, Publish, Record, RunCheck, Stage, make_plan
from segment_models.run import Report, carry_out_step
from segment_models.sources import LOAD_TIMES, Column, Columns, resolve
from segment_models.warehouses import dialect_of

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from aside import AsideDuckDB  # noqa: E402 of the tests, whose folder is named above

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from segment_models.plan import PlanStep
    from segment_models.project import Models

PARTITION = "_PARTITIONTIME"
PAGE = ROOT / "docs" / "bigquery.md"
BEGINS, ENDS = "<!-- scripts/bigquery_bytes.py wrote this. -->", "<!-- Up to here. -->"
FINDING, CHECKS, LOGGING = "finding what changed", "checks", "account and log"
DONE = {
    "model": "building",
    "staged": "staging",
    "change": "changing",
    "check": "checking",
    "moment": "finding",
    "account": "counting",
}
CLONE = re.compile(
    r"CREATE OR REPLACE TABLE `(?P<to_schema>\w+)`\.`(?P<to_name>\w+)` CLONE `(?P<schema>\w+)`\.`(?P<name>\w+)`"
)
LAST_DAY = "1774137600000"
"""The last day, as the sample's folders name it, on which all three sources have calls."""


class DividedDuckDB(AsideDuckDB):
    """DuckDB, whose raw tables are divided by the day that their rows came, as BigQuery's are."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self.bound: dict[str, Any] = {}

    def catalog(self, schemas: Iterable[str]) -> dict[str, Any]:
        """Return what each schema holds, with what its raw tables are divided by."""
        held = super().catalog(schemas)
        return {
            schema: tables and {name: _divided(one) for name, one in tables.items()} for schema, tables in held.items()
        }

    def bind(self, name: str, value: object) -> None:
        """Keep a moment, for what the next statements pass over."""
        self.bound[name] = value
        super().bind(name, value)


def _divided(columns: Mapping[str, Column]) -> Mapping[str, Column]:
    if PARTITION.lower() not in columns:
        return columns
    found = Columns(partition=PARTITION)
    found.update({name: one for name, one in columns.items() if name != PARTITION.lower()})
    return found


@dataclass(frozen=True)
class Read:
    """What one statement reads: the kind of step it is of, the model, call type or check, and its tables."""

    kind: str
    name: str
    sql: str
    tables: Mapping[Place, int]
    """Bytes by table."""
    columns: Mapping[Place, frozenset[str]]
    """The columns that are read, by table."""

    @property
    def bytes(self) -> int:
        """All of them."""
        return sum(self.tables.values())


@dataclass
class Measuring:
    """One database that runs follow each other in."""

    models: Models
    warehouse: DividedDuckDB
    divided: dict[Place, Divided] = field(default_factory=dict)
    views: dict[Place, exp.Query] = field(default_factory=dict)

    def run(self) -> list[Read]:
        """Run, and return what each statement of the same run reads on BigQuery."""
        here, there = self.plans()
        report, found = Report(), []
        for step, other in zip(here.steps, there.steps, strict=True):
            told = list(_reading(other))
            found += [self.read(*one) for one in told]
            carry_out_step(step, self.warehouse, report, lambda _: None)
            for *_, sql in told:
                self._note(parse_one(sql, dialect="bigquery"))
            for sql in other.statements if isinstance(other, Publish) else ():
                self._note_published(sql)
        return found

    def plans(self) -> tuple[Plan, Plan]:
        """Return the plan of a run here, and the same for BigQuery: of the same tables, with the same names."""
        config = self.models.config
        catalog = self.warehouse.catalog(config.segment_schema)
        here = build(Context(config, resolve(config, catalog), self.warehouse.dialect))
        there = build(Context(config, resolve(config, as_in_bigquery(catalog)), dialect_of("bigquery")))
        chosen = tuple(here.models)
        holding = look(here, self.warehouse, chosen)
        return make_plan(here, holding, chosen), make_plan(there, holding, chosen)

    def read(self, kind: str, name: str, sql: str) -> Read:
        """Return what a statement reads, by the tables as they are now."""
        statement = parse_one(sql, dialect="bigquery")
        types = self.types()
        columns = {
            schema: {
                table: {name.lower(): spelled(told) for name, told in held.items()} for table, held in tables.items()
            }
            for schema, tables in types.items()
        }
        reader = Reader(columns, self.divided, self.views, self.warehouse.bound)
        scans = reader.scans(statement)
        sizes = {place: self._size(scan, types[place[0]][place[1]]) for place, scan in scans.items()}
        if isinstance(statement, exp.Delete):
            scan = reader.first_changed(statement)
            sizes[scan.place] = sizes.get(scan.place, 0) + self._size(scan, types[scan.place[0]][scan.place[1]])
        named = {place: frozenset(path[0].lower() for path in scan.paths) for place, scan in scans.items()}
        return Read(kind, name, sql, sizes, named)

    def types(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return the type of every column here, by schema and table."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        sql = (
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY ALL"
        )
        for schema, table, name, kind in self.warehouse.connection.execute(sql).fetchall():
            found.setdefault(schema, {}).setdefault(table, {})[name] = kind
        return found

    def _size(self, scan: Scan, types: Mapping[str, str]) -> int:
        """Return how large columns are in the partitions that are read, by BigQuery's rules."""
        if scan.nothing or not scan.paths:
            return 0
        kinds = {name.lower(): (name, kind_of(told)) for name, told in types.items()}
        values = []
        for first, *rest in outermost(scan.paths):
            if first.lower() != PARTITION.lower():
                name, kind = kinds[first.lower()]
                values.append(size(f'"{name}"', kind, rest))
        if not values:
            return 0
        sql = f"SELECT sum({' + '.join(values)}) FROM {scan.place[0]}.{scan.place[1]}"  # noqa: S608 tables of ours
        divided = self.divided.get(scan.place)
        if divided and scan.since:
            first_one = f"date_trunc('{divided.unit}', TIMESTAMP '{scan.since}')"
            sql += f" WHERE date_trunc('{divided.unit}', {divided.column}) >= {first_one} OR {divided.column} IS NULL"
        return int(self.warehouse.connection.execute(sql).fetchall()[0][0] or 0)

    def _note(self, statement: exp.Expr) -> None:
        """Remember by what a table is divided that a statement makes."""
        by = statement.find(exp.PartitionedByProperty)
        if isinstance(statement, exp.Create) and by:
            self.divided[statement.this.db, statement.this.name] = Divided(
                by.find(exp.Column).name, by.find(exp.Var).name
            )

    def _note_published(self, sql: str) -> None:
        """Remember a view; and that a clone is divided as its source is."""
        if clone := CLONE.match(sql):
            source, target = (clone["schema"], clone["name"]), (clone["to_schema"], clone["to_name"])
            self.divided |= {target: self.divided[source]} if source in self.divided else {}
        elif sql.startswith("CREATE OR REPLACE VIEW"):
            view = parse_one(sql, dialect="bigquery")
            self.views[view.find(exp.Table).db, view.find(exp.Table).name] = view.expression


def _reading(step: PlanStep) -> Iterator[tuple[str, str, str]]:
    """Yield the statements of a step that may read rows, each with what it is for; counts of all rows read none."""
    match step:
        case Build(model=model, statements=statements):
            yield from (("model", model.name, sql) for sql in statements)
        case Stage(name=name, statements=statements):
            yield from (("staged", name, sql) for sql in statements)
        case Bind(name=name, sql=sql):
            yield "moment", name, sql
        case RunCheck(check=check, sql=sql):
            yield "check", check.name, sql
        case Account(rows=rows, reasons=reasons):
            yield from (("account", "every row read", sql) for sql in (rows, reasons))
        case Record(statements=statements):
            for sql in statements:
                changed = re.match(r"(?:DELETE FROM|INSERT INTO) \S+`segment_(\w+)`", sql)
                yield "change", changed[1] if changed else "log", sql


def incremental() -> Models:
    """Return the models of the sample, all incremental."""
    return segment(**demo_models().config.model_dump(exclude_unset=True), default_config={"type": "incremental"})


def measured() -> tuple[list[Read], list[Read]]:
    """Return what a first run of the sample reads, and what a run after one more day does."""
    models = incremental()
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as connection:
        for name, days in (("before", lambda day: day < LAST_DAY), ("day", lambda day: day == LAST_DAY)):
            for folder in SAMPLE.glob("*/*"):
                if days(folder.name):
                    shutil.copytree(folder, Path(place, name, "segment-logs", folder.parent.name, folder.name))
        measuring = Measuring(models, DividedDuckDB(connection))
        found = []
        for name in ("before", "day"):
            models.load([Path(place, name, "segment-logs")], connection)
            divide(measuring)
            found.append(measuring.run())
        return found[0], found[1]


def measured_history(size: int) -> tuple[list[Read], list[Read]]:
    """Return the same of the history that `benchmarks/events.py` makes: 90 days, and a day of a hundredth of them."""
    import events  # noqa: PLC0415 of another folder

    options = {"segment_schema": list(events.SOURCES), "custom_user_fields": ["email", "name"]}
    models = segment(**options, default_config={"type": "incremental"})
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "shop.duckdb")
        events.make(path, size, {})
        with duckdb.connect(path) as connection:
            measuring = Measuring(models, DividedDuckDB(connection))
            divide(measuring)
            first = measuring.run()
            tables = [f"{schema}.{table}" for schema, table in measuring.divided if f"{schema}.{table}" in events.RAW]
            for table in tables:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {PARTITION}")
            events.add_day(connection, 1, size // 100, size)
            divide(measuring)
            return first, measuring.run()


def divide(measuring: Measuring) -> None:
    """Let new raw rows be loaded an hour after they were received, and be in the partition of that day."""
    connection = measuring.warehouse.connection
    found = connection.execute(
        "SELECT schema_name, table_name, list(column_name) FROM duckdb_columns() "
        "GROUP BY ALL HAVING list_contains(list(column_name), 'received_at')"
    ).fetchall()
    for schema, table, columns in found:
        if schema in measuring.models.config.segment_schema:
            place = f'{schema}."{table}"'
            connection.execute(f"ALTER TABLE {place} ADD COLUMN IF NOT EXISTS {PARTITION} TIMESTAMP")
            loaded = [f"{name} = received_at + INTERVAL 1 HOUR" for name in LOAD_TIMES[:2] if name in columns]
            new = ", ".join([f"{PARTITION} = date_trunc('day', received_at)", *loaded])
            connection.execute(f"UPDATE {place} SET {new} WHERE {PARTITION} IS NULL")  # noqa: S608 tables of ours
            measuring.divided[schema, table] = Divided(PARTITION, "DAY")


# What is written


def row_of(read: Read) -> str:
    """Return the row of the table that a statement counts in: a model's, or one of what is done for all of them."""
    match read.kind:
        case "model":
            return read.name
        case "change":
            return LOGGING if read.name in {"runs", "rewrites", "log"} else read.name
        case "staged" | "moment" if not read.name.endswith("_rebuilt"):
            return LOGGING if read.name == "account" else FINDING
        case "staged" | "moment":
            return {"events_rebuilt": "sessionized_events"}.get(read.name, read.name.removesuffix("_rebuilt"))
    return CHECKS if read.kind == "check" else LOGGING


def written(first: list[Read], day: list[Read], models: Sequence[str]) -> str:
    """Return the section's table, and what it says in words."""
    rows: dict[str, tuple[list[Read], list[Read]]] = {name: ([], []) for name in (FINDING, *models, CHECKS, LOGGING)}
    for which, reads in enumerate((first, day)):
        for read in reads:
            rows.setdefault(row_of(read), ([], []))[which].append(read)
    told = {_linked(name) if name in models else name: cells for name, cells in rows.items()} | {"all": (first, day)}
    lines = [f"| {name} | {_cells(before)} | {_cells(after)} |" for name, (before, after) in told.items()]
    dearest = sorted(day, key=lambda one: -one.bytes)[:5]
    largest = "; ".join(f"{DONE[one.kind]} `{one.name}` {one.bytes / 1e6:.1f}" for one in dearest)
    named, share = sum(len(one.tables) for one in day), _sum(day) / _sum(first)
    return f"""{BEGINS}
| for | first run, MB | statements | a day, MB | statements |
|---|---|---|---|---|
{chr(10).join(lines)}

The day reads {share:.0%} of what the first run does. Its five largest statements, in MB: {largest}. Its statements name
{named:,} tables, where a table that a statement names twice is one.
{ENDS}"""


def _linked(name: str) -> str:
    page = f"models/{name}.md"
    return f"[`segment_{name}`]({page})" if (PAGE.parent / page).exists() else f"`segment_{name}`"


def _sum(reads: list[Read]) -> int:
    return sum(one.bytes for one in reads)


def _cells(reads: list[Read]) -> str:
    return f"{_sum(reads) / 1e6:,.2f} | {len(reads)}" if reads else "| "


def page(first: list[Read], day: list[Read]) -> str:
    """Return the page with the section as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    section = written(first, day, tuple(incremental().graph().models))
    return text.partition(BEGINS)[0] + section + text.partition(ENDS)[2]


def show(title: str, reads: list[Read]) -> None:
    """Print what each statement reads, and of which tables."""
    print(f"# {title}: {_sum(reads):,} bytes")
    for one in reads:
        tables = ", ".join(f"{'.'.join(place)} {size:,}" for place, size in one.tables.items())
        print(f"{one.bytes:>12,}  {one.kind:8} {one.name:36} {tables}")


def main() -> None:
    """Measure, and write the section, or only print what each statement reads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", action="store_true", help="print what each statement reads, and write nothing")
    parser.add_argument("--events", type=int, help="likewise, of so many events over 90 days instead of the sample")
    given = parser.parse_args()
    first, day = measured_history(given.events) if given.events else measured()
    if given.statements or given.events:
        show("first run", first)
        show("a day", day)
    elif (text := page(first, day)) != PAGE.read_text(encoding="utf-8"):
        PAGE.write_text(text, encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
