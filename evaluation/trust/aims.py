"""Thresholds for a stated aim, from labelled reports that the model has not seen.

Precision and recall are promised: with a risk of 5 % for each category they are lower on other reports like these. The
thresholds are tested in an order that the labels have no say in, up to the first that fails (fixed-sequence testing, as
in Angelopoulos et al., Learn then Test, 2021), so that looking at many costs nothing. What cannot be promised is
refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from evaluation.scoring.intervals import f1_interval, macro
from evaluation.trust.promises import TESTED_AT, Tally, more_reports, tallies
from labels.bootstrap import Interval, sums_by_report
from labels.counting import Floats, Truth, counted
from labels.quick.calibration import best_threshold
from storage.errors import BadSettings

Kind = Literal["f1", "precision", "recall", "share"]
KINDS: tuple[str, ...] = get_args(Kind)
TRIED: Floats = np.arange(1, 100) / 100
_SLACK = 0.002  # F1 within this of the best counts as the best


@dataclass(frozen=True, slots=True)
class Aim:
    """What thresholds are for: the best F1, a share tagged that is the true share, or a precision or recall of at least
    `target`."""

    kind: Kind
    target: float | None = None

    def __str__(self) -> str:
        return self.kind if self.target is None else f"{self.kind}={self.target:g}"


def read_aim(text: str) -> Aim:
    """Read "f1", "share", "precision=0.9" or "recall=0.9".

    Raises:
        BadSettings: it is something else.
    """
    kind, given, value = text.partition("=")
    try:
        target = float(value) if given else None
    except ValueError:
        target = np.nan
    if kind not in KINDS or (kind in ("precision", "recall")) != (target is not None and 0 < target < 1):
        raise BadSettings(
            f"the aim is '{text}'. Expected f1, share, precision=0.9 or recall=0.9 (a number between 0 and 1); correct "
            "it."
        )
    return Aim(kind, target)  # type: ignore[arg-type]  # it is one of KINDS


@dataclass(frozen=True, slots=True)
class Chosen:
    """A category's threshold for an aim, and what it gives on the labels it was chosen by.

    `at_least` is the precision or recall that is promised; `interval` the 95 % interval, over reports, of what was made
    best: of F1, or of the tagged share less the true one.
    """

    threshold: float
    precision: float
    recall: float
    bias: float
    at_least: float | None = None
    interval: Interval | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that the manifest holds, four decimals."""
        found: dict[str, Any] = {
            key: round(getattr(self, key), 4) for key in ("threshold", "precision", "recall", "bias")
        }
        if self.at_least is not None:
            found["at_least"] = round(self.at_least, 4)
        if self.interval is not None:
            found["interval"] = [round(end, 4) for end in self.interval]
        return found


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an aim cannot be promised for a category."""

    reason: str


def choose(scores: Floats, truth: Truth, reports: Sequence[str], aim: Aim) -> Chosen | Refused:
    """Choose the threshold of one category.

    Of those that keep a promise of recall the highest is taken, of precision the lowest: the most of the other.

    Args:
        scores: calibrated, shape (paragraphs,).
        truth: what people said, the same shape.
        reports: the report of each paragraph.
    """
    if not truth.any():
        return Refused("no paragraph carries it")
    if aim.kind == "f1":
        threshold = float(best_threshold(scores, truth, TRIED, _SLACK, rare=0.5))
        counts = counted((scores >= threshold)[:, None], truth[:, None])
        return _chosen(scores, truth, threshold, interval=f1_interval(counts, reports, macro))
    if aim.kind == "share":
        return _unbiased(scores, truth, reports)
    return _promised(scores, truth, reports, aim)


def _chosen(
    scores: Floats, truth: Truth, threshold: float, *, at_least: float | None = None, interval: Interval | None = None
) -> Chosen:
    tagged = scores >= threshold
    right = (tagged & truth).sum()
    return Chosen(
        threshold=threshold,
        precision=float(right / max(tagged.sum(), 1)),
        recall=float(right / truth.sum()),
        bias=float(tagged.mean() - truth.mean()),
        at_least=at_least,
        interval=interval,
    )


def _unbiased(scores: Floats, truth: Truth, reports: Sequence[str]) -> Chosen:
    tagged = (scores[:, None] >= TRIED).sum(axis=0)
    threshold = float(TRIED[np.abs(tagged - truth.sum()).argmin()])
    by_report = sums_by_report(
        np.column_stack([(scores >= threshold).astype(np.int64) - truth, np.ones(len(truth), dtype=np.int64)]), reports
    )
    return _chosen(scores, truth, threshold, interval=_ratio_interval(by_report[:, 0], by_report[:, 1]))


def _ratio_interval(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Interval | None:
    """Return the 95 % interval of a ratio of sums over reports, by t; None with fewer than two reports."""
    if (reports := len(whole)) < 2:
        return None
    ratio = part.sum() / whole.sum()
    error = np.sqrt(reports / (reports - 1) * ((part - ratio * whole) ** 2).sum()) / whole.sum()
    reach = student.ppf(0.975, reports - 1) * error
    return float(ratio - reach), float(ratio + reach)


def _promised(scores: Floats, truth: Truth, reports: Sequence[str], aim: Aim) -> Chosen | Refused:
    assert aim.target is not None
    target = aim.target
    tagged = scores[:, None] >= TRIED
    hits = sums_by_report((tagged & truth[:, None]).astype(np.int64), reports)
    of = tagged if aim.kind == "precision" else np.broadcast_to(truth[:, None], tagged.shape)
    found = tallies(hits, sums_by_report(of.astype(np.int64), reports), target)
    kept: int | None = None
    for place in _order(scores, tagged, aim.kind, target):
        if found[place].chance_below(target) > TESTED_AT:
            break
        kept = place
    if kept is None:
        return Refused(_why(found, aim, len(hits)))
    return _chosen(scores, truth, float(TRIED[kept]), at_least=found[kept].at_least())


def _order(scores: Floats, tagged: Truth, kind: Kind, target: float) -> Sequence[int]:
    """Return the thresholds in the order in which they are tested, which the labels have no say in.

    Recall: from the lowest up. Precision: from the one where the scores, taken as probabilities, promise the clearest
    proof, down: higher ones are surer and leave too few paragraphs to prove anything.
    """
    if kind == "recall":
        return range(len(TRIED))
    count = np.maximum(tagged.sum(axis=0), 1)
    lead = ((scores[:, None] - target) * tagged).sum(axis=0) / np.sqrt(count)
    return range(int(lead.argmax()), -1, -1)


def _why(found: list[Tally], aim: Aim, reports: int) -> str:
    assert aim.target is not None
    target = aim.target
    said = f"{aim.kind} of at least {target:g} cannot be promised with these labels"
    best = max(found, key=lambda one: (one.at_least(), one.rate))
    seen = f"{best.hits} of {best.trials} at best, in {reports} reports"
    if not any(one.rate > target for one in found):
        return f"{said}: no threshold reaches it ({seen})"
    needed = more_reports(found, target, lambda one: one.chance_below(target) <= TESTED_AT)
    if needed is None:
        return f"{said} ({seen}); it would take more than twenty times as many reports"
    return f"{said} ({seen}); about {needed} more reports like these would do"
