import textwrap

import pytest

from reports.cleaning.flagged_text import PlacedFlag, placed_flags, with_flags
from reports.structure.lines.layout import lay_out
from reports.structure.lines.quoting import without_quote_marks
from tests.reports.sample_text import BODY, LINES


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "> > ", "＞ ", " > "])
@pytest.mark.parametrize("indent", ["", "　　", "    "])
def test_the_marks_of_a_quotation_go_and_the_lines_behind_them_are_joined(mark: str, indent: str) -> None:
    paragraphs = [[mark + line for line in textwrap.wrap(indent + one, 25, drop_whitespace=False)] for one in BODY]
    lines = ["老方，请看：", ""]
    for paragraph in paragraphs:
        lines += [*paragraph, mark.rstrip()]
    found = lay_out(lines)
    assert found.lines == ["老方，请看：", *BODY]
    assert found.counts["quote_marks_removed"] == sum(map(len, paragraphs)) + len(BODY)


def test_a_few_lines_behind_marks_are_no_quotation() -> None:
    lines = ["> 首页", "> 政务公开", *LINES]
    assert without_quote_marks(lines) == (lines, 0)


def test_flags_stay_at_their_characters_behind_a_mark() -> None:
    quoted = [with_flags("> 纸伞？竹器", [PlacedFlag(4, "separator_lost")])] + ["> 各位代表"] * 9
    assert placed_flags(without_quote_marks(quoted)[0][0]) == (PlacedFlag(2, "separator_lost"),)
