"""Whether the numbers can be trusted: what became of every row, what came late, what looks like bots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.account import READS, account
from segment_models.models.calls import read_steps
from segment_models.models.chain import Step, chain
from segment_models.report import charts, texts
from segment_models.report.asking import Asked, Asking, Scope, whole
from segment_models.report.content import Figure, Finding, Missing, Part, Section, Table
from segment_models.sql import aliased, column, piece, query, union_all
from segment_models.words import counted

if TYPE_CHECKING:
    from segment_models.run import Checked

_QUESTION = "Can these numbers be trusted?"
_HOUR = 3_600_000_000
DELAYS = (
    ("under 1 h", _HOUR),
    ("1 to 6 h", 6 * _HOUR),
    ("6 to 24 h", 24 * _HOUR),
    ("1 to 7 days", 7 * 24 * _HOUR),
    ("7 to 30 days", 30 * 24 * _HOUR),
    ("30 days or more", None),
)
"""How long after it was made a call arrived: less than so many microseconds."""
_MUCH, _LISTED = 100, 10


def delays(scope: Scope) -> exp.Query:
    """One row per span of delay between a call and its arrival; NULL where one of them is not known."""
    types = scope.context.all_types
    steps = [step for one in types for step in read_steps(scope.context, one)]
    rows = [
        scope.of_times(
            query(
                f"SELECT timestamp, coalesce(call_received_at, call_loaded_at) AS arrived_at FROM {one.table}_cleaned"
            )
        )
        for one in types
    ]
    late = scope.context.dialect.micros_between(column("timestamp"), column("arrived_at"))
    case = exp.Case()
    for place, (_, less) in enumerate(DELAYS):
        test = (
            piece(":late < :less", late=late, less=exp.Literal.number(less))
            if less
            else piece(":late IS NOT NULL", late=late)
        )
        case = case.when(test, exp.Literal.number(place))
    delayed = exp.select(aliased(case, "delay")).from_("arrived")
    return chain(
        [
            *steps,
            Step("arrived", "Every row of the days, with when Segment received it.", union_all(rows)),
            Step("delayed", "How long that took.", delayed),
        ],
        "SELECT delay, count(*) AS calls FROM delayed GROUP BY delay",
    )


def _sizes(scope: Scope) -> list[Step]:
    rows = query(
        """
        SELECT session_id, user_id, session_start_timestamp, duration_millis, channel,
            total_pages + total_tracks + total_screens AS events
        FROM model.session_facts AS facts
        """
    )
    rows = scope.of_days(rows, column("session_date"))
    summed = query(
        "SELECT events, visits, sum(visits) OVER (ORDER BY events ROWS BETWEEN UNBOUNDED PRECEDING AND "
        "CURRENT ROW) AS so_far, sum(visits) OVER () AS of_all FROM sizes"
    )
    limit = query("SELECT min(events) AS usual FROM summed WHERE so_far * 1000 >= of_all * 999")
    return [
        Step("visits_of_days", "The visits of the days, with how many events they have.", rows),
        Step.of(
            "sizes",
            "How many visits have so many events.",
            "SELECT events, count(*) AS visits FROM visits_of_days GROUP BY events",
        ),
        Step("summed", "How many have so many or fewer.", summed),
        Step("usual_sizes", "The most events that 99.9 percent of the visits have.", limit),
    ]


def outliers(scope: Scope) -> exp.Query:
    """One row per visit that looks like a machine's, the largest first."""
    odd = query(
        f"""
        SELECT visits_of_days.session_id, visits_of_days.user_id, visits_of_days.session_start_timestamp,
            visits_of_days.duration_millis, visits_of_days.channel, visits_of_days.events,
            visits_of_days.events > {_MUCH:d}
                AND visits_of_days.events * 1000 > visits_of_days.duration_millis AS is_fast,
            visits_of_days.events > usual_sizes.usual AS is_large
        FROM visits_of_days
        CROSS JOIN usual_sizes
        """
    )
    return chain(
        [*_sizes(scope), Step("judged", "Which are fast, and which are large.", odd)],
        f"""
        SELECT session_id, user_id, session_start_timestamp, duration_millis, channel, events, is_fast,
            count(*) OVER () AS visits, sum(events) OVER () AS events_of_all
        FROM judged
        WHERE is_fast OR is_large
        ORDER BY events DESC, session_id
        LIMIT {_LISTED:d}
        """,
    )


QUERIES = {"delays": delays, "outliers": outliers}


def section(asking: Asking, checked: list[Checked] | None, draw: charts.Draughtsman) -> Section:
    """Return the section."""
    parts: list[Part] = []
    accounted = None
    if asking.has(*READS):
        accounted = asking.ask(account(asking.graph))
        parts += [_account(accounted), _rejected(asking)]
    else:
        parts.append(Missing("Every row accounted for", asking.why_not("rejected_events")))
    parts.append(_delays(asking, draw))
    parts.append(_outliers(asking) if asking.has("session_facts") else Missing("Bots", asking.why_not("session_facts")))
    lead = "What became of every row that was read, what came late, and what no person would do."
    return Section(
        "quality", "Quality", "Can the numbers be trusted?", lead, tuple(parts), (_trust(accounted, checked),)
    )


_FATES = ("calls", "duplicates", "rejected", "used", "outside")


def _sums(asked: Asked) -> dict[str, int]:
    return {name: sum(whole(row[name]) for row in asked.rows) for name in _FATES}


def _adds_up(asked: Asked) -> bool:
    return all(whole(row["calls"]) == sum(whole(row[name]) for name in _FATES[1:]) for row in asked.rows)


def _equation(sums: dict[str, int]) -> str:
    return (
        f"{sums['calls']:,} rows read = {sums['duplicates']:,} duplicates + {sums['rejected']:,} rejected + "
        f"{sums['used']:,} used + {sums['outside']:,} outside of visits"
    )


def _account(asked: Asked) -> Figure:
    sums, adds_up = _sums(asked), _adds_up(asked)
    if adds_up:
        said = f"Every row is accounted for: {_equation(sums)}."
    else:
        said = f"The account does not add up: {_equation(sums)}. Build the models again with: segment-models run"
    rows = [
        (texts.shown(row["source"]), str(row["call_type"]), *(f"{whole(row[name]):,}" for name in _FATES))
        for row in asked.rows
    ]
    rows.append(("All", "", *(f"{sums[name]:,}" for name in _FATES)))
    table = Table(
        ("Source", "Call type", "Rows read", "Duplicates", "Rejected", "Used", "Outside"),
        tuple(rows),
        frozenset(range(2, 7)),
    )
    title = "What became of every row, of all time"
    return Figure(title, said, (asked.sql,), ("R12", "R4", "R8a"), table=table, tone="plain" if adds_up else "bad")


def _rejected(asking: Asking) -> Part:
    rows = query(
        "SELECT source, call_type, reason, count(*) AS calls FROM model.rejected_events AS rejected "
        "GROUP BY source, call_type, reason ORDER BY calls DESC, source, call_type, reason"
    )
    asked = asking.ask(rows)
    if not asked.rows:
        return Missing("Rejected calls", "No call was rejected.")
    cells = tuple(
        (
            _REASONS.get(row["reason"], str(row["reason"])),
            texts.shown(row["source"]),
            str(row["call_type"]),
            f"{whole(row['calls']):,}",
        )
        for row in asked.rows
    )
    calls, first = sum(whole(row["calls"]) for row in asked.rows), asked.rows[0]
    said = (
        f"{counted(calls, 'call')} cannot be used and {'was' if calls == 1 else 'were'} set aside; most often, "
        f"because it {_REASONS.get(first['reason'], first['reason'])}."
    )
    return Figure(
        "Rejected calls, of all time, by reason",
        said,
        (asked.sql,),
        ("R5",),
        table=Table(("The call", "Source", "Call type", "Calls"), cells, frozenset({3})),
    )


_REASONS = {
    "missing_id": "has no id",
    "missing_timestamp": "has no time",
    "missing_person": "has neither a user id nor an anonymous id",
    "clock_ahead": "is dated long after it was received",
    "clock_behind": "is dated before Segment existed",
}


def _delays(asking: Asking, draw: charts.Draughtsman) -> Part:
    asked = asking.ask(delays)
    counts = {row["delay"] if row["delay"] is None else whole(row["delay"]): whole(row["calls"]) for row in asked.rows}
    unknown, total = counts.pop(None, 0), sum(counts.values())
    if not total:
        return Missing(
            "Late calls", "When calls arrived is not known: the raw tables have no received_at, loaded_at or uuid_ts."
        )
    rows = [
        {
            "name": name,
            "value": counts.get(place, 0),
            "said": f"{counts.get(place, 0):,} · {texts.percent(counts.get(place, 0), total)}",
            "told": f"{name}: {counts.get(place, 0):,} rows",
        }
        for place, (name, _) in enumerate(DELAYS)
    ]
    late = total - sum(counts.get(place, 0) for place in range(3))
    said = f"{late:,} of {total:,} rows arrived a day or more after their call was made ({texts.percent(late, total)})."
    said += f" Of {unknown:,} more rows that is not known." if unknown else ""
    drawing = draw.draw(charts.bars(rows, 6), f"Bars: rows by the time from the call to its arrival. {said}")
    table = Table(
        ("Arrived after", "Rows"), tuple((str(row["name"]), f"{row['value']:,}") for row in rows), frozenset({1})
    )
    return Figure("Late calls: from the call to its arrival at Segment", said, (asked.sql,), ("R4",), drawing, table)


def _outliers(asking: Asking) -> Part:
    asked = asking.ask(outliers)
    rule = (
        f"A visit looks like a machine's if it has more than {_MUCH} events and more than one a second, or "
        "more events than 99.9 % of all visits."
    )
    if not asked.rows:
        return Figure("Visits that look like bots", f"There is none. {rule}", (asked.sql,))
    ids = {"with_ids": asking.with_ids}
    rows = tuple(
        (
            texts.shortened(row["session_id"], **ids),
            texts.shortened(row["user_id"], **ids),
            texts.shown(row["channel"]),
            f"{whole(row['events']):,}",
            texts.span(whole(row["duration_millis"]) / 1000),
            "more than one a second" if row["is_fast"] else "more than 99.9 % have",
        )
        for row in asked.rows
    )
    number, events = whole(asked.rows[0]["visits"]), whole(asked.rows[0]["events_of_all"])
    said = (
        f"{counted(number, 'visit')} with {events:,} events {'is' if number == 1 else 'are'} unusual. {rule} "
        "Nothing is left out of the numbers for it."
    )
    table = Table(("Visit", "Person", "Channel", "Events", "Lasted", "Why"), rows, frozenset({3, 4}))
    return Figure("Visits that look like bots", said, (asked.sql,), ("R8",), table=table)


def _trust(accounted: Asked | None, checked: list[Checked] | None) -> Finding:
    failed = [one.check.name for one in checked or () if one.failed]
    adds_up = accounted is not None and _adds_up(accounted)
    if failed:
        return Finding(
            _QUESTION,
            f"Not all of them: {counted(len(failed), 'check')} fail{'s' if len(failed) == 1 else ''} "
            f"({texts.joined(failed)}). Build the models again with: segment-models run",
            "quality",
            "bad",
            "No",
        )
    if accounted is not None and not adds_up:
        return Finding(
            _QUESTION,
            f"Not now: {_equation(_sums(accounted))} does not add up. Build the models again with: segment-models run",
            "quality",
            "bad",
            "No",
        )
    said = (
        f"Yes. Every row is accounted for: {_equation(_sums(accounted))}."
        if accounted
        else "Rows cannot be accounted for without rejected_events."
    )
    warned = [one.check.name for one in checked or () if one.broken]
    if checked is None:
        said += " The checks were not run."
    elif warned:
        said += f" No check of {len(checked)} fails; {texts.joined(warned)} warn{'s' if len(warned) == 1 else ''}."
    else:
        said += f" All {counted(len(checked), 'check')} pass."
    return Finding(
        _QUESTION, said, "quality", "good" if adds_up and checked is not None else "plain", "Yes" if adds_up else ""
    )
