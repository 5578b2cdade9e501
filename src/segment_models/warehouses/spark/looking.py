"""Looking at what a catalog of Spark or Databricks holds, by SHOW and DESCRIBE, which every such catalog answers."""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from segment_models.errors import WarehouseError
from segment_models.sources import Column
from segment_models.warehouses.connection import Warehouse, is_old
from segment_models.warehouses.relation import Kind, Relation
from segment_models.warehouses.spark.dialect import DIALECT, SparkDialect


class Looking(Warehouse):
    """The part of a connection that looks, and changes nothing."""

    dialect: SparkDialect

    @abstractmethod
    def told(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of SHOW or DESCRIBE, each by the names of its columns."""

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each schema holds; a table is looked at when somebody asks for its columns.

        Segment makes a table for each kind of event, so a schema can have hundreds, of which few matter.
        """
        held: dict[str, dict[str, dict[str, Column]] | None] = {name: {} for name in self._schemas("")}
        looked_at: dict[tuple[str, str], dict[str, dict[str, Column]]] = {}
        for schema in schemas:
            if not self.has_schema(schema):
                held[schema] = None
                continue
            catalog, _, name = schema.lower().rpartition(".")
            place = (catalog or self.dialect.current_catalog.lower(), name)
            if place not in looked_at:
                looked_at[place] = _Tables(self, schema, self.names(schema))
            held[schema] = looked_at[place]
        return held

    def columns(self, relation: Relation) -> dict[str, Column]:
        """Return the columns of a table or a view by their lower-case names; those of a partition stand there twice."""
        found: dict[str, Column] = {}
        for row in self.told(f"DESCRIBE TABLE {written(relation)}"):
            name = row["col_name"]
            if not name or name.startswith("#"):
                break
            found[name.lower()] = Column(name, _data_type(row["data_type"]))
        return found

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, as SHOW TABLES and SHOW VIEWS tell; temporary views do not count."""
        wanted = list(relations)
        found: dict[Relation, Kind] = {}
        for schema in dict.fromkeys(relation.schema for relation in wanted):
            if not self.has_schema(schema):
                continue
            views = {name.lower() for name in self._views(schema)}
            names = {name.lower() for name in self.names(schema)} | views
            for relation in wanted:
                if relation.schema == schema and relation.name.lower() in names:
                    found[relation] = "view" if relation.name.lower() in views else "table"
        return found

    def leftovers(self, stage_schema: str) -> tuple[Relation, ...]:
        """Return the tables that a run older than a day left in the schema of the runs."""
        if not self.has_schema(stage_schema):
            return ()
        now = datetime.now(UTC)
        return tuple(Relation(stage_schema, name) for name in self.names(stage_schema) if is_old(name, now))

    def has_schema(self, schema: str) -> bool:
        """Return whether a schema exists, in its catalog if it is written with one."""
        catalog, _, name = schema.rpartition(".")
        try:
            return name.lower() in {one.lower() for one in self._schemas(catalog)}
        except WarehouseError:  # no such catalog
            return False

    def names(self, schema: str) -> list[str]:
        """Return the tables of a schema, and its views where the catalog lists them as well."""
        return self._column(f"SHOW TABLES IN {_quoted(schema)}", "tableName")

    def _schemas(self, catalog: str) -> list[str]:
        rows = self.told(f"SHOW SCHEMAS{f' IN {_quoted(catalog)}' if catalog else ''}")
        return [str(next(iter(row.values()))).strip("`") for row in rows]  # one column, whose name differs

    def _views(self, schema: str) -> list[str]:
        try:
            return self._column(f"SHOW VIEWS IN {_quoted(schema)}", "viewName")
        except WarehouseError:  # a catalog that has no views
            return []

    def _column(self, sql: str, name: str) -> list[str]:
        return [row[name] for row in self.told(sql) if not row.get("isTemporary")]


class _Tables(dict[str, dict[str, Column]]):
    """The tables of a schema by their lower-case names, each looked at when it is asked for."""

    def __init__(self, warehouse: Looking, schema: str, names: Iterable[str]) -> None:
        super().__init__({name.lower(): {} for name in names})
        self._warehouse, self._schema = warehouse, schema

    def __getitem__(self, name: str) -> dict[str, Column]:
        if not super().__getitem__(name):
            self[name] = self._warehouse.columns(Relation(self._schema, name))
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 as `dict.get`, which does not ask __getitem__
        """Return the columns of a table, and what is given instead where there is none."""
        return self[name] if name in self else default  # noqa: SIM401 it is what is defined here


def written(relation: Relation) -> str:
    """Return a relation as SQL, every part quoted."""
    return relation.node().sql(dialect="spark")


def _data_type(kind: str) -> exp.DataType:
    """Return a type; text with a collation is unknown, so that whoever reads it as text casts it (R7)."""
    if " collate " in kind.lower():
        return exp.DataType.build("unknown")
    return DIALECT.found(kind)


def _quoted(schema: str) -> str:
    return ".".join(f"`{part.replace('`', '``')}`" for part in schema.split("."))
