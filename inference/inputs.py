"""What is tagged: raw reports, or paragraphs files that were read before."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from inference.tagged import TaggedReport
from inference.tagger import Tagger
from reports.formats.finding import Found, find
from reports.paragraphs_file import read_paragraphs
from reports.reading import read_all
from reports.report import About, Origin, Paragraph, Report
from reports.skipped import Skipped
from storage.shown import shown

_PARAGRAPHS = ".jsonl"


@dataclass(frozen=True, slots=True)
class Untagged:
    """The paragraphs of one report, in order, and the file that they were read from."""

    id: str
    about: About
    source: str
    paragraphs: tuple[Paragraph, ...]
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is there to be tagged: paragraphs files, and what was found in all other files and folders."""

    paragraphs_files: tuple[Path, ...]
    found: Found


def find_inputs(inputs: Sequence[Path]) -> Inputs:
    """Tell paragraphs files, which end in `.jsonl`, from raw reports, and look into folders.

    Raises:
        UnreadableReport: an input is missing, or a folder holds nothing that can be read.
    """
    found = find([path for path in inputs if path.suffix.lower() != _PARAGRAPHS])
    files: dict[str, Path] = {}
    for path in inputs:
        if path.suffix.lower() == _PARAGRAPHS and files.setdefault(os.path.realpath(path), path) is not path:
            found.entries.append(Skipped(Path(shown(path)), f"{shown(path)}: was given already.", "twice"))
    return Inputs(tuple(files.values()), found)


def read_inputs(inputs: Sequence[Path] | Inputs) -> Iterator[Untagged | Skipped]:
    """Yield the reports of all inputs, those of paragraphs files first, and what was met and not read.

    Args:
        inputs: files and folders, or what `find_inputs` found in them.

    Raises:
        UnreadableReport: an input is missing, or a file that was given by name cannot be read.
        BadData: a paragraphs file breaks its format.
    """
    given = inputs if isinstance(inputs, Inputs) else find_inputs(inputs)
    for path in given.paragraphs_files:
        yield from _from_paragraphs(path)
    if given.found.entries:
        yield from (one if isinstance(one, Skipped) else _untagged(one) for one in read_all(given.found))


def _untagged(one: Report) -> Untagged:
    return Untagged(one.id, one.about, one.source, one.paragraphs, one.origin)


def _from_paragraphs(path: Path) -> Iterator[Untagged]:
    for identifier, group in groupby(read_paragraphs(path), key=lambda paragraph: paragraph.report):
        own = tuple(group)
        first = own[0]
        source = first.source or shown(path)
        yield Untagged(identifier, first.about, source, own, Origin(path))


def tag_report(tagger: Tagger, report: Untagged) -> TaggedReport:
    """Tag all paragraphs of a report."""
    tagged = tuple(tagger.tag(report.paragraphs))
    return TaggedReport(report.id, report.about, report.source, tagged)
