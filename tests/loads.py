"""Random histories cut into loads: what had arrived in the raw tables before each of several runs.

What an incremental run promises, it promises for raw tables that grow like this (`obey`): a new row is loaded at most
the overlap earlier than the latest load so far of its source and table. A row was loaded at its ``loaded_at``, else
``uuid_ts``, else ``received_at``. One that has none of them, is rejected, or was loaded in the future holds
nobody up. When a call was made is another matter: it may be late by years, or in the year 2538.
"""

import random
from datetime import datetime, timedelta

import histories
import oracle
from histories import DAY, MICRO, NOTHING
from odd_addresses import with_addresses
from oracle import Options

CURSORS = ("loaded_at", "uuid_ts", "received_at")
CALL_TYPES = {table: call_type for call_type, table in oracle.TABLES.items()}
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
FAR = datetime.fromisoformat("2538-07-04T12:00:00")
STARTS = tuple(
    datetime.fromisoformat(moment) for moment in ("2024-03-02T09:00", "2024-04-02T00:00", "2025-01-01T12:00")
)
"""When the first load may come: among the times of most histories, or after them."""

WAYS = ("anyhow", "in order", "backwards", "at once, then a few")
"""How the calls of a history are shared out among the loads."""


def cursor(row: dict) -> datetime | None:
    """Return when a row was loaded, as far as it says."""
    return next((row[column] for column in CURSORS if row.get(column) is not None), None)


def is_accepted(source: str, table: str, row: dict, options: Options) -> bool:
    """Return whether nothing is wrong with a row (R5). A row of an event's table is no call, and always counts."""
    if table not in CALL_TYPES:
        return True
    return oracle.why_rejected(oracle.read_call(source, CALL_TYPES[table], row, options), options) is None


def latest_loads(sources: dict, options: Options, now: datetime) -> dict:
    """Return the latest load time that counts, by source and table: of an accepted row, and not in the future."""
    latest = {}
    for source, table, row in histories.calls_of(sources):
        loaded = cursor(row)
        if loaded is not None and loaded <= now and is_accepted(source, table, row, options):
            latest[source, table] = max(loaded, latest.get((source, table), loaded))
    return latest


def obey(arriving: list[dict], world) -> bool:
    """Return whether no row comes later than the overlap lets it, after what had come by the run before."""
    latest, so_far = {}, {}
    for number, load in enumerate(arriving):
        for source, table, row in histories.calls_of(load):
            loaded = cursor(row)
            if (source, table) in latest and loaded is not None and loaded < latest[source, table] - world.overlap:
                return False
        so_far = histories.merge([so_far, load])
        latest = latest_loads(so_far, world.options, world.clock(number))
    return True


def without_replaced(so_far: dict, load: dict, options: Options) -> dict:
    """Return the rows that are left where a loader merges by id: those of an id that arrives again are gone."""
    again = {(source, table, row["id"]) for source, table, row in histories.calls_of(load)}
    return {
        source: {
            table: [
                row
                for row in rows
                if oracle.clean_id(row["id"], options) is None or (source, table, row["id"]) not in again
            ]
            for table, rows in tables.items()
        }
        for source, tables in so_far.items()
    }


class Arrivals:
    """Says when each row of a world is loaded: around the time of its load, as early as the overlap lets it, never."""

    def __init__(self, draw: random.Random, world):
        self.draw, self.world = draw, world
        self.moment = world.clock(0) if world.clock_is_set else draw.choice(STARTS)
        self.latest = {}
        self.cursors = {}  # (history, source, table, id) -> when its copies were loaded

    def next_load(self, number: int, so_far: dict) -> None:
        """Begin a load, right after the one before or later; the run between the two saw all rows so far."""
        self.latest = latest_loads(so_far, self.world.options, self.world.clock(number - 1))
        overlap = self.world.overlap
        self.moment += self.draw.choice((NOTHING, MICRO, HOUR, overlap, overlap + MICRO, DAY, 30 * DAY))
        if self.world.clock_is_set:
            self.moment = self.world.clock(number)

    def arrive(self, history: int, source: str, table: str, row: dict) -> None:
        """Give a row its load times, of which its table may lack some or all."""
        columns = [column for column in CURSORS if column in row]
        if not columns or self.draw.random() < 0.05:
            row.update(dict.fromkeys(columns))
            return
        carrier = self.draw.choice(columns)
        row.update(dict.fromkeys(columns[: columns.index(carrier)]))
        copies = self.cursors.setdefault((history, source, table, row["id"]), [])
        row[carrier] = self._allowed(source, table, self._moment(copies))
        rejected = carrier != "received_at" and not is_accepted(source, table, row, self.world.options)
        if rejected and self.draw.random() < 0.5:
            row[carrier] += 30 * DAY  # it may be loaded whenever it likes
        copies.append(row[carrier])

    def _moment(self, copies: list[datetime]) -> datetime:
        near = (NOTHING, NOTHING, MICRO, -MICRO, HOUR, -HOUR, -self.world.overlap)
        if copies and self.draw.random() < 0.6:
            return self.draw.choice(copies) + self.draw.choice((NOTHING, NOTHING, *near))
        return FAR if self.draw.random() < 0.03 else self.moment + self.draw.choice(near)

    def _allowed(self, source: str, table: str, moment: datetime) -> datetime:
        latest = self.latest.get((source, table))
        return moment if latest is None else max(moment, latest - self.world.overlap)


def shares(draw: random.Random, calls: int, loads: int) -> list[int]:
    """Return the load in which each of a history's calls comes."""
    chosen = [draw.randrange(loads) for _ in range(calls)]
    match draw.choice(WAYS):
        case "in order":
            chosen.sort()
        case "backwards":
            chosen.sort(reverse=True)
        case "at once, then a few":
            late = set(draw.sample(range(calls), min(calls, draw.randint(1, 2))))
            chosen = [load if number in late else 0 for number, load in enumerate(chosen)]
    return chosen


def stray(draw: random.Random, row: dict) -> None:
    """Let a call now and then be years late, or years ahead."""
    if row["timestamp"] is None or draw.random() < 0.94:
        return
    row["timestamp"] = draw.choice((row["timestamp"] - 3 * YEAR, row["timestamp"] - 40 * DAY, FAR, FAR + HOUR))
    row["received_at"] = draw.choice((None, row["timestamp"], row["received_at"]))


def rival(draw: random.Random, story: histories.Story) -> tuple[str, str, dict]:
    """Return a call of another user on the device of a call that was made, at the same microsecond."""
    _, _, original = draw.choice(story.made)
    table = draw.choice(histories.TABLES)
    row = {column: original.get(column) for column in histories.COLUMNS[table]}
    row |= {"id": draw.choice(story.call_ids), "user_id": draw.choice(story.users)}
    return draw.choice(story.sources), table, row


def random_loads(seed: str, count: int, world, *, loads: int | None = None) -> list[list[dict]]:
    """Return histories that come in the same loads: for each history its part of every load, with ids of its own.

    ``world`` says what is configured (``options``, ``overlap``), which tables and columns there are (``layout``), and
    what the clock shows at the run after each load (``clock``).
    """
    draw = random.Random(seed)  # noqa: S311 (no secret)
    loads = loads or draw.randint(2, 6)
    timeout = timedelta(milliseconds=world.options.session_timeout_millis)
    told = []
    for number in range(count):
        ids, calls = (histories.ODD_IDS, 80) if number == 0 else (histories.IDS, draw.randint(1, 14))
        story = histories.Story(draw, world.layout, timeout, ids)
        story.make(calls)
        for _, _, row in story.made:
            stray(draw, row)
        story.made += [rival(draw, story) for _ in range(draw.choice((0, 0, 1, 3)))]
        story.tell_properties(world.layout)
        told.append(list(zip(shares(draw, len(story.made), loads), story.made, strict=True)))
    made = laid_out(told, loads, world.layout, Arrivals(draw, world))
    if not (world.options.session_campaign or world.options.conversions):
        return made
    return [[with_addresses(load, seed) for load in history] for history in made]


def laid_out(told: list, loads: int, layout: dict, arrivals: Arrivals) -> list[list[dict]]:
    """Return histories whose calls have a load each, as sources, load by load."""
    made, so_far = [[] for _ in told], {}
    for load in range(loads):
        if load:
            arrivals.next_load(load, so_far)
        for number, calls in enumerate(told):
            part = histories.laid_out([call for where, call in calls if where == load], layout)
            for source, table, row in histories.calls_of(part):
                arrivals.arrive(number, source, table, row)
            made[number].append(histories.isolate(part, number))
        so_far = histories.merge([so_far, *(parts[load] for parts in made)])
    return made


def side_by_side(told: list[list[dict]]) -> list[dict]:
    """Return the loads of histories that share one database."""
    return [histories.merge(list(parts)) for parts in zip(*told, strict=True)]
