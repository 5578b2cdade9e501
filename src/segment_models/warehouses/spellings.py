"""How text is spelled, on every engine alike (R1): the times that are read, and the doubles that are written."""

from sqlglot import exp

from segment_models.sql import piece

MONTH_AND_DAY = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
ZONE = "Z|UTC|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+-]14(:?00)?"
MOMENT = f"^[0-9][0-9][0-9][0-9]-{MONTH_AND_DAY}([T ]{CLOCK}( ?({ZONE}))?)?$"
"""The shape of a text that is a time, for engines that try whether there is such a day."""

FIRST_MICROS, LAST_MICROS = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last moment of the years 1 to 9999, which every engine and driver can tell, since 1970."""

FIRST, LAST = "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"

LARGEST_EXACT = 9_007_199_254_740_992
"""Every whole number from 0 to here is a double of its own."""

_UNITS = ((99_999_999_999, 1_000_000), (99_999_999_999_999, 1_000), (99_999_999_999_999_999, 1))
"""Up to which number a time is seconds, milliseconds and microseconds since 1970, and how many microseconds each is."""


def micros_of_number(number: exp.Expr, kind: exp.DataType) -> exp.Expr:
    """Return the microseconds since 1970 that a number means by its magnitude; NULL where it means none."""
    whole = kind.is_type(*exp.DataType.INTEGER_TYPES)
    found = exp.case()
    for largest, factor in _UNITS:
        inside = piece(f":number BETWEEN 0 AND {largest}", number=number)
        exact = "CAST(:number AS BIGINT)" if whole else f"CAST(ROUND(CAST(:number AS DOUBLE) * {factor}) AS BIGINT)"
        exact = f"{exact} * {factor}" if whole and factor > 1 else exact
        found = found.when(inside, piece(exact, number=number), copy=False)
    return found


def exact_double(number: exp.Expr, double: exp.Expr) -> exp.Expr:
    """Return a number as a double; NULL where it is larger than what doubles tell apart."""
    inside = piece(f":number BETWEEN -{LARGEST_EXACT} AND {LARGEST_EXACT}", number=number)
    return exp.case().when(inside, double)


def double_as_text(number: exp.Expr, whole: exp.Expr, digits: exp.Expr) -> exp.Expr:
    """Return a double as text: a whole number as one, any other by its digits; NULL where it is no finite number."""
    is_whole = piece("ABS(:number) < 1e18 AND :number = FLOOR(:number)", number=number)
    is_finite = piece("ABS(:number) <= 1.7976931348623157e308", number=number)
    return exp.case().when(is_whole, whole).when(is_finite, digits)


def short_exponent(digits: exp.Expr) -> exp.Expr:
    """Return digits with ``e20`` for ``e+20``, and ``e-5`` for ``e-05``."""
    return piece("REPLACE(REPLACE(:digits, 'e-0', 'e-'), 'e+', 'e')", digits=digits)
