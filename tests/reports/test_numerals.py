"""Chinese numerals are read as they are written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numerals import CIRCLED, FIVE_YEAR_PLAN, NUMERAL, YEAR, chinese, first_year, number_of


@given(st.integers(1, 99))
def test_numbers_read_as_they_are_spelt(number: int) -> None:
    assert number_of(chinese(number)) == number_of(str(number)) == number
    assert re.fullmatch(NUMERAL, chinese(number))


@given(st.integers(1910, 2099))
def test_years_read_the_same_in_both_numerals(year: int) -> None:
    spelt = chinese(year)
    assert spelt == "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    assert number_of(spelt) == number_of(spelt.replace("〇", "零")) == number_of(spelt.replace("〇", "○")) == year
    assert bool(re.fullmatch(YEAR, spelt)) == (spelt[1] in "九〇")


def test_a_circled_number_reads_as_its_place() -> None:
    assert [number_of(one) for one in CIRCLED] == list(range(1, 51))


@pytest.mark.parametrize("text", ["", "伞", "百", "①②", "二○三一年"])
def test_what_is_no_number_is_nought(text: str) -> None:
    assert number_of(text) == 0


def test_a_five_year_plan_is_known_by_its_number() -> None:
    match = re.search(FIVE_YEAR_PLAN, "“十四五”规划")
    assert match is not None
    assert first_year(match[1]) == 2021
