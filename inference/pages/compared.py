"""Set the parts and the sections of a report side by side: how many of the paragraphs of each carry which category."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inference.pages.outline import Section
from inference.tagged import TaggedParagraph
from labels.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of some `paragraphs` carry each category, in taxonomy order, and how many none."""

    paragraphs: int
    tagged: Mapping[str, int]
    untagged: int

    def share(self, count: int) -> int:
        """Return what `count` is of all, in whole per cent; of none it is 0."""
        return round(100 * count / self.paragraphs) if self.paragraphs else 0


@dataclass(frozen=True, slots=True)
class SectionCounted:
    """A section by its heading, anchor and depth (from 1), and what its paragraphs carry, those of sections inside it
    too."""

    heading: str
    anchor: str
    depth: int
    counted: Counted


def counted(paragraphs: Sequence[TaggedParagraph], taxonomy: Taxonomy) -> Counted:
    """Count what paragraphs carry; one with two tags counts for both."""
    tags = Counter(tag for one in paragraphs for tag in one.tags)
    return Counted(len(paragraphs), {key: tags[key] for key in taxonomy.ids}, sum(not one.tags for one in paragraphs))


def parts_counted(
    paragraphs: Iterable[TaggedParagraph], parts: Iterable[str], taxonomy: Taxonomy
) -> dict[str, Counted]:
    """Count each part of a report."""
    every = list(paragraphs)
    return {part: counted([one for one in every if one.paragraph.part == part], taxonomy) for part in parts}


def sections_counted(root: Section, taxonomy: Taxonomy) -> list[SectionCounted]:
    """Count the sections of a report and those directly inside them, in order."""
    return [
        SectionCounted(one.heading, one.anchor, one.depth, counted(list(_paragraphs(one)), taxonomy))
        for outer in root.sections
        for one in (outer, *outer.sections)
    ]


def _paragraphs(section: Section) -> Iterator[TaggedParagraph]:
    for part in section.parts:
        if isinstance(part, Section):
            yield from _paragraphs(part)
        else:
            yield part.tagged
