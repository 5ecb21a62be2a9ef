"""Messages and saved pages are read as what they show, and what is attached is not forgotten."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from reports.formats.mail import read_mail
from reports.reading import read_each, read_file
from reports.report import Report
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from tests.reports.packing import packed, rtf, saved_page, word
from tests.reports.sample_text import LINES, TEXT

PAGE = f"<html><body>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def paragraphs(path: Path) -> list[str]:
    (report,) = read_file(path)
    return [one.text for one in report.paragraphs]


@pytest.fixture
def plain(tmp_path: Path) -> list[str]:
    return paragraphs(saved(tmp_path / "plain.txt", TEXT.encode()))


def letter(attached: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "工作报告"
    message.set_content("您好：附件是今年的政府工作报告，请查收。")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable"])
def test_a_message_in_text_and_html_is_read_once(charset: str, transfer: str, tmp_path: Path, plain: list[str]) -> None:
    message = EmailMessage()
    message["Subject"] = "报告"
    message.set_content("见网页。", charset=charset, cte=transfer)
    message.add_alternative(PAGE, subtype="html", charset=charset, cte=transfer)
    assert paragraphs(saved(tmp_path / "a.eml", message.as_bytes())) == plain


def test_text_in_seven_bits_is_read_by_the_name_of_its_encoding(tmp_path: Path) -> None:
    text = "各位代表：现在，我代表市人民政府，向大会报告工作，请予审议。"
    head = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=hz-gb-2312\n\n"
    assert read_mail(head + text.encode("hz"), tmp_path).body.decode() == text


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.doc", "a.txt", "a"])
def test_a_page_saved_with_its_parts_is_read_under_any_name(name: str, tmp_path: Path, plain: list[str]) -> None:
    assert paragraphs(saved(tmp_path / name, saved_page(PAGE))) == plain


def test_a_saved_page_that_is_cut_off_says_so(tmp_path: Path) -> None:
    data = saved_page(PAGE)
    (report,) = read_file(saved(tmp_path / "a.mht", data[: len(data) * 2 // 3]))
    assert {"cut_off", "closing_missing"} <= set(report.flags)


def test_what_is_attached_is_read_or_has_a_row(tmp_path: Path, plain: list[str]) -> None:
    data = letter({"云溪报告.docx": word(LINES), "图.png": b"\x89PNG", "all.zip": packed({"b.rtf": rtf(LINES)})})
    path = saved(tmp_path / "all.zip", packed({"信.eml": data}))
    found = list(read_each(path))
    rows = {str(one.path.relative_to(path)): one.kind for one in found if isinstance(one, Skipped)}
    assert rows == {"信.eml": "other", "信.eml/图.png": "other"}
    reports = [one for one in found if isinstance(one, Report)]
    assert [one.source.removeprefix(f"{path}/") for one in reports] == ["信.eml/云溪报告.docx", "信.eml/all.zip/b.rtf"]
    assert all([one.text for one in report.paragraphs] == plain for report in reports)


def test_a_report_that_is_the_letter_is_read_beside_what_is_attached(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content(TEXT)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    found = list(read_each(saved(tmp_path / "a.eml", message.as_bytes())))
    assert [type(one) for one in found] == [Report, Skipped]


@pytest.mark.parametrize("data", [b"\n" * 2_000_000, b"Content-Type: multipart/mixed; boundary=x\n" * 30])
def test_a_message_made_to_run_on_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match=r"a\.eml: is a message or saved page of over"):
        read_mail(b"MIME-Version: 1.0\n" + data, Path("a.eml"))
