"""The configuration file that `init` writes: every key with its sentence, set to what the warehouse holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models import warehouses
from segment_models.config import Config
from segment_models.errors import SourceError
from segment_models.fields import EVENT_TYPES, IDENTIFY, CallType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEADER = """\
# yaml-language-server: $schema=./segment_models.schema.json
# What segment-models builds, and from what. Lines that are commented out show the default.
"""
Catalog = "Mapping[str, Mapping[str, object] | None]"


def starter(connection: str | None, schemas: tuple[str, ...], *, base: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text of a configuration file, and notes on what was found.

    Raises:
        SourceError: no schema of the warehouse looks like a Segment source.
    """
    if connection is None:
        schemas = schemas or ("javascript",)
        note = "No --connection was given, so nothing was looked at: set connection and segment_schema by hand."
        return _text("duckdb:///events.duckdb", schemas, dict.fromkeys(EVENT_TYPES[:2], True)), (note,)
    warehouse = warehouses.connect(connection, base=base, read_only=True)
    try:
        found = warehouse.catalog(schemas or list(warehouse.catalog(())))
    finally:
        warehouse.close()
    segment_like = tuple(name for name, tables in found.items() if tables and _is_source(tables))
    if not segment_like:
        held = ", ".join(sorted(found)) or "none"
        raise SourceError(
            f"No schema there looks like a Segment source (pages, tracks or screens with an id). Schemas: {held}. "
            "Load raw events first, with segment-models load, or name one with --segment-schema."
        )
    sent = {one: any(one.table in (found[name] or {}) for name in segment_like) for one in EVENT_TYPES}
    notes = [
        f"{name}: {', '.join(one.table for one in (*EVENT_TYPES, IDENTIFY) if one.table in (found[name] or {}))}"
        for name in segment_like
    ]
    return _text(connection, segment_like, sent), tuple(notes)


def _is_source(tables: Mapping[str, Mapping[str, object]]) -> bool:
    return any("id" in tables.get(one.table, {}) and "received_at" in tables.get(one.table, {}) for one in EVENT_TYPES)


def _text(connection: str, schemas: tuple[str, ...], held: Mapping[CallType, bool]) -> str:
    listed = schemas[0] if len(schemas) == 1 else f"[{', '.join(schemas)}]"
    values = {"connection": connection, "segment_schema": listed}
    values |= {f"include_{one.table}": str(held.get(one, False)).lower() for one in EVENT_TYPES}
    parts = [HEADER]
    for name, info in Config.model_fields.items():
        parts.append(f"# {info.description}")
        parts.append(f"{name}: {values[name]}" if name in values else f"# {name}: {_EXAMPLES.get(name, '')}".rstrip())
        parts.append("")
    return "\n".join(parts)


_EXAMPLES: Mapping[str, str] = {
    "session_timeout_millis": "1800000",
    "default_config": "{schema: segment_models, tags: [segment]}",
    "model_prefix": "segment_",
    "custom_page_fields": "[url_hash, category]",
    "custom_user_fields": "[email, name]",
    "custom_track_fields": "[context_page_url]",
    "custom_screen_fields": "[category]",
    "include_anonymous_users": "false",
    "declare_sources": "true",
    "nested": "true",
    "max_clock_ahead": "24 hours",
    "junk_ids": '["null", undefined, anonymous, anonymousId, "-1", "0"]',
    "junk_id_pattern": '"^[0-]*$"',
    "checks": "{gaps_inside: warn}",
    "models": "{sessions: {type: table, tags: [segment, daily]}}",
}
