"""Stand before every route: see who may ask, and log what was done without what was said."""

import logging
import time
from collections.abc import Callable, Collection, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inference.service.http.connections import SHOWN
from inference.service.http.refusals import Refusal, refuse
from inference.service.http.secret import shows_secret
from inference.service.http.visitors import is_of_another_site, means_us

logger = logging.getLogger(__name__)
strangers = logging.getLogger(f"{__name__}.strangers")
"""Of those without the secret, who may be many: the log has a limit for each logger, so that they cannot hide the
others."""

OPEN = "/"
"""The one path that answers without the secret; it says that a server is up and nothing else."""
_JSON = "application/json"
_KINDS = {"/tag": (_JSON, "text/plain"), "/read": ("application/octet-stream",)}
_MADE = "/read/"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


class Gate:
    """Middleware that refuses before a request's body is read, and logs method, path, status and time of every request.

    Bodies and headers hold tokens and people's words, so no log line holds any of them.
    """

    def __init__(
        self,
        app: ASGIApp,
        secret: str,
        paths: Collection[str],
        names: Collection[str],
        note: Callable[[str, str, str, float], None] = lambda method, path, status, seconds: None,
    ) -> None:
        """Stand before `app`.

        Args:
            paths: the paths of `app`; another one is logged as unknown, because anything may stand in it.
            names: by which the server may be asked for, besides its addresses.
            note: told of each request what the log is told: its method, path, status and seconds.
        """
        self._note = note
        self._app = app
        self._secret = secret
        self._paths = paths
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request of a known client through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        state = scope.setdefault("state", {})
        try:
            if refusal := self._refusal(scope):
                await refuse(scope, noting, refusal)
            else:
                await self._app(scope, receive, noting)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "(unknown method)"
            path, seconds = self._named(scope["path"]), time.monotonic() - began
            said = f"{status}" if status else "not answered"
            log = logger if SHOWN in state else strangers
            log.info("%s %s %s, %.0f ms", method, path, said, 1000 * seconds)
            self._note(method, path, said, seconds)

    def _named(self, path: str) -> str:
        """Return a path as the log may hold it: what names somebody's report stays out."""
        return path if path in self._paths else f"{_MADE}…" if path.startswith(_MADE) else "(unknown path)"

    def _refusal(self, scope: Scope) -> Refusal | None:
        """Return why a request is refused; one that shows the secret is noted in its state."""
        hosts = _values(scope, b"host")
        if not means_us(hosts, self._names):
            return _not_us()
        if not (scope["path"] == OPEN and scope["method"] == "GET"):
            given = _values(scope, b"authorization")
            if len(given) != 1 or not shows_secret(given[0], self._secret):
                return _no_secret()
            scope["state"][SHOWN] = True
        if _values(scope, b"transfer-encoding") and _values(scope, b"content-length"):
            return _two_lengths()
        if is_of_another_site(scope["headers"], hosts[0]):
            return _another_site()
        kinds = _KINDS.get(scope["path"], (_JSON,))
        if scope["method"] == "POST" and _kind(scope) not in kinds:
            return _another_kind(kinds)
        return None


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _kind(scope: Scope) -> str:
    return ",".join(_values(scope, b"content-type")).partition(";")[0].strip().casefold()


def _not_us() -> Refusal:
    return Refusal(
        421,
        "The request is for a host that is not this one. Expected localhost, an address, the name of this machine or "
        "one given to serve.py with --allow-host; correct the URL, or give the option.",
    )


def _no_secret() -> Refusal:
    return Refusal(
        401,
        "The secret is missing or wrong. Expected it as the password of basic authentication, or as 'Authorization: "
        "Bearer …'; "
        "give the one that serve.py names when it starts.",
        ("WWW-Authenticate", 'Basic realm="zhengbiao"'),
    )


def _two_lengths() -> Refusal:
    return Refusal(
        400,
        "The body has a length and comes in chunks too, so that it could end in two places. Expected one of them; mend "
        "the client.",
    )


def _another_site() -> Refusal:
    return Refusal(
        403,
        "A browser sent this for a page of another site. Expected a program, or a page of this server; call it without "
        "a browser.",
    )


def _another_kind(kinds: Sequence[str]) -> Refusal:
    return Refusal(
        415,
        f"The body is of another kind. Expected {' or '.join(kinds)}; send it with the header 'Content-Type: "
        f"{kinds[0]}'.",
    )
