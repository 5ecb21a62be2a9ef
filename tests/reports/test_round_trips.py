"""A report written in another format reads back to the same paragraphs."""

import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import docx
import opencc
import pytest

from reports.reading import read_file
from reports.report import Report
from tests.reports.printed import printed
from tests.reports.real import PROVINCIAL_2025, files_of

REPORTS = 20
PRINT_LIMIT_SECONDS = 300


def _lines(report: Report) -> list[str]:
    return [report.about.title, *report.text.split("\n")]


def _page(lines: list[str], charset: str, encoding: str) -> bytes:
    body = "".join(f"<p>　　{html.escape(line)}</p>\n" for line in lines)
    page = (
        f'<html><head><meta charset="{charset}"></head><body><div>首页 &gt; 公开</div><div>{body}</div></body></html>'
    )
    return page.encode(encoding, "xmlcharrefreplace")  # as editors write characters that the charset lacks


def as_gb18030_page(lines: list[str], place: Path) -> Path:
    place.with_suffix(".html").write_bytes(_page(lines, "gb2312", "gb18030"))
    return place.with_suffix(".html")


def as_big5_page(lines: list[str], place: Path) -> Path:
    converter = opencc.OpenCC("s2t")
    traditional = [converter.convert(line) for line in lines]
    place.with_suffix(".htm").write_bytes(_page(traditional, "big5", "big5"))
    return place.with_suffix(".htm")


def as_word(lines: list[str], place: Path) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(place.with_suffix(".docx")))
    return place.with_suffix(".docx")


def as_archive(lines: list[str], place: Path) -> Path:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("报告/一.txt", "\n".join(lines).encode("gb18030"))
    place.with_suffix(".zip").write_bytes(file.getvalue())
    return place.with_suffix(".zip")


def as_pdf(lines: list[str], place: Path) -> Path:
    place.with_suffix(".pdf").write_bytes(printed(lines))
    return place.with_suffix(".pdf")


WAYS: list[Callable[[list[str], Path], Path]] = [as_gb18030_page, as_big5_page, as_word, as_archive]


def equality(one: Report, other: Report) -> float:
    """Return the share of characters that two reports have in common, in order; breaks between paragraphs count as one
    each."""
    left, right = ("\n".join(paragraph.text for paragraph in report.paragraphs) for report in (one, other))
    if left == right:
        return 1.0
    before, after = left.splitlines(keepends=True), right.splitlines(keepends=True)
    same = 0
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        # Characters are compared only where lines differ: over a whole report that takes minutes.
        same += len("".join(before[i:j])) if what == "equal" else in_common("".join(before[i:j]), "".join(after[k:m]))
    return same / max(len(left), len(right))


def in_common(one: str, other: str) -> int:
    """Return how many characters two texts have in common, in order."""
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


@pytest.mark.parametrize("way", [*WAYS, as_pdf], ids=lambda way: way.__name__)
@pytest.mark.parametrize("sample", ["songyan-2025.docx", "tinghe-2024.html"])
def test_the_sample_reports_come_back(
    way: Callable[[list[str], Path], Path], sample: str, root: Path, tmp_path: Path
) -> None:
    (report,) = read_file(root / "reports" / "sample" / sample)
    (again,) = read_file(way(_lines(report), tmp_path / "again"))
    assert equality(report, again) >= (0.995 if way is as_pdf else 0.999)


@pytest.fixture(scope="module")
def originals(real_data: Path) -> list[Report]:
    files = files_of(real_data, PROVINCIAL_2025[:REPORTS])
    return [report for path in files for report in read_file(path)]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_real_reports_come_back(
    way: Callable[[list[str], Path], Path], originals: list[Report], tmp_path: Path
) -> None:
    shares = [
        equality(one, read_file(way(_lines(one), tmp_path / str(number)))[0]) for number, one in enumerate(originals)
    ]
    print(
        f"{way.__name__}: {min(shares):.5f} at least, {sum(shares) / len(shares):.5f} on average of {len(shares)} "
        "reports"
    )
    assert len(shares) == REPORTS
    assert min(shares) >= 0.999


@pytest.mark.slow
def test_real_reports_printed_by_libreoffice_come_back(
    real_data: Path, originals: list[Report], tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed; install libreoffice-writer to print reports with it")
    files = files_of(real_data, PROVINCIAL_2025[:REPORTS])
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=PRINT_LIMIT_SECONDS,
    )
    shares = [equality(one, read_file(tmp_path / f"{Path(one.source).stem}.pdf")[0]) for one in originals]
    print(
        f"PDF by LibreOffice: {min(shares):.5f} at least, {sum(shares) / len(shares):.5f} on average of {len(shares)} "
        "reports"
    )
    assert min(shares) >= 0.995
