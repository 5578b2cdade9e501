"""A model's SQL with its references as another tool writes them, such as ``{{ ref('segment_sessions') }}``.

References are replaced in the syntax tree by words that occur nowhere else. The text is laid out, what the tool would
take for its own language in it is escaped, and only then the words become references.
"""

import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from sqlglot import exp

from segment_models.configured import Model
from segment_models.export.arranging import arranged, without_idle_aliases
from segment_models.graph import Graph
from segment_models.models.chain import MODEL
from segment_models.reading import rewritten
from segment_models.sources import RawTable
from segment_models.warehouses.relation import Relation

INDENT = 4
"""As far as sqlfluff indents where nothing else is said."""

FORGOTTEN = "forgotten"
"""The name of the table of who is forgotten, without prefix."""


@dataclass(frozen=True)
class Place(Relation):
    """Where a model or a table of the run stands, as the tool writes it."""

    word: str = ""
    """What stands for the reference until the text is laid out."""
    own_word: str = ""

    def node(self, alias: str | None = None) -> exp.Table:
        """Return the word that stands for it."""
        named = exp.TableAlias(this=exp.to_identifier(alias)) if alias else None
        return exp.Table(this=exp.Var(this=self.word), alias=named)

    @property
    def own(self) -> exp.Identifier:
        """Return the word that stands for its name."""
        return exp.to_identifier(self.own_word, quoted=True)


@dataclass(frozen=True)
class _Instead:
    """Every model as one word."""

    word: str

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return the word."""
        return Place("", "", self.word).node(alias) if table.db == MODEL else None


class References(ABC):
    """How a tool writes what a query refers to."""

    @abstractmethod
    def model(self, model: Model) -> str:
        """Return the reference to a model."""

    @abstractmethod
    def raw(self, table: RawTable) -> str:
        """Return the reference to a raw table."""

    def forgotten(self, relation: Relation) -> str | None:  # noqa: ARG002 for tools that declare it
        """Return the reference to the table of who is forgotten; None where it is written by its full name."""
        return None

    def who_is_forgotten(self) -> str | None:
        """Return the reference to the tool's own table of who is forgotten; None for a tool that has none."""
        return None

    @abstractmethod
    def timeout_micros(self, configured_millis: int) -> str:
        """Return the session timeout as a whole number of microseconds."""

    @property
    def is_linted(self) -> bool:
        """True for a tool whose users let sqlfluff read its SQL."""
        return False

    @abstractmethod
    def escaped(self, sql: str) -> str:
        """Return SQL without references so that the tool gives it back as it is."""


class Writer:
    """Writes queries of one graph; ``graph`` is the one to make them from, unresolved, with the timeout a variable.

    It is a `Reading`: there, ``model.user_map`` is a model, as in its definition, and in `checks` with
    ``resolved=False``.
    """

    def __init__(self, graph: Graph, references: References) -> None:
        """Take a graph and how a tool refers to things."""
        self._references = references
        self._words: dict[str, str] = {}
        self._named_already: dict[str, str] = {}
        self._names_of_tables: set[str] = set()
        self._unique = secrets.token_hex(8)  # of a text that is replaced: the result is the same in every export
        context = graph.context
        timeout = self._word(references.timeout_micros(context.config.session_timeout_millis))
        forgotten = context.forgotten or self._own_list()
        self.graph = replace(graph, context=replace(context, timeout=timeout, forgotten=forgotten))
        tables = (table for tables in context.sources.tables.values() for table in tables)
        self._raw = {context.relation(table.schema, table.name).node(): table for table in tables}

    def sql(self, query: exp.Query) -> str:
        """Return a query's SQL, laid out for people, with the tool's references in it."""
        return self.referring(self.laid_out(query))

    def sql_of(self, query: exp.Query, reference: str) -> str:
        """Return the same of a query that reads one model only, for which a reference stands."""
        return self.sql(rewritten(query.copy(), _Instead(self._named(reference))))

    def laid_out(self, query: exp.Query) -> str:
        """Return a query's SQL with a word for each reference."""
        dialect, read = self.graph.context.dialect, rewritten(query.copy(), self)
        if not self._references.is_linted:
            return dialect.render_once(read, INDENT)
        sql = dialect.render_once(without_idle_aliases(read, self._names_of_tables), INDENT)
        return arranged(sql, dialect.sqlglot, INDENT)

    def referring(self, sql: str) -> str:
        """Return such SQL with the tool's references in it."""
        sql = self._references.escaped(sql)
        for name, reference in self._words.items():
            sql = sql.replace(name, reference)
        return sql

    def read(self, table: exp.Table, alias: str) -> exp.Expr | None:
        """Return the word that stands for what a name reads, until the text is laid out."""
        named = exp.TableAlias(this=exp.to_identifier(alias))
        if table.db == MODEL:
            return exp.Table(this=self._table(self._references.model(self.graph.models[table.name])), alias=named)
        if table.db and table in self._raw:
            return exp.Table(this=self._word(self._references.raw(self._raw[table])))
        if table.db and (reference := self._forgotten()):
            return exp.Table(this=self._word(reference), alias=named)
        return None

    def _forgotten(self) -> str | None:
        """Return the reference to the one table that is neither a model nor Segment's."""
        relation = self.graph.context.forgotten
        return self._references.forgotten(relation) if relation else None

    def _own_list(self) -> Relation | None:
        """Return the tool's own table of who is forgotten, where no run of ours has made one."""
        reference = self._references.who_is_forgotten()
        return Place("", FORGOTTEN, self._named(reference)) if reference else None

    def _table(self, reference: str) -> exp.Var:
        """Return the word that stands for the name of a table, which needs no alias."""
        word = self._word(reference)
        self._names_of_tables.add(word.name)
        return word

    def _word(self, reference: str) -> exp.Var:
        """Return the word that stands for a reference in a tree; each has one of its own."""
        return exp.Var(this=self._named(reference))

    def _named(self, reference: str) -> str:
        """Return the word that stands for a reference in text; it has one, however often it is needed."""
        if reference not in self._named_already:
            name = f"reference_{self._unique}_{len(self._named_already)}_"
            self._named_already[reference] = name
            self._words[name] = reference
        return self._named_already[reference]
