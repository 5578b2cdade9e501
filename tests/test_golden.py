"""The SQL of every model, held as files that people can read and review: tests/golden/<dialect>/<model>.sql.

``UPDATE_GOLDEN=1 python -m pytest tests/test_golden.py`` rewrites them. DuckDB executes its own.
"""

import os
import re
from contextlib import closing
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

import small_shop
from segment_models import segment
from segment_models.warehouses import NAMES

GOLDEN = Path(__file__).parent / "golden"
DIALECTS = tuple(sorted(folder.name for folder in GOLDEN.iterdir() if folder.name in NAMES))
MODELS = tuple(small_shop.VIEW_ROWS) + tuple(small_shop.TABLE_ROWS)
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"


@pytest.fixture(scope="module")
def models():
    return segment(**small_shop.OPTIONS)


@pytest.fixture(scope="module", params=DIALECTS)
def compiled(request, models):
    """The dialect, and the SQL of every model compiled without a connection."""
    return request.param, models.compile(request.param)


def golden(dialect, name):
    return (GOLDEN / dialect / f"{name}.sql").read_text(encoding="utf-8")


def test_the_sql_is_the_golden(compiled):
    """Each model compiles to its file, and no file is left over."""
    dialect, sql = compiled
    folder = GOLDEN / dialect
    if UPDATE:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.sql"):
            old.unlink()
        for name, text in sql.items():
            (folder / f"{name}.sql").write_text(text + "\n", encoding="utf-8")
    assert sorted(sql) == sorted(MODELS)
    assert {path.stem for path in folder.glob("*.sql")} == set(MODELS)
    for name, text in sql.items():
        assert text + "\n" == golden(dialect, name), f"{name}: look at the change; UPDATE_GOLDEN=1 accepts it"


def test_compiling_twice_gives_the_same_text(compiled, models):
    """The SQL depends on the configuration only."""
    dialect, sql = compiled
    assert models.compile(dialect) == sql
    assert models.users.sql(dialect) == sql["users"]


def test_the_tables_as_segment_lays_them_out_give_the_same_sql(models):
    """Compiled for a real database that has everything, the SQL is the one compiled without."""
    with closing(small_shop.open_shop()) as connection:
        assert models.compile(connection=connection) == {name: golden("duckdb", name).rstrip("\n") for name in MODELS}


def test_duckdb_executes_its_goldens(models):
    """The files by themselves, in order, build what a run builds: same columns, same types, same rows."""
    with closing(small_shop.open_shop()) as by_hand, closing(small_shop.open_shop()) as by_run:
        by_hand.execute("CREATE SCHEMA segment_models")
        for model in models.graph().models.values():
            sql = golden("duckdb", model.name)
            by_hand.execute(f"CREATE {model.kind.upper()} segment_models.segment_{model.name} AS {sql}")
        models.run(by_run)
        for name in MODELS:
            found, expected = (
                connection.execute(f"SELECT * FROM segment_models.segment_{name} ORDER BY ALL")
                for connection in (by_hand, by_run)
            )
            assert found.description == expected.description, name
            assert found.fetchall() == expected.fetchall(), name


def parsed(dialect, sql):
    (tree,) = sqlglot.parse(sql, dialect=dialect)
    return tree


@pytest.mark.parametrize("name", MODELS)
def test_every_step_says_why(compiled, name):
    """Each common table expression starts with a comment, which is more than its name."""
    dialect, sql = compiled
    lines = sql[name].splitlines()
    for step in parsed(dialect, sql[name]).find_all(exp.CTE):
        (place,) = (
            number
            for number, line in enumerate(lines)
            if re.search(rf"(^| ){step.alias} AS ((NOT )?MATERIALIZED )?\($", line)
        )
        comment = lines[place + 1].strip()
        assert comment.startswith("/* "), step.alias
        assert comment.endswith(". */"), step.alias
        assert len(comment) > len("/* . */") + 8, step.alias


@pytest.mark.parametrize("name", MODELS)
def test_steps_are_named_for_what_they_add(compiled, name):
    """No step is called final, tmp or a number, and no two steps of a model alike."""
    dialect, sql = compiled
    names = [step.alias for step in parsed(dialect, sql[name]).find_all(exp.CTE)]
    assert len(names) == len(set(names))
    for step in names:
        assert not step.startswith(("final", "tmp", "temp", "stg_", "cte", "_")), step
        assert not step[-1].isdigit(), step


@pytest.mark.parametrize("name", MODELS)
def test_published_columns_are_listed(compiled, models, name):
    """There is no star anywhere, and the last SELECT gives the columns that are documented, in their order."""
    dialect, sql = compiled
    tree = parsed(dialect, sql[name])
    assert not [star for star in tree.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    documented = [column.name for column in models.graph(dialect).models[name].columns]
    assert tree.named_selects == documented


@pytest.mark.parametrize("name", MODELS)
def test_every_window_and_list_is_ordered_by_something_unique(compiled, name):
    """The order of a window ends in the id of a call or a session, or ranks copies by all their columns (R4, R7)."""
    dialect, sql = compiled
    for window in parsed(dialect, sql[name]).find_all(exp.Window):
        if not window.args.get("order"):
            continue  # the least, the greatest or the number of a whole part
        *_, last = window.args["order"].expressions
        copies = last.this.name == "call_received_at" and last.this.table == "copies"
        by_id = last.this.name in {"event_id", "identify_id"} or isinstance(last.this, exp.Coalesce)
        of_one = {("session_id", "page_id"), ("user_id", "session_index"), ("anonymous_id", "position")}
        parts = window.args["partition_by"]
        in_parts = bool(parts) and (parts[-1].name, last.this.name) in of_one
        assert copies or by_id or in_parts, window.sql()


@pytest.mark.parametrize("name", MODELS)
def test_custom_names_are_quoted(compiled, name):
    """A custom field with a space in its name is an identifier like any other."""
    dialect, sql = compiled
    for column in parsed(dialect, sql[name]).find_all(exp.Column):
        if " " in column.name:
            assert column.this.quoted, column.sql()


def test_raw_tables_are_read_in_every_schema(compiled):
    """A model of raw tables reads both sources, each under its own name."""
    dialect, sql = compiled
    tables = {(table.db, table.name) for table in parsed(dialect, sql["page_events"]).find_all(exp.Table) if table.db}
    assert tables == {("web", "pages"), ("ios", "pages")}
    assert re.search(r"'web'.* AS source,", sql["page_events"])
    assert re.search(r"'ios'.* AS source,", sql["page_events"])
