"""What is chosen next: unsure, unlike each other, fair to categories and regions, and always the same."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, identity

from labels.next import taking
from labels.next.selection import Chosen, choose_first, choose_next, describe, uncertainties
from labels.next.taking import Candidates
from labels.taxonomy import Taxonomy
from storage.errors import BadSettings

HALF = (0.5, 0.5, 0.5, 0.5)


def choose(taxonomy: Taxonomy, probabilities: np.ndarray, count: int, **other: object) -> list[Chosen]:
    given = {"thresholds": HALF, "labelled": [5, 1, 4, 1], **other}
    own = {key: given.pop(key) for key in ("vectors", "regions", "repeats") if key in given}
    found = candidates(len(probabilities), **own)
    return choose_next(found, probabilities, taxonomy=taxonomy, count=count, **given)  # type: ignore[arg-type]


def candidates(size: int, **other: object) -> Candidates:
    given = {"vectors": csr_matrix(identity(size)), "regions": [""] * size, "repeats": np.arange(size)}
    return Candidates(**{**given, **other})  # type: ignore[arg-type]


def drawn(seed: int, size: int = 80) -> np.ndarray:
    return np.random.default_rng(seed).random((size, 4))


@given(st.integers(0, 500), st.integers(1, 100))
def test_each_is_chosen_once_and_every_category_gets_its_share(seed: int, count: int) -> None:
    found = choose(Taxonomy.load(), drawn(seed), count)
    assert len({one.number for one in found}) == len(found) == min(count, 80)
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    if count <= 20:  # the shortlists cannot run dry
        shares = Counter(one.category for one in found)
        assert max(shares.values()) - min(shares.get(key, 0) for key in Taxonomy.load().ids) <= 1


def test_what_stands_at_the_threshold_is_most_uncertain() -> None:
    probabilities = np.array([[0.3, 0.0], [0.15, 1.0], [0.65, 0.5], [1.0, 0.25]])
    assert uncertainties(probabilities, (0.3, 0.5)).round(3).tolist() == [[1, 0], [0.5, 0], [0.5, 1], [0, 0.5]]


def test_the_uncertain_come_before_the_sure(taxonomy: Taxonomy) -> None:
    probabilities = np.full((40, 4), 0.01)
    probabilities[:4] = 0.5 * np.eye(4) + 0.01 * (1 - np.eye(4))
    assert {one.number for one in choose(taxonomy, probabilities, 4)} == {0, 1, 2, 3}


def test_thresholds_move_what_is_uncertain(taxonomy: Taxonomy) -> None:
    probabilities = np.full((40, 4), 0.01)
    probabilities[0], probabilities[1] = 0.5, 0.2
    assert choose(taxonomy, probabilities, 1)[0].number == 0
    assert choose(taxonomy, probabilities, 1, thresholds=(0.2, 0.2, 0.2, 0.2))[0].number == 1


def test_the_least_labelled_category_is_served_first(taxonomy: Taxonomy) -> None:
    assert choose(taxonomy, drawn(0), 1, labelled=[9, 8, 7, 3])[0].category == "security"
    assert choose(taxonomy, drawn(0), 1, labelled=[9, 2, 7, 3])[0].category == "ecology"


def test_of_equally_uncertain_ones_the_unlike_are_chosen(taxonomy: Taxonomy) -> None:
    probabilities = np.full((12, 4), 0.5)
    kinds = np.arange(12) % 3
    vectors = csr_matrix(np.eye(3)[kinds])
    found = choose(taxonomy, probabilities, 3, vectors=vectors)
    assert {int(kinds[one.number]) for one in found} == {0, 1, 2}
    assert all(one.score == pytest.approx(1.0) for one in found)


def test_near_duplicates_are_chosen_once(taxonomy: Taxonomy) -> None:
    found = choose(taxonomy, drawn(1, 20), 20, repeats=np.arange(20) // 2)
    assert len(found) == 10
    assert len({one.number // 2 for one in found}) == 10


def test_no_region_takes_more_than_four_times_its_share(taxonomy: Taxonomy) -> None:
    regions = ["岚川县"] * 60 + [f"虚{number}县" for number in range(9) for _ in range(10)]
    probabilities = np.full((150, 4), 0.4)
    probabilities[:60] = 0.5  # one region is much the most uncertain
    counts = Counter(regions[one.number] for one in choose(taxonomy, probabilities, 20, regions=regions))
    assert counts["岚川县"] == 4 * 20 / 10
    assert counts.total() == 20
    alone = choose(taxonomy, probabilities[:60], 20, regions=regions[:60])
    assert len(alone) == 20


def test_the_same_question_has_the_same_answer(taxonomy: Taxonomy) -> None:
    assert choose(taxonomy, drawn(3), 30) == choose(taxonomy, drawn(3), 30)


def test_a_cold_start_serves_every_keyword_and_none(taxonomy: Taxonomy) -> None:
    words: list[tuple[str, ...]] = (
        [("industry",)] * 20 + [("ecology",)] * 4 + [("livelihood",)] * 10 + [("security",)] * 4 + [()] * 12
    )
    found = choose_first(candidates(50), words, taxonomy, 15)
    assert Counter(one.category for one in found) == dict.fromkeys((*taxonomy.ids, "none"), 3)
    assert all(one.category in (words[one.number] or ("none",)) for one in found)
    assert all(one.probability is None for one in found)


def test_a_cold_start_goes_on_where_keywords_run_out(taxonomy: Taxonomy) -> None:
    found = choose_first(candidates(10), [("industry",)] * 10, taxonomy, 8)
    assert len(found) == 8


def test_the_reason_is_written_down(taxonomy: Taxonomy) -> None:
    (one,) = choose(taxonomy, np.full((1, 4), 0.5), 1)
    assert describe(one) == {
        "rank": 1,
        "score": 1.0,
        "why": {"category": "ecology", "uncertainty": 1.0, "probability": 0.5},
    }
    (first,) = choose_first(candidates(1), [()], taxonomy, 1)
    assert describe(first) == {"rank": 1, "score": 1.0, "why": {"category": "none", "uncertainty": 1.0}}


def test_a_count_below_one_is_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadSettings, match=r"0 paragraphs .* Expected 1 or more"):
        choose(taxonomy, drawn(0), 0)


def test_lists_of_different_lengths_are_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadSettings, match="80 vectors and 79 regions"):
        choose(taxonomy, drawn(0), 5, regions=[""] * 79)
    with pytest.raises(BadSettings, match="80 vectors and 79 probabilities"):
        choose_next(candidates(80), drawn(0, 79), HALF, labelled=[0] * 4, taxonomy=taxonomy, count=5)
    with pytest.raises(BadSettings, match="10 vectors and 9 keyword labels"):
        choose_first(candidates(10), [()] * 9, taxonomy, 5)


def test_of_very_many_candidates_some_of_every_part_are_compared(
    taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "LONGEST_LIST", 9)
    found = choose_first(candidates(81), [()] * 81, taxonomy, 9)
    assert sorted(one.number for one in found) == list(range(0, 81, 10))
