"""F1 as scikit-learn counts it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score

from labels.counting import counted, f1


@given(arrays(np.bool_, (12, 3)), arrays(np.bool_, (12, 3)))
def test_f1_is_that_of_scikit_learn(tagged: np.ndarray, truth: np.ndarray) -> None:
    found = f1(counted(tagged, truth).sum(axis=0))
    assert found == pytest.approx(f1_score(truth, tagged, average=None, zero_division=0))
