"""What it brings to review the paragraphs that a model is least sure of: wrong ones found against paragraphs read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.scoring.intervals import interval
from labels.bootstrap import Interval, sums_by_report
from labels.counting import Floats, Truth
from labels.sampling.draw import SECONDS
from models.decision import chances_of_a_wrong_tag

SHARES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Of the paragraphs, the shares to review that are looked at."""
FIFTH = 0.2


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is found by reviewing some paragraphs.

    `share` is how much of all paragraphs that is, `found` how much of those with a wrong or missing tag is among them
    (None where there is none, `interval` its 95 % interval over reports), `hit` how much of what is reviewed has one.
    `categories` say the same as `found` of the errors of each category.
    """

    share: float
    found: float | None
    interval: Interval | None
    hit: float | None
    categories: Mapping[str, float | None]

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "share": self.share,
            "found": self.found,
            "interval": self.interval,
            "hit": self.hit,
            "categories": dict(self.categories),
        }


@dataclass(frozen=True, slots=True)
class Review:
    """The curve of wrong paragraphs found against paragraphs reviewed, in the order of the chance of a wrong tag.

    `marked` is what the bundle itself marks; None where that is not known. `wrong` paragraphs have a wrong or missing
    tag.
    """

    paragraphs: int
    wrong: int
    curve: tuple[Reviewed, ...]
    marked: Reviewed | None

    @property
    def hours_a_thousand(self) -> float | None:
        """Hours to review what the bundle marks of 1,000 such paragraphs."""
        return None if self.marked is None else 1000 * self.marked.share * SECONDS / 3600

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "paragraphs": self.paragraphs,
            "wrong": self.wrong,
            "seconds_a_paragraph": SECONDS,
            "hours_a_thousand": self.hours_a_thousand,
            "marked": None if self.marked is None else self.marked.to_json(),
            "curve": [one.to_json() for one in self.curve],
        }

    def line(self) -> str:
        """Return what is worth a line of print, "" where nothing is wrong."""
        one = self.marked or next(point for point in self.curve if point.share == FIFTH)
        if one.found is None:
            return ""
        return f"reviewing {one.share:.0%} of the paragraphs finds {one.found:.0%} of the {self.wrong} with a wrong tag"


def review_of(
    scores: Floats,
    tagged: Truth,
    truth: Truth,
    reports: Sequence[str],
    *,
    ids: Sequence[str],
    exclusive: bool,
    marked: Sequence[bool] | None = None,
    seed: int = 0,
) -> Review:
    """Review paragraphs in the model's own order, and what it marks.

    Args:
        scores: of every category, calibrated, shape (paragraphs, categories).
        tagged: what the model tagged, the same shape.
        truth: what people said, the same shape.
        marked: which paragraphs the model marks for review.
        seed: of the bootstrap.
    """
    wrong = tagged != truth
    order = np.argsort(-chances_of_a_wrong_tag(scores, tagged, exclusive), kind="stable")

    def reviewed(chosen: NDArray[np.bool_], share: float) -> Reviewed:
        return _reviewed(chosen, share, wrong, reports, ids=ids, seed=seed)

    curve = []
    for share in SHARES:
        chosen = np.zeros(len(order), dtype=np.bool_)
        chosen[order[: round(share * len(order))]] = True
        curve.append(reviewed(chosen, share))
    own = None if marked is None else np.asarray(marked, dtype=np.bool_)
    return Review(
        paragraphs=len(order),
        wrong=int(wrong.any(axis=1).sum()),
        curve=tuple(curve),
        marked=None if own is None else reviewed(own, float(own.mean())),
    )


def _reviewed(
    chosen: NDArray[np.bool_], share: float, wrong: Truth, reports: Sequence[str], *, ids: Sequence[str], seed: int
) -> Reviewed:
    any_wrong = np.asarray(wrong.any(axis=1))
    table = sums_by_report(np.column_stack([chosen & any_wrong, any_wrong]).astype(np.int64), reports)
    found, all_wrong = (int(total) for total in table.sum(axis=0))

    def ratio(drawn: Any) -> Floats:
        sums = drawn @ table
        some = sums[:, 1] > 0  # a draw of reports without a wrong paragraph has none to find
        return np.asarray(sums[some, 0] / sums[some, 1])

    return Reviewed(
        share=share,
        found=found / all_wrong if all_wrong else None,
        interval=interval(len(table), ratio, seed=seed) if all_wrong else None,
        hit=float(any_wrong[chosen].mean()) if chosen.any() else None,
        categories={
            key: float(chosen[wrong[:, column]].mean()) if wrong[:, column].any() else None
            for column, key in enumerate(ids)
        },
    )
