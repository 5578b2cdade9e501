"""The models as a configuration has them: which there are, as what, and where."""

from collections import Counter
from dataclasses import dataclass, replace

from sqlglot import exp

from segment_models.config import Config, Materialization, ModelConfig
from segment_models.errors import nearest
from segment_models.fields import Field
from segment_models.models import session_facts
from segment_models.models.chain import MODEL, Context
from segment_models.models.daily import possible_dimensions
from segment_models.models.definitions import Definition, configurable, definitions
from segment_models.places import refuse_taken
from segment_models.sources import refuse_unknown_columns
from segment_models.warehouses.relation import Kind, Layout, Relation


@dataclass(frozen=True, repr=False)
class Model:
    """One model as configured: what it is called, where it stands, what it reads."""

    definition: Definition
    relation: Relation
    kind: Kind
    tags: tuple[str, ...]
    description: str
    columns: tuple[Field, ...]
    reads: tuple[str, ...]
    reads_raw: tuple[str, ...]
    layout: Layout
    call_types_read: frozenset[str]
    """The call types whose raw tables its query reads."""
    incremental: bool = False
    """True for a table that a run brings up to date, where an earlier run has built it."""

    @property
    def name(self) -> str:
        """Its name without prefix."""
        return self.definition.name

    @property
    def type(self) -> Materialization:
        """What it is: a view, a table, or a table that runs bring up to date."""
        return "incremental" if self.incremental else self.kind

    def __repr__(self) -> str:
        """Show it as a line."""
        return f"<model {self.name}: {self.type} {self.relation}>"


def materialization(config: Config, name: str) -> Materialization:
    """Return what a model is: its own type, else everyone's, else what suits it."""
    definition = definitions(config)[name]
    if definition.is_kept:
        return "incremental"
    needed = definition.leads and any(
        _said(config, one) == "incremental" for one in configurable(config) if config.enabled(one)
    )
    return _said(config, name) or ("incremental" if needed else definition.built_as)


def _said(config: Config, name: str) -> Materialization | None:
    own = config.models.get(name)
    return (own.type if own else None) or config.default_config.type


def incremental_models(config: Config) -> list[str]:
    """Return the enabled models that are incremental."""
    there = [name for name, one in configurable(config).items() if config.enabled(name) and one.exists(config)]
    return [name for name in there if materialization(config, name) == "incremental"]


def with_tables(config: Config) -> Config:
    """Return the same configuration with tables for incremental models, for tools that build those anew."""
    return _instead(config, "incremental", "table")


def all_incremental(config: Config) -> Config:
    """Return the same where all tables are incremental if any is, for tools that change the models all at once."""
    return _instead(config, "table", "incremental") if incremental_models(config) else config


def _instead(config: Config, kind: str, other: str) -> Config:
    changed = [name for name in configurable(config) if materialization(config, name) == kind]
    models = {name: config.models.get(name, ModelConfig()).model_copy(update={"type": other}) for name in changed}
    everyone = config.default_config
    if everyone.type == kind:
        everyone = everyone.model_copy(update={"type": other})
    return config.model_copy(update={"models": {**config.models, **models}, "default_config": everyone})


def refuse_impossible(config: Config) -> None:
    """Refuse what only somebody can see who knows the models.

    Raises:
        ValueError: a model that is configured does not exist, is incremental without those that tell what changed
            for it, or would stand in a place that is taken; or a column that is called otherwise is none of Segment's.
    """
    known = configurable(config)
    for name in config.models:
        if name not in known:
            likely = nearest(name.removeprefix(config.model_prefix), known)
            raise ValueError(f"models: there is no model {name!r}.{likely}")
    refuse_taken(config)
    refuse_unknown_columns(config)
    _refuse_unknown_dimensions(config)
    named = [one.name for one in session_facts.columns(config)]
    for name, times in Counter(map(str.lower, named)).items():
        if times > 1:
            last = [one for one in named if one.lower() == name][-1]
            raise ValueError(
                f"conversions: session_facts would have the column {name!r} twice. Rename the conversion "
                f"{last.removesuffix('_value').removesuffix('_count')!r}."
            )
    incremental = incremental_models(config)
    for needed in (name for name, one in configurable(config).items() if one.leads and one.exists(config)):
        if incremental and needed not in incremental:
            raise ValueError(
                f"models.{incremental[0]} is incremental, but {needed} is not, and a run needs {needed} to find what "
                f"has changed. Make it incremental with models: {{{needed}: {{type: incremental}}}}, or make all "
                "models incremental with default_config: {type: incremental}."
            )


def _refuse_unknown_dimensions(config: Config) -> None:
    known = possible_dimensions(config)
    for name in config.daily_dimensions:
        if name not in known:
            raise ValueError(
                f"daily_dimensions: {name!r} is no column of session_facts that daily can be grouped by."
                f"{nearest(name, known)} Columns: {', '.join(known)}."
            )


def is_kept(context: Context) -> bool:
    """Return whether calls are kept from run to run: models are incremental, and can be brought up to date here."""
    config = context.config
    incremental = incremental_models(config)
    return bool(incremental) and all(
        context.dialect.updates(_format(config, config.models.get(name))) for name in incremental
    )


def configured(context: Context) -> dict[str, Model]:
    """Return every model that there is, in building order."""
    config, types = context.config, context.read_types
    sketch = replace(context, sources=context.sources.sketch(), made={})
    return {
        name: _model(context, one, sketch)
        for name, one in definitions(config).items()
        if (one.call_type is None or one.call_type in types)
        and one.exists(config)
        and config.enabled(name)
        and (context.kept or not one.is_kept)
    }


def _model(context: Context, definition: Definition, sketch: Context) -> Model:
    """Return one model; what it reads is seen in its query over one raw table of each type, which ``sketch`` has."""
    config, own = context.config, context.config.models.get(definition.name)
    tables = [table for table in definition.query(sketch).find_all(exp.Table) if table.db]
    read = {table.name.lower() for table in tables if table.db != MODEL}
    raw = [one for every in context.sources.tables.values() for one in every if one.name.lower() in read]
    types = frozenset(one.name for one in context.read_types if one.raw.lower() in read)
    description = own.description if own and own.description else definition.grain
    columns = definition.columns(context)
    kind = materialization(config, definition.name)
    incremental = kind == "incremental" and context.kept
    divided = context.dialect.divided_by(definition.change.time) if incremental and definition.is_divided else None
    described = tuple((column.name, column.description) for column in columns)
    return Model(
        definition=definition,
        relation=context.relation(
            own.schema_ if own and own.schema_ else config.default_config.schema_,
            own.name if own and own.name else config.model_prefix + definition.name,
        ),
        kind="view" if kind == "view" else "table",
        incremental=incremental,
        tags=own.tags if own and own.tags is not None else config.default_config.tags,
        description=description,
        columns=columns,
        call_types_read=types,
        reads=tuple(dict.fromkeys(table.name for table in tables if table.db == MODEL)),
        reads_raw=tuple(f"{context.full_names.get(one.schema, one.schema)}.{one.name}" for one in raw),
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
