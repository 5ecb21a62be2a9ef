"""A model that answers every text alike is said; one that does its work is not."""

import pytest

from inference.collapse import collapse_line

IDS = ("industry", "ecology")


@pytest.mark.parametrize(
    ("counts", "paragraphs", "labelled", "said"),
    [
        ({"industry": 12, "ecology": 3, "none": 10}, 25, None, ""),
        ({"industry": 25, "ecology": 3}, 25, None, "of 25 paragraphs industry was tagged everywhere"),
        ({"industry": 25, "ecology": 25}, 25, None, "industry was tagged everywhere; ecology was tagged everywhere"),
        ({"none": 113, "review": 0}, 113, None, "of 113 paragraphs no paragraph has any tag"),
        ({"industry": 12}, 25, None, ""),  # a report may say nothing of ecology
        ({}, 3, None, ""),
        ({"industry": 3}, 3, None, ""),
        ({}, 0, None, ""),
        ({"industry": 12}, 25, {"industry": 10, "ecology": 4}, "ecology was never tagged, though 4 carry it"),
        ({"industry": 25, "ecology": 5}, 25, {"industry": 10, "ecology": 4}, "industry was tagged everywhere"),
        ({"industry": 25, "ecology": 5}, 25, {"industry": 25, "ecology": 4}, ""),  # and rightly so
        ({}, 25, {"industry": 10, "ecology": 4}, "of 25 paragraphs no paragraph has any tag"),
        ({}, 25, {}, ""),
        ({"industry": 12, "ecology": 3}, 25, {"industry": 10, "ecology": 4}, ""),
    ],
)
def test_a_collapsed_model_is_said(
    counts: dict[str, int], paragraphs: int, labelled: dict[str, int] | None, said: str
) -> None:
    line = collapse_line(counts, paragraphs, IDS, labelled)
    assert said in line
    assert bool(line) == bool(said)
    assert ("train.py --epochs" in line) == ("never" in said)
