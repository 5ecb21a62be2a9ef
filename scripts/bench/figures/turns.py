"""Let contestants take turns, so that a busy machine slows all alike, and compare them within each round."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared.ending import say


@dataclass(frozen=True, slots=True)
class Contestant:
    """What takes part in turns.

    Attributes:
        key: its name for programs and the template.
        title: its name for readers.
        work: what is timed.
        amount: how many things one run of `work` does.
    """

    key: str
    title: str
    work: Callable[[], object]
    amount: float


def take_turns(
    contestants: Sequence[Contestant], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Return things done in a second, in each round, by the contestant's key.

    All warm up once; each round begins with another contestant.

    Args:
        clock: time.process_time for work of one thread in this process, which other work hardly slows then; the time
            of the clock for all else.
    """
    rates: dict[str, list[float]] = {one.key: [] for one in contestants}
    for number in range(rounds + 1):
        if number:
            say(f"  round {number} of {rounds}")
        first = number % len(contestants)
        for one in (*contestants[first:], *contestants[:first]):
            began = clock()
            one.work()
            if number:
                rates[one.key].append(one.amount / (clock() - began))
    return rates


def rates_table(
    key: str, title: str, *, contestants: Sequence[Contestant], rates: dict[str, list[float]], unit: str, one: str
) -> Table:
    """Set the median rate of each contestant, the slowest and fastest round, and the ratio to contestant `one`: the
    median of the ratios within each round."""
    columns = [
        Column("rate", unit, unit),
        Column("lowest", "slowest round"),
        Column("highest", "fastest round"),
        Column("ratio", "ratio"),
    ]
    rows = []
    for contestant in contestants:
        own = rates[contestant.key]
        ratio = statistics.median(mine / its for mine, its in zip(own, rates[one], strict=True))
        figures = {"rate": statistics.median(own), "lowest": min(own), "highest": max(own), "ratio": ratio}
        rows.append(Row(contestant.key, contestant.title, figures))
    return Table(key, title, columns, rows)
