"""The content of one file becomes its reports, each with its paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.cleaning.characters import HAN, clean_lines, clean_text
from reports.cleaning.contents import without_contents
from reports.cleaning.flagged_text import joined, lines_of, placed_flags
from reports.cleaning.furniture import ends_as_speech, last_closing, without_furniture
from reports.cleaning.note_marks import without_note_marks
from reports.cleaning.notes import split_notes
from reports.cleaning.watermarks import without_watermark
from reports.encoding.escapes import without_escapes
from reports.formats.document import raw_lines
from reports.metadata.kind import counted_as_report, what_else
from reports.metadata.metadata import Metadata, read_metadata
from reports.metadata.page_clues import piece_flags
from reports.repair.byte_shift.repair import flagged, repaired_text
from reports.repair.line_breaks.model import recover_breaks
from reports.report import Origin, Paragraph, Report
from reports.structure.cutting import has_lost_breaks, items_apart, join_leads
from reports.structure.lines.joining import join_broken_lines
from reports.structure.lines.layout import lay_out
from reports.structure.parted import parted
from reports.structure.parts import parts_of
from reports.structure.segmentation import Segment, segment
from reports.structure.splitting import RawReport, opens, split_reports, without_repeats
from storage.errors import UnreadableReport

_HAN = re.compile(f"[{HAN}]")
_SHORTEST = 300  # characters: of an opening; the shortest report that is known has some 3,000
_ASKS = re.compile("向(?:大会|会议)(?:作|报告)|请予?审议")
_MARKED = ("docx", "doc", "rtf")  # formats that say where a paragraph ends


@dataclass(frozen=True, slots=True)
class _Document:
    """A file by its shown name, its lines in one way of writing, whether their layout shows where they begin, and what
    was done to them."""

    path: Path
    lines: list[str]
    encoding: str
    flags: tuple[str, ...]
    breaks_shown: bool
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class _Speech:
    """The lines of one report and of its glossary, with flags at the characters that have them, and what was done."""

    lines: list[str]
    notes: list[str]
    lost_breaks: bool
    flags: tuple[str, ...]
    counts: Counter[str]


def reports_of(data: bytes, path: Path, origin: Origin) -> list[Report]:
    """Return the reports in the content of one file, each with an id of its own among them.

    Args:
        path: its name as it is shown, for messages and as their source.
        origin: where the content lies.

    Raises:
        UnreadableReport: it is damaged, of another kind, or holds no Chinese text.
    """
    raw, encoding, flags = raw_lines(data, path)
    documents = (_document(part, path, encoding, flags) for part in parted(raw))
    found = [
        replace(_report(one, document), origin=origin)
        for document in documents
        for one in split_reports(document.lines)
    ]
    reports = [report for report in found if report.paragraphs]
    if not reports:
        raise UnreadableReport(
            f"{path}: holds no paragraph of text. Expected a government work report; check the file's content."
        )
    if len(reports) < len(found):  # one of several opened, and nothing of it was left
        reports = [replace(report, flags=(*report.flags, "part_without_text")) for report in reports]
    return list(with_own_ids(reports, Counter()))


def _document(raw: Sequence[str], path: Path, encoding: str, flags: tuple[str, ...]) -> _Document:
    pages_without_text = flags.count("pages_without_text")  # it stands once for each
    unescaped = without_escapes("\n".join(raw))
    text, readings = repaired_text(unescaped.text)
    cleaned = clean_text(text)
    if not _HAN.search(cleaned.text):
        raise UnreadableReport(
            f"{path}: holds no Chinese text. Expected a government work report; check the file's content."
        )
    laid_out = lay_out(lines_of(cleaned.text))
    all_lines = [without_watermark(line) for line in clean_lines(laid_out.lines)]
    once = without_repeats(all_lines)
    lines = join_broken_lines(once, marked=encoding in _MARKED or laid_out.indented)
    if unescaped.undone:
        flags += ("escapes_undone",)
    if readings and "readings_removed" not in cleaned.flags:
        flags += ("readings_removed",)
    if len(once) < len(all_lines):
        flags += ("repeats_removed",)
    flags = tuple(dict.fromkeys(flags + cleaned.flags))
    counts = Counter(cleaned.counts) + Counter(laid_out.counts)
    counts["escapes_undone"] = unescaped.undone
    counts["readings_removed"] += readings
    counts["repeated_lines_removed"] = len(all_lines) - len(once)
    counts["lines_joined"] += len(once) - len(lines)
    counts["pages_without_text"] = pages_without_text
    return _Document(path, lines, encoding, flags, laid_out.shown, counts)


def _speech(head: Sequence[str], body: Sequence[str], breaks_shown: bool) -> _Speech:
    _, before = split_notes(head)
    spoken, behind = split_notes(without_contents(body))
    notes = before + behind
    kept = without_furniture(spoken)
    unmarked, note_marks = without_note_marks(kept.lines, notes)
    if behind:  # a note at the foot of a page may have stood within a sentence
        unmarked = join_broken_lines(unmarked, marked=breaks_shown)
    lost_breaks = not breaks_shown and has_lost_breaks(unmarked)
    apart = unmarked if breaks_shown else items_apart(unmarked, lost_breaks)
    broken, recovered = (apart, 0) if breaks_shown else recover_breaks(apart)
    lines = join_leads(broken) if lost_breaks else broken
    done = {
        "furniture_lines_removed": len(spoken) - len(kept.lines),
        "breaks_recovered": recovered + len(apart) - len(unmarked),
        "notes": len(notes),
        "note_marks_removed": note_marks,
        "leads_joined": len(broken) - len(lines),
    }
    return _Speech(lines, notes, lost_breaks, kept.flags, Counter(done))


def _report(raw: RawReport, document: _Document) -> Report:
    speech = _speech(raw.head, raw.body, document.breaks_shown)
    flagged_text = joined(speech.lines)
    placed = [flag for _, flag in (*placed_flags(flagged_text), *placed_flags(joined(speech.notes)))]
    text, body, head = str(flagged_text), [str(line) for line in speech.lines], [str(line) for line in raw.head]
    segments = flagged(segment(text, speech.lost_breaks, document.breaks_shown), placed_flags(flagged_text))
    headlines = list(dict.fromkeys(headline for one in segments for headline in one.section))
    page = head + raw.body
    metadata = read_metadata(head, body, headlines, page)
    about, source = metadata.about, str(document.path)
    identifier = f"{about.region}-{about.year}" if about.region and about.year is not None else document.path.stem
    counts = document.counts + Counter(placed) + speech.counts
    is_opened = opens(raw.body, raw.head)
    else_is = counted_as_report(what_else(about.title, head, body, is_opened), about)
    flags = [
        *document.flags,
        *metadata.flags,
        *speech.flags,
        *else_is,
        *piece_flags(page, body, is_opened, last_closing(body) is not None),
    ]
    return Report(
        id=identifier,
        text=text,
        paragraphs=tuple(_paragraphs(identifier, text, segments, metadata, source)),
        about=about,
        source=source,
        encoding=document.encoding,
        flags=(*flags, *dict.fromkeys(placed), *_flags_of(speech, body, is_opened=is_opened)),
        notes=tuple(str(note) for note in speech.notes),
        cleaning={name: count for name, count in counts.items() if count},
    )


def _flags_of(speech: _Speech, body: Sequence[str], is_opened: bool) -> list[str]:
    flags = []
    if speech.counts["note_marks_removed"]:
        flags.append("note_marks_removed")
    if speech.counts["breaks_recovered"] or speech.lost_breaks:
        flags.append("breaks_recovered")
    if not is_opened:
        flags.append("opening_missing")
    if last_closing(body) is None and not ends_as_speech(body):
        flags.append("closing_missing")
        if sum(map(len, body)) < _SHORTEST and any(_ASKS.search(line) for line in body):
            flags.append("body_missing")
    return flags


def _paragraphs(
    identifier: str, text: str, segments: Sequence[Segment], metadata: Metadata, source: str
) -> Iterator[Paragraph]:
    parts = parts_of([text[one.start : one.end] for one in segments], segments, metadata.planned)
    for index, (one, part) in enumerate(zip(segments, parts, strict=True)):
        yield Paragraph(
            id=f"{identifier}:{index}",
            report=identifier,
            text=text[one.start : one.end],
            about=metadata.about,
            part=part,
            section=one.section,
            index=index,
            start=one.start,
            end=one.end,
            source=source,
            flags=metadata.flags + one.flags,
        )


def with_own_ids(reports: Sequence[Report], taken: Counter[str]) -> Iterator[Report]:
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
