"""How scripts end: whatever stops them, with one line, no half-done work, and nobody else's work undone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from labels.labelled import write_labelled
from models.bundle import Bundle
from storage.locks import LOCK
from tests.invented import invented_rows
from tests.reports.sample_text import report_of
from tests.scripts.running import SCRIPTS, run_script
from tests.studies.world import leftovers, small_disk, snapshot
from tests.waiting import PATIENCE, wait_until

READ = ["read_reports", "in", "--output", "p.jsonl"]


def command(name: str, *arguments: object) -> list[str]:
    return [sys.executable, str(SCRIPTS / f"{name}.py"), *map(str, arguments)]


def start(folder: Path, *words: object, **options: object) -> "subprocess.Popen[str]":
    """Start a script in a process group of its own, with one thread."""
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command(*map(str, words)),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        **options,
    )


def is_held(folder: Path) -> bool:
    """Say whether a process has written, after it took the lock, that it holds a folder below this one."""
    return any(lock.read_text("utf-8").startswith("process") for lock in folder.rglob(LOCK))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a report in it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(report_of("甲山市", 2031), encoding="utf-8")
    return tmp_path


@pytest.fixture
def much(folder: Path) -> Path:
    """The same with so many reports that reading takes a while."""
    for number in range(2_000):
        (folder / "in" / f"{number}.txt").write_text(report_of("甲山市", 2031), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_every_request_to_end_clears_up_and_says_what_is_kept(much: Path, number: signal.Signals, code: int) -> None:
    before = snapshot(much)
    process = start(much, *READ, "--workers", 2)
    wait_until(lambda: leftovers(much))
    os.kill(process.pid, number)
    out, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (code, "")
    assert said.splitlines()[-1] == "interrupted; Nothing was written."
    assert "Traceback" not in said
    assert snapshot(much) == before


def test_a_second_signal_ends_at_once(much: Path) -> None:
    process = start(much, *READ)
    wait_until(lambda: leftovers(much))
    for _ in range(20):
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode in (143, -signal.SIGTERM)
    assert run_script(*READ, cwd=much).returncode == 0  # whatever the first left does not hold it up
    assert leftovers(much) == []


def test_a_run_that_was_asked_to_go_on_after_its_terminal_goes_on(folder: Path) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = start(folder, *READ, preexec_fn=ignore)
    while process.poll() is None:  # whatever it does
        process.send_signal(signal.SIGHUP)
        time.sleep(0.02)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_a_demo_that_is_ended_ends_what_it_started(tmp_path: Path) -> None:
    process = start(tmp_path, "demo", "--output", tmp_path / "demo")
    wait_until(lambda: (tmp_path / "demo" / "tagger.work" / "run.json").exists())
    process.terminate()
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 143
    assert "interrupted; what is done is kept in" in said
    assert not [name for name in leftovers(tmp_path) if ".work" not in name]
    left = [
        one.pid
        for one in psutil.process_iter(["cmdline"])
        if str(tmp_path / "demo") in " ".join(one.info["cmdline"] or [])
    ]
    assert left == []


@pytest.mark.parametrize("closed", [[1], [2], [0, 1, 2]])
def test_closed_streams_keep_nothing_from_being_written(folder: Path, closed: Sequence[int]) -> None:
    words = " ".join(f"{number}>&-" for number in closed)
    program = ["sh", "-c", f'exec "$@" {words}', "sh", *command(*READ, "--summary", "s.csv")]
    assert subprocess.run(program, cwd=folder).returncode == 0
    assert (folder / "p.jsonl").read_text("utf-8").count("\n") > 3
    assert (folder / "s.csv").read_text("utf-8-sig").startswith("file,status")


def test_a_full_standard_output_is_one_line_and_the_files_stay(folder: Path) -> None:
    with open("/dev/full", "w") as full:
        finished = subprocess.run(command(*READ), cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True)
    assert finished.returncode == 1
    (line,) = finished.stderr.splitlines()
    assert "No space left on device" in line
    assert line.endswith("Finished: p.jsonl.")
    assert (folder / "p.jsonl").is_file()


def test_a_locale_without_chinese_changes_nothing(folder: Path) -> None:
    (folder / "in" / "松堰县.txt").write_text(report_of("松堰县", 2031), encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = command("read_reports", "in", "--output", "段落.jsonl")
    finished = subprocess.run(words, cwd=folder, env=environment, capture_output=True)
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert "段落.jsonl" in finished.stdout.decode()
    assert "松堰县.txt" in (folder / "段落.jsonl").read_text("utf-8")


@pytest.mark.parametrize("value", ["99999", "0", "-1", "8080.5", "1" * 5000, "八千"])
def test_a_port_that_is_none_is_wrong_usage(tmp_path: Path, value: str) -> None:
    for words in (["serve", "--port", value], ["label_studio", "start", f"--port={value}"]):
        finished = run_script(*words, cwd=tmp_path)
        assert finished.returncode == 2, words
        assert "Traceback" not in finished.stderr
    assert list(tmp_path.iterdir()) == []


def training(encoder: Path, output: str) -> list[object]:
    return ["train", "--data", "rows.jsonl", "--encoder", encoder, "--folds", 2, "--epochs", 2, "--output", output]


def test_two_trainings_into_one_folder_do_not_mix(tmp_path: Path, tiny_encoder: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    first = start(tmp_path, *training(tiny_encoder, "out"))
    wait_until(lambda: is_held(tmp_path))
    first.send_signal(signal.SIGSTOP)
    second = run_script(*map(str, training(tiny_encoder, "out")), cwd=tmp_path)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 1
    assert "another run writes there (process" in second.stderr
    _, said = first.communicate(timeout=300)
    assert first.returncode == 0, said
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out"]


def test_two_taggings_into_one_folder_do_not_mix(folder: Path, tiny_bundle: Bundle) -> None:
    words = ["tag", "in", "--model", str(tiny_bundle.folder), "--output", "out"]
    first = start(folder, *words)
    wait_until(lambda: is_held(folder))
    first.send_signal(signal.SIGSTOP)
    second = run_script(*words, cwd=folder)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 1
    assert "another run writes there (process" in second.stderr
    first.communicate(timeout=PATIENCE)
    assert first.returncode == 0
    assert leftovers(folder) == []


FULL = {
    "read_reports": ["read_reports", "in", "--output", "out/p.jsonl"],
    "tag": ["tag", "in", "--model", "{bundle}", "--output", "out/new"],
    "train": [
        "train",
        "--data",
        "rows.jsonl",
        "--encoder",
        "{encoder}",
        "--folds",
        "0",
        "--epochs",
        "1",
        "--output",
        "out/new",
    ],
    "evaluate": ["evaluate", "--data", "rows.jsonl", "--model", "{bundle}", "--output", "out/new"],
    "push": ["label_studio", "push", "rows.jsonl", "--output", "out/tasks.json"],
}


@pytest.mark.parametrize("name", FULL)
def test_a_disk_that_is_full_is_one_line_and_harms_nothing(
    folder: Path, tiny_bundle: Bundle, tiny_encoder: Path, name: str
) -> None:
    write_labelled(folder / "rows.jsonl", invented_rows())
    (folder / "out").mkdir()
    (folder / "out" / "mine.txt").write_text("mine")
    words = [word.format(bundle=tiny_bundle.folder, encoder=tiny_encoder) for word in FULL[name]]
    with small_disk(folder / "out", size="12k") as mounted:
        if not mounted:
            pytest.skip("a small disk cannot be mounted here; run as root on Linux to try this")
        finished = run_script(*words, cwd=folder)
        assert finished.returncode == 1
        assert "No space left on device" in finished.stderr.splitlines()[-1]
        assert "Traceback" not in finished.stderr
        assert (folder / "out" / "mine.txt").read_text() == "mine"
        assert [name for name in leftovers(folder) if ".work" not in name] == []
