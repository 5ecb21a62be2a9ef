"""Agreement on sentences: only what is known of them counts, and what is left out is counted."""

from collections.abc import Sequence

import pytest
from sklearn.metrics import cohen_kappa_score

from labels.agreement.annotators import describe_annotators
from labels.agreement.measure import disputes, measure_agreement
from labels.agreement.rows import only_annotators
from labels.agreement.sentences import differing_sentences, marked_sentences, sentences_judged, unmarked
from labels.answered import Answer
from labels.evidence import Evidence
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.labels.conftest import paragraph

TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"
SPANS = sentence_spans(TEXT)
Sentences = dict[str, Sequence[int]]


def judged(report: str, index: int, text: str = TEXT, **said: Sentences) -> LabelledParagraph:
    """Let each person give categories, with the sentences (from 1) that they marked for each; none for no marks."""
    taxonomy = Taxonomy.load()
    annotators = {name: tuple(key for key in taxonomy.ids if key in one) for name, one in said.items()}
    spans = sentence_spans(text)

    def evidence(one: Sentences) -> Evidence:
        return {key: tuple(spans[number - 1] for number in numbers) for key, numbers in one.items() if numbers}

    answers = {name: Answer(evidence=evidence(one)) for name, one in said.items()}
    return LabelledParagraph(paragraph(report, index, text), (), annotators, answers=answers)


def test_every_sentence_that_two_people_know_is_a_unit(taxonomy: Taxonomy) -> None:
    row = judged("甲县-2020", 0, 林={"industry": [1], "ecology": [1, 2]}, 周={"ecology": [2]})
    found = sentences_judged([row], taxonomy)
    assert [unit.said for unit in found.units] == [
        {"林": ("industry", "ecology"), "周": ()},
        {"林": ("ecology",), "周": ("ecology",)},
        {"林": (), "周": ()},
    ]
    assert (found.paragraphs, found.unknown) == (1, 0)


def test_an_answer_with_a_category_that_was_not_marked_is_left_out_and_counted(taxonomy: Taxonomy) -> None:
    rows = [
        judged("甲县-2020", 0, 林={"ecology": [2]}, 周={"industry": [1], "ecology": []}),
        judged("甲县-2020", 1, 林={"ecology": [2]}, 周={"ecology": []}, 吴={}),
    ]
    found = sentences_judged(rows, taxonomy)
    assert (len(found.units), found.paragraphs, found.unknown) == (3, 1, 2)
    assert {name for unit in found.units for name in unit.said} == {"林", "吴"}


def test_a_paragraph_of_one_sentence_is_known_without_marks(taxonomy: Taxonomy) -> None:
    row = judged("甲县-2020", 0, "岚川县新建水厂两座。", 林={"livelihood": []}, 周={})
    found = sentences_judged([row], taxonomy)
    assert [unit.said for unit in found.units] == [{"林": ("livelihood",), "周": ()}]


def test_the_kappa_of_sentences_is_that_of_scikit_learn(taxonomy: Taxonomy) -> None:
    said = [([1], [1]), ([2, 3], [3]), ([1, 2], [1, 2]), ([3], [2]), ([1, 2, 3], [1, 2, 3])]
    rows = [
        judged(f"甲县-{number}", 0, 林={"ecology": mine}, 周={"ecology": theirs})
        for number, (mine, theirs) in enumerate(said)
    ]
    found = measure_agreement(rows, taxonomy).sentences
    assert found is not None
    [pair] = found.categories["ecology"].pairs
    both = [[n in one for one in side for n in (1, 2, 3)] for side in zip(*said, strict=True)]
    mine = {"林": both[0], "周": both[1]}
    assert pair.kappa.value == pytest.approx(cohen_kappa_score(mine[pair.one], mine[pair.other]), abs=1e-9)
    assert pair.kappa.paragraphs == found.shared == 15
    assert pair.kappa.interval is not None
    assert measure_agreement(rows, taxonomy).categories["ecology"].figures["agreement"].value == 1


def test_nothing_is_measured_on_sentences_where_nobody_marked_any(taxonomy: Taxonomy) -> None:
    rows = [judged("甲县-2020", 0, 林={"ecology": []}, 周={}), judged("甲县-2020", 1, 林={}, 周={})]
    found = measure_agreement(rows, taxonomy)
    assert found.sentences is None
    assert found.to_json()["sentences"] is None
    [dispute] = disputes(rows, taxonomy)
    assert dispute.sentences is None
    assert "differing_sentences" not in dispute.to_json()


def test_who_marked_other_sentences_stands_behind_who_gave_other_categories(taxonomy: Taxonomy) -> None:
    rows = [
        judged("甲县-2020", 0, 林={"ecology": [2]}, 周={"ecology": [2]}),
        judged("甲县-2020", 1, 林={"ecology": [2]}, 周={"ecology": [2, 3]}),
        judged("甲县-2020", 2, 林={"ecology": [1]}, 周={"ecology": [2]}),
        judged("甲县-2020", 3, 林={"ecology": [1]}, 周={}),
    ]
    found = [(one.row.paragraph.index, one.distance, one.sentences) for one in disputes(rows, taxonomy)]
    assert found == [(3, 1, 1), (2, 0, 2), (1, 0, 1)]


def test_marks_of_people_who_are_not_compared_count_for_nothing(taxonomy: Taxonomy) -> None:
    row = judged("甲县-2020", 0, 林={"ecology": [2]}, 周={"ecology": []}, 吴={})
    rows = only_annotators([row], ["周", "吴"])
    assert measure_agreement(rows, taxonomy).sentences is None
    assert [one.sentences for one in disputes(rows, taxonomy)] == [None]


def test_what_is_not_known_of_a_sentence_is_no_difference() -> None:
    row = judged("甲县-2020", 0, 林={"industry": [1], "ecology": []}, 周={"industry": [1, 2], "ecology": [3]})
    assert differing_sentences(row) == 1


def test_a_person_is_told_how_many_sentences_they_marked(taxonomy: Taxonomy) -> None:
    rows = [
        judged("甲县-2020", 0, 林={"industry": [1], "ecology": [1, 2]}, 周={"ecology": []}),
        judged("甲县-2020", 1, "岚川县新建水厂两座。", 林={"livelihood": []}),
    ]
    assert marked_sentences(rows[0], "林") == {"industry": [1], "ecology": [1, 2]}
    assert (unmarked(rows[0], "林"), unmarked(rows[0], "周"), unmarked(rows[1], "林")) == (0, 1, 0)
    found = {one.name: (one.marked, one.unmarked) for one in describe_annotators(rows, taxonomy)}
    assert found == {"林": (3, 0), "周": (0, 1)}
