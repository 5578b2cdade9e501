"""Who reads whom: the models as they will stand in the warehouse, in the order they can be built in, and selections."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.config import MODELS, ModelConfig
from segment_models.errors import ConfigError, nearest
from segment_models.fields import EVENT_TYPES, IDENTIFY
from segment_models.models import BY_PEOPLE, CALL_TYPE_OF, DIVIDED_BY, REGISTRY, STATE
from segment_models.models.chain import MODEL, STAGE, Context
from segment_models.models.published import DESCRIPTIONS, published, types
from segment_models.models.sessions import has_records, has_structs
from segment_models.sql import asked_of
from segment_models.warehouses.relation import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from segment_models.config import Config
    from segment_models.fields import Field
    from segment_models.warehouses.relation import Kind, Relation


@dataclass(frozen=True)
class Model:
    """One model as configured: what it is called, where it stands, what it reads."""

    name: str
    relation: Relation
    kind: Kind
    tags: tuple[str, ...]
    description: str
    columns: tuple[Field, ...]
    reads: tuple[str, ...]
    reads_raw: tuple[str, ...]
    layout: Layout
    incremental: bool = False
    """True for a table that a run brings up to date, where an earlier run has built it."""


@dataclass(frozen=True)
class Graph:
    """All enabled models, in an order in which each comes after those it reads."""

    context: Context
    models: dict[str, Model]
    becoming: Mapping[str, exp.SetOperation] = field(default_factory=dict)
    """What models are read as that a run will bring up to date at its end, where it is no transaction."""

    def query(self, name: str, *, people: tuple[int, int] | None = None) -> exp.Query:
        """Return a model's SQL with every reference to another model made real."""
        return self.resolved(REGISTRY[name](replace(self.context, people=people)))

    def resolved(self, query: exp.Query) -> exp.Query:
        """Return a query with ``model.name`` and ``stage.name`` replaced by where they stand in the warehouse."""
        for table in list(query.find_all(exp.Table)):
            alias = table.alias or table.name
            if table.db == MODEL and table.name in self.becoming:
                table.replace(self._as_it_will_be(table, alias))
            elif table.db == MODEL:
                table.replace(self._reference(table.name, alias))
            elif table.db == STAGE:
                table.replace(self.stage(table.name).node(alias))
        return query

    def _reference(self, name: str, alias: str) -> exp.Expr:
        """Read a view as the query it is in a run that has calls staged or tables aside, so that it reads those."""
        model = self.models[name]
        if model.kind == "view" and self._reads_the_run(name):
            whole = replace(self, context=replace(self.context, moving=False))
            return exp.Subquery(this=whole.query(name), alias=exp.TableAlias(this=exp.to_identifier(alias)))
        if model.kind == "table" and name in self.context.aside:
            return self.aside(name).node(alias=alias)
        return model.relation.node(alias=alias)

    def _as_it_will_be(self, table: exp.Table, alias: str) -> exp.Expr:
        """Return a model that the run will bring up to date, with the columns that its reader asks for."""
        asked = asked_of(table, alias, (one.name for one in self.models[table.name].columns))
        rows = self.becoming[table.name].copy()
        for select in (rows.left, rows.right):
            columns = [one for one in select.selects if one.alias_or_name in asked]
            select.set("expressions", columns or select.selects[:1])
        return exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier(alias)))

    def _reads_the_run(self, name: str) -> bool:
        staged = self.context.staged & self.call_types_read(name)
        return bool(staged or (self.context.aside | self.becoming.keys()) & {name, *self.ancestors(name)})

    def stage(self, name: str) -> Relation:
        """Return where a run keeps the judged calls of one raw table for itself."""
        run = self.context.run
        return self.context.relation(self.stage_schema, f"{name}_{run}" if run else name)

    def aside(self, name: str) -> Relation:
        """Return where a run builds a table before it is published, where it cannot be undone."""
        return self.context.dialect.aside(name, self.models[name].relation, self.stage_schema, self.context.run)

    @property
    def stage_schema(self) -> str:
        """The schema of those tables, beside the models': a transaction may write to one database only."""
        database, _, _ = self.context.config.default_config.schema_.rpartition(".")
        own = self.context.dialect.stage_schema
        return f"{database}.{own}" if database else own

    def types(self, name: str) -> dict[str, exp.DataType]:
        """Return a model's columns with their types, for engines without structs."""
        call_type = IDENTIFY if name in ("users", "identify_calls") else CALL_TYPE_OF.get(name)
        return types(self.context, self.models[name].columns, call_type)

    def call_types_read(self, name: str) -> frozenset[str]:
        """Return the call types whose raw tables are read when this model is, directly or through views."""
        model = self.models[name]
        own = {
            one.name
            for one in (*EVENT_TYPES, IDENTIFY)
            if any(raw.lower().endswith(f".{one.table}") for raw in model.reads_raw)
        }
        through = (self.call_types_read(parent) for parent in model.reads if self.models[parent].kind == "view")
        return frozenset(own.union(*through))

    def inside(self, call_types: frozenset[str], built: Iterable[str], run: str) -> Graph:
        """Return the same graph as a run sees it that keeps these call types' calls in tables of its own.

        ``run`` is what those tables' names end with. Where a run is no transaction, the models that it builds are read
        where it builds them.
        """
        aside = frozenset() if self.context.dialect.transactional else frozenset(built)
        return replace(self, context=replace(self.context, staged=call_types, aside=aside, run=run))

    def without(self, forgotten: Relation, *, forgetting: bool = False) -> Graph:
        """Return the same graph where the calls of some people count for nothing; see `segment_models.forget`."""
        return replace(self, context=replace(self.context, forgotten=forgotten, forgetting=forgetting))

    def moving(self, updated: Iterable[str] = ()) -> Graph:
        """Return the same graph as an incremental run sees it: a model's query gives the part that is built again."""
        return replace(self, context=replace(self.context, moving=True, updated=frozenset(updated)))

    def sql(self, name: str) -> str:
        """Return a model's SQL as text, laid out for people."""
        return self.context.dialect.render(self.query(name))

    def by_people(self, name: str) -> bool:
        """Return whether a model can be built part by part, each for some of the people."""
        return name in BY_PEOPLE and self.models[name].kind == "table"

    def ancestors(self, name: str) -> set[str]:
        """Return every model that this one reads, directly or not."""
        found: set[str] = set()
        for parent in self.models[name].reads:
            found |= {parent} | self.ancestors(parent)
        return found

    def descendants(self, name: str) -> set[str]:
        """Return every model that reads this one, directly or not."""
        return {other for other in self.models if name in self.ancestors(other)}

    def select(self, selectors: Sequence[str] = (), tags: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the chosen models in building order; all where nothing is chosen.

        A selector is a model's name, with or without the prefix; ``+`` before it adds what it reads, ``+`` behind it
        what reads it, and ``tag:NAME`` is every model of a tag, as in dbt. Several selectors add up.

        Raises:
            ConfigError: a selector or a tag names no model.
        """
        if not selectors and not tags:
            return tuple(self.models)
        chosen: set[str] = set()
        for selector in (part for text in selectors for part in text.replace(",", " ").split()):
            chosen |= self._selected(selector)
        for tag in tags:
            chosen |= self._tagged(tag)
        return tuple(name for name in self.models if name in chosen)

    def together(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """Return a choice with every incremental model in it, if it has one: they are brought up to date together."""
        moving = {name for name, model in self.models.items() if model.incremental}
        wanted = {*chosen, *(moving if moving & set(chosen) else ())}
        return tuple(name for name in self.models if name in wanted)

    def _selected(self, selector: str) -> set[str]:
        core = selector.strip("+")
        roots = self._tagged(core.removeprefix("tag:")) if core.startswith("tag:") else {self.find(core)}
        chosen = set(roots)
        if selector.startswith("+"):
            chosen |= {name for root in roots for name in self.ancestors(root)}
        if selector.endswith("+"):
            chosen |= {name for root in roots for name in self.descendants(root)}
        return chosen

    def _tagged(self, tag: str) -> set[str]:
        found = {name for name, model in self.models.items() if tag in model.tags}
        if not found:
            tags = {tag for model in self.models.values() for tag in model.tags}
            raise ConfigError(
                f"No model has the tag {tag!r}.{nearest(tag, tags)} Tags in use: {', '.join(sorted(tags))}."
            )
        return found

    def find(self, text: str) -> str:
        """Return the model that a person means: its own name, or its name in the warehouse."""
        for name, model in self.models.items():
            if text.lower() in (name, model.relation.name.lower()):
                return name
        known = [name for item in self.models.values() for name in (item.name, item.relation.name)]
        raise ConfigError(f"There is no model {text!r}.{nearest(text, known)} Models: {', '.join(self.models)}.")


def build(context: Context) -> Graph:
    """Return the graph of every enabled model, in the order of the registry: each after those it reads.

    Raises:
        ConfigError: an enabled model reads a disabled one, or two models would stand at the same place.
    """
    config = context.config
    moving = [name for name in MODELS if config.enabled(name) and config.materialization(name) == "incremental"]
    kept = bool(moving) and all(context.dialect.updates(_format(config, config.models.get(name))) for name in moving)
    context = replace(context, kept=kept)
    possible = [name for name in REGISTRY if name not in CALL_TYPE_OF or CALL_TYPE_OF[name] in config.call_types]
    enabled = [name for name in possible if config.enabled(name) and (kept or name not in STATE)]
    models = {name: _model(context, name) for name in enabled}
    for model in models.values():
        for parent in model.reads:
            if parent not in models:
                raise ConfigError(
                    f"models.{parent} is disabled, but {model.name} reads it. "
                    f"Disable {model.name} too, or make {parent} a view: a view costs nothing until it is read."
                )
    _refuse_same_place(models.values())
    return Graph(context, models)


def _model(context: Context, name: str) -> Model:
    config = context.config
    own = config.models.get(name)
    query = REGISTRY[name](context)
    tables = [table for table in query.find_all(exp.Table) if table.db]
    description = own.description if own and own.description else DESCRIPTIONS[name]
    columns = published(name, config, structs=has_structs(context), records=has_records(context))
    kind = "incremental" if name in STATE else config.materialization(name)
    described = tuple((column.name, column.description) for column in columns)
    incremental = kind == "incremental" and context.kept
    divided = context.dialect.divided_by(DIVIDED_BY[name]) if incremental and name in DIVIDED_BY else None
    return Model(
        name=name,
        relation=context.relation(
            own.schema_ if own and own.schema_ else config.default_config.schema_,
            own.name if own and own.name else config.model_prefix + name,
        ),
        kind="view" if kind == "view" else "table",
        incremental=incremental,
        tags=own.tags if own and own.tags is not None else config.default_config.tags,
        description=description,
        columns=columns,
        reads=tuple(dict.fromkeys(table.name for table in tables if table.db == MODEL)),
        reads_raw=tuple(dict.fromkeys(f"{_schema(table)}.{table.name}" for table in tables if table.db != MODEL)),
        layout=replace(_layout(config, own, divided), description=description, columns=described),
    )


def _format(config: Config, own: ModelConfig | None) -> str | None:
    return own.format if own and own.format else config.default_config.format


def _layout(config: Config, own: ModelConfig | None, divided: str | None) -> Layout:
    """Return what is asked for a model: its own labels beside everyone's, its own format else everyone's.

    ``divided`` is by what it is partitioned where nothing is asked for.
    """
    form, own = _format(config, own), own or ModelConfig()
    labels = {**config.default_config.labels, **own.labels}
    return Layout(own.partition_by or divided, own.cluster_by, tuple(labels.items()), form)


def _schema(table: exp.Table) -> str:
    return ".".join(part for part in (table.catalog, table.db) if part)


def schemas_of(config: Config) -> tuple[str, ...]:
    """Return every schema that a configuration names: of raw tables and of models."""
    own = (model.schema_ for model in config.models.values() if model.schema_)
    return tuple(dict.fromkeys((*config.segment_schema, config.default_config.schema_, *own)))


def _refuse_same_place(models: Iterable[Model]) -> None:
    places: dict[str, str] = {}
    for model in models:
        other = places.setdefault(str(model.relation).lower(), model.name)
        if other != model.name:
            raise ConfigError(
                f"{other} and {model.name} would both be {model.relation}. "
                "Give one another name or schema under models."
            )
