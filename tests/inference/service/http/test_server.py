"""The server listens where it was told to, and lets what is in work end."""

import socket
import threading
from contextlib import ExitStack

import pytest

from inference.service.application import make_application
from inference.service.http.server import is_for_others, listen
from inference.service.model import ServedModel
from storage.errors import BadSettings
from tests.inference.service.conftest import SECRET
from tests.inference.service.live import AUTHORIZATION, JSON, answer, connect, request, running
from tests.waiting import PATIENCE, wait_until


def test_a_request_in_work_is_answered_though_the_server_ends(model: ServedModel) -> None:
    held = threading.Event()
    model.turns._worker.submit(held.wait, PATIENCE)
    with ExitStack() as opened, connect(opened.enter_context(running(make_application(model, SECRET)))) as working:
        working.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=b'["a"]'))
        wait_until(lambda: model.turns.waiting == 1)
        ending = threading.Thread(target=opened.close)
        ending.start()
        port = working.getpeername()[1]
        wait_until(lambda: not is_listening(port))
        held.set()
        assert answer(working)[0] == 200
        ending.join(PATIENCE)


def test_requests_that_wait_too_long_for_the_end_are_told_so(model: ServedModel) -> None:
    held = threading.Event()
    model.turns._worker.submit(held.wait, PATIENCE)
    application = make_application(model, SECRET)
    with ExitStack() as opened:
        port = opened.enter_context(running(application, model.stop))
        waiting = connect(port)
        waiting.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=b'["a"]'))
        wait_until(lambda: model.turns.waiting == 1)
        ending = threading.Thread(target=opened.close)
        ending.start()
        wait_until(lambda: model.turns._stopping)
        held.set()
        assert answer(waiting)[0] in (503, 0)
        ending.join(PATIENCE)


def is_listening(port: int) -> bool:
    try:
        connect(port).close()
    except ConnectionError:
        return False
    return True


@pytest.mark.parametrize("host", ["", " ", "\t", "no-such-host.invalid", "a" * 64, "\udcff", "1.2.3.4.5"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(BadSettings, match="--host"):
        listen(host, 0)


@pytest.mark.parametrize(
    ("host", "for_others"), [("127.0.0.1", False), ("localhost", False), ("127.0.0.2", False), ("0.0.0.0", True)]
)
def test_whether_others_can_reach_it_is_known(host: str, for_others: bool) -> None:
    with listen(host, 0) as listening:
        assert is_for_others(listening) == for_others
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
