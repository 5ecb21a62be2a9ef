"""Reports printed to PDF: pages with headers, numbers and lines broken at the margin."""

import io
from collections.abc import Sequence

from PIL import Image
from reportlab.lib.pagesizes import A5
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

FONT = "STSong-Light"
HEADER = "云溪市人民政府公报"


def printed(lines: Sequence[str], *, indent: bool = True, header: str = HEADER, password: str | None = None) -> bytes:
    """Print lines as paragraphs, the first as a title, with a header and a number on every page.

    Args:
        indent: set the first line of a paragraph in by two characters; else a blank parts paragraphs.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle(
        "body", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24 if indent else 0
    )
    title = ParagraphStyle("title", parent=body, fontSize=18, leading=30, alignment=1, firstLineIndent=0)
    story: list[object] = [Paragraph(lines[0], title)]
    for line in lines[1:]:
        story += [Paragraph(line, body)] + ([] if indent else [Spacer(1, 14)])

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(60, A5[1] - 30, header)
        canvas.drawCentredString(A5[0] / 2, 25, f"— {document.page} —")

    file = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    document = SimpleDocTemplate(file, pagesize=A5, topMargin=60, bottomMargin=60, encrypt=encryption)
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return file.getvalue()


def scanned(pages: int = 3) -> bytes:
    """Print pages that hold a picture and a page number."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A5)
    for number in range(pages):
        canvas.drawImage(ImageReader(Image.new("L", (200, 300), 200)), 0, 0, *A5)
        canvas.drawString(200, 20, str(number + 1))
        canvas.showPage()
    canvas.save()
    return file.getvalue()
