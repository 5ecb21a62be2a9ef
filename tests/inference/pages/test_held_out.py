"""A page states the figure of the manifest, or none."""

import pytest

from inference.pages.held_out import HeldOut, held_out_of


@pytest.mark.parametrize("scores", [{}, {"macro_f1": None}, {"macro_f1": "0.9"}, {"macro_f1": True}])
def test_a_manifest_without_a_figure_gives_none(scores: dict[str, object]) -> None:
    assert held_out_of(scores) is None


def test_figure_method_and_number_of_paragraphs_are_said_in_both_languages() -> None:
    found = held_out_of({"macro_f1": 0.9, "method": "grouped 3-fold cross-validation by year", "paragraphs": 12})
    assert found is not None
    assert found.chinese == "0.900（按年份分组的 3 折交叉验证，12 段）"
    assert found.english == "0.900 (grouped 3-fold cross-validation by year, 12 paragraphs)"


def test_thresholds_chosen_since_are_named_for_the_figure_is_not_theirs() -> None:
    found = held_out_of({"macro_f1": 0.9, "aim": {"aim": "precision=0.9"}})
    assert found is not None
    assert found.chinese == "0.900（此后又按目标 precision=0.9 重选阈值）"
    assert found.english == "0.900 (before thresholds were chosen anew for precision=0.9)"


def test_an_unknown_method_is_said_as_it_stands() -> None:
    assert HeldOut(0.5, "by eye").chinese == "0.500（by eye）"
    assert HeldOut(0.5).english == "0.500"


def test_a_figure_that_rests_on_a_models_labels_says_so() -> None:
    found = held_out_of({"macro_f1": 0.9, "paragraphs": 500, "by_models_alone": 400})
    assert found is not None
    assert found.chinese == "0.900（500 段，其中 400 段的标注由语言模型给出，分数说明模仿它的程度）"
    english = "400 of them labelled by a language model, so it says how well this imitates that"
    assert found.english == f"0.900 (500 paragraphs, {english})"
