"""YAML: reading a document that somebody else may have written, which may not grow without end, and writing a text."""

import json
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node, ScalarNode

MOST_VALUES = 100_000
MOST_LEVELS = 50
"""More than any configuration has; a file of few lines can say more, by aliases of aliases."""


def load(text: str) -> Any:  # noqa: ANN401 whatever YAML holds
    """Return what a YAML document holds.

    Raises:
        YAMLError: it is no YAML, is nested too deeply, or its aliases make too many values of it.
    """
    try:
        _require_small(YAML(typ="safe", pure=True).compose(text))
        return YAML(typ="safe", pure=True).load(text)
    except RecursionError:
        raise YAMLError(f"its keys and lists are nested more than {MOST_LEVELS} deep") from None
    except (ValueError, OverflowError) as error:  # a date or a number that is none, such as 2026-13-45
        raise YAMLError(f"it has a value that cannot be read: {error}") from None


def _require_small(document: Node | None) -> None:
    """Refuse a document that is too deep or too large once each alias is replaced by what it stands for."""
    waiting, values = [(document, 1)], 0
    while waiting:
        node, level = waiting.pop()
        values += 1
        if level > MOST_LEVELS:
            raise YAMLError(f"its keys and lists are nested more than {MOST_LEVELS} deep")
        if values > MOST_VALUES:
            raise YAMLError(f"it has more than {MOST_VALUES:,} values once its aliases are replaced")
        if node is None or isinstance(node, ScalarNode):
            continue
        for one in node.value:
            waiting += [(part, level + 1) for part in (one if isinstance(one, tuple) else (one,))]


_PLAIN = re.compile(r"[A-Za-z][\w.:/-]*(?<!:)")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""What some readers of YAML take for something else than text."""


def written(text: str) -> str:
    """Return a text as a value of YAML on one line: quoted where it could be taken for something else."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else quoted(text)


def quoted(text: str) -> str:
    """Return a text in YAML's double quotes; what is not printable is written by its number."""
    return "".join(
        one if one.isprintable() else f"\\U{ord(one):08x}" if one not in "\n\t\r" else json.dumps(one)[1:-1]
        for one in json.dumps(text, ensure_ascii=False)
    )
