"""A server with the chat interface that does what a test tells it to, byte by byte."""

import asyncio
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from labels.taxonomy import Taxonomy
from scripts.bench.stand_in import answer_by_keywords

_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
_FIRST = re.compile(r"^\[1\] (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Request:
    """A request as it arrived: `turns` are the messages behind the prompt, `time` the how-manieth it is with its
    paragraph."""

    head: str
    body: dict[str, Any]
    time: int

    @property
    def turns(self) -> list[dict[str, str]]:
        return [turn for turn in self.body["messages"] if turn["role"] != "system"]

    @property
    def paragraph(self) -> str:
        """The first sentence of the paragraph that is asked about, by which it is known here."""
        return paragraph_of(self.body)

    @property
    def right(self) -> str:
        """What a model would answer that knows keywords."""
        return _RIGHT(self.body)


def paragraph_of(body: dict[str, Any]) -> str:
    found = _FIRST.search(next(turn["content"] for turn in body["messages"] if turn["role"] == "user"))
    assert found is not None
    return found[1]


@dataclass(frozen=True)
class Sent:
    """What the server does: wait, write these bytes, and close the connection or not."""

    content: bytes
    seconds: float = 0.0
    close: bool = False


Behaviour = Callable[[Request], Sent]
_RIGHT = answer_by_keywords(Taxonomy.load())


@dataclass
class Server:
    """What a test sees of the server: its address, and all requests in the order in which they came."""

    behave: Behaviour
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    @property
    def asked(self) -> list[str]:
        return [request.paragraph for request in self.requests]


def http(status: int, body: bytes | str, *headers: str, length: int | None = None) -> bytes:
    """Return a whole answer, with a length that may be untrue."""
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} Said",
        "Content-Type: application/json",
        f"Content-Length: {len(content) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def completion(content: Any, finish: str = "stop", usage: Any = None, **message: Any) -> str:
    """Return the body of a chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    counted = {"usage": usage} if usage else {}
    return json.dumps({"object": "chat.completion", "choices": [choice], **counted})


def says(content: Any, finish: str = "stop", usage: Any = None, **message: Any) -> Sent:
    """Answer with what a model says."""
    return Sent(http(200, completion(content, finish, usage, **message)))


def rightly(request: Request) -> Sent:
    """Answer as a good server does."""
    return says(request.right, usage={"prompt_tokens": 5_000, "completion_tokens": 20})


def once(wrong: Behaviour, times: int = 1) -> Behaviour:
    """Misbehave the first times with every paragraph, and then answer."""
    return lambda request: wrong(request) if request.time <= times else rightly(request)


@contextmanager
def serving(behave: Behaviour = rightly) -> Iterator[Server]:
    """Run a server in a thread of its own."""
    server = Server(behave)
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = json.loads(await reader.readexactly(int(length[1]) if length else 0))
                server.times[paragraph_of(body)] += 1
                request = Request(head.decode("latin-1"), body, server.times[paragraph_of(body)])
                server.requests.append(request)
                sent = server.behave(request)
                await asyncio.sleep(sent.seconds)
                writer.write(sent.content)
                await writer.drain()
                if sent.close:
                    break
        writer.close()

    async def start() -> None:
        listening = await asyncio.start_server(serve, "127.0.0.1", 0, limit=10_000_000)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
        started.set()

    async def run() -> None:
        await start()
        await ended.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    assert started.wait(60)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(60)
        loop.close()


def values(category: str, numbers: Sequence[Any]) -> str:
    """Return an answer that says something of one category and nothing of the others."""
    ids = Taxonomy.load().ids
    return json.dumps({key: list(numbers) if key == category else [] for key in ids}, ensure_ascii=False)
