"""Reading with several processes gives what reading with one gives, whatever the files do."""

import multiprocessing
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
from storage.processes.pool import FEWEST_FILES, read_ahead, usual_workers
from storage.processes.serving import still_working
from tests.reports.packing import packed
from tests.reports.sample_text import TEXT, report_of
from tests.waiting import PATIENCE, wait_until


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


def as_named(path: Path) -> str:
    """Stands for a reader to which files do what they are called."""
    match path.name:
        case "deadly":
            os._exit(9)
        case "endless":
            while True:
                pass
        case "waiting":
            time.sleep(1_000)
        case "long":
            for _ in range(4):  # parts that take less than a second each
                until = time.process_time() + 0.5
                while time.process_time() < until:
                    pass
                still_working()
        case "large":
            raise MemoryError
        case "faulty":
            raise KeyError("a fault of the program")
    return path.name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("deadly", "ended its process (exit code 9)"),
        ("endless", "made no progress in 1 seconds of processor time"),
        ("large", "needs more memory than there is"),
    ],
)
def test_a_file_that_cannot_be_borne_is_named_and_the_others_are_read(name: str, reason: str) -> None:
    files = [Path(f"{number}") for number in range(9)]
    files[4] = Path(name)
    found = list(read_ahead(files, as_named, workers=2, most_seconds=1))
    assert [path for path, _ in found] == files
    assert [one for path, one in found if path.name != name] == [path.name for path in files if path.name != name]
    refused = found[4][1]
    assert isinstance(refused, UnreadableReport)
    assert str(refused).startswith(f"{name}: {reason}")


def test_a_file_that_says_it_goes_on_has_its_time_for_each_part() -> None:
    files = [Path("long"), Path("1")]
    assert list(read_ahead(files, as_named, workers=2, most_seconds=1)) == [(path, path.name) for path in files]


def test_a_fault_of_the_program_is_raised_with_its_traceback() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)a process of this program failed:.*in as_named.*KeyError"):
        list(read_ahead([Path("1"), Path("faulty")], as_named, workers=2))


def test_who_goes_away_waits_for_no_file() -> None:
    results = read_ahead([Path("1"), Path("waiting"), Path("waiting"), Path("2")], as_named, workers=2)
    assert next(results) == (Path("1"), "1")
    assert len(multiprocessing.active_children()) == 2
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 500  # not the thousand seconds of the file
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("killed", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_the_one_they_read_for(killed: signal.Signals, root: Path) -> None:
    program = (
        "from pathlib import Path; from storage.processes.pool import read_ahead; from "
        "tests.storage.processes.test_pool import as_named\n"
        "if __name__ == '__main__':\n"
        "    for path, _ in read_ahead([Path('1'), Path('waiting'), Path('waiting')], as_named, workers=2): "
        "print(path, flush=True)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "1\n"
    running.send_signal(killed)
    running.communicate(timeout=PATIENCE)
    assert _is_over(running.pid)


def test_only_a_few_files_are_read_ahead(tmp_path: Path) -> None:
    asked: list[int] = []

    class Files(list[Path]):
        def __iter__(self) -> Iterator[Path]:
            for number in range(1_000):
                asked.append(number)
                yield Path(str(number))

    results = read_ahead(Files(), as_named, workers=2)
    next(results)
    assert len(asked) <= 10
    results.close()


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
    command = [
        sys.executable,
        str(root / "scripts" / "read_reports.py"),
        str(many),
        "--output",
        str(output),
        "--workers",
        "2",
    ]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: list(tmp_path.glob(".out.jsonl.zhengbiao-unfinished")))
    time.sleep(1.5)  # it reads
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=PATIENCE)
    assert running.returncode != 0
    assert [one.name for one in tmp_path.iterdir()] == ["in"]
    assert _is_over(running.pid)


def _is_over(group: int) -> bool:
    """Wait until no process of a group is left."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_skipped_files_keep_their_place(folder: Path) -> None:
    found = list(read_all([folder], workers=2))
    assert [one.path.name for one in found if isinstance(one, Skipped)] == ["07-empty.txt", "13-bytes.txt", "bad.txt"]
