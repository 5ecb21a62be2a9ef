"""Contestants take turns, and are compared within each round."""

from collections.abc import Callable

import pytest

from scripts.bench.figures.turns import Contestant, rates_table, take_turns


class Clock:
    """A clock that goes on only where somebody works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slowness = 1.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds * self.slowness


def contestant(key: str, work: Callable[[], object], amount: float = 6) -> Contestant:
    return Contestant(key, key.upper(), work, amount)


def test_every_round_begins_with_another_and_the_first_is_not_timed() -> None:
    clock, order = Clock(), list[str]()

    def working(key: str) -> Callable[[], object]:
        def work() -> None:
            order.append(key)
            clock.work(2)

        return work

    rates = take_turns([contestant(key, working(key)) for key in "abc"], 3, clock)
    assert "".join(order) == "abc" + "bca" + "cab" + "abc"
    assert rates == {"a": [3, 3, 3], "b": [3, 3, 3], "c": [3, 3, 3]}


def test_a_slow_round_changes_no_ratio() -> None:
    clock, rounds = Clock(), iter([1, 1, 10, 1])

    def first() -> None:
        clock.slowness = next(rounds)
        clock.work(1)

    both = [contestant("a", first), contestant("b", lambda: clock.work(3))]
    rates = {key: list[float]() for key in "ab"}
    for _ in range(4):  # by hand, as `take_turns` would if a always came first
        for one in both:
            began = clock()
            one.work()
            rates[one.key].append(one.amount / (clock() - began))
    table = rates_table("t", "t", contestants=both, rates=rates, unit="things/s", one="b")
    assert table.figure("a", "ratio") == pytest.approx(3)
    assert table.figure("b", "ratio") == 1
    assert table.figure("a", "rate") == pytest.approx(6)
    assert table.figure("a", "lowest") == pytest.approx(0.6)
    assert table.header == ["t", "things/s", "slowest round", "fastest round", "ratio"]
