"""Serves fakesnow, an emulator of Snowflake, on a port of this machine: run by the Python that has it installed.

Everything is fakesnow's own, but for the number of its threads, for what it would do twice (`parsed`, `described`) or
for nothing (`fakesnow_passes`), and for these repairs, each of something that stands between the real driver, or SQL
that real Snowflake takes, and the emulator. None changes what a query means.

* `log_in`: the driver of version 5 wants a master token with a log-in, which fakesnow does not give.
* `masked`: the driver of version 5 refuses times that are NULL as fakesnow encodes them.
* `rewritten`: fakesnow's parser does not know COPY GRANTS behind CLONE, ALTER SESSION of most parameters, and comments
  of columns. It has no grants, no parameters and no such comments, so it loses nothing by not reading them. Where it
  does read CLONE, it makes CREATE TABLE AS of it, without OR REPLACE.
  CURRENT_TRANSACTION() is answered by DuckDB's txid_current().
* `escaped`: fakesnow writes the comment of a table into SQL without doubling its quotes.
* `FLATTEN`: fakesnow counts the elements of an array as DuckDB happens to give them, which is in their order for a few
  arrays and in any for many. Here INDEX is an element's place in its array, as Snowflake has it.
* `summed`: fakesnow makes a DOUBLE of whatever is summed, in case it is text. Snowflake does so with text only; numbers
  "are summed into an equivalent or larger data type" (docs.snowflake.com/en/sql-reference/functions/sum), so a NUMBER
  exactly. Our SQL sums no text.

Usage: python fakesnow_server.py PORT
"""

import gc
import importlib.util
import json
import re
import sys
from pathlib import Path
from string import Template

import duckdb
import fakesnow.arrow
import fakesnow.cursor
import fakesnow.info_schema
import fakesnow.macros
import fakesnow.transforms
import pyarrow as pa
import uvicorn

gc.set_threshold(100_000, 20, 100)  # as in conftest.py: syntax trees are made of cycles

server = importlib.import_module("fakesnow.server")  # the package has a function of that name
beside = importlib.util.spec_from_file_location("fakesnow_passes", Path(__file__).with_name("fakesnow_passes.py"))
passes = importlib.util.module_from_spec(beside)  # its folder is on no path: `snowflake` there is another
beside.loader.exec_module(passes)

MOST_TREES = 10
DONE = "SELECT 'Statement executed successfully.' AS status"
UNREAD = (
    r"ALTER SESSION (UN)?SET (QUERY_TAG|QUOTED_IDENTIFIERS_IGNORE_CASE)\b",
    r"ALTER TABLE .+?\s+ALTER COLUMN .* COMMENT ",
    r"SELECT SYSTEM\$CANCEL_ALL_QUERIES\(",
)
FLATTEN = Template(
    """
    CREATE OR REPLACE MACRO ${catalog}._fs_flatten(input) AS TABLE
    SELECT
        hash(TO_JSON(input))::UBIGINT AS SEQ, k AS KEY, COALESCE(k, '[' || place || ']') AS PATH, place AS INDEX,
        v AS VALUE, TO_JSON(input) AS THIS
    FROM (
        SELECT UNNEST(
            CASE
                WHEN json_type(TO_JSON(input)) = 'OBJECT' THEN list_transform(
                    json_keys(TO_JSON(input)),
                    lambda x: struct_pack(k := x, v := CAST(TO_JSON(input) -> x AS JSON), place := NULL::BIGINT)
                )
                ELSE list_transform(
                    CAST(TO_JSON(input) AS JSON[]),
                    lambda x, n: struct_pack(k := NULL::VARCHAR, v := x, place := n::BIGINT - 1)
                )
            END,
            recursive := true
        )
    ) AS elements (k, v, place)
    """
)


def rewritten(cursor, command):
    """Return a statement as fakesnow can read it."""
    print(f"STATEMENT {json.dumps(command)}", flush=True)  # noqa: T201 the tests read what was asked
    if any(re.match(pattern, command, re.DOTALL) for pattern in UNREAD):
        return DONE
    if command == "SELECT CURRENT_TRANSACTION()":
        first, second = (cursor._duck_conn.execute("SELECT txid_current()").fetchone()[0] for _ in range(2))
        return f"SELECT {first if first == second else 'NULL::INT'} AS current_transaction"
    return re.sub(
        r"^(CREATE OR REPLACE) TRANSIENT (TABLE .+) CLONE (.+) COPY GRANTS$", r"\1 \2 AS SELECT * FROM \3", command
    )


def execute(cursor, command, *args, **kwargs):
    """Execute what `rewritten` makes of a statement."""
    return _execute(cursor, rewritten(cursor, command), *args, **kwargs)


def parsed(command):
    """Parse a statement for the server, which asks the tree what kind it is, and keep the tree for the cursor."""
    if len(_trees) >= MOST_TREES:
        _trees.clear()
    tree = _trees[command] = _parse_one(command)
    return tree


def parsed_before(command):
    """Return the tree that `parsed` has kept for a statement, once, for the cursor changes it; or parse it."""
    return _trees.pop(command, None) or _parse_one(command)


def described(cursor):
    """Return the columns of the last answer, as DuckDB describes the SQL that it was given, without sqlglot's help."""
    try:
        return cursor._duck_conn.execute(f"DESCRIBE {cursor._last_sql}", cursor._last_params).fetchall()
    except duckdb.Error:
        return _described(cursor)


def masked(times):
    """Return times as Snowflake encodes them, each NULL one as a whole."""
    encoded = _encoded(times)
    times = times.combine_chunks() if isinstance(times, pa.ChunkedArray) else times
    parts = [encoded.field(number) for number in range(encoded.type.num_fields)]
    filled = [pa.compute.fill_null(part, 0) for part in parts]
    return pa.StructArray.from_arrays(filled, fields=list(encoded.type), mask=times.is_null())


def on_one_thread(database, config):
    """Open the emulator's database: for a few rows, more threads only cost."""
    return _connect(database, config={**config, "threads": 1})


def escaped(catalog, schema, table, comment):
    """Double the quotes in a table's comment."""
    return _comment_sql(catalog, schema, table, (comment or "").replace("'", "''"))


def trimmed(expression):
    """Keep the characters that TRIM is told to take away: the emulator loses them where it adds a cast."""
    found = _trimmed(expression)
    if found is not expression:
        found.set("expression", expression.args.get("expression"))
    return found


def summed(expression):
    """Sum what there is to sum as it is."""
    return expression


async def log_in(request):
    """Add to the answer to a log-in what the driver of version 5 wants."""
    answer = await _log_in(request)
    told = json.loads(answer.body)
    told["data"] |= {
        "masterToken": "master",
        "validityInSeconds": 3600,
        "masterValidityInSeconds": 14400,
        "sessionId": 1,
    }
    return server.JSONResponse(told)


_trees = {}
_parse_one = fakesnow.cursor.parse_one
_described = fakesnow.cursor.FakeSnowflakeCursor._describe_last_sql
_connect = duckdb.connect
_execute = fakesnow.cursor.FakeSnowflakeCursor.execute
_encoded = fakesnow.arrow.timestamp_to_sf_struct
_comment_sql = fakesnow.info_schema.insert_table_comment_sql
_log_in = server.login_request
_trimmed = fakesnow.transforms.trim_cast_varchar

duckdb.connect = on_one_thread
fakesnow.cursor.FakeSnowflakeCursor.execute = execute
fakesnow.cursor.FakeSnowflakeCursor._describe_last_sql = described
fakesnow.cursor.parse_one = parsed_before
server.parse_one = parsed
fakesnow.arrow.timestamp_to_sf_struct = masked
fakesnow.info_schema.insert_table_comment_sql = escaped
fakesnow.macros.FS_FLATTEN = FLATTEN
fakesnow.transforms.trim_cast_varchar = trimmed
fakesnow.transforms.numeric_agg_implicit_cast = summed
fakesnow.transforms.upper_case_unquoted_identifiers = passes.in_capitals
fakesnow.cursor.FakeSnowflakeCursor._transform = passes.sparing(fakesnow.cursor.FakeSnowflakeCursor._transform)
app = server.Starlette(routes=[server.Route("/session/v1/login-request", log_in, methods=["POST"]), *server.routes])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
