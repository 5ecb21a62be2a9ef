"""Find what cleaning changed in a document: its clauses as they stood beside the clauses that the reports read from it
hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from reports.cleaning.characters import HAN, simplifier
from reports.report import Report
from reports.words import Phrase

Kind = Literal["same", "changed", "removed", "added"]
_CLAUSE = re.compile(r"[^。，；：！？,;:!?\n]*[。，；：！？,;:!?\n]?")
_READING = re.compile("[（(][a-zA-ZÀ-ɏǀ-ǿḀ-ỿ]{1,7}[）)]")
_SPOKEN = re.compile(rf"[{HAN}0-9A-Za-z]")
_TELLING = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the document (`before`) and what became of it (`after`), with the line breaks that belong to it."""

    kind: Kind
    before: str
    after: str


def changes(lines: Sequence[str], reports: Sequence[Report]) -> list[Change]:
    """Compare the lines of a document, as they stand in it, with the texts and notes of its reports.

    All of both comes out, in order: the `before` of all changes is the document, the `after` what was read. Clauses
    that differ in writing only (width, spaces, traditional characters, readings) stand opposite each other.
    """
    old = _clauses("\n".join(lines))
    new = _clauses("\n".join("\n".join([report.text, *report.notes]) for report in reports))
    found: list[Change] = []
    matcher = SequenceMatcher(None, [_key(one) for one in old], [_key(one) for one in new], autojunk=False)
    for _, a1, a2, b1, b2 in matcher.get_opcodes():
        if a2 - a1 == b2 - b1:
            found += [_change(before, after) for before, after in zip(old[a1:a2], new[b1:b2], strict=True)]
        else:
            found.append(_change("".join(old[a1:a2]), "".join(new[b1:b2])))
    return found


def counts(found: Sequence[Change]) -> dict[Phrase, int]:
    """Return how many clauses were changed, and how many characters but blanks were removed, added and left as they
    were."""
    size = {
        kind: sum(len(_TELLING.findall(one.before or one.after)) for one in found if one.kind == kind)
        for kind in ("same", "removed", "added")
    }
    return {
        Phrase("改动的分句", "Clauses changed"): sum(one.kind == "changed" for one in found),
        Phrase("删去的字", "Characters removed"): size["removed"],
        Phrase("加入的字", "Characters added"): size["added"],
        Phrase("未动的字", "Characters unchanged"): size["same"],
    }


def _clauses(text: str) -> list[str]:
    """Cut a text behind its marks and line breaks; what holds no letter, digit or character stays with the clause
    before it."""
    found: list[str] = []
    for part in _CLAUSE.findall(text):
        if found and not _SPOKEN.search(part):
            found[-1] += part
        elif part:
            found.append(part)
    return found


def _key(clause: str) -> str:
    return "".join(_SPOKEN.findall(simplifier().convert(_READING.sub("", clause))))


def _change(before: str, after: str) -> Change:
    if not before.strip():
        return Change("added", before, after)
    if not after.strip():
        return Change("removed", before, after)
    return Change("same" if before.strip() == after.strip() else "changed", before, after)


def marked(one: Change) -> Iterator[tuple[Kind, str]]:
    """Yield the parts of a changed clause: what stayed, went ("removed") and came ("added"), character by character."""
    if one.kind != "changed":
        yield one.kind, one.after if one.kind == "added" else one.before
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, one.before, one.after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", one.before[a1:a2]
            continue
        if a2 > a1:
            yield "removed", one.before[a1:a2]
        if b2 > b1:
            yield "added", one.after[b1:b2]
