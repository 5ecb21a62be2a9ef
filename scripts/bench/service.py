"""How many people one server answers, and how long they wait: each asks for the tags of one paragraph, again and
again, over loopback."""

import asyncio
import json
import math
import multiprocessing
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import options, values

EPILOG = """\
examples:
  python scripts/bench/service.py
  python scripts/bench/service.py --clients 10 --lasts 20 --threads 1

Each client asks for the next paragraph as soon as it has its answer. One that is told to come back (429) does so after
the seconds it was told. The clients are a process of their own, which takes its share of the machine too.
"""

LABELS = commandline.ROOT / "labels" / "sample" / "labelled.jsonl"
WARMING_SECONDS = 15.0
STARTING_SECONDS = 120.0
_COLUMNS = (
    Column("requests", "answered", "requests"),
    Column("rate", "a second", "requests"),
    Column("p50", "half within", "ms"),
    Column("p95", "95 in 100 within", "ms"),
    Column("most", "slowest", "ms"),
    Column("refused", "told to come back (429)"),
    Column("errors", "other errors"),
    Column("memory_before", "server once warm", "MB"),
    Column("memory_halfway", "halfway", "MB"),
    Column("memory", "at the end", "MB"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What clients got in so many seconds: `rss_mb` is the server's memory once it is warm, halfway, and at the end."""

    clients: int
    seconds: float
    answered: int
    told_to_come_back: int
    failed: int
    answered_a_second: float
    p50_ms: float
    p95_ms: float
    most_ms: float
    rss_mb_before: float
    rss_mb_halfway: float
    rss_mb_after: float


@dataclass(slots=True)
class Answers:
    """The seconds of each answer, and how many were none."""

    seconds: list[float] = field(default_factory=list)
    come_back: int = 0
    failed: int = 0

    def __iadd__(self, other: "Answers") -> "Answers":
        self.seconds += other.seconds
        self.come_back += other.come_back
        self.failed += other.failed
        return self


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--clients", type=values.positive, default=50, metavar="N", help="asking at once (default: %(default)s)"
    )
    parser.add_argument(
        "--lasts",
        type=values.positive,
        default=60,
        metavar="N",
        help="seconds for which they ask (default: %(default)s)",
    )
    options.add_threads(parser)
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure one server with so many clients."""
    found = ask_for(arguments.clients, arguments.lasts, arguments.threads)
    figures = {
        "requests": found.answered,
        "rate": found.answered_a_second,
        "p50": found.p50_ms,
        "p95": found.p95_ms,
        "most": found.most_ms,
        "refused": found.told_to_come_back,
        "errors": found.failed,
        "memory_before": found.rss_mb_before,
        "memory_halfway": found.rss_mb_halfway,
        "memory": found.rss_mb_after,
    }
    title = f"{found.clients} clients for {found.seconds:.0f} s"
    note = (
        "Each asks for the tags of one paragraph after the other; the clients, a process of their own, run beside it."
    )
    return [Table("clients", "one server", _COLUMNS, [Row(str(found.clients), title, figures)], note)]


def ask_for(clients: int = 50, seconds: float = 60, threads: int | None = None) -> Figures:
    """Start a server with the shipped tagger, let clients ask for so long, and end it."""
    texts = [json.loads(line)["text"] for line in LABELS.read_text("utf-8").splitlines()]
    held: list[float] = []
    answers = Answers()
    with (
        tempfile.TemporaryDirectory() as folder,
        _serving(Path(folder), threads) as (server, port, secret),
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart,
    ):
        for lasts in (WARMING_SECONDS, seconds / 2, seconds / 2):
            found = apart.submit(ask_all, port, secret, texts, clients, lasts).result()
            if held:
                answers += found
            held.append(_rss_mb(server))
    return Figures(
        clients=clients,
        seconds=seconds,
        answered=len(answers.seconds),
        told_to_come_back=answers.come_back,
        failed=answers.failed,
        answered_a_second=len(answers.seconds) / seconds,
        p50_ms=1000 * _quantile(answers.seconds, 0.5),
        p95_ms=1000 * _quantile(answers.seconds, 0.95),
        most_ms=1000 * _quantile(answers.seconds, 1),
        rss_mb_before=held[0],
        rss_mb_halfway=held[1],
        rss_mb_after=held[2],
    )


def ask_all(port: int, secret: str, texts: list[str], clients: int, seconds: float) -> Answers:
    """Let clients ask for so long, each over a connection of its own, which it keeps."""
    answers = Answers()
    end = time.monotonic() + seconds

    async def client(chance: random.Random) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.monotonic() < end:
                await asyncio.sleep(await _ask(reader, writer, secret, chance.choice(texts), answers))
        except (OSError, EOFError, ValueError):
            answers.failed += 1
        finally:
            writer.close()

    async def together() -> None:
        await asyncio.gather(*map(client, map(random.Random, range(clients))))

    asyncio.run(together())
    return answers


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, secret: str, text: str, answers: Answers
) -> float:
    """Ask for the tags of a text; return the seconds to wait before the next question."""
    body = json.dumps([text]).encode()
    began = time.perf_counter()
    writer.write(
        f"POST /tag HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").casefold()
    named = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
    answer = json.loads(await reader.readexactly(int(named["content-length"])))
    status = int(head.split(" ")[1])
    if status == 200 and len(answer["results"]) == 1:
        answers.seconds.append(time.perf_counter() - began)
    elif status == 429:
        answers.come_back += 1
        return float(named["retry-after"])
    else:
        answers.failed += 1
    return 0


@contextmanager
def _serving(folder: Path, threads: int | None) -> "Iterator[tuple[subprocess.Popen[bytes], int, str]]":
    """Start serve.py in a folder; give its process, port and secret once it answers, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(commandline.ROOT / "scripts" / "serve.py"), "--state", str(folder / "state")]
    threaded = ["--threads", str(threads)] if threads else []
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "--port", str(port), *threaded], stdout=log, stderr=log)
    try:
        _wait_for(server, port)
        yield server, port, (folder / "state" / "secret").read_text("utf-8").strip()
    finally:
        server.terminate()
        server.wait()


def _wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=STARTING_SECONDS):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start. Expected it to answer; run scripts/serve.py to see why.")


def _rss_mb(process: "subprocess.Popen[bytes]") -> float:
    import psutil

    return float(psutil.Process(process.pid).memory_info().rss) / 1e6


def _quantile(found: list[float], share: float) -> float:
    """Return the value that a share of all does not exceed."""
    return sorted(found)[max(0, math.ceil(share * len(found)) - 1)] if found else math.nan


if __name__ == "__main__":
    commandline.run(main)
