"""What random paragraphs flatter is seen where there is something to flatter, and only there."""

import random
from dataclasses import replace

import pytest

from evaluation.leakage import leakage
from evaluation.leakage.leakage import Leakage, SplitScore, find_leakage
from labels.labelled import LabelledParagraph
from labels.quick.characters import Folds
from labels.taxonomy import Taxonomy
from reports.report import About, Paragraph
from tests.invented import invented_rows

SIGNS = "砚湖新建修复湿地公顷学校排查隐患增长项目农田水库桥梁道路医院就业培训消防演练产业园区企业税费粮食造林河道污水"


def leaking_rows() -> list[LabelledParagraph]:
    """Return rows whose labels nothing tells but the report: each report has words of its own and one label set."""
    chance = random.Random(3)
    rows = []
    for number in range(40):
        report, label = f"甲{number}县-2031", ("industry", "ecology", "livelihood", "security")[number % 4]
        own = ["".join(chance.choices(SIGNS, k=6)) for _ in range(4)]
        for index in range(10):
            text = "".join(chance.choice(own) + "".join(chance.choices(SIGNS, k=5)) for _ in range(3))
            rows.append(LabelledParagraph(Paragraph(f"{report}:{index}", report, text, About()), (label,)))
    return rows


def of(found: Leakage, way: str) -> SplitScore:
    return next(one for one in found.splits if one.way == way)


def test_labels_that_only_the_report_tells_flatter_random_paragraphs(taxonomy: Taxonomy) -> None:
    found = find_leakage(leaking_rows(), taxonomy)
    assert of(found, "random").macro_f1 > 0.8
    for way in ("report", "region"):
        one = of(found, way)
        assert one.macro_f1 < 0.4
        assert one.lead == pytest.approx(of(found, "random").macro_f1 - one.macro_f1)
        assert one.lead_interval is not None
        assert one.lead_interval[0] > 0.3


def test_labels_that_the_words_tell_flatter_nothing(taxonomy: Taxonomy) -> None:
    found = find_leakage(invented_rows(), taxonomy)
    low, high = of(found, "report").lead_interval or (1, 0)
    assert low <= 0 <= high


def test_planted_copies_are_all_counted_on_both_sides_of_the_split_given(taxonomy: Taxonomy) -> None:
    rows = leaking_rows()
    learnt, judged = rows[:300], rows[300:]
    planted = [
        replace(row, paragraph=replace(row.paragraph, id=f"乙县-2031:{number}", report="乙县-2031"))
        for number, row in enumerate(learnt[::10])
    ]
    found = of(find_leakage([*judged, *planted], taxonomy, learnt), "given")
    assert (found.judged, found.learnt) == (130, 300)
    assert (found.copied.paragraphs, found.copied.same) == (30, 30)
    assert of(find_leakage(judged, taxonomy, learnt), "given").copied.paragraphs == 0


def test_every_copy_is_named_and_none_left_between_regions(taxonomy: Taxonomy) -> None:
    rows = leaking_rows()
    long = "".join(row.text for row in rows[:4])
    twice = [
        LabelledParagraph(Paragraph(f"{place}县-2031:0", f"{place}县-2031", long, About()), ("ecology",))
        for place in ("丙", "丁")
    ]
    found = find_leakage([*rows, *twice], taxonomy)
    assert [(one.one, one.other, one.similarity) for one in found.copies] == [("丙县-2031:0", "丁县-2031:0", 1.0)]
    assert of(found, "region").copied.paragraphs == 0


def test_fewer_paragraphs_to_learn_from_are_set_against_as_few_random_ones(taxonomy: Taxonomy) -> None:
    rows = [
        replace(row, paragraph=replace(row.paragraph, about=About(region=row.paragraph.about.region, year=year)))
        for row in invented_rows()
        for year in [2020 + len(row.report) + row.paragraph.index % 2 * 5]
    ]
    found = find_leakage(rows, taxonomy)
    one = of(found, "year")
    assert one.learnt < 0.95 * of(found, "random").learnt
    assert one.judged == sum(row.paragraph.about.year == max(r.paragraph.about.year or 0 for r in rows) for row in rows)


def test_what_learns_from_more_than_a_random_fold_is_set_against_as_many(
    taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Folds] = []
    real = leakage._random_of_as_many
    monkeypatch.setattr(leakage, "_random_of_as_many", lambda *given: made.append(real(*given)) or made[-1])
    rows = leaking_rows()
    assert of(find_leakage(rows[380:], taxonomy, rows[:380]), "given").learnt == 380
    (folds,) = made
    assert {len(learnt) for learnt, _ in folds} == {380}
    assert sorted(number for _, judged in folds for number in judged) == list(range(380, 400))
    assert all(set(learnt).isdisjoint(judged) for learnt, judged in folds)


def test_what_scores_json_holds_names_every_split_and_why_others_are_missing(taxonomy: Taxonomy) -> None:
    found = find_leakage(invented_rows(), taxonomy)
    value = found.to_json()
    assert [one["split"] for one in value["splits"]] == ["random", "report", "region"]
    assert set(value["left_out"]) == {"year", "source", "level"}
    assert value["splits"][0]["random_above"] == 0
    assert value["splits"][1]["copied"]["share"] == value["splits"][1]["copied"]["paragraphs"] / 84
