"""Cases of behaviour made from their file: texts filled in, and changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.behaviour.case_file import FILLED, CaseFile, Direction, Group, slots_of
from evaluation.behaviour.changes import CHANGES
from reports.cleaning.characters import clean_lines, clean_text

Kind = Literal["MFT", "INV", "DIR"]
Effect = Literal["are", "stay", "added", "removed"]
Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and what a model that follows the codebook says of it.

    Its tags are to be `labels` (the effect "are"); what they were for the text `before` ("stay"); these with `labels`
    "added" or "removed". `about` are the categories that the case counts for. `kind` is a minimum functionality test,
    an invariance test or a test of direction, in the words of CheckList (Ribeiro et al. 2020).
    """

    kind: Kind
    test: str
    text: str
    about: Labels
    effect: Effect
    labels: Labels = ()
    before: str = ""

    def expected(self, tags_before: Sequence[str]) -> set[str]:
        """Return the tags that the text is to have, from those that the text before the change has."""
        if self.effect == "are":
            return set(self.labels)
        if self.effect == "removed":
            return set(tags_before) - set(self.labels)
        return set(tags_before) | set(self.labels)


@dataclass(frozen=True, slots=True)
class _Filled:
    text: str
    labels: Labels
    about: Labels


def cases_of(file: CaseFile) -> list[Case]:
    """Make every case of a file, in its order; a change that does not alter a text, once cleaned, makes none: no model
    could fail it."""
    every = {group.name: _filled(group, file) for group in file.functionality}
    found = [
        Case("MFT", name, one.text, one.about, "are", one.labels) for name, texts in every.items() for one in texts
    ]
    for change in file.invariance:
        applied = CHANGES[change.change]
        for one in _first_fills(file, every, change.on):
            text = applied.change(one.text, file.slots.get(applied.slot, ()))
            if change.cleaned:
                text = "\n".join(clean_lines([clean_text(text).text]))
            if text != one.text:
                found.append(Case("INV", change.name, text, one.about, "stay", before=one.text))
    for directed in file.direction:
        texts = _first_fills(file, every, directed.on)
        found += _directed(directed.name, directed.change, texts, file.filler)
    return found


def _filled(group: Group, file: CaseFile) -> list[_Filled]:
    found = {}
    for number, case in enumerate(group.cases):
        for fill in range(file.fills):
            text = _fill(case.text, file.slots, number + fill)
            found[text] = _Filled(text, case.labels, case.about or case.labels or file.categories)
    return list(found.values())


def _fill(text: str, slots: Mapping[str, Labels], turn: int) -> str:
    for name in slots_of(text, ""):
        text = text.replace(f"{{{name}}}", slots[name][turn % len(slots[name])])
    return text


def _first_fills(file: CaseFile, every: Mapping[str, list[_Filled]], groups: Sequence[str]) -> list[_Filled]:
    """Return the texts of the groups, of each template one: a change tells no more on its other fills."""
    first = {
        _fill(case.text, file.slots, number)
        for group in file.functionality
        if group.name in groups
        for number, case in enumerate(group.cases)
    }
    return [one for name in groups for one in every[name] if one.text in first]


def _directed(name: str, change: Direction, texts: Sequence[_Filled], filler: str) -> Iterator[Case]:
    if change == "buried":
        without = filler.replace(FILLED, "").replace("  ", "")
        for one in texts:
            yield Case("DIR", name, filler.replace(FILLED, one.text), one.about, "added", one.labels, without)
        return
    for number, one in enumerate(texts):
        other = _of_another_category(texts, number)
        if other is None:
            continue
        both = one.text + other.text if number % 2 else other.text + one.text
        if change == "added":
            yield Case("DIR", name, both, other.labels, "added", other.labels, one.text)
        else:
            yield Case("DIR", name, one.text, other.labels, "removed", other.labels, both)


def _of_another_category(texts: Sequence[_Filled], number: int) -> _Filled | None:
    """Return the next text, beginning a third of the list further on, that shares no label with one."""
    start = number + len(texts) // 3
    turned = (texts[(start + step) % len(texts)] for step in range(len(texts)))
    return next((one for one in turned if one.labels and not set(one.labels) & set(texts[number].labels)), None)
