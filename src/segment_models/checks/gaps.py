"""The check of the gaps between a session's events (R8)."""

from sqlglot import exp

from segment_models.checks.check import Check
from segment_models.graph import Graph
from segment_models.models import server_calls
from segment_models.models.calls import id_of_event, kind_of_event
from segment_models.models.chain import Context, Step, chain
from segment_models.models.sessionized_events import days_differ
from segment_models.sql import column, piece, query


def gaps_inside(graph: Graph) -> Check:
    """Return the check; it puts only those events in order that lie in sessions which could break the rule."""
    context = graph.context
    gap = context.dialect.micros_between(column("previous_timestamp"), column("timestamp"))
    if not server_calls.are_apart(context):
        steps = [_long(context), _beside_each_other()]
        wrong, why = ":gap >= :timeout", "Inside a session every gap is shorter than the timeout (R8)."
    else:
        steps = [_doubtful(context), _beside_clients(context)]
        wrong = "session_id IS NOT NULL AND NOT session_start_event AND :gap >= :timeout"
        why = "Inside a session every gap between events that are no server's is shorter than the timeout (R8, R8a)."
        if server_calls.are_in_sessions(context):
            wrong = f"({wrong}) OR (session_id IS NULL AND :gap < :timeout)"
            why += " An event of a server that comes sooner after one of them is in its session."
        else:
            wrong = f"({wrong}) OR (session_id IS NOT NULL AND is_server)"
            why += " Events of servers are in none."
    if context.config.session_midnight:
        same = "session_id IS NOT NULL AND NOT session_start_event AND NOT is_server"
        wrong = f"({wrong}) OR ({same} AND :days_differ)"
        why += " Nor does midnight lie in it (R8b)."
    broken = query(
        f"SELECT user_id, session_id, previous_timestamp, timestamp FROM in_order WHERE {wrong}",
        days_differ=days_differ(context, column("previous_timestamp"), column("timestamp")),
        gap=gap,
        timeout=context.timeout_micros(),
    )
    return Check("gaps_inside", why, ("sessionized_events",), chain(steps, broken))


def _long(context: Context) -> Step:
    return Step.of(
        "long_sessions",
        "The sessions in which a gap could be too long: the others are shorter than the timeout.",
        """
        SELECT session_id AS long_session_id
        FROM model.sessionized_events
        GROUP BY session_id
        HAVING :too_long
        """,
        too_long=_too_long(context, piece("min(timestamp)")),
    )


def _too_long(context: Context, first: exp.Expr) -> exp.Expr:
    """Return whether a group's events reach over the timeout, or over midnight where that ends sessions."""
    last = piece("max(timestamp)")
    apart = context.dialect.micros_between(first, last)
    too_long = piece("coalesce(:apart >= :timeout, TRUE)", apart=apart, timeout=context.timeout_micros())
    if not context.config.session_midnight:
        return too_long
    return exp.or_(too_long, piece("coalesce(:days, TRUE)", days=days_differ(context, first, last)))


def _beside_each_other() -> Step:
    return Step.of(
        "in_order",
        "Each event of these beside the one before it in its session.",
        """
        SELECT user_id, session_id, session_start_event, timestamp, FALSE AS is_server,
            lag(timestamp) OVER (PARTITION BY session_id ORDER BY timestamp) AS previous_timestamp
        FROM model.sessionized_events
        JOIN long_sessions ON session_id = long_session_id
        """,
    )


def _doubtful(context: Context) -> Step:
    """Return the people of whom a session could break the rule.

    In any other session, a client's event starts it, comes before all others, and less than the timeout before the
    last. So no event of it comes later than that after the person's last event of a client.
    """
    start = piece(
        "min(CASE WHEN session_start_event THEN :of_clients END)",
        of_clients=server_calls.of_clients(context, column("timestamp")),
    )
    if server_calls.are_in_sessions(context):
        odd = piece("session_id IS NULL")
    else:
        odd = piece(
            "(session_id IS NOT NULL AND count(CASE WHEN :is_server THEN 1 END) > 0)",
            is_server=server_calls.is_server(context),
        )
    return Step.of(
        "doubtful",
        "People with a session in which a gap could be too long, or with events of servers outside.",
        """
        SELECT DISTINCT user_id AS doubtful_user_id
        FROM model.sessionized_events
        GROUP BY user_id, session_id
        HAVING :odd OR :too_long
            OR coalesce(min(CASE WHEN NOT session_start_event THEN timestamp END) <= :start, FALSE)
        """,
        odd=odd,
        too_long=_too_long(context, start),
        start=start,
    )


def _beside_clients(context: Context) -> Step:
    types = context.config.call_types
    return Step.of(
        "in_order",
        "Each event of these people beside their last one before that is no server's.",
        """
        SELECT user_id, session_id, session_start_event, timestamp, :is_server AS is_server,
            max(:of_clients) OVER (
                PARTITION BY user_id
                ORDER BY timestamp, source, :call_type, :event_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS previous_timestamp
        FROM model.sessionized_events
        JOIN doubtful ON user_id = doubtful_user_id
        """,
        is_server=server_calls.is_server(context),
        of_clients=server_calls.of_clients(context, column("timestamp")),
        call_type=kind_of_event(types),
        event_id=id_of_event(types),
    )
