"""`segment_session_facts`: each session in one flat row, with where it came from and what it brought."""

from collections.abc import Iterator

from sqlglot import exp

from segment_models import fields
from segment_models.config import Config
from segment_models.fields import EVENT_TYPES, PAGE, SCREEN, Field, FieldType
from segment_models.models import conversions
from segment_models.models.chain import Context, Step, chain
from segment_models.models.server_calls import are_in_sessions, of_clients
from segment_models.models.sessions import stat
from segment_models.sql import aliased, column, piece, text

_TYPES = tuple(sorted(EVENT_TYPES, key=lambda one: ("page", "track", "screen").index(one.name)))
_VIEWED = (PAGE, SCREEN)


def exists(config: Config) -> bool:
    """Return whether there is what the facts of a session are made of."""
    return all(config.enabled(name) for name in ("sessions", "session_sources", "page_views"))


def session_facts(context: Context) -> exp.Query:
    """One row per session (P3, M1).

    Columns: `columns`.
    """
    steps = [*_steps(context)]
    return chain(steps, _facts(context, {step.name for step in steps}))


def columns(config: Config) -> tuple[Field, ...]:
    """Return the session, its counts, whether it was engaged (P3), its first and last page, and where it came from."""
    head = (fields.SESSION_ID, fields.PERSON, fields.SESSION_INDEX, fields.IS_FIRST_SESSION)
    when = (fields.SESSION_START, fields.SESSION_END, fields.SESSION_DATE, fields.DURATION)
    totals = tuple(fields.total(one, "session") for one in _TYPES)
    landing = [one for one in fields.SESSION_SOURCE if one.name.startswith("landing_")]
    facts = (*head, *when, *totals, *fields.SESSION_VISIT, *landing, fields.EXIT_PATH, *_of_sources())
    if not has_conversions(config):
        return facts
    return (*facts, fields.total_conversions("session"), *fields.conversion_totals(config.conversions, "session"))


def has_conversions(config: Config) -> bool:
    """Return whether the facts of a session say what it brought."""
    return conversions.exists(config) and config.enabled("conversions")


def conversion_names(config: Config) -> list[str]:
    """Return the columns of what a session brought, those with counts and those with values in turn."""
    if not has_conversions(config):
        return []
    return ["total_conversions", *(one.name for one in fields.conversion_totals(config.conversions, "session"))]


def _of_sources() -> list[Field]:
    """Return the columns of a session's source that its facts show after its own."""
    head = {"session_id", "session_index", "user_id", "session_start_timestamp"}
    return [one for one in fields.SESSION_SOURCE if one.name not in head and not one.name.startswith("landing_")]


def _steps(context: Context) -> Iterator[Step]:
    types = context.config.call_types
    if PAGE in types:
        yield Step.of(
            "viewed",
            "The paths of each session's pages, and the last of them.",
            """
            SELECT session_id, count(DISTINCT path) AS unique_paths, max(CASE WHEN is_exit THEN path END) AS exit_path
            FROM model.page_views AS pages
            WHERE page_index IS NOT NULL
            GROUP BY session_id
            """,
        )
    if _has_others(context):
        yield Step.of(
            "seen",
            "Pages and screens of each session that are no server's (R8a).",
            """
            SELECT session_id, :counts
            FROM model.sessionized_events AS events
            WHERE session_id IS NOT NULL
            GROUP BY session_id
            """,
            counts=[
                aliased(exp.func("count", of_clients(context, column(one.id_name))), f"{one.name}_views")
                for one in _VIEWED
                if one in types
            ],
        )
    if has_conversions(context.config):
        yield _brought(context)
    if _has_several_sources(context):
        yield _mixed(context)


def _mixed(context: Context) -> Step:
    """Return the step with the names of each session's sources, which are known: no engine has to put them in order."""
    names = sorted(context.source_names, key=str.encode)
    seen = [piece("count(CASE WHEN source = :name THEN 1 END) > 0", name=text(name)) for name in names]
    told: exp.Expr = exp.Literal.string("")
    for name, is_seen in zip(names, seen, strict=True):
        one = exp.case().when(is_seen.copy(), text(f", {name}")).else_(exp.Literal.string(""))
        told = one if told.name == "" and isinstance(told, exp.Literal) else exp.DPipe(this=told, expression=one)
    return Step.of(
        "mixed",
        "The Segment sources of each session's events.",
        """
        SELECT session_id, substr(:told, 3) AS sources, count(DISTINCT source) AS sources_seen
        FROM model.sessionized_events AS events
        WHERE session_id IS NOT NULL
        GROUP BY session_id
        """,
        told=told,
    )


def _brought(context: Context) -> Step:
    kind = context.dialect.type(FieldType.DECIMAL)

    def worth(sum_of: exp.Expr) -> exp.Expr:
        return exp.cast(piece("coalesce(sum(:value), 0)", value=sum_of), kind.copy())

    each = (
        (
            aliased(piece("count(CASE WHEN conversion = :name THEN 1 END)", name=text(name)), f"{name}_count"),
            aliased(worth(piece("CASE WHEN conversion = :name THEN value END", name=text(name))), f"{name}_value"),
        )
        for name in context.config.conversions
    )
    return Step.of(
        "brought",
        "What the conversions of each session are, without repeats (V2).",
        """
        SELECT session_id, count(*) AS total_conversions, :value AS conversion_value, :each
        FROM model.conversions AS conversions
        WHERE session_id IS NOT NULL AND NOT is_repeat
        GROUP BY session_id
        """,
        value=worth(column("value")),
        each=[one for pair in each for one in pair],
    )


def _has_others(context: Context) -> bool:
    """Return whether pages or screens of a session may be a server's."""
    return are_in_sessions(context) and any(one in context.config.call_types for one in _VIEWED)


def _has_several_sources(context: Context) -> bool:
    return len(context.config.segment_schema) > 1


def _views(context: Context) -> exp.Expr:
    """Return how many pages and screens a session has that make it."""
    found = [
        column(f"{one.name}_views", "seen") if _has_others(context) else _total(context, one)
        for one in _VIEWED
        if one in context.config.call_types
    ]
    if not found:
        return exp.Literal.number(0)
    return piece(":one + :other", one=found[0], other=found[1]) if len(found) > 1 else found[0]


def _total(context: Context, one: fields.CallType) -> exp.Expr:
    return stat(context, f"total_{one.table}", "sessions")


def _named_as(value: exp.Expr, name: str) -> exp.Expr:
    """Return a value under a name, which a column of that name needs not be given."""
    is_called_so = isinstance(value, exp.Column) and not value.args.get("db") and value.name == name
    return value if is_called_so else aliased(value, name)


def _facts(context: Context, steps: set[str]) -> exp.Query:
    config, dialect = context.config, context.dialect
    nothing = dialect.no_value(dialect.type(FieldType.TEXT))
    duration = stat(context, "duration_millis", "sessions")
    engaged = piece(
        ":duration >= :enough OR :views >= 2" + (" OR brought.session_id IS NOT NULL" if "brought" in steps else ""),
        duration=duration,
        enough=exp.Literal.number(config.engaged_after_millis),
        views=exp.paren(_views(context)),
    )
    day = dialect.local_day(column("session_start_timestamp", "sessions"), config.time_zone)
    totals = {f"total_{one.table}": _total(context, one) for one in _TYPES if one in config.call_types}
    zero = exp.cast(exp.Literal.number(0), dialect.type(FieldType.INTEGER))
    has_pages, is_mixed = "viewed" in steps, "mixed" in steps
    source = dialect.constant(context.source_names[0]) if len(context.source_names) == 1 else nothing
    values: dict[str, exp.Expr] = {
        **{name: column(name, "sessions") for name in ("session_id", "user_id", "session_index")},
        "is_first_session": piece("sessions.session_index = 1"),
        **{name: column(name, "sessions") for name in ("session_start_timestamp", "session_end_timestamp")},
        "session_date": day,
        "duration_millis": duration,
        **{f"total_{one.table}": totals.get(f"total_{one.table}", zero) for one in _TYPES},
        "unique_paths": piece("coalesce(viewed.unique_paths, 0)") if has_pages else zero,
        "sources": column("sources", "mixed") if is_mixed else source,
        "is_mixed_sources": piece("mixed.sources_seen > 1") if is_mixed else exp.false(),
        "is_engaged": engaged,
        "is_bounce": exp.case().when(
            piece(":views > 0", views=exp.paren(_views(context))), exp.not_(exp.paren(engaged.copy()))
        ),
        "is_single_page": piece(":pages = 1", pages=totals.get("total_pages", zero)),
        **{name: column(name, "sources") for name in ("landing_host", "landing_path")},
        "exit_path": column("exit_path", "viewed") if has_pages else nothing,
        **{one.name: column(one.name, "sources") for one in _of_sources()},
    }
    for name in conversion_names(config):
        whole = name.endswith("_value")
        none = exp.cast(exp.Literal.number(0), dialect.type(FieldType.DECIMAL if whole else FieldType.INTEGER))
        values[name] = exp.func("coalesce", column(name, "brought"), none)
    facts = exp.select(*(_named_as(value, name) for name, value in values.items()), copy=False)
    facts = facts.from_(exp.to_table("model.sessions", alias="sessions"), copy=False)
    on = piece("sessions.session_id = sources.session_id")
    facts = facts.join(exp.to_table("model.session_sources", alias="sources"), on=on, copy=False)
    for table in (one for one in ("viewed", "seen", "brought", "mixed") if one in steps):
        on = piece(f"sessions.session_id = {table}.session_id")
        facts = facts.join(table, on=on, join_type="left", copy=False)
    return facts
