"""The configuration: what can be said (`definition`), and how it is read (`reading`)."""

from segment_models.config.definition import (
    ChannelRule,
    ClickId,
    Config,
    Conversion,
    DefaultConfig,
    EventProperties,
    Materialization,
    ModelConfig,
    Severity,
)
from segment_models.config.reading import (
    json_schema,
    parse,
    read,
    snake_case,
    spellings,
    with_environment,
    without_variables,
)

__all__ = [
    "ChannelRule",
    "ClickId",
    "Config",
    "Conversion",
    "DefaultConfig",
    "EventProperties",
    "Materialization",
    "ModelConfig",
    "Severity",
    "json_schema",
    "parse",
    "read",
    "snake_case",
    "spellings",
    "with_environment",
    "without_variables",
]
