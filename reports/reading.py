"""Files become reports: what the other rooms call."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.cleaning import HAN, clean_lines
from reports.clues import piece_flags
from reports.encoding import decode
from reports.errors import UnreadableReport
from reports.furniture import last_closing, without_furniture
from reports.halves import halves_of
from reports.html import html_lines, looks_like_html
from reports.joining import join_broken_lines, join_leads
from reports.metadata import Metadata, read_metadata
from reports.report import Paragraph, Report
from reports.segmentation import Segment, segment
from reports.splitting import Parts, opens, split_reports, without_repeats
from reports.word import OLE_MARK, ZIP_MARK, word_lines

SUPPORTED = (".txt", ".html", ".htm", ".docx")
_MARK_OF_RESULTS = "tagged.jsonl"  # its folder and the pages below it were written by this program
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file found in a folder that could not be read, and the line to show for it."""

    path: Path
    reason: str


def read_file(path: Path) -> list[Report]:
    """Read every report in one file.

    What a file is, its content tells and not its name: a saved page called .txt is read as a page. A report's id is
    `<region>-<year>` where it states both, else the file's name without ending, with ~2, ~3, … where an id repeats.

    Raises:
        UnreadableReport: the file is missing, empty, damaged, of another kind, or holds no Chinese text.
    """
    if path.suffix.lower() not in SUPPORTED:
        raise UnreadableReport(f"{path}: files that end in '{path.suffix}' cannot be read. {_expected()}")
    lines, encoding, flags = _lines(_content(path), path)
    cleaned = clean_lines(lines)
    if not any(_HAN.search(line) for line in cleaned.lines):
        raise UnreadableReport(f"{path}: holds no Chinese text. Expected a government work report; check the file's content.")
    once = without_repeats(cleaned.lines)
    if len(once) < len(cleaned.lines):
        flags += ("repeats_removed",)
    parts = split_reports(join_broken_lines(once))
    reports = [_report(one, path, encoding, flags + cleaned.flags) for one in parts]
    if not all(report.paragraphs for report in reports):  # one of several opened, and nothing of it was left
        reports = [replace(report, flags=(*report.flags, "part_without_text")) for report in reports if report.paragraphs]
    if not reports:
        raise UnreadableReport(f"{path}: holds no paragraph of text. Expected a government work report; check the file's content.")
    return list(_with_own_ids(reports, Counter()))


def find_files(inputs: Sequence[Path]) -> list[Path]:
    """Return the files to read: those given, in their order, and for each folder the supported files below it, sorted.

    Hidden files and folders, folders with the results of tagging, and names with other endings are left out of folders.
    A file that is reached twice, whichever way its path is written, is listed once, as it was reached first.

    Raises:
        UnreadableReport: an input is missing, or a folder holds nothing that can be read.
    """
    found: dict[Path, Path] = {}
    for given in inputs:
        if given.is_dir():
            below = list(_files_below(given))
            if not below:
                raise UnreadableReport(f"{given}: holds no file that can be read. {_expected()}")
        elif given.exists():
            below = [given]
        else:
            raise UnreadableReport(f"{given}: does not exist. Expected a report or a folder of reports; check the path.")
        for path in below:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def read_all(inputs: Sequence[Path]) -> Iterator[Report | Skipped]:
    """Yield the reports of all inputs, each with an id of its own; a file of a folder that cannot be read as `Skipped`.

    Raises:
        UnreadableReport: an input is missing, a file that was given by name cannot be read, or, after the last `Skipped`,
            no input held a report.
    """
    named = {given.resolve() for given in inputs if not given.is_dir()}
    ids: Counter[str] = Counter()
    skipped: list[Skipped] = []
    for path in find_files(inputs):
        try:
            reports = read_file(path)
        except UnreadableReport as error:
            if path.resolve() in named:
                raise
            skipped.append(Skipped(path, str(error)))
            yield skipped[-1]
            continue
        yield from _with_own_ids(reports, ids)
    if skipped and not ids:
        raise UnreadableReport(f"None of {len(skipped)} files holds a report that can be read; the first: {skipped[0].reason}")


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        if _MARK_OF_RESULTS in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            # ~$ marks the lock file that Word keeps beside an open document.
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUPPORTED:
                yield Path(parent, name)


def _content(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableReport(f"{path}: cannot be opened ({error.strerror}). Expected a report; check path and rights.") from error
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableReport(f"{path}: is empty. Expected the text of a report; fetch or save the file again.")
    return data


def _lines(data: bytes, path: Path) -> tuple[list[str], str, tuple[str, ...]]:
    """Return raw lines, the encoding's name, and flags."""
    if path.suffix.lower() == ".docx" or data.startswith((ZIP_MARK, OLE_MARK)):
        return word_lines(data, path), "docx", ()
    decoded = decode(data, path)
    lines = html_lines(decoded.text) if looks_like_html(decoded.text) else decoded.text.splitlines()
    return lines, decoded.encoding, decoded.flags


def _report(parts: Parts, path: Path, encoding: str, flags: tuple[str, ...]) -> Report:
    kept = without_furniture(parts.body)
    body = join_leads(kept.lines)
    text = "\n".join(body)
    segments = segment(text)
    headlines = list(dict.fromkeys(headline for one in segments for headline in one.section))
    page = parts.head + parts.body
    metadata = read_metadata(parts.head, body, headlines, page)
    flags += metadata.flags + kept.flags + piece_flags(page, body, opens(parts.body))
    if not opens(parts.body):
        flags += ("opening_missing",)
    if last_closing(body) is None:
        flags += ("closing_missing",)
    identifier = f"{metadata.region}-{metadata.year}" if metadata.region and metadata.year is not None else path.stem
    return Report(
        id=identifier,
        text=text,
        paragraphs=tuple(_paragraphs(identifier, text, segments, metadata, str(path))),
        title=metadata.title,
        region=metadata.region,
        level=metadata.level,
        year=metadata.year,
        province=metadata.province,
        date=metadata.date,
        speaker=metadata.speaker,
        meeting=metadata.meeting,
        source=str(path),
        encoding=encoding,
        flags=flags,
    )


def _paragraphs(identifier: str, text: str, segments: Sequence[Segment], metadata: Metadata, source: str) -> Iterator[Paragraph]:
    halves = halves_of([text[one.start : one.end] for one in segments], segments, metadata.planned)
    for index, (one, half) in enumerate(zip(segments, halves, strict=True)):
        yield Paragraph(
            id=f"{identifier}:{index}",
            report=identifier,
            text=text[one.start : one.end],
            title=metadata.title,
            region=metadata.region,
            level=metadata.level,
            year=metadata.year,
            province=metadata.province,
            date=metadata.date,
            speaker=metadata.speaker,
            meeting=metadata.meeting,
            part=half,
            section=one.section,
            index=index,
            start=one.start,
            end=one.end,
            source=source,
            flags=metadata.flags + one.flags,
        )


def _with_own_ids(reports: Sequence[Report], taken: Counter[str]) -> Iterator[Report]:
    """Give the second report of one id the suffix ~2, the third ~3, and count them in `taken`."""
    for report in reports:
        base = report.id.partition("~")[0]
        taken[base] += 1
        number = taken[base]
        yield _renamed(report, base if number == 1 else f"{base}~{number}")


def _renamed(report: Report, identifier: str) -> Report:
    if identifier == report.id:
        return report
    paragraphs = tuple(replace(one, id=f"{identifier}:{one.index}", report=identifier) for one in report.paragraphs)
    return replace(report, id=identifier, paragraphs=paragraphs)


def _expected() -> str:
    return f"Expected {', '.join(SUPPORTED[:-1])} or {SUPPORTED[-1]}; export the report as one of these."
