"""The types that travel: a report and its paragraphs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from reports.rows import Row

Level = Literal["national", "province", "prefecture", "county", "township", ""]
LEVELS: tuple[str, ...] = get_args(Level)
Part = Literal["done", "planned", ""]
PARTS: tuple[str, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was read: a file by its real name, which need not be text, and in an archive the number of its
    member, from 1."""

    file: Path
    member: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What a report says it is; the paragraphs, pages and tables made of it hold the same.

    What it does not state is "" (or None for the year). `date` is the day on which it was given, ISO 8601 as far as it
    is known. A field added here is a key of every file.
    """

    title: str = ""
    region: str = ""
    level: Level = ""
    year: int | None = None
    province: str = ""
    date: str = ""
    speaker: str = ""
    meeting: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the keys that stand among those of a paragraph, in the order of the file format."""
        return {key: getattr(self, key) for key in ABOUT_KEYS}


ABOUT_KEYS: tuple[str, ...] = tuple(one.name for one in fields(About))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a report, with where it came from.

    `id` is `<report>:<index>`; `section` is the heading path above it, outermost first; `start` and `end` are character
    offsets in the cleaned report; `source` is the file it was read from; `flags` say what a person should know about
    it. `part` says whether the paragraph looks back ("done", 回顾) or ahead ("planned", 部署), "" where it does
    neither. `extra` holds the keys of a JSON object that this program does not know: they are written back as they
    came.
    """

    id: str
    report: str
    text: str
    about: About = About()
    part: Part = ""
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
            **self.about.to_json(),
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
    not state of itself is empty in `about`, never guessed; what only the page around it tells is flagged as
    inferred. `notes` are the entries of the glossary behind the report, which are no part of `text`. `cleaning` counts
    what was done to the text, by name; what is done before a file is cut into its reports is counted for the whole
    file. `encoding` names how the bytes were read, `flags` what a person should know. `source` is the name of the file
    as it is shown, `origin` tells the file itself, `row` the row of a table that it was read from.
    """

    id: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    about: About = About()
    source: str = ""
    encoding: str = ""
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cleaning: Mapping[str, int] = field(default_factory=dict)
    origin: Origin | None = field(default=None, compare=False)
    row: Row | None = field(default=None, compare=False)

    def notes_to_json(self) -> list[dict[str, Any]]:
        """Return an object for each note: `report`, `number` (from 1), `text`, `source`."""
        return [
            {"report": self.id, "number": number, "text": text, "source": self.source}
            for number, text in enumerate(self.notes, 1)
        ]


_HELD: dict[str, tuple[str, ...]] = {"about": ABOUT_KEYS, "extra": ()}  # what stands in the object for a field
PARAGRAPH_KEYS: tuple[str, ...] = tuple(key for one in fields(Paragraph) for key in _HELD.get(one.name, (one.name,)))
