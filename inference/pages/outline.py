"""A tagged report laid out for reading: sections inside sections, and text cut where evidence begins and ends."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from inference.tagged import Evidence, TaggedParagraph

# A page is laid out by templates that call themselves for each level; no report has a tenth of these.
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph and its number in the report, counted from 1."""

    number: int
    tagged: TaggedParagraph


@dataclass(slots=True)
class Section:
    """A heading and what stands under it, in order. `anchor` is unique in its page; `depth` counts from 1."""

    heading: str
    anchor: str
    depth: int
    parts: list["Section | Place"] = field(default_factory=list)

    @property
    def sections(self) -> list["Section"]:
        """The sections directly inside this one."""
        return [part for part in self.parts if isinstance(part, Section)]

    @property
    def paragraph_count(self) -> int:
        """How many paragraphs stand in this section and all below it."""
        return sum(part.paragraph_count if isinstance(part, Section) else 1 for part in self.parts)


def outline(paragraphs: Sequence[TaggedParagraph]) -> Section:
    """Return the whole report as one section without a heading; a heading that comes again later opens a new section.

    Headings more than 50 levels deep stand together in one.
    """
    root = Section("", "top", 0)
    open_sections = [root]
    opened = 0
    for number, tagged in enumerate(paragraphs, start=1):
        path = _within(tagged.paragraph.section)
        shared = _shared([section.heading for section in open_sections[1:]], path)
        del open_sections[shared + 1 :]
        for heading in path[shared:]:
            opened += 1
            section = Section(heading, f"s{opened}", len(open_sections))
            open_sections[-1].parts.append(section)
            open_sections.append(section)
        open_sections[-1].parts.append(Place(number, tagged))
    return root


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a paragraph's text and the score of each tag that it is evidence for, in the order of the tags."""

    text: str
    scores: Mapping[str, float]


def passages(text: str, tags: Sequence[str], evidence: Mapping[str, Sequence[Evidence]]) -> list[Passage]:
    """Cut `text` wherever evidence for one of the tags begins or ends; joined, the passages are `text` again."""
    spans = [(order, one) for order, tag in enumerate(tags) for one in evidence.get(tag, ())]
    ends = (place for _, one in spans for place in (one.start, one.end))
    cuts = sorted({0, len(text), *(place for place in ends if 0 < place < len(text))})
    # For each tag the spans that are open, the strongest first; one that has ended leaves when it comes to the top.
    opened: list[list[tuple[float, int]]] = [[] for _ in tags]
    found, waiting = [], deque(sorted(spans, key=lambda span: span[1].start))
    for start, end in pairwise(cuts):
        while waiting and waiting[0][1].start <= start:
            order, one = waiting.popleft()
            heappush(opened[order], (-one.score, one.end))
        for heap in opened:
            while heap and heap[0][1] < end:
                heappop(heap)
        found.append(
            Passage(text[start:end], {tag: -heap[0][0] for tag, heap in zip(tags, opened, strict=True) if heap})
        )
    return found


def _within(path: Sequence[str]) -> Sequence[str]:
    return path if len(path) <= _DEEPEST else (*path[: _DEEPEST - 1], " › ".join(path[_DEEPEST - 1 :]))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many headings two paths have in common from the outside."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
