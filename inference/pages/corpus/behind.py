"""The words and sentences behind a change, gathered while paragraphs stream by."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from inference.contrast.counting import WordCounter
from inference.contrast.grouped import table_of
from inference.contrast.passages import Passage, passage_of
from inference.contrast.sentences import SentenceFinder
from inference.pages.corpus.groupings import Figures
from inference.pages.summary import Summary
from labels.sampling.groups import OVERVIEWS

MOST_CHARACTERS = 10_000_000
"""Text that words are counted in, as counting keeps it in memory. Of more, sentences are shown only."""
MOST_QUOTED = 30
"""Groups of a dimension whose sentences a page holds, and whose words it holds by category."""
_WORDS, _WORDS_OF_CATEGORY = 200, 100
_SENTENCES = 2
_LONGEST = 160
"""Characters that are shown of a sentence."""


class Behind:
    """Takes paragraphs, and gives for a page what it needs to say what two groups differ by."""

    def __init__(self, ids: Sequence[str], most_characters: int = MOST_CHARACTERS) -> None:
        self._ids = tuple(ids)
        self._most = most_characters
        self._characters = 0
        self._counter: WordCounter | None = WordCounter()
        self._finder = SentenceFinder(categories=ids, most=_SENTENCES)

    def add(self, line: Mapping[str, Any]) -> None:
        """Take a line of tagged.jsonl."""
        passage: Passage = passage_of(line)
        self._finder.add(passage)
        self._characters += len(passage.text)
        if self._characters > self._most:
            self._counter = None
        if self._counter:
            self._counter.add(passage)

    def to_json(self, figures: Figures, summaries: Iterable[Summary]) -> dict[str, Any]:
        """Return what the page's program reads: tables of words by dimension and category ("" for all text), and by
        dimension, group and category the surest sentences, each with its page, the anchor of its paragraph and its
        report."""
        pages: dict[str, str] = {}
        for one in summaries:
            pages.setdefault(one.report, one.href)
        named = [by for by in OVERVIEWS if by in figures.groupings]
        quoted = [by for by in named if len(figures.groupings[by].groups) <= MOST_QUOTED]
        return {
            "words": self._tables(named, quoted),
            "sentences": {by: self._sentences(figures, by, pages) for by in quoted},
        }

    def _tables(self, named: Sequence[str], quoted: Sequence[str]) -> dict[str, dict[str, Any]] | None:
        """Return None where there is too much text."""
        if self._counter is None:
            return None
        if not named:
            return {}
        counts = self._counter.count()
        asked = {by: ("", *self._ids) if by in quoted else ("",) for by in named}
        # A group that is all of the text has no other to be told from.
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                by: {
                    key: table_of(counts, by, category=key, limit=_WORDS_OF_CATEGORY if key else _WORDS).to_json()
                    for key in keys
                }
                for by, keys in asked.items()
            }

    def _sentences(self, figures: Figures, by: str, pages: Mapping[str, str]) -> dict[str, dict[str, list[Any]]]:
        return {
            group.name: {
                key: [
                    [_cut(one.text), pages[one.report], f"p{one.index + 1}", one.report]
                    for one in self._finder.of_category(by, group.name, key)
                    if one.report in pages
                ]
                for key in self._ids
            }
            for group in figures.groupings[by].groups
        }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
