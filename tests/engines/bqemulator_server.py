"""Starts bqemulator; run by the Python of its own environment: ``python bqemulator_server.py REST_PORT GRPC_PORT``.

The emulator keeps no options of tables: it reads past ``ALTER TABLE … SET OPTIONS``. It does not know two longer forms
of the same, which BigQuery has and our statements use. Here it reads past them, too:
``ALTER TABLE … ALTER COLUMN … SET OPTIONS`` and ``CREATE TABLE … CLONE … OPTIONS``.
"""

import re
import sys

from bqemulator.cli import main
from bqemulator.sql import translator
from bqemulator.versioning import ddl
from duckdb_extensions import import_extension

ALTER_COLUMNS = re.compile(r"\s*ALTER\s+TABLE\s+\S+\s+ALTER\s+COLUMN\s.*\sSET\s+OPTIONS\s*\(.*\)\s*", re.DOTALL)
read_past = translator.rewrite_alter_table_set_options


def read_past_columns(sql: str) -> str:
    """Return a statement that does nothing for one that only describes columns."""
    return "SELECT 1" if ALTER_COLUMNS.fullmatch(sql) else read_past(sql)


translator.rewrite_alter_table_set_options = read_past_columns
ddl._CREATE_CLONE_RE = re.compile(
    ddl._CREATE_CLONE_RE.pattern.replace(r"\s*;?\s*$", r"(?:\s+OPTIONS\s*\(.*\))?\s*;?\s*$"), re.IGNORECASE | re.DOTALL
)

if __name__ == "__main__":
    import_extension("spatial")  # from the package beside it, not from the network
    rest, grpc = sys.argv[1:]
    main(["start", "--rest-port", rest, "--grpc-port", grpc, "--log-level", "warning"])
