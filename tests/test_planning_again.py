"""Planning again in one process: what is kept from plan to plan changes none of them."""

from contextlib import closing
from datetime import datetime

import pytest

import small_shop
from aside import AsideDuckDB
from segment_models import graph as graphs
from segment_models import segment, warehouses

NOW = datetime.fromisoformat("2026-03-05 12:00")
INCREMENTAL = {"default_config": {"type": "incremental"}}
LATE = ("web", "pages", "late", "2026-03-02 08:50", None, "a2", "2026-03-04 12:00", {"path": "/late"})


class Clock(datetime):
    """A clock that stands still: no plan differs from another by its time."""

    @classmethod
    def now(cls, tz=None):
        return NOW.replace(tzinfo=tz)


@pytest.fixture(autouse=True)
def _runs_of_one_name(monkeypatch):
    monkeypatch.setattr("segment_models.holding.datetime", Clock)
    monkeypatch.setattr("segment_models.holding.run_name", lambda now: f"{now:%Y%m%d%H%M%S}_abcdef")


@pytest.fixture(params=[warehouses.connect, AsideDuckDB], ids=["one transaction", "aside"])
def shop(request):
    """The shop, on an engine where a run is a transaction, and on one where it is none."""
    with closing(small_shop.open_shop()) as connection:
        yield request.param(connection)


def as_at_first(models, shop, **options):
    """The statements of a plan in a process that has made none before."""
    graphs.BUILT.clear()
    return list(models.plan(shop, **options).statements())


def as_now(models, shop, **options):
    return list(models.plan(shop, **options).statements())


def situations(shop):
    """What a process may plan one after the other, with what happens in between: models, and options of the run."""
    tables, kept = segment(**small_shop.OPTIONS), segment(**small_shop.OPTIONS, **INCREMENTAL)
    yield "nothing is built", tables, {}
    yield "nothing is built, incremental", kept, {}
    kept.run(shop)
    yield "nothing has come", kept, {}
    yield "tables in place of incremental models", tables, {}
    small_shop.load(shop.connection, [LATE])
    yield "a late page", kept, {}
    kept.run(shop)
    yield "one model", kept, {"select": ["daily"]}
    yield "everything again", kept, {"full_refresh": True}
    kept.forget(["u1"], shop)
    yield "somebody is forgotten", kept, {}
    shop.connection.execute("ALTER TABLE web.pages ADD COLUMN utm VARCHAR")
    yield "a raw table has one more column", segment(**small_shop.OPTIONS, **INCREMENTAL), {}
    yield (
        "fewer models",
        segment(**small_shop.OPTIONS | {"include_screens": False}, **INCREMENTAL),
        {"full_refresh": True},
    )
    shop.connection.execute("DROP TABLE segment_models.segment_daily")
    yield "a table is gone", kept, {}
    yield "another timeout", segment(**small_shop.OPTIONS, session_timeout_millis=60_000), {}


def test_a_process_plans_as_one_that_begins(shop):
    """Whatever was planned before, each plan is that of a process that has planned nothing."""
    for told, models, options in situations(shop):
        assert as_now(models, shop, **options) == as_at_first(models, shop, **options), told


def test_what_plans_have_in_common_is_made_once(monkeypatch):
    """A second plan for what is the same builds no graph, and reads no check anew."""
    made = []
    build = graphs._build
    monkeypatch.setattr(graphs, "_build", lambda context: made.append(context) or build(context))
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS, **INCREMENTAL)
        models.run(connection)
        models.run(connection)
        first, second = models.plan(connection), models.plan(connection)
    assert len(made) == 1
    shared = sum(any(one is other for other in second.steps) for one in first.steps)
    assert shared > len(first.steps) / 2


def test_few_graphs_are_kept():
    """A process that plans for many configurations keeps the last of them only."""
    with closing(small_shop.open_shop()) as connection:
        for number in range(graphs.BUILT.maxlen + 3):
            models = segment(**small_shop.OPTIONS, session_timeout_millis=60_000 + number)
            models.plan(connection)
    assert len(graphs.BUILT) == graphs.BUILT.maxlen
