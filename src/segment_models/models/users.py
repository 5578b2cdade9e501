"""`segment_users`: one row per person."""

from collections.abc import Sequence

from sqlglot import exp

from segment_models import fields
from segment_models.fields import FIRST_SOURCE, IDENTIFY, Field
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.models.persons import person, with_persons
from segment_models.sql import aliased, column, piece, query, union_all


def users(context: Context) -> exp.Query:
    """One row per person known by a user id, and per anonymous person who sent an identify (R11).

    Columns: `columns`.
    """
    steps = [
        *judged_calls(context, IDENTIFY),
        _identifies(context),
        _activity(context),
        *_seen(),
        *_identified(context),
        *_traits(context),
        *_first_sessions(context),
        Step("people", "Who gets a row (R11).", _people(context)),
    ]
    return chain(steps, _users(context))


def columns(context: Context) -> tuple[Field, ...]:
    """Return who the person is, since when and by what known, their totals, and the custom user fields."""
    totals = tuple(fields.total(one, "person") for one in context.config.call_types)
    first = FIRST_SOURCE if _has_sources(context) else ()
    return (*fields.USER_IDENTITY, *totals, *first, *context.config.custom_fields(IDENTIFY))


def _has_sources(context: Context) -> bool:
    return context.config.enabled("session_sources")


def _first_sessions(context: Context) -> list[Step]:
    """Return the step that has where each person came from first, unless sources of sessions are switched off."""
    if not _has_sources(context):
        return []
    names = {"first_source": "traffic_source", "first_medium": "traffic_medium", "first_campaign": "traffic_campaign"}
    first = query(
        "SELECT user_id, :sources FROM model.session_sources WHERE session_index = 1",
        sources=[aliased(column(name), first) for first, name in (names | {"first_channel": "channel"}).items()],
    )
    why = "Where each person's first session came from, direct or not (A11)."
    return [Step("first_sessions", why, context.of_people(first, column("user_id")))]


def _identifies(context: Context) -> Step:
    traits = [column(field.name, "identifies", custom=True) for field in context.config.custom_fields(IDENTIFY)]
    whose = person(context, "identifies")
    identifies = query(
        """
        SELECT
            identifies.source, identifies.identify_id, identifies.timestamp,
            identifies.user_id AS call_user_id,
            :person AS user_id,
            :traits
        FROM identifies_judged AS identifies
        WHERE identifies.reject_reason IS NULL
        """,
        person=whose,
        traits=traits,
    )
    identifies = with_persons(context, identifies, "identifies", IDENTIFY)
    return Step("identifies", "The good identifies, each with its person (R6).", context.of_people(identifies, whose))


def _activity(context: Context) -> Step:
    totals = [
        aliased(exp.func("count", column(one.id_name)), f"total_{one.table}") for one in context.config.call_types
    ]
    activity = query(
        """
        SELECT
            user_id,
            min(timestamp) AS first_event_at,
            max(timestamp) AS last_event_at,
            max(session_index) AS total_sessions,
            :totals
        FROM model.sessionized_events
        GROUP BY user_id
        """,
        totals=totals,
    )
    return Step(
        "activity",
        "What each person did; the highest session number is the number of sessions.",
        context.of_people(activity, column("user_id")),
    )


def _seen() -> list[Step]:
    moments = """
        SELECT user_id, first_event_at AS first_at, last_event_at AS last_at FROM activity
        UNION ALL
        SELECT user_id, timestamp AS first_at, timestamp AS last_at FROM identifies
        """
    seen = "SELECT user_id, min(first_at) AS first_seen_at, max(last_at) AS last_seen_at FROM moments GROUP BY user_id"
    return [
        Step("moments", "When each person was seen: in events, and in identifies.", query(moments)),
        Step("seen", "First and last of these.", query(seen)),
    ]


def _identified(context: Context) -> list[Step]:
    log_ins: list[exp.Query] = [
        context.of_people(
            query(f"SELECT user_id, timestamp FROM model.{one.name}_events WHERE user_id IS NOT NULL"),
            column("user_id"),
        )
        for one in context.config.call_types
    ]
    log_ins.append(query("SELECT user_id, timestamp FROM identifies WHERE call_user_id IS NOT NULL"))
    first = "SELECT user_id, min(timestamp) AS first_identified_at FROM log_ins GROUP BY user_id"
    return [
        Step("log_ins", "Every call of any type that carried a user id.", union_all(log_ins)),
        Step("identified", "Since when each user id is known.", query(first)),
    ]


def _traits(context: Context) -> list[Step]:
    """Return the steps that find each custom field at its latest identify that has one."""
    fields = context.config.custom_fields(IDENTIFY)
    if not fields:
        return []
    position = column("position")
    positioned = Step.of(
        "positioned",
        "Each identify's place among the person's (R7).",
        """
        SELECT user_id, :fields,
            row_number() OVER (PARTITION BY user_id ORDER BY timestamp, source, identify_id) AS position
        FROM identifies
        """,
        fields=[column(field.name, custom=True) for field in fields],
    )
    latest = [(field, context.dialect.at_last(column(field.name, custom=True), position)) for field in fields]
    values = [aliased(value, field.name, custom=True) for field, value in latest if value]
    if not values:
        return [positioned, *_joined_traits(fields)]
    traits = query("SELECT user_id, :latest FROM positioned GROUP BY user_id", latest=values)
    return [positioned, Step("traits", _LATEST, traits)]


_LATEST = "Each trait's latest value that is not NULL: a later call without it does not erase it (R11)."


def _joined_traits(fields: Sequence[Field]) -> list[Step]:
    """Return the steps that find where each trait was sent last, and join its value from there."""
    places = [
        piece("max(CASE WHEN :value IS NOT NULL THEN position END)", value=column(field.name, custom=True))
        for field in fields
    ]
    named = [aliased(place, f"{field.name} position", custom=True) for place, field in zip(places, fields, strict=True)]
    traits = exp.select(column("user_id", "last_sent")).from_("last_sent")
    for number, field in enumerate(fields, start=1):
        alias = f"sent_{number}"
        on = piece(
            f"last_sent.user_id = {alias}.user_id AND :place = {alias}.position",
            place=column(f"{field.name} position", "last_sent", custom=True),
        )
        value = column(field.name, alias, custom=True)
        traits = traits.select(aliased(value, field.name, custom=True), copy=False)
        traits = traits.join(exp.to_table("positioned", alias=alias), on=on, join_type="left", copy=False)
    return [
        Step(
            "last_sent",
            "Where each trait was sent last.",
            query("SELECT user_id, :places FROM positioned GROUP BY user_id", places=named),
        ),
        Step("traits", _LATEST, traits),
    ]


def _people(context: Context) -> exp.Query:
    people = [query("SELECT user_id FROM identified"), query("SELECT user_id FROM identifies")]
    if context.config.include_anonymous_users:
        people.append(query("SELECT user_id FROM activity"))
    return exp.union(*people, distinct=True)


def _users(context: Context) -> exp.Query:
    totals = [
        piece(f"coalesce(activity.{name}, 0)").as_(name)
        for name in ("total_sessions", *(f"total_{one.table}" for one in context.config.call_types))
    ]
    fields = [column(field.name, "traits", custom=True) for field in context.config.custom_fields(IDENTIFY)]
    joined = [*(["first_sessions"] if (has_sources := _has_sources(context)) else []), *(["traits"] if fields else [])]
    more = " ".join(f"LEFT JOIN {table} ON people.user_id = {table}.user_id" for table in joined)
    first = [column(one.name, "first_sessions") for one in FIRST_SOURCE] if has_sources else []
    return query(
        f"""
        SELECT
            people.user_id,
            identified.user_id IS NOT NULL AS is_identified,
            seen.first_seen_at,
            seen.last_seen_at,
            identified.first_identified_at,
            :totals,
            :more
        FROM people
        LEFT JOIN seen ON people.user_id = seen.user_id
        LEFT JOIN identified ON people.user_id = identified.user_id
        LEFT JOIN activity ON people.user_id = activity.user_id
        {more}
        """,
        totals=totals,
        more=[*first, *fields],
    )
