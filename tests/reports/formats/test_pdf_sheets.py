"""Characters of another font stay where they stand, and pages that share a sheet are read one after the other."""

import io
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.formats.pdf import pdf_lines
from reports.formats.pdf.characters import MOST_TEXTS, Box, _Form, _placed, _Type
from storage.errors import UnreadableReport
from tests.reports.drawn import HEIGHT, WIDTH, Drawn, drawn
from tests.reports.printed import printed
from tests.reports.sample_text import LINES

PATH = Path("report.pdf")
SIZE = 12


def with_marks_behind(text: str, marks: str) -> list[Drawn]:
    """Draw a line as LibreOffice does: gaps for what the font lacks, and that behind the line."""
    places = [60.0]
    for one in text:
        places.append(places[-1] + (SIZE / 2 if one in marks else SIZE))
    drawings = [Drawn(place, 700, one) for place, one in zip(places, text, strict=False)]
    return sorted(drawings, key=lambda one: one.text in marks)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("开展“千企技改”，实施“三城同创”项目", "“”"),
        ("‘枫桥式’派出所九个，‘雪亮工程’全覆盖", "‘’"),
        ("研发投入R&D占比提高到三%以上，新建六G基站", "R&DG%"),
    ],
)
def test_marks_drawn_behind_their_line_stand_where_they_were_set(text: str, marks: str) -> None:
    assert pdf_lines(drawn([with_marks_behind(text, marks)]), PATH).lines == [text]


def on_one_sheet(data: bytes, across: int = 2, down: int = 1) -> bytes:
    """Print the pages of a PDF on sheets of A4."""
    source = pypdfium2.PdfDocument(data)
    wide, high = (HEIGHT, WIDTH) if across > down else (WIDTH, HEIGHT)
    sheets = pypdfium2.PdfDocument(pdfium.FPDF_ImportNPagesToOne(source.raw, wide, high, across, down))
    file = io.BytesIO()
    sheets.save(file)
    return file.getvalue()


LONG = [LINES[0], *[line.replace("&", "") for line in LINES[3:]] * 3]


@pytest.mark.parametrize(("across", "down"), [(2, 1), (2, 2)])
@pytest.mark.parametrize("indent", [True, False])
def test_pages_on_one_sheet_are_read_as_single_pages(across: int, down: int, indent: bool) -> None:
    data = printed(LONG, indent=indent)
    read = pdf_lines(on_one_sheet(data, across, down), PATH)
    assert read.lines == pdf_lines(data, PATH).lines
    assert read.flags == ("columns_joined",)


def test_two_columns_of_short_entries_on_a_wide_page_stay_rows() -> None:
    rows = [("玻璃产量", "五百吨"), ("纸伞产量", "三万把"), ("竹器产量", "九万件"), ("茶叶产量", "八十吨")] * 3
    page = [
        Drawn(x, 500 - 20 * number, text)
        for number, row in enumerate(rows)
        for x, text in zip((80, 500), row, strict=True)
    ]
    lines = pdf_lines(drawn([page], turn=90, rotate=90), PATH).lines
    assert [line.replace(" ", "") for line in lines][:1] != ["玻璃产量纸伞产量"]
    assert "五百吨" in lines[0]


@pytest.mark.parametrize("place", [0, 1])
def test_letters_in_one_sign_are_read_on_both_pages_of_a_sheet(place: int) -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for number in range(2):
        for line in range(30):
            canvas.setFont("Vera", SIZE)
            words = "the of\ufb01ce and the \ufb01eld " if number == place else "a town "
            canvas.drawString(60, 780 - 20 * line, words * 3)
        canvas.showPage()
    canvas.save()
    text = "".join(pdf_lines(on_one_sheet(file.getvalue()), PATH).lines)
    assert text.replace(" ", "").count("theofficeandthefield") == 90


@pytest.mark.parametrize("turn", [0, 1])
def test_a_character_that_is_placed_in_its_form_is_put_where_its_object_begins(turn: int) -> None:
    form = _Form(0.7, 0.0, 0.0, 0.7, 420.0, -10.0)
    kind = _Type(8.4, turn, is_drawn=True, is_white=False, begin=form.point(100.0, 700.0), form=form)
    box = Box(100.0, 112.0, 698.0, 710.0)
    assert _placed(box, (100.0, 700.0), kind, form, kind.begin) == (form.box(box), kind.begin)
    right = _placed(form.box(box), kind.begin, kind, form, kind.begin)
    assert right == (form.box(box), kind.begin)


def test_a_page_of_too_many_texts_is_refused_in_one_line() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(MOST_TEXTS + 1):
        canvas.drawString(number % 500, number // 500 * 10, "x")
    canvas.save()
    with pytest.raises(UnreadableReport, match=r"page 1 of the PDF holds 20,001 separate texts\. Expected"):
        pdf_lines(file.getvalue(), PATH)
