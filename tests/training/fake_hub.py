"""A model hub on this machine: the routes of huggingface_hub, served from folders, and one that swallows what it is
sent."""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

NAME = "invented/tiny-encoder"


def commit_of(folder: Path) -> str:
    """Return what stands for the commit of a folder's state."""
    return hashlib.sha1(str(folder).encode()).hexdigest()


class Hub(ThreadingHTTPServer):
    """Serves `NAME` in several revisions, each a folder; remembers what it was asked for."""

    daemon_threads = True

    def __init__(self, revisions: dict[str, Path]) -> None:
        """Listen on a free port.

        Args:
            revisions: the folder of each branch or tag.
        """
        super().__init__(("127.0.0.1", 0), _Answers)
        self.commits = {commit_of(folder): folder for folder in revisions.values()}
        self.revisions = {name: commit_of(folder) for name, folder in revisions.items()}
        self.asked: list[str] = []
        self.stall_after: int | None = None
        self.pause = 0.0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith(f"/api/models/{NAME}/revision/"):
            self._json(self._info(path.rpartition("/")[2]))
        elif path.startswith(f"/api/models/{NAME}/tree/"):
            self._json(self._tree(path.rpartition("/")[2]))
        elif path.startswith(f"/api/models/{NAME}"):
            self._json(self._info("main"))
        elif path.startswith(f"/{NAME}/resolve/"):
            self._file(*path.removeprefix(f"/{NAME}/resolve/").split("/", 1))
        else:
            self._json(None)

    do_HEAD = do_GET  # noqa: N815

    def _info(self, revision: str) -> dict[str, Any] | None:
        commit = self.server.revisions.get(revision, revision)
        if commit not in self.server.commits:
            return None
        names = sorted(path.name for path in self.server.commits[commit].iterdir())
        return {"id": NAME, "modelId": NAME, "sha": commit, "siblings": [{"rfilename": name} for name in names]}

    def _tree(self, commit: str) -> list[dict[str, Any]] | None:
        folder = self.server.commits.get(commit)
        if folder is None:
            return None
        return [
            {
                "type": "file",
                "path": path.name,
                "size": path.stat().st_size,
                "oid": hashlib.sha1(path.read_bytes()).hexdigest(),
            }
            for path in sorted(folder.iterdir())
        ]

    def _json(self, value: Any) -> None:
        content = json.dumps({"error": "Revision Not Found"} if value is None else value).encode()
        self.send_response(404 if value is None else 200)
        if value is None:
            self.send_header("X-Error-Code", "RevisionNotFound" if NAME in self.path else "RepoNotFound")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def _file(self, revision: str, name: str) -> None:
        commit = self.server.revisions.get(revision, revision)
        content = (self.server.commits[commit] / name).read_bytes()
        self.send_response(200)
        self.send_header("X-Repo-Commit", commit)
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "GET":
            return
        if self.server.stall_after is not None:
            self.wfile.write(content[: self.server.stall_after])
            self.wfile.flush()
            time.sleep(600)
        for begin in range(0, len(content), 2_000):
            self.wfile.write(content[begin : begin + 2_000])
            time.sleep(self.server.pause)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def hub(**revisions: Path) -> Iterator[Hub]:
    """Run a hub that serves `NAME`."""
    server = Hub(revisions)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def swallowing() -> Iterator[str]:
    """Listen, take what comes, and never answer; give the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    taken.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for one in taken:
                one.close()


@contextmanager
def deaf() -> Iterator[str]:
    """Listen and accept nothing, with no room for those who wait: a connection to it hangs as to an address behind a
    silent wall."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = []
        for _ in range(8):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
            waiting.append(one)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for one in waiting:
                one.close()
