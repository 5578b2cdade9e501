"""sqlglot's generators, as classes that ours can inherit from.

With the extra ``sqlglot[c]``, which another package may bring, they are compiled, and Python refuses to make an object
of a class that inherits from a compiled one. Their source is installed beside it all the same: it is loaded a second
time, for this package alone, and whoever else uses sqlglot keeps the compiled one.
"""

from __future__ import annotations

import builtins
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlglot.generators.bigquery import BigQueryGenerator
    from sqlglot.generators.databricks import DatabricksGenerator
    from sqlglot.generators.duckdb import DuckDBGenerator
    from sqlglot.generators.postgres import PostgresGenerator
    from sqlglot.generators.redshift import RedshiftGenerator
    from sqlglot.generators.snowflake import SnowflakeGenerator
    from sqlglot.generators.spark import SparkGenerator

__all__ = [
    "BigQueryGenerator",
    "DatabricksGenerator",
    "DuckDBGenerator",
    "PostgresGenerator",
    "RedshiftGenerator",
    "SnowflakeGenerator",
    "SparkGenerator",
]

_BASE, _EACH = "sqlglot.generator", "sqlglot.generators"

_TAKE_GENERATORS = ("generator", "transforms")
"""The modules of sqlglot whose functions, compiled, take compiled generators only."""

_DIALECT = "sqlglot.dialects.dialect"
"""Likewise, by a decorator of theirs, the functions in here; its classes are the ones that all share."""

_loaded: dict[str, ModuleType] = {}
"""What was loaded from its source, by its name in sqlglot."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 a class of sqlglot's
    """Return a generator by its name, from its source if sqlglot's own is compiled."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = f"{_EACH}.{name.removesuffix('Generator').lower()}"
    return getattr(_from_source(module) if _is_compiled(_BASE) else import_module(module), name)


def _is_compiled(module: str) -> bool:
    return Path(str(import_module(module).__file__)).suffix != ".py"


def _from_source(name: str) -> ModuleType:
    """Return a module of sqlglot's that was loaded from its source, and its imports of generators likewise."""
    if name not in _loaded:
        compiled = Path(str(import_module(name).__file__))
        source = compiled.with_name(f"{compiled.name.partition('.')[0]}.py")
        module = _loaded[name] = ModuleType(name)
        module.__file__ = str(source)
        module.__package__ = name.rpartition(".")[0]
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": _import}
        exec(compile(source.read_text("utf-8"), source, "exec"), module.__dict__)  # noqa: S102 what `import` does
        if name == _DIALECT:
            shared = vars(import_module(name)).items()
            vars(module).update({key: value for key, value in shared if isinstance(value, type)})
    return _loaded[name]


def _takes_generators(name: str) -> bool:
    package, _, module = name.rpartition(".")
    return name == _DIALECT or package == _EACH or (package == "sqlglot" and module in _TAKE_GENERATORS)


def _import(name: str, given: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> ModuleType:  # noqa: ANN401
    """Import as Python does, but for generators."""
    if not level and wanted and _takes_generators(name):
        return _from_source(name)
    found = builtins.__import__(name, given, local, wanted, level)
    if asked := set(_TAKE_GENERATORS).intersection(wanted or ()) if name == "sqlglot" else set():
        around = ModuleType(name)
        vars(around).update(vars(found) | {one: _from_source(f"sqlglot.{one}") for one in asked})
        return around
    return found
