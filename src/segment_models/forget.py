"""People who asked to be forgotten: out of every model now, and kept out of those that are built later.

`segment_forgotten` has the MD5 of each of their ids, so that their calls are known when raw tables are read again.
A call is theirs if its user id is, or, where it has none, its anonymous id. Segment deletes users from the raw tables
too, by user id only (https://segment.com/docs/privacy/user-deletion-and-suppression/).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from segment_models.display import Display, Displayed
from segment_models.errors import RunError
from segment_models.fields import FORGOTTEN, FORGOTTEN_BY_TOOL
from segment_models.graph import Graph
from segment_models.models.kept_calls import arrived
from segment_models.places import alike_elsewhere
from segment_models.reading import as_rows
from segment_models.run import Report
from segment_models.sql import aliased, column, piece, query, text, union_all
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Relation, Rows

NAME = "forgotten"
"""The list's name without prefix."""


@dataclass(frozen=True, repr=False)
class ForgetReport(Displayed):
    """What was forgotten: ``removed`` has a row per model with the rows it held of these people; then the run."""

    removed: Rows
    run: Report

    def _display(self) -> Display:
        return Display(
            f"People forgotten: their rows are gone from the models, in {self.run.seconds:.1f} s",
            self.run.warnings,
            (self.removed.table("Deleted rows of these people"),),
        )


def place(graph: Graph) -> Relation:
    """Return where it is written down who is forgotten."""
    config = graph.context.config
    return graph.context.relation(config.default_config.schema_, config.model_prefix + NAME)


def is_of_a_tool(warehouse: Warehouse, list_of_ids: Relation) -> bool:
    """Return whether a list is what an exported project has made for itself: its tool reads it, and no run of ours."""
    held = warehouse.catalog([list_of_ids.schema]).get(list_of_ids.schema) or {}
    return FORGOTTEN_BY_TOOL[1].name in held.get(list_of_ids.name.lower(), {})


def elsewhere(warehouse: Warehouse) -> tuple[Relation, ...]:
    """Return the lists of who is forgotten that stand in other places: another schema or prefix was configured before.

    A schema that may not be looked into is passed over.
    """
    return alike_elsewhere(warehouse, NAME, [one.name for one in FORGOTTEN])


def taken_over(graph: Graph, lists: Sequence[Relation]) -> tuple[str, ...]:
    """Return the statements that make the list of who is forgotten from those in other places."""
    dialect, target = graph.context.dialect, place(graph)
    every = union_all([exp.select(*(one.name for one in FORGOTTEN)).from_(one.node()) for one in lists])
    rows = exp.select("id_hash", "min(forgotten_at) AS forgotten_at").from_(as_rows(every, "lists")).group_by("id_hash")
    return dialect.create_table(target, FORGOTTEN), dialect.insert(target, rows)


def note_of(graph: Graph, lists: Sequence[Relation]) -> str:
    """Return what to know of lists that are taken over."""
    names = ", ".join(map(str, lists))
    return (
        f"Who is forgotten in {names} is kept out here, too, and listed in {place(graph)} from now on. If those are "
        f"people of other sources: empty {place(graph)}, and run again with --full-refresh."
    )


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


def refuse_unknown(graph: Graph, warehouse: Warehouse, ids: Sequence[str], there: Sequence[str]) -> None:
    """Refuse ids that no call has, neither in the models nor in the raw tables, and that are not forgotten yet.

    Raises:
        RunError: nobody has one of them.
    """
    missing = dict.fromkeys(ids)
    for asked in _known(graph, ids, there):
        for (known,) in warehouse.fetch(graph.context.dialect.render(asked)).values:
            missing.pop(known, None)
        if not missing:
            return
    likely = [name for (name,) in warehouse.fetch(_alike(graph, list(missing))).values] if "users" in there else []
    names, meant = ", ".join(map(repr, missing)), f" Did you mean {likely[0]!r}?" if likely else ""
    raise RunError(
        f"No call has the id {names}, so nobody was forgotten.{meant} Give each id as it was sent, or leave it out. To "
        "keep out ids that no call has yet, add --unseen."
    )


def _known(graph: Graph, ids: Sequence[str], there: Sequence[str]) -> Iterator[exp.Query]:
    """Yield queries for those of the ids that somebody has: in the models, among the forgotten, in raw tables."""
    theirs = column("user_id").isin(*map(text, ids))
    for name in (one for one in there if graph.models[one].definition.personal):
        yield graph.resolved(query(f"SELECT DISTINCT user_id FROM model.{name}").where(theirs.copy()))
    if listed := graph.context.forgotten:
        md5 = graph.context.dialect.md5
        same = [exp.EQ(this=column("id_hash"), expression=md5(text(one))) for one in ids]
        found = [
            exp.select(aliased(text(one), "user_id")).distinct().from_(listed.node()).where(test)
            for one, test in zip(ids, same, strict=True)
        ]
        yield union_all(found)
    for call_type in graph.context.read_types:
        if graph.context.sources.of(call_type):
            calls = as_rows(graph.resolved(arrived(graph.context, call_type, {})), "calls")
            person = exp.func("coalesce", column("user_id"), column("anonymous_id"))
            people = exp.select(aliased(person, "person")).from_(calls)
            yield (
                exp.select("person")
                .distinct()
                .from_(as_rows(people, "people"))
                .where(column("person").isin(*map(text, ids)))
            )


def _alike(graph: Graph, ids: Sequence[str]) -> str:
    """Return the query for a few people whose id differs from these in its case or in spaces around it only."""
    names = [text(one.strip().lower()) for one in ids]
    found = query("SELECT user_id FROM model.users").where(piece("lower(user_id)").isin(*names)).limit(9)
    return graph.context.dialect.render(graph.resolved(found))
