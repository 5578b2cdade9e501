"""Stories whose models Dataform keeps up to date, on an emulator of BigQuery that knows scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from engines.bigquery import BigQueryWarehouse
from engines.dataform_cli import PROJECT, name_of
from engines.dataform_runs import AssertionFailedError, files_of, graph_of, in_order, script
from segment_models import segment
from stories import MODELS_SCHEMA, Built, StoryWarehouse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from google.cloud import bigquery

    from stories import Raw


class EmulatedWarehouse(StoryWarehouse):
    """Datasets of an emulator."""

    types = BigQueryWarehouse.types

    def __init__(self, client: bigquery.Client, folder: Path) -> None:
        """Start empty; projects are written to a folder."""
        self.connection, self.folder = client, folder
        for dataset in list(client.list_datasets()):
            client.delete_dataset(dataset.dataset_id, delete_contents=True)

    def close(self) -> None:
        """The emulator is stopped by whoever started it."""

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a statement's answer."""
        return [dict(row.items()) for row in self.connection.query(sql).result()]

    def create_schema(self, name: str) -> None:
        """Make a dataset if it is not there."""
        self.ask(f"CREATE SCHEMA IF NOT EXISTS `{name}`")

    def create_table(self, schema: str, name: str, raw: Raw) -> None:
        """Write a raw table, divided by the time of loading as Segment's are."""
        columns = ", ".join(f"`{column}` {self.types[kind]}" for column, kind in raw.layout().items())
        self.ask(f"DROP TABLE IF EXISTS `{schema}`.`{name}`")
        self.ask(f"CREATE TABLE `{schema}`.`{name}` ({columns})")
        self.insert(schema, name, raw)

    def insert(self, schema: str, name: str, raw: Raw) -> None:
        """Add rows to a raw table."""
        kinds = {column: self.types[kind] for column, kind in raw.layout().items()}
        for start in range(0, len(raw.rows), 200):
            values = [
                "(" + ", ".join(_literal(row.get(column), kind) for column, kind in kinds.items()) + ")"
                for row in raw.rows[start : start + 200]
            ]
            names = ", ".join(f"`{column}`" for column in kinds)
            self.ask(f"INSERT INTO `{schema}`.`{name}` ({names}) VALUES {', '.join(values)}")

    def fetch(self, schema: str, name: str) -> list[dict[str, Any]]:
        """Return every row of a table or view."""
        return [_plain(row) for row in self.ask(f"SELECT * FROM `{schema}`.`{name}`")]

    def kinds(self, schema: str) -> dict[str, str]:
        """Return the relations of a dataset."""
        if not any(one.dataset_id == schema for one in self.connection.list_datasets()):
            return {}
        return {one.table_id: one.table_type.lower() for one in self.connection.list_tables(schema)}

    def comments(self, schema: str, name: str) -> tuple[str, str | None, dict[str, str | None]]:
        """The emulator keeps none."""
        raise NotImplementedError(schema, name)

    def export(self, **options: Any) -> dict[str, Any]:
        """Export a configuration for the raw tables that there are; return what Dataform makes of it."""
        options["default_config"] = {"schema": MODELS_SCHEMA, **options.get("default_config", {})}
        segment(**options).export_dataform(self.folder, self.connection)
        return graph_of(self.folder, files_of(self.folder))

    def run(self, *, connection: Any = None, full_refresh: bool = False, **options: Any) -> Built:  # noqa: ARG002
        """Export, compile, and carry every action out."""
        self.carry_out(self.export(**options), full_refresh=full_refresh)
        return Built(self, None)

    def carry_out(
        self, graph: dict[str, Any], *, full_refresh: bool = False, only: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Carry out the actions of these names, in order, each as one job."""
        chosen = [one for one in in_order(graph) if not one.get("disabled") and only(one["target"]["name"])]
        for schema in {one["target"]["schema"] for one in chosen}:
            self.create_schema(schema)
        there = {
            f"{schema}.{name}": kind
            for schema in {one["target"]["schema"] for one in chosen}
            for name, kind in self.kinds(schema).items()
        }
        for action in chosen:
            name = name_of(action)
            columns = None
            if action.get("type") == "incremental" and name in there:
                columns = [one.name for one in self.connection.get_table(f"{PROJECT}.{name}").schema]
            self.ask(script(action, columns, full_refresh=full_refresh))
            if action in graph["assertions"] and (rows := self.ask(f"SELECT * FROM `{PROJECT}.{name}`")):
                raise AssertionFailedError(f"{name}: {rows[:3]}")


def _literal(value: Any, kind: str) -> str:
    if value is None or (kind != "STRING" and value in ("infinity", "-infinity")):
        return "NULL"
    if isinstance(value, datetime):
        value = value.isoformat(" ", "microseconds") + ("Z" if kind == "TIMESTAMP" else "")
    return f"CAST({exp.Literal.string(str(value)).sql('bigquery')} AS {kind})"


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None)
    return value
