"""Which places are taken: no model may stand where a raw table is or may come, nor where something else of ours is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from segment_models.config import Config
from segment_models.errors import LoadError, WarehouseError
from segment_models.models.definitions import definitions
from segment_models.sources import Column
from segment_models.warehouses.connection import Warehouse
from segment_models.warehouses.relation import Relation

OWN = {
    "runs": "the log of runs",
    "rewrites": "whose history runs wrote",
    "forgotten": "the list of who is forgotten",
    "inventory": "the inventory of what runs have built",
}
"""What stands beside the models under their prefix, and what it is."""

_OF_RUNS = "_segment_models"
"""What the names of schemas begin with that runs, and verify, make for themselves and remove again."""

RAW_TABLES = ("identifies", "pages", "screens", "tracks")
"""The raw tables that a run reads, in every schema that Segment writes to."""


def refuse_taken(config: Config) -> None:
    """Refuse a configuration by which something of ours would stand where raw tables or something else of ours do.

    Raises:
        ValueError: a model's schema holds raw tables, or is one of a run's own; or a model bears a name that is taken.
    """
    schemas = dict(_schemas(config))
    for key, schema in schemas.items():
        for raw in config.segment_schema:
            if may_be_one(schema, raw):
                raise ValueError(_on_raw_tables(key, schema, raw))
    for key, schema in (*schemas.items(), *(("segment_schema", one) for one in config.segment_schema)):
        if schema.rpartition(".")[2].lower().startswith(_OF_RUNS + "_"):
            raise ValueError(
                f"{key}: {schema!r} is reserved. Runs use schemas that begin with {_OF_RUNS}_ for staging. "
                "Name another schema."
            )
    _refuse_names(config)


def _schemas(config: Config) -> Iterator[tuple[str, str]]:
    """Yield every schema that is written to, by the key that names it; that of the log and the state is everyone's."""
    yield "default_config.schema", config.default_config.schema_
    for name, own in config.models.items():
        if own.schema_:
            yield f"models.{name}.schema", own.schema_


def may_be_one(one: str, other: str) -> bool:
    """Return whether two schemas may be the same: in small letters, as far as both are qualified."""
    parts = zip(reversed(one.lower().split(".")), reversed(other.lower().split(".")), strict=False)
    return all(part == theirs for part, theirs in parts)


def are_one_place(one: Relation, other: Relation) -> bool:
    """Return whether two relations may be the same, likewise."""
    return one.name.lower() == other.name.lower() and may_be_one(one.schema, other.schema)


def _on_raw_tables(key: str, schema: str, raw: str) -> str:
    message = (
        f"{key}: {schema!r} is a schema of raw tables (segment_schema: {raw!r}). A run could overwrite a raw table "
        "with a model, and a load could overwrite a model with a raw table. Name a schema that holds only models, such "
        "as 'segment_models'."
    )
    if schema.count(".") != raw.count("."):
        message += " If they are two schemas, write both with their database."
    return message


def _refuse_names(config: Config) -> None:
    """Refuse a model's own name that something else of ours has, or gets as soon as it is needed."""
    default = config.default_config.schema_
    kept = {
        name: f"the calls that incremental runs keep ({name})"
        for name, one in definitions(config).items()
        if one.is_kept
    }
    taken = {(config.model_prefix + name).lower(): what for name, what in {**OWN, **kept}.items()}
    for name, own in config.models.items():
        what = taken.get(own.name.lower()) if own.name else None
        if own.name and what and may_be_one(own.schema_ or default, default):
            raise ValueError(
                f"models.{name}.name: {own.name!r} is already the name of {what}. Give the model another name."
            )


def refuse_load(config: Config, schemas: Iterable[str]) -> None:
    """Refuse to load into a schema that the configuration builds models in.

    Raises:
        LoadError: it does; nothing is loaded.
    """
    ours = dict(_schemas(config))
    for schema in dict.fromkeys(schemas):
        for key, own in ours.items():
            if may_be_one(schema, own):
                raise LoadError(
                    f"{schema} is where models are built ({key}: {own!r}). A raw table there could take a model's "
                    "place. Load into another schema with --schema. Nothing was loaded."
                )


def raw_tables_among(held: Mapping[str, Mapping[str, Column]], models: Iterable[str]) -> list[str]:
    """Return the tables of a schema that look like Segment's, among those that are not named as a model."""
    named = {name.lower() for name in models}
    return [name for name in RAW_TABLES if name not in named and looks_raw(held.get(name) or {})]


def looks_raw(columns: Mapping[str, Column]) -> bool:
    """Return whether columns are those of a raw table: no model has both of these."""
    return {"id", "received_at"} <= columns.keys()


def alike_elsewhere(warehouse: Warehouse, name: str, columns: Collection[str]) -> tuple[Relation, ...]:
    """Return every table, in whatever schema, whose name ends with this one and that has exactly these columns.

    So a list of ours is found when another schema or prefix is configured. A schema that may not be looked into is
    passed over.
    """
    schemas = [one for one, held in warehouse.catalog(()).items() if held is not None]
    try:
        held = warehouse.catalog(schemas)
    except WarehouseError:
        held = {}
        for schema in schemas:
            with suppress(WarehouseError):
                held[schema] = warehouse.catalog([schema])[schema]
    return tuple(
        Relation(schema, getattr(theirs, "table", None) or table)
        for schema in schemas
        for table, theirs in (held.get(schema) or {}).items()
        if table.lower().endswith(name) and set(theirs) == set(columns)
    )
