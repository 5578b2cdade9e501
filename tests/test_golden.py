"""The SQL of every model, held as files that people can read and review: tests/golden/<dialect>/<model>.sql.

``UPDATE_GOLDEN=1 python -m pytest tests/test_golden.py`` rewrites them. DuckDB executes its own.
"""

import os
import re
from contextlib import closing
from functools import cache
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
OF_WORTH = (
    *("event_order_completed", "event_open", "event_form_submitted", "conversion_calls", "conversions"),
    *("session_facts", "daily", "attribution", "active_days"),
)
"""The models that properties of events, conversions or a time zone make, or change; in a folder of their own."""
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
EVERY = [(dialect, "", name) for dialect in DIALECTS for name in MODELS]
EVERY += [(dialect, "worth", name) for dialect in DIALECTS for name in OF_WORTH]
of_every_model = pytest.mark.parametrize(("dialect", "folder", "name"), EVERY)


@cache
def configured(folder):
    return segment(**(small_shop.WORTH if folder else small_shop.OPTIONS))


@cache
def compiled(dialect, folder=""):
    """The SQL of every model compiled without a connection."""
    return configured(folder).compile(dialect)


def golden(dialect, name, folder=""):
    return (GOLDEN / folder / dialect / f"{name}.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def models():
    return configured("")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("of", ["", "worth"])
def test_the_sql_is_the_golden(dialect, of):
    """Each model compiles to its file, and no file is left over; what conversions do not change has one file."""
    sql = {name: text for name, text in compiled(dialect, of).items() if not of or name in OF_WORTH}
    folder = GOLDEN / of / dialect
    if UPDATE:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.sql"):
            old.unlink()
        for name, text in sql.items():
            (folder / f"{name}.sql").write_text(text + "\n", encoding="utf-8")
    assert sorted(sql) == sorted(OF_WORTH if of else MODELS)
    assert {path.stem for path in folder.glob("*.sql")} == set(sql)
    for name, text in sql.items():
        assert text + "\n" == golden(dialect, name, of), f"{name}: look at the change; UPDATE_GOLDEN=1 accepts it"
    if of:
        same = set(compiled(dialect, of)) - set(OF_WORTH)
        assert {name: compiled(dialect, of)[name] for name in same} == {name: compiled(dialect)[name] for name in same}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_compiling_twice_gives_the_same_text(dialect, models):
    """The SQL depends on the configuration only."""
    assert models.compile(dialect) == compiled(dialect)
    assert models.users.sql(dialect) == compiled(dialect)["users"]


@pytest.mark.parametrize("of", ["", "worth"])
def test_the_tables_as_segment_lays_them_out_give_the_same_sql(of):
    """Compiled for a real database that has everything, the SQL is the one compiled without."""
    with closing(small_shop.open_shop(worth=bool(of))) as connection:
        assert configured(of).compile(connection=connection) == compiled("duckdb", of)


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


@of_every_model
def test_every_step_says_why(dialect, folder, name):
    """Each common table expression starts with a comment, which is more than its name."""
    sql = compiled(dialect, folder)[name]
    lines = sql.splitlines()
    for step in parsed(dialect, sql).find_all(exp.CTE):
        (place,) = (
            number
            for number, line in enumerate(lines)
            if re.search(rf"(^| ){step.alias} AS ((NOT )?MATERIALIZED )?\($", line)
        )
        comment = lines[place + 1].strip()
        assert comment.startswith("/* "), step.alias
        assert comment.endswith(". */"), step.alias
        assert len(comment) > len("/* . */") + 8, step.alias


@of_every_model
def test_steps_are_named_for_what_they_add(dialect, folder, name):
    """No step is called final, tmp or a number, and no two steps of a model alike.

    None is called as a column of its own: whoever reads that column would get the whole row on BigQuery.
    """
    sql = compiled(dialect, folder)[name]
    steps = list(parsed(dialect, sql).find_all(exp.CTE))
    names = [step.alias for step in steps]
    assert not [step.alias for step in steps if step.alias in step.this.named_selects]
    assert len(names) == len(set(names))
    for step in names:
        assert not step.startswith(("final", "tmp", "temp", "stg_", "cte", "_")), step
        assert not step[-1].isdigit(), step


@of_every_model
def test_published_columns_are_listed(dialect, folder, name):
    """There is no star anywhere, and the last SELECT gives the columns that are documented, in their order."""
    sql = compiled(dialect, folder)[name]
    tree = parsed(dialect, sql)
    assert not [star for star in tree.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    documented = [column.name for column in configured(folder).graph(dialect).models[name].columns]
    assert tree.named_selects == documented


@of_every_model
def test_every_window_and_list_is_ordered_by_something_unique(dialect, folder, name):
    """The order of a window ends in the id of a call or a session, or ranks copies by all their columns (R4, R7)."""
    sql = compiled(dialect, folder)[name]
    for window in parsed(dialect, sql).find_all(exp.Window):
        if not window.args.get("order"):
            continue  # the least, the greatest or the number of a whole part
        *_, last = window.args["order"].expressions
        copies = last.this.name == "call_received_at" and last.this.table == "copies"
        by_id = last.this.name in {"event_id", "identify_id", "page_id", "track_id"}
        by_id |= isinstance(last.this, exp.Coalesce)
        of_one = {("user_id", "session_index"), ("anonymous_id", "position")}
        of_one |= {("track_id", "session_index"), ("is_counted", "session_index")}  # of the path of a conversion
        parts = window.args["partition_by"]
        in_parts = bool(parts) and (parts[-1].name, last.this.name) in of_one
        assert copies or by_id or in_parts, window.sql()


@of_every_model
def test_custom_names_are_quoted(dialect, folder, name):
    """A custom field with a space in its name is an identifier like any other."""
    sql = compiled(dialect, folder)[name]
    for column in parsed(dialect, sql).find_all(exp.Column):
        if " " in column.name:
            assert column.this.quoted, column.sql()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_raw_tables_are_read_in_every_schema(dialect):
    """A model of raw tables reads both sources, each under its own name."""
    sql = compiled(dialect)["page_events"]
    tables = {(table.db, table.name) for table in parsed(dialect, sql).find_all(exp.Table) if table.db}
    assert tables == {("web", "pages"), ("ios", "pages")}
    assert re.search(r"'web'.* AS source,", sql)
    assert re.search(r"'ios'.* AS source,", sql)
