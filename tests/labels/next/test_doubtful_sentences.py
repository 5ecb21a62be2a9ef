"""Doubtful sentences: a mark that is missing, or one too many, is found where people marked sentences."""

from dataclasses import replace

import pytest

from labels.labelled import LabelledParagraph
from labels.next.doubtful import doubtful, out_of_fold
from labels.next.doubtful_sentences import doubtful_sentences, merged
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.invented import invented_rows

pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")


def marked(row: LabelledParagraph) -> LabelledParagraph:
    """Mark the sentence of each label: an invented row has one for each, in their order."""
    spans = sentence_spans(row.text)
    assert len(spans) == max(1, len(row.labels))
    return replace(row, evidence={key: (span,) for key, span in zip(row.labels, spans, strict=False)})


ROWS = [marked(row) for row in invented_rows(28)]
BOTH = next(row for row in ROWS if row.labels == ("industry", "ecology"))
FIRST, SECOND = sentence_spans(BOTH.text)


def spoilt(**evidence: tuple[tuple[int, int], ...]) -> list[LabelledParagraph]:
    """Return all rows, with the evidence of one of them changed."""
    return [replace(row, evidence={**row.evidence, **evidence}) if row is BOTH else row for row in ROWS]


def test_a_mark_too_many_comes_first_with_its_sentence(taxonomy: Taxonomy) -> None:
    first, *others = doubtful_sentences(spoilt(industry=(FIRST, SECOND)), taxonomy)
    assert (first.paragraph, first.category, first.sentence, first.given) == (BOTH.id, "industry", SECOND, True)
    assert (first.labels, first.suggested) == (("industry", "ecology"), ("ecology",))
    assert first.reason.startswith(f"'industry' was marked in '{BOTH.text[SECOND[0] : SECOND[0] + 12]}…', but a model")
    assert first.to_json()["sentence"] == list(SECOND)
    assert [one.rank for one in (first, *others)] == list(range(1, len(ROWS) + 1))


def test_a_mark_on_another_sentence_is_found_where_the_paragraph_shows_nothing(taxonomy: Taxonomy) -> None:
    rows = spoilt(industry=(SECOND,), ecology=(FIRST,))
    assert doubtful_sentences(rows, taxonomy)[0].paragraph == BOTH.id
    paragraphs = doubtful(rows, out_of_fold(rows, taxonomy), taxonomy)
    assert paragraphs[0].paragraph != BOTH.id
    assert merged(paragraphs, doubtful_sentences(rows, taxonomy))[0].paragraph == BOTH.id


def test_rows_with_a_label_that_nobody_marked_are_left_to_the_paragraph(taxonomy: Taxonomy) -> None:
    rows = [replace(row, evidence={}) if row is BOTH else row for row in ROWS]
    assert BOTH.id not in {one.paragraph for one in doubtful_sentences(rows, taxonomy)}


def test_nothing_is_judged_where_nobody_marked_any_sentence(taxonomy: Taxonomy) -> None:
    assert doubtful_sentences(invented_rows(28), taxonomy) == []


def test_nothing_is_judged_where_all_is_of_one_report(taxonomy: Taxonomy) -> None:
    assert doubtful_sentences([row for row in ROWS if row.report == BOTH.report], taxonomy) == []


def test_a_merged_list_names_each_paragraph_once_where_it_is_most_doubtful(taxonomy: Taxonomy) -> None:
    rows = spoilt(industry=(FIRST, SECOND))
    paragraphs, sentences = doubtful(rows, out_of_fold(rows, taxonomy), taxonomy), doubtful_sentences(rows, taxonomy)
    both = merged(paragraphs, sentences)
    assert sorted(one.paragraph for one in both) == sorted(row.id for row in rows)
    assert [one.rank for one in both] == list(range(1, len(rows) + 1))
    assert merged(paragraphs, []) == paragraphs
    for kind in (paragraphs, sentences):
        kept = [one.paragraph for one in both if replace(one, rank=0) in [replace(each, rank=0) for each in kind]]
        assert kept == [one.paragraph for one in kind if one.paragraph in kept]


def test_an_exclusive_taxonomy_lets_a_sentence_carry_nothing(exclusive: Taxonomy) -> None:
    kept = [row.labels[:1] or ("industry",) for row in ROWS]
    rows = [
        replace(row, labels=one, evidence={key: row.evidence[key] for key in one if key in row.evidence})
        for row, one in zip(ROWS, kept, strict=True)
    ]
    suggested = {one.suggested for one in doubtful_sentences(rows, exclusive)}
    assert () in suggested
