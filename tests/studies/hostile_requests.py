"""Requests that no honest client sends: bodies without end, bytes that are no HTTP, clients that crawl or leave.

`python -m tests.studies.hostile_requests --requests 2000` sends them to scripts/serve.py with the shipped tagger, and
prints how each was answered, the server's memory before and after, and how long health took meanwhile.
"""

import argparse
import json
import multiprocessing
import random
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import psutil
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from inference.service.openapi.document import openapi_document
from scripts.shared.printing import table
from tests.scripts.serving import Served, serving
from tests.waiting import PATIENCE

AT_ONCE, SECONDS_OF_A_SLOW_ONE = 16, 3.0
PATHS = ("/tag", "/predict", "/setup", "/webhook", "/job_status", "/read", "/health", "/metrics", "/nowhere")


@dataclass
class Outcome:
    """What came of hostile requests: answers by status, 0 where the connection was closed without one."""

    statuses: Counter[str] = field(default_factory=Counter)
    health: list[float] = field(default_factory=list)
    unhealthy: int = 0
    rss_mb: tuple[float, float] = (0, 0)

    @property
    def faults(self) -> int:
        """How many answers were a fault of the server; 503 would be one too, since nobody ends it."""
        return sum(times for said, times in self.statuses.items() if said.rpartition(" ")[2].startswith("5"))


Attack = Callable[[socket.socket, random.Random, str], None]


def head(chance: random.Random, secret: str, *more: str, method: str = "POST", path: str | None = None) -> bytes:
    """Return a header that shows the secret."""
    asked = path if path is not None else chance.choice(PATHS)
    lines = [f"{method} {asked} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {secret}", *more]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def posted(chance: random.Random, secret: str, body: bytes, path: str | None = None) -> bytes:
    """Return a whole request with a body that claims to be JSON."""
    return head(chance, secret, "Content-Type: application/json", f"Content-Length: {len(body)}", path=path) + body


def huge(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Say that 100 MB come, and send some."""
    connection.sendall(head(chance, secret, "Content-Type: application/json", "Content-Length: 100000000"))
    connection.sendall(b" " * 300_000)


def large(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send a body that is nearly too large, of values that cost much to read."""
    piece = chance.choice([b"{},", b"[0],", b'"\\u0000",', b"1e400,", '"城",'.encode()])
    connection.sendall(posted(chance, secret, b"[" + piece * (3_000_000 // len(piece)) + b"0]"))


def chunked(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send chunks without end, or with sizes that are none."""
    connection.sendall(head(chance, secret, "Content-Type: application/json", "Transfer-Encoding: chunked"))
    for _ in range(40):
        size = chance.choice([b"1000", b"1000", b"1000", b"FFFFFFFFFFFFFFFFF", b"-1", b"zz", b"1;x=" + b"y" * 900])
        connection.sendall(size + b"\r\n" + b"a" * 0x1000 + b"\r\n")


def slow(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send a letter now and then, and then leave."""
    whole = posted(chance, secret, b'["a"]')
    end = time.monotonic() + SECONDS_OF_A_SLOW_ONE
    for byte in whole[: chance.randrange(len(whole))]:
        if time.monotonic() > end:
            return
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def broken_bytes(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send bytes that are no UTF-8, with NUL among them, as a body or in place of everything."""
    noise = chance.randbytes(chance.randrange(1, 2_000))
    bodies = (noise, b'["' + noise + b'"]', b'["\xff\xfe"]', '["城"]'.encode("gb18030"), '["城"]'.encode("utf-16"))
    connection.sendall(noise if chance.random() < 0.3 else posted(chance, secret, chance.choice(bodies)))


def deep(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send JSON nested deep, numbers without end, keys twice."""
    depth = chance.choice([900, 10_000, 100_000])
    bodies = (
        b"[" * depth + b"]" * depth,
        b'{"tasks":' * depth + b"1" + b"}" * depth,
        b"[" + b"9" * 5_000 + b"]",
        b'{"tasks": [], "tasks": 1}',
        b'["\\ud800"]',
        b"NaN",
    )
    connection.sendall(posted(chance, secret, chance.choice(bodies)))


def strange_header(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Ask for another host, by another method, without the secret, twice of something, or at great length."""
    lines = (
        "Host: evil.example",
        "Host: [::1",
        "Authorization: Basic !!!!",
        "Authorization: Bearer \udcff\udcfe",
        "Content-Length: 99999999999999999999",
        "Content-Length: -1",
        "Transfer-Encoding: gzip, chunked",
        "Origin: https://evil.example",
        "X: " + "y" * 20_000,
        "Expect: 100-continue",
        "Upgrade: websocket",
        "\x00: \x00",
    )
    methods = ("GET", "PUT", "BREW", "CONNECT", "TRACE", "post", "POST" * 500)
    paths = (None, "*", "//evil.example/", "/%00", "/read/%2e%2e/%2e%2e/etc/passwd", "/" + "a" * 9_000, "/tag?\udcff")
    shown = chance.choice([secret, secret[:-1], ""])
    connection.sendall(
        head(chance, shown, chance.choice(lines), method=chance.choice(methods), path=chance.choice(paths))
    )


def half_closed(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send part of a request, or the whole, and say that no more comes."""
    whole = posted(chance, secret, json.dumps(["修复湿地12公顷。"] * chance.randrange(1, 30)).encode(), "/tag")
    connection.sendall(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
    connection.shutdown(socket.SHUT_WR)


def pipelined(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Send many requests at once, good and bad."""
    good, bad = posted(chance, secret, '["新增造林3万亩。"]'.encode(), "/tag"), posted(chance, secret, b"{", "/tag")
    connection.sendall(
        b"".join(chance.choice([good, bad, b"\r\n", head(chance, secret, method="GET")]) for _ in range(20))
    )


def vanishing(connection: socket.socket, chance: random.Random, secret: str) -> None:
    """Ask for much, and leave at once."""
    connection.sendall(posted(chance, secret, json.dumps(["排查燃气安全隐患9处。" * 20] * 300).encode(), "/tag"))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # a reset
    connection.close()


ATTACKS: tuple[Attack, ...] = (
    huge,
    large,
    chunked,
    slow,
    broken_bytes,
    deep,
    strange_header,
    half_closed,
    pipelined,
    vanishing,
)


def attack(served: Served, number: int) -> str:
    """Attack once; return the name of the attack and the status of the first answer."""
    chance = random.Random(number)
    chosen = ATTACKS[number % len(ATTACKS)]
    answered = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        with suppress(OSError):
            chosen(connection, chance, served.secret)
        connection.settimeout(10)
        answered = connection.recv(65_536)
    words = answered.split(b" ", 2)
    status = words[1].decode("latin-1") if answered.startswith(b"HTTP/1.1 ") and len(words) > 1 else "0"
    return f"{chosen.__name__} {status}"


def conforming(served: Served, count: int, statuses: Counter[str]) -> None:
    """Send so many requests that follow the OpenAPI document, or just not; a fault of the server is raised."""
    schema = schemathesis.openapi.from_dict(openapi_document(reads=False))
    operations = [one.ok() for one in schema.get_all_operations()]
    unhurried = settings(
        max_examples=count // 2,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for mode in GenerationMode:

        @given(st.one_of([one.as_strategy(mode) for one in operations]))
        @unhurried
        def send(case: Case) -> None:
            answer = case.call(
                base_url=f"http://127.0.0.1:{served.port}", headers={"Authorization": f"Bearer {served.secret}"}
            )
            statuses[f"schemathesis {answer.status_code}"] += 1

        send()


def watch(port: int, secret: str, over: Event, told: "Queue[tuple[list[float], int]]") -> None:
    """Ask for health again and again, in a process of its own; tell the seconds it took, and how often it failed."""
    seconds, failed = [], 0
    while not over.wait(0.2):
        began = time.perf_counter()
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/health", headers={"Authorization": f"Bearer {secret}", "Host": "localhost"})
            failed += json.loads(connection.getresponse().read())["status"] != "UP"
            connection.close()
        except (OSError, ValueError, KeyError, HTTPException):
            failed += 1
        seconds.append(time.perf_counter() - began)
    told.put((seconds, failed))


def besiege(served: Served, requests: int) -> Outcome:
    """Send so many hostile requests, a quarter of them made from the OpenAPI document, and watch the server."""
    outcome, apart = Outcome(), multiprocessing.get_context("spawn")
    over, told = apart.Event(), apart.Queue()
    watching = apart.Process(target=watch, args=(served.port, served.secret, over, told))
    process = psutil.Process(served.process.pid)
    warm = requests // 10
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        for said in crowd.map(lambda number: attack(served, number), range(warm)):  # what the first ones need is kept
            outcome.statuses[said] += 1
        before = process.memory_info().rss / 1e6
        watching.start()
        try:
            for said in crowd.map(lambda number: attack(served, number), range(warm, requests - requests // 4)):
                outcome.statuses[said] += 1
            conforming(served, requests // 4, outcome.statuses)
        finally:
            over.set()
            outcome.health, outcome.unhealthy = told.get(timeout=PATIENCE)
            watching.join()
    outcome.rss_mb = before, process.memory_info().rss / 1e6
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2_000, help="to send (default: %(default)s)")
    requests = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        outcome = besiege(served, requests)
    print(
        table(["attack and status", "times"], [[said, str(times)] for said, times in sorted(outcome.statuses.items())])
    )
    health = sorted(outcome.health)
    print(f"faults: {outcome.faults}; health not answered: {outcome.unhealthy} of {len(health)}")
    print(f"health: median {1000 * health[len(health) // 2]:.0f} ms, at most {1000 * health[-1]:.0f} ms")
    print(f"memory: {outcome.rss_mb[0]:.0f} MB before, {outcome.rss_mb[1]:.0f} MB after")


if __name__ == "__main__":
    main()
