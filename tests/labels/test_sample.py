"""The sample labels say which sentences carry them."""

from pathlib import Path

import pytest

from labels.evidence import sentence_labels
from labels.labelled import LabelledParagraph, read_labelled
from labels.splits import read_report_list
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans


@pytest.fixture(scope="module")
def sample(root: Path, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    return read_labelled(root / "labels" / "sample" / "labelled.jsonl", taxonomy)


def test_every_label_of_the_sample_has_evidence_in_whole_sentences(sample: list[LabelledParagraph]) -> None:
    for row in sample:
        assert set(row.evidence) == set(row.labels), row.id
        spans = set(sentence_spans(row.text))
        assert {mark for marks in row.evidence.values() for mark in marks} <= spans, row.id


def test_the_sample_leaves_no_sentence_open_and_marks_some_but_not_all(
    sample: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    known = [
        carried
        for row in sample
        if row.labels
        for carried in sentence_labels(row.text, row.labels, row.evidence, taxonomy.ids)
    ]
    assert all(carries is not None for carried in known for carries in carried)
    empty = sum(not any(carried) for carried in known)
    assert 0 < empty < len(known) / 2  # leads and closing words carry nothing


def test_every_category_is_marked_in_the_held_out_reports_too(
    root: Path, sample: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    held_out = read_report_list(root / "labels" / "sample" / "held-out.txt")
    assert held_out <= {row.report for row in sample}
    assert {key for row in sample if row.report in held_out for key in row.evidence} == set(taxonomy.ids)
