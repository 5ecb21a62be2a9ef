"""Labelled texts that stand several times, and those of them whose labels differ: nobody can learn both, or be right
about both."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from labels.labelled import LabelledParagraph


@dataclass(frozen=True, slots=True)
class Repeated:
    """How many texts stand several times, in how many paragraphs, and how many of these texts with different labels.

    `example` are two paragraphs of one text with different labels, the first such in the file; None where there are
    none.
    """

    texts: int
    paragraphs: int
    contradicting: int
    example: tuple[LabelledParagraph, LabelledParagraph] | None

    def line(self) -> str:
        """Return what a person should hear of it, "" where no text stands twice."""
        if not self.texts:
            return ""
        begun = f"{self.texts} texts stand several times, in {self.paragraphs} paragraphs"
        if self.example is None:
            return f"{begun}, each with the same labels throughout"
        both = " and ".join(f"'{one.id}' ({', '.join(one.labels) or 'no category'})" for one in self.example)
        return (
            f"{begun}; {self.contradicting} of them with different labels, {both} first: no model can be right about "
            "both; "
            "give a text the same labels everywhere, or take some of its paragraphs out"
        )


def repeated_texts(rows: Sequence[LabelledParagraph]) -> Repeated:
    """Find the texts that stand several times, white space aside."""
    groups: dict[str, list[LabelledParagraph]] = defaultdict(list)
    for row in rows:
        groups["".join(row.text.split())].append(row)
    repeated = [group for group in groups.values() if len(group) > 1]
    contradicting = [group for group in repeated if len({row.labels for row in group}) > 1]
    example = None
    if contradicting:
        first = contradicting[0][0]
        example = (first, next(row for row in contradicting[0] if row.labels != first.labels))
    return Repeated(len(repeated), sum(map(len, repeated)), len(contradicting), example)
