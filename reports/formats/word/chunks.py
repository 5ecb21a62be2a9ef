"""Documents that a Word document takes in as they are (altChunk): pages, RTF, other Word documents."""

from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree

from reports.formats.read import Embedded, Lines
from reports.formats.word.package import Package
from storage.errors import UnreadableReport

_IDENTIFIER = qn("r:id")
_MOST_CHARACTERS = 20_000_000  # of all that is embedded: one page can be taken in many times


class Chunks:
    """Reads what is embedded; `unread` tells that something could not be, `flags` what the others say."""

    def __init__(self, package: Package, path: Path, embedded: Embedded | None) -> None:
        """Take the document that holds them, its name, and what reads them."""
        self._package = package
        self._path = path
        self._embedded = embedded
        self._room = _MOST_CHARACTERS
        self._read: dict[str, Lines | None] = {}
        self.unread = False
        self.flags: tuple[str, ...] = ()

    def lines(self, chunk: etree._Element) -> list[str]:
        """Return the lines of what an altChunk refers to, none where that cannot be read."""
        relations = self._package.relations(self._package.main)
        relation = relations.get(chunk.get(_IDENTIFIER, ""))
        part = relation.part if relation else ""
        if part not in self._read:
            self._read[part] = self._lines(part)
        found = self._read[part]
        size = sum(map(len, found.lines)) if found else 0
        if found is None or size > self._room:
            self.unread = True
            return []
        self._room -= size
        self.flags += found.flags
        return found.lines

    def _lines(self, part: str) -> Lines | None:
        if self._embedded is None:
            return None
        try:
            found = self._embedded(self._package.data(part), self._path.parent / f"{self._path.name}/{part}")
        except (KeyError, UnreadableReport):
            return None  # the flag says so
        return None if _is_source(found.lines) else found


def _is_source(lines: list[str]) -> bool:
    """Tell the source of RTF or of a saved page with its parts, which only looks like text."""
    return any(line.startswith(("{\\rtf", "MIME-Version:")) for line in lines[:20])
