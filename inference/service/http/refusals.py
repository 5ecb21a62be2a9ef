"""An answer that refuses, in one line, to a request that no route has seen."""

import json

from starlette.types import Scope, Send

from inference.service import limits


class Refusal(Exception):
    """A request is refused with a status, a line in three parts, and perhaps a header."""

    def __init__(self, status: int, line: str, header: tuple[str, str] | None = None) -> None:
        """Refuse."""
        super().__init__(line)
        self.status = status
        self.headers = dict([header] if header else [])


def come_back(arrived: str, seconds: int = limits.RETRY_SECONDS) -> Refusal:
    """Return the refusal of what would be taken at another time."""
    line = f"{arrived} Expected fewer at once; ask again in {seconds} second{'s' * (seconds != 1)}."
    return Refusal(429, line, ("Retry-After", str(seconds)))


def ending() -> Refusal:
    """Return the refusal of a server that is ending: another may take its place soon."""
    line = f"The server is ending. Expected one that goes on; ask again in {limits.RETRY_SECONDS} seconds."
    return Refusal(503, line, ("Retry-After", str(limits.RETRY_SECONDS)))


def error_body(line: str) -> bytes:
    """Return an error as JSON; a line may hold what cannot be written in UTF-8, where a stranger sent it."""
    return json.dumps({"error": line}, ensure_ascii=False).encode("utf-8", "backslashreplace")


async def refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    """Answer a request with its refusal."""
    body = error_body(str(refusal))
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **refusal.headers}
    if any(name == b"transfer-encoding" for name, _ in scope["headers"]):
        headers["Connection"] = "close"  # the rest of such a body costs much to read, even only to find its end
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
