"""Pages of PDFs drawn line by line: turned, in columns, with notes at the foot, with text that nobody sees."""

import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
Rules = Sequence[tuple[float, float, float, float]]


class Drawn(NamedTuple):
    """A text, where it begins, the size of its type, how it is drawn (3: not at all) and in which grey (1: white)."""

    x: float
    y: float
    text: str
    size: float = 12
    mode: int = 0
    grey: float = 0


def wrapped(lines: Sequence[str], characters: int) -> Iterator[tuple[bool, str]]:
    """Yield the lines of paragraphs set in by two characters, each with whether it is a first one."""
    for line in lines:
        yield True, line[: characters - 2]
        for start in range(characters - 2, len(line), characters):
            yield False, line[start : start + characters]


def column(lines: Sequence[tuple[bool, str]], left: float, top: float, size: float = 12) -> list[Drawn]:
    """Return lines one below the other, first ones set in."""
    return [Drawn(left + 2 * size * first, top - 20 * number, text, size) for number, (first, text) in enumerate(lines)]


def drawn(
    pages: Sequence[Sequence[Drawn]], *, turn: int = 0, rotate: int = 0, picture: bool = False, rules: Rules = ()
) -> bytes:
    """Draw pages.

    Args:
        turn: degrees by which everything on the page is turned to the left.
        rotate: the /Rotate of the page, by which viewers turn it to the right.
        picture: a picture fills every page, beneath the text.
        rules: straight lines on every page, from a point to a point.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    # The canvas swaps the sides of a page itself where it is rotated.
    is_wide = (turn in (90, 270)) != (rotate in (90, 270))
    canvas = Canvas(file, pagesize=(HEIGHT, WIDTH) if is_wide else (WIDTH, HEIGHT))
    for page in pages:
        canvas.setPageRotation(rotate)
        if picture:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)
        canvas.translate(*{0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn])
        canvas.rotate(turn)
        for rule in rules:
            canvas.line(*rule)
        for one in page:
            text = canvas.beginText(one.x, one.y)
            text.setFont(FONT, one.size)
            text.setTextRenderMode(one.mode)
            text.setFillGray(one.grey)
            text.textLine(one.text)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
