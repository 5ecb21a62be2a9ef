"""Pages are read as a reader who turns them upright sees them: turned, in columns, with notes, with hidden text."""

import re
from pathlib import Path

import pytest

from reports.assembly import reports_of
from reports.formats.pdf import pdf_lines
from reports.report import Origin
from storage.errors import UnreadableReport
from tests.reports.drawn import WIDTH, Drawn, column, drawn, wrapped
from tests.reports.sample_text import LINES

PATH = Path("report.pdf")
# Figures are narrow, and a line of them would end short of the margin.
BODY = [re.sub(r"\d|\.", "五", line) for line in LINES[3:9]]


def page_of(lines: list[str], characters: int = 36, left: float = 60, top: float = 780) -> list[Drawn]:
    return column(list(wrapped(lines, characters)), left, top)


@pytest.mark.parametrize(("turn", "rotate"), [(90, 90), (180, 180), (270, 270), (0, 90), (90, 0), (270, 90), (180, 0)])
def test_a_turned_page_is_read_as_an_upright_one(turn: int, rotate: int) -> None:
    number = Drawn(WIDTH / 2, 30, "— 1 —", 9)
    assert pdf_lines(drawn([[*page_of(BODY), number]], turn=turn, rotate=rotate), PATH).lines == BODY


def test_pages_turned_differently_are_joined() -> None:
    lines = list(wrapped(BODY, 36))
    middle = next(number for number, (first, _) in enumerate(lines) if number > 5 and not first)
    first, second = column(lines[:middle], 60, 780), column(lines[middle:], 60, 780)
    assert pdf_lines(drawn([first, second], turn=90, rotate=90), PATH).lines == BODY


@pytest.mark.parametrize(("number", "characters"), [(2, 18), (3, 12), (4, 9)])
@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other(number: int, characters: int, by_rows: bool) -> None:
    lines = list(wrapped(BODY, characters))
    share = -(-len(lines) // number)
    width = characters * 12 + 24
    placed = [one for place in range(number) for one in column(lines[place * share :][:share], 50 + place * width, 700)]
    if by_rows:
        placed.sort(key=lambda one: -one.y)
    headline = Drawn(180, 760, LINES[0], 18)
    read = pdf_lines(drawn([[headline, *placed]]), PATH)
    assert read.lines == [LINES[0], *BODY]
    assert read.flags == ("columns_joined",)


def test_columns_above_and_below_a_headline_are_two_articles() -> None:
    upper = column(list(wrapped(BODY[2:4], 18)), 50, 790)
    half = -(-len(upper) // 2)
    sides = [*upper[:half], *(one._replace(x=one.x + 250, y=one.y + 20 * half) for one in upper[half:])]
    lower = column(list(wrapped(BODY[3:5], 18)), 50, 480)
    half = -(-len(lower) // 2)
    below = [*lower[:half], *(one._replace(x=one.x + 250, y=one.y + 20 * half) for one in lower[half:])]
    headline = Drawn(200, 520, "云溪市举行纸伞节开幕仪式", 18)
    assert pdf_lines(drawn([[*sides, headline, *below]]), PATH).lines == [*BODY[2:4], headline.text, *BODY[3:5]]


def test_a_table_is_no_page_in_columns() -> None:
    rows = [("地区生产总值", "增长百分之六"), ("城镇新增就业", "四千二百人"), ("溪水达标断面", "十二个")] * 4
    table = [
        Drawn(x, 400 - 20 * number, text)
        for number, row in enumerate(rows)
        for x, text in zip((60, 330), row, strict=True)
    ]
    read = pdf_lines(drawn([[*page_of(BODY[:2]), *table]]), PATH)
    assert "columns_joined" not in read.flags
    assert sum("地区生产总值 增长百分之六" in line for line in read.lines) == 4


NOTES = ["①沿溪纸伞：指云溪市沿溪镇出产的手工纸伞。", "②双百行动：指百家企业进百村。"]


def noted(marks: tuple[str, str]) -> bytes:
    """Two pages, a paragraph broken between them, with a note at the foot of each."""
    lines = list(wrapped(BODY, 36))
    middle = next(number for number, (first, _) in enumerate(lines) if number > 5 and not first)
    pages = [column(lines[:middle], 60, 780), column(lines[middle:], 60, 780)]
    feet = [
        [Drawn(60, 90, mark + note[1:], 9), Drawn(WIDTH / 2, 30, f"— {number} —", 9)]
        for number, (mark, note) in enumerate(zip(marks, NOTES, strict=True), 1)
    ]
    return drawn([[*page, *foot] for page, foot in zip(pages, feet, strict=True)])


@pytest.mark.parametrize("marks", [("①", "②"), ("[1]", "[2]"), ("1", "2")])
def test_notes_at_the_foot_of_a_page_leave_the_paragraph_whole(marks: tuple[str, str]) -> None:
    read = pdf_lines(noted(marks), PATH).lines
    assert read == [*BODY, "注释：", *(mark + note[1:] for mark, note in zip(marks, NOTES, strict=True))]


def test_notes_that_count_anew_on_every_page_are_counted_through() -> None:
    assert pdf_lines(noted(("①", "①")), PATH).lines[-2:] == [NOTES[0], "〔2〕" + NOTES[1][1:]]


def test_a_note_in_type_of_the_usual_size_is_known_by_its_mark() -> None:
    lines = list(wrapped([BODY[2].replace("纸伞", "纸伞①", 1), *BODY[3:]], 36))
    note = Drawn(60, 90, NOTES[0])
    assert pdf_lines(drawn([[*column(lines, 60, 780), note]]), PATH).lines[-2:] == ["注释：", NOTES[0]]


def test_a_raised_figure_behind_a_term_is_the_mark_of_its_note() -> None:
    first, second = "　　全市加快发展沿溪纸伞", "产业，玻璃产值增长百分之六，覆盖面积八十km"
    x = 60 + 12 * len(first)
    page = [Drawn(60, 780, first), Drawn(x, 785, "1", 7), Drawn(x + 6, 780, second[:-2])]
    page += [Drawn(x + 6 + 12 * (len(second) - 2), 780, "km"), Drawn(x + 6 + 12 * len(second) - 4, 785, "2", 7)]
    (line,) = pdf_lines(drawn([page]), PATH).lines
    assert line == "全市加快发展沿溪纸伞〔1〕产业，玻璃产值增长百分之六，覆盖面积八十km²"


def test_the_text_layer_of_a_scan_is_read_and_flagged() -> None:
    page = [one._replace(mode=3) for one in page_of(BODY)]
    read = pdf_lines(drawn([page], picture=True), PATH)
    assert (read.lines, read.flags) == (BODY, ("recognised_text",))


JUNK = Drawn(60, 300, "论坛水印七四二")


@pytest.mark.parametrize(
    "junk",
    [JUNK._replace(mode=3), JUNK._replace(grey=1), JUNK._replace(size=1), JUNK._replace(y=-40), JUNK._replace(x=WIDTH)],
)
def test_what_nobody_sees_is_no_text(junk: Drawn) -> None:
    read = pdf_lines(drawn([[*page_of(BODY), junk]]), PATH)
    assert (read.lines, read.flags) == (BODY, ())


def test_white_text_on_a_picture_is_read() -> None:
    title = Drawn(60, 800, LINES[0], grey=1)
    assert pdf_lines(drawn([[title, *page_of(BODY, top=760)]], picture=True), PATH).lines == [LINES[0], *BODY]


def test_pages_without_text_are_counted() -> None:
    data = drawn([page_of(BODY), [], []], picture=True)
    assert pdf_lines(data, PATH).flags == ("pages_without_text",) * 2
    (report,) = reports_of(data, PATH, Origin(PATH))
    assert report.cleaning["pages_without_text"] == 2
    assert report.flags.count("pages_without_text") == 1


def test_text_from_top_to_bottom_is_read_and_flagged() -> None:
    characters = [
        Drawn(500 - 24 * number, 780 - 14 * (place + 2 * first), one)
        for number, (first, line) in enumerate(wrapped(BODY[:3], 36))
        for place, one in enumerate(line)
    ]
    read = pdf_lines(drawn([characters]), PATH)
    assert (read.lines, read.flags) == (BODY[:3], ("vertical_text",))


def test_fonts_that_do_not_say_what_they_show_are_refused() -> None:
    data = (
        drawn([page_of(BODY)])
        .replace(b"/UniGB-UCS2-H", b"/Identity-H   ")
        .replace(b"/Ordering (GB1)", b"/Ordering (Zzz)")
    )
    with pytest.raises(UnreadableReport, match=r"^report\.pdf: the fonts of the PDF do not say .*OCR"):
        pdf_lines(data, PATH)
