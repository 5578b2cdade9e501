"""Starts bqemulator; run by the Python of its own environment: ``python bqemulator_server.py REST_PORT GRPC_PORT``.

Three statements that BigQuery has, and our runs use, the emulator does not know. Here it does, as far as it can:

* It keeps no options of tables and reads past ``ALTER TABLE … SET OPTIONS``: so it does past the longer forms
  ``ALTER TABLE … ALTER COLUMN … SET OPTIONS`` and ``CREATE TABLE … CLONE … OPTIONS``.
* ``CREATE OR REPLACE TABLE … CLONE`` refuses a table that is there: it is dropped first.

And it is quicker, without another answer: it parses a statement some twenty times, a rule after the other, and gets
copies of one tree here (`parsed`).
"""

import gc
import re
import sys
from functools import lru_cache

import sqlglot
from bqemulator.cli import main
from bqemulator.jobs import executor
from bqemulator.sql import translator
from bqemulator.storage.sql_identifiers import quoted_table_ref
from bqemulator.versioning import ddl
from duckdb_extensions import import_extension

ALTER_COLUMNS = re.compile(r"\s*ALTER\s+TABLE\s+\S+\s+ALTER\s+COLUMN\s.*\sSET\s+OPTIONS\s*\(.*\)\s*", re.DOTALL)
REPLACE_BY_CLONE = re.compile(r"\s*CREATE\s+OR\s+REPLACE\s+TABLE\s+\S+\s+CLONE\s")
MOST_TREES = 32
read_past = translator.rewrite_alter_table_set_options
detect = executor._maybe_run_versioning_ddl
parse_one = sqlglot.parse_one


@lru_cache(MOST_TREES)
def tree(sql, read):
    """Return the tree of a text, which nobody changes."""
    return parse_one(sql, read=read)


def parsed(sql, read=None, **options):
    """Return a tree of one's own of a text that may have been parsed just before."""
    return parse_one(sql, read=read, **options) if options else tree(sql, read).copy()


def read_past_columns(sql):
    """Return a statement that does nothing for one that only describes columns."""
    return "SELECT 1" if ALTER_COLUMNS.fullmatch(sql) else read_past(sql)


async def replace_or_detect(project, sql, ctx):
    """Drop the table that a clone will replace."""
    if REPLACE_BY_CLONE.match(sql):
        parsed = ddl.VersioningDDLRouter(project).parse(sql)
        place = (parsed.target_project, parsed.target_dataset, parsed.target_table)
        if ctx.catalog.get_table(*place):
            ctx.engine.execute(f"DROP TABLE {quoted_table_ref(*place)}")
            ctx.catalog.delete_table(*place)
    return await detect(project, sql, ctx)


gc.set_threshold(100_000, 20, 100)  # as in conftest.py: syntax trees are made of cycles
sqlglot.parse_one = parsed
translator.rewrite_alter_table_set_options = read_past_columns
executor._maybe_run_versioning_ddl = replace_or_detect
ddl._CREATE_CLONE_RE = re.compile(
    ddl._CREATE_CLONE_RE.pattern.replace(r"\s*;?\s*$", r"(?:\s+OPTIONS\s*\(.*\))?\s*;?\s*$"), re.IGNORECASE | re.DOTALL
)

if __name__ == "__main__":
    import_extension("spatial")  # from the package beside it, not from the network
    rest, grpc = sys.argv[1:]
    main(["start", "--rest-port", rest, "--grpc-port", grpc, "--log-level", "warning"])
