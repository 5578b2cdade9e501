"""How Snowflake reads names: without quotes in capitals, in quotes as they stand."""

import re

REGULAR = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
"""A name that needs no quotes, unless it is reserved: https://docs.snowflake.com/en/sql-reference/identifiers-syntax."""

RESERVED = frozenset(
    (  # noqa: SIM905 a hundred words, not a line each
        "ALL ALTER AND ANY AS BETWEEN BY CASE CAST CHECK COLUMN CONNECT CONNECTION CONSTRAINT CREATE CROSS CURRENT "
        "CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DATABASE DELETE DISTINCT DROP ELSE EXISTS FALSE "
        "FOLLOWING FOR FROM FULL GRANT GROUP GSCLUSTER HAVING ILIKE IN INCREMENT INNER INSERT INTERSECT INTO IS ISSUE "
        "JOIN LATERAL LEFT LIKE LOCALTIME LOCALTIMESTAMP MINUS NATURAL NOT NULL OF ON OR ORDER ORGANIZATION QUALIFY "
        "REGEXP REVOKE RIGHT RLIKE ROW ROWS SAMPLE SCHEMA SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER TRUE "
        "TRY_CAST UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHENEVER WHERE WITH"
    ).split()
)
"""Words that are no names without quotes: https://docs.snowflake.com/en/sql-reference/reserved-keywords."""


def stored(name: str) -> str:
    """Return a name as Snowflake stores it: capitals, unless it stands in double quotes or could not do without."""
    if len(name) > 2 and name[0] == name[-1] == '"':  # noqa: PLR2004 the quotes
        return name[1:-1].replace('""', '"')
    return name.upper() if REGULAR.fullmatch(name) else name


def spelled(stored_name: str) -> str:
    """Return a stored name as a configuration spells it: in double quotes where Snowflake would fold it otherwise."""
    return stored_name if stored(stored_name) == stored_name else '"' + stored_name.replace('"', '""') + '"'


def written(name: str) -> str:
    """Return a name as SQL has it: small letters without quotes where that is the same, else in double quotes."""
    exact = stored(name)
    if REGULAR.fullmatch(exact) and exact == exact.upper() and exact not in RESERVED:
        return exact.lower()
    return '"' + exact.replace('"', '""') + '"'
