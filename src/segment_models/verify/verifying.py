"""Carries a verification out: rebuilds aside, compares, and leaves nothing behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from segment_models import selection
from segment_models.configured import Model
from segment_models.errors import RunError, WarehouseError
from segment_models.graph import Graph
from segment_models.holding import require_built
from segment_models.plan import Stage
from segment_models.run import Report, carry_out_step, since
from segment_models.verify import rebuild
from segment_models.verify.comparison import compare, comparisons, total
from segment_models.verify.report import Compare, Compared, VerifyError, VerifyReport
from segment_models.warehouses.connection import Warehouse, is_old, run_name
from segment_models.warehouses.relation import Relation

if TYPE_CHECKING:
    from segment_models.verify.rebuild import Again
    from segment_models.verify.report import Event
    from segment_models.verify.scope import Scope


def verify(
    graph: Graph, warehouse: Warehouse, *, select: Sequence[str], scope: Scope, listen: Callable[[Event], None]
) -> VerifyReport:
    """Rebuild the selected models aside and compare them with what is built, as far as the scope goes.

    Inside one transaction where the engine has them, which is rolled back; elsewhere what was made is dropped again.

    Raises:
        VerifyError: something differs; it has the report.
        WarehouseError: a selected model is not built, or the warehouse refused.
        RunError: a selected model was built with another configuration.
        ConfigError: a selector names no model.
    """
    started, billed = time.perf_counter(), warehouse.billed()
    chosen = selection.select(graph, select)
    left_out = [name for name in chosen if scope.is_part and graph.models[name].definition.grouped]
    chosen = tuple(name for name in chosen if name not in left_out)
    kinds = require_built(graph, warehouse, chosen)
    schema = rebuild.schema_of(graph)
    names = {**graph.context.full_names, **warehouse.full_names([schema])}  # the engine may want another for verify's
    known = replace(graph, context=replace(graph.context, full_names=names))
    run = "" if graph.context.dialect.transactional else run_name(datetime.now(UTC))
    work = _Aside(graph, rebuild.rebuild(known, schema, run), warehouse, scope, listen, schema)
    notes = (
        f"{name} adds up everybody: it is compared when everybody is (without sample, without since)."
        for name in left_out
    )
    report = VerifyReport(scope, warnings=(*graph.context.sources.warnings, *notes))
    warehouse.begin()
    try:
        work.open()
        parts = work.rebuild(chosen)
        tables = [name for name in chosen if kinds[graph.models[name].relation] == "table"]
        _require_same_types(warehouse, graph, work.again, tables)
        for name in chosen:
            report.compared.append(work.compared(name, parts))
    finally:
        work.close()
        warehouse.rollback()
    report.seconds = time.perf_counter() - started
    report.bytes = since(warehouse, billed)
    _raise_differences(report)
    return report


@dataclass
class _Aside:
    """The schema of the rebuild, what is made there, and what it is compared with."""

    graph: Graph
    again: Again
    warehouse: Warehouse
    scope: Scope
    listen: Callable[[Event], None]
    schema: str
    report: Report = field(default_factory=Report)
    places: list[Relation] = field(default_factory=list)
    ours: bool = False

    def open(self) -> None:
        """Make the schema, and remove what a verification left there that died."""
        warehouse, dialect = self.warehouse, self.warehouse.dialect
        if dialect.session_schema:
            return
        held = warehouse.catalog([self.schema])[self.schema]
        now = datetime.now(UTC)
        left = [Relation(self.schema, name) for name in held or () if is_old(name.rpartition("_")[0], now)]
        self.ours = held is None or bool(left)
        if held is None:
            try:
                warehouse.execute(dialect.create_schema(self.schema))
            except WarehouseError as error:
                raise WarehouseError(
                    f"verify could not create the schema {self.schema}: {error} Grant the right to create it, or "
                    "create it once and grant the right to create tables in it."
                ) from error
        self._drop(left)

    def make(self, stages: Iterable[Stage]) -> int:
        """Make tables; return how many rows they have, as far as they count them."""
        before = len(self.report.staged)
        for stage in stages:
            self.places.append(stage.place)
            carry_out_step(stage, self.warehouse, self.report, self.listen)
        return sum(one.rows or 0 for one in self.report.staged[before:])

    def rebuild(self, chosen: Iterable[str]) -> int:
        """Build what the comparison needs; return in how many parts a model is that cannot be gathered at once."""
        again, scope = self.again, self.scope
        needed = rebuild.needed(self.graph, chosen, scope)
        tables = [model for name, model in again.all.models.items() if name in needed and model.kind == "table"]
        types = rebuild.call_types(again, needed)
        events = self.make(rebuild.calls(again, types, counted=not scope.is_part))
        alone = (model for model in tables if not model.definition.grouped)
        first = [model.name for model in alone if not model.definition.of_a_person]
        self.make(rebuild.made(again.all, name) for name in first)
        some = again.all
        if scope.is_part:
            some = again.part
            events = self.make(rebuild.calls_of_some(again, types, scope))
        config = some.context.config
        columns = sum(len(config.fields(one)) for one in config.call_types)
        parts = rebuild.parts(events, self.warehouse.rows_at_once(columns))
        rest = [model.name for model in tables if model.name not in first]
        self.make(rebuild.made(some, name, parts if some.by_people(name) else 1) for name in rest)
        return parts

    def compared(self, name: str, parts: int) -> Compared:
        """Compare one model, in parts where it is built in parts."""
        warehouse, model = self.warehouse, self.graph.models[name]
        started, billed = time.perf_counter(), warehouse.billed()
        self.listen(Compare(model))
        shares = [(part, parts) for part in range(parts)] if parts > 1 and self.again.all.by_people(name) else [None]
        each = [
            compare(one, warehouse)
            for share in shares
            for one in comparisons(self.graph, self.again, name, self.scope, share)
        ]
        done = replace(total(each), seconds=time.perf_counter() - started, bytes=since(warehouse, billed))
        self.listen(done)
        return done

    def close(self) -> None:
        """Remove all of it, where the end of a transaction does not: also after a failure, if the engine answers."""
        warehouse, dialect = self.warehouse, self.warehouse.dialect
        if dialect.transactional:
            return
        with suppress(WarehouseError):
            self._drop(self.places)
            if self.ours and not warehouse.catalog([self.schema])[self.schema]:
                warehouse.execute(dialect.drop_schema(self.schema))

    def _drop(self, places: Iterable[Relation]) -> None:
        for place in places:
            self.warehouse.execute(self.warehouse.dialect.drop("table", place, if_exists=True))


def _require_same_types(warehouse: Warehouse, graph: Graph, again: Again, tables: Iterable[str]) -> None:
    """Refuse tables whose columns have other types than the rebuild's: values of two types are not compared."""
    dialect = warehouse.dialect
    built = [graph.models[name] for name in tables]
    if dialect.session_schema:  # which no catalog shows; there it is known what types the columns have to be
        wanted = {model.relation: graph.types(model.name) for model in built}
        same = warehouse.same_columns(wanted)
        types = {
            model.name: {name.lower(): kind.sql(dialect.sqlglot) for name, kind in wanted[model.relation].items()}
            for model in built
            if model.relation not in same
        }
    else:
        types = _types(
            warehouse, [again.all.models[model.name] for model in built if again.all.models[model.name].kind == "table"]
        )
    found = _types(warehouse, [graph.models[name] for name in types])
    for name, columns in types.items():
        others = [
            f"{column} is {found[name][column]}, now {kind}"
            for column, kind in columns.items()
            if found[name][column] != kind
        ]
        if others:
            raise RunError(
                f"{graph.models[name].relation} was built from raw columns of other types: {'; '.join(others)}. "
                "Build the models again with: segment-models run --full-refresh"
            )


def _types(warehouse: Warehouse, models: Sequence[Model]) -> dict[str, dict[str, str]]:
    """Return the columns of each model with their types as the engine writes them."""
    held = warehouse.catalog(dict.fromkeys(model.relation.schema for model in models)) if models else {}
    return {
        model.name: {
            name: column.type.sql(warehouse.dialect.sqlglot)
            for name, column in (held[model.relation.schema] or {})[model.relation.name.lower()].items()
        }
        for model in models
    }


def _raise_differences(report: VerifyReport) -> None:
    if not report.differing:
        return
    told = ", ".join(
        f"{one.model.relation} ({one.missing:,} missing, {one.extra:,} extra, {one.differing:,} differing)"
        for one in report.differing
    )
    why = "".join(f"{one.why} " for one in report.differing if one.why)
    raise VerifyError(
        f"{len(report.differing)} of {len(report.compared)} models differ from a rebuild: {told}. Nothing was changed. "
        f"{why}Rows loaded since the last run are missing until the next run. If that is not the cause, rebuild with: "
        "segment-models run --full-refresh",
        report,
    )
