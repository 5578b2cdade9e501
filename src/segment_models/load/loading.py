"""Loading raw Segment events into the DuckDB tables that Segment would have made."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from segment_models.errors import LoadError
from segment_models.load.files import find_files
from segment_models.load.flattening import Flattener
from segment_models.load.reading import Call, Reader
from segment_models.load.rejects import Rejects
from segment_models.load.tables import RawSchema, RawTable, Widened
from segment_models.load.users import update_users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from segment_models.load.files import InputFile
    from segment_models.load.flattening import Row

REJECTS_FILE = "segment_rejects.jsonl"
"""Where lines that are not calls go if the caller names no file."""

BUFFER_SIZE = 16 * 1024 * 1024
"""Characters of JSON held as rows before some are inserted; they take about ten times that in memory."""

_PROGRESS_EVERY = 1000
"""Messages between two reports of progress."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did.

    ``files`` were read and ``skipped`` were not, having been loaded before. ``rows`` counts the rows put into
    each (schema, table); in ``users``, the users new or changed. ``new_columns`` has the columns added to
    tables that were there before the load. ``rejects`` is None if nothing was rejected. ``seconds`` by the
    clock on the wall.
    """

    files: int
    skipped: int
    messages: int
    rows: Mapping[tuple[str, str], int]
    new_columns: Mapping[tuple[str, str], tuple[str, ...]]
    widened: tuple[Widened, ...]
    rejected: int
    rejects: Path | None
    seconds: float


def load(  # noqa: PLR0913  # all but two are options, given by name
    connection: duckdb.DuckDBPyConnection,
    paths: str | Path | Iterable[str | Path],
    *,
    schema: str | None = None,
    rejects: str | Path | None = None,
    now: datetime | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> LoadReport:
    """Load raw Segment events into the tables that Segment would have made: all of them, or none.

    ``paths`` (one, or several) are files, folders or glob patterns: JSON lines as Segment's S3 and GCS
    destinations write them, zipped or not, or what clients send. ``schema`` is where they go; without it,
    each file at ``<source>/<day>/<file>`` goes to the schema of its source. ``now`` becomes ``uuid_ts`` and
    ``loaded_at`` (no zone: UTC). What is not a call is added to the file ``rejects``
    (``segment_rejects.jsonl``). ``on_progress`` gets bytes done and bytes to do, on disk.

    A file whose bytes were loaded into the schema before is skipped. A message that is in two different files
    is in the raw table twice, as in BigQuery: the models keep one. Memory does not grow with the size of the
    files.
    """
    started = time.perf_counter()
    rejected = Rejects(Path(REJECTS_FILE if rejects is None else rejects))
    files = find_files(paths, schema, rejected.path)
    progress = _Progress(sum(file.size for file in files), on_progress)
    moment = now or datetime.now(UTC)
    loaded_at = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    with rejected, _told(), _plain_collation(connection), _transaction(connection):
        work = _Load(connection, loaded_at, rejected)
        for file in files:
            work.add_file(file, progress)
        work.finish()
    return work.report(time.perf_counter() - started)


class _Load:
    """One load at work: rows are held until there are enough of them to be inserted together."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, loaded_at: datetime, rejects: Rejects) -> None:
        self._connection = connection
        self._loaded_at = loaded_at
        self._rejects = rejects
        self._flattener = Flattener()
        self._schemas: dict[str, RawSchema] = {}
        self._held: defaultdict[RawTable, list[Row]] = defaultdict(list)
        self._sizes: Counter[RawTable] = Counter()
        self._size = 0
        self._files = 0
        self._skipped = 0
        self._messages = 0

    def add_file(self, file: InputFile, progress: _Progress) -> None:
        """Add what is in ``file``, unless it was loaded before."""
        if file.schema not in self._schemas:
            self._schemas[file.schema] = RawSchema(self._connection, file.schema, self._loaded_at)
        schema, sha256 = self._schemas[file.schema], file.sha256()
        if schema.has_loaded(sha256):
            self._skipped += 1
        else:
            messages = self._add_calls(file, schema, progress)
            schema.note_loaded(file.path, sha256, messages)
            self._files += 1
            self._messages += messages
        progress.file_done(file.size)

    def finish(self) -> None:
        """Insert what is still held, bring ``users`` up to date and save the rejects."""
        self._insert(down_to=0)
        for schema in self._schemas.values():
            update_users(schema)
        self._rejects.save()

    def report(self, seconds: float) -> LoadReport:
        """Return what was done."""
        tables = {(one.name, table.name): table for one in self._schemas.values() for table in one.tables.values()}
        return LoadReport(
            files=self._files,
            skipped=self._skipped,
            messages=self._messages,
            rows={key: table.rows for key, table in tables.items() if table.rows},
            new_columns={key: tuple(table.added) for key, table in tables.items() if table.added},
            widened=tuple(widened for table in tables.values() for widened in table.widened),
            rejected=self._rejects.count,
            rejects=self._rejects.path if self._rejects.count else None,
            seconds=seconds,
        )

    def _add_calls(self, file: InputFile, schema: RawSchema, progress: _Progress) -> int:
        messages = 0
        with file.path.open("rb") as raw:
            reader = Reader(file.path, raw)
            for part in reader:
                if not isinstance(part, Call):
                    self._rejects.add(file.path, part)
                    continue
                self._hold(schema, part)
                messages += 1
                if messages % _PROGRESS_EVERY == 0:
                    progress.at(reader.bytes_done)
        return messages

    def _hold(self, schema: RawSchema, call: Call) -> None:
        for name, row in self._flattener.rows(call):
            table = schema.tables.get(name) or schema.table(name)
            self._held[table].append(row)
            self._sizes[table] += call.size
            self._size += call.size
        if self._size > BUFFER_SIZE:
            self._insert(down_to=BUFFER_SIZE // 2)

    def _insert(self, down_to: int) -> None:
        """Insert the largest heaps first: a table with few rows waits, for each insertion has its price."""
        for table in sorted(self._held, key=self._sizes.__getitem__, reverse=True):
            if self._size <= down_to and down_to:
                return
            table.insert(self._held.pop(table))
            self._size -= self._sizes.pop(table)


class _Progress:
    """How many of the bytes on disk are done, told to whoever wants to know."""

    def __init__(self, total: int, tell: Callable[[int, int], None] | None) -> None:
        self._total = total
        self._tell = tell
        self._before = 0

    def at(self, position: int) -> None:
        """Tell that ``position`` bytes of the present file are done."""
        if self._tell is not None:
            self._tell(self._before + position, self._total)

    def file_done(self, size: int) -> None:
        """Tell that the present file, of ``size`` bytes, is done."""
        self.at(size)
        self._before += size


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what is done inside, or leave the tables as they were."""
    # Outside a transaction each statement is one by itself. To try BEGIN would break the caller's.
    ids = {connection.execute("SELECT txid_current()").fetchone() for _ in range(2)}
    if len(ids) == 1:
        raise LoadError("The connection is in a transaction. Commit it or roll it back, then load.")
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a failed COMMIT has ended the transaction
            connection.rollback()
        raise


@contextmanager
def _plain_collation(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Compare text by its bytes inside, whatever collation the session has, and put that back."""
    (collation,) = connection.execute("SELECT current_setting('default_collation')").fetchone() or ("",)
    if not collation:
        yield
        return
    connection.execute("SET default_collation = ''")
    try:
        yield
    finally:
        connection.execute(f"SET default_collation = '{collation}'")


@contextmanager
def _told() -> Iterator[None]:
    """Tell what the database or the disk refused as a LoadError."""
    try:
        yield
    except duckdb.Error as error:
        raise LoadError(f"The database refused to load the events: {error} Nothing was loaded.") from error
    except OSError as error:
        raise LoadError(f"Cannot read the events: {error}. Nothing was loaded.") from error
