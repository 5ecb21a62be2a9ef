"""ZIP archives: every report in them is read, nothing is written, and what is hostile is refused by name."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from reports.formats.archive import members
from reports.formats.kinds.recognition import recognise_bytes
from reports.reading import read_all, read_each, read_file
from reports.report import Report
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from tests.reports.packing import packed, word
from tests.reports.printed import printed
from tests.reports.sample_text import LINES, TEXT, report_of


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_reports_of_every_kind_in_an_archive_are_read_in_order(tmp_path: Path) -> None:
    inner = packed({"丁山市.txt": report_of("丁山市", 2031).encode("gb18030")})
    files = {
        "乙河区.txt": report_of("乙河区", 2031).encode(),
        "图片.jpg": b"\xff\xd8\xff",
        "甲山市/报告.docx": word(report_of("甲山市", 2031).split("\n")),
        "丙水县.pdf": printed(report_of("丙水县", 2031).split("\n")),
        "内.zip": inner,
        ".hidden.txt": b"x",
    }
    path = saved(tmp_path / "all.zip", packed(files))
    reports = read_file(path)
    assert [report.id for report in reports] == ["乙河区-2031", "甲山市-2031", "丙水县-2031", "丁山市-2031"]
    assert [report.source.removeprefix(str(path)) for report in reports] == [
        "/乙河区.txt", "/甲山市/报告.docx", "/丙水县.pdf", "/内.zip/丁山市.txt"
    ]  # fmt: skip
    plain = read_file(saved(tmp_path / "plain.txt", report_of("乙河区", 2031).encode()))[0]
    assert [one.text for one in reports[0].paragraphs] == [one.text for one in plain.paragraphs]
    assert all("others_unreadable" not in report.flags for report in reports)


def test_two_reports_of_one_name_in_an_archive_get_ids_of_their_own(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.zip", packed({"1.txt": TEXT.encode(), "2.txt": TEXT.encode()}))
    assert [report.id for report in read_file(path)] == ["云溪市-2031", "云溪市-2031~2"]
    again = saved(tmp_path / "b.zip", path.read_bytes())
    ids = [one.id for one in read_all([path, again]) if isinstance(one, Report)]
    assert ids == ["云溪市-2031", "云溪市-2031~2", "云溪市-2031~3", "云溪市-2031~4"]


def test_names_in_gbk_without_a_mark_are_shown_as_they_were_written(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = "工作报告.txt".encode("gb18030").decode("cp437")
        archive.writestr(entry, TEXT)
    raw = file.getvalue()
    utf8 = entry.filename.encode()
    gbk = "工作报告.txt".encode("gb18030")
    # Python writes such a name as UTF-8 and says so; old programs write GBK and say nothing.
    assert raw.count(utf8) == 2
    padded = gbk + b"_" * (len(utf8) - len(gbk))
    raw = bytearray(raw.replace(utf8, padded))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(mark) + place
        raw[at + 1] &= ~0x08 & 0xFF
    found = list(members(bytes(raw), "a.zip"))
    assert [one.name.rstrip("_") for one in found] == ["a.zip/工作报告.txt"]


@pytest.mark.parametrize("name", ["../../etc/a.txt", "/etc/a.txt", "C:\\a.txt", "..\\..\\a.txt"])
def test_a_name_never_leads_out_of_the_archive(name: str, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.zip", packed({name: TEXT.encode()}))
    before = sorted(tmp_path.rglob("*"))
    (report,) = read_file(path)
    assert ".." not in report.source
    assert "C:" not in report.source.removeprefix(str(path))
    assert report.source.startswith(f"{path}/")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bad_file_in_an_archive_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    files = {
        "good.txt": TEXT.encode(),
        "empty.txt": b"",
        "bad.docx": b"PK\x03\x04broken",
        "bytes.txt": bytes(range(256)) * 40,
    }
    path = saved(tmp_path / "a.zip", packed(files))
    found = list(read_each(path))
    assert [type(one) for one in found] == [Report, Skipped, Skipped, Skipped]
    for one, name in zip(found[1:], list(files)[1:], strict=True):
        assert isinstance(one, Skipped)
        assert one.reason.startswith(f"{path}/{name}: ")
    assert read_file(path)[0].flags[-1] == "others_unreadable"


def test_every_file_in_an_archive_is_read_or_has_a_row(tmp_path: Path) -> None:
    inner = packed({"内.txt": TEXT.encode(), "内.png": b"x"})
    names = ["good.txt", "a.png", ".x.txt", "~$b.docx", "noending", "内.zip", "__MACOSX/._good.txt", "__MACOSX/._a.png"]
    path = saved(tmp_path / "a.zip", packed({name: inner if name == "内.zip" else TEXT.encode() for name in names}))
    found = list(read_each(path))
    rows = {str(one.path.relative_to(path)): (one.kind, one.is_folder) for one in found if isinstance(one, Skipped)}
    assert rows == {
        "__MACOSX": ("hidden", True),
        "a.png": ("other", False),
        ".x.txt": ("hidden", False),
        "~$b.docx": ("hidden", False),
        "内.zip/内.png": ("other", False),
    }
    assert [one.source for one in found if isinstance(one, Report)] == [
        f"{path}/good.txt",
        f"{path}/noending",
        f"{path}/内.zip/内.txt",
    ]
    origins = [one.origin for one in found]
    assert len({one.member for one in origins if one}) == len(found)
    assert {one.file for one in origins if one} == {path}


def test_two_files_of_one_name_in_an_archive_are_both_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", report_of("甲山市", 2031))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", report_of("乙河区", 2031))
    first, second = read_file(saved(tmp_path / "a.zip", file.getvalue()))
    assert (first.about.region, second.about.region) == ("甲山市", "乙河区")
    assert first.source == second.source
    assert first.origin != second.origin


def test_files_that_lie_over_each_other_do_not_fill_the_memory(tmp_path: Path) -> None:
    one = packed({"a.txt": b"\0" * 4_900_000})
    start = one.index(b"PK\x01\x02")
    entry, end = one[start : one.index(b"PK\x05\x06")], bytearray(one[one.index(b"PK\x05\x06") :])
    many = 1_000  # entries for the one file, each of which seems harmless
    end[8:12] = many.to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * many).to_bytes(4, "little")
    path = saved(tmp_path / "a.zip", one[:start] + entry * many + bytes(end))
    with pytest.raises(UnreadableReport, match=r"a\.zip: unpacks to 4,900,000,000 bytes"):
        read_file(path)


def test_archives_in_an_archive_share_its_room() -> None:
    inner = packed({f"{number}.txt": b"\0" * 900_000 for number in range(5)})
    found = list(members(packed({f"{number}.zip": inner for number in range(9)}), "a.zip"))
    assert sum(len(one.data) for one in found) == 4_500_000  # and not nine times as much
    assert "too much for its packed size" in found[-1].reason


def test_an_archive_with_nothing_to_read_is_refused(tmp_path: Path) -> None:
    for files, words in ({"a.jpg": b"x"}, "without a file that can be read"), ({"a.txt": b""}, "is empty"):
        with pytest.raises(UnreadableReport, match=words):
            read_file(saved(tmp_path / "a.zip", packed(files)))
    with pytest.raises(UnreadableReport, match="without a file that can be read"):
        read_file(saved(tmp_path / "none.zip", packed({})))


def test_a_bomb_is_not_unpacked() -> None:
    (one,) = members(packed({"a.txt": b"\0" * 50_000_000}), "a.zip")
    assert (one.data, one.reason.partition(":")[0]) == (b"", "a.zip/a.txt")
    assert "50,000,000 bytes" in one.reason


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    raw = bytearray(packed({"a.txt": b"\0" * 5_000_000}))
    said = (5_000_000).to_bytes(4, "little")
    assert raw.count(said) == 2
    (one,) = members(bytes(raw.replace(said, (100).to_bytes(4, "little"))), "a.zip")
    assert one.reason.startswith("a.zip/a.txt: cannot be unpacked")


def test_archives_in_archives_end_somewhere() -> None:
    data = packed({"a.txt": TEXT.encode()})
    for _ in range(6):
        data = packed({"in.zip": data})
    (one,) = members(data, "a.zip")
    assert "archives deep" in one.reason


def test_a_password_and_a_cut_off_archive_are_named(tmp_path: Path) -> None:
    raw = bytearray(packed({"a.txt": TEXT.encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    with pytest.raises(UnreadableReport, match="protected by a password"):
        read_file(saved(tmp_path / "a.zip", bytes(raw)))
    whole = packed({"a.txt": zlib.compress(TEXT.encode() * 50)})
    with pytest.raises(UnreadableReport, match=r"b\.zip: is a damaged or incomplete ZIP"):
        read_file(saved(tmp_path / "b.zip", whole[: len(whole) // 2]))


def test_a_word_document_is_no_archive() -> None:
    assert recognise_bytes(word(LINES), "a.zip").form == "word"
    assert recognise_bytes(packed({"a.txt": b"x"}), "a.docx").form == "archive"
