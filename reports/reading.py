"""Files become reports: what the other rooms call."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.archive import is_archive, members
from reports.breaks import recover_breaks
from reports.byteshift import flagged, repaired_lines, take_marks
from reports.cleaning import HAN, clean_lines
from reports.clues import piece_flags
from reports.cutting import has_lost_breaks, join_leads
from reports.finding import DOCUMENTS, SUPPORTED, expected, find_files
from reports.furniture import last_closing, without_furniture
from reports.halves import halves_of
from reports.joining import join_broken_lines
from reports.metadata import Metadata, read_metadata
from reports.notes import split_notes, without_note_marks
from reports.raw import BLANK, content, is_empty, raw_lines
from reports.report import Paragraph, Report
from reports.segmentation import Segment, segment
from reports.splitting import Parts, opens, split_reports, without_repeats
from storage.errors import UnreadableReport
from storage.pool import read_ahead

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
    The reports of an archive of which some files cannot be read carry the flag `others_unreadable`.

    Raises:
        UnreadableReport: the file is missing, empty, damaged, of another kind, or holds no Chinese text; nothing in an archive can be read.
    """
    found = list(read_each(path))
    reports = [one for one in found if isinstance(one, Report)]
    skipped = [one for one in found if isinstance(one, Skipped)]
    if not reports:
        raise UnreadableReport(skipped[0].reason)
    if skipped:
        reports = [replace(report, flags=(*report.flags, "others_unreadable")) for report in reports]
    return reports


def read_each(path: Path) -> Iterator[Report | Skipped]:
    """Yield every report in one file; of an archive also the files in it that cannot be read.

    Raises:
        UnreadableReport: as `read_file`; the archive holds no file of a kind that can be read.
    """
    if path.suffix.lower() not in SUPPORTED:
        raise UnreadableReport(f"{path}: files that end in '{path.suffix}' cannot be read. {expected()}")
    data = content(path)
    if not is_archive(data, path.name):
        yield from _reports_of(data, path)
        return
    ids: Counter[str] = Counter()
    empty = True
    for member in members(data, str(path), DOCUMENTS):
        empty = False
        try:
            if member.reason:
                raise UnreadableReport(member.reason)
            if not member.data.strip(BLANK):
                raise is_empty(Path(member.name))
            yield from _with_own_ids(_reports_of(member.data, Path(member.name)), ids)
        except UnreadableReport as error:
            yield Skipped(Path(member.name), str(error))
    if empty:
        raise UnreadableReport(f"{path}: is an archive without a file that can be read. {expected()}")


def _reports_of(data: bytes, path: Path) -> list[Report]:
    """Return the reports in the content of one file; `path` is its name, for messages and as their source."""
    lines, encoding, flags = raw_lines(data, path)
    lines, removed = repaired_lines(lines)
    cleaned = clean_lines(lines)
    counts = Counter(cleaned.counts)
    counts["readings_removed"] += removed
    if removed and "readings_removed" not in cleaned.flags:
        flags += ("readings_removed",)
    if not any(_HAN.search(line) for line in cleaned.lines):
        raise UnreadableReport(f"{path}: holds no Chinese text. Expected a government work report; check the file's content.")
    once = without_repeats(cleaned.lines)
    if len(once) < len(cleaned.lines):
        flags += ("repeats_removed",)
    joined = join_broken_lines(once, marked=encoding == "docx")
    counts["repeated_lines_removed"] = len(cleaned.lines) - len(once)
    counts["lines_joined"] = len(once) - len(joined)
    reports = [_report(one, path, encoding, flags + cleaned.flags, counts) for one in split_reports(joined)]
    if not all(report.paragraphs for report in reports):  # one of several opened, and nothing of it was left
        reports = [replace(report, flags=(*report.flags, "part_without_text")) for report in reports if report.paragraphs]
    if not reports:
        raise UnreadableReport(f"{path}: holds no paragraph of text. Expected a government work report; check the file's content.")
    return list(_with_own_ids(reports, Counter()))


def read_all(inputs: Sequence[Path], workers: int = 1) -> Iterator[Report | Skipped]:
    """Yield the reports of all inputs, each with an id of its own; a file of a folder that cannot be read as `Skipped`.

    Args:
        workers: processes that read; a program that asks for several must guard its own start (`if __name__ == "__main__"`).

    Raises:
        UnreadableReport: an input is missing, a file that was given by name cannot be read, or, after the last `Skipped`,
            no input held a report.
    """
    named = {given.resolve() for given in inputs if not given.is_dir()}
    ids: Counter[str] = Counter()
    skipped: list[Skipped] = []
    for path, found in read_ahead(find_files(inputs), _read_whole, workers):
        if isinstance(found, UnreadableReport):
            if path.resolve() in named:
                raise found
            found = [Skipped(path, str(found))]
        for one in found:
            if isinstance(one, Skipped):
                skipped.append(one)
                yield one
            else:
                yield from _with_own_ids([one], ids)
    if skipped and not ids:
        raise UnreadableReport(f"None of {len(skipped)} files holds a report that can be read; the first: {skipped[0].reason}")


def _read_whole(path: Path) -> list[Report | Skipped]:
    return list(read_each(path))


def _report(parts: Parts, path: Path, encoding: str, flags: tuple[str, ...], counts: Counter[str]) -> Report:
    kept = without_furniture(parts.body)
    lost_breaks = has_lost_breaks(kept.lines)
    broken, recovered = recover_breaks(kept.lines)
    spoken, noted = split_notes(broken)
    lines, note_marks = without_note_marks(join_leads(spoken) if lost_breaks else spoken, noted)
    body, marks = take_marks(lines)
    notes, more_marks = take_marks(noted)
    text = "\n".join(body)
    segments = flagged(segment(text, lost_breaks), marks)
    head, _ = take_marks(parts.head)
    headlines = list(dict.fromkeys(headline for one in segments for headline in one.section))
    page = head + parts.body
    metadata = read_metadata(head, body, headlines, page)
    flags += metadata.flags + kept.flags + piece_flags(page, body, opens(parts.body))
    flags += tuple(dict.fromkeys(flag for _, flag in marks + more_marks)) + (("note_marks_removed",) if note_marks else ())
    if recovered or lost_breaks:
        flags += ("breaks_recovered",)
    if not opens(parts.body):
        flags += ("opening_missing",)
    if last_closing(body) is None:
        flags += ("closing_missing",)
    done = counts + Counter(flag for _, flag in marks + more_marks)
    done["furniture_lines_removed"] = len(parts.body) - len(kept.lines)
    done |= {
        "breaks_recovered": recovered,
        "notes": len(notes),
        "note_marks_removed": note_marks,
        "leads_joined": len(spoken) - len(lines),
    }
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
        notes=tuple(notes),
        cleaning={name: count for name, count in done.items() if count},
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
