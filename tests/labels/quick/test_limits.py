"""F1 as scikit-learn counts it, and limits that make it best."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score

from labels.quick.limits import best_limits, f1_of


@given(arrays(np.bool_, (12, 3)), arrays(np.bool_, (12, 3)))
def test_f1_is_that_of_scikit_learn(tagged: np.ndarray, truth: np.ndarray) -> None:
    assert f1_of(tagged, truth) == pytest.approx(f1_score(truth, tagged, average=None, zero_division=0))


@given(st.integers(0, 1000))
def test_no_limit_is_clearly_worse_than_that_of_half(seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.normal(0, 1, (200, 2))
    truth = scores + draw.normal(0, 1, (200, 2)) > 0.8
    best = f1_of(scores >= best_limits(scores, truth), truth)
    assert (best >= f1_of(scores >= 0, truth) - 0.03).all()


def test_a_rare_category_keeps_the_limit_of_half() -> None:
    truth = np.zeros((50, 1), np.bool_)
    truth[:9] = True
    assert best_limits(np.linspace(3, -3, 50)[:, None], truth) == [0.0]
