"""Which events are a server's, and what that means for sessions (R8a)."""

from sqlglot import exp

from segment_models.models.chain import Context
from segment_models.sources import source_names
from segment_models.sql import column, piece, text


def are_apart(context: Context) -> bool:
    """Return whether events of servers start no session and move none."""
    return context.server_events != "session"


def are_in_sessions(context: Context) -> bool:
    """Return whether there may be events of servers in a session that they have not made."""
    return context.server_events == "attach"


def is_server(context: Context, table: str | None = None) -> exp.Expr:
    """Return whether an event is a server's: it has no anonymous id, or its source is named in ``server_sources``."""
    nobody = piece(":id IS NULL", id=column("anonymous_id", table))
    names = source_names(context.config)
    sources = [names.get(source, source) for source in context.config.server_sources]
    return exp.paren(exp.or_(nobody, column("source", table).isin(*map(text, sources)))) if sources else nobody


def of_clients(context: Context, value: exp.Expr, table: str | None = None) -> exp.Expr:
    """Return a value of those events that make sessions, NULL for others; the value itself where all of them do."""
    if not are_apart(context):
        return value
    return exp.case().when(exp.not_(is_server(context, table)), value)
