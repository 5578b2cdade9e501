"""People who asked to be forgotten: out of every model now, and kept out of those that are built later.

`segment_forgotten` has the MD5 of each of their ids, so that their calls are known when raw tables are read again.
A call is theirs if its user id is, or, where it has none, its anonymous id. Segment deletes users from the raw tables
too, by user id only (https://segment.com/docs/privacy/user-deletion-and-suppression/).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from segment_models.fields import FORGOTTEN
from segment_models.graph import Graph
from segment_models.run import Report
from segment_models.sql import aliased, column, query, text, union_all
from segment_models.warehouses.relation import Relation, Rows


@dataclass(frozen=True)
class ForgetReport:
    """What was forgotten: ``removed`` has a row per model with the rows it held of these people; then the run."""

    removed: Rows
    run: Report


def place(graph: Graph) -> Relation:
    """Return where it is written down who is forgotten."""
    config = graph.context.config
    return graph.context.relation(config.default_config.schema_, config.model_prefix + "forgotten")


def remembered(graph: Graph, ids: Sequence[str], now: datetime, *, mapped: bool) -> tuple[str, ...]:
    """Return the statements that write down the ids, and every anonymous id that belongs to one if ``mapped``."""
    dialect, target = graph.context.dialect, place(graph)
    given: list[exp.Query] = [exp.select(aliased(dialect.md5(text(one)), "id_hash")) for one in ids]
    if mapped:
        theirs = query("SELECT :id_hash AS id_hash FROM model.user_map", id_hash=dialect.md5(column("anonymous_id")))
        given.append(theirs.where(column("user_id").isin(*map(text, ids))))
    rows = exp.Subquery(this=union_all(given), alias=exp.TableAlias(this=exp.to_identifier("given")))
    known = exp.select("1").from_(target.node("known"))
    known = known.where(exp.EQ(this=column("id_hash", "known"), expression=column("id_hash", "given")))
    new = exp.select(column("id_hash", "given"), aliased(dialect.moment(now), "forgotten_at"))
    new = new.from_(rows).where(exp.not_(exp.Exists(this=known))).distinct()
    return dialect.create_table(target, FORGOTTEN), dialect.insert(target, graph.resolved(new))


def counted(graph: Graph, ids: Sequence[str], there: Sequence[str]) -> str:
    """Return the query for how many rows of these people each model holds: model, rows_held."""
    counts = [
        query(f"SELECT '{name}' AS model, count(*) AS rows_held FROM model.{name}").where(
            column("user_id").isin(*map(text, ids))
        )
        for name, model in graph.models.items()
        if model.definition.personal and name in there
    ]
    return graph.context.dialect.render(graph.resolved(union_all(counts)))
