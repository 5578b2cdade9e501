"""An open connection: it looks at what is there and carries statements out.

Compare two files of this folder and you see what a warehouse is.
"""

from __future__ import annotations

import re
import secrets
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.sources import Column
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.relation import Kind, Layout, Relation, Rows

if TYPE_CHECKING:
    from segment_models.load import LoadReport

CLOSED = (
    "The connection is closed, so it cannot be used again. Give an open one, as in run(connection), or a URL; "
    "what was used last is used again."
)

MEANWHILE = "Another run has updated the models since this one began. This run changed nothing. Run again."


def run_name(now: datetime) -> str:
    """Return what tells a run from any other: its time, then chance."""
    return f"{now:%Y%m%d%H%M%S}_{secrets.token_hex(3)}"


def is_old(table: str, now: datetime) -> bool:
    """Return whether a table's name ends with that of a run which began more than a day ago."""
    match = re.search(r"_(\d{14})_[0-9a-f]{6}$", table.lower())
    return match is not None and match[1] < f"{now - timedelta(days=1):%Y%m%d%H%M%S}"


class Warehouse(ABC):
    """An open connection. Every method raises WarehouseError when the engine refuses."""

    dialect: Dialect

    only_here: bool = False
    """True if what is in it is gone when it is closed: a database in memory."""

    def __init__(self, connection: Any, *, owned: bool = False) -> None:  # noqa: ANN401 of any driver
        """Take a connection; ``owned`` says that `close` may close it. One of the caller's stays open.

        Raises:
            WarehouseError: it is closed.
        """
        self.connection = connection
        self._owned = owned
        self.require_open()

    def require_open(self) -> None:
        """Raise WarehouseError if the connection is closed."""
        if self.is_closed():
            raise WarehouseError(CLOSED)

    def beside(self) -> Warehouse:
        """Return a connection that leaves alone what the caller does with this one, where the engine has such."""
        return self

    def is_closed(self) -> bool:
        """Return whether the driver's connection is closed; False where the driver does not say."""
        return False

    @abstractmethod
    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds: tables and views, their columns by lower-case name; None for no schema.

        Schemas that exist but were not asked for come along empty, so that an error can offer the nearest name. Two
        names of one schema (``web`` and ``database.web``) hold the same object.
        """

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:  # noqa: ARG002 for engines that need it
        """Return those schemas that have to be written longer than they are, and how."""
        return {}

    @abstractmethod
    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which of these relations exist, and as what."""

    def existing_schemas(self, schemas: Iterable[str]) -> frozenset[str]:  # noqa: ARG002 for engines that need it
        """Return those schemas that exist, where making one that exists asks for a right that people may not have."""
        return frozenset()

    def same_columns(
        self,
        wanted: Mapping[Relation, Mapping[str, exp.DataType]],  # noqa: ARG002 for engines that are `binding`
    ) -> frozenset[Relation]:
        """Return which relations have exactly these columns of these types already, where the engine is `binding`."""
        return frozenset()

    def secured(self, relations: Iterable[Relation]) -> frozenset[Relation]:  # noqa: ARG002 for engines with such rules
        """Return the tables with rules of their own on who sees which rows, which would be lost with the table."""
        return frozenset()

    def unreplaceable(self, layouts: Mapping[Relation, Layout]) -> frozenset[Relation]:  # noqa: ARG002 for engines with such
        """Return the tables that stand in the way of new ones laid out like this, and have to be dropped first."""
        return frozenset()

    def size(self, tables: Iterable[Relation]) -> int:  # noqa: ARG002 for engines that know
        """Return about how many rows tables have together, without reading them; 0 where nobody knows."""
        return 0

    def rows_at_once(self, columns: int) -> int:  # noqa: ARG002 for engines that have a limit
        """Return how many events of so many columns one statement may gather within the engine's memory.

        A number without end where what does not fit goes to disk.
        """
        return sys.maxsize

    def has_temporary(self) -> bool:
        """Return whether a run keeps its own tables in temporary ones (`Dialect.temporary`), where they are small."""
        return False

    def warnings(self) -> tuple[str, ...]:
        """Return what somebody who builds over this connection should know of it."""
        return ()

    def make_way(self, aside: Relation, target: Relation) -> None:  # noqa: B027 for engines that need it
        """Prepare a place for the table built aside, which `Dialect.publish` puts there next."""

    def begin(self) -> None:  # noqa: B027 for engines that have any of it
        """Start a run: its transaction, where the engine has them, and the settings of the session that it needs."""

    def commit(self) -> None:  # noqa: B027 likewise
        """End a run that went well: publish what was done since `begin`, and restore the session's settings."""

    def rollback(self) -> None:  # noqa: B027 likewise
        """End a run that did not: undo what was done since `begin`, and restore the session's settings."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """Carry a statement out."""

    @abstractmethod
    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query, at most ``limit`` rows of it."""

    def parts(self, sql: str) -> Iterator[Rows]:
        """Yield the answer to a query part by part, at least one, so that no more of it is in memory at a time.

        Inside of `begin`. It is one part where the driver has fetched everything by then.
        """
        yield self.fetch(sql)

    def bind(self, name: str, value: object) -> None:  # noqa: B027 for engines that have parameters
        """Give a parameter its value, for every statement after this one; see `Dialect.parameter`."""

    def at_once(self, statements: Sequence[str], *, unless: str, lock: str | None) -> None:  # noqa: ARG002
        """Carry out statements that change rows in one transaction, where the whole run is none.

        Nothing is changed, and `MEANWHILE` raised as a WarehouseError, if the query ``unless`` has an answer by then.
        ``lock`` is a statement that changes nothing and makes another transaction that does the same wait, where the
        engine waits (`Aside`). Here, as on one that is `Merging`, there is no transaction: the first statement logs
        that they have begun.
        """
        self.require_alone(unless)
        for statement in statements:
            self.execute(statement)

    def require_alone(self, unless: str) -> None:
        """Raise `MEANWHILE` as a WarehouseError if a query has an answer: another run has finished."""
        if self.fetch(unless).values:
            raise WarehouseError(MEANWHILE)

    @abstractmethod
    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""

    def stream(self, sql: str) -> Any:  # noqa: ANN401 of any driver
        """Return the answer to a query as an object with ``__arrow_c_stream__``, which may outlive the connection."""
        return self.arrow(sql)

    def billed(self) -> int | None:
        """Return the bytes billed for everything done so far; None where the engine does not bill by the byte."""
        return None

    def leftovers(self, stage_schema: str) -> tuple[Relation, ...]:  # noqa: ARG002 for engines that need it
        """Return the tables that runs which died left in the schema they stage in: older than a day, see `is_old`.

        Empty where the engine removes them by itself, or has transactions.
        """
        return ()

    bills_bytes: bool = False
    """True if the engine bills by the byte, so that `billed` and `estimate` have answers."""

    def estimate(self, sql: str) -> int | None:  # noqa: ARG002 for engines that can
        """Return the bytes a statement would process; None where the engine cannot say."""
        return None

    def load(
        self,
        paths: Sequence[str | Path],  # noqa: ARG002 for engines that can
        *,
        schema: str | None,  # noqa: ARG002
        rejects: str | Path | None,  # noqa: ARG002
        on_progress: Callable[[int, int], None] | None,  # noqa: ARG002
    ) -> LoadReport:
        """Load raw Segment events into the tables Segment would have made."""
        raise WarehouseError(
            f"load does not write to {self.dialect.title}: there, Segment itself does. "
            "To try messages on this machine: segment-models load FILE… --connection duckdb:///events.duckdb"
        )

    def close(self) -> None:
        """Close the connection if this object opened it."""
        if self._owned:
            self.connection.close()
