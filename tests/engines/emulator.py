"""An emulator of BigQuery in a process and an environment of its own, for Google's own client to talk to."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

PROJECT = "the-project"
HERE = Path(__file__).parent


def emulator_python() -> Path | None:
    """Return the Python of the emulator's environment, None where there is none."""
    named = os.environ.get("BQEMULATOR_PYTHON")
    python = Path(named) if named else HERE.parents[1] / ".venv-bqemulator" / "bin" / "python"
    return python if python.exists() else None


def _free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


class Emulator:
    """The emulator, started and waited for; nothing of it stays."""

    def __init__(self) -> None:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [str(emulator_python()), str(HERE / "bqemulator_server.py"), port, _free_port()]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 90
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("the emulator does not start")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/bigquery/v2/projects/{PROJECT}/datasets", timeout=5):  # noqa: S310 our own
                return True
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()

    def client(self, **options: object) -> bigquery.Client:
        """Return a client of Google's that talks to it."""
        endpoint = {"api_endpoint": self.url}
        return bigquery.Client(PROJECT, AnonymousCredentials(), client_options=endpoint, **options)
