"""Connections: whoever does not get on with its request makes room, and an honest client always finds some."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from inference.service import limits
from inference.service.application import make_application
from inference.service.model import ServedModel
from tests.inference.service.conftest import SECRET
from tests.inference.service.live import (
    AUTHORIZATION,
    JSON,
    answer,
    connect,
    is_open,
    request,
    running,
    wait_for_end,
)
from tests.waiting import PATIENCE, wait_until

HEALTH = request("GET", "/health", AUTHORIZATION)


@pytest.fixture
def patience() -> int:
    """Seconds for which the server bears whoever does not get on: hardly any, for tests that wait until it is over."""
    return 1


@pytest.fixture
def port(patience: int, model: ServedModel, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server of few connections."""
    monkeypatch.setattr(limits, "MOST_CONNECTIONS", 8)
    monkeypatch.setattr(limits, "ACCEPTED_AT_ONCE", 1)
    for name in ("HEADER_SECONDS", "KEEP_ALIVE_SECONDS", "REST_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(limits, name, patience)
    with running(make_application(model, SECRET)) as opened:
        yield opened


# For tests of connections that are not closed: a machine that does much else may take a second for anything.
patiently = pytest.mark.parametrize("patience", [60], ids=["patiently"])


def test_a_connection_that_asks_nothing_is_closed(port: int) -> None:
    with connect(port) as silent:
        assert answer(silent) == (0, b"")


@pytest.mark.parametrize("beginning", [b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
def test_a_header_that_does_not_end_is_closed_though_it_goes_on(port: int, beginning: bytes) -> None:
    with connect(port) as slow:
        slow.sendall(beginning)

        def drip() -> bool:
            try:
                slow.sendall(b"a")
            except ConnectionError:
                return True
            return not is_open(slow)

        wait_until(drip)


def test_a_second_header_gets_no_more_time_than_the_first(port: int) -> None:
    with connect(port) as slow:
        slow.sendall(HEALTH)
        assert answer(slow)[0] == 200
        slow.sendall(b"GET /hea")
        assert answer(slow) == (0, b"")


def test_a_header_that_is_too_large_is_refused(port: int) -> None:
    with connect(port) as large:
        large.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 3 * limits.HEADER_BYTES)
        assert answer(large)[0] in (400, 0)


@patiently
def test_a_kept_connection_is_used_again(port: int) -> None:
    with connect(port) as kept:
        for _ in range(3):
            kept.sendall(HEALTH)
            assert answer(kept)[0] == 200


def test_a_kept_connection_is_closed_when_it_is_idle(port: int) -> None:
    with connect(port) as kept:
        kept.sendall(HEALTH)
        assert answer(kept)[0] == 200
        assert answer(kept) == (0, b"")


@patiently
def test_the_oldest_idle_stranger_makes_room_for_an_honest_client(port: int) -> None:
    with ExitStack() as opened:
        strangers = [opened.enter_context(connect(port)) for _ in range(8)]
        half = strangers[0]
        half.sendall(b"POST /tag HTTP/1.1\r\n")
        for number in range(30):
            with connect(port) as honest:
                honest.sendall(HEALTH)
                assert answer(honest)[0] == 200, number
        wait_until(lambda: not is_open(half))
        assert is_open(strangers[-1])


@patiently
def test_strangers_do_not_push_out_a_client_that_has_shown_the_secret(port: int) -> None:
    with ExitStack() as opened:
        known = opened.enter_context(connect(port))
        body = b'["' + "新建水厂。".encode() + b'"]'
        known.sendall(
            request("POST", "/tag", AUTHORIZATION, JSON, body=body)[: -len(body)]
        )  # the body is still to come
        for _ in range(3 * 8):
            opened.enter_context(connect(port))
        known.sendall(body)
        assert answer(known)[0] == 200


@patiently
def test_what_is_in_work_is_not_closed_for_others(port: int, model: ServedModel) -> None:
    held, going = threading.Event(), threading.Event()

    def hold() -> None:
        going.set()
        held.wait(PATIENCE)

    model.turns._worker.submit(hold)
    assert going.wait(PATIENCE)
    with ExitStack() as opened:
        working = opened.enter_context(connect(port))
        working.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=b'["a"]'))
        wait_until(lambda: model.turns.waiting == 1)
        for _ in range(3 * 8):
            opened.enter_context(connect(port))
        held.set()
        assert answer(working)[0] == 200


@pytest.mark.parametrize("headers", [(), (AUTHORIZATION,)])
def test_a_body_that_nobody_reads_does_not_keep_a_connection(port: int, headers: tuple[str, ...]) -> None:
    with connect(port) as stalled:
        stalled.sendall(request("POST", "/tag", *headers, "Content-Length: 1000000\r\n"))
        assert answer(stalled)[0] in (401, 415)
        assert answer(stalled) == (0, b"")


def test_an_endless_body_of_a_stranger_is_cut_off(port: int) -> None:
    with connect(port) as endless:
        endless.sendall(request("POST", "/tag", "Transfer-Encoding: chunked\r\n"))
        assert answer(endless)[0] == 401

        def send() -> bool:
            try:
                endless.sendall(b"1000\r\n" + b"a" * 0x1000 + b"\r\n")
            except ConnectionError:
                return True
            return False

        wait_until(send)


@patiently
def test_a_small_body_that_is_refused_leaves_the_connection_usable(port: int) -> None:
    with connect(port) as refused:
        for _ in range(3):
            refused.sendall(request("POST", "/tag", JSON, body=b"a" * 150_000))
            assert answer(refused)[0] == 401
        refused.sendall(HEALTH)
        assert answer(refused)[0] == 200


def test_a_client_that_never_takes_its_answers_is_cut_off(port: int) -> None:
    asking = request("POST", "/tag", AUTHORIZATION, JSON, body=json.dumps(["新建水厂。"] * 2_000).encode())
    with connect(port) as greedy:
        greedy.setblocking(False)
        waiting = [asking * 30]

        def ask() -> bool:
            try:
                waiting[0] = waiting[0][greedy.send(waiting[0]) :] or asking
            except BlockingIOError:
                return False
            except ConnectionError:
                return True
            return False

        wait_until(ask)


def test_as_many_connections_as_the_system_allows_do_no_harm(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(make_application(model, SECRET)) as port, ExitStack() as opened:
        for _ in range(limits.MOST_CONNECTIONS + 300):
            opened.enter_context(connect(port))
        with connect(port) as honest:
            honest.sendall(HEALTH)
            assert answer(honest)[0] == 200


@pytest.mark.parametrize("headers", ["", AUTHORIZATION + JSON])
@pytest.mark.parametrize("body", [b"zz\r\n", b"-1\r\n", b"1\r\nab\r\n", b"0\r\n" + b"X: y\r\n" * 9_000])
def test_a_body_that_is_no_http_is_refused_quietly(
    port: int, headers: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    with connect(port) as broken:
        broken.sendall(request("POST", "/tag", headers, "Transfer-Encoding: chunked\r\n") + body)
        assert answer(broken)[0] in (400, 401)
        wait_for_end(broken)
    assert {record.getMessage() for record in caplog.records} <= {"Invalid HTTP request received."}


def test_a_body_with_two_ends_is_refused(port: int) -> None:
    with connect(port) as smuggling:
        smuggling.sendall(
            request("POST", "/tag", AUTHORIZATION, JSON, "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n")
            + b"0\r\n\r\n"
            + HEALTH
        )
        assert answer(smuggling)[0] == 400
        assert answer(smuggling) == (0, b"")


@patiently
@pytest.mark.parametrize(
    "first", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0\r\n\r\n", b"\r\n" * 99, b"\x00" * 99]
)
def test_what_is_no_http_at_all_is_refused(port: int, first: bytes) -> None:
    with connect(port) as stranger:
        stranger.sendall(first + b"\r\n\r\n")
        assert answer(stranger)[0] in (400, 421, 0)
    with connect(port) as honest:
        honest.sendall(HEALTH * 3)  # and these are answered one after the other
        received = b""
        while received.count(b'"status":"UP"') < 3:
            received += honest.recv(65_536)
