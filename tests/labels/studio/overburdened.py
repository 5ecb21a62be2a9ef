"""A small server that knows as much of Label Studio's language as a push needs, and is overburdened when told to be."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from labels.studio.server.connection import Connection, connect_to

VERSION = {"label-studio-os-package": {"version": "1.23.2"}}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to something that is sent: a status, what it says in Retry-After, and whether it was taken all the
    same."""

    status: int
    after: str = ""
    taken: bool = False


@dataclass
class Overburdened:
    """A server of one project; `received` counts the requests that sent something."""

    refusals: list[Refusal]
    connection: Connection = field(init=False)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    received: int = 0

    def take(self, path: str, body: Any) -> Refusal | None:
        self.received += 1
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal is None or refusal.taken:
            if path.endswith("/import/predictions"):
                for row in body:
                    self.tasks[row["task"] - 1]["models"].append(row["model_version"])
            else:
                self.tasks += [{**task, "models": []} for task in body]
        return refusal

    def listed(self, page: int, size: int) -> dict[str, Any]:
        tasks = [
            {
                "id": number,
                "data": task["data"],
                "meta": task["meta"],
                "total_annotations": 0,
                "cancelled_annotations": 0,
                "predictions_model_versions": ",".join(task["models"]),
                "is_labeled": False,
            }
            for number, task in enumerate(self.tasks, start=1)
        ]
        some = tasks[(page - 1) * size : page * size]
        return {"tasks": some, "total": len(tasks), "total_annotations": 0, "total_predictions": 0}


@contextmanager
def overburdened(refusals: Sequence[Refusal]) -> Iterator[Overburdened]:
    """Start one that answers what is sent to it with these refusals in turn, then as it should."""
    server = Overburdened(list(refusals))

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            if self.path.startswith("/api/version"):
                self.reply(200, VERSION)
            elif self.path.startswith("/api/tasks"):
                asked = parse_qs(urlsplit(self.path).query)
                self.reply(200, server.listed(int(asked.get("page", ["1"])[0]), int(asked["page_size"][0])))
            else:
                self.reply(200, {"id": 1, "email": "a@example.com", "username": "a", "status": "UP"})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            refusal = server.take(self.path.split("?")[0], body)
            if refusal is None:
                self.reply(201, {"task_count": len(body), "created": len(body)})
            else:
                self.reply(refusal.status, {"detail": "busy"}, refusal.after)

        def reply(self, status: int, value: object, after: str = "") -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if after:
                self.send_header("Retry-After", after)
            self.end_headers()
            self.wfile.write(content)

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        server.connection = connect_to(f"http://127.0.0.1:{listening.server_address[1]}", "f" * 40)
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
