"""Bring in what is tagged: raw reports, and paragraphs files that were read before, in the order given."""

import os
from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from inference.distinct import DistinctIds
from inference.tagged import TaggedReport
from reports.corpora.reading import NO_COLUMNS, holds_rows
from reports.formats.finding import Found, find
from reports.paragraphs_file import read_paragraphs
from reports.reading import ReadWhole, is_read_by_row, read_all
from reports.report import About, Origin, Paragraph, Report
from reports.skipped import Skipped
from storage.processes.pool import usual_workers
from storage.shown import shown

if TYPE_CHECKING:
    from inference.tagger import Tags

_PARAGRAPHS = ".jsonl"


@dataclass(frozen=True, slots=True)
class Untagged:
    """The paragraphs of one report, in order, and the file that they were read from.

    `source` is for people: it begins at the input that was given, wherever on this machine that lies. The paragraphs
    keep theirs.
    """

    id: str
    about: About
    source: str
    paragraphs: tuple[Paragraph, ...]
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is there to be tagged: what was found in raw files and folders, and between it the paragraphs files.

    Of each paragraphs file, or what is to be said of one that is not read, `between` says how many entries of `found`
    were given before it. `given` are the raw files and folders as the user named them, one for each of `found.ends`.
    """

    between: tuple[tuple[int, Path | Skipped], ...]
    found: Found
    given: tuple[Path, ...]


def find_inputs(
    inputs: Sequence[Path], columns: Mapping[str, str] = NO_COLUMNS, apart: Collection[Path] = ()
) -> Inputs:
    """Tell paragraphs files, which end in `.jsonl`, from raw reports, and look into folders, but for those `apart`.

    Raises:
        UnreadableReport: an input is missing, or a folder holds nothing that can be read.
    """
    raw = [path for path in inputs if not _holds_paragraphs(path, columns)]
    found = find(raw, apart)
    ends = iter(found.ends)
    before = 0
    between: list[tuple[int, Path | Skipped]] = []
    seen: set[str] = set()
    for path in inputs:
        if not _holds_paragraphs(path, columns):
            before = next(ends)
            continue
        real, name = os.path.realpath(path), shown(path)
        again = real in seen
        seen.add(real)
        between.append((before, Skipped(Path(name), f"{name}: was given already.", "twice") if again else path))
    return Inputs(tuple(between), found, tuple(raw))


def read_inputs(
    inputs: Sequence[Path] | Inputs,
    workers: int | None = 1,
    columns: Mapping[str, str] = NO_COLUMNS,
    read: ReadWhole | None = None,
) -> Iterator[Untagged | Skipped]:
    """Yield the reports of all inputs in the order in which they were given, and what was met and not read.

    Args:
        inputs: files and folders, or what `find_inputs` found in them.
        workers: processes that read raw reports; None takes as many as pay.
        columns: of tables, those that the user names: role → name.
        read: what keeps what a raw file holds, as for `reports.reading.read_all`.

    Raises:
        UnreadableReport: an input is missing, or a file that was given by name cannot be read.
        BadData: a paragraphs file breaks its format, or shares an id with another file.
    """
    given = inputs if isinstance(inputs, Inputs) else find_inputs(inputs, columns)
    waiting = deque(given.between)
    # Raw reports alone have ids that differ, and so have the lines of one file.
    paragraphs = sum(isinstance(one, Path) for _, one in given.between)
    ids = DistinctIds() if paragraphs and paragraphs + len(given.found.files) > 1 else None
    for place, result in _raw(given, workers or usual_workers(len(given.found.files)), columns, read):
        while waiting and waiting[0][0] <= place:
            yield from _between(waiting.popleft()[1], ids)
        if ids and isinstance(result, Untagged) and result.origin:
            ids.add_dealt(result.id, result.paragraphs, result.origin.file)
        yield result
    for _, last in waiting:
        yield from _between(last, ids)


def _holds_paragraphs(path: Path, columns: Mapping[str, str]) -> bool:
    return path.suffix.lower() == _PARAGRAPHS and not holds_rows(path, columns)


def is_read_again(path: Path) -> bool:
    """Tell by its name whether a file is read row by row each time: what tables and paragraphs files hold may be too
    much to keep."""
    return is_read_by_row(path) or path.suffix.lower() == _PARAGRAPHS


def _raw(
    inputs: Inputs, workers: int, columns: Mapping[str, str], read: ReadWhole | None
) -> Iterator[tuple[int, Untagged | Skipped]]:
    """Yield what comes of the entries that were found, each with the number of its entry, from 0."""
    found = inputs.found
    if not found.entries:
        return
    place = 0
    for result in read_all(found, workers, columns, read):
        while not _comes_from(result, found.entries[place]):
            place += 1
        given = inputs.given[bisect_right(found.ends, place)]
        yield place, result if isinstance(result, Skipped) else _untagged(result, given)


def _comes_from(result: Report | Skipped, entry: Path | Skipped) -> bool:
    if isinstance(entry, Skipped):
        return result is entry
    return result.origin is not None and result.origin.file == entry


def _between(given: Path | Skipped, ids: DistinctIds | None) -> Iterator[Untagged | Skipped]:
    if isinstance(given, Skipped):
        yield given
        return
    for one in _from_paragraphs(given):
        if ids:
            ids.add_given(one.paragraphs, given)
        yield one


def _untagged(one: Report, given: Path) -> Untagged:
    return Untagged(one.id, one.about, within_input(one.source, given), one.paragraphs, one.origin)


def within_input(source: str, given: Path) -> str:
    """Return the source of a report without the folders above the input that it came with: "2024/a.txt" of the folder
    /data/2024."""
    above = shown(given)
    if source != above and not source.startswith(above.rstrip(os.sep) + os.sep):
        return source
    name = "" if given.name == ".." else shown(given.name)
    return (name + source[len(above) :]).lstrip(os.sep)


def _from_paragraphs(path: Path) -> Iterator[Untagged]:
    for identifier, group in groupby(read_paragraphs(path), key=lambda paragraph: paragraph.report):
        own = tuple(group)
        first = own[0]
        source = _without_folders(first.source or shown(path), path.parent)
        yield Untagged(identifier, first.about, source, own, Origin(path))


def _without_folders(source: str, folder: Path) -> str:
    """Return a source that a paragraphs file names, or its name alone where it lies outside the file's folder."""
    if not os.path.isabs(source):
        return source
    above = shown(folder.absolute()) + os.sep
    return source.removeprefix(above) if source.startswith(above) else os.path.basename(source)


def tag_report(tagger: "Tags", report: Untagged) -> TaggedReport:
    """Tag all paragraphs of a report."""
    tagged = tuple(tagger.tag(report.paragraphs))
    return TaggedReport(report.id, report.about, report.source, tagged)
