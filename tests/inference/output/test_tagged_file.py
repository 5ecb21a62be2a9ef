"""Scores read back for labelled rows."""

import json
from pathlib import Path

import numpy as np
import pytest

from inference.output.tagged_file import read_scores
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.conftest import row

ROWS = [row("榆木市-2023", 0), row("榆木市-2023", 1)]
SCORES = {"industry": 0.1, "ecology": 0.2, "livelihood": 1, "security": 0}


def write(path: Path, *objects: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in objects), "utf-8")
    return path


def test_scores_are_read_in_the_order_of_the_rows(tmp_path: Path, taxonomy: Taxonomy) -> None:
    other = dict.fromkeys(SCORES, 0.5)
    path = write(
        tmp_path / "a.jsonl", *({"id": one.id, "scores": s} for one, s in zip(ROWS[::-1], (other, SCORES), strict=True))
    )
    assert read_scores(path, ROWS, taxonomy).tolist() == [[0.1, 0.2, 1.0, 0.0], [0.5] * 4]
    assert read_scores(path, ROWS, taxonomy).dtype == np.float64


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (None, "line 1: no score for each of industry"),
        ({"industry": 0.5}, "line 1: no score for each of industry"),
        (SCORES | {"ecology": 1.2}, "line 1: a score is not a number from 0 to 1"),
        (SCORES | {"ecology": "high"}, "line 1: a score is not a number from 0 to 1"),
        (SCORES, r"lacks the paragraph '榆木市-2023:001' \(1 such in all\)"),
    ],
)
def test_broken_scores_are_refused(tmp_path: Path, taxonomy: Taxonomy, scores: object, message: str) -> None:
    with pytest.raises(BadData, match=message):
        read_scores(write(tmp_path / "a.jsonl", {"id": ROWS[0].id, "scores": scores}), ROWS, taxonomy)
