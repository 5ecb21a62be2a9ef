"""The order of a project's paragraphs, whatever there is to go by."""

import tracemalloc

import numpy as np
import pytest

from labels.labelled import LabelledParagraph
from labels.next.ordering import Scores, _learnt, order_paragraphs, with_reasons
from labels.quick.runs import CharacterRuns
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from storage.errors import BadData, BadSettings
from tests.invented import invented_rows

ROWS = invented_rows()
HEAD, TAIL = ROWS[:42], [row.paragraph for row in ROWS[42:]]


def test_without_labels_keywords_choose(taxonomy: Taxonomy) -> None:
    order = list(order_paragraphs(TAIL, [], taxonomy, 10))
    assert len(order) == 10
    assert {chosen.probability for _, chosen in order} == {None}
    assert [TAIL[chosen.number] for _, chosen in order] == [paragraph for paragraph, _ in order]


def test_with_labels_a_model_of_them_chooses(taxonomy: Taxonomy) -> None:
    order = list(order_paragraphs(TAIL, HEAD, taxonomy, 12))
    assert len(order) == 12
    assert all(chosen.probability is not None and 0 <= chosen.uncertainty <= 1 for _, chosen in order)
    assert [TAIL[chosen.number] for _, chosen in order] == [paragraph for paragraph, _ in order]


def test_labelled_paragraphs_and_their_repeats_are_not_asked_again(taxonomy: Taxonomy) -> None:
    everything = [row.paragraph for row in ROWS]
    order = list(order_paragraphs(everything, HEAD, taxonomy, 200))
    asked = {paragraph.text for paragraph, _ in order}
    assert not asked & {row.text for row in HEAD}
    assert len(asked) == len(order)


def test_scores_of_a_bundle_choose_what_it_is_unsure_of(taxonomy: Taxonomy) -> None:
    probabilities = np.full((len(TAIL), 4), 0.01)
    probabilities[7] = 0.3
    order = list(order_paragraphs(TAIL, HEAD, taxonomy, 1, Scores(probabilities, (0.3, 0.3, 0.3, 0.3))))
    assert [(paragraph, chosen.number, chosen.uncertainty) for paragraph, chosen in order] == [(TAIL[7], 7, 1.0)]


def test_a_category_that_nobody_gave_is_looked_for_by_its_keywords(taxonomy: Taxonomy) -> None:
    without = [LabelledParagraph(row.paragraph, tuple(key for key in row.labels if key != "security")) for row in HEAD]
    order = [chosen for chosen in order_paragraphs(TAIL, without, taxonomy, 8) if chosen[1].category == "security"]
    assert order
    keywords = taxonomy.categories[taxonomy.ids.index("security")].keywords
    assert all(any(word in paragraph.text for word in keywords) for paragraph, _ in order)


def test_labels_of_one_report_are_enough_to_begin_with(taxonomy: Taxonomy) -> None:
    assert len(list(order_paragraphs(TAIL, ROWS[:14], taxonomy, 5))) == 5


def test_an_order_file_holds_the_paragraph_and_the_reason(taxonomy: Taxonomy) -> None:
    (value,) = with_reasons(list(order_paragraphs(TAIL, HEAD, taxonomy, 1)))
    assert value["rank"] == 1
    assert value["text"] in {paragraph.text for paragraph in TAIL}
    assert set(value["why"]) == {"category", "uncertainty", "probability"}  # type: ignore[call-overload]


def test_nothing_left_to_label_is_said(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadData, match="None of the 42 paragraphs is left to label"):
        list(order_paragraphs([row.paragraph for row in HEAD], HEAD, taxonomy, 5))


def test_scores_of_other_paragraphs_are_refused(taxonomy: Taxonomy) -> None:
    some: list[Paragraph] = TAIL[:3]
    with pytest.raises(BadSettings, match=r"shape \(2, 4\) arrived for 3 paragraphs"):
        list(order_paragraphs(some, HEAD, taxonomy, 1, Scores(np.zeros((2, 4)), (0.5,) * 4)))


def test_no_table_of_all_texts_with_all_labelled_ones_is_made(taxonomy: Taxonomy) -> None:
    def room(count: int) -> int:
        texts = [f"{TAIL[number % len(TAIL)].text}{number}" for number in range(count)]
        runs = CharacterRuns([*(row.text for row in HEAD), *texts])
        tracemalloc.start()
        _learnt(HEAD, texts, runs, taxonomy)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    table = 4_000 * len(HEAD) * 8
    assert room(6_000) - room(2_000) < table / 2
