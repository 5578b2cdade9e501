"""How a file of dbt begins, and what its hooks refer to."""

from collections.abc import Mapping

from sqlglot import exp

from segment_models.dbt.names import escaped, literal
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


def comment(sentence: str) -> str:
    """Return a sentence as comments of SQL."""
    return "\n".join(f"-- {escaped(line)}" for line in sentence.splitlines())
