"""Where visits begin and end, which pages follow one another, and the screens of apps."""

from __future__ import annotations

from sqlglot import exp

from segment_models.journeys.paths import Paths
from segment_models.report import texts
from segment_models.report.asking import Asked, Asking, Scope, whole
from segment_models.report.content import Figure, Finding, Missing, Part, Section, Table
from segment_models.report.sections.tops import first_of, has_others, others, top
from segment_models.sql import column, piece, query

_QUESTION = "Where do people leave?"
_OFTEN = 100
"""Views from which on the share of a page's exits says something."""
_LENGTH, _PATHS = 4, 10
_HEADLINE = 24


def landings(scope: Scope) -> exp.Query:
    """One row per landing page of the most visits, and one for all others."""
    rows = query(
        """
        SELECT coalesce(landing_path, '(no path)') AS path, count(*) AS visits,
            count(CASE WHEN is_bounce THEN 1 END) AS bounces
        FROM model.session_facts AS facts
        WHERE total_pages > 0
        """
    )
    return top(_by_path(scope.of_days(rows, column("session_date")), "landing_path"), ("path",), ("visits", "bounces"))


def exits(scope: Scope) -> exp.Query:
    """One row per page on which most visits end that bring nothing, and one for all others."""
    brings = tells_conversions(scope)
    is_lost = "is_exit AND facts.total_conversions = 0" if brings else "is_exit"
    rows = query(
        f"""
        SELECT coalesce(views.path, '(no path)') AS path, count(CASE WHEN {is_lost} THEN 1 END) AS lost,
            count(CASE WHEN is_exit THEN 1 END) AS exits, count(*) AS views
        FROM model.page_views AS views
        {"JOIN model.session_facts AS facts ON views.session_id = facts.session_id" if brings else ""}
        WHERE page_index IS NOT NULL
        """
    )
    return top(_by_path(scope.of_times(rows, "views"), "views.path"), ("path",), ("lost", "exits", "views"))


def tells_conversions(scope: Scope) -> bool:
    """Return whether it is known which visits bring something."""
    return "session_facts" in scope.models and bool(scope.context.config.conversions)


def _by_path(rows: exp.Query, name: str) -> exp.Query:
    key = piece(f"coalesce({name}, '(no path)')")
    return rows.group_by(key, copy=False) if isinstance(rows, exp.Select) else rows


def screens(scope: Scope) -> exp.Query:
    """One row per screen with the most views, and one for all others."""
    rows = query(
        """
        SELECT coalesce(name, '(no name)') AS name, count(*) AS views, count(DISTINCT user_id) AS people
        FROM model.sessionized_screens AS screens
        """
    )
    rows = scope.of_times(rows)
    grouped = rows.group_by(piece("coalesce(name, '(no name)')"), copy=False) if isinstance(rows, exp.Select) else rows
    return top(grouped, ("name",), ("views", "people"))


def paths(scope: Scope) -> exp.Query:
    """One row per path of the most visits, and one for all others; see `journeys.Paths`."""
    return Paths.of(None, None, _LENGTH, _PATHS, scope.days.since, scope.days.until).query(scope.context)


QUERIES = {"landings": landings, "exits": exits, "screens": screens, "page_paths": paths}


def section(asking: Asking) -> Section:
    """Return the section."""
    parts: list[Part] = []
    findings: list[Finding] = []
    if asking.has("session_facts"):
        parts.append(_landings(asking))
    else:
        parts.append(Missing("Where visits begin", asking.why_not("session_facts")))
    if asking.has("page_views"):
        ended = asking.ask(exits)
        parts += [_exits(asking, ended), _paths(asking)]
        findings.append(_leaving(asking, ended))
    else:
        parts.append(Missing("Where visits end, and paths", asking.why_not("page_views")))
        findings.append(Finding(_QUESTION, f"Not known. {asking.why_not('page_views')}", "pages"))
    if asking.has("sessionized_screens"):
        parts.append(_screens(asking))
    else:
        parts.append(Missing("Screens of apps", asking.why_not("sessionized_screens")))
    lead = "Pages are told by their paths; addresses are shown without what follows the question mark."
    return Section("pages", "Pages", "Pages and screens", lead, tuple(parts), tuple(findings))


def _landings(asking: Asking) -> Part:
    asked = asking.ask(landings)
    if not asked.rows:
        return Missing("Where visits begin", "No visit of this period has a page.")
    rows = [_cells(texts.shown(row["path"]), row, "visits", "bounces") for row in first_of(asked)]
    if has_others(asked):
        rows.append(_cells(others(asked, "pages"), asked.rows[-1], "visits", "bounces"))
    visits, bounces = (sum(whole(row[name]) for row in asked.rows) for name in ("visits", "bounces"))
    first = asked.rows[0]
    said = (
        f"{texts.percent(whole(first['visits']), visits)} of the visits begin on {texts.shown(first['path'])}. "
        f"{texts.percent(bounces, visits)} of all go no farther: they bounce."
    )
    table = Table(("Landing page", "Visits", "Bounces", "Bounce rate"), tuple(rows), frozenset({1, 2, 3}))
    return Figure("Where visits begin", said, (asked.sql,), ("P1", "P3"), table=table)


def _cells(name: str, row: object, whole_name: str, part_name: str) -> tuple[str, ...]:
    values: dict[str, object] = dict(row)  # type: ignore[call-overload]
    number, part = whole(values[whole_name]), whole(values[part_name])
    return name, f"{number:,}", f"{part:,}", texts.percent(part, number)


def _exits(asking: Asking, asked: Asked) -> Part:
    if not asked.rows:
        return Missing("Where visits end", "No visit of this period has a page.")
    brings = tells_conversions(asking.scope)
    names = ("views", "exits", *(("lost",) if brings else ()))
    rows = []
    for row in asked.rows:
        name = texts.shown(row["path"]) if row["place"] is not None else others(asked, "pages")
        rows.append(
            (name, *(f"{whole(row[one]):,}" for one in names), texts.percent(whole(row["lost"]), whole(row["views"])))
        )
    last = ("Last, and no conversion",) if brings else ()
    table = Table(
        ("Page", "Views", "Last of a visit", *last, "Share of its views"), tuple(rows), frozenset({1, 2, 3, 4})
    )
    return Figure(
        "Where visits end", _ending(asking, asked), (asked.sql,), ("P1", *(("V1",) if brings else ())), table=table
    )


def _ending(asking: Asking, asked: Asked) -> str:
    lost, first = sum(whole(row["lost"]) for row in asked.rows), asked.rows[0]
    which = "visits without a conversion" if tells_conversions(asking.scope) else "visits"
    return (
        f"Most {which} end on {texts.shown(first['path'])}: {whole(first['lost']):,} of {lost:,} "
        f"({texts.percent(whole(first['lost']), lost)})."
    )


def _leaving(asking: Asking, asked: Asked) -> Finding:
    if not asked.rows:
        return Finding(_QUESTION, "No visit of this period has a page.", "pages")
    often = [row for row in first_of(asked) if whole(row["views"]) >= _OFTEN]
    said = _ending(asking, asked)
    if often:
        worst = max(often, key=lambda row: whole(row["lost"]) / whole(row["views"]))
        share = texts.percent(whole(worst["lost"]), whole(worst["views"]))
        name = "That is also the page" if worst is asked.rows[0] else f"{texts.shown(worst['path'])} is the page"
        said += f" {name} that loses the largest share of its views: {share}."
    return Finding(_QUESTION, said, "pages", headline=texts.cut(texts.shown(asked.rows[0]["path"]), _HEADLINE))


def _paths(asking: Asking) -> Part:
    asked = asking.ask(paths)
    if not asked.rows:
        return Missing("The first pages of visits", "No visit of this period has a page.")
    names = [f"page_{number}" for number in range(1, _LENGTH + 1)]
    rows = []
    for row in asked.rows:
        pages = [texts.shown(row[name]) for name in names if row[name] is not None]
        told = " → ".join(pages) if row["rank"] is not None else f"{whole(row['paths']):,} other paths"
        rows.append(
            (told, f"{whole(row['sessions']):,}", f"{whole(row['people']):,}", f"{100 * float(row['share']):.1f} %")
        )
    first = rows[0]
    said = (
        f"The most frequent beginning is {first[0]}: {first[1]} visits, {first[3]} of those with a page. A "
        f"path is the first {_LENGTH} pages."
    )
    table = Table(("Path", "Visits", "People", "Share"), tuple(rows), frozenset({1, 2, 3}))
    return Figure("The first pages of visits", said, (asked.sql,), ("P1", "paths"), table=table)


def _screens(asking: Asking) -> Part:
    asked = asking.ask(screens)
    if not asked.rows:
        return Missing("Screens of apps", "No screen was shown in this period.")
    rows = [
        (texts.shown(row["name"]), f"{whole(row['views']):,}", f"{whole(row['people']):,}") for row in first_of(asked)
    ]
    if has_others(asked):
        rows.append((others(asked, "screens"), f"{whole(asked.rows[-1]['views']):,}", texts.NOTHING))
    first, views = asked.rows[0], sum(whole(row["views"]) for row in asked.rows)
    said = f"{texts.shown(first['name'])} is shown most: {whole(first['views']):,} of {views:,} views."
    return Figure(
        "Screens of apps",
        said,
        (asked.sql,),
        ("R6",),
        table=Table(("Screen", "Views", "People"), tuple(rows), frozenset({1, 2})),
    )
