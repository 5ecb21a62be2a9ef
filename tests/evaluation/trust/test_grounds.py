"""A right tag rests on a right sentence where its strongest named sentence is one that people marked."""

import numpy as np
import pytest

from evaluation.scoring.sentences import SaidOfSentences
from evaluation.trust.grounds import all_grounds, grounds
from labels.labelled import LabelledParagraph
from reports.report import Paragraph
from reports.sentences import sentence_spans

IDS = ("industry", "ecology")
TEXT = "岚川县轴承产业园开工建设。岚川县修复湿地三百多公顷。岚川县召开了一次重要会议。"
FIRST, SECOND, THIRD = sentence_spans(TEXT)


def row_of(*labels: str, **evidence: tuple[tuple[int, int], ...]) -> LabelledParagraph:
    return LabelledParagraph(Paragraph("岚川县-2021:0", "岚川县-2021", TEXT), labels, evidence=evidence)


def said(*columns: tuple[float, float, float]) -> SaidOfSentences:
    scores = np.array(columns).T
    return SaidOfSentences([scores >= 0.5], [scores])


def test_a_tag_rests_on_its_strongest_sentence() -> None:
    row = row_of("industry", "ecology", industry=(FIRST,), ecology=(SECOND, THIRD))
    found = grounds([row], [IDS], said((0.9, 0.6, 0.1), (0.9, 0.8, 0.7)), IDS)
    first, second = (found[key] for key in IDS)
    assert (first.tags, first.on_marked, first.named, first.named_marked) == (1, 1, 2, 1)
    assert (second.tags, second.on_marked, second.named, second.named_marked) == (1, 0, 3, 2)
    both = all_grounds(found)
    assert (both.tags_share, both.named_share) == (pytest.approx(1 / 2), pytest.approx(3 / 5))


def test_only_right_tags_whose_label_has_evidence_count() -> None:
    row = row_of("industry", industry=(FIRST,))
    unmarked = row_of("industry")
    for one, tags in ((row, ("ecology",)), (row, ()), (unmarked, ("industry",))):
        found = all_grounds(grounds([one], [tags], said((0.9, 0.1, 0.1), (0.9, 0.1, 0.1)), IDS))
        assert (found.tags, found.named) == (0, 0)
        assert (found.tags_share, found.named_share) == (None, None)
        assert found.to_json()["on_marked_share"] is None


def test_what_is_not_named_is_no_ground_however_high_its_score() -> None:
    named = np.array([[False, False], [True, False], [False, False]])
    given = SaidOfSentences([named], [np.array([[0.9, 0], [0.6, 0], [0.1, 0]])])
    row = row_of("industry", industry=(FIRST,))
    assert grounds([row], [("industry",)], given, IDS)["industry"].on_marked == 0


def test_a_tag_that_names_all_sentences_alike_rests_on_none_unless_all_are_marked() -> None:
    alike = said((0.9, 0.9, 0.9), (0.1, 0.1, 0.1))
    for marks, rests in (((FIRST,), 0), ((FIRST, SECOND, THIRD), 1)):
        assert grounds([row_of("industry", industry=marks)], [("industry",)], alike, IDS)["industry"].on_marked == rests
