"""What a step reads follows from its number."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.pretraining.schedule import Stage, batch_of_step, rate_share, rows_of_step


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


def test_stages_are_read_one_after_the_other() -> None:
    short = Stage(np.arange(12, dtype=np.uint16).reshape(6, 2), batch=3, steps=4)
    long = Stage(np.arange(100, 120, dtype=np.uint16).reshape(4, 5), batch=2, steps=2)
    batches = [batch_of_step([short, long], step, seed=0)[0] for step in range(6)]
    assert [batch.shape for batch in batches] == [(3, 2)] * 4 + [(2, 5)] * 2
    assert sorted(np.concatenate(batches[:2])[:, 0].tolist()) == [0, 2, 4, 6, 8, 10]
    assert sorted(np.concatenate(batches[4:])[:, 0].tolist()) == [100, 105, 110, 115]
    with pytest.raises(IndexError):
        batch_of_step([short, long], 6, seed=0)


def test_each_sequence_comes_with_the_one_that_follows_it_in_the_text() -> None:
    text = Stage(np.arange(12, dtype=np.uint16).reshape(6, 2), batch=6, steps=1)
    batch, following = batch_of_step([text], 0, seed=0)
    assert ((batch + 2) % 12 == following).all()
