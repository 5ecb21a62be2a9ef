"""Labelled texts that stand several times, and those of them whose labels or evidence differ: nobody can learn both, or
be right about both."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from labels.evidence import carrying
from labels.labelled import LabelledParagraph
from reports.sentences import sentence_spans
from storage.shown import number_of

Pair = tuple[LabelledParagraph, LabelledParagraph]


@dataclass(frozen=True, slots=True)
class Repeated:
    """How many texts stand several times, in how many paragraphs, and how many of these texts with different labels.

    `example` are two paragraphs of one text with different labels, the first such in the file; None where there are
    none. `marked_apart` of the others have different sentences marked for one label; `marked_example` are two such.
    """

    texts: int
    paragraphs: int
    contradicting: int
    example: Pair | None
    marked_apart: int
    marked_example: Pair | None

    def line(self) -> str:
        """Return what a person should hear of it, "" where no text stands twice."""
        if not self.texts:
            return ""
        begun = f"{number_of(self.texts, 'text stands', 'texts stand')} several times, in {self.paragraphs} paragraphs"
        return f"{begun}{self._of_labels()}{self._of_evidence()}"

    def _of_labels(self) -> str:
        if self.example is None:
            return ", each with the same labels throughout"
        both = " and ".join(f"'{one.id}' ({', '.join(one.labels) or 'no category'})" for one in self.example)
        return (
            f"; {self.contradicting} of them with different labels, {both} first: no model can be right about both; "
            "give a text the same labels everywhere, or take some of its paragraphs out"
        )

    def _of_evidence(self) -> str:
        if self.marked_example is None:
            return ""
        both = " and ".join(f"'{one.id}'" for one in self.marked_example)
        return (
            f"; {self.marked_apart} of them with the same labels and different sentences marked for one, {both} first; "
            "mark the same sentences everywhere"
        )


def repeated_texts(rows: Sequence[LabelledParagraph]) -> Repeated:
    """Find the texts that stand several times, white space aside."""
    groups: dict[str, list[LabelledParagraph]] = defaultdict(list)
    for row in rows:
        groups["".join(row.text.split())].append(row)
    repeated = [group for group in groups.values() if len(group) > 1]
    apart = [pair for group in repeated if (pair := _with_other_labels(group))]
    marked_apart = [
        pair for group in repeated if not _with_other_labels(group) and (pair := _with_other_sentences(group))
    ]
    return Repeated(
        len(repeated),
        sum(map(len, repeated)),
        len(apart),
        next(iter(apart), None),
        len(marked_apart),
        next(iter(marked_apart), None),
    )


def _with_other_labels(group: Sequence[LabelledParagraph]) -> Pair | None:
    first = group[0]
    return next(((first, row) for row in group if row.labels != first.labels), None)


def _with_other_sentences(group: Sequence[LabelledParagraph]) -> Pair | None:
    """Return the first two rows that differ on which sentences carry a label that both marked. Lines may end in one of
    them where they do not in another, and cut it into other sentences: these are not compared."""
    first: dict[tuple[str, ...], tuple[LabelledParagraph, list[bool]]] = {}
    for row in group:
        spans = sentence_spans(row.text)
        cut = ["".join(row.text[slice(*span)].split()) for span in spans]
        for key, marks in row.evidence.items():
            carried = carrying(marks, spans)
            earlier, theirs = first.setdefault((key, *cut), (row, carried))
            if carried != theirs:
                return earlier, row
    return None
