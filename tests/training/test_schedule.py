"""What a step reads follows from its number."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.schedule import rate_share, rows_of_step


@given(count=st.integers(1, 40), batch=st.integers(1, 12), epochs=st.integers(1, 3), seed=st.integers(0, 99))
def test_every_epoch_reads_every_sequence_once(count: int, batch: int, epochs: int, seed: int) -> None:
    steps = -(-count * epochs // batch)
    read = np.concatenate([rows_of_step(count, batch, step, seed) for step in range(steps)])
    for epoch in range(epochs):
        assert sorted(read[epoch * count : (epoch + 1) * count].tolist()) == list(range(count))


def test_epochs_are_shuffled_differently() -> None:
    first, second = (rows_of_step(50, 50, step, seed=1).tolist() for step in (0, 1))
    assert first != second
    assert first != list(range(50))


def test_the_rate_rises_holds_and_falls() -> None:
    shares = [rate_share(step, steps=100, warmup=10) for step in range(100)]
    assert shares[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    assert set(shares[10:40]) == {1.0}
    assert all(before > after for before, after in pairwise(shares[40:]))
    assert 0.02 < shares[-1] < 0.05
