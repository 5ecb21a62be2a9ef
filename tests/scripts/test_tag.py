"""Tagging is the same however many processes read."""

from pathlib import Path

from models.bundle import Bundle
from reports.paragraphs_file import read_paragraphs
from storage.results.markers import RESULT
from tests.reports.sample_text import report_of
from tests.scripts.running import run_script


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != RESULT
    }


def test_results_are_equal_for_any_number_of_readers(tmp_path: Path, tiny_bundle: Bundle) -> None:
    (tmp_path / "in").mkdir()
    for number in range(12):
        (tmp_path / "in" / f"{number:02}.txt").write_text(report_of("甲山市", 2020 + number % 9), encoding="utf-8")
    (tmp_path / "in" / "05.txt").write_bytes(b"")
    (tmp_path / "in" / "map.png").write_bytes(b"x")
    (tmp_path / "last.txt").write_text(report_of("乙川县", 2031), encoding="utf-8")
    (tmp_path / "read.txt").write_text(report_of("丙山县", 2031), encoding="utf-8")
    run_script("read_reports", "read.txt", "--output", "between.jsonl", cwd=tmp_path)
    written: dict[int, dict[str, bytes]] = {}
    for workers in (1, 3):
        finished = run_script(
            *("tag", "last.txt", "between.jsonl", "in", "--workers", workers, "--model", tiny_bundle.folder),
            *("--output", f"out-{workers}"),
            cwd=tmp_path,
        )
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.startswith("13 reports, ")
        written[workers] = contents(tmp_path / f"out-{workers}")
    assert written[1].keys() == written[3].keys()
    assert written[1] == written[3]
    reports = list(dict.fromkeys(one.report for one in read_paragraphs(tmp_path / "out-1" / "tagged.jsonl")))
    assert reports[:3] == ["乙川县-2031", "丙山县-2031", "甲山市-2020"]
