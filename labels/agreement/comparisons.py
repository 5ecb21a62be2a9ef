"""Measure agreement of people, of people with language models, of models, and of one model's answers with each other,
each apart: what a model says, and says again, makes no people agree."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from labels.agreement.coefficients import RESAMPLES
from labels.agreement.measure import PEOPLE, Agreement, measure_agreement
from labels.agreement.rows import only_annotators
from labels.agreement.voices import folded, voices_in
from labels.asking.annotator import model_of, voice_of
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

WITH_MODEL, MODELS, PROMPTS, REPEATS = "person_and_model", "models", "prompts", "repeats"
"""Who is compared: a person and a model; two models; one model given two prompts; the answers of one model."""


def compare(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, resamples: int = RESAMPLES, seed: int = 0
) -> list[Agreement]:
    """Measure each agreement that there may be, that of people first.

    A model that answered several times is compared with others by what most of its answers gave.

    Returns:
        One at least, of which nobody may share a paragraph.

    Raises:
        BadSettings: fewer than one resample.
    """
    once = [folded(row, taxonomy) for row in rows]
    found = [
        measure_agreement(only_annotators(once, names), taxonomy, resamples, seed, kind=kind)
        for kind, names in _groups(once)
    ]
    for names in _repeats(rows):
        found.append(measure_agreement(only_annotators(rows, names), taxonomy, resamples, seed, kind=REPEATS))
    alone = PEOPLE if voices_in(once)[0] else REPEATS
    return found or [measure_agreement(once, taxonomy, resamples, seed, kind=alone)]


def _groups(rows: Sequence[LabelledParagraph]) -> Iterator[tuple[str, Sequence[str]]]:
    people, models = voices_in(rows)
    if len(people) > 1:
        yield PEOPLE, people
    for pair in product(people, models):
        yield WITH_MODEL, pair
    for one, other in combinations(models, 2):
        yield PROMPTS if model_of(one) == model_of(other) else MODELS, (one, other)


def _repeats(rows: Sequence[LabelledParagraph]) -> list[list[str]]:
    """Return the names of each model's answers, where there are several."""
    names = sorted({name for row in rows for name in row.annotators})
    by_voice = [[name for name in names if voice_of(name) == voice] for voice in voices_in(rows)[1]]
    return [own for own in by_voice if len(own) > 1]
