"""Which natural paragraphs of a file, read without the reader (python-docx, plain decoding), come out as exactly one paragraph."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx

from reports.report import Report

_NOTE_MARK = re.compile(r"[（(\[［]\s?注?\s?\d{1,3}\s?[）)\]］]|[①-⑳㉑-㊿]")
# What `section` leaves out of a heading, and a note's first line of what was joined to it.
_EDGES = ":,;。()【】 "


@dataclass(frozen=True, slots=True)
class Natural:
    """What became of the natural paragraphs of a file.

    `exact` counts those that are one paragraph each, letter by letter but for widths, spaces and marks of notes; `headings` and
    `notes` are the lines kept as such; `copies` came before in the same words; `outside` stands before the first and behind the last
    line of the speech, `dropped` between; `joined` became part of a longer paragraph.
    """

    exact: int
    headings: list[str]
    notes: list[str]
    joined: list[str]
    copies: list[str]
    dropped: list[str]
    outside: list[str]

    @property
    def text(self) -> int:
        """How many of them are text of the speech."""
        return self.exact + len(self.joined)


def natural_lines(path: Path) -> list[str]:
    """Return the paragraphs of a DOCX, or the lines of a TXT in UTF-8 or GB18030, that hold anything."""
    if path.suffix == ".docx":
        lines = [line for one in docx.Document(str(path)).paragraphs for line in one.text.split("\n")]
    else:
        data = path.read_bytes()
        try:
            lines = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            lines = data.decode("gb18030").splitlines()
    return [line for line in lines if key(line)]


def key(text: str) -> str:
    """Return a text without widths, blanks, invisible characters and marks of notes, to compare by."""
    text = unicodedata.normalize("NFKC", _NOTE_MARK.sub("", text.replace("<U+00A0>", "")))
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


def natural(path: Path, reports: Sequence[Report]) -> Natural:
    """Compare the natural paragraphs of a file with the reports read from it; each paragraph answers for one line only."""
    left = Counter(key(one.text) for report in reports for one in report.paragraphs)
    headings = {key(headline).strip(_EDGES) for report in reports for one in report.paragraphs for headline in one.section}
    noted = "".join(key(note) for report in reports for note in report.notes)
    kinds: list[tuple[str, str]] = []
    taken: set[str] = set()
    for line in natural_lines(path):
        own = key(line)
        if left[own]:
            left[own] -= 1
            taken.add(own)
            kinds.append(("exact", line))
        elif own.strip(_EDGES) in headings:
            kinds.append(("heading", line))
        elif own in noted:
            kinds.append(("note", line))
        else:
            kinds.append(("copy" if own in taken else "", line))
    longer = "\n".join([*left.elements(), *headings])  # paragraphs that no line is, and headings of two lines
    kinds = [(kind or ("joined" if key(line) in longer else "dropped"), line) for kind, line in kinds]
    speech = [number for number, (kind, _) in enumerate(kinds) if kind in ("exact", "heading")]
    first, last = (speech[0], speech[-1]) if speech else (0, -1)
    found: dict[str, list[str]] = {}
    for number, (kind, line) in enumerate(kinds):
        within = first <= number <= last or kind in ("note", "joined")
        found.setdefault(kind if within else "outside", []).append(line)
    names = ("heading", "note", "joined", "copy", "dropped", "outside")
    return Natural(len(found.get("exact", ())), *(found.get(name, []) for name in names))
