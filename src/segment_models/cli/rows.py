"""``rows``: the rows of a built model, as a table for people or as data for programs."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from segment_models.cli.options import DEFAULT_PATH, ConfigFile, Connection, model_names, models_of
from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from segment_models.configured import Model
    from segment_models.fields import Field
    from segment_models.graph import Graph
    from segment_models.rows import Wanted
    from segment_models.warehouses.connection import Warehouse
    from segment_models.warehouses.relation import Rows


class Format(StrEnum):
    """How rows are given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    ARROW = "arrow"


_BINARY = (Format.PARQUET, Format.ARROW)
_SHOWN, _SHOWN_WIDE = 20, 5
"""Rows that a table has where nothing is said; one that is too wide has a line for each value."""


def rows(  # noqa: PLR0913, PLR0917 the options of the verb
    model: Annotated[str, typer.Argument(help="A model, such as sessions.", autocompletion=model_names)],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    where: Annotated[
        Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
        typer.Option(
            "--where", help="Only rows for which this holds: a condition over the model's columns, in the engine's SQL."
        ),
    ] = None,
    columns: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--columns", help="Only these columns, in this order, such as user_id,session_index."),
    ] = None,
    limit: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--limit", help="At most so many rows. Without it, all; in a table, the first 20."),
    ] = None,
    format_: Annotated[
        Optional[Format],  # noqa: UP045
        typer.Option("--format", help="Without it, what the name of --output ends with, else a table."),
    ] = None,
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help="File to write to, instead of stdout.")  # noqa: UP045
    ] = None,
) -> None:
    """Show the rows of a built model, in the order of its key, or write them as data."""
    from segment_models.cli import formats
    from segment_models.rows import Wanted, find_model, reading

    chosen = _format(format_, output)
    wanted = Wanted.of(columns, where, limit)
    if chosen in _BINARY:
        formats.require_pyarrow()
    models = models_of(path, connection)
    with models.opened() as warehouse:
        graph = models.graph_in(warehouse)
        found = find_model(graph, model)
        asked = _Asked(graph, warehouse, found, wanted)
        asked.sql()  # a mistake in what is wanted is told first
        with reading(graph, warehouse, found):
            if chosen is Format.TABLE:
                _show(asked)
            else:
                _write(asked, chosen, output)


def _format(given: Format | None, output: Path | None) -> Format:
    """Return the format that is meant.

    Raises:
        ConfigError: it cannot be told, or does not go where it would be written to.
    """
    if given is None and output is not None:
        known = {f".{one}": one for one in Format if one is not Format.TABLE}
        if output.suffix not in known:
            raise ConfigError(
                f"--output {output}: say with --format what to write, or end the name in {', '.join(known)}."
            )
        return known[output.suffix]
    chosen = given or Format.TABLE
    if chosen is Format.TABLE and output is not None:
        raise ConfigError("--format table is for people to read. Write csv, json, ndjson, parquet or arrow to a file.")
    if chosen in _BINARY and output is None and sys.stdout.isatty():
        raise ConfigError(
            f"--format {chosen} is not text, and the output is a terminal. Name a file with --output, or a program "
            "that reads it behind a |."
        )
    return chosen


class _Asked:
    """What is asked of which model."""

    def __init__(self, graph: Graph, warehouse: Warehouse, model: Model, wanted: Wanted) -> None:
        self.graph, self.warehouse, self.model, self.wanted = graph, warehouse, model, wanted

    @property
    def columns(self) -> tuple[Field, ...]:
        from segment_models.rows import columns_of

        return columns_of(self.model, self.wanted)

    def sql(self, limit: int | None = None) -> str:
        """Return the SQL for the rows, by the model's key; for no more than ``limit`` where that is given."""
        from dataclasses import replace

        from segment_models.rows import query

        wanted = self.wanted if limit is None else replace(self.wanted, limit=limit)
        return self.warehouse.dialect.render_once(query(self.graph, self.model, wanted, ordered=True))

    def number(self) -> int:
        """Return how many rows there are without a limit."""
        from segment_models.rows import count

        sql = self.warehouse.dialect.render_once(count(self.graph, self.model, self.wanted))
        return int(self.warehouse.fetch(sql).values[0][0])


def _write(asked: _Asked, chosen: Format, output: Path | None) -> None:
    from segment_models.cli import formats

    match chosen:
        case Format.PARQUET:
            formats.write_binary(formats.parquet, asked.warehouse.stream(asked.sql()), output)
        case Format.ARROW:
            formats.write_binary(formats.arrow, asked.warehouse.stream(asked.sql()), output)
        case _:
            written = {Format.CSV: formats.as_csv, Format.JSON: formats.as_json, Format.NDJSON: formats.as_ndjson}
            formats.write_text(written[chosen](asked.columns, asked.warehouse.parts(asked.sql())), output)


def _show(asked: _Asked) -> None:
    from segment_models.cli import show

    out = show.console()
    limited = asked.wanted.limit is not None
    found = _readable(asked.columns, asked.warehouse.fetch(asked.sql(None if limited else _SHOWN + 1)))
    shown = len(found.values) if limited else _SHOWN
    if not found.values:
        out.print(f"{asked.model.relation} has no such rows." if asked.wanted.where else "No rows.")
        return
    if _is_wide(out, _first(found, shown)):
        shown = shown if limited else _SHOWN_WIDE
        _print_long(out, _first(found, shown))
    else:
        out.print(show.rows_table(_first(found, shown), str(asked.model.relation)))
    if shown < len(found.values):
        out.print(
            f"The first {shown:,} of {show.counted(asked.number(), 'row')}. See more with --limit, or --format csv."
        )


def _readable(columns: Sequence[Field], rows: Rows) -> Rows:
    """Return rows for people: times in UTC, nested values as JSON."""
    from segment_models.rows import as_data
    from segment_models.warehouses.relation import Rows, without_zones

    def cell(data: object, value: object) -> object:
        return json.dumps(data, ensure_ascii=False) if isinstance(data, dict | list) else without_zones(value)

    told = [tuple(map(cell, as_data(columns, row).values(), row)) for row in rows.values]
    return Rows(tuple(one.name for one in columns), tuple(told))


def _first(rows: Rows, number: int) -> Rows:
    from segment_models.warehouses.relation import Rows

    return Rows(rows.columns, rows.values[:number])


def _is_wide(out: Console, rows: Rows) -> bool:
    from rich.measure import Measurement

    from segment_models.cli import show

    table = show.rows_table(rows, "")
    return Measurement.get(out, out.options.update(max_width=10**6), table).maximum > out.width


def _print_long(out: Console, rows: Rows) -> None:
    """Show each value in a line of its own, for rows that are wider than the terminal."""
    from segment_models.cli import show

    width = max(map(len, rows.columns))
    for number, row in enumerate(rows.values, start=1):
        out.print(f"{'' if number == 1 else chr(10)}Row {number:,}", style="bold")
        for name, value in zip(rows.columns, row, strict=True):
            out.print(f"  {name:<{width}}  {show.cell(value)}")
