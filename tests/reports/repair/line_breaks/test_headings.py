"""Where a heading that runs into its text ends is learnt from sentences that look like headings, and from its peers."""

import numpy as np
import pytest

from reports.repair.line_breaks.context import plausible
from reports.repair.line_breaks.features import Candidate, candidates, hashed, opening_kind
from reports.repair.line_breaks.headings import (
    NOT_IN_HEADING,
    chances_beside_others,
    ends_beside_others,
    shares,
)
from reports.repair.line_breaks.joints import joints

TEXT = "好。（一）修路架桥惠民生砚湖大桥今年通车，群众称便。（二）办学建校育新人城东小学今年开学，孩子高兴。"


def ends_at(place: int) -> tuple[list[Candidate], np.ndarray]:
    """Return the places of TEXT and log-odds that leave no doubt that a heading ends at one of them."""
    found = candidates(TEXT)
    odds = [(6.0 if one.place == place else -2.0) if one.in_heading else NOT_IN_HEADING for one in found]
    return found, np.array(odds)


def test_the_places_of_one_heading_share_what_tells_that_it_ends() -> None:
    found, ends = ends_at(TEXT.index("砚湖"))
    within = np.array([one.in_heading for one in found])
    starts = np.array([one.before for one in found])
    assert shares(found, ends)[~within].tolist() == [0.0] * int((~within).sum())
    for start in set(starts[within].tolist()):
        assert shares(found, ends)[within & (starts == start)].sum() == pytest.approx(1)


def test_the_likeliest_end_of_a_heading_is_judged_however_unlikely_its_words_are() -> None:
    found, ends = ends_at(TEXT.index("砚湖"))
    kept = plausible(found, np.full(len(found), -9.0), ends)
    assert TEXT.index("砚湖") in {found[number].place for number in kept}
    assert all(found[number].in_heading for number in kept)


def test_headings_numbered_alike_are_weighed_beside_each_other() -> None:
    found, ends = ends_at(TEXT.index("砚湖"))
    columns = ends_beside_others(TEXT, found, ends)
    opens = {TEXT[one.place : one.place + 2]: number for number, one in enumerate(found)}
    sure, other = opens["砚湖"], opens["城东"]
    assert columns[sure, 1] == pytest.approx(8.0)  # ahead of every other place in its heading
    assert columns[other, 4] == pytest.approx(6.0)  # what the first heading reaches
    chances = np.where([one.place == found[sure].place for one in found], 0.9, 0.0)
    beside = chances_beside_others(TEXT, found, chances)[[sure, other]]
    assert beside.round(2).tolist() == [[0.9, 1.0, 0.0], [0.0, 0.0, 0.9]]


def test_openings_that_count_alike_are_one_kind() -> None:
    kinds = [opening_kind(text, 0) for text in ("一是修路", "十二是办学", "（三）修路", "第二，办学", "修路架桥")]
    assert kinds == ["#是", "#是", "（#）", "第#，", "修路"]


def test_sentences_without_the_mark_between_them_teach_where_headings_end() -> None:
    text = "办学建校育新人。城东小学今年开学，孩子们高兴得很。" * 3
    found = candidates(text)
    made = joints(text, frozenset(), found, hashed(text, found))
    assert sum(made.ends) == 3
    assert len(made.features) == len(made.ends) > 3
    again = joints(text, frozenset(), found, hashed(text, found))
    assert [one.tolist() for one in again.features] == [one.tolist() for one in made.features]


def test_of_a_reports_own_headings_those_that_end_in_mid_line_teach() -> None:
    found = candidates(TEXT)
    features = hashed(TEXT, found)
    taught = joints(TEXT, frozenset({TEXT.index("砚湖")}), found, features)
    assert sum(taught.ends[: sum(one.in_heading and one.before == 2 for one in found)]) == 1
