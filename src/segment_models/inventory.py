"""The inventory of what runs have built: which model stands where, and what is left of earlier configurations.

`segment_inventory` is only ever added to, as not every engine can change a row: of the rows of one place, the last one
counts. So a run that builds what stands there already writes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

from sqlglot import exp

from segment_models.errors import ConfigError, RunError, WarehouseError, nearest
from segment_models.fields import INVENTORY, FieldType
from segment_models.graph import Graph
from segment_models.models.definitions import DEFINITIONS
from segment_models.places import OWN, alike_elsewhere, are_one_place, looks_raw, may_be_one
from segment_models.sql import aliased, text, union_all
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.dialect import Dialect
from segment_models.warehouses.relation import Kind, Relation

NAME = "inventory"
"""The inventory's name without prefix."""

_COLUMNS = tuple(one.name for one in INVENTORY)


@dataclass(frozen=True)
class Item:
    """A table or a view that a run has built, and the model that it is of."""

    model: str
    relation: Relation
    kind: Kind


@dataclass(frozen=True)
class Inventory:
    """What earlier runs have written down, as far as the next one depends on it."""

    place: Relation
    held: bool = False
    """True if the inventory is there."""
    last: int = 0
    """The number of its last row."""
    written: Mapping[Relation, Item] = field(default_factory=dict)
    """What it has, by where that stands."""
    moved: tuple[Item, ...] = ()
    """What it gets from the inventory ``moved_from``, of the place where this configuration stood before."""
    moved_from: Relation | None = None
    gone: tuple[Item, ...] = ()
    """What is no longer there, or was replaced by somebody: nothing of ours, so that the inventory forgets it."""
    old: tuple[Item, ...] = ()
    """What stands where no model of the configuration does: no run updates it."""
    remove: bool = False
    """True if the run removes that."""
    notes: tuple[str, ...] = ()


def place(graph: Graph) -> Relation:
    """Return where it is written down what runs have built."""
    config = graph.context.config
    return graph.context.relation(config.default_config.schema_, config.model_prefix + NAME)


def look(
    graph: Graph, warehouse: Warehouse, there: Collection[Relation], *, remove: bool = False, moved_from: str | None
) -> Inventory:
    """Look at what earlier runs have written down; ``there`` has the relations that exist, of the models' and this one.

    Raises:
        ConfigError: ``moved_from`` names no inventory.
        RunError: the inventory cannot be read.
    """
    own = place(graph)
    last, written = _read(warehouse, own) if own in there else (0, {})
    first = own not in there and not all(model.relation in there for model in graph.models.values())
    others = _elsewhere(graph, warehouse) if first or remove or moved_from else {}
    before = _named(others, moved_from) if moved_from else None
    moved = tuple(item for item in others.get(before, ()) if item.relation not in written) if before else ()
    known = _without_a_model(graph, [*written.values(), *moved])
    kinds = warehouse.kinds([item.relation for item in known]) if known else {}
    gone = tuple(item for item in known if kinds.get(item.relation) != item.kind)
    old = [item for item in known if item not in gone and not _on_raw_tables(graph, item)]
    notes = list(_of_others(others)) if first and not moved_from else []
    if remove:
        claimed = {other: items for other, items in others.items() if other != before}
        kept = dict(_not_to_remove(warehouse, old, claimed))
        old = [item for item in old if item not in kept]
        notes += [f"{_told(item)} was not removed: {why}." for item, why in kept.items()]
    old.sort(key=_building_order, reverse=True)
    notes += [_note(graph, old, remove=remove)] if old else []
    return Inventory(own, own in there, last, written, moved, before, gone, tuple(old), remove, tuple(notes))


def _read(warehouse: Warehouse, inventory: Relation) -> tuple[int, dict[Relation, Item]]:
    """Return the number of an inventory's last row, and what it has."""
    rows = exp.select(*_COLUMNS).from_(inventory.node()).order_by("entry_number")
    try:
        values = warehouse.fetch(warehouse.dialect.render(rows)).values
    except WarehouseError as error:
        raise RunError(
            f"{inventory}, the inventory of what runs have built, cannot be read. If it is damaged, drop it: the next "
            f"run creates it again. ({error})"
        ) from error
    found: dict[Relation, Item] = {}
    last = 0
    for number, model, schema, name, kind in values:
        last = max(last, int(number or 0))
        found.pop(Relation(str(schema), str(name)), None)
        if kind in ("view", "table"):
            item = Item(str(model), Relation(str(schema), str(name)), kind)
            found[item.relation] = item
    return last, found


def _elsewhere(graph: Graph, warehouse: Warehouse) -> dict[Relation, tuple[Item, ...]]:
    """Return what other inventories have: those of another schema or prefix. One that may not be read is left out."""
    found: dict[Relation, tuple[Item, ...]] = {}
    for other in alike_elsewhere(warehouse, NAME, _COLUMNS):
        if not are_one_place(other, place(graph)):
            with suppress(RunError):
                found[other] = tuple(_read(warehouse, other)[1].values())
    return found


def _named(others: Mapping[Relation, object], given: str) -> Relation:
    found = next((other for other in others if str(other).lower() == given.lower()), None)
    if found is None:
        there = f" There are: {', '.join(map(str, others))}." if others else " There is no other."
        raise ConfigError(
            f"--moved-from {given} is not an inventory of other runs.{nearest(given, map(str, others))}{there}"
        )
    return found


def _without_a_model(graph: Graph, items: Iterable[Item]) -> list[Item]:
    """Return what stands where nothing of this configuration does; names that differ in case only may be one place."""
    context, config = graph.context, graph.context.config
    ours = [context.relation(config.default_config.schema_, config.model_prefix + name) for name in OWN]
    current = [model.relation for model in graph.models.values()] + ours
    return [item for item in items if not any(are_one_place(item.relation, one) for one in current)]


def _on_raw_tables(graph: Graph, item: Item) -> bool:
    return any(may_be_one(item.relation.schema, raw) for raw in graph.context.config.segment_schema)


def _not_to_remove(
    warehouse: Warehouse, old: Iterable[Item], others: Mapping[Relation, tuple[Item, ...]]
) -> Iterator[tuple[Item, str]]:
    """Yield what looks like somebody else's by now, and why."""
    for item in old:
        for other, theirs in others.items():
            if any(are_one_place(item.relation, one.relation) for one in theirs):
                yield item, f"{other} says that runs of another schema or prefix build it"
                break
        else:
            held = warehouse.catalog([item.relation.schema])[item.relation.schema] or {}
            if item.relation.name.lower() in held and looks_raw(held[item.relation.name.lower()]):
                yield item, "it has the columns of a raw table"


def _building_order(item: Item) -> int:
    names = list(DEFINITIONS)
    return names.index(item.model) if item.model in names else len(names)


def _told(item: Item) -> str:
    return f"the {item.kind} {item.relation}"


def _note(graph: Graph, old: Iterable[Item], *, remove: bool) -> str:
    told = "; ".join(f"{_told(item)} ({_why(graph, item.model)})" for item in old)
    if remove:
        return f"Removed what earlier runs had built: {told}."
    return f"Left of earlier runs, and no run updates it: {told}. Remove it with: segment-models run --remove-old"


def _why(graph: Graph, model: str) -> str:
    if model in graph.models:
        return f"{model} is {graph.models[model].relation} now"
    return f"{model} is not built any more"


def _of_others(others: Mapping[Relation, tuple[Item, ...]]) -> Iterator[str]:
    """Yield what a first run in a place says of other inventories: this configuration may have been moved from one."""
    for other, items in others.items():
        if items:
            first = next((item for item in items if item.model == "sessions"), items[0])
            yield (
                f"Runs of another schema or prefix have built {first.relation} and more, see {other}. If this "
                "configuration stood there before, no run updates that. Remove it with: segment-models run "
                f"--moved-from {other} --remove-old"
            )


def statements(graph: Graph, inventory: Inventory, built: Iterable[Item]) -> tuple[str, ...]:
    """Return the statements that write down what a run has built, and what is no longer there; none for nothing new."""
    dialect = graph.context.dialect
    new = [item for item in chain(inventory.moved, built) if inventory.written.get(item.relation) != item]
    struck = [*inventory.gone, *(inventory.old if inventory.remove else ())]
    rows = [_row(dialect, item, item.kind) for item in new if item not in struck]
    rows += [_row(dialect, item, None) for item in struck if item.relation in inventory.written]
    made: tuple[str, ...] = ()
    if rows:
        numbered = [one.select(aliased(_number(inventory.last + at), "entry_number")) for at, one in enumerate(rows, 1)]
        named = exp.select(*_COLUMNS).from_(exp.Subquery(this=union_all(numbered), alias=_ALIAS.copy()))
        create = () if inventory.held else (dialect.create_table(inventory.place, INVENTORY),)
        made = (*create, dialect.insert(inventory.place, named))
    return (*made, *((dialect.drop("table", inventory.moved_from),) if inventory.moved_from else ()))


_ALIAS = exp.TableAlias(this=exp.to_identifier("entries"))


def _number(number: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(number), "bigint")


def _row(dialect: Dialect, item: Item, kind: Kind | None) -> exp.Select:
    told = text(kind) if kind else dialect.no_value(dialect.type(FieldType.TEXT))
    values = {
        "model": text(item.model),
        "schema_name": text(item.relation.schema),
        "table_name": text(item.relation.name),
    }
    return exp.select(*(aliased(value, name) for name, value in values.items()), aliased(told, "kind"))


def removed(graph: Graph, inventory: Inventory) -> tuple[str, ...]:
    """Return the statements that remove what is old, what reads others before them; see `Dialect.drop`."""
    drop = graph.context.dialect.drop
    return tuple(drop(item.kind, item.relation, if_exists=True) for item in inventory.old if inventory.remove)
