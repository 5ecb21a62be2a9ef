"""Keyword labels: a plain rule, and how good it is on real paragraphs."""

from pathlib import Path

from labels.evidence import carrying
from labels.keywords import keyword_labels, keyword_prediction
from labels.labelled import read_labelled
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans


def test_every_category_with_a_keyword_in_the_text_applies(taxonomy: Taxonomy) -> None:
    assert keyword_labels("榆木市新建幼儿园三所，扑灭火灾隐患百处。", taxonomy) == ("livelihood", "security")


def test_a_text_without_keywords_has_no_label(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    for one in (taxonomy, exclusive):
        assert keyword_labels("各位代表，现在向大会作报告。", one) == ()


def test_words_that_only_sound_like_a_category_are_no_keywords(taxonomy: Taxonomy) -> None:
    assert keyword_labels("修复净化政治生态，牢固树立安全发展理念，接受人民监督。", taxonomy) == ()


def test_an_exclusive_taxonomy_gets_the_category_with_most_keywords(exclusive: Taxonomy) -> None:
    assert keyword_labels("园区招商之外，抓好消防安全、防汛和信访，排查隐患。", exclusive) == ("security",)
    assert keyword_labels("园区内建起医院。", exclusive) == ("industry",)  # one each: the first of the taxonomy


def test_the_sentences_with_a_keyword_carry_its_category(taxonomy: Taxonomy) -> None:
    text = "榆木市新建幼儿园三所，添学位九百个。各位代表为此提出意见二十条。扑灭火灾隐患百处，整改到位。"
    evidence = keyword_prediction(text, taxonomy).evidence
    spans = sentence_spans(text)
    assert {key: carrying(marks, spans) for key, marks in evidence.items()} == {
        "livelihood": [True, False, False],
        "security": [False, False, True],
    }


def test_keywords_are_a_reference_worth_beating(real_data: Path, taxonomy: Taxonomy) -> None:
    from sklearn.metrics import f1_score

    rows = read_labelled(real_data / "labels" / "labelled.jsonl", taxonomy)
    gold = [[one in row.labels for one in taxonomy.ids] for row in rows]
    said = [[one in keyword_labels(row.text, taxonomy) for one in taxonomy.ids] for row in rows]
    assert f1_score(gold, said, average="macro") > 0.8
