"""Rows of a built model: as a table for people, as data for programs, as Arrow for libraries."""
# ruff: noqa: F811 pytest's fixtures are used by their names

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import small_shop
from segment_models import ConfigError, RunError, WarehouseError, segment
from test_cli import (  # noqa: F401 fixtures
    CONFIG,
    assert_readable,
    cli,
    databases,
    empty,
    folder,
    in_shop,
    ready,
    script,
)

SESSIONS = [
    # user_id, session_index, pages, start
    ("a2", 1, 1, "2026-03-02T10:00:00.000000Z"),
    ("u1", 1, 2, "2026-03-02T09:00:00.000000Z"),
    ("u1", 2, 1, "2026-03-02T09:40:00.000000Z"),
    ("u1", 3, 0, "2026-03-03T08:00:00.000000Z"),
]
MAPPED = """
INSERT INTO segment_models.segment_user_map BY NAME
SELECT 'x' || range AS anonymous_id, 'u' AS user_id FROM range({})
"""


@pytest.fixture
def models(ready):  # noqa: ARG001 where they are built
    """The models as built in the folder."""
    return segment("segment_models.yaml")


@pytest.fixture
def pl():
    """The library polars, where it is installed."""
    return pytest.importorskip("polars")


def in_terminal(*arguments):
    """Run the command in a terminal; return its code and what it wrote there."""
    pty = pytest.importorskip("pty", reason="only where terminals can be made")
    ours, theirs = pty.openpty()
    code = "from segment_models.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stdout=theirs,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"COLUMNS": "200", "TERM": "xterm"},
        check=False,
    )
    os.close(theirs)
    written = b""
    try:
        while more := os.read(ours, 65536):
            written += more
    except OSError:
        pass  # the end, on Linux
    os.close(ours)
    return done.returncode, written.decode(), done.stderr.decode()


# As a table


@pytest.mark.usefixtures("ready")
def test_rows_are_a_table(cli):
    """By the model's key, with the columns that are wanted."""
    result = cli("rows", "segment_users", "--columns", "user_id,is_identified,total_sessions")
    assert (result.code, result.err) == (0, "")
    assert_readable(result.out)
    assert [line.split() for line in result.out.splitlines()] == [
        ["segment_models.segment_users"],
        ["user_id", "is_identified", "total_sessions"],
        ["a4", "false", "0"],
        ["u1", "true", "3"],
    ]


@pytest.mark.usefixtures("ready")
def test_a_table_shows_twenty_rows_and_says_how_many_there_are(cli):
    """Unless another number is asked for."""
    in_shop(MAPPED.format(30))
    ((number,),) = in_shop("SELECT count(*) FROM segment_models.segment_user_map")
    lines = cli("rows", "user_map").out.splitlines()
    assert len(lines) == 23
    assert lines[-1] == f"The first 20 of {number} rows. See more with --limit, or --format csv."
    assert (
        cli("rows", "user_map", "--where", "user_id = 'u'").out.splitlines()[-1].startswith("The first 20 of 30 rows")
    )
    assert len(cli("rows", "user_map", "--limit", "25").out.splitlines()) == 27


@pytest.mark.usefixtures("ready")
def test_rows_that_are_too_wide_have_a_line_for_each_value(cli):
    """A table of them would be of letters one above the other."""
    result = cli("rows", "sessions")
    assert [line for line in result.out.splitlines() if line.startswith("Row")] == [f"Row {n}" for n in range(1, 5)]
    assert re.search(r"^  session_start_timestamp  2026-03-02 10:00:00\.000$", result.out, re.MULTILINE)
    assert re.search(r'^  stats +\{"total_tracks": 0, "total_pages": 1', result.out, re.MULTILINE)


@pytest.mark.usefixtures("ready")
def test_no_rows(cli):
    """A sentence says so; as data it is empty and whole."""
    asked = ("rows", "sessions", "--where", "user_id = 'nobody'")
    assert cli(*asked).out == "segment_models.segment_sessions has no such rows.\n"
    assert cli("rows", "sessions", "--limit", "0").out == "No rows.\n"
    assert cli(*asked, "--format", "json").out == "[]\n"
    assert cli(*asked, "--format", "ndjson").out == ""
    assert cli(*asked, "--format", "csv", "--columns", "user_id").out == "user_id\n"


# As data


@pytest.mark.usefixtures("ready")
def test_rows_as_json(cli):
    """Nested values are whole, and times are ISO texts in UTC; each line of `ndjson` is one of the list."""
    told = cli("rows", "sessions", "--format", "json")
    found = json.loads(told.out)
    assert sorted(
        (row["user_id"], row["session_index"], row["stats"]["total_pages"], row["session_start_timestamp"])
        for row in found
    ) == [*SESSIONS]
    first = next(row for row in found if (row["user_id"], row["session_index"]) == ("u1", 1))
    assert [record["timestamp"][11:16] for record in first["records"]] == ["09:00", "09:05", "09:10"]
    assert first["records"][1]["page"] is None
    lines = cli("rows", "sessions", "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == found
    assert [row["session_id"] for row in found] == sorted(row["session_id"] for row in found)


@pytest.mark.usefixtures("ready")
def test_rows_as_csv(cli):
    """NULL is an empty field, a nested value is JSON."""
    told = cli("rows", "sessions", "--format", "csv", "--where", "session_index = 3 AND user_id = 'u1'")
    (row,) = csv.DictReader(io.StringIO(told.out))
    assert (row["user_id"], row["session_index"], row["first_page_values"]) == ("u1", "3", "")
    assert row["session_start_timestamp"] == SESSIONS[3][3]
    assert json.loads(row["stats"])["total_screens"] == 2
    told = cli("rows", "users", "--format", "csv", "--columns", "is_identified,user_id,total_sessions")
    assert told.out == "is_identified,user_id,total_sessions\nfalse,a4,0\ntrue,u1,3\n"


@pytest.mark.usefixtures("ready")
def test_rows_in_files(cli):
    """The name says the format; nothing is printed, and the file holds what a library reads from the model."""
    arrow = segment("segment_models.yaml").sessions.to_arrow().sort_by("session_id")
    for name in ("rows.parquet", "rows.arrow", "rows.json", "rows.csv", "rows.ndjson"):
        result = cli("rows", "sessions", "-o", name)
        assert (result.code, result.out, result.err) == (0, "", "")
    assert pq.read_table("rows.parquet").equals(arrow)
    with pa.ipc.open_stream("rows.arrow") as reader:
        assert reader.read_all().equals(arrow)
    for name in ("json", "csv", "ndjson"):
        assert Path(f"rows.{name}").read_text("utf-8") == cli("rows", "sessions", "--format", name).out


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("name", ["parquet", "arrow"])
def test_what_is_not_text_goes_into_a_pipe(name):
    """Whole."""
    code = "from segment_models.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "rows", "users", "--format", name], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    source = pa.BufferReader(done.stdout)
    table = pq.read_table(source) if name == "parquet" else pa.ipc.open_stream(source).read_all()
    assert table.column("user_id").to_pylist() == ["a4", "u1"]


@pytest.mark.usefixtures("ready")
def test_many_rows_are_written_part_by_part(cli):
    """More than are fetched at a time, each once and in order."""
    in_shop(MAPPED.format(4500))
    for name in ("csv", "ndjson"):
        lines = cli("rows", "user_map", "--where", "user_id = 'u'", "--columns", "anonymous_id", "--format", name).out
        assert re.findall(r"x\d+", lines) == sorted(f"x{number}" for number in range(4500))
    (told,) = in_shop("SELECT list(anonymous_id ORDER BY anonymous_id) FROM segment_models.segment_user_map")[0]
    assert [row["anonymous_id"] for row in json.loads(cli("rows", "user_map", "--format", "json").out)] == told


# In a terminal


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("form", ["table", "csv", "json", "ndjson"])
def test_a_terminal_obeys_nothing_in_an_id(form):
    """Escape sequences and marks that turn text round are shown; what is not a terminal gets CSV as it is."""
    in_shop(MAPPED.replace("'x' || range", "'\x1b[31mred\u202e\r'").format(1))
    asked = ("rows", "user_map", "--where", "user_id = 'u'", "--format", form)
    code, written, errors = in_terminal(*asked)
    assert (code, errors) == (0, "")
    assert "[31mred" in written
    assert not re.search("\x1b\\[31mred|\u202e|red.*\r[^\n]", written)
    piped = script(*asked).stdout
    assert ("\x1b[31mred\u202e" in piped) is (form == "csv")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_what_is_not_text_is_not_written_to_a_terminal(form):
    """It says where to instead."""
    code, written, errors = in_terminal("rows", "users", "--format", form)
    assert (code, written) == (2, "")
    assert errors.startswith(
        f"Error: --format {form} is not text, and the output is a terminal. Name a file with --out"
    )


# Used wrongly


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sesions"], "There is no model 'sesions'. Did you mean 'sessions'?"),
        (["sessions", "--where", "user = 'u1'"], "where: 'user' is no column of sessions. Did you mean 'user_id'?"),
        (["sessions", "--where", "stats.pages > 1"], "where: 'stats.pages' is no column of sessions."),
        (["sessions", "--where", "user_id ="], "where: 'user_id =' is not one condition in the SQL of this warehouse."),
        (["sessions", "--where", ""], "where: '' is not one condition"),
        (["sessions", "--where", "true; DROP TABLE x"], "where: 'true; DROP TABLE x' is not one condition"),
        (["sessions", "--where", "true LIMIT 1"], "where: 'true LIMIT 1' is not one condition"),
        (["sessions", "--where", "user_id IN (SELECT 'u1')"], "has a query in it"),
        (["sessions", "--where", "count(*) > 1"], "has an aggregate in it"),
        (["sessions", "--where", "user_id = ?"], "has a parameter in it"),
        (["sessions", "--columns", "user_id,usr_id"], "columns: 'usr_id' is no column of sessions."),
        (["sessions", "--columns", "user_id,USER_ID"], "columns: 'user_id' is named twice."),
        (["sessions", "--columns", ""], "columns: a name is empty."),
        (["sessions", "--limit", "-1"], "limit is -1, and a number of rows is 0 or more."),
        (["sessions", "-o", "rows.xlsx"], "say with --format what to write, or end the name in .csv, .json, .ndjson"),
        (["sessions", "-o", "rows.txt", "--format", "table"], "--format table is for people to read."),
        (["sessions", "--format", "xml"], "'xml' is not one of 'table', 'csv', 'json', 'ndjson', 'parquet', 'arrow'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_asked_is_two(cli, arguments, said):
    """One message, nothing on stdout, no file."""
    result = cli("rows", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in " ".join(result.err.split())
    assert not list(Path().glob("rows.*"))


def test_a_model_that_is_switched_off_is_two(cli, ready):
    """It says how to switch it on."""
    (ready / "segment_models.yaml").write_text(CONFIG + "models: {page_views: {enabled: false}}\n", "utf-8")
    result = cli("rows", "page_views")
    assert (result.code, result.out) == (2, "")
    assert "it is switched off" in result.err
    assert "models: {page_views: {enabled: true}}" in result.err
    with pytest.raises(ConfigError, match="it is switched off"):
        segment("segment_models.yaml").page_views.to_arrow()


@pytest.mark.usefixtures("folder")
def test_a_model_that_is_not_built_is_one(cli):
    """It says what to do first."""
    result = cli("rows", "sessions")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "Error: segment_models.segment_sessions is not built. Build the models with: segment-models run\n"
    )


def test_a_model_that_was_built_with_another_configuration_is_one(cli, ready):
    """Its columns are others."""
    (ready / "segment_models.yaml").write_text(CONFIG.replace("[email, company name]", "[email]"), "utf-8")
    result = cli("rows", "users")
    assert (result.code, result.out) == (1, "")
    assert "segment_models.segment_users was built with another configuration" in result.err
    with pytest.raises(RunError, match="built with another configuration"):
        segment("segment_models.yaml").users.to_arrow()


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("name", ["nowhere/rows.csv", "nowhere/rows.parquet"])
def test_a_file_that_cannot_be_written_is_one(cli, name):
    """It is named, and there is no traceback."""
    result = cli("rows", "users", "-o", name)
    assert (result.code, result.out, result.err) == (1, "", f"Error: {name}: No such file or directory\n")


@pytest.mark.usefixtures("ready")
def test_a_file_stays_where_the_warehouse_refuses_halfway(cli):
    """What was there is whole; nothing is left beside it."""
    Path("rows.csv").write_text("mine\n", "utf-8")
    in_shop(MAPPED.format(4500))
    before = {path.name for path in Path().iterdir()}
    where = "CASE WHEN anonymous_id = 'x4400' THEN error('halfway') ELSE true END"
    result = cli("rows", "user_map", "--where", where, "-o", "rows.csv")
    assert (result.code, result.out) == (1, "")
    assert "halfway" in result.err
    assert Path("rows.csv").read_text("utf-8") == "mine\n"
    assert {path.name for path in Path().iterdir()} == before


WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
from segment_models.cli import main
main()
"""


@pytest.mark.usefixtures("ready")
def test_parquet_without_pyarrow_is_one():
    """It says what to install; text needs none of it."""
    done = script("rows", "users", "-o", "rows.parquet", code=WITHOUT_PYARROW)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("it writes parquet and arrow: pip install 'segment-models[arrow]'\n")
    assert script("rows", "users", "--format", "csv", code=WITHOUT_PYARROW).returncode == 0


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "arrow", "parquet", "table"])
def test_a_reader_that_stops_reading_ends_quietly(form):
    """As in ``segment-models rows … | head -1``."""
    in_shop(MAPPED.format(20000))
    command = f'"{sys.executable}" -c "from segment_models.cli import main; main()"'
    command += f" rows user_map --limit 20000 --format {form} | head -c 9"
    done = subprocess.run(command, shell=True, capture_output=True, check=False)  # noqa: S602 our own
    assert len(done.stdout) == 9
    assert done.stderr == b""


# The methods


def test_methods_give_what_is_wanted(models, pl):
    """Columns in the order asked for, rows by a condition, the first by the key."""
    pytest.importorskip("pandas")
    found = models.sessions.to_arrow(columns=["session_index", "user_id"], where="stats.total_pages > 0")
    assert found.column_names == ["session_index", "user_id"]
    assert sorted(map(tuple, (row.values() for row in found.to_pylist()))) == [(1, "a2"), (1, "u1"), (2, "u1")]
    assert models.users.to_polars(limit=1, columns="user_id").equals(pl.DataFrame({"user_id": ["a4"]}))
    assert models.users.to_pandas(limit=1, columns="user_id").to_numpy().tolist() == [["a4"]]
    assert models.sessions.to_arrow(where="len(list_filter(records, x -> x.page.path = '/tea')) > 0").num_rows == 1
    with pytest.raises(ConfigError, match=r"where: 'usr' is no column of users\. Did you mean 'user_id'\?"):
        models.users.to_polars(where="usr = 'u1'")


def test_a_model_is_an_arrow_stream(models, pl):
    """polars, DuckDB, pandas and pyarrow read it as it is."""
    whole = models.users.to_arrow().sort_by("user_id")
    assert pa.table(models.users).sort_by("user_id").equals(whole)
    assert pl.DataFrame(models.users).sort("user_id").equals(pl.DataFrame(whole))
    users = models.users
    assert duckdb.sql("FROM users SELECT user_id ORDER BY user_id").fetchall() == [("a4",), ("u1",)]
    assert users.key == "users"


def test_a_stream_that_nobody_reads_keeps_nobody_waiting(databases, tmp_path, pl):
    """The caller's connection works on, and so does a stream whose connection is closed."""
    shutil.copy(databases / "built.duckdb", tmp_path / "shop.duckdb")
    models = segment(**small_shop.OPTIONS)
    with closing(duckdb.connect(str(tmp_path / "shop.duckdb"))) as connection:
        models.check(connection)
        unread = models.users.__arrow_c_stream__()
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
        stream = models.users.__arrow_c_stream__()
    frame = pl.DataFrame(_Stream(stream))
    assert sorted(frame["user_id"]) == ["a4", "u1"]
    del unread


def test_a_stream_sees_what_a_transaction_of_the_callers_has_changed(databases, tmp_path, pl):
    """And what a connection calls its database."""
    shutil.copy(databases / "built.duckdb", tmp_path / "shop.duckdb")
    models = segment(**small_shop.OPTIONS)
    with closing(duckdb.connect()) as connection:
        connection.execute(f"ATTACH '{tmp_path / 'shop.duckdb'}' AS shop")
        connection.execute("USE shop")
        models.check(connection)
        assert pl.DataFrame(models.users).height == 2
        connection.execute("BEGIN")
        connection.execute("DELETE FROM segment_models.segment_users WHERE user_id = 'a4'")
        assert pl.DataFrame(models.users)["user_id"].to_list() == ["u1"]
        connection.execute("ROLLBACK")


class _Stream:
    def __init__(self, stream):
        self._stream = stream

    def __arrow_c_stream__(self, _schema=None):
        return self._stream


READ_WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
import polars
from segment_models import segment
print(polars.DataFrame(segment("segment_models.yaml").users).height)
"""


@pytest.mark.usefixtures("ready", "pl")
def test_a_stream_needs_no_pyarrow():
    """DuckDB has its own."""
    done = script(code=READ_WITHOUT_PYARROW)
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr


def test_a_stream_of_what_is_not_built_is_an_error(folder):  # noqa: ARG001 where nothing is
    """As any other way to read it."""
    with pytest.raises(WarehouseError, match="is not built"):
        segment("segment_models.yaml").users.__arrow_c_stream__()
