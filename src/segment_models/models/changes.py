"""How an incremental run changes a model: which rows leave it, which come, and what of it a check has to look at.

The tables of a run that are named here (``stage.NAME``) are worked out by `touched` and `kept_calls`; whoever uses a
query of these has its names resolved.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from sqlglot import exp

from segment_models.config import Config
from segment_models.fields import CallType
from segment_models.models.bounds import after_first_cut, among_known
from segment_models.models.calls import is_forgotten, kept_columns
from segment_models.models.chain import STAGE, Affected, Context, of_each
from segment_models.models.kept_calls import in_changed, loaded_since
from segment_models.sql import piece, query

CUTS = "cuts"
EVENTS_AGAIN = "events_rebuilt"
"""The stage's table of the events that are built again: everybody's who is affected, from their cut on."""
SHARED_OWNED = "shared_owned"
"""The stage's table of the calls that have an owner, of shared ids of which a call is new, changed or gone."""
TOUCHES_AGAIN = "touches_rebuilt"
"""The stage's table of what new and changed pages tell of where their visitors came from."""


def made_first(config: Config) -> frozenset[str]:
    """Return those tables of rows which come that a run makes before any model is changed.

    Where campaigns start sessions, what new pages tell of them is asked when events are built again (R8c).
    """
    return frozenset({EVENTS_AGAIN, *((TOUCHES_AGAIN,) if config.session_campaign else ())})


@dataclass(frozen=True)
class Gone:
    """Rows that leave a model: those with the keys of a row of another table, that meet a condition, or both.

    The model's columns bear the name that was asked for, those of the other table are ``theirs.name``.
    """

    theirs: exp.Expr | None = None
    on: exp.Expr | None = None
    """Equal keys, of which ``theirs`` has each once."""
    also: exp.Expr | None = None
    """What else must hold; never NULL."""
    within: exp.Expr | None = None
    """What holds for all of them in any case, as a constant by which an engine can prune partitions."""


@dataclass(frozen=True)
class Written:
    """The rows that a run has written: those with the keys of a row of a table of its own."""

    table: str
    keys: tuple[str, ...]
    since: tuple[str, str] | None = None
    """For a part of them only: a column, and that of the table at or after which it is in such a part."""


@dataclass(frozen=True)
class Change(ABC):
    """How a model is brought up to date. What is said here of nothing else holds for all kinds."""

    takes_work: ClassVar[bool] = True
    """False if the rows that come are in a table of the run already, and need no working out; see `coming`, too."""

    comes_whole: ClassVar[bool] = False
    """True if every run puts in all rows, and so has them in a table of its own before it changes anything."""

    staged: str = ""
    """The stage's table that has the rows which come, until they are checked; none where they need no work."""

    looked_up_by: tuple[tuple[str, ...], ...] = ()
    """The columns that its rows are found by, the one that tells most rows apart first."""

    keys: Callable[[Context], exp.Query] | None = None
    """The query of the run's table with the keys of rows that go, where it is worked out for this model alone."""

    time: str = "timestamp"
    """The column that says of when a row is; large tables are divided by it."""

    @abstractmethod
    def gone(
        self, context: Context, own: exp.Identifier, since: Mapping[str, Mapping[str, datetime]]
    ) -> Iterator[Gone]:
        """Yield what changes in the model, and so leaves it first; ``own`` is the name of its columns' table."""

    @abstractmethod
    def counted(self, context: Context) -> exp.Query:
        """Return the query that counts the rows that have come."""

    def written(self) -> Written | None:
        """Return what a check has to look at; None for all of the model."""
        return None

    def coming(self, context: Context) -> exp.Query | None:  # noqa: ARG002 for kinds whose rows are in a table already
        """Return the query of the rows that come, where a table of the run has them; None where the model says so."""
        return None

    def seen_by(self, context: Context) -> Context:
        """Return what the model's own query is made from, when it gives the part that is built again."""
        return context

    def merged_by(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """Return the columns by which a MERGE finds the rows that go; rows that are alike in them go together."""
        return key


@dataclass(frozen=True)
class Calls(Change):
    """Calls of one type: those that are new or changed. ``kept`` for all of them as they came, rejected ones too."""

    takes_work: ClassVar[bool] = False
    call_type: CallType = field(kw_only=True)
    kept: bool = False

    def gone(
        self, context: Context, own: exp.Identifier, since: Mapping[str, Mapping[str, datetime]]
    ) -> Iterator[Gone]:
        """Yield changed calls, those of people who are forgotten, and kept ones without an id that are read again."""
        one = self.call_type
        within = among_known(context, one, exp.column("timestamp", own))
        yield replace(_keys_of(own, f"{one.table}_changed", "source", one.id_name), within=within)
        if context.forgetting and not self.kept:
            yield _keys_of(own, f"{one.table}_leaving", "source", one.id_name)
        elif context.forgetting and context.forgotten:
            yield Gone(context.forgotten.node("theirs"), is_forgotten(context, own, "theirs"))
        if self.kept:
            again: exp.Expr = exp.Is(this=exp.column(one.id_name, own), expression=exp.null())
            if theirs := since.get(one.name):
                again = exp.and_(again, loaded_since(context, theirs, own))
            yield Gone(also=again, within=within)

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002 as the others
        """Return the query that counts them; good ones where the model has no others."""
        good = "" if self.kept else " WHERE reject_reason IS NULL"
        return query(f"SELECT count(*) FROM stage.{self.call_type.table}_changed{good}")

    def written(self) -> Written:
        """Return the calls that are new or changed."""
        return Written(f"{self.call_type.table}_changed", ("source", self.call_type.id_name))

    def coming(self, context: Context) -> exp.Query | None:
        """Return the query of kept ones as the run has them."""
        if not self.kept:
            return None
        columns = kept_columns(context, self.call_type)
        return query(f"SELECT :columns FROM stage.{self.call_type.table}_changed", columns=columns)

    def seen_by(self, context: Context) -> Context:
        """Return the context in which judged calls are those that are new or changed."""
        return _of_changed_calls(context)

    def merged_by(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """Return the key; where calls may have no id, with the time that tells those apart which are read again."""
        return (*key, "call_loaded_at") if self.kept else key


@dataclass(frozen=True)
class OfCalls(Calls):
    """Rows that are worked out of calls of one type, of each one or none: those of calls that are new or changed."""

    takes_work: ClassVar[bool] = True

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002 as the others
        """Return the query that counts them where they were worked out."""
        return query(f"SELECT count(*) FROM stage.{self.staged}")


@dataclass(frozen=True)
class OfKeys(Change):
    """Rows of calls that are judged together with others of their key: those of calls in doubt, and of their keys."""

    calls: str = field(kw_only=True)
    """The table of the run with the calls in doubt."""
    table: str = field(kw_only=True)
    """The table of the run with the keys of which every call is judged again."""
    keys_of_rows: tuple[str, ...] = field(kw_only=True)

    def gone(self, context: Context, own: exp.Identifier, since: object) -> Iterator[Gone]:  # noqa: ARG002
        """Yield the rows of these calls, then those of these keys."""
        yield _keys_of(own, self.calls, "source", "track_id")
        yield _keys_of(own, self.table, *self.keys_of_rows)

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002
        """Return the query that counts the rows that come."""
        return query(f"SELECT count(*) FROM stage.{self.staged}")

    def written(self) -> Written:
        """Return the rows of these keys."""
        return Written(self.table, self.keys_of_rows)


@dataclass(frozen=True)
class Keyed(Change):
    """Rows with a key that a table of the run has, whole: of a person, of an anonymous id."""

    key: str = field(kw_only=True)
    table: str = field(kw_only=True)
    """The table of the run that has the keys of rows that go."""
    rows: str = ""
    """The columns of the rows that come, where that table has them; those that are no more are not ``is_there``."""

    def gone(self, context: Context, own: exp.Identifier, since: object) -> Iterator[Gone]:  # noqa: ARG002
        """Yield the rows of these keys."""
        yield _keys_of(own, self.table, self.key)

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002
        """Return the query that counts the keys; the rows that come, where a table has these."""
        come = self.staged or self.table
        return query(f"SELECT count(*) FROM stage.{come}{' WHERE is_there' if self.rows else ''}")

    def written(self) -> Written:
        """Return the rows of these keys."""
        return Written(self.table, (self.key,))

    def coming(self, context: Context) -> exp.Query | None:  # noqa: ARG002
        """Return the rows of that table, where it has them."""
        return query(f"SELECT {self.rows} FROM stage.{self.table} WHERE is_there") if self.rows else None

    def seen_by(self, context: Context) -> Context:
        """Return the context in which a model of people is built for those who are affected."""
        return replace(context, people=Affected())


@dataclass(frozen=True)
class FromCut(Change):
    """Rows of the sessions of people affected, from their cut on, whole sessions at a time."""

    rows: str = ""
    """Which events have a row here: a condition on the events that are built again; none for each."""

    def gone(self, context: Context, own: exp.Identifier, since: object) -> Iterator[Gone]:  # noqa: ARG002
        """Yield what lies after the cuts."""
        moment = exp.column(self.time, own)
        after = piece(":moment >= theirs.cut_at", moment=moment)
        yield replace(_keys_of(own, CUTS, "user_id"), also=after, within=after_first_cut(context, moment))

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002
        """Return the query that counts the events built again that have a row here."""
        return query(f"SELECT count(*) FROM stage.{EVENTS_AGAIN}{f' WHERE {self.rows}' if self.rows else ''}")

    def written(self) -> Written:
        """Return what lies after the cuts."""
        return Written(CUTS, ("user_id",), since=(self.time, "cut_at"))


@dataclass(frozen=True)
class FromDay(Change):
    """Rows of a day of people affected, from the first day on that has a change."""

    time: str = "active_date"
    table: str = field(kw_only=True)
    """The table of the run that has that day of each of them, as ``first_day``."""

    def gone(self, context: Context, own: exp.Identifier, since: object) -> Iterator[Gone]:  # noqa: ARG002
        """Yield what lies on those days."""
        after = piece(":day >= theirs.first_day", day=exp.column(self.time, own))
        yield replace(_keys_of(own, self.table, "user_id"), also=after)

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002
        """Return the query that counts the rows that come."""
        return query(f"SELECT count(*) FROM stage.{self.staged}")

    def written(self) -> Written:
        """Return what lies on those days."""
        return Written(self.table, ("user_id",), since=(self.time, "first_day"))


@dataclass(frozen=True)
class SetAside(Change):
    """Rejected calls of every type: those that are new or changed, and all that have no id."""

    def gone(self, context: Context, own: exp.Identifier, since: object) -> Iterator[Gone]:  # noqa: ARG002
        """Yield all without an id, which come again, and by type those that are changed or forgotten."""
        yield Gone(also=exp.Is(this=exp.column("event_id", own), expression=exp.null()))
        for one in context.all_types:
            of_type = exp.EQ(this=exp.column("call_type", own), expression=exp.Literal.string(one.name))
            for table in (f"{one.table}_changed", *([f"{one.table}_leaving"] if context.forgetting else [])):
                gone = _keys_of(own, table, "source", ("event_id", one.id_name))
                yield Gone(gone.theirs, exp.and_(gone.on, of_type))

    def counted(self, context: Context) -> exp.Query:
        """Return the query that counts the calls set aside by this run."""
        rejected = of_each(
            context.all_types, "SELECT source FROM stage.{table}_changed WHERE reject_reason IS NOT NULL"
        )
        return exp.select("count(*)").from_(rejected.subquery("rejected"))

    def seen_by(self, context: Context) -> Context:
        """Return the context in which judged calls are those that are new or changed."""
        return _of_changed_calls(context)


@dataclass(frozen=True)
class Listed(Change):
    """All rows, each time: of a list that comes with the package and the configuration, not from calls."""

    comes_whole: ClassVar[bool] = True

    def gone(self, context: Context, own: exp.Identifier, since: object) -> Iterator[Gone]:  # noqa: ARG002
        """Yield every row."""
        yield Gone(also=exp.Not(this=exp.Is(this=exp.column("key", own), expression=exp.null())))

    def counted(self, context: Context) -> exp.Query:  # noqa: ARG002
        """Return the query that counts them."""
        return query(f"SELECT count(*) FROM stage.{self.staged}")


def _of_changed_calls(context: Context) -> Context:
    return replace(context, judged={one.name: in_changed(one) for one in context.read_types})


def _keys_of(own: exp.Identifier, table: str, *keys: str | tuple[str, str]) -> Gone:
    """Return the rows that a table of the run has the keys of; a pair names the columns of both."""
    pairs = [(key, key) if isinstance(key, str) else key for key in keys]
    tests = [exp.EQ(this=exp.column(ours, own), expression=exp.column(name, "theirs")) for ours, name in pairs]
    return Gone(exp.to_table(f"{STAGE}.{table}", alias="theirs"), exp.and_(*tests))
