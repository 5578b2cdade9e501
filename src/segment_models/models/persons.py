"""Whose a call is (R6): its own user, the owner of a shared anonymous id's call (R6c), the id's user, or the id."""

from sqlglot import exp

from segment_models.config import Config
from segment_models.fields import CallType
from segment_models.models.chain import MODEL, Context
from segment_models.sql import piece


def by_call(config: Config) -> bool:
    """Return whether calls of one anonymous id may be different people's, because several logged in on it (R6a)."""
    return config.shared_devices != "latest"


def person(context: Context, calls: str) -> exp.Expr:
    """Return the person of a call, in a query that `with_persons` has joined; ``calls`` is the name of its table."""
    owner = "shared_calls.user_id, " if by_call(context.config) else ""
    return piece(f"coalesce({calls}.user_id, {owner}user_map.user_id, {calls}.anonymous_id)")


def with_persons(context: Context, rows: exp.Query, calls: str, call_type: CallType | None = None) -> exp.Select:
    """Return a query joined with what tells whose its calls are.

    The calls are of one type, with its own name for their id; without it they have a call_type and an event_id.
    """
    if not isinstance(rows, exp.Select):
        raise TypeError(f"not a SELECT: {rows.sql()}")
    mapped = piece(f"{calls}.anonymous_id = user_map.anonymous_id")
    joined = rows.join(exp.to_table(f"{MODEL}.user_map", alias="user_map"), on=mapped, join_type="left")
    if not by_call(context.config):
        return joined
    kind = f"'{call_type.name}'" if call_type else f"{calls}.call_type"
    event_id = call_type.id_name if call_type else "event_id"
    shared = piece(
        f"{calls}.source = shared_calls.source AND shared_calls.call_type = {kind} "
        f"AND {calls}.{event_id} = shared_calls.event_id"
    )
    return joined.join(exp.to_table(f"{MODEL}.shared_calls", alias="shared_calls"), on=shared, join_type="left")
