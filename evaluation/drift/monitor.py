"""Watch recall and precision while labels come in, report by report, and raise false alarms as rarely as stated.

A bet against "no worse than the floor" is placed on every report (Waudby-Smith and Ramdas 2024; for watching a deployed
model Podkopaev and Ramdas 2022). While recall is at the floor or above, the capital is expected not to grow, and by
Ville's inequality it ever reaches 1/α with a chance of at most α: one may look after every report, and stop at any.
Nothing is assumed but that in each report, given those before and its length, the expected misses are at most
(1 − floor) times the expected number of paragraphs that carry the category. Reports may differ, and paragraphs of one
report resemble each other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labels.counting import Floats

BET = 0.95
"""Of the largest bet that cannot lose all. In simulations large bets found falls of five points soonest."""
_LOWEST = 1e-3  # errors that are allowed, at least: none at all would make the first one proof


@dataclass(frozen=True, slots=True)
class Watched:
    """How one measure of a category went. `evidence` is the capital after each report; `warned` and `alarmed` the
    number of reports after which it passed the bound for this measure alone, and for all that are watched together;
    None where it did not. `found` of `asked` were right so far, `floor` is what should hold."""

    category: str
    measure: str
    floor: float
    found: int
    asked: int
    evidence: tuple[float, ...]
    warned: int | None
    alarmed: int | None

    @property
    def rate(self) -> float | None:
        """Recall or precision so far, None where there is nothing to tell it by."""
        return self.found / self.asked if self.asked else None

    def to_json(self) -> dict[str, Any]:
        """Return the object that drift.json holds."""
        return {
            "category": self.category,
            "measure": self.measure,
            "floor": self.floor,
            "rate": self.rate,
            "found": self.found,
            "asked": self.asked,
            "evidence": list(self.evidence),
            "warned": self.warned,
            "alarmed": self.alarmed,
        }


def evidence(right: Floats, wrong: Floats, most: Floats, floor: float) -> Floats:
    """Return the capital after each report of a stream, shape (…, reports).

    A share of the capital is kept for a fall that begins with the second report, the third and so on.

    Args:
        right: how many paragraphs of each report are found rightly, shape (…, reports), in the order of the stream.
        wrong: how many are missed (for recall) or found wrongly (for precision).
        most: what `right` cannot exceed there, known before anybody labels (`bounds`).
        floor: the recall or precision that should hold.
    """
    allowed = min(max(1 - floor, _LOWEST), 1 - _LOWEST)
    # A report loses `allowed` at most for each paragraph rightly found. The largest bound so far: so that long reports
    # count for more than short ones, as they do in recall.
    largest = np.maximum.accumulate(np.maximum(most, 1), axis=-1)
    outcome = ((1 - allowed) * wrong - allowed * right) / (allowed * largest)
    return _played(1 + BET * outcome)


def _played(growth: Floats) -> Floats:
    capital, kept = np.zeros(growth.shape[:-1]), 1.0
    found = np.zeros(growth.shape)
    for number in range(growth.shape[-1]):
        starts = 1 / ((number + 1) * (number + 2))  # these add up to 1
        kept -= starts
        capital = (capital + starts) * growth[..., number]
        found[..., number] = capital + kept
    return found


def bounds(paragraphs: Floats, tagged: Floats, share: Floats | float) -> Floats:
    """Return what cannot be exceeded by what is found rightly in each report, shape (…, reports).

    How many are tagged is known before labels, but tells of recall itself: where few are tagged, many may be missed,
    and a bet that is larger there is no fair one. So the bound goes by the length of the report and the largest share
    of paragraphs that was ever tagged in an earlier one; only where even that is exceeded, by what is tagged.

    Args:
        share: the largest share that was tagged in an earlier report.
    """
    return np.asarray(np.maximum(paragraphs * share, tagged))


def first_above(capital: Floats, bound: float) -> int | None:
    """Return after how many reports capital reached a bound, None where it never did."""
    reached: NDArray[np.int64] = np.flatnonzero(capital >= bound)
    return int(reached[0]) + 1 if len(reached) else None
