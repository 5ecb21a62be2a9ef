"""Untagged reports of places that do not exist."""

from inference.inputs import Untagged
from reports.report import About, Paragraph


def untagged(name: str, *texts: str) -> Untagged:
    """Make a report of such paragraphs."""
    own = tuple(Paragraph(f"{name}:{number:03}", name, text, index=number) for number, text in enumerate(texts))
    return Untagged(name, About(), f"in/{name}.txt", own)


def many(count: int, paragraphs: int = 3) -> list[Untagged]:
    """Make reports that all differ."""
    return [
        untagged(f"砚湖市-{number}", *(f"新建轴承园区{number}个。河道清淤{n}公里。" for n in range(paragraphs)))
        for number in range(count)
    ]
