"""Find the sentences that show best what a group says: the surest ones, each of another report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inference.contrast.passages import NAMES, Passage
from reports.sentences import sentence_spans

EASILY_READ = 40
"""Characters of a sentence that is long enough to be understood and short enough to be read: where scores are alike to
two decimals, the sentence nearest to it is taken."""
_Question = tuple[str, str, str, str]
_Rank = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph, named by its id: from `start` to `end` in its text. `score` is that of the category
    asked for, or the highest of any category where none was; 0 where the sentence carries none. `index` is the
    paragraph's place in its report."""

    paragraph: str
    report: str
    index: int
    start: int
    end: int
    score: float
    text: str


class SentenceFinder:
    """Looks at each paragraph once and keeps the best sentences for each question, one of a report, so that memory does
    not grow with the paragraphs."""

    def __init__(
        self,
        by: Sequence[str] = NAMES,
        words: Sequence[str] = (),
        categories: Sequence[str] = (),
        most: int = 3,
    ) -> None:
        """Ask for so many sentences, at `most`, for each category and each word in every group of each name of `by`;
        for words in all paragraphs, and in those that carry each of the categories."""
        self._by, self._words, self._categories, self._most = by, tuple(dict.fromkeys(words)), categories, most
        self._best: dict[_Question, dict[str, tuple[_Rank, Sentence]]] = {}

    def add(self, passage: Passage) -> None:
        """Look at a paragraph."""
        for category in self._categories:
            for start, end, score in passage.evidence.get(category, ()):
                self._offer(passage, category, "", (start, end), score)
        if words := [word for word in self._words if word in passage.text]:
            for span, carried in _scored(passage):
                for word in words:
                    if passage.text.find(word, *span) >= 0:
                        self._offer(passage, "", word, span, max(carried.values(), default=0.0))
                        for category in self._categories:
                            if category in passage.tags:
                                self._offer(passage, category, word, span, carried.get(category, 0.0))

    def of_category(self, by: str, group: str, category: str) -> list[Sentence]:
        """Return the sentences of a group that carry a category, surest first."""
        return self._found((by, group, category, ""))

    def of_word(self, by: str, group: str, word: str, category: str = "") -> list[Sentence]:
        """Return the sentences of a group that hold a word, those first that surely carry a category; with a category,
        those of paragraphs that carry it."""
        return self._found((by, group, category, word))

    def _found(self, question: _Question) -> list[Sentence]:
        ranked = sorted(self._best.get(question, {}).values(), key=lambda one: (one[0], one[1].report))
        return [sentence for _, sentence in ranked]

    def _offer(self, passage: Passage, category: str, word: str, span: tuple[int, int], score: float) -> None:
        start, end = span
        rank = -round(score, 2), abs(end - start - EASILY_READ)
        for name in self._by:
            best = self._best.setdefault((name, passage.groups[name], category, word), {})
            own = best.get(passage.report)
            if own and own[0] <= rank:
                continue
            best[passage.report] = (
                rank,
                Sentence(passage.id, passage.report, passage.index, start, end, score, passage.text[start:end]),
            )
            if len(best) > self._most:
                del best[max(best, key=lambda report: (best[report][0], report))]


def _scored(passage: Passage) -> Iterator[tuple[tuple[int, int], dict[str, float]]]:
    """Yield the span of each sentence with the scores of the categories that it carries."""
    for span in sentence_spans(passage.text):
        yield (
            span,
            {
                key: score
                for key, own in passage.evidence.items()
                for start, end, score in own
                if span[0] <= start < span[1]
            },
        )
