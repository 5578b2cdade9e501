"""What each name in a query reads, and the one rewriter.

Queries name models and a run's own tables as ``model.NAME`` and ``stage.NAME``. What these are depends on who asks: a
run, its checks, verify, dbt, Dataform. Each of these is a `Reading`, and `rewritten` puts its answers into a query.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlglot import exp

from segment_models.configured import Model
from segment_models.models.chain import MODEL, STAGE, Context
from segment_models.models.changes import Written
from segment_models.sql import asked_of, found_in, piece
from segment_models.warehouses.relation import Relation


class Reading(Protocol):
    """What names are for one reader."""

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return what a name reads, under this alias; None where it stays as it is.

        It may add to the SELECT that reads it what holds of the rows that it needs.
        """


def rewritten(query: exp.Query, *readings: Reading) -> exp.Query:
    """Return a query, changed in place, with what its names read; a later reading sees what an earlier one put in."""
    for reading in readings:
        for table in found_in(query, exp.Table):
            found = reading.read(table, table.alias or table.name)
            if found is not None:
                table.replace(found)
    return query


def as_rows(rows: exp.Query, alias: str) -> exp.Subquery:
    """Return a query as something to select from."""
    return exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def columns_of(model: Model, table: str | None = None) -> list[exp.Column]:
    """Return a model's columns, in their order."""
    return [exp.column(column.name, table, quoted=column.custom or None) for column in model.columns]


def _asked(model: Model, table: exp.Table, alias: str) -> set[str]:
    return asked_of(table, alias, (one.name for one in model.columns))


@dataclass(frozen=True)
class Standing:
    """Models where they stand, and a run's own tables in its stage: how whoever builds reads."""

    context: Context
    models: Mapping[str, Model]
    stage_schema: str
    run: str = ""
    """What the names of tables that this run keeps for itself end with, where several runs could meet."""
    temporary: bool = False
    """True if these are temporary tables, which only this session sees."""
    staged: frozenset[str] = frozenset()
    """The call types whose judged calls this run keeps in a table for itself, so that raw rows are read once."""
    aside: frozenset[str] = frozenset()
    """The models that this run builds aside, where it is no transaction: they are read there."""
    becoming: Mapping[str, exp.SetOperation] = field(default_factory=dict)
    """What models are read as that a run will bring up to date at its end, where it is no transaction."""
    views_as_queries: bool = False
    """True if every view is read as the query it is: none of them stands anywhere."""

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return where a name stands; a view as its query, where only that reads this run's tables."""
        if table.db == STAGE:
            return self.stage(table.name).node(alias)
        if table.db != MODEL:
            return None
        model = self.models[table.name]
        if table.name in self.becoming:
            return self._as_it_will_be(table, alias)
        if model.kind == "view" and (self.views_as_queries or self._reads_the_run(table.name)):
            return as_rows(rewritten(model.definition.query(self.context), self), alias)
        return self.place(table.name).node(alias=alias)

    def place(self, name: str) -> Relation:
        """Return where a model is read."""
        model = self.models[name]
        return self.put_aside(name) if model.kind == "table" and name in self.aside else model.relation

    def stage(self, name: str) -> Relation:
        """Return where this run keeps a table for itself."""
        named = f"{name}_{self.run}" if self.run else name
        if self.temporary:
            return self.context.dialect.temporary(named)
        return self.context.relation(self.stage_schema, named)

    def put_aside(self, name: str) -> Relation:
        """Return where this run builds a table before it is published, where it cannot be undone."""
        return self.context.dialect.aside(name, self.models[name].relation, self.stage_schema, self.run)

    def _as_it_will_be(self, table: exp.Table, alias: str) -> exp.Expr:
        """Return a model that the run will bring up to date, with the columns that its reader asks for."""
        asked = _asked(self.models[table.name], table, alias)
        rows = self.becoming[table.name].copy()
        for select in (rows.left, rows.right):
            columns = [one for one in select.selects if one.alias_or_name in asked]
            select.set("expressions", columns or select.selects[:1])
        return as_rows(rows, alias)

    def _reads_the_run(self, name: str) -> bool:
        if self.staged & call_types_read(self.models, name):
            return True
        return bool((self.aside | self.becoming.keys()) & {name, *ancestors(self.models, name)})


@dataclass(frozen=True)
class BuiltAgain:
    """Models as the part that an incremental run builds again of another one, whose rows are of sessions.

    What is built again is read where the run has it. Of calls, those are needed that may be of a cut or after.
    """

    models: Mapping[str, Model]
    after_first_cut: Callable[[exp.Expr], exp.Expr | None]
    again: Callable[[str], exp.Query]

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return the part of a model that is built again; of calls all, which may be bounded by a constant."""
        if table.db != MODEL:
            return None
        definition = self.models[table.name].definition
        if definition.is_from_cut:
            staged = definition.change.staged
            return exp.to_table(f"{STAGE}.{staged}", alias=alias) if staged else as_rows(self.again(table.name), alias)
        reader = table.find_ancestor(exp.Select)
        bounded = definition.is_of_calls and not (definition.call_type and definition.call_type.event)
        bound = self.after_first_cut(exp.column("timestamp", alias)) if bounded else None
        if bound and reader:
            reader.where(bound, copy=False)
        return None


@dataclass(frozen=True)
class Unstaged:
    """The part of a model that is built again, where no table of the run has it: of a view, of one built whole."""

    again: Mapping[str, Callable[[], exp.Query]]
    """Its query, by the name that such a table has in other runs."""

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return the rows that the table would have."""
        made = self.again.get(table.name) if table.db == STAGE else None
        return as_rows(made(), alias) if made else None


@dataclass(frozen=True)
class Narrowed:
    """Models as what an incremental run has written of them: how its checks read.

    Of people affected a check reads what lies after their cut, as it was put in place, or their whole history where it
    needs that. Nothing else was written, and the run that wrote it has checked it.
    """

    models: Mapping[str, Model]
    updated: frozenset[str]
    """The models that the run brings up to date; others it builds whole."""
    whole_history: bool = False
    again: Callable[[str], exp.Query] | None = None
    """The part that is built again of a view over sessions, where the whole of it would have to be computed first."""

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return the rows of a model that were written, with the columns that its reader asks for."""
        if table.db != MODEL:
            return None
        model = self.models[table.name]
        written, staged = model.definition.change.written(), model.definition.change.staged
        if written is None or (model.definition.change.keys and model.name not in self.updated):
            return None
        if staged and model.name in self.updated and not self.whole_history:
            return exp.to_table(f"{STAGE}.{staged}", alias=alias)
        if self.again and self._has_its_parts(model):
            return as_rows(self.again(model.name), alias)
        return as_rows(self._rows(model, written, _asked(model, table, alias)), alias)

    def _has_its_parts(self, model: Model) -> bool:
        """Return whether a model is a view, and the run has a part of everything in it that is of sessions."""
        if model.kind != "view" or self.whole_history or not model.definition.is_from_cut:
            return False
        of_sessions = (parent for parent in model.reads if self.models[parent].definition.is_from_cut)
        return all(self.models[parent].definition.change.staged and parent in self.updated for parent in of_sessions)

    def _rows(self, model: Model, written: Written, asked: set[str]) -> exp.Select:
        on = [piece(f"written.{key} = theirs.{key}") for key in written.keys]
        own = columns_of(model, "written")
        columns = [one for one in own if one.name in asked] or own[:1]
        rows = exp.select(*columns).from_(exp.to_table(f"{MODEL}.{model.name}", alias="written"))
        rows = rows.join(exp.to_table(f"{STAGE}.{written.table}", alias="theirs"), on=exp.and_(*on))
        if written.since and not self.whole_history:
            ours, theirs = written.since
            rows = rows.where(piece(f"written.{ours} >= theirs.{theirs}"))
        return rows


def ancestors(models: Mapping[str, Model], name: str) -> set[str]:
    """Return every model that this one reads, directly or not."""
    parents = models[name].reads
    return set(parents).union(*(ancestors(models, parent) for parent in parents))


def call_types_read(models: Mapping[str, Model], name: str) -> frozenset[str]:
    """Return the call types whose raw tables are read when a model is, directly or through views."""
    views = (parent for parent in models[name].reads if models[parent].kind == "view")
    return models[name].call_types_read.union(*(call_types_read(models, view) for view in views))
