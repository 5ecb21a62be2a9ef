"""Reading with several processes gives what reading with one gives, whatever the files do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.reading import read_all
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from storage.pool import FEWEST_FILES, read_ahead, usual_workers
from tests.reports.hostile import packed
from tests.reports.sample_text import TEXT, report_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    for number in range(24):
        name, year = ("甲山市", "乙河区", "丙水县")[number % 3], 2025 + number % 4
        (made / f"{number:02}.txt").write_text(report_of(name, year), encoding="gb18030" if number % 2 else "utf-8")
    (made / "07-empty.txt").write_bytes(b"")
    (made / "13-bytes.txt").write_bytes(bytes(range(256)) * 9)
    (made / "99.zip").write_bytes(packed({"x.txt": TEXT.encode(), "bad.txt": b""}))
    return made


def test_several_processes_give_the_same_reports_in_the_same_order(folder: Path) -> None:
    assert list(read_all([folder], workers=2)) == list(read_all([folder]))


def test_a_bad_file_given_by_name_is_an_error_with_several_processes_too(folder: Path) -> None:
    with pytest.raises(UnreadableReport, match="07-empty"):
        list(read_all([folder, folder / "07-empty.txt"], workers=2))


def name_or_end(path: Path) -> str:
    """Stands for a reader that a file kills."""
    if path.name == "deadly":
        os._exit(9)
    return path.name


def test_a_file_that_kills_its_process_is_named_and_the_others_are_read() -> None:
    files = [Path(f"{number}") for number in range(9)]
    files[4] = Path("deadly")
    found = list(read_ahead(files, name_or_end, workers=2))
    assert [path for path, _ in found] == files
    assert [one for path, one in found if path.name != "deadly"] == [path.name for path in files if path.name != "deadly"]
    killed = found[4][1]
    assert isinstance(killed, UnreadableReport)
    assert str(killed).startswith("deadly: ended the process")


def test_only_a_few_files_are_read_ahead(tmp_path: Path) -> None:
    asked: list[int] = []

    class Files(list[Path]):
        def __iter__(self) -> Iterator[Path]:
            for number in range(1_000):
                asked.append(number)
                yield Path(str(number))

    results = read_ahead(Files(), name_or_end, workers=2)
    next(results)
    assert len(asked) <= 10
    results.close()  # type: ignore[attr-defined]


def test_few_files_are_read_by_one_process() -> None:
    assert usual_workers(FEWEST_FILES - 1) == 1
    assert usual_workers(FEWEST_FILES) >= 1


@pytest.mark.slow
def test_an_interrupt_ends_all_processes_and_leaves_no_file(folder: Path, tmp_path: Path, root: Path) -> None:
    many = tmp_path / "in"
    many.mkdir()
    for number in range(3_000):
        (many / f"{number}.txt").write_text(report_of("甲山市", 2025), encoding="utf-8")
    output = tmp_path / "out.jsonl"
    command = [sys.executable, str(root / "scripts" / "read_reports.py"), str(many), "--output", str(output), "--workers", "2"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".out.jsonl.*.part")) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.5)  # it reads
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=30)
    assert running.returncode != 0
    assert [one.name for one in tmp_path.iterdir()] == ["in"]
    assert _is_over(running.pid)


def _is_over(group: int) -> bool:
    """Wait up to 20 seconds until no process of a group is left."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_skipped_files_keep_their_place(folder: Path) -> None:
    found = list(read_all([folder], workers=2))
    assert [one.path.name for one in found if isinstance(one, Skipped)] == ["07-empty.txt", "13-bytes.txt", "bad.txt"]
