"""What is tagged: raw reports, or paragraphs files that were read before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from inference.tagged import TaggedReport
from inference.tagger import Tagger
from reports.paragraphs_file import read_paragraphs
from reports.reading import Skipped, read_all
from reports.report import Paragraph


@dataclass(frozen=True, slots=True)
class Untagged:
    """The paragraphs of one report, in order."""

    id: str
    title: str
    region: str
    level: str
    year: int | None
    source: str
    paragraphs: tuple[Paragraph, ...]


def read_inputs(inputs: Sequence[Path]) -> Iterator[Untagged | Skipped]:
    """Yield the reports of all inputs: `.jsonl` files hold paragraphs, everything else is a raw report or a folder of them.

    Raises:
        UnreadableReport: an input is missing, or a file that was given by name cannot be read.
        BadData: a paragraphs file breaks its format.
    """
    raw = [path for path in inputs if path.suffix.lower() != ".jsonl"]
    for path in inputs:
        if path not in raw:
            yield from _from_paragraphs(path)
    if raw:
        for one in read_all(raw):
            if isinstance(one, Skipped):
                yield one
            else:
                yield Untagged(one.id, one.title, one.region, one.level, one.year, one.source, one.paragraphs)


def _from_paragraphs(path: Path) -> Iterator[Untagged]:
    for identifier, group in groupby(read_paragraphs(path), key=lambda paragraph: paragraph.report):
        own = tuple(group)
        first = own[0]
        yield Untagged(identifier, first.title, first.region, first.level, first.year, first.source or str(path), own)


def tag_report(tagger: Tagger, report: Untagged) -> TaggedReport:
    """Tag all paragraphs of a report."""
    tagged = tuple(tagger.tag(report.paragraphs))
    return TaggedReport(report.id, report.title, report.region, report.level, report.year, report.source, tagged)
