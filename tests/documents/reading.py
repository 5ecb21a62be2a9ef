"""The commands in the fenced bash blocks of the documents, and in cells of their tables, and which files each reads and
writes."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
SAMPLES = ("labels/sample/README.md", "reports/sample_corpus/README.md")
DOCUMENTS = (
    "README.md",
    *SAMPLES,
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
"""Every document but the README's translation, which gives the same commands."""
PYTHON = ".venv/bin/python"

_FENCE = re.compile(r"\s*(```+)\s*(\w*)")
_CELL = re.compile(r"\|\s*`(scripts/[\w/]+\.py\b[^`]*)`\s*(?=\|)")
_WRITES = ("--output", "--summary", "--duplicates", "--notes", "--show-cleaning", "--page", "--audit")
_CHANGES_LAST = ("cp", "sed")
# What follows may have a slash and be the name of something else, or a part such as 2/8.
_NO_FILE = ("--shard", "--encoder", "--project", "--revision")
_FILE = re.compile(r"@?[\w.~-]*(?:/[\w./-]*|\.(?:jsonl?|csv|xlsx|txt|toml|html|xml|npz|pdf|docx|zip))")


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it stands in a document."""

    document: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def words(self) -> list[str]:
        """The command as a shell splits it, without what is said about it behind a #."""
        return shlex.split(self.text, comments=True)

    @property
    def what(self) -> str:
        """What is run, without the interpreter that runs it."""
        return shlex.join(self.words).removeprefix(f"{PYTHON} ")

    @property
    def written(self) -> list[str]:
        """The files and folders that it makes."""
        words = self.words
        if "--dry-run" in words:
            return []
        made = self._named
        if "--shard" in words:  # a part is kept, and the command for all of it makes the result
            made = [f"{word}.work" for word in made]
        return [*made, *(words[-1:] if words[0] in _CHANGES_LAST else [])]

    @property
    def _named(self) -> list[str]:
        behind = {">", *_WRITES}
        return [word for before, word in pairwise(self.words) if before in behind]

    @property
    def read(self) -> list[str]:
        """The files and folders that must be there before."""
        words = self.words
        given = [word for before, word in pairwise(words) if before not in _NO_FILE]
        if words[0] == "sed":  # what else looks like a file there says what to change
            return words[-1:]
        made = {*self._named, *self.written}
        return [word.lstrip("@") for word in given if _FILE.fullmatch(word) and word not in made]


def blocks(document: str, language: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the fenced blocks of a language: the number of the first line, and the lines."""
    fence, inside, begun = "", "", 0
    held: list[str] = []
    for number, line in enumerate((ROOT / document).read_text("utf-8").splitlines(), start=1):
        mark = _FENCE.match(line)
        if not fence and mark:
            fence, inside, begun, held = mark[1], mark[2], number + 1, []
        elif fence and line.strip() == fence:
            if inside == language:
                yield begun, held
            fence = ""
        elif fence:
            held.append(line.strip() if language == "bash" else line)


def commands(document: str) -> list[Command]:
    """Return the commands of a document, in order."""
    return sorted([*_of_blocks(document), *_of_tables(document)], key=lambda command: command.line)


def _of_tables(document: str) -> Iterator[Command]:
    """Yield the cells that are a script and its arguments, for the interpreter that the text around them names."""
    for number, line in enumerate((ROOT / document).read_text("utf-8").splitlines(), start=1):
        for cell in _CELL.findall(line) if line.startswith("|") else []:
            yield Command(document, number, f"{PYTHON} {cell}")


def _of_blocks(document: str) -> list[Command]:
    """Return the commands of the bash blocks; a line that ends with \\ goes on."""
    found = []
    for begun, lines in blocks(document, "bash"):
        text, start = "", begun
        for number, line in enumerate(lines, start=begun):
            start = start if text else number
            text += line.removesuffix("\\")
            if line.endswith("\\"):
                continue
            if shlex.split(text, comments=True):
                found.append(Command(document, start, text))
            text = ""
    return found
