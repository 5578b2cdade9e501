"""What of the models an incremental run checks, counts and accounts for: what it has written, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segment_models.fields import EVENT_TYPES, IDENTIFY
from segment_models.incremental.base import OF_TYPE, REBUILT, columns_of
from segment_models.models import DIVIDED_BY
from segment_models.models.chain import MODEL, STAGE, Step, chain
from segment_models.sql import asked_of, piece, query, union_all

if TYPE_CHECKING:
    from segment_models.graph import Graph, Model


def written(graph: Graph, model: Model) -> exp.Query:
    """Return the query that counts the rows that an incremental run has put into a model."""
    call_type = OF_TYPE.get(model.name)
    good = " WHERE reject_reason IS NULL" if model.name.endswith("_events") else ""
    match model.name:
        case _ if call_type:
            counted = query(f"SELECT count(*) FROM stage.{call_type.table}_changed{good}")
        case "rejected_events":
            counted = query(f"SELECT count(*) FROM ({_rejected_now(graph)}) AS rejected")
        case "user_map":
            counted = query("SELECT count(*) FROM stage.user_map_changed WHERE is_there")
        case "sessions":
            counted = query("SELECT count(*) FROM stage.events_rebuilt WHERE session_start_event")
        case "users":
            counted = query("SELECT count(*) FROM stage.touched")
        case "sessionized_events":
            counted = query("SELECT count(*) FROM stage.events_rebuilt")
        case name:
            (one,) = (one for one in EVENT_TYPES if name == f"sessionized_{one.table}")
            counted = query(f"SELECT count(*) FROM stage.events_rebuilt WHERE {one.id_name} IS NOT NULL")
    return graph.resolved(counted)


def _rejected_now(graph: Graph) -> str:
    return " UNION ALL ".join(
        f"SELECT source FROM stage.{one.table}_changed WHERE reject_reason IS NOT NULL"
        for one in (*graph.context.config.call_types, IDENTIFY)
    )


def narrowed(graph: Graph, tree: exp.Query, *, whole_history: bool) -> exp.Query:
    """Return a check's query over what an incremental run has written, instead of over everything.

    Of people whose events changed it reads what lies after their cut, as it was put in place, or their whole history
    where the check needs that. Nothing else was written, and the run that wrote it has checked it.
    """
    for table in list(tree.find_all(exp.Table)):
        if table.db == MODEL and table.name != "rejected_events":
            model, alias = graph.models[table.name], table.alias or table.name
            if model.name in REBUILT and model.name in graph.context.updated and not whole_history:
                table.replace(exp.to_table(f"{STAGE}.{REBUILT[model.name]}", alias=alias))
            else:
                asked = asked_of(table, alias, (one.name for one in model.columns))
                rows = _written(model, asked, whole_history=whole_history)
                table.replace(exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier(alias))))
    return tree


def _written(model: Model, asked: set[str], *, whole_history: bool) -> exp.Query:
    call_type = OF_TYPE.get(model.name)
    keys: tuple[str, ...]
    table, keys = "cuts", ("user_id",)
    if call_type:
        table, keys = f"{call_type.table}_changed", ("source", call_type.id_name)
    elif model.name == "user_map":
        table, keys = "user_map_changed", ("anonymous_id",)
    elif model.name == "users":
        table = "touched"
    on = [piece(f"written.{key} = theirs.{key}") for key in keys]
    own = columns_of(model, "written")
    columns = [one for one in own if one.name in asked] or own[:1]
    rows = exp.select(*columns).from_(exp.to_table(f"{MODEL}.{model.name}", alias="written"))
    rows = rows.join(exp.to_table(f"{STAGE}.{table}", alias="theirs"), on=exp.and_(*on))
    if table == "cuts" and not whole_history:
        rows = rows.where(piece(f"theirs.cut_at IS NULL OR written.{DIVIDED_BY[model.name]} >= theirs.cut_at"))
    return rows


def account(graph: Graph) -> exp.Query:
    """Return the query of the table that says what became of every row that an incremental run has read (R12).

    It is worked out once, after the models are up to date, and read by the check and by the report. One row per source
    and call type: source, call_type, calls (rows read), duplicates (further copies, those read by
    an earlier run among them), rejected, used (events that are in a session now, or identifies that count).
    """
    types = (*graph.context.config.call_types, IDENTIFY)
    read = [
        query(
            f"SELECT source, '{one.name}' AS call_type, count(*) AS calls "
            f"FROM stage.{one.table}_arrived GROUP BY source"
        )
        for one in types
    ]
    judged = [
        query(
            f"""
            SELECT source, '{one.name}' AS call_type, count(*) AS calls, count(reject_reason) AS rejected
            FROM stage.{one.table}_changed GROUP BY source
            """
        )
        for one in types
    ]
    used = query(
        """
        SELECT arrived.source, arrived.call_type, count(*) AS used
        FROM stage.calls_arrived AS arrived
        JOIN in_sessions ON arrived.source = in_sessions.source AND arrived.call_type = in_sessions.call_type
            AND arrived.event_id = in_sessions.event_id
        GROUP BY arrived.source, arrived.call_type
        UNION ALL
        SELECT source, call_type, count(*) AS used FROM stage.calls_arrived
        WHERE call_type = 'identify' GROUP BY source, call_type
        """
    )
    steps = [
        Step("calls_read", "Rows read.", union_all(read)),
        Step("calls_judged", "Calls that are new or changed, and how many of them cannot be used.", union_all(judged)),
        Step("in_sessions", "Every event of the people touched that is in a session now.", _in_sessions(graph)),
        Step("calls_used", "Events in a session, and identifies that count.", used),
    ]
    rows = query(
        """
        SELECT
            calls_read.source, calls_read.call_type, calls_read.calls,
            calls_read.calls - coalesce(calls_judged.calls, 0) AS duplicates,
            coalesce(calls_judged.rejected, 0) AS rejected, coalesce(calls_used.used, 0) AS used
        FROM calls_read
        LEFT JOIN calls_judged
          ON calls_read.source = calls_judged.source AND calls_read.call_type = calls_judged.call_type
        LEFT JOIN calls_used
          ON calls_read.source = calls_used.source AND calls_read.call_type = calls_used.call_type
        """
    )
    return graph.resolved(chain(steps, rows))


def accounted() -> exp.Query:
    """Return the query for that account."""
    return query(
        f"SELECT source, call_type, calls, duplicates, rejected, used FROM {STAGE}.account ORDER BY source, call_type"
    )


def _in_sessions(graph: Graph) -> exp.Query:
    selects = [
        query(
            f"""
            SELECT events.source, '{one.name}' AS call_type, events.{one.id_name} AS event_id
            FROM model.sessionized_events AS events
            WHERE events.{one.id_name} IS NOT NULL AND events.session_id IS NOT NULL
            """
        )
        for one in graph.context.config.call_types
    ]
    return narrowed(graph, union_all(selects), whole_history=True)


def reject_reasons(graph: Graph) -> exp.Query:
    """Return the query that counts the rejected calls of an incremental run: source, call_type, reason, calls."""
    selects = [
        query(
            f"""
            SELECT source, '{one.name}' AS call_type, reject_reason AS reason, count(*) AS calls
            FROM stage.{one.table}_changed WHERE reject_reason IS NOT NULL GROUP BY source, reject_reason
            """
        )
        for one in (*graph.context.config.call_types, IDENTIFY)
    ]
    rejected = Step("rejected", "The calls of each type that were set aside.", union_all(selects))
    rows = query("SELECT source, call_type, reason, calls FROM rejected ORDER BY source, call_type, reason")
    return graph.resolved(chain([rejected], rows))
