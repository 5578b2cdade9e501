"""Who people are: how many are known, how many devices they have, and who is behind shared devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.models.chain import Step, chain
from segment_models.report import charts, texts
from segment_models.report.asking import Asking, Scope, whole
from segment_models.report.content import Figure, Finding, Missing, Part, Section, Table
from segment_models.sql import query

if TYPE_CHECKING:
    from segment_models.report.asking import Asked

_QUESTION = "Who is behind shared devices?"
_MANY = 5
_LISTED = 30
_RULES = {
    "later_in_visit": "the next log-in in the same visit",
    "earlier_in_visit": "the last log-in before, in the same visit",
    "next_log_in": "the next log-in after the visit",
    "last_log_in": "the last log-in, which was before the visit",
    "first_log_in": "the first log-in on the device",
}


def _people(scope: Scope) -> Step:
    rows = query(
        """
        SELECT user_id, count(DISTINCT anonymous_id) AS devices
        FROM model.sessionized_events AS events
        """
    )
    rows = scope.of_times(rows)
    grouped = rows.group_by("user_id", copy=False) if isinstance(rows, exp.Select) else rows
    return Step("people", "Everybody with an event in the days, and their devices (R6).", grouped)


def identified(scope: Scope) -> exp.Query:
    """One row: the people of the days, and how many of them are known by a user id."""
    return chain(
        [_people(scope)],
        """
        SELECT count(*) AS people, count(CASE WHEN users.is_identified THEN 1 END) AS identified
        FROM people
        LEFT JOIN model.users AS users ON people.user_id = users.user_id
        """,
    )


def devices(scope: Scope) -> exp.Query:
    """One row per number of devices; `_MANY` or more are one."""
    few = query(f"SELECT CASE WHEN devices < {_MANY:d} THEN devices ELSE {_MANY:d} END AS devices FROM people")
    return chain(
        [_people(scope), Step("counted", "Many devices are one number.", few)],
        "SELECT devices, count(*) AS people FROM counted GROUP BY devices ORDER BY devices",
    )


def shared(_: Scope) -> exp.Query:
    """One row: the anonymous ids that there are, and how many are shared."""
    return query(
        "SELECT count(*) AS devices, count(CASE WHEN is_shared THEN 1 END) AS shared FROM model.user_map AS user_map"
    )


def shared_by_rule(scope: Scope) -> exp.Query:
    """One row per rule: the calls on shared devices that it gives to somebody."""
    rows = query(
        "SELECT rule, count(*) AS calls, count(DISTINCT anonymous_id) AS devices, count(DISTINCT user_id) AS people "
        "FROM model.shared_calls AS shared"
    )
    return scope.of_times(rows).group_by("rule").order_by("calls DESC", "rule")  # type: ignore[attr-defined, no-any-return]


def shared_devices(scope: Scope) -> exp.Query:
    """One row per device, person and rule, of the devices with the most calls without a user id."""
    rows = query(
        "SELECT anonymous_id, user_id, rule, count(*) AS calls, min(timestamp) AS first_at, max(timestamp) AS last_at "
        "FROM model.shared_calls AS shared"
    )
    grouped = scope.of_times(rows).group_by("anonymous_id", "user_id", "rule")  # type: ignore[attr-defined]
    summed = query(
        """
        SELECT anonymous_id, user_id, rule, calls, first_at, last_at,
            sum(calls) OVER (PARTITION BY anonymous_id) AS device_calls
        FROM given
        """
    )
    steps = [
        Step("given", "What each person got of each device, and by which rule (R6c).", grouped),
        Step("compared", "Beside all calls of the device.", summed),
    ]
    return chain(
        steps,
        f"""
        SELECT anonymous_id, user_id, rule, calls, first_at, last_at, device_calls
        FROM compared
        ORDER BY device_calls DESC, anonymous_id, calls DESC, user_id, rule
        LIMIT {_LISTED:d}
        """,
    )


QUERIES = {
    "identified": identified,
    "devices": devices,
    "shared": shared,
    "shared_by_rule": shared_by_rule,
    "shared_devices": shared_devices,
}


def section(asking: Asking, draw: charts.Draughtsman) -> Section:
    """Return the section."""
    parts: list[Part] = []
    parts.append(_identified(asking) if asking.has("users") else Missing("Known people", asking.why_not("users")))
    parts.append(_devices(asking, draw))
    lead = (
        "A person is a user id with all the anonymous ids that belong to it, or an anonymous id that nobody "
        "logged in with."
    )
    if not asking.has("user_map", "shared_calls"):
        missing = Missing("Shared devices", asking.why_not("shared_calls" if asking.has("user_map") else "user_map"))
        finding = Finding(_QUESTION, f"Not known. {missing.sentence}", "people")
        return Section("people", "People", "People and devices", lead, (*parts, missing), (finding,))
    found, rules = asking.ask(shared), asking.ask(shared_by_rule)
    listed = asking.ask(shared_devices)
    parts += [_rules(found, rules), _listed(asking, listed)]
    return Section(
        "people", "People", "People and devices", lead, tuple(parts), (_behind(asking, found, rules, listed),)
    )


def _identified(asking: Asking) -> Figure:
    asked = asking.ask(identified)
    row = asked.rows[0]
    people, known = whole(row["people"]), whole(row["identified"])
    said = (
        f"{known:,} of {people:,} people are known by a user id ({texts.percent(known, people)}); the others "
        "are told apart by their devices only."
    )
    rows = (
        ("Known by a user id", f"{known:,}", texts.percent(known, people)),
        ("Anonymous", f"{people - known:,}", texts.percent(people - known, people)),
    )
    return Figure(
        "Known people", said, (asked.sql,), ("R6",), table=Table(("Who", "People", "Share"), rows, frozenset({1, 2}))
    )


def _devices(asking: Asking, draw: charts.Draughtsman) -> Figure:
    asked = asking.ask(devices)
    counts = {whole(row["devices"]): whole(row["people"]) for row in asked.rows}
    total, several = sum(counts.values()), sum(people for number, people in counts.items() if number > 1)
    names = {0: "none (servers only)", 1: "1 device", _MANY: f"{_MANY} or more"}
    rows = [
        {
            "name": names.get(number, f"{number} devices"),
            "value": people,
            "said": f"{people:,} · {texts.percent(people, total)}",
            "told": f"{names.get(number, f'{number} devices')}: {people:,} people",
        }
        for number, people in sorted(counts.items())
    ]
    said = f"{several:,} of {total:,} people used two or more devices or browsers ({texts.percent(several, total)})."
    drawing = draw.draw(charts.bars(rows, 2), f"Bars: people by their number of devices. {said}")
    table = Table(("Devices", "People"), tuple((str(row["name"]), f"{row['value']:,}") for row in rows), frozenset({1}))
    return Figure("Devices of a person", said, (asked.sql,), ("R6",), drawing, table)


def _rules(found: Asked, rules: Asked) -> Part:
    row = found.rows[0]
    there, several = whole(row["devices"]), whole(row["shared"])
    if not several:
        return Figure(
            "Shared devices",
            f"None of the {there:,} anonymous ids is shared: each belongs to one user at most.",
            (found.sql,),
            ("R6a",),
        )
    calls = sum(whole(one["calls"]) for one in rules.rows)
    cells = tuple(
        (
            _RULES.get(one["rule"], str(one["rule"])),
            f"{whole(one['calls']):,}",
            f"{whole(one['devices']):,}",
            f"{whole(one['people']):,}",
        )
        for one in rules.rows
    )
    said = (
        f"{several:,} of {there:,} anonymous ids are shared by two or more users. {calls:,} calls there came "
        "without a user id; who logged in says whose they are."
    )
    table = Table(("Given by", "Calls", "Devices", "People"), cells, frozenset({1, 2, 3}))
    return Figure(
        "Shared devices, and by which rule their calls are somebody's",
        said,
        (found.sql, rules.sql),
        ("R6a", "R6c"),
        table=table,
    )


def _listed(asking: Asking, listed: Asked) -> Part:
    if not listed.rows:
        return Missing("Who got what", "No call of this period came from a shared device without a user id.")
    ids = {"with_ids": asking.with_ids}
    rows = tuple(
        (
            texts.shortened(row["anonymous_id"], **ids),
            texts.shortened(row["user_id"], **ids),
            _RULES.get(row["rule"], str(row["rule"])),
            f"{whole(row['calls']):,}",
        )
        for row in listed.rows
    )
    number = len({row["anonymous_id"] for row in listed.rows})
    said = (
        f"The {number} shared devices with the most calls without a user id, and who got them."
        if number > 1
        else "The shared device, and who got its calls."
    )
    return Figure(
        "Who got what",
        said,
        (listed.sql,),
        ("R6c",),
        table=Table(("Device", "Person", "Given by", "Calls"), rows, frozenset({3})),
    )


def _behind(asking: Asking, found: Asked, rules: Asked, listed: Asked) -> Finding:
    several = whole(found.rows[0]["shared"])
    if not several:
        return Finding(_QUESTION, "Nobody: no device is shared.", "people")
    if not listed.rows:
        return Finding(
            _QUESTION, f"{several:,} devices are shared, but every call there in this period has a user id.", "people"
        )
    device = listed.rows[0]["anonymous_id"]
    persons = {row["user_id"]: 0 for row in listed.rows if row["anonymous_id"] == device}
    for row in listed.rows:
        if row["anonymous_id"] == device:
            persons[row["user_id"]] += whole(row["calls"])
    ids = {"with_ids": asking.with_ids}
    who = texts.joined([f"{texts.shortened(person, **ids)} ({calls:,})" for person, calls in list(persons.items())[:4]])
    calls = sum(whole(row["calls"]) for row in rules.rows)
    number = f"{several:,} devices are" if several > 1 else "1 device is"
    said = f"{number} shared. {calls:,} calls there came without a user id, and belong to who logged in (R6c). "
    said += f"Most are of {texts.shortened(device, **ids)}: those of {who}."
    headline = texts.people(len(persons)) if several == 1 else f"{several:,} devices"
    return Finding(_QUESTION, said, "people", headline=headline)
