from collections import Counter

import pytest

from inference.contrast.passages import passage_of
from inference.contrast.sentences import Sentence, SentenceFinder
from reports.sentences import sentence_spans
from tests.inference.contrast.invented import lines

LINES = lines()
TEXTS = {str(line["id"]): str(line["text"]) for line in LINES}


@pytest.fixture(scope="module")
def finder() -> SentenceFinder:
    made = SentenceFinder(words=("乡村振兴", "夜校", "从无此词"), categories=("industry",), most=4)
    for line in LINES:
        made.add(passage_of(line))
    return made


def check(found: list[Sentence], year: str) -> None:
    assert 0 < len(found) <= 4
    assert max(Counter(one.report for one in found).values()) == 1
    for one in found:
        [line] = [line for line in LINES if line["id"] == one.paragraph]
        assert str(line["year"]) == year and line["index"] == one.index and line["report"] == one.report
        assert TEXTS[one.paragraph][one.start : one.end] == one.text
        assert (one.start, one.end) in sentence_spans(TEXTS[one.paragraph])


def test_the_surest_sentences_of_a_category_come_first_each_of_another_report(finder: SentenceFinder) -> None:
    found = finder.of_category("year", "2031", "industry")
    check(found, "2031")
    best: dict[str, float] = {}
    for line in LINES:
        for _, _, score in line["evidence"].get("industry", []):  # type: ignore[attr-defined]
            if line["year"] == 2031:
                best[str(line["report"])] = max(score, best.get(str(line["report"]), 0))
    assert [one.score for one in found] == sorted(best.values(), reverse=True)[:4]


@pytest.mark.parametrize("category", ["", "industry"])
def test_sentences_of_a_word_hold_it(finder: SentenceFinder, category: str) -> None:
    found = finder.of_word("year", "2041", "乡村振兴", category)
    check(found, "2041")
    assert all("乡村振兴" in one.text for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True) and scores[0] > 0.85
    assert finder.of_word("year", "2031", "乡村振兴", category) == []


def test_what_is_asked_of_nobody_is_answered_with_nothing(finder: SentenceFinder) -> None:
    assert finder.of_word("year", "2041", "从无此词") == []
    assert finder.of_category("year", "2041", "ecology") == []
    assert finder.of_category("year", "1999", "industry") == []


def test_sentences_do_not_depend_on_the_order_of_paragraphs(finder: SentenceFinder) -> None:
    back = SentenceFinder(words=("乡村振兴",), categories=("industry",), most=4)
    for line in reversed(LINES):
        back.add(passage_of(line))
    for group in ("2031", "2041"):
        ours, theirs = (one.of_category("year", group, "industry") for one in (finder, back))
        assert [one.score for one in ours] == [one.score for one in theirs]
