"""What is dropped is read and tagged as tag.py does it; what cannot be read gets a line for a person."""

import csv
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from inference.service import limits
from inference.service.application import make_application
from inference.service.model import ServedModel
from inference.service.reading.explained import MEANINGS
from inference.service.reading.kept import Kept
from inference.service.reading.reader import Reader
from tests.inference.service.conftest import HERE, SECRET

OCTETS = {"Content-Type": "application/octet-stream"}
TEXT = """砚湖市人民政府工作报告
——2024年1月9日在砚湖市第七届人民代表大会第三次会议上
砚湖市市长 柏长河

各位代表：
一、2023年工作回顾
全年完成造林绿化3万亩，河湖水质持续改善，空气优良天数比例达到九成以上。
城镇新增就业1200人，新建学校4所，养老服务设施覆盖全部社区。
""".encode()


@pytest.fixture
def reader(model: ServedModel, tmp_path: Path) -> Reader:
    return Reader(model, Kept(tmp_path / "read"))


@pytest.fixture
def readers(model: ServedModel, reader: Reader) -> Iterator[TestClient]:
    with TestClient(make_application(model, SECRET, reader=reader), HERE) as opened:
        opened.auth = ("anybody", SECRET)
        yield opened


def drop(client: TestClient, name: str, data: bytes) -> tuple[int, dict[str, object]]:
    answer = client.post("/read", params={"name": name}, content=data, headers=OCTETS)
    return answer.status_code, answer.json()


def test_a_report_becomes_its_page(readers: TestClient) -> None:
    status, said = drop(readers, "砚湖 报告.txt", TEXT)
    assert (status, said["reports"], said["skipped"]) == (200, 1, [])
    page = readers.get(str(said["href"]))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "全年完成造林绿化3万亩" in page.text and "柏长河" in page.text
    assert "砚湖 报告.txt" in readers.get("/read").text


def test_a_table_becomes_the_page_of_its_reports_and_says_what_was_not_read(readers: TestClient) -> None:
    rows = [["标题", "年份", "正文"], ["砚湖市政府工作报告", "2024", TEXT.decode()], ["岚川县政府工作报告", "2023", ""]]
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    status, said = drop(readers, "reports.csv", sheet.getvalue().encode("utf-8-sig"))
    assert status == 200 and str(said["href"]).endswith(("index.html", ".html"))
    assert any("reports.csv" in str(line) for line in said["skipped"])  # type: ignore[attr-defined]
    assert not any("/" in str(line).split(":")[0] for line in said["skipped"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "data", "phrase"),
    [
        ("空.txt", b"", "is empty"),
        ("短.txt", "你好".encode(), "holds no paragraph"),
        ("坏.pdf", b"%PDF-1.7\nbroken", "is a damaged"),
        ("坏.docx", b"PK\x03\x04 broken", "is a damaged"),
        ("假.docx", bytes(range(256)) * 9, "is not a Word document"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(90), "is a picture"),
    ],
)
def test_what_cannot_be_read_is_explained_in_both_languages(
    name: str, data: bytes, phrase: str, readers: TestClient, reader: Reader, tmp_path: Path
) -> None:
    status, said = drop(readers, name, data)
    line = str(said["error"])
    assert status == 400 and name in line and str(tmp_path) not in line
    assert phrase in MEANINGS and phrase in line
    assert list((tmp_path / "read").iterdir()) == []


def test_a_name_leads_nowhere_and_stops_nothing(readers: TestClient) -> None:
    for name in ("../../etc/passwd.txt", "--help.txt", "", "a" * 900 + ".txt", 'x"<script>.txt', "\ud800.txt"):
        status, said = drop(readers, name.encode("utf-8", "replace").decode(), TEXT)
        assert status == 200, said


def test_only_pages_of_kept_results_are_given_out(readers: TestClient, reader: Reader, tmp_path: Path) -> None:
    _, said = drop(readers, "a.txt", TEXT)
    token = str(said["href"]).split("/")[2]
    assert readers.get(f"/read/{token}/tagged.csv").status_code == 200
    hidden = (
        f"{token}/../file/a.txt",
        f"{token}/%2e%2e/paragraphs.jsonl",
        f"{token}/none.html",
        f"{token}/%00.html",
        f"{token}/{'x' * 300}.html",
        "x" * 16 + "/index.html",
    )
    for path in hidden:
        assert readers.get(f"/read/{path}").status_code == 404
    readers.auth = None
    assert readers.get(str(said["href"])).status_code == 401


def test_the_oldest_result_goes_and_a_new_start_keeps_none(
    readers: TestClient, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DROPPED_KEPT", 2)
    hrefs = [str(drop(readers, f"{number}.txt", TEXT)[1]["href"]) for number in range(3)]
    assert [readers.get(href).status_code for href in hrefs] == [404, 200, 200]
    assert len(list((tmp_path / "read").iterdir())) == 2
    (tmp_path / "read" / "mine.txt").write_text("kept")
    Kept(tmp_path / "read")
    assert [one.name for one in (tmp_path / "read").iterdir()] == ["mine.txt"]


def test_a_file_that_takes_too_long_or_holds_too_much_is_refused(
    readers: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHARACTERS", 20)
    assert drop(readers, "a.txt", TEXT)[0] == 413
    monkeypatch.setattr(limits, "DROPPED_SECONDS", 0)
    status, said = drop(readers, "a.txt", TEXT)
    assert status == 400 and "seconds to read" in str(said["error"])


def test_a_third_file_at_once_is_told_to_come_back_and_an_ending_server_reads_none(
    readers: TestClient, reader: Reader
) -> None:
    reader._places.acquire()
    reader._places.acquire()
    assert drop(readers, "a.txt", TEXT)[0] == 429
    reader._places.release()
    reader._places.release()
    threading.Thread(target=reader.stop).start()
    reader.stop()
    assert drop(readers, "a.txt", TEXT)[0] == 503


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_another_kind_of_body_is_refused(kind: str, readers: TestClient) -> None:
    answer = readers.post("/read", content=TEXT, headers={"Content-Type": kind})
    assert (answer.status_code, "Expected application/octet-stream;" in answer.json()["error"]) == (415, True)
