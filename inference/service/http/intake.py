"""Bodies on their way in: never more than fits, never for longer than they need, and noticed when the client goes."""

import asyncio
import threading

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inference.service import limits
from inference.service.http.refusals import Refusal, come_back, refuse

GONE = "gone"
"""The key of a request's state with a `threading.Event` that is set once its client has gone."""


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Intake:
    """Middleware that reads the body of a POST before the application is asked, and refuses one that is too large or
    too slow."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a body to the application whole; a request of another kind has none that anybody reads."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        try:
            try:
                self._check_size(_declared_length(scope), _declared_length(scope))
                async with asyncio.timeout(limits.BODY_SECONDS):
                    await self._read(receive, body)
            except Refusal as refusal:
                await refuse(scope, send, refusal)
            except TimeoutError:
                await refuse(scope, send, _too_slow(len(body)))
            except ClientGone:
                return
            else:
                await self._ask(scope, receive, send, bytes(body))
        finally:
            self._held -= len(body)

    async def _read(self, receive: Receive, body: bytearray) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            piece = message.get("body", b"")
            self._check_size(len(body) + len(piece), len(piece))
            body += piece
            self._held += len(piece)
            more = message.get("more_body", False)

    def _check_size(self, size: int, more: int) -> None:
        """Refuse a body of `size` bytes, or one of which `more` do not fit beside the others."""
        if size > limits.BODY_BYTES:
            raise Refusal(
                413, f"The body is larger than {limits.BODY_BYTES} bytes. Expected at most so many; send it in parts."
            )
        if self._held + more > limits.BODIES_BYTES:
            raise come_back("The server is busy with other large requests.")

    async def _ask(self, scope: Scope, receive: Receive, send: Send, body: bytes) -> None:
        """Ask the application, which can see whether the client is still there."""
        gone = threading.Event()
        scope.setdefault("state", {})[GONE] = gone
        given = False

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                continue
            gone.set()

        async def replay() -> Message:
            nonlocal given
            if given:
                await watching
                return {"type": "http.disconnect"}
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        watching = asyncio.create_task(watch())
        try:
            await self._app(scope, replay, send)
        finally:
            watching.cancel()


def _declared_length(scope: Scope) -> int:
    """Return what the header says of a body's length, 0 where it does not; the parser has refused what is no number."""
    return max(
        (int(value) for name, value in scope["headers"] if name == b"content-length" and value.isdigit()), default=0
    )


def _too_slow(arrived: int) -> Refusal:
    return Refusal(
        408,
        f"{arrived} bytes of a body arrived in {limits.BODY_SECONDS} seconds. Expected the whole of it in that time; "
        "send it in parts.",
        ("Connection", "close"),
    )
