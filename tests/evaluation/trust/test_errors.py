"""Where a model errs: every paragraph judged otherwise than people did, the surest mistakes first."""

from collections.abc import Callable

import pytest

from evaluation.trust.errors import errors_of
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

Maker = Callable[..., LabelledParagraph]


def test_the_surest_mistakes_come_first(make_row: Maker, taxonomy: Taxonomy) -> None:
    rows = [make_row(1, "industry"), make_row(2), make_row(3, "industry")]
    scores = [{"industry": 0.4}, {"industry": 0.7}, {"industry": 0.01}]
    errors = errors_of(rows, [(), ("industry",), ()], scores, taxonomy)
    assert [error.paragraph.id[-1] for error in errors] == ["3", "2", "1"]
    assert [error.surprise for error in errors] == pytest.approx([0.99, 0.7, 0.6])


def test_an_error_says_what_was_missed_and_what_was_invented(make_row: Maker, taxonomy: Taxonomy) -> None:
    row = make_row(1, "industry", "ecology")
    (error,) = errors_of([row], [("security", "ecology")], [{"industry": 0.25, "security": 0.75}], taxonomy)
    assert (error.predicted, error.missed, error.invented) == (("ecology", "security"), ("industry",), ("security",))
    assert error.to_json()["scores"] == {"industry": 0.25, "security": 0.75}


def test_the_order_of_tags_is_no_error(make_row: Maker, taxonomy: Taxonomy) -> None:
    assert errors_of([make_row(1, "industry", "ecology")], [("ecology", "industry")], [{}], taxonomy) == ()
