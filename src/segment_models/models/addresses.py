"""Taking addresses apart: hosts, sites, and the parameters of a query (A2, A3). Not a model itself.

Texts are cut, never matched: engines differ in which of several matches of a regular expression they take.
"""

from collections.abc import Sequence

from sqlglot import exp

from segment_models.sql import piece, text
from segment_models.warehouses.dialect import Dialect

_SECOND_LEVEL = ("ac", "co", "com", "edu", "go", "gov", "it", "ne", "net", "or", "org")
"""What stands before two letters of a country and is a part of its ending: ``co.uk``."""

DECODED = {
    "decoded_signs": {"20": " ", "21": "!", "22": '"', "23": "#", "24": "$", "27": "'", "28": "(", "29": ")"},
    "decoded_marks": {"2A": "*", "2B": "+", "2C": ",", "2D": "-", "2E": ".", "2F": "/"},
    "decoded_points": {"3A": ":", "3B": ";", "3D": "=", "3F": "?"},
    "decoded_brackets": {"40": "@", "5B": "[", "5D": "]", "5F": "_", "7C": "|", "7E": "~"},
}
"""What is decoded of a value, beside ``+``, ``%26`` and ``%25``, by the steps that do: see `decoded` and `value`.

Not in one expression, for it would be too deep to be read.
"""


def query_text(dialect: Dialect, search: exp.Expr, url: exp.Expr) -> exp.Expr:
    """Return the text of an address's query, with what stands before it; an empty text if there is none (A2)."""
    whole = dialect.split_part(piece("coalesce(:url, '')", url=url), "#", 1)
    mark = dialect.position(whole, text("?"))
    return piece(
        "CASE WHEN :trimmed <> '' THEN :search WHEN :mark > 0 THEN substr(:whole, :mark) ELSE '' END",
        trimmed=dialect.trim_spaces(search),
        search=dialect.split_part(search, "#", 1),
        mark=mark,
        whole=whole,
    )


def parameter(dialect: Dialect, query: exp.Expr, name: str) -> exp.Expr:
    """Return the value of a parameter as sent; an empty text if it is not there. ``&`` is before each name (A2)."""
    return dialect.split_part(dialect.split_part(query, f"&{name}=", 2), "&", 1)


def decoded(encoded: exp.Expr, step: str) -> exp.Expr:
    """Return a text with some of its escapes decoded once; ``%25`` is last of all, for it makes others (A2)."""
    found = encoded
    for code, character in DECODED[step].items():
        for spelling in dict.fromkeys((code, code.lower())):
            found = piece("replace(:found, :code, :one)", found=found, code=text(f"%{spelling}"), one=text(character))
    return found


def value(dialect: Dialect, decoded_values: exp.Expr, place: int) -> exp.Expr:
    """Return one of several values that stand with ``&`` between them, decoded to the end."""
    one = dialect.split_part(decoded_values, "&", place)
    return piece("replace(replace(:one, '%26', '&'), '%25', '%')", one=one)


def scheme(dialect: Dialect, address: exp.Expr) -> exp.Expr:
    """Return what precedes ``://`` in an address; all of it where there is none."""
    return dialect.split_part(address, "://", 1)


def place(dialect: Dialect, address: exp.Expr) -> exp.Expr:
    """Return the place that an address names, perhaps with a user and a port; an empty text if it names none."""
    cut = dialect.split_part(address, "://", 2)
    for mark in "/?#":
        cut = dialect.split_part(cut, mark, 1)
    return cut


def authority(dialect: Dialect, scheme: exp.Expr, place: exp.Expr) -> exp.Expr:
    """Return the host in such a place as it is written; an empty text if there is none (A3). `host` makes one of it.

    Both are columns, and what becomes of them is a column again: an engine may compute a branch row by row.
    """
    after_user = dialect.reverse(dialect.split_part(dialect.reverse(place), "@", 1))
    return piece(
        "CASE WHEN :inside THEN '' WHEN :user > 0 THEN :after_user ELSE :host END",
        inside=exp.or_(*(piece(":scheme LIKE :mark", scheme=scheme, mark=text(f"%{mark}%")) for mark in "/?#")),
        user=dialect.position(place, text("@")),
        after_user=dialect.split_part(after_user, ":", 1),
        host=dialect.split_part(place, ":", 1),
    )


def host(dialect: Dialect, written: exp.Expr) -> exp.Expr:
    """Return a host that is a column in ASCII lower case, without a ``www.`` before it; NULL if it is empty (A3).

    Most are in lower case already, and to ask is cheaper than to translate.
    """
    lower = dialect.ascii_lower(written)
    lower = piece("CASE WHEN lower(:host) = :host THEN :host ELSE :lower END", host=written, lower=lower)
    return piece("nullif(:host, '')", host=without_www(lower))


def without_www(host: exp.Expr) -> exp.Expr:
    """Return a host without a ``www.`` before it."""
    return piece("CASE WHEN :host LIKE 'www.%' THEN substr(:host, 5) ELSE :host END", host=host)


def label(dialect: Dialect, host: exp.Expr, place: int) -> exp.Expr:
    """Return a label of a host, counted from its end: 1 for ``com`` of ``shop.example.com``; empty beyond its first."""
    return dialect.reverse(dialect.split_part(dialect.reverse(host), ".", place))


def has_long_ending(dialect: Dialect, host: exp.Expr) -> exp.Expr:
    """Return whether the ending of a host's country has two labels, as ``co.uk`` (A3)."""
    before = label(dialect, host, 2).isin(*map(text, _SECOND_LEVEL))
    return exp.and_(has_country(dialect, host), before)


def has_country(dialect: Dialect, host: exp.Expr) -> exp.Expr:
    """Return whether a host ends in two letters."""
    return dialect.matches(label(dialect, host, 1), "^[a-z][a-z]$")


def site(dialect: Dialect, host: exp.Expr) -> exp.Expr:
    """Return the site of a host: its last two labels, or three where the ending of its country has two (A3)."""
    last, before, third = (label(dialect, host, place) for place in (1, 2, 3))
    two = piece(":before || '.' || :last", before=before, last=last)
    return piece(
        """
        CASE WHEN :dot = 0 OR :is_number OR :host = :two THEN :host WHEN :is_long THEN :third || '.' || :two
            ELSE :two END
        """,
        dot=dialect.position(host, text(".")),
        is_number=dialect.matches(last, "^[0-9]+$"),
        host=host,
        two=two,
        is_long=has_long_ending(dialect, host),
        third=third,
    )


def is_under(host: exp.Expr, domains: Sequence[str]) -> exp.Expr:
    """Return whether a host is one of these domains, or under one."""
    tests = (piece(":host LIKE :under", host=host, under=text(f"%.{domain}")) for domain in domains)
    return exp.or_(host.copy().isin(*map(text, domains)), *tests) if domains else exp.false()


def first_label_removed(dialect: Dialect, host: exp.Expr) -> exp.Expr:
    """Return a host without its first label, where two are left; else NULL (A8)."""
    rest = piece("substr(:host, :dot + 1)", host=host, dot=dialect.position(host, text(".")))
    return piece("CASE WHEN :dot > 0 THEN :rest END", dot=dialect.position(rest, text(".")), rest=rest)


def starred(dialect: Dialect, host: exp.Expr) -> exp.Expr:
    """Return a host with ``*`` for the ending of its country; NULL where that has none (A8)."""
    last, before = label(dialect, host, 1), label(dialect, host, 2)
    return piece(
        """
        CASE
            WHEN :is_long THEN substr(:host, 1, length(:host) - length(:before) - length(:last) - 1) || '*'
            WHEN :is_country THEN substr(:host, 1, length(:host) - length(:last)) || '*'
        END
        """,
        is_long=has_long_ending(dialect, host),
        is_country=has_country(dialect, host),
        host=host,
        before=before,
        last=last,
    )
