"""One rule for reports that somebody who is judged was taught with: refused, or left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring.trained_on import unseen
from storage.errors import BadData
from tests.invented import PLACES, invented_rows

ROWS = invented_rows(3)
REPORTS = [f"{place}-2031" for place in PLACES]
TAUGHT = st.lists(st.sampled_from([*REPORTS[1:], "青浦县-1999"]), max_size=5)  # the first stays


@given(TAUGHT, TAUGHT)
def test_what_is_left_out_is_what_would_be_refused(new: list[str], old: list[str]) -> None:
    taught = {"the bundle new": new, "the bundle old": old}
    known = {*new, *old} & set(REPORTS)
    left = unseen(ROWS, taught, "leave-out")
    assert left == [row for row in ROWS if row.report not in known]
    if known:
        with pytest.raises(BadData, match="so its scores would flatter"):
            unseen(ROWS, taught, "refuse")
    else:
        assert unseen(ROWS, taught, "refuse") == left == ROWS


def test_a_refusal_names_who_was_taught_and_a_report() -> None:
    with pytest.raises(BadData, match=r"^2 of the reports to judge are also those of the bundle old \('榆木市-2031'"):
        unseen(ROWS, {"the bundle new": [], "the bundle old": ["鹿汀区-2031", "榆木市-2031"]}, "refuse")


def test_where_nothing_fair_is_left_nothing_is_judged() -> None:
    with pytest.raises(BadData, match=r"reports that one or other was trained on, so no fair comparison is left"):
        unseen(ROWS, {"one": REPORTS[:3], "other": REPORTS[3:]}, "leave-out")


def test_no_rows_stay_no_rows() -> None:
    assert unseen([], {"one": REPORTS}, "leave-out") == []
