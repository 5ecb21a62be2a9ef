"""What stands under controls that push's page has not is counted; all that it has is known."""

from xml.etree import ElementTree

import pytest

from labels.studio.controls import check_controls
from labels.studio.page import PARAGRAPH, SENTENCE, Unit, labelling_page
from labels.taxonomy import Taxonomy


@pytest.mark.parametrize("unit", [PARAGRAPH, SENTENCE])
def test_nothing_of_our_own_page_is_left_aside(unit: Unit) -> None:
    page = ElementTree.fromstring(labelling_page(Taxonomy.load(), unit))
    names = [one.get("name", "") for one in page.iter() if one.get("toName")]
    assert {"category", "none", "flag", "note"} <= set(names)
    answer = {"result": [{"from_name": name, "type": "choices"} for name in names]}
    assert not check_controls([("task 1", answer)])


def test_what_stands_under_a_further_control_is_counted() -> None:
    answer = {"result": [{"from_name": name, "type": "choices"} for name in ("category", "mood")]}
    assert check_controls([("task 1", answer), ("task 2", answer)]) == {"mood": 2}
