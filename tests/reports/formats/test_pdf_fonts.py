"""A PDF whose fonts it does not hold says the same on every machine, whatever fonts that has."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from reports.formats.pdf import pdf_lines
from tests.reports.drawn import column, drawn, wrapped
from tests.reports.sample_text import LINES

PATH = Path("report.pdf")
SYSTEM = Path("/usr/share/fonts")  # where PDFium looks for fonts on Linux
CHINESE = 1 << 18  # of the pages of characters that a font says it has: simplified Chinese
READ = "import sys, json, pathlib; from reports.formats.pdf import pdf_lines; path = pathlib.Path(sys.argv[1]); "
READ += "print(json.dumps(pdf_lines(path.read_bytes(), path).lines))"


def turned_page() -> bytes:
    return drawn([column(list(wrapped(LINES[3:9], 36)), 60, 780)], turn=90)


def chinese_font(path: Path) -> None:
    """Write a font with glyphs three lines high, so that a page set in it looks like no other."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, -2000))
    for corner in ((100, 3000), (900, 3000), (900, -2000)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", "glyph"]
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): "glyph" for line in LINES for one in line})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Cloud Song", "styleName": "Regular"})
    builder.setupOS2(ulCodePageRange1=CHINESE)
    builder.setupPost()
    builder.save(path)


class NoFonts(pypdfium2.PdfSysfontBase):
    """Has PDFium find no font at all."""

    def MapFont(self, *_: object) -> None: ...


def test_what_a_page_says_does_not_depend_on_the_fonts_that_a_program_gives_pdfium() -> None:
    data = turned_page()
    read = pdf_lines(data, PATH).lines
    NoFonts().setup()
    assert pdf_lines(data, PATH).lines == read == LINES[3:9]


@pytest.mark.parametrize("has_chinese", [False, True])
def test_a_machine_with_chinese_fonts_and_one_without_any_read_the_same(tmp_path: Path, has_chinese: bool) -> None:
    apart = ["unshare", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*apart, "true"], capture_output=True).returncode:
        pytest.skip("this system lets no process have a /usr/share/fonts of its own (unshare --mount, of Linux)")
    (tmp_path / "fonts").mkdir()
    if has_chinese:
        chinese_font(tmp_path / "fonts/cloud.ttf")
    (tmp_path / "report.pdf").write_bytes(turned_page())
    put = shlex.join(["mount", "--bind", str(tmp_path / "fonts"), str(SYSTEM)])
    read = shlex.join([sys.executable, "-c", READ, str(tmp_path / "report.pdf")])
    finished = subprocess.run([*apart, "sh", "-c", f"{put} && {read}"], capture_output=True, text=True, check=True)
    assert json.loads(finished.stdout) == LINES[3:9]
