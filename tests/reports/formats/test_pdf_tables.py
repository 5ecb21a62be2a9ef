"""Tables, ragged lines, titles of two lines and letters drawn twice, as a reader of a page sees them."""

import re
from pathlib import Path

import pytest

from reports.assembly import reports_of
from reports.formats.pdf import pdf_lines
from reports.report import Origin
from tests.reports.drawn import WIDTH, Drawn, Rules, column, drawn, wrapped
from tests.reports.sample_text import LINES

PATH = Path("report.pdf")
BODY = [re.sub(r"\d|\.", "五", line) for line in LINES[3:9]]
ROWS = [
    ("指标", "单位", "2030年", "目标"),
    ("粮食总产量", "万吨", "46.2", "46.5"),
    ("新增就业", "万人", "2.1", "2以上"),
]
READ = ["，".join(row) for row in ROWS]


def table(top: float, lefts: tuple[float, ...] = (62, 160, 210, 290)) -> list[Drawn]:
    return [
        Drawn(x, top - 24 * number, text) for number, row in enumerate(ROWS) for x, text in zip(lefts, row, strict=True)
    ]


def ruled(top: float, edges: tuple[float, ...] = (60, 150, 205, 285, 360)) -> Rules:
    bottom = top - 24 * len(ROWS)
    level = [(edges[0], top - 24 * number, edges[-1], top - 24 * number) for number in range(len(ROWS) + 1)]
    return [*level, *((x, bottom, x, top) for x in edges)]


def test_a_row_of_a_ruled_table_is_a_line_however_close_its_entries() -> None:
    lines = column(list(wrapped(BODY[:3], 36)), 60, 780)
    last = lines[-1].y
    entries = table(last - 46, (62, 152, 207, 287))
    below = column(list(wrapped(BODY[3:], 36)), 60, last - 140)
    read = pdf_lines(drawn([[*lines, *entries, *below]], rules=ruled(last - 30)), PATH)
    assert read.lines == [*BODY[:3], *READ, *BODY[3:]]


def test_a_row_of_a_table_without_rules_is_a_line_too() -> None:
    lines = column(list(wrapped(BODY[:3], 36)), 60, 780)
    last = lines[-1].y
    below = column(list(wrapped(BODY[3:], 36)), 60, last - 140)
    read = pdf_lines(drawn([[*lines, *table(last - 46), *below]]), PATH)
    assert read.lines == [*BODY[:3], *READ, *BODY[3:]]


def test_a_line_between_columns_of_prose_makes_no_table_of_them() -> None:
    lines = list(wrapped(BODY, 18))
    half = -(-len(lines) // 2)
    sides = [*column(lines[:half], 50, 700), *column(lines[half:], 310, 700)]
    frame = [(x, 60, x, 730) for x in (40, 295, 560)] + [(40, y, 560, y) for y in (60, 730)]
    assert pdf_lines(drawn([sides], rules=frame), PATH).lines == BODY


def test_a_line_that_ends_before_a_long_figure_goes_on() -> None:
    """As programs set text that is not spread: a figure that has no room begins the next line."""
    lines = [(first, text[: len(text) - at % 3]) for at, (first, text) in enumerate(wrapped(BODY[1:], 36))]
    short = "全县全年规模以上工业增加值完成的情况总体好于年初预期共实现产值达到"
    lines[1:2] = [(False, short), (False, "1286.4亿元，好于预期。")]
    told = "".join(line for _, line in lines[: next(at for at, (first, _) in enumerate(lines) if first and at)])
    assert pdf_lines(drawn([column(lines, 60, 780)]), PATH).lines[0] == told


@pytest.mark.parametrize("parts", [("2031年云溪市人民政府", "工作报告"), ("2031年云溪市", "政府工作报告")])
def test_a_title_over_two_lines_is_one(parts: tuple[str, str]) -> None:
    title = [
        Drawn(WIDTH / 2 - 13 * (len(text) - 2 * (at == 0)), 790 - 36 * at, text, 26) for at, text in enumerate(parts)
    ]
    date = Drawn(150, 715, "——2031年1月8日在云溪市第四届人民代表大会第二次会议上")
    data = drawn([[*title, date, *column(list(wrapped(BODY, 36)), 60, 680)]])
    assert pdf_lines(data, PATH).lines[:2] == ["".join(parts), date.text]


@pytest.mark.parametrize("beside", [0.0, 0.5, 1.5])
def test_letters_drawn_twice_to_look_bold_are_read_once(beside: float) -> None:
    lines = column(list(wrapped(BODY, 36)), 60, 780)
    twice = [one._replace(x=one.x + beside) for one in lines]
    assert pdf_lines(drawn([[*lines, *twice]]), PATH).lines == BODY


def test_a_mark_that_hangs_into_the_gutter_keeps_its_column() -> None:
    lines = list(wrapped(BODY, 18))
    half = -(-len(lines) // 2)
    hanging = [(first, f"{text}，" if at % 3 == 1 else text) for at, (first, text) in enumerate(lines[:half])]
    left, right = column(hanging, 50, 700), column(lines[half:], 280, 700)
    read = pdf_lines(drawn([[*left, *right]]), PATH).lines
    assert "".join(read) == "".join(text for _, text in [*hanging, *lines[half:]])


def test_the_title_of_a_newspaper_page_stands_before_its_columns() -> None:
    lines = list(wrapped(BODY, 12))
    third = -(-len(lines) // 3)
    columns = [one for at in range(3) for one in column(lines[at * third :][:third], 40 + 175 * at, 700)]
    head = [Drawn(60, 815, "云溪日报 2031年1月9日 星期四", 9), Drawn(225, 750, "工作报告全文", 24)]
    assert pdf_lines(drawn([[*head, *columns]]), PATH).lines == ["工作报告全文", *BODY]


def test_a_note_that_begins_with_a_figure_is_one_of_its_own() -> None:
    lines = column(list(wrapped(BODY, 36)), 60, 780)
    notes = ["1 云溪模式：指水系连通的做法。", "2 5G基站：指无线接入的设备。", "3 网格：指社区的分片。"]
    foot = [Drawn(60, 120 - 14 * at, text, 9) for at, text in enumerate(notes)]
    (report,) = reports_of(drawn([[*lines, *foot]]), PATH, Origin(PATH))
    assert report.notes == (notes[0], "2、5G基站：指无线接入的设备。", notes[2])


def test_a_page_turned_upside_down_keeps_the_order_of_its_figures() -> None:
    lines = ["全年新增就业21.3万人，完成年度计划的106.5%，城镇调查失业率控制在5.13%以内，好于预期目标。"]
    assert pdf_lines(drawn([column(list(wrapped(lines, 30)), 60, 780)], rotate=180), PATH).lines == lines


def test_where_first_lines_are_set_in_a_shorter_line_goes_on_in_one_that_is_not() -> None:
    """As a line ends that was cut after so many characters, figures among them."""
    first = [
        (True, "全年新增就业21.3万人，完成年度计划的106.5%，总体好于年初预期。"),
        (False, "城镇调查失业率稳中有降。"),
    ]
    told = "".join(line for _, line in first)
    assert pdf_lines(drawn([column([*first, *wrapped(BODY[1:] * 2, 34)], 60, 780)]), PATH).lines[0] == told


def test_entries_below_each_other_on_a_page_of_nothing_else_keep_their_figures() -> None:
    read = pdf_lines(drawn([column(list(wrapped(BODY, 36)), 60, 780), table(500)]), PATH)
    assert read.lines[-len(READ) :] == READ
