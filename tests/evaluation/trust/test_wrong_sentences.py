"""Wrong sentences stand in their paragraph, each with who marked it, the surest mistakes first."""

import numpy as np
import pytest

from evaluation.scoring.sentences import SaidOfSentences, sentence_truth
from evaluation.trust.wrong_sentences import WrongSentences, wrong_sentences
from labels.labelled import LabelledParagraph
from reports.report import Paragraph
from reports.sentences import sentence_spans

IDS = ("industry", "ecology")
TEXT = "岚川县轴承产业园开工建设。岚川县修复湿地三百多公顷。岚川县召开了一次重要会议。"
FIRST, SECOND, THIRD = sentence_spans(TEXT)


def row_of(number: int, *labels: str, **evidence: tuple[tuple[int, int], ...]) -> LabelledParagraph:
    return LabelledParagraph(Paragraph(f"岚川县-2021:{number}", "岚川县-2021", TEXT), labels, evidence=evidence)


def found_in(rows: list[LabelledParagraph], *scores: list[list[float]]) -> tuple[WrongSentences, ...]:
    truth = sentence_truth(rows, IDS)
    assert truth is not None
    tables = [np.array(one) for one in scores]
    return wrong_sentences(rows, truth, SaidOfSentences([one >= 0.5 for one in tables], tables), IDS)


def test_each_sentence_says_who_marked_it_for_what() -> None:
    row = row_of(0, "industry", "ecology", industry=(FIRST,), ecology=(SECOND,))
    [found] = found_in([row], [[0.9, 0.7], [0.1, 0.2], [0.1, 0.1]])
    assert [(one.start, one.end) for one in found.sentences] == [FIRST, SECOND, THIRD]
    assert [dict(one.verdicts) for one in found.sentences] == [
        {"industry": "both", "ecology": "added"},
        {"ecology": "missed"},
        {},
    ]
    assert found.surprise == pytest.approx(0.8)
    assert found.to_json() == {
        "id": row.id,
        "missed": {"ecology": [[*SECOND, 0.2]]},
        "added": {"ecology": [[*FIRST, 0.7]]},
    }


def test_the_surest_mistakes_come_first_and_right_paragraphs_not_at_all() -> None:
    rows = [row_of(n, "industry", industry=(FIRST,)) for n in range(3)]
    unsure, right, sure = [[0.4, 0], [0, 0], [0, 0]], [[0.9, 0], [0, 0], [0, 0]], [[0.01, 0], [0, 0], [0, 0]]
    found = found_in(rows, unsure, right, sure)
    assert [one.paragraph.id for one in found] == ["岚川县-2021:2", "岚川县-2021:0"]


def test_a_sentence_whose_truth_is_not_known_is_neither_right_nor_wrong() -> None:
    rows = [row_of(0, "industry", industry=(FIRST,)), row_of(1, "ecology")]
    [found] = found_in(rows, [[0.1, 0], [0, 0], [0, 0]], [[0, 0.9], [0, 0], [0, 0]])
    assert found.paragraph.id == "岚川县-2021:0"
