"""Rows of a model as text and as files, part by part: never all of them in memory."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from segment_models.cli import show
from segment_models.cli.placing import in_place
from segment_models.errors import WarehouseError
from segment_models.rows import as_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from segment_models.fields import Field
    from segment_models.warehouses.relation import Rows


def as_csv(columns: Sequence[Field], parts: Iterable[Rows]) -> Iterator[str]:
    """Yield CSV: the columns' names, then rows. NULL is an empty field, and a nested value is its JSON."""
    yield _lines([[one.name for one in columns]])
    for part in parts:
        yield _lines([_field(value) for value in as_data(columns, row).values()] for row in part.values)


def as_ndjson(columns: Sequence[Field], parts: Iterable[Rows]) -> Iterator[str]:
    """Yield a line of JSON for each row."""
    for part in parts:
        yield "".join(f"{_object(columns, row)}\n" for row in part.values)


def as_json(columns: Sequence[Field], parts: Iterable[Rows]) -> Iterator[str]:
    """Yield one list of JSON, with a line for each row."""
    before = "[\n"
    for part in parts:
        for row in part.values:
            yield f"{before}  {_object(columns, row)}"
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _object(columns: Sequence[Field], row: Sequence[object]) -> str:
    return show.escaped(json.dumps(as_data(columns, row), ensure_ascii=False))


def _lines(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _field(value: object) -> object:
    match value:
        case bool() | dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return value


def write_text(chunks: Iterable[str], output: Path | None) -> None:
    """Write text to a file, whole or not at all, or to stdout."""
    if output is None:
        for chunk in chunks:
            show.write(chunk)
        return
    with in_place(output) as aside, aside.open("w", encoding="utf-8", newline="") as file:
        file.writelines(chunks)


def require_pyarrow() -> None:
    """Raise WarehouseError where pyarrow is not installed, which writes the formats that are not text."""
    try:
        import pyarrow.parquet  # noqa: F401 an extra
    except ModuleNotFoundError:
        raise WarehouseError(
            "pyarrow is not installed, and it writes parquet and arrow: pip install 'segment-models[arrow]'"
        ) from None


def write_binary(write: Callable[[Any, BinaryIO], None], stream: object, output: Path | None) -> None:
    """Write an Arrow stream with `parquet` or `arrow` to a file, whole or not at all, or to stdout."""
    import pyarrow as pa

    reader = pa.RecordBatchReader.from_stream(stream)
    if output is None:
        write(reader, _Pipe(sys.stdout.buffer))  # type: ignore[arg-type]
        sys.stdout.buffer.flush()
        return
    with in_place(output) as aside, aside.open("wb") as file:
        write(reader, file)


def parquet(reader: Any, file: BinaryIO) -> None:  # noqa: ANN401 pyarrow is an extra
    """Write a Parquet file, a row group for each batch."""
    from pyarrow.parquet import ParquetWriter

    with ParquetWriter(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def arrow(reader: Any, file: BinaryIO) -> None:  # noqa: ANN401 pyarrow is an extra
    """Write Arrow's stream format (IPC)."""
    import pyarrow as pa

    with pa.ipc.new_stream(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


class _Pipe:
    """A pipe that knows how much has been written: a Parquet file says in it where its parts are."""

    closed = False

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._written = out, 0

    def write(self, data: bytes) -> int:
        self._out.write(data)
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        self.closed = True
