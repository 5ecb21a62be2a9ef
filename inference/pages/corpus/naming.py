"""How the corpus page names groups and writes numbers, in Chinese and in English."""

from labels.sampling.groups import NOT_STATED
from reports.words import LEVELS, PARTS, UNSTATED, Phrase

_NAMED = {"level": LEVELS, "part": PARTS}


def name_of(by: str, group: str) -> Phrase:
    """Return what a reader calls a group; names of places stay as they are."""
    if group == NOT_STATED:
        return UNSTATED
    return _NAMED.get(by, {}).get(group, Phrase(group, group))


def percent(share: float) -> str:
    """Return a share in per cent with one decimal."""
    return f"{100 * share:.1f}"


def points(difference: float) -> str:
    """Return a difference of shares in points with one decimal and its sign."""
    return f"{100 * difference:+.1f}".replace("-", "−")
