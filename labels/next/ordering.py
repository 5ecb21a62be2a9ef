"""The order in which a project's paragraphs are best labelled, whatever there is to go by: a bundle's scores, labels,
or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from labels.counting import Floats, Truth, indicators
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph
from labels.next.budget import sentences_of
from labels.next.repeats import groups_of_repeats
from labels.next.selection import Chosen, choose_first, choose_next, describe
from labels.next.taking import Candidates
from labels.quick.calibration import best_thresholds, probabilities_of
from labels.quick.characters import learnt_weights, unseen_log_odds
from labels.quick.runs import CharacterRuns, TextVectors
from labels.splits import grouped_folds, region_of
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from storage.errors import BadData, BadSettings

_FOLDS = 5
_AT_ONCE = 1_024


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model says of paragraphs: calibrated probabilities, shape (paragraphs, categories), and its threshold for
    each category."""

    probabilities: Floats
    thresholds: tuple[float, ...]


def order_paragraphs(
    paragraphs: Sequence[Paragraph],
    labelled: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    count: int,
    scores: Scores | None = None,
) -> Iterator[tuple[Paragraph, Chosen]]:
    """Yield the next `count` paragraphs to label, best first, each with why; `Chosen.number` is its place in
    `paragraphs`.

    Labelled paragraphs, and near-duplicates of such, are left out. Without scores a model of characters learns from
    `labelled`; where there are none either, keywords and difference choose (cold start).

    Args:
        scores: of all `paragraphs`, from a bundle.

    Raises:
        BadData: nothing is left to choose from, or no two texts share a run of characters.
        BadSettings: `count` is below 1, or the scores are not those of the paragraphs.
    """
    if scores is not None:
        _check_shape(scores, paragraphs, taxonomy)
    rest, repeats = _left_over(paragraphs, labelled)
    left = [paragraphs[i] for i in rest]
    texts = [paragraph.text for paragraph in left]
    runs = CharacterRuns([*(row.text for row in labelled), *texts])
    candidates = Candidates(TextVectors(runs, texts), [_region(one) for one in left], repeats)
    if scores is None and not labelled:
        chosen = choose_first(candidates, [keyword_labels(one.text, taxonomy) for one in left], taxonomy, count)
    else:
        if scores is None:
            used = _learnt(labelled, texts, runs, taxonomy)
        else:
            used = Scores(scores.probabilities[rest], scores.thresholds)
        given = indicators([row.labels for row in labelled], taxonomy.ids).sum(axis=0).tolist()
        chosen = choose_next(
            candidates, used.probabilities, used.thresholds, labelled=given, taxonomy=taxonomy, count=count
        )
    for one in chosen:
        yield left[one.number], replace(one, number=rest[one.number])


def with_reasons(order: Sequence[tuple[Paragraph, Chosen]]) -> Iterator[dict[str, object]]:
    """Yield the objects of an order file: the paragraph, and "rank", "score", "sentences" (how many) and "why"."""
    for paragraph, chosen in order:
        yield paragraph.to_json() | describe(chosen) | {"sentences": sentences_of(paragraph)}


def _check_shape(scores: Scores, paragraphs: Sequence[Paragraph], taxonomy: Taxonomy) -> None:
    if scores.probabilities.shape != (len(paragraphs), len(taxonomy.ids)):
        raise BadSettings(
            f"Scores of shape {scores.probabilities.shape} arrived for {len(paragraphs)} paragraphs and "
            f"{len(taxonomy.ids)} categories. Expected one for each of both; score the same paragraphs."
        )


def _left_over(
    paragraphs: Sequence[Paragraph], labelled: Sequence[LabelledParagraph]
) -> tuple[list[int], npt.NDArray[np.int64]]:
    """Return the places of the paragraphs that are neither labelled nor nearly the same as one that is, and for each
    the number of those that repeat each other."""
    known = [row.paragraph for row in labelled]
    groups = groups_of_repeats([*known, *paragraphs])
    asked, own = set(groups[: len(known)].tolist()), groups[len(known) :]
    ids = {paragraph.id for paragraph in known}
    rest = [i for i, one in enumerate(paragraphs) if one.id not in ids and int(own[i]) not in asked]
    if not rest:
        raise BadData(
            f"None of the {len(paragraphs)} paragraphs is left to label: each is labelled, or nearly the same as one "
            "that is. Expected others; read more reports."
        )
    return rest, own[rest]


def _learnt(rows: Sequence[LabelledParagraph], texts: Sequence[str], runs: CharacterRuns, taxonomy: Taxonomy) -> Scores:
    """Score texts by a model of characters, at thresholds of folds of whole regions; at 0.5 where the rows cannot be
    cut into any.

    A category that nobody gave yet is looked for by its keywords: with one it stands at the threshold, without at 0.
    """
    truth, known = indicators([row.labels for row in rows], taxonomy.ids), runs.vectors([row.text for row in rows])
    similar = (known @ known.T).toarray()
    weights, offsets = learnt_weights(similar, truth)
    turned = known.T.tocsr()
    # In pieces: a table of all texts with all known ones has gigabytes.
    odds = np.concatenate(
        [
            (runs.vectors(texts[start : start + _AT_ONCE]) @ turned).toarray() @ weights + offsets
            for start in range(0, len(texts), _AT_ONCE)
        ]
    )
    probabilities, thresholds = probabilities_of(odds), probabilities_of(_lowest_odds(rows, truth, similar))
    for k in np.flatnonzero(~truth.any(axis=0)):
        found = [taxonomy.ids[k] in keyword_labels(text, taxonomy) for text in texts]
        probabilities[:, k] = np.where(found, thresholds[k], 0.0)
    return Scores(probabilities, tuple(thresholds.tolist()))


def _lowest_odds(rows: Sequence[LabelledParagraph], truth: Truth, similar: Floats) -> Floats:
    """Return the log-odds from which each category is given."""
    try:
        folds = grouped_folds(rows, _FOLDS)
    except BadSettings:  # all of one report: there is nothing apart to find thresholds on
        return np.zeros(truth.shape[1])
    return best_thresholds(unseen_log_odds(similar, truth, folds), truth)


def _region(paragraph: Paragraph) -> str:
    return region_of(LabelledParagraph(paragraph, ()))
