"""Fit the linear models and the trees that judge where lines begin."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.context import Floats
from reports.repair.line_breaks.features import BUCKETS
from reports.repair.line_breaks.model import WordModel
from reports.repair.line_breaks.trees import Trees

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

_STRENGTH = 0.1  # inverse of the penalty on the weights of words
_TOLERANCE = 0.01  # as LIBLINEAR has it; 0.0001 takes several times as long
_TREES, _LEAVES, _FEWEST_AT_LEAF, _RATE, _PENALTY, _COLUMNS = 150, 12, 40, 0.04, 5.0, 0.3


def fit_words(features: Sequence[Sequence[NDArray[np.int64]]], truth: Sequence[NDArray[np.bool_]]) -> WordModel:
    """Fit a linear model on the features of the places of several texts, and whether a line begins there.

    Its weights are rounded as they are stored.
    """
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [found for report in features for found in report]
    ends = np.concatenate([[0], np.cumsum([len(found) for found in rows])])
    matrix = csr_matrix((np.ones(ends[-1], dtype=np.float32), np.concatenate(rows), ends), shape=(len(rows), BUCKETS))
    fitted = LogisticRegression(C=_STRENGTH, tol=_TOLERANCE, solver="liblinear").fit(matrix, np.concatenate(truth))
    return WordModel(fitted.coef_[0].astype(np.float16).astype(np.float32), float(fitted.intercept_[0]))


def fit_trees(inputs: Floats, answers: NDArray[np.bool_], seed: int) -> Trees:
    """Fit boosted trees on rows of columns and whether a line begins there."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted = HistGradientBoostingClassifier(
        learning_rate=_RATE,
        max_iter=_TREES,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=_FEWEST_AT_LEAF,
        l2_regularization=_PENALTY,
        max_features=_COLUMNS,
        early_stopping=False,
        random_state=seed,
    ).fit(inputs, answers)
    return trees_of(fitted)


def trees_of(fitted: "HistGradientBoostingClassifier") -> Trees:
    """Read the trees of a fitted classifier of two classes as arrays."""
    # scikit-learn shows nothing of its trees in public; a test compares what is read here with its own answers.
    grown = [one.nodes for (one,) in fitted._predictors]
    size = max(map(len, grown))
    column, left, right = (np.zeros((len(grown), size), dtype=np.int32) for _ in range(3))
    highest, answer = np.zeros((len(grown), size)), np.zeros((len(grown), size))
    for number, nodes in enumerate(grown):
        own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
        column[number, own] = np.where(leaf, 0, nodes["feature_idx"])
        highest[number, own] = np.where(leaf, 0.0, nodes["num_threshold"])
        left[number, own] = np.where(leaf, own, nodes["left"])
        right[number, own] = np.where(leaf, own, nodes["right"])
        answer[number, own] = nodes["value"]
    return Trees(column, highest, left, right, answer, float(fitted._baseline_prediction.item()))
