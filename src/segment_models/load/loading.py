"""Loading raw Segment events into the DuckDB tables that Segment would have made."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from segment_models.display import Display, Displayed, Table
from segment_models.errors import LoadError
from segment_models.load.files import LeftOut, find_files, told
from segment_models.load.flattening import Flattener, tables_of
from segment_models.load.heaps import Heap
from segment_models.load.reading import Reject, parts
from segment_models.load.rejects import Rejects
from segment_models.load.tables import RawSchema, RawTable, Widened
from segment_models.load.unpacking import HashedFile, NotTextError
from segment_models.load.users import update_users
from segment_models.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from segment_models.load.files import InputFile
    from segment_models.load.reading import Call

REJECTS_FILE = "segment_rejects.jsonl"
"""Where lines that are not calls go if the caller names no file."""

BUFFER_SIZE = 32 * 1024 * 1024
"""Characters of JSON held before some are inserted. Most are held as columns, which take less memory than rows."""

_OBJECTS_BETWEEN = 100_000
"""Objects made between two looks for garbage."""

_PROGRESS_EVERY = 1000
"""Messages between two reports of progress."""


@dataclass(frozen=True, slots=True, repr=False)
class LoadReport(Displayed):
    """What a load did.

    ``files`` were loaded and ``skipped`` were not, having been loaded before. ``passed_over`` are not Segment's, or
    have nothing in them; ``failed`` have something, of which nothing is a call. ``rows`` counts the rows put into
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
    passed_over: tuple[LeftOut, ...] = ()
    failed: tuple[LeftOut, ...] = ()

    def _display(self) -> Display:
        more = [f"{counted(self.skipped, 'file')} skipped: loaded before."] if self.skipped else []
        more += [f"passed over: {str(left.path)!r}: {left.reason}" for left in self.passed_over]
        more += [f"not calls: {counted(self.rejected, 'line')}, see {self.rejects}"] if self.rejected else []
        return Display(
            f"{counted(self.messages, 'message')} of {counted(self.files, 'file')} loaded into "
            f"{counted(len(self.rows), 'table')}, in {self.seconds:.1f} s",
            more,
            (Table(("schema", "table", "rows"), [(*place, rows) for place, rows in sorted(self.rows.items())]),),
        )


class LeftOutError(LoadError):
    """Nothing came of some files. ``report`` says which, and what was loaded of the others."""

    def __init__(self, message: str, report: LoadReport) -> None:
        super().__init__(message)
        self.report = report


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

    A file whose bytes were loaded into the schema before is skipped. A file of which no line is a call is left out
    and told by LeftOutError once the others are loaded; it is read again the next time. A message that is in two
    different files is in the raw table twice, as in BigQuery: the models keep one. Memory does not grow with the
    size of the files.
    """
    started = time.perf_counter()
    rejected = Rejects(Path(REJECTS_FILE if rejects is None else rejects))
    found = find_files(paths, schema, rejected.path)
    progress = _Progress(sum(file.size for file in found.files), on_progress)
    moment = now or datetime.now(UTC)
    loaded_at = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    with rejected, _told(), _seldom_collected(), _plain_collation(connection), _transaction(connection):
        work = _Load(connection, loaded_at, rejected, found.passed_over)
        for file in found.files:
            work.add_file(file, progress)
        work.finish()
    report = work.report(time.perf_counter() - started)
    if report.failed:
        raise LeftOutError(f"{_told_failed(report.failed)} The other files are loaded.", report)
    return report


def _told_failed(failed: Iterable[LeftOut]) -> str:
    return f"Nothing came of {told(failed)}. Convert such a file, or leave it out; it will be read again until then."


class _Load:
    """One load at work: rows are held until there are enough of them to be inserted together."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        loaded_at: datetime,
        rejects: Rejects,
        passed_over: Iterable[LeftOut],
    ) -> None:
        self._connection = connection
        self._loaded_at = loaded_at
        self._rejects = rejects
        self._flattener = Flattener()
        self._schemas: dict[str, RawSchema] = {}
        self._heaps: dict[RawTable, Heap] = {}
        self._size = 0
        self._passed_over = list(passed_over)
        self._failed: list[LeftOut] = []
        self._files = 0
        self._skipped = 0
        self._messages = 0

    def add_file(self, file: InputFile, progress: _Progress) -> None:
        """Add what is in ``file``, unless it was loaded before."""
        if file.schema not in self._schemas:
            self._schemas[file.schema] = RawSchema(self._connection, file.schema, self._loaded_at)
        schema = self._schemas[file.schema]
        with file.path.open("rb", buffering=0) as raw:
            sha256 = HashedFile(raw).sha256()
            if schema.has_loaded(sha256):
                self._skipped += 1
            else:
                raw.seek(0)
                self._add_calls(file, HashedFile(raw), sha256, progress)
        progress.file_done(file.size)

    def finish(self) -> None:
        """Insert what is still held, bring ``users`` up to date and save the rejects."""
        if self._failed and not self._files and not self._skipped:
            raise LoadError(f"{_told_failed(self._failed)} Nothing was loaded.")
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
            passed_over=tuple(self._passed_over),
            failed=tuple(self._failed),
        )

    def _add_calls(self, file: InputFile, read: HashedFile, sha256: str, progress: _Progress) -> None:
        """Hold the calls of a file, and note it as loaded if there are any and it still is what ``sha256`` says."""
        schema = self._schemas[file.schema]
        messages, before, first = 0, self._rejects.mark(), None
        stream = BufferedReader(read)
        try:
            for part in parts(file.path, stream):
                if isinstance(part, Reject):
                    first = first or part
                    self._rejects.add(file.path, part)
                    continue
                for call in part if isinstance(part, list) else (part,):
                    self._hold(schema, call)
                    messages += 1
                    if messages % _PROGRESS_EVERY == 0:
                        progress.at(read.bytes_done)
        except NotTextError as error:
            self._failed.append(LeftOut(file.path, str(error)))
            return
        if read.sha256() != sha256:
            raise LoadError(
                f"{str(file.path)!r} was changed while it was read. Nothing was loaded. Load it when it is complete."
            )
        if messages:
            schema.note_loaded(file.path, sha256, messages)
            self._files += 1
            self._messages += messages
        elif first is None:
            self._passed_over.append(LeftOut(file.path, "nothing is in it"))
        else:
            self._failed.append(LeftOut(file.path, self._why_nothing(first, before)))

    def _why_nothing(self, first: Reject, before: tuple[int, int]) -> str:
        """Return why nothing came of a file, and forget its rejects, for it is read again the next time."""
        rejected = self._rejects.count - before[0]
        self._rejects.back_to(before)
        return f"no call in {rejected:,} {'part' if rejected == 1 else 'parts'}; line {first.line}: {first.reason}"

    def _hold(self, schema: RawSchema, call: Call) -> None:
        for name in tables_of(call.message):
            table = schema.tables.get(name) or schema.table(name)
            heap = self._heaps.get(table) or self._heaps.setdefault(table, Heap(name, self._flattener))
            heap.add(call)
            self._size += call.size
        if self._size > BUFFER_SIZE:
            self._insert(down_to=BUFFER_SIZE // 2)

    def _insert(self, down_to: int) -> None:
        """Insert the largest heaps first: a table with few rows waits, for each insertion has its price."""
        for table in sorted(self._heaps, key=lambda table: self._heaps[table].size, reverse=True):
            if self._size <= down_to and down_to:
                return
            heap = self._heaps.pop(table)
            table.insert(heap.batches())
            self._size -= heap.size


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
def _seldom_collected() -> Iterator[None]:
    """Look for garbage less often inside: messages are many objects, and none of them is garbage until it is free."""
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], _OBJECTS_BETWEEN), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


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
