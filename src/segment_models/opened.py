"""The connection that a method of the models works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_models import warehouses
from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from segment_models.project import Models
    from segment_models.warehouses.base import Warehouse


class Opened:
    """The connection a method works on: the one given, else the one used last, else the configuration's.

    A connection of the caller's stays open, and so does a database in memory, which would be gone otherwise.
    """

    def __init__(
        self, models: Models, connection: object | None, *, read_only: bool = False, create: bool = False
    ) -> None:
        chosen = connection or models.last_connection or models.config.connection
        if chosen is None:
            raise ConfigError(
                "There is no connection. Set it in the configuration, as in connection: duckdb:///events.duckdb"
            )
        self.warehouse = warehouses.connect(chosen, base=models.base, read_only=read_only, create=create)
        self._stays_open = self.warehouse.only_here or self.warehouse is chosen
        models.last_connection = self.warehouse if self.warehouse.only_here else chosen

    def __enter__(self) -> Warehouse:
        return self.warehouse

    def __exit__(self, *_: object) -> None:
        if not self._stays_open:
            self.warehouse.close()
