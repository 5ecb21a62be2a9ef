"""Every column gets a name that Stata takes, and that no other has."""

import re
import warnings
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from inference.output.statistics.names import LONGEST, Names

LEGAL = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*")


@given(wanted=st.lists(st.text(max_size=60), max_size=20))
def test_any_names_become_legal_ones_that_differ(wanted: list[str]) -> None:
    names = Names()
    taken = [names.take(one) for one in wanted]
    assert all(LEGAL.fullmatch(one) and len(one) <= LONGEST for one in taken)
    assert len({one.casefold() for one in taken}) == len(taken)


def test_a_legal_name_stays_and_a_reserved_one_does_not() -> None:
    names = Names()
    assert [names.take(one) for one in ("year", "Year", "in", "str12", "2024", "column.人口（万）")] == [
        "year",
        "Year_2",
        "c_in",
        "c_str12",
        "c_2024",
        "column_人口_万",
    ]


def test_no_name_is_one_that_pandas_renames_as_it_writes_for_stata(tmp_path: Path) -> None:
    words = ("export", "class", "local", "end", "const", "delete", "short", "function", "virtual", "NULL", "for")
    names = Names()
    taken = [names.take(one) for one in words]
    with warnings.catch_warnings(action="error"):
        pd.DataFrame({name: [1] for name in taken}).to_stata(tmp_path / "one.dta", write_index=False)
    assert list(pd.read_stata(tmp_path / "one.dta")) == taken
