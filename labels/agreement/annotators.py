"""Each annotator by themselves: how much, how fast, how their answers lie beside those of others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean, quantiles
from typing import Any

from labels.agreement.coefficients import RESAMPLES, Estimate, estimate, mean_of
from labels.agreement.sentences import marked_sentences, unmarked
from labels.agreement.voices import folded, voices_in
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

OPEN = "open"
"""Why there is no agreement with the labels: what people differed on is not settled."""
LEFT_OPEN = 1800.0
"""Seconds from which an answer counts as left open, over lunch or overnight: no paragraph takes half an hour to
judge."""

_Mean = Callable[[Sequence[LabelledParagraph], Iterable[float]], Estimate]
"""Estimates the mean of one number for each row."""


@dataclass(frozen=True, slots=True)
class Bias:
    """How often somebody gives a category beside the others, on the paragraphs that both judged.

    `given` and `others` are shares of these paragraphs; `difference` is the one less the other with its interval over
    reports. Where that excludes 0, the annotator gives the category more (or less) often than the others do.
    """

    given: float | None
    others: float | None
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds for an answer: quartiles (the middle one is the median) of those timed and not left open, None where
    there is none."""

    timed: int
    left_open: int
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Annotator:
    """What one person, or one language model, did.

    The others, `beside` whom they stand, are the other people, and language models only where there are no other
    people. `answered` paragraphs, `shared` of them with others. `others` is the share of shared paragraphs on which an
    other, chosen at random, gave the very same set; `labels` the share on which the labels of the row are exactly
    theirs, of rows that are decided (settled, or by a majority in which their own answer counts too). Where whatever
    they differed on is still open, that share would be 1 for everybody, and there is none. `marked` counts the
    sentences they marked, for each category anew, `unmarked` the categories that they gave paragraphs of several
    sentences without marking any. `flagged` counts flags by kind; `flag_rate` is the share of answers with any.
    """

    name: str
    beside: tuple[str, ...]
    answered: int
    shared: int
    others: Estimate
    labels: Estimate
    bias: Mapping[str, Bias]
    speed: Speed
    marked: int
    unmarked: int
    flagged: Mapping[str, int]
    flag_rate: float

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        bias = {
            category: {**asdict(one), "difference": one.difference.to_json()} for category, one in self.bias.items()
        }
        return {**asdict(self), "others": self.others.to_json(), "labels": self.labels.to_json(), "bias": bias}


def describe_annotators(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, resamples: int = RESAMPLES, seed: int = 0
) -> list[Annotator]:
    """Describe everybody who judged a paragraph of `rows`, people first, in the order of their names. A model that
    answered several times is one annotator, by what most of its answers gave.

    Raises:
        BadSettings: fewer than one resample.
    """
    once = [folded(row, taxonomy) for row in rows]
    people, models = voices_in(once)
    found = []
    for name in [*people, *models]:
        beside = [one for one in people if one != name] or [one for one in models if one != name]
        own = [row for row in once if name in row.annotators]
        kept = [replace(row, annotators=_of(row, [name, *beside])) for row in own]
        found.append(_describe(name, kept, taxonomy, resamples, seed))
    return found


def _describe(name: str, own: Sequence[LabelledParagraph], taxonomy: Taxonomy, resamples: int, seed: int) -> Annotator:
    shared = [row for row in own if len(row.annotators) > 1]

    def mean(rows: Sequence[LabelledParagraph], values: Iterable[float]) -> Estimate:
        return estimate(mean_of(values), [row.report for row in rows], resamples, seed)

    flags = [flag for row in own for flag in row.flagged.get(name, ())]
    with_flag = sum(bool(row.flagged.get(name)) for row in own)
    return Annotator(
        name=name,
        beside=tuple(sorted({other for row in shared for other in row.annotators} - {name})),
        answered=len(own),
        shared=len(shared),
        others=mean(shared, (fmean(labels == row.annotators[name] for labels in _others(row, name)) for row in shared)),
        labels=_with_labels(name, shared, mean),
        bias={category: _bias(name, category, shared, mean) for category in taxonomy.ids},
        speed=_speed(name, own),
        marked=sum(len(numbers) for row in own for numbers in marked_sentences(row, name).values()),
        unmarked=sum(unmarked(row, name) for row in own),
        flagged={flag: flags.count(flag) for flag in sorted(set(flags))},
        flag_rate=with_flag / len(own),
    )


def _with_labels(name: str, shared: Sequence[LabelledParagraph], mean: _Mean) -> Estimate:
    decided = [row for row in shared if not _is_open(row)]
    if not any(len(set(row.annotators.values())) > 1 for row in decided) and len(decided) < len(shared):
        return Estimate(None, None, len(decided), OPEN)
    return mean(decided, (float(row.labels == row.annotators[name]) for row in decided))


def _bias(name: str, category: str, shared: Sequence[LabelledParagraph], mean: _Mean) -> Bias:
    given = [float(category in row.annotators[name]) for row in shared]
    others = [fmean(category in labels for labels in _others(row, name)) for row in shared]
    difference = mean(shared, (mine - theirs for mine, theirs in zip(given, others, strict=True)))
    return Bias(fmean(given) if given else None, fmean(others) if others else None, difference)


def _of(row: LabelledParagraph, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {name: row.annotators[name] for name in names if name in row.annotators}


def _is_open(row: LabelledParagraph) -> bool:
    """Tell whether people are split and nobody has settled it; labels that came with a file of another program are
    settled."""
    return row.disputed is not None and row.settled is None


def _others(row: LabelledParagraph, name: str) -> list[tuple[str, ...]]:
    return [labels for other, labels in row.annotators.items() if other != name]


def _speed(name: str, own: Sequence[LabelledParagraph]) -> Speed:
    answers = [row.answers[name] for row in own if name in row.answers]
    seconds = [float(one.seconds) for one in answers if one.seconds is not None]
    kept = [taken for taken in seconds if taken < LEFT_OPEN]
    low, median, high = quantiles(kept, n=4, method="inclusive") if len(kept) > 1 else (kept or [0.0]) * 3
    return Speed(len(seconds), len(seconds) - len(kept), (low, median, high) if kept else None)
