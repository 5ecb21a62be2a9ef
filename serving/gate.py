"""What stands before every route: the secret is asked for, and what was done is logged without what was said."""

import json
import logging
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.secret import shows_secret

logger = logging.getLogger(__name__)

OPEN = "/"
"""The one path that answers without the secret; it says that a server is up and nothing else."""
_REFUSAL = (
    "The secret is missing or wrong. Expected it as the password of basic authentication, or as 'Authorization: Bearer …'; "
    "give the one that serve.py names when it starts."
)


class Gate:
    """Middleware that answers 401 before a request's body is read, and logs method, path, status and time of every request.

    Bodies and headers hold tokens and people's words, so no log line holds any of them.
    """

    def __init__(self, app: ASGIApp, secret: str, paths: Collection[str]) -> None:
        """Stand before `app`, whose paths are `paths`: another path is logged as unknown, because anything may stand in it."""
        self._app = app
        self._secret = secret
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request with the secret through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            if scope["path"] == OPEN or self._shown(scope):
                await self._app(scope, receive, noting)
            else:
                await _refuse(noting)
        finally:
            path = scope["path"] if scope["path"] in self._paths else "(unknown path)"
            logger.info("%s %s %d, %.0f ms", scope["method"], path, status, 1000 * (time.monotonic() - began))

    def _shown(self, scope: Scope) -> bool:
        headers = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
        return len(headers) == 1 and shows_secret(headers[0], self._secret)


async def _refuse(send: Send) -> None:
    body = json.dumps({"error": _REFUSAL}).encode()
    headers = [(b"content-type", b"application/json"), (b"www-authenticate", b'Basic realm="zhengbiao"')]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": body})
