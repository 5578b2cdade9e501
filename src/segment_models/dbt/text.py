"""How a file of dbt begins, and what its hooks refer to."""

import importlib.resources
from collections.abc import Mapping
from datetime import datetime

from sqlglot import exp

from segment_models.dbt.names import Names, escaped, literal
from segment_models.graph import Graph
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.relation import Relation


class This(Relation):
    """The model itself, as a hook of dbt refers to it."""

    def node(self, alias: str | None = None) -> exp.Table:  # noqa: ARG002 a hook gives it no other name
        """Return ``{{ this }}``."""
        return exp.Table(this=exp.Var(this="{{ this }}"))


def head(options: Mapping[str, object]) -> str:
    """Return the call of ``config`` that a model begins with."""
    lines = (f"    {name}={literal(value)}" for name, value in options.items())
    return "{{ config(\n" + ",\n".join(lines) + "\n) }}"


def packaged(file: str, names: Names, dialect: Dialect, **more: str) -> str:
    """Return macros of the package, for one export and one engine: their words in capitals stand for what differs."""
    stands = datetime(9998, 1, 1)  # noqa: DTZ001 as all moments here
    moment = dialect.render(dialect.moment(stands)).replace(stands.isoformat(" ", "microseconds"), "TOLD")
    text = importlib.resources.files("segment_models.dbt").joinpath(file).read_text(encoding="utf-8")
    for word, meant in {**more, "MOMENT": moment, "NAME": names.name}.items():
        text = text.replace(word, meant)
    return text


def placed(graph: Graph, schema: str) -> tuple[dict[str, object], str]:
    """Return the database of a configured schema, where the adapter has one apart, and the rest of its name."""
    database, _, name = schema.rpartition(".")
    if not database:
        return {}, name
    return ({"database": database}, name) if graph.context.dialect.dbt.databases else ({}, schema)


def comment(sentence: str) -> str:
    """Return a sentence as comments of SQL."""
    return "\n".join(f"-- {escaped(line)}" for line in sentence.splitlines())
