"""What is asked for: inputs as they are now, the bundle that tags them, and all else that decides the result."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inference.inputs import Inputs, is_read_again
from inference.scale.fingerprint import ENGINE, Fingerprint, fingerprint_of, program_version
from inference.scale.reading import content_digest, file_key
from models.bundle import Bundle
from reports.corpora.reading import NO_COLUMNS
from reports.skipped import Skipped
from storage.regular import refusal

_ABOUT = "Made by Zhengbiao: what this result was made of, and by what. Where all of it is the same, so is the result."

_UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where all of this is the same, so is the result.

    `digest` is a hash over names, order and contents of the inputs; `reads` are the keys of what is kept of them, in
    bytes; `unread` the files that could not be opened.
    """

    inputs: Inputs
    bundle: Bundle
    tagger: Fingerprint
    columns: Mapping[str, str]
    pages: bool
    digest: str
    reads: frozenset[bytes]
    unread: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Return what stands of it in the record of a result."""
        return {
            "about": _ABOUT,
            "tagger": asdict(self.tagger),
            "program": program_version(),
            "columns": dict(self.columns),
            "pages": self.pages,
            "inputs": self.digest,
        }


def asked_for(
    inputs: Inputs,
    bundle: Bundle,
    columns: Mapping[str, str] = NO_COLUMNS,
    *,
    engine: str = ENGINE,
    pages: bool = True,
) -> Asked:
    """Look at the inputs as they are now, without reading a report.

    Args:
        columns: of tables, those that the user names: role → name.
        engine: what scores, and in which precision.
        pages: whether pages are made beside the tables.
    """
    digest, reads, unread = hashlib.sha256(), set(), set()
    for line, key in _lines(inputs, columns):
        digest.update(json.dumps(line).encode("ascii") + b"\n")
        if line[0] == _UNREAD:
            unread.add(str(line[1]))
        if key:
            reads.add(bytes.fromhex(key))
    tagger = fingerprint_of(bundle, engine)
    return Asked(inputs, bundle, tagger, columns, pages, digest.hexdigest(), frozenset(reads), frozenset(unread))


def _lines(inputs: Inputs, columns: Mapping[str, str]) -> Iterator[tuple[list[object], str]]:
    found = inputs.found
    for entry in found.entries:
        yield _line(entry, columns, named=entry in found.named)
    for place, one in inputs.between:
        line, _ = _line(one, columns, named=True)
        yield [*line, place], ""
    yield ["given", [str(path) for path in inputs.given], list(found.ends)], ""


def _line(entry: Path | Skipped, columns: Mapping[str, str], *, named: bool) -> tuple[list[object], str]:
    """Return what is to be compared of an entry, and the key of what is kept of it, "" where nothing is."""
    if isinstance(entry, Skipped):
        return ["skipped", str(entry.path), entry.reason, entry.kind], ""
    try:
        content = content_digest(entry)
    except OSError as error:
        return [_UNREAD, str(entry), refusal(error)], ""
    return ["file", str(entry), named, content], "" if is_read_again(entry) else file_key(entry, content, columns)
