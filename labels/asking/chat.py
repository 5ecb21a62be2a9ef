"""One question to a server, by the OpenAI-compatible chat interface, and what became of it.

A server may take JSON schemas or not, and call the limit of an answer by one name or another (`Dialect`). What it does
otherwise than answer is one of three: it passes (`Passing`: ask again later), it is about this question (`Refused`), or
it will not go away (AskingFailed).
"""

import asyncio
import json
import logging
import ssl
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from labels.asking.endpoint import Endpoint, Key
from labels.asking.prompt import Prompt
from labels.asking.replies import Passing, Reply, refusal_of, reply_of
from storage.errors import BadSettings

if TYPE_CHECKING:
    import httpx

LARGEST_BODY = 4_000_000
"""Bytes of a server's answer that are read; an answer by our schema has some hundred."""
_SECONDS_TO_CONNECT = 10.0


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a server understands: JSON schemas, the name of the limit of an answer, and whether a temperature."""

    structured: bool
    limit: str
    temperature: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the object that the journal holds."""
        return {"structured": self.structured, "limit": self.limit, "temperature": self.temperature}


OLDER, NEWER = "max_tokens", "max_completion_tokens"


def dialects(temperature: float) -> list[Dialect]:
    """Return what is tried, in order, until a server takes it. A temperature is left out only where it is 0 and so asks
    for nothing but the likeliest answer."""
    without = [Dialect(True, NEWER, False)] if temperature == 0 else []
    return [Dialect(True, OLDER), Dialect(True, NEWER), *without, Dialect(False, OLDER), Dialect(False, NEWER)]


@dataclass(frozen=True, slots=True)
class Asked:
    """How every question of a run is put: to which model, how freely, with how many tokens to answer in, within how
    many seconds."""

    model: str
    temperature: float
    answer_tokens: int
    timeout: float


class Chat:
    """An open connection to a server; `open_chat` makes one."""

    def __init__(
        self, clients: "Sequence[httpx.AsyncClient]", endpoint: Endpoint, key: Key, asked: Asked, prompt: Prompt
    ) -> None:
        import httpx

        self.asked = asked
        self._idle = list(clients)
        self._url = httpx.URL(endpoint.chat)
        self._headers = httpx.Headers(
            {
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
                "Connection": "keep-alive",
                **key.headers(),
            }
        )
        # `ask` bounds the whole, not each piece of it.
        connect = min(_SECONDS_TO_CONNECT, asked.timeout)
        self._extensions = {"timeout": httpx.Timeout(None, connect=connect).as_dict()}
        self._endpoint = endpoint
        self._key = key
        self._schema = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": prompt.schema},
        }
        # The same long text begins every request: it is written as JSON once, and a server may remember it too.
        self._system = json.dumps({"role": "system", "content": prompt.system}, ensure_ascii=False)

    async def ask(self, turns: Sequence[Mapping[str, str]], dialect: Dialect) -> Reply:
        """Send the turns of a conversation behind the prompt, and return what the model said.

        Raises:
            Passing: no answer came; another time one may.
            Refused: the server does not take this question, or this dialect.
            AskingFailed: it will take none.
        """
        import httpx

        try:
            async with asyncio.timeout(self.asked.timeout):
                return await self._exchange(self._body(turns, dialect))
        except TimeoutError as error:
            seconds = self.asked.timeout
            raise Passing("timeout", f"no whole answer within {seconds:g} seconds", lost=True) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise self._unconnected(error) from None
        except httpx.HTTPError as error:
            raise Passing("cut_off_by_server", f"the connection broke ({type(error).__name__})", lost=True) from None

    def without_key(self, said: str) -> str:
        """Return what a server said, as it may be kept: some repeat what they were sent."""
        return self._key.hidden_in(said)

    async def _exchange(self, body: bytes) -> Reply:
        import httpx

        # Made here and not by the client, which would parse the address and merge headers for every request anew.
        request = httpx.Request("POST", self._url, headers=self._headers, content=body, extensions=self._extensions)
        client = self._idle.pop()
        try:
            answer = await client.send(request, stream=True)
            try:
                content = await _bounded(answer.aiter_raw())
            finally:
                await answer.aclose()
        finally:
            self._idle.append(client)
        compressed = answer.headers.get("content-encoding", "identity") != "identity"
        if answer.status_code != 200:
            said = b"" if compressed else content
            raise refusal_of(answer.status_code, answer.headers, said, self._endpoint.chat, self._key)
        if compressed:
            raise Passing("bad_body", "the answer is compressed, which was not asked for", lost=True)
        return reply_of(content, self._key)

    def _body(self, turns: Sequence[Mapping[str, str]], dialect: Dialect) -> bytes:
        rest: dict[str, Any] = {"model": self.asked.model, dialect.limit: self.asked.answer_tokens, "stream": False}
        if dialect.temperature:
            rest["temperature"] = self.asked.temperature
        if dialect.structured:
            rest["response_format"] = self._schema
        said = ", ".join([self._system, *(json.dumps(turn, ensure_ascii=False) for turn in turns)])
        return f'{{"messages": [{said}], {json.dumps(rest, ensure_ascii=False)[1:]}'.encode()

    def _unconnected(self, error: Exception) -> Exception:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return BadSettings(
                    f"--endpoint {self._endpoint.url}: its certificate is not trusted ({cause.verify_message}). "
                    "Expected one that this machine knows; mend the address, or have the certificate installed."
                )
            cause = cause.__cause__ or cause.__context__
        return Passing("unreachable", f"nothing answers there ({type(error).__name__})")


async def _bounded(pieces: AsyncIterator[bytes]) -> bytes:
    """Return a body of at most LARGEST_BODY bytes."""
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > LARGEST_BODY:
            raise Passing("bad_body", f"the answer is larger than {LARGEST_BODY:,} bytes", lost=True)
    return bytes(content)


@asynccontextmanager
async def open_chat(endpoint: Endpoint, key: Key, asked: Asked, prompt: Prompt, *, at_once: int) -> AsyncIterator[Chat]:
    """Open connections to a server: no redirect is followed, and no proxy of the environment is used on this machine.

    Raises:
        BadSettings: httpx is not installed.
    """
    check_installed()
    import httpx

    for name in ("httpx", "httpcore"):  # they log addresses and headers
        logging.getLogger(name).setLevel(logging.WARNING)
    if find_spec("sniffio") is None:
        # httpcore asks for it with every request; a search through all folders, in vain, takes longer than the request.
        sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
    trust = httpx.create_ssl_context()
    # A pool looks at all its connections with every request: one client for each that is open at once is much quicker.
    async with AsyncExitStack() as open_clients:
        clients = [
            await open_clients.enter_async_context(
                httpx.AsyncClient(
                    limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                    follow_redirects=False,
                    trust_env=not endpoint.here,
                    verify=trust,
                )
            )
            for _ in range(at_once)
        ]
        yield Chat(clients, endpoint, key, asked, prompt)


def check_installed() -> None:
    """Raise BadSettings where httpx is not installed."""
    if find_spec("httpx") is None:
        raise BadSettings("httpx is not installed. Expected it beside this program; run make install-label.")
