"""SQL as sqlfluff's default rules have it, where sqlglot lays it out otherwise: between steps, and inside CASE."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.dialects.dialect import DialectType


def arranged(sql: str, dialect: DialectType, indent: int) -> str:
    """Return laid out SQL with an empty line after each step, and conditions and values beneath their WHEN.

    Texts in quotes stay as they are.
    """
    tokens = sqlglot.tokenize(sql, dialect)
    text = _Lines(sql)
    shifts = [0] * len(text.lines)
    breaks = {line: (column, "\n\n", 0) for line, column in _steps(tokens, text)}
    for when, condition, then, end in _branches(tokens, text):
        for number in range(then, end):
            shifts[number] += indent
        if then - when > 1:
            breaks[when] = condition, "\n", indent
            for number in range(when + 1, then):
                shifts[number] += indent
    for token in tokens:  # what stands inside a text in quotes is no layout
        for number in range(text.line(token.start) + 1, text.line(token.end) + 1):
            shifts[number] = 0
    return "\n".join(
        _broken(" " * shift + line if line else line, shift, breaks.get(number))
        for number, (line, shift) in enumerate(zip(text.lines, shifts, strict=True))
    )


def _broken(line: str, shift: int, at: tuple[int, str, int] | None) -> str:
    """Return a line, which was shifted, divided at a column of what it was."""
    if at is None:
        return line
    column, newlines, further = at
    before, after = line[: column + shift], line[column + shift :].lstrip()
    if not after:  # the line ends there already
        return f"{before.rstrip()}\n"
    own = len(line) - len(line.lstrip())
    return f"{before.rstrip()}{newlines}{' ' * (own + further)}{after}"


def without_idle_aliases(query: exp.Query, names: set[str]) -> exp.Query:
    """Return a query, changed in place, where a table of these names has an alias only if something uses it."""
    for table in [one for one in query.find_all(exp.Table) if one.alias and one.name in names]:
        select = table.find_ancestor(exp.Select)
        if select and not any(table.alias in (one.table, one.name) for one in select.find_all(exp.Column)):
            table.set("alias", None)
    return query


class _Lines:
    """A text by its lines."""

    def __init__(self, sql: str) -> None:
        self.lines = sql.split("\n")
        self._starts = [0]
        for line in self.lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def column(self, at: int) -> int:
        return at - self._starts[self.line(at)]

    def begins(self, token: Token) -> bool:
        """Return whether nothing but space stands before a token on its line."""
        return not self.lines[self.line(token.start)][: self.column(token.start)].strip()


def _steps(tokens: Sequence[Token], text: _Lines) -> Iterator[tuple[int, int]]:
    """Yield each line that ends a step, and where in it the next begins."""
    for closing, comma, name, word in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        kinds = (closing.token_type, comma.token_type, word.token_type)
        one_line = text.line(closing.start) == text.line(name.start) == text.line(word.start)
        if kinds == (TokenType.R_PAREN, TokenType.COMMA, TokenType.ALIAS) and one_line and text.begins(closing):
            yield text.line(closing.start), text.column(comma.end) + 1
    for closing, select in pairwise(tokens):
        if (closing.token_type, select.token_type) == (TokenType.R_PAREN, TokenType.SELECT) and text.begins(closing):
            line = text.line(closing.start)
            yield line, len(text.lines[line])


def _branches(tokens: Sequence[Token], text: _Lines) -> Iterator[tuple[int, int, int, int]]:
    """Yield each branch of a CASE: the lines of WHEN, of THEN and of what follows, and where the condition begins.

    One whose THEN is in the line of its WHEN needs nothing.
    """
    cases: list[tuple[Token | None, Token | None]] = []
    for token in tokens:
        match token.token_type:
            case TokenType.CASE:
                cases.append((None, None))
            case TokenType.THEN if cases and text.begins(token):
                cases[-1] = (cases[-1][0], token)
            case TokenType.WHEN | TokenType.ELSE | TokenType.END if cases:
                when, then = cases.pop()
                if when and then:
                    yield (
                        text.line(when.start),
                        text.column(when.end) + 1,
                        text.line(then.start),
                        text.line(token.start),
                    )
                if token.token_type != TokenType.END:
                    cases.append((token if token.token_type == TokenType.WHEN else None, None))
