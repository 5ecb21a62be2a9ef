"""A model that answers every text alike has learnt nothing, and a person should hear it before the figures are
believed."""

from collections.abc import Mapping, Sequence

from storage.shown import number_of

# Of fewer paragraphs nothing can be said: a report may well speak of one thing only.
_FEWEST = 20
_OF_A_RARE_ONE = "; a category with few examples takes more of them, or more epochs (train.py --epochs)"


def collapse_line(
    counts: Mapping[str, int], paragraphs: int, ids: Sequence[str], labelled: Mapping[str, int] | None = None
) -> str:
    """Return what is wrong with a model whose answers do not depend on what it reads, "" where that is not so.

    Args:
        counts: how many paragraphs were tagged with each category; what is missing was not.
        paragraphs: how many were tagged in all.
        ids: the categories.
        labelled: how many of these paragraphs people gave each category; None where nobody labelled them.
    """
    tagged = {key: counts.get(key, 0) for key in ids}
    wrong = _wrong_alone(tagged, paragraphs, labelled)
    if paragraphs >= _FEWEST and not any(tagged.values()) and (labelled is None or any(labelled.values())):
        wrong = ["no paragraph has any tag"]
    if not wrong:
        return ""
    found = "; ".join(wrong)
    advice = "look at its training before using its tags" + _OF_A_RARE_ONE * ("never tagged" in found)
    return f"of {number_of(paragraphs, 'paragraph')} {found}: the model may have collapsed; {advice}"


def _wrong_alone(tagged: Mapping[str, int], paragraphs: int, labelled: Mapping[str, int] | None) -> list[str]:
    """Return what is wrong with each category by itself."""
    if paragraphs and labelled is not None:
        never = [
            f"{key} was never tagged, though {labelled[key]} carry it"
            for key, count in tagged.items()
            if labelled.get(key) and not count
        ]
        too_often = [key for key, count in tagged.items() if count == paragraphs > labelled.get(key, 0)]
        return never + [f"{key} was tagged everywhere" for key in too_often]
    if paragraphs >= _FEWEST:
        return [f"{key} was tagged everywhere" for key, count in tagged.items() if count == paragraphs]
    return []
