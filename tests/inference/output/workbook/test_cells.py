"""Text fits a cell: nothing illegal stays in it, and what is cut says so."""

from hypothesis import given
from hypothesis import strategies as st

from inference.output.workbook.cells import LONGEST_CELL, fitting, legal, lines_of, units


@given(text=st.text())
def test_what_is_legal_can_be_written_as_xml(text: str) -> None:
    plain = legal(text)
    assert plain.encode("utf-8").decode("utf-8") == plain
    assert all(one in "\n\t" or one >= " " for one in plain)
    assert legal(plain) == plain


def test_half_characters_and_control_characters_go() -> None:
    assert legal("a\x00\x08\ud800\uffff\r\nb\rc\x7f") == "a\nb\nc"


@given(filler=st.sampled_from(["字", "𠮷", "a𠮷"]), size=st.integers(16_000, 40_000))
def test_a_cell_is_cut_only_where_it_must_be_and_as_little_as_can_be(filler: str, size: int) -> None:
    text = (filler * size)[:size]
    kept = fitting(text, "…（已截断）")
    assert units(kept) == len(kept.encode("utf-16-le")) // 2 <= LONGEST_CELL
    if units(text) <= LONGEST_CELL:
        assert kept is text
    else:
        assert kept.endswith("…（已截断）")
        assert text.startswith(kept.removesuffix("…（已截断）"))
        assert units(kept) >= LONGEST_CELL - 2


def test_a_chinese_character_is_two_digits_wide() -> None:
    assert lines_of("字" * 10, 20) == 1
    assert lines_of("字" * 11, 20) == 2
    assert lines_of("a\n\nb", 20) == 3
