"""Turns: requests that wait are tagged together, nobody waits behind a crowd, and nobody pays for another's text."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient

from inference.service import limits, turns
from inference.service.model import ServedModel, always
from inference.service.turns import Busy, Ending, NotWanted, Turns
from inference.tagged import TaggedParagraph
from reports.report import Paragraph
from tests.invented import invented_sentences
from tests.waiting import PATIENCE, wait_until

TEXTS = invented_sentences()


@contextmanager
def held(model: ServedModel) -> Iterator[None]:
    """Keep the model busy, so that who asks meanwhile waits."""
    going, free = threading.Event(), threading.Event()

    def hold() -> None:
        going.set()
        free.wait(PATIENCE)

    model.turns._worker.submit(hold)
    assert going.wait(PATIENCE)
    try:
        yield
    finally:
        free.set()


@pytest.fixture
def batches(model: ServedModel) -> list[tuple[int, int]]:
    """The batches that the model tagged: of how many requests, how many paragraphs."""
    noted: list[tuple[int, int]] = []
    model.turns.note = lambda requests, paragraphs, characters: noted.append((requests, paragraphs))
    return noted


def ask(model: ServedModel, texts: list[str], wanted: Callable[[], bool] = always) -> "Future[list[TaggedParagraph]]":
    return model.turns.ask([Paragraph(str(number), "", text) for number, text in enumerate(texts)], wanted)


def test_short_requests_that_wait_are_tagged_together_and_as_alone(
    model: ServedModel, batches: list[tuple[int, int]]
) -> None:
    asked = [TEXTS[number : number + 1 + number % 3] for number in range(20)]
    alone = [model.tag(texts) for texts in asked]
    batches.clear()
    with held(model):
        together = [ask(model, texts) for texts in asked]
    for one, other in zip(alone, together, strict=True):
        for ours, theirs in zip(one, other.result(PATIENCE), strict=True):
            assert (ours.paragraph, ours.tags, ours.review) == (theirs.paragraph, theirs.tags, theirs.review)
            assert ours.scores == pytest.approx(theirs.scores, abs=1e-5)
            assert ours.evidence.keys() == theirs.evidence.keys()
    assert batches == [(20, sum(map(len, asked)))]


def test_a_crowd_of_short_requests_is_cut_into_batches_in_the_order_they_came(
    model: ServedModel, batches: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PARAGRAPHS_AT_ONCE", 4)
    with held(model):
        for text in TEXTS[:10]:
            answer = ask(model, [text])
    answer.result(PATIENCE)
    wait_until(lambda: len(batches) == 3)
    assert batches == [(4, 4), (4, 4), (2, 2)]


def test_a_person_with_one_paragraph_does_not_wait_behind_thousands(
    model: ServedModel, batches: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PARAGRAPHS_AT_ONCE", 10)
    with held(model):
        first, second = ask(model, (TEXTS * 4)[:40]), ask(model, (TEXTS * 4)[:30])
        person = ask(model, TEXTS[:1])
    assert len(person.result(PATIENCE)) == 1
    assert (len(first.result(PATIENCE)), len(second.result(PATIENCE))) == (40, 30)
    wait_until(lambda: len(batches) == 8)
    assert batches == [(1, 1), *[(1, 10)] * 7]


def test_short_requests_that_never_end_do_not_keep_a_long_one_waiting(
    model: ServedModel, batches: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PARAGRAPHS_AT_ONCE", 10)
    with held(model):
        for _ in range(4):
            short = [ask(model, [text]) for text in TEXTS[:10]]
        long = ask(model, (TEXTS * 4)[:20])
    assert all(len(one.result(PATIENCE)) == 1 for one in short)
    assert len(long.result(PATIENCE)) == 20
    wait_until(lambda: len(batches) == 6)
    assert batches == [(10, 10), (1, 10)] * 2 + [(10, 10)] * 2


def test_long_requests_take_turns(model: ServedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PARAGRAPHS_AT_ONCE", 10)
    done: list[int] = []
    with held(model):
        for number, count in ((0, 60), (1, 20)):
            ask(model, (TEXTS * 4)[:count]).add_done_callback(lambda _, number=number: done.append(number))
    wait_until(lambda: len(done) == 2)
    assert done == [1, 0]


def test_a_request_that_nobody_wants_any_more_leaves_the_batch(
    model: ServedModel, batches: list[tuple[int, int]]
) -> None:
    with held(model):
        wanted = [ask(model, [text]) for text in TEXTS[:3]]
        gone = [ask(model, texts, lambda: False) for texts in (TEXTS[:1], TEXTS[:40])]
    assert all(len(one.result(PATIENCE)) == 1 for one in wanted)
    for one in gone:
        with pytest.raises(NotWanted):
            one.result(PATIENCE)
    assert batches == [(3, 3)]


def test_a_text_that_cannot_be_tagged_costs_the_others_nothing(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = model.tagger().tag

    def tag(paragraphs: Any) -> Any:
        group = list(paragraphs)
        if any(one.text == "毒" for one in group):
            raise MemoryError
        return really(group)

    monkeypatch.setattr(model.tagger(), "tag", tag)
    with held(model):
        first, poison, last = (ask(model, [text]) for text in (TEXTS[0], "毒", TEXTS[1]))
    assert len(first.result(PATIENCE)) == len(last.result(PATIENCE)) == 1
    with pytest.raises(MemoryError):
        poison.result(PATIENCE)
    assert len(ask(model, TEXTS[:1]).result(PATIENCE)) == 1


def test_those_who_find_no_room_are_told_when_there_will_be_some(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAITING_FOR_MODEL", 3)
    monkeypatch.setattr(model.turns, "_characters_a_second", 0.5)
    leaving = threading.Event()
    with held(model):
        waiting = [ask(model, ["城" * 10], lambda: not leaving.is_set()) for _ in range(3)]
        with pytest.raises(Busy) as refused:
            ask(model, ["城"])
        assert refused.value.seconds == limits.LONGEST_RETRY_SECONDS == 60
        model.turns._characters_a_second = 10
        with pytest.raises(Busy) as refused:
            ask(model, ["城"])
        assert refused.value.seconds == 3
        leaving.set()  # those whose clients have gone make room
        assert not ask(model, ["城"]).done()
    assert all(isinstance(one.exception(PATIENCE), NotWanted) for one in waiting)


def test_a_long_request_is_refused_behind_long_ones_and_a_short_one_is_not(
    model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHARACTERS_WAITING", 5_000)
    with held(model):
        ask(model, ["城" * 3_000], lambda: False)
        with pytest.raises(Busy):
            ask(model, ["城" * 2_500])
        ask(model, ["城" * 100], lambda: False)


def test_an_end_is_told_to_all_who_wait_at_once(model: ServedModel) -> None:
    with held(model):
        waiting = [ask(model, texts) for texts in (TEXTS[:1], TEXTS[:40])]
        model.stop()
        assert all(isinstance(one.exception(0), Ending) for one in waiting)
        with pytest.raises(Ending):
            ask(model, TEXTS[:1])


def test_a_failing_look_at_the_bundle_is_told_and_does_not_end_the_turns() -> None:
    def broken() -> Any:
        raise OSError("gone")

    queue = Turns(broken)
    for _ in range(2):
        assert isinstance(queue.ask([Paragraph("0", "", "城")], always).exception(PATIENCE), OSError)
    wait_until(lambda: queue.waiting == 0)


def test_a_client_is_told_in_seconds_when_to_come_back(
    client: TestClient, model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAITING_FOR_MODEL", 0)
    model.turns._characters_a_second = 100.0
    answer = client.post("/tag", json="城镇新增就业1200人。")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "ask again in 1 second." in answer.json()["error"]
