"""How exported SQL is laid out, where sqlfluff's default rules have it otherwise than sqlglot."""

import pytest
import sqlglot

from segment_models.export.arranging import arranged, without_idle_aliases

LAID_OUT = """\
WITH cleaned AS (
    SELECT
        CASE WHEN id IS NULL THEN 'none' END AS short,
        CASE
            WHEN id = 'a'
            AND name = 'b'
            THEN 'one'
            WHEN id = 'c'
            THEN CASE
                WHEN name = 'a long name'
                THEN 'two'
                ELSE 'three'
            END
            ELSE
                'four'
        END AS kind
    FROM calls
), counted AS (
    SELECT
        COUNT(*) AS calls
    FROM cleaned
)
SELECT
    calls
FROM counted"""

ARRANGED = """\
WITH cleaned AS (
    SELECT
        CASE WHEN id IS NULL THEN 'none' END AS short,
        CASE
            WHEN
                id = 'a'
                AND name = 'b'
                THEN 'one'
            WHEN id = 'c'
                THEN CASE
                    WHEN name = 'a long name'
                        THEN 'two'
                    ELSE 'three'
                END
            ELSE
                'four'
        END AS kind
    FROM calls
),

counted AS (
    SELECT
        COUNT(*) AS calls
    FROM cleaned
)

SELECT
    calls
FROM counted"""


@pytest.mark.parametrize("dialect", ["duckdb", "bigquery", "snowflake", "spark", "postgres"])
def test_steps_stand_apart_and_branches_are_indented(dialect):
    """An empty line after each step; a condition of several lines and a value stand beneath their WHEN."""
    assert arranged(LAID_OUT, dialect, 4) == ARRANGED


def test_steps_may_be_computed_by_themselves():
    """Postgres has a word for that between the name and its query."""
    sql = "WITH a AS MATERIALIZED (\n  SELECT\n    1\n), b AS MATERIALIZED (\n  SELECT\n    2\n)\nSELECT\n  1"
    expected = "WITH a AS MATERIALIZED (\n  SELECT\n    1\n),\n\nb AS MATERIALIZED (\n  SELECT\n    2\n)\n\nSELECT\n  1"
    assert arranged(sql, "postgres", 2) == expected


def test_what_looks_like_layout_in_a_text_is_a_text():
    """A junk id may hold any lines."""
    text = "'\n), x AS (\nTHEN\n)\nSELECT'"
    sql = f"SELECT\n    CASE\n        WHEN id = {text}\n        THEN {text}\n    END\nFROM calls"
    expected = f"SELECT\n    CASE\n        WHEN\n            id = {text}\n            THEN {text}\n    END\nFROM calls"
    assert arranged(sql, "duckdb", 4) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT id FROM word AS calls", "SELECT id FROM word"),
        ("SELECT calls.id FROM word AS calls", "SELECT calls.id FROM word AS calls"),
        ("SELECT TO_JSON(calls) FROM word AS calls", "SELECT TO_JSON(calls) FROM word AS calls"),
        ("SELECT id FROM another AS calls", "SELECT id FROM another AS calls"),
        (
            "SELECT id FROM word AS calls WHERE EXISTS(SELECT 1 FROM word AS u WHERE u.id = calls.id)",
            "SELECT id FROM word AS calls WHERE EXISTS(SELECT 1 FROM word AS u WHERE u.id = calls.id)",
        ),
        (
            "SELECT id FROM (SELECT id FROM word AS calls) AS calls",
            "SELECT id FROM (SELECT id FROM word) AS calls",
        ),
    ],
)
def test_an_alias_that_nothing_uses_is_left_out(sql, expected):
    """Of a table of these names, which is no query for a reader who has none of it: that needs one."""
    query = sqlglot.parse_one(sql, dialect="duckdb")
    assert without_idle_aliases(query, {"word"}).sql("duckdb") == expected
