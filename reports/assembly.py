"""The content of one file becomes its reports, each with its paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from reports.cleaning.characters import HAN, clean_lines
from reports.cleaning.flagged_text import joined, placed_flags
from reports.cleaning.furniture import last_closing, without_furniture
from reports.cleaning.notes import split_notes, without_note_marks
from reports.formats.document import raw_lines
from reports.metadata.metadata import Metadata, read_metadata
from reports.metadata.page_clues import piece_flags
from reports.repair.byte_shift.repair import flagged, repaired_text
from reports.repair.line_breaks.model import recover_breaks
from reports.report import Origin, Paragraph, Report
from reports.structure.cutting import has_lost_breaks, join_leads
from reports.structure.joining import join_broken_lines
from reports.structure.parts import parts_of
from reports.structure.segmentation import Segment, segment
from reports.structure.splitting import RawReport, opens, split_reports, without_repeats
from storage.errors import UnreadableReport

_HAN = re.compile(f"[{HAN}]")


def reports_of(data: bytes, path: Path, origin: Origin) -> list[Report]:
    """Return the reports in the content of one file, each with an id of its own among them.

    Args:
        path: its name as it is shown, for messages and as their source.
        origin: where the content lies.

    Raises:
        UnreadableReport: it is damaged, of another kind, or holds no Chinese text.
    """
    lines, encoding, flags = raw_lines(data, path)
    text, removed = repaired_text("\n".join(lines))
    cleaned = clean_lines(text)
    counts = Counter(cleaned.counts)
    counts["readings_removed"] += removed
    if removed and "readings_removed" not in cleaned.flags:
        flags += ("readings_removed",)
    if not any(_HAN.search(line) for line in cleaned.lines):
        raise UnreadableReport(
            f"{path}: holds no Chinese text. Expected a government work report; check the file's content."
        )
    once = without_repeats(cleaned.lines)
    if len(once) < len(cleaned.lines):
        flags += ("repeats_removed",)
    joined = join_broken_lines(once, marked=encoding == "docx")
    counts["repeated_lines_removed"] = len(cleaned.lines) - len(once)
    counts["lines_joined"] = len(once) - len(joined)
    flags = tuple(dict.fromkeys(flags + cleaned.flags))
    reports = [replace(_report(one, path, encoding, flags, counts), origin=origin) for one in split_reports(joined)]
    if not all(report.paragraphs for report in reports):  # one of several opened, and nothing of it was left
        reports = [
            replace(report, flags=(*report.flags, "part_without_text")) for report in reports if report.paragraphs
        ]
    if not reports:
        raise UnreadableReport(
            f"{path}: holds no paragraph of text. Expected a government work report; check the file's content."
        )
    return list(with_own_ids(reports, Counter()))


def _report(raw: RawReport, path: Path, encoding: str, flags: tuple[str, ...], counts: Counter[str]) -> Report:
    kept = without_furniture(raw.body)
    lost_breaks = has_lost_breaks(kept.lines)
    broken, recovered = recover_breaks(kept.lines)
    spoken, noted = split_notes(broken)
    lines, note_marks = without_note_marks(join_leads(spoken) if lost_breaks else spoken, noted)
    flagged_text = joined(lines)
    placed = (*placed_flags(flagged_text), *placed_flags(joined(noted)))
    text, body, head = str(flagged_text), [str(line) for line in lines], [str(line) for line in raw.head]
    segments = flagged(segment(text, lost_breaks), placed_flags(flagged_text))
    headlines = list(dict.fromkeys(headline for one in segments for headline in one.section))
    page = head + raw.body
    metadata = read_metadata(head, body, headlines, page)
    flags += metadata.flags + kept.flags + piece_flags(page, body, opens(raw.body))
    flags += tuple(dict.fromkeys(flag for _, flag in placed)) + (("note_marks_removed",) if note_marks else ())
    if recovered or lost_breaks:
        flags += ("breaks_recovered",)
    if not opens(raw.body):
        flags += ("opening_missing",)
    if last_closing(body) is None:
        flags += ("closing_missing",)
    done = counts + Counter(flag for _, flag in placed)
    done["furniture_lines_removed"] = len(raw.body) - len(kept.lines)
    done |= {
        "breaks_recovered": recovered,
        "notes": len(noted),
        "note_marks_removed": note_marks,
        "leads_joined": len(spoken) - len(lines),
    }
    about = metadata.about
    identifier = f"{about.region}-{about.year}" if about.region and about.year is not None else path.stem
    return Report(
        id=identifier,
        text=text,
        paragraphs=tuple(_paragraphs(identifier, text, segments, metadata, str(path))),
        about=about,
        source=str(path),
        encoding=encoding,
        flags=flags,
        notes=tuple(str(note) for note in noted),
        cleaning={name: count for name, count in done.items() if count},
    )


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
