"""Self-training: unlabelled text of the same kind, labelled by a teacher, is read before the labelled paragraphs are.

The teacher is a pair of linear models over character runs (`labels.quick.tfidf_pair`). It knows from few labels which
words matter; the encoder, which knows from much text which words mean the same, learns that from its probabilities
(Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network", arXiv 1503.02531), and then the truth
from people's labels. Where people marked sentences, a model that learnt from these is a second teacher.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.special import expit, logit
from sklearn.feature_extraction.text import HashingVectorizer

from labels.counting import Floats, indicators
from labels.labelled import LabelledParagraph
from labels.quick.marked import marks_of
from labels.quick.tfidf_pair import stacked_probabilities
from labels.soft.apart import Apart
from labels.soft.line import SoftText
from labels.splits import region_of
from models.manifest import Unit
from reports.paragraphs_file import read_paragraphs
from reports.sentences import sentences
from storage.errors import BadData
from training.corpus import read_corpus
from training.finetuning.examples import by_the_sentence
from training.finetuning.progress import Say

# Shorter ones say little; longer ones, one in eleven of real reports, speak of many things and take long.
_SHORTEST, _LONGEST = 25, 450
_AT_ONCE = 20_000
_SURE = 1e-6  # probabilities nearer to 0 or 1 have no logit worth a mean
_FIRST_LINE = 16 << 20


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A text without labels; `region` is empty where it is of no one region."""

    text: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class SoftLabelled:
    """Texts, and the probability of each category that a teacher gave them, shape (texts, categories).

    `of_sentences` has those of each text's sentences, shape (sentences, categories); None where the teacher knows
    paragraphs only.
    """

    texts: tuple[str, ...]
    probabilities: Floats
    of_sentences: tuple[Floats, ...] | None = None


def read_unlabelled(paths: Sequence[Path], say: Say = lambda line: None) -> list[Unlabelled]:
    """Read texts of 25 to 450 characters, each once, and say how many are left out: paragraphs files (`.jsonl` with a
    report in each line) and plain corpora.

    Raises:
        BadData: a file cannot be read, a line is broken, or no text of that length was found.
    """
    found: dict[str, Unlabelled] = {}
    other_lengths = repeated = 0
    for path in paths:
        for one in _paragraphs(path) or (Unlabelled(text) for text in read_corpus([path])):
            if not _SHORTEST <= len(one.text) <= _LONGEST:
                other_lengths += 1
            elif found.setdefault(one.text, one) is not one:
                repeated += 1
    if not found:
        raise BadData(
            f"{', '.join(map(str, paths))}: hold no text of {_SHORTEST} to {_LONGEST} characters. Expected paragraphs; "
            "give others."
        )
    if other_lengths or repeated:
        said = f"{other_lengths} not of {_SHORTEST} to {_LONGEST} characters, {repeated} that stand there already"
        say(f"unlabelled texts left out: {said}")
    return list(found.values())


def _paragraphs(path: Path) -> list[Unlabelled]:
    """Return the paragraphs of a paragraphs file, nothing where it is another kind of file."""
    if path.suffix != ".jsonl" or not path.is_file():
        return []
    with path.open("rb") as file:
        if b'"report"' not in file.readline(_FIRST_LINE):
            return []
    return [Unlabelled(one.text, region_of(LabelledParagraph(one, ()))) for one in read_paragraphs(path)]


def most_alike(unlabelled: Sequence[Unlabelled], texts: Sequence[str], limit: int) -> list[Unlabelled]:
    """Choose the `limit` texts that are most like `texts`, the labelled ones, none of which is chosen; all where there
    are fewer.

    Likeness is the mean log-ratio of frequencies (Moore and Lewis 2010), here of pairs of characters.
    """
    known = set(texts)
    others = [one for one in unlabelled if one.text not in known]
    if len(others) <= limit:
        return others
    pairs = HashingVectorizer(analyzer="char", ngram_range=(2, 2), n_features=2**16, norm=None, alternate_sign=False)
    batches = [[one.text for one in others[begin : begin + _AT_ONCE]] for begin in range(0, len(others), _AT_ONCE)]
    own, general = (
        sum((_totals(pairs, batch) for batch in every), np.ones(2**16)) for every in ([list(texts)], batches)
    )
    ratio = np.log(own / own.sum()) - np.log(general / general.sum())
    likeness = np.concatenate([_mean(pairs.transform(batch), ratio) for batch in batches])
    chosen = np.sort(np.argsort(-likeness, kind="stable")[:limit])
    return [others[i] for i in chosen]


def _totals(pairs: HashingVectorizer, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.asarray(pairs.transform(texts).sum(axis=0), dtype=np.float64).ravel()


def _mean(counts: csr_matrix, ratio: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(counts @ ratio) / np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)


def soft_labels(
    rows: Sequence[LabelledParagraph],
    unlabelled: Sequence[Unlabelled],
    ids: Sequence[str],
    hidden: Sequence[LabelledParagraph],
    unit: Unit = "sentence",
) -> SoftLabelled | None:
    """Let a teacher that learnt from `rows` label the unlabelled texts; None where none is left.

    Args:
        ids: the categories, in taxonomy order.
        hidden: paragraphs that the model is to be judged by: texts of their regions, and their own text, are left out.
        unit: what the model judges that the texts are for.
    """
    kept = tuple(one.text for one in apart_from(unlabelled, hidden))
    if not kept:
        return None
    truth = indicators([row.labels for row in rows], ids)
    marked = marks_of(rows, ids) if by_the_sentence(rows, unit) else None
    said = stacked_probabilities([row.text for row in rows], truth, [region_of(row) for row in rows], kept, marked)
    return SoftLabelled(kept, said.probabilities, None if marked is None else said.of_sentences)


def apart_from(unlabelled: Sequence[Unlabelled], hidden: Sequence[LabelledParagraph]) -> list[Unlabelled]:
    """Return the texts that are of no hidden paragraph's region, and no such paragraph themselves."""
    regions, texts = {region_of(row) for row in hidden}, {row.text for row in hidden}
    return [one for one in unlabelled if one.region not in regions and one.text not in texts]


def asked_labels(
    texts: Sequence[SoftText], hidden: Sequence[LabelledParagraph], *, by_sentences: bool
) -> SoftLabelled | None:
    """Return what other models said of texts, without those that would tell of `hidden` paragraphs; None where none is
    left.

    Args:
        by_sentences: what they said of the sentences too.
    """
    apart = Apart(hidden)
    kept = [one for one in texts if not apart.hides(one.text, one.regions, one.reports)]
    if not kept:
        return None
    return SoftLabelled(
        tuple(one.text for one in kept),
        np.stack([one.probabilities for one in kept]),
        tuple(one.of_sentences for one in kept) if by_sentences else None,
    )


def joined(one: SoftLabelled | None, other: SoftLabelled | None) -> SoftLabelled | None:
    """Return the texts of both teachers, the first one's before the second's; of a text that both labelled, the mean of
    what they say, or what the one says who says something."""
    if one is None or other is None:
        return one or other
    places = {text: number for number, text in enumerate(one.texts)}
    new = [number for number, text in enumerate(other.texts) if text not in places]
    probabilities = np.concatenate([one.probabilities, other.probabilities[new]])
    of_sentences = None
    if one.of_sentences is not None and other.of_sentences is not None:
        of_sentences = [*one.of_sentences, *(other.of_sentences[number] for number in new)]
    for number, text in enumerate(other.texts):
        if (place := places.get(text)) is not None:
            probabilities[place] = (one.probabilities[place] + other.probabilities[number]) / 2
            if of_sentences and other.of_sentences:
                of_sentences[place] = _mean_known(of_sentences[place], other.of_sentences[number])
    texts = (*one.texts, *(other.texts[number] for number in new))
    return SoftLabelled(texts, probabilities, None if of_sentences is None else tuple(of_sentences))


def _mean_known(one: Floats, other: Floats) -> Floats:
    return np.where(np.isnan(one), other, np.where(np.isnan(other), one, (one + other) / 2))


def with_model(soft: SoftLabelled, logits_of: Callable[[Sequence[str], Unit], Floats]) -> SoftLabelled:
    """Let a second teacher, a model that learnt from the same rows, have its say: the mean of both teachers' logits.

    A sentence's logit is the mean of its own and of its best clause's, a text's that of itself and of its best
    sentence: what several views know, the student learns to see in one.

    Args:
        logits_of: of texts read as a unit says, shape (texts, categories).
    """
    ends = np.cumsum([len(own) for own in soft.of_sentences or ()])
    every = [sentence for text in soft.texts for sentence in sentences(text)]
    first = logit(np.concatenate(soft.of_sentences or ()).clip(_SURE, 1 - _SURE))
    said = np.split((first + logits_of(every, "multiscale")) / 2, ends[:-1])
    best = np.stack([own.max(axis=0) for own in said])
    whole = (best + logits_of(soft.texts, "paragraph")) / 2
    return SoftLabelled(soft.texts, np.asarray(expit(whole)), tuple(np.asarray(expit(own)) for own in said))
