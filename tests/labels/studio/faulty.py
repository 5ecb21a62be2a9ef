"""A proxy before a real server that lets go of what it is told to, as an overburdened network does."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

Fault = Callable[[str, str], str | None]
"""Given method and path: None, or what goes wrong: "refuse" (503, not passed on), "forget" (passed on, then 503),
"cut" (half the answer)."""


@contextmanager
def faulty(url: str, fault: Fault) -> Iterator[str]:
    """Give the address of a proxy before the server at `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            wrong = fault(self.command, self.path)
            if wrong == "refuse":
                self.reply(503, b'{"detail": "busy"}', "application/json")
                return
            passed = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "accept-encoding")
            }
            answer = httpx.request(self.command, url + self.path, content=body, headers=passed, timeout=120)
            if wrong == "forget":
                self.reply(503, b'{"detail": "busy"}', "application/json")
                return
            content = answer.content
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("content-type", "text/plain"))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if wrong == "cut":
                self.wfile.write(content[: len(content) // 2])
                self.close_connection = True
                return
            self.wfile.write(content)

        def reply(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Set-Cookie", "sessionid=a-cookie-nobody-may-see")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
    finally:
        proxy.shutdown()
        proxy.server_close()
