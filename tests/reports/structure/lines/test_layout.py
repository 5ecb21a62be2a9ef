import textwrap
from pathlib import Path

import pytest

from reports.reading import read_file
from reports.structure.lines.layout import lay_out
from tests.reports.real import PROVINCIAL_2025, files_of

HEADING = "一、过去一年工作回顾"
PARAGRAPHS = [
    "各位代表：",
    *(
        f"{kind}不断壮大。" + "新建工场三处、仓库五座，订货的人一年比一年多，远销各地。" * n + f"共计{n}家。"
        for n, kind in enumerate(("纸伞产业", "竹器产业", "玻璃产业", "造纸产业", "旅游产业", "物流产业"), start=3)
    ),
]
BODY = [PARAGRAPHS[0], HEADING, *PARAGRAPHS[1:]]


def wrapped(width: int, indent: str = "　　", blank: bool = False) -> list[str]:
    lines: list[str] = []
    for paragraph in BODY:
        lines += [""] if blank and lines else []
        lines += textwrap.wrap(indent + paragraph, width, drop_whitespace=False)
    return lines


@pytest.mark.parametrize("separator", ["　　", "\t", "    ", "\xa0\xa0\xa0\xa0", " 　　", "\t\t　　", "　　　　"])
def test_indents_that_recur_within_one_line_are_its_breaks(separator: str) -> None:
    found = lay_out([separator.join(BODY)])
    assert found.lines == BODY
    assert found.shown


@pytest.mark.parametrize(
    "line",
    [
        "一是　　壮大纸伞产业。二是　　壮大竹器产业。三是　　扩大就业。",
        "张　　三、李　　四、王　　五出席会议。",
        "指标　　一季度　　二季度　　三季度",
        "（一）壮大实体经济　新建工场三处。（二）守护青山　造林五处。",
        "云溪市市长　　方知远",
    ],
)
def test_blanks_that_are_no_breaks_cut_nothing(line: str) -> None:
    assert lay_out([line]).lines == [line]


def test_a_name_behind_an_office_and_numbers_stay_in_their_line() -> None:
    found = lay_out(["　　".join(["云溪市市长　　方知远", *BODY, "产值　　12　　34亿元。"])])
    assert found.lines[0] == "云溪市市长　　方知远"
    assert found.lines[-1] == "产值　　12　　34亿元。"


@pytest.mark.parametrize("width", [20, 30, 40])
@pytest.mark.parametrize(("indent", "blank"), [("　　", False), ("    ", False), ("", True), ("　　", True)])
def test_lines_of_a_fixed_width_become_paragraphs_by_indent_and_empty_line(
    width: int, indent: str, blank: bool
) -> None:
    assert lay_out(wrapped(width, indent, blank)).lines == BODY


@pytest.mark.parametrize(
    "number", ["— 1{} —", "- 1{} -", "第1{}页", "1{}/45", "                 — 1{} —", "第 1{} 页 共 45 页"]
)
@pytest.mark.parametrize("form_feed", ["", "\f"])
def test_the_number_of_a_page_never_joins_a_sentence(number: str, form_feed: str) -> None:
    lines = wrapped(30)
    for place in (9, 18):
        lines[place : place + 1] = ["", number.format(place // 9), "", form_feed + lines[place]]
    found = lay_out(lines)
    assert found.lines == BODY
    assert found.counts["page_numbers_removed"] == 2


def test_bare_numbers_that_count_up_are_those_of_pages() -> None:
    lines = wrapped(30)
    lines[20:20], lines[9:9] = ["", "2", ""], ["", "1", ""]
    assert lay_out(lines).lines == BODY
    assert "12" in lay_out(["增长", "12", "个百分点。"]).lines


def test_lines_that_no_width_broke_stay_as_they_are() -> None:
    assert lay_out(BODY).lines == BODY


def test_a_text_without_any_layout_is_said_to_show_none() -> None:
    assert not lay_out(["".join(BODY) * 10]).shown


def test_megabytes_of_blanks_are_read_in_one_pass() -> None:
    for text in ("　" * 1_000_000, "。　　" * 300_000, " \t" * 500_000 + "云", "—" * 1_000_000):
        assert lay_out([text]).lines in ([text], []) or lay_out([text]).shown


@pytest.mark.parametrize(("width", "indent", "blank"), [(40, "　　", False), (36, "", True)])
def test_real_reports_that_were_wrapped_keep_99_in_100_breaks(
    real_data: Path, tmp_path: Path, width: int, indent: str, blank: bool
) -> None:
    whole = exact = 0
    for path in files_of(real_data, PROVINCIAL_2025)[::4]:
        expected = [line for line in read_file(path)[0].text.splitlines() if line]
        lines: list[str] = []
        for paragraph in expected:
            lines += [""] if blank else []
            lines += textwrap.wrap(indent + paragraph, width, drop_whitespace=False)
        file = tmp_path / "wrapped.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        found = set(read_file(file)[0].text.splitlines())
        whole += len(expected)
        exact += sum(line in found for line in expected)
    assert exact >= 0.99 * whole


def test_where_paragraphs_are_indented_a_line_without_indent_goes_on_with_its_sentence() -> None:
    lines = ["　　" + line for line in BODY]
    begin = lines[-1].index("新建")
    lines[-1:] = [lines[-1][:begin] + "建成", "竹器小镇", "一处，" + lines[-1][begin:]]
    assert lay_out(lines).lines == [*BODY[:-1], "".join(lines[-3:]).strip()]


def test_where_paragraphs_are_indented_a_heading_goes_on_in_a_line_without_indent() -> None:
    heading = ["二、壮大纸伞竹器两大产业，在服", "务发展大局中贡献云溪力量。"]
    lines = ["　　" + line for line in [*BODY, heading[0]]] + [heading[1]] + ["　　" + line for line in BODY[2:]]
    assert lay_out(lines).lines == [*BODY, "".join(heading), *BODY[2:]]


@pytest.mark.parametrize("blank", [[], [""]])
def test_where_paragraphs_are_indented_a_paragraph_may_begin_with_what_was_a_link(blank: list[str]) -> None:
    link = ["　　", *blank, "《竹器条例》", *blank, "施行以来，新建工场五座，远销各地。"]
    lines = [*("　　" + line for line in BODY), *link, *("　　" + line for line in BODY[2:])]
    assert lay_out(lines).lines == [*BODY, "《竹器条例》施行以来，新建工场五座，远销各地。", *BODY[2:]]


def test_where_paragraphs_are_indented_the_lead_of_a_box_is_no_link() -> None:
    box = ["■新闻链接", "三通一平：通水、通电、通路，平整土地。"]
    lines = [*("　　" + line for line in BODY), *box, *("　　" + line for line in BODY[2:])]
    assert lay_out(lines).lines == [*BODY, *box, *BODY[2:]]
