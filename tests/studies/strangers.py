"""A measurement, not a test: how well clients are answered, and what memory and log grow to, while strangers besiege
the server.

`python -m tests.studies.strangers` runs scripts/serve.py with the shipped tagger, some four minutes, and prints a
table.
"""

import argparse
import asyncio
import json
import math
import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from scripts.shared.printing import table
from tests.invented import invented_sentences
from tests.scripts.serving import Served, serving

CLIENTS, IDLE, MEGABYTE = 20, 2_000, 2**20
# What a client leaves between two questions, on average: together they ask the model for a third of its time.
PAUSE_SECONDS = 1.0
Attack = Callable[[int, str], Awaitable[None]]


async def ask(port: int, secret: str, text: str) -> float:
    """Ask for the tags of a text over a connection of its own; return the seconds it took."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps([text]).encode()
    writer.write(header("POST /tag", secret, f"Content-Length: {len(body)}\r\nConnection: close\r\n") + body)
    answer = await reader.read()
    writer.close()
    if b" 200 " not in answer[:20]:
        raise ConnectionError(answer[:200])
    return time.perf_counter() - began


def header(request: str, secret: str, more: str) -> bytes:
    """Return the header of a request that shows a secret."""
    return (
        f"{request} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\nContent-Type: "
        f"application/json\r\n{more}\r\n"
    ).encode()


async def questions(port: int, secret: str, seconds: float) -> tuple[list[float], int]:
    """Let the clients ask for so long; return the seconds of each answer, and how many were refused one."""
    end, taken, failed = time.monotonic() + seconds, [], 0
    texts = invented_sentences()

    async def client(number: int) -> None:
        nonlocal failed
        chance = random.Random(number)
        while time.monotonic() < end:
            await asyncio.sleep(chance.uniform(0, 2 * PAUSE_SECONDS))
            try:
                taken.append(await ask(port, secret, "".join(chance.sample(texts, 4))))
            except OSError:
                failed += 1

    await asyncio.gather(*map(client, range(CLIENTS)))
    return taken, failed


async def stay(port: int, secret: str) -> None:
    """Connect, ask nothing, and come back when the server has closed the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.read()
    writer.close()
    await asyncio.sleep(random.uniform(0, 1))


async def drip(port: int, secret: str) -> None:
    """Send a header that never ends, a letter at a time."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
    while not writer.is_closing():
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.5)


async def flood(port: int, secret: str) -> None:
    """Send 100 MB as one body."""
    await pour(port, header("POST /tag", secret, f"Content-Length: {100 * MEGABYTE}\r\n"), b" " * 65_536, 1_600)


async def chunks(port: int, secret: str) -> None:
    """Send a body of chunks without end."""
    await pour(
        port, header("POST /tag", secret, "Transfer-Encoding: chunked\r\n"), b"1000\r\n" + b" " * 4_096 + b"\r\n", 10**9
    )


async def small_chunks(port: int, secret: str) -> None:
    """Send a body of chunks of one byte, without end and without a secret."""
    await pour(port, header("POST /tag", "", "Transfer-Encoding: chunked\r\n"), b"1\r\na\r\n" * 1_000, 10**9)


async def pour(port: int, first: bytes, piece: bytes, times: int) -> None:
    """Send one piece so many times, and never read."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    for _ in range(times):
        writer.write(piece)
        await writer.drain()


async def vanish(port: int, secret: str) -> None:
    """Ask for much, and leave before the answer."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps(invented_sentences() * 5).encode()
    writer.write(header("POST /tag", secret, f"Content-Length: {len(body)}\r\n") + body)
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.transport.abort()
    await asyncio.sleep(1)


def besiege(attack: Attack, number: int, port: int, secret: str, seconds: float) -> None:
    """Attack the server so many times at once, again and again, for so long; run in a process of its own."""

    async def again(end: float) -> None:
        while time.monotonic() < end:
            with suppress(OSError, TimeoutError):
                await asyncio.wait_for(attack(port, secret), max(0.1, end - time.monotonic()))

    async def all_at_once() -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(*(again(end) for _ in range(number)))

    asyncio.run(all_at_once())


class Memory(threading.Thread):
    """Watches the memory of a process, in MB; `most` is what it reached."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._status = Path(f"/proc/{process}/status")
        self.most = 0.0
        self.watching = True

    def now(self) -> float:
        line = next(one for one in self._status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def run(self) -> None:
        while self.watching:
            self.most = max(self.most, self.now())
            time.sleep(0.1)


def measure(served: Served, name: str, attack: Attack | None, number: int, seconds: float) -> list[str]:
    """Let the clients ask while strangers attack; return a row of the table."""
    memory, logged = Memory(served.process.pid), served.log.stat().st_size
    before = memory.now()
    memory.start()
    strangers = None
    if attack is not None:
        strangers = multiprocessing.Process(
            target=besiege, args=(attack, number, served.port, served.secret, seconds + 3)
        )
        strangers.start()
        time.sleep(3)  # until they are all there
    taken, failed = asyncio.run(questions(served.port, served.secret, seconds))
    if strangers is not None:
        strangers.join()
    memory.watching = False
    return [
        name,
        str(len(taken)),
        str(failed),
        f"{1000 * quantile(taken, 0.5):.0f}",
        f"{1000 * quantile(taken, 0.95):.0f}",
        f"{before:.0f}",
        f"{memory.most:.0f}",
        f"{memory.now():.0f}",
        f"{(served.log.stat().st_size - logged) / 1000:.0f}",
    ]


def quantile(values: list[float], share: float) -> float:
    """Return the value that a share of all values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else math.nan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="of the two long rows; the others take a third")
    seconds = parser.parse_args().seconds
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        asyncio.run(questions(served.port, served.secret, 5))  # the first answers compile and fill caches
        for name, attack, number, lasting in (
            ("quiet", None, 0, seconds),
            (f"{IDLE} idle connections", stay, IDLE, seconds),
            ("500 slow headers", drip, 500, seconds / 3),
            ("8 bodies of 100 MB", flood, 8, seconds / 3),
            ("8 bodies without end", chunks, 8, seconds / 3),
            ("8 bodies of small chunks", small_chunks, 8, seconds / 3),
            ("50 clients that leave", vanish, 50, seconds / 3),
            ("quiet again", None, 0, seconds / 3),
        ):
            rows.append(measure(served, name, attack, number, lasting))
            print(*rows[-1], sep="\t", flush=True)
    heads = ["", "answered", "refused", "p50 ms", "p95 ms", "MB before", "MB at most", "MB after", "log kB"]
    print(table(heads, rows))


if __name__ == "__main__":
    main()
