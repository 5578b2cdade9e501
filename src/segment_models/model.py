"""One model as people handle it: ``models.sessions``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segment_models.config import ModelConfig
from segment_models.errors import WarehouseError, nearest

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from segment_models.project import Models


class Model:
    """One model of a project: its settings can be read and set, its SQL and its rows be had."""

    _SETTINGS = (
        *("type", "name", "schema", "tags", "description"),
        *("partition_by", "cluster_by", "labels", "format", "enabled"),
    )

    def __init__(self, models: Models, key: str) -> None:
        """Belong to a project; `key` is the model's name without prefix."""
        object.__setattr__(self, "_models", models)
        object.__setattr__(self, "key", key)

    def __getattr__(self, setting: str) -> Any:  # noqa: ANN401 as the setting is
        """Return a setting as it holds: the model's own, else everyone's."""
        if setting not in self._SETTINGS:
            raise AttributeError(f"A model has no {setting!r}.{nearest(setting, self._SETTINGS)}")
        own = self._models.config.models.get(self.key, ModelConfig())
        if setting in ("partition_by", "cluster_by", "labels", "format", "enabled"):
            return getattr(own, setting)
        model = self._models.graph().models[self.key]
        settings = {
            "type": "incremental" if model.incremental else model.kind,
            "name": model.relation.name,
            "schema": model.relation.schema,
        }
        return settings[setting] if setting in settings else getattr(model, setting)

    def __setattr__(self, setting: str, value: object) -> None:
        """Change a setting of this model only."""
        if setting not in self._SETTINGS:
            raise AttributeError(f"A model has no {setting!r}.{nearest(setting, self._SETTINGS)}")
        self._models.change_model(self.key, setting, value)

    def sql(self, dialect: str = "duckdb") -> str:
        """Return the model's SQL, with raw tables as Segment lays them out when everything was sent once."""
        models: Models = self._models
        return models.graph(dialect).sql(self.key)

    def to_arrow(self, connection: object | None = None) -> pa.Table:
        """Return the built model's rows as a pyarrow.Table (needs the extra ``arrow``)."""
        return self._models.fetch(self.key, connection)

    def to_pandas(self, connection: object | None = None) -> pd.DataFrame:
        """Return the built model's rows as a pandas.DataFrame (needs the extra ``pandas``)."""
        return self.to_arrow(connection).to_pandas()

    def to_polars(self, connection: object | None = None) -> pl.DataFrame:
        """Return the built model's rows as a polars.DataFrame (needs the extra ``polars``)."""
        try:
            import polars as pl  # noqa: PLC0415 an extra
        except ModuleNotFoundError:
            raise WarehouseError("polars is not installed: pip install 'segment-models[polars]'") from None
        frame: pl.DataFrame = pl.from_arrow(self.to_arrow(connection))  # type: ignore[assignment]
        return frame

    def __repr__(self) -> str:
        """Show the model as a line."""
        return f"<model {self.key}: {self.type} {self.schema}.{self.name}>"
