"""Nothing of what is given is left out without a word, and nothing in a folder stops or holds up the rest."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.bundle import Bundle
from storage.jsonl import read_objects
from tests.reports.packing import packed
from tests.reports.sample_text import TEXT, report_of
from tests.scripts.running import SCRIPTS, run_script, run_unprivileged

GBK = os.fsdecode("砚湖.txt".encode("gb18030"))
SUMS = re.compile(r"from (\d+)(?: of (\d+))? files; (\d+) skipped")


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, in/, in which there is one of everything, and its neighbour."""
    place = tmp_path_factory.mktemp("met")
    folder = place / "in"
    for number, name in enumerate(
        ("甲.txt", "b/乙.txt", GBK, "行\n末.txt", "linked/../../beside/丙.txt", "tagged/丁.txt")
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "linked").mkdir(exist_ok=True)
        (folder / name).write_text(report_of("甲山市", 2020 + number), encoding="utf-8")
    for name in ("empty.txt", "table.mp3", "scan.png", "no-ending", ".DS_Store", "~$甲.docx"):
        (folder / name).write_bytes(b"" if name == "empty.txt" else b"x")
    (folder / "all.zip").write_bytes(
        packed({"戊.txt": report_of("甲山市", 2030).encode(), "broken.docx": b"PK\x03\x04", "a.png": b"x"})
    )
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(10_000_000_000)
    (folder / "nowhere.txt").symlink_to("none.txt")
    (folder / "重.txt").symlink_to("甲.txt")
    (folder / "loop").symlink_to(".")
    (folder / "beside").symlink_to(place / "beside")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text(TEXT, encoding="utf-8")
    return folder


READ = {"甲.txt", "b/乙.txt", "砚湖.txt", "行\\n末.txt", "beside/丙.txt", "tagged/丁.txt", "all.zip/戊.txt"}
NOT_READ = {
    "empty.txt": "is empty",
    "table.mp3": "is sound or film",
    "scan.png": "is a picture",
    "no-ending": "holds no Chinese text",
    ".DS_Store": "is a hidden file",
    "~$甲.docx": "is a lock file",
    "all.zip/broken.docx": "is a damaged or incomplete Word document",
    "all.zip/a.png": "is a picture",
    "pipe.txt": "is a FIFO, not a regular file",
    "zero.txt": "is a device, not a regular file",
    "sparse.txt": "holds 10,000,000,000 bytes, more than the 200,000,000 that are read",
    "nowhere.txt": "is a link that leads nowhere",
    "重.txt": "was reached already, as in/甲.txt",
}
NOT_ENTERED = {".git": "is a hidden folder", "loop": "is a link that leads back"}


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reasons(rows: list[dict[str, str]]) -> dict[str, str]:
    return {row["file"].removeprefix("in/"): row["reason"].removeprefix(f"{row['file']}: ") for row in rows}


@pytest.mark.parametrize("workers", [1, 2])
def test_read_reports_has_a_row_for_everything_it_met(met: Path, tmp_path: Path, workers: int) -> None:
    (tmp_path / "in").symlink_to(met)
    options = ("--output", "a.jsonl", "--summary", "a.csv", "--show-cleaning", "cleaning", "--workers", workers)
    finished = run_script("read_reports", "in", *options, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    rows = rows_of(tmp_path / "a.csv")
    read = {row["file"].removeprefix("in/") for row in rows if row["status"] == "read"}
    skipped = reasons([row for row in rows if row["status"] == "skipped"])
    assert read == READ
    assert skipped.keys() == {*NOT_READ, *NOT_ENTERED}
    for name, reason in (NOT_READ | NOT_ENTERED).items():
        assert skipped[name].startswith(reason)
    sums = SUMS.search(finished.stdout)
    assert sums is not None
    assert [int(one) for one in sums.groups()] == [len(READ), len(READ) + len(NOT_READ), len(NOT_READ)]
    assert f"followed the link in/beside to {met.parent}/beside" in finished.stderr
    assert {value["source"].removeprefix("in/") for _, value in read_objects(tmp_path / "a.jsonl")} == read
    assert len(list((tmp_path / "cleaning").glob("0*.html"))) == len(READ)


def test_tag_says_and_lists_the_same(met: Path, tmp_path: Path, tiny_bundle: Bundle) -> None:
    (tmp_path / "in").symlink_to(met)
    finished = run_script("tag", "in", "--model", tiny_bundle.folder, "--output", "out", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    skipped = reasons(rows_of(tmp_path / "out" / "skipped.csv"))
    assert skipped.keys() == {*NOT_READ, *NOT_ENTERED}
    for name, reason in (NOT_READ | NOT_ENTERED).items():
        assert skipped[name].startswith(reason)
        assert f"skipped in/{name}: {skipped[name]}" in finished.stderr
    sums = SUMS.search(finished.stdout)
    assert sums is not None
    assert [int(one) for one in sums.groups()] == [len(READ), len(READ) + len(NOT_READ), len(NOT_READ)]
    sources = {value["source"].removeprefix("in/") for _, value in read_objects(tmp_path / "out" / "tagged.jsonl")}
    assert sources == READ


def test_a_folder_in_which_results_were_written_is_read_as_before(
    tmp_path: Path, root: Path, tiny_bundle: Bundle
) -> None:
    (tmp_path / "in").mkdir()
    for path in (root / "reports" / "sample").iterdir():
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    before = run_script("read_reports", "in", "--output", "before.jsonl", cwd=tmp_path)
    for said in ("3 reports, ", "in/out: nothing has changed since it was written; 3 reports, "):
        tagged = run_script("tag", "in", "--model", tiny_bundle.folder, "--output", "in/out", cwd=tmp_path)
        assert tagged.returncode == 0, tagged.stderr
        assert tagged.stdout.startswith(said)
        after = run_script("read_reports", "in", "--output", "after.jsonl", cwd=tmp_path)
        assert after.stdout.split(" from ")[0] == before.stdout.split(" from ")[0]
        assert (tmp_path / "after.jsonl").read_bytes() == (tmp_path / "before.jsonl").read_bytes()


def test_of_many_skipped_files_a_few_are_named_and_all_are_counted(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    for number in range(500):
        (tmp_path / "in" / f"{number}.png").write_bytes(b"x")
    finished = run_script("read_reports", "in", "--output", "a.jsonl", cwd=tmp_path)
    lines = finished.stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 480 more: 480 of a kind that is not read (.png 480); --summary lists all"
    assert "from 1 of 501 files; 500 skipped: 500 of a kind that is not read (.png 500)" in finished.stdout


def test_a_folder_called_like_an_archive_is_counted_by_its_files(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / "in" / "x.zip").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "x.zip" / f"{number}.txt").write_text(report_of("甲山市", 2020 + number), encoding="utf-8")
    finished = run_script("read_reports", "in", "--output", "a.jsonl", "--show-cleaning", "cleaning", cwd=tmp_path)
    assert "from 3 files; 0 skipped" in finished.stdout
    assert "on 3 pages" in finished.stderr


def test_what_may_not_be_opened_has_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("a.txt", "locked.txt", "closed/b.txt", "listed/c.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT, encoding="utf-8")
    for name, mode in {"locked.txt": 0, "closed": 0, "listed": 0o400}.items():
        (folder / name).chmod(mode)
    try:
        finished = run_unprivileged("read_reports", "in", "--output", "a.jsonl", cwd=tmp_path)
    finally:
        for name in ("closed", "listed"):
            (folder / name).chmod(0o700)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.splitlines() == [
        "skipped in/locked.txt: cannot be opened (Permission denied). Expected a report; check the file, its path and "
        "rights.",
        "skipped in/closed: cannot be looked into (Permission denied). Expected a folder of reports; check its rights.",
        "skipped in/listed/c.txt: cannot be opened (Permission denied). Expected a report; check the file, its path "
        "and rights.",
    ]
    assert "from 1 of 3 files; 2 skipped" in finished.stdout
    assert "folders not looked into: 1 that cannot be read" in finished.stdout


def test_a_half_emoji_in_a_page_is_replaced_and_flagged(tmp_path: Path) -> None:
    for name, content in {
        "a.html": TEXT.replace("纸伞", "纸&#xD83D;伞", 1),
        "b.txt": TEXT.replace("纸伞", "纸&#55357;伞", 1),
    }.items():
        (tmp_path / name).write_text(
            "".join(f"<p>{line}</p>\n" for line in content.split("\n")) if name == "a.html" else content,
            encoding="utf-8",
        )
    finished = run_script("read_reports", "a.html", "b.txt", "--output", "a.jsonl", "--summary", "a.csv", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    rows = rows_of(tmp_path / "a.csv")
    assert len(rows) == 2
    assert all("undecodable_bytes" in row["flags"].split("; ") for row in rows)
    assert (tmp_path / "a.jsonl").read_text("utf-8").count("纸\ufffd伞") == 2


def test_names_of_any_bytes_pass_through_every_output(tmp_path: Path, tiny_bundle: Bundle) -> None:
    (tmp_path / "in").mkdir()
    for name in (GBK, "砚湖.txt"):  # which look the same
        (tmp_path / "in" / name).write_text("\n".join(report_of("甲山市", 2020).split("\n")[5:]), encoding="utf-8")
    read = run_script(
        "read_reports", "in", "--output", "a.jsonl", "--summary", "a.csv", "--duplicates", "d.csv", cwd=tmp_path
    )
    assert read.returncode == 0, read.stderr
    assert "2 reports" in read.stdout
    assert "from 2 files" in read.stdout
    values = [value for _, value in read_objects(tmp_path / "a.jsonl")]
    assert {value["report"] for value in values} == {"砚湖", "砚湖~2"}
    assert {value["source"] for value in values} == {"in/砚湖.txt"}
    tagged = run_script("tag", "in", "--model", tiny_bundle.folder, "--output", "out", cwd=tmp_path)
    assert tagged.returncode == 0, tagged.stderr
    assert sorted(path.name for path in (tmp_path / "out" / "pages").iterdir()) == ["1-砚湖.html", "2-砚湖-2.html"]
    alone = run_script("read_reports", f"in/{GBK}", "--output", "b.jsonl", cwd=tmp_path)
    assert alone.returncode == 0, alone.stderr


def test_a_paragraphs_file_given_twice_is_tagged_once(tmp_path: Path, tiny_bundle: Bundle) -> None:
    row = {"id": "a:0", "report": "a", "text": "云溪市新建水厂一座，惠及全市群众。"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    finished = run_script("tag", "a.jsonl", "./a.jsonl", "--model", tiny_bundle.folder, "--output", "out", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert "1 report, 1 paragraph tagged" in finished.stdout
    assert "from 1 of 2 files; 1 skipped: 1 reached before" in finished.stdout


def test_a_machine_that_knows_no_encoding_writes_the_same(tmp_path: Path) -> None:
    (tmp_path / "入").mkdir()
    for name in (GBK, "甲.txt"):
        (tmp_path / "入" / name).write_text(TEXT, encoding="utf-8")
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    written = []
    for number, environment in enumerate((dict(os.environ), plain)):
        command = [
            sys.executable,
            str(SCRIPTS / "read_reports.py"),
            "入",
            "--output",
            f"出{number}.jsonl",
            "--summary",
            f"{number}.csv",
        ]
        finished = subprocess.run(
            command, cwd=tmp_path, capture_output=True, encoding="utf-8", env=environment, timeout=300
        )
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.endswith(f"Wrote 出{number}.jsonl\n")
        written.append([(tmp_path / f"出{number}.jsonl").read_bytes(), (tmp_path / f"{number}.csv").read_bytes()])
    assert written[0] == written[1]
