"""The parts of a Word document and how they refer to each other: Open Packaging Conventions (ECMA-376 part 2)."""

import io
import posixpath
import zipfile
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

# Strict Office Open XML has names of its own for what the usual (transitional) form names otherwise.
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_TYPES = "[content_types].xml"


class Relation(NamedTuple):
    """What a part refers to: the last word of the kind of relation, and a part, "" for what lies elsewhere."""

    kind: str
    part: str


class Package:
    """A Word document as its parts. Relations that lead nowhere do no harm until what they lead to is asked for."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Find the main part.

        Raises:
            KeyError: the archive has no list of types, no relations, or no main part.
        """
        self._archive = archive
        # Part names ignore case; some programs write \ between folders.
        self._names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        if _TYPES not in self._names:
            raise KeyError("There is no list of the types of its parts in the archive")
        self._relations: dict[str, dict[str, Relation]] = {}
        main = [one.part for one in self.relations("").values() if one.kind == "officeDocument"]
        if not main:
            raise KeyError("There is no relation to a main document in the archive")
        self.main = main[0]

    def data(self, part: str) -> bytes:
        """Return the content of a part.

        Raises:
            KeyError: there is none of this name.
        """
        name = self._names.get(part.lower())
        if name is None:
            raise KeyError(f"There is no item named '{part}' in the archive")
        return self._archive.read(name)

    def root(self, part: str) -> etree._Element:
        """Return the root of a part, in the usual names even where the document is strict.

        Raises:
            KeyError: there is no part of this name.
            lxml.etree.XMLSyntaxError: it is no XML.
        """
        data = self.data(part)
        if _STRICT in data:
            for strict, usual in _USUAL:
                data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.parse(io.BytesIO(data), parser).getroot()

    def related(self, kind: str) -> etree._Element | None:
        """Return the root of the part to which the main one has a relation of a kind, None where there is none."""
        part = self.part(kind)
        return self.root(part) if part else None

    def part(self, kind: str) -> str:
        """Return the part to which the main one has a relation of a kind, "" where there is none."""
        those = (one.part for one in self.relations(self.main).values() if one.kind == kind)
        return next((part for part in those if part.lower() in self._names), "")

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part ("" for the document as a whole) refers to, by identifier."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            try:
                root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
            except KeyError:
                root = etree.Element("none")
            self._relations[part] = {one.get("Id", ""): _relation(one, folder) for one in root}
        return self._relations[part]


def _relation(element: etree._Element, folder: str) -> Relation:
    kind, target = element.get("Type", "").rpartition("/")[2], unquote(element.get("Target", ""))
    if element.get("TargetMode") == "External":
        return Relation(kind, "")
    return Relation(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
