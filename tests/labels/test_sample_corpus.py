"""The labels of the sample corpus are a random sample, made whole, of which no model has learnt."""

from pathlib import Path

import pytest

from labels.labelled import LabelledParagraph, read_labelled
from labels.sampling.design import drawn_of
from labels.sampling.draw import draw
from labels.taxonomy import Taxonomy
from reports.reading import read_file
from reports.report import Paragraph
from reports.sentences import sentence_spans


@pytest.fixture(scope="module")
def labelled(root: Path, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    return read_labelled(root / "labels" / "sample" / "sample-corpus.jsonl", taxonomy)


@pytest.fixture(scope="module")
def paragraphs(root: Path) -> list[Paragraph]:
    sheet = root / "reports" / "sample_corpus" / "reports.csv"
    return [one for report in read_file(sheet) for one in report.paragraphs]


def test_the_same_draw_gives_the_same_paragraphs_again(
    labelled: list[LabelledParagraph], paragraphs: list[Paragraph]
) -> None:
    again = draw(paragraphs, ["year"], 320, within=None, seed=0)
    assert [(row.id, row.text, drawn_of(row.paragraph.extra, row.id)) for row in labelled] == [
        (one.id, one.text, how) for one, how in again.paragraphs
    ]


def test_four_reports_of_each_year_are_labelled_whole(
    labelled: list[LabelledParagraph], paragraphs: list[Paragraph]
) -> None:
    years: dict[int | None, set[str]] = {}
    for row in labelled:
        years.setdefault(row.paragraph.about.year, set()).add(row.report)
    assert {year: len(own) for year, own in years.items()} == {2015: 4, 2018: 4, 2021: 4, 2024: 4}
    drawn = set.union(*years.values())
    assert {row.id for row in labelled} == {one.id for one in paragraphs if one.report in drawn}


def test_every_label_has_evidence_in_whole_sentences(labelled: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    for row in labelled:
        assert set(row.evidence) == set(row.labels), row.id
        spans = set(sentence_spans(row.text))
        assert {mark for marks in row.evidence.values() for mark in marks} <= spans, row.id
    carried = [key for row in labelled for key in row.labels]
    assert all(carried.count(key) > 20 for key in taxonomy.ids) and any(not row.labels for row in labelled)


def test_no_report_of_it_is_among_the_labels_that_teach(
    root: Path, labelled: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    teach = read_labelled(root / "labels" / "sample" / "labelled.jsonl", taxonomy)
    assert not {row.report for row in labelled} & {row.report for row in teach}
    assert not {row.text for row in labelled if row.labels} & {row.text for row in teach}
