"""Linear classifiers over TF-IDF of character runs: one reads paragraphs, one their sentences.

Cheap, strong, and of another kind than an encoder, so that each knows what the other misses: they are what the encoder
has to beat, and a teacher it learns from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from labels.counting import Floats, Truth
from labels.quick.characters import character_vectorizer
from reports.sentences import sentences
from storage.errors import BadData

_SURE = 10.0  # log-odds of a category that every training text has, or none
_SELF_LABELLING = 2  # rounds after which a sentence keeps its label; more changed nothing
_INNER_FOLDS = 3


def paragraph_scores(known: Sequence[str], truth: Truth, new: Sequence[str]) -> Floats:
    """Score texts by TF-IDF over runs of 1 to 3 characters and a class-balanced logistic regression for each category.

    Args:
        known: training texts.
        truth: their categories, shape (known, categories).
        new: the texts to score.

    Returns:
        Log-odds, shape (new, categories).

    Raises:
        BadData: no two training texts share a run of characters.
    """
    features, others = _features(known, new)
    return np.column_stack([_log_odds(features, column, others, "balanced") for column in truth.T])


def sentence_scores(known: Sequence[str], truth: Truth, new: Sequence[str]) -> Floats:
    """Score texts by the highest of their sentences; arguments and result as for `paragraph_scores`.

    The sentences of training texts label themselves (multiple-instance learning): at first each carries the categories
    of its text; then, of a text's sentences, only the best one and those above 0.5 do.
    """
    cut, others = (_sentences(texts) for texts in (known, new))
    features, new_features = _features(cut.texts, others.texts)
    columns = []
    for column in truth.T:
        given = column[cut.owner]
        labels = given
        for _ in range(_SELF_LABELLING):
            odds = _log_odds(features, labels, features)
            labels = given & ((odds >= cut.highest(odds)[cut.owner]) | (odds > 0))
        columns.append(others.highest(_log_odds(features, labels, new_features)))
    return np.column_stack(columns)


def stacked_probabilities(known: Sequence[str], truth: Truth, groups: Sequence[str], new: Sequence[str]) -> Floats:
    """Combine both scores into calibrated probabilities, shape (new, categories).

    Wolpert (1992), "Stacked generalization": a logistic regression for each category weighs the two scores, fitted on
    training texts that were scored by models of other groups.

    Args:
        groups: the region (or report) of each training text: texts of one group are never on both sides.
    """
    scores = _both_scores(known, truth, new)
    if len(set(groups)) == 1:  # nothing to learn the weights from
        return np.asarray(expit(scores.mean(axis=0)))
    unseen = _unseen_scores(known, truth, groups)
    return np.column_stack(
        [_combined(unseen[:, :, k].T, truth[:, k], scores[:, :, k].T) for k in range(truth.shape[1])]
    )


def _both_scores(known: Sequence[str], truth: Truth, new: Sequence[str]) -> Floats:
    """Return log-odds, shape (2, new, categories)."""
    return np.stack([scorer(known, truth, new) for scorer in (paragraph_scores, sentence_scores)])


def _unseen_scores(known: Sequence[str], truth: Truth, groups: Sequence[str]) -> Floats:
    """Score the training texts by models of other groups."""
    unseen = np.zeros((2, *truth.shape))
    for trained, tested in GroupKFold(min(_INNER_FOLDS, len(set(groups)))).split(known, groups=groups):
        texts, others = [known[i] for i in trained], [known[i] for i in tested]
        unseen[:, tested] = _both_scores(texts, truth[trained], others)
    return unseen


def _combined(unseen: Floats, truth: Truth, scores: Floats) -> Floats:
    if truth.all() or not truth.any():
        return np.asarray(expit(scores.mean(axis=1)))
    return np.asarray(LogisticRegression().fit(unseen, truth).predict_proba(scores)[:, 1])


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of texts, and the number of the text that each stands in."""

    texts: list[str]
    owner: npt.NDArray[np.int64]

    def highest(self, scores: Floats) -> Floats:
        """Return the highest score among the sentences of each text."""
        best = np.full(int(self.owner.max()) + 1, -np.inf)
        np.maximum.at(best, self.owner, scores)
        return best


def _sentences(texts: Sequence[str]) -> _Sentences:
    cut = [sentences(text) for text in texts]
    return _Sentences([one for own in cut for one in own], np.repeat(np.arange(len(cut)), [len(own) for own in cut]))


def _features(known: Sequence[str], new: Sequence[str]) -> tuple[csr_matrix, csr_matrix]:
    vectorizer = character_vectorizer()
    try:
        features = vectorizer.fit_transform(known)
    except ValueError as error:
        raise BadData(
            f"TF-IDF found no run of characters that two of the {len(known)} training texts share. "
            "Expected prose of one language; label more paragraphs."
        ) from error
    return features, vectorizer.transform(new)


def _log_odds(features: csr_matrix, labels: Truth, new: csr_matrix, class_weight: str | None = None) -> Floats:
    if labels.all() or not labels.any():  # nothing to tell apart: what was always so stays so
        return np.full(new.shape[0], _SURE if labels[0] else -_SURE)
    model = LogisticRegression(C=10, class_weight=class_weight, max_iter=1000).fit(features, labels)
    return np.asarray(model.decision_function(new))
