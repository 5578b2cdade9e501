"""Ways for a run to end before its time: between two statements, or with its process at any moment."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from pathlib import Path

from segment_models import warehouses


class Killed(BaseException):
    """The run is over, now."""


def mortal(connection: object, statements: int) -> warehouses.Warehouse:
    """Return a warehouse over a connection, on which a run dies before it carries out another statement, or commits."""
    opened = copy(warehouses.connect(connection, base=Path()))
    left = iter(range(statements))

    def dying(method: Callable) -> Callable:
        def carried_out(*arguments, **more):
            if next(left, None) is None:
                raise Killed
            return method(*arguments, **more)

        return carried_out

    for name in ("execute", "fetch", "commit"):
        setattr(opened, name, dying(getattr(opened, name)))
    return opened


RUN_FOR_EACH_LINE = """
import json, os, sys, warnings
from segment_models import segment

warnings.simplefilter("ignore")
print("ready", flush=True)
for line in sys.stdin:
    where, configuration = json.loads(line)
    process = os.fork()
    if process == 0:
        segment(**configuration).run(where)
        os._exit(0)
    print(process, flush=True)
    print(os.waitpid(process, 0)[1], flush=True)
"""


class Processes:
    """Starts a process for each run that it is asked for, and can kill it as ``kill -9`` does.

    Each is forked from one that has imported all there is to import, so that its life is the run and little else.
    """

    def __init__(self) -> None:
        """Start the process that the others are forked from."""
        self._parent = subprocess.Popen(
            [sys.executable, "-c", RUN_FOR_EACH_LINE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._answer() == "ready"

    def run(self, where: str, configuration: dict, *, seconds: float | None = None) -> int:
        """Run the models in a process, which is killed after so many seconds. Return its status: 9 if it was."""
        self._parent.stdin.write(json.dumps([where, configuration]) + "\n")
        process = int(self._answer())
        if seconds is not None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):  # it came to its end before
                os.kill(process, signal.SIGKILL)
        return int(self._answer())

    def close(self) -> None:
        """End the parent process."""
        self._parent.stdin.close()
        self._parent.wait(timeout=60)
        self._parent.stdout.close()

    def _answer(self) -> str:
        return self._parent.stdout.readline().strip()
