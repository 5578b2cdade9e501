"""Who reads whom: the models as they will stand in the warehouse, in the order they can be built in."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Self, TypeVar

from sqlglot import exp

from segment_models import drawing
from segment_models.config import Config
from segment_models.configured import Model, configured, is_kept
from segment_models.display import MOST_BYTES, Display, Displayed, Table, listed
from segment_models.errors import ConfigError
from segment_models.fields import Field, FieldType
from segment_models.models.bounds import after_first_cut
from segment_models.models.calls import type_of
from segment_models.models.chain import Context, Part
from segment_models.models.changes import made_first
from segment_models.models.definitions import DEFINITIONS, Definition
from segment_models.models.kept_calls import in_kept, in_stage
from segment_models.reading import BuiltAgain, Narrowed, Standing, Unstaged, ancestors, call_types_read, rewritten
from segment_models.warehouses.relation import Relation
from segment_models.words import counted

_T = TypeVar("_T")


@dataclass(frozen=True, repr=False)
class Graph(Displayed):
    """All enabled models, in an order in which each comes after those it reads, and what their names read."""

    context: Context
    models: dict[str, Model]
    reading: Standing
    updated: frozenset[str] | None = None
    """The models that an incremental run has brought up to date, for its checks and its log; None in any other run."""
    anew: frozenset[str] = frozenset()
    """The models that an incremental run builds whole: it has no table of what comes into them."""
    accounted: bool = False
    """True where a run has put the account of every row read (R12) into a table of its own."""
    published_last: bool = False
    """True where another tool runs: it changes the models at the end, as on an engine without transactions."""
    made: dict[Hashable, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What plans have in common that are made from this very graph; see `once`."""

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is made from this graph and nothing else: when it is first asked for, and the same then."""
        if key not in self.made:
            self.made[key] = make()
        found: _T = self.made[key]
        return found

    @property
    def is_incremental(self) -> bool:
        """True if models are brought up to date; calls alone may be in tables only to be read once."""
        return any(model.incremental and not model.definition.is_kept for model in self.models.values())

    @property
    def is_aside(self) -> bool:
        """True if an incremental run works everything out beside the models, and changes them at its end."""
        return self.published_last or not self.context.dialect.transactional

    def query(self, name: str, *, people: Part | None = None) -> exp.Query:
        """Return a model's SQL with every reference to another model made real."""
        return self.resolved(self.models[name].definition.query(replace(self.context, people=people)))

    def again(self, name: str) -> exp.Query:
        """Return the SQL of the part of a model that an incremental run builds again, likewise."""
        return self.resolved(self._again(name))

    def _again(self, name: str) -> exp.Query:
        definition = self.models[name].definition
        context = definition.change.seen_by(self.context)
        if coming := definition.change.coming(context):
            return coming
        if definition.again:
            return rewritten(definition.again(context), self._unstaged())
        if not definition.is_from_cut:
            return definition.query(context)
        part = BuiltAgain(self.models, lambda moment: after_first_cut(context, moment), self._again)
        return rewritten(definition.query(context), part, self._unstaged())

    def _unstaged(self) -> Unstaged:
        first = made_first(self.context.config)
        return Unstaged(
            {
                staged: partial(self._again, name)
                for name, model in self.models.items()
                if model.definition.is_from_cut
                and (staged := model.definition.change.staged)
                and staged not in first
                and (not model.incremental or name in self.anew)
            }
        )

    def as_it_was(self, name: str) -> Self:
        """Return the same graph where a model is read as the last run left it, though others are as they will be."""
        becoming = {other: rows for other, rows in self.reading.becoming.items() if other != name}
        return replace(self, reading=replace(self.reading, becoming=becoming))

    def resolved(self, query: exp.Query) -> exp.Query:
        """Return a query with ``model.name`` and ``stage.name`` replaced by what they are; it is changed in place."""
        return rewritten(query, self.reading)

    def narrowed(self, query: exp.Query, *, whole_history: bool = False) -> exp.Query:
        """Return the same of what an incremental run has written, and of people affected; of everything otherwise."""
        if self.updated is None:
            return self.resolved(query)
        return rewritten(query, Narrowed(self.models, self.updated, whole_history, self._again), self.reading)

    def types(self, name: str) -> dict[str, exp.DataType]:
        """Return a model's columns with their types."""
        return {one.name: self.type_of(one) for one in self.models[name].columns}

    def type_of(self, field: Field) -> exp.DataType:
        """Return the type of a column, or of a field of a struct, in the engine's words."""
        if field.of:
            return type_of(self.context, field.of, field)
        if not field.children or field.type in self.context.dialect.types:
            return self.context.dialect.type(field.type)
        fields = [exp.ColumnDef(this=exp.to_identifier(one.name), kind=self.type_of(one)) for one in field.children]
        struct = exp.DataType(this=exp.DataType.Type.STRUCT, expressions=fields, nested=True)
        if field.type == FieldType.STRUCT:
            return struct
        return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[struct], nested=True)

    def call_types_read(self, name: str) -> frozenset[str]:
        """Return the call types whose raw tables are read when this model is, directly or through views."""
        return call_types_read(self.models, name)

    def sql(self, name: str) -> str:
        """Return a model's SQL as text, laid out for people."""
        return self.context.dialect.render_once(self.query(name))

    def by_people(self, name: str) -> bool:
        """Return whether a model can be built part by part, each for some of the people."""
        return self.models[name].definition.in_parts and self.models[name].kind == "table"

    def ancestors(self, name: str) -> set[str]:
        """Return every model that this one reads, directly or not."""
        return ancestors(self.models, name)

    def descendants(self, name: str) -> set[str]:
        """Return every model that reads this one, directly or not."""
        return {other for other in self.models if name in self.ancestors(other)}

    def inside(self, call_types: frozenset[str], built: Iterable[str], run: str, *, temporary: bool = False) -> Self:
        """Return the same graph as a run sees it that keeps these call types' calls in tables of its own.

        ``run`` is what those tables' names end with, and ``temporary`` whether they are temporary tables. Where a run
        is no transaction, the models that it builds are read where it builds them.
        """
        aside = frozenset() if self.context.dialect.transactional else frozenset(built)
        if run:  # no other run calls its tables so
            return self._inside(call_types, aside, run, temporary=temporary)
        return self.once(
            ("inside", call_types, aside, temporary),
            lambda: self._inside(call_types, aside, run, temporary=temporary),
        )

    def _inside(self, call_types: frozenset[str], aside: frozenset[str], run: str, *, temporary: bool) -> Self:
        types = self.context.read_types
        staged = {one.name: in_stage(one) for one in types if one.name in call_types}
        context = self.context if self.context.kept else replace(self.context, judged=staged)
        reading = replace(self.reading, context=context, staged=call_types, aside=aside, run=run, temporary=temporary)
        return replace(self, context=context, reading=reading)

    def without(self, forgotten: Relation, *, forgetting: bool = False) -> Self:
        """Return the same graph where the calls of some people count for nothing; see `segment_models.forget`."""
        return self.once(("without", forgotten, forgetting), lambda: self._without(forgotten, forgetting=forgetting))

    def _without(self, forgotten: Relation, *, forgetting: bool) -> Self:
        context = replace(self.context, forgotten=forgotten, forgetting=forgetting)
        return replace(self, context=context, reading=replace(self.reading, context=context))

    def _repr_svg_(self) -> str | None:
        """Return the drawing for a notebook; None where it would be large: then the models are listed."""
        drawn = drawing.svg(self)
        return drawn if len(drawn.encode()) <= MOST_BYTES else None

    def _repr_html_(self) -> str | None:
        """Return the list of models where the drawing would be large; None where it is shown."""
        return None if self._repr_svg_() else super()._repr_html_()

    def _display(self) -> Display:
        models = self.models.values()
        return Display(
            f"{counted(len(models), 'model')} for {self.context.dialect.title}: {listed(self.models, 50)}",
            (),
            (
                Table(
                    ("model", "type", "place", "description"),
                    [(one.name, one.type, one.relation, one.description) for one in models],
                ),
            ),
        )


BUILT: deque[tuple[Context, tuple[Definition, ...], Graph]] = deque(maxlen=8)
"""The graphs that were asked for last in this process, with what they were made from."""


def build(context: Context) -> Graph:
    """Return the graph of every enabled model, in building order: each after those it reads.

    Where a model is incremental, and where the context says so, calls have a table of their own, which others read.
    Of what is the same as a moment ago it is the same graph, with what was made from it: a process that runs again
    plans in less than half the time.

    Raises:
        ConfigError: an enabled model reads a disabled one, or two models would stand at the same place.
    """
    known = tuple(DEFINITIONS.values())
    for one in BUILT:
        if one[1] == known and one[0] == context:
            return one[2]
    graph = _build(context)
    BUILT.appendleft((context, known, graph))
    return graph


def _build(context: Context) -> Graph:
    if context.kept or is_kept(context):
        types = context.read_types
        context = replace(context, kept=True, judged={one.name: in_kept(one) for one in types})
    models = configured(context)
    for model in models.values():
        for parent in model.reads:
            if parent not in models:
                raise ConfigError(
                    f"models.{parent} is disabled, but {model.name} reads it. "
                    f"Disable {model.name} too, or make {parent} a view: a view costs nothing until it is read."
                )
    _refuse_session_schema(context, models.values())
    _refuse_long_names(context, models.values())
    _refuse_same_place(models.values())
    return Graph(context, models, Standing(context, models, stage_schema(context)))


def stage_schema(context: Context) -> str:
    """Return the schema of a run's own tables, beside the models': a transaction may write to one database only."""
    database, _, _ = context.config.default_config.schema_.rpartition(".")
    own = context.dialect.stage_schema
    return f"{database}.{own}" if database else own


def schemas_of(config: Config) -> tuple[str, ...]:
    """Return every schema that a configuration names: of raw tables and of models."""
    own = (model.schema_ for model in config.models.values() if model.schema_)
    return tuple(dict.fromkeys((*config.segment_schema, config.default_config.schema_, *own)))


def _refuse_session_schema(context: Context, models: Iterable[Model]) -> None:
    own = context.dialect.stage_schema
    for model in models:
        if model.relation.schema.lower() == own:
            raise ConfigError(f"{model.relation}: runs use the schema {own} for staging. Name another schema.")


def _refuse_long_names(context: Context, models: Iterable[Model]) -> None:
    """Refuse names that the engine would cut: two may become one, and none is found again."""
    for model in models:
        schema = model.relation.schema.rpartition(".")[2]
        _refuse_long_name(context, "schema", schema, "Give the models a shorter schema")
        _refuse_long_name(
            context, "model", model.relation.name, f"Shorten model_prefix, or models: {{{model.name}: {{name: …}}}}"
        )
        for one in (inner for column in model.columns for inner in column.all()):
            way = f"Leave the custom field {one.raw!r} out, or read it under a shorter name from a view"
            _refuse_long_name(context, f"column of {model.relation}", one.name, way)


def _refuse_long_name(context: Context, what: str, name: str, way: str) -> None:
    longest, title = context.dialect.longest_name, context.dialect.title
    if not longest.allows(name):
        raise ConfigError(
            f"The name of the {what} {name!r} has {longest.length(name)} {longest.unit}. {title} allows "
            f"{longest.limit}. {way}."
        )


def _refuse_same_place(models: Iterable[Model]) -> None:
    places: dict[str, str] = {}
    for model in models:
        other = places.setdefault(str(model.relation).lower(), model.name)
        if other != model.name:
            raise ConfigError(
                f"{other} and {model.name} would both be {model.relation}. "
                "Give one another name or schema under models."
            )
