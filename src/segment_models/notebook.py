"""What a notebook shows of the models, and of a run while it works."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.display import MOST_COLUMNS, Display, Table, listed, short
from segment_models.plan import Build, RunCheck, Stage
from segment_models.run import Built, Checked, Planned, Staged
from segment_models.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from segment_models.configured import Model
    from segment_models.fields import Field
    from segment_models.graph import Graph
    from segment_models.warehouses.connection import Warehouse
    from segment_models.warehouses.relation import Rows

SHOWN_ROWS = 10
"""Rows that a model shows of itself."""

_SECONDS = 0.2
"""Between two updates of what is under way."""


def models(graph: Graph, sources: Sequence[str]) -> Display:
    """Return what is shown of all models: what each is, where it stands, and what a row is."""
    every = graph.models.values()
    return Display(
        f"{counted(len(every), 'model')} of {listed(sources)}",
        ("models.sessions is one of them; models.run() builds them.",),
        (
            Table(
                ("model", "type", "place", "description"),
                [(one.name, one.type, one.relation, one.description) for one in every],
            ),
        ),
    )


def model(graph: Graph, one: Model, rows: Rows | None, note: str) -> Display:
    """Return what is shown of one model: its first rows, if there are any, and its columns."""
    shown = [rows.table(f"{counted(len(rows.values), 'row')} of it, in no order")] if rows else []
    columns = [(column.name, _type(graph, column), column.description) for column in one.columns]
    return Display(
        f"{one.name}: {one.type} {one.relation}",
        (one.description, *filter(None, [note])),
        (*shown, Table(("column", "type", "description"), columns)),
    )


def first_rows(graph: Graph, key: str, warehouse: Warehouse) -> tuple[Rows | None, str]:
    """Return the first rows of a model that is a table, without what is nested; else None, and why."""
    one = graph.models[key]
    match warehouse.kinds([one.relation]).get(one.relation):
        case None:
            return None, "It is not built yet: models.run() builds it."
        case "view":
            return None, "It is a view, so its rows are worked out when you ask for them, as with to_pandas()."
    names = [column.name for column in one.columns if not column.children][:MOST_COLUMNS]
    query = exp.select(*(exp.column(name, quoted=True) for name in names)).from_(one.relation.node())
    return warehouse.fetch(warehouse.dialect.render(query.limit(SHOWN_ROWS))), ""


def _type(graph: Graph, field: Field) -> str:
    if field.children:
        return f"{field.type} of {listed([inner.name for inner in field.children], 8)}"
    return graph.type_of(field).sql(dialect=graph.context.dialect.sqlglot)


def is_running() -> bool:
    """Return whether this process is the kernel of a notebook, which is known without importing anything."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


@contextmanager
def listening(listen: Callable[[Any], None] | None) -> Iterator[Callable[[Any], None]]:
    """Yield who is told of a run's events: the one given, else a line in a notebook, else nobody."""
    if listen or not is_running():
        yield listen or (lambda _: None)
        return
    with _line() as show:
        yield Progress(show)


@contextmanager
def loading(on_progress: Callable[[int, int], None] | None) -> Iterator[Callable[[int, int], None] | None]:
    """Yield who is told how much of the files is read: the one given, else a line in a notebook, else nobody."""
    if on_progress or not is_running():
        yield on_progress
        return
    with _line() as show:
        yield lambda read, total: show(f"loading: {read / 1e6:,.1f} of {total / 1e6:,.1f} MB", read, total)


@contextmanager
def _line() -> Iterator[Callable[[str, int, int], None]]:
    """Show a line with a bar that is written anew, and is gone at the end."""
    ipython: Any = import_module("IPython.display")  # the notebook's own
    handle, last = ipython.display(ipython.HTML(""), display_id=True), 0.0

    def show(what: str, done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last < _SECONDS:
            return
        last = time.monotonic()
        bar = f'<progress value="{done}" max="{of}"></progress> ' if of else ""
        handle.update(ipython.HTML(f"{bar}{escape(short(what, 120))}"))

    try:
        yield show
    finally:
        handle.update(ipython.HTML(""))


class Progress:
    """Tells what a run is doing, and how many of its steps are done."""

    def __init__(self, show: Callable[[str, int, int], None]) -> None:
        """Show with a function: what is under way, how many steps are done, and of how many."""
        self._show = show
        self._done = self._of = 0

    def __call__(self, event: object) -> None:
        """Take one event of a run, of checks or of verify."""
        match event:
            case Planned(plan=plan):
                self._of = sum(isinstance(step, Stage | Build | RunCheck) for step in plan.steps)
                what = "planned"
            case Stage(name=name):
                what = f"reading {name}"
            case Build(model=model):
                what = f"building {model.relation}"
            case RunCheck(check=check):
                what = f"checking {check.name}"
            case Staged() | Built() | Checked():
                self._done += 1
                return
            case _:
                what = f"working on {getattr(event, 'model', 'it')}"
        self._show(what, self._done, self._of)
