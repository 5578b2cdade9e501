"""The rows of a built model: which of them are wanted, the query for them, and their values as JSON has them."""

from __future__ import annotations

import json
import math
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import Dialect, exp
from sqlglot.errors import SqlglotError

from segment_models import selection
from segment_models.errors import ConfigError, nearest, one_text, texts
from segment_models.fields import FieldType
from segment_models.holding import require_built
from segment_models.models.definitions import configurable
from segment_models.sql import ascending, column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlglot.dialects.dialect import DialectType

    from segment_models.configured import Model
    from segment_models.fields import Field
    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse


@dataclass(frozen=True)
class Wanted:
    """Which rows and columns of a model are read: all of them where nothing is said."""

    columns: tuple[str, ...] = ()
    where: str | None = None
    """A condition over the model's columns, in the engine's SQL."""
    limit: int | None = None

    @classmethod
    def of(cls, columns: str | Sequence[str] | None, where: str | None, limit: int | None) -> Wanted:
        """Return what is wanted; ``columns`` is a list of names, or a text of them with commas.

        Raises:
            ConfigError: no column is named, one is named twice, or ``limit`` is below 0.
        """
        if limit is not None and limit < 0:
            raise ConfigError(f"limit is {limit}, and a number of rows is 0 or more.")
        where = where if where is None else one_text(where, "where")
        if columns is None:
            return cls((), where, limit)
        given = columns.split(",") if isinstance(columns, str) else columns
        names = tuple(name.strip() for name in texts(given, "A column's name"))
        if not all(names) or not names:
            raise ConfigError("columns: a name is empty. Name columns as in user_id,session_id, or leave columns out.")
        for name, times in Counter(map(str.lower, names)).items():
            if times > 1:
                raise ConfigError(f"columns: {name!r} is named twice.")
        return cls(names, where, limit)


def find_model(graph: Graph, text: str) -> Model:
    """Return the model that a person means: its own name, or its name in the warehouse.

    Raises:
        ConfigError: there is none, or it is switched off.
    """
    if text in configurable(graph.context.config) and text not in graph.models:
        raise ConfigError(
            f"There is no model {text} in this configuration: it is switched off, or what it is made of is. "
            f"Switch it on with models: {{{text}: {{enabled: true}}}}"
        )
    return graph.models[selection.find(graph, text)]


def columns_of(model: Model, wanted: Wanted) -> tuple[Field, ...]:
    """Return the columns that are wanted, in the order they are named in.

    Raises:
        ConfigError: the model has no such column.
    """
    known = {one.name.lower(): one for one in model.columns}
    return tuple(_known(name, known, model, "columns") for name in wanted.columns) or model.columns


def query(graph: Graph, model: Model, wanted: Wanted, *, ordered: bool) -> exp.Select:
    """Return the query for a model's rows; ``ordered`` by its key, and by more where that does not tell all apart.

    Raises:
        ConfigError: a column is none of the model's, or ``where`` is not one condition over them.
    """
    selected = [column(one.name, custom=one.custom) for one in columns_of(model, wanted)]
    rows = _chosen(graph, model, wanted, exp.select(*selected, copy=False))
    if ordered:
        rows = rows.order_by(*(ascending(column(one.name, custom=one.custom)) for one in _order(model)), copy=False)
    return rows if wanted.limit is None else rows.limit(wanted.limit, copy=False)


def count(graph: Graph, model: Model, wanted: Wanted) -> exp.Select:
    """Return the query for how many rows there are, whatever the limit."""
    return _chosen(graph, model, wanted, exp.select("count(*)"))


@contextmanager
def reading(graph: Graph, warehouse: Warehouse, model: Model) -> Iterator[None]:
    """Read a model that is built as configured, within one moment of the tables.

    Raises:
        WarehouseError: it is not built.
        RunError: it was built with another configuration.
    """
    require_built(graph, warehouse, [model.name])
    warehouse.begin()
    try:
        yield
    finally:
        warehouse.rollback()


def as_data(columns: Sequence[Field], row: Sequence[object]) -> dict[str, Any]:
    """Return a row as JSON has it: nested values whole, times as ISO texts in UTC, exact numbers as texts."""
    return {one.name: plain(_nested(one, value)) for one, value in zip(columns, row, strict=True)}


def _chosen(graph: Graph, model: Model, wanted: Wanted, selected: exp.Select) -> exp.Select:
    rows = selected.from_(model.relation.node(), copy=False)
    if wanted.where is None:
        return rows
    return rows.where(_condition(wanted.where, model, graph.context.dialect.sqlglot), copy=False)


_SORTED = (FieldType.TEXT, FieldType.TIMESTAMP, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE)


def _order(model: Model) -> list[Field]:
    """Return the columns to sort by: the key, then the others that sort, where a key may be NULL or of several rows."""
    named = {one.name: one for one in model.columns}
    key = [named[name] for name in model.definition.key if name in named]
    if model.definition.key_is_whole:
        return key
    return key + [one for one in model.columns if one.type in _SORTED and one not in key]


def _condition(text: str, model: Model, dialect: DialectType) -> exp.Expr:
    """Return a condition as a tree, each name in which is a column of the model's."""
    try:
        found = [one for one in Dialect.get_or_raise(dialect).parse_into(exp.Condition, text) if one is not None]
    except SqlglotError:
        found = []
    if len(found) != 1:
        raise ConfigError(
            f"where: {text!r} is not one condition in the SQL of this warehouse. Write it as after WHERE, such as "
            f"{model.definition.key[0]} = 'x' AND …"
        )
    (condition,) = found
    for kind, what in _REFUSED.items():
        if condition.find(kind):
            raise ConfigError(f"where: {text!r} has {what}, and it is asked of each row of {model.name} alone.")
    _refuse_unknown(condition, model)
    return condition


_REFUSED: dict[type[exp.Expr], str] = {
    exp.Query: "a query in it",
    exp.Subquery: "a query in it",
    exp.Placeholder: "a parameter in it",
    exp.Parameter: "a parameter in it",
    exp.AggFunc: "an aggregate in it",
    exp.Window: "a window in it",
    exp.Star: "a * in it",
}


def _refuse_unknown(condition: exp.Expr, model: Model) -> None:
    known = {one.name.lower(): one for one in model.columns}
    variables = {name.name.lower() for one in condition.find_all(exp.Lambda) for name in one.expressions}
    for one in condition.find_all(exp.Column):
        parts = [part.name for part in one.parts]
        if parts[0].lower() in variables:
            continue
        field = _known(parts[0], known, model, "where")
        within = field.name
        for part in parts[1:]:
            if not field.children:
                break
            fields = {f"{within}.{child.name}".lower(): child for child in field.children}
            within = f"{within}.{part}"
            field = _known(within, fields, model, "where")


def _known(name: str, known: Mapping[str, Field], model: Model, where: str) -> Field:
    if name.lower() not in known:
        raise ConfigError(
            f"{where}: {name!r} is no column of {model.name}.{nearest(name, known)} Columns: {', '.join(known)}."
        )
    return known[name.lower()]


def _nested(field: Field, value: object) -> object:
    """Return a nested value as it is meant, where an engine keeps it as JSON."""
    if isinstance(value, str) and field.type in (FieldType.STRUCT, FieldType.RECORDS):
        return json.loads(value)
    return value


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 as a driver gives it, a case for each type
    """Return a value as JSON has it: times as ISO texts in UTC with microseconds, exact numbers as texts."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            return f"{moment.isoformat(timespec='microseconds')}Z"
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case float():
            return value if math.isfinite(value) else str(value)
        case bytes():
            return value.hex()
        case dict():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
    fields: Any = getattr(value, "asDict", None)  # a driver's own word for a struct
    return plain(fields()) if fields else str(value)
