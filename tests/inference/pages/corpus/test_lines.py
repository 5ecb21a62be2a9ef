"""Lines are drawn where their figures are, all on one scale."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.pages.corpus.groupings import Figure, Group
from inference.pages.corpus.lines import HEIGHT, WIDTH, draw_lines, scale_to, years_of

shares = st.floats(0, 1)


def year(name: int, *figures: Figure) -> Group:
    return Group(str(name), 1, 1, 1, {f"c{n}": one for n, one in enumerate(figures)})


@given(st.lists(st.tuples(shares, shares), min_size=2, max_size=15))
def test_a_higher_share_stands_higher_and_all_stay_inside(values: list[tuple[float, float]]) -> None:
    years = [year(2000 + n, Figure(one), Figure(other)) for n, (one, other) in enumerate(values)]
    points = [point for lines in draw_lines(years, ["c0", "c1"]).of for point in lines.points]
    assert all(0 <= one.x <= WIDTH and 0 <= one.y <= HEIGHT for one in points)
    by_share = sorted(points, key=lambda one: one.figure.best)
    assert all(low.y >= high.y for low, high in pairwise(by_share))


def test_years_stand_apart_by_their_distance() -> None:
    [lines] = draw_lines([year(one, Figure(0.1)) for one in (2010, 2011, 2020)], ["c0"]).of
    first, second, third = (one.x for one in lines.points)
    assert (second - first) * 9 == pytest.approx(third - second, abs=1)


def test_a_band_breaks_where_a_year_has_no_interval() -> None:
    known, unknown = Figure(0.3, 0.3, 0.2, 0.4), Figure(0.3)
    [lines] = draw_lines([year(2010 + n, one) for n, one in enumerate([known, known, unknown, known])], ["c0"]).of
    assert len(lines.bands) == 2
    assert len(re.findall(r"[ML]", lines.bands[0])) == 4
    assert lines.points[2].low is None


def test_no_interval_has_no_band() -> None:
    [lines] = draw_lines([year(2010, Figure(0.3)), year(2011, Figure(0.2))], ["c0"]).of
    assert lines.bands == ()


@given(st.floats(0, 1))
def test_a_scale_holds_what_is_drawn_in_few_steps(highest: float) -> None:
    top, step = scale_to(highest)
    assert top >= highest
    assert 1 <= round(top / step) <= 4


@given(st.sets(st.integers(1949, 2030), min_size=2))
def test_few_years_are_named_the_first_and_last_among_them(years: set[int]) -> None:
    named = [int(one.said) for one in draw_lines([year(one, Figure(0.1)) for one in sorted(years)], ["c0"]).across]
    assert (named[0], named[-1]) == (min(years), max(years))
    assert len(named) <= 6
    assert set(named) <= years


def test_what_is_no_year_is_on_no_line() -> None:
    groups = [Group(name, 1, 1, 0, {}) for name in ("2019", "–", "二〇二〇", "20191")]
    assert [one.name for one in years_of(groups)] == ["2019"]
