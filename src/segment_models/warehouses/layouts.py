"""What a configuration says of a table's layout, read as what it has to be before it becomes SQL."""

import re

from sqlglot import exp, parse
from sqlglot.dialects.dialect import DialectType
from sqlglot.errors import SqlglotError

from segment_models.errors import ConfigError

_FORMAT = re.compile(r"[A-Za-z]\w*(\.\w+)*", re.ASCII)


def expression(option: str, told: str, dialect: DialectType, example: str) -> exp.Expr:
    """Return the one expression that an option is, as a tree.

    Raises:
        ConfigError: it is none, or a query, a statement, or several.
    """
    try:
        found = parse(f"SELECT {told}\n", dialect=dialect)
        [alone] = parse(told, dialect=dialect)
    except (SqlglotError, ValueError, RecursionError):
        found, alone = [], None
    select = found[0] if len(found) == 1 else None
    whole = isinstance(select, exp.Select) and len(select.selects) == 1
    only = whole and all(not value for key, value in select.args.items() if key != "expressions")  # type: ignore[union-attr]
    if (
        not only
        or alone is None
        or isinstance(alone, exp.Alias | exp.Star)
        or alone.find(exp.Query, exp.DDL, exp.Command)
    ):
        raise ConfigError(f"{option}: {told!r} is no expression. It looks like {example}.")
    return alone


def file_format(told: str) -> str:
    """Return a format in small letters.

    Raises:
        ConfigError: it is no single word.
    """
    if not _FORMAT.fullmatch(told):
        raise ConfigError(f"format: {told!r} is no format. It is one word, such as parquet, delta or iceberg.")
    return told.lower()
