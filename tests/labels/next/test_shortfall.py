"""Whoever gets fewer paragraphs than were asked for is told why."""

import pytest

from labels.next.shortfall import shortfall
from reports.report import Paragraph

TEN = [Paragraph(f"甲县-2031:{number}", "甲县-2031", f"新建水厂{number}座。") for number in range(10)]


@pytest.mark.parametrize(
    ("labelled", "chosen", "expected"),
    [
        (0, 12, ""),
        (0, 10, ""),
        (3, 7, "7 and not 12 were chosen of 10, of which 3 are labelled already"),
        (
            3,
            5,
            "5 and not 12 were chosen of 10, of which 3 are labelled already and 2 are nearly the same as one that is "
            "labelled or chosen, or leave nothing unsure",
        ),
    ],
)
def test_every_paragraph_that_was_not_chosen_is_accounted_for(labelled: int, chosen: int, expected: str) -> None:
    assert shortfall(TEN, {paragraph.id for paragraph in TEN[:labelled]}, chosen, 12) == expected
