"""Looking at what a database of Postgres's kind holds, by the parts of its catalog that Redshift has, too."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from segment_models.errors import WarehouseError
from segment_models.warehouses.connection import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from segment_models.warehouses.relation import Kind, Relation

_ONE = (
    "FROM pg_class AS relations JOIN pg_namespace AS spaces ON spaces.oid = relations.relnamespace "
    "WHERE spaces.nspname = %s AND relations.relname = %s"
)
"""The relation of a schema's name and its own."""


class Looking(Warehouse):
    """A connection in which a run is one transaction: what it looks at, and how a run begins and ends."""

    begins: tuple[str, ...] = ("BEGIN",)
    """The statements that a run begins with."""

    @abstractmethod
    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the answer to a question to the catalog; each ``%s`` stands for a parameter."""

    @abstractmethod
    def schemas(self) -> list[str]:
        """Return the names of all schemas but the server's own."""

    @abstractmethod
    def own(self, schema: str) -> str:
        """Return a schema's name without its database."""

    def existing_schemas(self, schemas: Iterable[str]) -> frozenset[str]:
        """Return those schemas that exist: to make one if it is not there takes the right to make any."""
        return frozenset(schemas) & frozenset(self.schemas())

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, from the server's own catalog."""
        sql = f"SELECT CAST(relations.relkind AS varchar) {_ONE} AND relations.relkind IN ('r', 'p', 'v', 'm', 'f')"
        found: dict[Relation, Kind] = {}
        for relation in relations:
            for (kind,) in self.ask(sql, self.own(relation.schema), relation.name):
                found[relation] = "view" if kind == "v" else "table"
        return found

    def size(self, schema: str, table: str) -> int:
        """Return the server's own estimate of a table's rows; 0 where there is none yet."""
        rows = self.ask(f"SELECT relations.reltuples {_ONE}", self.own(schema), table)
        return max(0, int(rows[0][0])) if rows else 0

    def begin(self) -> None:
        """BEGIN, with the settings that a run needs."""
        for statement in self.begins:
            self.execute(statement)

    def commit(self) -> None:
        """COMMIT."""
        self.execute("COMMIT")

    def rollback(self) -> None:
        """ROLLBACK; silent where the connection is lost, which has rolled back."""
        with suppress(WarehouseError):
            self.execute("ROLLBACK")
