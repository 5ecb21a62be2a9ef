"""Names of files as a person can read them: bytes of any encoding decoded, nothing in them that moves a terminal or
breaks a line."""

import os
import unicodedata
from pathlib import Path

# Control characters, lone surrogates, line and paragraph separators.
_UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp"))
_TURNS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # make a name read backwards


def shown(path: Path | str) -> str:
    """Return a path to show: in messages, tables and as the source of a report. The file itself is opened by its real
    name.

    Python keeps bytes of a name that are not UTF-8 as lone surrogates, which nothing can write. They are decoded as
    UTF-8 or GB18030, folder by folder; where neither fits they become U+FFFD. Control characters become escapes such
    as \\n, so two names may look the same that are not.
    """
    text = str(path)
    return text if text.isprintable() else os.sep.join(map(_readable, text.split(os.sep)))


def number_of(count: int, one: str, several: str = "") -> str:
    """Return "1 report", "2 reports"; `several` is what more than one are called where that is not `one` with an s."""
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def _readable(name: str) -> str:
    return "".join(_escaped(c) if unicodedata.category(c) in _UNSEEN or c in _TURNS else c for c in _decoded(name))


def _decoded(name: str) -> str:
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
