import textwrap

import pytest

from reports.structure.lines.layout import lay_out
from tests.reports.sample_text import BODY, SESSION, SPEAKER, TITLE

PARAGRAPHS = [*BODY[:-1], *(line.replace("沿溪", "云山") for line in BODY[3:-1]), BODY[-1]]


def pages(*heads: str, width: int = 25, every: int = 11) -> list[str]:
    """The lines of a wrapped report in pages, between which the heads stand by turns, with blank lines around."""
    lines = [line for paragraph in PARAGRAPHS for line in textwrap.wrap("　　" + paragraph, width)]
    found = [TITLE, SESSION, SPEAKER]
    for number, start in enumerate(range(0, len(lines), every)):
        between = heads[number % len(heads)].format(number) if number else None
        found += [*(["", *between.split("|"), ""] if between else []), *lines[start : start + every]]
    return found


@pytest.mark.parametrize(
    "heads",
    [
        ("2031年云溪市政府工作报告",),
        ("2031年云溪市政府工作报告|— {} —",),
        ("\f2031年云溪市政府工作报告",),
        ("云溪市政府工作报告            {}", "{}            云溪市第四届人民代表大会第二次会议文件"),
        ("— {} —|云溪市人民政府办公室编印",),
        ("云溪市人民政府公报　2031年第2期　·{}·",),
        ("云溪文史资料　　第{}页",),
        ("                  P{}",),
    ],
)
def test_what_pages_repeat_never_joins_a_sentence(heads: tuple[str, ...]) -> None:
    found = lay_out(pages(*heads))
    assert found.lines == [TITLE, SESSION, SPEAKER, *PARAGRAPHS]
    assert found.counts["running_heads_removed"] or found.counts["page_numbers_removed"]


def test_a_title_between_whole_paragraphs_is_a_running_head() -> None:
    lines = [TITLE, "", BODY[0], *BODY[1:4], "云溪市政府工作报告", *BODY[4:6], "云溪市政府工作报告", *BODY[6:]]
    assert lay_out(lines).lines == [TITLE, *BODY]


def test_the_titles_of_several_reports_stay() -> None:
    lines = [line for year in (2030, 2031, 2032) for line in ("\f政府工作报告", f"——{year}年1月8日", *BODY)]
    assert [line for line in lay_out(lines).lines if line == "政府工作报告"] == ["政府工作报告"] * 3


@pytest.mark.parametrize("line", ["粮食产量（万吨） {}", "主要指标完成情况 {}", "（单位：亿元）", "同上年相比"])
def test_rows_of_a_table_that_repeat_are_no_running_heads(line: str) -> None:
    lines = [TITLE, *BODY[:4], *(line.format(number) for number in (480, 52, 491)), *BODY[4:]]
    assert lay_out(lines).lines == lines


def test_a_head_between_sentences_of_one_paragraph_parts_nothing_where_indents_begin_paragraphs() -> None:
    place = BODY[3].index("沿溪工业园")
    cut = ["　　" + BODY[3][:place], "云溪市政府工作报告", "— 2 —", BODY[3][place:]]
    lines = [TITLE, *("　　" + line for line in BODY[:3]), *cut, *("　　" + line for line in BODY[4:6])]
    found = lay_out([*lines, "云溪市政府工作报告", "— 3 —", *("　　" + line for line in BODY[6:])])
    assert found.lines == [TITLE, *BODY]
