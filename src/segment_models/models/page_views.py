"""`segment_page_views`: every page call with its place in its session, the time on it, and the pages around it."""

from sqlglot import exp

from segment_models import fields
from segment_models.fields import PAGE, Field
from segment_models.models import addresses
from segment_models.models.chain import Context, Step, chain
from segment_models.models.server_calls import are_in_sessions, is_server
from segment_models.sql import aliased, column, piece, query

_HEAD = ("source", "page_id", "timestamp", "user_id", "session_id", "session_index")


def page_views(context: Context) -> exp.Query:
    """One row per page call (P1, P2).

    Columns: `columns`.
    """
    dialect = context.dialect
    custom = [column(one.name, custom=True) for one in context.config.custom_fields(PAGE)]
    head, beside = [column(name) for name in _HEAD], [column(name) for name in _BESIDE]
    carried = [*head, *beside, column("path"), column("title"), *custom]
    addressed = query(
        "SELECT :carried, :url_scheme AS url_scheme, :url_place AS url_place, :referrer_scheme AS referrer_scheme, "
        ":referrer_place AS referrer_place FROM placed",
        carried=carried,
        **_parts(context, "url", piece("coalesce(url, '')")),
        **_parts(context, "referrer", dialect.split_part(piece("coalesce(referrer, '')"), " ", 1)),
    )
    hosts = {
        f"{name}_authority": addresses.authority(dialect, column(f"{name}_scheme"), column(f"{name}_place"))
        for name in ("url", "referrer")
    }
    written = exp.select(*(one.copy() for one in carried)).from_("addressed")
    written = written.select(*(aliased(value, name) for name, value in hosts.items()))
    steps = [
        _pages(context),
        _placed(context),
        Step("addressed", "Their addresses and referrers, taken apart.", addressed),
        Step("written", "The hosts of these as they are written (A3).", written),
    ]
    last = exp.select(*(one.copy() for one in head)).from_("written")
    last = last.select(
        column("page_index"),
        piece("coalesce(page_index = 1, FALSE) AS is_entrance"),
        piece("page_index IS NOT NULL AND next_timestamp IS NULL AS is_exit"),
        aliased(_time_on_page(context), "time_on_page_millis"),
        *(column(name) for name in ("previous_path", "next_path")),
        aliased(addresses.host(dialect, column("url_authority")), "host"),
        column("path"),
        column("title"),
        aliased(addresses.host(dialect, column("referrer_authority")), "referrer_host"),
        *(one.copy() for one in custom),
    )
    return chain(steps, last)


def columns(context: Context) -> tuple[Field, ...]:
    """Return the page call, its place in its session (P1, P2), its address and referrer, the custom page fields."""
    head = (fields.SOURCE, PAGE.id, fields.TIMESTAMP, fields.PERSON, fields.SESSION_ID, fields.SESSION_INDEX)
    path, title = (next(one for one in PAGE.fields if one.name == name) for name in ("path", "title"))
    return (*head, *fields.PLACE_OF_PAGE, path, title, fields.REFERRER_HOST, *context.config.custom_fields(PAGE))


_CARRIED = ("path", "title", "url", "referrer")
_BESIDE = ("page_index", "next_timestamp", "previous_path", "next_path", "session_end_timestamp")


def _pages(context: Context) -> Step:
    """Return the step that has each page with its session, and whether it has a place there (R8a)."""
    custom = [column(one.name, "pages", custom=True) for one in context.config.custom_fields(PAGE)]
    has_place = piece("events.session_id IS NOT NULL")
    if are_in_sessions(context):
        has_place = exp.and_(has_place, exp.not_(is_server(context, "events")))
    pages = query(
        """
        SELECT :head, :has_place AS has_place, sessions.session_end_timestamp, :carried
        FROM model.sessionized_events AS events
        JOIN model.page_events AS pages ON events.source = pages.source AND events.page_id = pages.page_id
        LEFT JOIN model.sessions AS sessions ON events.session_id = sessions.session_id
        WHERE events.page_id IS NOT NULL
        """,
        head=[column(name, "events") for name in _HEAD],
        has_place=has_place,
        carried=[*(column(name, "pages") for name in _CARRIED), *custom],
    )
    why = "Every page with its session; a server's page, and one outside sessions, has no place there (R8a)."
    return Step("pages", why, pages)


def _placed(context: Context) -> Step:
    custom = [column(one.name, custom=True) for one in context.config.custom_fields(PAGE)]
    own = "OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)"
    windows = {
        "page_index": "row_number()",
        "next_timestamp": "lead(timestamp)",
        "previous_path": "lag(path)",
        "next_path": "lead(path)",
    }
    placed = query(
        "SELECT :head, session_end_timestamp, :windows, :carried FROM pages",
        head=[column(name) for name in _HEAD],
        windows=[aliased(piece(f"CASE WHEN has_place THEN {what} {own} END"), name) for name, what in windows.items()],
        carried=[*(column(name) for name in _CARRIED), *custom],
    )
    return Step("placed", "Each page beside the one before and the one after it in its session (P1).", placed)


def _parts(context: Context, name: str, address: exp.Expr) -> dict[str, exp.Expr]:
    return {
        f"{name}_scheme": addresses.scheme(context.dialect, address),
        f"{name}_place": addresses.place(context.dialect, address),
    }


def _time_on_page(context: Context) -> exp.Expr:
    until = piece("coalesce(next_timestamp, session_end_timestamp)")
    millis = context.dialect.millis_between(column("timestamp"), until)
    return exp.case().when(piece("page_index IS NOT NULL"), millis)
