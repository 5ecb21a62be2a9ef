"""Answers that stand under the controls of another page are counted and named, never dropped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from labels.studio.page import CATEGORY, FLAG, MARKS, NONE, NOTE, SEEN
from storage.errors import BadData

_ANSWERS = ("choices", "labels", "taxonomy")  # types of controls that take answers of this kind
_OURS = frozenset((CATEGORY, NONE, MARKS))
_BESIDE = frozenset((FLAG, NOTE, SEEN))  # say nothing of categories
_LONGEST_SHOWN = 40


def check_controls(annotations: Iterable[tuple[str, Mapping[str, Any]]]) -> Counter[str]:
    """Refuse annotations in which everything that was answered stands under controls of another page.

    Args:
        annotations: each behind the words that name its task.

    Returns:
        How many annotations have an answer under a further control, by its name.

    Raises:
        BadData: the first such task is named, and how many answers are so, under which controls.
    """
    first = ""
    sent = 0
    other: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    for where, annotation in annotations:
        if annotation.get("was_cancelled"):
            continue
        sent += 1
        result = annotation.get("result") or []
        names = list(_names(result, _ANSWERS))
        further = [name for name in dict.fromkeys(_names(result)) if name not in _OURS | _BESIDE]
        told = next((name for name in further if name in names), "")
        if told and not _OURS.intersection(names):
            first = first or f"{where}: its answer stands under the control '{told}'"
            other[told] += 1
        aside.update(further)
    if first:
        counted = ", ".join(f"'{name}' {count}" for name, count in other.most_common(5))
        raise BadData(
            f"{first}; of {sent} answers {other.total()} are so ({counted}). Expected '{CATEGORY}', '{NONE}' or "
            f"'{MARKS}', as on the page that push makes; label there, or rename 'from_name' in the export."
        )
    return aside


def _names(result: Sequence[Mapping[str, Any]], kinds: Sequence[str] = ()) -> Iterator[str]:
    for entry in result:
        if entry.get("from_name") is not None and (not kinds or entry.get("type") in kinds):
            yield str(entry["from_name"])[:_LONGEST_SHOWN]
