"""Reading literal values out of JavaScript, without running it: a call's options, and what is done with its result.

The parser is tree-sitter's, with its JavaScript grammar: the one that editors use, kept by its makers, two small wheels
without further dependencies. It is the extra ``dataform``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True)
class Computed:
    """A value that only running the JavaScript would give: its text on one line, and the line it starts on."""

    text: str
    line: int


Value: TypeAlias = bool | int | float | str | tuple["Value", ...] | dict[str, "Value"] | Computed | None
"""What a literal stands for; ``undefined`` is None, as ``null`` is."""

SPREAD = "…"
"""The start of the key under which an object's ``...spread`` and its computed keys are kept."""


@dataclass(frozen=True)
class Use:
    """A method called on a part of a call's result: ``models.sessions.type("table")``."""

    part: str
    method: str
    arguments: tuple[Value, ...]
    line: int
    text: str


@dataclass(frozen=True)
class Call:
    """A call of a package's function with one literal object, what is called on its result, and other uses of it."""

    options: Mapping[str, Value]
    lines: Mapping[str, int]
    """The line of each option."""
    line: int
    uses: tuple[Use, ...]
    others: tuple[Computed, ...]


def read_call(source: str, package: str, function: str, *, where: str) -> Call:
    """Return the one call of a package's function in a file's text.

    The function is whatever name ``require(package)`` is given; where the file requires no such package, it is
    ``function``.

    Raises:
        ConfigError: there is no such call, more than one, one without a literal object, or no JavaScript; or the
            parser is not installed.
    """
    root = _parse(source, where)
    names = {_text(name) for name, value in _variables(root) if _requires(value, package)} or {function}
    calls = [
        node
        for node in _every(root)
        if node.type == "call_expression" and (_text(_function(node)) in names or _requires(_function(node), package))
    ]
    if not calls:
        raise ConfigError(
            f"{where} has no call like {function}({{ … }}). "
            f'Name the file that has it, after: const {function} = require("{package}");'
        )
    if len(calls) > 1:
        lines = ", ".join(str(_line(node)) for node in calls)
        raise ConfigError(
            f"{where} calls {function}() on lines {lines}. Leave one in a copy of it for each set of models."
        )
    (call,) = calls
    arguments = _arguments(call)
    if [node.type for node in arguments] != ["object"]:
        raise ConfigError(
            f"{where}, line {_line(call)}: the options are not an object written out here, but {_text(call)}. "
            "Write them there."
        )
    options = _value(arguments[0])
    assert isinstance(options, dict)  # noqa: S101 an object's value
    return Call(options, dict(_lines_of(arguments[0])), _line(call), *_used(root, call))


def _parse(source: str, where: str) -> Node:
    try:
        import tree_sitter_javascript  # noqa: PLC0415 an extra
        from tree_sitter import Language, Parser  # noqa: PLC0415
    except ModuleNotFoundError:
        raise ConfigError(f"Reading {where} needs a parser: pip install 'segment-models[dataform]'") from None
    root = Parser(Language(tree_sitter_javascript.language())).parse(source.encode()).root_node
    if root.has_error:
        wrong = next(node for node in _every(root) if node.type == "ERROR" or node.is_missing)
        raise ConfigError(
            f"{where}, line {_line(wrong)}: this is not JavaScript: {_text(wrong) or 'something is missing'}"
        )
    return root


def _every(node: Node) -> Iterator[Node]:
    yield node
    for child in node.named_children if node.type != "ERROR" else node.children:
        yield from _every(child)


def _text(node: Node | None) -> str:
    """Return a node's text on one line."""
    return re.sub(r"\s+", " ", (node.text or b"").decode()) if node else ""


def _line(node: Node) -> int:
    return node.start_point.row + 1


def _variables(root: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the name and the value of every variable that is given one where it is declared."""
    for node in _every(root):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type == "variable_declarator" and name and value:
            yield name, value


def _function(call: Node) -> Node | None:
    return call.child_by_field_name("function")


def _arguments(call: Node) -> list[Node]:
    found = call.child_by_field_name("arguments")
    return [node for node in found.named_children if node.type != "comment"] if found else []


def _requires(node: Node | None, package: str) -> bool:
    """Return whether an expression is ``require("package")``, or of a path to it."""
    if node is None or node.type != "call_expression" or _text(_function(node)) != "require":
        return False
    named = [_value(argument) for argument in _arguments(node)]
    return len(named) == 1 and isinstance(named[0], str) and named[0].rsplit("/", 1)[-1] == package


def _used(root: Node, call: Node) -> tuple[tuple[Use, ...], tuple[Computed, ...]]:
    """Return the methods called on the parts of a call's result, and whatever else is done with it."""
    names = [name for name, value in _variables(root) if value == call]
    uses: list[Use] = []
    others = [Computed(_text(name), _line(name)) for name in names if name.type != "identifier"]
    if call.parent and call.parent.type == "member_expression":
        others.append(Computed("what follows the call", _line(call.parent)))
    for statement in root.named_children:
        mentions = [
            node
            for node in _every(statement)
            if node.type == "identifier" and _text(node) in map(_text, names) and node not in names
        ]
        if mentions:
            chain = _chain(statement)
            uses += chain
            others += [] if chain else [Computed(_text(statement), _line(statement))]
    return tuple(uses), tuple(others)


def _chain(statement: Node) -> list[Use]:
    """Return ``x.part.method(…).method(…);`` as uses, in order; none where the statement is anything else."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    found: list[Use] = []
    while node and node.type == "call_expression":
        member = _function(node)
        if member is None or member.type != "member_expression":
            return []
        arguments = tuple(_value(argument) for argument in _arguments(node))
        method = _text(member.child_by_field_name("property"))
        found.insert(0, Use("", method, arguments, _line(node.children[-1]), _text(statement)))
        node = member.child_by_field_name("object")
    if node is None or node.type != "member_expression" or "." in _text(node.child_by_field_name("object")):
        return []
    part = _text(node.child_by_field_name("property"))
    return [Use(part, use.method, use.arguments, use.line, use.text) for use in found]


def _lines_of(node: Node) -> Iterator[tuple[str, int]]:
    for number, member in enumerate(_members(node)):
        yield _key(member, number), _line(member)


def _members(node: Node) -> list[Node]:
    return [member for member in node.named_children if member.type != "comment"]


def _key(member: Node, number: int) -> str:
    """Return a member's key; for one that has none that can be read, one of our own."""
    key = member.child_by_field_name("key") or member.child_by_field_name("name") or member
    match key.type:
        case "property_identifier" | "shorthand_property_identifier" | "number":
            return _text(key)
        case "string":
            return _string(key)
    return f"{SPREAD}{number}"


def _value(node: Node) -> Value:  # noqa: PLR0911 one for each kind of literal
    """Return what a literal stands for, and anything else as `Computed`."""
    match node.type:
        case "null" | "undefined":
            return None
        case "true" | "false":
            return node.type == "true"
        case "string":
            return _string(node)
        case "template_string" if all(child.type != "template_substitution" for child in node.named_children):
            return _string(node)
        case "array" if all(child.type != "spread_element" for child in node.named_children):
            return tuple(_value(child) for child in _members(node))
        case "object":
            return {_key(member, number): _member(member) for number, member in enumerate(_members(node))}
    number = _number(node)
    return Computed(_text(node), _line(node)) if number is None else number


def _member(member: Node) -> Value:
    value = member.child_by_field_name("value")
    if member.type == "pair" and value and not _key(member, 0).startswith(SPREAD):
        return _value(value)
    return Computed(_text(member), _line(member))


def _number(node: Node) -> int | float | None:
    """Return a number, or what an arithmetic of numbers gives, such as ``30 * 60 * 1000``; None for anything else."""
    match node.type:
        case "number":
            digits = _text(node).replace("_", "").rstrip("n")
            return int(digits, 0) if re.fullmatch(r"0[xXoObB]\w+|0|[1-9]\d*", digits) else _decimal(digits)
        case "parenthesized_expression":
            return _number(_members(node)[0])
        case "unary_expression":
            inner = _number(_members(node)[0])
            return None if inner is None or _text(node.children[0]) != "-" else -inner
        case "binary_expression":
            left, right = (_number(side) for side in (node.children[0], node.children[-1]))
            calculate = _ARITHMETIC.get(sign := _text(node.child_by_field_name("operator")))
            if left is None or right is None or calculate is None or (sign == "/" and not right):
                return None
            return _whole(calculate(left, right))
    return None


def _decimal(digits: str) -> int | float | None:
    try:
        return _whole(float(digits))
    except ValueError:
        return None


def _whole(number: float) -> int | float:
    return int(number) if isinstance(number, float) and number.is_integer() else number


_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


def _string(node: Node) -> str:
    """Return a string's text; two escapes may stand for one character."""
    units = "".join(_piece(child) for child in node.named_children).encode("utf-16", "surrogatepass")
    return units.decode("utf-16", "replace")


def _piece(node: Node) -> str:
    text = (node.text or b"").decode()
    if node.type != "escape_sequence":
        return text
    escaped = text[1:]
    if code := re.fullmatch(r"[xu]\{?([0-9A-Fa-f]+)\}?", escaped):
        return chr(int(code[1], 16))
    return _ESCAPES.get(escaped, escaped)
