"""References that a model has to beat, and that need no encoder.

Each is decided on the training rows alone (or, for keywords, on the taxonomy alone) and applied to texts it has not
seen. All have one signature, so that a script can run whatever is in `REFERENCES` and put it into one table.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from scipy.special import expit

from labels.counting import Floats, Truth, indicators
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph
from labels.quick.marked import marks_of
from labels.quick.tfidf_pair import paragraph_scores, stacked_probabilities
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from models.decision import tags_of
from storage.errors import BadData

Rows = Sequence[LabelledParagraph]
Predictions = list[tuple[str, ...]]
"""For each text its category ids, in taxonomy order."""
Reference = Callable[[Rows, Sequence[str], Taxonomy], Predictions]
"""(training rows, texts to label, taxonomy) → the labels of the texts, in their order."""

_THRESHOLD = 0.5


def majority(train: Rows, texts: Sequence[str], taxonomy: Taxonomy) -> Predictions:
    """Give every text the set of labels that most training rows have: right as often as one can be without reading.

    Of sets equally frequent it is the one met first.

    Raises:
        BadData: there are no training rows.
    """
    _check_trainable(train)
    [(labels, _)] = Counter(tuple(row.labels) for row in train).most_common(1)
    return [labels] * len(texts)


def keywords(train: Rows, texts: Sequence[str], taxonomy: Taxonomy) -> Predictions:
    """Label by the keywords of the taxonomy; `train` is not looked at."""
    return [keyword_labels(text, taxonomy) for text in texts]


def tfidf(train: Rows, texts: Sequence[str], taxonomy: Taxonomy) -> Predictions:
    """Label by TF-IDF over runs of 1 to 3 characters and one class-balanced logistic regression for each category.

    It is what a careful person builds in an afternoon, and hard to beat with a few hundred labels. In an exclusive
    taxonomy the most probable category is taken, else those whose probability reaches 0.5.

    Raises:
        BadData: the training rows are none, or have not one character run in common.
    """
    return _decided(train, texts, taxonomy, lambda known, truth: expit(paragraph_scores(known, truth, texts)))


def tfidf_pair(train: Rows, texts: Sequence[str], taxonomy: Taxonomy) -> Predictions:
    """Label by TF-IDF of paragraphs and of their sentences together (`labels.quick.tfidf_pair`): the strongest we know
    without an encoder.

    It learns from marked sentences where there are some. Decided, and raising, as `tfidf`.
    """
    groups, marks = [region_of(row) for row in train], marks_of(train, taxonomy.ids)
    return _decided(
        train,
        texts,
        taxonomy,
        lambda known, truth: stacked_probabilities(known, truth, groups, texts, marks).probabilities,
    )


def _decided(
    train: Rows, texts: Sequence[str], taxonomy: Taxonomy, probabilities: Callable[[Sequence[str], Truth], Floats]
) -> Predictions:
    _check_trainable(train)
    if not texts:
        return []
    found = probabilities([row.text for row in train], indicators([row.labels for row in train], taxonomy.ids))
    return tags_of(found, dict.fromkeys(taxonomy.ids, _THRESHOLD), taxonomy.exclusive)


REFERENCES: Mapping[str, Reference] = MappingProxyType(
    {"tfidf-pair": tfidf_pair, "tfidf": tfidf, "keywords": keywords, "majority": majority}
)
"""The references by name, the strongest first."""


def cross_validate(
    reference: Reference, rows: Rows, folds: Sequence[tuple[Sequence[int], Sequence[int]]], taxonomy: Taxonomy
) -> Predictions:
    """Label every row by a reference that was trained without its fold.

    Args:
        folds: row numbers to train on and to test on, as `labels.splits.folds_by_report` cuts them.

    Raises:
        BadData: the folds do not test every row exactly once.
    """
    _check_tested_once(folds, len(rows))
    predictions: dict[int, tuple[str, ...]] = {}
    for train, test in folds:
        labelled = reference([rows[number] for number in train], [rows[number].text for number in test], taxonomy)
        predictions.update(zip(test, labelled, strict=True))
    return [predictions[number] for number in range(len(rows))]


def _check_tested_once(folds: Sequence[tuple[Sequence[int], Sequence[int]]], rows: int) -> None:
    tested = Counter(number for _, test in folds for number in test)
    if tested != Counter(range(rows)):
        raise BadData(
            f"The folds test {tested.total()} rows of {rows}. Expected every row exactly once; cut the folds anew."
        )


def _check_trainable(train: Rows) -> None:
    if not train:
        raise BadData(
            "No training paragraph arrived for a reference. Expected labelled rows outside the held-out reports; add "
            "some."
        )
