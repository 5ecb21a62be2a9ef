"""RTF is read as a word processor shows it, however its Chinese is written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reports.formats.office.rtf import rtf_lines
from storage.errors import UnreadableReport
from tests.reports.packing import in_gbk, rtf
from tests.reports.sample_text import LINES

PATH = Path("a.rtf")


def half_as_letter(character: str) -> str:
    raw = character.encode("gb18030")
    if len(raw) != 2 or not chr(raw[1]).isalpha() or raw[1] > 127:
        return in_gbk(character)
    return f"\\'{raw[0]:02x}{chr(raw[1])}"


def as_raw_bytes(character: str) -> str:
    return "".join(f"\\{chr(b)}" if chr(b) in "\\{}" else chr(b) for b in character.encode("gb18030"))


def as_unicode(character: str) -> str:
    if character.isascii():
        return character
    raw = character.encode("utf-16-le")
    return "".join(f"\\u{int.from_bytes(raw[n : n + 2], 'little', signed=True)}?" for n in range(0, len(raw), 2))


def as_both(character: str) -> str:
    return character if character.isascii() else f"\\uc2{as_unicode(character)[:-1]}{in_gbk(character)}"


@pytest.mark.parametrize("written", [in_gbk, half_as_letter, as_raw_bytes, as_unicode, as_both])
def test_chinese_is_read_in_every_way_of_writing_it(written: Callable[[str], str]) -> None:
    lines = [*LINES, "镕堃砚湖：丂俓。"]
    assert rtf_lines(rtf(lines, written), PATH) == lines


def test_gbk_bytes_beside_a_latin_font_are_chinese_all_the_same() -> None:
    assert rtf_lines(rtf(LINES, fonts=r"{\f0\fnil\fcharset0 Times;}"), PATH) == LINES
    assert rtf_lines(rtf(LINES).replace(rb"\ansicpg936", b"").replace(b"134", b"0"), PATH) == LINES


def test_two_halves_of_a_character_are_one_and_half_a_character_is_marked() -> None:
    assert rtf_lines(rb"{\rtf1 \u-10179?\u-8576?.\u-10179?.\u0?x\par}", PATH) == ["🚀.\ufffd.x"]


def test_what_a_reader_does_not_see_is_not_text() -> None:
    hidden = rb"{\rtf1{\info{\title t}}{\stylesheet{\s0 Normal;}}a{\v hidden}b{\deleted gone}{\*\unknown x{y}}"
    seen = rb"{\header h}{\pict\bin4 }}{\\c}{\field{\*\fldinst HYPERLINK u}{\fldrslt d}}\par}rest"
    assert rtf_lines(hidden + seen, PATH) == ["abd"]


def test_a_table_row_is_a_line_and_footnotes_follow_the_text() -> None:
    data = rb"{\rtf1\trowd\pard\intbl a\par b\cell c\cell\row\pard d{\footnote e}\par\trowd\intbl f\cell\row}"
    assert rtf_lines(data, PATH) == ["a b，c", "d", "f", "注释：", "e"]


def test_numbers_that_word_wrote_before_a_paragraph_are_kept() -> None:
    assert rtf_lines(rb"{\rtf1{\listtext\pard 1.\tab}{\*\pn x}a\par}", PATH) == ["1.\ta"]


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1" + b"{" * 3_000_000,
        b"{\\rtf1" + b"\\par" * 4_000_000,
        b"{\\rtf1" + b"{\\pict" * 500_000,
        b"{\\rtf1" + b"{\\upr" * 500_000,
        b"{\\rtf1{\\fonttbl" + b"{\\f1" * 500_000,
        b"{\\rtf1 " + b"\\'c4" * 3_000_000 + b"}",
    ],
)
def test_a_bomb_is_refused_or_read_without_running_on(data: bytes) -> None:
    try:
        rtf_lines(data, PATH)
    except UnreadableReport as error:
        assert str(error).startswith("a.rtf: is RTF of over")
