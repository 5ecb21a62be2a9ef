"""The documents are made of the kept figures, and no bench can spoil them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts.bench.figures.document import benchmarks
from scripts.bench.figures.kept import Kept, keep_failure, read_kept
from scripts.bench.figures.paper import scale
from scripts.bench.figures.tables import Column, Row, Table
from scripts.bench.record import ASKED_FOR, BENCHES, DOCS, DOCUMENTS, USUAL
from storage.errors import BadData
from tests.scripts.running import SCRIPTS, run_script

MACHINE = {
    "processor": "Abacus",
    "cores": 2,
    "flags": ["avx2"],
    "memory_gib": 4.0,
    "gpu": None,
    "system": "Linux",
    "python": "3.11",
    "libraries": {"torch": "2"},
}


def figures(seconds: float, **more: Any) -> dict[str, Any]:
    table = Table("odd", "size", [Column("seconds", "time", "s")], [Row("1", "one", {"seconds": seconds})], "Odd.")
    ran = {"date": "2030-02-03T04:05+00:00", "seconds": 6.0, "load": [0.1, 0.2], "other_work": 0.25}
    return {"asked": ["--rounds", "3"], **ran, "machine": MACHINE, "tables": [table.to_json()]} | more


def kept_in(docs: Path) -> dict[str, Kept]:
    return {name: read_kept(docs / "benchmarks" / f"{name}.json") for name in BENCHES}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of documents in which pages were measured once."""
    (tmp_path / "docs" / "benchmarks").mkdir(parents=True)
    (tmp_path / "docs" / "benchmarks" / "pages.json").write_text(json.dumps(figures(12.5)), "utf-8")
    return tmp_path / "docs"


def test_the_documents_are_what_the_templates_make_of_the_kept_figures() -> None:
    kept = kept_in(DOCS)
    for name, text in zip(DOCUMENTS, (benchmarks(kept), scale(kept)), strict=True):
        assert (DOCS / name).read_text("utf-8") == text, "python scripts/bench/record.py --write-only"


def test_every_kept_figure_is_of_a_bench_that_is_there() -> None:
    kept = {path.stem for path in (DOCS / "benchmarks").iterdir()}
    assert kept <= set(BENCHES)
    scripts = {path.stem for path in (SCRIPTS / "bench").glob("*.py")} - {"__init__", "record"}
    assert scripts <= set(BENCHES), "a bench that `make bench` does not know"
    assert not set(USUAL) & set(ASKED_FOR)


def test_a_table_that_the_template_does_not_know_is_shown_all_the_same(docs: Path) -> None:
    text = benchmarks(kept_in(docs))
    assert "| size | time, s |\n| --- | ---: |\n| one | 12.5 |\n\nOdd." in text
    assert (
        "Measured 2030-02-03 04:05 UTC by `scripts/bench/pages.py --rounds 3` in 6 s; other work took 25 % of" in text
    )
    assert "**Machine.** Abacus, 2 cores (avx2), 4 GiB, no GPU, Linux; Python 3.11, torch 2." in text


def test_figures_of_two_machines_are_told_apart(docs: Path) -> None:
    other = figures(1.0, machine=MACHINE | {"processor": "Slide rule"})
    (docs / "benchmarks" / "speed.json").write_text(json.dumps(other), "utf-8")
    text = benchmarks(kept_in(docs))
    assert "**Machine 1.** Slide rule" in text and "**Machine 2.** Abacus" in text
    assert "`scripts/bench/pages.py --rounds 3` on machine 2 in" in text


def test_what_a_bench_is_missing_is_said_and_its_old_figures_stay(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    done = run_script("bench/record", "--only", "pages,titles", "--docs", docs, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (docs / "benchmarks.md").read_text("utf-8")
    assert "| one | 12.5 |" in text
    assert "Not measured again: No Chromium was found." in text
    assert "Not measured: ZHENGBIAO_DATA names no folder of data." in text or "ZHENGBIAO_DATA" in os.environ
    assert text == benchmarks(kept_in(docs))


def test_a_bench_alone_replaces_its_own_part_only(docs: Path, tmp_path: Path) -> None:
    before = (docs / "benchmarks" / "pages.json").read_bytes()
    done = run_script("bench/record", "--only", "texts", "--docs", docs, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (docs / "benchmarks" / "pages.json").read_bytes() == before
    assert {path.name for path in (docs / "benchmarks").iterdir()} == {"pages.json", "texts.json"}
    assert read_kept(docs / "benchmarks" / "texts.json").figure("reports", "sample", "reports") == 3
    text = (docs / "benchmarks.md").read_text("utf-8")
    assert "| the sample reports | 3 |" in text and "| one | 12.5 |" in text


@pytest.fixture
def measuring(docs: Path) -> Iterator["subprocess.Popen[str]"]:
    """A record that has begun to measure."""
    command = [sys.executable, str(SCRIPTS / "bench" / "record.py"), "--only", "folders", "--docs", str(docs)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stderr is not None
    assert any("100 files" in line for line in process.stderr)
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_bench_leaves_the_documents_whole_and_nothing_running(
    docs: Path, measuring: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    begun = psutil.Process(measuring.pid).children(recursive=True)
    assert begun
    measuring.send_signal(number)
    assert measuring.wait(60) == 128 + number
    assert psutil.wait_procs(begun, timeout=60)[1] == []
    assert {path.name for path in docs.iterdir()} == {"benchmarks", *DOCUMENTS}
    assert [path.name for path in (docs / "benchmarks").iterdir()] == ["pages.json"]
    assert (docs / "benchmarks.md").read_text("utf-8") == benchmarks(kept_in(docs))


def test_a_bench_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    done = run_script("bench/record", "--only", "speed,sped", "--docs", tmp_path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "--only names sped. Expected some of texts, speed, " in line
    assert not list(tmp_path.iterdir())


def test_a_reason_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    keep_failure(tmp_path / "titles.json", f"{tmp_path}/titles/class.txt: cannot be opened. See docs/titles.md.")
    assert read_kept(tmp_path / "titles.json").failed == "…/class.txt: cannot be opened. See docs/titles.md."


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"tables": []}', '{"tables": [{}]}', json.dumps(figures(1) | {"x": 1})]
)
def test_a_file_that_holds_no_figures_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "speed.json").write_text(content, "utf-8")
    with pytest.raises(BadData, match=r"speed\.json does not hold the figures of a bench"):
        read_kept(tmp_path / "speed.json")
