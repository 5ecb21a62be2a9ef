"""Money, tokens a minute and how many are asked at once stay within what was allowed."""

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from labels.asking import limits as limits_module
from labels.asking.journal import Journal
from labels.asking.journal_file import open_journal
from labels.asking.limits import BudgetReached, Limits
from labels.asking.replies import Prices, Tokens
from labels.asking.run import Ran
from storage.errors import AskingFailed, BadSettings
from tests.labels.asking.conftest import COUNT
from tests.labels.asking.misbehaving import Request, Sent, http, rightly, says, serving

Ask = Callable[..., Ran]
USAGE = {"prompt_tokens": 10_000, "completion_tokens": 50}
PRICES = Prices(10.0, 100.0)  # so that an answer costs 0.1 + 0.005
COST = 0.105


def dearly(request: Request) -> Sent:
    return says(request.right, usage=USAGE)


@pytest.mark.parametrize(("budget", "answers"), [(0.05, 0), (0.12, 1), (0.36, 3), (0.58, 5), (100, COUNT)])
def test_no_question_is_sent_that_could_pass_the_budget(budget: float, answers: int, ask: Ask) -> None:
    with serving(dearly) as server:
        ran = ask(server.url, prices=PRICES, budget=budget, at_once=1)
    assert len(server.requests) == len(ran.outcome.rows) == answers
    assert PRICES.of(ran.spent) == pytest.approx(answers * COST)
    assert ran.outcome.left_open["not_asked"] == COUNT - answers
    assert any("give a larger --budget" in line for line in ran.lines(PRICES)) == (answers < COUNT)


@pytest.mark.parametrize("at_once", [1, 4, COUNT])
def test_the_budget_holds_however_many_are_asked_at_once(at_once: int, ask: Ask) -> None:
    with serving(lambda request: Sent(dearly(request).content, seconds=0.05)) as server:
        ran = ask(server.url, prices=PRICES, budget=0.5, at_once=at_once)
    assert 0 < PRICES.of(ran.spent) <= 0.5
    assert len(ran.outcome.rows) == len(server.requests)


def test_more_money_goes_on_where_less_ended(ask: Ask) -> None:
    with serving(dearly) as server:
        for number in (1, 2, 3):
            ran = ask(server.url, prices=PRICES, budget=0.015 + number * COST, at_once=1)
            assert len(ran.outcome.rows) == len(server.requests) == number


def test_answers_that_cannot_be_used_and_those_that_were_lost_cost_too(ask: Ask, tmp_path: Path) -> None:
    def wasteful(request: Request) -> Sent:
        return says("是的。", usage=USAGE) if request.time == 1 else Sent(http(500, ""))

    with serving(wasteful) as server:
        with pytest.raises(AskingFailed):
            ask(server.url, prices=PRICES, budget=1.0, at_once=1, patience=0.01)
        ran = ask(server.url, prices=PRICES, budget=0.11, at_once=1)
    spent = [
        line["tokens"]
        for line in map(json.loads, (tmp_path / "work" / "journal.jsonl").read_text("utf-8").splitlines())
        if "number" in line or "lost" in line
    ]
    assert ran.spent == Tokens(sum(one for one, _ in spent), sum(one for _, one in spent))
    assert len(spent) == len(server.requests) >= 2
    assert all(one >= 3_000 for one, _ in spent)


def test_what_was_under_way_when_a_run_was_killed_counts_as_paid(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, {})
    journal.sent(Tokens(5_000, 100))
    journal.close()
    resumed = open_journal(tmp_path, {})
    resumed.close()
    assert (resumed.spent, resumed.unanswered) == (Tokens(5_000, 100), 1)


def test_a_budget_without_a_price_is_refused(ask: Ask) -> None:
    with pytest.raises(BadSettings, match="--budget 1 arrived without a price"):
        ask("http://127.0.0.1:9/v1", budget=1.0)


def test_no_more_are_asked_at_once_than_was_said(ask: Ask) -> None:
    under_way, most, lock = set[str](), [0], threading.Lock()

    def watch(request: Request) -> Sent:
        with lock:
            under_way.add(request.paragraph)
            most[0] = max(most[0], len(under_way))
        threading.Timer(0.1, lambda: under_way.discard(request.paragraph)).start()
        return Sent(rightly(request).content, seconds=0.2)

    with serving(watch) as server:
        ask(server.url, at_once=3)
    assert 1 < most[0] <= 3


class Clock:
    """A time that passes only while somebody waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(limits_module, "time", SimpleNamespace(monotonic=lambda: self.now))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_journal(tmp_path, {})


def test_so_many_tokens_a_minute_are_sent_and_no_more(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    limits = Limits(journal, Prices(), budget=None, tokens_a_minute=12_000)
    sent: list[tuple[float, int]] = []

    async def wait(seconds: float) -> None:
        assert seconds > 0
        clock.now += seconds

    async def send() -> None:
        for _ in range(40):
            most = await limits.admit(Tokens(2_900, 100))
            sent.append((clock.now, 3_000))
            limits.free(most, limits.took(most, most, Tokens(2_900, 20)))

    monkeypatch.setattr(limits, "pause", wait)
    asyncio.run(send())
    for begin, _ in sent:
        assert sum(tokens for at, tokens in sent if begin <= at < begin + 60) <= 2 * 12_000
    minutes = (sent[-1][0] - sent[0][0]) / 60
    assert minutes == pytest.approx(40 * 2_920 / 12_000 - 1, abs=0.3)


def test_a_question_that_no_minute_has_room_for_is_refused(ask: Ask) -> None:
    with serving() as server, pytest.raises(BadSettings, match="--tokens-a-minute 1,000: one question may take"):
        ask(server.url, tokens_a_minute=1_000)
    assert server.requests == []


def test_a_server_that_counts_more_than_was_estimated_is_believed(journal: Journal) -> None:
    limits = Limits(journal, Prices(1.0, 1.0), budget=1.0, tokens_a_minute=None)

    async def send() -> None:
        estimated = Tokens(100_000, 0)
        most = await limits.admit(estimated)
        took = limits.took(most, estimated, Tokens(500_000, 0))
        journal.take({"number": 1, "tokens": [took.prompt, took.answer], "id": "a", "text": "b", "turn": 1, "said": {}})
        limits.free(most, took)
        with pytest.raises(BudgetReached):
            await limits.admit(Tokens(100_001, 0))

    asyncio.run(send())
