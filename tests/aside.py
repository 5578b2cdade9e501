"""DuckDB as an engine without transactions around a run: every statement counts as soon as it is executed.

A table is published by one statement, and at the end of an incremental run rows are changed in a transaction of their
own. So runs that build aside are tested at DuckDB's speed; what the engines themselves do is tested in engines/.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlglot import exp

from segment_models import WarehouseError
from segment_models.sql import piece
from segment_models.warehouses.connection import Warehouse, is_old
from segment_models.warehouses.duckdb.connection import DuckDB
from segment_models.warehouses.duckdb.dialect import DuckDBDialect
from segment_models.warehouses.publishing import Aside, Merging
from segment_models.warehouses.relation import Relation
from stories import DuckDBWarehouse


class WithoutTransactions(DuckDBDialect):
    """DuckDB, where nothing can be undone."""

    publishing_by = Aside()

    def publish(self, aside, target, layout):
        """Return one statement, which is a transaction by itself."""
        del layout
        whole = exp.select("*").from_(aside.node())
        return (self.render(exp.Create(this=target.node(), kind="TABLE", replace=True, expression=whole)),)

    def parameter(self, name):
        """Return a variable of the session, which `AsideDuckDB.bind` sets."""
        return exp.Anonymous(this="getvariable", expressions=[exp.Literal.string(name)])

    def before(self, moment, micros):
        """Return the moment before it."""
        return piece(":moment - to_microseconds(:micros)", "duckdb", moment=moment, micros=micros)


class AsideDuckDB(DuckDB):
    """A connection whose statements count at once, and which can be made to fail."""

    dialect = WithoutTransactions()  # the same for all of them: what is planned with it is kept from run to run

    def __init__(self, connection, *, fail_at=None, dead_after=False):
        super().__init__(connection)
        self.fail_at, self.dead_after = fail_at, dead_after
        self.done = []

    def begin(self):
        """There is nothing to begin."""

    def commit(self):
        """There is nothing to commit."""

    def rollback(self):
        """There is nothing to roll back."""

    def execute(self, sql):
        """Carry a statement out, unless it is the one to fail at, or the connection is dead since then."""
        failed = self.fail_at is not None and len(self.done) >= self.fail_at
        if failed and (self.dead_after or len(self.done) == self.fail_at):
            self.done.append(None)
            raise WarehouseError("The connection was lost.")
        self.done.append(sql)
        super().execute(sql)

    def bind(self, name, value):
        """Set a variable."""
        self.connection.execute(f"SET VARIABLE {name} = ?::TIMESTAMP", [value])

    def at_once(self, statements, *, unless, lock):
        """Change rows in a transaction, in which any statement may fail."""
        self.connection.execute("BEGIN")
        try:
            self.execute(lock)
            self.require_alone(unless)
            for statement in statements:
                self.execute(statement)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def leftovers(self, stage_schema):
        """Return the tables of runs that died more than a day ago."""
        sql = "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?"
        names = [name for (name,) in self.connection.execute(sql, [stage_schema]).fetchall()]
        return tuple(Relation(stage_schema, name) for name in names if is_old(name, datetime.now(UTC)))


class WithMerge(WithoutTransactions):
    """DuckDB, where each table is changed by itself."""

    publishing_by = Merging()


class MergingDuckDB(AsideDuckDB):
    """A connection on which no transaction spans two tables."""

    dialect = WithMerge()

    def at_once(self, statements, *, unless, lock):
        """Change tables one after the other."""
        assert not lock
        Warehouse.at_once(self, statements, unless=unless, lock=lock)


class AsideWarehouse(DuckDBWarehouse):
    """Stories and loads on such an engine."""

    loads = (1, 100)

    def opened(self):
        """Return the connection as such an engine's."""
        return AsideDuckDB(self.connection)


class MergingWarehouse(DuckDBWarehouse):
    """Stories and loads on one that merges."""

    loads = (1, 100)
    growing_worlds = (
        "what visits are worth",
        "event models as views",
        "each source another cursor",
        "killed in between",
    )

    def opened(self):
        """Return the connection as such an engine's."""
        return MergingDuckDB(self.connection)
