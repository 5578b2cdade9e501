"""The account of every row read (R12): of all of them, or of those that an incremental run has read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from segment_models.fields import IDENTIFY, CallType
from segment_models.graph import Graph
from segment_models.models.calls import all_steps, judged_calls, read_steps
from segment_models.models.chain import STAGE, Context, Step, chain, of_each
from segment_models.models.kept_calls import KEPT_AS_THEY_ARE
from segment_models.reading import Narrowed, rewritten
from segment_models.sources import LOAD_TIMES, STANDARD_COLUMNS, RawTable
from segment_models.sql import query, union_all
from segment_models.warehouses.relation import Rows

READS = ("sessionized_events", "rejected_events")
"""The models without which nothing can be accounted for."""

_COLUMNS = {
    "missing_id": ("id",),
    "missing_timestamp": ("timestamp",),
    "missing_person": ("user_id", "anonymous_id"),
    "clock_ahead": ("timestamp", "received_at"),
    "clock_behind": ("timestamp",),
}
"""The raw columns that a reason to reject a call comes from (R5)."""

_STANDARD = (*STANDARD_COLUMNS, *LOAD_TIMES)


@dataclass(frozen=True)
class Limit:
    """How many calls of one raw table a run may reject and still publish."""

    share: float
    floor: int
    tables: Mapping[tuple[str, str], RawTable]
    """The raw tables, by source and call type."""

    def passed(self, account: Rows, reasons: Rows) -> list[str]:
        """Return a sentence for each raw table of which more was rejected, from the rows of both queries here."""
        found = []
        for source, call_type, *_, rejected, used, outside in account.values:
            good = used + outside
            if rejected >= self.floor and rejected > self.share * (rejected + good):
                theirs = [(reason, calls) for *key, reason, calls in reasons.values if key == [source, call_type]]
                reason = max(theirs, key=lambda one: one[1])[0] if theirs else ""
                found.append(self._said(source, call_type, reason, f"{rejected:,} of {rejected + good:,}"))
        return found

    def _said(self, source: str, call_type: str, reason: str, share: str) -> str:
        table = self.tables.get((source, call_type))
        place = f"{table.schema}.{table.name}" if table else f"{source}, {call_type}"
        why = f" as {reason}" if reason else ""
        return f"{place}: {share} calls were rejected{why}.{_columns(table, reason) if table else ''}"


_WORTH_SAYING = 0.1
"""The share of events outside sessions above which a run says so."""


def outside(account: Rows) -> tuple[str, ...]:
    """Return what to say of the events outside sessions, where they are more than a tenth of all; from the account."""
    rows = [dict(zip(account.columns, row, strict=True)) for row in account.values]
    events = [row for row in rows if row["call_type"] != IDENTIFY.name]
    without, within = (sum(int(row[name]) for row in events) for name in ("outside", "used"))
    if without <= _WORTH_SAYING * (without + within):
        return ()
    said = (
        f"{without:,} of {without + within:,} events are in no session: servers sent them when nobody was there (R8a). "
        "With server_events: session, they make sessions of their own."
    )
    return (said,)


def limit(graph: Graph) -> Limit | None:
    """Return how many calls a run may reject; None for a run that forgets people, which nothing may keep from it."""
    context = graph.context
    if context.forgetting:
        return None
    tables = {(table.source, one.name): table for one in context.all_types for table in context.sources.of(one)}
    return Limit(context.config.max_rejected_share, context.config.rejected_floor, tables)


def _columns(table: RawTable, reason: str) -> str:
    """Say what the columns are that a reason comes from; where one is missing, what the table has instead."""
    said, ways = [], []
    for name in _COLUMNS.get(reason, ()):
        found = table.column(name)
        if found:
            said.append(f"its column `{found.name}` is {found.type.sql()}")
        else:
            alike = [one.name for key, one in table.columns.items() if name in key and key not in _STANDARD]
            others = ", ".join(f"`{other}`" for other in alike)
            said.append(f"it has no column `{table.called.get(name, name)}`" + (f", but {others}" if others else ""))
            ways += [f"columns: {{{name}: {alike[0]}}}"] if alike else []
    way = f" If that is what it calls it, say so with {ways[0]}." if ways else ""
    return f" Today {' and '.join(said)}.{way}" if said else ""


def account(graph: Graph) -> exp.Query:
    """Return the query that says what became of every row read; its names are not resolved.

    One row per source and call type: source, call_type, calls (rows read), duplicates, rejected, used (events in a
    session, or identifies that count), outside (events of servers that are in no session, R8a).
    R12: calls = duplicates + rejected + used + outside. After an incremental run, also already_known; see
    `account_of_arrivals`. A run works it out once, and its check and its report read that.
    """
    if graph.accounted:
        known = () if graph.updated is None else ("already_known",)
        rows = exp.select("source", "call_type", "calls", *known, "duplicates", "rejected", "used", "outside")
        return rows.from_(f"{STAGE}.account").order_by("source", "call_type")
    context = graph.context
    steps = [step for one in context.all_types for step in _read_steps(context, one)]
    read = """
        SELECT source, '{name}' AS call_type, count(*) AS calls, count({id}) - count(DISTINCT {id}) AS duplicates
        FROM {table}_cleaned GROUP BY source
        """
    in_sessions = """
        SELECT source, '{name}' AS call_type, count(session_id) AS used, count(*) - count(session_id) AS outside
        FROM model.sessionized_events
        WHERE {id} IS NOT NULL GROUP BY source
        """
    identifies = """
        SELECT source, '{name}' AS call_type, count(*) AS used, 0 AS outside
        FROM identifies_judged
        WHERE reject_reason IS NULL GROUP BY source
        """
    used = union_all([of_each(context.config.call_types, in_sessions), of_each([IDENTIFY], identifies)])
    rejected = query(
        "SELECT source, call_type, count(*) AS rejected FROM model.rejected_events GROUP BY source, call_type"
    )
    steps += [
        Step("calls_read", "Rows read, and how many are further copies of a call.", of_each(context.all_types, read)),
        Step("calls_used", "Events in a session or outside, and identifies that count.", used),
        Step("calls_rejected", "Calls set aside.", rejected),
    ]
    return chain(
        _needed(steps),
        """
        SELECT
            calls_read.source, calls_read.call_type, calls_read.calls, calls_read.duplicates,
            coalesce(calls_rejected.rejected, 0) AS rejected, coalesce(calls_used.used, 0) AS used,
            coalesce(calls_used.outside, 0) AS outside
        FROM calls_read
        LEFT JOIN calls_rejected
          ON calls_read.source = calls_rejected.source AND calls_read.call_type = calls_rejected.call_type
        LEFT JOIN calls_used
          ON calls_read.source = calls_used.source AND calls_read.call_type = calls_used.call_type
        ORDER BY source, call_type
        """,
    )


def reject_reasons(graph: Graph) -> exp.Query:
    """Return the query that counts the rejected calls: source, call_type, reason, calls."""
    if graph.updated is None:
        counted = query(
            """
            SELECT source, call_type, reason, count(*) AS calls
            FROM model.rejected_events
            GROUP BY source, call_type, reason
            ORDER BY source, call_type, reason
            """
        )
        return graph.resolved(counted)
    set_aside = """
        SELECT source, '{name}' AS call_type, reject_reason AS reason, count(*) AS calls
        FROM stage.{table}_changed WHERE reject_reason IS NOT NULL GROUP BY source, reject_reason
        """
    calls = of_each(graph.context.all_types, set_aside)
    rejected = Step("rejected", "The calls of each type that were set aside.", calls)
    rows = query("SELECT source, call_type, reason, calls FROM rejected ORDER BY source, call_type, reason")
    return graph.resolved(chain([rejected], rows))


def _read_steps(context: Context, call_type: CallType) -> list[Step]:
    """Count raw rows in the raw tables, whatever a run has staged: so the count is not the run's own."""
    if call_type.name not in context.judged:
        return all_steps(context, call_type)
    return [*read_steps(context, call_type), *judged_calls(context, call_type)]


def _needed(steps: list[Step]) -> list[Step]:
    """Leave out the steps that nothing after them reads."""
    kept: list[Step] = []
    wanted = {"calls_read", "calls_used", "calls_rejected"}
    for step in reversed(steps):
        if step.name in wanted:
            kept.append(step)
            wanted |= {table.name for table in step.query.find_all(exp.Table)}
    return kept[::-1]


def account_of_arrivals(graph: Graph) -> exp.Query:
    """Return the query of the table that says what became of every row that an incremental run has read (R12).

    It is worked out after the models are up to date. One row per source and call type: source, call_type, calls (rows
    read), already_known (rows that were read again and are kept as they are), duplicates (further copies), rejected,
    used (events that are in a session now, or identifies that count), outside (events of servers that are in none now,
    R8a).
    R12: calls = already_known + duplicates + rejected + used + outside.
    """
    read = """
        SELECT source, '{name}' AS call_type, count(*) AS calls FROM (
            SELECT source FROM stage.{table}_arrived UNION ALL SELECT source FROM stage.{table}_again
        ) AS rows_read
        GROUP BY source
        """
    known = (
        f"SELECT known.source, '{{name}}' AS call_type, count(*) AS calls FROM {KEPT_AS_THEY_ARE} GROUP BY known.source"
    )
    judged = """
        SELECT source, '{name}' AS call_type, count(*) AS calls, count(reject_reason) AS rejected
        FROM stage.{table}_changed GROUP BY source
        """
    used = query(
        """
        SELECT arrived.source, arrived.call_type, count(in_sessions.session_id) AS used,
            count(*) - count(in_sessions.session_id) AS outside
        FROM stage.calls_arrived AS arrived
        JOIN in_sessions ON arrived.source = in_sessions.source AND arrived.call_type = in_sessions.call_type
            AND arrived.event_id = in_sessions.event_id
        GROUP BY arrived.source, arrived.call_type
        UNION ALL
        SELECT source, call_type, count(*) AS used, 0 AS outside FROM stage.calls_arrived
        WHERE call_type = 'identify' GROUP BY source, call_type
        """
    )
    types = graph.context.all_types
    steps = [
        Step("calls_read", "Rows read.", of_each(types, read)),
        Step("calls_known", "Calls that were read again, and are kept as they are.", of_each(types, known)),
        Step(
            "calls_judged",
            "Calls that are new or changed, and how many of them cannot be used.",
            of_each(types, judged),
        ),
        Step("in_sessions", "Every event of the people touched, with its session.", _in_sessions(graph)),
        Step("calls_used", "Events in a session or outside, and identifies that count.", used),
    ]
    rows = query(
        """
        SELECT
            calls_read.source, calls_read.call_type, calls_read.calls, coalesce(calls_known.calls, 0) AS already_known,
            calls_read.calls - coalesce(calls_known.calls, 0) - coalesce(calls_judged.calls, 0) AS duplicates,
            coalesce(calls_judged.rejected, 0) AS rejected, coalesce(calls_used.used, 0) AS used,
            coalesce(calls_used.outside, 0) AS outside
        FROM calls_read
        LEFT JOIN calls_known
          ON calls_read.source = calls_known.source AND calls_read.call_type = calls_known.call_type
        LEFT JOIN calls_judged
          ON calls_read.source = calls_judged.source AND calls_read.call_type = calls_judged.call_type
        LEFT JOIN calls_used
          ON calls_read.source = calls_used.source AND calls_read.call_type = calls_used.call_type
        """
    )
    return chain(steps, rows)


def _in_sessions(graph: Graph) -> exp.Query:
    events = """
        SELECT events.source, '{name}' AS call_type, events.{id} AS event_id, events.session_id
        FROM model.sessionized_events AS events
        WHERE events.{id} IS NOT NULL
        """
    every = of_each(graph.context.config.call_types, events)
    return rewritten(every, Narrowed(graph.models, graph.updated or frozenset(), whole_history=True))
