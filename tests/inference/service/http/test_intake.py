"""Bodies: read no further than they may go, and answered no longer than somebody waits."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from inference.service import limits, turns
from inference.service.application import make_application
from inference.service.model import ServedModel
from inference.service.turns import Ending, NotWanted
from tests.inference.service.conftest import SECRET
from tests.inference.service.live import AUTHORIZATION, JSON, answer, connect, request, running
from tests.invented import invented_sentences
from tests.waiting import PATIENCE, wait_until

CHUNKED = "Transfer-Encoding: chunked\r\n"
TEXT = "城镇新增就业1200人。"


@pytest.fixture
def port(model: ServedModel) -> Iterator[int]:
    with running(make_application(model, SECRET), model.stop) as opened:
        yield opened


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(port: int) -> None:
    with connect(port) as large:
        large.sendall(request("POST", "/tag", AUTHORIZATION, JSON, f"Content-Length: {limits.BODY_BYTES + 1}\r\n"))
        status, body = answer(large)
        assert (status, f"larger than {limits.BODY_BYTES} bytes" in body.decode()) == (413, True)


def test_a_body_without_end_is_refused_when_it_has_grown_too_large(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_BYTES", 100_000)
    with connect(port) as endless:
        endless.sendall(request("POST", "/tag", AUTHORIZATION, JSON, CHUNKED))
        for _ in range(110):
            endless.sendall(chunk(b" " * 1_000))
        assert answer(endless)[0] == 413


@pytest.mark.parametrize("header", ["Content-Length: 99\r\n", CHUNKED])
def test_a_body_that_stalls_is_told_so_and_its_connection_closed(
    port: int, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 1)
    with connect(port) as stalled:
        stalled.sendall(request("POST", "/tag", AUTHORIZATION, JSON, header))
        assert answer(stalled)[0] == 408
        assert answer(stalled) == (0, b"")


def test_large_bodies_that_do_not_fit_beside_the_others_are_told_to_come_back(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODIES_BYTES", 10_000)
    body = json.dumps([TEXT]).encode().ljust(6_000)
    with connect(port) as first, connect(port) as second:
        first.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=body)[:-1])

        def turned_away() -> bool:
            second.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=body))
            return answer(second)[0] == 429

        wait_until(turned_away)
        first.sendall(b" ")
        assert answer(first)[0] == 200
        second.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=body))
        assert answer(second)[0] == 200


def test_a_length_in_letters_is_bad_input(port: int) -> None:
    for length in ("ten", "-1", "1e3", "٣"):
        with connect(port) as odd:
            odd.sendall(request("POST", "/tag", AUTHORIZATION, JSON, f"Content-Length: {length}\r\n"))
            assert answer(odd)[0] == 400


@pytest.mark.parametrize("path", ["/tag", "/predict"])
def test_more_texts_or_longer_ones_than_may_be_are_refused(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(texts: list[str]) -> tuple[int, str]:
        body = texts if path == "/tag" else {"tasks": [{"data": {"text": text}} for text in texts]}
        given = client.post(path, json=body)
        return given.status_code, given.text

    monkeypatch.setattr(limits, "TEXTS", 5)
    monkeypatch.setattr(limits, "CHARACTERS", 5 * len(TEXT))
    assert ask([TEXT] * 5)[0] == 200
    status, said = ask(["a"] * 6)
    assert (status, "Expected at most 5 at once" in said) == (413, True)
    status, said = ask([TEXT] * 4 + [TEXT * 2])
    assert (status, f"Expected at most {5 * len(TEXT)} at once" in said) == (413, True)


def test_a_text_that_is_no_paragraph_is_refused_and_costs_other_tasks_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHARACTERS_OF_ONE", 20)
    given = client.post("/tag", json=[TEXT, TEXT * 3])
    assert (given.status_code, "Text number 2 of 2 has" in given.text) == (413, True)
    results = client.post("/predict", json={"tasks": [{"data": {"text": text}} for text in (TEXT, TEXT * 3)]}).json()[
        "results"
    ]
    assert [len(one["result"]) for one in results] == [1, 0]


def test_more_requests_than_may_wait_for_the_model_are_told_to_come_back(
    client: TestClient, model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAITING_FOR_MODEL", 8)
    held = threading.Event()
    model.turns._worker.submit(held.wait, PATIENCE)
    waiting = [threading.Thread(target=model.tag, args=([TEXT],)) for _ in range(limits.WAITING_FOR_MODEL)]
    for one in waiting:
        one.start()
    wait_until(lambda: model.turns.waiting == limits.WAITING_FOR_MODEL)
    given = client.post("/tag", json=TEXT)
    assert (given.status_code, given.headers["retry-after"]) == (429, str(limits.RETRY_SECONDS))
    assert client.get("/training").status_code == 200
    held.set()
    for one in waiting:
        one.join()
    assert client.post("/tag", json=TEXT).status_code == 200


def test_work_stops_between_groups_when_it_is_not_wanted_any_more(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PARAGRAPHS_AT_ONCE", 2)
    asked: list[bool] = []

    def is_wanted() -> bool:
        asked.append(len(asked) < 3)
        return asked[-1]

    with pytest.raises(NotWanted):
        model.tag(invented_sentences()[:20], is_wanted)
    assert asked == [True, True, True, False]
    model.stop()
    with pytest.raises(Ending):
        model.tag([TEXT])


@pytest.mark.parametrize("path", ["/tag", "/predict"])
def test_work_stops_when_its_client_has_gone(
    path: str, model: ServedModel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(turns, "_PARAGRAPHS_AT_ONCE", 1)
    first, gone = threading.Event(), threading.Event()
    tagged: list[int] = []
    really = model.tagger().tag

    def slowly(paragraphs: Any) -> Any:
        group = list(paragraphs)
        tagged.append(len(group))
        first.set()
        if len(tagged) == 1:
            gone.wait(PATIENCE)
        return really(group)

    monkeypatch.setattr(model.tagger(), "tag", slowly)
    texts = invented_sentences()[:60]
    body = texts if path == "/tag" else {"tasks": [{"data": {"text": text}} for text in texts]}
    with running(make_application(model, SECRET)) as port:
        with connect(port) as leaving:
            leaving.sendall(request("POST", path, AUTHORIZATION, JSON, body=json.dumps(body).encode()))
            assert first.wait(PATIENCE)
        with ExitStack() as others:  # the server has seen the end of the first once it answers others
            for _ in range(3):
                other = others.enter_context(connect(port))
                other.sendall(request("GET", "/health", AUTHORIZATION))
                assert answer(other)[0] == 200
        gone.set()
        wait_until(lambda: model.turns.waiting == 0)
    assert tagged == [1]
    assert any(f"POST {path} 499" in record.getMessage() for record in caplog.records)


def test_a_client_that_leaves_in_the_middle_of_its_body_leaves_nothing(
    port: int, model: ServedModel, state: Path
) -> None:
    for _ in range(50):
        with connect(port) as leaving:
            leaving.sendall(request("POST", "/tag", AUTHORIZATION, JSON, "Content-Length: 5000\r\n") + b'["')
    with connect(port) as honest:
        honest.sendall(request("POST", "/tag", AUTHORIZATION, JSON, body=json.dumps([TEXT]).encode()))
        assert answer(honest)[0] == 200
    assert model.turns.waiting == 0
