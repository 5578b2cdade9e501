"""Looking at what a database of Postgres's kind holds, by the parts of its catalog that Redshift has, too."""

from abc import abstractmethod
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from segment_models.errors import WarehouseError
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Kind, Relation

_RELATIONS = "FROM pg_class AS relations JOIN pg_namespace AS spaces ON spaces.oid = relations.relnamespace"


def among(what: str, values: Collection[str]) -> str:
    """Return the condition that something is one of the parameters that these values are."""
    return f"{what} IN ({', '.join('%s' for _ in values)})"


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
        kinds = self._told("CAST(relations.relkind AS varchar)", relations)
        return {one: "view" if kind == "v" else "table" for one, kind in kinds.items() if kind in "rpvmf"}

    def size(self, tables: Iterable[Relation]) -> int:
        """Return the server's own estimate of these tables' rows; 0 for one of which it has none yet."""
        return sum(max(0, int(rows)) for rows in self._told("relations.reltuples", tables).values())

    def _told(self, what: str, relations: Iterable[Relation]) -> dict[Relation, Any]:
        """Return what the catalog says of relations, those that exist, in one question."""
        names = {(self.own(one.schema), one.name): one for one in relations}
        schemas = {schema for schema, _ in names}
        sql = f"SELECT spaces.nspname, relations.relname, {what} {_RELATIONS} WHERE {among('spaces.nspname', schemas)}"
        rows = self.ask(sql, *schemas) if schemas else ()
        return {names[schema, name]: told for schema, name, told in rows if (schema, name) in names}

    @abstractmethod
    def do(self, sql: str) -> None:
        """Carry a statement out, of a run or around it."""

    def execute(self, sql: str) -> None:
        """Carry a statement of a run out."""
        self.do(sql)

    def begin(self) -> None:
        """BEGIN, with the settings that a run needs."""
        for statement in self.begins:
            self.do(statement)

    def commit(self) -> None:
        """COMMIT."""
        self.do("COMMIT")

    def rollback(self) -> None:
        """ROLLBACK; silent where the connection is lost, which has rolled back."""
        with suppress(WarehouseError):
            self.do("ROLLBACK")
