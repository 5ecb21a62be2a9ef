"""Groups stand in a reader's order, and a difference is called one only where its interval leaves 0."""

import pytest

from inference.pages.corpus.groupings import Difference, Figure, Gap, Group, Grouping, figures_of, in_order
from labels.taxonomy import Taxonomy
from scripts.bench.corpus_pages import invented
from tests.inference.pages.corpus.shares_invented import shares_of

IDS = Taxonomy.load().ids


def groups(*names: str) -> list[Group]:
    return [Group(name, 1, 1, 0, {"ecology": Figure(0.1 * n)}) for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("by", "names", "expected"),
    [
        ("level", "county national – province", "national province county –"),
        ("year", "2021 – 989 2009", "989 2009 2021 –"),
        ("part", "– planned done", "done planned –"),
        ("region", "乙县 甲市 –", "乙县 甲市 –"),
    ],
)
def test_groups_stand_in_the_order_of_a_reader(by: str, names: str, expected: str) -> None:
    assert [one.name for one in in_order(by, groups(*names.split()))] == expected.split()


@pytest.mark.parametrize(
    ("low", "high", "direction"),
    [(0.01, 0.3, "up"), (-0.3, -0.01, "down"), (-0.1, 0.1, "unknown"), (0.0, 0.1, "unknown"), (-0.1, 0.0, "unknown")],
)
def test_a_difference_is_known_only_where_its_interval_leaves_zero(low: float, high: float, direction: str) -> None:
    assert Gap(0.2, (low + high) / 2, low, high).direction == direction


def test_counts_alone_never_tell_a_rise() -> None:
    [gap] = Grouping("year", tuple(groups("2020", "2021"))).gaps("2020", "2021").values()
    assert (gap.raw, gap.difference, gap.direction) == (pytest.approx(0.1), None, "unknown")


def test_an_estimated_difference_is_taken_where_there_is_one() -> None:
    known = {"ecology": Gap(0.1, 0.08, 0.01, 0.15)}
    grouping = Grouping("year", tuple(groups("2020", "2021")), (Difference("2020", "2021", known),))
    assert grouping.gaps("2020", "2021") is known


def test_all_of_shares_json_is_read() -> None:
    shares = shares_of(invented(60), IDS)
    figures = figures_of(shares)
    assert figures.corrected
    for grouping in shares["groupings"]:
        read = {one.name: one for one in figures.groupings[grouping["by"]].groups}
        for group in grouping["groups"]:
            for key, one in group["shares"].items():
                own = read[group["group"]].shares[key]
                assert (own.raw, own.share, own.low, own.high) == tuple(one[n] for n in ("raw", "share", "low", "high"))
        assert len(figures.groupings[grouping["by"]].differences) == len(grouping["differences"])
