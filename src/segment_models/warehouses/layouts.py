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
        statements = parse(f"SELECT {told}\n", dialect=dialect)
    except (SqlglotError, RecursionError):
        statements = []
    match statements:
        case [exp.Select(selects=[found]) as select] if _has_nothing_else(select) and not _is_more(found):
            return found.pop()
    raise ConfigError(f"{option}: {told!r} is no expression. It looks like {example}.")


def _has_nothing_else(select: exp.Select) -> bool:
    return all(not value for key, value in select.args.items() if key != "expressions")


def _is_more(found: exp.Expr) -> bool:
    return isinstance(found, exp.Alias | exp.Star) or found.find(exp.Query, exp.DDL, exp.Command) is not None


def file_format(told: str) -> str:
    """Return a format in small letters.

    Raises:
        ConfigError: it is no single word.
    """
    if not _FORMAT.fullmatch(told):
        raise ConfigError(f"format: {told!r} is no format. It is one word, such as parquet, delta or iceberg.")
    return told.lower()
