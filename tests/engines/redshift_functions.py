"""Every function that SQL for Redshift may use, with the page of Amazon's manual that has it.

Base of the links: https://docs.aws.amazon.com/redshift/latest/dg/
"""

MANUAL = "https://docs.aws.amazon.com/redshift/latest/dg/"

FUNCTIONS = {
    "ABS": MANUAL + "r_ABS.html",
    "CAST": MANUAL + "r_CAST_function.html",
    "COALESCE": MANUAL + "r_NVL_function.html",
    "COUNT": MANUAL + "r_COUNT.html",
    "DATEDIFF": MANUAL + "r_DATEDIFF_function.html",
    "DENSE_RANK": MANUAL + "r_WF_DENSE_RANK.html",
    "EXISTS": MANUAL + "r_exists_condition.html",
    "EXTRACT": MANUAL + "r_EXTRACT_function.html",
    "FLOOR": MANUAL + "r_FLOOR.html",
    "LAG": MANUAL + "r_WF_LAG.html",
    "LEAD": MANUAL + "r_WF_LEAD.html",
    "LEFT": MANUAL + "r_LEFT.html",
    "LENGTH": MANUAL + "r_LENGTH.html",
    "LOWER": MANUAL + "r_LOWER.html",
    "MAX": MANUAL + "r_MAX.html",
    "MD5": MANUAL + "r_MD5.html",
    "MIN": MANUAL + "r_MIN.html",
    "NULLIF": MANUAL + "r_NULLIF_function.html",
    "POSITION": MANUAL + "r_POSITION.html",
    "REGEXP_SUBSTR": MANUAL + "REGEXP_SUBSTR.html",
    "REPLACE": MANUAL + "r_REPLACE.html",
    "REVERSE": MANUAL + "r_REVERSE.html",
    "ROUND": MANUAL + "r_ROUND.html",
    "ROW_NUMBER": MANUAL + "r_WF_ROW_NUMBER.html",
    "SPLIT_PART": MANUAL + "SPLIT_PART.html",
    "STRTOL": MANUAL + "r_STRTOL.html",
    "SUBSTRING": MANUAL + "r_SUBSTRING.html",
    "SUM": MANUAL + "r_SUM.html",
    "TO_CHAR": MANUAL + "r_TO_CHAR.html",
    "TRANSLATE": MANUAL + "r_TRANSLATE.html",
    "TRIM": MANUAL + "r_TRIM.html",
    "TRUNC": MANUAL + "r_TRUNC.html",
}

TYPES = {"DECIMAL": MANUAL + "r_Numeric_types201.html", "VARCHAR": MANUAL + "r_Character_types.html"}
"""What is written with a width, like a function's argument."""

OPERATORS = {
    "~": MANUAL + "pattern-matching-conditions-posix.html",
    "AT TIME ZONE": MANUAL + "r_AT_TIME_ZONE.html",
}
