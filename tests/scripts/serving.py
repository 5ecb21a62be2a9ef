"""Run scripts/serve.py as a person does, and end it again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.ports import free_port
from tests.scripts.running import SCRIPTS
from tests.waiting import PATIENCE, wait_until


@dataclass(frozen=True)
class Served:
    """A running server: its process, port, secret, folder and log."""

    process: "subprocess.Popen[bytes]"
    port: int
    secret: str
    state: Path
    log: Path

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask as a client with the secret does."""
        return httpx.request(
            method, f"http://127.0.0.1:{self.port}{path}", auth=("me", self.secret), timeout=PATIENCE, **more
        )

    def said(self) -> str:
        """Return what the server has written so far."""
        return self.log.read_text("utf-8")


@contextmanager
def serving(folder: Path, *options: object, files: int | None = None) -> Iterator[Served]:
    """Start a server in a folder, with its state in `state` there, and kill it at the end where it has not ended.

    Args:
        files: that the system lets it open; None for the usual.
    """
    limited = [] if files is None else ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh"]
    port, log = free_port(), folder / "serve.log"
    command = [sys.executable, str(SCRIPTS / "serve.py"), "--state", "state", "--port", str(port), "--threads", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*limited, *command, *map(str, options)],
            cwd=folder,
            stdout=output,
            stderr=output,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
    try:
        wait_until(lambda: b"startup complete" in log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8")
        yield Served(process, port, (folder / "state" / "secret").read_text("utf-8").strip(), folder / "state", log)
    finally:
        process.kill()
        process.wait(PATIENCE)
