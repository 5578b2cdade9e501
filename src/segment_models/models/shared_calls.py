"""`segment_shared_calls`: whose a call is that carried no user id, on a device where several users logged in."""

from sqlglot import exp

from segment_models import fields
from segment_models.fields import IDENTIFY, Field
from segment_models.models.calls import all_calls, judged_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import column, piece, query


def shared_calls(context: Context) -> exp.Query:
    """One row per call without a user id on a shared anonymous id (R6a).

    Columns: `columns`.
    """
    steps = [
        *judged_calls(context, IDENTIFY),
        Step("calls", "Every good call of every type: a log-in shows in any of them (R6).", all_calls(context)),
        Step.of(
            "histories",
            "The calls of anonymous ids that carried two or more different user ids (R6a).",
            """
            SELECT calls.source, calls.call_type, calls.event_id, calls.timestamp, calls.user_id, calls.anonymous_id
            FROM calls
            JOIN model.user_map AS user_map ON calls.anonymous_id = user_map.anonymous_id
            WHERE user_map.is_shared
            """,
        ),
    ]
    return chain([*steps, *owned(context)], query(OWNED))


def columns(_: Context) -> tuple[Field, ...]:
    """Return the call, its anonymous id, the person it belongs to, by which rule and because of which log-in."""
    return fields.SHARED_CALLS


OWNED = "SELECT source, call_type, event_id, timestamp, anonymous_id, user_id, rule, log_in_event_id FROM owned"


def owned(context: Context) -> list[Step]:
    """Return the steps from ``histories``, all calls of some shared ids, to ``owned``, each call with its owner."""
    placed = Step.of(
        "placed",
        "Each call's place among those of its anonymous id (R7), and how many these are.",
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id,
            row_number() OVER (
                PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id
            ) AS position,
            lag(timestamp) OVER (
                PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id
            ) AS previous_timestamp,
            count(*) OVER (PARTITION BY anonymous_id) AS calls_of_id
        FROM histories
        """,
    )
    return [placed, *(_by_first(context) if context.config.shared_devices == "first" else _by_visit(context))]


def _by_first(context: Context) -> list[Step]:
    first = Step.of(
        "log_ins",
        "Where each id was logged in on first; an id with too many calls is left to the user map.",
        """
        SELECT source, call_type, event_id, timestamp, user_id, anonymous_id, position,
            min(CASE WHEN user_id IS NOT NULL THEN position END) OVER (PARTITION BY anonymous_id) AS position_first
        FROM placed
        WHERE calls_of_id <= :most
        """,
        most=_most(context),
    )
    beside = Step.of(
        "beside",
        "Each call beside that log-in.",
        "SELECT source, call_type, event_id, timestamp, user_id, anonymous_id, :log_in FROM log_ins",
        log_in=_log_in_at("first", "user_id", "event_id"),
    )
    theirs = Step.of(
        "owned",
        "Every call without a user id belongs to the first user of its anonymous id.",
        """
        SELECT source, call_type, event_id, timestamp, anonymous_id,
            first_user_id AS user_id, :rule AS rule, first_event_id AS log_in_event_id
        FROM beside
        WHERE user_id IS NULL
        """,
        rule=context.dialect.constant("first_log_in"),
    )
    return [first, beside, theirs]


def _log_in_at(which: str, *names: str) -> list[exp.Expr]:
    """Return what the log-in at ``position_<which>`` of the same anonymous id has, for every call that names it."""
    place = f"position_{which}"
    return [
        piece(
            f"max(CASE WHEN position = {place} THEN {name} END) OVER (PARTITION BY anonymous_id, {place}) "
            f"AS {which}_{name}"
        )
        for name in names
    ]


def _by_visit(context: Context) -> list[Step]:
    visits = Step.of(
        "visits",
        "The visits of an id, cut by gaps of the timeout (R6b); and where the log-ins around each call are. An id with "
        "too many calls is left to the user map.",
        """
        SELECT
            source, call_type, event_id, timestamp, user_id, anonymous_id, position,
            sum(CASE WHEN :after_gap THEN 1 ELSE 0 END) OVER (
                PARTITION BY anonymous_id ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS visit,
            max(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
                PARTITION BY anonymous_id ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS position_earlier,
            min(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
                PARTITION BY anonymous_id ORDER BY position ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
            ) AS position_later
        FROM placed
        WHERE calls_of_id <= :most
        """,
        after_gap=context.is_after_gap(column("previous_timestamp"), column("timestamp")),
        most=_most(context),
    )
    told = ("visit", "user_id", "event_id")
    beside = Step.of(
        "beside",
        "Each call beside the log-ins that may decide: the next one and the last before.",
        "SELECT source, call_type, event_id, timestamp, user_id, anonymous_id, visit, :log_ins FROM visits",
        log_ins=[*_log_in_at("later", *told), *_log_in_at("earlier", *told)],
    )
    ruled = Step.of(
        "ruled",
        "The log-in that decides: the next in the visit, the last before in it, the next at all, the last (R6c).",
        """
        SELECT
            source, call_type, event_id, timestamp, anonymous_id,
            CASE
                WHEN later_visit = visit THEN :later_in_visit
                WHEN earlier_visit = visit THEN :earlier_in_visit
                WHEN later_visit IS NOT NULL THEN :next_log_in
                ELSE :last_log_in
            END AS rule,
            later_user_id, later_event_id, earlier_user_id, earlier_event_id
        FROM beside
        WHERE user_id IS NULL
        """,
        **{
            name: context.dialect.constant(name)
            for name in ("later_in_visit", "earlier_in_visit", "next_log_in", "last_log_in")
        },
    )
    theirs = Step.of(
        "owned",
        "Every call without a user id belongs to who logged in there.",
        """
        SELECT source, call_type, event_id, timestamp, anonymous_id,
            CASE WHEN rule IN ('later_in_visit', 'next_log_in') THEN later_user_id ELSE earlier_user_id END AS user_id,
            rule,
            CASE WHEN rule IN ('later_in_visit', 'next_log_in') THEN later_event_id ELSE earlier_event_id END
                AS log_in_event_id
        FROM ruled
        """,
    )
    return [visits, beside, ruled, theirs]


def _most(context: Context) -> exp.Expr:
    return exp.Literal.number(context.config.shared_id_limit)
