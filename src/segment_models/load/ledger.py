"""Which files were loaded into a schema before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.load.tables import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from segment_models.load.tables import RawSchema

LOADS_TABLE = "_segment_models_loads"
"""One row per file loaded into the schema: ``file``, ``sha256`` of its bytes, ``loaded_at``, ``messages``."""


class Ledger:
    """The loads table of one schema. Made if it is not there."""

    def __init__(self, schema: RawSchema) -> None:
        self._connection = schema.connection
        self._loaded_at = schema.loaded_at
        self._table = f"{schema.sql}.{quoted(LOADS_TABLE)}"
        self._connection.execute(
            f"CREATE TABLE IF NOT EXISTS {self._table} "
            "(file VARCHAR, sha256 VARCHAR, loaded_at TIMESTAMP, messages BIGINT)",
        )

    def has(self, sha256: str) -> bool:
        """Return whether a file with these bytes was loaded."""
        found = self._connection.execute(
            f"SELECT 1 FROM {self._table} WHERE sha256 = ? LIMIT 1",  # noqa: S608  # the name is quoted
            [sha256],
        )
        return found.fetchone() is not None

    def add(self, path: Path, sha256: str, messages: int) -> None:
        """Record a file as loaded, with the messages that came of it."""
        self._connection.execute(
            f"INSERT INTO {self._table} (file, sha256, loaded_at, messages) "  # noqa: S608  # the name is quoted
            "VALUES (?, ?, ?, ?)",
            [str(path).encode(errors="replace").decode(), sha256, self._loaded_at, messages],
        )
