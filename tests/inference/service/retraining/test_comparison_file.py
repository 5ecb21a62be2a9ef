"""The figures that decide: each a number, or no model is replaced by them."""

import json
from pathlib import Path
from typing import Any

import pytest

from inference.service.retraining.comparison_file import read_comparison
from storage.errors import BadData

GOOD: dict[str, Any] = {
    "new": "tagger-2",
    "old": "tagger-1",
    "gain": 0.125,
    "interval": [-0.01, 0.26],
    "new_scores": {"macro_f1": 0.75, "paragraphs": 40},
    "old_scores": {"macro_f1": 0.625},
}


def test_figures_are_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "comparison.json").write_text(json.dumps(GOOD))
    found = read_comparison(tmp_path / "comparison.json")
    assert (found.new, found.old, found.gain, found.all) == ("tagger-2", "tagger-1", 0.125, GOOD)
    assert found.figures == (
        "macro-F1 0.625 → 0.750 (+0.125) on 40 paragraphs, 95 % interval of the gain -0.010 to +0.260"
    )
    (tmp_path / "comparison.json").write_text(json.dumps(GOOD | {"interval": None}))
    assert read_comparison(tmp_path / "comparison.json").figures.endswith("on 40 paragraphs")


@pytest.mark.parametrize(
    "wrong",
    [
        {"gain": float("nan")},
        {"gain": float("inf")},
        {"gain": None},
        {"gain": True},
        {"gain": "0.2"},
        {"interval": [0.1]},
        {"interval": [0.1, float("nan")]},
        {"new_scores": {"macro_f1": float("nan"), "paragraphs": 40}},
        {"old_scores": {}},
        {"old_scores": None},
    ],
)
def test_what_is_no_number_decides_nothing(wrong: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "comparison.json").write_text(json.dumps(GOOD | wrong))
    with pytest.raises(BadData, match=r"comparison\.json: cannot be used .* see evaluate\.log"):
        read_comparison(tmp_path / "comparison.json")


@pytest.mark.parametrize("content", [None, "", "[]", "7", "[" * 100_000])
def test_a_file_that_is_no_comparison_decides_nothing(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "comparison.json").write_text(content)
    with pytest.raises(BadData, match="cannot be used"):
        read_comparison(tmp_path / "comparison.json")
