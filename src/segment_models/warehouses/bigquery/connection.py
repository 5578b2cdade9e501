"""An open BigQuery client."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import requests
from google.api_core.exceptions import Forbidden, GoogleAPIError, NotFound
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY
from sqlglot import exp, parse_one

from segment_models.errors import ConfigError, WarehouseError
from segment_models.sources import Column, Columns
from segment_models.sql import text
from segment_models.warehouses import urls
from segment_models.warehouses.bigquery.dialect import DIALECT, TIMESTAMP
from segment_models.warehouses.bigquery.refusals import explain, is_connection_lost
from segment_models.warehouses.connection import MEANWHILE, Warehouse
from segment_models.warehouses.relation import Kind, Layout, Relation, Rows, without_zones

T = TypeVar("T")

RETRY = DEFAULT_RETRY.with_timeout(120)
"""How long a request that the network or the server lost is tried again."""

ONCE_LOST = 5.0
"""Seconds for the same, once a connection was lost for good: a failed run still tries to remove what it made."""

TIME_LIMIT = 3600
"""Seconds that one statement may take, where neither the URL nor the caller's client says."""

_OPTIONS = ("location", "priority", "maximum_bytes_billed", "timeout")
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}

_PARAMETER = re.compile(r"@(first_\w+)")
"""How statements name a moment that a run has found out."""

_LOST = (GoogleAPIError, GoogleAuthError, requests.exceptions.RequestException)
"""Whatever the client raises: the server refused, nobody is logged in, the connection is gone."""


class BigQuery(Warehouse):
    """A BigQuery client, its own or one handed over by the caller."""

    dialect = DIALECT

    bills_bytes = True

    def __init__(self, client: bigquery.Client, *, owned: bool = False) -> None:
        """Take a client; ``owned`` says that `close` may close it."""
        self.client = client
        self._owned = owned
        self._location: str | None = client.location
        self._billed = 0
        self._retry = RETRY
        self._bound: dict[str, str] = {}

    def catalog(self, schemas: Iterable[str]) -> dict[str, dict[str, dict[str, Column]] | None]:
        """Return what each dataset holds, from its information schema.

        Names of tables and datasets are told apart by their case, so a table is found only as Segment writes it; the
        hidden columns of ingestion-time partitions are no columns of ours, but what new rows are looked for by.
        """
        held: dict[str, dict[str, dict[str, Column]] | None] = {
            one.dataset_id: {} for one in self._guarded(lambda: list(self.client.list_datasets(retry=self._retry)))
        }
        looked_at: dict[bigquery.DatasetReference, dict[str, dict[str, Column]] | None] = {}
        for schema in schemas:
            dataset = self._reference(schema)
            if dataset not in looked_at:
                looked_at[dataset] = self._columns(schema) if self._look_up(schema) else None
            held[schema] = looked_at[dataset]
        return held

    def _columns(self, schema: str) -> dict[str, dict[str, Column]]:
        columns = Relation(schema, "").node()
        columns.set("this", exp.to_identifier("INFORMATION_SCHEMA.COLUMNS", quoted=False))
        sql = (
            exp.select("table_name", "column_name", "data_type", "is_hidden", "is_partitioning_column")
            .from_(columns)
            .order_by("table_name", "ordinal_position")
        )
        tables: dict[str, Columns] = {}
        for table, column, kind, is_hidden, divides in self.fetch(self.dialect.render(sql)).values:
            known = tables.setdefault(table, Columns())
            if divides == "YES" and kind == "TIMESTAMP":
                known.partition = column
            if is_hidden == "NO":
                known[column.lower()] = Column(column, DIALECT.found(kind))
        return dict(tables)

    def _look_up(self, schema: str) -> bigquery.Dataset | None:
        """Return a dataset, None where there is none; the first one found says where the jobs run.

        Raises:
            WarehouseError: it is elsewhere than the jobs are told to run.
        """
        try:
            found = self.client.get_dataset(self._reference(schema), retry=self._retry)
        except NotFound:
            return None
        except _LOST as error:
            raise self._explained(error) from error
        if self._location and found.location and found.location.upper() != self._location.upper():
            raise WarehouseError(
                f"The dataset {schema} is in {found.location}, but the jobs run in {self._location}: a job reads and "
                "writes in one location. Correct location in the connection, or leave it out; raw tables and models "
                "must be in the same one."
            )
        self._location = self._location or found.location
        return found

    def _reference(self, schema: str) -> bigquery.DatasetReference:
        project, _, name = schema.rpartition(".")
        return bigquery.DatasetReference(project or self.client.project, name)

    def full_names(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return ``project.dataset`` for every dataset where some are of another project.

        A view of another project than the job's must name the project of all it reads.
        """
        named = list(schemas)
        if all(schema.rpartition(".")[0] in ("", self.client.project) for schema in named):
            return {}
        return {schema: f"{self.client.project}.{schema}" for schema in named if "." not in schema}

    def kinds(self, relations: Iterable[Relation]) -> dict[Relation, Kind]:
        """Return which relations exist, from a listing of each dataset: no job, and nothing billed."""
        wanted = list(relations)
        found: dict[Relation, Kind] = {}
        for schema in dict.fromkeys(relation.schema for relation in wanted):
            if self._look_up(schema):
                types = self._types(schema)
                there = [one for one in wanted if one.schema == schema and one.name in types]
                found |= {one: "view" if "VIEW" in types[one.name] else "table" for one in there}
        return found

    def _types(self, schema: str) -> dict[str, str]:
        dataset = self._reference(schema)
        listed = self._guarded(lambda: list(self.client.list_tables(dataset, retry=self._retry)))
        return {item.table_id: item.table_type for item in listed}

    def unreplaceable(self, layouts: Mapping[Relation, Layout]) -> frozenset[Relation]:
        """Return the tables that are partitioned or clustered otherwise than wanted: BigQuery replaces none of them."""
        tables = [relation for relation, kind in self.kinds(layouts).items() if kind == "table"]
        return frozenset(one for one in tables if _laid_out(self._table(one)) != _wanted(layouts[one]))

    def _table(self, relation: Relation) -> bigquery.Table:
        place = self._reference(relation.schema).table(relation.name)
        return self._guarded(lambda: self.client.get_table(place, retry=self._retry))

    def execute(self, sql: str) -> None:
        """Carry a statement out as a job.

        A dataset that is there already is not asked for: to make one needs a permission of the project, which people
        who may write to a dataset often lack.
        """
        try:
            self._answer(sql)
        except WarehouseError as error:
            made = re.match(r"CREATE SCHEMA IF NOT EXISTS (\S+)", sql)
            forbidden = isinstance(error.__cause__, Forbidden)
            if not (made and forbidden and self._look_up(made[1].replace("`", ""))):
                raise

    def bind(self, name: str, value: object) -> None:
        """Write a parameter's value into later statements: a time in UTC, or NULL. Scripts take no parameters."""
        constant = self.dialect.moment(value) if isinstance(value, datetime) else self.dialect.no_value(TIMESTAMP)
        self._bound[name] = self.dialect.render(constant)

    def at_once(self, statements: Sequence[str], *, unless: str, lock: str | None) -> None:  # noqa: ARG002 conflicts are errors
        """Carry statements out as one script with one transaction, which BigQuery undoes if one of them fails.

        It sees the tables as they are at its start. Of two that change the same table at a time, BigQuery stops one.
        """
        stop = f"SELECT ERROR({text(MEANWHILE).sql(self.dialect.sqlglot)})"
        others = f"IF EXISTS (\n{unless}\n) THEN\n  {stop};\nEND IF"
        try:
            self._answer(";\n".join(("BEGIN TRANSACTION", others, *statements, "COMMIT TRANSACTION")) + ";")
        except WarehouseError as error:
            if MEANWHILE in str(error.__cause__):
                raise WarehouseError(MEANWHILE) from error
            raise

    def fetch(self, sql: str, limit: int | None = None) -> Rows:
        """Return the answer to a query; times are naive, in UTC."""
        answer = self._answer(sql, limit)
        columns = tuple(field.name for field in answer.schema)
        values = self._guarded(lambda: [tuple(without_zones(value) for value in row.values()) for row in answer])
        return Rows(columns, tuple(values))

    def parts(self, sql: str) -> Iterator[Rows]:
        """Yield the answer to a query part by part, as its pages come."""
        answer = self._answer(sql)
        values = (tuple(without_zones(value) for value in row.values()) for row in answer)
        found = Rows.in_parts(tuple(field.name for field in answer.schema), values)
        while part := self._guarded(lambda: next(found, None)):
            yield part

    def arrow(self, sql: str) -> Any:  # noqa: ANN401 a pyarrow.Table, which is an extra
        """Return the answer to a query as a pyarrow.Table."""
        import pyarrow  # noqa: F401, ICN001, PLC0415 the client would say it less clearly

        answer = self._answer(sql)
        return self._guarded(lambda: answer.to_arrow(create_bqstorage_client=False))

    def billed(self) -> int:
        """Return the bytes billed for the jobs of this object so far."""
        return self._billed

    def estimate(self, sql: str) -> int | None:
        """Return the bytes that a dry run of a statement's query says it would process.

        0 for a statement that reads no rows; None if the query reads what is not there yet, or names a moment that
        the run finds out first.
        """
        query = _query_of(sql)
        if query and _PARAMETER.search(query):
            return None
        if query is None:
            return 0
        config = bigquery.QueryJobConfig(dry_run=True, use_query_cache=False)
        options: dict[str, Any] = {"location": self._location, "retry": self._retry, "job_retry": None}
        try:
            job = self.client.query(query, job_config=config, **options)
        except NotFound:
            return None
        except _LOST as error:
            raise self._explained(error) from error
        return int(job.total_bytes_processed or 0)

    def close(self) -> None:
        """Close the client if this object made it."""
        if self._owned:
            self.client.close()  # type: ignore[no-untyped-call]

    def _answer(self, sql: str, limit: int | None = None) -> Any:  # noqa: ANN401 the client's rows
        """Run a statement as a job and wait for it; a job that the caller gives up is cancelled."""
        options: dict[str, Any] = {"location": self._location, "retry": self._retry}
        options["job_retry"] = None  # which would try a lost connection for 40 minutes
        bound = _PARAMETER.sub(lambda found: self._bound.get(found[1], found[0]), sql)
        job = self._guarded(lambda: self.client.query(bound, job_config=self._config(), **options))
        try:
            answer = self._guarded(lambda: job.result(max_results=limit, retry=self._retry, job_retry=None))
        except KeyboardInterrupt:
            with suppress(*_LOST):
                job.cancel(retry=self._retry)
            raise
        finally:
            self._billed += job.total_bytes_billed or 0
        return answer

    def _config(self) -> bigquery.QueryJobConfig:
        """Return what a job needs beside the client's own settings, which hold."""
        own = self.client.default_query_job_config
        if own is not None and own.job_timeout_ms:
            return bigquery.QueryJobConfig()
        return bigquery.QueryJobConfig(job_timeout_ms=TIME_LIMIT * 1000)

    def _explained(self, error: Exception) -> WarehouseError:
        if is_connection_lost(error):
            self._retry = RETRY.with_timeout(ONCE_LOST)
        return WarehouseError(explain(error, self.client.project))

    def _guarded(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except _LOST as error:
            raise self._explained(error) from error


def _query_of(sql: str) -> str | None:
    """Return the query of a statement of ours, for a dry run needs all that is named, and a table may not be there yet.

    None for one that reads no rows: of a view, a clone, a description, a dataset.
    """
    if sql.startswith(("SELECT", "WITH", "DELETE")):
        return sql
    fills = sql.startswith(("CREATE OR REPLACE TABLE", "INSERT"))
    if not fills or " CLONE " in sql.partition("\n")[0]:
        return None
    return DIALECT.render(parse_one(sql, dialect="bigquery").expression)


def _wanted(layout: Layout) -> tuple[str, tuple[str, ...]]:
    """Return a layout in the words of `_laid_out`; an expression it does not know compares with nothing."""
    expression = re.sub(r"[\s`]", "", (layout.partition_by or "").lower())
    truncated = re.fullmatch(r"(?:timestamp|datetime|date)_trunc\((\w+),(\w+)\)", expression)
    by_day = re.fullmatch(r"date\((\w+)\)", expression)
    if truncated:
        expression = f"{truncated[2]} {truncated[1]}"
    elif by_day or re.fullmatch(r"\w+", expression):
        expression = f"day {by_day[1] if by_day else expression}"
    elif ranges := re.match(r"range_bucket\((\w+),", expression):
        expression = f"range {ranges[1]}"
    return expression, tuple(name.lower() for name in layout.cluster_by)


def _laid_out(table: bigquery.Table) -> tuple[str, tuple[str, ...]]:
    """Return how a table is partitioned and clustered."""
    time, ranges = table.time_partitioning, table.range_partitioning
    by = f"{time.type_} {time.field}" if time else f"range {ranges.field}" if ranges else ""
    return by.lower(), tuple(name.lower() for name in table.clustering_fields or ())


def open_url(url: str, base: Path, *, read_only: bool = False, create: bool = False) -> BigQuery:  # noqa: ARG001 there is no file
    """Open ``bigquery://project?location=EU&priority=batch&maximum_bytes_billed=10GB&timeout=3600``.

    Without a project, it is that of the credentials.

    Raises:
        ConfigError: the URL has an option there is none of, or a value that is none.
        WarehouseError: nobody is logged in.
    """
    project, options = _parse(url)
    config = bigquery.QueryJobConfig(
        priority=options.get("priority", "interactive").upper(),
        job_timeout_ms=int(options.get("timeout", TIME_LIMIT)) * 1000,
    )
    if "maximum_bytes_billed" in options:
        config.maximum_bytes_billed = _bytes(options["maximum_bytes_billed"])
    try:
        client = bigquery.Client(
            project=project,
            credentials=_credentials(),
            location=options.get("location"),
            default_query_job_config=config,
        )
    except (DefaultCredentialsError, OSError) as error:
        raise WarehouseError(explain(error, project)) from error
    return BigQuery(client, owned=True)


def _parse(url: str) -> tuple[str | None, dict[str, str]]:
    place, _, query = url.partition("://")[2].partition("?")
    project = unquote(place).strip("/")
    if "/" in project:
        raise ConfigError(
            f"The connection names {project!r}, but a connection is to a project: bigquery://{project.split('/')[0]}. "
            "The datasets stand in segment_schema and default_config.schema."
        )
    options = urls.options(query, _OPTIONS)
    for name, value in options.items():
        if name == "timeout" and not re.fullmatch(r"[1-9]\d*", value):
            raise ConfigError(f"timeout={value}: give a number of seconds, such as timeout=3600.")
        if name == "priority" and value.lower() not in ("interactive", "batch"):
            raise ConfigError(f"priority={value}: it is interactive or batch.")
    return project or None, options


def _bytes(value: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", value)
    if found is None or found[2].upper() not in _UNITS:
        raise ConfigError(f"maximum_bytes_billed={value}: give a number of bytes, or one like 10GB.")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def _credentials() -> AnonymousCredentials | None:
    """Return None for the credentials of the environment; an emulator, which the client finds there too, has none."""
    emulator = os.environ.get("BIGQUERY_EMULATOR_HOST", "")
    return AnonymousCredentials() if urlsplit(emulator).scheme == "http" else None  # type: ignore[no-untyped-call]


take = BigQuery
