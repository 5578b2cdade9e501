"""Write src/segment_models/config/options.py: the keys of the configuration for editors and type checkers.

    python scripts/write_options.py

tests/test_typing.py fails when the file is not what this script would write.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator

from segment_models.config import definition, spellings

FILE = Path(__file__).parents[1] / "src" / "segment_models" / "config" / "options.py"

HEAD = '''"""The keys of the configuration as `segment` takes them, for editors and type checkers.

scripts/write_options.py wrote this file. Edit that, or config/definition.py, not this.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypedDict
'''

ALSO: dict[str, tuple[str, ...]] = {
    "_one_or_many": ("str",),
    "_duration": ("str",),
    "_value": ("int", "float"),
    "_conversion": ("None",),
    "_properties": ("str", "Sequence[str | CarriedField]"),
}
"""What a validator of config/definition.py takes besides the type that it makes."""
PLAIN = {str: "str", bool: "bool", int: "int", float: "float", Decimal: "Decimal", timedelta: "timedelta"}
PLAIN |= {date: "str | date", NoneType: "None"}


def of(kind: Any) -> list[str]:  # noqa: ANN401, PLR0911 a type; one for each kind of it
    """Return what may be given for a type, as alternatives."""
    if kind == definition.Fields:
        return ["str", "CarriedField", "Sequence[str | CarriedField]"]
    arguments = get_args(kind)
    match get_origin(kind):
        case origin if origin is Annotated:
            marks = [mark.func.__name__ for mark in arguments[1:] if isinstance(mark, BeforeValidator)]
            return [*(one for mark in marks for one in ALSO[mark]), *of(arguments[0])]
        case origin if origin in (Union, UnionType):
            return [one for part in arguments for one in of(part)]
        case origin if origin is tuple:
            return [f"Sequence[{union(arguments[0])}]"]
        case origin if origin is dict:
            return [f"Mapping[str, {union(arguments[1])}]"]
        case origin if origin is Literal:
            return [f"Literal[{', '.join(map(_quoted, arguments))}]"]
    return [kind.__name__ if issubclass(kind, BaseModel) else PLAIN[kind]]


def _quoted(text: str) -> str:
    return f'"{text}"'


def union(kind: Any) -> str:  # noqa: ANN401 a type
    """Return the alternatives for a type as Python has them; None comes last."""
    found = dict.fromkeys(of(kind))
    return " | ".join(sorted(found, key=lambda one: one == "None"))


def keys(part: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of a part of the configuration: name, type, and what it is for."""
    hints = get_type_hints(part, include_extras=True)
    for name, info in part.model_fields.items():
        yield spellings(name, info)[0], union(hints[name]), info.description or ""


def typed_dict(part: type[BaseModel], called: str) -> str:
    """Return the class for a part of the configuration."""
    if any(name == "as" for name, _, _ in keys(part)):  # which no class can have for an attribute
        inside = ", ".join(f'"{name}": {kind}' for name, kind, _ in keys(part))
        return f'{called} = TypedDict("{called}", {{{inside}}})\n"""{part.__doc__}"""'
    lines = [f"class {called}(TypedDict, total=False):", f'    """{part.__doc__}"""', ""]
    for name, kind, about in keys(part):
        lines.append(f"    {name}: {kind}")
        wrapped = textwrap.wrap(f'"""{about}"""', 116)
        lines += [f"    {line}" for line in wrapped]
    return "\n".join(lines)


def text() -> str:
    """Return the file."""
    parts = (
        definition.CarriedField,
        definition.ClickId,
        definition.ChannelRule,
        definition.EventProperties,
        definition.Conversion,
        definition.DefaultConfig,
        definition.ModelConfig,
    )
    classes = [typed_dict(part, part.__name__) for part in parts]
    whole = typed_dict(definition.Config, "Options").replace(
        definition.Config.__doc__ or "", "Everything that can be configured, in snake case."
    )
    return HEAD + "\n" + "\n\n\n".join([*classes, whole]) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
