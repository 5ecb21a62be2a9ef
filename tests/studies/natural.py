"""Which natural paragraphs of a file, read without the reader (python-docx, plain decoding), come out as exactly one
paragraph.

`python -m tests.studies.natural FOLDER…` prints the counts of each DOCX and TXT and every line that does not, with the
reason.
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx

from reports.formats.finding import find_files
from reports.reading import read_file
from reports.report import Report

_NOTE_MARK = re.compile(r"[（(\[［]\s?注?\s?\d{1,3}\s?[）)\]］]|[①-⑳㉑-㊿]")
# What `section` leaves out of a heading, and a note's first line of what was joined to it.
_EDGES = ":,;。()【】 "


@dataclass(frozen=True, slots=True)
class Natural:
    """What became of the natural paragraphs of a file.

    `exact` counts those that are one paragraph each, letter by letter but for widths, spaces and marks of notes;
    `headings` and `notes` are the lines kept as such; `copies` came before in the same words; `outside` stands before
    the first and behind the last line of the speech, `dropped` between; `joined` became part of a longer paragraph.
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
    """Return the paragraphs of a DOCX, or the lines of a TXT in UTF-8 or GB18030, that hold a letter or digit."""
    if path.suffix == ".docx":
        lines = [line for one in docx.Document(str(path)).paragraphs for line in one.text.split("\n")]
    else:
        data = path.read_bytes()
        try:
            lines = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            lines = data.decode("gb18030").splitlines()
    return [line for line in lines if any(map(str.isalnum, key(line)))]


def key(text: str) -> str:
    """Return a text without widths, blanks, invisible characters and marks of notes, to compare by."""
    text = unicodedata.normalize("NFKC", _NOTE_MARK.sub("", text.replace("<U+00A0>", "")))
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


def _heading(line: str) -> str:
    return key(line).strip(_EDGES)


def natural(path: Path, reports: Sequence[Report]) -> Natural:
    """Compare the natural paragraphs of a file with the reports read from it; each paragraph answers for one line
    only."""
    left = Counter(key(one.text) for report in reports for one in report.paragraphs)
    headings = {_heading(headline) for report in reports for one in report.paragraphs for headline in one.section}
    noted = "".join(key(note) for report in reports for note in report.notes)
    kinds: list[tuple[str, str]] = []
    taken: set[str] = set()
    lines = ["", *natural_lines(path), ""]
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        own = key(line)
        if left[own]:
            left[own] -= 1
            taken.add(own)
            kinds.append(("exact", line))
        elif headings & {
            _heading(line),
            _heading(before + line),
            _heading(line + after),
        }:  # a page may break a heading too
            kinds.append(("heading", line))
        elif own in noted:
            kinds.append(("note", line))
        else:
            kinds.append(("copy" if own in taken else "", line))
    longer = "\n".join(left.elements())  # paragraphs that no line is
    kinds = [(kind or ("joined" if key(line) in longer else "dropped"), line) for kind, line in kinds]
    speech = [number for number, (kind, _) in enumerate(kinds) if kind in ("exact", "heading")]
    first, last = (speech[0], speech[-1]) if speech else (0, -1)
    found: dict[str, list[str]] = {}
    for number, (kind, line) in enumerate(kinds):
        within = first <= number <= last or kind in ("note", "joined", "copy")
        found.setdefault(kind if within else "outside", []).append(line)
    names = ("heading", "note", "joined", "copy", "dropped", "outside")
    return Natural(len(found.get("exact", ())), *(found.get(name, []) for name in names))


def comparable(reports: Sequence[Report]) -> bool:
    """Tell reports that kept their breaks, and their characters: simplified ones are no longer those of the file."""
    return not any({"breaks_recovered", "traditional"} & set(report.flags) for report in reports)


def main(folders: list[Path]) -> None:
    for path in find_files(folders):
        reports = read_file(path)
        if path.suffix not in (".docx", ".txt") or not comparable(reports):
            print(f"{path.name}: not compared")
            continue
        one = natural(path, reports)
        counts = ", ".join(f"{len(getattr(one, name))} {name}" for name in ("headings", "notes", "copies", "outside"))
        print(f"{path.name}: {one.exact} of {one.text} lines of text are one paragraph each; {counts}")
        for reason, lines in (("joined to the line that it goes on in", one.joined), ("in no report", one.dropped)):
            for line in lines:
                print(f"    {reason}: {line.strip()}")


if __name__ == "__main__":
    main([Path(given) for given in sys.argv[1:]])
