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
from labels.quick.characters import character_vectorizer, log_odds_of_runs
from reports.sentences import sentences
from storage.errors import BadData

Marked = Sequence[Floats] | None
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
    return np.column_stack([log_odds_of_runs(features, column, others, "balanced") for column in truth.T])


def sentence_scores(known: Sequence[str], truth: Truth, new: Sequence[str], marked: Marked = None) -> Floats:
    """Score texts by the highest of their sentences; arguments and result as for `paragraph_scores`.

    Sentences of training texts that people did not mark label themselves (multiple-instance learning): at first each
    carries the categories of its text; then, of a text's sentences, only the best one and those above 0.5 do.

    Args:
        marked: for each training text what is known of its sentences, shape (sentences, categories), NaN where that is
            nothing; None where nothing is known of any.
    """
    others = _sentences(new)
    return others.highest(_of_sentences(known, truth, others.texts, marked))


def _of_sentences(known: Sequence[str], truth: Truth, new: Sequence[str], marked: Marked) -> Floats:
    """Score sentences by themselves: log-odds, shape (new, categories)."""
    cut = _sentences(known)
    features, new_features = _features(cut.texts, new)
    told = np.full((len(cut.texts), truth.shape[1]), np.nan) if marked is None else np.concatenate(list(marked))
    columns = []
    for column, own in zip(truth.T, told.T, strict=True):
        given, open_ = column[cut.owner], np.isnan(own)
        labels = np.where(open_, given, own == 1)
        for _ in range(_SELF_LABELLING if (open_ & given).any() else 0):
            odds = log_odds_of_runs(features, labels, features)
            best = (odds >= cut.highest(odds)[cut.owner]) | (odds > 0)
            labels = np.where(open_, given & best, own == 1)
        columns.append(log_odds_of_runs(features, labels, new_features))
    return np.column_stack(columns)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the pair says of texts: probabilities, shape (texts, categories), and for each text those of its sentences,
    shape (sentences, categories)."""

    probabilities: Floats
    of_sentences: tuple[Floats, ...]


def stacked_probabilities(
    known: Sequence[str], truth: Truth, groups: Sequence[str], new: Sequence[str], marked: Marked = None
) -> Judged:
    """Combine both scores into calibrated probabilities.

    Wolpert (1992), "Stacked generalization": a logistic regression for each category weighs the two scores, fitted on
    training texts that were scored by models of other groups.

    Args:
        groups: the region (or report) of each training text: texts of one group are never on both sides.
        marked: as for `sentence_scores`.
    """
    others = _sentences(new)
    odds = _of_sentences(known, truth, others.texts, marked)
    ends = np.cumsum(np.bincount(others.owner, minlength=len(new)))[:-1]
    of_sentences = tuple(np.split(np.asarray(expit(odds)), ends))
    scores = np.stack([paragraph_scores(known, truth, new), others.highest(odds)])
    if len(set(groups)) == 1:  # nothing to learn the weights from
        return Judged(np.asarray(expit(scores.mean(axis=0))), of_sentences)
    unseen = _unseen_scores(known, truth, groups, marked)
    columns = [_combined(unseen[:, :, k].T, truth[:, k], scores[:, :, k].T) for k in range(truth.shape[1])]
    return Judged(np.column_stack(columns), of_sentences)


def _unseen_scores(known: Sequence[str], truth: Truth, groups: Sequence[str], marked: Marked) -> Floats:
    """Score the training texts by models of other groups: log-odds, shape (2, known, categories)."""
    unseen = np.zeros((2, *truth.shape))
    for trained, tested in GroupKFold(min(_INNER_FOLDS, len(set(groups)))).split(known, groups=groups):
        texts, others = [known[i] for i in trained], [known[i] for i in tested]
        unseen[0, tested] = paragraph_scores(texts, truth[trained], others)
        own = None if marked is None else [marked[i] for i in trained]
        unseen[1, tested] = sentence_scores(texts, truth[trained], others, own)
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
        best = np.full((int(self.owner.max()) + 1, *scores.shape[1:]), -np.inf)
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
