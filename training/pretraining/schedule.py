"""Say what a step of pre-training reads and how fast it learns, from its number alone, so that a resumed run is an
unbroken one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Stage:
    """Part of a curriculum: `steps` steps that read `batch` of the `sequences`, shape (count, length), each."""

    sequences: npt.NDArray[np.uint16]
    batch: int
    steps: int


def batch_of_step(
    stages: Sequence[Stage], step: int, seed: int
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """Return the sequences that step `step` of all stages together reads, and those that follow them in the text.

    Both have shape (batch, length) of the stage that the step falls into.
    """
    for stage in stages:
        if step < stage.steps:
            rows = rows_of_step(len(stage.sequences), stage.batch, step, seed)
            return stage.sequences[rows], stage.sequences[(rows + 1) % len(stage.sequences)]
        step -= stage.steps
    raise IndexError(f"The stages have no step {step} past their last.")


def rows_of_step(count: int, batch: int, step: int, seed: int) -> npt.NDArray[np.int64]:
    """Return which of `count` sequences step `step` reads, shape (batch,): every epoch is a shuffle of its own."""
    places = np.arange(step * batch, (step + 1) * batch)
    rows = np.empty(batch, dtype=np.int64)
    for epoch in np.unique(places // count):
        inside = places // count == epoch
        rows[inside] = _shuffled(count, seed, int(epoch))[places[inside] % count]
    return rows


@lru_cache(maxsize=2)  # a step may end one epoch and begin the next
def _shuffled(count: int, seed: int, epoch: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng([seed, epoch]).permutation(count)


def rate_share(step: int, steps: int, warmup: int) -> float:
    """Return the share of the peak learning rate: rise over the warm-up, hold until 40 % of the run, fall in a line to
    2 %."""
    if step < warmup:
        return (step + 1) / warmup
    hold = max(warmup, int(0.4 * steps))
    return 1.0 if step < hold else 0.02 + 0.98 * (steps - step) / max(1, steps - hold)
