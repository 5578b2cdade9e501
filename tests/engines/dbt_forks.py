"""Runs dbt for the tests, many times from one process that has imported it once: each command in a fork of its own.

Importing dbt and its adapters takes two seconds of each command's five. It reads a line of JSON for each command
(folder, arguments, environment, file for the output), and writes a line with the code that the command ended with.
"""

import gc
import json
import os
import sys
import traceback

import dbt.adapters.duckdb
import dbt.adapters.postgres
import dbt.cli.main
import dbt.task.build


def carry_out(order: dict) -> None:
    """Become the command: its folder, its environment, its output."""
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["dbt", *order["arguments"]]
    dbt.cli.main.cli()


def code_of(order: dict) -> int:
    """Carry a command out in this process, and return what it ends with."""
    try:
        carry_out(order)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 the process ends here
        traceback.print_exc()
        return 70
    return 0


gc.set_threshold(100_000, 20, 100)  # as in conftest.py: a project is made of many objects that stay
gc.freeze()
for line in sys.stdin:
    if child := os.fork():
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
        continue
    code = code_of(json.loads(line))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
