"""Agreement of people: per category and over sets, on invented answers and on the gold data."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from labels.agreement.measure import disputes, measure_agreement
from labels.agreement.rows import read_judged
from labels.labelled import LabelledParagraph, annotators_from_keys
from labels.taxonomy import Taxonomy
from tests.labels.conftest import paragraph

IDS = Taxonomy.load().ids


def judged(report: str, index: int, **said: Sequence[str]) -> LabelledParagraph:
    return LabelledParagraph(paragraph(report, index), (), {name: tuple(labels) for name, labels in said.items()})


def test_each_pair_is_compared_on_what_both_judged(taxonomy: Taxonomy) -> None:
    rows = [
        judged("甲县-2020", 0, 林=["industry"], 周=["industry"]),
        judged("甲县-2020", 1, 林=[], 周=["ecology"], 吴=[]),
        judged("乙县-2020", 0, 林=["ecology"]),
        judged("乙县-2020", 1),
    ]
    found = measure_agreement(rows, taxonomy)
    assert (found.annotators, found.judged, found.shared, found.reports) == (tuple(sorted("林周吴")), 3, 2, 1)
    paragraphs = {
        frozenset((pair.one, pair.other)): pair.kappa.paragraphs for pair in found.categories["ecology"].pairs
    }
    assert paragraphs == {frozenset("林周"): 2, frozenset("吴周"): 1, frozenset("吴林"): 1}
    assert found.categories["industry"].figures["agreement"].value == 1
    assert found.categories["security"].figures["krippendorff_alpha"].why == "no_variation"
    assert found.categories["ecology"].figures["positive_agreement"].value == 0


def test_nearly_equal_sets_count_for_more_with_masi_than_without(taxonomy: Taxonomy) -> None:
    rows = [
        judged("甲县-2020", 0, 林=["industry", "ecology"], 周=["industry"]),
        judged("甲县-2020", 1, 林=["security"], 周=["security"]),
        judged("乙县-2020", 0, 林=[], 周=[]),
    ]
    figures = measure_agreement(rows, taxonomy).sets.figures
    strict, lenient = figures["krippendorff_alpha"].value, figures["masi_alpha"].value
    assert strict is not None and lenient is not None
    assert strict < lenient < 1


def test_an_exclusive_taxonomy_is_one_nominal_question(exclusive: Taxonomy) -> None:
    said = [("industry", "industry"), ("industry", "ecology"), ("security", "security"), ("livelihood", "livelihood")]
    rows = [judged(f"甲县-{number}", 0, 林=[one], 周=[other]) for number, (one, other) in enumerate(said)]
    found = measure_agreement(rows, exclusive).sets
    assert found.figures["masi_alpha"] == found.figures["krippendorff_alpha"]
    [pair] = found.pairs
    assert pair.kappa.value == pytest.approx(cohen_kappa_score(*zip(*said, strict=True)), abs=1e-9)


def test_nobody_who_shares_a_paragraph_gives_no_figure_and_says_so(taxonomy: Taxonomy) -> None:
    rows = [judged("甲县-2020", 0, 林=["industry"]), judged("甲县-2020", 1, 周=["industry"])]
    found = measure_agreement(rows, taxonomy)
    every = [*found.sets.figures.values(), *(pair.kappa for pair in found.sets.pairs)]
    assert {(one.value, one.why) for one in every} == {(None, "no_pair")}
    assert found.to_json()["sets"]["pairs"][0]["cohen_kappa"] == {
        "value": None,
        "interval": None,
        "paragraphs": 0,
        "why": "no_pair",
    }


def test_the_most_disputed_stands_first_and_what_nobody_disputes_nowhere(taxonomy: Taxonomy) -> None:
    rows = [
        judged("甲县-2020", 0, 林=["industry"], 周=["industry"]),
        judged("甲县-2020", 1, 林=["industry", "ecology"], 周=["industry"]),
        judged("甲县-2020", 2, 林=["industry"], 周=["ecology"]),
        judged("甲县-2020", 3, 林=["industry"], 周=[], 吴=["ecology"]),
        judged("甲县-2020", 4, 林=["industry"]),
    ]
    found = disputes(rows, taxonomy)
    assert [one.row.paragraph.index for one in found] == [3, 2, 1]
    assert [one.distance for one in found] == pytest.approx([1, 1, 1 - 1 / 2 * 2 / 3])


@pytest.fixture(scope="module")
def gold(real_data: Path) -> list[LabelledParagraph]:
    path = real_data / "labels" / "labelled.jsonl"
    if not path.is_file():
        pytest.skip(f"no gold labels at {path}; set ZHENGBIAO_DATA to the folder that holds labels/labelled.jsonl")
    return read_judged(path, Taxonomy.load(), ("annotator_1", "annotator_2"))


def test_the_gold_annotators_kappas_are_those_of_scikit_learn(
    gold: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    found = measure_agreement(gold, taxonomy)
    both = [row.annotators for row in gold if len(row.annotators) == 2]
    assert found.shared == len(both) > 500
    for category in taxonomy.ids:
        [pair] = found.categories[category].pairs
        said = [[category in one[name] for one in both] for name in (pair.one, pair.other)]
        assert pair.kappa.value == pytest.approx(cohen_kappa_score(*said), abs=1e-9)
        interval = pair.kappa.interval
        assert interval is not None and pair.kappa.value is not None
        assert interval[0] < pair.kappa.value < interval[1]
        assert pair.kappa.value > 0.9


def test_with_two_people_alpha_nearly_equals_fleiss_and_exceeds_it_by_the_small_sample_term(
    gold: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    both = [row for row in gold if len(row.annotators) == 2]
    for question in measure_agreement(both, taxonomy).categories.values():
        fleiss, alpha = question.figures["fleiss_kappa"].value, question.figures["krippendorff_alpha"].value
        assert fleiss is not None and alpha is not None
        # Krippendorff 2011: 1 - alpha = (1 - pi)(1 - 1/n) for n answers, and Fleiss' kappa of two people is Scott's pi.
        assert 1 - alpha == pytest.approx((1 - fleiss) * (1 - 1 / (2 * len(both))), abs=1e-12)
        assert np.isfinite(alpha)


def test_the_gold_file_without_its_keys_says_nobody_who_judged(
    gold: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    plain = [LabelledParagraph(row.paragraph, row.labels) for row in gold]
    assert annotators_from_keys(plain, ("annotator_1", "annotator_2"), taxonomy) == gold


def test_rows_that_nobody_judged_have_nothing_to_measure(taxonomy: Taxonomy) -> None:
    found = measure_agreement([judged("甲县-2020", 0)], taxonomy)
    assert (found.annotators, found.judged, found.shared, found.sets.pairs) == ((), 0, 0, ())
    assert {one.why for one in found.sets.figures.values()} == {"no_pair"}


def test_the_sample_names_two_annotators_of_every_paragraph(root: Path, taxonomy: Taxonomy) -> None:
    rows = read_judged(root / "labels" / "sample" / "labelled.jsonl", taxonomy)
    found = measure_agreement(rows, taxonomy)
    assert found.shared == len(rows)
    assert found.sets.figures["masi_alpha"].interval is not None


def test_paragraphs_judged_alone_change_no_figure(taxonomy: Taxonomy) -> None:
    shared = [judged("甲县-2020", 0, 林=["industry"], 周=["industry"]), judged("乙县-2020", 0, 林=[], 周=["industry"])]
    alone = [judged("丙县-2020", index, 林=["ecology", "industry"]) for index in range(9)]
    with_them, without = (measure_agreement(rows, taxonomy) for rows in (shared + alone, shared))
    assert (with_them.categories, with_them.sets) == (without.categories, without.sets)
    assert (with_them.judged, without.judged) == (11, 2)
