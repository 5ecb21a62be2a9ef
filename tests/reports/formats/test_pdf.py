"""PDFs give their paragraphs whole, and nothing of what is printed around them."""

from pathlib import Path

import pytest

from reports.formats.pdf import pdf_lines
from reports.reading import read_file
from storage.errors import UnreadableReport
from tests.reports.printed import HEADER, printed, scanned
from tests.reports.sample_text import LINES, TEXT

PATH = Path("report.pdf")


@pytest.mark.parametrize("indent", [True, False])
def test_paragraphs_are_whole_again_across_lines_and_pages(indent: bool) -> None:
    long = LINES[:3] + LINES[3:] * 4
    assert pdf_lines(printed(long, indent=indent), PATH).lines == long


def test_headers_and_page_numbers_are_no_text() -> None:
    lines = pdf_lines(printed(LINES * 3), PATH).lines
    assert not any(HEADER in line or "—" in line.replace("——", "") for line in lines)


def test_a_line_that_is_repeated_in_the_text_stays() -> None:
    said = ["各位代表！"] * 12
    assert pdf_lines(printed([*LINES, *said]), PATH).lines[-12:] == said


def test_a_report_reads_the_same_from_pdf_and_text(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "printed.pdf").write_bytes(printed(LINES))
    (tmp_path / "misnamed.txt").write_bytes(printed(LINES))
    plain, *others = (read_file(tmp_path / name)[0] for name in ("plain.txt", "printed.pdf", "misnamed.txt"))
    for other in others:
        assert (other.encoding, other.id, other.text) == ("pdf", plain.id, plain.text)
        assert [one.text for one in other.paragraphs] == [one.text for one in plain.paragraphs]


def test_a_scan_is_refused_and_told_what_to_do() -> None:
    with pytest.raises(UnreadableReport, match=r"its 3 pages hold 3 characters .*pictures \(a scan\).*OCR"):
        pdf_lines(scanned(), PATH)


def test_a_password_is_named() -> None:
    with pytest.raises(UnreadableReport, match="protected by a password"):
        pdf_lines(printed(LINES, password="geheim"), PATH)


@pytest.mark.parametrize("keep", [0.05, 0.5])
def test_a_damaged_pdf_is_refused_in_one_line(keep: float) -> None:
    whole = printed(LINES)
    with pytest.raises(UnreadableReport, match=r"^report\.pdf: .*(damaged|a scan)") as caught:
        pdf_lines(whole[: int(keep * len(whole))], PATH)
    assert "\n" not in str(caught.value)


def test_a_page_with_more_text_than_a_page_can_hold_is_refused_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.formats.pdf.characters.MOST_CHARACTERS", 100)
    with pytest.raises(UnreadableReport, match=r"^report\.pdf: page 1 of the PDF holds \d+ characters"):
        pdf_lines(printed(LINES), PATH)
