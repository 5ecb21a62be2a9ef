"""A verdict on one thing that people do with tags, and the limits that verdicts go by."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from reports.words import Phrase

Answer = Literal["may", "may not", "not known"]

THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {
        "precision": 0.9,
        "recall": 0.8,
        "support": 30,
        "reports": 10,
        "calibration": 0.06,
        "calibration_mean": 0.03,
        "slice_fall": 0.05,
        "slice_bias": 0.05,
        "review_share": 0.2,
        "review_found": 0.6,
        "sentence_precision": 0.8,
    }
)
"""The limits of the rules; scores.json holds them beside the figures."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one may do something, the figures that say so, and the rule."""

    answer: Answer
    claim: Phrase
    because: Phrase
    rule: Phrase
