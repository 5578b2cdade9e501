"""What the rows that are kept mean: the configuration and the raw columns that they were built from."""

import hashlib
import json
from collections.abc import Mapping

from segment_models import traffic_sources
from segment_models._version import __version__
from segment_models.config import Config
from segment_models.graph import Graph
from segment_models.models.chain import Context
from segment_models.sources import LOAD_TIMES, ORIGINAL_TIMESTAMP, STANDARD_COLUMNS, raw_name

MEANING = 3
"""Goes up when a version of this package changes what the rows that are built mean."""

MEANS_NOTHING = frozenset(
    {
        "connection",  # where rows are, not what they say
        "default_config",  # likewise, and as what they are built
        "models",
        "model_prefix",
        "declare_sources",  # of an export
        "load_overlap",  # which raw rows are read again; what is made of them is the same
        "checks",  # which of them may fail
        "max_rejected_share",  # whether a run publishes, not what
        "rejected_floor",
    }
)
"""The keys of the configuration that do not change what rows mean. Every other one does: with another value, rows kept
and rows built now would differ, so an incremental run refuses. A key that is new is one of those until it is named."""


def meaning(config: Config) -> dict[str, object]:
    """Return what of a configuration the rows that are kept depend on, as JSON has it."""
    listed = {"traffic_source_list": traffic_sources.version()}
    return {"rules": MEANING, **listed, **config.model_dump(mode="json", exclude=set(MEANS_NOTHING))}


def meaning_here(context: Context) -> dict[str, object]:
    """Return the same where the raw tables are known: they have a say in what becomes of servers' events (R8a)."""
    return {**meaning(context.config), "server_events": context.server_events}


def differences(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return a phrase for each key that says something else now."""
    keys = dict.fromkeys((*before, *now))
    return [
        f"{key} was {_said(before, key)} and is {_said(now, key)}" for key in keys if before.get(key) != now.get(key)
    ]


def _said(values: Mapping[str, object], key: str) -> str:
    return json.dumps(values[key], ensure_ascii=False) if key in values else "not there"


def raw_columns(graph: Graph) -> dict[str, list[str]]:
    """Return the columns that the models read of each raw table, of those that it has."""
    context = graph.context
    found: dict[str, list[str]] = {}
    for one in context.read_types:
        wanted = {*STANDARD_COLUMNS, *LOAD_TIMES, ORIGINAL_TIMESTAMP}
        wanted.update(raw_name(field) for field in one.fields)
        custom = [raw_name(field) for field in context.config.custom_fields(one)]
        for table in context.sources.of(one):
            held = {name for name in wanted if table.column(name)}
            held.update(name for name in custom if table.custom_column(name))
            found[f"{table.schema}.{table.name}"] = sorted(held)
    return found


def appeared(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> list[str]:
    """Return a sentence for each raw table that has come, gone or changed its columns between two runs."""
    sentences = [f"{table} is new since the last run." for table in now if table not in before]
    sentences += [
        f"{table} is missing since the last run. The models keep the calls that were read from it."
        for table in before
        if table not in now
    ]
    for table in (name for name in now if name in before):
        if more := [name for name in now[table] if name not in before[table]]:
            sentences.append(
                f"{table} has new columns: {', '.join(more)}. Calls that were read before keep NULL there. If older "
                "rows have been backfilled, read them with --full-refresh."
            )
        if fewer := [name for name in before[table] if name not in now[table]]:
            sentences.append(
                f"{table} has lost columns: {', '.join(fewer)}. New calls have NULL there. Calls that were read before "
                "keep their values."
            )
    return sentences


def sql_hash(graph: Graph) -> str:
    """Return what changes when the SQL of any model does: the MD5 of all that it is made from.

    To write every model's SQL for it would be a tenth of a run that has nothing to do.
    """
    context = graph.context
    tables = {
        f"{table.schema}.{table.name}": {name: str(column.type) for name, column in table.columns.items()}
        for tables in context.sources.tables.values()
        for table in tables
    }
    models = {name: [str(model.relation), model.kind] for name, model in graph.models.items()}
    made_from = [__version__, context.dialect.name, context.config.session_timeout_millis, tables, models]
    text = json.dumps([made_from, meaning_here(context)], sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def fingerprint(graph: Graph) -> str:
    """Return a short hash of what the rows mean, and of their types: rows of two cannot stand in one table."""
    types = {name: {column: str(kind) for column, kind in graph.types(name).items()} for name in graph.models}
    told = json.dumps([meaning_here(graph.context), raw_columns(graph), types], default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
