"""How Dataform's files are written: a configuration in JavaScript, then SQL in which ``${…}`` is JavaScript.

In SQL, Dataform knows texts in quotes, and comments, but no names in backticks. A ``${`` in a text is JavaScript, too.
In JavaScript, it takes no text for one that has other escapes than of a quote and a backslash.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from segment_models import forget
from segment_models.configured import Model
from segment_models.export.references import References
from segment_models.graph import Graph
from segment_models.sources import RawTable
from segment_models.warehouses.relation import Relation

_TOKEN = re.compile(
    r"""
    (?P<comment> /\* .*? \*/ )
    | (?P<text> ' (?: \\. | [^'\\] )* ' | " (?: \\. | [^"\\] )* " )
    | (?P<name> ` (?: \\. | [^`\\] )* ` )
    """,
    re.DOTALL | re.VERBOSE,
)
_PLAIN_NAME = re.compile(r"`(?:[\w. ]|-(?!-))*`")
_WORD = re.compile(r"[A-Za-z_]\w*")
_MARK = re.compile(r"[{}`]|/(?=[*/])|-(?=-)")

Setting = str | bool | list[str] | dict[str, "Setting"]


class DataformReferences(References):
    """``${ref("dataset", "table")}``, with the project in front where it is configured."""

    def __init__(self, graph: Graph) -> None:
        """Refer to the models and the raw tables of a graph."""
        self.graph = graph

    def model(self, model: Model) -> str:
        """Return the reference to a model."""
        return reference(model.relation.schema, model.relation.name)

    def raw(self, table: RawTable) -> str:
        """Return the reference to a raw table, which `declare` declares, or the project it is exported to does."""
        return reference(self.graph.context.full_names.get(table.schema, table.schema), table.name)

    def forgotten(self, relation: Relation) -> str:
        """Return the reference to the table of who is forgotten, which is declared, too."""
        return reference(relation.schema, relation.name)

    def who_is_forgotten(self) -> str:
        """Return ``ref`` to a table of the export, which is there from the start."""
        there = forget.place(self.graph)
        return reference(there.schema, there.name)

    def timeout_micros(self, configured_millis: int) -> str:
        """Return the configured number."""
        return str(configured_millis * 1000)

    def escaped(self, sql: str) -> str:
        r"""Write ``${`` in texts as JavaScript that gives it, and so every name with more than letters and spaces."""
        return _TOKEN.sub(_escaped, sql)


def _escaped(token: re.Match[str]) -> str:
    if token["text"]:
        return token["text"].replace("${", '${"${"}')
    if token["name"] and not _PLAIN_NAME.fullmatch(token["name"]):
        return f'${{decodeURIComponent("{quote(token["name"], safe="")}")}}'
    return token[0]


def reference(schema: str, name: str, function: str = "ref") -> str:
    """Return ``${ref("dataset", "table")}``, or another function's reference."""
    *project, dataset = split(schema)
    return f"${{{function}({', '.join(json.dumps(part, ensure_ascii=False) for part in (*project, dataset, name))})}}"


def split(schema: str) -> tuple[str, ...]:
    """Return a dataset, or a project and a dataset: a project's name may have a dot in it."""
    project, _, dataset = schema.rpartition(".")
    return (project, dataset) if project else (dataset,)


def place(schema: str, name: str) -> dict[str, Setting]:
    """Return the settings that say where a table is."""
    *project, dataset = split(schema)
    return {**({"database": project[0]} if project else {}), "schema": dataset, "name": name}


def config_block(settings: Mapping[str, Setting]) -> str:
    """Return the ``config { … }`` of a file."""
    return f"config {literal(settings)}\n"


def literal(settings: Mapping[str, Setting], depth: int = 0) -> str:
    """Return settings as a JavaScript object, one a line."""
    inner = "  " * (depth + 1)
    lines = [f"{inner}{_key(key)}: {_value(value, depth + 1)}" for key, value in settings.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"


def _key(key: str) -> str:
    return key if _WORD.fullmatch(key) else _text(key)


def _text(value: str) -> str:
    """Return a text in JavaScript, without the marks that end a block for Dataform even in a text."""
    quoted = json.dumps(value, ensure_ascii=False)
    return _MARK.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _value(value: Setting, depth: int) -> str:
    match value:
        case dict():
            return literal(value, depth)
        case list():
            return f"[{', '.join(_text(one) for one in value)}]"
        case bool():
            return json.dumps(value)
    return _text(value)
