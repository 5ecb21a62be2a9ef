"""A quick model of characters that learns from the labels there are: it needs no bundle, no network and no torch.

TF-IDF over runs of one to three characters and a logistic regression for each category. The regression is fitted in
the space that the known texts span, which gives what a fit on all runs gives (Schölkopf, Herbrich and Smola 2001, "A
generalized representer theorem") in a fraction of the time, and lets rounds of learning share one table of
similarities.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from labels.counting import Floats, Truth
from storage.errors import BadData

Folds = Sequence[tuple[Sequence[int], Sequence[int]]]
"""Row numbers to learn from and to score, as `labels.splits` returns them."""
_SURE = 10.0  # log-odds of a category that every known text has, or none
_JITTER = 1e-6  # two texts that are the same would leave the table without a root
_INVERSE_PENALTY = 10.0


def character_vectorizer() -> TfidfVectorizer:
    """Make the vectoriser of all quick models here. A run that occurs in one text only cannot generalise, and such are
    most."""
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)


def character_vectors(texts: Sequence[str]) -> csr_matrix:
    """Turn texts into TF-IDF vectors of length 1, shape (texts, runs); labels play no part.

    Raises:
        BadData: no two texts share a run of characters.
    """
    try:
        return character_vectorizer().fit_transform(texts)
    except ValueError as error:
        raise BadData(
            f"No run of characters stands in two of the {len(texts)} texts. Expected prose of one language; give more "
            "paragraphs."
        ) from error


def similarities(vectors: csr_matrix, known: Sequence[int]) -> Floats:
    """Return the cosine of every text with the known ones, shape (texts, known)."""
    return np.asarray((vectors @ vectors[list(known)].T).toarray(), np.float64)


def log_odds(similar: Floats, known: Sequence[int], truth: Truth) -> Floats:
    """Learn from the known texts, classes balanced, and score all of them.

    Args:
        similar: of every text with the known ones, shape (texts, known).
        known: the row numbers of the known texts in `similar`, in the order of its columns.
        truth: what people said of these, shape (known, categories).

    Returns:
        Log-odds, shape (texts, categories).
    """
    weights, offsets = learnt_weights(similar[np.asarray(known)], truth)
    return np.asarray(similar @ weights + offsets)


def learnt_weights(similar: Floats, truth: Truth) -> tuple[Floats, Floats]:
    """Learn from known texts, classes balanced.

    Args:
        similar: of the known texts with each other, shape (known, known).
        truth: as for `log_odds`.

    Returns:
        Weights, shape (known, categories), and offsets, shape (categories,): the log-odds of any text are its
        similarities with the known ones times the weights, plus the offsets.
    """
    root = cholesky(similar + _JITTER * np.eye(len(similar)), lower=True)
    columns = [_column(root, labels) for labels in truth.T]
    return np.column_stack([weights for weights, _ in columns]), np.array([offset for _, offset in columns])


def _column(root: Floats, labels: Truth) -> tuple[Floats, float]:
    if labels.all() or not labels.any():
        return np.zeros(len(root)), _SURE if labels[0] else -_SURE
    model = LogisticRegression(C=_INVERSE_PENALTY, class_weight="balanced", max_iter=1000, tol=1e-4).fit(root, labels)
    return solve_triangular(root, model.coef_[0], trans="T", lower=True), float(model.intercept_[0])


def log_odds_of_runs(
    known: csr_matrix, labels: Truth, new: csr_matrix, class_weight: Literal["balanced"] | None = None
) -> Floats:
    """Learn one category from vectors as they are, and score others: log-odds, shape (new,).

    For more texts than a table of every two of them has room for.
    """
    if labels.all() or not labels.any():  # nothing to tell apart: what was always so stays so
        return np.full(new.shape[0], _SURE if labels[0] else -_SURE)
    model = LogisticRegression(C=_INVERSE_PENALTY, class_weight=class_weight, max_iter=1000).fit(known, labels)
    return np.asarray(model.decision_function(new))


def unseen_log_odds(similar: Floats, truth: Truth, folds: Folds) -> Floats:
    """Score each known text by a model that saw no text of its fold.

    Args:
        similar: of the known texts with each other, shape (known, known).
        folds: of row numbers of the known texts.
    """
    scores = np.zeros(truth.shape)
    for learnt, scored in folds:
        square = similar[np.ix_([*learnt, *scored], learnt)]
        scores[list(scored)] = log_odds(square, range(len(learnt)), truth[list(learnt)])[len(learnt) :]
    return scores
