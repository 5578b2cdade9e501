"""Twenty visits, event by event: typical ones, long ones, those that convert, and odd ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from segment_models.explain import told
from segment_models.explain.answers import (
    Engagement,
    Neighbour,
    SessionExplained,
    SourceExplained,
    Traffic,
    micros,
    moment,
)
from segment_models.explain.sessions import events_of
from segment_models.models.chain import Step, chain
from segment_models.report import texts
from segment_models.report.asking import Asking, Scope, whole
from segment_models.report.content import Missing, Moment, Section, Visit, Visits
from segment_models.sql import column, query, text
from segment_models.words import counted

if TYPE_CHECKING:
    from segment_models.report.asking import Query

MOST, EVENTS = 20, 40
"""How many visits are drawn, and how many events of each."""
_TITLE = "Twenty visits, event by event"


def _visits(scope: Scope) -> Step:
    brought = (
        "total_conversions, conversion_value"
        if scope.context.config.conversions
        else "0 AS total_conversions, 0 AS conversion_value"
    )
    rows = query(
        f"""
        SELECT session_id, user_id, session_start_timestamp, session_end_timestamp, duration_millis,
            (duration_millis - MOD(duration_millis, 1000)) / 1000 AS seconds, total_pages + total_screens AS views,
            total_pages + total_screens + total_tracks AS events, is_mixed_sources, {brought}
        FROM model.session_facts AS facts
        """
    )
    return Step("visits_of_days", "The visits of the days.", scope.of_days(rows, column("session_date")))


def typical(scope: Scope) -> exp.Query:
    """One row per visit whose number of views and length are nearest to those that half of the visits have."""
    steps = [_visits(scope)]
    for name in ("views", "seconds"):
        summed = (
            f"SELECT {name}, sum(visits) OVER (ORDER BY {name} ROWS BETWEEN UNBOUNDED PRECEDING AND "
            "CURRENT ROW) AS so_far, sum(visits) OVER () AS of_all FROM "
            f"{name}_counted"
        )
        steps += [
            Step.of(
                f"{name}_counted",
                f"Visits by {name}.",
                f"SELECT {name}, count(*) AS visits FROM visits_of_days GROUP BY {name}",
            ),
            Step.of(f"{name}_summed", "How many have so many or fewer.", summed),
            Step.of(
                f"{name}_median",
                "What half of them have.",
                f"SELECT min({name}) AS middle FROM {name}_summed WHERE so_far * 2 >= of_all",
            ),
        ]
    measured = Step.of(
        "measured",
        "How far from it each visit is.",
        """
        SELECT visits_of_days.session_id, abs(visits_of_days.views - views_median.middle) AS views_off,
            abs(visits_of_days.seconds - seconds_median.middle) AS seconds_off
        FROM visits_of_days
        CROSS JOIN views_median
        CROSS JOIN seconds_median
        """,
    )
    return chain(
        [*steps, measured],
        f"SELECT session_id FROM measured ORDER BY views_off, seconds_off, session_id LIMIT {MOST:d}",
    )


def _first(scope: Scope, order: str, where: str = "TRUE") -> exp.Query:
    return chain(
        [_visits(scope)],
        f"SELECT session_id FROM visits_of_days WHERE {where} ORDER BY {order}, session_id LIMIT {MOST:d}",
    )


def longest(scope: Scope) -> exp.Query:
    """One row per visit, the longest first."""
    return _first(scope, "duration_millis DESC")


def converting(scope: Scope) -> exp.Query:
    """One row per visit with a conversion, those that are worth most first."""
    return _first(scope, "conversion_value DESC, total_conversions DESC", "total_conversions > 0")


def fastest(scope: Scope) -> exp.Query:
    """One row per visit of five events or more, those with most in a second first."""
    rows = query(
        "SELECT session_id, CAST(events AS DOUBLE) / (duration_millis + 1000) AS pace FROM visits_of_days "
        "WHERE events >= 5"
    )
    steps = [_visits(scope), Step("paced", "How many events they have in a time.", rows)]
    return chain(steps, f"SELECT session_id FROM paced ORDER BY pace DESC, session_id LIMIT {MOST:d}")


def mixed(scope: Scope) -> exp.Query:
    """One row per visit with events of several sources, the largest first."""
    return _first(scope, "events DESC", "is_mixed_sources")


def on_shared_devices(scope: Scope) -> exp.Query:
    """One row per visit with calls that a log-in on a shared device gave to its person, those with most first."""
    found = query(
        """
        SELECT visits_of_days.session_id, count(*) AS calls
        FROM visits_of_days
        JOIN model.shared_calls AS shared
          ON visits_of_days.user_id = shared.user_id
            AND shared.timestamp BETWEEN visits_of_days.session_start_timestamp AND visits_of_days.session_end_timestamp
        GROUP BY visits_of_days.session_id
        """
    )
    steps = [_visits(scope), Step("given", "The calls of each that came without a user id.", found)]
    return chain(steps, f"SELECT session_id FROM given ORDER BY calls DESC, session_id LIMIT {MOST:d}")


def _is_wanted(scope: Scope, table: str | None = None) -> exp.Expr:
    return column("session_id", table).isin(*map(text, scope.sessions))


def facts(scope: Scope) -> exp.Query:
    """One row per visit that is drawn, with the person's visits before and after it."""
    brought = (
        "own.total_conversions, own.conversion_value"
        if scope.context.config.conversions
        else "0 AS total_conversions, 0 AS conversion_value"
    )
    beside = ", ".join(
        f"{table}.{name} AS {table}_{name}"
        for table in ("earlier", "later")
        for name in ("session_id", "session_start_timestamp", "session_end_timestamp")
    )
    return query(
        f"""
        SELECT own.session_id, own.session_index, own.user_id, own.session_start_timestamp, own.session_end_timestamp,
            own.duration_millis, own.is_engaged, own.is_bounce, own.total_pages + own.total_screens AS views,
            own.traffic_source, own.traffic_medium, own.traffic_campaign, own.channel, own.touch, own.touch_page_id,
            own.click_id_name, own.referrer_host, own.attributed_source, own.attributed_medium,
            own.attributed_campaign, own.attributed_channel, own.attributed_session_id, {brought}, {beside}
        FROM model.session_facts AS own
        LEFT JOIN model.session_facts AS earlier
          ON own.user_id = earlier.user_id AND own.session_index = earlier.session_index + 1
        LEFT JOIN model.session_facts AS later
          ON own.user_id = later.user_id AND own.session_index = later.session_index - 1
        WHERE :is_wanted
        """,
        is_wanted=_is_wanted(scope, "own"),
    )


def events(scope: Scope) -> exp.Query:
    """One row per event of the visits that are drawn, the first of each."""
    placed = query(
        """
        SELECT session_id, timestamp, call_type, what, person_rule, is_server,
            row_number() OVER (PARTITION BY session_id ORDER BY timestamp, source, call_type, event_id) AS place,
            count(*) OVER (PARTITION BY session_id) AS number
        FROM events
        """
    )
    steps = [*events_of(scope.context, _is_wanted(scope)), Step("placed", "Their places in the visit (R7).", placed)]
    names = "session_id, timestamp, call_type, what, person_rule, is_server, place, number"
    return chain(steps, f"SELECT {names} FROM placed WHERE place <= {EVENTS:d} ORDER BY session_id, place")


QUERIES: dict[str, Query] = {
    "visits_typical": typical,
    "visits_longest": longest,
    "visits_converting": converting,
    "visits_fastest": fastest,
    "visits_mixed": mixed,
    "visits_on_shared_devices": on_shared_devices,
    "drawn_facts": facts,
    "drawn_events": events,
}
_KINDS: tuple[tuple[str, int, Query, str], ...] = (
    ("shared device", 2, on_shared_devices, "shared_calls"),
    ("several sources", 1, mixed, "session_facts"),
    ("fast", 1, fastest, "session_facts"),
    ("converting", 4, converting, "conversions"),
    ("long", 4, longest, "session_facts"),
    ("typical", MOST, typical, "session_facts"),
)
"""Kinds of visits, how many of each are drawn, and the model that it takes; the last ones fill up."""


def section(asking: Asking) -> Section:
    """Return the section."""
    lead = "The numbers above are made of visits like these. Each says why it starts and ends where it does."
    if not asking.has("session_facts"):
        return Section("drawn", "Single visits", _TITLE, lead, (Missing(_TITLE, asking.why_not("session_facts")),))
    chosen, sql = _chosen(asking)
    if not chosen:
        return Section("drawn", "Single visits", _TITLE, lead, (Missing(_TITLE, "No visit starts in this period."),))
    scope = asking.at(sessions=tuple(chosen))
    found = {row["session_id"]: row for row in asking.ask(facts, scope).rows}
    happened: dict[str, list[Mapping[str, Any]]] = {}
    for row in asking.ask(events, scope).rows:
        happened.setdefault(row["session_id"], []).append(row)
    order = [kind for kind, *_ in reversed(_KINDS)]
    ordered = sorted(chosen.items(), key=lambda one: order.index(one[1]))
    visits = tuple(_visit(asking, kind, found[one], happened.get(one, [])) for one, kind in ordered if one in found)
    said = (
        "Eight or more are typical: nearest to the number of views and the length that half of all visits "
        "have. Others are "
        "the longest, those that brought most, and odd ones. Open one to see its events."
    )
    part = Visits(
        counted(len(visits), "visit"), said, visits, (*sql, *_sql_shown(asking, scope)), ("R8", "R6", "R7", "A9", "P3")
    )
    return Section("drawn", "Single visits", _TITLE, lead, (part,))


def _chosen(asking: Asking) -> tuple[dict[str, str], list[str]]:
    """Return the visits that are drawn, each with its kind, and the queries that chose them."""
    chosen: dict[str, str] = {}
    sql = []
    for kind, number, question, model in _KINDS:
        if not asking.has(model):
            continue
        asked = asking.ask(question)
        sql.append(asked.sql)
        fresh = [row["session_id"] for row in asked.rows if row["session_id"] not in chosen]
        chosen |= dict.fromkeys(fresh[: min(number, MOST - len(chosen))], kind)
    return chosen, sql


def _sql_shown(asking: Asking, scope: Scope) -> Iterator[str]:
    """Yield the queries of the visits, with their ids as the page shows ids."""
    ids = tuple(texts.shortened(one, with_ids=asking.with_ids) for one in scope.sessions)
    shown = asking.at(sessions=ids)
    for question in (facts, events):
        yield asking.warehouse.dialect.render_once(asking.graph.resolved(question(shown)))


def _visit(asking: Asking, kind: str, row: Mapping[str, Any], happened: list[Mapping[str, Any]]) -> Visit:
    start, seconds = moment(row["session_start_timestamp"]), whole(row["duration_millis"]) / 1000
    number = whole(happened[0]["number"]) if happened else 0
    explained = _explained(asking, row, number)
    parts = [f"{explained.user_id}, visit {explained.session_index:,}", texts.minute(asking.local(start))]
    parts += [texts.span(seconds), counted(number, "event"), texts.shown(row["channel"])]
    conversions = whole(row["total_conversions"])
    parts += [counted(conversions, "conversion")] if conversions else []
    reasons = tuple(texts.cut(texts.line(one), 4 * texts.LONGEST) for one in told.reasons(explained))
    return Visit(kind, " · ".join(parts), reasons, tuple(_moments(asking, happened)), max(0, number - len(happened)))


def _moments(asking: Asking, happened: list[Mapping[str, Any]]) -> Iterator[Moment]:
    times = [moment(row["timestamp"]) for row in happened]
    length = (times[-1] - times[0]) / timedelta(seconds=1) or 1 if times else 1
    for place, (row, at) in enumerate(zip(happened, times, strict=True)):
        gap = "" if not place else f"+{texts.span((at - times[place - 1]) / timedelta(seconds=1))}"
        notes = ["a server's (R8a)"] if row["is_server"] else []
        notes += (
            ["given by a log-in on a shared device (R6c)"]
            if str(row["person_rule"]).endswith(("_visit", "_log_in"))
            else []
        )
        yield Moment(
            f"{asking.local(at):%H:%M:%S}",
            gap,
            str(row["call_type"]),
            texts.shown(row["what"], with_ids=asking.with_ids),
            "; ".join(notes),
            (at - times[0]) / timedelta(seconds=1) / length,
        )


def _explained(asking: Asking, row: Mapping[str, Any], number: int) -> SessionExplained:
    """Return the visit as `explain` has it, with ids as the page shows them, and times in its zone."""
    start, end = moment(row["session_start_timestamp"]), moment(row["session_end_timestamp"])
    config, index = asking.graph.context.config, whole(row["session_index"])

    def beside(which: str, place: int) -> Neighbour | None:
        if row[f"{which}_session_id"] is None:
            return None
        first, last = (moment(row[f"{which}_session_{name}_timestamp"]) for name in ("start", "end"))
        return Neighbour(_id(asking, row[f"{which}_session_id"]), place, first, last, _gap(start, end, first, last))

    engagement = Engagement(
        is_engaged=bool(row["is_engaged"]),
        is_bounce=None if row["is_bounce"] is None else bool(row["is_bounce"]),
        duration_millis=whole(row["duration_millis"]),
        engaged_after_millis=config.engaged_after_millis,
        views=whole(row["views"]),
        conversions=whole(row["total_conversions"]),
        value=Decimal(row["conversion_value"] or 0),
    )
    return SessionExplained(
        session_id=_id(asking, row["session_id"]),
        session_index=index,
        user_id=_id(asking, row["user_id"]),
        start=start,
        end=end,
        timeout_micros=config.session_timeout_millis * 1000,
        previous=beside("earlier", index - 1),
        next=beside("later", index + 1),
        events=number,
        events_by_rule={},
        mappings=(),
        timeline=(),
        source=_source(asking, row),
        engagement=engagement,
    )


def _gap(start: datetime, end: datetime, first: datetime, last: datetime) -> int:
    return micros(last, start) if last <= start else micros(end, first)


def _source(asking: Asking, row: Mapping[str, Any]) -> SourceExplained:
    def traffic(prefix: str) -> Traffic:
        names = (f"{prefix}_source", f"{prefix}_medium", f"{prefix}_campaign")
        source, medium, campaign = (None if row[name] is None else texts.shown(row[name]) for name in names)
        return Traffic(
            source, medium, campaign, texts.shown(row["channel" if prefix == "traffic" else "attributed_channel"])
        )

    return SourceExplained(
        own=traffic("traffic"),
        touch=row["touch"],
        page_id=None if row["touch_page_id"] is None else _id(asking, row["touch_page_id"]),
        click_id_name=row["click_id_name"],
        referrer_host=None if row["referrer_host"] is None else texts.shown(row["referrer_host"]),
        attributed=traffic("attributed"),
        attributed_session_id=_id(asking, row["attributed_session_id"]),
    )


def _id(asking: Asking, value: object) -> str:
    return texts.shortened(value, with_ids=asking.with_ids)
