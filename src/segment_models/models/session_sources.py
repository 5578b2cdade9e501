"""`segment_session_sources`: where each session came from, by its own pages and by last non-direct."""

from collections.abc import Iterable, Iterator
from functools import partial

from sqlglot import exp

from segment_models import fields
from segment_models.fields import PAGE, SCREEN, Field, FieldType
from segment_models.models import addresses, channels
from segment_models.models.bounds import after_first_cut, after_lookback, lookback_micros
from segment_models.models.chain import Context, Step, chain
from segment_models.models.server_calls import are_in_sessions, is_server
from segment_models.sql import aliased, column, piece, query, union_all

DIRECT, NONE = "direct", "none"
"""What is said of a session without a touch: it has a page or a screen, or neither (A9)."""

_OF_TOUCH = (
    *(f"traffic_{name}" for name in ("source", "medium", "campaign", "term", "content", "category")),
    *("channel", "click_id_name", "click_id", "referrer_host"),
)
_OF_DIRECT = {"traffic_source": "(direct)", "traffic_medium": "(none)", "traffic_campaign": "(direct)"}
_KEY = ("session_id", "session_index", "user_id", "session_start_timestamp")
_OF_CHOSEN = "landed.touch_source = touched.source AND landed.touch_page_id = touched.page_id"
_ATTRIBUTED = ("traffic_source", "traffic_medium", "traffic_campaign", "channel")


def session_sources(context: Context) -> exp.Query:
    """One row per session.

    Columns: `columns`.
    """
    return _attributed(context, [*_own(context, "model.sessionized_events")], "sourced", _OWN)


def sources_again(context: Context) -> exp.Query:
    """Return the same of the sessions that are built again; earlier ones of these people are looked back at as kept."""
    rebuilt = query("SELECT :columns, FALSE AS is_kept FROM sourced", columns=[column(name) for name in _OWN])
    known = Step(
        "known",
        "What an attributed source may be taken from (A10): also the sessions before the cut, which are kept.",
        union_all([rebuilt, _kept(context)]),
    )
    steps = [*_own(context, "stage.events_rebuilt", again=True), known]
    return _attributed(context, steps, "known", (*_OWN, "is_kept")).where(exp.not_(column("is_kept")))


def columns(_: Context) -> tuple[Field, ...]:
    """Return the session, its own source, its first page's address, and the source it is attributed to."""
    return fields.SESSION_SOURCE


def _own(context: Context, events: str, *, again: bool = False) -> Iterator[Step]:
    """Yield the steps that end in ``sourced``: each session with what its own pages say (A9)."""
    yield Step.of(
        "starts",
        "Every session, by the event that starts it.",
        f"""
        SELECT session_id, session_index, user_id, timestamp AS session_start_timestamp
        FROM {events} WHERE session_start_event
        """,
    )
    if PAGE in context.config.call_types:
        yield from _of_pages(context, events, again=again)
    if SCREEN in context.config.call_types:
        screened = query(f"SELECT DISTINCT session_id FROM {events} AS events WHERE screen_id IS NOT NULL")
        yield Step("screened", "The sessions that have a screen.", _of_the_session(context, screened))
    yield _sourced(context)


def _of_pages(context: Context, events: str, *, again: bool) -> Iterator[Step]:
    dialect = context.dialect
    touched = _touched(context, again=again)
    yield Step("touched", "The pages that say where they came from.", touched, inline=dialect.can_inline)
    in_order = (
        "OVER (PARTITION BY events.session_id ORDER BY events.timestamp, events.source, events.page_id{0})".format
    )
    placed = query(
        f"""
        SELECT events.session_id, events.source, events.page_id, row_number() {in_order("")} AS place,
            CASE WHEN touched.touch IS NOT NULL
                THEN count(touched.touch) {in_order(" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")}
            END AS touch_place
        FROM {events} AS events
        LEFT JOIN touched ON events.source = touched.source AND events.page_id = touched.page_id
        WHERE events.page_id IS NOT NULL
        """
    )
    why = "The place of each page among those of its session (R7), and among those that say where it came from."
    yield Step("placed_pages", why, _of_the_session(context, placed))
    first = [
        piece(f"max(CASE WHEN {place} = 1 THEN {name} END) AS {which}_{name}")
        for which, place in (("first", "place"), ("touch", "touch_place"))
        for name in ("source", "page_id")
    ]
    yield Step.of(
        "chosen",
        "The first page of each session, and the first that says where it came from (A9).",
        "SELECT session_id, :first FROM placed_pages WHERE place = 1 OR touch_place = 1 GROUP BY session_id",
        first=first,
    )
    url = piece("coalesce(pages.url, '')")
    landed = query(
        """
        SELECT chosen.session_id, chosen.touch_source, chosen.touch_page_id, :scheme AS url_scheme,
            :place AS url_place, pages.path
        FROM chosen
        JOIN model.page_events AS pages
          ON chosen.first_source = pages.source AND chosen.first_page_id = pages.page_id
        """,
        scheme=addresses.scheme(dialect, url),
        place=addresses.place(dialect, url),
    )
    landed = _bounded(context, landed, "pages", again=again)
    yield Step("first_pages", "Each session's first page.", landed, apart=dialect.can_inline)
    authority = addresses.authority(dialect, column("url_scheme"), column("url_place"))
    landed = query(
        "SELECT session_id, touch_source, touch_page_id, :authority AS authority, path FROM first_pages",
        authority=authority,
    )
    yield Step("landed", "The host of that page as it is written (A3).", landed, apart=dialect.can_inline)


def _touched(context: Context, *, again: bool) -> exp.Query:
    touched = query(
        "SELECT source, page_id, touch, :of_touch FROM model.touches AS touches", of_touch=_columns(_OF_TOUCH)
    )
    return _bounded(context, touched, "touches", again=again)


def _columns(names: Iterable[str]) -> list[exp.Expr]:
    return [column(name) for name in names]


def _of_the_session(context: Context, rows: exp.Query) -> exp.Query:
    """Return those rows of events that say where a session came from: not those of servers that fell into it (R8a)."""
    rows = rows.where("events.session_id IS NOT NULL")
    return rows.where(exp.not_(is_server(context, "events"))) if are_in_sessions(context) else rows


def _bounded(context: Context, rows: exp.Query, table: str, *, again: bool) -> exp.Query:
    """Return rows of calls, of those only that may be of a session that is built again."""
    bound = after_first_cut(context, column("timestamp", table)) if again else None
    return rows.where(bound) if bound else rows


def _sourced(context: Context) -> Step:
    constant = context.dialect.constant
    has_pages, has_screens = (one in context.config.call_types for one in (PAGE, SCREEN))
    nothing = context.dialect.no_value(context.dialect.type(FieldType.TEXT))
    is_touched = piece("touched.page_id IS NOT NULL")
    tests = [piece("landed.session_id IS NOT NULL")] if has_pages else []
    tests += [piece("screened.session_id IS NOT NULL")] if has_screens else []
    is_viewed = exp.or_(*tests) if tests else exp.false()
    direct = {**_OF_DIRECT, "channel": channels.of_direct(context.config)}

    def of_touch(name: str) -> exp.Expr:
        case = exp.case().when(is_touched, column(name, "touched")) if has_pages else exp.case()
        if name in direct:
            case = case.when(is_viewed, constant(direct[name]))
        value = case.else_(constant(channels.UNASSIGNED)) if name == "channel" else case
        return aliased(value if value.args.get("ifs") else nothing, name)

    touch = exp.case().when(is_touched, column("touch", "touched")) if has_pages else exp.case()
    host = addresses.host(context.dialect, column("authority", "landed"))
    sourced = exp.select(*(column(name, "starts") for name in _KEY)).from_("starts")
    sourced = sourced.select(
        aliased(touch.when(is_viewed, constant(DIRECT)).else_(constant(NONE)), "touch"),
        aliased(column("page_id", "touched") if has_pages else nothing, "touch_page_id"),
        *map(of_touch, _OF_TOUCH),
        aliased(host if has_pages else nothing, "landing_host"),
        aliased(column("path", "landed") if has_pages else nothing, "landing_path"),
    )
    of_session = "starts.session_id = {0}.session_id".format
    joined = {"landed": of_session("landed"), "touched": _OF_CHOSEN} if has_pages else {}
    for table, on in (joined | ({"screened": of_session("screened")} if has_screens else {})).items():
        sourced = sourced.join(table, on=piece(on), join_type="left", copy=False)
    return Step("sourced", "The touch of the first page that has one; without one direct, or none (A9).", sourced)


def _kept(context: Context) -> exp.Query:
    needed = {*_KEY, "touch", *_ATTRIBUTED}
    columns = [
        column(one.name, "kept") if one.name in needed else aliased(_unknown(context, one), one.name)
        for one in fields.SESSION_SOURCE
        if one.name in _OWN
    ]
    kept = query(
        f"""
        SELECT :columns, TRUE AS is_kept
        FROM model.session_sources AS kept
        JOIN stage.cuts AS cuts ON kept.user_id = cuts.user_id
        WHERE kept.session_start_timestamp < cuts.cut_at AND kept.touch NOT IN ('{DIRECT}', '{NONE}')
        """,
        columns=columns,
    )
    within = after_lookback(context, column("session_start_timestamp", "kept"))
    return kept.where(within) if within else kept


def _unknown(context: Context, of: Field) -> exp.Expr:
    return context.dialect.no_value(context.dialect.type(of.type))


def _attributed(context: Context, steps: list[Step], known: str, names: tuple[str, ...]) -> exp.Query:
    """Return the sessions of a step, of which the columns are named, each with its source by last non-direct (A10)."""
    own = [column(name) for name in names]
    looked_back = Step(
        "looked_back",
        "The index of the person's latest session with a touch, this one or one before it.",
        query(
            f"""
            SELECT :own,
                max(CASE WHEN touch NOT IN ('{DIRECT}', '{NONE}') THEN session_index END) OVER (
                    PARTITION BY user_id ORDER BY session_index ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                ) AS touched_index
            FROM {known}
            """,
            own=own,
        ),
    )
    of_that = (
        "max(CASE WHEN session_index = touched_index THEN {0} END) OVER (PARTITION BY user_id, touched_index)"
        " AS earlier_{0}".format
    )
    beside = Step(
        "beside",
        "Each session beside that one, which begins the sessions that look back at it.",
        query(
            "SELECT :own, :earlier FROM looked_back",
            own=own,
            earlier=[piece(of_that(name)) for name in ("session_id", "session_start_timestamp", *_ATTRIBUTED)],
        ),
    )
    age = context.dialect.micros_between(column("earlier_session_start_timestamp"), column("session_start_timestamp"))
    aged = Step.of(
        "aged",
        "Too old, that session counts no more, and nor does any before it.",
        "SELECT :own, :earlier, coalesce(:age <= :lookback, FALSE) AS is_near FROM beside",
        own=own,
        earlier=[column(f"earlier_{name}") for name in ("session_id", *_ATTRIBUTED)],
        age=age,
        lookback=lookback_micros(context),
    )
    taken = partial("CASE WHEN is_near THEN earlier_{0} ELSE {0} END".format)
    last = exp.select(*(column(name) for name in _OWN)).from_("aged")
    for name in (*_ATTRIBUTED, "session_id"):
        last = last.select(aliased(piece(taken(name)), f"attributed_{name.removeprefix('traffic_')}"), copy=False)
    is_own = piece("NOT is_near OR earlier_session_id = session_id")
    return chain([*steps, looked_back, beside, aged], last.select(aliased(is_own, "attributed_is_own")))


_OWN = (*_KEY, "touch", "touch_page_id", *_OF_TOUCH, "landing_host", "landing_path")
