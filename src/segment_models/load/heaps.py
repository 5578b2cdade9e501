"""The calls held for one table until they are inserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models.load.gathering import gathered
from segment_models.load.pieces import batch_of

if TYPE_CHECKING:
    from segment_models.load.flattening import Flattener
    from segment_models.load.pieces import Batch
    from segment_models.load.reading import Call

PACKED_AT = 128 * 1024
"""Characters of JSON after which calls are made columns: they are still in the processor's cache then."""


class Heap:
    """The calls held for a table. ``size``: what they took in their files."""

    def __init__(self, table: str, flattener: Flattener) -> None:
        self.size = 0
        self._table = table
        self._flattener = flattener
        self._loose: list[Call] = []
        self._loose_size = 0
        self._batches: list[Batch] = []

    def add(self, call: Call) -> None:
        """Hold one more call."""
        self._loose.append(call)
        self.size += call.size
        self._loose_size += call.size
        if self._loose_size > PACKED_AT:
            self._pack()

    def batches(self) -> list[Batch]:
        """Return all rows."""
        if self._loose:
            self._pack()
        return self._batches

    def _pack(self) -> None:
        self._batches += map(batch_of, gathered(self._loose, self._flattener, self._table))
        self._loose, self._loose_size = [], 0
