"""Measure whether ticks that a model made beforehand draw people's answers towards them.

People answer some paragraphs with the model's categories ticked and some blind, where only the file knows what the
model said. If the ticks draw nobody, people agree with the model equally often on both. That the two kinds of
paragraph are alike is a matter of drawing the blind ones at random, which the program does when it pushes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labels.agreement.coefficients import RESAMPLES, Coefficient, Estimate, Table, estimate, mean_of
from labels.answered import Answer
from labels.asking.annotator import is_model
from labels.labelled import LabelledParagraph

TOWARDS, AWAY, UNCLEAR, NO_SHOWN, NO_BLIND = "towards", "away", "unclear", "no_shown", "no_blind"
"""Findings: the ticks draw answers towards the model; away from it; the interval holds 0 or there is none; not
measurable, because nobody was shown any ticks; not measurable, because nobody answered blind."""


@dataclass(frozen=True, slots=True)
class Anchoring:
    """How often people gave exactly a model's categories, shown and blind, and what follows.

    `who` is one person, or "" for all together; `model` the model whose predictions they were. `changed` is the share
    of shown answers that are not what was ticked. `effect` is agreement when shown less agreement when blind, None
    where either is missing.
    """

    who: str
    model: str
    shown: Estimate
    blind: Estimate
    changed: Estimate
    effect: Estimate | None
    finding: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        return {
            "annotator": self.who or None,
            "model": self.model,
            "agreement_shown": self.shown.to_json(),
            "agreement_blind": self.blind.to_json(),
            "changed": self.changed.to_json(),
            "effect": self.effect.to_json() if self.effect else None,
            "finding": self.finding,
        }


@dataclass(frozen=True, slots=True)
class _Compared:
    """One answer beside what a model said: `agrees` is 1 where they are equal, 0 where not."""

    who: str
    report: str
    model: str
    shown: bool
    agrees: float


def measure_anchoring(rows: Sequence[LabelledParagraph], resamples: int = RESAMPLES, seed: int = 0) -> list[Anchoring]:
    """Compare answers given with a model's ticks shown and blind, for each model: all people together, then each of
    them.

    Returns:
        Nothing where no row knows what a model said.

    Raises:
        BadSettings: fewer than one resample.
    """
    compared = list(_compared(rows))
    found: list[Anchoring] = []
    for model in sorted({one.model for one in compared}):
        of_model = [one for one in compared if one.model == model]
        people = sorted({one.who for one in of_model})
        for who in ["", *people] if len(people) > 1 else [""]:
            found.append(_anchoring(who, model, [one for one in of_model if who in ("", one.who)], resamples, seed))
    return found


def _compared(rows: Sequence[LabelledParagraph]) -> Iterator[_Compared]:
    for row in rows:
        for who, labels in row.annotators.items():
            if is_model(who):  # nobody showed it anything
                continue
            answer = row.answers.get(who, Answer())
            if answer.shown is not None:
                agrees = float(set(answer.shown) == set(labels))
                yield _Compared(who, row.report, answer.model or "", True, agrees)
            elif row.predicted is not None:
                agrees = float(set(row.predicted.labels) == set(labels))
                yield _Compared(who, row.report, row.predicted.model, False, agrees)


def _anchoring(who: str, model: str, compared: Sequence[_Compared], resamples: int, seed: int) -> Anchoring:
    shown, blind = ([one for one in compared if one.shown is kind] for kind in (True, False))

    def mean(of: Sequence[_Compared], flip: bool = False) -> Estimate:
        values = (1 - one.agrees if flip else one.agrees for one in of)
        return estimate(mean_of(values), [one.report for one in of], resamples, seed)

    effect = None
    if shown and blind:
        effect = estimate(_difference(compared), [one.report for one in compared], resamples, seed)
    finding = NO_SHOWN if not shown else NO_BLIND if effect is None else _finding(effect)
    return Anchoring(who, model, mean(shown), mean(blind), mean(shown, flip=True), effect, finding)


def _difference(compared: Sequence[_Compared]) -> Coefficient:
    """Return agreement when shown less agreement when blind; both move with the same draws of reports."""
    shown = np.array([one.shown for one in compared], dtype=np.float64)
    agrees = np.array([one.agrees for one in compared])
    terms = np.column_stack([shown * agrees, shown, (1 - shown) * agrees, 1 - shown])

    def value(sums: Table) -> Table:
        with np.errstate(invalid="ignore"):  # a draw without any blind (shown) answer is 0/0 and has no value
            difference: Table = sums[..., 0] / sums[..., 1] - sums[..., 2] / sums[..., 3]
        return difference

    return Coefficient(terms, value, len(compared))


def _finding(effect: Estimate) -> str:
    if effect.interval is None or effect.interval[0] <= 0 <= effect.interval[1]:
        return UNCLEAR
    return TOWARDS if effect.interval[0] > 0 else AWAY
