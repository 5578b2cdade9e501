"""Random histories cut into loads: what had arrived in the raw tables before each of several runs.

What an incremental run promises, it promises for raw tables that grow like this (`obey`): a new row is loaded at most
the overlap earlier than the latest load so far of its source and table. A row was loaded at its ``loaded_at``, else
``uuid_ts``, else ``received_at``. One that has none of them, is rejected, or was loaded in the future holds
nobody up. When a call was made is another matter: it may be late by years, or in the year 2538.
"""

import random
from datetime import UTC, datetime, timedelta

import histories
import oracle
from histories import DAY, MICRO, NOTHING
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


def holds_up(source: str, table: str, row: dict, options: Options) -> bool:
    """Return whether later rows are measured by this one: it is accepted, and was loaded at a time in the past."""
    loaded = cursor(row)
    if loaded is None or loaded > datetime.now(UTC).replace(tzinfo=None):
        return False
    return oracle.why_rejected(oracle.read_call(source, CALL_TYPES[table], row, options), options) is None


def move_on(newest: dict, sources: dict, options: Options) -> None:
    """Take a load into account: ``newest`` holds the latest load time that counts, of each source and table."""
    for source, table, row in histories.calls_of(sources):
        if holds_up(source, table, row, options):
            here = (source, table)
            newest[here] = max(newest.get(here, cursor(row)), cursor(row))


def obey(loads: list[dict], options: Options, overlap: timedelta) -> bool:
    """Return whether no row comes later than the overlap lets it."""
    newest = {}
    for load in loads:
        for source, table, row in histories.calls_of(load):
            latest, loaded = newest.get((source, table)), cursor(row)
            if latest is not None and loaded is not None and loaded < latest - overlap:
                return False
        move_on(newest, load, options)
    return True


class Arrivals:
    """Says when each row of a world is loaded: around the time of its load, as early as the overlap lets it, never."""

    def __init__(self, draw: random.Random, options: Options, overlap: timedelta):
        self.draw, self.options, self.overlap = draw, options, overlap
        self.moment = draw.choice(STARTS)
        self.newest = {}
        self.cursors = {}  # (history, source, table, id) -> when its copies were loaded

    def next_load(self, sources: dict) -> None:
        """End a load, and begin the next one: at once, or after a while."""
        move_on(self.newest, sources, self.options)
        after = (NOTHING, MICRO, HOUR, self.overlap, self.overlap + MICRO, DAY, 30 * DAY)
        self.moment += self.draw.choice(after)

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
        if carrier != "received_at" and not holds_up(source, table, row, self.options) and self.draw.random() < 0.5:
            row[carrier] += 30 * DAY  # what is rejected may be loaded whenever it likes
        copies.append(row[carrier])

    def _moment(self, copies: list[datetime]) -> datetime:
        near = (NOTHING, NOTHING, MICRO, -MICRO, HOUR, -HOUR, -self.overlap)
        if copies and self.draw.random() < 0.5:
            return self.draw.choice(copies) + self.draw.choice(near)
        return FAR if self.draw.random() < 0.03 else self.moment + self.draw.choice(near)

    def _allowed(self, source: str, table: str, moment: datetime) -> datetime:
        latest = self.newest.get((source, table))
        return moment if latest is None else max(moment, latest - self.overlap)


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


def random_loads(seed: str, count: int, options: Options, layout: dict, overlap: timedelta) -> list[list[dict]]:
    """Return histories that come in the same loads: for each history its part of every load, with ids of its own."""
    draw = random.Random(seed)  # noqa: S311 (no secret)
    loads = draw.randint(2, 6)
    timeout = timedelta(milliseconds=options.session_timeout_millis)
    told = []
    for number in range(count):
        ids, calls = (histories.ODD_IDS, 80) if number == 0 else (histories.IDS, draw.randint(1, 14))
        story = histories.Story(draw, layout, timeout, ids)
        story.make(calls)
        for _, _, row in story.made:
            stray(draw, row)
        told.append(list(zip(shares(draw, calls, loads), story.made, strict=True)))
    return laid_out(told, loads, layout, Arrivals(draw, options, overlap))


def laid_out(told: list, loads: int, layout: dict, arrivals: Arrivals) -> list[list[dict]]:
    """Return histories whose calls have a load each, as sources, load by load."""
    made = [[] for _ in told]
    for load in range(loads):
        for number, calls in enumerate(told):
            part = histories.laid_out([call for where, call in calls if where == load], layout)
            for source, table, row in histories.calls_of(part):
                arrivals.arrive(number, source, table, row)
            made[number].append(histories.isolate(part, number))
        arrivals.next_load(histories.merge([parts[load] for parts in made]))
    return made


def side_by_side(told: list[list[dict]]) -> list[dict]:
    """Return the loads of histories that share one database."""
    return [histories.merge(list(parts)) for parts in zip(*told, strict=True)]
