"""The connection that a method of the models works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from segment_models import warehouses
from segment_models.errors import ConfigError
from segment_models.warehouses.connection import Warehouse


@dataclass
class Session:
    """What the methods of one project connect to: the connection given, else the one used last, else the configured."""

    base: Path
    """The folder that paths in a URL are relative to."""
    last: object | None = field(default=None, repr=False)
    """The connection used last; a URL may hold a password."""

    def chosen(self, given: object | None, configured: str | None) -> object | None:
        """Return the connection that is meant; None where there is none."""
        return given or self.last or configured

    @contextmanager
    def open(
        self, given: object | None, configured: str | None, *, read_only: bool = False, create: bool = False
    ) -> Iterator[Warehouse]:
        """Open the connection that is meant, and close it again.

        A connection of the caller's stays open, and so does a database in memory, which would be gone otherwise.

        Raises:
            ConfigError: nothing says where to connect to, or the URL names no warehouse.
            WarehouseError: the connection cannot be opened.
        """
        chosen = self.chosen(given, configured)
        if chosen is None:
            raise ConfigError(
                "There is no connection. Set it in the configuration, as in connection: duckdb:///events.duckdb"
            )
        warehouse = warehouses.connect(chosen, base=self.base, read_only=read_only, create=create)
        self.last = warehouse if warehouse.only_here else chosen
        try:
            yield warehouse
        finally:
            if not warehouse.only_here and warehouse is not chosen:
                warehouse.close()

    @contextmanager
    def look(self, configured: str | None) -> Iterator[Warehouse | None]:
        """Open the connection that is meant, to show a few rows that nobody has asked for; yield None if that may cost.

        Nothing is remembered of it, and a connection of the caller's can be read on as it was.

        Raises:
            ConfigError: the URL names no warehouse.
            WarehouseError: the connection cannot be opened, or is closed.
        """
        chosen, last = self.chosen(None, configured), self.last
        if chosen is None or not warehouses.dialect_of(warehouses.name_of(chosen)).is_free(chosen):
            yield None
            return
        with self.open(None, configured, read_only=True) as warehouse:
            self.last = last
            beside = warehouse.beside()
            try:
                yield beside
            finally:
                self.last = last
                if beside is not warehouse:
                    beside.close()
