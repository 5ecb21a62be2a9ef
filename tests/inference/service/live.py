"""A real server on a real socket, and clients that speak as badly as they like."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from starlette.types import ASGIApp

from inference.service.http.server import Server, listen
from tests.inference.service.conftest import SECRET
from tests.waiting import PATIENCE, wait_until

AUTHORIZATION = f"Authorization: Bearer {SECRET}\r\n"
JSON = "Content-Type: application/json\r\n"


@contextmanager
def running(application: ASGIApp, hurry: Callable[[], None] | None = None) -> Iterator[int]:
    """Serve an application in a thread; give the port."""
    listening = listen("127.0.0.1", 0)
    server = Server(application, hurry=hurry)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    assert server.started
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


def connect(port: int) -> socket.socket:
    """Return a connection that gives up what never comes."""
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def request(method: str, path: str, *headers: str, body: bytes = b"", host: str = "localhost") -> bytes:
    """Return a request as bytes; its headers end with line breaks of their own."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{''.join(headers)}{length}\r\n".encode() + body


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """Read one answer: its status and its body, (0, b"") where the connection was closed instead."""
    received = b""
    try:
        while b"\r\n\r\n" not in received:
            if not (piece := connection.recv(65_536)):
                return 0, received
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        while len(body) < length:
            body += connection.recv(65_536)
    except ConnectionError:
        return 0, received
    return int(head.split(b" ")[1]), body


def wait_for_end(connection: socket.socket) -> None:
    """Read what still comes, until the server closes the connection."""
    with suppress(ConnectionError):
        while connection.recv(65_536):
            continue


def is_open(connection: socket.socket) -> bool:
    """Say whether the server has neither closed a connection nor sent anything."""
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    finally:
        connection.settimeout(PATIENCE)
