"""Runs that end before their time, and readers meanwhile: the tables are as they were, or as the rules say, whole."""

import random
import threading
import time
import warnings
from contextlib import closing, contextmanager

import pytest

import histories
import loads
from conftest import INCREMENTAL, story_warehouse
from killing import Killed, Processes, mortal
from segment_models import segment, warehouses
from segment_models.run import carry_out
from stories import MODELS_SCHEMA, Built, DuckDBWarehouse
from test_incremental import OTHERS, WORLDS, written
from test_property import difference_from_rules

WORLD = WORLDS["everything"]
CONFIGURATION = {**WORLD.configuration(), "default_config": {"schema": MODELS_SCHEMA, "type": "incremental"}}
SCHEMAS = (MODELS_SCHEMA, "_segment_models_run")
SERVED = [engine for engine in INCREMENTAL if engine in ("duckdb", "postgres")]
"""The engines that a process of its own can connect to as a user does."""

KILLS, LOADS_WITH_KILLS = 5, 5
"""In each of so many loads so many processes die: 25 on each of two engines."""


class Growth:
    """A world of histories, load by load, in a warehouse."""

    def __init__(self, warehouse, seed: str, count: int, number: int) -> None:
        """Make the loads; nothing is loaded yet."""
        told = loads.random_loads(seed, count, WORLD, loads=number)
        self.warehouse = warehouse
        self.so_far = {}
        self.arriving = iter(loads.side_by_side(told))

    def load(self) -> None:
        """Append the next load."""
        load = next(self.arriving)
        self.so_far = histories.merge([self.so_far, load])
        self.warehouse.append(written(load, WORLD, self.so_far))

    def require_rules(self) -> None:
        """Fail unless every model is what the rules say of all rows so far."""
        difference = difference_from_rules(
            Built(self.warehouse, None), self.so_far, WORLD.options, WORLD.layout, OTHERS
        )
        assert difference is None, f"{difference.model}: {difference.text}"


def contents(warehouse) -> dict:
    """Return every row of every table and view that runs make, by the name of each."""
    return {
        (schema, name): sorted(map(repr, warehouse.fetch(schema, name)))
        for schema in SCHEMAS
        for name in warehouse.kinds(schema)
    }


@pytest.mark.parametrize("engine", [pytest.param("duckdb", marks=pytest.mark.full), *SERVED[1:]])
def test_a_run_that_is_killed_between_any_two_statements(engine):
    """At each of them: every table is as it was, and the run that comes through is what the rules say."""
    with closing(story_warehouse(engine)()) as warehouse:
        growth = Growth(warehouse, "killed between statements", 6, 2)
        growth.load()
        warehouse.run(**WORLD.configuration())
        growth.load()
        before, survived = contents(warehouse), False
        with closing(warehouses.connect(warehouse.connection, base=None)) as opened:
            plan = segment(**CONFIGURATION).plan(opened)
        statements = 0
        while not survived:
            try:
                carry_out(plan, mortal(warehouse.connection, statements), lambda _: None)
                survived = True
            except Killed:
                assert contents(warehouse) == before, f"killed after {statements} statements"
                statements += 1
        assert statements > 50
        growth.require_rules()


@contextmanager
def on_disk(engine, tmp_path):
    """Yield how to open a warehouse that outlives its connection, and where a process finds it."""
    if engine == "duckdb":
        path = tmp_path / "shop.duckdb"
        yield lambda: DuckDBWarehouse(str(path)), f"duckdb:///{path}"
        return
    kind = story_warehouse(engine)
    from engines.postgres import server  # noqa: PLC0415 an extra

    kept = kind()
    yield lambda: Kept(kept), server().url()
    kept.close()


class Kept:
    """A warehouse that is not closed yet."""

    def __init__(self, warehouse) -> None:
        self._warehouse = warehouse

    def __getattr__(self, name):
        return getattr(self._warehouse, name)

    def close(self) -> None:
        """Wait until the server has noticed that nobody listens to a run any more."""
        until = time.monotonic() + 60
        while self._warehouse.plain.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'segment-models'"
        ).fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.mark.full
@pytest.mark.parametrize("engine", SERVED)
def test_processes_that_are_killed_at_any_moment(engine, tmp_path):
    """After `kill -9` the tables are as they were; after the next run, what the rules say."""
    draw = random.Random()  # noqa: S311 (no secret)
    with on_disk(engine, tmp_path) as (opened, where), closing(Processes()) as processes:
        with closing(opened()) as warehouse:
            growth = Growth(warehouse, f"{draw.random()}", 40, 1 + LOADS_WITH_KILLS)
            growth.load()
        assert processes.run(where, CONFIGURATION) == 0
        started = time.monotonic()
        assert processes.run(where, CONFIGURATION) == 0
        lasts, statuses = time.monotonic() - started, []
        for _ in range(LOADS_WITH_KILLS):
            with closing(opened()) as warehouse:
                growth.warehouse = warehouse
                growth.load()
                before = contents(warehouse)
            for _ in range(KILLS):
                statuses.append(processes.run(where, CONFIGURATION, seconds=draw.uniform(0, lasts)))
                with closing(opened()) as warehouse:
                    if contents(warehouse) != before:  # it had published all, or nothing
                        growth.warehouse = warehouse
                        growth.require_rules()
                        before = contents(warehouse)
            assert processes.run(where, CONFIGURATION) == 0
            with closing(opened()) as warehouse:
                growth.warehouse = warehouse
                growth.require_rules()
        assert set(statuses) <= {0, 9}
        assert statuses.count(9) > len(statuses) / 2


POLL = """
    SELECT s.session_id, s.session_index, s.user_id, s.session_end_timestamp, e.events, u.total_sessions
    FROM out.segment_sessions AS s
    FULL JOIN (SELECT session_id, count(*) AS events FROM out.segment_sessionized_events GROUP BY session_id) AS e
        ON e.session_id = s.session_id
    LEFT JOIN out.segment_users AS u ON u.user_id = s.user_id
"""
"""Every session, with what other models say of it, in one statement."""


class Polling:
    """A reader on a thread of its own, who asks the same again and again."""

    def __init__(self, connection) -> None:
        """Take a connection that nobody else uses."""
        self._connection = connection
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self.seen = []
        self.error = None

    def __enter__(self):
        """Start to read."""
        self._thread.start()
        return self

    def __exit__(self, *_):
        """Read to the end, and say what went wrong."""
        self._over.set()
        self._thread.join()
        if self.error:
            raise self.error

    def _read(self) -> None:
        try:
            while not self._over.is_set():
                self.seen.append(sessions(self._connection))
        except Exception as error:  # noqa: BLE001 (it is raised where somebody sees it)
            self.error = error


def sessions(connection) -> tuple:
    """Return what a poll sees, in an order of its own."""
    return tuple(sorted(map(repr, connection.execute(POLL).fetchall())))


def test_readers_see_the_old_or_the_new(growing):
    """Whoever reads while runs go on sees each session once, as before the run or as after it, and all models agree."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        growth = Growth(growing, "readers", 60, 5)
        growth.load()
        growing.run(**WORLD.configuration())
        with closing(growing.reader()) as mine, closing(growing.reader()) as theirs:
            for _ in range(4):
                before = sessions(mine)
                growth.load()
                with Polling(theirs) as polling:
                    growing.run(**WORLD.configuration())
                after = sessions(mine)
                assert before != after
                assert set(polling.seen) <= {before, after}
                assert len(polling.seen) > 3
        growth.require_rules()
