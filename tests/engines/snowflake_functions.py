"""Every word in capitals that the models' SQL on Snowflake may have, with the page of Snowflake's manual on it.

No analyzer of Snowflake's can be had outside it, so a word that is not here fails a test until somebody has read its
page. Names are in small letters in that SQL, functions, types and keywords in capitals.
"""

MANUAL = "https://docs.snowflake.com/en/sql-reference"

FUNCTIONS = {
    name: f"{MANUAL}/functions/{page or name.lower()}"
    for name, page in {
        "ABS": None,
        "ARRAY_AGG": None,  # an ARRAY of what is not NULL, with WITHIN GROUP in its order
        "CAST": None,
        "CHARINDEX": None,
        "COALESCE": None,
        "COLLATE": None,
        "CONVERT_TIMEZONE": None,  # with two arguments: of a TIMESTAMP_TZ or _LTZ, whatever the session's zone
        "COUNT": None,
        "CURRENT_TRANSACTION": None,
        "DATEADD": None,
        "DATEDIFF": None,  # of two days: how many days are between them
        "DATE_PART": None,
        "DATE_TRUNC": None,
        "DENSE_RANK": None,
        "FLATTEN": None,  # with INPUT => …: value, and index from 0
        "FLOOR": "floor",
        "GET": None,  # counts from 0; NULL where the index is NULL
        "HASH": None,
        "HEX_ENCODE": None,
        "LAG": None,
        "LEAD": None,
        "LENGTH": "length",  # characters, not bytes
        "LOWER": None,
        "MAX": None,
        "MAX_BY": None,  # passes over rows whose second argument is NULL
        "MD5": "md5",  # lower-case hex
        "MIN": None,
        "MOD": None,
        "NULLIF": None,
        "OBJECT_CONSTRUCT_KEEP_NULL": None,
        "REGEXP_INSTR": None,  # anywhere in the text
        "REGEXP_LIKE": "regexp_like",  # the whole text
        "REGEXP_REPLACE": None,
        "REVERSE": None,
        "ROUND": "round",
        "ROW_NUMBER": None,
        "RTRIM": None,
        "SPLIT_PART": None,  # an empty text where there is none
        "SUBSTRING": "substr",
        "SUM": None,
        "TIMESTAMPDIFF": None,
        "TO_DATE": None,
        "TO_TIMESTAMP_NTZ": "to_timestamp",  # with a format; else the session's
        "TO_VARCHAR": "to_char",
        "TRANSLATE": None,
        "TRIM": None,
        "TRY_TO_TIMESTAMP_NTZ": "try_to_timestamp",
        "TRY_TO_TIMESTAMP_TZ": "try_to_timestamp",
        "YEAR": "year",  # of a date or a time, negative before Christ
    }.items()
}

_TYPES = f"{MANUAL}/intro-summary-data-types"
_QUERY = f"{MANUAL}/constructs"
_OPERATORS = f"{MANUAL}/operators"

KEYWORDS = {
    **dict.fromkeys(("BIGINT", "FLOAT", "NUMBER"), f"{MANUAL}/data-types-numeric"),
    **dict.fromkeys(("VARCHAR",), f"{MANUAL}/data-types-text"),
    **dict.fromkeys(("DATE", "TIMESTAMP_NTZ"), f"{MANUAL}/data-types-datetime"),
    **dict.fromkeys(("TRUE", "FALSE"), f"{MANUAL}/data-types-logical"),
    **dict.fromkeys(("OBJECT",), f"{MANUAL}/data-types-semistructured"),
    **dict.fromkeys(("NULL",), _TYPES),
    **dict.fromkeys(("SELECT", "DISTINCT", "AS"), f"{MANUAL}/sql/select"),
    **dict.fromkeys(("FROM",), f"{_QUERY}/from"),
    **dict.fromkeys(("VALUES",), f"{_QUERY}/values"),
    **dict.fromkeys(("JOIN", "LEFT", "FULL", "CROSS", "ON"), f"{_QUERY}/join"),
    **dict.fromkeys(("LATERAL", "INPUT"), f"{_QUERY}/join-lateral"),
    **dict.fromkeys(("WHERE",), f"{_QUERY}/where"),
    **dict.fromkeys(("GROUP", "BY"), f"{_QUERY}/group-by"),
    **dict.fromkeys(("HAVING",), f"{_QUERY}/having"),
    **dict.fromkeys(("ORDER", "ASC", "DESC", "NULLS", "LAST"), f"{_QUERY}/order-by"),
    **dict.fromkeys(("WITH",), f"{_QUERY}/with"),
    **dict.fromkeys(("WITHIN",), f"{MANUAL}/functions/array_agg"),
    **dict.fromkeys(("UNION", "ALL"), f"{MANUAL}/operators-query"),
    **dict.fromkeys(
        ("OVER", "PARTITION", "ROWS", "BETWEEN", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT", "ROW"),
        f"{MANUAL}/functions-window-syntax",
    ),
    **dict.fromkeys(("CASE", "WHEN", "THEN", "ELSE", "END"), f"{MANUAL}/functions/case"),
    **dict.fromkeys(("AND", "OR", "NOT"), f"{_OPERATORS}-logical"),
    **dict.fromkeys(("IN",), f"{MANUAL}/functions/in"),
    **dict.fromkeys(("IS",), f"{MANUAL}/functions/is-null"),
    **dict.fromkeys(("LIKE",), f"{MANUAL}/functions/like"),
    **dict.fromkeys(("EXISTS",), f"{_OPERATORS}-subquery"),
    **dict.fromkeys(("DAY", "MICROSECOND", "MONTH"), f"{MANUAL}/functions-date-time"),
}

STATEMENTS = {
    **dict.fromkeys(("CREATE", "REPLACE", "TABLE", "TRANSIENT"), f"{MANUAL}/sql/create-table"),
    **dict.fromkeys(("CLONE", "COPY", "GRANTS"), f"{MANUAL}/sql/create-clone"),
    **dict.fromkeys(("CLUSTER",), "https://docs.snowflake.com/en/user-guide/tables-clustering-keys"),
    **dict.fromkeys(("VIEW", "COMMENT"), f"{MANUAL}/sql/create-view"),
    **dict.fromkeys(
        ("SCHEMA", "IF", "DATA_RETENTION_TIME_IN_DAYS", "DEFAULT_DDL_COLLATION"), f"{MANUAL}/sql/create-schema"
    ),
    **dict.fromkeys(("ALTER", "COLUMN"), f"{MANUAL}/sql/alter-table-column"),
    **dict.fromkeys(("DROP",), f"{MANUAL}/sql/drop-table"),
    **dict.fromkeys(("INSERT", "INTO"), f"{MANUAL}/sql/insert"),
    **dict.fromkeys(("DELETE", "USING"), f"{MANUAL}/sql/delete"),  # a row with several matches goes once
    **dict.fromkeys(("UPDATE", "SET"), f"{MANUAL}/sql/update"),  # which locks until the transaction ends
    **dict.fromkeys(("BEGIN", "TRANSACTION"), f"{MANUAL}/sql/begin"),
    **dict.fromkeys(("COMMIT",), f"{MANUAL}/sql/commit"),
}

WORDS = FUNCTIONS | KEYWORDS | STATEMENTS
