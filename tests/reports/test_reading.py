from pathlib import Path

import docx
import pytest

from reports.formats.finding import find_files
from reports.reading import read_all, read_file
from reports.report import Report
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from tests.reports.sample_text import BODY, LINES, TEXT, TITLE, report_of


def saved_docx(path: Path, lines: list[str]) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def page(text: str) -> str:
    lines = "".join(f"<p>　　{line}</p>\n" for line in text.split("\n"))
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        f"<title>{TITLE}</title></head>"
        f"<body><nav>首页</nav><div>当前位置：首页 &gt; 公开</div><form>用户名：<input>密码：<input></form>{lines}"
        "<div>版权所有：云溪市人民政府</div><script>var a=1</script></body></html>"
    )


def content(report: Report) -> tuple[str, str, int | None, list[str]]:
    return report.id, report.about.region, report.about.year, [paragraph.text for paragraph in report.paragraphs]


def test_one_report_reads_the_same_from_every_format(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text(TEXT, encoding="utf-8")
    saved_page = tmp_path / "page.html"
    saved_page.write_bytes(page(TEXT).encode("gb18030"))
    misnamed = tmp_path / "page.txt"
    misnamed.write_bytes(page(TEXT).encode("gb18030"))
    wide = tmp_path / "wide.txt"
    wide.write_text(TEXT, encoding="utf-16")
    word = saved_docx(tmp_path / "word.docx", LINES)
    found = [content(read_file(path)[0]) for path in (plain, saved_page, misnamed, wide, word)]
    assert found[0][:3] == ("云溪市-2031", "云溪市", 2031)
    assert all(one == found[0] for one in found)


def test_paragraphs_carry_where_they_came_from(tmp_path: Path) -> None:
    path = tmp_path / "云溪.txt"
    path.write_text(TEXT, encoding="gb18030")
    (report,) = read_file(path)
    assert (report.about.title, report.encoding, report.source, report.flags) == (TITLE, "gb18030", str(path), ())
    for number, paragraph in enumerate(report.paragraphs):
        assert report.text[paragraph.start : paragraph.end] == paragraph.text
        assert (paragraph.id, paragraph.index, paragraph.source) == (f"{report.id}:{number}", number, str(path))
    assert report.paragraphs[-2].section == ("二、2031年工作安排", "（一）着力壮大制造业，沿溪产业根基更加稳固")


def test_no_ideograph_of_the_speech_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (report,) = read_file(path)
    assert report.text.replace("\n", "") == "".join(LINES[3:])


def test_reports_of_one_file_get_ids_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    again = report_of("甲山市", 2031).replace("纸伞", "陶罐")
    path.write_text("\n-\n".join([report_of("甲山市", 2031), report_of("乙河区", 2031), again]), encoding="utf-8")
    assert [report.id for report in read_file(path)] == ["甲山市-2031", "乙河区-2031", "甲山市-2031~2"]


def test_what_states_no_place_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "part-two.txt"
    path.write_text("\n".join(LINES[5:]), encoding="utf-8")
    (report,) = read_file(path)
    assert (report.id, report.about.region) == ("part-two", "")
    assert "opening_missing" in report.flags


def test_a_table_in_a_word_document_stands_where_it_stood(tmp_path: Path) -> None:
    document = docx.Document()
    for line in LINES[:-1]:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "纸伞产量达到历年最高，", "共二十万把。"
    document.add_paragraph(LINES[-1])
    document.save(str(tmp_path / "a.docx"))
    (report,) = read_file(tmp_path / "a.docx")
    assert report.paragraphs[-2].text == "纸伞产量达到历年最高，共二十万把。"


def test_a_table_row_without_end_marks_is_not_lost(tmp_path: Path) -> None:
    document = docx.Document()
    for line in LINES[:-1]:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=2)
    for cells in (("新建幼儿园", "20所"), ("加固危桥", "12座")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph(LINES[-1])
    document.save(str(tmp_path / "a.docx"))
    (report,) = read_file(tmp_path / "a.docx")
    assert [one.text for one in report.paragraphs[-3:-1]] == ["新建幼儿园，20所", "加固危桥，12座"]


@pytest.mark.parametrize("ending", ["txt", "docx", "html"])
def test_every_natural_paragraph_is_one_paragraph(ending: str, tmp_path: Path) -> None:
    leads = [
        "各位代表！",
        "产业结构持续优化。",
        "今年办好三件实事：一、修路。（二）架桥。一是通水。",
        "1. 新建幼儿园20所",
        "2. 加固危桥12座",
    ]
    long = [sign + "纸伞远销各地，竹器也有名气，订单不断。" * 70 for sign in ("一是", "二是")]
    lines = [*BODY[:4], *leads, *long, *BODY[4:]]
    path = tmp_path / f"a.{ending}"
    if ending == "docx":
        saved_docx(path, [TITLE, *lines])
    else:
        text = "\n".join([TITLE, *lines])
        path.write_text(
            text if ending == "txt" else "".join(f"<p>{line}</p>" for line in text.split("\n")), encoding="utf-8"
        )
    (report,) = read_file(path)
    assert [one.text for one in report.paragraphs] == [line for line in lines if line[:2] not in ("一、", "二、")]
    assert report.flags == ()


def test_a_report_on_one_line_that_speaks_of_copyright_is_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("".join(BODY[:-1]) + "版权登记量增长两成，企业持有专利十万件。", encoding="utf-8")
    (report,) = read_file(path)
    assert "持有专利十万件" in "".join(one.text for one in report.paragraphs)


def test_a_report_of_which_nothing_is_left_is_flagged_on_the_others(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    empty = [
        "2032年丙湖县政府工作报告",
        "各位代表：现在报告工作，请予审议。本站版权所有，未经授权不得转载。",
        *["点击数：00000000000000"] * 40,
    ]
    path.write_text("\n".join([report_of("甲山市", 2031), *empty]), encoding="utf-8")
    (report,) = read_file(path)
    assert "part_without_text" in report.flags


def test_much_text_dropped_behind_the_closing_is_flagged_on_the_report(tmp_path: Path) -> None:
    path = tmp_path / "tail.txt"
    more = [f"云溪第{n}处水厂投用，新增供水人口{n * 100}人，水质全部合格。" for n in range(10, 25)]
    path.write_text("\n".join([TEXT, "云溪概况", *more]), encoding="utf-8")
    (report,) = read_file(path)
    assert report.flags == ("text_dropped_after_closing",)


def docx_bytes(tmp_path: Path) -> bytes:
    return saved_docx(tmp_path / "whole.docx", LINES).read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \r\n\t\n", "is empty"),
        ("ideographic-blank.txt", "\u3000\n\u3000".encode(), "holds no Chinese text"),
        ("binary.txt", bytes(range(256)) * 16, "holds no text that can be decoded"),
        ("english.txt", b"A report of an English town council. Nothing else.", "holds no Chinese text"),
        ("menu.txt", "首页\n登录\n注册\n".encode(), "holds no paragraph"),
        (
            "nothing.html",
            b"<html><head><script>x</script></head><body><div></div><p></p></body></html>",
            "holds no Chinese text",
        ),
        ("no-zip.docx", b"A report of an English town council. Nothing else.", "is not a Word document"),
        (
            "old.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "damaged or incomplete document",
        ),
        ("table.xlsx", b"PK\x03\x04", "is a damaged workbook"),
        ("table.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"),
    ],
)
def test_bad_files_are_refused_with_one_clear_line(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableReport, match=reason) as caught:
        read_file(path)
    assert str(path) in str(caught.value)
    assert "Expected" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_a_truncated_word_document_is_refused(tmp_path: Path, share: float) -> None:
    whole = docx_bytes(tmp_path)
    path = tmp_path / "cut.docx"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnreadableReport, match="damaged or incomplete Word document"):
        read_file(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="cannot be opened"):
        read_file(tmp_path / "none.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports on two levels, among files that are none."""
    below = tmp_path / "reports" / "b"
    below.mkdir(parents=True)
    (tmp_path / "reports" / ".hidden").mkdir()
    for path in (below / "2.txt", below.parent / "a.TXT", below.parent / ".hidden" / "x.txt", below / ".y.txt"):
        path.write_text(TEXT, encoding="utf-8")
    (below / "notes.mp3").write_bytes(b"PK\x03\x04")
    (below / "~$word.docx").write_bytes(b"lock")
    (below / "3.txt").write_bytes(b"\0\1\2" * 500)
    return below.parent


def test_folders_are_walked_in_order_and_only_reports_are_to_be_read(folder: Path) -> None:
    assert find_files([folder]) == [folder / "a.TXT", folder / "b" / "2.txt", folder / "b" / "3.txt"]
    assert find_files([folder / "b" / "2.txt", folder]) == [
        folder / "b" / "2.txt",
        folder / "a.TXT",
        folder / "b" / "3.txt",
    ]


def test_a_file_is_listed_once_however_its_path_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    relative = Path("reports")
    assert find_files([relative, folder, relative / "b" / ".." / "a.TXT"]) == find_files([relative])
    with pytest.raises(UnreadableReport, match=r"3\.txt"):
        list(read_all([folder, relative / "b" / "3.txt"]))


def test_inputs_without_any_report_are_an_error_after_the_last_skipped_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1\2" * 500)
    (tmp_path / "b.txt").write_bytes(b"")
    found = read_all([tmp_path])
    assert [type(next(found)), type(next(found))] == [Skipped, Skipped]
    with pytest.raises(UnreadableReport, match=r"None of 2 files .*a\.txt: holds no text"):
        next(found)


def test_a_folder_goes_on_past_a_bad_file_and_says_so(folder: Path) -> None:
    found = list(read_all([folder]))
    assert [one.id for one in found if isinstance(one, Report)] == ["云溪市-2031", "云溪市-2031~2"]
    (skipped,) = [one for one in found if isinstance(one, Skipped) and one.kind == "unreadable"]
    assert skipped.path == folder / "b" / "3.txt" and "holds no text" in skipped.reason
    second = next(one for one in found if isinstance(one, Report) and one.id.endswith("~2"))
    assert {paragraph.report for paragraph in second.paragraphs} == {second.id}
    assert second.paragraphs[0].id == f"{second.id}:0"


def test_a_bad_file_given_by_name_is_an_error(folder: Path) -> None:
    with pytest.raises(UnreadableReport, match=r"3\.txt"):
        list(read_all([folder, folder / "b" / "3.txt"]))


def test_missing_inputs_and_folders_without_reports_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="does not exist"):
        find_files([tmp_path / "none"])
    (tmp_path / "a.doc").write_bytes(b"old")
    with pytest.raises(
        UnreadableReport,
        match="Expected TXT, a web page, DOCX, DOC, WPS, RTF",
    ):
        find_files([tmp_path])
