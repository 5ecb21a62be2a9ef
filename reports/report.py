"""The types that travel: a report and its paragraphs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

Level = Literal["national", "province", "prefecture", "county", "township", ""]
LEVELS: tuple[str, ...] = get_args(Level)
Half = Literal["review", "plan", ""]
HALVES: tuple[str, ...] = get_args(Half)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was read: a file by its real name, which need not be text, and in an archive the number of its
    member, from 1."""

    file: Path
    member: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a report, with where it came from.

    `id` is `<report>:<index>`; `section` is the heading path above it, outermost first; `start` and `end` are character
    offsets in the cleaned report; `source` is the file it was read from; `flags` say what a person should know about
    it. `part` says whether the paragraph looks back ("review", 回顾) or ahead ("plan", 部署), "" where it does neither;
    `date` is the day on which the report was given, ISO 8601 as far as it is known. `extra` holds the keys of a JSON
    object that this
    program does not know: they are written back as they came.
    """

    id: str
    report: str
    text: str
    title: str = ""
    region: str = ""
    level: Level = ""
    year: int | None = None
    province: str = ""
    date: str = ""
    speaker: str = ""
    meeting: str = ""
    part: Half = ""
    section: tuple[str, ...] = ()
    index: int = 0
    start: int = 0
    end: int = 0
    source: str = ""
    flags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the object that a paragraphs file holds, keys in the order of the file format."""
        return {
            "id": self.id,
            "report": self.report,
            "title": self.title,
            "region": self.region,
            "level": self.level,
            "year": self.year,
            "province": self.province,
            "date": self.date,
            "speaker": self.speaker,
            "meeting": self.meeting,
            "part": self.part,
            "section": list(self.section),
            "index": self.index,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "source": self.source,
            "flags": list(self.flags),
            **self.extra,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """One government work report, cleaned and cut into paragraphs.

    `text` is the cleaned report; `text[p.start:p.end] == p.text` for each of its paragraphs `p`. What the text does
    not state is "" (or None for the year), never guessed; what only the page around it tells is flagged as
    inferred. `notes` are the entries of the glossary behind the report, which are no part of `text`. `cleaning` counts
    what was done to the text, by name; what is done before a file is cut into its reports is counted for the whole
    file. `encoding` names how the bytes were read, `flags` what a person should know. `source` is the name of the file
    as it is shown, `origin` tells the file itself.
    """

    id: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    region: str = ""
    level: Level = ""
    year: int | None = None
    province: str = ""
    date: str = ""
    speaker: str = ""
    meeting: str = ""
    source: str = ""
    encoding: str = ""
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cleaning: Mapping[str, int] = field(default_factory=dict)
    origin: Origin | None = field(default=None, compare=False)

    def notes_to_json(self) -> list[dict[str, Any]]:
        """Return an object for each note: `report`, `number` (from 1), `text`, `source`."""
        return [
            {"report": self.id, "number": number, "text": text, "source": self.source}
            for number, text in enumerate(self.notes, 1)
        ]


PARAGRAPH_KEYS: tuple[str, ...] = tuple(f.name for f in fields(Paragraph) if f.name != "extra")
