"""The simulation is fair: both arms begin alike, nothing held out is learnt; and the requirements hold on the gold
labels."""

from itertools import pairwise
from pathlib import Path

import pytest

from labels.labelled import LabelledParagraph, read_labelled
from labels.next.doubtful import doubtful, out_of_fold
from labels.next.simulation import ARMS, Decision, Plan, Played, labels_needed, mean_curve, simulate
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from tests.invented import invented_rows
from tests.labels.corruption import corrupt

SMALL = Plan(start=10, batch=8, until=30, share=0.3)
SEEDS = (0, 1, 2, 3, 4)


def test_both_arms_begin_alike_and_end_at_the_same_size(taxonomy: Taxonomy) -> None:
    chance, chosen = simulate(invented_rows(), taxonomy, [0], SMALL)
    assert (chance.arm, chosen.arm) == ARMS
    assert chance.sizes == chosen.sizes == (10, 18, 26, 30)
    assert chance.f1[0] == chosen.f1[0]
    assert chance.sentences[0] == chosen.sentences[0]
    assert all(10 <= before < after for before, after in pairwise(chosen.sentences))
    assert chance.f1[1:] != chosen.f1[1:]
    assert chosen.macro_f1[-1] == pytest.approx(sum(chosen.f1[-1]) / 4)


@pytest.mark.parametrize("decision", ["half", "cross-validated"])
def test_the_same_seeds_play_the_same_game(taxonomy: Taxonomy, decision: Decision) -> None:
    plan = Plan(10, 10, 30, 0.3, decision)
    assert list(simulate(invented_rows(), taxonomy, [2], plan)) == list(simulate(invented_rows(), taxonomy, [2], plan))


def test_the_labels_needed_are_those_from_which_the_mean_stays_at_the_goal() -> None:
    played = [
        Played("chosen", 0, (10, 20, 30), (0.2, 0.5, 0.9), ((0.2,), (0.5,), (0.9,)), ()),
        Played("chosen", 1, (10, 20, 30), (0.2, 0.7, 0.7), ((0.2,), (0.7,), (0.7,)), ()),
    ]
    sizes, means, spreads = mean_curve(played, "chosen")
    assert sizes == (10, 20, 30)
    assert means == pytest.approx([0.2, 0.6, 0.8])
    assert spreads == pytest.approx([0, 0.1414, 0.1414], abs=1e-4)
    assert labels_needed(played, "chosen", 0.55) == 20
    assert labels_needed(played, "chosen", 0.85) is None
    dipping = [Played("chosen", 0, (10, 20, 30), (0.6, 0.5, 0.9), ((0.6,), (0.5,), (0.9,)), ())]
    assert labels_needed(dipping, "chosen", 0.6) == 30


@pytest.mark.parametrize("sizes", [(0, 10, 30), (30, 10, 30), (10, 0, 30)])
def test_a_plan_that_cannot_be_played_is_refused(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(BadSettings, match="Expected 0 < start < until"):
        Plan(*sizes)


def test_too_few_paragraphs_to_choose_from_are_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadData, match="Expected at least 80"):
        list(simulate(invented_rows(), taxonomy, [0], Plan(10, 10, 80)))


@pytest.fixture(scope="module")
def gold(real_data: Path) -> list[LabelledParagraph]:
    path = real_data / "labels" / "labelled.jsonl"
    if not path.is_file():
        pytest.skip(f"no gold labels at {path}; set ZHENGBIAO_DATA to the folder that holds labels/")
    return read_labelled(path, Taxonomy.load())


@pytest.mark.slow
def test_400_chosen_labels_are_worth_600_random_ones(gold: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    played = list(simulate(gold, taxonomy, SEEDS, Plan()))
    needed = labels_needed(played, "chosen", mean_curve(played, "random")[1][-1])
    assert needed is not None
    assert needed <= 400


@pytest.mark.slow
def test_35_of_50_spoilt_labels_are_among_the_100_most_doubtful(
    gold: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")
    for seed in SEEDS:
        spoilt = corrupt(gold, taxonomy, among=1000, count=50, seed=seed)
        first = doubtful(spoilt.rows, out_of_fold(spoilt.rows, taxonomy), taxonomy)[:100]
        assert sum(spoilt.wrong.get(one.paragraph) == one.category for one in first) >= 35
