"""Words of a list per 1,000 characters: what the literature counts, so that findings can be compared with it.

Nothing is corrected here: how often a word stands in a text is a fact about the text. Whether it says how much the text
is about a matter is another question, which shares answer.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.findings.frame import Frame, Key
from labels.counting import Floats
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.parsing import read_lines
from storage.shown import shown

PER = 1000
"""Characters that words are counted per, all of a text's, marks too."""
_LARGEST, _LONGEST = 4_000_000, 100
_ADVICE = "Expected a word a line in UTF-8; mend the file."


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, each once, and a name for them: that of a category, or of their file."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordCount:
    """How often words of a list stand in the texts of a group, and how often that is per 1,000 characters."""

    group: Key
    list: str
    occurrences: int
    characters: int
    per_thousand: float

    def to_json(self, by: Sequence[str]) -> dict[str, Any]:
        """Return the object that shares.json holds, with the group as a mapping."""
        return {**asdict(self), "group": dict(zip(by, self.group, strict=True)) if self.group else {}}


def keyword_lists(taxonomy: Taxonomy) -> tuple[WordList, ...]:
    """Return the keywords of each category that has some."""
    return tuple(WordList(one.id, one.keywords) for one in taxonomy.categories if one.keywords)


def read_lists(paths: Sequence[Path]) -> tuple[WordList, ...]:
    """Read a list a file.

    Raises:
        BadData: as `read_words`, or two files have one name.
    """
    lists = [read_words(path) for path in paths]
    for number, one in enumerate(lists):
        if one.name in [other.name for other in lists[:number]]:
            raise BadData(f"Two lists are named '{one.name}'. Expected a name of its own for each file; rename one.")
    return tuple(lists)


def read_words(path: Path) -> WordList:
    """Read a word a line; blank lines, and lines that begin with #, are passed over.

    Raises:
        BadData: it cannot be read as such, holds no word, or a line is too long for one.
    """
    name = shown(path)
    lines = read_lines(path, _LARGEST, "a word a line")
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not words:
        raise BadData(f"{name}: holds no word. {_ADVICE}")
    if long := [number for number, line in enumerate(lines, 1) if len(line.strip()) > _LONGEST]:
        raise BadData(f"{name}, line {long[0]}: is longer than {_LONGEST} characters. {_ADVICE}")
    return WordList(shown(path.stem), tuple(dict.fromkeys(words)))


def counter_of(lists: Sequence[WordList]) -> Callable[[str], Floats]:
    """Return what counts the words of each list in a text, shape (lists,). A place counts once for a list: the longest
    of its words that begins there."""
    patterns = [re.compile("|".join(map(re.escape, sorted(one.words, key=len, reverse=True)))) for one in lists]
    return lambda text: np.array([len(pattern.findall(text)) for pattern in patterns], np.float64)


def word_counts(frame: Frame, lists: Sequence[WordList], groups: Sequence[Key]) -> list[WordCount]:
    """Return how often the words of each list stand in all texts, then in those of each group."""
    words: dict[Key, Floats] = {(): np.zeros(len(lists))}
    characters: dict[Key, int] = {(): 0}
    for own in frame.counted.values():
        for key, one in own.items():
            for group in {(), key}:
                words[group] = words.get(group, 0.0) + one.words
                characters[group] = characters.get(group, 0) + one.characters
    return [
        WordCount(
            group, one.name, int(words[group][n]), characters[group], float(PER * words[group][n] / characters[group])
        )
        for group in [(), *groups]
        for n, one in enumerate(lists)
    ]
