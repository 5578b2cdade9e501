"""What people do, as a text names it: ``page:/products/*``, ``track:order_completed``, ``screen:Cart``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from sqlglot import exp

from segment_models.errors import ConfigError, JourneyError, nearest
from segment_models.fields import PAGE, SCREEN, TRACK, CallType
from segment_models.models.chain import Context, Step
from segment_models.sql import aliased, column, piece, query, text, union_all

if TYPE_CHECKING:
    from segment_models.config import Config
    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse

Kind = Literal["page", "track", "screen", "conversion"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EXAMPLES = "page:/products/*, track:order_completed, screen:Cart or conversion:order_completed"

ANY = "*"
"""What stands for any text in the path of a page, none too."""

_KNOWN = 1000
"""How many names are looked through for one that is like a name that nothing has: those of the most calls."""

_MODELS: dict[Kind, tuple[CallType, str, str]] = {
    "page": (PAGE, "sessionized_pages", "path"),
    "track": (TRACK, "sessionized_tracks", "event"),
    "screen": (SCREEN, "sessionized_screens", "name"),
    "conversion": (TRACK, "conversions", "conversion"),
}
"""Of each kind, the type of its calls, the model that has them with their persons, and the column that is named."""


@dataclass(frozen=True)
class Target:
    """A page of a path, a track call of an event, a screen of a name, or a conversion that is no repeat (V2)."""

    kind: Kind
    name: str

    @classmethod
    def of(cls, told: str, where: str) -> Target:
        """Return what a text names; ``where`` is what the text is, for the error.

        Raises:
            ConfigError: it begins with no kind that there is, or names nothing.
        """
        if not isinstance(told, str):
            raise ConfigError(f"{where} is {told!r}, and not a text. Write it as {EXAMPLES}.")
        prefix, colon, name = told.strip().partition(":")
        kind = next((one for one in KINDS if one == prefix.strip()), None)
        if kind is None:
            given = f"begins with {prefix + colon!r}" if colon else "says no kind of call"
            raise ConfigError(f"{where} {told!r} {given}.{nearest(prefix, KINDS)} Write it as {EXAMPLES}.")
        if not name.strip():
            raise ConfigError(f"{where} {told!r} names no {kind}. Write it as {EXAMPLES}.")
        return cls(kind, name.strip())

    def __str__(self) -> str:
        """Return the text."""
        return f"{self.kind}:{self.name}"

    @property
    def model(self) -> str:
        """The model that has it, with its person."""
        return _MODELS[self.kind][1]

    def refuse(self, config: Config) -> None:
        """Refuse what a configuration does not have.

        Raises:
            ConfigError: calls of that type are switched off, or there is no such conversion.
        """
        if self.kind == "conversion":
            if self.name not in config.conversions:
                known = ", ".join(config.conversions) or "none"
                raise ConfigError(
                    f"{self}: no conversion is called {self.name!r}.{nearest(self.name, config.conversions)} "
                    f"Conversions: {known}. They are configured under conversions."
                )
        elif _MODELS[self.kind][0] not in config.call_types:
            option = f"include_{_MODELS[self.kind][0].table}"
            raise ConfigError(f"{self}: {self.kind} calls are switched off. Switch them on with {option}: true")

    def is_met(self, context: Context) -> exp.Expr:
        """Return whether a row of `model` is it."""
        named = column(_MODELS[self.kind][2])
        if self.kind == "page" and ANY in self.name:
            return context.dialect.like(named, self.name.split(ANY))
        return exp.EQ(this=named, expression=text(self.name))


def targets_of(kinds: Sequence[Target]) -> tuple[str, ...]:
    """Return the models that have any of these, each once."""
    return tuple(dict.fromkeys(one.model for one in kinds))


def step_of_calls(context: Context, why: str, flags: dict[str, Target], bound: exp.Expr | None = None) -> Step:
    """Return the step ``calls``: what is any of the targets, with its place in R7's order and a flag for each of them.

    A call that is a track and a conversion, or several conversions, has a row as each. ``bound`` holds for all rows.
    """
    rows = []
    for kind in (one for one in KINDS if any(target.kind == one for target in flags.values())):
        call_type, model, _ = _MODELS[kind]
        own = {name: target for name, target in flags.items() if target.kind == kind}
        met = {target: target.is_met(context) for target in own.values()}
        found = query(
            f"""
            SELECT user_id, timestamp, source, :call_type AS call_type, {call_type.id_name} AS event_id, session_id
            FROM model.{model} AS {kind}_calls
            WHERE :is_any
            """,
            call_type=context.dialect.constant(call_type.name),
            is_any=exp.or_(*(one.copy() for one in met.values())),
        )
        if not isinstance(found, exp.Select):
            raise TypeError(f"not a SELECT: {found.sql()}")
        values = {name: met[own[name]].copy() if name in own else exp.false() for name in flags}
        found.select(*(aliased(value, name) for name, value in values.items()), copy=False)
        if kind == "conversion":
            found.where(piece("NOT is_repeat"), copy=False)
        if bound is not None:
            found.where(bound.copy(), copy=False)
        rows.append(found)
    return Step("calls", why, union_all(rows))


def refuse_unseen(graph: Graph, warehouse: Warehouse, unmet: Sequence[Target]) -> None:
    """Refuse targets that no call at all is: they are called otherwise, most likely. It is asked in the engine.

    A conversion is configured, so its name is right.

    Raises:
        JourneyError: there is such a target.
    """
    for one in dict.fromkeys(unmet):
        if one.kind == "conversion" or _is_seen(graph, warehouse, one):
            continue
        _, _, named = _MODELS[one.kind]
        names = query(
            f"""
            SELECT {named} AS name, count(*) AS calls
            FROM model.{one.model} AS calls
            WHERE {named} IS NOT NULL
            GROUP BY {named}
            ORDER BY calls DESC, name
            """
        ).limit(_KNOWN)
        found = [str(row[0]) for row in warehouse.fetch(warehouse.dialect.render(graph.resolved(names))).values]
        what = {"page": "page has the path", "track": "track call has the event", "screen": "screen has the name"}
        some = f" The most frequent are {', '.join(found[:5])}." if found else f" There are no {one.kind} calls at all."
        raise JourneyError(
            f"{one}: no {what[one.kind]} {one.name!r}.{nearest(one.name.replace(ANY, ''), found)}{some} "
            "Correct the name, or build the models again with segment-models run if it is new."
        )


def _is_seen(graph: Graph, warehouse: Warehouse, one: Target) -> bool:
    any_call = query(
        f"SELECT 1 AS is_seen FROM model.{one.model} AS calls WHERE :is_met LIMIT 1", is_met=one.is_met(graph.context)
    )
    return bool(warehouse.fetch(warehouse.dialect.render(graph.resolved(any_call))).values)
