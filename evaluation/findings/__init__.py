"""From tags to findings: how much of a text a category has, corrected by labelled reports, with its interval."""

from typing import Literal, get_args

Measure = Literal["paragraphs", "sentences", "characters"]
"""A category's share of the paragraphs (those that carry it), of the sentences, or of the characters of sentences."""
MEASURES: tuple[str, ...] = get_args(Measure)
Family = Literal["linear", "logit"]
"""A regression of probabilities, or of their log odds."""
FAMILIES: tuple[str, ...] = get_args(Family)
